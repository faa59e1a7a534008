/** Who a subject of a binding is. One ServiceAccount can be written in two ways, and is a member of groups. */
import { field, type JsonObject, text } from "../core/json.js";
import type { Identity, ServiceAccountIdentity } from "../core/rbac.js";
import type { Namespace } from "../core/resource.js";

export type { Identity, ServiceAccountIdentity } from "../core/rbac.js";

/**
 * The identity that a subject names; undefined for a kind that RBAC does not know or a subject without a name. A User
 * `system:serviceaccount:<namespace>:<name>` is that ServiceAccount. A ServiceAccount without namespace is one of the binding's
 * namespace; in a ClusterRoleBinding the API server refuses it.
 */
export function identityOf(subject: JsonObject, ofBinding: Namespace): Identity | undefined {
  const name = text(field(subject, "name")) ?? "";
  if (name === "") return undefined;
  switch (field(subject, "kind")) {
    case "ServiceAccount": {
      const own = text(field(subject, "namespace")) ?? "";
      const inherited = ofBinding.state === "named" ? ofBinding.name : null;
      return { type: "service-account", namespace: own === "" ? inherited : own, name };
    }
    case "User":
      return serviceAccountOfUser(name) ?? { type: "user", name };
    case "Group":
      return { type: "group", name };
    default:
      return undefined;
  }
}

/** The groups that every token of the ServiceAccount carries, from the narrowest (https://kubernetes.io/docs/reference/access-authn-authz/service-accounts-admin/). */
export function groupsOf({ namespace }: ServiceAccountIdentity): readonly string[] {
  const own = namespace === null ? [] : [`system:serviceaccounts:${namespace}`];
  return [...own, "system:serviceaccounts", "system:authenticated"];
}

/** A text that two identities share exactly where they are one. */
export function identityKey(identity: Identity): string {
  if (identity.type !== "service-account") return `${identity.type} ${identity.name}`;
  return `${identity.type} ${identity.namespace ?? ""}/${identity.name}`;
}

/**
 * The groups that whoever is the identity is in, from the narrowest. Every request that is not anonymous is in system:authenticated
 * (https://kubernetes.io/docs/reference/access-authn-authz/authentication/). A group stands for its members.
 */
export function groupsAround(identity: Identity): readonly string[] {
  if (identity.type === "service-account") return groupsOf(identity);
  const { name } = identity;
  if (identity.type === "user")
    return [name === "system:anonymous" ? "system:unauthenticated" : "system:authenticated"];
  if (name === "system:unauthenticated" || name === "system:authenticated") return [];
  const isOneNamespace = name.startsWith("system:serviceaccounts:");
  return isOneNamespace ? ["system:serviceaccounts", "system:authenticated"] : ["system:authenticated"];
}

/** Whether rights of `identity` are rights of the ServiceAccount: it is the same account, or a group that the account is in. */
export function includesServiceAccount(identity: Identity, account: ServiceAccountIdentity): boolean {
  switch (identity.type) {
    case "service-account":
      return (
        identity.namespace !== null &&
        identity.namespace === account.namespace &&
        identity.name === account.name
      );
    case "group":
      return groupsOf(account).includes(identity.name);
    case "user":
      return false;
  }
}

function serviceAccountOfUser(name: string): ServiceAccountIdentity | undefined {
  const [, namespace, account] = /^system:serviceaccount:([^:]+):([^:]+)$/.exec(name) ?? [];
  if (namespace === undefined || account === undefined) return undefined;
  return { type: "service-account", namespace, name: account };
}
