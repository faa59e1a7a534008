/** Data as JSON knows it: what a manifest says once its YAML has been read. */

/**
 * One value of a manifest. Integers beyond 2^53 are `bigint`; every other number is a JavaScript number, and a number without
 * a fraction is an integer, whatever its spelling (the API server reads YAML as JSON, where 1.0 and 1 are the same).
 */
export type Json = null | boolean | number | bigint | string | JsonList | JsonObject;

/** A list of values, in the order of the manifest. */
export type JsonList = readonly Json[];

/** Keys as written. Never holds a key with the value null: typed decoding in Kubernetes drops those too. */
export interface JsonObject {
  readonly [key: string]: Json;
}

/** Whether the value is an object (no list, no null). */
export function isObject(value: Json | undefined): value is JsonObject {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}

/** Whether the value is a list. `Array.isArray` alone loses the element type of a read-only list. */
export function isList(value: Json | undefined): value is JsonList {
  return Array.isArray(value);
}

/** The own field `key` of an object; undefined where the value is no object or has no such field of its own. */
export function field(value: Json | undefined, key: string): Json | undefined {
  return isObject(value) && Object.hasOwn(value, key) ? value[key] : undefined;
}

/** The value at a route of keys and indexes; undefined where any step of it does not exist. */
export function at(value: Json | undefined, route: readonly (string | number)[]): Json | undefined {
  let current = value;
  for (const step of route) {
    if (typeof step === "number") current = isList(current) ? current[step] : undefined;
    else current = field(current, step);
    if (current === undefined) return undefined;
  }
  return current;
}

/** The elements of a list; nothing where the value is no list. */
export function elements(value: Json | undefined): JsonList {
  return isList(value) ? value : [];
}

/** The text of a string value; undefined for any other type. */
export function text(value: Json | undefined): string | undefined {
  return typeof value === "string" ? value : undefined;
}
