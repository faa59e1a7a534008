/**
 * The picture in the README shows the comment that the Action writes on a pull request with `examples/` in it: docs/picture/comment.md
 * is that comment, from the bundle as it is shipped. `node scripts/picture.mjs` writes it anew and draws it.
 */
import { afterAll, beforeAll, expect, jest, test } from "@jest/globals";
import { readdirSync, readFileSync, rmSync, statSync } from "node:fs";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { fakeToken, startFakeGitHub } from "./fakes/github/server.js";
import type { FakeGitHub } from "./fakes/github/server.js";
import { headOf, makePullRequest } from "./fakes/repository.js";
import { runStep } from "./fakes/runner.js";
import { expectGolden } from "./golden/report/expect-golden.js";

const root = fileURLToPath(new URL("..", import.meta.url));
const dist = process.env["HARDENING_GATE_DIST"] ?? join(root, "dist");
const head = "3f2c1ab09d8e7f6a5b4c3d2e1f0a9b8c7d6e5f4a";
const payload = {
  action: "opened",
  number: 7,
  pull_request: {
    number: 7,
    base: { sha: "a".repeat(40), ref: "main", repo: { full_name: "acme/shop" } },
    head: { sha: head, ref: "topic", repo: { full_name: "acme/shop" } },
    merge_commit_sha: "c".repeat(40),
  },
};

jest.setTimeout(60_000);

let github: FakeGitHub;
let workspace: string;

beforeAll(async () => {
  github = await startFakeGitHub();
  workspace = makePullRequest({}, filesBelow("examples"));
});

afterAll(async () => {
  await github.stop();
  rmSync(workspace, { recursive: true, force: true });
});

test("the picture's comment is the one that the Action writes today", async () => {
  const step = await runStep(process.execPath, join(dist, "index.js"), {
    apiUrl: github.url,
    eventName: "pull_request",
    payload,
    workspace,
    inputs: { "github-token": fakeToken },
    sha: headOf(workspace),
  });

  expect(step.exitCode).toBe(1);
  expectGolden("../../../docs/picture/comment.md", withoutDigest(github.comments.all[0]?.body ?? ""));
});

/** Every file below a folder of this repository, by its path from the root. */
function filesBelow(folder: string): Record<string, string> {
  const paths = readdirSync(join(root, folder), { recursive: true, encoding: "utf8" }).map((path) =>
    join(folder, path),
  );
  const files = paths.filter((path) => statSync(join(root, path)).isFile());
  return Object.fromEntries(files.map((path) => [path, readFileSync(join(root, path), "utf8")]));
}

/** The digest of the catalog moves with every rule, and the picture is not about it. */
function withoutDigest(body: string): string {
  return body.replace(/ · catalog `[0-9a-f]+`/, "");
}
