/** Reading of reports: strict where a wrong shape would look like a clean image. */
import { field, isList, isObject, type Json, type JsonObject } from "../core/json.js";
import type { Route } from "../core/location.js";

/** A report that does not have the shape of its format. The sentence holds nothing of its content. */
export class EvidenceError extends Error {
  override readonly name = "EvidenceError";
  readonly route: Route;

  constructor(route: Route, expected: string) {
    const where = route.length === 0 ? "The report" : `"${route.join(".")}"`;
    super(`${where} must be ${expected}.`);
    this.route = route;
  }
}

/** A value with its place in the report. */
export interface Placed<T extends Json | undefined = Json | undefined> {
  readonly value: T;
  readonly route: Route;
}

/** The longest text that is kept of a report: names and reasons are shorter, and nobody reads more. */
const maximumTextLength = 300;

/** The field of that name, whatever it is. */
export function child({ value, route }: Placed, key: string): Placed {
  return { value: field(value, key), route: [...route, key] };
}

/** The field at the end of these names. */
export function childAt(placed: Placed, ...keys: readonly string[]): Placed {
  return keys.reduce(child, placed);
}

/** The elements of a list; none where it is absent or null. @throws EvidenceError for anything else. */
export function list({ value, route }: Placed): readonly Placed<Json>[] {
  if (value === undefined || value === null) return [];
  if (!isList(value)) throw new EvidenceError(route, "a list");
  return value.map((element, index) => ({ value: element, route: [...route, index] }));
}

/** An object. @throws EvidenceError for anything else. */
export function mapping({ value, route }: Placed): Placed<JsonObject> {
  if (!isObject(value)) throw new EvidenceError(route, "an object");
  return { value, route };
}

/** A text that must be there, cut where it is too long. @throws EvidenceError where it is not. */
export function requiredText({ value, route }: Placed): string {
  if (typeof value !== "string" || value === "") throw new EvidenceError(route, "a text");
  return cut(value);
}

/** A text; null where there is none. */
export function optionalText({ value }: Placed): string | null {
  return typeof value === "string" && value !== "" ? cut(value) : null;
}

/** The texts of a list, or the one text itself. */
export function texts(placed: Placed): readonly string[] {
  if (typeof placed.value === "string") return [cut(placed.value)];
  return list(placed).flatMap((element) => optionalText(element) ?? []);
}

/** A time of RFC 3339, in milliseconds since 1970; null where there is none. */
export function time(placed: Placed): number | null {
  const written = optionalText(placed);
  const parsed = written === null ? Number.NaN : Date.parse(written);
  return Number.isNaN(parsed) ? null : parsed;
}

/** The digest in a reference (`name@sha256:…`) or the digest itself; nothing where there is none. */
export function digestIn(reference: string): readonly string[] {
  const [digest] = /sha(?:256:[0-9a-f]{64}|512:[0-9a-f]{128})$/.exec(reference) ?? [];
  return digest === undefined ? [] : [digest];
}

function cut(text: string): string {
  return text.length > maximumTextLength ? `${text.slice(0, maximumTextLength)}…` : text;
}
