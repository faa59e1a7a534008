/**
 * The account of a pod has a right that is as good as the whole cluster, directly or through a group or an aggregated role. Whoever breaks
 * into the pod has it too.
 * Source: https://kubernetes.io/docs/concepts/security/rbac-good-practices/#privilege-escalation-risks
 */
import { listOf, string } from "../core/decode.js";
import { field } from "../core/json.js";
import type { Grant, RbacGraph, ServiceAccountIdentity, Takeover } from "../core/rbac.js";
import type { Route } from "../core/location.js";
import type { Resource } from "../core/resource.js";
import { blame, pass, undecided, type WorkloadView } from "../core/rule.js";
import { chainWords, identityWords, listed, rightWords } from "../kubernetes/rbac-words.js";
import { nameOfNamespace } from "../kubernetes/rbac-graph.js";
import { soughtByName } from "../kubernetes/sought.js";
import { takeoverOf } from "../kubernetes/takeover.js";
import { defineCheck } from "./define.js";

export const check = defineCheck(
  { match: "workload", reach: "cross", with: { rights: soughtByName, takeover: listOf(string) } },
  (view, options, inventory) => {
    const { pod, resource } = view;
    const graph = inventory.rbac(resource);
    const account = graph.accountOf(pod.pod.value, resource);
    const data = { account: identityWords(account) };
    const grants = takeoverOf(account, graph, options);
    const [first] = grants;
    if (first?.match.answer === "yes") {
      const because = grants.slice(0, 3).flatMap((grant) => grant.because);
      return blame(accountRoute(view), { ...data, ...told(grants) }, { because });
    }
    return first !== undefined || isOpen(account, resource, graph, options) ? undecided(data) : pass();
  },
);

function told(grants: readonly Grant[]): Readonly<Record<string, string>> {
  const [first] = grants;
  return {
    rights: listed(grants.map(({ match }) => rightWords(match))),
    chain: first === undefined ? "" : chainWords(first),
  };
}

function accountRoute({ pod }: WorkloadView): Route {
  const isOld =
    field(pod.pod.value, "serviceAccountName") === undefined &&
    field(pod.pod.value, "serviceAccount") !== undefined;
  return [...pod.route, isOld ? "serviceAccount" : "serviceAccountName"];
}

/** A role that the files do not hold may allow anything; and a pod without a namespace may be in one that its file's bindings name. */
function isOpen(
  account: ServiceAccountIdentity,
  { target }: Resource,
  graph: RbacGraph,
  options: Takeover,
): boolean {
  const isUnknown = graph
    .holdingsOf(account)
    .some(({ role, namespace }) => namespace === null && !role.isWhole());
  if (isUnknown) return true;
  if (nameOfNamespace(account.namespace ?? "") !== null) return false;
  return graph
    .namesakesOf(account)
    .some((namesake) =>
      takeoverOf(namesake, graph, options).some(({ holding }) => holding.binding.target.id === target.id),
    );
}
