/** The checks of the level `baseline`: https://kubernetes.io/docs/concepts/security/pod-security-standards/#baseline */
import { field, text } from "../core/json.js";
import type { Route } from "../core/location.js";
import type { Routed } from "../core/rule.js";
import { containersOf } from "./containers.js";
import {
  atEveryLevel,
  hasUserNamespace,
  inContainers,
  type JudgedPod,
  type PodSecurityCheck,
  routesOf,
} from "./pod-security-check.js";
import { elementsAt, objectAt, objectsAt, valueAt } from "./routed.js";

/** In the order of the standard. Ids and versions are those of k8s.io/pod-security-admission v0.37, package policy. */
export const baselineChecks: readonly PodSecurityCheck[] = [
  { id: "hostNamespaces", from: 0, forbids: "Host namespaces are shared", find: findHostNamespaces },
  { id: "privileged", from: 0, forbids: "Containers are privileged", find: findPrivileged },
  {
    id: "capabilities_baseline",
    from: 0,
    forbids: "Capabilities outside the default set are added",
    find: findCapabilities,
  },
  { id: "hostPathVolumes", from: 0, forbids: "Volumes are paths of the host", find: findHostPaths },
  { id: "hostPorts", from: 0, forbids: "Ports of the host are used", find: findHostPorts },
  {
    id: "hostProbesAndHostLifecycle",
    from: 34,
    forbids: "Probes or lifecycle handlers name a host",
    find: findProbeHosts,
  },
  {
    id: "appArmorProfile",
    from: 0,
    forbids: "AppArmor profiles other than RuntimeDefault and Localhost are set",
    find: findAppArmorProfiles,
  },
  {
    id: "seLinuxOptions",
    from: 0,
    forbids: "SELinux types, users or roles outside the allowed ones are set",
    find: findSeLinuxOptions,
  },
  { id: "procMount", from: 0, forbids: "The mount of /proc is not the default one", find: findProcMounts },
  {
    id: "seccompProfile_baseline",
    from: 0,
    forbids: "Seccomp profiles other than RuntimeDefault and Localhost are set",
    find: findSeccompProfiles,
  },
  { id: "sysctls", from: 0, forbids: "Sysctls outside the safe ones are set", find: findSysctls },
  {
    id: "windowsHostProcess",
    from: 0,
    forbids: "Windows HostProcess containers are asked for",
    find: findHostProcesses,
  },
];

function findHostNamespaces({ pod }: JudgedPod): readonly Route[] {
  return ["hostNetwork", "hostPID", "hostIPC"]
    .filter((key) => field(pod.value, key) === true)
    .map((key) => [...pod.route, key]);
}

function findPrivileged(pod: JudgedPod): readonly Route[] {
  return routesOf(inContainers(pod, "securityContext", "privileged"), ({ value }) => value === true);
}

const defaultCapabilities: readonly unknown[] = [
  "AUDIT_WRITE",
  "CHOWN",
  "DAC_OVERRIDE",
  "FOWNER",
  "FSETID",
  "KILL",
  "MKNOD",
  "NET_BIND_SERVICE",
  "SETFCAP",
  "SETGID",
  "SETPCAP",
  "SETUID",
  "SYS_CHROOT",
];

/** Names count exactly as written: `chown` and `CAP_CHOWN` are refused. */
function findCapabilities({ pod }: JudgedPod): readonly Route[] {
  const added = containersOf(pod, "all").flatMap((container) =>
    elementsAt(container, "securityContext", "capabilities", "add"),
  );
  return routesOf(added, ({ value }) => !defaultCapabilities.includes(value));
}

function findHostPaths({ pod }: JudgedPod): readonly Route[] {
  return objectsAt(pod, "volumes")
    .map((volume) => valueAt(volume, "hostPath"))
    .filter((hostPath) => hostPath !== undefined)
    .map(({ route }) => route);
}

/** On the host network the API server itself fills in `hostPort`, before admission looks. */
function findHostPorts({ pod }: JudgedPod): readonly Route[] {
  const ports = containersOf(pod, "all").flatMap((container) => objectsAt(container, "ports"));
  const hostPorts = ports.map((port) => valueAt(port, "hostPort")).filter((port) => port !== undefined);
  return routesOf(hostPorts, ({ value }) => value !== 0);
}

const handlers: readonly Route[] = [
  ["livenessProbe"],
  ["readinessProbe"],
  ["startupProbe"],
  ["lifecycle", "postStart"],
  ["lifecycle", "preStop"],
];

function findProbeHosts(pod: JudgedPod): readonly Route[] {
  const hosts = handlers.flatMap((handler) => [
    ...inContainers(pod, ...handler, "httpGet", "host"),
    ...inContainers(pod, ...handler, "tcpSocket", "host"),
  ]);
  return routesOf(hosts, ({ value }) => value !== "");
}

const appArmorPrefix = "container.apparmor.security.beta.kubernetes.io/";

