/** A file on its own proves no absence: what it does not hold may be in the next one. */
import { expect, test } from "@jest/globals";
import { selectRules } from "../../../src/catalog/load.js";
import { asRepoPath } from "../../../src/core/location.js";
import { evaluate } from "../../../src/evaluate/evaluate.js";
import { takeInventory } from "../../../src/evaluate/inventory.js";
import { parseRendering } from "../../../src/parse/parse.js";
import { readCatalog } from "../../catalog.js";

const rbac = "apiVersion: rbac.authorization.k8s.io/v1";

test.each([
  [
    "dangling-role-binding",
    `
${rbac}
kind: RoleBinding
metadata: {name: web, namespace: shop}
roleRef: {kind: Role, name: web}
subjects: [{kind: ServiceAccount, name: web}]
`,
  ],
  [
    "dangling-role-binding",
    "{apiVersion: v1, kind: Pod, metadata: {name: web, namespace: shop}, spec: {serviceAccountName: web, containers: [{name: web}]}}",
  ],
  [
    "namespace-workload-create",
    `
${rbac}
kind: Role
metadata: {name: web, namespace: shop}
rules: [{apiGroups: [""], resources: [pods], verbs: [create]}]
`,
  ],
  [
    "destructive-delete-right",
    `
${rbac}
kind: ClusterRole
metadata: {name: cleaner}
rules: [{apiGroups: [""], resources: [namespaces], verbs: [delete]}]
`,
  ],
  [
    "aggregates-into-built-in-role",
    `
${rbac}
kind: ClusterRole
metadata: {name: carts, labels: {rbac.authorization.k8s.io/aggregate-to-edit: "true"}}
rules: [{apiGroups: [shop.example.com], resources: [carts], verbs: [get]}]
`,
  ],
])("%s is undecided", (id, text) => {
  const catalog = readCatalog();
  const rules = selectRules(catalog, { profile: "strict", minor: 0 }).filter((rule) => rule.id === id);
  const path = asRepoPath("web.yaml");
  const target = { id: "web", kind: "manifest", path, values: [], inputs: [path], touched: true } as const;
  const texts = [{ text, trace: { type: "identity", path } }] as const;
  const { resources } = parseRendering({ target, texts, namespace: null, complete: false });
  const inventory = takeInventory(resources, { minor: 0, systemNamespaces: [], completeTargets: new Set() });

  const judged = evaluate(rules, { resources, inventory, texts: [], ladders: catalog.ladders });

  expect(judged.findings).toEqual([]);
  expect(judged.undecided.map(({ rule }) => rule)).toContain(id);
});
