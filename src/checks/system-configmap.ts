/**
 * ConfigMaps that parts of the cluster obey: aws-auth says who is an administrator, coredns and kube-proxy steer names and packets. A rule
 * without names is bad in kube-system, and in the whole cluster where a pod runs with it; one that names such a ConfigMap is bad wherever it
 * holds in kube-system.
 */
import { listOf, string } from "../core/decode.js";
import { elements, field, isObject, type Json } from "../core/json.js";
import type { RbacGraph, Sought } from "../core/rbac.js";
import { blame, pass, type RoleView } from "../core/rule.js";
import { namespaceKey } from "../kubernetes/rbac-graph.js";
import { holderWords, reachWords, rightWords } from "../kubernetes/rbac-words.js";
import { rightsNamed, soughtByName } from "../kubernetes/sought.js";
import { defineCheck } from "./define.js";

const systemNamespace = "kube-system";

export const check = defineCheck(
  {
    match: "role",
    reach: "cross",
    with: { rights: soughtByName, right: string, configMaps: listOf(string) },
  },
  (view, { rights, right, configMaps }, inventory) => {
    const { resource, holdings } = view;
    const graph = inventory.rbac(resource);
    const place = placeOf(view, graph);
    if (place === "elsewhere") return pass();
    const sought = rightsNamed(rights, right).map((one): Sought => ({ ...one, named: configMaps }));
    return elements(field(resource.body, "rules")).flatMap((rule, index) => {
      const match = isObject(rule) ? graph.match(rule, sought, true) : undefined;
      if (match === undefined || (place === "possible" && namesOf(rule).length === 0)) return [];
      const data = {
        kind: resource.kind,
        role: resource.name,
        rights: rightWords(match),
        where: reachWords(holdings),
        holders: holderWords(holdings),
      };
      const because = holdings.slice(0, 1).map(({ binding, route }) => ({ on: binding, route }));
      return [blame(["rules", index, "resources", match.entry], data, { because })];
    });
  },
);

/**
 * `system`: in kube-system, or in the whole cluster by a pod's account. `possible`: it reaches kube-system, but is no proof of anything
 * without a name, because whoever may write all ConfigMaps of a cluster is mostly a person.
 */
function placeOf({ resource, role, holdings }: RoleView, graph: RbacGraph) {
  if (role.kind === "Role") return namespaceKey(resource) === systemNamespace ? "system" : "elsewhere";
  if (holdings.some(({ namespace }) => namespace === systemNamespace)) return "system";
  const wide = holdings.filter(({ namespace }) => namespace === null);
  if (wide.some(({ identity }) => graph.podsOf(identity).length > 0)) return "system";
  return holdings.length === 0 || wide.length > 0 ? "possible" : "elsewhere";
}

function namesOf(rule: Json | undefined): readonly Json[] {
  return elements(field(rule, "resourceNames"));
}
