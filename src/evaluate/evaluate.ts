/** Rules × resources → findings, undecided results and problems. The engine iterates; a rule judges one subject. */
import { at, field, type Json, text } from "../core/json.js";
import { asRepoPath, byCodeUnits, type Route } from "../core/location.js";
import type { Problem } from "../core/problem.js";
import { idOf, type Resource } from "../core/resource.js";
import type {
  Blame,
  Case,
  ChangeView,
  ComponentView,
  Inventory,
  Items,
  KindPattern,
  Ladders,
  NamespaceView,
  Outcome,
  Rule,
  Subject,
  Subjects,
  TextView,
  Undecided,
} from "../core/rule.js";
import type { UndecidedFinding } from "../core/finding.js";
import { componentViews } from "../kubernetes/components.js";
import { anchorOf, type Extent } from "../locate/span.js";
import type { Mark } from "../locate/relocate.js";
import { Locator } from "../locate/trace.js";
import { changeViews } from "./changes.js";
import { namespaceViews } from "./inventory.js";
import { type KindIndex, indexByKind } from "./kinds.js";
import { hasPod, ItemSource } from "./match.js";
import { type Found, combine } from "./combine.js";

/** What is judged: the resources of one revision, what surrounds them, and the source files as they stand. */
export interface Evaluated {
  readonly resources: readonly Resource[];
  readonly inventory: Inventory;
  readonly texts: readonly SourceText[];
  /** Rules of one ladder that hold at one place are one finding: the first of the ladder speaks. */
  readonly ladders: Ladders;
}

/** A source file with the targets that read it. */
export interface SourceText extends TextView {
  readonly targets: readonly string[];
}

/** What judging gave. Findings have no status yet. */
export interface Judged {
  readonly findings: readonly Found[];
  readonly undecided: readonly UndecidedFinding[];
  readonly problems: readonly Problem[];
}

/** Judges everything. A rule that throws is a problem that names it; the others go on. */
export function evaluate(rules: readonly Rule[], evaluated: Evaluated): Judged {
  const found: Found[] = [];
  const undecided = new Map<string, UndecidedFinding>();
  const problems = new Map<string, Problem>();
  const locator = new Locator();

  for (const { rule, form, subject, outcomes } of judgements(rules, evaluated)) {
    if (outcomes instanceof Error) {
      const problem = asProblem(rule, subject, outcomes);
      problems.set(`${rule.id} ${problem.path} ${problem.target}`, problem);
      continue;
    }
    for (const outcome of outcomes) {
      if (outcome.outcome === "blame") found.push(asFound(rule, form, subject, outcome, locator));
      if (outcome.outcome === "undecided") {
        const entry = asUndecided(rule, form, subject, outcome);
        undecided.set(JSON.stringify(entry), entry);
      }
    }
  }
  return {
    findings: combine(found, evaluated.ladders),
    undecided: [...undecided.values()],
    problems: [...problems.values()],
  };
}

/** What one case of a rule says about one subject; an error where it threw. */
export interface Judgement {
  readonly rule: Rule;
  readonly form: Case;
  readonly subject: Subject;
  readonly outcomes: readonly Outcome[] | Error;
}

/** Asks every rule about every subject, in the order of the rules. */
export function* judgements(rules: readonly Rule[], evaluated: Evaluated): Generator<Judgement> {
  const subjects = new SubjectSource(evaluated);
  for (const rule of rules) {
    for (const form of rule.cases) {
      for (const subject of subjects.of(form)) {
        yield { rule, form, subject, outcomes: judge(form, subject, evaluated.inventory) };
      }
    }
  }
}

function judge(form: Case, subject: Subject, inventory: Inventory): readonly Outcome[] | Error {
  try {
    const outcome = form.judge(subject, inventory);
    return "outcome" in outcome ? [outcome] : outcome;
  } catch (error) {
    return error instanceof Error ? error : new Error(String(error));
  }
}

/** Gives each case the subjects it asked for, and works out what several cases share only once. */
class SubjectSource {
  private readonly kinds: KindIndex;
  private readonly evaluated: Evaluated;
  private readonly items = new ItemSource();
  private namespaces: readonly NamespaceView[] | undefined;
  private components: readonly ComponentView[] | undefined;
  private readonly selections = new Map<string, readonly Subject[]>();
  private changes: readonly ChangeView[] | undefined;

