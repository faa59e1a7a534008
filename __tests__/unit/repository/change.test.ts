/** The base comes from git's objects as it was committed, whatever the working tree and the attributes of the commit say. */
import { execFileSync } from "node:child_process";
import {
  mkdirSync,
  mkdtempSync,
  realpathSync,
  rmSync,
  symlinkSync,
  unlinkSync,
  writeFileSync,
} from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { afterEach, beforeEach, describe, expect, test } from "@jest/globals";
import { asRepoPath } from "../../../src/core/location.js";
import { changeSince } from "../../../src/repository/change.js";
import { openWorkingTree } from "../../../src/repository/working-tree.js";

let root: string;
beforeEach(() => {
  root = realpathSync(mkdtempSync(join(tmpdir(), "change-")));
  git("init", "--quiet");
});
afterEach(() => rmSync(root, { recursive: true }));

function write(path: string, content: string): void {
  mkdirSync(dirname(join(root, path)), { recursive: true });
  writeFileSync(join(root, path), content);
}

function git(...args: readonly string[]): string {
  const identity = ["-c", "user.name=Test", "-c", "user.email=test@example.com"];
  return execFileSync("git", [...identity, ...args], { cwd: root, encoding: "utf8" }).trim();
}

function commitAll(): string {
  git("add", "--all");
  git("commit", "--quiet", "--message", "state");
  return git("rev-parse", "HEAD");
}

async function compared(commit: string) {
  const { revision } = await openWorkingTree([root]);
  const change = await changeSince(root, commit, revision);
  if (change?.base == null) throw new Error("There is no base.");
  const { base } = change;
  return {
    ...change,
    base,
    text: async (path: string) => {
      const content = await base.read(asRepoPath(path));
      return content instanceof Uint8Array ? new TextDecoder().decode(content) : content;
    },
  };
}

describe("the base", () => {
  test("has the files and the contents of its commit", async () => {
    write("kept.yaml", "kept\n");
    write("edited.yaml", "before\n");
    write("deleted.yaml", "gone\n");
    const commit = commitAll();
    write("edited.yaml", "after\n");
    write("added.yaml", "new\n");
    unlinkSync(join(root, "deleted.yaml"));

    const { base, changed, text } = await compared(commit);

    expect(base.commit).toBe(commit);
    expect(base.files.map(({ path }) => path)).toEqual(["deleted.yaml", "edited.yaml", "kept.yaml"]);
    expect([...(changed ?? [])].toSorted()).toEqual(["added.yaml", "deleted.yaml", "edited.yaml"]);
    expect(await text("edited.yaml")).toBe("before\n");
    expect(await text("deleted.yaml")).toBe("gone\n");
    expect(await text("kept.yaml")).toBe("kept\n");
    expect(await text("added.yaml")).toEqual({ reason: "it is not listed" });
  });

  test("does not let attributes of the commit hide a file", async () => {
    write(".gitattributes", "secret.yaml export-ignore\n*.yaml ident\n");
    write("secret.yaml", "hidden\n");
    const commit = commitAll();
    write("secret.yaml", "shown\n");

    const { text } = await compared(commit);

    expect(await text("secret.yaml")).toBe("hidden\n");
  });

  test("follows a link to a file inside, and none that leads out", async () => {
    write("real.yaml", "real\n");
    symlinkSync("real.yaml", join(root, "link.yaml"));
    symlinkSync("../../etc/passwd", join(root, "out.yaml"));
    const commit = commitAll();
    write("real.yaml", "changed\n");

    const { base, text } = await compared(commit);

    expect(await text("link.yaml")).toBe("real\n");
    expect(base.leftOut).toEqual([{ path: "out.yaml", reason: "the link leads out of the repository" }]);
  });

  test("knows a renamed file by both names", async () => {
    const content = Array.from({ length: 20 }, (_, index) => `line: ${index}\n`).join("");
    write("old.yaml", content);
    const commit = commitAll();
    git("mv", "old.yaml", "new.yaml");

    const { renamed, changed } = await compared(commit);

    expect([...renamed]).toEqual([["new.yaml", "old.yaml"]]);
    expect([...(changed ?? [])].toSorted()).toEqual(["new.yaml", "old.yaml"]);
  });

  test("shares what git ignores and a step before left behind", async () => {
    write(".gitignore", "charts/\n");
    write("web/Chart.yaml", "apiVersion: v2\nname: web\nversion: 1.0.0\n");
    const commit = commitAll();
    write("web/charts/db/Chart.yaml", "apiVersion: v2\nname: db\nversion: 1.0.0\n");

    const { base, changed, text } = await compared(commit);

    expect(base.has("web/charts/db/Chart.yaml")).toBe(true);
    expect(changed?.size).toBe(0);
    expect(await text("web/charts/db/Chart.yaml")).toContain("name: db");
  });

  test("is not there where git has not got the commit", async () => {
    write("kept.yaml", "kept\n");
    commitAll();
    const { revision } = await openWorkingTree([root]);

    expect(await changeSince(root, "0123456789012345678901234567890123456789", revision)).toBeNull();
  });
});
