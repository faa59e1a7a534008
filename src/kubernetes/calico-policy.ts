/** Calico's NetworkPolicy and GlobalNetworkPolicy: https://docs.tigera.io/calico/latest/reference/resources/networkpolicy */
import { elements, field, isObject, type Json, type JsonObject, text } from "../core/json.js";
import type { Route } from "../core/location.js";
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
  not,
  type Opening,
  type PolicyRule,
  type PolicySection,
} from "./policy-section.js";
import { elementsAt, objectAt, objectsAt, whole } from "./routed.js";
import type { Requirement } from "./selectors.js";

const fields = {
  Ingress: { rules: "ingress", peer: "source" },
  Egress: { rules: "egress", peer: "destination" },
} as const;

/** The one section of a Calico policy. */
export function calicoSections(body: JsonObject, isGlobal: boolean): readonly PolicySection[] {
  const spec = objectAt(whole(body), "spec");
  if (spec === undefined) return [];
  const types = calicoTypes(spec.value);
  const query = splitNamespace(podQuery(spec.value));
  const scope =
    query === null ? null : join(parseCalicoSelector(spec.value["namespaceSelector"]), query.namespaces);
  const isolates = (direction: Direction): Answer => {
    if (!types.includes(direction)) return "no";
    return isInDefaultTier(spec.value) ? "yes" : "unknown"; // another tier may pass on what its policies leave open
  };
  return [
    {
      pods: query?.pods ?? null,
      namespaces: isGlobal ? scope : "own",
      isolates: { Ingress: isolates("Ingress"), Egress: isolates("Egress") },
      openings: {
        Ingress: types.includes("Ingress") ? openingsIn(spec, "Ingress") : [],
        Egress: types.includes("Egress") ? openingsIn(spec, "Egress") : [],
      },
      rules: {
        Ingress: types.includes("Ingress") ? rulesIn(spec, "Ingress") : [],
        Egress: types.includes("Egress") ? rulesIn(spec, "Egress") : [],
      },
    },
  ];
}

/** Without `types`, the directions that have rules; Ingress where none has any. */
function calicoTypes(spec: JsonObject): readonly Direction[] {
  const written = elements(field(spec, "types"));
  if (written.length > 0) return directions.filter((direction) => written.includes(direction));
  if (elements(field(spec, "egress")).length === 0) return ["Ingress"];
  return elements(field(spec, "ingress")).length === 0 ? ["Egress"] : directions;
}

function isInDefaultTier(spec: JsonObject): boolean {
  return ["default", ""].includes(text(field(spec, "tier")) ?? "");
}

/** Policies for the interfaces of hosts, and those that ask for service accounts, say nothing that labels could answer. */
function podQuery(spec: JsonObject): LabelQuery {
  const asksForMore = ["preDNAT", "doNotTrack"].some((key) => field(spec, key) === true);
  if (asksForMore || (text(field(spec, "serviceAccountSelector")) ?? "") !== "") return null;
  return parseCalicoSelector(spec["selector"]);
}

/** The first rule that matches decides, so what stands after a denial is no longer open to everyone. */
function openingsIn(spec: Routed<JsonObject>, direction: Direction): readonly Opening[] {
  const { rules, peer } = fields[direction];
  const openings: Opening[] = [];
  let isDeniedBefore = false;
  for (const rule of objectsAt(spec, rules)) {
    if (rule.value["action"] === "Allow") openings.push(...openingsOf(rule, peer, isDeniedBefore));
    if (rule.value["action"] === "Deny") isDeniedBefore = true;
  }
  return openings;
}

const harmlessKeys = ["action", "metadata"];

function openingsOf(
  rule: Routed<JsonObject>,
  peer: "source" | "destination",
  isDeniedBefore: boolean,
): readonly Opening[] {
  const others = Object.keys(rule.value).filter((key) => key !== peer && !harmlessKeys.includes(key));
  const peerKeys = Object.keys(objectAt(rule, peer)?.value ?? {});
  const isNarrowed = isDeniedBefore || others.length > 0 || peerKeys.includes("ports");
  const common = { rule, isNarrowed, exceptions: [] } as const;
  const named = peerKeys.filter((key) => key !== "ports");
  if (named.length === 0) return [{ ...common, route: [...rule.route, peer], peers: "anyone" }];
  if (named.some((key) => key !== "nets")) return [];
  return elementsAt(rule, peer, "nets")
    .filter(({ value }) => isOpenBlock(text(value) ?? ""))
    .map(({ route }) => ({ ...common, route, peers: "world" as const }));
}

/** `Pass` hands over to the next tier, which files may not show; `Log` decides nothing. */
function rulesIn(spec: Routed<JsonObject>, direction: Direction): readonly PolicyRule[] {
  const { rules, peer } = fields[direction];
  return objectsAt(spec, rules).flatMap((rule) => {
    const { action } = rule.value;
    if (action !== "Allow" && action !== "Deny") return [];
    return [
      {
        action: action === "Allow" ? ("allow" as const) : ("deny" as const),
        isOrdered: true,
        route: peerRoute(rule, peer),
        concerns: (end: Endpoint) => concerns(rule.value, peer, end),
      },
    ];
  });
}

