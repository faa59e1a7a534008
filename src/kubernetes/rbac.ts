/** What a rule of a role grants: https://kubernetes.io/docs/reference/access-authn-authz/rbac/ */
import { at, elements, field, isObject, type Json, type JsonObject } from "../core/json.js";
import type { Right } from "../core/rbac.js";
import { matchesSelector } from "./selectors.js";

export type { Right } from "../core/rbac.js";

/**
 * Whether a rule grants a right (RuleAllows in Kubernetes' plugin/pkg/auth/authorizer/rbac and the helpers in pkg/apis/rbac/v1). `*`
 * in resources covers subresources, `*` + `/exec` covers that subresource of everything, `pods` does not cover `pods/exec`, and
 * `pods/*` covers nothing. Everything is case-sensitive.
 */
export function grants(rule: JsonObject, { group, resource, verb, name }: Right): boolean {
  const slash = resource.indexOf("/");
  const resources = slash === -1 ? [resource] : [resource, `*${resource.slice(slash)}`];
  return (
    holds(rule, "verbs", [verb]) &&
    holds(rule, "apiGroups", [group]) &&
    holds(rule, "resources", resources) &&
    allowsName(rule, name)
  );
}

/** Whether a rule grants a verb on a path that is no resource (`/metrics`). Only a `*` at the end of an entry is a wildcard. */
export function grantsUrl(rule: JsonObject, path: string, verb: string): boolean {
  const entries = elements(field(rule, "nonResourceURLs"));
  const matches = entries.some((entry) => typeof entry === "string" && matchesUrl(entry, path));
  return matches && holds(rule, "verbs", [verb]);
}

/** Whether one of the rules grants every verb on every resource of every group to every name, which is what cluster-admin does. */
export function isAdminEquivalent(rules: readonly Json[]): boolean {
  return rules.some(
    (rule) =>
      ["apiGroups", "resources", "verbs"].every((key) => elements(field(rule, key)).includes("*")) &&
      elements(field(rule, "resourceNames")).length === 0,
  );
}

/**
 * Whether a ClusterRole takes in the rules of another one by its `aggregationRule`; undefined where the selector cannot be read. The
 * controller replaces the role's own `rules` by what it gathers, so those count only where there is no `aggregationRule`.
 */
export function aggregates(role: JsonObject, candidate: JsonObject): boolean | undefined {
  const labels = at(candidate, ["metadata", "labels"]);
  const selectors = elements(at(role, ["aggregationRule", "clusterRoleSelectors"])).filter(isObject);
  const answers = selectors.map((selector) => matchesSelector(selector, isObject(labels) ? labels : {}));
  if (answers.includes(true)) return true;
  return answers.includes(undefined) ? undefined : false;
}

function holds(rule: JsonObject, key: string, sought: readonly string[]): boolean {
  return elements(field(rule, key)).some(
    (entry) => entry === "*" || (typeof entry === "string" && sought.includes(entry)),
  );
}

function allowsName(rule: JsonObject, name: string | undefined): boolean {
  const names = elements(field(rule, "resourceNames"));
  return names.length === 0 || names.includes(name ?? ""); // a request without a name has the empty one
}

function matchesUrl(entry: string, path: string): boolean {
  if (!entry.endsWith("*")) return entry === path;
  let end = entry.length;
  while (entry[end - 1] === "*") end--;
  return path.startsWith(entry.slice(0, end));
}
