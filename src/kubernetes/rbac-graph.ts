/** Who may do what among the objects of one cluster, as far as files say it. Everything is computed when it is first asked for. */
import { elements, field, isObject, type JsonObject, text } from "../core/json.js";
import type {
  Escalation,
  Grant,
  Holding,
  Identity,
  Match,
  NamespaceKey,
  RbacGraph,
  Reached,
  Right,
  Role,
  RoleRule,
  ServiceAccountIdentity,
  Sought,
  Takeover,
} from "../core/rbac.js";
import type { RelatedPlace, Resource } from "../core/resource.js";
import type { Item } from "../core/rule.js";
import { granting } from "./granting.js";
import { grants, isAdminEquivalent } from "./rbac.js";
import { escalations } from "./rbac-escalation.js";
import { reachFrom, type Stock, stocksFrom, type Surroundings } from "./rbac-reach.js";
import { RoleBook } from "./role-book.js";
import { accountNameOf } from "./service-accounts.js";
import { groupsAround, identityKey, identityOf } from "./subjects.js";

const group = "rbac.authorization.k8s.io";

/** What a graph is made of: all objects that can share a cluster, and the pod templates among them. */
export interface GraphSource {
  readonly resources: readonly Resource[];
  readonly workloads: readonly Item[];
}

/**
 * The namespace of an object as the graph compares it. Helm puts objects without one into the namespace of the release, and writes
 * `default` wherever a template asks for its name, so in a chart the two are the same and no namespace of anybody else. Elsewhere objects
 * without a namespace share one with those of their file alone.
 */
export function namespaceKey(resource: Resource): NamespaceKey {
  const { namespace, target } = resource;
  if (namespace.state === "named") return keyOfName(namespace.name, resource);
  return unnamed(target.id);
}

function keyOfName(name: string, { target }: Resource): NamespaceKey {
  return target.kind === "helm" && name === "default" ? unnamed(target.id) : name;
}

function unnamed(targetId: string): NamespaceKey {
  return `(${targetId})`;
}

/** The namespace's name; null for one that nobody has named. */
export function nameOfNamespace(key: NamespaceKey): string | null {
  return key.startsWith("(") ? null : key;
}

/** Builds the graph. It costs nothing before the first question. */
export function rbacGraph(source: () => GraphSource): RbacGraph {
  let graph: Graph | undefined;
  const built = () => (graph ??= new Graph(source()));
  return {
    roleOf: (resource) => built().roleOf(resource),
    boundBy: (binding) => built().boundBy(binding),
    holdingsOfRole: (resource) => built().holdingsOfRole(resource),
    subjectOf,
    accountOf,
    namesakesOf: (account) => built().namesakesOf(account),
    accountObject: (account) => built().accountObject(account),
    podsOf: (identity) => built().podsOf(identity),
    holdingsOf: (identity) => built().holdingsOf(identity),
    grantsOf: (identity) => built().grantsOf(identity),
    find: (identity, sought, namespace) => built().find(identity, sought, namespace),
    allOf: (identity, sought) => built().allOf(identity, sought),
    holds: (identity, right, namespace) => built().holds(identity, right, namespace),
    match: (rule, sought, isClusterWide) => built().match(rule, sought, isClusterWide),
    adminEquivalent,
    reachOf: (identity) => built().reachOf(identity),
    escalationOf: (identity, ends) => built().escalationOf(identity, ends),
  };
}

function subjectOf(subject: JsonObject, binding: Resource): Identity | undefined {
  const identity = identityOf(subject, binding.namespace);
  if (identity?.type !== "service-account") return identity;
  if (identity.namespace !== null) return { ...identity, namespace: keyOfName(identity.namespace, binding) };
  // In a ClusterRoleBinding an account must say its namespace, so this one is nobody.
  return binding.kind === "RoleBinding" ? { ...identity, namespace: namespaceKey(binding) } : undefined;
}

function accountOf(pod: JsonObject, workload: Resource): ServiceAccountIdentity {
  return { type: "service-account", namespace: namespaceKey(workload), name: accountNameOf(pod) };
}

