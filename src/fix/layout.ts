/** How a YAML text is laid out around its nodes: lines, columns, ends, and which style a collection is written in. */
import type { SourceEntry, SourceNode } from "../core/resource.js";

/** The start of the line that holds an offset. */
export function lineStart(text: string, offset: number): number {
  return text.lastIndexOf("\n", offset - 1) + 1;
}

/** The start of the line after the one that holds an offset; the text's end where there is none. */
export function nextLine(text: string, offset: number): number {
  const feed = text.indexOf("\n", offset);
  return feed === -1 ? text.length : feed + 1;
}

/** Where the line after a piece of content starts. A block scalar ends with its line's end already. */
export function lineAfter(text: string, end: number): number {
  return end > 0 && text[end - 1] === "\n" ? end : nextLine(text, end);
}

/** 0-based column of an offset. */
export function column(text: string, offset: number): number {
  return offset - lineStart(text, offset);
}

/** The line end that the text uses. */
export function lineEnd(text: string): string {
  const feed = text.indexOf("\n");
  return feed > 0 && text[feed - 1] === "\r" ? "\r\n" : "\n";
}

/** Whether a collection is written with brackets or braces. */
export function isFlow(node: SourceNode, text: string): boolean {
  return text[node.start] === "{" || text[node.start] === "[";
}

/** Whether a value stands behind its key, and is not an alias or merged from elsewhere. */
export function isInPlace(entry: SourceEntry, parent: SourceNode): boolean {
  const isOwn = entry.keyStart >= parent.start && entry.keyEnd <= Math.max(parent.end, parent.start);
  return isOwn && entry.value.start >= entry.keyEnd;
}

/** A part of a collection with its place: an entry from its key on, or an item. */
export interface Part {
  readonly start: number;
  /** Where its content ends, without comments and blank lines behind it. */
  readonly end: number;
}

/** The parts of a collection in the order of the text. Undefined where one of them stands elsewhere: aliases and merge keys. */
export function partsOf(node: SourceNode, text: string): readonly Part[] | undefined {
  const parts: Part[] = [];
  for (const [, entry] of node.entries ?? []) {
    if (!isInPlace(entry, node)) return undefined;
    parts.push({ start: entry.keyStart, end: Math.max(entry.keyEnd, contentEnd(entry.value, text)) });
  }
  for (const item of node.items ?? []) {
    if (item.start < node.start || item.end > node.end) return undefined;
    parts.push({ start: item.start, end: contentEnd(item, text) });
  }
  return parts.sort((left, right) => left.start - right.start);
}

/** Where the content of a node ends. The range of a block collection may reach over comments and blank lines that follow it. */
export function contentEnd(node: SourceNode, text: string): number {
  const isPlain = node.entries === undefined && node.items === undefined;
  if (isPlain || isFlow(node, text)) return node.end;
  let end = node.start;
  for (const [, entry] of node.entries ?? []) {
    const isOwn = entry.keyStart >= node.start && entry.keyEnd <= node.end;
    if (isOwn) end = Math.max(end, entry.keyEnd);
    if (isInPlace(entry, node)) end = Math.max(end, contentEnd(entry.value, text));
  }
  for (const item of node.items ?? []) {
    if (item.start >= node.start) end = Math.max(end, contentEnd(item, text));
  }
  return end;
}
