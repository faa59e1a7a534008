import { expect, test } from "@jest/globals";
import { builtInRules, isBuiltInRole } from "../../../src/kubernetes/built-in-roles.js";
import { grants, isAdminEquivalent, type Right } from "../../../src/kubernetes/rbac.js";

const readSecrets: Right = { group: "", resource: "secrets", verb: "get" };
const writeRoles: Right = { group: "rbac.authorization.k8s.io", resource: "rolebindings", verb: "create" };

function allows(role: string, right: Right): boolean {
  return (builtInRules(role) ?? []).some((rule) => grants(rule, right));
}

test("cluster-admin alone allows everything", () => {
  expect(isAdminEquivalent(builtInRules("cluster-admin") ?? [])).toBe(true);
  expect(isAdminEquivalent(builtInRules("admin") ?? [])).toBe(false);
});

test("edit reads Secrets, and view does not", () => {
  expect(allows("edit", readSecrets)).toBe(true);
  expect(allows("view", readSecrets)).toBe(false);
});

test("admin writes bindings, and edit does not", () => {
  expect(allows("admin", writeRoles)).toBe(true);
  expect(allows("edit", writeRoles)).toBe(false);
});

test("A role of our own is not built in", () => {
  expect(isBuiltInRole("ClusterRole", "view")).toBe(true);
  expect(isBuiltInRole("ClusterRole", "system:controller:job-controller")).toBe(true);
  expect(isBuiltInRole("Role", "view")).toBe(false);
  expect(isBuiltInRole("ClusterRole", "viewer")).toBe(false);
  expect(builtInRules("viewer")).toBeUndefined();
});