function adminEquivalent(role: Role): boolean {
  return isAdminEquivalent(role.rules().map(({ rule }) => rule));
}

/** One holder's bindings, and the first grant in them of what was asked for. */
type Found = Map<string, { readonly everywhere?: Grant; readonly byNamespace: Map<NamespaceKey, Grant> }>;

class Graph implements Surroundings {
  private readonly source: GraphSource;
  private readonly roles: RoleBook;
  private readonly byIdentity = new Map<string, Holding[]>();
  private readonly found = new WeakMap<readonly Sought[], Found>();
  private readonly matches = new WeakMap<readonly Sought[], Map<Role, readonly [RoleRule, Match] | null>>();
  private readonly hits = new WeakMap<
    readonly Sought[],
    Map<Role, readonly (readonly [RoleRule, Match])[]>
  >();
  private readonly every = new WeakMap<readonly Sought[], Map<string, readonly Grant[]>>();
  private readonly around = new Map<string, readonly string[]>();
  private readonly stocks = new Map<string, readonly Stock[]>();
  private readonly ways = new WeakMap<readonly string[], ReadonlyMap<string, Escalation>>();
  private holders: Map<Resource, Holding[]> | undefined;
  private pods: Map<string, RelatedPlace[]> | undefined;
  private known: Map<string, ServiceAccountIdentity> | undefined;
  private ofNamespace: Map<NamespaceKey, ServiceAccountIdentity[]> | undefined;
  private objects: Map<string, Resource> | undefined;
  private ofName: Map<string, ServiceAccountIdentity[]> | undefined;
  private tokens: Map<NamespaceKey, (readonly [ServiceAccountIdentity, RelatedPlace])[]> | undefined;
  private admins: ReadonlySet<string> | undefined;

  constructor(source: GraphSource) {
    this.source = source;
    const ours = source.resources.filter((resource) => resource.group === group);
    this.roles = new RoleBook(
      ours.filter(({ kind }) => kind === "ClusterRole" || kind === "Role"),
      namespaceKey,
    );
    for (const binding of ours) {
      if (binding.kind === "ClusterRoleBinding" || binding.kind === "RoleBinding") this.add(binding);
    }
  }

  roleOf(resource: Resource): Role | undefined {
    return this.roles.ofResource(resource);
  }

  boundBy(binding: Resource): Role {
    return this.roles.referredBy(binding);
  }

  holdingsOfRole(resource: Resource): readonly Holding[] {
    this.holders ??= this.holdersByRole();
    return this.holders.get(resource) ?? [];
  }

  namesakesOf(account: ServiceAccountIdentity): readonly ServiceAccountIdentity[] {
    this.known ??= this.allAccounts();
    if (this.ofName === undefined) {
      this.ofName = new Map();
      for (const one of this.known.values()) append(this.ofName, one.name, one);
    }
    const same = this.ofName.get(account.name) ?? [];
    return same.filter(({ namespace }) => namespace !== account.namespace);
  }

  accountObject(account: Identity): Resource | undefined {
    this.objects ??= new Map(
      this.source.resources
        .filter(({ kind, group: of }) => kind === "ServiceAccount" && of === "")
        .map((object) => [identityKey(accountOfObject(object)), object]),
    );
    return this.objects.get(identityKey(account));
  }

  podsOf(identity: Identity): readonly RelatedPlace[] {
    this.pods ??= this.podsByAccount();
    return this.pods.get(identityKey(identity)) ?? [];
  }

  holdingsOf(identity: Identity): readonly Holding[] {
    return this.keysAround(identity).flatMap((key) => this.byIdentity.get(key) ?? []);
  }

  *grantsOf(identity: Identity): Generator<Grant> {
    for (const holding of this.holdingsOf(identity)) {
      for (const rule of holding.role.rules()) yield asGrant(holding, rule, wholeRule);
    }
  }

  find(identity: Identity, sought: readonly Sought[], namespace: NamespaceKey | null): Grant | undefined {
    let unsure: Grant | undefined;
    for (const key of this.keysAround(identity)) {
      const { everywhere, byNamespace } = this.foundBy(key, sought);
      const within = namespace === null ? undefined : byNamespace.get(namespace);
      for (const grant of [everywhere, within]) {
        if (grant?.match.answer === "yes") return grant;
        unsure ??= grant;
      }
    }
    return unsure;
  }

