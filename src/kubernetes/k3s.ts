/** The configuration file of K3s and RKE2: https://docs.k3s.io/installation/configuration and https://docs.rke2.io/install/configuration */
import { isList } from "../core/json.js";
import type { Resource } from "../core/resource.js";
import type { Component, ComponentView, Routed } from "../core/rule.js";
import { settingText } from "./flags.js";
import { fragment, type NamedValue, settingsOf } from "./fragments.js";
import { elementsAt, objectAt, objectsAt, valueAt, whole } from "./routed.js";

const argumentKeys: readonly (readonly [Component, string])[] = [
  ["kube-apiserver", "kube-apiserver-arg"],
  ["kube-controller-manager", "kube-controller-manager-arg"],
  ["kube-scheduler", "kube-scheduler-arg"],
  ["etcd", "etcd-arg"],
  ["kubelet", "kubelet-arg"],
  ["kube-proxy", "kube-proxy-arg"],
];

/** One view for each component that the file says something about. A key with `+` at its end adds to what other files say. */
export function readK3s(resource: Resource): readonly ComponentView[] {
  return viewsOf(resource, whole(resource.body));
}

/** Rancher's Cluster holds the same file for all machines, and more of it for some: https://ranchermanager.docs.rancher.com/reference-guides/cluster-configuration/rancher-server-configuration/rke2-cluster-configuration */
export function readRancher(resource: Resource): readonly ComponentView[] {
  const body = whole(resource.body);
  const shared = objectAt(body, "spec", "rkeConfig", "machineGlobalConfig");
  const chosen = objectsAt(body, "spec", "rkeConfig", "machineSelectorConfig").flatMap(
    (entry) => objectAt(entry, "config") ?? [],
  );
  return [...(shared === undefined ? [] : [shared]), ...chosen].flatMap((file) => viewsOf(resource, file));
}

function viewsOf(resource: Resource, file: Routed): readonly ComponentView[] {
  return argumentKeys.flatMap(([component, key]) => {
    const found = [valueAt(file, key), valueAt(file, `${key}+`)].filter((one) => one !== undefined);
    const values = [...ownSwitches(component, file), ...found.flatMap(readArguments)];
    if (values.length === 0) return [];
    const route = found[0]?.route ?? file.route;
    return [fragment({ resource, route, installer: "k3s" }, component, settingsOf(values))];
  });
}

/** A text or a list of texts, each `name=value` without dashes. */
function readArguments(found: Routed): readonly NamedValue[] {
  const entries = isList(found.value) ? elementsAt(found) : [found];
  return entries.map(({ value, route }) => {
    const [, name = "", , text = "true"] = /^(?:--)?([^=]*)(=([^]*))?$/.exec(settingText(value)) ?? [];
    return { name, value: text, route };
  });
}

/** What the file has a switch of its own for. */
function ownSwitches(component: Component, file: Routed): readonly NamedValue[] {
  const [key, name, on] =
    component === "kube-apiserver"
      ? (["secrets-encryption", "encryption-provider-config", "written by the installer"] as const)
      : (["protect-kernel-defaults", "protect-kernel-defaults", "true"] as const);
  const found = component === "kube-apiserver" || component === "kubelet" ? valueAt(file, key) : undefined;
  if (found === undefined) return [];
  const off = component === "kube-apiserver" ? "" : "false";
  return [{ name, value: settingText(found.value) === "true" ? on : off, route: found.route }];
}
