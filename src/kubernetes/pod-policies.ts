/** The network policies that may hold a pod, as far as the files place both. */
import { groupBy } from "../core/group.js";
import { at, isObject, type JsonObject } from "../core/json.js";
import type { Namespace, Resource } from "../core/resource.js";
import type { Inventory, Item } from "../core/rule.js";
import { type Nearby, nearby, type Takers, takersOf } from "./nearby.js";
import {
  closesInNamespace,
  demandedLabels,
  type Direction,
  isNetworkPolicy,
  type Policy,
  type PolicyPod,
  policyPod,
  selectsPod,
} from "./network-policy.js";
import { liveTogether } from "./services.js";

/** A pod with the policies that concern it. */
export interface PodPolicies {
  readonly pod: PolicyPod;
  /** Those that take the pod or may take it; every other one does nothing to it. */
  readonly policies: readonly PlacedPolicy[];
}

/** A policy in the namespace that it shares with the pod, and as the files have it. */
export interface PlacedPolicy extends Policy {
  readonly written: Resource;
}

/** The namespace that a file without namespaces is applied to, which has no name in the files: what one file holds lives together. */
const sameFile: Namespace = { state: "named", name: "" };

/** All network policies of the revision, of every dialect. */
function allPolicies(inventory: Inventory): readonly Resource[] {
  return inventory.resources.filter(({ group, kind }) => isNetworkPolicy(group, kind));
}

/** The network policies of every dialect that may share a resource's namespace, those of the whole cluster included. */
export function policiesNear(
  { namespace }: Pick<Resource, "namespace">,
  inventory: Inventory,
): readonly Resource[] {
  return inventory.derived(policyIndex).near({ namespace });
}

/** The policies that take a pod or may take it; undefined for an item that is no pod. A policy of another namespace is left out. */
export function policiesOf(item: Item, inventory: Inventory): PodPolicies | undefined {
  const pod = placedPod(item, inventory);
  if (pod === undefined) return undefined;
  const taking = inventory.derived(policyIndex).taking(item.resource, pod.labels);
  return { pod, policies: taking.flatMap((policy) => placedPolicy(policy, item) ?? []) };
}

/** The pods that a policy takes or may take, in the order of the files. */
export function podsTakenBy(policy: Resource, inventory: Inventory): readonly Item[] {
  return inventory.derived(podsByPolicy).get(policy) ?? [];
}

function podsByPolicy(inventory: Inventory): ReadonlyMap<Resource, readonly Item[]> {
  const links = inventory.workloads().flatMap((item) => {
    const around = policiesOf(item, inventory);
    if (around === undefined) return [];
    const taking = around.policies.filter((policy) => selectsPod(policy, around.pod) !== "no");
    return taking.map(({ written }) => ({ item, written }));
  });
  const grouped = groupBy(links, ({ written }) => written);
  return new Map([...grouped].map(([policy, found]) => [policy, found.map(({ item }) => item)]));
}

interface PolicyIndex {
  readonly near: Nearby<Resource>;
  readonly taking: Takers<Resource>;
  readonly inTarget: ReadonlyMap<string, readonly Resource[]>;
  /** What surely closes pods, by direction and place. It depends on nothing else, so the pods of one place share it. */
  readonly closing: Map<string, readonly PlacedPolicy[]>;
}

function policyIndex(inventory: Inventory): PolicyIndex {
  const policies = allPolicies(inventory);
  return {
    near: nearby(policies, (policy) => policy),
    taking: takersOf(policies, (policy) => policy, demandedLabels),
    inTarget: groupBy(policies, ({ namespace, target }) => (namespace.state === "cluster" ? "" : target.id)),
    closing: new Map(),
  };
}

/** The policies that surely close some pods of the item's namespace in a direction, whether or not they take this one. */
export function closingPolicies(
  item: Item,
  direction: Direction,
  inventory: Inventory,
): readonly PlacedPolicy[] {
  const pod = placedPod(item, inventory);
  if (pod === undefined) return [];
  const { near, inTarget, closing } = inventory.derived(policyIndex);
  const { namespace, target } = item.resource;
  const isUnplaced = namespace.state === "unresolved";
  const key = JSON.stringify([direction, namespace, isUnplaced ? target.id : null]);
  const known = closing.get(key);
  if (known !== undefined) return known;
  // Of the policies around a pod without namespace, only those of its own target and of the cluster are sure.
  const around = isUnplaced ? ["", target.id].flatMap((id) => inTarget.get(id) ?? []) : near(item.resource);
  const found = around
    .flatMap((policy) => placedPolicy(policy, item) ?? [])
    .filter((policy) => closesInNamespace(policy, pod, direction) === "yes");
  closing.set(key, found);
  return found;
}

/** The pod of an item in its namespace, for asking policies that are placed beside it; undefined for an item that is no pod. */
function placedPod(item: Item, inventory: Inventory): PolicyPod | undefined {
  const { resource } = item;
  const pod = policyPod(item, namespaceLabels(resource, inventory));
  const isUnplaced = resource.namespace.state === "unresolved";
  return pod !== undefined && isUnplaced ? { ...pod, namespace: sameFile } : pod;
}

/** A policy in the namespace that it shares with the item; undefined for one of another namespace. */
function placedPolicy(policy: Resource, { resource }: Pick<Item, "resource">): PlacedPolicy | undefined {
  const { group, kind, body, namespace } = policy;
  const placed = { group, kind, body, namespace, written: policy };
  if (namespace.state === "cluster") return placed;
  const together = liveTogether(policy, resource);
  if (together === "no") return undefined;
  if (resource.namespace.state !== "unresolved") return placed;
  // The namespace that the pod's file is applied to may be that of the policy.
  return { ...placed, namespace: together === "yes" ? sameFile : { state: "unresolved" } };
}

/** The labels of the Namespace object that a resource lives in; undefined where the files do not hold it. */
function namespaceLabels({ namespace }: Resource, inventory: Inventory): JsonObject | undefined {
  if (namespace.state !== "named") return undefined;
  const object = inventory.get("Namespace", "", { state: "cluster" }, namespace.name);
  if (object === undefined) return undefined;
  const labels = at(object.body, ["metadata", "labels"]);
  return isObject(labels) ? labels : {};
}
