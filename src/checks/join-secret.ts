/**
 * What lets a machine join the cluster as a node, or as a part of the control plane: kubeadm's tokens and certificate key, the token of
 * k3s and RKE2, the secrets of Talos. That a token ends in a day is no excuse: the next one is written at the same place.
 */
import { at, elements, field, isObject, type Json, text } from "../core/json.js";
import type { Route } from "../core/location.js";
import type { Resource } from "../core/resource.js";
import { type Blame, blame, type TextDocument, type TextView } from "../core/rule.js";
import { decodeBase64 } from "../text/base64.js";
import { isClearLiteral } from "../text/literal-value.js";
import { defineCheck } from "./define.js";

export const check = defineCheck({ match: "text", reach: "repo", with: {} }, (view) => [
  ...view.objects().flatMap((one) => [...inSecret(one), ...inKubeadm(one)]),
  ...inDistribution(view),
]);

/** https://kubernetes.io/docs/reference/access-authn-authz/bootstrap-tokens/#bootstrap-token-secret-format */
function inSecret(resource: Resource): readonly Blame[] {
  if (resource.kind !== "Secret" || resource.group !== "") return [];
  if (resource.body["type"] !== "bootstrap.kubernetes.io/token") return [];
  return (["data", "stringData"] as const).flatMap((section) => {
    const value = text(at(resource.body, [section, "token-secret"]));
    const clear = section === "data" ? decodeBase64(value ?? "") : value;
    if (clear === undefined || !/^[a-z0-9]{16}$/.test(clear.trim())) return [];
    return [blame([section, "token-secret"], { what: "A bootstrap token" }, { on: resource })];
  });
}

const bootstrapToken = /^[a-z0-9]{6}\.[a-z0-9]{16}$/;
const certificateKey = /^[0-9a-f]{64}$/;

/** Where kubeadm's documents stand: alone, and inside the kinds of Cluster API. */
const holders: Readonly<Record<string, readonly Route[]>> = {
  "InitConfiguration.kubeadm.k8s.io": [[]],
  "JoinConfiguration.kubeadm.k8s.io": [[]],
  "KubeadmConfig.bootstrap.cluster.x-k8s.io": [["spec"]],
  "KubeadmConfigTemplate.bootstrap.cluster.x-k8s.io": [["spec", "template", "spec"]],
  "KubeadmControlPlane.controlplane.cluster.x-k8s.io": [["spec", "kubeadmConfigSpec"]],
  "KubeadmControlPlaneTemplate.controlplane.cluster.x-k8s.io": [
    ["spec", "template", "spec", "kubeadmConfigSpec"],
  ],
};

function inKubeadm(resource: Resource): readonly Blame[] {
  const routes = holders[`${resource.kind}.${resource.group}`] ?? [];
  const documents = routes.flatMap((route) => [
    route,
    [...route, "initConfiguration"],
    [...route, "joinConfiguration"],
  ]);
  return documents.flatMap((route) => {
    const tokens = elements(at(resource.body, [...route, "bootstrapTokens"])).map((_, index) => [
      ...route,
      "bootstrapTokens",
      index,
      "token",
    ]);
    const discovery = [...route, "discovery"];
    const joining = [
      [...discovery, "bootstrapToken", "token"],
      [...discovery, "tlsBootstrapToken"],
    ];
    const keys = [
      [...route, "certificateKey"],
      [...route, "controlPlane", "certificateKey"],
    ];
    return [
      ...[...tokens, ...joining].flatMap((one) =>
        literal(resource, one, bootstrapToken, "A bootstrap token"),
      ),
      ...keys.flatMap((one) =>
        literal(resource, one, certificateKey, "The key of the control plane's certificates"),
      ),
    ];
  });
}

function literal(resource: Resource, route: Route, form: RegExp, what: string): readonly Blame[] {
  const value = text(at(resource.body, route));
  return value !== undefined && form.test(value.trim()) ? [blame(route, { what }, { on: resource })] : [];
}

/** The files of k3s, RKE2 and Talos are no objects; what they are is told by keys that no other file has. */
function inDistribution(view: TextView): readonly Blame[] {
  if (!/\b(?:token|secret)\b/.test(view.text)) return [];
  return view.documents().flatMap((inside) => {
    const { value } = inside;
    if (field(value, "kind") !== undefined) return [];
    if (isTalos(value)) {
      const routes: readonly Route[] = [
        ["machine", "token"],
        ["cluster", "secret"],
        ["cluster", "token"],
      ];
      return clearAt(inside, routes, "A secret of Talos");
    }
    return isK3s(value, view.path)
      ? clearAt(inside, [["token"], ["agent-token"]], "The token of k3s or RKE2")
      : [];
  });
}

function clearAt(inside: TextDocument, routes: readonly Route[], what: string): readonly Blame[] {
  return routes.flatMap((route) => {
    const value = text(at(inside.value, route)) ?? "";
    return isClearLiteral(value) ? [blame(route, { what }, { inside })] : [];
  });
}

/** https://www.talos.dev/latest/reference/configuration/ */
function isTalos(value: Json): boolean {
  return isObject(field(value, "machine")) && isObject(field(value, "cluster"));
}

/** https://docs.k3s.io/installation/configuration#configuration-file */
function isK3s(value: Json, path: string): boolean {
  const own = [
    "cluster-init",
    "tls-san",
    "write-kubeconfig-mode",
    "kube-apiserver-arg",
    "kubelet-arg",
    "node-taint",
  ];
  const server = text(field(value, "server")) ?? "";
  const isNamed = /(?:^|\/)(?:k3s|rke2)\/(?:.*\/)?[^/]+\.ya?ml$/.test(path);
  return isNamed || own.some((key) => field(value, key) !== undefined) || /:(?:6443|9345)\/?$/.test(server);
}