function peerRoute(rule: Routed<JsonObject>, peer: "source" | "destination"): Route {
  const [net] = elementsAt(rule, peer, "nets");
  return net === undefined ? [...rule.route, peer] : net.route;
}

const readKeys: readonly string[] = ["nets", "notNets", "ports", "notPorts"];

/** Selectors mean pods, but also network sets, whose addresses files may not show. */
function concerns(rule: JsonObject, peerKey: "source" | "destination", end: Endpoint): Answer {
  const peer = field(rule, peerKey) ?? {};
  if (!isObject(peer)) return "unknown";
  const { nets, notNets, ports, notPorts } = peer;
  const others = Object.keys(rule).filter(
    (key) => key !== peerKey && key !== "protocol" && !harmlessKeys.includes(key),
  );
  const isMoreAsked = others.length > 0 || Object.keys(peer).some((key) => !readKeys.includes(key));
  const { protocol } = rule;
  return allOf(
    protocol === undefined
      ? "yes"
      : answer(protocol === end.protocol || protocol === protocolNumbers[end.protocol]),
    nets === undefined ? "yes" : isInOne(nets, end),
    notNets === undefined ? "yes" : not(isInOne(notNets, end)),
    ports === undefined ? "yes" : isOnePort(ports, end),
    notPorts === undefined ? "yes" : not(isOnePort(notPorts, end)),
    isMoreAsked ? "unknown" : "yes",
  );
}

/** As in the protocol field of an IP packet. */
const protocolNumbers = { TCP: 6, UDP: 17 } as const;

function isInOne(nets: Json, end: Endpoint): Answer {
  return anyOf(...elements(nets).map((net) => isInBlock(net, [], end)));
}

/** A number, or a range `80:90`; a port with a name is one of a pod. */
function isOnePort(ports: Json, end: Endpoint): Answer {
  const answers = elements(ports).map((one) => {
    const range = typeof one === "number" ? [one] : (text(one) ?? "").split(":").map(Number);
    const [first, last = first] = range;
    return answer(first !== undefined && last !== undefined && first <= end.port && end.port <= last);
  });
  return anyOf(...answers);
}

/** Calico keeps the namespace among the labels of a pod. */
function splitNamespace(
  query: LabelQuery,
): { readonly pods: readonly Requirement[]; readonly namespaces: readonly Requirement[] } | null {
  if (query === null || query.some(({ key }) => key === "projectcalico.org/serviceaccount")) return null;
  const isAboutNamespace = ({ key }: Requirement): boolean => key === "projectcalico.org/namespace";
  return {
    pods: query.filter((requirement) => !isAboutNamespace(requirement)),
    namespaces: query
      .filter(isAboutNamespace)
      .map((requirement) => ({ ...requirement, key: "kubernetes.io/metadata.name" })),
  };
}

function join(left: LabelQuery, right: LabelQuery): LabelQuery {
  return left === null || right === null ? null : [...left, ...right];
}

/**
 * The part of Calico's selector language that label requirements can say: `all()`, `has(k)`, `!has(k)`, `k == 'v'`, `k != 'v'`,
 * `k in {'v'}`, `k not in {'v'}`, joined by `&&`. Null for anything else; no requirement where there is no selector.
 */
export function parseCalicoSelector(selector: Json | undefined): LabelQuery {
  if (selector === undefined || selector === "") return [];
  if (typeof selector !== "string") return null;
  const requirements: Requirement[] = [];
  for (const part of selector.split("&&")) {
    const term = part.trim();
    if (term === "all()") continue;
    const requirement = parsePresence(term) ?? parseComparison(term) ?? parseMembership(term);
    if (requirement === undefined) return null;
    requirements.push(requirement);
  }
  return requirements;
}

function parsePresence(term: string): Requirement | undefined {
  const [, not, key] = /^(!?)\s*has\(\s*([\w./-]+)\s*\)$/.exec(term) ?? [];
  if (key === undefined) return undefined;
  return { key, operator: not === "!" ? "DoesNotExist" : "Exists", values: [] };
}

function parseComparison(term: string): Requirement | undefined {
  const [, key, operator, single, double] =
    /^([\w./-]+)\s*(==|!=)\s*(?:'([^']*)'|"([^"]*)")$/.exec(term) ?? [];
  if (key === undefined) return undefined;
  return { key, operator: operator === "==" ? "In" : "NotIn", values: [single ?? double ?? ""] };
}

function parseMembership(term: string): Requirement | undefined {
  const [, key, not, list] = /^([\w./-]+)\s+(not\s+)?in\s*\{([^}]*)\}$/.exec(term) ?? [];
  if (key === undefined || list === undefined) return undefined;
  const values = list.split(",").map((value) => /^(?:'([^']*)'|"([^"]*)")$/.exec(value.trim()));
  const texts = values.map((value) => value?.[1] ?? value?.[2]).filter((value) => value !== undefined);
  if (texts.length !== values.length) return undefined;
  return { key, operator: not === undefined ? "In" : "NotIn", values: texts };
}
