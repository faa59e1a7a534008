/**
 * Who a binding gives rights to. Anonymous callers need no credential at all, so they may have the three published exceptions and nothing
 * else; cluster-admin for anybody should be rare, named and temporary.
 * Sources: https://kubernetes.io/docs/reference/access-authn-authz/rbac/#default-roles-and-role-bindings and kubeadm's cluster-info.
 */
import { oneOf } from "../core/decode.js";
import { at, elements, isObject, type JsonObject, text } from "../core/json.js";
import { namespaceName } from "../core/resource.js";
import { type BindingView, blame, pass } from "../core/rule.js";
import { isAdminEquivalent } from "../kubernetes/rbac.js";
import { defineCheck } from "./define.js";

export const check = defineCheck(
  { match: "binding", reach: "cross", with: { judges: oneOf("anonymous", "cluster-admin") } },
  (view, { judges }) => {
    const isGuilty = judges === "anonymous" ? isAnonymous : holdsClusterAdmin;
    if (judges === "anonymous" && isPublishedException(view)) return pass();
    if (judges === "cluster-admin" && !givesClusterAdmin(view)) return pass();
    return elements(view.resource.body["subjects"]).flatMap((subject, index) => {
      if (!isObject(subject) || !isGuilty(subject)) return [];
      const role = text(at(view.resource.body, ["roleRef", "name"])) ?? "";
      return [blame(["subjects", index, "name"], { subject: text(subject["name"]) ?? "", role })];
    });
  },
);

function isAnonymous({ kind, name }: JsonObject): boolean {
  return (
    (kind === "Group" && name === "system:unauthenticated") ||
    (kind === "User" && name === "system:anonymous")
  );
}

/** The built-in binding gives cluster-admin to system:masters, which bypasses authorization anyway. */
function holdsClusterAdmin({ kind, name }: JsonObject): boolean {
  return (
    !(kind === "Group" && name === "system:masters") && !isAnonymous({ kind: kind ?? "", name: name ?? "" })
  );
}

function givesClusterAdmin({ resource, role }: BindingView): boolean {
  const reference = resource.body["roleRef"];
  if (text(at(reference, ["kind"])) === "ClusterRole" && text(at(reference, ["name"])) === "cluster-admin")
    return true;
  return role !== undefined && isAdminEquivalent(elements(role.body["rules"]));
}

const healthPaths = ["/healthz", "/livez", "/readyz", "/version"];

function isPublishedException({ resource, role }: BindingView): boolean {
  const name = text(at(resource.body, ["roleRef", "name"]));
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
