/** Who may do what, and what somebody can become. */
import { describe, expect, test } from "@jest/globals";
import type { Identity, RbacGraph, Sought } from "../../../src/core/rbac.js";
import { asRepoPath } from "../../../src/core/location.js";
import type { Resource } from "../../../src/core/resource.js";
import type { Target } from "../../../src/core/target.js";
import { takeInventory } from "../../../src/evaluate/inventory.js";
import { identityWords, linkWords } from "../../../src/kubernetes/rbac-words.js";
import { parseRendering } from "../../../src/parse/parse.js";

const rbac = "apiVersion: rbac.authorization.k8s.io/v1";

/** A rendering of its own for each text, with the target's kind and path. */
function resourcesOf(kind: Target["kind"], name: string, yaml: string): readonly Resource[] {
  const path = asRepoPath(kind === "manifest" ? `${name}.yaml` : "charts/web");
  const target = { id: `${kind}:${name}`, kind, path, values: [], inputs: [path], touched: true };
  const texts = [{ text: yaml, trace: { type: "identity", path } as const }];
  return parseRendering({ target, texts, namespace: null, complete: true }).resources;
}

function graphOf(resources: readonly Resource[], near = resources[0]): RbacGraph {
  const surroundings = { minor: 0, systemNamespaces: [], completeTargets: new Set<string>() };
  if (near === undefined) throw new Error("A graph needs a resource.");
  return takeInventory(resources, surroundings).rbac(near);
}

function account(namespace: string, name: string): Identity {
  return { type: "service-account", namespace, name };
}

const readSecrets: readonly Sought[] = [
  {
    group: "",
    resources: ["secrets"],
    verbs: ["get", "list"],
    isClusterScoped: false,
    takesVerbWildcard: true,
    named: "harmless",
  },
];

describe("grants", () => {
  const graph = graphOf(
    resourcesOf(
      "manifest",
      "a",
      `
${rbac}
kind: ClusterRoleBinding
metadata: {name: all}
roleRef: {kind: ClusterRole, name: view}
subjects: [{kind: Group, name: "system:serviceaccounts"}]
---
${rbac}
kind: Role
metadata: {name: reader, namespace: shop}
rules: [{apiGroups: [""], resources: [secrets], verbs: [get]}]
---
${rbac}
kind: RoleBinding
metadata: {name: reader, namespace: shop}
roleRef: {kind: Role, name: reader}
subjects: [{kind: User, name: "system:serviceaccount:ops:tool"}]
`,
    ),
  );

  test("both spellings of an account are one, and its groups count", () => {
    const right = { group: "", resource: "secrets", verb: "get" };

    expect(graph.holds(account("ops", "tool"), right, "shop")?.because).toMatchObject([
      { route: ["subjects", 0] },
      { route: ["rules", 0] },
    ]);
    expect(graph.holds(account("ops", "tool"), right, "ops")).toBeUndefined();
    expect(graph.holds(account("ops", "tool"), right, null)).toBeUndefined();
    expect(
      graph.holds(account("any", "other"), { ...right, resource: "pods" }, null)?.holding.binding.name,
    ).toBe("all");
    expect(graph.holds({ type: "user", name: "jane" }, { ...right, resource: "pods" }, null)).toBeUndefined();
  });

  test("a right is found where it holds and nowhere else", () => {
    expect(graph.find(account("ops", "tool"), readSecrets, "shop")?.match).toMatchObject({
      answer: "yes",
      verbs: ["get"],
    });
    expect(graph.find(account("ops", "tool"), readSecrets, null)).toBeUndefined();
    expect([...graph.grantsOf(account("any", "other"))].length).toBeGreaterThan(3);
  });
});

