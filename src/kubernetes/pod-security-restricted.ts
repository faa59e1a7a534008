/** What the level `restricted` adds: https://kubernetes.io/docs/concepts/security/pod-security-standards/#restricted */
import { at, elements, type JsonObject } from "../core/json.js";
import type { Route } from "../core/location.js";
import type { Routed } from "../core/rule.js";
import { containersOf, isWindowsPod } from "./containers.js";
import { badProcMounts, badProfileTypes } from "./pod-security-baseline.js";
import {
  atEveryLevel,
  hasUserNamespace,
  type JudgedPod,
  type PodSecurityCheck,
  routesOf,
} from "./pod-security-check.js";
import { elementsAt, objectsAt, valueAt } from "./routed.js";

/** In the order of the standard. Ids and versions are those of k8s.io/pod-security-admission v0.37, package policy. */
export const restrictedChecks: readonly PodSecurityCheck[] = [
  {
    id: "restrictedVolumes",
    from: 0,
    forbids: "Volumes of restricted types are used",
    replaces: "hostPathVolumes",
    find: findVolumes,
  },
  {
    id: "allowPrivilegeEscalation",
    from: 8,
    forbids: "Privilege escalation is not switched off",
    find: findPrivilegeEscalation,
  },
  {
    id: "runAsNonRoot",
    from: 0,
    forbids: "Containers are not bound to run as non-root",
    find: findRunAsNonRoot,
  },
  { id: "runAsUser", from: 23, forbids: "The user with the id 0 is asked for", find: findRunAsUser },
  {
    id: "seccompProfile_restricted",
    from: 19,
    forbids: "Seccomp profiles are not set to RuntimeDefault or Localhost",
    replaces: "seccompProfile_baseline",
    find: findSeccompProfiles,
  },
  {
    id: "capabilities_restricted",
    from: 22,
    forbids: "Capabilities are not dropped, or others than NET_BIND_SERVICE are added",
    replaces: "capabilities_baseline",
    find: findCapabilities,
  },
  {
    id: "procMount_restricted",
    from: 35,
    forbids: "The mount of /proc is not the default one",
    replaces: "procMount",
    find: badProcMounts,
  },
];

const allowedVolumes = [
  "configMap",
  "csi",
  "downwardAPI",
  "emptyDir",
  "ephemeral",
  "image",
  "persistentVolumeClaim",
  "projected",
  "secret",
];

/** A volume without source is an emptyDir: the API server fills that in before admission looks. */
function findVolumes({ pod }: JudgedPod): readonly Route[] {
  return objectsAt(pod, "volumes").flatMap(({ value, route }) =>
    Object.keys(value)
      .filter((key) => key !== "name" && !allowedVolumes.includes(key))
      .map((key) => [...route, key]),
  );
}

function findPrivilegeEscalation({ pod, minor }: JudgedPod): readonly Route[] {
  if (isExemptWindowsPod(pod.value, minor)) return [];
  return containersOf(pod, "all")
    .filter(({ value }) => at(value, ["securityContext", "allowPrivilegeEscalation"]) !== false)
    .map(({ route }) => [...route, "securityContext", "allowPrivilegeEscalation"]);
}

/** Nobody may say false, and each container must say true unless the pod does. Windows pods are not exempt. */
function findRunAsNonRoot(judged: JudgedPod): readonly Route[] {
  const { pod, minor } = judged;
  if (minor >= 35 && hasUserNamespace(pod.value)) return [];
  const stated = routesOf(atEveryLevel(judged, "runAsNonRoot"), ({ value }) => value !== true);
  if (at(pod.value, ["securityContext", "runAsNonRoot"]) === true) return stated;
  return [...stated, ...silentContainers(pod, "runAsNonRoot")];
}

function findRunAsUser(judged: JudgedPod): readonly Route[] {
  if (judged.minor >= 35 && hasUserNamespace(judged.pod.value)) return [];
  return routesOf(atEveryLevel(judged, "runAsUser"), ({ value }) => value === 0);
}

/** Nobody may set a bad profile, and each container must set a good one unless the pod does. */
function findSeccompProfiles(judged: JudgedPod): readonly Route[] {
  const { pod, minor } = judged;
  if (isExemptWindowsPod(pod.value, minor)) return [];
  const stated = badProfileTypes(judged, "seccompProfile");
  if (at(pod.value, ["securityContext", "seccompProfile"]) !== undefined) return stated;
  return [...stated, ...silentContainers(pod, "seccompProfile")];
}

function findCapabilities({ pod, minor }: JudgedPod): readonly Route[] {
  if (isExemptWindowsPod(pod.value, minor)) return [];
  return containersOf(pod, "all").flatMap((container) => {
    const route = [...container.route, "securityContext", "capabilities"];
    const dropsAll = elements(at(container.value, ["securityContext", "capabilities", "drop"])).includes(
      "ALL",
    );
    const added = elementsAt(container, "securityContext", "capabilities", "add");
    return [
      ...(dropsAll ? [] : [[...route, "drop"]]),
      ...routesOf(added, ({ value }) => value !== "NET_BIND_SERVICE"),
    ];
  });
}

/** The containers that leave a field of their security context to the pod. */
function silentContainers(pod: Routed<JsonObject>, key: string): readonly Route[] {
  return containersOf(pod, "all")
    .filter((container) => valueAt(container, "securityContext", key) === undefined)
    .map(({ route }) => [...route, "securityContext", key]);
}

/** From 1.25 on, fields that mean nothing on Windows are not demanded there; the API server refuses them (KEP-2802). */
function isExemptWindowsPod(podSpec: JsonObject, minor: number): boolean {
  return minor >= 25 && isWindowsPod(podSpec);
}
