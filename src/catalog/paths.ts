/** The paths of a rule file: how a rule names a place without knowing a line. */
import { type EachFrom, everyElement } from "../core/rule.js";

/** One step of a path: a key, or the first element of a list, or key of a map, for which a CEL predicate holds. */
export type PathStep =
  | { readonly type: "key"; readonly key: string }
  | { readonly type: "element"; readonly variable: string; readonly predicate: string };

/** Where a path starts. */
export type PathRoot = "self" | "pod" | "podMetadata" | "container" | "parent" | "object";

/** A candidate of `path`, parsed. No steps means the root itself, written `.` or `$pod`. */
export interface PlacePath {
  readonly root: PathRoot;
  readonly steps: readonly PathStep[];
}

const roots: readonly PathRoot[] = ["pod", "podMetadata", "container", "parent", "object"];

/** Parses a candidate: `a.b`, `a["k.with/dots"]`, `list[x, predicate]`, `.`, or the same behind `$pod.`. Returns the mistake as a text. */
export function parsePlace(source: string): PlacePath | string {
  if (source === ".") return { root: "self", steps: [] };
  const named = /^\$([A-Za-z]+)(?:\.|(?=\[)|$)/.exec(source);
  const root = named === null ? "self" : roots.find((candidate) => candidate === named[1]);
  if (root === undefined)
    return `"$${named?.[1] ?? ""}" is none of ${roots.map((name) => `$${name}`).join(", ")}.`;
  const rest = source.slice(named?.[0].length ?? 0);
  const steps = parseSteps(rest);
  return typeof steps === "string" ? steps : { root, steps };
}

const eachRoots = ["pod", "podMetadata", "container", "object"] as const;

/** Parses an `each` path: keys and `[]` for every element, behind `$podMetadata.` and the like where it starts there. Returns the mistake as a text. */
export function parseEach(source: string): EachFrom | string {
  const path: (string | typeof everyElement)[] = [];
  const named = /^\$([A-Za-z]+)\./.exec(source);
  const root = named === null ? "self" : eachRoots.find((candidate) => candidate === named[1]);
  if (root === undefined)
    return `"${source}" starts at none of ${eachRoots.map((name) => `$${name}`).join(", ")}.`;
  let rest = source.slice(named?.[0].length ?? 0);
  while (rest !== "") {
    if (rest.startsWith("[]")) {
      path.push(everyElement);
      rest = rest.slice(2);
    } else {
      const key = takeKey(rest);
      if (key === undefined) return `"${source}" is no path: expected a key or [] at "${rest}".`;
      path.push(key.key);
      rest = rest.slice(key.length);
    }
    if (rest.startsWith(".")) rest = rest.slice(1);
  }
  return { root, path };
}

function parseSteps(source: string): readonly PathStep[] | string {
  const steps: PathStep[] = [];
  let rest = source;
  while (rest !== "") {
    const key = takeKey(rest);
    if (key !== undefined) {
      steps.push({ type: "key", key: key.key });
      rest = rest.slice(key.length);
    } else {
      const element = takeElement(rest);
      if (element === undefined)
        return `"${source}" is no path: expected a key or [x, predicate] at "${rest}".`;
      steps.push({ type: "element", variable: element.variable, predicate: element.predicate });
      rest = rest.slice(element.length);
    }
    if (rest.startsWith(".")) rest = rest.slice(1);
  }
  return steps;
}

function takeKey(source: string): { key: string; length: number } | undefined {
  const plain = /^[A-Za-z_][A-Za-z0-9_-]*/.exec(source);
  if (plain !== null) return { key: plain[0], length: plain[0].length };
  const quoted = /^\["([^"]+)"\]/.exec(source);
  return quoted?.[1] === undefined ? undefined : { key: quoted[1], length: quoted[0].length };
}

function takeElement(source: string): { variable: string; predicate: string; length: number } | undefined {
  const start = /^\[([A-Za-z_][A-Za-z0-9_]*),\s*/.exec(source);
  if (start?.[1] === undefined) return undefined;
  const end = closingBracket(source);
  if (end === -1) return undefined;
  return { variable: start[1], predicate: source.slice(start[0].length, end), length: end + 1 };
}

/** The bracket that closes the one at the start; brackets inside texts do not count. */
function closingBracket(source: string): number {
  let depth = 0;
  let quote = "";
  for (let index = 0; index < source.length; index++) {
    const character = source[index] ?? "";
    if (quote !== "") {
      if (character === "\\") index++;
      else if (character === quote) quote = "";
    } else if (character === "'" || character === '"') quote = character;
    else if (character === "[") depth++;
    else if (character === "]" && --depth === 0) return index;
  }
  return -1;
}
