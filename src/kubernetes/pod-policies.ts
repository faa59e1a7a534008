/** The network policies that may hold a pod, as far as the files place both. */
import { at, isObject, type JsonObject } from "../core/json.js";
import type { Namespace, Resource } from "../core/resource.js";
import type { Inventory, Item } from "../core/rule.js";
import { isNetworkPolicy, type Policy, type PolicyPod, policyPod } from "./network-policy.js";
import { liveTogether } from "./services.js";

/** A pod with the policies of its namespace and of the cluster. */
export interface PodPolicies {
  readonly pod: PolicyPod;
  readonly policies: readonly PlacedPolicy[];
}

/** A policy in the namespace that it shares with the pod, and as the files have it. */
export interface PlacedPolicy extends Policy {
  readonly written: Resource;
}

/** The namespace that a file without namespaces is applied to, which has no name in the files: what one file holds lives together. */
const sameFile: Namespace = { state: "named", name: "" };

/** All network policies of the revision, of every dialect. */
export function allPolicies(inventory: Inventory): readonly Resource[] {
  return inventory.resources.filter(({ group, kind }) => isNetworkPolicy(group, kind));
}

/** The policies that concern a pod, or may; undefined for an item that is no pod. A policy of another namespace is left out. */
export function policiesOf(item: Item, inventory: Inventory): PodPolicies | undefined {
  const pod = placedPod(item, inventory);
  if (pod === undefined) return undefined;
  const policies = inventory.derived(allPolicies).flatMap((policy) => placedPolicy(policy, item) ?? []);
  return { pod, policies };
}

/** The pod of an item in its namespace, for asking policies that are placed beside it; undefined for an item that is no pod. */
export function placedPod(item: Item, inventory: Inventory): PolicyPod | undefined {
  const { resource } = item;
  const pod = policyPod(item, namespaceLabels(resource, inventory));
  const isUnplaced = resource.namespace.state === "unresolved";
  return pod !== undefined && isUnplaced ? { ...pod, namespace: sameFile } : pod;
}

/** A policy in the namespace that it shares with the item; undefined for one of another namespace. */
export function placedPolicy(
  policy: Resource,
  { resource }: Pick<Item, "resource">,
): PlacedPolicy | undefined {
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
