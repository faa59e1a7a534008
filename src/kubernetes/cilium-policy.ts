/** CiliumNetworkPolicy and CiliumClusterwideNetworkPolicy: https://docs.cilium.io/en/stable/security/policy/language/ */
import { at, elements, field, isObject, type Json, type JsonObject, text } from "../core/json.js";
import type { Route } from "../core/location.js";
import type { Routed } from "../core/rule.js";
import {
  allOf,
  type Answer,
  answer,
  anyOf,
  type Direction,
  type Endpoint,
  isOpenBlock,
  isInBlock,
  type LabelQuery,
  type Opening,
  type PolicyRule,
  type PolicySection,
} from "./policy-section.js";
import { elementsAt, objectAt, objectsAt, whole } from "./routed.js";
import { readSelector, type Requirement } from "./selectors.js";

const fields = {
  Ingress: { rules: "ingress", denials: "ingressDeny", prefix: "from" },
  Egress: { rules: "egress", denials: "egressDeny", prefix: "to" },
} as const;

/** One section for `spec` and one for each of `specs`. Sections that select nodes instead of pods are left out. */
export function ciliumSections(body: JsonObject, isClusterwide: boolean): readonly PolicySection[] {
  const single = objectAt(whole(body), "spec");
  const specs = [...(single === undefined ? [] : [single]), ...objectsAt(whole(body), "specs")];
  return specs
    .filter(({ value }) => field(value, "nodeSelector") === undefined)
    .map((spec) => readSection(spec, isClusterwide));
}

function readSection(spec: Routed<JsonObject>, isClusterwide: boolean): PolicySection {
  const query = readEndpointSelector(field(spec.value, "endpointSelector"));
  const namespaces = query?.namespaces ?? null;
  return {
    pods: query?.pods ?? null,
    namespaces: isClusterwide ? namespaces : "own",
    isolates: { Ingress: isolates(spec.value, "Ingress"), Egress: isolates(spec.value, "Egress") },
    openings: { Ingress: openingsIn(spec, "Ingress"), Egress: openingsIn(spec, "Egress") },
    rules: { Ingress: rulesIn(spec, "Ingress"), Egress: rulesIn(spec, "Egress") },
  };
}

/**
 * A section isolates in a direction for which it has rules, were they empty: `ingress: [{}]` denies everything, `ingress: []` says
 * nothing. `enableDefaultDeny` overrides that (https://docs.cilium.io/en/stable/security/policy/intro/#policy-enforcement-modes).
 */
function isolates(spec: JsonObject, direction: Direction): Answer {
  const stated = at(spec, ["enableDefaultDeny", direction === "Ingress" ? "ingress" : "egress"]);
  if (typeof stated === "boolean") return answer(stated);
  const { rules, denials } = fields[direction];
  return answer([rules, denials].some((key) => elements(field(spec, key)).length > 0));
}

function openingsIn(spec: Routed<JsonObject>, direction: Direction): readonly Opening[] {
  const { rules, prefix } = fields[direction];
  return objectsAt(spec, rules).flatMap((rule) => openingsOf(rule, prefix));
}

/** An empty Cilium rule allows nothing, unlike one of Kubernetes; one with ports and no peers allows everybody on these ports. */
function openingsOf(rule: Routed<JsonObject>, prefix: "from" | "to"): readonly Opening[] {
  const isNarrowed = ["toPorts", "icmps"].some((key) => elements(field(rule.value, key)).length > 0);
  const open = (peers: Opening["peers"], route: Route, exceptions: readonly string[] = []): Opening => ({
    rule,
    route,
    peers,
    isNarrowed,
    exceptions,
  });
  if (!namesPeers(rule.value, prefix)) {
    return isNarrowed ? [open("anyone", [...rule.route, `${prefix}Endpoints`])] : [];
  }
  const openings: Opening[] = [];
  for (const { value, route } of elementsAt(rule, `${prefix}Entities`)) {
    if (value === "all") openings.push(open("anyone", route));
    if (value === "world") openings.push(open("world", route));
  }
  for (const { value, route } of elementsAt(rule, `${prefix}CIDR`)) {
    if (isOpenBlock(text(value) ?? "")) openings.push(open("world", route));
  }
  for (const { value, route } of objectsAt(rule, `${prefix}CIDRSet`)) {
    const except = elements(value["except"]).filter((one) => typeof one === "string");
    if (isOpenBlock(text(value["cidr"]) ?? "")) openings.push(open("world", [...route, "cidr"], except));
  }
  return openings;
}

