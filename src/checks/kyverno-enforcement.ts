/**
 * A Kyverno policy that validates or verifies images refuses what violates it. The action of a rule beats that of the policy, and absent means
 * Audit; overrides may enforce in some namespaces, so such a policy does more than audit. A policy that takes no part in admission judges in
 * the background only.
 * Source: https://kyverno.io/docs/policy-types/cluster-policy/validate/#failure-action
 */
import { at, elements, field, type Json, text } from "../core/json.js";
import type { Route } from "../core/location.js";
import { blame, pass, type Routed } from "../core/rule.js";
import { objectAt, objectsAt, whole } from "../kubernetes/routed.js";
import { defineCheck } from "./define.js";

export const check = defineCheck({ match: "item", reach: "local", with: {} }, ({ resource }) => {
  const judges = objectsAt(whole(resource.body), "spec", "rules").flatMap(judgesOf);
  if (judges.length === 0) return pass(); // it changes, generates or cleans up objects
  const data = { policy: resource.name };
  const spec = field(resource.body, "spec");
  if (field(spec, "admission") === false)
    return blame(["spec", "admission"], data, { messageKey: "background" });
  if (enforcesSomewhere(field(spec, "validationFailureActionOverrides"))) return pass();
  const ofPolicy = field(spec, "validationFailureAction");
  const open = judges.filter(
    ({ value }) =>
      !enforces(field(value, "failureAction") ?? ofPolicy) &&
      !enforcesSomewhere(field(value, "failureActionOverrides")),
  );
  const routes = open.map(
    ({ value, route }): Route =>
      field(value, "failureAction") === undefined
        ? ["spec", "validationFailureAction"]
        : [...route, "failureAction"],
  );
  return routes.length === 0 ? pass() : routes.map((route) => blame(route, data, { messageKey: "audit" }));
});

/** The parts of a rule that can refuse: its validation, and each of its image verifications. */
function judgesOf(rule: Routed): readonly Routed[] {
  const validate = objectAt(rule, "validate");
  return [...(validate === undefined ? [] : [validate]), ...objectsAt(rule, "verifyImages")];
}

function enforces(action: Json | undefined): boolean {
  return (text(action) ?? "").toLowerCase() === "enforce";
}

function enforcesSomewhere(overrides: Json | undefined): boolean {
  return elements(overrides).some((override) => enforces(at(override, ["action"])));
}