  holds(identity: Identity, right: Right, namespace: NamespaceKey | null): Grant | undefined {
    for (const holding of this.holdingsOf(identity)) {
      if (holding.namespace !== null && holding.namespace !== namespace) continue;
      const rule = holding.role.rules().find((one) => grants(one.rule, right));
      if (rule !== undefined) return asGrant(holding, rule, wholeRule);
    }
    return undefined;
  }

  match(rule: JsonObject, sought: readonly Sought[], isClusterWide: boolean): Match | undefined {
    const possible = isClusterWide ? sought : sought.filter((one) => !one.isClusterScoped);
    return granting(rule, possible, (named, names) => this.judgeNames(named, names));
  }

  reachOf(identity: Identity): Iterable<Reached> {
    return reachFrom(identity, this);
  }

  escalationOf(identity: Identity, ends: Takeover): Escalation | undefined {
    const known = this.ways.get(ends.takeover) ?? escalations(this.identities(), ends, this);
    this.ways.set(ends.takeover, known);
    return known.get(identityKey(identity));
  }

  adminEquivalent(role: Role): boolean {
    return adminEquivalent(role);
  }

  stocksOf(identity: Identity): readonly Stock[] {
    const key = identityKey(identity);
    const known = this.stocks.get(key) ?? [...stocksFrom(identity, this)];
    this.stocks.set(key, known);
    return known;
  }

  allOf(identity: Identity, sought: readonly Sought[]): readonly Grant[] {
    return this.keysAround(identity).flatMap((key) => {
      const { everywhere, byNamespace } = this.foundBy(key, sought);
      return [...(everywhere === undefined ? [] : [everywhere]), ...byNamespace.values()];
    });
  }

  everyOf(identity: Identity, sought: readonly Sought[]): readonly Grant[] {
    return this.keysAround(identity).flatMap((key) => this.everyBy(key, sought));
  }

  accountsIn(namespace: NamespaceKey | null): Iterable<ServiceAccountIdentity> {
    this.known ??= this.allAccounts();
    if (namespace === null) return this.known.values();
    if (this.ofNamespace === undefined) {
      this.ofNamespace = new Map();
      for (const account of this.known.values()) append(this.ofNamespace, account.namespace ?? "", account);
    }
    return this.ofNamespace.get(namespace) ?? [];
  }

  tokenSecretsIn(namespace: NamespaceKey | null): Iterable<readonly [ServiceAccountIdentity, RelatedPlace]> {
    this.tokens ??= this.tokenSecrets();
    return namespace === null ? [...this.tokens.values()].flat() : (this.tokens.get(namespace) ?? []);
  }

  /** Everybody whom a binding, a pod or an object names. */
  private identities(): readonly Identity[] {
    this.known ??= this.allAccounts();
    const bound = [...this.byIdentity.values()].flatMap(([holding]) => holding?.identity ?? []);
    return [...bound.filter(({ type }) => type !== "service-account"), ...this.known.values()];
  }

  private add(binding: Resource): void {
    const role = this.roles.referredBy(binding);
    const namespace = binding.kind === "ClusterRoleBinding" ? null : namespaceKey(binding);
    for (const [index, subject] of elements(field(binding.body, "subjects")).entries()) {
      const identity = isObject(subject) ? subjectOf(subject, binding) : undefined;
      if (identity === undefined) continue;
      const holding = { identity, binding, route: ["subjects", index], role, namespace };
      append(this.byIdentity, identityKey(identity), holding);
    }
  }

  /** The identity and its groups, those that no binding names left out. */
  private keysAround(identity: Identity): readonly string[] {
    const key = identityKey(identity);
    const known = this.around.get(key);
    if (known !== undefined) return known;
    const groups = groupsAround(identity).map((name) => identityKey({ type: "group", name }));
    const keys = [key, ...groups].filter((one) => this.byIdentity.has(one));
    this.around.set(key, keys);
    return keys;
  }

