/** A pod gets one verdict, whatever kind holds it and however it is packaged: the same generated pods in every shape. */
import { afterAll, beforeAll, describe, expect, test } from "@jest/globals";
import fc from "fast-check";
import type { Finding } from "../../src/core/finding.js";
import { isObject, type JsonObject } from "../../src/core/json.js";
import { selectRules } from "../../src/catalog/load.js";
import { pods } from "../property/pods.js";
import { type Files, type Gate, openGate } from "./gate.js";

const sample = fc.sample(pods(), { numRuns: 80, seed: 7 });

/** How a kind holds a pod, and where in it the pod then stands. */
const shapes: readonly (readonly [name: string, wrap: (pod: JsonObject) => JsonObject, place: string])[] = [
  ["PodTemplate", (pod) => ({ apiVersion: "v1", template: templateOf(pod) }), "template"],
  ["ReplicationController", (pod) => templated("v1", pod), "spec.template"],
  ["ReplicaSet", (pod) => templated("apps/v1", pod), "spec.template"],
  ["Deployment", (pod) => templated("apps/v1", pod), "spec.template"],
  ["StatefulSet", (pod) => templated("apps/v1", pod), "spec.template"],
  ["DaemonSet", (pod) => templated("apps/v1", pod), "spec.template"],
  ["Job", (pod) => templated("batch/v1", pod), "spec.template"],
  [
    "CronJob",
    (pod) => ({ apiVersion: "batch/v1", spec: { jobTemplate: { spec: { template: templateOf(pod) } } } }),
    "spec.jobTemplate.spec.template",
  ],
  ["Rollout", (pod) => templated("argoproj.io/v1alpha1", pod), "spec.template"],
  ["CloneSet", (pod) => templated("apps.kruise.io/v1alpha1", pod), "spec.template"],
  ["DeploymentConfig", (pod) => templated("apps.openshift.io/v1", pod), "spec.template"],
];

/** Rules whose answer depends on what holds the pod, and why. */
const dependsOnKind = new Map<string, string>([]);

let gate: Gate;
let judgesAlone: ReadonlySet<string>;
beforeAll(() => {
  gate = openGate();
  const rules = selectRules(gate.catalog, { profile: "strict", minor: 0 });
  judgesAlone = new Set(
    rules.filter(({ cases }) => cases.every(({ reach }) => reach === "local")).map(({ id }) => id),
  );
}, 60_000);
afterAll(() => gate.close());

describe("the kind that holds a pod", () => {
  test.each(shapes)("%s", async (kind, wrap, place) => {
    const bare = await findingsOf(filesOf(sample));
    const held = await findingsOf(filesOf(sample.map((pod) => ({ ...wrap(pod), kind }))));

    const expected = bare.filter(isOfPod).map((one) => described(one, ""));
    const found = held.filter(isOfPod).map((one) => described(one, `${place}.`));
    expect(expected.length).toBeGreaterThan(300);
    expect(found.toSorted()).toEqual(expected.toSorted());
  });
});

describe("the packaging of an object", () => {
  const deployments = sample.map((pod) => ({ ...templated("apps/v1", pod), kind: "Deployment" }));

  test.each([
    ["a chart", chartOf],
    ["an overlay", overlayOf],
  ] as const)(
    "%s",
    async (_, packageOf) => {
      const plain = await findingsOf(filesOf(deployments));
      const packaged = await findingsOf(packageOf(filesOf(deployments)));

      const local = (findings: readonly Finding[]) =>
        findings
          .filter(({ rule }) => judgesAlone.has(rule))
          .map((one) => described(one, ""))
          .toSorted();
      expect(local(plain).length).toBeGreaterThan(300);
      expect(local(packaged)).toEqual(local(plain));
    },
    120_000,
  );
});

async function findingsOf(files: Files): Promise<readonly Finding[]> {
  const { report } = await gate.scan(files, { profile: "strict" });
  expect(report.problems).toEqual([]);
  return report.findings;
}

/** Rules that look at the pod and judge it alone: what surrounds it is another matter. */
function isOfPod({ rule, field }: Finding): boolean {
  return judgesAlone.has(rule) && !dependsOnKind.has(rule) && field.length > 0;
}

/** What was found where in which object, the place of the pod aside. */
function described({ rule, resource, field, missing, severity }: Finding, place: string): string {
  const route = field.join(".");
  const inPod = route.startsWith(place) ? route.slice(place.length) : `outside: ${route}`;
  const left = missing?.startsWith(place) === true ? missing.slice(place.length) : missing;
  return [resource?.name, rule, severity, inPod, left].join(" ");
}

function templated(apiVersion: string, pod: JsonObject): JsonObject {
  return { apiVersion, spec: { template: templateOf(pod) } };
}

function templateOf({ metadata, spec }: JsonObject): JsonObject {
  return { metadata: metadata ?? {}, spec: spec ?? {} };
}

/** One file for each object, named by its place in the sample. */
function filesOf(objects: readonly JsonObject[]): Readonly<Record<string, string>> {
  return Object.fromEntries(
    objects.map((object, index) => {
      const name = `generated-${index}`;
      const inner = object["metadata"];
      const metadata = { ...(isObject(inner) ? inner : {}), name, namespace: "shop" };
      return [`objects/${name}.yaml`, JSON.stringify({ ...object, metadata }, undefined, 1)];
    }),
  );
}

function chartOf(files: Readonly<Record<string, string>>): Files {
  const templates = Object.entries(files).map(([path, text]) => [
    path.replace("objects/", "chart/templates/"),
    text,
  ]);
  const chart = "apiVersion: v2\nname: generated\nversion: 1.0.0\n";
  return { "chart/Chart.yaml": chart, ...Object.fromEntries(templates) };
}

function overlayOf(files: Readonly<Record<string, string>>): Files {
  const resources = Object.keys(files).map((path) => `  - ${path}\n`);
  return { "kustomization.yaml": `resources:\n${resources.join("")}`, ...files };
}
