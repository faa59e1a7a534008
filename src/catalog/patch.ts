/** `set`, `remove` and `unless` of a fix → what they change in the object that a finding blames. */
import type { Input } from "../cel/values.js";
import { isList, isObject, type Json } from "../core/json.js";
import type { Route } from "../core/location.js";
import type { Blame, Inventory, Item, Match, Patch, Scope, Subject } from "../core/rule.js";
import { type Expression, expressionOf } from "./expression.js";
import { namesIn, namespaceObjectOf, valuesOf } from "./item-values.js";
import { fill, parseTemplate } from "./message.js";
import { type CompiledPlace, compilePlace, routeOf } from "./place.js";
import type { FixFile, FormFile } from "./rule-file.js";
import { type CatalogFile, mistake } from "./source.js";

/** Makes the patch of one outcome. */
export type PatchMaker = (subject: Subject, outcome: Blame, inventory: Inventory) => Patch | null;

/** Where a fix stands in its file, and what it is compiled with. */
export interface PatchPlace {
  readonly file: CatalogFile;
  /** The route of the form in the file: empty, or a case. */
  readonly at: Route;
  readonly match: Match;
  readonly with: Readonly<Record<string, Json>>;
}

/** Compiles the patch of a form. @throws ConfigurationError for a path or expression that is wrong, or a subject that has no fields to set. */
export function patchOf(form: FormFile, fix: FixFile, place: PatchPlace): PatchMaker {
  const { file, at: top, match } = place;
  const at = (...route: Route) => [...top, "fix", ...route];
  if (fix.set === undefined && fix.remove === undefined) {
    if (fix.unless === undefined) return () => null;
    throw mistake(file, at("unless"), '"unless" needs a "set" or "remove" that it holds back.');
  }
  const scope = scopeOf(match);
  if (scope === undefined) {
    throw mistake(file, at(), '"set" and "remove" change an object, and this rule judges none of its own.');
  }
  const names = new Set(namesIn(scope, form.each !== undefined));
  const lets = Object.entries(form.let ?? {}).map(([name, source]) => {
    const expression = expressionOf(source, names, file, [...top, "let", name]);
    names.add(name);
    return { name, expression };
  });
  const set = Object.entries(fix.set ?? {}).map(([source, value]) => ({
    place: compilePlace(source, file, at("set", source), names),
    value: value as Json, // data of a catalog file is Json by construction
  }));
  const remove = (fix.remove ?? []).map((source, index) =>
    compilePlace(source, file, at("remove", index), names),
  );
  const unless = fix.unless === undefined ? undefined : expressionOf(fix.unless, names, file, at("unless"));
  const maker = new Maker(lets, set, remove, unless, place.with);
  return (subject, outcome, inventory) => {
    const item = itemOf(subject);
    const isElsewhere = outcome.on !== undefined && outcome.on !== item?.resource;
    return item === undefined || isElsewhere ? null : maker.patch(item, outcome, inventory);
  };
}

/** What `self` is in the expressions of a fix; undefined where the rule judges no object. */
function scopeOf(match: Match): Scope | undefined {
  if (match.type === "kinds" || match.type === "workload") return match.items.forEach;
  if (match.type === "component" || match.view === "text" || match.view === "revision") return undefined;
  return match.view === "workload" ? "pod" : "object";
}

function itemOf(subject: Subject): Item | undefined {
  switch (subject.view) {
    case "item":
      return subject;
    case "workload":
      return subject.pod;
    case "namespace":
      return subject.object && wholeOf(subject.object);
    case "change":
      return subject.after && wholeOf(subject.after);
    case "binding":
      return wholeOf(subject.resource);
    default:
      return undefined;
  }
}

function wholeOf(resource: Item["resource"]): Item {
  return { view: "item", resource, self: resource.body, route: [] };
}

class Maker {
  private readonly lets: readonly { readonly name: string; readonly expression: Expression }[];
  private readonly set: readonly { readonly place: CompiledPlace; readonly value: Json }[];
  private readonly remove: readonly CompiledPlace[];
  private readonly unless: Expression | undefined;
  private readonly with: Readonly<Record<string, Json>>;

  constructor(
    lets: Maker["lets"],
    set: Maker["set"],
    remove: Maker["remove"],
    unless: Expression | undefined,
    values: Readonly<Record<string, Json>>,
  ) {
    this.lets = lets;
    this.set = set;
    this.remove = remove;
    this.unless = unless;
    this.with = values;
  }

  patch(item: Item, outcome: Blame, inventory: Inventory): Patch | null {
    try {
      const values = this.valuesFor(item, inventory);
      if (this.unless?.isTrue(values) === true) return null;
      const set = this.set.map(({ place, value }) => {
        const route = routeOf(place, item, values);
        const filled = fillIn(value, outcome.data ?? {});
        return route === undefined || filled === undefined ? undefined : { route, value: filled };
      });
      const isWhole = set.every((one) => one !== undefined);
      if (!isWhole) return null;
      const remove = this.remove.flatMap((place) => {
        const route = routeOf(place, item, values);
        return route === undefined ? [] : [route];
      });
      return { set, remove };
    } catch {
      return null; // what cannot be told is no patch; the finding and its advice stay
    }
  }

  private valuesFor(item: Item, inventory: Inventory): Record<string, Input> {
    const namespaceObject = namespaceObjectOf(item, inventory);
    const values = valuesOf(item, inventory.facts(item.resource), this.with, namespaceObject);
    for (const { name, expression } of this.lets) values[name] = expression.value(values);
    return values;
  }
}

/** Fills `{name}` in the texts of a value with the facts of an outcome. Undefined where a fact is missing. */
function fillIn(value: Json, data: Readonly<Record<string, string>>): Json | undefined {
  if (typeof value === "string") {
    const template = parseTemplate(value);
    if (typeof template === "string") return value;
    const names = template.flatMap((part) => (typeof part === "string" ? [] : [part.expression]));
    return names.every((name) => Object.hasOwn(data, name)) ? fill(template, data) : undefined;
  }
  if (isList(value)) {
    const filled = value.map((element) => fillIn(element, data));
    return filled.every((element) => element !== undefined) ? filled : undefined;
  }
  if (!isObject(value)) return value;
  const filled: Record<string, Json> = {};
  for (const [key, inner] of Object.entries(value)) {
    const one = fillIn(inner, data);
    if (one === undefined) return undefined;
    filled[key] = one;
  }
  return filled;
}
