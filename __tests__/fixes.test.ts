/** Every fix of a rule cures each of the rule's bad examples, one finding at a time, and does nothing else to them. */
import { describe, expect, test } from "@jest/globals";
import { type Example, formsOf, type RuleFile } from "../src/catalog/rule-file.js";
import type { CatalogFile } from "../src/catalog/source.js";
import { type Repairable, repairsOf } from "../src/evaluate/repairs.js";
import { editsFor } from "../src/fix/fix.js";
import { applyEdits } from "../src/fix/text-edit.js";
import { readCatalog } from "./catalog.js";
import { prepareExample, variantsOf } from "./examples.js";

const { rules, tables } = readCatalog();
const only = process.env["RULE"];

/** Of a table with an entry for each variant the first ones will do. */
const variants = 2;

const fixable = rules
  .filter(({ rule }) => only === undefined || rule.id === only)
  .filter(({ rule }) => formsOf(rule).some(({ fix }) => fix?.set !== undefined || fix?.remove !== undefined))
  .map((one) => [one.rule.id, one] as const);

/** What a rule finds in an example whose text may have been edited, with the repairs. */
function findingsIn(
  { rule, file }: { readonly rule: RuleFile; readonly file: CatalogFile },
  example: Example,
  yaml: string,
): readonly Repairable[] {
  const { built, evaluated } = prepareExample(rule, file, example, yaml, tables);
  return repairsOf([built], evaluated);
}

describe.each(fixable)("%s", (_, one) => {
  const texts = one.rule.examples.bad.flatMap((example) =>
    variantsOf(example, tables)
      .slice(0, variants)
      .map((yaml) => ({ example, yaml })),
  );

  test("offers its patch in one of its bad examples", () => {
    const patches = texts.flatMap(({ example, yaml }) =>
      findingsIn(one, example, yaml).filter(({ patch }) => patch !== null),
    );

    expect(patches.length).toBeGreaterThan(0);
  });

  for (const example of one.rule.examples.bad) {
    test(`cures: ${example.title}`, () => {
      for (const yaml of variantsOf(example, tables).slice(0, variants)) {
        for (const repair of findingsIn(one, example, yaml)) expectCure(one, example, yaml, repair);
      }
    });
  }
});

function expectCure(
  one: { readonly rule: RuleFile; readonly file: CatalogFile },
  example: Example,
  yaml: string,
  { patch, resource, key }: Repairable,
): void {
  if (patch === null) return;
  const edits = editsFor(resource, patch);
  if (edits === null) throw new Error(`The fix cannot be written into the example:\n${yaml}`);
  const fixed = applyEdits(yaml, edits);
  const before = findingsIn(one, example, yaml).map((found) => found.key);
  const after = findingsIn(one, example, fixed);
  const keys = after.map((found) => found.key);
  const message = `${key} in\n${fixed}`;

  // A field of the pod cures the same finding of its other containers too; nothing else may go, and nothing may come.
  const fewer = before.filter((known) => known === key).length - keys.filter((known) => known === key).length;
  expect({ message, fewer: fewer > 0 }).toEqual({ message, fewer: true });
  expect({ message, new: keys.filter((known) => !before.includes(known)) }).toEqual({ message, new: [] });
  for (const edit of edits) {
    expect(edit.start).toBeGreaterThanOrEqual(yaml.lastIndexOf("\n", resource.node.start) + 1);
  }

  // An item of a list has another behind it, so only what is set or taken away by name can be asked for twice.
  const byName = { ...patch, remove: patch.remove.filter((route) => typeof route.at(-1) === "string") };
  const again = findObject(one, example, fixed, resource.node.start);
  if (again !== undefined) expect(editsFor(again, byName)).toEqual([]);
}

function findObject(
  { rule, file }: { readonly rule: RuleFile; readonly file: CatalogFile },
  example: Example,
  yaml: string,
  start: number,
) {
  const { evaluated } = prepareExample(rule, file, example, yaml, tables);
  return evaluated.resources.find(({ node }) => node.start === start);
}
