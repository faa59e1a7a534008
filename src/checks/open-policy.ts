/**
 * Policies add up and none takes back what another allows, so one rule for everybody undoes the others. For ingress, pods that a Service
 * publishes are meant to be reached from everywhere; for egress, rules for DNS alone are left out, because every pod needs them.
 */
import { oneOf } from "../core/decode.js";
import { at, elements, type Json, text } from "../core/json.js";
import type { Inventory, Item, Outcome } from "../core/rule.js";
import { blame, pass, undecided } from "../core/rule.js";
import type { Resource } from "../core/resource.js";
import {
  allOf,
  type Answer,
  anyOf,
  type Direction,
  type Opening,
  openingsOf,
  plainOpenings,
} from "../kubernetes/network-policy.js";
import { podsTakenBy } from "../kubernetes/pod-policies.js";
import { hostPortsOf, servicesTaking } from "../kubernetes/exposure.js";
import { objectAt, whole } from "../kubernetes/routed.js";
import { defineCheck } from "./define.js";

export const check = defineCheck(
  { match: "item", reach: "cross", with: { direction: oneOf("Ingress", "Egress") } },
  ({ resource }, { direction }, inventory) => {
    const openings = allOpenings(resource, direction).filter((opening) => counts(opening, direction));
    if (openings.length === 0) return pass();
    const isMeant = direction === "Ingress" ? isPublished(resource, inventory) : "no";
    if (isMeant === "yes") return pass();
    if (isMeant === "unknown") return undecided({});
    return openings.map(({ rule, route, peers }): Outcome => {
      const block = text(at(resource.body, route)) ?? "";
      const world = block.includes("/") ? `every address of ${block}` : "every address";
      const who = peers === "anyone" ? "everybody" : world;
      return blame(route, { who, ports: portsOf(rule.value) });
    });
  },
);

/** The policy inside of a SandboxTemplate has the rules of a NetworkPolicy (https://agent-sandbox.sigs.k8s.io/). */
function allOpenings(resource: Resource, direction: Direction): readonly Opening[] {
  if (resource.kind !== "SandboxTemplate") return openingsOf(resource, direction);
  const spec = objectAt(whole(resource.body), "spec");
  const policy = spec === undefined ? undefined : objectAt(spec, "networkPolicy");
  const isIgnored = spec?.value["networkPolicyManagement"] === "Unmanaged";
  return policy === undefined || isIgnored ? [] : plainOpenings(policy, direction);
}

/** Blocks for the whole world with exceptions are common for ingress, and still let everything else out for egress. */
function counts({ exceptions, peers, rule }: Opening, direction: Direction): boolean {
  if (direction === "Ingress") return peers === "anyone" || exceptions.length === 0;
  return !isDnsOnly(rule.value);
}

function isDnsOnly(rule: Json): boolean {
  const ports = numbersOf(rule);
  return ports.length > 0 && ports.every((port) => port === "53");
}

/** The ports of a rule in any dialect; a range counts as its first and last port. */
function numbersOf(rule: Json): readonly string[] {
  const plain = elements(at(rule, ["ports"]));
  const cilium = elements(at(rule, ["toPorts"])).flatMap((entry) => elements(at(entry, ["ports"])));
  const written = [...plain, ...cilium].flatMap((entry) => [
    at(entry, ["port"]) ?? "all",
    at(entry, ["endPort"]),
  ]);
  const calico = elements(at(rule, ["destination", "ports"]));
  return [...written, ...calico].flatMap((port) =>
    typeof port === "string" || typeof port === "number" ? String(port) : [],
  );
}

function portsOf(rule: Json): string {
  const ports = numbersOf(rule);
  return ports.length === 0 || ports.includes("all") ? "" : ` on port ${ports.join(", ")}`;
}

/** Whether each pod that the policy takes stands behind a Service for the outside. */
function isPublished(policy: Resource, inventory: Inventory): Answer {
  const taken = podsTakenBy(policy, inventory).map((item) => behindOuterService(item, inventory));
  return taken.length === 0 ? "no" : allOf(...taken);
}

const outerTypes: readonly (Json | undefined)[] = ["LoadBalancer", "NodePort"];

/** A port of the node counts too: that is how many controllers take their traffic. */
function behindOuterService(item: Item, inventory: Inventory): Answer {
  if (hostPortsOf(item).length > 0) return "yes";
  const outer = servicesTaking(item, inventory).filter(({ service }) =>
    outerTypes.includes(at(service.body, ["spec", "type"])),
  );
  return anyOf(...outer.map(({ certainty }) => certainty));
}
