/**
 * A rule of a role grants rights of one sort. The finding stands at the entry of `resources` that grants, a wildcard where there is one, so
 * that rules about one entry meet there. How far a ClusterRole reaches depends on who binds it: one that nobody binds may be bound anywhere.
 * Source: https://kubernetes.io/docs/concepts/security/rbac-good-practices/#privilege-escalation-risks
 */
import { listOf, nullable, oneOf, optional, string } from "../core/decode.js";
import { elements, field, isObject } from "../core/json.js";
import type { Holding, RbacGraph, Sought } from "../core/rbac.js";
import { blame, type Inventory, type Outcome, pass, type RoleView, undecided } from "../core/rule.js";
import { holderWords, reachWords, rightWords } from "../kubernetes/rbac-words.js";
import { rightsNamed, soughtByName } from "../kubernetes/sought.js";
import { defineCheck } from "./define.js";

const noNames: readonly string[] = [];

type Holders = "anybody" | "workloads-and-groups" | "accounts-and-groups";

export const check = defineCheck(
  {
    match: "role",
    reach: "cross",
    with: {
      rights: soughtByName,
      right: string,
      /** Only roles that are held so far. */
      reach: optional(oneOf("any", "cluster", "namespace"), "any"),
      /** Only roles that one of these holds. */
      holders: optional(oneOf("anybody", "workloads-and-groups", "accounts-and-groups"), "anybody"),
      /** The severity where a pod of the files runs as a holder. */
      whenRunning: optional(nullable(oneOf("medium", "high")), null),
      /** Names of roles that need the right for their work. */
      exempt: optional(listOf(string), noNames),
    },
  },
  (view, { rights, right, reach, holders, whenRunning, exempt }, inventory) => {
    const { resource, holdings } = view;
    if (exempt.includes(resource.name)) return pass();
    const widest = reachOf(view);
    if (reach !== "any" && reach !== widest) return pass();
    const graph = inventory.rbac(resource);
    const sought = foreign(rightsNamed(rights, right), inventory.facts(resource).ownGroups);
    const found = outcomes(view, sought, widest === "cluster", graph);
    const telling = holdings.filter((holding) => isTelling(holding, holders, graph));
    if (found.length === 0 || holders === "anybody" || telling.length > 0) {
      const isRunning = telling.some(({ identity }) => graph.podsOf(identity).length > 0);
      return whenRunning !== null && isRunning ? found.map((one) => raised(one, whenRunning)) : found;
    }
    return mayBeHeldElsewhere(view, holders, inventory) ? undecided({ role: resource.name }) : pass();
  },
);

/** A ClusterRole that nobody binds in the files may be bound in the whole cluster. */
function reachOf({ role, holdings }: RoleView): "cluster" | "namespace" {
  if (role.kind === "Role") return "namespace";
  const isWide = holdings.length === 0 || holdings.some(({ namespace }) => namespace === null);
  return isWide ? "cluster" : "namespace";
}

/** Whoever brings the definition of a custom resource may write its objects. */
function foreign(sought: readonly Sought[], ownGroups: readonly string[]): readonly Sought[] {
  return sought.filter(({ group }) => !ownGroups.includes(group));
}

function outcomes(
  { resource, holdings }: RoleView,
  sought: readonly Sought[],
  isClusterWide: boolean,
  graph: RbacGraph,
): readonly Outcome[] {
  // The controller replaces the rules of a role that aggregates.
  if (resource.kind === "ClusterRole" && field(resource.body, "aggregationRule") !== undefined) return [];
  return elements(field(resource.body, "rules")).flatMap((rule, index): readonly Outcome[] => {
    const match = isObject(rule) ? graph.match(rule, sought, isClusterWide) : undefined;
    if (match === undefined) return [];
    if (match.answer === "unknown") return [undecided({ role: resource.name })];
    const data = {
      kind: resource.kind,
      role: resource.name,
      rights: rightWords(match),
      where: reachWords(holdings),
      holders: holderWords(holdings),
    };
    const because = holdings.slice(0, 1).map(({ binding, route }) => ({ on: binding, route }));
    return [blame(["rules", index, "resources", match.entry], data, { because })];
  });
}

function isTelling({ identity }: Holding, holders: Holders, graph: RbacGraph): boolean {
  if (holders === "anybody" || identity.type === "group") return true;
  if (identity.type === "user") return false;
  return holders === "accounts-and-groups" || graph.podsOf(identity).length > 0;
}

/** Outside of a whole release, bindings and workloads may stand in files that are not here. */
function mayBeHeldElsewhere({ resource, holdings }: RoleView, holders: Holders, inventory: Inventory) {
  if (inventory.complete(resource)) return false;
  const hasAccount = holdings.some(({ identity }) => identity.type === "service-account");
  return holdings.length === 0 || (holders === "workloads-and-groups" && hasAccount);
}

function raised(outcome: Outcome, severity: "medium" | "high"): Outcome {
  return outcome.outcome === "blame" ? { ...outcome, severity } : outcome;
}