  constructor(evaluated: Evaluated) {
    this.evaluated = evaluated;
    this.kinds = indexByKind(evaluated.resources);
  }

  of({ match }: Case): readonly Subject[] {
    switch (match.type) {
      case "kinds":
        return this.itemsOf(match.items, match.kinds);
      case "workload":
        return this.itemsOf(match.items, null);
      case "component": {
        const { resources } = this.evaluated;
        this.components ??= resources.flatMap((resource) => componentViews(resource));
        return this.components.filter((view) => view.component === match.component);
      }
      case "view":
        return this.views(match.view);
    }
  }

  /** The items of a selection; kinds of null are the workloads. Rules that select alike share one list. */
  private itemsOf(items: Items, kinds: readonly KindPattern[] | null): readonly Subject[] {
    const key = JSON.stringify([kinds, items], (_, step: unknown) =>
      typeof step === "symbol" ? null : step,
    );
    const known = this.selections.get(key);
    if (known !== undefined) return known;
    const resources = kinds === null ? this.kinds.workloads : this.kinds.of(kinds);
    const selected = resources.flatMap((resource) => this.items.of(resource, items));
    this.selections.set(key, selected);
    return selected;
  }

  private views(view: Exclude<keyof Subjects, "item" | "component">): readonly Subject[] {
    const { resources, inventory, texts } = this.evaluated;
    switch (view) {
      case "namespace":
        return (this.namespaces ??= namespaceViews(resources, inventory));
      case "workload":
        return inventory
          .workloads()
          .filter((pod) => hasPod(pod))
          .map((pod) => ({ view, pod, resource: pod.resource }));
      case "binding":
        return ["ClusterRoleBinding", "RoleBinding"]
          .flatMap((kind) => inventory.all(kind, "*"))
          .map((resource) => ({ view, resource, role: roleOf(resource, inventory) }));
      case "change":
        return (this.changes ??= changeViews(resources, inventory.base));
      case "revision": {
        const [resource] = resources.toSorted((left, right) => byCodeUnits(pathOf(left), pathOf(right)));
        return resource === undefined ? [] : [{ view, resource, resources }];
      }
      case "text":
        return texts;
    }
  }
}

function pathOf(resource: Resource): string {
  return resource.source.trace.path;
}

function roleOf(binding: Resource, inventory: Inventory): Resource | undefined {
  const reference = field(binding.body, "roleRef");
  const kind = text(field(reference, "kind")) ?? "";
  const name = text(field(reference, "name")) ?? "";
  const group = "rbac.authorization.k8s.io";
  const namespace = kind === "ClusterRole" ? ({ state: "cluster" } as const) : binding.namespace;
  return inventory.get(kind, group, namespace, name, binding);
}

/** An outcome that blames something, as a finding. */
export function asFound(rule: Rule, form: Case, subject: Subject, outcome: Blame, locator: Locator): Found {
  const message = form.say(outcome);
  const base = {
    rule: rule.id,
    title: rule.title,
    severity: outcome.severity ?? form.severity,
    message,
    fix: form.repair(outcome),
    also: [],
  };
  if (subject.view === "text" && outcome.on === undefined) {
    const source = { text: subject.text, trace: { type: "identity", path: subject.path } } as const;
    const { inside, route } = outcome;
    const [start, end] = outcome.within ?? [0, 0];
    const anchor = inside === undefined ? undefined : anchorOf(inside.node, subject.text, route);
    return {
      ...base,
      resource: null,
      container: null,
      field: route,
      ...(inside === undefined ? { part: "", element: null } : partOf(inside.value, route)),
      missing: outcome.missing ?? missingOf(anchor?.missing ?? []),
      locations: [locator.locate(source, anchor?.extent ?? { start, end })],
      marks: [{ source, extent: anchor?.extent ?? { start, end }, isValue: anchor?.isValue ?? true }],
      targets: (subject as SourceText).targets, // the only text views are those of `Evaluated.texts`
    };
  }
  const resource = outcome.on ?? (subject.view === "text" ? undefined : resourceOf(subject));
  if (resource === undefined) throw new Error(`The rule ${rule.id} blames a file and an object at once.`);
  const anchor = anchorOf(resource.node, resource.source.text, outcome.route);
  const source = isGone(subject, resource)
    ? { ...resource.source, trace: fileOf(resource) }
    : resource.source;
  const within = placeInFile(subject, outcome);
  const missing = outcome.missing ?? missingOf(anchor.missing);
  const primary: Mark = {
    source,
    extent: within ?? anchor.extent,
    isValue: within !== undefined || anchor.isValue,
    ...(missing === null ? {} : { lacks: { object: anchor.node, key: firstKey(missing) } }),
  };
  const related = (outcome.because ?? []).map(({ on, route }): Mark => {
    const { extent, isValue } = anchorOf(on.node, on.source.text, route);
    return { source: on.source, extent, isValue };
  });
  return {
    ...base,
    resource: idOf(resource),
    container: containerOf(subject),
    field: outcome.route,
    ...partOf(resource.body, outcome.route),
    missing,
    locations: [
      locator.locate(source, primary.extent),
      ...related.map((mark) => locator.locate(mark.source, mark.extent, "related")),
    ],
    marks: [primary, ...related],
    targets: subject.view === "text" ? (subject as SourceText).targets : [resource.target.id],
  };
}

