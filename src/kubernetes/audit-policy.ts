/**
 * What the API server records of a request under an audit Policy: the first rule that matches decides, and no rule means nothing.
 * Source: k8s.io/apiserver v0.37.1, pkg/audit/policy/checker.go (ruleMatches, ruleMatchesResource, unionStages), which this module follows
 * function by function, and pkg/apis/audit/validation/validation.go for what the server refuses to load.
 */
import { elements, field, type Json, text } from "../core/json.js";
import type { Route } from "../core/location.js";
import type { Resource } from "../core/resource.js";

/** How much is recorded, from nothing to both bodies. */
export const auditLevels = ["None", "Metadata", "Request", "RequestResponse"] as const;
export type AuditLevel = (typeof auditLevels)[number];

/** Who sends a request. */
export interface AuditCaller {
  readonly user: string;
  readonly groups: readonly string[];
}

/** A request for a resource; `namespace` is "" for what lies in none, and `resource` is `pods` or `pods/exec`. */
export interface AuditRequest {
  readonly caller: AuditCaller;
  readonly verb: string;
  readonly group: string;
  readonly resource: string;
  readonly namespace: string;
}

/** What becomes of a request, and the place in the policy that decides it. */
export interface AuditDecision {
  readonly level: AuditLevel;
  readonly route: Route;
  /** 0-based index of the rule; null where none matches. */
  readonly rule: number | null;
}

/** Decides a request. A rule whose level is none counts as `None`: the server refuses the whole policy. */
export function decideAudit({ body }: Resource, request: AuditRequest): AuditDecision {
  const rules = elements(body["rules"]);
  const index = rules.findIndex((rule) => matches(rule, request));
  const rule = rules[index];
  if (rule === undefined) return { level: "None", route: ["rules"], rule: null };
  const own = elements(field(rule, "omitStages"));
  // A request that is omitted when it arrives and when it is answered leaves no event; one of the two is enough for a trail.
  const omitted = [...elements(body["omitStages"]), ...own];
  if (omitted.includes("RequestReceived") && omitted.includes("ResponseComplete")) {
    const route = own.includes("ResponseComplete") ? ["rules", index, "omitStages"] : ["omitStages"];
    return { level: "None", route, rule: index };
  }
  return { level: levelOf(rule) ?? "None", route: ["rules", index, "level"], rule: index };
}

/** The level of a rule; undefined where it has none that the server knows. */
export function levelOf(rule: Json): AuditLevel | undefined {
  return auditLevels.find((level) => level === field(rule, "level"));
}

/** Whether everything that the later rule would match is matched by the earlier one, so that the later one is dead. */
export function coversRule(earlier: Json, later: Json): boolean {
  const isWithin = (key: string) => isSubset(listAt(later, key), listAt(earlier, key));
  if (!["users", "userGroups", "verbs"].every(isWithin)) return false;
  const isForResources = (rule: Json) =>
    listAt(rule, "namespaces").length > 0 || elements(field(rule, "resources")).length > 0;
  if (!isForResources(earlier) && listAt(earlier, "nonResourceURLs").length === 0) return true;
  if (!isForResources(earlier) || !isForResources(later)) return false;
  const wanted = elements(field(later, "resources"));
  const given = elements(field(earlier, "resources"));
  return (
    isWithin("namespaces") &&
    (given.length === 0 ||
      (wanted.length > 0 && wanted.every((one) => given.some((other) => coversResources(other, one)))))
  );
}

function coversResources(earlier: Json, later: Json): boolean {
  const group = groupOf(earlier);
  if (group !== "*" && group !== groupOf(later)) return false;
  const isWithin = (key: string) => isSubset(listAt(later, key), listAt(earlier, key));
  return (listAt(earlier, "resources").includes("*") || isWithin("resources")) && isWithin("resourceNames");
}

/** An empty list means everything. */
function isSubset(inner: readonly string[], outer: readonly string[]): boolean {
  return outer.length === 0 || (inner.length > 0 && inner.every((one) => outer.includes(one)));
}

function matches(rule: Json, request: AuditRequest): boolean {
  const [users, groups, verbs] = [listAt(rule, "users"), listAt(rule, "userGroups"), listAt(rule, "verbs")];
  if (users.length > 0 && !users.includes(request.caller.user)) return false;
  if (groups.length > 0 && !request.caller.groups.some((group) => groups.includes(group))) return false;
  if (verbs.length > 0 && !verbs.includes(request.verb)) return false;
  const namespaces = listAt(rule, "namespaces");
  const resources = elements(field(rule, "resources"));
  if (namespaces.length === 0 && resources.length === 0) return listAt(rule, "nonResourceURLs").length === 0;
  if (namespaces.length > 0 && !namespaces.includes(request.namespace)) return false;
  return resources.length === 0 || resources.some((one) => matchesResources(one, request));
}

/** A rule for named objects does not match, because the request is for one that nobody has named. */
function matchesResources(resources: Json, request: AuditRequest): boolean {
  const group = groupOf(resources);
  if (group !== "*" && group !== request.group) return false;
  const names = listAt(resources, "resources");
  if (names.length === 0) return true;
  if (listAt(resources, "resourceNames").length > 0) return false;
  const [plain = "", sub] = request.resource.split("/");
  return names.some(
    (name) =>
      name === "*" ||
      name === request.resource ||
      (sub !== undefined && name === `*/${sub}`) ||
      // checker.go compares the resource alone, so "pods/*" also matches pods themselves.
      name === `${plain}/*`,
  );
}

function groupOf(resources: Json): string {
  return text(field(resources, "group")) ?? "";
}

function listAt(value: Json, key: string): readonly string[] {
  return elements(field(value, key)).flatMap((one) => text(one) ?? []);
}
