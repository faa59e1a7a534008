/** A kOps Cluster or InstanceGroup: flags of the components in camelCase. https://kops.sigs.k8s.io/cluster_spec/ */
import { at } from "../core/json.js";
import type { Route } from "../core/location.js";
import type { Resource } from "../core/resource.js";
import type { Component, ComponentView } from "../core/rule.js";
import { type FieldName, fieldNameOf, readFields } from "./file-settings.js";
import { add } from "./flags.js";
import { objectAt, whole } from "./routed.js";

const blocks: readonly (readonly [Component, string])[] = [
  ["kube-apiserver", "kubeAPIServer"],
  ["kube-controller-manager", "kubeControllerManager"],
  ["kube-scheduler", "kubeScheduler"],
  ["kube-proxy", "kubeProxy"],
  ["kubelet", "kubelet"],
  ["kubelet", "masterKubelet"],
  ["kubelet", "controlPlaneKubelet"],
];

/** Fields whose flag is spelt in another way: the tags in kOps' pkg/apis/kops/componentconfig.go. */
const fields: readonly FieldName[] = [
  [["enableProfiling"], "profiling"],
  [["enableContentionProfiling"], "contention-profiling"],
  [["etcdCAFile"], "etcd-cafile"],
  [["etcdCertFile"], "etcd-certfile"],
  [["etcdKeyFile"], "etcd-keyfile"],
  [["podPidsLimit"], "pod-max-pids"],
];

/** One view for each block that stands in the spec; of the API server also where the cluster says how to authorize and encrypt. */
export function readKops(resource: Resource): readonly ComponentView[] {
  const body = whole(resource.body);
  return blocks.flatMap(([component, key]) => {
    const block = objectAt(body, "spec", key);
    const settings = block === undefined ? new Map() : readFields(block, fields);
    if (component === "kube-apiserver") addClusterSettings(settings, resource);
    if (block === undefined && settings.size === 0) return [];
    const route: Route = block === undefined ? ["spec"] : ["spec", key];
    return [
      {
        view: "component",
        component,
        resource,
        route,
        settings,
        extent: "fragment",
        installer: "kops",
        form: "file",
        spell: (flag: string) => fieldNameOf(flag, fields),
      },
    ];
  });
}

function addClusterSettings(settings: Parameters<typeof add>[0], { body }: Resource): void {
  if (at(body, ["spec", "authorization", "alwaysAllow"]) !== undefined) {
    const route = ["spec", "authorization", "alwaysAllow"];
    add(settings, "authorization-mode", { value: "AlwaysAllow", route });
  }
  const isEncrypted = at(body, ["spec", "encryptionConfig"]);
  if (typeof isEncrypted === "boolean") {
    const route = ["spec", "encryptionConfig"];
    add(settings, "encryption-provider-config", { value: isEncrypted ? "written by kOps" : "", route });
  }
}
