/**
 * Makes the picture in the README: docs/picture/comment.md is the comment that the Action writes for `examples/`, and
 * docs/picture/comment.png shows how it looks on a page like GitHub's.
 *
 *   node scripts/picture.mjs
 *
 * Needs `chromium` and a font with emoji on this machine (Debian: chromium, fonts-noto-color-emoji). Nothing is downloaded.
 */
import { execFileSync } from "node:child_process";
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath, pathToFileURL } from "node:url";
import { micromark } from "micromark";
import { gfm, gfmHtml } from "micromark-extension-gfm";

const root = fileURLToPath(new URL("..", import.meta.url));
const markdownFile = join(root, "docs", "picture", "comment.md");
const pictureFile = join(root, "docs", "picture", "comment.png");

/** As wide as a comment on a large screen. */
const widthPx = 820;

/** Our own sheet, near to what GitHub shows in light mode. */
const style = `
* { box-sizing: border-box; }
body {
  margin: 0; padding: 16px; background: #fff; color: #1f2328; overflow-wrap: break-word;
  font: 14px/1.5 -apple-system, BlinkMacSystemFont, "Segoe UI", "Noto Sans", "Liberation Sans", Helvetica, Arial,
    sans-serif, "Noto Color Emoji";
}
article { border: 1px solid #d1d9e0; border-radius: 6px; overflow: hidden; }
header { padding: 8px 16px; background: #f6f8fa; border-bottom: 1px solid #d1d9e0; color: #59636e; }
header b { color: #1f2328; }
header span { padding: 0 6px; border: 1px solid #d1d9e0; border-radius: 2em; font-size: 12px; }
article > div { padding: 16px; }
h2 { margin: 0 0 16px; padding-bottom: 5px; border-bottom: 1px solid #d1d9e0b3; font-size: 21px; line-height: 1.25; }
p, table, pre, ul, details { margin: 0 0 16px; }
a { color: #0969da; text-decoration: underline; text-underline-offset: 3px; }
table { display: block; width: max-content; max-width: 100%; overflow: auto; border-spacing: 0; border-collapse: collapse; }
th, td { padding: 6px 13px; border: 1px solid #d1d9e0; }
tbody tr:nth-child(2n) { background: #f6f8fa; }
code, pre { font-family: ui-monospace, SFMono-Regular, Menlo, Consolas, "DejaVu Sans Mono", "Liberation Mono", monospace; }
code { padding: 3px 6px; border-radius: 6px; background: #818b981f; font-size: 12px; white-space: break-spaces; }
pre { padding: 16px; border-radius: 6px; background: #f6f8fa; font-size: 12px; }
pre code { padding: 0; background: none; white-space: pre; }
details > br { display: none; }
summary { cursor: pointer; }
sub { font-size: 11px; vertical-align: baseline; }
article > div > :last-child { margin-bottom: 0; }
`;

const scratch = mkdtempSync(join(tmpdir(), "hardening-gate-picture-"));
try {
  writeComment();
  draw();
} finally {
  rmSync(scratch, { recursive: true, force: true });
}

/** The test that keeps the comment fresh can also write it: only it knows the fake GitHub. */
function writeComment() {
  const jest = join(root, "node_modules", "jest", "bin", "jest.js");
  execFileSync(
    process.execPath,
    ["--experimental-vm-modules", "--no-warnings", jest, "__tests__/picture.test.ts"],
    {
      cwd: root,
      env: { ...process.env, UPDATE_GOLDEN: "1" },
      stdio: ["ignore", "ignore", "inherit"],
    },
  );
}

function draw() {
  const page = join(scratch, "page.html");
  writeFileSync(page, pageOf(readFileSync(markdownFile, "utf8")));
  const url = pathToFileURL(page).href;
  const heightPx = /data-height="(\d+)"/.exec(chromium(["--dump-dom", url]))?.[1];
  if (heightPx === undefined) throw new Error("The page did not say how tall it is.");
  chromium([
    `--screenshot=${pictureFile}`,
    `--window-size=${widthPx},${heightPx}`,
    "--force-device-scale-factor=2",
    "--hide-scrollbars",
    url,
  ]);
}

/** Runs the browser of this machine with a profile of its own and no traffic, and gives what it prints. */
function chromium(words) {
  const quiet = [
    "--headless",
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
    "--no-first-run",
    `--user-data-dir=${join(scratch, "profile")}`,
  ];
  const sized = words.some((word) => word.startsWith("--window-size"))
    ? []
    : [`--window-size=${widthPx},600`];
  return execFileSync("chromium", [...quiet, ...sized, ...words], {
    encoding: "utf8",
    stdio: ["ignore", "pipe", "ignore"],
    timeout: 60_000,
  });
}

/** The comment in a frame like that of a pull request's page. What is collapsed there is collapsed here. */
function pageOf(markdown) {
  const body = micromark(markdown, {
    allowDangerousHtml: true,
    extensions: [gfm()],
    htmlExtensions: [gfmHtml()],
  });
  return `<!doctype html>
<html lang="en">
<meta charset="utf-8">
<title>The comment</title>
<style>${style}</style>
<body>
<article>
<header><b>github-actions</b> <span>bot</span> commented</header>
<div>${body}</div>
</article>
<script>document.documentElement.dataset.height = Math.ceil(document.body.getBoundingClientRect().height)</script>
</body>
</html>
`;
}