function findAppArmorProfiles(pod: JudgedPod): readonly Route[] {
  const annotations = annotationsOf(pod).filter(({ key }) => key.startsWith(appArmorPrefix));
  const isBad = (profile: string): boolean =>
    profile !== "" && profile !== "runtime/default" && !profile.startsWith("localhost/");
  return [
    ...badProfileTypes(pod, "appArmorProfile"),
    ...annotations.filter(({ profile }) => isBad(profile)).map(({ route }) => route),
  ];
}

const seLinuxTypes: readonly unknown[] = ["", "container_t", "container_init_t", "container_kvm_t"];

function findSeLinuxOptions(pod: JudgedPod): readonly Route[] {
  const allowed = pod.minor >= 31 ? [...seLinuxTypes, "container_engine_t"] : seLinuxTypes;
  return [
    ...routesOf(atEveryLevel(pod, "seLinuxOptions", "type"), ({ value }) => !allowed.includes(value)),
    ...routesOf(atEveryLevel(pod, "seLinuxOptions", "user"), ({ value }) => value !== ""),
    ...routesOf(atEveryLevel(pod, "seLinuxOptions", "role"), ({ value }) => value !== ""),
  ];
}

function findProcMounts(pod: JudgedPod): readonly Route[] {
  if (pod.minor >= 35 && hasUserNamespace(pod.pod.value)) return [];
  return badProcMounts(pod);
}

/** The unmasked mounts of /proc, whatever user namespace the pod has. */
export function badProcMounts(pod: JudgedPod): readonly Route[] {
  return routesOf(inContainers(pod, "securityContext", "procMount"), ({ value }) => value !== "Default");
}

const podSeccompKey = "seccomp.security.alpha.kubernetes.io/pod";
const containerSeccompPrefix = "container.seccomp.security.alpha.kubernetes.io/";

/** Annotations decided until fields came with 1.19; since then only the fields count. */
function findSeccompProfiles(pod: JudgedPod): readonly Route[] {
  if (pod.minor >= 19) return badProfileTypes(pod, "seccompProfile");
  const names = containersOf(pod.pod, "all").map(({ value }) => text(field(value, "name")) ?? "");
  const keys = new Set([podSeccompKey, ...names.map((name) => `${containerSeccompPrefix}${name}`)]);
  const isBad = (profile: string): boolean =>
    profile !== "runtime/default" && profile !== "docker/default" && !profile.startsWith("localhost/");
  return annotationsOf(pod)
    .filter(({ key, profile }) => keys.has(key) && isBad(profile))
    .map(({ route }) => route);
}

/** The profiles of pod and containers whose type is neither RuntimeDefault nor Localhost. A profile without type is bad too. */
export function badProfileTypes(
  pod: JudgedPod,
  profile: "seccompProfile" | "appArmorProfile",
): readonly Route[] {
  return routesOf(atEveryLevel(pod, profile), isBadProfile).map((route) => [...route, "type"]);
}

function isBadProfile({ value }: Routed): boolean {
  const type = field(value, "type");
  return type !== "RuntimeDefault" && type !== "Localhost";
}

/** Sysctls that act inside the pod's own namespaces alone, by the first policy version that allows them. */
const safeSysctls: Readonly<Record<string, number>> = {
  "kernel.shm_rmid_forced": 0,
  "net.ipv4.ip_local_port_range": 0,
  "net.ipv4.ip_unprivileged_port_start": 0,
  "net.ipv4.ping_group_range": 0,
  "net.ipv4.tcp_syncookies": 0,
  "net.ipv4.ip_local_reserved_ports": 27,
  "net.ipv4.tcp_fin_timeout": 29,
  "net.ipv4.tcp_keepalive_intvl": 29,
  "net.ipv4.tcp_keepalive_probes": 29,
  "net.ipv4.tcp_keepalive_time": 29,
  "net.ipv4.tcp_rmem": 32,
  "net.ipv4.tcp_wmem": 32,
  "net.ipv4.tcp_notsent_lowat": 37,
  "net.ipv4.tcp_slow_start_after_idle": 37,
};

function findSysctls({ pod, minor }: JudgedPod): readonly Route[] {
  const safe = Object.keys(safeSysctls).filter((name) => (safeSysctls[name] ?? Number.NaN) <= minor);
  const sysctls = objectsAt(pod, "securityContext", "sysctls");
  return sysctls
    .filter(({ value }) => !safe.includes(text(field(value, "name")) ?? ""))
    .map(({ route }) => [...route, "name"]);
}

function findHostProcesses(pod: JudgedPod): readonly Route[] {
  return routesOf(atEveryLevel(pod, "windowsOptions", "hostProcess"), ({ value }) => value === true);
}

interface ProfileAnnotation {
  readonly key: string;
  readonly profile: string;
  readonly route: Route;
}

function annotationsOf({ podMetadata }: JudgedPod): readonly ProfileAnnotation[] {
  const annotations = podMetadata === undefined ? undefined : objectAt(podMetadata, "annotations");
  if (annotations === undefined) return [];
  return Object.entries(annotations.value).flatMap(([key, value]) =>
    typeof value === "string" ? [{ key, profile: value, route: [...annotations.route, key] }] : [],
  );
}
