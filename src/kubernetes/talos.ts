/** A machine configuration of Talos: https://www.talos.dev/latest/reference/configuration/v1alpha1/config/ */
import type { Resource } from "../core/resource.js";
import type { Component, ComponentView } from "../core/rule.js";
import { readKubeletFields } from "./configuration-files.js";
import { settingText } from "./flags.js";
import { fragment, type NamedValue, readExtraArgs, settingsOf } from "./fragments.js";
import { objectAt, valueAt, whole } from "./routed.js";

const installer = "talos";

const blocks: readonly (readonly [Component, readonly string[]])[] = [
  ["kube-apiserver", ["cluster", "apiServer"]],
  ["kube-controller-manager", ["cluster", "controllerManager"]],
  ["kube-scheduler", ["cluster", "scheduler"]],
  ["kube-proxy", ["cluster", "proxy"]],
  ["etcd", ["cluster", "etcd"]],
  ["kubelet", ["machine", "kubelet"]],
];

/** A view for each component that the file configures, and one more for the kubelet's own fields. */
export function readTalos(resource: Resource): readonly ComponentView[] {
  const body = whole(resource.body);
  return blocks.flatMap(([component, steps]) => {
    const block = objectAt(body, ...steps);
    if (block === undefined) return [];
    const values = readExtraArgs(valueAt(block, "extraArgs"));
    const own = ownSwitches(component, resource);
    const place = { resource, installer, route: block.route };
    const extra = component === "kubelet" ? objectAt(block, "extraConfig") : undefined;
    return [
      fragment(place, component, settingsOf([...own, ...values])),
      ...(extra === undefined ? [] : [readKubeletFields(resource, extra, installer)]),
    ];
  });
}

function ownSwitches(component: Component, resource: Resource): readonly NamedValue[] {
  if (component === "kube-apiserver") return encryptionKeys(resource);
  const found = valueAt(whole(resource.body), "machine", "kubelet", "defaultRuntimeSeccompProfileEnabled");
  if (component !== "kubelet" || found === undefined) return [];
  return [{ name: "seccomp-default", value: settingText(found.value), route: found.route }];
}

/** With a key of its own the API server encrypts; the key is never part of a value. */
function encryptionKeys(resource: Resource): readonly NamedValue[] {
  const body = whole(resource.body);
  const keys = ["secretboxEncryptionSecret", "aescbcEncryptionSecret"] as const;
  return keys.flatMap((key) => {
    const found = valueAt(body, "cluster", key);
    if (found === undefined || found.value === "") return [];
    return [{ name: "encryption-provider-config", value: "written by Talos", route: found.route }];
  });
}
