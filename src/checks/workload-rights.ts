/**
 * The account of a pod has a right that is as good as the whole cluster, directly or through a group or an aggregated role. Whoever breaks
 * into the pod has it too, and where the pod can be reached from outside, that is anybody who finds a bug in it.
 * Source: https://kubernetes.io/docs/concepts/security/rbac-good-practices/#privilege-escalation-risks
 */
import { listOf, nullable, optional, string } from "../core/decode.js";
import { groupBy } from "../core/group.js";
import { field } from "../core/json.js";
import type { Grant, RbacGraph, ServiceAccountIdentity, Takeover } from "../core/rbac.js";
import type { Route } from "../core/location.js";
import type { RelatedPlace, Resource } from "../core/resource.js";
import { blame, type Inventory, pass, undecided, type WorkloadView } from "../core/rule.js";
import { exposureOf } from "../kubernetes/exposure.js";
import { chainWords, identityWords, rightWords } from "../kubernetes/rbac-words.js";
import { nameOfNamespace } from "../kubernetes/rbac-graph.js";
import { mountsToken } from "../kubernetes/service-accounts.js";
import { soughtByName } from "../kubernetes/sought.js";
import { takeoverOf } from "../kubernetes/takeover.js";
import { defineCheck } from "./define.js";

const noNames: readonly string[] = [];

/** More than a few rights of which each is enough tell nothing new. */
const mostGrants = 3;

export const check = defineCheck(
  {
    match: "workload",
    reach: "cross",
    with: {
      rights: soughtByName,
      takeover: listOf(string),
      /** Only pods that can be reached from outside in one of these ways, and that see their token. Null: all pods. */
      ways: optional(nullable(listOf(string)), null),
      /** Names of workloads whose work it is. */
      exempt: optional(listOf(string), noNames),
    },
  },
  (view, options, inventory) => {
    const { pod, resource } = view;
    if (options.exempt.includes(resource.name)) return pass();
    const graph = inventory.rbac(resource);
    const account = graph.accountOf(pod.pod.value, resource);
    const data = { account: identityWords(account) };
    const grants = takeoverOf(account, graph, options);
    const [first] = grants;
    const isSure = first?.match.answer === "yes";
    if (!isSure && first === undefined && !isOpen(account, resource, graph, options)) return pass();
    const entry = options.ways === null ? open : entryOf(view, options.ways, graph, inventory);
    if (entry === undefined) return pass();
    if (!isSure || !entry.isSure) return undecided(data);
    const because = [...entry.chain, ...grants.slice(0, mostGrants).flatMap((grant) => grant.because)];
    return blame(accountRoute(view), { ...data, rights: told(grants), entry: entry.words }, { because });
  },
);

/** How somebody from outside comes to a pod and its token. */
interface Entry {
  readonly isSure: boolean;
  readonly chain: readonly RelatedPlace[];
  readonly words: string;
}

/** Where it does not matter whether anybody can come. */
const open: Entry = { isSure: true, chain: [], words: "" };

/** The best known way into the pod; undefined where there is none, or no token to be found. */
function entryOf(
  { pod }: WorkloadView,
  ways: readonly string[],
  graph: RbacGraph,
  inventory: Inventory,
): Entry | undefined {
  const account = graph.accountObject(graph.accountOf(pod.pod.value, pod.resource));
  const hasToken = mountsToken(pod.pod.value, account);
  if (hasToken === false) return undefined;
  const exposures = exposureOf(pod, inventory).filter(({ how }) => ways.includes(how));
  const best = exposures.find(({ certainty }) => certainty === "yes") ?? exposures[0];
  if (best === undefined) return undefined;
  const links = best.chain.map(({ on }) => `${on.kind} "${on.name}"`);
  return {
    isSure: hasToken === true && best.certainty === "yes",
    chain: best.chain,
    words: [...new Set(links)].join(" → "),
  };
}

/** Each right with its way, rights of one way together. */
function told(grants: readonly Grant[]): string {
  const byChain = groupBy(grants.slice(0, mostGrants), chainWords);
  return [...byChain]
    .map(([chain, some]) => `${some.map(({ match }) => rightWords(match)).join("; ")} (${chain})`)
    .join("; ");
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
