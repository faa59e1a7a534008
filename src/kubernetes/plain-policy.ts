/** NetworkPolicy of Kubernetes itself: https://kubernetes.io/docs/concepts/services-networking/network-policies/ */
import { elements, field, isObject, type JsonObject, text } from "../core/json.js";
import type { Routed } from "../core/rule.js";
import {
  type Direction,
  directions,
  isEveryAddress,
  type LabelQuery,
  type Opening,
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
    types.includes(direction)
      ? objectsAt(spec, fields[direction].rules).flatMap((rule) => openingsOf(rule, fields[direction].peers))
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
    },
  ];
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
    if (block === undefined || !isEveryAddress(text(field(block.value, "cidr")) ?? "")) return [];
    const exceptions = elements(field(block.value, "except")).filter((one) => typeof one === "string");
    return [{ rule, route: [...block.route, "cidr"], peers: "world", isNarrowed, exceptions }] as const;
  });
}
