/** Places of a document that stands as text inside another one. */
import type { Route } from "../core/location.js";
import type { SourceEntry, SourceNode } from "../core/resource.js";
import { Entries } from "../yaml/entries.js";

/** The place in the outer text of an offset in the inner one; `end` asks for the place of an exclusive end. */
export type Move = (offset: number, side: "start" | "end") => number;

/** The node at a route; undefined where the text has none. */
export function nodeAt(root: SourceNode, route: Route): SourceNode | undefined {
  let node: SourceNode | undefined = root;
  for (const step of route) {
    node = typeof step === "number" ? node?.items?.[step] : node?.entries?.get(step)?.value;
  }
  return node;
}

/**
 * How offsets move. In a literal block (`|`) each line of the value is a line of the text behind an indentation. In any other spelling, or
 * where the lines differ, everything stands where the whole value stands.
 */
export function moveInto(text: string, holder: SourceNode, inner: string): Move {
  const lines = literalLines(text, holder, inner);
  if (lines === undefined) return (_, side) => (side === "start" ? holder.start : holder.end);
  return (offset) => {
    const line = lastAtOrBefore(lines, offset);
    return line === undefined ? holder.start : line.outer + (offset - line.inner);
  };
}

interface Line {
  readonly inner: number;
  readonly outer: number;
}

function literalLines(text: string, holder: SourceNode, inner: string): readonly Line[] | undefined {
  if (text[holder.start] !== "|") return undefined;
  const lines: Line[] = [];
  let innerStart = 0;
  let outerStart = text.indexOf("\n", holder.start) + 1;
  if (outerStart === 0) return undefined;
  let indent: number | undefined;
  for (const line of inner.split("\n")) {
    const found = text.indexOf("\n", outerStart);
    const end = found === -1 ? text.length : found;
    const outer = text.slice(outerStart, end).replace(/\r$/, "");
    indent ??= line === "" ? undefined : outer.length - line.length;
    const shift = Math.min(indent ?? 0, outer.length);
    if (innerStart < inner.length && (shift < 0 || outer.slice(shift) !== line)) return undefined;
    lines.push({ inner: innerStart, outer: outerStart + Math.max(0, shift) });
    innerStart += line.length + 1;
    outerStart = Math.min(end + 1, text.length);
  }
  return lines;
}

function lastAtOrBefore(lines: readonly Line[], offset: number): Line | undefined {
  let low = 0;
  let high = lines.length;
  while (low < high) {
    const middle = (low + high) >> 1;
    if ((lines[middle]?.inner ?? 0) <= offset) low = middle + 1;
    else high = middle;
  }
  return lines[low - 1];
}

/** A node with all its places moved. What aliases share stays shared: written out it might be a million times as large. */
export function movedNode(root: SourceNode, move: Move): SourceNode {
  const known = new Map<SourceNode, SourceNode>();
  function moved(node: SourceNode): SourceNode {
    const seen = known.get(node);
    if (seen !== undefined) return seen;
    const place = { start: move(node.start, "start"), end: move(node.end, "end") };
    const copy = { ...place, ...membersOf(node) };
    known.set(node, copy);
    return copy;
  }
  function membersOf({ items, entries }: SourceNode): Pick<SourceNode, "items" | "entries"> {
    if (items !== undefined) return { items: items.map(moved) };
    return entries === undefined ? {} : { entries: new Entries(new Map(movedEntries(entries))) };
  }
  function* movedEntries(entries: Iterable<[string, SourceEntry]>): Generator<[string, SourceEntry]> {
    for (const [key, { keyStart, keyEnd, value }] of entries) {
      yield [key, { keyStart: move(keyStart, "start"), keyEnd: move(keyEnd, "end"), value: moved(value) }];
    }
  }
  return moved(root);
}
