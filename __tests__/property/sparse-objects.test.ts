/** Every rule on objects that leave out whatever they may: an absent field is judged by its default and is never our failure to look. */
import { expect, test } from "@jest/globals";
import { selectRules } from "../../src/catalog/load.js";
import { asRepoPath } from "../../src/core/location.js";
import type { KindPattern, Rule } from "../../src/core/rule.js";
import { evaluate } from "../../src/evaluate/evaluate.js";
import { takeInventory } from "../../src/evaluate/inventory.js";
import { parseRendering } from "../../src/parse/parse.js";
import { sourceFiles } from "../../src/parse/sources.js";
import { readCatalog } from "../catalog.js";

const catalog = readCatalog();

/** Pod specs from nothing to a little of everything, each part empty or null. */
const podSpecs = [
  "{}",
  "{containers: []}",
  "{containers: [{}]}",
  "{containers: [{name: web}], initContainers: [{name: first}], ephemeralContainers: [{name: debug}]}",
  "{containers: [{name: web, securityContext: {}, env: [], ports: [], volumeMounts: []}], securityContext: {}, volumes: []}",
  "{containers: [{name: web, securityContext: null, resources: null, lifecycle: null}], securityContext: null, volumes: null}",
  "{containers: [{name: web, securityContext: {capabilities: {}, seccompProfile: {}, windowsOptions: {}, seLinuxOptions: {}}}]}",
  "{containers: [{name: web, securityContext: {capabilities: {add: [], drop: []}}, livenessProbe: {}, lifecycle: {preStop: {}}}]}",
  "{containers: [{name: web, ports: [{}], env: [{}], volumeMounts: [{}], livenessProbe: {httpGet: {}, tcpSocket: {}}}]}",
  "{securityContext: {sysctls: [], supplementalGroups: [], seccompProfile: {}, appArmorProfile: {}}, os: {}, containers: [{name: a}]}",
  "{volumes: [{}, {name: v}, {name: h, hostPath: {}}, {name: i, image: {}}, {name: p, projected: {}}], containers: [{name: a}]}",
];

const workloads = podSpecs.flatMap((spec) => [
  `{apiVersion: v1, kind: Pod, metadata: {name: x}, spec: ${spec}}`,
  `{apiVersion: apps/v1, kind: Deployment, metadata: {name: x, annotations: {}}, spec: {template: {metadata: {annotations: {}}, spec: ${spec}}}}`,
  `{apiVersion: batch/v1, kind: CronJob, metadata: {name: x}, spec: {jobTemplate: {spec: {template: {spec: ${spec}}}}}}`,
]);

const parts = [
  "",
  ", spec: {}",
  ", spec: null",
  ", rules: [], subjects: []",
  ", rules: [{}], subjects: [{}], roleRef: {}",
];

function sparseOf({ kind, group }: KindPattern): readonly string[] {
  const apiVersion = group === "" ? "v1" : `${group.replace("*.", "a.").replace("*", "example.com")}/v1`;
  const name = kind === "*" ? "Thing" : kind;
  return [
    `{apiVersion: ${apiVersion}, kind: ${name}}`,
    `{apiVersion: ${apiVersion}, kind: ${name}, metadata: null}`,
    ...parts.map((part) => `{apiVersion: ${apiVersion}, kind: ${name}, metadata: {name: x}${part}}`),
    `{apiVersion: ${apiVersion}, kind: ${name}, metadata: {name: x}, spec: {rules: [{}], tls: [{}], defaultBackend: {}, hostPath: {}}}`,
  ];
}

function kindsOf(rules: readonly Rule[]): readonly KindPattern[] {
  return rules.flatMap(({ cases }) =>
    cases.flatMap(({ match }) => (match.type === "kinds" ? match.kinds : [])),
  );
}

/** Every instruction without arguments, with one, and after ONBUILD. */
const sparseInstructions =
  "ADD ARG CMD COPY ENTRYPOINT ENV EXPOSE FROM HEALTHCHECK LABEL RUN SHELL USER VOLUME X"
    .split(" ")
    .flatMap((keyword) => [keyword, `${keyword} a`, `${keyword} --a`, `${keyword} []`, `ONBUILD ${keyword}`])
    .join("\n");

test.each([0, 20, 25, 34, 37])("no rule fails on a sparse object of a cluster 1.%i", (minor) => {
  const rules = selectRules(catalog, { profile: "strict", minor });
  const components = ["kube-apiserver", "kubelet", "etcd"].map(
    (name) => `{apiVersion: v1, kind: Pod, metadata: {name: x}, spec: {containers: [{command: [${name}]}]}}`,
  );
  const documents = [...workloads, ...kindsOf(rules).flatMap(sparseOf), ...components];
  const text = documents.join("\n---\n");
  const path = asRepoPath("sparse.yaml");
  const target = { id: "sparse", kind: "manifest", path, values: [], inputs: [path], touched: true } as const;
  const texts = [{ text, trace: { type: "identity", path } }] as const;
  const { resources, problems } = parseRendering({ target, texts, namespace: null, complete: true });
  const inventory = takeInventory(resources, {
    minor,
    systemNamespaces: ["kube-system"],
    completeTargets: new Set(["sparse"]),
  });
  const readers = [target];
  const dockerfile = { path: asRepoPath("Dockerfile"), text: sparseInstructions, readers };
  const sources = sourceFiles([dockerfile, { path, text, readers, objects: resources }]);

  const judged = evaluate(rules, { resources, inventory, texts: sources, ladders: catalog.ladders });

  expect(problems).toEqual([]);
  expect(resources.length).toBe(documents.length);
  expect(judged.problems.map(({ message }) => message)).toEqual([]);
});
