/**
 * Subjects of bindings that the API server refuses, or that name somebody else than they seem to
 * (ValidateRoleBindingSubject in Kubernetes' pkg/apis/rbac/validation; an absent `apiGroup` is filled in).
 */
import { field, isObject, text } from "../core/json.js";
import { blame, pass } from "../core/rule.js";
import { identityOf } from "../kubernetes/subjects.js";
import { defineCheck } from "./define.js";

const group = "rbac.authorization.k8s.io";

export const check = defineCheck({ match: "item", reach: "local", with: {} }, ({ self, route, resource }) => {
  const name = text(field(self, "name")) ?? "";
  const kind = text(field(self, "kind"));
  if (!isObject(self) || name === "") return pass();
  const apiGroup = text(field(self, "apiGroup")) ?? "";
  const demanded = kind === "ServiceAccount" ? "" : group;
  const isSubject = kind === "ServiceAccount" || kind === "User" || kind === "Group";
  if (isSubject && apiGroup !== "" && apiGroup !== demanded) {
    const fitting = demanded === "" ? "none" : `"${demanded}"`;
    return blame([...route, "apiGroup"], { subject: name, apiGroup, fitting }, { messageKey: "group" });
  }
  if (kind === "ServiceAccount") {
    const isNowhere = resource.kind === "ClusterRoleBinding" && (text(field(self, "namespace")) ?? "") === "";
    if (isNowhere) return blame([...route, "namespace"], { subject: name }, { messageKey: "namespace" });
  }
  const isHidden = kind === "User" && identityOf(self, resource.namespace)?.type === "service-account";
  return isHidden ? blame([...route, "name"], { subject: name }, { messageKey: "hidden" }) : pass();
});
