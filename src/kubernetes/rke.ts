/** The `cluster.yml` of RKE: https://rke.docs.rancher.com/config-options/services */
import { at } from "../core/json.js";
import type { Resource } from "../core/resource.js";
import type { Component, ComponentView } from "../core/rule.js";
import { fragment, readExtraArgs, settingsOf } from "./fragments.js";
import { objectAt, valueAt, whole } from "./routed.js";

const services: readonly (readonly [Component, string])[] = [
  ["kube-apiserver", "kube-api"],
  ["kube-controller-manager", "kube-controller"],
  ["kube-scheduler", "scheduler"],
  ["etcd", "etcd"],
  ["kubelet", "kubelet"],
  ["kube-proxy", "kubeproxy"],
];

/** A view for each service in the file. */
export function readRke(resource: Resource): readonly ComponentView[] {
  const body = whole(resource.body);
  return services.flatMap(([component, key]) => {
    const service = objectAt(body, "services", key);
    if (service === undefined) return [];
    const encryption = ["secrets_encryption_config", "enabled"];
    const enabled = component === "kube-apiserver" ? at(service.value, encryption) : undefined;
    const own = {
      name: "encryption-provider-config",
      value: enabled === true ? "written by RKE" : "",
      route: [...service.route, ...encryption],
    };
    // RKE passes --authorization-mode for `rbac` alone: https://rke.docs.rancher.com/config-options/authorization
    const mode = ["authorization", "mode"];
    const isOpen = component === "kube-apiserver" && at(resource.body, mode) === "none";
    const open = isOpen ? [{ name: "authorization-mode", value: "AlwaysAllow", route: mode }] : [];
    const values = [...open, ...readExtraArgs(valueAt(service, "extra_args"))];
    const place = { resource, installer: "rke", route: service.route };
    return [fragment(place, component, settingsOf([...(enabled === undefined ? [] : [own]), ...values]))];
  });
}
