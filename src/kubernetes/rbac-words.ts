/** How rights, those who hold them and where they hold are told. */
import type { Grant, Holding, Identity, Link, Match, NamespaceKey, Role } from "../core/rbac.js";
import { nameOfNamespace } from "./rbac-graph.js";

const most = 3;

/** `ServiceAccount "shop/web"`, `group "devs"`; null is a node of the cluster. */
export function identityWords(identity: Identity | null): string {
  if (identity === null) return "the node that the pod runs on";
  if (identity.type !== "service-account") return `${identity.type} "${identity.name}"`;
  const namespace = identity.namespace === null ? null : nameOfNamespace(identity.namespace);
  return `ServiceAccount "${namespace === null ? "" : `${namespace}/`}${identity.name}"`;
}

/** Where a role holds; null is the whole cluster. */
export function whereWords(namespace: NamespaceKey | null): string {
  if (namespace === null) return "in the whole cluster";
  const name = nameOfNamespace(namespace);
  return name === null ? "in its namespace" : `in namespace "${name}"`;
}

/** Where the holders of a role hold it, the widest first. */
export function reachWords(holdings: readonly Holding[]): string {
  if (holdings.length === 0) return "wherever it is bound";
  if (holdings.some(({ namespace }) => namespace === null)) return whereWords(null);
  return listed([...new Set(holdings.map(({ namespace }) => whereWords(namespace)))]);
}

/** `group "devs", user "jane" and 3 more`. */
export function holderWords(holdings: readonly Holding[]): string {
  const names = [...new Set(holdings.map(({ identity }) => identityWords(identity)))];
  return names.length === 0 ? "nobody in these files" : listed(names);
}

/** `create and patch on pods and deployments`. */
export function rightWords({ verbs, resources }: Match): string {
  return `${listed(verbs, verbs.length)} on ${listed(resources, resources.length)}`;
}

/** The way from a subject to a rule: `ClusterRoleBinding "a" → ClusterRole "b"`. */
export function chainWords({ holding }: Grant): string {
  const { binding, role, identity } = holding;
  const through = identity.type === "group" ? `group "${identity.name}" → ` : "";
  return `${through}${binding.kind} "${binding.name}" → ${roleWords(role)}`;
}

/** `ClusterRole "edit"`. */
export function roleWords({ kind, name }: Role): string {
  return `${kind} "${name}"`;
}

/** One step of a path: by what right, where, through what, to whom. */
export function linkWords({ grant, to }: Link): string {
  const { namespace } = grant.holding;
  return `by ${rightWords(grant.match)} ${whereWords(namespace)} (${chainWords(grant)}) it becomes ${identityWords(to)}`;
}

/** `a, b and c`; beyond a few, how many more. */
export function listed(words: readonly string[], limit = most): string {
  const shown = words.slice(0, limit);
  const rest = words.length - shown.length;
  const last = rest > 0 ? `${rest} more` : (shown.pop() ?? "");
  return shown.length === 0 ? last : `${shown.join(", ")} and ${last}`;
}
