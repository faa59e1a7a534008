/** What network policies of all dialects do to a pod. Where files cannot tell, the answer is `unknown`. */
import { at, field, isObject, type JsonObject } from "../core/json.js";
import type { Namespace, Resource } from "../core/resource.js";
import type { Item } from "../core/rule.js";
import { adminSections } from "./admin-policy.js";
import { calicoSections } from "./calico-policy.js";
import { ciliumSections } from "./cilium-policy.js";
import { plainSections } from "./plain-policy.js";
import {
  allOf,
  type Answer,
  answer,
  anyOf,
  type Direction,
  type LabelQuery,
  type Opening,
  type PolicySection,
} from "./policy-section.js";
import { type Knowledge, meets } from "./selectors.js";

export { effectiveTypes } from "./plain-policy.js";
export type { Answer, Direction, Opening } from "./policy-section.js";

/** A policy as far as these functions look at it. */
export type Policy = Pick<Resource, "group" | "kind" | "body" | "namespace">;

/** A namespace as policies see it. `namespaceLabels` is undefined where the files do not hold the Namespace object. */
export interface PolicyNamespace {
  readonly namespace: Namespace;
  readonly namespaceLabels: JsonObject | undefined;
}

/** A pod as policies see it. */
export interface PolicyPod extends PolicyNamespace {
  readonly labels: JsonObject;
  /** Such a pod shares the node's addresses, and policies for pods do not hold it. */
  readonly usesHostNetwork: boolean;
}

type Dialect = (body: JsonObject) => readonly PolicySection[];

const dialects: ReadonlyMap<string, Dialect> = new Map<string, Dialect>([
  ["NetworkPolicy.networking.k8s.io", plainSections],
  ["NetworkPolicy.extensions", plainSections],
  ["CiliumNetworkPolicy.cilium.io", (body) => ciliumSections(body, false)],
  ["CiliumClusterwideNetworkPolicy.cilium.io", (body) => ciliumSections(body, true)],
  ["NetworkPolicy.projectcalico.org", (body) => calicoSections(body, false)],
  ["NetworkPolicy.crd.projectcalico.org", (body) => calicoSections(body, false)],
  ["GlobalNetworkPolicy.projectcalico.org", (body) => calicoSections(body, true)],
  ["GlobalNetworkPolicy.crd.projectcalico.org", (body) => calicoSections(body, true)],
  ["AdminNetworkPolicy.policy.networking.k8s.io", adminSections],
  ["BaselineAdminNetworkPolicy.policy.networking.k8s.io", adminSections],
  ["ClusterNetworkPolicy.policy.networking.k8s.io", adminSections],
]);

/** Whether the kind is a network policy that this module reads, of Kubernetes, Cilium, Calico or the Network Policy API. */
export function isNetworkPolicy(group: string, kind: string): boolean {
  return dialects.has(`${kind}.${group}`);
}

/** The pod of a workload item as policies see it; undefined for an item that is no pod. */
export function policyPod(
  item: Pick<Item, "resource" | "pod" | "podMetadata">,
  namespaceLabels: JsonObject | undefined,
): PolicyPod | undefined {
  if (item.pod === undefined) return undefined;
  const labels = at(item.podMetadata?.value, ["labels"]);
  return {
    namespace: item.resource.namespace,
    namespaceLabels,
    labels: isObject(labels) ? labels : {},
    usesHostNetwork: field(item.pod.value, "hostNetwork") === true,
  };
}

/** Whether the policy's selector takes the pod, in whatever direction, host network or not. */
export function selectsPod(policy: Policy, pod: PolicyPod): Answer {
  return anyOf(...sectionsOf(policy).map((section) => takes(section, policy, pod)));
}

/**
 * Whether the policy alone closes the pod in a direction: what no rule of any policy allows is then denied. Never for a pod on the
 * host network.
 */
export function isolatesPod(policy: Policy, pod: PolicyPod, direction: Direction): Answer {
  if (pod.usesHostNetwork) return "no";
  const answers = sectionsOf(policy).map((section) =>
    allOf(section.isolates[direction], takes(section, policy, pod)),
  );
  return anyOf(...answers);
}

/** Whether several policies together close the pod in a direction. */
export function isIsolated(policies: readonly Policy[], pod: PolicyPod, direction: Direction): Answer {
  return anyOf(...policies.map((policy) => isolatesPod(policy, pod, direction)));
}

/** Whether the policy closes every pod of the namespace in a direction, also the pods of tomorrow. */
export function isolatesNamespace(policy: Policy, namespace: PolicyNamespace, direction: Direction): Answer {
  const answers = sectionsOf(policy).map((section) =>
    allOf(section.isolates[direction], reaches(section, policy, namespace), takesEveryPod(section.pods)),
  );
  return anyOf(...answers);
}

/**
 * The rules that let anybody, or every address, through in a direction, in the order of the policy. None for directions that the policy
 * does not speak about, whose rules have no effect, and none for the policies of the Network Policy API.
 */
export function openingsOf(policy: Policy, direction: Direction): readonly Opening[] {
  return sectionsOf(policy).flatMap(({ openings }) => openings[direction]);
}

/**
 * Whether one of the rules lets everybody through on every port, so that the policy isolates in name only. An address block of all
 * addresses is not that: blocks are meant for the outside of the cluster.
 */
export function allowsEverything(policy: Policy, direction: Direction): boolean {
  return openingsOf(policy, direction).some(({ peers, isNarrowed }) => peers === "anyone" && !isNarrowed);
}

function sectionsOf({ group, kind, body }: Policy): readonly PolicySection[] {
  return dialects.get(`${kind}.${group}`)?.(body) ?? [];
}

function takes(section: PolicySection, policy: Policy, pod: PolicyPod): Answer {
  return allOf(reaches(section, policy, pod), asks(section.pods, pod.labels, "whole"));
}

function takesEveryPod(pods: LabelQuery): Answer {
  if (pods === null) return "unknown";
  return pods.length === 0 ? "yes" : "no";
}

function reaches(
  section: PolicySection,
  policy: Policy,
  { namespace, namespaceLabels }: PolicyNamespace,
): Answer {
  if (section.namespaces === "own") return sameNamespace(policy.namespace, namespace);
  const name = namespace.state === "named" ? { "kubernetes.io/metadata.name": namespace.name } : {};
  // The API server puts the name among the labels of every namespace; the others stand in the Namespace object alone.
  const knowledge = namespaceLabels === undefined || namespace.state !== "named" ? "partial" : "whole";
  return asks(section.namespaces, { ...namespaceLabels, ...name }, knowledge);
}

/** An unresolved namespace equals nothing, not even another unresolved one. */
function sameNamespace(left: Namespace, right: Namespace): Answer {
  if (left.state === "unresolved" || right.state === "unresolved") return "unknown";
  return answer(left.state === "named" && right.state === "named" && left.name === right.name);
}

function asks(query: LabelQuery, labels: JsonObject, knowledge: Knowledge): Answer {
  return query === null ? "unknown" : answer(meets(query, labels, knowledge));
}
