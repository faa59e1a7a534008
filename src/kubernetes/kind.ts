/** What a Cluster of kind switches on for all components: https://kind.sigs.k8s.io/docs/user/configuration/ */
import type { Resource } from "../core/resource.js";
import type { ComponentView } from "../core/rule.js";
import { readFields } from "./file-settings.js";
import { whole } from "./routed.js";

/** The API server's feature gates and API versions; what the patches of kubeadm say is read from their own documents. */
export function readKind(resource: Resource): readonly ComponentView[] {
  const settings = readFields(whole(resource.body), []);
  const only = ["feature-gates", "runtime-config"].filter((flag) => settings.has(flag));
  if (only.length === 0) return [];
  const component = "kube-apiserver";
  return [
    { view: "component", component, resource, route: [], settings, extent: "fragment", form: "file", only },
  ];
}
