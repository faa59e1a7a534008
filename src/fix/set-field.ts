/** Sets one field in a YAML text. */
import { isObject, type Json, type JsonObject } from "../core/json.js";
import type { Route } from "../core/location.js";
import type { SourceEntry, SourceNode } from "../core/resource.js";
import { column, contentEnd, isFlow, isInPlace, lineAfter, lineEnd, partsOf } from "./layout.js";
import type { TextEdit } from "./text-edit.js";
import { blockLines, inline, inlineEntries, type Notation } from "./write.js";

/** The edit that sets a field below `root`, creating its parents; null where the text is written in a way that is left to people. */
export function setField(text: string, root: SourceNode, route: Route, value: Json): TextEdit | null {
  let node = root;
  let entry: SourceEntry | undefined;
  /** How far the keys of the mapping stand from those of the one around it, as far as one shows it. */
  let unit = unitIn(text, root) ?? 2;
  const notation = notationOf(text, root);
  for (const [depth, step] of route.entries()) {
    if (isNothing(node, text))
      return entry === undefined ? null : fill(text, entry, nest(route.slice(depth), value), notation);
    const next = typeof step === "number" ? node.items?.[step] : node.entries?.get(step);
    if (next === undefined) {
      return typeof step === "string" && node.entries !== undefined
        ? insert(text, node, nest(route.slice(depth), value), unitIn(text, node) ?? unit, notation)
        : null;
    }
    if ("keyStart" in next) {
      if (!isInPlace(next, node)) return null;
      unit = unitIn(text, node) ?? unit;
      entry = next;
      node = next.value;
    } else {
      if (next.start < node.start || next.end > node.end) return null;
      entry = undefined;
      node = next;
    }
  }
  return entry === undefined
    ? replaceItem(text, node, value, notation)
    : replace(text, entry, value, notation);
}

/** Whether the value is left out or written as null. */
function isNothing(node: SourceNode, text: string): boolean {
  if (node.entries !== undefined || node.items !== undefined) return false;
  return /^(?:|~|null|Null|NULL)$/.test(text.slice(node.start, node.end));
}

function nest(route: Route, value: Json): JsonObject {
  const nested = route.reduceRight<Json>((inner, step) => ({ [String(step)]: inner }), value);
  return isObject(nested) ? nested : {};
}

/** Gives a key without a value one. */
function fill(
  text: string,
  { keyEnd, value: node }: SourceEntry,
  value: Json,
  notation: Notation,
): TextEdit | null {
  if (node.end > node.start) return { start: node.start, end: node.end, text: inline(value, notation) };
  const colon = text.indexOf(":", keyEnd);
  if (colon === -1 || text.slice(keyEnd, colon).trim() !== "") return null;
  return { start: colon + 1, end: colon + 1, text: ` ${inline(value, notation)}` };
}

/** Replaces a value that is there. A list or mapping in block style becomes one line. */
function replace(text: string, entry: SourceEntry, value: Json, notation: Notation): TextEdit | null {
  const node = entry.value;
  if (isNothing(node, text)) return fill(text, entry, value, notation);
  if (!isBlock(node, text)) return replaceItem(text, node, value, notation);
  const colon = text.indexOf(":", entry.keyEnd);
  if (colon === -1 || colon > node.start) return null;
  const whole = replaceItem(text, node, value, notation);
  return whole && { start: colon + 1, end: whole.end, text: ` ${whole.text}` };
}

/** Replaces a node alone, whatever it belongs to. */
function replaceItem(text: string, node: SourceNode, value: Json, notation: Notation): TextEdit | null {
  const end = contentEnd(node, text);
  const isPlain = node.entries === undefined && node.items === undefined;
  const isLeft =
    node.start === end || text[end - 1] === "\n" || (isPlain && text.slice(node.start, end).includes("\n"));
  return isLeft ? null : { start: node.start, end, text: inline(value, notation) };
}

function isBlock(node: SourceNode, text: string): boolean {
  return (node.entries !== undefined || node.items !== undefined) && !isFlow(node, text);
}

/** Adds entries behind the last one of a mapping. */
function insert(
  text: string,
  node: SourceNode,
  added: JsonObject,
  unit: number,
  notation: Notation,
): TextEdit | null {
  if (isFlow(node, text)) return insertInFlow(text, node, added, notation);
  const end = contentEnd(node, text);
  const place = lineAfter(text, end);
  const feed = lineEnd(text);
  const indent = " ".repeat(column(text, node.start));
  const lines = blockLines(added, unit).map((line) => indent + line);
  const isAfterFeed = place === 0 || text[place - 1] === "\n";
  const inserted = isAfterFeed ? lines.join(feed) + feed : feed + lines.join(feed);
  return { start: place, end: place, text: inserted };
}

function insertInFlow(
  text: string,
  node: SourceNode,
  added: JsonObject,
  notation: Notation,
): TextEdit | null {
  const entries = inlineEntries(added, notation);
  const parts = partsOf(node, text);
  if (parts === undefined) return null;
  const last = parts.at(-1);
  if (last === undefined) return { start: node.start + 1, end: node.start + 1, text: entries };
  const gap = /^\s*,/.exec(text.slice(last.end, node.end));
  const place = last.end + (gap?.[0].length ?? 0);
  return { start: place, end: place, text: gap === null ? `, ${entries}` : ` ${entries}` };
}

/** A document that starts with a brace and a quote is JSON, or may become it. */
function notationOf(text: string, root: SourceNode): Notation {
  return /^\{\s*"/.test(text.slice(root.start, root.start + 1000)) ? "json" : "yaml";
}

/** By how many blanks the first nested block mapping of a mapping is indented; undefined where none shows it. */
function unitIn(text: string, node: SourceNode): number | undefined {
  if (node.entries === undefined || isFlow(node, text)) return undefined;
  const own = column(text, node.start);
  for (const [, entry] of node.entries) {
    const { value } = entry;
    if (value.entries === undefined || !isInPlace(entry, node) || isFlow(value, text)) continue;
    const unit = column(text, value.start) - own;
    if (unit > 0) return unit;
  }
  return undefined;
}
