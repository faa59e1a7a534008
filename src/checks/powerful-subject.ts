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
  anonymous: { applies: (view, inventory) => !isPublishedException(view, inventory), isGuilty: isAnonymous },
  "cluster-admin": { applies: givesClusterAdmin, isGuilty: (subject) => !isMasters(subject) },
  "cluster-admin-for-everyone": {
    applies: (view, inventory) => isClusterWide(view) && givesClusterAdmin(view, inventory),
    isGuilty: (subject, view) => isWideGroup(subject) || isAnonymous(subject) || isDefault(subject, view),
  },
  authenticated: { applies: (view, inventory) => !isForEverybody(view, inventory), isGuilty: isEverybody },
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

/** A name proves nothing where the files hold a role of that name that grants more than the cluster's own. */
function isForEverybody({ resource }: BindingView, inventory: Inventory): boolean {
  const role = inventory.rbac(resource).boundBy(resource);
  const isByName = resource.kind === "ClusterRoleBinding" && forEverybody.includes(role.name);
  return (
    isByName && role.isWhole() && role.rules().every(({ rule }) => opensPaths(rule) || asksAboutSelf(rule))
  );
}

function opensPaths(rule: JsonObject): boolean {
  const urls = elements(rule["nonResourceURLs"]);
  return urls.length > 0 && hasNoResources(rule) && !urls.includes("*") && !urls.includes("/*");
}

/** The reviews by which everybody asks who he is and what he may do. */
function asksAboutSelf(rule: JsonObject): boolean {
  const groups = ["authentication.k8s.io", "authorization.k8s.io"];
  return (
    !hasNoResources(rule) &&
    elements(rule["apiGroups"]).every((group) => groups.includes(text(group) ?? "")) &&
    elements(rule["resources"]).every((name) => (text(name) ?? "").startsWith("self"))
  );
}

const healthPaths = ["/healthz", "/livez", "/readyz", "/version"];

/** Public keys, for whoever checks the tokens of the cluster's accounts (https://kubernetes.io/docs/tasks/configure-pod-container/configure-service-account/#service-account-issuer-discovery). */
const issuerPaths = ["/.well-known/openid-configuration", "/openid/v1/jwks"];

function isPublishedException({ resource }: BindingView, inventory: Inventory): boolean {
  const role = inventory.rbac(resource).boundBy(resource);
  const rules = role.rules().map(({ rule }) => rule);
  if (rules.length > 0 && role.isWhole() && rules.every(opensPublicPaths)) return true;
  const isKubeadm = role.kind === "Role" && role.name === "kubeadm:bootstrap-signer-clusterinfo";
  return isKubeadm && namespaceName(resource) === "kube-public" && rules.every(opensClusterInfo);
}

function opensPublicPaths(rule: JsonObject): boolean {
  const urls = elements(rule["nonResourceURLs"]);
  const isPublic = (url: unknown) =>
    [...healthPaths, ...issuerPaths].some((path) => url === path || url === `${path}/`) ||
    healthPaths.some((path) => url === `${path}/*`);
  return urls.length > 0 && hasNoResources(rule) && urls.every((url) => isPublic(url));
}

/** What `kubeadm join` reads before it has a credential. */
function opensClusterInfo(rule: JsonObject): boolean {
  const is = (key: string, value: string) => elements(rule[key]).every((entry) => entry === value);
  const names = elements(rule["resourceNames"]);
  return (
    is("apiGroups", "") &&
    is("resources", "configmaps") &&
    is("verbs", "get") &&
    names.length === 1 &&
    names[0] === "cluster-info"
  );
}

function hasNoResources(rule: JsonObject): boolean {
  return elements(rule["resources"]).length === 0;
}

function roleName({ resource }: BindingView): string {
  return text(at(resource.body, ["roleRef", "name"])) ?? "";
}
