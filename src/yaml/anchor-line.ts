/** The line of the nearest existing part of a route, for messages about files of our own format. */
import type { Route } from "../core/location.js";
import type { SourceNode } from "../core/resource.js";
import { lineOf } from "./lines.js";

/** 1-based. A route that leads nowhere gives the line of the deepest part that exists. */
export function anchorLine(root: SourceNode, text: string, route: Route): number {
  let node = root;
  let offset = root.start;
  for (const step of route) {
    const entry = typeof step === "string" ? node.entries?.get(step) : undefined;
    const next = typeof step === "number" ? node.items?.[step] : entry?.value;
    if (next === undefined) break;
    node = next;
    offset = entry?.keyStart ?? next.start;
  }
  return lineOf(text, offset);
}
