/**
 * What an identity can become, step by step (https://kubernetes.io/docs/concepts/security/rbac-good-practices/#privilege-escalation-risks).
 * The search goes from an identity to a stock of identities (all accounts of a namespace) and from there to its members, so that it
 * stays linear, and it enters everything once, so that a cycle ends.
 */
import type {
  Grant,
  Identity,
  Link,
  Means,
  NamespaceKey,
  Reached,
  ServiceAccountIdentity,
  Sought,
} from "../core/rbac.js";
import type { RelatedPlace } from "../core/resource.js";
import { elements, field } from "../core/json.js";
import { identityKey } from "./subjects.js";

/** What the search asks of the graph. */
export interface Surroundings {
  /** `stocksFrom`, remembered. */
  stocksOf(identity: Identity): readonly Stock[];
  /** One grant for the whole cluster and one for each namespace, groups included. */
  allOf(identity: Identity, sought: readonly Sought[]): readonly Grant[];
  /** Every grant, for rights where the names in a rule make a difference. */
  everyOf(identity: Identity, sought: readonly Sought[]): readonly Grant[];
  /** The accounts of a namespace; null means all. */
  accountsIn(namespace: NamespaceKey | null): Iterable<ServiceAccountIdentity>;
  tokenSecretsIn(namespace: NamespaceKey | null): Iterable<readonly [ServiceAccountIdentity, RelatedPlace]>;
  podsOf(identity: Identity): readonly RelatedPlace[];
}

const plain = { isClusterScoped: false, takesVerbWildcard: true, named: "harmless" } as const;
const write = ["create", "update", "patch"];

/** The template of a controller can be changed, so that it names another account; that of a pod or a job cannot. */
const workloads: readonly Sought[] = [
  { ...plain, group: "", resources: ["pods"], verbs: write },
  { ...plain, named: "bad", group: "", resources: ["replicationcontrollers"], verbs: write },
  {
    ...plain,
    named: "bad",
    group: "apps",
    resources: ["deployments", "replicasets", "statefulsets", "daemonsets"],
    verbs: write,
  },
  { ...plain, group: "batch", resources: ["jobs"], verbs: write },
  { ...plain, named: "bad", group: "batch", resources: ["cronjobs"], verbs: write },
];
const exec: readonly Sought[] = [
  { ...plain, group: "", resources: ["pods/exec", "pods/attach"], verbs: ["create", "get"] },
  { ...plain, group: "", resources: ["pods/ephemeralcontainers"], verbs: ["update", "patch"] },
];
const secrets: readonly Sought[] = [
  { ...plain, group: "", resources: ["secrets"], verbs: ["get", "list", "watch"] },
];
const tokens: readonly Sought[] = [
  { ...plain, named: "bad", group: "", resources: ["serviceaccounts/token"], verbs: ["create"] },
];
const accounts: readonly Sought[] = [
  { ...plain, named: "bad", group: "", resources: ["serviceaccounts"], verbs: ["impersonate"] },
];
const users: readonly Sought[] = [
  { ...plain, named: "bad", isClusterScoped: true, group: "", resources: ["users"], verbs: ["impersonate"] },
];
const groups: readonly Sought[] = [
  { ...plain, named: "bad", isClusterScoped: true, group: "", resources: ["groups"], verbs: ["impersonate"] },
];
const namespaces: readonly Sought[] = [
  { ...plain, named: "bad", group: "", resources: ["namespaces"], verbs: ["update", "patch"] },
];

/** Identities that one grant opens. Two stocks of one key have the same members. */
export interface Stock {
  readonly key: string;
  readonly means: Means;
  readonly grant: Grant;
  readonly members: () => Iterable<{
    readonly identity: Identity | null;
    readonly because: readonly RelatedPlace[];
  }>;
}

interface Step {
  readonly identity: Identity | null;
  readonly link: Link | undefined;
  readonly before: Step | undefined;
}

