/**
 * Kubernetes drops keys that it does not know, so a security field in the wrong place or in a wrong spelling protects nothing. Looked for:
 * fields of a container's security context at the pod, and the reverse; fields of either outside of any security context; fields of the pod
 * spec at a container; a securityContext beside or inside a pod template; and names that differ from a real one by letter case or at most two letters.
 * Sources: the types PodSpec, Container, PodSecurityContext and SecurityContext of the core/v1 API.
 */
import { editDistance } from "../core/decode.js";
import { at, isObject, type Json, text } from "../core/json.js";
import type { Route } from "../core/location.js";
import { type Blame, blame, type Item, type Outcome, pass, type Routed } from "../core/rule.js";
import { containersOf } from "../kubernetes/containers.js";
import { defineCheck } from "./define.js";

const containerOnly = [
  "privileged",
  "capabilities",
  "allowPrivilegeEscalation",
  "readOnlyRootFilesystem",
  "procMount",
] as const;
const podOnly = [
  "fsGroup",
  "fsGroupChangePolicy",
  "supplementalGroups",
  "supplementalGroupsPolicy",
  "sysctls",
] as const;
const shared = [
  "runAsUser",
  "runAsGroup",
  "runAsNonRoot",
  "seccompProfile",
  "appArmorProfile",
  "seLinuxOptions",
  "windowsOptions",
] as const;
const podContextKeys: readonly string[] = [...podOnly, ...shared, "seLinuxChangePolicy"];
const containerContextKeys: readonly string[] = [...containerOnly, ...shared];
const specOnly = [
  "hostPID",
  "hostIPC",
  "hostNetwork",
  "hostUsers",
  "automountServiceAccountToken",
  "serviceAccountName",
  "runtimeClassName",
] as const;
/** The other names of the pod spec and of a container: what the API knows is no misspelling of something else. */
const specNames = new Set(
  (
    "activeDeadlineSeconds affinity automountServiceAccountToken containers dnsConfig dnsPolicy enableServiceLinks ephemeralContainers " +
    "hostAliases hostIPC hostNetwork hostPID hostUsers hostname hostnameOverride imagePullSecrets initContainers nodeName nodeSelector os " +
    "overhead preemptionPolicy priority priorityClassName readinessGates resourceClaims resources restartPolicy runtimeClassName " +
    "schedulerName schedulingGates schedulingGroup securityContext serviceAccount serviceAccountName setHostnameAsFQDN shareProcessNamespace subdomain " +
    "terminationGracePeriodSeconds tolerations topologySpreadConstraints volumes workloadRef"
  ).split(" "),
);
const containerNames = new Set(
  (
    "args command env envFrom image imagePullPolicy lifecycle livenessProbe name ports readinessProbe resizePolicy resources restartPolicy " +
    "restartPolicyRules securityContext startupProbe stdin stdinOnce targetContainerName terminationMessagePath terminationMessagePolicy " +
    "tty volumeDevices volumeMounts workingDir"
  ).split(" "),
);
const specWords: readonly string[] = [...specOnly, "securityContext"];
const podContextNames = new Set([...podContextKeys, ...containerContextKeys]);

export const check = defineCheck(
  {
    match: "item",
    reach: "local",
    with: {},
  },
  (item) => {
    if (item.pod === undefined) return pass();
    const faults = [...besideTemplate(item), ...inPod(item.pod), ...inContainers(item.pod)];
    return faults.length === 0 ? pass() : faults;
  },
);

/** `spec.template` holds metadata and spec only, and no controller has a securityContext of its own. */
function besideTemplate({ resource, route }: Item): readonly Outcome[] {
  if (route.length < 2) return []; // a bare Pod
  const template = route.slice(0, -1);
  const owner = template.slice(0, -1);
  return [template, owner].flatMap((place) =>
    at(resource.body, [...place, "securityContext"]) === undefined
      ? []
      : [misplaced([...place, "securityContext"], "securityContext", "the spec of the pod template")],
  );
}

function inPod(pod: Routed): readonly Outcome[] {
  const context = [...pod.route, "securityContext"];
  const contextKeys = keysOf(at(pod.value, ["securityContext"]));
  return [
    ...misplacedKeys(contextKeys, containerOnly, context, "the securityContext of each container"),
    ...misplacedKeys(keysOf(pod.value), containerOnly, pod.route, "the securityContext of each container"),
    ...misplacedKeys(keysOf(pod.value), [...podOnly, ...shared], pod.route, "the securityContext of the pod"),
    ...misspelt(contextKeys, podContextKeys, podContextNames, context),
    ...misspelt(keysOf(pod.value), specWords, specNames, pod.route),
  ];
}

function inContainers(pod: Routed): readonly Outcome[] {
  if (!isObject(pod.value)) return [];
  return containersOf({ ...pod, value: pod.value }, "all").flatMap((container) => {
    const context = [...container.route, "securityContext"];
    const contextKeys = keysOf(at(container.value, ["securityContext"]));
    const name = text(container.value["name"]) ?? "";
    const faults = [
      ...misplacedKeys(contextKeys, podOnly, context, "the securityContext of the pod"),
      ...misplacedKeys(keysOf(container.value), specOnly, container.route, "the spec of the pod"),
      ...misplacedKeys(
        keysOf(container.value),
        [...containerOnly, ...shared],
        container.route,
        "the securityContext of the container",
      ),
      ...misspelt(contextKeys, containerContextKeys, podContextNames, context),
      ...misspelt(keysOf(container.value), ["securityContext"], containerNames, container.route),
    ];
    return faults.map((fault) => ({ ...fault, data: { ...fault.data, container: name } }));
  });
}

function misplacedKeys(
  keys: readonly string[],
  strangers: readonly string[],
  route: Route,
  home: string,
): readonly Blame[] {
  return keys.filter((key) => strangers.includes(key)).map((key) => misplaced([...route, key], key, home));
}

/** Keys that the API does not know and that are close to a name. What it knows at the other level is misplaced, not misspelt. */
function misspelt(
  keys: readonly string[],
  known: readonly string[],
  real: ReadonlySet<string>,
  route: Route,
): readonly Blame[] {
  return keys.flatMap((key) => {
    if (real.has(key)) return [];
    const meant = known.find((name) => isNear(key, name));
    return meant === undefined ? [] : [blame([...route, key], { key, meant }, { messageKey: "misspelt" })];
  });
}

function isNear(key: string, name: string): boolean {
  if (key.toLowerCase() === name.toLowerCase()) return true;
  return name.length > 6 && Math.abs(key.length - name.length) <= 2 && editDistance(key, name) <= 2;
}

function misplaced(route: Route, key: string, home: string): Blame {
  return blame(route, { key, home }, { messageKey: "misplaced" });
}

function keysOf(value: Json | undefined): readonly string[] {
  return isObject(value) ? Object.keys(value) : [];
}
