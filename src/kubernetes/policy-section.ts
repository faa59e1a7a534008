/** What every kind of network policy comes down to: whom it applies to, whom it isolates, what it opens wide. */
import type { Address } from "../core/addresses.js";
import { type Json, type JsonObject, text } from "../core/json.js";
import type { Route } from "../core/location.js";
import type { Routed } from "../core/rule.js";
import { holdsAddress } from "./networks.js";
import type { Requirement } from "./selectors.js";

/** `unknown`: files cannot tell. */
export type Answer = "yes" | "no" | "unknown";

export const directions = ["Ingress", "Egress"] as const;
export type Direction = (typeof directions)[number];

/** What labels must be like; null where the selector is in a language, or asks for a thing, that files do not show. */
export type LabelQuery = readonly Requirement[] | null;

/** One selector with its rules. A policy has one, a Cilium policy with `specs` several. */
export interface PolicySection {
  readonly pods: LabelQuery;
  /** `own`: only the namespace that the policy lives in. */
  readonly namespaces: LabelQuery | "own";
  /** Whether a pod that it applies to loses, in that direction, everything that no rule allows. */
  readonly isolates: Readonly<Record<Direction, Answer>>;
  readonly openings: Readonly<Record<Direction, readonly Opening[]>>;
  readonly rules: Readonly<Record<Direction, readonly PolicyRule[]>>;
}

/** The other end of a connection: an address that is no pod. */
export interface Endpoint {
  readonly address: Address;
  readonly port: number;
  readonly protocol: "TCP" | "UDP";
}

/** One rule, in the order of the policy, or one peer of it. */
export interface PolicyRule {
  readonly action: "allow" | "deny";
  /** Whether the first rule that matches decides for its policy, so that a later one cannot take it back. */
  readonly isOrdered: boolean;
  /** The field that decides whom the rule is about. */
  readonly route: Route;
  /** Whether the rule is about a connection with that end. */
  readonly concerns: (end: Endpoint) => Answer;
}

/** A rule that allows traffic whoever the other side is. */
export interface Opening {
  readonly rule: Routed<JsonObject>;
  /** The field that decides: the address block, the entity, or the list of peers that is empty or not there. */
  readonly route: Route;
  /** `anyone`: pods and the outside; `world`: every address or a half of them, which policies mean for the outside of the cluster. */
  readonly peers: "anyone" | "world";
  /** Whether ports, protocols or earlier denials leave only a part of the traffic. */
  readonly isNarrowed: boolean;
  /** The address blocks taken out again. */
  readonly exceptions: readonly string[];
}

/** Whether an address block holds every address of its family. */
export function isEveryAddress(cidr: string): boolean {
  return cidr.endsWith("/0");
}

/**
 * Whether an address block holds every address of its family or a half of them, of which two are the usual way around a rule against all.
 * Public addresses of IPv6 all lie in 2000::/3.
 */
export function isOpenBlock(cidr: string): boolean {
  const wide = cidr.includes(":") ? ["/0", "/1", "/2", "/3"] : ["/0", "/1"];
  return wide.some((length) => cidr.endsWith(length));
}

/** Whether a block holds the address and none of its exceptions does; what is no block decides nothing. */
export function isInBlock(cidr: Json | undefined, except: readonly Json[], { address }: Endpoint): Answer {
  const isIn = answer(holdsAddress(text(cidr) ?? "", address));
  const isOut = except.map((one) => answer(holdsAddress(text(one) ?? "", address)));
  return allOf(isIn, not(anyOf(...isOut)));
}

/** The opposite; `unknown` stays. */
export function not(value: Answer): Answer {
  if (value === "unknown") return value;
  return value === "yes" ? "no" : "yes";
}

/** All must hold: one `no` decides. */
export function allOf(...answers: readonly Answer[]): Answer {
  if (answers.includes("no")) return "no";
  return answers.includes("unknown") ? "unknown" : "yes";
}

/** One is enough: one `yes` decides. */
export function anyOf(...answers: readonly Answer[]): Answer {
  if (answers.includes("yes")) return "yes";
  return answers.includes("unknown") ? "unknown" : "no";
}

/** A truth value as an answer; undefined is `unknown`. */
export function answer(value: boolean | undefined): Answer {
  if (value === undefined) return "unknown";
  return value ? "yes" : "no";
}
