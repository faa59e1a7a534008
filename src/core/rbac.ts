/** Who may do what: identities, roles, bindings, and what follows from them together. */
import type { JsonObject } from "./json.js";
import type { Route } from "./location.js";
import type { RelatedPlace, Resource } from "./resource.js";

/**
 * An identity as the authorizer knows it. The namespace is null where files do not say it; in an `RbacGraph` it is a `NamespaceKey`
 * instead, so that two accounts of one release are in one namespace although nobody knows its name.
 */
export type Identity =
  | { readonly type: "service-account"; readonly namespace: string | null; readonly name: string }
  | { readonly type: "user"; readonly name: string }
  | { readonly type: "group"; readonly name: string };

export type ServiceAccountIdentity = Extract<Identity, { type: "service-account" }>;

/** The name of a namespace, or, for the unnamed one of a target, something that cannot be a name. */
export type NamespaceKey = string;

/** A request for a resource, as the authorizer sees it. */
export interface Right {
  /** "" is the core group. */
  readonly group: string;
  /** The plural, with the subresource where one is meant: `pods`, `pods/exec`. */
  readonly resource: string;
  readonly verb: string;
  /**
   * The object's name. Without it the request is for objects of any name, as every create, deletecollection and unfiltered list or watch
   * is, and then a rule with resourceNames grants nothing. The create of a subresource has a name.
   */
  readonly name?: string;
}

/** Rights of one sort: any verb on any of the resources is enough. */
export interface Sought {
  readonly group: string;
  /** Plurals with their subresource. One that ends with a slash (`userextras/`) means every subresource. */
  readonly resources: readonly string[];
  readonly verbs: readonly string[];
  /** Whether the objects have no namespace, so that a RoleBinding cannot grant the right. */
  readonly isClusterScoped: boolean;
  /** Whether `*` among the verbs of a rule counts. */
  readonly takesVerbWildcard: boolean;
  /**
   * What a rule that is limited by resourceNames is: harmless, as bad as another, or bad where it names one of a list, a role that
   * allows everything, or a subject that may do everything.
   */
  readonly named: "harmless" | "bad" | "admin-role" | "admin-subject" | readonly string[];
}

/** How a rule of a role meets what is sought. */
export interface Match {
  /** `unknown`: it depends on an object that the files do not hold. */
  readonly answer: "yes" | "unknown";
  /** The index in `resources` of the entry that grants, a wildcard where there is one. */
  readonly entry: number;
  /** The resources and verbs that were sought and are granted, in the order in which they were sought. */
  readonly resources: readonly string[];
  readonly verbs: readonly string[];
}

/** One rule of a role. */
export interface RoleRule {
  readonly rule: JsonObject;
  /** Where it stands; undefined for a rule of a built-in role. */
  readonly place: RelatedPlace | undefined;
}

/** A role with everything that it grants, aggregation included. */
export interface Role {
  readonly kind: "Role" | "ClusterRole";
  readonly name: string;
  /** Undefined for a built-in role, and for one that the files do not hold. */
  readonly resource: Resource | undefined;
  /** Computed on the first call. */
  rules(): readonly RoleRule[];
  /** Whether these are all rules: no where the files do not hold the role, or it aggregates by a selector that they leave open. */
  isWhole(): boolean;
}

/** One subject of one binding. */
export interface Holding {
  readonly identity: Identity;
  readonly binding: Resource;
  /** The entry of `subjects`. */
  readonly route: Route;
  readonly role: Role;
  /** Where the role holds; null means the whole cluster. */
  readonly namespace: NamespaceKey | null;
}

/** A right that somebody has, and why: binding → role → rule. */
export interface Grant {
  readonly holding: Holding;
  readonly rule: RoleRule;
  readonly match: Match;
  readonly because: readonly RelatedPlace[];
}

/** How one identity comes to act as another. */
export type Means = "workload" | "exec" | "token-secret" | "token" | "impersonate" | "privileged-pod";

/** One step of a path. */
export interface Link {
  readonly means: Means;
  readonly from: Identity;
  /** Null: the node that a pod of one's own runs on. */
  readonly to: Identity | null;
  readonly grant: Grant;
  /** The grant's chain, and what else the step needs: the workload that runs as the account, the Secret that holds its token. */
  readonly because: readonly RelatedPlace[];
}

/** What an identity can become, and the shortest way there. */
export interface Reached {
  readonly identity: Identity | null;
  path(): readonly Link[];
}

/** Rights by the name of their sort, and the sorts of which one in the whole cluster is as good as all. */
export interface Takeover {
  readonly rights: Readonly<Record<string, readonly Sought[]>>;
  readonly takeover: readonly string[];
}

/** A path that ends where the cluster can be taken over. */
export interface Escalation {
  /** At least one link. */
  readonly path: readonly Link[];
  /** What the last identity may do; undefined for a node and for system:masters, which need no right. */
  readonly grant: Grant | undefined;
}

/** The rights among objects that can share a cluster. Answers come from the files alone; built-in roles are known, built-in bindings are not. */
export interface RbacGraph {
  /** The role of the files; undefined for a resource that is not of this graph. */
  roleOf(resource: Resource): Role | undefined;
  /** The role that a binding names, whether the files hold it or not. */
  boundBy(binding: Resource): Role;
  /** Those who hold the role, or one that takes in its rules. */
  holdingsOfRole(resource: Resource): readonly Holding[];
  /** The identity that a subject of a binding names; undefined where it names none. */
  subjectOf(subject: JsonObject, binding: Resource): Identity | undefined;
  /** The ServiceAccount that a pod of the resource runs as. */
  accountOf(pod: JsonObject, workload: Resource): ServiceAccountIdentity;
  /** Accounts of the same name in other namespaces. */
  namesakesOf(account: ServiceAccountIdentity): readonly ServiceAccountIdentity[];
  /** The ServiceAccount object; undefined where the files do not hold it. */
  accountObject(account: Identity): Resource | undefined;
  /** The pods that run as the account: `serviceAccountName` of each, whether it is there or not. */
  podsOf(identity: Identity): readonly RelatedPlace[];
  /** The identity's own bindings, and those of the groups that it is in. */
  holdingsOf(identity: Identity): readonly Holding[];
  /** Every rule that the identity's bindings give it. */
  grantsOf(identity: Identity): Iterable<Grant>;
  /** A grant of any of the rights that holds there (null: in the whole cluster); one that surely holds before one that may. */
  find(identity: Identity, sought: readonly Sought[], namespace: NamespaceKey | null): Grant | undefined;
  /** The identity's grants of any of the rights: one for the whole cluster and one for each namespace, for itself and each of its groups. */
  allOf(identity: Identity, sought: readonly Sought[]): readonly Grant[];
  /** The grant by which the identity has a right there. */
  holds(identity: Identity, right: Right, namespace: NamespaceKey | null): Grant | undefined;
  /** How a rule meets the rights; undefined where it does not. */
  match(rule: JsonObject, sought: readonly Sought[], isClusterWide: boolean): Match | undefined;
  /** Whether the role allows everything. */
  adminEquivalent(role: Role): boolean;
  /** Everything that the identity can become, the nearest first. */
  reachOf(identity: Identity): Iterable<Reached>;
  /** The shortest path to somebody who can take the cluster over; computed for all identities at once. */
  escalationOf(identity: Identity, ends: Takeover): Escalation | undefined;
}
