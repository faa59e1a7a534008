/**
 * Rights that are harmless one by one and lead to the whole cluster together: an account that may only create pods in one namespace has the
 * rights of every account there. Whoever holds a right for the whole cluster that is enough alone is not judged here: there is no path.
 * Source: https://kubernetes.io/docs/concepts/security/rbac-good-practices/#privilege-escalation-risks
 */
import { listOf, string } from "../core/decode.js";
import type { RelatedPlace } from "../core/resource.js";
import { blame, pass } from "../core/rule.js";
import { chainWords, identityWords, linkWords, rightWords } from "../kubernetes/rbac-words.js";
import { soughtByName } from "../kubernetes/sought.js";
import { takeoverOf } from "../kubernetes/takeover.js";
import { defineCheck } from "./define.js";

export const check = defineCheck(
  { match: "subject", reach: "cross", with: { rights: soughtByName, takeover: listOf(string) } },
  ({ identity, resource }, options, inventory) => {
    const graph = inventory.rbac(resource);
    if (identity.type === "user" || isMasters(identity)) return pass();
    if (takeoverOf(identity, graph, options).length > 0) return pass();
    const way = graph.escalationOf(identity, options);
    const [start] = way?.path ?? [];
    if (way === undefined || start === undefined) return pass();
    const { path, grant } = way;
    const last = grant === undefined ? "" : `, which holds ${rightWords(grant.match)} (${chainWords(grant)})`;
    const links = path.map((link) => linkWords(link)).join(", then ");
    const [, ...chain] = [...path.flatMap(({ because }) => because), ...(grant?.because ?? [])];
    const { binding, route } = start.grant.holding;
    const data = { subject: identityWords(identity), path: `${links}${last}` };
    return blame([...route, "name"], data, { on: binding, because: distinct(chain) });
  },
);

/** The group that no authorization stops. */
function isMasters(identity: Parameters<typeof identityWords>[0]): boolean {
  return identity?.type === "group" && identity.name === "system:masters";
}

function distinct(places: readonly RelatedPlace[]): readonly RelatedPlace[] {
  return places.filter(
    ({ on, route }, index) =>
      places.findIndex((one) => one.on === on && one.route.join("/") === route.join("/")) === index,
  );
}
