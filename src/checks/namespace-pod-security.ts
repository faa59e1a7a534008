/**
 * A namespace without the enforce label gets the cluster's default, which is privileged unless the API server's configuration says
 * otherwise. A policy engine that refuses privileged pods in the whole cluster stands in for the label.
 * Source: https://kubernetes.io/docs/tasks/configure-pod-container/enforce-standards-admission-controller/
 */
import { at, elements, type Json, text } from "../core/json.js";
import type { Resource } from "../core/resource.js";
import { blame, type Inventory, pass } from "../core/rule.js";
import {
  podSecurityConfigurationKinds,
  podSecurityConfigurations,
} from "../kubernetes/pod-security-configuration.js";
import { levelLabel } from "../kubernetes/pod-security-labels.js";
import { defineCheck } from "./define.js";

const label = levelLabel("enforce");

export const check = defineCheck(
  { match: "item", reach: "cross", with: {} },
  ({ resource }, _, inventory) => {
    if (at(resource.body, ["metadata", "labels", label]) !== undefined) return pass();
    if (inventory.systemNamespaces.includes(resource.name)) return pass();
    if (hasStrictDefault(inventory) || hasPolicyEngine(inventory)) return pass();
    return blame(["metadata", "labels", label], { namespace: resource.name });
  },
);

function hasStrictDefault(inventory: Inventory): boolean {
  const resources = podSecurityConfigurationKinds.flatMap(([kind, group]) => inventory.all(kind, group));
  return resources.flatMap(podSecurityConfigurations).some(({ value }) => {
    const level = text(at(value, ["defaults", "enforce"]));
    return level === "baseline" || level === "restricted";
  });
}

/** Policies that refuse privileged pods everywhere. What they say is told from the field they name, not from their own name. */
function hasPolicyEngine(inventory: Inventory): boolean {
  const kyverno = ["ClusterPolicy", "ValidatingPolicy"].flatMap((kind) => inventory.all(kind, "*"));
  const isEnforced = kyverno.some((policy) => enforcesInKyverno(policy) && speaksOfPrivileged(policy.body));
  const constraints = inventory.all("K8sPSPPrivilegedContainer", "constraints.gatekeeper.sh");
  const denies = constraints.some(({ body }) =>
    ["deny", undefined].includes(text(at(body, ["spec", "enforcementAction"]))),
  );
  return isEnforced || denies || hasAdmissionPolicy(inventory);
}

function enforcesInKyverno({ body }: Resource): boolean {
  const action = text(at(body, ["spec", "validationFailureAction"])) ?? "";
  const actions = elements(at(body, ["spec", "validationActions"]));
  const perRule = elements(at(body, ["spec", "rules"])).map(
    (rule) => text(at(rule, ["validate", "failureAction"])) ?? "",
  );
  return [action, ...perRule].some((one) => one.toLowerCase() === "enforce") || actions.includes("Deny");
}

function hasAdmissionPolicy(inventory: Inventory): boolean {
  const group = "admissionregistration.k8s.io";
  const denied = inventory
    .all("ValidatingAdmissionPolicyBinding", group)
    .filter(({ body }) => elements(at(body, ["spec", "validationActions"])).includes("Deny"))
    .map(({ body }) => text(at(body, ["spec", "policyName"])));
  return inventory
    .all("ValidatingAdmissionPolicy", group)
    .some((policy) => denied.includes(policy.name) && speaksOfPrivileged(policy.body));
}

function speaksOfPrivileged(value: Json): boolean {
  if (typeof value === "string") return value.includes("privileged");
  if (typeof value !== "object" || value === null) return false;
  if ("podSecurity" in value) return true; // Kyverno's rule for a whole level
  return Object.entries(value).some(
    ([key, inner]) => key.includes("privileged") || speaksOfPrivileged(inner as Json),
  );
}
