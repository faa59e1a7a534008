/**
 * A namespace is closed in one direction when one policy closes all of its pods, also those of tomorrow, and lets nobody in by a rule of
 * its own; or when every pod template that the files hold is closed by some policy. Allowed traffic is the union over all policies, so a
 * policy that allows everything closes nothing.
 * Source: https://kubernetes.io/docs/concepts/services-networking/network-policies/
 */
import { oneOf } from "../core/decode.js";
import { at, isObject } from "../core/json.js";
import type { Resource } from "../core/resource.js";
import { blame, type Inventory, type NamespaceView, pass, undecided } from "../core/rule.js";
import {
  allowsEverything,
  type Direction,
  isIsolated,
  isolatesNamespace,
} from "../kubernetes/network-policy.js";
import { policiesNear, policiesOf } from "../kubernetes/pod-policies.js";
import { defineCheck } from "./define.js";

export const check = defineCheck(
  { match: "namespace", reach: "cross", with: { direction: oneOf("Ingress", "Egress") } },
  (view, { direction }, inventory) => {
    const data = { namespace: view.name };
    if (inventory.systemNamespaces.includes(view.name)) return pass();
    // A policy without namespace in the files may be applied to any, so it is asked as one of this namespace with an unknown answer.
    const policies = policiesNear({ namespace: { state: "named", name: view.name } }, inventory);
    const closing = policies.filter((policy) => !allowsEverything(policy, direction));
    const all = closesAll(closing, view, direction);
    if (all === "yes") return pass();
    const each = closesEach(view, direction, inventory);
    if (each === "yes") return pass();
    return all === "unknown" || each === "unknown" ? undecided(data) : blame([], data);
  },
);

function closesAll(policies: readonly Resource[], view: NamespaceView, direction: Direction) {
  const namespace = {
    namespace: { state: "named", name: view.name },
    namespaceLabels: labelsOf(view.object),
  } as const;
  const answers = policies.map((policy) => isolatesNamespace(policy, namespace, direction));
  return answers.includes("yes") ? "yes" : answers.includes("unknown") ? "unknown" : "no";
}

/** A pod on the host network is outside every policy, so it does not keep the others from being closed. */
function closesEach(view: NamespaceView, direction: Direction, inventory: Inventory) {
  const answers = view.workloads.flatMap((item) => {
    const around = policiesOf(item, inventory);
    if (around === undefined || around.pod.usesHostNetwork) return [];
    const closing = around.policies.filter((policy) => !allowsEverything(policy, direction));
    return [isIsolated(closing, around.pod, direction)];
  });
  if (answers.length === 0) return "no";
  return answers.includes("no") ? "no" : answers.includes("unknown") ? "unknown" : "yes";
}

function labelsOf(namespace: Resource | undefined) {
  if (namespace === undefined) return undefined;
  const labels = at(namespace.body, ["metadata", "labels"]);
  return isObject(labels) ? labels : {};
}
