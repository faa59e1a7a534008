/**
 * A label makes the rules of a ClusterRole part of admin, edit or view, which people hold for years
 * (https://kubernetes.io/docs/reference/access-authn-authz/rbac/#aggregated-clusterroles). For the custom resources of one's own that is what
 * aggregation is made for.
 */
import { listOf, string } from "../core/decode.js";
import { at, elements, field, isObject, type Json, type JsonObject } from "../core/json.js";
import { blame, type Inventory, type Outcome, pass, undecided } from "../core/rule.js";
import type { Resource } from "../core/resource.js";
import { rightWords } from "../kubernetes/rbac-words.js";
import { rightsNamed, soughtByName } from "../kubernetes/sought.js";
import { defineCheck } from "./define.js";

const prefix = "rbac.authorization.k8s.io/aggregate-to-";

/** What every cluster has under these labels. */
const builtIn = [
  "edit",
  "view",
  "system:aggregate-to-admin",
  "system:aggregate-to-edit",
  "system:aggregate-to-view",
];

export const check = defineCheck(
  { match: "role", reach: "local", with: { rights: soughtByName, worse: listOf(string) } },
  ({ resource }, { rights, worse }, inventory) => {
    const labels = ["admin", "edit", "view"].filter(
      (name) => at(resource.body, ["metadata", "labels", `${prefix}${name}`]) === "true",
    );
    const isOwn = builtIn.includes(resource.name);
    if (resource.kind !== "ClusterRole" || isOwn || labels.length === 0) return pass();
    const rules = elements(field(resource.body, "rules")).filter(isObject);
    const strange = rules.filter((rule) => isStrange(rule, resource, inventory));
    const graph = inventory.rbac(resource);
    const sought = worse.flatMap((name) => rightsNamed(rights, name));
    const bad = strange.flatMap((rule) => graph.match(rule, sought, false) ?? []);
    return labels.flatMap((name): readonly Outcome[] => {
      const data = { role: resource.name, extended: name };
      const route = ["metadata", "labels", `${prefix}${name}`];
      const [first] = bad;
      if (first !== undefined) {
        const more = { severity: "high", messageKey: "dangerous" } as const;
        return [blame(route, { ...data, rights: rightWords(first) }, more)];
      }
      if (strange.some((rule) => isCertain(rule, inventory.complete(resource)))) {
        return [blame(route, data, { messageKey: "foreign" })];
      }
      return strange.length > 0 ? [undecided(data)] : [];
    });
  },
);

/** A rule that goes beyond the resources which the same rendering brings, by a definition or by an API server of its own. */
function isStrange(rule: JsonObject, resource: Resource, inventory: Inventory): boolean {
  const services = inventory
    .all("APIService", "apiregistration.k8s.io")
    .filter(({ target }) => target.id === resource.target.id)
    .map(({ body }) => at(body, ["spec", "group"]));
  const own: readonly (Json | undefined)[] = [...inventory.facts(resource).ownGroups, ...services];
  return groupsOf(rule).some((group) => typeof group === "string" && !own.includes(group));
}

/** In a file on its own, the definition of a custom resource may stand in another file. A name of Kubernetes' own is sure. */
function isCertain(rule: JsonObject, isComplete: boolean): boolean {
  const isKnown = (group: Json) => group === "*" || (typeof group === "string" && !group.includes("."));
  return isComplete || groupsOf(rule).some(isKnown);
}

function groupsOf(rule: JsonObject): readonly Json[] {
  return elements(field(rule, "apiGroups"));
}
