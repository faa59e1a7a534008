/**
 * A pod that no policy of its namespace takes, although policies close other pods there: a hole, typically a new workload with other
 * labels. Policies add up, so each direction is a question of its own. A pod on the host network is outside of all policies.
 * Source: https://kubernetes.io/docs/concepts/services-networking/network-policies/#the-two-sorts-of-pod-isolation
 */
import { type Blame, blame, type Outcome, pass, undecided } from "../core/rule.js";
import { type Direction, isIsolated } from "../kubernetes/network-policy.js";
import { closingPolicies, policiesOf } from "../kubernetes/pod-policies.js";
import { defineCheck } from "./define.js";

const severities = { Ingress: "medium", Egress: "low" } as const;

export const check = defineCheck({ match: "item", reach: "cross", with: {} }, (item, _, inventory) => {
  const around = policiesOf(item, inventory);
  if (around === undefined || item.pod === undefined || around.pod.usesHostNetwork) return pass();
  const { pod, policies } = around;
  const route = [...(item.podMetadata?.route ?? [...item.pod.route.slice(0, -1), "metadata"]), "labels"];
  const judge = (direction: Direction): Outcome => {
    const closing = closingPolicies(item, direction, inventory);
    if (closing.length === 0) return pass();
    const data = {
      direction: direction.toLowerCase(),
      policies: named(closing.map(({ written }) => written.name)),
    };
    const isClosed = isIsolated(policies, pod, direction);
    if (isClosed === "yes") return pass();
    if (isClosed === "unknown" || !inventory.complete(item.resource)) return undecided(data);
    const because = closing
      .slice(0, fewNames)
      .map(({ written }) => ({ on: written, route: ["spec", "podSelector"] }));
    return blame(route, data, { severity: severities[direction], because });
  };
  return inOne([judge("Ingress"), judge("Egress")]);
});

/** As many policies as a sentence can name; a namespace may hold one for each workload. */
const fewNames = 3;

function named(names: readonly string[]): string {
  const more = names.length - fewNames;
  const few = names.slice(0, fewNames).join(", ");
  return more > 0 ? `${few} and ${String(more)} more` : few;
}

/** Both directions at one place are one finding. */
function inOne([ingress, egress]: readonly [Outcome, Outcome]): readonly Outcome[] {
  if (ingress.outcome !== "blame" || egress.outcome !== "blame") return [ingress, egress];
  const both: Blame = { ...ingress, data: { ...ingress.data, direction: "ingress and egress" } };
  return [both];
}
