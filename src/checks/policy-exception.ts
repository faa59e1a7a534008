/**
 * An exception from a policy names the objects that it is for. Judged are the exceptions of Kyverno, and the namespaces that constraints and
 * the configuration of Gatekeeper leave out, of which those of the cluster's machinery are ordinary.
 * Sources: https://kyverno.io/docs/exceptions/ and https://open-policy-agent.github.io/gatekeeper/website/docs/exempt-namespaces/
 */
import { listOf, string } from "../core/decode.js";
import { elements, field, text } from "../core/json.js";
import type { Resource } from "../core/resource.js";
import {
  type Blame,
  blame,
  type Inventory,
  type Outcome,
  pass,
  type Routed,
  undecided,
} from "../core/rule.js";
import { isInfrastructureNamespace } from "../kubernetes/infrastructure-namespaces.js";
import { elementsAt, objectAt, objectsAt, whole } from "../kubernetes/routed.js";
import { defineCheck } from "./define.js";

export const check = defineCheck(
  { match: "item", reach: "local", with: { infrastructure: listOf(string) } },
  ({ resource }, { infrastructure }, inventory) => {
    const outcomes = outcomesOf(resource, infrastructure, inventory);
    return outcomes.length === 0 ? pass() : outcomes;
  },
);

function outcomesOf(
  resource: Resource,
  infrastructure: readonly string[],
  inventory: Inventory,
): readonly Outcome[] {
  if (resource.group === "kyverno.io") return faultsOfException(resource);
  if (resource.group === "policies.kyverno.io") return outcomesOfConditions(resource);
  const body = whole(resource.body);
  const own = objectAt(body, "spec", "match");
  const matches = own === undefined ? objectsAt(body, "spec", "match") : [own];
  return matches
    .flatMap((match) => elementsAt(match, "excludedNamespaces"))
    .flatMap(({ value, route }) => {
      const name = text(value) ?? "";
      if (isWildcard(name)) return [blame(route, { name }, { messageKey: "everywhere" })];
      // Gatekeeper knows an asterisk at either end: what is left of it has to be a beginning or an end of machinery alone.
      const isOrdinary = isInfrastructureNamespace(
        name.replaceAll("*", ""),
        inventory.systemNamespaces,
        infrastructure,
      );
      return isOrdinary ? [] : [blame(route, { name }, { messageKey: "namespace" })];
    });
}

/** Filters of `any` are alternatives, each of which has to be narrow; those of `all` narrow each other. */
function faultsOfException({ body }: Resource): readonly Blame[] {
  const match = whole(body);
  const any = objectsAt(match, "spec", "match", "any");
  const all = objectsAt(match, "spec", "match", "all");
  if (any.length + all.length === 0) return [blame(["spec", "match"], {}, { messageKey: "unnamed" })];
  const ofAll = all.map(faultsOfFilter);
  const isNarrow = ofAll.some((faults) => faults.length === 0);
  return [...any.flatMap(faultsOfFilter), ...(isNarrow ? [] : ofAll.flat())];
}

function faultsOfFilter(filter: Routed): readonly Blame[] {
  const resources = objectAt(filter, "resources");
  const wide = ["names", "kinds", "namespaces"].flatMap((key) =>
    elementsAt(filter, "resources", key)
      .filter(({ value }) => isWildcard(text(value) ?? ""))
      .map(({ route }) => blame(route, { key }, { messageKey: "wildcard" })),
  );
  const isNamed =
    elements(field(resources?.value, "names")).length > 0 ||
    !isWildcard(text(field(resources?.value, "name")) ?? "*");
  if (isNamed || wide.length > 0) return wide;
  return [blame([...filter.route, "resources", "names"], {}, { messageKey: "unnamed" })];
}

/** An exception in CEL: without conditions it is for everything; what a condition lets through is told only from what it reads. */
function outcomesOfConditions({ body, name }: Resource): readonly Outcome[] {
  const conditions = objectsAt(whole(body), "spec", "matchConditions");
  const expressions = conditions.map(({ value }) => (text(field(value, "expression")) ?? "").trim());
  if (expressions.every((expression) => expression === "true")) {
    return [blame(["spec", "matchConditions"], {}, { messageKey: "unnamed" })];
  }
  const isNarrow = expressions.some((expression) => /\bmetadata\.\??(name|generateName)\b/.test(expression));
  return isNarrow ? [] : [undecided({ name })];
}

/** Whether a pattern fits every name; of kinds also `*` in every group and version, which is written with slashes. */
function isWildcard(pattern: string): boolean {
  return pattern.includes("*") && pattern.replaceAll(/[*?/]/g, "") === "";
}
