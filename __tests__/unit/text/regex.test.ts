import { describe, expect, test } from "@jest/globals";
import {
  compilePattern,
  MAX_INPUT_LENGTH,
  MAX_PATTERN_LENGTH,
  PatternError,
} from "../../../src/text/regex.js";

describe("a pattern", () => {
  test("matches anywhere in the input", () => {
    const pattern = compilePattern("b+");

    expect(pattern.test("abbc")).toBe(true);
    expect(pattern.test("ac")).toBe(false);
  });

  test("takes inline flags, which JavaScript refuses", () => {
    expect(compilePattern("(?i)token").test("GITHUB_TOKEN")).toBe(true);
    expect(compilePattern("token").test("GITHUB_TOKEN")).toBe(false);
  });

  test("finds the first match with its place and groups", () => {
    const match = compilePattern("(a)(x)?(b)").find("..ab..");

    expect(match).toEqual({ text: "ab", index: 2, groups: ["a", undefined, "b"] });
  });

  test("finds nothing where nothing matches", () => {
    expect(compilePattern("z").find("abc")).toBeUndefined();
  });

  test("finds all matches that do not overlap", () => {
    const matches = compilePattern("aa").findAll("aaaaa");

    expect(matches.map(({ index }) => index)).toEqual([0, 2]);
  });

  test("leaves out an empty match that abuts the one before, as Go does", () => {
    const matches = compilePattern("a*").findAll("baac");

    expect(matches.map(({ text, index }) => [text, index])).toEqual([
      ["", 0],
      ["aa", 1],
      ["", 4],
    ]);
  });

  test("stops at the limit", () => {
    const pattern = compilePattern("a");

    expect(pattern.findAll("aaa", 2)).toHaveLength(2);
    expect(pattern.findAll("aaa", 0)).toHaveLength(0);
  });

  test("has no state between searches", () => {
    const pattern = compilePattern("a");

    expect([pattern.test("a"), pattern.test("a"), pattern.find("a")?.index]).toEqual([true, true, 0]);
  });
});

describe("what would take exponential time", () => {
  test.each(["(a+)+$", "^(a|a)*$", "(a|aa)+$", "^(([a-z])+.)+[A-Z]([a-z])+$"])("%s is linear", (source) => {
    const started = performance.now();

    const isMatch = compilePattern(source).test(`${"a".repeat(40)}!`);

    expect(isMatch).toBe(false);
    expect(performance.now() - started).toBeLessThan(1_000);
  });
});

describe("a refused pattern", () => {
  test.each([
    ["a back-reference", "(a)\\1"],
    ["a look-ahead", "(?=a)"],
    ["a look-behind", "(?<=a)b"],
    ["an open bracket", "("],
    ["repetitions that multiply", "(a{1000}){1000}"],
    ["a thousand nested groups", `${"(".repeat(1_000)}${")".repeat(1_000)}`],
  ])("%s", (_, source) => {
    expect(codeOf(() => compilePattern(source))).toBe("invalid-pattern");
  });

  test("is one above the cap, while one at the cap is compiled", () => {
    expect(codeOf(() => compilePattern("a".repeat(MAX_PATTERN_LENGTH + 1)))).toBe("pattern-too-long");
    expect(compilePattern("a".repeat(MAX_PATTERN_LENGTH)).test("a")).toBe(false);
  });

  test("is not quoted in the message", () => {
    expect(() => compilePattern("(secret")).toThrow("The pattern is not valid RE2 syntax.");
  });
});

test("input above the cap is refused by every search", () => {
  const pattern = compilePattern("a");
  const input = "b".repeat(MAX_INPUT_LENGTH + 1);

  expect(codeOf(() => pattern.test(input))).toBe("input-too-long");
  expect(codeOf(() => pattern.find(input))).toBe("input-too-long");
  expect(codeOf(() => pattern.findAll(input))).toBe("input-too-long");
});

function codeOf(action: () => unknown): string {
  try {
    action();
  } catch (thrown) {
    if (thrown instanceof PatternError) return thrown.code;
    throw thrown;
  }
  return "nothing thrown";
}
