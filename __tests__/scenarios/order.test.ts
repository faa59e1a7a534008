/** Same input, same bytes: the order in which files and rules happen to come changes nothing in any format. */
import { fileURLToPath } from "node:url";
import { afterAll, beforeAll, expect, jest, test } from "@jest/globals";
import * as fc from "fast-check";
import type { Catalog } from "../../src/catalog/load.js";
import type { Revision } from "../../src/core/revision.js";
import { revisionOf } from "../fakes/revision.js";
import { everyFormat, type Files, filesIn, openGate, privilegedPod } from "./gate.js";

jest.setTimeout(300_000);

const gate = openGate();
afterAll(() => gate.close());

const examples = fileURLToPath(new URL("../../examples", import.meta.url));

/** `examples/`, a chart whose templates share places, two overlays of one base, and things that are wrong. */
const files: Files = {
  ...filesIn(examples),
  "same/a.yaml": privilegedPod,
  "same/b.yaml": privilegedPod,
  "overlays/base/kustomization.yaml": "resources:\n  - pod.yaml\n",
  "overlays/base/pod.yaml": privilegedPod,
  "overlays/one/kustomization.yaml": "resources:\n  - ../base\nnameSuffix: -one\n",
  "overlays/two/kustomization.yaml": "resources:\n  - ../base\nnameSuffix: -two\n",
  "web/Dockerfile": "FROM example.com/base\nUSER root\nRUN sudo make && sudo make install\n",
  "broken/a.yaml": "apiVersion: v1\nkind: Pod\nmetadata:\n\tname: web\n",
  "broken/b.yaml": "apiVersion: v1\nkind: Pod\nmetadata:\n\tname: web\n",
  "broken/kustomization.yaml": "resources:\n  - gone.yaml\n  - lost.yaml\n",
};

let expected: readonly (readonly [string, string])[];
beforeAll(async () => {
  expected = everyFormat(await gate.scan(files, { profile: "strict" }));
});

test("the fixture has findings, problems and targets of every kind, so that this can fail", () => {
  const report = JSON.parse(new Map(expected).get("json") ?? "{}");

  expect(report.findings.length).toBeGreaterThan(20);
  expect(report.problems.length).toBeGreaterThan(3);
  expect(new Set(report.targets.map(({ kind }: { kind: string }) => kind))).toEqual(
    new Set(["manifest", "helm", "kustomize", "text"]),
  );
});

test("files that are read in any order and rules in any order give the same bytes in every format", async () => {
  const delays = fc.array(fc.nat({ max: 3 }), { minLength: 7, maxLength: 13 });
  const orders = fc.array(fc.nat(), { minLength: 5, maxLength: 5 });

  await fc.assert(
    fc.asyncProperty(delays, orders, async (waits, order) => {
      const outcome = await gate.scanRevision(
        slowly(revisionOf(shuffled(files, order)), waits),
        { profile: "strict" },
        shuffledCatalog(gate.catalog, order),
      );

      expect(everyFormat(outcome)).toEqual(expected);
    }),
    { numRuns: 6 },
  );
});

/** The same entries in an order that the numbers choose. */
function reorder<T>(list: readonly T[], order: readonly number[]): readonly T[] {
  const keyOf = (index: number) => ((order[index % order.length] ?? 0) * 31 + index * 7_919) % 1_009;
  return list
    .map((item, index) => ({ item, key: keyOf(index) }))
    .sort((left, right) => left.key - right.key)
    .map(({ item }) => item);
}

function shuffled(all: Files, order: readonly number[]): Files {
  return Object.fromEntries(reorder(Object.entries(all), order));
}

function shuffledCatalog(catalog: Catalog, order: readonly number[]): Catalog {
  return { ...catalog, rules: reorder(catalog.rules, order) };
}

/** A revision whose files come back after different times. */
function slowly(revision: Revision, waits: readonly number[]): Revision {
  let reads = 0;
  return {
    ...revision,
    async read(path) {
      reads += 1;
      await new Promise((done) => setTimeout(done, waits[reads % waits.length]));
      return revision.read(path);
    },
  };
}
