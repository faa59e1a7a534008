/** NetworkPolicy of Kubernetes itself: https://kubernetes.io/docs/concepts/services-networking/network-policies/ */
import { elements, field, isObject, type Json, type JsonObject, text } from "../core/json.js";
import type { Routed } from "../core/rule.js";
import {
  allOf,
  type Answer,
  answer,
  anyOf,
  type Direction,
  directions,
  type Endpoint,
  isOpenBlock,
  isInBlock,
  type LabelQuery,
  type Opening,
  type PolicyRule,
  type PolicySection,
} from "./policy-section.js";
import { objectAt, objectsAt, whole } from "./routed.js";
import { readSelector } from "./selectors.js";

const fields = {
  Ingress: { rules: "ingress", peers: "from" },
  Egress: { rules: "egress", peers: "to" },
} as const;

/** The one section of a NetworkPolicy. A policy without spec is an empty one: it selects all pods and denies them all ingress. */
export function plainSections(body: JsonObject): readonly PolicySection[] {
  const spec = objectAt(whole(body), "spec") ?? { value: {}, route: ["spec"] };
  const types = effectiveTypes(body);
  const openings = (direction: Direction): readonly Opening[] =>
    types.includes(direction) ? plainOpenings(spec, direction) : [];
  const rules = (direction: Direction): readonly PolicyRule[] =>
    types.includes(direction)
      ? objectsAt(spec, fields[direction].rules).flatMap((rule) => rulesOf(rule, fields[direction].peers))
      : [];
  return [
    {
      pods: podQuery(spec.value),
      namespaces: "own",
      isolates: {
        Ingress: types.includes("Ingress") ? "yes" : "no",
        Egress: types.includes("Egress") ? "yes" : "no",
      },
      openings: { Ingress: openings("Ingress"), Egress: openings("Egress") },
      rules: { Ingress: rules("Ingress"), Egress: rules("Egress") },
    },
  ];
}

/** The rules of a policy's spec that are open to everybody, or to every address, in a direction, whatever its types say. */
export function plainOpenings(spec: Routed<JsonObject>, direction: Direction): readonly Opening[] {
  return objectsAt(spec, fields[direction].rules).flatMap((rule) =>
    openingsOf(rule, fields[direction].peers),
  );
}

/** One peer of a rule. */
export interface Peer {
  readonly direction: Direction;
  readonly rule: Routed<JsonObject>;
  readonly peer: Routed<JsonObject>;
}

/** The peers of all rules that have an effect. */
export function plainPeers(body: JsonObject): readonly Peer[] {
  return effectiveTypes(body).flatMap((direction) =>
    objectsAt(whole(body), "spec", fields[direction].rules).flatMap((rule) =>
      objectsAt(rule, fields[direction].peers).map((peer) => ({ direction, rule, peer })),
    ),
  );
}

/**
 * The directions that a NetworkPolicy speaks about. An absent or empty list means Ingress always, and Egress only where there is an
 * egress rule (SetDefaults_NetworkPolicy in Kubernetes' pkg/apis/networking/v1/defaults.go).
 */
export function effectiveTypes(body: JsonObject): readonly Direction[] {
  const spec = field(body, "spec");
  const written = elements(field(spec, "policyTypes"));
  if (written.length > 0) return directions.filter((direction) => written.includes(direction));
  return elements(field(spec, "egress")).length > 0 ? directions : ["Ingress"];
}

function podQuery(spec: JsonObject): LabelQuery {
  const selector = field(spec, "podSelector") ?? {};
  return isObject(selector) ? (readSelector(selector) ?? null) : null;
}

function openingsOf(rule: Routed<JsonObject>, peersKey: "from" | "to"): readonly Opening[] {
  const isNarrowed = elements(field(rule.value, "ports")).length > 0;
  const peers = objectsAt(rule, peersKey);
  if (elements(field(rule.value, peersKey)).length === 0) {
    return [{ rule, route: [...rule.route, peersKey], peers: "anyone", isNarrowed, exceptions: [] }];
  }
  return peers.flatMap((peer) => {
    const block = objectAt(peer, "ipBlock");
    if (block === undefined || !isOpenBlock(text(field(block.value, "cidr")) ?? "")) return [];
    const exceptions = elements(field(block.value, "except")).filter((one) => typeof one === "string");
    return [{ rule, route: [...block.route, "cidr"], peers: "world", isNarrowed, exceptions }] as const;
  });
}

/** Peers that are pods are nobody outside of the cluster, and only an address block reaches there. */
function rulesOf(rule: Routed<JsonObject>, peersKey: "from" | "to"): readonly PolicyRule[] {
  const ports = elements(field(rule.value, "ports"));
  const make = (route: Routed["route"], isPeer: (end: Endpoint) => Answer): PolicyRule => ({
    action: "allow",
    isOrdered: false,
    route,
    concerns: (end) => allOf(isPeer(end), isPort(ports, end)),
  });
  if (elements(field(rule.value, peersKey)).length === 0) {
    return [make([...rule.route, peersKey], () => "yes")];
  }
  return objectsAt(rule, peersKey).flatMap((peer) => {
    const block = objectAt(peer, "ipBlock");
    if (block === undefined) return [];
    const { cidr, except } = block.value;
    return [make([...block.route, "cidr"], (end) => isInBlock(cidr, elements(except), end))];
  });
}

/** A port with a name is one of a pod, so it is none of an address outside. */
function isPort(ports: readonly Json[], end: Endpoint): Answer {
  if (ports.length === 0) return "yes";
  const answers = ports.map((entry) => {
    const port = field(entry, "port");
    const last = field(entry, "endPort") ?? port;
    const isProtocol = (text(field(entry, "protocol")) ?? "TCP") === end.protocol;
    if (port === undefined) return answer(isProtocol);
    if (typeof port !== "number" || typeof last !== "number") return "no";
    return answer(isProtocol && port <= end.port && end.port <= last);
  });
  return anyOf(...answers);
}
