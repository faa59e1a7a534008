import { describe, expect, test } from "@jest/globals";
import { compile, isCelError, toPlain } from "../../src/cel/cel.js";
import { bindingsOf, minorOf, readRecords } from "./cel/records.js";
import type { GoldenRecord } from "./cel/records.js";

const files = ["expressions.txt", "pitfalls.txt"];

describe.each(files)("%s", (file) => {
  test.each(readRecords(file).map((record) => [record.id, record] as const))("%s", (_, record) => {
    const outcome = outcomeOf(record);

    expect(outcome).toEqual(expectedOf(record));
  });
});

test("both files are read to their end", () => {
  expect(files.map((file) => readRecords(file).length)).toEqual([60, 30]);
});

/** The result as it stands in the file, and the first Kubernetes minor, which a refused expression does not have. */
interface Outcome {
  readonly result: unknown;
  readonly since: number | "none";
}

function expectedOf({ result, since }: GoldenRecord): Outcome {
  const isName = ["map", "error", "compile-error"].includes(result);
  return {
    result: isName ? result : JSON.parse(result),
    since: since === "none" ? "none" : minorOf(since),
  };
}

function outcomeOf({ expression, input, result }: GoldenRecord): Outcome {
  const bindings = bindingsOf(input);
  const compiled = compile(expression, new Set(Object.keys(bindings)));
  if (isCelError(compiled)) return { result: "compile-error", since: "none" };
  const value = compiled.evaluate(bindings);
  const since = compiled.sinceMinor;
  if (isCelError(value)) return { result: "error", since };
  const plain = toPlain(value);
  const isObject = typeof plain === "object" && plain !== null && !Array.isArray(plain);
  return { result: result === "map" && isObject ? "map" : plain, since };
}
