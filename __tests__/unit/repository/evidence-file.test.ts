import { mkdirSync, mkdtempSync, realpathSync, rmSync, symlinkSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, expect, test } from "@jest/globals";
import { readEvidenceFile } from "../../../src/repository/evidence-file.js";

let outer: string;
let root: string;

beforeEach(() => {
  outer = realpathSync(mkdtempSync(join(tmpdir(), "evidence-file-")));
  root = join(outer, "repository");
  mkdirSync(join(root, "scans"), { recursive: true });
  writeFileSync(join(outer, "outside.json"), "outside");
  writeFileSync(join(root, "scans", "inside.json"), "inside");
  symlinkSync(join(outer, "outside.json"), join(root, "link.json"));
  symlinkSync(outer, join(root, "folder"));
});

afterEach(() => rmSync(outer, { recursive: true }));

function contentOf(name: string, by: "user" | "configuration", folder = root): string {
  const { content } = readEvidenceFile(name, { root, folder, by });
  return "reason" in content ? content.reason : new TextDecoder().decode(content);
}

test("inside the repository both may name a file, and its place is known", () => {
  expect(contentOf("scans/inside.json", "configuration")).toBe("inside");
  expect(contentOf("inside.json", "user", join(root, "scans"))).toBe("inside");
  expect(readEvidenceFile("scans/inside.json", { root, folder: root, by: "user" }).path).toBe(
    "scans/inside.json",
  );
});

test("outside of it only who starts the run", () => {
  const outside = join(outer, "outside.json");

  expect(contentOf(outside, "user")).toBe("outside");
  expect(contentOf("../outside.json", "user")).toBe("outside");
  for (const name of [
    outside,
    "../outside.json",
    "scans/../../outside.json",
    join(root, "scans", "inside.json"),
  ]) {
    expect(contentOf(name, "configuration")).toBe(
      "a configuration may only name files inside the repository",
    );
  }
});

test.each(["user", "configuration"] as const)("no link leads out for a %s", (by) => {
  expect(contentOf("link.json", by)).toBe("it leads out of the repository");
  expect(contentOf("folder/outside.json", by)).toBe("it leads out of the repository");
});

test("what is no file, or not there, has a reason", () => {
  expect(contentOf("scans", "user")).toBe("it is no regular file");
  expect(contentOf("gone.json", "user")).toBe("it does not exist");
});
