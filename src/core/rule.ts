/** A rule, what it is given, and what it may answer. */
import type { DockerInstruction } from "./dockerfile.js";
import type { Evidence } from "./evidence.js";
import type { Json, JsonObject } from "./json.js";
import type { Holding, Identity, RbacGraph, Role } from "./rbac.js";
import type { Namespace, RelatedPlace, Resource, SourceNode } from "./resource.js";
import type { RepoPath, Route } from "./location.js";
import type { Severity } from "./severity.js";

export type { RelatedPlace } from "./resource.js";
export { severities, type Severity } from "./severity.js";

/** How much a rule must see: one resource, several of a revision, the whole repository, both revisions, other tools' reports. */
export const reaches = ["local", "cross", "repo", "diff", "evidence"] as const;
export type Reach = (typeof reaches)[number];

/** The families, which are the folders of `rules/`. */
export const families = [
  "pod",
  "resources",
  "policy",
  "network",
  "rbac",
  "identity",
  "secrets",
  "control-plane",
  "audit",
  "supply-chain",
  "versions",
  "cloud",
] as const;
export type Family = (typeof families)[number];

/** The components whose settings flag tables judge. */
export const components = [
  "kube-apiserver",
  "kube-controller-manager",
  "kube-scheduler",
  "etcd",
  "kubelet",
  "kube-proxy",
] as const;
export type Component = (typeof components)[number];

/** The parts of a resource that a rule may ask for, one at a time. */
export const scopes = [
  "object",
  "pod",
  "containers",
  "allContainers",
  "volumes",
  "env",
  "ports",
  "rules",
  "subjects",
] as const;
export type Scope = (typeof scopes)[number];

/** A kind with its API group ("" is the core group); `*` as group matches any, `*.cilium.io` any group below. `*` as kind matches every kind. */
export interface KindPattern {
  readonly kind: string;
  readonly group: string;
}

/** Which subjects a rule judges: items of resources, settings of a component, or a view over several resources. */
export type Match =
  | { readonly type: "kinds"; readonly kinds: readonly KindPattern[]; readonly items: Items }
  | { readonly type: "workload"; readonly items: Items }
  | { readonly type: "component"; readonly component: Component }
  | { readonly type: "view"; readonly view: Exclude<keyof Subjects, "item" | "component"> };

/** Which parts of a matching resource are the items. `each` leads further down from the scope; several paths give the items of all. */
export interface Items {
  readonly forEach: Scope;
  readonly each: readonly EachFrom[];
}

/** Where an `each` path starts: at the item, or at what surrounds it. */
export interface EachFrom {
  readonly root: "self" | "pod" | "podMetadata" | "container" | "object";
  readonly path: EachPath;
}

/** A path below the item: keys, and `[]` for every element of a list or every entry of a map. */
export type EachPath = readonly (string | typeof everyElement)[];
export const everyElement = Symbol("every element");

/** A value together with the route that leads to it. */
export interface Routed<T extends Json = Json> {
  readonly value: T;
  readonly route: Route;
}

/** One part of one resource. */
export interface Item {
  readonly view: "item";
  readonly resource: Resource;
  readonly self: Json;
  readonly route: Route;
  /** The pod spec and the pod's metadata, in the scopes of a workload. */
  readonly pod?: Routed<JsonObject>;
  readonly podMetadata?: Routed<JsonObject>;
  readonly container?: Routed<JsonObject>;
  /** What holds the element, below an `each` path; and its key where a map was entered. */
  readonly parent?: Routed;
  readonly key?: string;
}

/** All resources of one namespace. `place` is its Namespace object, else the first resource that names it. */
export interface NamespaceView {
  readonly view: "namespace";
  readonly name: string;
  readonly place: Resource;
  /** The Namespace object, where a rendering holds it. */
  readonly object: Resource | undefined;
  readonly workloads: readonly Item[];
  readonly resources: readonly Resource[];
}

/** One pod template with what surrounds it. */
export interface WorkloadView {
  readonly view: "workload";
  /** The pod: `self` is the pod spec. */
  readonly pod: Item & { readonly pod: Routed<JsonObject> };
  readonly resource: Resource;
}

/** One RBAC binding. `role` is undefined where the files do not hold it. */
export interface BindingView {
  readonly view: "binding";
  readonly resource: Resource;
  readonly role: Resource | undefined;
}

/** One Role or ClusterRole of the files, with those who hold it, be it through a role that aggregates it. */
export interface RoleView {
  readonly view: "role";
  readonly resource: Resource;
  readonly role: Role;
  readonly holdings: readonly Holding[];
}

