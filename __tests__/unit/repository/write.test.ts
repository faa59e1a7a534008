import { mkdtempSync, readFileSync, realpathSync, rmSync, symlinkSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, expect, test } from "@jest/globals";
import { asRepoPath } from "../../../src/core/location.js";
import { openWorkingTree } from "../../../src/repository/working-tree.js";
import { replaceText } from "../../../src/repository/write.js";

const path = asRepoPath("a.yaml");
let folder: string;
beforeEach(() => {
  folder = realpathSync(mkdtempSync(join(tmpdir(), "write-")));
});
afterEach(() => rmSync(folder, { recursive: true, force: true }));

const written = () => readFileSync(join(folder, "a.yaml"), "utf8");

test("the text of a file that was read is replaced", async () => {
  writeFileSync(join(folder, "a.yaml"), "a: é\r\n");

  expect(replaceText(await openWorkingTree([folder]), path, "a: é\r\n", "a: b\r\n")).toBe(true);
  expect(written()).toBe("a: b\r\n");
});

test("a file that is another now, or no UTF-8, stays as it is", async () => {
  writeFileSync(join(folder, "a.yaml"), "\uFEFFa: 1\n");

  expect(replaceText(await openWorkingTree([folder]), path, "a: 1\n", "a: 2\n")).toBe(false);
  expect(written()).toBe("\uFEFFa: 1\n");
});

test("nothing is written through a link", async () => {
  writeFileSync(join(folder, "a.yaml"), "a: 1\n");
  const tree = await openWorkingTree([folder]);
  rmSync(join(folder, "a.yaml"));
  writeFileSync(join(folder, "b.yaml"), "a: 1\n");
  symlinkSync("b.yaml", join(folder, "a.yaml"));

  expect(replaceText(tree, path, "a: 1\n", "a: 2\n")).toBe(false);
  expect(written()).toBe("a: 1\n");
});
