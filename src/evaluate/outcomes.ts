/** What a rule said about a subject, as a finding, an undecided result or a problem. */
import type { UndecidedFinding } from "../core/finding.js";
import { at, field, type Json, text } from "../core/json.js";
import { asRepoPath, type Route } from "../core/location.js";
import type { Problem } from "../core/problem.js";
import { idOf, type Resource } from "../core/resource.js";
import type { Blame, Case, Rule, Subject, TextView, Undecided } from "../core/rule.js";
import { anchorOf, type Extent } from "../locate/span.js";
import type { Mark } from "../locate/relocate.js";
import type { Locator } from "../locate/trace.js";
import type { Found } from "./combine.js";
import type { SourceText } from "./subjects.js";

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
      ...(inside === undefined ? { part: outcome.part ?? "", element: null } : partOf(inside.value, route)),
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
  const isValue = within !== undefined || anchor.isValue;
  const missing = outcome.missing ?? missingOf(anchor.missing);
  const primary: Mark = {
    source,
    extent: within ?? anchor.extent,
    isValue,
    ...(missing === null ? {} : { lacks: { object: anchor.node, key: firstKey(missing) } }),
  };
  const related = (outcome.because ?? []).map(({ on, route }): Mark => {
    const { extent, isValue: isRelatedValue } = anchorOf(on.node, on.source.text, route);
    return { source: on.source, extent, isValue: isRelatedValue };
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

/** A part of a file may be there several times, and one more of it is something new: each has its number. */
export function numbered(one: Found, seen: Map<string, number>): Found {
  if (one.resource !== null) return one;
  const key = JSON.stringify([one.rule, one.locations[0].path, one.part]);
  const number = (seen.get(key) ?? 0) + 1;
  seen.set(key, number);
  return number === 1 ? one : { ...one, part: `${one.part}#${number}` };
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

/** The object that a subject stands for: where its findings are shown unless an outcome names another. */
export function resourceOf(subject: Exclude<Subject, TextView>): Resource {
  return subject.view === "namespace" ? subject.place : subject.resource;
}

function containerOf(subject: Subject): string | null {
  const container = subject.view === "item" ? subject.container : undefined;
  return container === undefined ? null : (text(field(container.value, "name")) ?? null);
}

/** An outcome that files leave open. */
export function asUndecided(rule: Rule, form: Case, subject: Subject, outcome: Undecided): UndecidedFinding {
  const reason = form.say(outcome);
  if (subject.view === "text") return { rule: rule.id, resource: null, path: subject.path, reason };
  const resource = resourceOf(subject);
  return { rule: rule.id, resource: idOf(resource), path: resource.source.trace.path, reason };
}

/** A rule that threw. */
export function asProblem(rule: Rule, subject: Subject, error: Error): Problem {
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