  /** What was sought among the holder's own bindings: one grant for the whole cluster, and one for each namespace. */
  private foundBy(key: string, sought: readonly Sought[]) {
    const all: Found = this.found.get(sought) ?? new Map();
    this.found.set(sought, all);
    const known = all.get(key);
    if (known !== undefined) return known;
    let everywhere: Grant | undefined;
    const byNamespace = new Map<NamespaceKey, Grant>();
    for (const holding of this.byIdentity.get(key) ?? []) {
      const { namespace } = holding;
      const before = namespace === null ? everywhere : byNamespace.get(namespace);
      if (before?.match.answer === "yes") continue;
      const hit = this.firstMatch(holding.role, sought, namespace === null);
      if (hit === null || (before !== undefined && hit[1].answer !== "yes")) continue;
      const grant = asGrant(holding, ...hit);
      if (namespace === null) everywhere = grant;
      else byNamespace.set(namespace, grant);
    }
    const found = everywhere === undefined ? { byNamespace } : { everywhere, byNamespace };
    all.set(key, found);
    return found;
  }

  private everyBy(key: string, sought: readonly Sought[]): readonly Grant[] {
    const all = this.every.get(sought) ?? new Map<string, readonly Grant[]>();
    this.every.set(sought, all);
    const known = all.get(key);
    if (known !== undefined) return known;
    const found = (this.byIdentity.get(key) ?? []).flatMap((holding) =>
      this.allMatches(holding.role, sought, holding.namespace === null).map((hit) =>
        asGrant(holding, ...hit),
      ),
    );
    all.set(key, found);
    return found;
  }

  /** The rules of a role that meet what is sought, or, where they are too many, one that stands for them all. */
  private allMatches(role: Role, sought: readonly Sought[], isClusterWide: boolean) {
    const possible = isClusterWide ? sought : this.namespaced(sought);
    const ofSought = this.hits.get(possible) ?? new Map<Role, readonly (readonly [RoleRule, Match])[]>();
    this.hits.set(possible, ofSought);
    const known = ofSought.get(role);
    if (known !== undefined) return known;
    const hits = role.rules().flatMap((rule) => {
      const match = granting(rule.rule, possible, (named, names) => this.judgeNames(named, names));
      return match === undefined ? [] : [[rule, match] as const];
    });
    const few = hits.length > mostRules ? hits.slice(0, 1).map(withoutNames) : hits;
    ofSought.set(role, few);
    return few;
  }

  /** The first rule of a role that meets what is sought. In a RoleBinding rights on objects without namespace do not count. */
  private firstMatch(role: Role, sought: readonly Sought[], isClusterWide: boolean) {
    const possible = isClusterWide ? sought : this.namespaced(sought);
    const ofSought = this.matches.get(possible) ?? new Map<Role, readonly [RoleRule, Match] | null>();
    this.matches.set(possible, ofSought);
    const known = ofSought.get(role);
    if (known !== undefined) return known;
    let first: readonly [RoleRule, Match] | null = null;
    for (const one of role.rules()) {
      const match = granting(one.rule, possible, (named, names) => this.judgeNames(named, names));
      if (match === undefined || (first !== null && match.answer !== "yes")) continue;
      first = [one, match];
      if (match.answer === "yes") break;
    }
    ofSought.set(role, first);
    return first;
  }

  private readonly namespacedOf = new WeakMap<readonly Sought[], readonly Sought[]>();

  private namespaced(sought: readonly Sought[]): readonly Sought[] {
    const known = this.namespacedOf.get(sought) ?? sought.filter((one) => !one.isClusterScoped);
    this.namespacedOf.set(sought, known);
    return known;
  }

  private judgeNames(named: Sought["named"], names: readonly string[]): Match["answer"] | "no" {
    switch (named) {
      case "harmless":
        return "no";
      case "bad":
        return "yes";
      case "admin-role": {
        const roles = names.map((name) => this.roles.clusterRole(name));
        if (roles.some((role) => adminEquivalent(role))) return "yes";
        return roles.every((role) => role.isWhole()) ? "no" : "unknown";
      }
      case "admin-subject":
        this.admins ??= this.namesOfAdmins();
        return names.some((name) => this.admins?.has(name)) ? "yes" : "no";
      default:
        return names.some((name) => named.includes(name)) ? "yes" : "no";
    }
  }

