/** What a patch makes of the data of an object: what the edited text must read as. */
import { isList, isObject, type Json, type JsonObject } from "../core/json.js";
import type { Route } from "../core/location.js";

/** The value with a field set and its parents created. Undefined where something on the way is neither an object nor an element that exists. */
export function withField(value: Json | undefined, route: Route, set: Json): Json | undefined {
  const [step, ...rest] = route;
  if (step === undefined) return set;
  if (typeof step === "number") {
    if (!isList(value) || value[step] === undefined) return undefined;
    const inner = withField(value[step], rest, set);
    return inner === undefined
      ? undefined
      : value.map((element, index) => (index === step ? inner : element));
  }
  if (value !== undefined && !isObject(value)) return undefined;
  const inner = withField(value?.[step], rest, set);
  return inner === undefined ? undefined : { ...value, [step]: inner };
}

/**
 * The value without a field or list item. A parent that this empties goes too where it is a field; as an item of a list it stays, empty.
 * Undefined where nothing is left.
 */
export function withoutField(value: Json, route: Route): Json | undefined {
  const [step, ...rest] = route;
  if (step === undefined) return undefined;
  if (typeof step === "number") {
    if (!isList(value) || value[step] === undefined) return value;
    const inner = withoutField(value[step], rest);
    const left =
      rest.length === 0
        ? value.filter((_, index) => index !== step)
        : value.map((element, index) => (index === step ? (inner ?? {}) : element));
    return left.length === 0 ? undefined : left;
  }
  const old = isObject(value) && Object.hasOwn(value, step) ? value[step] : undefined;
  if (old === undefined || !isObject(value)) return value;
  const inner = withoutField(old, rest);
  const { [step]: _, ...others } = value;
  const left: JsonObject = inner === undefined ? others : { ...value, [step]: inner };
  return Object.keys(left).length === 0 ? undefined : left;
}

/** Whether two values are the same data. */
export function isSame(left: Json | undefined, right: Json | undefined): boolean {
  if (isList(left) && isList(right)) {
    return left.length === right.length && left.every((element, index) => isSame(element, right[index]));
  }
  if (isObject(left) && isObject(right)) {
    const keys = Object.keys(left);
    return (
      keys.length === Object.keys(right).length &&
      keys.every((key) => Object.hasOwn(right, key) && isSame(left[key], right[key]))
    );
  }
  return left === right;
}
