/** Any text stays text, in every channel. Markdown is read by a parser that is not ours. */
import * as fc from "fast-check";
import {
  breakCommands,
  fence,
  forHtml,
  forLog,
  forMarkdown,
  forTerminal,
  forUrl,
  proseForHtml,
  proseForMarkdown,
} from "../../src/text/escape.js";
import { describe, expect, test } from "@jest/globals";
import { gfm, gfmHtml } from "micromark-extension-gfm";
import { commandOf } from "../../src/report/annotations.js";
import { commandsIn } from "../fakes/runner-commands.js";
import { hostileTexts } from "../fakes/hostile-names.js";
import { micromark } from "micromark";
import { sarif } from "../../src/report/sarif.js";
import { findingOf, reportOf } from "../golden/report/sample-report.js";
import { noContext } from "../../src/report/context.js";

/**
 * Pieces that mean something to Markdown, GitHub, terminals or runners; put together at random they meet at
 * every edge.
 */
const pieces = [
  ...Array.from("`|\\<>[]()!*_~#@:$&;\"'-=+.,0aZ \n\r\t/{}%^"),
  ...Array.from("\u0007\u009b\u202e\u200b\u2028é"),
  ..."\ud83d,\udc00,::,##[,##[error],::error::,<!--,-->,</code>,</details>,<b>,](,![,&#64;".split(","),
  ..."@user,#12,GH-1,:tada:,www.,https://,javascript:,```,\u001b[,\u001b]8;;,1. ,- [ ] ,[^1],a@b.c".split(
    ",",
  ),
];
const anyText = fc.oneof(
  fc.string({ unit: "binary", maxLength: 60 }),
  fc.array(fc.constantFrom(...pieces), { maxLength: 25 }).map((parts) => parts.join("")),
  fc.constantFrom(...hostileTexts.filter((text) => text.length < 1_000)),
);

/** Where names and sentences stand in our documents. */
const places: Readonly<Record<string, (name: string, sentence: string) => string>> = {
  paragraph: (name, sentence) => `See ${name} here.\n\n${sentence}`,
  "start of a paragraph": (name, sentence) => `${name}\n\n${sentence}\n`,
  heading: (name, sentence) => `## ⛔ Blocked: ${sentence}\n\n### ${sentence} · ${name} · high\n`,
  list: (name, sentence) =>
    `- ${name} ${sentence}\n- new: [${name}](https://x.example/a) ${sentence} (${name})`,
  table: (name, sentence) =>
    `| a | b |\n|:--|:--|\n| ${name} | ${sentence} |\n| **[${sentence}](https://x.example)** · ${name}<br>${name} | [${name}](https://x.example) |`,
  folded: (name, sentence) =>
    `<details>\n<summary>x</summary>\n<br>\n\n${sentence}\n\n- ${name}\n\n</details>\n\nend`,
  small: (name) => `<sub>[x](https://x.example) · ${name}</sub>`,
};

describe("Markdown", () => {
  test.each(Object.entries(places))("in a %s, any text leaves the document as it is", (_, place) => {
    const expected = skeleton(render(place("`web`", "A plain sentence.")));

    fc.assert(
      fc.property(anyText, anyText, (name, sentence) => {
        const html = render(place(forMarkdown(name), proseForMarkdown(sentence) || "Nothing."));

        expect(skeleton(html)).toEqual(expected);
        expect(tellingsOutsideCode(html)).toEqual([]);
      }),
      { numRuns: 100 },
    );
  });

  test("all known attacks leave the document as it is", () => {
    for (const place of Object.values(places)) {
      const expected = skeleton(render(place("`web`", "A plain sentence.")));

      for (const attack of hostileTexts) {
        const html = render(place(forMarkdown(attack), proseForMarkdown(attack) || "Nothing."));

        expect({ attack: attack.slice(0, 80), html: skeleton(html) }).toEqual({
          attack: attack.slice(0, 80),
          html: expected,
        });
        expect(tellingsOutsideCode(html)).toEqual([]);
      }
    }
  });

  test("between HTML tags, any text leaves the document as it is", () => {
    const place = (name: string, sentence: string) =>
      `<details>\n<summary><b>How to fix: ${sentence}</b> — ${name}</summary>\n<br>\n\ntext\n\n</details>`;
    const expected = skeleton(render(place("web", "A plain sentence.")));

    fc.assert(
      fc.property(anyText, anyText, (name, sentence) => {
        const html = render(place(forHtml(name), proseForHtml(sentence)));

        expect(skeleton(html)).toEqual(expected);
        expect(tellingsOutsideCode(html)).toEqual([]);
      }),
    );
  });

  test("no text ends a fence", () => {
    fc.assert(
      fc.property(anyText, (text) => {
        const html = render(`before\n\n${fence(text, "yaml")}\n\nafter`);

        expect(skeleton(html)).toEqual(["p", "/p", "pre", "/pre", "p", "/p"]);
      }),
    );
  });

  test("the check sees what it is for", () => {
    expect(tellingsOutsideCode(render("ask @octocat"))).toEqual(["@octocat"]);
    expect(skeleton(render("a <b>x</b> ![x](y) www.evil.example"))).toEqual([
      "p",
      "b",
      "/b",
      "img",
      "a",
      "/a",
      "/p",
    ]);
  });
});