/** An object that the change takes away has a file and no line any more: what stands there at the head is something else. */
function isGone(subject: Subject, resource: Resource): boolean {
  return subject.view === "change" && subject.before === resource && subject.after !== resource;
}

function fileOf({ source }: Resource): Resource["source"]["trace"] {
  return { type: "file", path: source.trace.path };
}

/** A check that reads text may say where in the field it found something: a line of a long script. */
function placeInFile({ view }: Subject, { within }: Blame): Extent | undefined {
  if (view !== "text" || within === undefined) return undefined;
  const [start, end] = within;
  return { start, end };
}

/** A route with the names of list items where they have one: containers, volumes, variables and ports do. */
function partOf(body: Json, route: Route): Pick<Found, "part" | "element"> {
  let value: Json | undefined = body;
  let element: Json | null = null;
  const steps = route.map((step) => {
    value = at(value, [step]);
    const name = typeof step === "number" ? text(field(value, "name")) : undefined;
    if (typeof step === "number" && name === undefined) element ??= value ?? null;
    return name === undefined ? step : { name };
  });
  return { part: JSON.stringify(steps), element };
}

function missingOf(route: Route): string | null {
  return route.length === 0 ? null : routeText(route);
}

/** `securityContext` of `securityContext.capabilities.drop[0]`. */
function firstKey(missing: string): string {
  return missing.split(/[.[]/, 1)[0] ?? missing;
}

/** A route as people write it: `spec.containers[0].image`, `metadata.annotations["a.b/c"]`. */
export function routeText(route: Route): string {
  return route
    .map((step) => {
      if (typeof step === "number") return `[${step}]`;
      return /^[A-Za-z0-9_-]+$/.test(step) ? `.${step}` : `["${step}"]`;
    })
    .join("")
    .replace(/^\./, "");
}

function resourceOf(subject: Exclude<Subject, TextView>): Resource {
  return subject.view === "namespace" ? subject.place : subject.resource;
}

function containerOf(subject: Subject): string | null {
  const container = subject.view === "item" ? subject.container : undefined;
  return container === undefined ? null : (text(field(container.value, "name")) ?? null);
}

function asUndecided(rule: Rule, form: Case, subject: Subject, outcome: Undecided): UndecidedFinding {
  const reason = form.say(outcome);
  if (subject.view === "text") return { rule: rule.id, resource: null, path: subject.path, reason };
  const resource = resourceOf(subject);
  return { rule: rule.id, resource: idOf(resource), path: resource.source.trace.path, reason };
}

function asProblem(rule: Rule, subject: Subject, error: Error): Problem {
  const what = subject.view === "text" ? "this file" : describe(subject);
  const target = subject.view === "text" ? null : resourceOf(subject).target;
  const path = subject.view === "text" ? subject.path : resourceOf(subject).source.trace.path;
  return {
    stage: "evaluate",
    path: asRepoPath(path),
    line: null,
    target: target?.id ?? null,
    touched: target?.touched ?? true,
    message: `The rule ${rule.id} could not judge ${what}: ${error.message}`,
    hint: "Report this with the rule's name; until it is repaired, switch the rule off for the file.",
  };
}

function describe(subject: Exclude<Subject, TextView>): string {
  const { kind, name } = resourceOf(subject);
  const container = containerOf(subject);
  return container === null ? `${kind} "${name}"` : `${kind} "${name}", container "${container}"`;
}
