/**
 * A ValidatingAdmissionPolicy blocks where a binding of it denies, its failures count as refusals, and the binding hands over the parameters
 * that the policy reads. With `paramKind` and no `paramRef`, `params` is null; a policy that asks for that knows what it does.
 * Source: https://kubernetes.io/docs/reference/access-authn-authz/validating-admission-policy/
 */
import { at, elements, field, isObject, type Json, text } from "../core/json.js";
import type { Resource } from "../core/resource.js";
import { blame, type Inventory, type Outcome, undecided } from "../core/rule.js";
import { defineCheck } from "./define.js";

const group = "admissionregistration.k8s.io";

export const check = defineCheck({ match: "item", reach: "cross", with: {} }, ({ resource }, _, inventory) =>
  resource.kind === "ValidatingAdmissionPolicy"
    ? judgePolicy(resource, inventory)
    : judgeBinding(resource, inventory),
);

function judgePolicy(policy: Resource, inventory: Inventory): readonly Outcome[] {
  const data = { policy: policy.name };
  const outcomes: Outcome[] = [];
  if (at(policy.body, ["spec", "failurePolicy"]) === "Ignore") {
    outcomes.push(blame(["spec", "failurePolicy"], data, { messageKey: "ignore" }));
  }
  if (bindingsOf(policy.name, inventory).length === 0) {
    const isWhole = inventory.complete(policy);
    outcomes.push(isWhole ? blame([], data, { messageKey: "unbound" }) : undecided(data));
  }
  return outcomes;
}

function judgeBinding(binding: Resource, inventory: Inventory): readonly Outcome[] {
  const name = text(at(binding.body, ["spec", "policyName"])) ?? "";
  const faults: Outcome[] = [];
  if (!bindingsOf(name, inventory).some(denies) && !denies(binding)) {
    faults.push(blame(["spec", "validationActions"], { policy: name }, { messageKey: "audit" }));
  }
  const policy = inventory.get("ValidatingAdmissionPolicy", group, { state: "cluster" }, name, binding);
  if (policy !== undefined && needsParameters(policy) && !isObject(at(binding.body, ["spec", "paramRef"]))) {
    faults.push(blame(["spec", "paramRef"], { policy: name }, { messageKey: "parameters" }));
  }
  return faults;
}

function bindingsOf(policy: string, inventory: Inventory): readonly Resource[] {
  return inventory
    .all("ValidatingAdmissionPolicyBinding", group)
    .filter(({ body }) => at(body, ["spec", "policyName"]) === policy);
}

function denies({ body }: Resource): boolean {
  return elements(at(body, ["spec", "validationActions"])).includes("Deny");
}

function needsParameters({ body }: Resource): boolean {
  return isObject(at(body, ["spec", "paramKind"])) && !asksForNull(field(body, "spec"));
}

/** Whether an expression compares `params` with null. */
function asksForNull(value: Json | undefined): boolean {
  if (typeof value === "string") return /\bparams\s?[!=]=\s?null\b/.test(value);
  if (typeof value !== "object" || value === null) return false;
  return Object.values(value).some((inner: Json) => asksForNull(inner));
}
