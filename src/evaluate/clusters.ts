/** Which renderings can share a cluster, and the rights among the objects of those that do. */
import type { NamespaceKey, RbacGraph } from "../core/rbac.js";
import type { Resource } from "../core/resource.js";
import type { Item } from "../core/rule.js";
import { namespaceKey, rbacGraph } from "../kubernetes/rbac-graph.js";

/** Kinds of which several renderings may hold the same object and still go to one cluster. */
const shared: ReadonlySet<string> = new Set(["Namespace", "CustomResourceDefinition"]);

/**
 * Gives the rights as they are around a resource. Two charts or overlays that both hold an object of the same name are alternatives, such as
 * staging and production, and their rights must not be added up. Files that nothing renders are for any cluster.
 */
export function clustersOf(
  resources: readonly Resource[],
  workloads: () => readonly Item[],
): (near: Resource) => RbacGraph {
  const graphs = new Map<string, RbacGraph>();
  const byTarget = new Map<string, RbacGraph>();
  let alternatives: ReadonlyMap<string, ReadonlySet<string>> | undefined;

  return ({ target }) => {
    const known = byTarget.get(target.id);
    if (known !== undefined) return known;
    alternatives ??= alternativesAmong(resources);
    const others = alternatives.get(target.id) ?? new Set<string>();
    const key = [...others].sort().join("\n");
    const isHere = (resource: Resource) => !others.has(resource.target.id);
    const graph =
      graphs.get(key) ??
      rbacGraph(() => ({
        resources: resources.filter(isHere),
        workloads: workloads().filter(({ resource }) => isHere(resource)),
      }));
    graphs.set(key, graph);
    byTarget.set(target.id, graph);
    return graph;
  };
}

function alternativesAmong(resources: readonly Resource[]): ReadonlyMap<string, ReadonlySet<string>> {
  const holders = new Map<string, Set<string>>();
  for (const resource of resources) {
    if (resource.target.kind === "manifest" || shared.has(resource.kind)) continue;
    const key = objectKey(resource);
    const targets = holders.get(key) ?? new Set<string>();
    holders.set(key, targets.add(resource.target.id));
  }
  const alternatives = new Map<string, Set<string>>();
  for (const targets of new Set([...holders.values()].filter(({ size }) => size > 1))) {
    for (const one of targets) {
      const others = alternatives.get(one) ?? new Set<string>();
      for (const other of targets) if (other !== one) others.add(other);
      alternatives.set(one, others);
    }
  }
  return alternatives;
}

/** The object as a cluster knows it. Without a namespace it is the same only where one chart is rendered with other values. */
function objectKey(resource: Resource): string {
  const { group, kind, name, namespace, target } = resource;
  const place: NamespaceKey | null = namespace.state === "cluster" ? null : namespaceKey(resource);
  const isNamed = namespace.state === "named" && place === namespace.name;
  return JSON.stringify([group, kind, name, namespace.state === "cluster" || isNamed ? place : target.path]);
}
