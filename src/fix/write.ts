/** Data → the YAML that an edit inserts. */
import { isList, isObject, type Json, type JsonObject } from "../core/json.js";
import { resolvePlain } from "../yaml/scalars.js";

/** One line of YAML: plain where every reader agrees on it, else in double quotes; collections in flow style. */
export function inline(value: Json): string {
  if (isList(value)) return `[${value.map((element) => inline(element)).join(", ")}]`;
  if (isObject(value)) return `{${inlineEntries(value)}}`;
  return typeof value === "string" ? quoted(value) : String(value);
}

/** The entries of an object in flow style, without braces. */
export function inlineEntries(value: JsonObject): string {
  return Object.entries(value)
    .map(([key, inner]) => `${quoted(key)}: ${inline(inner)}`)
    .join(", ");
}

/** The entries of an object in block style, one line each, `unit` blanks deeper per level; what is empty and every list stays inline. */
export function blockLines(value: JsonObject, unit: number): readonly string[] {
  return Object.entries(value).flatMap(([key, inner]) => {
    if (!isObject(inner) || Object.keys(inner).length === 0) return [`${quoted(key)}: ${inline(inner)}`];
    const below = blockLines(inner, unit).map((line) => " ".repeat(unit) + line);
    return [`${quoted(key)}:`, ...below];
  });
}

function quoted(text: string): string {
  const isPlain = /^[A-Za-z/][A-Za-z0-9_./-]*$/.test(text) && resolvePlain(text) === text;
  return isPlain ? text : JSON.stringify(text);
}
