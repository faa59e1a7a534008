/**
 * AdminNetworkPolicy, BaselineAdminNetworkPolicy (v1alpha1) and ClusterNetworkPolicy (v1alpha2):
 * https://network-policy-api.sigs.k8s.io/api-overview/. They deny only what a rule with the action Deny names.
 */
import { elements, field, isObject, type Json, type JsonObject, text } from "../core/json.js";
import type { Routed } from "../core/rule.js";
import {
  allOf,
  type Answer,
  answer,
  anyOf,
  type Direction,
  type Endpoint,
  isEveryAddress,
  isInBlock,
  type LabelQuery,
  type PolicyRule,
  type PolicySection,
} from "./policy-section.js";
import { objectsAt, whole } from "./routed.js";
import { readSelector } from "./selectors.js";

const fields = {
  Ingress: { rules: "ingress", peers: "from" },
  Egress: { rules: "egress", peers: "to" },
} as const;

/** The one section of such a policy; none where it has no readable subject. Its rules count as no openings: they have an order. */
export function adminSections(body: JsonObject): readonly PolicySection[] {
  const spec = field(body, "spec");
  const subject = field(spec, "subject");
  if (!isObject(spec) || !isObject(subject)) return [];
  return [
    {
      ...readSubject(subject),
      isolates: { Ingress: isolates(spec, "Ingress"), Egress: isolates(spec, "Egress") },
      openings: { Ingress: [], Egress: [] },
      rules: { Ingress: rulesIn(body, "Ingress"), Egress: rulesIn(body, "Egress") },
    },
  ];
}

/** `Allow` of the first version is `Accept` in the second. `Pass` leaves the decision to others, as having no rule does. */
function rulesIn(body: JsonObject, direction: Direction): readonly PolicyRule[] {
  const { rules, peers } = fields[direction];
  return objectsAt(whole(body), "spec", rules).flatMap((rule) => {
    const { action } = rule.value;
    if (!["Allow", "Accept", "Deny"].includes(text(action) ?? "")) return [];
    return [
      {
        action: action === "Deny" ? ("deny" as const) : ("allow" as const),
        isOrdered: true,
        route: [...rule.route, peers],
        concerns: (end: Endpoint) => concerns(rule, peers, end),
      },
    ];
  });
}

/** Of the peers, only networks are addresses outside; names of domains leave it open. Ports and protocols may leave out the port asked for. */
function concerns({ value }: Routed<JsonObject>, peersKey: "from" | "to", end: Endpoint): Answer {
  const peers = elements(field(value, peersKey)).map((peer) => {
    if (field(peer, "domainNames") !== undefined) return "unknown";
    return anyOf(...elements(field(peer, "networks")).map((net) => isInBlock(net, [], end)));
  });
  const ports = elements(field(value, "ports")).map((entry) => {
    const number = field(field(entry, "portNumber"), "port");
    return number === undefined ? "unknown" : answer(number === end.port);
  });
  const isPort = ports.length === 0 ? "yes" : anyOf(...ports);
  return allOf(anyOf(...peers), isPort, field(value, "protocols") === undefined ? "yes" : "unknown");
}

function readSubject(subject: JsonObject): Pick<PolicySection, "pods" | "namespaces"> {
  const pods = field(subject, "pods");
  if (pods !== undefined) {
    return { pods: query(field(pods, "podSelector")), namespaces: query(field(pods, "namespaceSelector")) };
  }
  return { pods: [], namespaces: query(field(subject, "namespaces")) };
}

/** `yes` where a rule denies everybody , whatever single rules before it let through; `unknown` for any other denial. */
function isolates(spec: JsonObject, direction: Direction): Answer {
  const rules = elements(field(spec, fields[direction].rules));
  const denial = rules.findIndex((rule) => field(rule, "action") === "Deny");
  if (denial === -1) return "no";
  const deniesEverybody = rules.slice(denial).some((rule) => isDenialOfEverybody(rule, direction));
  return deniesEverybody ? "yes" : "unknown";
}

/** Traffic to the outside is denied only where the rule names all addresses too; selectors of namespaces and pods mean pods. */
function isDenialOfEverybody(rule: Json, direction: Direction): boolean {
  if (field(rule, "action") !== "Deny" || field(rule, "ports") !== undefined) return false;
  if (field(rule, "protocols") !== undefined) return false;
  const peers = elements(field(rule, fields[direction].peers));
  if (!peers.some(isEveryPod)) return false;
  return direction === "Ingress" || peers.some(isEveryNetwork);
}

function isEveryPod(peer: Json): boolean {
  const pods = field(peer, "pods");
  if (pods === undefined) return isEmpty(query(field(peer, "namespaces")));
  return isEmpty(query(field(pods, "podSelector"))) && isEmpty(query(field(pods, "namespaceSelector")));
}

function isEveryNetwork(peer: Json): boolean {
  return elements(field(peer, "networks")).some((one) => typeof one === "string" && isEveryAddress(one));
}

function query(selector: Json | undefined): LabelQuery {
  return isObject(selector) ? (readSelector(selector) ?? null) : null;
}

function isEmpty(labels: LabelQuery): boolean {
  return labels !== null && labels.length === 0;
}
