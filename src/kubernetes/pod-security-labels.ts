/**
 * What the labels of a Namespace say to Pod Security Admission.
 * Source: https://kubernetes.io/docs/concepts/security/pod-security-admission/#pod-security-admission-labels-for-namespaces and
 * PolicyToEvaluate in k8s.io/pod-security-admission, package api
 */
import { at, type Json, text } from "../core/json.js";
import type { Resource } from "../core/resource.js";
import { newestPolicyMinor, type PodSecurityLevel } from "./pod-security.js";

/** What happens to a pod that a level refuses. */
export const podSecurityModes = ["enforce", "audit", "warn"] as const;
export type PodSecurityMode = (typeof podSecurityModes)[number];

/** What every key begins with. */
export const podSecurityPrefix = "pod-security.kubernetes.io";

/** From the weakest to the strictest. */
export const podSecurityLevels = ["privileged", "baseline", "restricted"] as const;

/** The label of a mode's level; with `-version` behind it that of the level's version. */
export function levelLabel(mode: PodSecurityMode): string {
  return `${podSecurityPrefix}/${mode}`;
}

/** The level that counts; absent is the cluster's default, privileged. A value that is no level counts as restricted: admission fails closed. */
export function enforcedLevel(namespace: Resource | undefined): PodSecurityLevel | "privileged" {
  const value = labelOf(namespace, levelLabel("enforce"));
  if (value === undefined) return "privileged";
  return podSecurityLevels.find((level) => level === value) ?? "restricted";
}

/** The minor of the version that is enforced. Absent, `latest` and what cannot be read mean the newest. */
export function enforcedMinor(namespace: Resource | undefined): number {
  return policyMinor(labelOf(namespace, `${levelLabel("enforce")}-version`)) ?? newestPolicyMinor;
}

/** 34 for `v1.34`; the newest for `latest`; undefined for everything else, which the API server refuses. */
export function policyMinor(version: Json | undefined): number | undefined {
  if (version === "latest") return newestPolicyMinor;
  const [, minor] = /^v1\.(0|[1-9]\d{0,2})$/.exec(text(version) ?? "") ?? [];
  return minor === undefined ? undefined : Number(minor);
}

function labelOf(namespace: Resource | undefined, label: string): Json | undefined {
  return at(namespace?.body, ["metadata", "labels", label]);
}