/** One identity that bindings name. The place is the first subject that names it. */
export interface SubjectView {
  readonly view: "subject";
  readonly identity: Identity;
  readonly resource: Resource;
  readonly route: Route;
}

/** One resource as it is at the base and at the head; a new one has no `before`, a removed one no `after`. */
export interface ChangeView {
  readonly view: "change";
  readonly before: Resource | undefined;
  readonly after: Resource | undefined;
  /** Where the change is shown: the resource at the head, or, of a removed one, as it was. */
  readonly resource: Resource;
}

/** Everything that the head holds, for a rule that asks whether something is there at all. */
export interface RevisionView {
  readonly view: "revision";
  /** The anchor of a finding that belongs to no single resource: the first one in order of paths. */
  readonly resource: Resource;
  readonly resources: readonly Resource[];
}

/** One tracked text file of the repository, as it stands there and not as anything renders it. */
export interface TextView {
  readonly view: "text";
  readonly path: RepoPath;
  readonly text: string;
  /** The objects in it as they are written; none where it is a template or no YAML. Read on the first call. */
  objects(): readonly Resource[];
  /** Its YAML documents, objects or not (values, kustomizations); none where it is a template or no YAML. Read on the first call. */
  documents(): readonly TextDocument[];
  /** Its instructions where it is a Dockerfile, by its name. Read on the first call. */
  instructions(): readonly DockerInstruction[];
  /** Another source file, by its path relative to this file's folder; undefined where no target reads such a text. */
  near(relative: string): TextView | undefined;
}

/** One YAML document of a text file with its place there. */
export interface TextDocument {
  readonly value: Json;
  readonly node: SourceNode;
}

/** One value of a setting with its place. A flag that stands in an argument gives the argument's route. */
export interface SettingValue {
  readonly value: string;
  readonly route: Route;
}

/** A component's settings as one source states them. */
export interface ComponentView {
  readonly view: "component";
  readonly component: Component;
  readonly resource: Resource;
  /** The anchor for a setting that is not there. */
  readonly route: Route;
  /** By flag name without dashes. The last value counts. File fields carry the flag's name. */
  readonly settings: ReadonlyMap<string, readonly SettingValue[]>;
  /** `complete`: an absent flag has the component's default. `fragment`: it lies on top of somebody's defaults. */
  readonly extent: "complete" | "fragment";
  /** Whose defaults a fragment lies on, where that is known: `kubeadm`. */
  readonly installer?: string;
  /** The only settings that such a source can state at all. Absent: any. */
  readonly only?: readonly string[];
  /** How the source spells a setting, where it does not use the flag's name. */
  readonly spell?: (flag: string) => string;
  /** Whether the settings come from a configuration file (KubeletConfiguration) or from flags. */
  readonly form: "flags" | "file";
}

/** Everything that a `judge` can be given, by the name a check matches on. */
export interface Subjects {
  readonly item: Item;
  readonly namespace: NamespaceView;
  readonly workload: WorkloadView;
  readonly binding: BindingView;
  readonly role: RoleView;
  readonly subject: SubjectView;
  readonly component: ComponentView;
  readonly change: ChangeView;
  readonly revision: RevisionView;
  readonly text: TextView;
}
export type Subject = Subjects[keyof Subjects];

/** The rule holds. */
export interface Pass {
  readonly outcome: "pass";
}

/** Files cannot tell. `data` fills the rule's `undecided` sentence. */
export interface Undecided {
  readonly outcome: "undecided";
  readonly data: Readonly<Record<string, string>>;
}

/** The rule is violated. */
export interface Blame {
  readonly outcome: "blame";
  /** The deepest field whose value decides. It may name a field that does not exist: the engine finds the nearest that does. */
  readonly route: Route;
  /** The resource at fault where it is not the one being judged. */
  readonly on?: Resource;
  /** The document of a text view that the route leads through, where it is no object. */
  readonly inside?: TextDocument;
  /** Of a text view: where in the file, also inside of the field of an object: offsets in code units, 0-based, end exclusive. */
  readonly within?: readonly [start: number, end: number];
  /** In a text view: what tells this place from others of the file over time. Never a line, never a secret's value. */
  readonly part?: string;
  /** What is missing at the route, where it is no field: `--anonymous-auth`. */
  readonly missing?: string;
  /** Facts for the message. Never a secret's value. */
  readonly data?: Readonly<Record<string, string>>;
  /** The whole message, where the condition has already made it. */
  readonly message?: string;
  /** Which of the rule's messages, where it has several. */
  readonly messageKey?: string;
  readonly severity?: Severity;
  readonly because?: readonly RelatedPlace[];
}

export type Outcome = Pass | Undecided | Blame;

