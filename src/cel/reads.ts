/** What an expression reads, and since when Kubernetes accepts it: both follow from the tree. */
import { findMacro } from "./macros.js";
import { overloadsOf } from "./functions.js";
import type { Overload } from "./overload.js";
import { children } from "./tree.js";
import type { Node } from "./tree.js";

/**
 * The declared names that a tree reads, each also with the first field selected from it: `request` and `request.userInfo`.
 * A name that only appears alone is read as a whole.
 */
export function readsOf(tree: Node, names: ReadonlySet<string>): ReadonlySet<string> {
  const reads = new Set<string>();
  collect(tree, names, reads);
  return reads;
}

/** A declared name that is read as a whole, or one field of it where nothing but fields are selected there. */
export interface Part {
  readonly name: string;
  readonly field: string | undefined;
}

/** What the result of a tree can depend on: no value outside of these parts. Sorted, each once. */
export function partsOf(tree: Node, names: ReadonlySet<string>): readonly Part[] {
  const parts = new Map<string, Part>();
  collectParts(tree, names, parts);
  return [...parts.keys()].sort().flatMap((key) => parts.get(key) ?? []);
}

function collectParts(node: Node, names: ReadonlySet<string>, parts: Map<string, Part>): void {
  const selected = fieldOfName(node, names);
  if (selected !== undefined) {
    const dot = selected.indexOf(".");
    parts.set(selected, { name: selected.slice(0, dot), field: selected.slice(dot + 1) });
    return; // its only other child is the literal that names the field
  }
  if (node.op === "name" && names.has(node.args[0])) {
    parts.set(node.args[0], { name: node.args[0], field: undefined });
  }
  const bound = new Set(boundNames(node));
  const [target, ...bodies] = children(node);
  if (target === undefined) return;
  collectParts(target, names, parts);
  const visible = bound.size === 0 ? names : new Set([...names].filter((name) => !bound.has(name)));
  for (const body of bodies) collectParts(body, visible, parts);
}

/** The first Kubernetes minor in which a new policy may use the expression; 0 = any. */
export function sinceMinorOf(tree: Node, overloads: ReadonlyMap<Node, readonly Overload[]>): number {
  return Math.max(
    ownSinceMinor(tree, overloads),
    ...children(tree).map((child) => sinceMinorOf(child, overloads)),
  );
}

function collect(node: Node, names: ReadonlySet<string>, reads: Set<string>): void {
  if (node.op === "name" && names.has(node.args[0])) reads.add(node.args[0]);
  const field = fieldOfName(node, names);
  if (field !== undefined) reads.add(field);
  const bound = new Set(boundNames(node));
  const [target, ...bodies] = children(node);
  if (bound.size === 0 || target === undefined) {
    for (const child of children(node)) collect(child, names, reads);
    return;
  }
  collect(target, names, reads);
  const unbound = new Set([...names].filter((name) => !bound.has(name)));
  for (const body of bodies) collect(body, unbound, reads);
}

/** `request.userInfo` for a selection of a declared name, however it is written. */
function fieldOfName(node: Node, names: ReadonlySet<string>): string | undefined {
  switch (node.op) {
    case "field":
    case "optionalField":
    case "has":
    case "index":
    case "optionalIndex": {
      const [target, selector] = node.args;
      if (target.op !== "name" || !names.has(target.args[0])) return undefined;
      const field = typeof selector === "string" ? selector : literalText(selector);
      return field === undefined ? undefined : `${target.args[0]}.${field}`;
    }
    default:
      return undefined;
  }
}

function literalText(node: Node): string | undefined {
  return node.op === "literal" && typeof node.args[0] === "string" ? node.args[0] : undefined;
}

function boundNames(node: Node): readonly string[] {
  if (node.op !== "macro") return [];
  const [name, , args] = node.args;
  const variables = args.slice(0, findMacro(name, args.length)?.variableCount ?? 0);
  return variables.flatMap((variable) => (variable.op === "name" ? [variable.args[0]] : []));
}

function ownSinceMinor(node: Node, overloads: ReadonlyMap<Node, readonly Overload[]>): number {
  switch (node.op) {
    case "optionalField":
    case "optionalIndex":
      return 29;
    case "macro":
      return findMacro(node.args[0], node.args[2].length)?.from ?? 0;
    case "call":
    case "method":
      return Math.min(...candidates(node, overloads).map((overload) => overload.from));
    default:
      return 0;
  }
}

/** Where values decide between overloads, the oldest one makes the expression acceptable. */
function candidates(
  node: Extract<Node, { readonly op: "call" | "method" }>,
  overloads: ReadonlyMap<Node, readonly Overload[]>,
): readonly Overload[] {
  return overloads.get(node) ?? overloadsOf(node.op, node.args[0]);
}
