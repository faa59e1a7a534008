/** How one rule of a role meets rights that are sought. */
import { elements, field, type JsonObject } from "../core/json.js";
import type { Match, Sought } from "../core/rbac.js";

/** What a name in `resourceNames` is worth; undefined where the files do not tell. */
export type NameJudge = (named: Sought["named"], names: readonly string[]) => Match["answer"] | "no";

/** The first of the rights that the rule grants, a sure one before one that may be; undefined where it grants none. */
export function granting(
  rule: JsonObject,
  sought: readonly Sought[],
  judgeNames: NameJudge,
): Match | undefined {
  let unsure: Match | undefined;
  let sure: Match | undefined;
  for (const one of sought) {
    const match = matchOf(rule, one, judgeNames);
    if (match?.answer === "unknown") unsure ??= match;
    if (match?.answer === "yes") sure = sure === undefined ? match : joined(sure, match);
  }
  return sure ?? unsure;
}

/** Several groups of rights that one rule grants are told together, at the entry that comes first, a wildcard before all. */
function joined(left: Match, right: Match): Match {
  return {
    answer: "yes",
    entry: Math.min(left.entry, right.entry),
    resources: [...new Set([...left.resources, ...right.resources])],
    verbs: [...new Set([...left.verbs, ...right.verbs])],
  };
}

function matchOf(rule: JsonObject, sought: Sought, judgeNames: NameJudge): Match | undefined {
  const groups = elements(field(rule, "apiGroups"));
  if (!groups.includes("*") && !groups.includes(sought.group)) return undefined;
  const names = elements(field(rule, "resourceNames")).filter((name) => typeof name === "string");
  const verbs = verbsOf(rule, sought);
  if (verbs.length === 0) return undefined;
  if (names.includes("")) return unnamed(rule, sought, verbs);
  const answer = names.length === 0 ? "yes" : judgeNames(sought.named, names);
  if (answer === "no") return undefined;
  const entries = elements(field(rule, "resources")).map((entry) => (typeof entry === "string" ? entry : ""));
  const isUsable = (name: string, verb: string) => names.length === 0 || isNameable(name, verb);
  const resources = sought.resources.filter(
    (name) => verbs.some((verb) => isUsable(name, verb)) && entries.some((entry) => covers(entry, name)),
  );
  if (resources.length === 0) return undefined;
  const isGranting = (entry: string) => resources.some((name) => covers(entry, name));
  const wildcard = entries.findIndex((entry) => entry.startsWith("*") && isGranting(entry));
  const entry = wildcard === -1 ? entries.findIndex(isGranting) : wildcard;
  const usable = verbs.filter((verb) => resources.some((name) => isUsable(name, verb)));
  return { answer, entry, resources, verbs: usable };
}

/** Requests of these verbs have no name, which is the empty one to the authorizer. */
const namelessVerbs = ["create", "deletecollection", "list", "watch"];

/** An empty name among others lets every request without a name through (ResourceNameMatches in Kubernetes' pkg/apis/rbac/v1). */
function unnamed(rule: JsonObject, sought: Sought, verbs: readonly string[]): Match | undefined {
  const open = verbs.filter((verb) => namelessVerbs.includes(verb));
  if (open.length === 0) return undefined;
  return matchOf({ ...rule, resourceNames: [] }, { ...sought, verbs: open }, () => "yes");
}

function verbsOf(rule: JsonObject, { verbs, takesVerbWildcard }: Sought): readonly string[] {
  const own = elements(field(rule, "verbs"));
  if (own.includes("*")) return takesVerbWildcard ? verbs : [];
  return verbs.filter((verb) => own.includes(verb));
}

/** A request to create an object, or to delete all, has no name, so names grant neither; the create of a subresource has one. */
function isNameable(resource: string, verb: string): boolean {
  return verb !== "deletecollection" && (verb !== "create" || resource.includes("/"));
}

/** `*` covers all, `*` + `/exec` that subresource of everything, anything else itself. */
function covers(entry: string, resource: string): boolean {
  if (entry === "*" || entry === resource) return true;
  if (resource.endsWith("/")) {
    return entry.startsWith("*/") || (entry.startsWith(resource) && entry !== `${resource}*`);
  }
  const slash = resource.indexOf("/");
  return slash !== -1 && entry === `*${resource.slice(slash)}`;
}
