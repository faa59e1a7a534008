/**
 * Who a binding gives rights to. Anonymous callers need no credential at all, so they may have the published exceptions and nothing else;
 * groups that everybody is in, and accounts that pods get unasked, are as wide as what they are bound to; cluster-admin for anybody should
 * be rare, named and temporary.
 * Sources: https://kubernetes.io/docs/reference/access-authn-authz/rbac/#default-roles-and-role-bindings and kubeadm's cluster-info.
 */
import { oneOf } from "../core/decode.js";
import { at, elements, isObject, type JsonObject, text } from "../core/json.js";
import { namespaceName } from "../core/resource.js";
import { type BindingView, blame, type Inventory, pass } from "../core/rule.js";
import { identityOf } from "../kubernetes/subjects.js";
import { defineCheck } from "./define.js";

/** Which bindings are judged, and which of their subjects are at fault. */
interface Judge {
  readonly applies: (view: BindingView, inventory: Inventory) => boolean;
  readonly isGuilty: (subject: JsonObject, view: BindingView) => boolean;
}

const judges = {
  anonymous: { applies: (view) => !isPublishedException(view), isGuilty: isAnonymous },
  "cluster-admin": { applies: givesClusterAdmin, isGuilty: (subject) => !isMasters(subject) },
  "cluster-admin-for-everyone": {
    applies: (view, inventory) => isClusterWide(view) && givesClusterAdmin(view, inventory),
    isGuilty: (subject, view) => isWideGroup(subject) || isAnonymous(subject) || isDefault(subject, view),
  },
  authenticated: { applies: (view) => !isForEverybody(view), isGuilty: isEverybody },
  masters: { applies: (view) => !isOwnBinding(view), isGuilty: isMasters },
  "default-account": {
    applies: () => true,
    isGuilty: (subject, view) => isDefault(subject, view) || isAccountsOfNamespace(subject),
  },
} satisfies Readonly<Record<string, Judge>>;

export const check = defineCheck(
  {
    match: "binding",
    reach: "cross",
    with: {
      judges: oneOf(
        "anonymous",
        "cluster-admin",
        "cluster-admin-for-everyone",
        "authenticated",
        "masters",
        "default-account",
      ),
    },
  },
  (view, options, inventory) => {
    const judge: Judge = judges[options.judges];
    if (!judge.applies(view, inventory)) return pass();
    return elements(view.resource.body["subjects"]).flatMap((subject, index) => {
      if (!isObject(subject) || !judge.isGuilty(subject, view)) return [];
      return [
        blame(["subjects", index, "name"], { subject: text(subject["name"]) ?? "", role: roleName(view) }),
      ];
    });
  },
);

function isAnonymous({ kind, name }: JsonObject): boolean {
  return (
    (kind === "Group" && name === "system:unauthenticated") ||
    (kind === "User" && name === "system:anonymous")
  );
}

function isEverybody({ kind, name }: JsonObject): boolean {
  return kind === "Group" && (name === "system:authenticated" || name === "system:serviceaccounts");
}

function isMasters({ kind, name }: JsonObject): boolean {
  return kind === "Group" && name === "system:masters";
}

function isAccountsOfNamespace({ kind, name }: JsonObject): boolean {
  return kind === "Group" && (text(name) ?? "").startsWith("system:serviceaccounts:");
}

function isWideGroup(subject: JsonObject): boolean {
  return isEverybody(subject) || isAccountsOfNamespace(subject);
}

/** The account that every pod gets which names none, in both spellings. */
function isDefault(subject: JsonObject, { resource }: BindingView): boolean {
  const identity = identityOf(subject, resource.namespace);
  return identity?.type === "service-account" && identity.name === "default";
}

/** Everything in kube-system is as good as the whole cluster. */
function isClusterWide({ resource }: BindingView): boolean {
  return resource.kind === "ClusterRoleBinding" || namespaceName(resource) === "kube-system";
}

function givesClusterAdmin({ resource }: BindingView, inventory: Inventory): boolean {
  const graph = inventory.rbac(resource);
  return graph.adminEquivalent(graph.boundBy(resource));
}

/** The binding that every cluster has. It says nothing new: the group bypasses authorization anyway. */
function isOwnBinding(view: BindingView): boolean {
  const isBuiltIn = view.resource.kind === "ClusterRoleBinding" && view.resource.name === "cluster-admin";
  return isBuiltIn && roleName(view) === "cluster-admin";
}

const forEverybody = [
  "system:basic-user",
  "system:discovery",
  "system:public-info-viewer",
  "system:service-account-issuer-discovery",
];

function isForEverybody(view: BindingView): boolean {
  return view.resource.kind === "ClusterRoleBinding" && forEverybody.includes(roleName(view));
}

const healthPaths = ["/healthz", "/livez", "/readyz", "/version"];

function isPublishedException(view: BindingView): boolean {
  const { resource, role } = view;
  const name = roleName(view);
  if (resource.kind === "ClusterRoleBinding" && name === "system:public-info-viewer") return true;
  if (name === "kubeadm:bootstrap-signer-clusterinfo" && namespaceName(resource) === "kube-public")
    return true;
  const rules = elements(role?.body["rules"]);
  return rules.length > 0 && rules.every((rule) => isObject(rule) && opensHealthOnly(rule));
}

function opensHealthOnly(rule: JsonObject): boolean {
  const urls = elements(rule["nonResourceURLs"]);
  const isHealth = (url: unknown) => healthPaths.some((path) => url === path || url === `${path}/*`);
  return urls.length > 0 && elements(rule["resources"]).length === 0 && urls.every((url) => isHealth(url));
}

function roleName({ resource }: BindingView): string {
  return text(at(resource.body, ["roleRef", "name"])) ?? "";
}