/** Everything that the identity can become, itself left out, the nearest first. */
export function* reachFrom(start: Identity, graph: Surroundings): Generator<Reached> {
  const seen = new Set([identityKey(start)]);
  const opened = new Set<string>();
  const waiting: Step[] = [{ identity: start, link: undefined, before: undefined }];
  for (const step of waiting) {
    const from = step.identity;
    if (from === null) continue;
    for (const { key, means, grant, members } of graph.stocksOf(from)) {
      if (opened.has(key)) continue;
      opened.add(key);
      for (const { identity, because } of members()) {
        const member = identity === null ? "node" : identityKey(identity);
        if (seen.has(member)) continue;
        seen.add(member);
        const link = { means, from, to: identity, grant, because: [...grant.because, ...because] };
        const next = { identity, link, before: step };
        waiting.push(next);
        yield { identity, path: () => pathTo(next) };
      }
    }
  }
}

function pathTo(last: Step): readonly Link[] {
  const links: Link[] = [];
  for (let step: Step | undefined = last; step !== undefined; step = step.before) {
    if (step.link !== undefined) links.unshift(step.link);
  }
  return links;
}

/** Everything that the rights of one identity open. */
export function* stocksFrom(from: Identity, graph: Surroundings): Generator<Stock> {
  for (const grant of graph.allOf(from, workloads)) {
    const { namespace } = grant.holding;
    yield stock("workload", grant, "", () => withPods(graph.accountsIn(namespace), graph));
    const patch = graph.everyOf(from, namespaces).find((one) => holdsIn(one, namespace));
    if (patch !== undefined) {
      yield stock("privileged-pod", grant, "", () => [{ identity: null, because: patch.because }]);
    }
  }
  for (const grant of graph.allOf(from, exec)) {
    const { namespace } = grant.holding;
    yield stock("exec", grant, "", () => running(graph.accountsIn(namespace), graph));
  }
  for (const grant of graph.allOf(from, secrets)) {
    const { namespace } = grant.holding;
    yield stock("token-secret", grant, "", () =>
      [...graph.tokenSecretsIn(namespace)].map(([identity, place]) => ({ identity, because: [place] })),
    );
  }
  for (const grant of graph.everyOf(from, tokens)) yield accountStock("token", grant, graph);
  for (const grant of graph.everyOf(from, accounts)) yield accountStock("impersonate", grant, graph);
  for (const grant of graph.everyOf(from, users)) yield namedStock("user", grant);
  for (const grant of graph.everyOf(from, groups)) yield namedStock("group", grant);
}

/** Whether a right on Namespaces is one on this namespace; for somebody who creates pods everywhere, any will do. */
function holdsIn({ holding, rule }: Grant, namespace: NamespaceKey | null): boolean {
  if (namespace === null) return true;
  const names = elements(field(rule.rule, "resourceNames"));
  const isHere = holding.namespace === null || holding.namespace === namespace;
  return isHere && (names.length === 0 || names.includes(namespace));
}

function stock(means: Means, grant: Grant, more: string, members: Stock["members"]): Stock {
  return { key: `${means} ${grant.holding.namespace ?? ""} ${more}`, means, grant, members };
}

/** The accounts that a rule names, or all where it names none. */
function accountStock(means: Means, grant: Grant, graph: Surroundings): Stock {
  const names = new Set(elements(field(grant.rule.rule, "resourceNames")));
  return stock(means, grant, JSON.stringify([...names].map(String)), () =>
    [...graph.accountsIn(grant.holding.namespace)]
      .filter(({ name }) => names.size === 0 || names.has(name))
      .map((identity) => ({ identity, because: [] })),
  );
}

/** The users or groups that a rule names. One that names none may become system:masters. */
function namedStock(type: "user" | "group", grant: Grant): Stock {
  const names = elements(field(grant.rule.rule, "resourceNames")).filter((name) => typeof name === "string");
  const reached = names.length === 0 && type === "group" ? ["system:masters"] : names;
  return stock("impersonate", grant, `${type} ${JSON.stringify(reached)}`, () =>
    reached.map((name) => ({ identity: { type, name }, because: [] })),
  );
}

function* withPods(identities: Iterable<ServiceAccountIdentity>, graph: Surroundings) {
  for (const identity of identities) yield { identity, because: graph.podsOf(identity).slice(0, 1) };
}

function* running(identities: Iterable<ServiceAccountIdentity>, graph: Surroundings) {
  for (const identity of identities) {
    const [pod] = graph.podsOf(identity);
    if (pod !== undefined) yield { identity, because: [pod] };
  }
}
