/** Who a subject of a binding is. One ServiceAccount can be written in two ways, and is a member of groups. */
import { field, type JsonObject, text } from "../core/json.js";
import type { Namespace } from "../core/resource.js";

/** An identity as the authorizer knows it. The namespace is null where files do not say it. */
export type Identity =
  | { readonly type: "service-account"; readonly namespace: string | null; readonly name: string }
  | { readonly type: "user"; readonly name: string }
  | { readonly type: "group"; readonly name: string };

export type ServiceAccountIdentity = Extract<Identity, { type: "service-account" }>;

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