describe("roles", () => {
  test("what is labelled for view is in edit and admin too, and a role that nobody knows is not whole", () => {
    const resources = resourcesOf(
      "manifest",
      "a",
      `
${rbac}
kind: ClusterRole
metadata: {name: carts, labels: {rbac.authorization.k8s.io/aggregate-to-view: "true"}}
rules: [{apiGroups: [shop.example.com], resources: [carts], verbs: [get]}]
---
${rbac}
kind: ClusterRoleBinding
metadata: {name: admin}
roleRef: {kind: ClusterRole, name: admin}
subjects: [{kind: Group, name: admins}]
---
${rbac}
kind: ClusterRoleBinding
metadata: {name: elsewhere}
roleRef: {kind: ClusterRole, name: elsewhere}
subjects: [{kind: Group, name: others}]
`,
    );
    const graph = graphOf(resources);
    const [carts, admin, elsewhere] = resources;

    const right = { group: "shop.example.com", resource: "carts", verb: "get" };
    expect(graph.holds({ type: "group", name: "admins" }, right, null)).toBeDefined();
    expect(carts && graph.holdingsOfRole(carts).map(({ identity }) => identityWords(identity))).toEqual([
      'group "admins"',
    ]);
    expect(admin && graph.boundBy(admin).isWhole()).toBe(true);
    expect(elsewhere && graph.boundBy(elsewhere).isWhole()).toBe(false);
  });
});

describe("reach", () => {
  const yaml = ["one", "two", "three"]
    .map(
      (name, index, names) => `
${rbac}
kind: RoleBinding
metadata: {name: edit, namespace: ${name}}
roleRef: {kind: ClusterRole, name: edit}
subjects: [{kind: ServiceAccount, name: runner, namespace: ${names[(index + 1) % names.length] ?? ""}}]
`,
    )
    .join("---");

  test("a ring of accounts ends, with every link", () => {
    const reached = [...graphOf(resourcesOf("manifest", "a", yaml)).reachOf(account("one", "runner"))];

    expect(reached.map(({ identity }) => identityWords(identity))).toEqual([
      'ServiceAccount "three/runner"',
      'ServiceAccount "two/runner"',
    ]);
    expect(reached[1]?.path().map((link) => [link.means, identityWords(link.to)])).toEqual([
      ["workload", 'ServiceAccount "three/runner"'],
      ["workload", 'ServiceAccount "two/runner"'],
    ]);
    expect(reached[0]?.path().map((link) => linkWords(link))).toEqual([
      'by create, update and patch on pods and replicationcontrollers in namespace "three" (RoleBinding "edit" → ClusterRole "edit") it becomes ServiceAccount "three/runner"',
    ]);
  });
});

describe("renderings", () => {
  const chart = (rule: string, namespace = "") => `
apiVersion: v1
kind: ServiceAccount
metadata: {name: web${namespace}}
---
${rbac}
kind: ClusterRole
metadata: {name: web}
rules: [${rule}]
---
${rbac}
kind: ClusterRoleBinding
metadata: {name: web}
roleRef: {kind: ClusterRole, name: web}
subjects: [{kind: ServiceAccount, name: web, namespace: default}]
`;
  const secrets = '{apiGroups: [""], resources: [secrets], verbs: [get]}';
  const pods = '{apiGroups: [""], resources: [pods], verbs: [get]}';

  test("two renderings of one object are alternatives, and their rights are not added up", () => {
    const staging = resourcesOf("helm", "staging", chart(secrets));
    const production = resourcesOf("helm", "production", chart(pods));
    const all = [...staging, ...production];

    for (const [near, expected] of [
      [staging[0], true],
      [production[0], false],
    ] as const) {
      const graph = graphOf(all, near);
      const identity = near && graph.accountOf({ serviceAccountName: "web" }, near);
      const grant = identity && graph.find(identity, readSecrets, null);
      expect(grant !== undefined).toBe(expected);
    }
  });

  test("in a chart, default is the namespace of the release, and no other's", () => {
    const release = resourcesOf("helm", "web", chart(secrets));
    const other = resourcesOf("manifest", "other", chart(pods, ", namespace: default"));
    const graph = graphOf([...release, ...other], release[0]);

    expect(graph.find(account("default", "web"), readSecrets, null)).toBeUndefined();
    expect(graph.find(account("(helm:web)", "web"), readSecrets, null)).toBeDefined();
  });
});
