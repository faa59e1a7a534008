/** The views of a revision's rights: every role, and every identity that a binding names. */
import { elements, field, isObject } from "../core/json.js";
import type { RbacGraph } from "../core/rbac.js";
import type { Resource } from "../core/resource.js";
import type { Inventory, RoleView, SubjectView } from "../core/rule.js";
import { identityKey } from "../kubernetes/subjects.js";

const group = "rbac.authorization.k8s.io";

/** The Roles and ClusterRoles in their order. */
export function* roleViews(inventory: Inventory): Generator<RoleView> {
  for (const resource of [...inventory.all("ClusterRole", group), ...inventory.all("Role", group)]) {
    const graph = inventory.rbac(resource);
    const role = graph.roleOf(resource);
    if (role === undefined) continue;
    yield { view: "role", resource, role, holdings: graph.holdingsOfRole(resource) };
  }
}

/** The identities in the order of the bindings. One that lives in several clusters is given for each. */
export function* subjectViews(inventory: Inventory): Generator<SubjectView> {
  const seen = new Map<RbacGraph, Set<string>>();
  for (const resource of bindings(inventory)) {
    const graph = inventory.rbac(resource);
    const known = seen.get(graph) ?? new Set<string>();
    seen.set(graph, known);
    for (const [index, subject] of elements(field(resource.body, "subjects")).entries()) {
      const identity = isObject(subject) ? graph.subjectOf(subject, resource) : undefined;
      if (identity === undefined || known.has(identityKey(identity))) continue;
      known.add(identityKey(identity));
      yield { view: "subject", identity, resource, route: ["subjects", index] };
    }
  }
}

function bindings(inventory: Inventory): readonly Resource[] {
  return [...inventory.all("ClusterRoleBinding", group), ...inventory.all("RoleBinding", group)];
}
