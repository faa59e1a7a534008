/** The CEL form of a rule: guard, condition, place, message and raised severities of one item. */
import type { Part } from "../cel/reads.js";
import type { Input } from "../cel/values.js";
import { at, elements, field as fieldOf, isObject, type Json, type JsonObject } from "../core/json.js";
import type { Route } from "../core/location.js";
import { namespaceName } from "../core/resource.js";
import {
  blame,
  type Facts,
  type Inventory,
  type Item,
  type Outcome,
  pass,
  type Scope,
  type Severity,
  severities,
  undecided,
} from "../core/rule.js";
import { expressionOf, type Expression } from "./expression.js";
import { parseTemplate } from "./message.js";
import { type Contents, Passed } from "./sameness.js";
import { parsePlace, type PathRoot, type PlacePath } from "./paths.js";
import type { FormFile } from "./rule-file.js";
import { type CatalogFile, mistake } from "./source.js";

/** Judges one item. Throws where an expression fails: the engine makes a problem of it. */
export type ConditionJudge = (item: Item, inventory: Inventory) => Outcome;

/** Where a condition stands in its file, and what it is built with. */
export interface ConditionPlace {
  readonly file: CatalogFile;
  /** The route of the form in the file: empty, or a case. */
  readonly at: Route;
  readonly scope: Scope;
  /** The rule's own severity: `raise` only goes above it. */
  readonly severity: Severity;
  readonly with: Readonly<Record<string, Json>>;
  readonly contents: Contents;
}

/** Builds the judge of a form with `pass`. @throws ConfigurationError for an expression, path or sentence that is wrong. */
export function conditionOf(
  form: FormFile & { readonly pass: string },
  place: ConditionPlace,
): ConditionJudge {
  const names = new Set(namesIn(place.scope, form.each !== undefined));
  const compile = (source: string, key: string, more: readonly string[] = []) =>
    expressionOf(source, new Set([...names, ...more]), place.file, [...place.at, key]);

  const lets = Object.entries(form.let ?? {}).map(([name, source]) => {
    const expression = compile(source, "let");
    names.add(name);
    return { name, expression };
  });
  // `when` may read the names of `let`, so it is compiled after them and evaluated lazily with them.
  const when = form.when === undefined ? undefined : compile(form.when, "when");
  const condition = compile(form.pass, "pass");
  const raises = (form.raise ?? []).map((raise) => ({
    severity: raise.severity,
    when: raise.when === undefined ? undefined : compile(raise.when, "raise"),
  }));
  const message = sentence(form.message ?? "", place, (source) => compile(source, "message"));
  const places = (form.path ?? ["."]).map((source) => compilePlace(source, place, compile));
  const decisive = [condition, when, ...lets.map(({ expression }) => expression)];
  const readsNamespace = decisive.some((expression) => expression?.reads.has("namespaceObject"));
  const readers = readersOf(decisive.flatMap((expression) => expression?.parts ?? []));
  const passed = new Passed();

  return (item, inventory) => {
    const namespaceObject = readsNamespace ? namespaceObjectOf(item, inventory) : undefined;
    if (readsNamespace && namespaceObject === undefined) {
      return undecided({ namespace: namespaceName(item.resource) ?? "" });
    }
    const facts = inventory.facts(item.resource);
    const key =
      readsNamespace || !passed.isWorthwhile ? undefined : keyOf(readers, item, facts, place.contents);
    if (key !== undefined && passed.has(key)) return pass();
    const values = valuesOf(item, facts, place.with, namespaceObject);
    for (const { name, expression } of lets) values[name] = expression.value(values);
    if ((when !== undefined && !when.isTrue(values)) || condition.isTrue(values)) {
      if (key !== undefined) passed.add(key);
      return pass();
    }
    const severity = raised(raises, values, place.severity);
    const route = choosePlace(places, item, values);
    return blame(route, {}, { message: message(values), ...(severity === undefined ? {} : { severity }) });
  };
}

/**
 * How to get at everything that the expressions depend on, but for what never changes within a run (`with`) and for the names of `let`,
 * which depend on nothing else themselves.
 */
function readersOf(parts: readonly Part[]): readonly Reader[] {
  const unique = new Map(parts.map((part) => [`${part.name}.${part.field ?? ""}`, part]));
  return [...unique.values()].flatMap(({ name, field }): readonly Reader[] => {
    const valueIn = rootValues[name];
    if (valueIn === undefined) return [];
    if (field === undefined) return [(item, facts) => ({ value: valueIn(item, facts) })];
    return [
      (item, facts) => {
        const value = valueIn(item, facts);
        return isObject(value) ? { value: fieldOf(value, field) } : null;
      },
    ];
  });
}

/** The value that is read; null where a field is selected from what is no object, which is another thing than a field that is not there. */
type Reader = (item: Item, facts: Facts) => { readonly value: Json | undefined } | null;

/** Equal for items of which the condition reads equal data; undefined where that cannot be told. */
function keyOf(readers: readonly Reader[], item: Item, facts: Facts, contents: Contents): string | undefined {
  let key = "";
  for (const read of readers) {
    const found = read(item, facts);
    if (found === null) return undefined;
    key += `${contents.of(found.value)} `;
  }
  return key;
}

/** The declared names whose values differ from item to item. `namespaceObject` is not among them: conditions that read it are never remembered. */
const rootValues: Readonly<Record<string, (item: Item, facts: Facts) => Json | undefined>> = {
  self: ({ self }) => self,
  object: ({ resource }) => resource.body,
  namespaceName: ({ resource }) => namespaceName(resource) ?? "",
  facts: (_, facts) => facts as unknown as JsonObject, // a closed record of plain values
  pod: ({ pod }) => pod?.value,
  podMetadata: ({ podMetadata }) => podMetadata?.value ?? {},
  container: ({ container }) => container?.value,
  parent: ({ parent }) => parent?.value,
  key: ({ key }) => key ?? "",
};

