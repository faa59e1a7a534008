/** Kubelet settings in the node groups of eksctl, Karpenter and the node configuration of Amazon's images. */
import { isObject } from "../core/json.js";
import type { Resource } from "../core/resource.js";
import type { ComponentView, Routed } from "../core/rule.js";
import { readKubeletFields } from "./configuration-files.js";
import { readFlags, settingText } from "./flags.js";
import { elementsAt, objectAt, objectsAt, valueAt, whole } from "./routed.js";

/** https://eksctl.io/usage/customizing-the-kubelet/: `kubeletExtraConfig` of each node group. */
export function readEksctl(resource: Resource): readonly ComponentView[] {
  const body = whole(resource.body);
  const groups = [...objectsAt(body, "nodeGroups"), ...objectsAt(body, "managedNodeGroups")];
  return groups.flatMap((group) => statedAt(resource, valueAt(group, "kubeletExtraConfig"), "eksctl"));
}

/** https://karpenter.sh/docs/concepts/nodeclasses/: `spec.kubelet`, of a Provisioner `spec.kubeletConfiguration`. */
export function readKarpenter(resource: Resource): readonly ComponentView[] {
  const body = whole(resource.body);
  const blocks = [
    valueAt(body, "spec", "kubelet"),
    valueAt(body, "spec", "kubeletConfiguration"),
    valueAt(body, "spec", "template", "spec", "kubelet"),
  ];
  return blocks.flatMap((block) => statedAt(resource, block, "karpenter"));
}

/** https://awslabs.github.io/amazon-eks-ami/nodeadm/doc/api/: fields in `spec.kubelet.config`, flags in `spec.kubelet.flags`. */
export function readNodeConfig(resource: Resource): readonly ComponentView[] {
  const kubelet = objectAt(whole(resource.body), "spec", "kubelet");
  if (kubelet === undefined) return [];
  const settings = readFlags(
    elementsAt(kubelet, "flags").map(({ value, route }) => ({ value: settingText(value), route })),
  );
  const flags: ComponentView = {
    view: "component",
    component: "kubelet",
    resource,
    route: kubelet.route,
    settings,
    extent: "fragment",
    installer: "eks",
    form: "flags",
    only: [...settings.keys()],
  };
  return [...statedAt(resource, valueAt(kubelet, "config"), "eks"), ...(settings.size === 0 ? [] : [flags])];
}

/** https://docs.openshift.com/container-platform/latest/nodes/nodes/nodes-nodes-managing.html: `spec.kubeletConfig` of a KubeletConfig. */
export function readOpenShift(resource: Resource): readonly ComponentView[] {
  return statedAt(resource, valueAt(whole(resource.body), "spec", "kubeletConfig"), "openshift");
}

/** These lie on top of what a provider's image says, which nobody here knows: only what they state is judged. */
function statedAt(
  resource: Resource,
  block: Routed | undefined,
  installer: string,
): readonly ComponentView[] {
  if (block === undefined || !isObject(block.value)) return [];
  const view = readKubeletFields(resource, { value: block.value, route: block.route }, installer);
  return [{ ...view, only: [...view.settings.keys()] }];
}
