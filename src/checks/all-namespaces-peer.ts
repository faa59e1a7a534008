/**
 * An empty selector of namespaces takes every namespace, and without a selector of pods beside it every pod there. A rule for DNS alone is
 * left out: it is the usual way to reach the cluster's name server, wherever it runs.
 */
import { at, elements, isObject, type Json } from "../core/json.js";
import { blame, pass } from "../core/rule.js";
import { plainPeers } from "../kubernetes/network-policy.js";
import { readSelector } from "../kubernetes/selectors.js";
import { defineCheck } from "./define.js";

export const check = defineCheck({ match: "item", reach: "local", with: {} }, ({ resource }) => {
  const open = plainPeers(resource.body).filter(({ direction, peer, rule }) => {
    if (direction === "Egress" && isDnsOnly(rule.value)) return false;
    const { namespaceSelector, podSelector } = peer.value;
    return isEmpty(namespaceSelector) && (podSelector === undefined || isEmpty(podSelector));
  });
  if (open.length === 0) return pass();
  return open.map(({ direction, peer }) => {
    const means = direction === "Ingress" ? "may reach these pods" : "may be reached by these pods";
    return blame([...peer.route, "namespaceSelector"], { means });
  });
});

function isEmpty(selector: Json | undefined): boolean {
  return isObject(selector) && readSelector(selector)?.length === 0;
}

function isDnsOnly(rule: Json): boolean {
  const ports = elements(at(rule, ["ports"]));
  return (
    ports.length > 0 &&
    ports.every((port) => at(port, ["port"]) === 53 && at(port, ["endPort"]) === undefined)
  );
}