/** The names that expressions of a scope may use; below an `each` path those of the list come on top. */
function namesIn(scope: Scope, hasEach: boolean): readonly string[] {
  const everywhere = ["self", "object", "namespaceName", "namespaceObject", "with", "facts"];
  const inPod = ["pod", "volumes", "containers", "allContainers", "env", "ports"].includes(scope);
  const inContainer = ["containers", "allContainers", "env", "ports"].includes(scope);
  return [
    ...everywhere,
    ...(inPod ? ["pod", "podMetadata"] : []),
    ...(inContainer ? ["container"] : []),
    ...(hasEach ? ["parent", "key"] : []),
  ];
}

function valuesOf(
  item: Item,
  facts: Facts,
  withValues: Readonly<Record<string, Json>>,
  namespaceObject: JsonObject | undefined,
): Record<string, Input> {
  const values: Record<string, Input> = {
    self: item.self,
    object: item.resource.body,
    namespaceName: namespaceName(item.resource) ?? "",
    with: withValues,
    facts: facts as unknown as JsonObject, // a closed record of plain values
  };
  if (namespaceObject !== undefined) values["namespaceObject"] = namespaceObject;
  if (item.pod !== undefined) {
    values["pod"] = item.pod.value;
    values["podMetadata"] = item.podMetadata?.value ?? {};
  }
  if (item.container !== undefined) values["container"] = item.container.value;
  if (item.parent !== undefined) {
    values["parent"] = item.parent.value;
    values["key"] = item.key ?? "";
  }
  return values;
}

function namespaceObjectOf(item: Item, inventory: Inventory): JsonObject | undefined {
  const name = namespaceName(item.resource);
  if (name === null) return undefined;
  return inventory.get("Namespace", "", { state: "cluster" }, name, item.resource)?.body;
}

function raised(
  raises: readonly { readonly severity: Severity; readonly when: Expression | undefined }[],
  values: Readonly<Record<string, Input>>,
  own: Severity,
): Severity | undefined {
  const holding = raises.find(({ when }) => when?.isTrue(values) === true);
  if (holding === undefined) return undefined;
  return severities.indexOf(holding.severity) < severities.indexOf(own) ? holding.severity : undefined;
}

function sentence(
  source: string,
  place: ConditionPlace,
  compile: (source: string) => Expression,
): (values: Readonly<Record<string, Input>>) => string {
  const template = parseTemplate(source);
  if (typeof template === "string") throw mistake(place.file, [...place.at, "message"], template);
  const parts = template.map((part) => (typeof part === "string" ? part : compile(part.expression)));
  return (values) => parts.map((part) => (typeof part === "string" ? part : part.text(values))).join("");
}

interface CompiledPlace {
  readonly root: PathRoot;
  readonly steps: readonly (
    | { readonly type: "key"; readonly key: string }
    | { readonly type: "element"; readonly variable: string; readonly predicate: Expression }
  )[];
}

function compilePlace(
  source: string,
  place: ConditionPlace,
  compile: (source: string, key: string, more?: readonly string[]) => Expression,
): CompiledPlace {
  const parsed: PlacePath | string = parsePlace(source);
  if (typeof parsed === "string") throw mistake(place.file, [...place.at, "path"], parsed);
  const steps = parsed.steps.map((step) =>
    step.type === "key" ? step : { ...step, predicate: compile(step.predicate, "path", [step.variable]) },
  );
  return { root: parsed.root, steps };
}

/**
 * The field to blame: the first candidate that exists. Where none does, the first candidate all the same, because its nearest existing
 * ancestor is the anchor and the rest of it is what is missing; ancestors that a rule lists are therefore never chosen before it.
 */
function choosePlace(
  places: readonly CompiledPlace[],
  item: Item,
  values: Readonly<Record<string, Input>>,
): Route {
  const routes = places.map((place) => routeOf(place, item, values));
  const [first] = routes;
  const existing = routes.find(
    (route) =>
      route !== undefined && !isAncestor(route, first) && at(item.resource.body, route) !== undefined,
  );
  return existing ?? first ?? routes.findLast((route) => route !== undefined) ?? item.route;
}

function isAncestor(route: Route, of: Route | undefined): boolean {
  return of !== undefined && route.length < of.length && route.every((step, index) => step === of[index]);
}

/** Undefined where the predicate of a step holds for nothing, or the root does not exist in this scope. */
function routeOf(
  place: CompiledPlace,
  item: Item,
  values: Readonly<Record<string, Input>>,
): Route | undefined {
  let route = rootOf(place.root, item);
  for (const step of place.steps) {
    if (route === undefined) return undefined;
    if (step.type === "key") {
      route = [...route, step.key];
      continue;
    }
    const key = members(at(item.resource.body, route)).find(([, member]) =>
      step.predicate.isTrue({ ...values, [step.variable]: member }),
    )?.[0];
    route = key === undefined ? undefined : [...route, key];
  }
  return route;
}

/** What a predicate chooses from: the elements of a list, the keys of a map. They are what CEL's own macros go through. */
function members(value: Json | undefined): readonly (readonly [step: string | number, member: Json])[] {
  if (isObject(value)) return Object.keys(value).map((key) => [key, key]);
  return elements(value).map((element, index) => [index, element]);
}

function rootOf(root: PathRoot, item: Item): Route | undefined {
  switch (root) {
    case "self":
      return item.route;
    case "object":
      return [];
    default:
      return item[root]?.route;
  }
}
