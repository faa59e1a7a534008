/**
 * Policies that cannot hold: a pod on the host network has the node's addresses, which policies for pods leave alone; and a network
 * plug-in without an enforcer ignores every policy.
 * Sources: https://kubernetes.io/docs/concepts/services-networking/network-policies/#networkpolicy-and-hostnetwork-pods,
 * https://kops.sigs.k8s.io/networking/, https://github.com/flannel-io/flannel and
 * https://docs.aws.amazon.com/eks/latest/userguide/cni-network-policy-configure.html
 */
import { at, field, isObject } from "../core/json.js";
import type { Route } from "../core/location.js";
import type { Resource } from "../core/resource.js";
import { blame, type Inventory, type Item, type Outcome, pass, undecided } from "../core/rule.js";
import { containersOf } from "../kubernetes/containers.js";
import { parseImage } from "../kubernetes/image.js";
import { selectsPod } from "../kubernetes/network-policy.js";
import { policiesOf } from "../kubernetes/pod-policies.js";
import { defineCheck } from "./define.js";

export const check = defineCheck({ match: "item", reach: "cross", with: {} }, (item, _, inventory) => {
  const outcome = item.pod === undefined ? pass() : ofHostNetwork(item, inventory);
  return outcome.outcome === "pass" ? ofPlugin(item, inventory) : outcome;
});

function ofHostNetwork(item: Item, inventory: Inventory): Outcome {
  if (item.pod === undefined || field(item.pod.value, "hostNetwork") !== true) return pass();
  const around = policiesOf(item, inventory);
  if (around === undefined) return pass();
  const taking = around.policies.map((policy) => ({ policy, answer: selectsPod(policy, around.pod) }));
  const sure = taking.filter(({ answer }) => answer === "yes").map(({ policy }) => policy.written);
  const policies = sure.map(({ name }) => name).join(", ");
  if (sure.length > 0) {
    const because = sure.map((on) => ({ on, route: ["spec", "podSelector"] }));
    return blame([...item.pod.route, "hostNetwork"], { policies }, { because, messageKey: "host" });
  }
  return taking.some(({ answer }) => answer === "unknown") ? undecided({}) : pass();
}

function ofPlugin({ resource, pod }: Item, inventory: Inventory): Outcome {
  const [policy] = inventory.all("NetworkPolicy", "networking.k8s.io");
  if (policy === undefined) return pass();
  const found =
    pod === undefined
      ? pluginSetting(resource)
      : inventory.derived(hasEnforcer)
        ? undefined
        : flannelImage(pod);
  if (found === undefined) return pass();
  const because = [{ on: policy, route: ["metadata", "name"] }];
  return blame(found.route, { plugin: found.plugin }, { because, messageKey: "plugin" });
}

interface Plugin {
  readonly plugin: string;
  readonly route: Route;
}

/** What a cluster's own definition, or the configuration of the plug-in, says. */
function pluginSetting({ kind, group, name, body }: Resource): Plugin | undefined {
  if (kind === "Cluster" && group === "kops.k8s.io") {
    const plugin = ["kubenet", "flannel"].find((one) => isObject(at(body, ["spec", "networking", one])));
    return plugin === undefined ? undefined : { plugin, route: ["spec", "networking", plugin] };
  }
  const key = "enable-network-policy-controller";
  const isOff = kind === "ConfigMap" && name === "amazon-vpc-cni" && at(body, ["data", key]) === "false";
  return isOff ? { plugin: "VPC CNI", route: ["data", key] } : undefined;
}

function flannelImage(pod: NonNullable<Item["pod"]>): Plugin | undefined {
  const container = containersOf(pod, "running").find(({ value }) =>
    lastSegment(value["image"]).endsWith("flannel"),
  );
  return container === undefined ? undefined : { plugin: "flannel", route: [...container.route, "image"] };
}

const enforcers: readonly string[] = [
  "calico/node",
  "rancher/mirrored-calico-node",
  "cilium/cilium",
  "kube-router",
  "kube-network-policies",
  "weave-npc",
  "antrea-agent-ubuntu",
];

/** Whether some workload of the files enforces policies beside flannel, as Calico does in Canal. */
function hasEnforcer(inventory: Inventory): boolean {
  return inventory.workloads().some(({ pod }) => {
    if (pod === undefined) return false;
    const images = containersOf(pod, "running").map(({ value }) => repositoryOf(value["image"]));
    return images.some((image) => enforcers.some((one) => image === one || image.endsWith(`/${one}`)));
  });
}

function repositoryOf(image: unknown): string {
  return typeof image === "string" ? (parseImage(image)?.repository ?? "") : "";
}

/** The plug-in's own copy of its binaries, `flannel-cni-plugin`, ends otherwise. */
function lastSegment(image: unknown): string {
  const repository = repositoryOf(image);
  return repository.slice(repository.lastIndexOf("/") + 1);
}
