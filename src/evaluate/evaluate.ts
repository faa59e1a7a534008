/** Rules × resources → findings, undecided results and problems. The engine iterates; a rule judges one subject. */
import { at, field, type Json, type JsonObject, text } from "../core/json.js";
import { asRepoPath, byCodeUnits, type Route } from "../core/location.js";
import type { Problem } from "../core/problem.js";
import { idOf, type Resource } from "../core/resource.js";
import type {
  Blame,
  Case,
  ChangeView,
  ComponentView,
  Inventory,
  Ladders,
  NamespaceView,
  Outcome,
  Rule,
  Subject,
  TextView,
  Undecided,
} from "../core/rule.js";
import type { UndecidedFinding } from "../core/finding.js";
import { componentViews } from "../kubernetes/components.js";
import { anchorOf } from "../locate/span.js";
import { Locator } from "../locate/trace.js";
import { changeViews } from "./changes.js";
import { namespaceViews } from "./inventory.js";
import { type KindIndex, indexByKind } from "./kinds.js";
import { hasPod, ItemSource } from "./match.js";
import { roleViews, subjectViews } from "./rbac-views.js";
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
  const subjects = new SubjectSource(evaluated);
  const locator = new Locator();

  for (const rule of rules) {
    for (const form of rule.cases) {
      for (const subject of subjects.of(form)) {
        const outcomes = judge(form, subject, evaluated.inventory);
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
    }
  }
  return {
    findings: combine(found, evaluated.ladders),
    undecided: [...undecided.values()],
    problems: [...problems.values()],
  };
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
  private changes: readonly ChangeView[] | undefined;

  constructor(evaluated: Evaluated) {
    this.evaluated = evaluated;
    this.kinds = indexByKind(evaluated.resources);
  }

  *of(form: Case): Generator<Subject> {
    const { match } = form;
    const { resources, inventory, texts } = this.evaluated;
    switch (match.type) {
      case "kinds":
        for (const resource of this.kinds.of(match.kinds)) yield* this.items.of(resource, match.items);
        return;
      case "workload":
        for (const resource of this.kinds.workloads) yield* this.items.of(resource, match.items);
        return;
      case "component":
        this.components ??= resources.flatMap((resource) => componentViews(resource));
        for (const view of this.components) if (view.component === match.component) yield view;
        return;
      case "view":
        break;
    }
    switch (match.view) {
      case "namespace":
        this.namespaces ??= namespaceViews(resources, inventory);
        yield* this.namespaces;
        return;
      case "workload":
        for (const pod of inventory.workloads()) {
          if (hasPod(pod)) yield { view: "workload", pod, resource: pod.resource };
        }
        return;
      case "binding":
        for (const resource of [
          ...inventory.all("ClusterRoleBinding", "*"),
          ...inventory.all("RoleBinding", "*"),
        ]) {
          yield { view: "binding", resource, role: inventory.rbac(resource).boundBy(resource).resource };
        }
        return;
      case "role":
        yield* roleViews(inventory);
        return;
      case "subject":
        yield* subjectViews(inventory);
        return;
      case "change":
        this.changes ??= changeViews(resources, inventory.base);
        yield* this.changes;
        return;
      case "revision": {
        const [resource] = resources.toSorted((left, right) => byCodeUnits(pathOf(left), pathOf(right)));
        if (resource !== undefined) yield { view: "revision", resource, resources };
        return;
      }
      case "text":
        yield* texts;
    }
  }
}

function pathOf(resource: Resource): string {
  return resource.source.trace.path;
}

function asFound(rule: Rule, form: Case, subject: Subject, outcome: Blame, locator: Locator): Found {
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
    const [start, end] = outcome.within ?? [0, 0];
    const targets = (subject as SourceText).targets; // the only text views are those of `Evaluated.texts`
    return {
      ...base,
      resource: null,
      container: null,
      field: [],
      part: "",
      missing: null,
      locations: [locator.locate(source, { start, end })],
      targets,
    };
  }
  const resource = outcome.on ?? (subject.view === "text" ? undefined : resourceOf(subject));
  if (resource === undefined) throw new Error(`The rule ${rule.id} blames a file and an object at once.`);
  const anchor = anchorOf(resource.node, resource.source.text, outcome.route);
  const related = (outcome.because ?? []).map(({ on, route }) =>
    locator.locate(on.source, anchorOf(on.node, on.source.text, route).extent, "related"),
  );
  return {
    ...base,
    resource: idOf(resource),
    container: containerOf(subject),
    field: outcome.route,
    part: partOf(resource.body, outcome.route),
    missing: outcome.missing ?? missingOf(anchor.missing),
    locations: [locator.locate(resource.source, anchor.extent), ...related],
    targets: subject.view === "text" ? (subject as SourceText).targets : [resource.target.id],
  };
}

/** A route with the names of list items where they have one: containers, volumes, variables and ports do. */
function partOf(body: JsonObject, route: Route): string {
  let value: Json | undefined = body;
  const steps = route.map((step) => {
    value = at(value, [step]);
    const name = typeof step === "number" ? text(field(value, "name")) : undefined;
    return name === undefined ? step : { name };
  });
  return JSON.stringify(steps);
}

function missingOf(route: Route): string | null {
  return route.length === 0 ? null : routeText(route);
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
