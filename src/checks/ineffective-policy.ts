/**
 * The API server drops keys that it does not know and ignores rules of a direction that `policyTypes` leaves out, so a NetworkPolicy may
 * say more than it does. An empty `policyTypes` counts as absent (SetDefaults_NetworkPolicy in Kubernetes' pkg/apis/networking/v1).
 */
import { nearest } from "../core/decode.js";
import { at, elements, isList, isObject, type Json } from "../core/json.js";
import type { Route } from "../core/location.js";
import { type Blame, blame, pass } from "../core/rule.js";
import { effectiveTypes } from "../kubernetes/network-policy.js";
import { objectsAt, whole } from "../kubernetes/routed.js";
import { defineCheck } from "./define.js";

/** The keys of a type, each with the type of its value or of the value's elements; null for one that is not looked into. */
interface Shape {
  readonly [key: string]: Shape | null;
}

const selector: Shape = {
  matchLabels: null,
  matchExpressions: { key: null, operator: null, values: null },
};
const peer: Shape = {
  podSelector: selector,
  namespaceSelector: selector,
  ipBlock: { cidr: null, except: null },
};
const ports: Shape = { port: null, protocol: null, endPort: null };
const policy: Shape = {
  apiVersion: null,
  kind: null,
  metadata: null,
  status: null,
  spec: {
    podSelector: selector,
    policyTypes: null,
    ingress: { from: peer, ports },
    egress: { to: peer, ports },
  },
};

export const check = defineCheck({ match: "item", reach: "local", with: {} }, ({ resource: { body } }) => {
  const faults = [...unknownKeys(body, policy, []), ...ignoredRules(body), ...splitPeers(body)];
  return faults.length === 0 ? pass() : faults;
});

function unknownKeys(value: Json, shape: Shape, route: Route): readonly Blame[] {
  if (isList(value)) return value.flatMap((one, index) => unknownKeys(one, shape, [...route, index]));
  if (!isObject(value)) return [];
  return Object.entries(value).flatMap(([key, inner]): readonly Blame[] => {
    if (Object.hasOwn(shape, key)) {
      const innerShape = shape[key] ?? null;
      return innerShape === null ? [] : unknownKeys(inner, innerShape, [...route, key]);
    }
    const meant = nearest(key, Object.keys(shape));
    const hint = meant === undefined ? "" : ` It may mean "${meant}".`;
    return [blame([...route, key], { key, hint }, { messageKey: "unknown" })];
  });
}

const keys = { Ingress: "ingress", Egress: "egress" } as const;

function ignoredRules(body: Json): readonly Blame[] {
  if (!isObject(body)) return [];
  const types = effectiveTypes(body);
  const ignored = (["Ingress", "Egress"] as const).flatMap((type) => {
    const hasRules = elements(at(body, ["spec", keys[type]])).length > 0;
    if (types.includes(type) || !hasRules) return [];
    return [blame(["spec", keys[type]], { type, key: keys[type] }, { messageKey: "ignored" })];
  });
  const egress = at(body, ["spec", "egress"]);
  const saysNothing = isList(egress) && egress.length === 0 && !types.includes("Egress");
  const isTyped = elements(at(body, ["spec", "policyTypes"])).length > 0;
  return saysNothing && !isTyped
    ? [...ignored, blame(["spec", "egress"], {}, { messageKey: "empty" })]
    : ignored;
}

/** Two items of one list are alternatives; that both must hold takes one item. */
function splitPeers(body: Json): readonly Blame[] {
  if (!isObject(body)) return [];
  const lists = [
    ...objectsAt(whole(body), "spec", "ingress").map((rule) => objectsAt(rule, "from")),
    ...objectsAt(whole(body), "spec", "egress").map((rule) => objectsAt(rule, "to")),
  ];
  return lists.flatMap((peers) => {
    const only = (key: string) => peers.filter(({ value }) => Object.keys(value).join() === key);
    const [pods, ...morePods] = only("podSelector");
    if (pods === undefined || morePods.length > 0 || only("namespaceSelector").length !== 1) return [];
    return [blame([...pods.route, "podSelector"], {}, { messageKey: "alternatives", severity: "low" })];
  });
}
