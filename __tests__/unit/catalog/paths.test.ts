import { describe, expect, test } from "@jest/globals";
import { fill, parseTemplate } from "../../../src/catalog/message.js";
import { parseEach, parsePlace } from "../../../src/catalog/paths.js";
import { entriesAt, resolveValue } from "../../../src/catalog/tables.js";
import { everyElement } from "../../../src/core/rule.js";

describe("a place", () => {
  test.each([
    [".", { root: "self", steps: [] }],
    [
      "a.b",
      {
        root: "self",
        steps: [
          { type: "key", key: "a" },
          { type: "key", key: "b" },
        ],
      },
    ],
    [
      '$podMetadata.annotations["x.y/z"]',
      {
        root: "podMetadata",
        steps: [
          { type: "key", key: "annotations" },
          { type: "key", key: "x.y/z" },
        ],
      },
    ],
    [
      "verbs[v, v == ']']",
      {
        root: "self",
        steps: [
          { type: "key", key: "verbs" },
          { type: "element", variable: "v", predicate: "v == ']'" },
        ],
      },
    ],
  ])("%s", (source, place) => {
    expect(parsePlace(source)).toEqual(place);
  });

  test("an unknown start and an open bracket are mistakes", () => {
    expect(parsePlace("$world.a")).toContain("$world");
    expect(parsePlace("a[x, y")).toContain("is no path");
  });
});

describe("an each path", () => {
  test("enters lists and maps, and may start around the item", () => {
    expect(parseEach("rules[].paths[]")).toEqual({
      root: "self",
      path: ["rules", everyElement, "paths", everyElement],
    });
    expect(parseEach("$podMetadata.annotations[]")).toEqual({
      root: "podMetadata",
      path: ["annotations", everyElement],
    });
    expect(parseEach("$world.a")).toContain("$world.a");
  });
});

describe("a sentence", () => {
  test("keeps braces of an expression together, and a name without a fact stays visible", () => {
    const template = parseTemplate("The {kind} is {x + '}'} and {y}.");

    expect(template).toEqual([
      "The ",
      { expression: "kind", start: 5 },
      " is ",
      { expression: "x + '}'", start: 15 },
      " and ",
      { expression: "y", start: 29 },
      ".",
    ]);
    expect(typeof template === "string" ? "" : fill(template, { kind: "Pod", "x + '}'": "1" })).toBe(
      "The Pod is 1 and {y}.",
    );
  });

  test("an open brace is a mistake", () => {
    expect(parseTemplate("An {open one.")).toContain("never closed");
  });
});

describe("a value of a rule", () => {
  const table = {
    name: "t",
    updated: "2026-11-21",
    source: "s",
    expires: null,
    entries: ["a", { value: "b", from: "1.29" }],
  };
  const tables = new Map([["t", table]]);

  test("a table gives the entries of the declared version, and all of them where none is declared", () => {
    expect(entriesAt(table, 28)).toEqual(["a"]);
    expect(entriesAt(table, 29)).toEqual(["a", "b"]);
    expect(resolveValue({ table: "t" }, 0, tables)).toEqual({ value: ["a", "b"] });
    expect(resolveValue({ table: "u" }, 0, tables)).toContain('"u"');
    expect(resolveValue({ updatedOf: "t" }, 0, tables)).toEqual({ value: "2026-11-21" });
    expect(resolveValue({ updatedOf: "u" }, 0, tables)).toContain('"u"');
  });

  test("a value by version is the newest that is not above the declared one", () => {
    const value = { byVersion: { "1.0": false, "1.35": true } };

    expect(resolveValue(value, 34, tables)).toEqual({ value: false });
    expect(resolveValue(value, 35, tables)).toEqual({ value: true });
    expect(resolveValue(value, 0, tables)).toEqual({ value: true });
  });
});
