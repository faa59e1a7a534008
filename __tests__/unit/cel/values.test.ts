import { describe, expect, test } from "@jest/globals";
import { outcome } from "./evaluation.js";

describe("numbers of a manifest", () => {
  test.each([
    [3, "int"],
    [-1, "int"],
    [0, "int"],
    [9007199254740993n, "int"],
    [0.25, "double"],
    [1e-9, "double"],
  ])("%p is of type %s", (value, type) => {
    expect(outcome(`type(v) == ${type}`, { v: value })).toBe(true);
    expect(outcome(`type(v[0]) == ${type}`, { v: [value] })).toBe(true);
    expect(outcome(`v.all(x, type(x) == ${type})`, { v: [value] })).toBe(true);
    expect(outcome(`type(v.a) == ${type}`, { v: { a: value } })).toBe(true);
  });
});

describe("results as plain data", () => {
  test.each<[string, unknown]>([
    ["1 + 1", 2],
    ["9007199254740993", 9007199254740993n],
    ["4.0 / 2.0", 2],
    ["1u", 1],
    ["null", null],
    ["[1, 2]", [1, 2]],
    ["[1.0]", [1]],
    ["{'a': [1]}", { a: [1] }],
    ["{1: 'a'}", { 1: "a" }],
    ["optional.of(1)", 1],
    ["optional.none()", null],
    ["duration('90m')", "5400s"],
    ["timestamp('2026-01-01T00:00:00Z')", "2026-01-01T00:00:00Z"],
    ["quantity('1.5')", "1500m"],
    ["cidr('10.0.0.1/8')", "10.0.0.1/8"],
    ["int", "int"],
    ["b'abc'", "abc"],
  ])("of %s", (source, plain) => {
    expect(outcome(source)).toEqual(plain);
  });

  test("objects have no prototype", () => {
    const plain = outcome("{'__proto__': 1}");

    expect(Object.getPrototypeOf(plain)).toBeNull();
    expect(Object.keys(plain as object)).toEqual(["__proto__"]);
  });
});
