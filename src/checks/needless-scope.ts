/**
 * A ClusterRoleBinding gives the rights of one account in every namespace, although the role speaks of namespaced objects alone and all pods
 * of the account live in one namespace. A guess: a controller may need it, and then says in its settings that it watches everything.
 */
import { at, elements, field, isObject, type Json, type JsonObject, text } from "../core/json.js";
import type { Identity } from "../core/rbac.js";
import type { RelatedPlace, Resource } from "../core/resource.js";
import { blame, pass } from "../core/rule.js";
import { resourcesOfGroup } from "../kubernetes/cluster-scope.js";
import { containersOf } from "../kubernetes/containers.js";
import { identityWords } from "../kubernetes/rbac-words.js";
import { nameOfNamespace } from "../kubernetes/rbac-graph.js";
import { defineCheck } from "./define.js";

export const check = defineCheck(
  { match: "binding", reach: "cross", with: {} },
  ({ resource }, _, inventory) => {
    if (resource.kind !== "ClusterRoleBinding") return pass();
    const graph = inventory.rbac(resource);
    const role = graph.boundBy(resource);
    const identity = onlyAccount(resource, (subject) => graph.subjectOf(subject, resource));
    const rules = role.rules();
    if (identity === undefined || role.resource === undefined || !role.isWhole()) return pass();
    if (rules.length === 0 || !rules.every(({ rule }) => isNamespaced(rule))) return pass();
    const pods = graph.podsOf(identity);
    if (pods.length === 0 || pods.some(watchesEverything)) return pass();
    const data = { role: role.name, account: identityWords(identity), namespace: namespaceOf(identity) };
    return blame(["roleRef", "name"], data, { because: pods.slice(0, 1) });
  },
);

function onlyAccount(
  { body }: Resource,
  asIdentity: (subject: JsonObject) => Identity | undefined,
): Identity | undefined {
  const [subject, ...others] = elements(field(body, "subjects"));
  const identity = isObject(subject) && others.length === 0 ? asIdentity(subject) : undefined;
  return identity?.type === "service-account" ? identity : undefined;
}

function namespaceOf(identity: Identity): string {
  const key = identity.type === "service-account" ? identity.namespace : null;
  const name = key === null ? null : nameOfNamespace(key);
  return name === null ? "one namespace" : `namespace "${name}"`;
}

/** Wildcards and custom resources, whose scope nobody here knows, do not count as namespaced. */
function isNamespaced(rule: Json): boolean {
  const groups = elements(field(rule, "apiGroups"));
  const resources = elements(field(rule, "resources"));
  if (groups.length === 0 || resources.length === 0) return false;
  const known = groups.map((group) => (typeof group === "string" ? resourcesOfGroup(group) : undefined));
  return resources.every((entry) => {
    const [name = ""] = typeof entry === "string" ? entry.split("/") : [];
    const isKnown = known.some((kinds) => kinds?.namespaced.includes(name) === true);
    return isKnown && known.every((kinds) => kinds !== undefined && !kinds.cluster.includes(name));
  });
}

const everywhereFlags = ["--all-namespaces", "--watch-all-namespaces", "-A"];

function watchesEverything({ on, route }: RelatedPlace): boolean {
  const pod = at(on.body, route.slice(0, -1));
  if (!isObject(pod)) return false;
  return containersOf({ value: pod, route: [] }, "all").some(({ value }) => {
    const words = [...elements(field(value, "command")), ...elements(field(value, "args"))];
    const hasFlag = words.some((word) =>
      everywhereFlags.some((flag) => word === flag || word === `${flag}=true`),
    );
    return hasFlag || elements(field(value, "env")).some(isOpenWatch);
  });
}

/** Operators read an empty WATCH_NAMESPACE as "all". */
function isOpenWatch(variable: Json): boolean {
  const isWatch = (text(field(variable, "name")) ?? "").startsWith("WATCH_NAMESPACE");
  return (
    isWatch && field(variable, "valueFrom") === undefined && (text(field(variable, "value")) ?? "") === ""
  );
}
