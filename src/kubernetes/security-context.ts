/** Which of two security contexts wins: the pod's or the container's. */
import type { JsonObject } from "../core/json.js";
import type { Routed } from "../core/rule.js";
import { valueAt } from "./routed.js";

/**
 * Where a field may stand. `both`: the container's value replaces the pod's as a whole. `container`, `pod`: only in that security
 * context, and a value in the other one is ignored. `spec`: in the pod spec itself.
 * Source: the types PodSecurityContext and SecurityContext,
 * https://kubernetes.io/docs/reference/kubernetes-api/workload-resources/pod-v1/#security-context
 */
const levels = {
  runAsUser: "both",
  runAsGroup: "both",
  runAsNonRoot: "both",
  seccompProfile: "both",
  appArmorProfile: "both",
  seLinuxOptions: "both",
  privileged: "container",
  allowPrivilegeEscalation: "container",
  capabilities: "container",
  readOnlyRootFilesystem: "container",
  procMount: "container",
  fsGroup: "pod",
  fsGroupChangePolicy: "pod",
  supplementalGroups: "pod",
  supplementalGroupsPolicy: "pod",
  sysctls: "pod",
  hostPID: "spec",
  hostIPC: "spec",
  hostNetwork: "spec",
  hostUsers: "spec",
  shareProcessNamespace: "spec",
  automountServiceAccountToken: "spec",
  runtimeClassName: "spec",
} as const;

/** A field whose value in effect this module knows. `windowsOptions` is merged field by field, see `effectiveWindowsOption`. */
export type SecurityField = keyof typeof levels;

/** The value in effect for a container, with its place; undefined where it is not set, and then the API's default counts. */
export function effective(
  pod: Routed<JsonObject>,
  container: Routed<JsonObject>,
  field: SecurityField,
): Routed | undefined {
  switch (levels[field]) {
    case "both":
      return valueAt(container, "securityContext", field) ?? valueAt(pod, "securityContext", field);
    case "container":
      return valueAt(container, "securityContext", field);
    case "pod":
      return valueAt(pod, "securityContext", field);
    case "spec":
      return valueAt(pod, field);
  }
}

/** One field of `windowsOptions` in effect: here alone the container's struct is laid over the pod's. */
export function effectiveWindowsOption(
  pod: Routed<JsonObject>,
  container: Routed<JsonObject>,
  option: "hostProcess" | "runAsUserName" | "gmsaCredentialSpec" | "gmsaCredentialSpecName",
): Routed | undefined {
  const steps = ["securityContext", "windowsOptions", option] as const;
  return valueAt(container, ...steps) ?? valueAt(pod, ...steps);
}
