import { expect, test } from "@jest/globals";
import { asRepoPath } from "../../../src/core/location.js";
import { Locator } from "../../../src/locate/trace.js";

const path = asRepoPath("a/b.yaml");

test("a place in a manifest is exact, with line and column", () => {
  const source = { text: "a: 1\nb:\n  c: 2\n", trace: { type: "identity", path } } as const;

  expect(new Locator().locate(source, { start: 10, end: 14 })).toEqual({
    role: "primary",
    path: "a/b.yaml",
    span: { startLine: 3, startColumn: 3, endLine: 3, endColumn: 7 },
    precision: "exact",
  });
});

test("a place in a rendered text is its file, and never the first line", () => {
  const source = { text: "a: 1\n", trace: { type: "file", path } } as const;

  expect(new Locator().locate(source, { start: 0, end: 4 })).toEqual({
    role: "primary",
    path: "a/b.yaml",
    span: null,
    precision: "file",
  });
});

test("a place that only explains says so", () => {
  const source = { text: "a: 1\n", trace: { type: "identity", path } } as const;

  expect(new Locator().locate(source, { start: 0, end: 1 }, "related").role).toBe("related");
});
