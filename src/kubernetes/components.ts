/** Flags and configuration of API server, kubelet, etcd and their like, whoever installs them, in one form. */
import type { Resource } from "../core/resource.js";
import type { ComponentView } from "../core/rule.js";
import { settingsGroup } from "../core/target.js";
import {
  readAuthenticationConfiguration,
  readAuthorizationConfiguration,
  readKubeletConfiguration,
  readKubeProxyConfiguration,
  readSchedulerConfiguration,
} from "./configuration-files.js";
import { readK0s } from "./k0s.js";
import { readK3s, readRancher } from "./k3s.js";
import { readKind } from "./kind.js";
import { readKops } from "./kops.js";
import { readClusterApiConfiguration, readClusterConfiguration, readNodeConfiguration } from "./kubeadm.js";
import { readEksctl, readKarpenter, readNodeConfig, readOpenShift } from "./node-groups.js";
import { readRke } from "./rke.js";
import { readContainers } from "./static-pods.js";
import { readTalos } from "./talos.js";
import { isWorkload } from "./workloads.js";

type Reader = (resource: Resource) => readonly ComponentView[];

/** Who reads a kind. Another installer is one more row. */
const readers: ReadonlyMap<string, Reader> = new Map<string, Reader>([
  ["KubeletConfiguration.kubelet.config.k8s.io", readKubeletConfiguration],
  ["KubeProxyConfiguration.kubeproxy.config.k8s.io", readKubeProxyConfiguration],
  ["KubeSchedulerConfiguration.kubescheduler.config.k8s.io", readSchedulerConfiguration],
  ["AuthorizationConfiguration.apiserver.config.k8s.io", readAuthorizationConfiguration],
  ["AuthenticationConfiguration.apiserver.config.k8s.io", readAuthenticationConfiguration],
  ["ClusterConfiguration.kubeadm.k8s.io", readClusterConfiguration],
  ["InitConfiguration.kubeadm.k8s.io", readNodeConfiguration],
  ["JoinConfiguration.kubeadm.k8s.io", readNodeConfiguration],
  ["KubeadmConfig.bootstrap.cluster.x-k8s.io", readClusterApiConfiguration],
  ["KubeadmConfigTemplate.bootstrap.cluster.x-k8s.io", readClusterApiConfiguration],
  ["KubeadmControlPlane.controlplane.cluster.x-k8s.io", readClusterApiConfiguration],
  ["KubeadmControlPlaneTemplate.controlplane.cluster.x-k8s.io", readClusterApiConfiguration],
  ["Cluster.kind.x-k8s.io", readKind],
  ["Cluster.kops.k8s.io", readKops],
  ["InstanceGroup.kops.k8s.io", readKops],
  ["ClusterConfig.k0s.k0sproject.io", readK0s],
  ["Cluster.k0sctl.k0sproject.io", readK0s],
  ["K0sControlPlane.controlplane.cluster.x-k8s.io", readK0s],
  ["Cluster.provisioning.cattle.io", readRancher],
  ["ClusterConfig.eksctl.io", readEksctl],
  ["NodeConfig.node.eks.aws", readNodeConfig],
  ["EC2NodeClass.karpenter.k8s.aws", readKarpenter],
  ["NodePool.karpenter.sh", readKarpenter],
  ["KubeletConfig.machineconfiguration.openshift.io", readOpenShift],
  ["Provisioner.karpenter.sh", readKarpenter],
  [`K3sConfig.${settingsGroup}`, readK3s],
  [`RkeConfig.${settingsGroup}`, readRke],
  [`TalosConfig.${settingsGroup}`, readTalos],
]);

/**
 * The components that a resource configures, each with its settings by flag name; none for most resources. A container's command line is
 * complete, an installer's extra arguments are a fragment on top of the installer's defaults, a configuration file is complete with the
 * defaults of its own API, unless it is a patch on what an installer writes.
 */
export function componentViews(resource: Resource): readonly ComponentView[] {
  if (isWorkload(resource.group, resource.kind)) return readContainers(resource);
  const views = readers.get(`${resource.kind}.${resource.group}`)?.(resource) ?? [];
  const { patches } = resource;
  if (patches === undefined) return views;
  return views.map((view) => ({ ...view, extent: "fragment", installer: patches }));
}