function rulesIn(spec: Routed<JsonObject>, direction: Direction): readonly PolicyRule[] {
  const { rules, denials, prefix } = fields[direction];
  const read = (key: string, action: PolicyRule["action"]): readonly PolicyRule[] =>
    objectsAt(spec, key).flatMap((rule) => rulesOf(rule, prefix, action));
  return [...read(denials, "deny"), ...read(rules, "allow")];
}

/** One rule for each peer that may be an address; entities of the cluster and selectors of pods are none. */
function rulesOf(
  rule: Routed<JsonObject>,
  prefix: "from" | "to",
  action: PolicyRule["action"],
): readonly PolicyRule[] {
  const ports = objectsAt(rule, "toPorts");
  const make = (route: Route, isPeer: (end: Endpoint) => Answer): PolicyRule => ({
    action,
    isOrdered: false,
    route,
    concerns: (end) => allOf(isPeer(end), isPort(ports, end)),
  });
  if (!namesPeers(rule.value, prefix)) {
    return ports.length > 0 ? [make([...rule.route, `${prefix}Endpoints`], () => "yes")] : [];
  }
  const entities = elementsAt(rule, `${prefix}Entities`).filter(
    ({ value }) => value === "all" || value === "world",
  );
  // A pattern for all names lets any answer of the name server through.
  const names = objectsAt(rule, `${prefix}FQDNs`).filter(({ value }) => value["matchPattern"] === "*");
  return [
    ...entities.map(({ route }) => make(route, () => "yes")),
    ...names.map(({ route }) => make([...route, "matchPattern"], () => "unknown")),
    ...elementsAt(rule, `${prefix}CIDR`).map(({ value, route }) =>
      make(route, (end) => isInBlock(value, [], end)),
    ),
    ...objectsAt(rule, `${prefix}CIDRSet`).map(({ value, route }) =>
      make([...route, "cidr"], (end) => isInBlock(value["cidr"], elements(value["except"]), end)),
    ),
  ];
}

/** Rules for the contents of a connection leave open whether this one passes. */
function isPort(ports: readonly Routed<JsonObject>[], end: Endpoint): Answer {
  if (ports.length === 0) return "yes";
  const answers = ports.map((entry) => {
    const isOne = objectsAt(entry, "ports").map(({ value }) => {
      const port = Number(text(value["port"]) ?? value["port"]);
      const last = typeof value["endPort"] === "number" ? value["endPort"] : port;
      const isProtocol = ["ANY", end.protocol].includes(text(value["protocol"]) ?? "ANY");
      return answer(isProtocol && (port === 0 || (port <= end.port && end.port <= last)));
    });
    return allOf(anyOf(...isOne), entry.value["rules"] === undefined ? "yes" : "unknown");
  });
  return anyOf(...answers);
}

function namesPeers(rule: JsonObject, prefix: "from" | "to"): boolean {
  return Object.keys(rule).some((key) => key.startsWith(prefix) && key !== "toPorts");
}

const namespaceKey = "io.kubernetes.pod.namespace";
const namespaceLabelPrefix = "io.cilium.k8s.namespace.labels.";

/**
 * Cilium keeps the namespace and its labels among the labels of a pod, and lets a key name where the label comes from (`k8s:app`,
 * `any:app`). Null where a key asks for something else.
 */
function readEndpointSelector(
  selector: Json | undefined,
): { readonly pods: LabelQuery; readonly namespaces: LabelQuery } | null {
  const requirements = isObject(selector) ? readSelector(selector) : undefined;
  if (requirements === undefined) return null;
  const pods: Requirement[] = [];
  const namespaces: Requirement[] = [];
  for (const requirement of requirements) {
    const key = requirement.key.replace(/^(k8s|any):/, "");
    if (key === namespaceKey) namespaces.push({ ...requirement, key: "kubernetes.io/metadata.name" });
    else if (key.startsWith(namespaceLabelPrefix)) {
      namespaces.push({ ...requirement, key: key.slice(namespaceLabelPrefix.length) });
    } else if (key.includes(":") || key.startsWith("io.cilium.")) return null;
    else pods.push({ ...requirement, key });
  }
  return { pods, namespaces };
}
