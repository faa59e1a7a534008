/**
 * Rules of roles that the API server accepts and that grant nothing, or something else than they seem to
 * (RuleAllows in Kubernetes' plugin/pkg/auth/authorizer/rbac; https://kubernetes.io/docs/reference/access-authn-authz/rbac/#referring-to-resources).
 */
import { elements, field, type Json } from "../core/json.js";
import { blame, type Item, type Outcome } from "../core/rule.js";
import { builtInGroups, resourcesOfGroup } from "../kubernetes/cluster-scope.js";
import { defineCheck } from "./define.js";

export const check = defineCheck({ match: "item", reach: "local", with: {} }, (item) => [
  ...wildcardSubresources(item),
  ...namesOfNothing(item),
  ...wrongGroups(item),
  ...verbsOfSubresources(item),
]);

/** `pods/*` matches nothing; only a resource may be the asterisk. */
function wildcardSubresources(item: Item): readonly Outcome[] {
  return entriesOf(item, "resources").flatMap(([entry, index]) =>
    entry.endsWith("/*") && entry !== "*/*"
      ? [blame([...item.route, "resources", index], { entry }, { messageKey: "subresources" })]
      : [],
  );
}

const nameless = ["create", "deletecollection"];

/** A request to create an object, or to delete all of them, has no name that could be in the list. */
function namesOfNothing(item: Item): readonly Outcome[] {
  const resources = entriesOf(item, "resources").map(([name]) => name);
  const names = entriesOf(item, "resourceNames").map(([name]) => name);
  // To the authorizer such a request has the empty name.
  if (names.length === 0 || names.includes("") || resources.length === 0) return [];
  // The create of a subresource has the name of its parent, and under a wildcard there may be one.
  if (resources.some((name) => name.includes("/") || name === "*")) return [];
  return entriesOf(item, "verbs").flatMap(([verb, index]) =>
    nameless.includes(verb)
      ? [blame([...item.route, "verbs", index], { verb }, { messageKey: "names" })]
      : [],
  );
}

/** What stands in `apiVersion`, or in the documentation, instead of a group. */
const noGroups = ["v1", "core", "api"];

function wrongGroups(item: Item): readonly Outcome[] {
  const groups = entriesOf(item, "apiGroups");
  const wrong = groups.filter(([group]) => noGroups.includes(group) || group.includes("/"));
  if (wrong.length > 0) {
    return wrong.map(([group, index]) =>
      blame([...item.route, "apiGroups", index], { group }, { messageKey: "noGroup" }),
    );
  }
  const known = groups.map(([group]) => resourcesOfGroup(group));
  if (groups.length === 0 || known.includes(undefined)) return [];
  return entriesOf(item, "resources").flatMap(([entry, index]) => {
    const [name = ""] = entry.split("/");
    const isServed = known.some((kinds) => has(kinds, name));
    const home = isServed ? undefined : homes.find((group) => has(resourcesOfGroup(group), name));
    if (home === undefined) return [];
    const data = { entry, group: home === "" ? "the core group, written as an empty string" : `"${home}"` };
    return [blame([...item.route, "resources", index], data, { messageKey: "wrongGroup" })];
  });
}

/** Where a resource is found today; Kubernetes 1.16 left the other one. */
const homes = builtInGroups.filter((group) => group !== "extensions");

function has(kinds: ReturnType<typeof resourcesOfGroup>, name: string): boolean {
  return kinds !== undefined && (kinds.cluster.includes(name) || kinds.namespaced.includes(name));
}

/** Words that people write for a verb and that name a subresource. */
const subresources: ReadonlyMap<string, readonly string[]> = new Map([
  ["exec", ["pods"]],
  ["attach", ["pods"]],
  ["portforward", ["pods"]],
  ["port-forward", ["pods"]],
  ["log", ["pods"]],
  ["logs", ["pods"]],
  ["evict", ["pods"]],
  ["scale", ["deployments", "statefulsets", "replicasets", "replicationcontrollers"]],
]);

function verbsOfSubresources(item: Item): readonly Outcome[] {
  const resources = entriesOf(item, "resources").map(([name]) => name);
  const verbs = entriesOf(item, "verbs");
  const strange = verbs.flatMap(([verb, index]) =>
    (subresources.get(verb) ?? []).some((parent) => resources.includes(parent))
      ? [blame([...item.route, "verbs", index], { verb }, { messageKey: "verb" })]
      : [],
  );
  const log = entriesOf(item, "resources").find(([name]) => name === "pods/log");
  const useless = verbs.filter(([verb]) => verb === "delete" || verb === "deletecollection");
  if (log === undefined || resources.length > 1) return strange;
  const logs = useless.map(([verb, index]) =>
    blame([...item.route, "verbs", index], { verb }, { messageKey: "log" }),
  );
  return [...strange, ...logs];
}

function entriesOf({ self }: Item, key: string): readonly (readonly [string, number])[] {
  return elements(field(self, key)).flatMap((entry: Json, index) =>
    typeof entry === "string" ? [[entry, index] as const] : [],
  );
}
