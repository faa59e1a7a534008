/**
 * A namespace without the enforce label gets the cluster's default, which is privileged unless the API server's configuration says
 * otherwise. A policy engine that refuses privileged pods in the whole cluster stands in for the label.
 * Source: https://kubernetes.io/docs/tasks/configure-pod-container/enforce-standards-admission-controller/
 */
import { at, elements, isList, isObject, type Json, text } from "../core/json.js";
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

/** Policies that refuse privileged pods everywhere. What they say is told from the fields they name, not from what is written about them. */
function hasPolicyEngine(inventory: Inventory): boolean {
  const kyverno = ["ClusterPolicy", "ValidatingPolicy"].flatMap((kind) => inventory.all(kind, "*"));
  const constraints = inventory.all("K8sPSPPrivilegedContainer", "constraints.gatekeeper.sh");
  return (
    kyverno.some((policy) => enforcesInKyverno(policy)) ||
    constraints.some((constraint) => denies(constraint)) ||
    hasAdmissionPolicy(inventory)
  );
}

function denies({ body }: Resource): boolean {
  const action = text(at(body, ["spec", "enforcementAction"])) ?? "deny";
  return action === "deny" && !isLimited(at(body, ["spec", "match"]));
}

function enforcesInKyverno({ body }: Resource): boolean {
  const spec = at(body, ["spec"]);
  if (elements(at(spec, ["validationActions"])).includes("Deny")) {
    return speaksOfPrivileged(spec) && !isLimited(at(spec, ["matchConstraints"]));
  }
  const action = text(at(spec, ["validationFailureAction"])) ?? "";
  return elements(at(spec, ["rules"])).some((rule) => {
    const own = text(at(rule, ["validate", "failureAction"])) ?? action;
    return own.toLowerCase() === "enforce" && speaksOfPrivileged(rule) && !isLimited(at(rule, ["match"]));
  });
}

function hasAdmissionPolicy(inventory: Inventory): boolean {
  const group = "admissionregistration.k8s.io";
  const denied = inventory
    .all("ValidatingAdmissionPolicyBinding", group)
    .filter(({ body }) => elements(at(body, ["spec", "validationActions"])).includes("Deny"))
    .filter(({ body }) => !isLimited(at(body, ["spec", "matchResources"])))
    .map(({ body }) => text(at(body, ["spec", "policyName"])));
  return inventory
    .all("ValidatingAdmissionPolicy", group)
    .some(
      ({ name, body }) =>
        denied.includes(name) &&
        speaksOfPrivileged(at(body, ["spec"])) &&
        !isLimited(at(body, ["spec", "matchConstraints"])),
    );
}

const limits: readonly string[] = [
  "namespaces",
  "namespaceSelector",
  "objectSelector",
  "labelSelector",
  "selector",
];

/** Whether what a policy matches is some namespaces or some objects only. One that leaves some out still holds everywhere else. */
function isLimited(match: Json | undefined): boolean {
  if (isList(match)) return match.some((one) => isLimited(one));
  if (!isObject(match)) return false;
  return Object.entries(match).some(([key, value]) =>
    limits.includes(key) ? picks(value) : isLimited(value),
  );
}

function picks(value: Json): boolean {
  if (isList(value)) return value.length > 0 && !value.includes("*");
  const expressions = elements(at(value, ["matchExpressions"]));
  const labels = at(value, ["matchLabels"]);
  const isPositive = (one: Json) => ["In", "Exists"].includes(text(at(one, ["operator"])) ?? "");
  return (isObject(labels) && Object.keys(labels).length > 0) || expressions.some((one) => isPositive(one));
}

/** Keys whose text explains a policy and is none of its conditions. */
const explanations: readonly string[] = ["name", "message", "messageExpression", "auditAnnotations"];

function speaksOfPrivileged(value: Json | undefined): boolean {
  if (typeof value === "string") return value.includes("privileged");
  if (isList(value)) return value.some((one) => speaksOfPrivileged(one));
  if (!isObject(value)) return false;
  const level = at(value, ["podSecurity", "level"]);
  if (level === "baseline" || level === "restricted") return true; // Kyverno's rule for a whole level
  return Object.entries(value).some(
    ([key, inner]) =>
      !explanations.includes(key) && (key.includes("privileged") || speaksOfPrivileged(inner)),
  );
}
