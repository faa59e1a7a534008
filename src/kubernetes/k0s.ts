/**
 * k0s' ClusterConfig, alone, inside the Cluster of k0sctl, or inside the K0sControlPlane of Cluster API:
 * https://docs.k0sproject.io/stable/configuration/ and https://docs.k0smotron.io/stable/resource-reference/
 */
import type { JsonObject } from "../core/json.js";
import type { Resource } from "../core/resource.js";
import type { Component, ComponentView, Routed } from "../core/rule.js";
import { readKubeletFields } from "./configuration-files.js";
import { readFlags, settingText } from "./flags.js";
import { fragment, type NamedValue, readExtraArgs, settingsOf } from "./fragments.js";
import { elementsAt, objectAt, objectsAt, valueAt, whole } from "./routed.js";

const argumentRoutes: readonly (readonly [Component, readonly string[]])[] = [
  ["kube-apiserver", ["api", "extraArgs"]],
  ["kube-controller-manager", ["controllerManager", "extraArgs"]],
  ["kube-scheduler", ["scheduler", "extraArgs"]],
  ["etcd", ["storage", "etcd", "extraArgs"]],
];

/** Where the spec of the ClusterConfig stands, from the deepest to the plainest. */
const holders: readonly (readonly string[])[] = [
  ["spec", "k0s", "config", "spec"],
  ["spec", "k0sConfigSpec", "k0s", "spec"],
  ["spec"],
];

/** A view for each component with extra arguments, and one for the kubelet of each worker profile. */
export function readK0s(resource: Resource): readonly ComponentView[] {
  const body = whole(resource.body);
  const spec = holders.map((steps) => objectAt(body, ...steps)).find((holder) => holder !== undefined);
  if (spec === undefined) return [];
  const views = argumentRoutes.flatMap(([component, steps]) => {
    const found = valueAt(spec, ...steps);
    const raw = readRawArgs(spec, steps);
    const anchor = found ?? raw[0];
    if (anchor === undefined) return [];
    const place = { resource, route: anchor.route, installer: "k0s" };
    return [fragment(place, component, settingsOf([...readExtraArgs(found), ...raw]))];
  });
  const profiles = objectsAt(spec, "workerProfiles").flatMap((profile) => objectAt(profile, "values") ?? []);
  return [...views, ...profiles.map((values) => readKubeletFields(resource, values, "k0s"))];
}

/** `rawArgs` beside `extraArgs`: whole flags, which k0s puts behind all others. */
function readRawArgs(spec: Routed<JsonObject>, steps: readonly string[]): readonly NamedValue[] {
  const list = elementsAt(spec, ...steps.slice(0, -1), "rawArgs");
  const flags = readFlags(list.map(({ value, route }) => ({ value: settingText(value), route })));
  return [...flags].flatMap(([name, values]) => values.map((value) => ({ name, ...value })));
}
