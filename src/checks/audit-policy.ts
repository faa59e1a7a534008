/**
 * An audit Policy, asked about requests that matter: each is sent by a person, by an administrator of last resort, by a workload and by
 * nobody, to the namespaces that the policy names and to one that it does not. `gaps`: what leaves no event. `contents`: what records secrets.
 */
import { type Decoder, listOf, object, oneOf, optional, string, boolean } from "../core/decode.js";
import { elements, field, isList, isObject, type Json, text } from "../core/json.js";
import type { Route } from "../core/location.js";
import type { Resource } from "../core/resource.js";
import { blame, type Blame, type Outcome, pass, undecided } from "../core/rule.js";
import { groupBy } from "../core/group.js";
import {
  type AuditCaller,
  type AuditDecision,
  type AuditLevel,
  auditLevels,
  type AuditRequest,
  coversRule,
  decideAudit,
  levelOf,
} from "../kubernetes/audit-policy.js";
import { defineCheck } from "./define.js";

const callers = {
  person: { user: "jane@example.com", groups: ["system:authenticated"] },
  administrator: { user: "kubernetes-admin", groups: ["system:masters", "system:authenticated"] },
  workload: {
    user: "system:serviceaccount:shop:web",
    groups: ["system:serviceaccounts", "system:serviceaccounts:shop", "system:authenticated"],
  },
  anonymous: { user: "system:anonymous", groups: ["system:unauthenticated"] },
} satisfies Readonly<Record<string, AuditCaller>>;
const callerNames = ["person", "administrator", "workload", "anonymous"] as const;

/** One row of the table: every verb on every resource, by every caller. */
interface Probe {
  readonly verbs: readonly string[];
  readonly group: string;
  readonly resources: readonly string[];
  readonly isClusterScoped: boolean;
  readonly callers: readonly (typeof callerNames)[number][];
  readonly except: readonly string[];
  readonly least: AuditLevel;
  readonly most: AuditLevel;
}

const probe: Decoder<Probe> = object<Probe>({
  verbs: listOf(string),
  group: optional(string, ""),
  resources: listOf(string),
  isClusterScoped: optional(boolean, false),
  callers: optional(listOf(oneOf(...callerNames)), callerNames),
  except: optional(listOf(string), []),
  least: oneOf(...auditLevels),
  most: optional(oneOf(...auditLevels), "RequestResponse"),
});

/** No policy of a cluster names it. */
const unnamedNamespace = "a-namespace-that-no-rule-names";
/** As many requests as a sentence can carry. */
const namedRequests = 3;

export const check = defineCheck(
  { match: "item", reach: "local", with: { requests: listOf(probe), fault: oneOf("gaps", "contents") } },
  ({ resource }, { requests, fault }) => {
    if (isTooLarge(resource)) return undecided();
    const answers = requests.flatMap((row) =>
      requestsOf(row, namespacesOf(resource)).map((request) => ({
        row,
        request,
        decision: decideAudit(resource, request),
      })),
    );
    if (fault === "contents") {
      const loud = answers.filter(({ row, decision }) => isAbove(decision.level, row.most));
      return byPlace(loud, "contents");
    }
    const lost = answers.filter(({ row, decision }) => isAbove(row.least, decision.level));
    return [
      ...withoutLevel(resource),
      ...deadRules(resource),
      ...byPlace(
        lost.filter(({ decision }) => isDecided(resource, decision)),
        "gap",
      ),
    ];
  },
);

/** Real policies have some dozens of rules. A hostile one must not keep the gate busy, and what is not asked is not passed. */
function isTooLarge(resource: Resource): boolean {
  const rules = elements(resource.body["rules"]);
  const size = rules.reduce<number>((sum, rule) => sum + sizeOf(rule), 0);
  return rules.length > 500 || size * namespacesOf(resource).length > 20_000;
}

function sizeOf(value: Json): number {
  if (isList(value)) return value.reduce<number>((sum, one) => sum + sizeOf(one), 1);
  return isObject(value) ? Object.values(value).reduce<number>((sum, one) => sum + sizeOf(one), 1) : 1;
}

interface Answer {
  readonly request: AuditRequest;
  readonly decision: AuditDecision;
}

function isAbove(level: AuditLevel, other: AuditLevel): boolean {
  return auditLevels.indexOf(level) > auditLevels.indexOf(other);
}

function namespacesOf({ body }: Resource): readonly string[] {
  const named = elements(body["rules"]).flatMap((rule) => elements(field(rule, "namespaces")));
  return [...new Set([unnamedNamespace, ...named.flatMap((name) => text(name) ?? [])])].filter(
    (name) => name !== "",
  );
}

function requestsOf(row: Probe, namespaces: readonly string[]): readonly AuditRequest[] {
  const places = row.isClusterScoped ? [""] : namespaces.filter((name) => !row.except.includes(name));
  return row.callers.flatMap((caller) =>
    row.verbs.flatMap((verb) =>
      row.resources.flatMap((resource) =>
        places.map((namespace) => ({ caller: callers[caller], verb, group: row.group, resource, namespace })),
      ),
    ),
  );
}

/** A rule without a level has a finding of its own. */
function isDecided({ body }: Resource, { rule }: AuditDecision): boolean {
  return rule === null || levelOf(elements(body["rules"])[rule] ?? null) !== undefined;
}

/** One finding for each place that decides, with the first requests that it concerns. */
function byPlace(answers: readonly Answer[], messageKey: string): readonly Outcome[] {
  if (answers.length === 0) return [pass()];
  const groups = groupBy(answers, ({ decision }) => JSON.stringify(decision.route));
  return [...groups.values()].map((group) => {
    const [first] = group;
    const names = [...new Set(group.map(({ request }) => `${request.verb} ${request.resource}`))];
    const more = names.length - namedRequests;
    const requests = names.slice(0, namedRequests).join(", ") + (more > 0 ? ` and ${more} more` : "");
    const key = messageKey === "gap" && first?.decision.rule === null ? "unmatched" : messageKey;
    const data = { requests, level: first?.decision.level ?? "None" };
    return blame(first?.decision.route ?? [], data, { messageKey: key });
  });
}

/** The server refuses a policy with such a rule, and does not start. */
function withoutLevel({ body }: Resource): readonly Blame[] {
  return elements(body["rules"]).flatMap((rule, index) =>
    levelOf(rule) === undefined ? [blame(["rules", index, "level"], {}, { messageKey: "level" })] : [],
  );
}

/** A rule that wants more than the one that hides it: its author believes in a trail that does not exist. */
function deadRules({ body }: Resource): readonly Blame[] {
  const rules = elements(body["rules"]);
  return rules.flatMap((rule, index) => {
    const before = rules.slice(0, index).findIndex((earlier) => coversRule(earlier, rule));
    const hidden = before === -1 ? undefined : levelOf(rules[before] ?? null);
    const own = levelOf(rule);
    if (hidden === undefined || own === undefined || !isAbove(own, hidden)) return [];
    const route: Route = ["rules", index];
    return [blame(route, { level: hidden, rule: String(before + 1) }, { messageKey: "dead" })];
  });
}
