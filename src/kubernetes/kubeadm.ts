/** What kubeadm hands over to the components: https://kubernetes.io/docs/reference/config-api/kubeadm-config.v1beta4/ */
import { at, type JsonObject } from "../core/json.js";
import type { Resource } from "../core/resource.js";
import type { Component, ComponentView, Routed } from "../core/rule.js";
import { settingText } from "./flags.js";
import { fragment, type NamedValue, readExtraArgs, settingsOf } from "./fragments.js";
import { elementsAt, objectAt, valueAt, whole } from "./routed.js";

const installer = "kubeadm";

/** The three components that a ClusterConfiguration always starts, and the field of each. */
const controlPlane: readonly (readonly [Component, string])[] = [
  ["kube-apiserver", "apiServer"],
  ["kube-controller-manager", "controllerManager"],
  ["kube-scheduler", "scheduler"],
];

/** A ClusterConfiguration: fragments for the control plane, and for etcd unless it is an external one. */
export function readClusterConfiguration(resource: Resource): readonly ComponentView[] {
  return clusterViews(resource, whole(resource.body));
}

/** An InitConfiguration or JoinConfiguration: the kubelet's extra arguments, where there are any. */
export function readNodeConfiguration(resource: Resource): readonly ComponentView[] {
  return nodeViews(resource, whole(resource.body));
}

/**
 * The kubeadm documents inside the kinds of Cluster API (https://cluster-api.sigs.k8s.io/): KubeadmConfig and KubeadmControlPlane, and
 * their templates.
 */
export function readClusterApiConfiguration(resource: Resource): readonly ComponentView[] {
  const holders = [
    ["spec"],
    ["spec", "kubeadmConfigSpec"],
    ["spec", "template", "spec"],
    ["spec", "template", "spec", "kubeadmConfigSpec"],
  ];
  return holders.flatMap((steps) => {
    const holder = objectAt(whole(resource.body), ...steps);
    if (holder === undefined) return [];
    const cluster = objectAt(holder, "clusterConfiguration");
    const nodes = [objectAt(holder, "initConfiguration"), objectAt(holder, "joinConfiguration")];
    return [
      ...(cluster === undefined ? [] : clusterViews(resource, cluster)),
      ...nodes.filter((node) => node !== undefined).flatMap((node) => nodeViews(resource, node)),
    ];
  });
}

function clusterViews(resource: Resource, configuration: Routed<JsonObject>): readonly ComponentView[] {
  const views = controlPlane.map(([component, key]) => {
    const fields = component === "kube-apiserver" ? readExternalEtcd(configuration) : [];
    const settings = settingsOf([...fields, ...readExtraArgs(valueAt(configuration, key, "extraArgs"))]);
    return fragment(
      { resource, installer, route: [...configuration.route, key, "extraArgs"] },
      component,
      settings,
    );
  });
  if (at(configuration.value, ["etcd", "external"]) !== undefined) return views;
  const etcd = settingsOf(readExtraArgs(valueAt(configuration, "etcd", "local", "extraArgs")));
  const route = [...configuration.route, "etcd", "local", "extraArgs"];
  return [...views, fragment({ resource, installer, route }, "etcd", etcd)];
}

function nodeViews(resource: Resource, configuration: Routed<JsonObject>): readonly ComponentView[] {
  const extraArgs = valueAt(configuration, "nodeRegistration", "kubeletExtraArgs");
  if (extraArgs === undefined) return [];
  return [
    fragment(
      { resource, installer, route: extraArgs.route },
      "kubelet",
      settingsOf(readExtraArgs(extraArgs)),
    ),
  ];
}

/** kubeadm writes the fields of an external etcd into flags of the API server. Extra arguments win over them. */
function readExternalEtcd(configuration: Routed<JsonObject>): readonly NamedValue[] {
  const external = objectAt(configuration, "etcd", "external");
  if (external === undefined) return [];
  const endpoints = elementsAt(external, "endpoints");
  const urls = endpoints.map(({ value }) => settingText(value)).join(",");
  const servers = { name: "etcd-servers", value: urls, route: [...external.route, "endpoints"] };
  const files = [
    ["caFile", "etcd-cafile"],
    ["certFile", "etcd-certfile"],
    ["keyFile", "etcd-keyfile"],
  ] as const;
  return [
    ...(urls === "" ? [] : [servers]),
    ...files.flatMap(([key, name]) => {
      const found = valueAt(external, key);
      return found === undefined ? [] : [{ name, value: settingText(found.value), route: found.route }];
    }),
  ];
}
