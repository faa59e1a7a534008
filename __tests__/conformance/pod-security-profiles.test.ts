/**
 * The profiles named after the Pod Security Standards say what Pod Security Admission says: a pod has a finding exactly where its level
 * refuses it. Proven on the upstream corpus, which is no part of the project, and on generated pods against our reading of the standards.
 */
import { existsSync, readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, jest, test } from "@jest/globals";
import fc from "fast-check";
import { selectRules } from "../../src/catalog/load.js";
import type { JsonObject } from "../../src/core/json.js";
import { asRepoPath } from "../../src/core/location.js";
import type { Rule } from "../../src/core/rule.js";
import type { Target } from "../../src/core/target.js";
import { evaluate } from "../../src/evaluate/evaluate.js";
import { takeInventory } from "../../src/evaluate/inventory.js";
import { evaluatePod, newestPolicyMinor, type PodSecurityLevel } from "../../src/kubernetes/pod-security.js";
import { podTemplates } from "../../src/kubernetes/workloads.js";
import { parseRendering } from "../../src/parse/parse.js";
import { readCatalog } from "../catalog.js";
import { pods } from "../property/pods.js";

const corpus = join("..", "shared", "corpora", "pod-security");
const levels: readonly PodSecurityLevel[] = ["baseline", "restricted"];
/** The oldest version that the profiles promise, every version with a rule of its own, and the newest of all, which "0" stands for. */
const minors = [25, 26, 27, 28, 29, 30, 31, 32, 33, 34, 35, 36, 37, 0];

const catalog = readCatalog();
jest.setTimeout(300_000); // ten thousand pods take half a minute on a busy machine

if (!existsSync(corpus)) {
  console.log(`Skipped: the Pod Security corpus is not at ${corpus}.`);
  test.todo("Pod Security corpus, which is absent here");
} else {
  for (const level of levels) {
    for (const version of readdirSync(join(corpus, level))) {
      describe(`${level} ${version}`, () => {
        const minor = Number(version.replace("v1.", ""));
        const rules = rulesOf(level, minor);

        test("finds nothing in what Kubernetes admits", () => {
          const folder = join(corpus, level, version, "pass");

          const refused = readdirSync(folder).filter((file) =>
            isRefused(readPod(folder, file), rules, minor),
          );

          expect(refused).toEqual([]);
        });

        test("finds something in what Kubernetes refuses", () => {
          const folder = join(corpus, level, version, "fail");

          const admitted = readdirSync(folder).filter(
            (file) => !isRefused(readPod(folder, file), rules, minor),
          );

          expect(admitted).toEqual([]);
        });
      });
    }
  }
}

describe.each(levels)("%s, on generated pods", (level) => {
  const rulesByMinor = new Map(minors.map((minor) => [minor, rulesOf(level, minor)]));

  test("has a finding exactly where the standard refuses the pod", () => {
    fc.assert(
      fc.property(pods(), fc.constantFrom(...minors), (pod, minor) => {
        const rules = rulesByMinor.get(minor) ?? [];

        expect(isRefused(JSON.stringify(pod), rules, minor)).toBe(isRefusedByStandard(pod, level, minor));
      }),
      { numRuns: 5000 },
    );
  });
});

function rulesOf(level: PodSecurityLevel, minor: number): readonly Rule[] {
  return selectRules(catalog, { profile: `pod-security-${level}`, minor });
}

function readPod(folder: string, file: string): string {
  return readFileSync(join(folder, file), "utf8");
}

function isRefused(text: string, rules: readonly Rule[], minor: number): boolean {
  const path = asRepoPath("pod.yaml");
  const target: Target = { id: "pod", kind: "manifest", path, values: [], inputs: [path], touched: true };
  const texts = [{ text, trace: { type: "identity", path } }] as const;
  const { resources } = parseRendering({ target, texts, namespace: null, complete: true });
  const inventory = takeInventory(resources, {
    minor,
    systemNamespaces: [],
    completeTargets: new Set(["pod"]),
    facts: { seccompDefault: true }, // admission does not know what the kubelet will do
  });
  const judged = evaluate(rules, { resources, inventory, texts: [], ladders: catalog.ladders });
  expect(judged.problems).toEqual([]);
  return judged.findings.length > 0;
}

function isRefusedByStandard(body: JsonObject, level: PodSecurityLevel, minor: number): boolean {
  const [template] = podTemplates({ group: "", kind: "Pod", body });
  if (template === undefined) throw new Error("A generated pod has no spec.");
  return evaluatePod(template, level, minor === 0 ? newestPolicyMinor : minor).length > 0;
}
