/**
 * The namespaces of the cluster hold what belongs to the cluster: add-ons that say so by a label or are known by name, and what Kubernetes
 * reads there. The prefix `kube-` is reserved for them.
 * Source: https://kubernetes.io/docs/concepts/overview/working-with-objects/namespaces/#working-with-namespaces
 */
import { listOf, string } from "../core/decode.js";
import { at, field, text } from "../core/json.js";
import { namespaceName, type Resource } from "../core/resource.js";
import { blame, pass } from "../core/rule.js";
import { podTemplates } from "../kubernetes/workloads.js";
import { defineCheck } from "./define.js";

interface Options {
  /** Namespaces in which only objects of the cluster may lie. */
  readonly namespaces: readonly string[];
  /** Namespaces of known add-ons that have the reserved prefix. */
  readonly addonNamespaces: readonly string[];
  /** Labels by which an object says that it belongs to the cluster, with any value. */
  readonly labels: readonly string[];
  readonly addons: readonly string[];
}

export const check = defineCheck(
  {
    match: "item",
    reach: "local",
    with: {
      namespaces: listOf(string),
      addonNamespaces: listOf(string),
      labels: listOf(string),
      addons: listOf(string),
    },
  },
  ({ resource }, options: Options, { systemNamespaces }) => {
    const { kind, name } = resource;
    if (kind === "Namespace") {
      const known = [...systemNamespaces, ...options.namespaces, ...options.addonNamespaces];
      if (!name.startsWith("kube-") || known.includes(name)) return pass();
      return blame(["metadata", "name"], { name }, { messageKey: "namespace" });
    }
    const namespace = namespaceName(resource);
    if (namespace === null || !options.namespaces.includes(namespace)) return pass();
    if (belongsToCluster(resource, options)) return pass();
    return blame(["metadata", "namespace"], { kind, name, namespace }, { messageKey: "object" });
  },
);

function belongsToCluster(resource: Resource, { labels, addons }: Options): boolean {
  const { kind, name, body } = resource;
  if (kind === "ServiceAccount" && name === "default") return true;
  // Extension API servers bind this role of kube-system to check who calls them, wherever they run.
  if (at(body, ["roleRef", "name"]) === "extension-apiserver-authentication-reader") return true;
  const metadata = [field(body, "metadata"), ...podTemplates(resource).map((one) => one.podMetadata?.value)];
  const own = metadata.map((one) => field(one, "labels"));
  if (own.some((one) => labels.some((label) => field(one, label) !== undefined))) return true;
  const names = [name, ...own.flatMap((one) => text(field(one, "app.kubernetes.io/name")) ?? [])];
  return names.some((one) => addons.some((addon) => isNamed(one, addon)));
}

function isNamed(name: string, addon: string): boolean {
  return name === addon || ["-", ":", "."].some((separator) => name.startsWith(addon + separator));
}
