/** Every example of every rule file: a marked line is found, every other line is silent. */
import { describe, expect, test } from "@jest/globals";
import { readCatalog } from "./catalog.js";
import { foundMarks, marksOf, runExample, variantsOf } from "./examples.js";

const { rules, tables } = readCatalog();
const only = process.env["RULE"];

describe.each(
  rules
    .filter(({ rule }) => only === undefined || rule.id === only)
    .map((one) => [one.rule.id, one] as const),
)("%s", (_, { rule, file }) => {
  test("has a bad and a good example", () => {
    expect(rule.examples.bad.length).toBeGreaterThan(0);
    expect(rule.examples.good.length).toBeGreaterThan(0);
  });

  for (const example of rule.examples.bad) {
    test(`bad: ${example.title}`, () => {
      for (const yaml of variantsOf(example, tables)) {
        const judged = runExample(rule, file, example, yaml, tables);
        const marks = marksOf(yaml);
        const found = foundMarks(judged);

        expect(judged.problems).toEqual([]);
        expect(found.map(({ line }) => line)).toEqual(marks.map(({ line }) => line));
        for (const [index, mark] of marks.entries()) {
          expect(found[index]?.severity).toBe(mark.severity ?? rule.severity);
          expect(found[index]?.missing).toBe(mark.missing);
        }
      }
    });
  }

  for (const example of rule.examples.good) {
    test(`good: ${example.title}`, () => {
      for (const yaml of variantsOf(example, tables)) {
        const judged = runExample(rule, file, example, yaml, tables);

        expect(judged).toEqual({ findings: [], undecided: [], problems: [] });
      }
    });
  }

  for (const example of rule.examples.undecided) {
    test(`undecided: ${example.title}`, () => {
      for (const yaml of variantsOf(example, tables)) {
        const judged = runExample(rule, file, example, yaml, tables);

        expect(judged.findings).toEqual([]);
        expect(judged.problems).toEqual([]);
        expect(judged.undecided.length).toBeGreaterThan(0);
      }
    });
  }
});
