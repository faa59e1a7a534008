import { expect, test } from "@jest/globals";
import { asRepoPath, type Location } from "../../../src/core/location.js";
import type { RenderedText } from "../../../src/core/rendering.js";
import type { SourcePlace, TextTrace } from "../../../src/core/trace.js";
import { type Placed, Relocator } from "../../../src/locate/relocate.js";

const template = asRepoPath("web/templates/a.yaml");
const values = asRepoPath("web/values.yaml");
const texts = new Map([
  [template, "kind: Pod\nspec:\n  hostPID: {{ .Values.pid }}\n"],
  [values, "# Ours.\npid: true\nother: true\n"],
]);

const inTemplate: SourcePlace = { path: template, start: 18, end: 44, part: "template" };
const inValues: SourcePlace = { path: values, start: 8, end: 17, part: "values" };
const file: Location = { role: "primary", path: template, span: null, precision: "file" };

function textOf(name: string): RenderedText {
  return { text: "kind: Pod\nspec:\n  hostPID: true\n", trace: { type: "file", path: template }, name };
}

function traceOf(...places: readonly SourcePlace[]): TextTrace {
  return { placesOf: () => places };
}

function relocated(placed: Partial<Placed>, traces: ReadonlyMap<RenderedText, TextTrace>) {
  const finding: Placed = { locations: [file], marks: [], missing: null, ...placed };
  return new Relocator(traces, (path) => texts.get(path)).relocate(finding);
}

function places({ locations }: Pick<Placed, "locations">): readonly string[] {
  return locations.map(
    ({ role, path, span, precision }) => `${role} ${path}:${span?.startLine ?? "-"} ${precision}`,
  );
}

const source = textOf("a");
const mark = { source, extent: { start: 18, end: 31 }, isValue: true };

test("what is bad is shown at its value, with the template beside it", () => {
  const found = relocated({ marks: [mark] }, new Map([[source, traceOf(inValues, inTemplate)]]));

  expect(places(found)).toEqual([
    "primary web/values.yaml:2 mapped",
    "related web/templates/a.yaml:3 mapped",
  ]);
  expect(found.locations[0].span).toEqual({ startLine: 2, startColumn: 1, endLine: 2, endColumn: 10 });
  expect(found.origin).toBe(template);
});

test("what is missing is shown in the template, unless its ancestor stands in the values", () => {
  const both = new Map([[source, traceOf(inValues, inTemplate)]]);
  const keyInTemplate = new Map([
    [
      source,
      { placesOf: (start: number, end: number) => (end - start > 1 ? [inValues, inTemplate] : [inTemplate]) },
    ],
  ]);

  expect(places(relocated({ marks: [mark], missing: "hostPID" }, keyInTemplate))[0]).toBe(
    "primary web/templates/a.yaml:3 mapped",
  );
  expect(places(relocated({ marks: [{ ...mark, isValue: false }] }, keyInTemplate))[0]).toBe(
    "primary web/templates/a.yaml:3 mapped",
  );
  expect(places(relocated({ marks: [mark], missing: "hostPID" }, both))[0]).toBe(
    "primary web/values.yaml:2 mapped",
  );
});

test("a mark without trace, and a place in a file that cannot be read, leave the file", () => {
  const elsewhere = { ...inTemplate, path: asRepoPath("gone.yaml") };

  expect(places(relocated({ marks: [mark] }, new Map()))).toEqual(["primary web/templates/a.yaml:- file"]);
  expect(places(relocated({ marks: [mark] }, new Map([[source, traceOf(elsewhere)]])))).toEqual([
    "primary web/templates/a.yaml:- file",
  ]);
});

test("what other sets of values show is related, each line once", () => {
  const other = textOf("b");
  const same = textOf("c");
  const traces = new Map([
    [source, traceOf(inValues, inTemplate)],
    [other, traceOf({ ...inValues, start: 18, end: 29 })],
    [same, traceOf(inValues)],
  ]);
  const marks = [mark, { ...mark, source: other }, { ...mark, source: same }];

  expect(places(relocated({ marks }, traces))).toEqual([
    "primary web/values.yaml:2 mapped",
    "related web/templates/a.yaml:3 mapped",
    "related web/values.yaml:3 mapped",
  ]);
});

test("related locations keep their order and get their lines", () => {
  const other = textOf("b");
  const known: Location = {
    role: "related",
    path: asRepoPath("deploy/role.yaml"),
    span: null,
    precision: "file",
  };
  const plain = textOf("plain");

  const found = relocated(
    {
      locations: [file, known, { ...file, role: "related" }],
      marks: [mark, { ...mark, source: plain }, { ...mark, source: other }],
    },
    new Map([[other, traceOf(inTemplate)]]),
  );

  expect(places(found)).toEqual([
    "primary web/templates/a.yaml:- file",
    "related deploy/role.yaml:- file",
    "related web/templates/a.yaml:3 mapped",
  ]);
});
