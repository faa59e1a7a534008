import { readFileSync } from "node:fs";
import { describe, expect, test } from "@jest/globals";
import { readSpecTests, runSpecTest } from "./cel/cel-spec.js";

const knownFailures = new Set(
  readFileSync(new URL("cel/cel-spec-known-failures.txt", import.meta.url), "utf8")
    .split("\n")
    .filter((line) => line !== "" && !line.startsWith("#")),
);

/** How many tests of each file need no protocol buffers; a drop would hide failures. */
const counts: readonly (readonly [file: string, count: number])[] = [
  ["basic", 43],
  ["comparisons", 334],
  ["conversions", 109],
  ["fields", 60],
  ["fp_math", 30],
  ["integer_math", 64],
  ["lists", 39],
  ["logic", 30],
  ["macros", 44],
  ["namespace", 3],
  ["parse", 193],
  ["plumbing", 5],
  ["string", 51],
  ["timestamps", 76],
  ["optionals", 59],
  ["string_ext", 206],
  ["macros2", 46],
];

describe.each(counts)("cel-spec %s", (file, count) => {
  const tests = readSpecTests(file);

  test("is read in full", () => {
    expect(tests).toHaveLength(count);
  });

  test("gives the expected results, except for the known failures", () => {
    const failures = tests.filter((each) => runSpecTest(each) !== each.expected);

    expect(failures.map(({ id }) => id)).toEqual(
      tests.map(({ id }) => id).filter((id) => knownFailures.has(id)),
    );
  });
});

test("every known failure is the name of a test", () => {
  const ids = counts.flatMap(([file]) => readSpecTests(file)).map(({ id }) => id);

  expect([...knownFailures].filter((id) => !ids.includes(id))).toEqual([]);
});
