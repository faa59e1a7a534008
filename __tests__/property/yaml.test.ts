/** Any data that is written as YAML or JSON is read back as it was, and every position leads to what it names. */
import * as fc from "fast-check";
import { expect, test } from "@jest/globals";
import { stringify } from "yaml";
import type { Json } from "../../src/core/json.js";
import type { SourceNode } from "../../src/core/resource.js";
import { readYaml } from "../../src/yaml/read.js";
import { resolvePlain } from "../../src/yaml/scalars.js";

const key = fc.oneof(
  fc.stringMatching(/^[a-z][a-zA-Z0-9./-]{0,12}$/),
  fc.constantFrom("__proto__", "constructor", "a b", "y", "on", "0x1", "é", "-", "? a", "'", '"', "#a"),
);
const scalar = fc.oneof(
  fc.string({ unit: "grapheme", maxLength: 20 }),
  fc.constantFrom(
    "yes",
    "0644",
    "1e3",
    "~",
    "",
    " a ",
    "a: b",
    "- a",
    "*x",
    "&x",
    "a\nb\n",
    "\ttab",
    "|",
    "%",
  ),
  fc.integer(),
  fc.boolean(),
);

/** Data without nulls, which mappings do not keep, and without empty mappings and lists, whose spans are their brackets. */
const data: fc.Arbitrary<Json> = fc.letrec<{ value: Json; mapping: Json }>((tie) => ({
  value: fc.oneof(
    { depthSize: "small", withCrossShrink: true },
    scalar,
    fc.array(tie("value"), { minLength: 1, maxLength: 4 }),
    tie("mapping"),
  ),
  mapping: fc.dictionary(key, tie("value"), { minKeys: 1, maxKeys: 4, noNullPrototype: true }),
})).mapping;

/** Every scalar with its node, in the order of the data. */
function* scalarsOf(value: Json, node: SourceNode | undefined): Generator<[Json, SourceNode | undefined]> {
  if (Array.isArray(value)) {
    for (const [index, item] of value.entries()) yield* scalarsOf(item, node?.items?.[index]);
  } else if (typeof value === "object" && value !== null) {
    for (const [name, item] of Object.entries(value)) yield* scalarsOf(item, node?.entries?.get(name)?.value);
  } else yield [value, node];
}

function* nodesOf(node: SourceNode): Generator<SourceNode> {
  yield node;
  for (const item of node.items ?? []) yield* nodesOf(item);
  for (const [, entry] of node.entries ?? []) {
    yield { start: entry.keyStart, end: entry.keyEnd };
    yield* nodesOf(entry.value);
  }
}

/** How the text at a scalar's span is read by itself. */
function readAlone(source: string): Json | undefined {
  const [document] = readYaml(`- ${source}\n`).documents;
  return Array.isArray(document?.value) ? document.value[0] : undefined;
}

test("JSON is read as it was written", () => {
  fc.assert(
    fc.property(data, (value) => {
      const { documents, problems } = readYaml(JSON.stringify(value, null, 2));

      expect(problems).toEqual([]);
      expect(documents.map((document) => document.value)).toEqual([value]);
    }),
  );
});

test("YAML 1.1 is read as it was written", () => {
  fc.assert(
    fc.property(data, (value) => {
      const { documents, problems } = readYaml(stringify(value, { version: "1.1", lineWidth: 0 }));

      expect(problems).toEqual([]);
      expect(documents.map((document) => document.value)).toEqual([value]);
    }),
  );
});

test("every span lies in its text, its end behind its start", () => {
  fc.assert(
    fc.property(data, fc.boolean(), (value, isJson) => {
      const text = isJson ? JSON.stringify(value) : stringify(value, { version: "1.1" });

      for (const { node } of readYaml(text).documents) {
        for (const { start, end } of node === undefined ? [] : nodesOf(node)) {
          expect(start).toBeGreaterThanOrEqual(0);
          expect(end).toBeGreaterThanOrEqual(start);
          expect(end).toBeLessThanOrEqual(text.length);
        }
      }
    }),
  );
});

test("the text at a scalar's span says the scalar", () => {
  fc.assert(
    fc.property(data, (value) => {
      const text = JSON.stringify(value, null, 1);
      const [document] = readYaml(text).documents;

      for (const [held, node] of scalarsOf(document?.value ?? null, document?.node)) {
        expect(readAlone(text.slice(node?.start, node?.end))).toEqual(held);
      }
    }),
  );
});

test("any text at all is read without a throw, and every problem has a place in it", () => {
  const pieces = fc.constantFrom(
    ..."a:-?[]{},&*!|>'\"%@`#<~ \t\n\r\\.".split(""),
    "---",
    "...",
    "<<: ",
    "&a ",
    "*a ",
  );
  const anyText = fc.oneof(
    fc.string({ unit: "binary", maxLength: 60 }),
    fc.array(pieces, { maxLength: 40 }).map((parts) => parts.join("")),
  );

  fc.assert(
    fc.property(anyText, (text) => {
      const { problems } = readYaml(text);

      for (const { line, column, message, hint } of problems) {
        expect(line).toBeGreaterThanOrEqual(1);
        expect(line).toBeLessThanOrEqual(text.split("\n").length);
        expect(column).toBeGreaterThanOrEqual(1);
        expect(`${message} ${hint}`).toMatch(/^[^]*\. [^]*\.$/);
      }
    }),
    { numRuns: 2_000 },
  );
});

test("an unquoted scalar is never read as a number that does not look like one", () => {
  fc.assert(
    fc.property(fc.string({ maxLength: 10 }), (source) => {
      const value = resolvePlain(source);

      if (typeof value === "number" || typeof value === "bigint") expect(source).toMatch(/^[-+.]?[0-9]/);
      if (typeof value === "string") expect(value).toBe(source);
    }),
  );
});
