/** Flags and configuration of API server, kubelet, etcd and their like, whoever installs them, in one form. */
import type { Resource } from "../core/resource.js";
import type { ComponentView } from "../core/rule.js";
import {
  readAuthenticationConfiguration,
  readAuthorizationConfiguration,
  readKubeletConfiguration,
  readKubeProxyConfiguration,
} from "./configuration-files.js";
import { readClusterApiConfiguration, readClusterConfiguration, readNodeConfiguration } from "./kubeadm.js";
import { readContainers } from "./static-pods.js";
import { isWorkload } from "./workloads.js";

type Reader = (resource: Resource) => readonly ComponentView[];

/** Who reads a kind. Another installer is one more row. */
const readers: ReadonlyMap<string, Reader> = new Map<string, Reader>([
  ["KubeletConfiguration.kubelet.config.k8s.io", readKubeletConfiguration],
  ["KubeProxyConfiguration.kubeproxy.config.k8s.io", readKubeProxyConfiguration],
  ["AuthorizationConfiguration.apiserver.config.k8s.io", readAuthorizationConfiguration],
  ["AuthenticationConfiguration.apiserver.config.k8s.io", readAuthenticationConfiguration],
  ["ClusterConfiguration.kubeadm.k8s.io", readClusterConfiguration],
  ["InitConfiguration.kubeadm.k8s.io", readNodeConfiguration],
  ["JoinConfiguration.kubeadm.k8s.io", readNodeConfiguration],
  ["KubeadmConfig.bootstrap.cluster.x-k8s.io", readClusterApiConfiguration],
  ["KubeadmConfigTemplate.bootstrap.cluster.x-k8s.io", readClusterApiConfiguration],
  ["KubeadmControlPlane.controlplane.cluster.x-k8s.io", readClusterApiConfiguration],
  ["KubeadmControlPlaneTemplate.controlplane.cluster.x-k8s.io", readClusterApiConfiguration],
]);

/**
 * The components that a resource configures, each with its settings by flag name; none for most resources. A container's command line is
 * complete, an installer's extra arguments are a fragment on top of the installer's defaults, a configuration file is complete with the
 * defaults of its own API.
 */
export function componentViews(resource: Resource): readonly ComponentView[] {
  if (isWorkload(resource.group, resource.kind)) return readContainers(resource);
  return readers.get(`${resource.kind}.${resource.group}`)?.(resource) ?? [];
}
