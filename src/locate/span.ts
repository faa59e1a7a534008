/** Route in a resource → the place in its text that a person would point at. */
import type { Route } from "../core/location.js";
import type { SourceNode } from "../core/resource.js";

/** A place in a text: offsets in UTF-16 code units, 0-based, end exclusive. */
export interface Extent {
  readonly start: number;
  readonly end: number;
}

/** Where a route leads: its longest part that exists, and the rest. */
export interface Anchor {
  /** The part of the route that exists in the text. */
  readonly route: Route;
  /** The keys and indexes below it that do not; empty where the whole route exists. */
  readonly missing: Route;
  readonly extent: Extent;
  /** Whether the extent shows a plain value, and not what stands for an object or a list. */
  readonly isValue: boolean;
  /** The whole of what was reached. */
  readonly node: Extent;
}

/**
 * Finds the deepest existing field of a route. A field with a plain value is shown whole, any other by its key; a list item by its first
 * line; a whole resource by `metadata.name`, because `kind` and `apiVersion` never say which object is meant.
 */
export function anchorOf(root: SourceNode, text: string, route: Route): Anchor {
  let node = root;
  let extent: Extent | undefined;
  let depth = 0;
  for (const step of route) {
    const next = stepInto(node, step, text);
    if (next === undefined) break;
    node = next.node;
    extent = next.extent;
    depth++;
  }
  return {
    route: route.slice(0, depth),
    missing: route.slice(depth),
    extent: extent ?? nameOf(root, text),
    isValue: depth > 0 && node.entries === undefined && node.items === undefined,
    node: { start: node.start, end: node.end },
  };
}

interface Step {
  readonly node: SourceNode;
  readonly extent: Extent;
}

function stepInto(node: SourceNode, step: string | number, text: string): Step | undefined {
  if (typeof step === "number") {
    const item = node.items?.[step];
    return item === undefined ? undefined : { node: item, extent: firstLine(item, text) };
  }
  const entry = node.entries?.get(step);
  if (entry === undefined) return undefined;
  const isPlain = entry.value.entries === undefined && entry.value.items === undefined;
  const isBehindKey = entry.value.start >= entry.keyEnd; // an alias or a merged value stands elsewhere
  const end = isPlain && isBehindKey ? Math.max(entry.keyEnd, entry.value.end) : entry.keyEnd;
  return { node: entry.value, extent: { start: entry.keyStart, end } };
}

function nameOf(root: SourceNode, text: string): Extent {
  const metadata = root.entries?.get("metadata");
  if (metadata === undefined) return firstLine(root, text);
  const inside = stepInto(metadata.value, "name", text) ?? stepInto(metadata.value, "generateName", text);
  return inside?.extent ?? { start: metadata.keyStart, end: metadata.keyEnd };
}

function firstLine(node: SourceNode, text: string): Extent {
  const feed = text.indexOf("\n", node.start);
  const lineEnd = feed === -1 ? text.length : text[feed - 1] === "\r" ? feed - 1 : feed;
  return { start: node.start, end: Math.max(node.start, Math.min(node.end, lineEnd)) };
}
