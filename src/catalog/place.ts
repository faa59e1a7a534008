/** A path of a rule file → the route in one object to which it leads. */
import type { Input } from "../cel/values.js";
import { at, elements, isObject, type Json } from "../core/json.js";
import type { Route } from "../core/location.js";
import type { Item } from "../core/rule.js";
import { expressionOf, type Expression } from "./expression.js";
import { parsePlace, type PathRoot, type PlacePath } from "./paths.js";
import { type CatalogFile, mistake } from "./source.js";

/** A path with its predicates compiled. */
export interface CompiledPlace {
  readonly root: PathRoot;
  readonly steps: readonly (
    | { readonly type: "key"; readonly key: string }
    | { readonly type: "element"; readonly variable: string; readonly predicate: Expression }
  )[];
}

/** Parses and compiles a path that stands at `route` in the file. @throws ConfigurationError at that line for a mistake in it. */
export function compilePlace(
  source: string,
  file: CatalogFile,
  route: Route,
  names: ReadonlySet<string>,
): CompiledPlace {
  const parsed: PlacePath | string = parsePlace(source);
  if (typeof parsed === "string") throw mistake(file, route, parsed);
  const steps = parsed.steps.map((step) =>
    step.type === "key"
      ? step
      : { ...step, predicate: expressionOf(step.predicate, new Set([...names, step.variable]), file, route) },
  );
  return { root: parsed.root, steps };
}

/** Where a path leads. Undefined where the predicate of a step holds for nothing, or the root does not exist in this scope. */
export function routeOf(
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
