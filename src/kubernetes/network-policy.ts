/** What network policies of all dialects do to a pod. Where files cannot tell, the answer is `unknown`. */
import { at, field, isObject, type JsonObject } from "../core/json.js";
import type { Route } from "../core/location.js";
import type { Namespace, Resource } from "../core/resource.js";
import type { Item } from "../core/rule.js";
import { adminSections } from "./admin-policy.js";
import { calicoSections } from "./calico-policy.js";
import { ciliumSections } from "./cilium-policy.js";
import { type LabelPair, labelPair } from "./nearby.js";
import { plainSections } from "./plain-policy.js";
import {
  allOf,
  type Answer,
  answer,
  anyOf,
  type Direction,
  type Endpoint,
  type LabelQuery,
  type Opening,
  type PolicyRule,
  type PolicySection,
} from "./policy-section.js";
import { type Knowledge, meets } from "./selectors.js";

export { effectiveTypes, type Peer, plainOpenings, plainPeers } from "./plain-policy.js";
export { allOf, anyOf } from "./policy-section.js";
export type { Answer, Direction, Endpoint, Opening } from "./policy-section.js";

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

/**
 * Labels without which the policy takes no pod, each with the values of which the pod must have one; none where it may take any pod.
 * What another selector of the policy takes, or one that files do not resolve, needs none of them.
 */
export function demandedLabels(policy: Policy): readonly (readonly LabelPair[])[] {
  const [section, ...more] = sectionsOf(policy);
  if (section === undefined || more.length > 0) return [];
  return (section.pods ?? [])
    .filter(({ operator }) => operator === "In")
    .map(({ key, values }) => values.map((value) => labelPair(key, value)));
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

/** Whether the policy closes some pods of the namespace in a direction, whichever they are. */
export function closesInNamespace(policy: Policy, namespace: PolicyNamespace, direction: Direction): Answer {
  const answers = sectionsOf(policy).map((section) =>
    allOf(section.isolates[direction], reaches(section, policy, namespace)),
  );
  return anyOf(...answers);
}

/** Whether a connection is let through, and the rule that lets it. */
export interface Admission<P extends Policy> {
  readonly answer: Answer;
  /** The rules that let it through, or may. */
  readonly by: readonly { readonly policy: P; readonly route: Route }[];
}

/**
 * Whether the policies of a pod that is closed in a direction let through a connection with an address that is no pod. What a policy that
 * is read in order, or one that may not take the pod, denies leaves the answer open: files do not show every order.
 */
export function admits<P extends Policy>(
  policies: readonly P[],
  pod: PolicyPod,
  direction: Direction,
  end: Endpoint,
): Admission<P> {
  const ruled = policies.flatMap((policy) =>
    sectionsOf(policy).flatMap((section) => {
      const isTaken = takes(section, policy, pod);
      return decidingRules(section.rules[direction], end).map(({ rule, matches }) => ({
        policy,
        route: rule.route,
        rule,
        matches: allOf(isTaken, matches),
      }));
    }),
  );
  const denials = ruled.filter(({ rule, matches }) => rule.action === "deny" && matches !== "no");
  const by = ruled.filter(({ rule, matches }) => rule.action === "allow" && matches !== "no");
  const isAllowed = anyOf(...by.map(({ matches }) => matches));
  if (isAllowed === "no") return { answer: "no", by: [] };
  const isDeniedForSure = denials.some(({ rule, matches }) => matches === "yes" && !rule.isOrdered);
  if (isDeniedForSure) return { answer: "no", by: [] };
  return { answer: denials.length > 0 ? "unknown" : isAllowed, by };
}

/** The rules of one policy that may be about a connection; where order counts, none after one that surely is. */
function decidingRules(
  rules: readonly PolicyRule[],
  end: Endpoint,
): readonly { readonly rule: PolicyRule; readonly matches: Answer }[] {
  const deciding: { readonly rule: PolicyRule; readonly matches: Answer }[] = [];
  for (const rule of rules) {
    const matches = rule.concerns(end);
    if (matches !== "no") deciding.push({ rule, matches });
    if (rule.isOrdered && matches === "yes") break;
  }
  return deciding;
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

/** Each policy is read once, because each is asked about every pod: reading anew was nearly all the time of a large repository. */
const known = new WeakMap<JsonObject, readonly PolicySection[]>();

function sectionsOf({ group, kind, body }: Policy): readonly PolicySection[] {
  const sections = known.get(body) ?? dialects.get(`${kind}.${group}`)?.(body) ?? [];
  known.set(body, sections);
  return sections;
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
  const isNamed = namespace.state === "named" && namespace.name !== "";
  const name = isNamed ? { "kubernetes.io/metadata.name": namespace.name } : {};
  // The API server puts the name among the labels of every namespace; the others stand in the Namespace object alone.
  const knowledge = namespaceLabels === undefined || !isNamed ? "partial" : "whole";
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
