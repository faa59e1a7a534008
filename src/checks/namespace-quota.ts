/**
 * A namespace has a ResourceQuota, and a LimitRange that gives containers a default or a maximum; which of its fields are filled is the
 * author's choice. Policies that write these objects into every namespace count, and objects that divide quotas among namespaces leave
 * the question open.
 * Sources: https://kubernetes.io/docs/concepts/policy/resource-quotas/ and https://kubernetes.io/docs/concepts/policy/limit-range/
 */
import { at, elements, field, isObject } from "../core/json.js";
import type { Resource } from "../core/resource.js";
import { blame, type Inventory, pass, undecided } from "../core/rule.js";
import { defineCheck } from "./define.js";

type QuotaKind = "ResourceQuota" | "LimitRange";

/** Kinds by which OpenShift, the hierarchical namespace controller, Capsule, Rancher and Kyverno set quotas from outside of the namespace. */
const dividers: readonly (readonly [kind: string, group: string])[] = [
  ["ClusterResourceQuota", "quota.openshift.io"],
  ["HierarchicalResourceQuota", "hnc.x-k8s.io"],
  ["Tenant", "capsule.clastix.io"],
  ["Project", "management.cattle.io"],
  ["GeneratingPolicy", "policies.kyverno.io"], // what it generates stands in an expression
];

export const check = defineCheck(
  { match: "item", reach: "cross", with: {} },
  ({ resource }, _, inventory) => {
    if (inventory.systemNamespaces.includes(resource.name)) return pass();
    const answers = (["ResourceQuota", "LimitRange"] as const).map(
      (kind) => [kind, has(kind, resource, inventory)] as const,
    );
    const missing = answers.filter(([, answer]) => answer === "no").map(([kind]) => kind);
    const isOpen = answers.some(([, answer]) => answer === "unknown");
    const data = { namespace: resource.name };
    if (missing.length === 2) return blame([], data, { messageKey: "both" });
    if (missing.length === 1) return blame([], data, { messageKey: missing[0] ?? "both" });
    return isOpen ? undecided(data) : pass();
  },
);

function has(kind: QuotaKind, namespace: Resource, inventory: Inventory): "yes" | "no" | "unknown" {
  const bounding = inventory.all(kind, "").filter((one) => kind === "ResourceQuota" || boundsContainers(one));
  const isHere = bounding.some(
    (one) => one.namespace.state === "named" && one.namespace.name === namespace.name,
  );
  if (isHere || isGenerated(kind, inventory)) return "yes";
  const mayBeHere = bounding.some((one) => one.namespace.state === "unresolved");
  const isDivided = dividers.some(([divider, group]) => inventory.all(divider, group).length > 0);
  return mayBeHere || isDivided ? "unknown" : "no";
}

function boundsContainers({ body }: Resource): boolean {
  return elements(at(body, ["spec", "limits"])).some(
    (limit) =>
      field(limit, "type") === "Container" &&
      ["default", "max"].some((key) => {
        const values = field(limit, key);
        return isObject(values) && Object.keys(values).length > 0;
      }),
  );
}

/** A Kyverno policy that generates the object, as it is written for new namespaces. */
function isGenerated(kind: QuotaKind, inventory: Inventory): boolean {
  return inventory
    .all("ClusterPolicy", "kyverno.io")
    .flatMap(({ body }) => elements(at(body, ["spec", "rules"])))
    .some((rule) => at(rule, ["generate", "kind"]) === kind);
}