  private namesOfAdmins(): ReadonlySet<string> {
    const admins = new Set(["system:masters"]);
    for (const holding of [...this.byIdentity.values()].flat()) {
      if (holding.namespace !== null || !adminEquivalent(holding.role)) continue;
      const { identity } = holding;
      admins.add(identity.name);
      if (identity.type === "service-account")
        admins.add(`system:serviceaccount:${identity.namespace}:${identity.name}`);
    }
    return admins;
  }

  private holdersByRole(): Map<Resource, Holding[]> {
    const holders = new Map<Resource, Holding[]>();
    const byRole = new Map<Role, Holding[]>();
    for (const holding of [...this.byIdentity.values()].flat()) append(byRole, holding.role, holding);
    for (const [role, holdings] of byRole) {
      const parts = new Set(role.rules().flatMap(({ place }) => place?.on ?? []));
      if (role.resource !== undefined) parts.add(role.resource);
      for (const part of parts) for (const holding of holdings) append(holders, part, holding);
    }
    return holders;
  }

  private podsByAccount(): Map<string, RelatedPlace[]> {
    const pods = new Map<string, RelatedPlace[]>();
    for (const { resource, pod } of this.source.workloads) {
      if (pod === undefined) continue;
      const route = [...pod.route, "serviceAccountName"];
      append(pods, identityKey(accountOf(pod.value, resource)), { on: resource, route });
    }
    return pods;
  }

  /** Every account that an object, a pod or a binding names. */
  private allAccounts(): Map<string, ServiceAccountIdentity> {
    const accounts = new Map<string, ServiceAccountIdentity>();
    const add = (identity: Identity | undefined) => {
      if (identity?.type === "service-account") accounts.set(identityKey(identity), identity);
    };
    for (const resource of this.source.resources) {
      if (resource.kind === "ServiceAccount" && resource.group === "") add(accountOfObject(resource));
    }
    for (const { resource, pod } of this.source.workloads) {
      if (pod !== undefined) add(accountOf(pod.value, resource));
    }
    for (const [holding] of this.byIdentity.values()) add(holding?.identity);
    return accounts;
  }

  private tokenSecrets(): Map<NamespaceKey, (readonly [ServiceAccountIdentity, RelatedPlace])[]> {
    const secrets = new Map<NamespaceKey, (readonly [ServiceAccountIdentity, RelatedPlace])[]>();
    for (const resource of this.source.resources) {
      if (resource.kind !== "Secret" || resource.group !== "") continue;
      if (field(resource.body, "type") !== "kubernetes.io/service-account-token") continue;
      const annotations = field(field(resource.body, "metadata"), "annotations");
      const name = text(field(annotations, "kubernetes.io/service-account.name"));
      if (name === undefined) continue;
      const namespace = namespaceKey(resource);
      append(secrets, namespace, [
        { type: "service-account", namespace, name },
        { on: resource, route: ["type"] },
      ] as const);
    }
    return secrets;
  }
}

function accountOfObject(object: Resource): ServiceAccountIdentity {
  return { type: "service-account", namespace: namespaceKey(object), name: object.name };
}

/** No role for real names things in so many rules; one that does counts as if it named nothing, which is more and never less. */
const mostRules = 64;

function withoutNames([rule, match]: readonly [RoleRule, Match]): readonly [RoleRule, Match] {
  return [{ ...rule, rule: { ...rule.rule, resourceNames: [] } }, match];
}

const wholeRule: Match = { answer: "yes", entry: 0, resources: [], verbs: [] };

function asGrant(holding: Holding, rule: RoleRule, match: Match): Grant {
  const because: RelatedPlace[] = [{ on: holding.binding, route: holding.route }];
  if (rule.place !== undefined) because.push(rule.place);
  return { holding, rule, match, because };
}

function append<K, V>(map: Map<K, V[]>, key: K, value: V): void {
  const known = map.get(key);
  if (known === undefined) map.set(key, [value]);
  else known.push(value);
}
