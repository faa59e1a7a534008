/** k0s' ClusterConfig, alone or inside the Cluster of k0sctl: https://docs.k0sproject.io/stable/configuration/ */
import type { Resource } from "../core/resource.js";
import type { Component, ComponentView } from "../core/rule.js";
import { readKubeletFields } from "./configuration-files.js";
import { fragment, readExtraArgs, settingsOf } from "./fragments.js";
import { objectAt, objectsAt, valueAt, whole } from "./routed.js";

const argumentRoutes: readonly (readonly [Component, readonly string[]])[] = [
  ["kube-apiserver", ["api", "extraArgs"]],
  ["kube-controller-manager", ["controllerManager", "extraArgs"]],
  ["kube-scheduler", ["scheduler", "extraArgs"]],
  ["etcd", ["storage", "etcd", "extraArgs"]],
];

/** A view for each component with extra arguments, and one for the kubelet of each worker profile. */
export function readK0s(resource: Resource): readonly ComponentView[] {
  const body = whole(resource.body);
  const spec = objectAt(body, "spec", "k0s", "config", "spec") ?? objectAt(body, "spec");
  if (spec === undefined) return [];
  const views = argumentRoutes.flatMap(([component, steps]) => {
    const found = valueAt(spec, ...steps);
    if (found === undefined) return [];
    const place = { resource, route: found.route, installer: "k0s" };
    return [fragment(place, component, settingsOf(readExtraArgs(found)))];
  });
  const profiles = objectsAt(spec, "workerProfiles").flatMap((profile) => objectAt(profile, "values") ?? []);
  return [...views, ...profiles.map((values) => readKubeletFields(resource, values, "k0s"))];
}
