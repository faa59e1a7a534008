/** What every kind of network policy comes down to: whom it applies to, whom it isolates, what it opens wide. */
import type { JsonObject } from "../core/json.js";
import type { Route } from "../core/location.js";
import type { Routed } from "../core/rule.js";
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
}

/** A rule that allows traffic whoever the other side is. */
export interface Opening {
  readonly rule: Routed<JsonObject>;
  /** The field that decides: the address block, the entity, or the list of peers that is empty or not there. */
  readonly route: Route;
  /** `anyone`: pods and the outside; `world`: every address, which policies mean for the outside of the cluster. */
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
