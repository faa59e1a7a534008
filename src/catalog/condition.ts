/** The CEL form of a rule: guard, condition, place, message and raised severities of one item. */
import type { Input } from "../cel/values.js";
import { at, type Json } from "../core/json.js";
import type { Route } from "../core/location.js";
import { namespaceName } from "../core/resource.js";
import {
  blame,
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
import { keyOf, readersOf } from "./item-key.js";
import { namesIn, namespaceObjectOf, valuesOf } from "./item-values.js";
import { parseTemplate } from "./message.js";
import { type CompiledPlace, compilePlace, routeOf } from "./place.js";
import type { FormFile } from "./rule-file.js";
import { type Contents, Passed } from "./sameness.js";
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
  const places = (form.path ?? ["."]).map((source) =>
    compilePlace(source, place.file, [...place.at, "path"], names),
  );
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
