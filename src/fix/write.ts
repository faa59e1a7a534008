/** Data → the YAML that an edit inserts. */
import { isList, isObject, type Json, type JsonObject } from "../core/json.js";
import { resolvePlain } from "../yaml/scalars.js";

/** How texts and keys are written: in JSON all of them are in quotes. */
export type Notation = "yaml" | "json";

/** One line: texts plain where every reader agrees on them, else in double quotes; collections in flow style. */
export function inline(value: Json, notation: Notation): string {
  if (isList(value)) return `[${value.map((element) => inline(element, notation)).join(", ")}]`;
  if (isObject(value)) return `{${inlineEntries(value, notation)}}`;
  return typeof value === "string" ? quoted(value, notation) : String(value);
}

/** The entries of an object in flow style, without braces. */
export function inlineEntries(value: JsonObject, notation: Notation): string {
  return Object.entries(value)
    .map(([key, inner]) => `${quoted(key, notation)}: ${inline(inner, notation)}`)
    .join(", ");
}

/** The entries of an object in block style, one line each, `unit` blanks deeper per level; what is empty and every list stays inline. */
export function blockLines(value: JsonObject, unit: number): readonly string[] {
  return Object.entries(value).flatMap(([key, inner]) => {
    if (!isObject(inner) || Object.keys(inner).length === 0) {
      return [`${quoted(key, "yaml")}: ${inline(inner, "yaml")}`];
    }
    const below = blockLines(inner, unit).map((line) => " ".repeat(unit) + line);
    return [`${quoted(key, "yaml")}:`, ...below];
  });
}

function quoted(text: string, notation: Notation): string {
  if (notation === "json") return JSON.stringify(text);
  const isPlain = /^[A-Za-z/][A-Za-z0-9_./-]*$/.test(text) && resolvePlain(text) === text;
  return isPlain ? text : JSON.stringify(text);
}
