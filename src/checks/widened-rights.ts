/**
 * What an identity may do at the head and could not do at the base, wherever it comes from: a binding, a rule, a label that aggregates, a new
 * version of a chart. It is shown where the identity is bound.
 */
import { listOf, string } from "../core/decode.js";
import { groupBy } from "../core/group.js";
import type { Grant, Identity, RbacGraph, Takeover } from "../core/rbac.js";
import { blame, pass } from "../core/rule.js";
import { identityKey } from "../kubernetes/subjects.js";
import { identityWords, rightWords, roleWords, whereWords } from "../kubernetes/rbac-words.js";
import { rightsNamed, soughtByName } from "../kubernetes/sought.js";
import { defineCheck } from "./define.js";

export const check = defineCheck(
  { match: "subject", reach: "diff", with: { rights: soughtByName, judged: listOf(string) } },
  ({ identity, resource }, { rights, judged }, inventory) => {
    const before = inventory.base?.rbac(resource);
    if (before === undefined) return pass();
    const gained = gains(identity, inventory.rbac(resource), before, { rights, takeover: judged });
    const byHolding = groupBy(gained, ({ holding }) => `${holding.binding.name} ${holding.route.join("/")}`);
    return [...byHolding.values()].flatMap((grants) => {
      const [first] = grants;
      if (first === undefined) return [];
      const { binding, route, role, namespace } = first.holding;
      const data = {
        subject: identityWords(identity),
        rights: grants.map(({ match }) => rightWords(match)).join("; "),
        where: whereWords(namespace),
        role: roleWords(role),
      };
      const because = grants.slice(0, 3).flatMap((grant) => grant.because.slice(1));
      return [blame([...route, "name"], data, { on: binding, because })];
    });
  },
);

/** One grant for each sort of right and each place. Rights of a group are told of the group alone. */
function gains(
  identity: Identity,
  graph: RbacGraph,
  before: RbacGraph,
  { rights, takeover }: Takeover,
): readonly Grant[] {
  const own = identityKey(identity);
  const all: Grant[] = [];
  for (const name of takeover) {
    const sought = rightsNamed(rights, name);
    const gained = graph.allOf(identity, sought).filter(({ holding, match }) => {
      if (match.answer !== "yes" || identityKey(holding.identity) !== own) return false;
      return before.find(identity, sought, holding.namespace)?.match.answer !== "yes";
    });
    // Whoever gains everything gains all the rest with it.
    if (gained.some(({ holding }) => graph.adminEquivalent(holding.role))) return gained;
    all.push(...gained);
  }
  return all;
}
