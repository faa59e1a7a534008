/** The containers of a pod. */
import { at, type JsonObject } from "../core/json.js";
import type { Routed } from "../core/rule.js";
import { objectsAt } from "./routed.js";

/** The fields of a pod spec that hold containers, in the order in which Pod Security Admission visits them. */
export const containerLists = ["initContainers", "containers", "ephemeralContainers"] as const;

/**
 * The containers of a pod spec: init containers (native sidecars among them), containers, ephemeral containers. `running` leaves the
 * ephemeral ones out, which may have neither resources, ports nor probes
 * (https://kubernetes.io/docs/concepts/workloads/pods/ephemeral-containers/).
 */
export function containersOf(
  pod: Routed<JsonObject>,
  which: "all" | "running",
): readonly Routed<JsonObject>[] {
  const lists = which === "all" ? containerLists : containerLists.slice(0, 2);
  return lists.flatMap((list) => objectsAt(pod, list));
}

/** Whether the pod states that it is a Windows pod. Only `os.name` counts, as for Pod Security Admission. */
export function isWindowsPod(podSpec: JsonObject): boolean {
  return at(podSpec, ["os", "name"]) === "windows";
}

/**
 * Whether the pod states no operating system and yet asks for Windows nodes. It then runs on Windows, where Linux-only fields mean
 * nothing, while the API server still judges it as a Linux pod.
 */
export function isScheduledToWindows(podSpec: JsonObject): boolean {
  if (at(podSpec, ["os", "name"]) !== undefined) return false;
  const labels = ["kubernetes.io/os", "beta.kubernetes.io/os"];
  return labels.some((label) => at(podSpec, ["nodeSelector", label]) === "windows");
}
