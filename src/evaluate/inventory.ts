/** A read-only view of all resources of a revision, for rules that need more than one. */
import type { Evidence } from "../core/evidence.js";
import { groupBy } from "../core/group.js";
import { at, text } from "../core/json.js";
import { byCodeUnits } from "../core/location.js";
import { namespaceName, type Namespace, type Resource } from "../core/resource.js";
import type { Facts, Inventory, Item, NamespaceView } from "../core/rule.js";
import { clustersOf } from "./clusters.js";
import { ItemSource } from "./match.js";

/** What the inventory cannot know from the resources. */
export interface Surroundings {
  /** Declared minor of the cluster; 0 where none is declared. */
  readonly minor: number;
  readonly systemNamespaces: readonly string[];
  /** Ids of the targets that rendered wholly and hold a whole release or overlay. */
  readonly completeTargets: ReadonlySet<string>;
  /** Facts that are declared and win over what the resources show. */
  readonly facts?: Partial<Facts>;
  /** What the change started from, where it is compared with something. */
  readonly base?: Inventory | undefined;
  /** What other tools found out. Absent: nothing. */
  readonly evidence?: Evidence;
}

/** The resources of one kind and group, all of them and by their names. */
interface Members {
  readonly all: readonly Resource[];
  readonly byName: ReadonlyMap<string, readonly Resource[]>;
}

/** Builds the view once for a revision. Resources keep the order in which they are given. */
export function takeInventory(resources: readonly Resource[], surroundings: Surroundings): Inventory {
  const byKind = groupBy(resources, (resource) => resource.kind);
  const byGroup = new Map<string, Map<string, Members>>();
  let pods: readonly Item[] | undefined;
  const items = new ItemSource(resources);
  const factsByTarget = new Map<string, Facts>();
  const derived = new Map<unknown, unknown>();

  function all(kind: string, group: string): readonly Resource[] {
    if (group === "*") return byKind.get(kind) ?? [];
    return ofGroup(kind, group).all;
  }

  function ofGroup(kind: string, group: string): Members {
    const groups = byGroup.get(kind) ?? new Map<string, Members>();
    const known = groups.get(group);
    if (known !== undefined) return known;
    const members = (byKind.get(kind) ?? []).filter((resource) => resource.group === group);
    const made = { all: members, byName: groupBy(members, ({ name }) => name) };
    byGroup.set(kind, groups.set(group, made));
    return made;
  }

  function workloads(): readonly Item[] {
    pods ??= items.inScope("pod");
    return pods;
  }

  const inventory: Inventory = {
    minor: surroundings.minor,
    systemNamespaces: surroundings.systemNamespaces,
    facts(resource) {
      const known = factsByTarget.get(resource.target.id);
      if (known !== undefined) return known;
      const facts = { ...factsOf(resource, all, surroundings), ...surroundings.facts };
      factsByTarget.set(resource.target.id, facts);
      return facts;
    },
    all,
    get(kind, group, namespace, name, near) {
      const named = group === "*" ? all(kind, group) : (ofGroup(kind, group).byName.get(name) ?? []);
      const found = named.filter(
        (resource) => resource.name === name && sameNamespace(resource.namespace, namespace),
      );
      return found.find((resource) => resource.target.id === near?.target.id) ?? found[0];
    },
    workloads,
    rbac: clustersOf(resources, workloads),
    base: surroundings.base,
    evidence: surroundings.evidence ?? { now: null, reports: [], statements: new Map(), signatures: [] },
    resources,
    complete: (resource) => surroundings.completeTargets.has(resource.target.id),
    derived<T>(compute: (all: Inventory) => T): T {
      if (!derived.has(compute)) derived.set(compute, compute(inventory));
      return derived.get(compute) as T; // only the line above writes under this key
    },
  };
  return inventory;
}

function factsOf(near: Resource, all: Inventory["all"], { minor, systemNamespaces }: Surroundings): Facts {
  const definitions = all("CustomResourceDefinition", "apiextensions.k8s.io");
  const own = definitions.filter(({ target }) => target.id === near.target.id);
  const kubelets = all("KubeletConfiguration", "kubelet.config.k8s.io");
  return {
    minor,
    systemNamespaces,
    seccompDefault: kubelets.some(({ body }) => body["seccompDefault"] === true),
    ownGroups: own.flatMap(({ body }) => text(at(body, ["spec", "group"])) ?? []),
  };
}

/** An unresolved namespace equals nothing, not even another unresolved one, unless the two come to the same place by other means. */
export function sameNamespace(left: Namespace, right: Namespace): boolean {
  if (left.state === "named" && right.state === "named") return left.name === right.name;
  return left.state === "cluster" && right.state === "cluster";
}

/** The namespaces that own a pod template or have a Namespace object, ordered by name. */
export function namespaceViews(
  resources: readonly Resource[],
  inventory: Inventory,
): readonly NamespaceView[] {
  const objects = new Map(inventory.all("Namespace", "").map((object) => [object.name, object]));
  const workloads = groupBy(inventory.workloads(), (item) => namespaceName(item.resource) ?? "");
  const members = groupBy(resources, (resource) => namespaceName(resource) ?? "");
  const names = new Set([...objects.keys(), ...workloads.keys()]);
  names.delete("");
  return [...names].sort(byCodeUnits).flatMap((name) => {
    const object = objects.get(name);
    const own = workloads.get(name) ?? [];
    const place = object ?? own[0]?.resource;
    if (place === undefined) return [];
    return [{ view: "namespace", name, place, object, workloads: own, resources: members.get(name) ?? [] }];
  });
}
