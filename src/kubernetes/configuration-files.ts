/** Configuration files of kubelet, kube-proxy and API server, which have the shape of Kubernetes objects. */
import { at, elements, field, type JsonObject, text } from "../core/json.js";
import type { Resource } from "../core/resource.js";
import type { ComponentView, Routed, SettingValue } from "../core/rule.js";
import { type FieldName, fieldNameOf, readFields } from "./file-settings.js";
import { add } from "./flags.js";
import { objectsAt, whole } from "./routed.js";

/**
 * Fields whose flag has another name or that lie deeper. Source: the kubelet's options in Kubernetes' cmd/kubelet/app/options/options.go
 * and https://kubernetes.io/docs/reference/config-api/kubelet-config.v1beta1/.
 */
const kubeletFields: readonly FieldName[] = [
  [["authentication", "anonymous", "enabled"], "anonymous-auth"],
  [["authentication", "webhook", "enabled"], "authentication-token-webhook"],
  [["authentication", "webhook", "cacheTTL"], "authentication-token-webhook-cache-ttl"],
  [["authentication", "x509", "clientCAFile"], "client-ca-file"],
  [["authorization", "mode"], "authorization-mode"],
  [["enableContentionProfiling"], "contention-profiling"],
  [["enableDebuggingHandlers"], "enable-debugging-handlers"],
  [["eventRecordQPS"], "event-qps"],
  [["makeIPTablesUtilChains"], "make-iptables-util-chains"],
  [["podPidsLimit"], "pod-max-pids"],
  [["serverTLSBootstrap"], "rotate-server-certificates"],
  [["staticPodPath"], "pod-manifest-path"],
];

/** Source: https://kubernetes.io/docs/reference/config-api/kube-proxy-config.v1alpha1/. */
const proxyFields: readonly FieldName[] = [
  [["clientConnection", "kubeconfig"], "kubeconfig"],
  [["enableProfiling"], "profiling"],
  [["mode"], "proxy-mode"],
];

const schedulerFields: readonly FieldName[] = [
  [["enableProfiling"], "profiling"],
  [["enableContentionProfiling"], "contention-profiling"],
];

/**
 * A KubeletConfiguration: the node's whole configuration, where an absent field has the default of the file's API, unless it is a drop-in.
 * In a file of kubeadm the fields that kubeadm fills in have its defaults instead.
 */
export function readKubeletConfiguration(resource: Resource): readonly ComponentView[] {
  const settings = readFields(whole(resource.body), kubeletFields);
  const { path } = resource.source.trace;
  // https://kubernetes.io/docs/tasks/administer-cluster/kubelet-config-file/#kubelet-conf-d
  const extent = /(?:^|\/)kubelet\.conf\.d\//.test(path) ? "fragment" : "complete";
  const view = fileView(resource, "kubelet", settings, extent, kubeletFields);
  return [resource.source.text.includes("kubeadm.k8s.io/") ? { ...view, installer: "kubeadm" } : view];
}

/** Fields of a KubeletConfiguration that an installer lays on top of its own. */
export function readKubeletFields(
  resource: Resource,
  block: Routed<JsonObject>,
  installer: string,
): ComponentView {
  const settings = readFields(block, kubeletFields);
  const view = fileView(resource, "kubelet", settings, "fragment", kubeletFields);
  return { ...view, route: block.route, installer };
}

/** A KubeProxyConfiguration, whole likewise. */
export function readKubeProxyConfiguration(resource: Resource): readonly ComponentView[] {
  const settings = readFields(whole(resource.body), proxyFields);
  return [fileView(resource, "kube-proxy", settings, "complete", proxyFields)];
}

/** An AuthorizationConfiguration of the API server: each authorizer is a value of `authorization-mode`. */
export function readAuthorizationConfiguration(resource: Resource): readonly ComponentView[] {
  const settings = new Map<string, SettingValue[]>();
  for (const { value, route } of objectsAt(whole(resource.body), "authorizers")) {
    const type = text(field(value, "type"));
    if (type !== undefined) add(settings, "authorization-mode", { value: type, route: [...route, "type"] });
  }
  return [{ ...fileView(resource, "kube-apiserver", settings, "fragment"), only: ["authorization-mode"] }];
}

/** Paths that tell whether the API server works, and nothing else. */
const healthPaths: readonly string[] = ["/healthz", "/livez", "/readyz"];

/**
 * An AuthenticationConfiguration of the API server: `anonymous` is the flag `anonymous-auth`. Anonymous requests that conditions limit to
 * health checks count as off; a condition with another path is where they are on.
 * Source: https://kubernetes.io/docs/reference/access-authn-authz/authentication/#anonymous-authenticator-configuration
 */
export function readAuthenticationConfiguration(resource: Resource): readonly ComponentView[] {
  const settings = new Map<string, SettingValue[]>();
  const anonymous = field(resource.body, "anonymous");
  const enabled = at(anonymous, ["enabled"]);
  const paths = elements(field(anonymous, "conditions")).map(
    (condition) => text(field(condition, "path")) ?? "",
  );
  const other = paths.findIndex(
    (path) => !healthPaths.some((one) => path === one || path.startsWith(`${one}/`)),
  );
  const isLimited = paths.length > 0 && other === -1;
  const route = other === -1 ? ["anonymous", "enabled"] : ["anonymous", "conditions", other, "path"];
  if (typeof enabled === "boolean") {
    add(settings, "anonymous-auth", { value: String(enabled && !isLimited), route });
  }
  return [{ ...fileView(resource, "kube-apiserver", settings, "fragment"), only: ["anonymous-auth"] }];
}

/** A KubeSchedulerConfiguration, which wins over the flags for profiles (https://kubernetes.io/docs/reference/config-api/kube-scheduler-config.v1/). */
export function readSchedulerConfiguration(resource: Resource): readonly ComponentView[] {
  const settings = readFields(whole(resource.body), schedulerFields);
  const only = schedulerFields.map(([, flag]) => flag);
  return [{ ...fileView(resource, "kube-scheduler", settings, "complete", schedulerFields), only }];
}

function fileView(
  resource: Resource,
  component: ComponentView["component"],
  settings: ComponentView["settings"],
  extent: ComponentView["extent"],
  fields: readonly FieldName[] = [],
): ComponentView {
  const spell = (flag: string) => fieldNameOf(flag, fields);
  return { view: "component", component, resource, route: [], settings, extent, form: "file", spell };
}
