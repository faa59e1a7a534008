/**
 * A binding whose role or account does not exist gives nothing today; whoever may create the missing object gets what was meant for it. In a
 * file on its own absence proves nothing, nor does it for an account in a namespace where the release puts nothing.
 */
import { elements, field, isObject, text } from "../core/json.js";
import type { Identity, RbacGraph } from "../core/rbac.js";
import { namespaceName, type Resource } from "../core/resource.js";
import { type BindingView, blame, type Inventory, type Outcome, undecided } from "../core/rule.js";
import { isBuiltInRole } from "../kubernetes/built-in-roles.js";
import { nameOfNamespace } from "../kubernetes/rbac-graph.js";
import { identityWords, roleWords } from "../kubernetes/rbac-words.js";
import { defineCheck } from "./define.js";

export const check = defineCheck({ match: "binding", reach: "cross", with: {} }, (view, _, inventory) => {
  const graph = inventory.rbac(view.resource);
  return [...missingRole(view, graph, inventory), ...missingAccounts(view, graph, inventory)];
});

function missingRole({ resource }: BindingView, graph: RbacGraph, inventory: Inventory): readonly Outcome[] {
  const role = graph.boundBy(resource);
  if (role.name === "" || role.resource !== undefined || isBuiltInRole(role.kind, role.name)) return [];
  const data = { missing: roleWords(role) };
  return [
    inventory.complete(resource) ? blame(["roleRef", "name"], data, { messageKey: "role" }) : undecided(data),
  ];
}

function missingAccounts(
  { resource }: BindingView,
  graph: RbacGraph,
  inventory: Inventory,
): readonly Outcome[] {
  return elements(field(resource.body, "subjects")).flatMap((subject, index): readonly Outcome[] => {
    const identity = isObject(subject) ? graph.subjectOf(subject, resource) : undefined;
    if (identity?.type !== "service-account" || identity.name === "default") return [];
    if (graph.accountObject(identity) !== undefined) return [];
    const data = { missing: identityWords(identity) };
    const isOurs = inventory.complete(resource) && isInRelease(identity, resource, inventory);
    if (!isOurs) return [undecided(data)];
    const isAccount = text(field(subject, "kind")) === "ServiceAccount";
    return isAccount ? [blame(["subjects", index, "name"], data, { messageKey: "account" })] : [];
  });
}

/** Whether the release puts anything but rights into the account's namespace; elsewhere the account is somebody else's. */
function isInRelease(
  identity: Extract<Identity, { type: "service-account" }>,
  { target, group }: Resource,
  inventory: Inventory,
): boolean {
  const name = nameOfNamespace(identity.namespace ?? "");
  if (name === null) return true;
  return inventory.resources.some(
    (resource) =>
      resource.group !== group && resource.target.id === target.id && namespaceName(resource) === name,
  );
}
