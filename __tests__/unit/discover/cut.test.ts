import { expect, test } from "@jest/globals";
import type { Route } from "../../../src/core/location.js";
import { cutParts } from "../../../src/discover/cut.js";
import { readYaml } from "../../../src/yaml/read.js";

function cut(text: string, ...routes: Route[]): string {
  const [document] = readYaml(text).documents;
  if (document?.value === undefined || document.node === undefined) throw new Error("The example is empty.");
  return cutParts({ text, value: document.value, node: document.node }, routes);
}

test("an item of a block list becomes blanks and every other line stays", () => {
  const text = "resources:\n  - a.yaml\n  - https://example.com/b # remote\n  - c.yaml\n";

  const result = cut(text, ["resources", 1]);

  expect(result).toBe(`resources:\n  - a.yaml\n${" ".repeat(25)} # remote\n  - c.yaml\n`);
});

test("all items of a list may go", () => {
  const result = cut("resources:\n- a\n- b\nnamePrefix: x\n", ["resources", 0], ["resources", 1]);

  expect(result).toBe("resources:\n   \n   \nnamePrefix: x\n");
});

test.each([
  ["the first", 0, ["b", "c"]],
  ["the last", 2, ["a", "b"]],
])("%s item of a list in brackets takes one comma along", (_, index, left) => {
  const result = cut("resources: [a, b, c]\nnamePrefix: x\n", ["resources", index]);

  expect(readYaml(result).documents[0]?.value).toEqual({ resources: left, namePrefix: "x" });
  expect(result.split("\n")[1]).toBe("namePrefix: x");
});

test("an item that is a mapping over several lines goes as a whole", () => {
  const result = cut("patches:\n- path: p.yaml\n  target:\n    kind: Pod\n- path: q.yaml\n", ["patches", 0]);

  expect(readYaml(result).documents[0]).toMatchObject({ value: { patches: [{ path: "q.yaml" }] }, line: 1 });
  expect(result.split("\n")[4]).toBe("- path: q.yaml");
});

test("an entry of a mapping goes with its key", () => {
  const result = cut("openapi:\n  path: a.json\nnamePrefix: x\n", ["openapi", "path"]);

  expect(readYaml(result).documents[0]?.value).toEqual({ namePrefix: "x" });
});

test("a text that does not allow it is written anew without the part", () => {
  const result = cut("resources: [&a https://example.com/b, *a, c]\n", ["resources", 0]);

  expect(readYaml(result).problems).toEqual([]);
  expect(readYaml(result).documents[0]?.value).toEqual({ resources: ["https://example.com/b", "c"] });
});