/** How the finding is repaired. */
export interface Fix {
  readonly advice: string;
  /** `safe`: rarely changes a working program; `review`: may break one; `none`: no patch is offered. */
  readonly safety: "safe" | "review" | "none";
  /** YAML that shows the repaired part, generated from `set`, or the object to add. Null where there is none. */
  readonly snippet: string | null;
}

/** What a fix changes in one object: fields to set, their parents created where they are missing, and then fields or list items to take away. */
export interface Patch {
  readonly set: readonly { readonly route: Route; readonly value: Json }[];
  /** What is not there is no mistake. */
  readonly remove: readonly Route[];
}

/** The few facts beside the resource that a condition may read. Field names are those of CEL expressions. */
export interface Facts {
  /** Declared minor of the cluster; 0 where none is declared. */
  readonly minor: number;
  /** Whether a KubeletConfiguration of the repository switches `seccompDefault` on. */
  readonly seccompDefault: boolean;
  /** API groups whose CustomResourceDefinitions the same rendering holds. */
  readonly ownGroups: readonly string[];
  readonly systemNamespaces: readonly string[];
}

/** What a rule may ask about other resources. It answers yes, no or `undecided`, never a guess. */
export interface Inventory {
  /** The declared minor of the cluster (34 for 1.34); 0 where none is declared, and then the newest counts. */
  readonly minor: number;
  /** Namespaces that belong to the cluster itself. */
  readonly systemNamespaces: readonly string[];
  /** The facts as they hold for a resource. */
  facts(resource: Resource): Facts;
  /** All resources of that kind and group (a `KindPattern` group), in order. */
  all(kind: string, group: string): readonly Resource[];
  /** The object of that name; a name that several targets use gives the first of the asking target, else the first. */
  get(kind: string, group: string, namespace: Namespace, name: string, near?: Resource): Resource | undefined;
  /** All pod templates of the revision. */
  workloads(): readonly Item[];
  /** What a pure function makes of the whole inventory, computed once: the function itself is the key, so it must not be made on the spot. */
  derived<T>(compute: (inventory: Inventory) => T): T;
  /** Whether absence counts: the resource's target rendered wholly and holds a whole release or overlay. */
  complete(resource: Resource): boolean;
  /** Who may do what, among the objects that can share a cluster with `near`: two renderings that hold one object twice cannot. */
  rbac(near: Resource): RbacGraph;
  /** The same view of the base; undefined where nothing is compared, and in the base's own view. */
  readonly base: Inventory | undefined;
  /** What other tools found out about images. */
  readonly evidence: Evidence;
  /** The resources of a revision in order; for rules about presence. */
  readonly resources: readonly Resource[];
}

/** One shape of a rule's claim: what it is given and how it judges. Pure and synchronous. */
export interface Case {
  /** Null for the single case of a rule without `cases`. */
  readonly name: string | null;
  readonly match: Match;
  readonly reach: Reach;
  readonly severity: Severity;
  /** May throw: the engine turns that into a problem that names the rule. */
  judge(subject: Subject, inventory: Inventory): Outcome | readonly Outcome[];
  /** The sentence for a finding or for an undecided result. */
  say(outcome: Blame | Undecided): string;
  /** How the finding is repaired. */
  repair(outcome: Blame): Fix;
  /** The repair of this outcome as changes to the subject's object; null where the rule offers none, or none here. */
  patch(subject: Subject, outcome: Blame, inventory: Inventory): Patch | null;
}

/** A check of ours. */
export interface Rule {
  readonly id: string;
  readonly aliases: readonly string[];
  readonly family: Family;
  readonly title: string;
  readonly severity: Severity;
  readonly status: "stable" | "preview";
  readonly default: "on" | "off";
  readonly since: string;
  readonly what: string;
  readonly why: string;
  readonly references: readonly string[];
  /** How a finding is repaired, in general; that of a single finding is its case's `repair`. */
  readonly advice: string;
  readonly cases: readonly Case[];
}

/** Where a rule stands in its ladder; rank 0 says most and speaks first. A rule stands on one ladder or on none. */
export type Ladders = ReadonlyMap<string, { readonly ladder: string; readonly rank: number }>;

/** An outcome that says the rule holds. */
export function pass(): Pass {
  return { outcome: "pass" };
}

/** An outcome that says files cannot tell; the data fills the rule's `undecided` sentence. */
export function undecided(data: Readonly<Record<string, string>> = {}): Undecided {
  return { outcome: "undecided", data };
}

/** An outcome that blames the field at `route`. */
export function blame(
  route: Route,
  data: Readonly<Record<string, string>> = {},
  more: Partial<Omit<Blame, "outcome" | "route" | "data">> = {},
): Blame {
  return { outcome: "blame", route, data, ...more };
}
