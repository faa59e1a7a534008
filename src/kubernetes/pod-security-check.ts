/** What one check of the Pod Security Standards is given and what it answers. */
import { field, type JsonObject } from "../core/json.js";
import type { Route } from "../core/location.js";
import type { Routed } from "../core/rule.js";
import { containersOf } from "./containers.js";
import { valueAt } from "./routed.js";
import type { PodTemplate } from "./workloads.js";

/** The pod with the policy version to judge by. */
export interface JudgedPod extends PodTemplate {
  /** 34 for the policy version v1.34. */
  readonly minor: number;
}

/** One rule of the standards, with the name that Kubernetes gives it. */
export interface PodSecurityCheck {
  readonly id: string;
  /** The first policy version that has it. */
  readonly from: number;
  /** What must not be, as the beginning of a sentence; the offending fields follow. */
  readonly forbids: string;
  /** The baseline check whose place it takes, in the level `restricted`. */
  readonly replaces?: string;
  /** The fields at fault, which may not exist where something is missing; empty where the pod passes. */
  readonly find: (pod: JudgedPod) => readonly Route[];
}

/** The values of a field of the security contexts that are set: the pod's, then those of all containers. */
export function atEveryLevel({ pod }: PodTemplate, ...steps: Route): readonly Routed[] {
  return [pod, ...containersOf(pod, "all")]
    .map((holder) => valueAt(holder, "securityContext", ...steps))
    .filter((value) => value !== undefined);
}

/** The values of a field that are set in containers. */
export function inContainers({ pod }: PodTemplate, ...steps: Route): readonly Routed[] {
  return containersOf(pod, "all")
    .map((container) => valueAt(container, ...steps))
    .filter((value) => value !== undefined);
}

/** The routes of the values that a test calls bad. */
export function routesOf(values: readonly Routed[], isBad: (value: Routed) => boolean): readonly Route[] {
  return values.filter(isBad).map(({ route }) => route);
}

/** Whether the pod runs in a user namespace of its own, which relaxes some checks from 1.35 on (KEP-127). */
export function hasUserNamespace(podSpec: JsonObject): boolean {
  return field(podSpec, "hostUsers") === false;
}
