/** Goes down into a manifest without losing the way back. */
import { at, elements, isObject, type Json, type JsonObject } from "../core/json.js";
import type { Route } from "../core/location.js";
import type { Routed } from "../core/rule.js";

/** The value below `from`; undefined where any step does not exist. */
export function valueAt(from: Routed, ...steps: Route): Routed | undefined {
  const value = at(from.value, steps);
  return value === undefined ? undefined : { value, route: [...from.route, ...steps] };
}

/** The object below `from`; undefined where there is none or something else stands there. */
export function objectAt(from: Routed, ...steps: Route): Routed<JsonObject> | undefined {
  const found = valueAt(from, ...steps);
  return found !== undefined && isRoutedObject(found) ? found : undefined;
}

/** The elements of the list below `from`; nothing where there is no list. */
export function elementsAt(from: Routed, ...steps: Route): readonly Routed[] {
  const list = elements(at(from.value, steps));
  return list.map((value, index) => ({ value, route: [...from.route, ...steps, index] }));
}

/** The elements that are objects. Others cannot be decoded by the API server and say nothing. */
export function objectsAt(from: Routed, ...steps: Route): readonly Routed<JsonObject>[] {
  return elementsAt(from, ...steps).filter(isRoutedObject);
}

/** A whole body, whose route is empty. */
export function whole<T extends Json>(value: T): Routed<T> {
  return { value, route: [] };
}

function isRoutedObject(routed: Routed): routed is Routed<JsonObject> {
  return isObject(routed.value);
}
