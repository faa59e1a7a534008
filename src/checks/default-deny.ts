/**
 * A namespace is closed in one direction when one policy closes all of its pods, also those of tomorrow, and lets nobody in by a rule of
 * its own; or when every pod template that the files hold is closed by some policy. Allowed traffic is the union over all policies, so a
 * policy that allows everything closes nothing.
 * Source: https://kubernetes.io/docs/concepts/services-networking/network-policies/
 */
import { oneOf } from "../core/decode.js";
import { at, isObject } from "../core/json.js";
import type { Resource } from "../core/resource.js";
import { blame, type NamespaceView, pass, undecided } from "../core/rule.js";
import {
  allowsEverything,
  type Direction,
  isIsolated,
  isolatesNamespace,
  policyPod,
} from "../kubernetes/network-policy.js";
import { allPolicies } from "../kubernetes/pod-policies.js";
import { defineCheck } from "./define.js";

export const check = defineCheck(
  { match: "namespace", reach: "cross", with: { direction: oneOf("Ingress", "Egress") } },
  (view, { direction }, inventory) => {
    const data = { namespace: view.name };
    if (inventory.systemNamespaces.includes(view.name)) return pass();
    const policies = inventory.derived(allPolicies).filter((policy) => concerns(policy, view));
    const closing = policies.filter((policy) => !allowsEverything(policy, direction));
    const answers = [closesAll(closing, view, direction), closesEach(closing, view, direction)];
    if (answers.includes("yes")) return pass();
    if (answers.includes("unknown")) return undecided(data);
    return blame([], data);
  },
);

/** A policy without namespace in the files may be applied to any, so it is asked as one of this namespace with an unknown answer. */
function concerns({ namespace }: Resource, view: NamespaceView): boolean {
  return (
    namespace.state === "cluster" ||
    (namespace.state === "named" && namespace.name === view.name) ||
    namespace.state === "unresolved"
  );
}

function closesAll(policies: readonly Resource[], view: NamespaceView, direction: Direction) {
  const namespace = {
    namespace: { state: "named", name: view.name },
    namespaceLabels: labelsOf(view.object),
  } as const;
  const answers = policies.map((policy) => isolatesNamespace(policy, namespace, direction));
  return answers.includes("yes") ? "yes" : answers.includes("unknown") ? "unknown" : "no";
}

/** A pod on the host network is outside every policy, so it does not keep the others from being closed. */
function closesEach(policies: readonly Resource[], view: NamespaceView, direction: Direction) {
  const pods = view.workloads
    .flatMap((item) => policyPod(item, labelsOf(view.object)) ?? [])
    .filter(({ usesHostNetwork }) => !usesHostNetwork);
  if (pods.length === 0) return "no";
  const answers = pods.map((pod) => isIsolated(policies, pod, direction));
  return answers.includes("no") ? "no" : answers.includes("unknown") ? "unknown" : "yes";
}

function labelsOf(namespace: Resource | undefined) {
  if (namespace === undefined) return undefined;
  const labels = at(namespace.body, ["metadata", "labels"]);
  return isObject(labels) ? labels : {};
}