describe("a terminal and a log", () => {
  test("get one line without control characters and without commands", () => {
    fc.assert(
      fc.property(anyText, (text) => {
        for (const line of [forTerminal(text), forLog(text)]) {
          expect(line).not.toMatch(/[\p{Cc}\p{Cs}\u2028\u2029\u202a-\u202e\u2066-\u2069]/u);
          expect(commandsIn(line)).toEqual([]);
          expect(line.length).toBeLessThanOrEqual(2 * 2_000 + 10);
        }
      }),
    );
  });

  test("get no command from pieces that are none", () => {
    fc.assert(
      fc.property(anyText, anyText, (left, right) => {
        expect(commandsIn(breakCommands(`${forTerminal(left)}${forTerminal(right)}`))).toEqual([]);
      }),
    );
  });
});

test("a workflow command is read back as it was meant, and is one", () => {
  fc.assert(
    fc.property(anyText, anyText, (title, message) => {
      const command = commandOf({
        level: "error",
        title: `a${title}`,
        message,
        file: null,
        line: 1,
        endLine: 2,
      });

      expect(commandsIn(command)).toEqual([
        {
          name: "error",
          properties: { line: "1", endLine: "2", title: breakCommands(`a${title}`) },
          data: breakCommands(message),
        },
      ]);
    }),
  );
});

test("a path in an address stays in its place", () => {
  fc.assert(
    fc.property(anyText, (path) => {
      const url = new URL(`https://x.example/blob/${forUrl(`a${path}`)}`);

      expect(url.origin).toBe("https://x.example");
      expect(url.search + url.hash).toBe("");
      expect(forUrl(path)).toMatch(/^[A-Za-z0-9%/._~-]*$/);
    }),
  );
});

test("a message in SARIF holds no link", () => {
  fc.assert(
    fc.property(anyText, (message) => {
      const log = JSON.parse(sarif(reportOf({ findings: [findingOf({ message })] }), noContext));

      expect(log.runs[0].results[0].message.text).not.toContain("](");
    }),
  );
});

function render(markdown: string): string {
  return micromark(markdown, {
    allowDangerousHtml: true,
    allowDangerousProtocol: true,
    extensions: [gfm()],
    htmlExtensions: [gfmHtml()],
  });
}

/** The elements of a document in order, without inline code. Comments count as elements. */
function skeleton(html: string): readonly string[] {
  return (html.match(/<!--|<\/?[A-Za-z][A-Za-z0-9]*/g) ?? [])
    .map((tag) => tag.slice(1).toLowerCase())
    .filter((tag) => tag !== "code" && tag !== "/code");
}

/**
 * What GitHub's filters would act on: mentions, references, emoji, addresses, mathematics. They leave code
 * alone.
 */
function tellingsOutsideCode(html: string): readonly string[] {
  const text = html
    .replace(/<code[^>]*>[^]*?<\/code>/g, " ")
    .replace(/<[^>]*>/g, " ")
    .replace(/&#(\d+);/g, (_, code: string) => String.fromCharCode(Number(code)))
    .replaceAll("&lt;", "<")
    .replaceAll("&gt;", ">")
    .replaceAll("&quot;", '"')
    .replaceAll("&amp;", "&");
  return (
    text.match(
      /@[A-Za-z0-9]\S*|#\d+|\bGH-\d+|:[a-z0-9_+-]+:|\bwww\.\S+|https?:\S*|\$\S+\$|\b[0-9a-f]{40}\b/g,
    ) ?? []
  );
}
