/** `grants(rule, group, resources, verbs)`: the one function that is ours, RBAC matching of a rule of a Role or ClusterRole. */
import { since } from "./overload.js";
import type { Overload } from "./overload.js";
import type { Budget } from "./budget.js";
import { isList, member } from "./values.js";
import type { CelList, CelMap, CelValue, Value } from "./values.js";

/**
 * True if the rule allows any of the verbs on any of the resources of the API group, as Kubernetes' RBAC authorizer matches
 * (https://kubernetes.io/docs/reference/access-authn-authz/rbac/#referring-to-resources):
 *
 * - its `apiGroups` hold the group ("" is the core group) or `*`;
 * - its `resources` hold the resource as asked for (`pods`, `pods/exec`), or `*`, or `*` + `/exec` where a subresource is
 *   asked for; `pods` does not cover `pods/exec`, and `pods/*` covers nothing;
 * - its `verbs` hold the verb or `*`.
 *
 * A `*` that is asked for is met by a `*` alone. `resourceNames` are not looked at: whether names make a grant harmless is for
 * each rule to say. Absent fields grant nothing, so rules of `nonResourceURLs` never match.
 */
export const grantFunctions: readonly Overload[] = [
  since(0).call(
    "grants",
    ["map<K, V>", "string", "list<string>", "list<string>"],
    "bool",
    (rule: CelMap, group, resources, verbs, budget) =>
      holdsAny(member(rule, "apiGroups"), [group], budget) &&
      holdsAny(member(rule, "verbs"), verbs, budget) &&
      holdsAny(member(rule, "resources"), resources.flatMap(withSubresourceWildcard), budget),
  ),
];

function holdsAny(entries: CelValue | undefined, sought: CelList, budget: Budget): boolean {
  if (!isList(entries)) return false;
  // Only text can match, and text is stored as it is.
  budget.walk(entries.length);
  return entries.includes("*") || entries.some((entry) => sought.includes(entry));
}

/** `pods/exec` is also met by `*` + `/exec`. */
function withSubresourceWildcard(resource: Value): CelList {
  if (typeof resource !== "string" || !resource.includes("/")) return [resource];
  return [resource, `*${resource.slice(resource.indexOf("/"))}`];
}
