/** Which fields of which objects hold the configuration files of components as text. */
import { at, elements, field, isObject, type Json, text } from "../core/json.js";
import type { Route } from "../core/location.js";
import type { Resource } from "../core/resource.js";

/** A text inside an object. */
export interface EmbeddedText {
  readonly text: string;
  readonly route: Route;
  /** The installer on whose own files the text is a patch. Absent: it is a file that stands for itself. */
  readonly patches?: string;
}

/** Kinds that are read from inside other objects; any other text in them is the business of whoever reads it. */
const configurationKinds: ReadonlyMap<string, readonly string[]> = new Map([
  ["kubelet.config.k8s.io", ["KubeletConfiguration"]],
  ["kubeproxy.config.k8s.io", ["KubeProxyConfiguration"]],
  ["kubeadm.k8s.io", ["ClusterConfiguration", "InitConfiguration", "JoinConfiguration"]],
  [
    "apiserver.config.k8s.io",
    ["AuthorizationConfiguration", "AuthenticationConfiguration", "EncryptionConfiguration"],
  ],
  ["audit.k8s.io", ["Policy"]],
]);

/** Whether a document inside an object is a configuration file that rules about components judge. */
export function isConfiguration(value: Json): boolean {
  const [group = ""] = (text(field(value, "apiVersion")) ?? "").split("/");
  return configurationKinds.get(group)?.includes(text(field(value, "kind")) ?? "") ?? false;
}

/**
 * The texts of an object that may hold such files: the data of a ConfigMap (`kubelet-config`, `kube-proxy`, `kubeadm-config`), the files of
 * Cluster API's KubeadmConfig, the file assets of kOps, and the patches of kind, which may leave out what they do not change but never apiVersion and kind
 * (https://kind.sigs.k8s.io/docs/user/configuration/#kubeadm-config-patches). kind writes kubeadm's configuration.
 */
export function embeddedTexts({ kind, group, body }: Resource): readonly EmbeddedText[] {
  const found = routesOf(`${kind}.${group}`, body);
  return found.flatMap(({ route, patches }) => {
    const inner = text(at(body, route));
    if (inner === undefined || ![...configurationKinds.keys()].some((name) => inner.includes(`${name}/`))) {
      return [];
    }
    return [{ text: inner, route, ...(patches === undefined ? {} : { patches }) }];
  });
}

function routesOf(kind: string, body: Json): readonly Omit<EmbeddedText, "text">[] {
  switch (kind) {
    case "ConfigMap.": {
      const data = field(body, "data");
      return isObject(data) ? Object.keys(data).map((key) => ({ route: ["data", key] })) : [];
    }
    case "Cluster.kind.x-k8s.io": {
      const nodes = elements(field(body, "nodes")).map((_, index) => ["nodes", index] as const);
      const lists: readonly Route[] = [[], ...nodes].map((holder) => [...holder, "kubeadmConfigPatches"]);
      return lists.flatMap((list) => within(body, list)).map((route) => ({ route, patches: "kubeadm" }));
    }
    case "KubeadmConfig.bootstrap.cluster.x-k8s.io":
      return filesIn(body, ["spec"]);
    case "KubeadmConfigTemplate.bootstrap.cluster.x-k8s.io":
      return filesIn(body, ["spec", "template", "spec"]);
    case "KubeadmControlPlane.controlplane.cluster.x-k8s.io":
      return filesIn(body, ["spec", "kubeadmConfigSpec"]);
    case "KubeadmControlPlaneTemplate.controlplane.cluster.x-k8s.io":
      return filesIn(body, ["spec", "template", "spec", "kubeadmConfigSpec"]);
    case "Cluster.kops.k8s.io":
    case "InstanceGroup.kops.k8s.io":
      return filesIn(body, ["spec"], "fileAssets");
    default:
      return [];
  }
}

function filesIn(body: Json, holder: Route, list = "files"): readonly Omit<EmbeddedText, "text">[] {
  return within(body, [...holder, list]).map((route) => ({ route: [...route, "content"] }));
}

function within(body: Json, list: Route): readonly Route[] {
  return elements(at(body, list)).map((_, index) => [...list, index]);
}
