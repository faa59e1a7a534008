/** Takes one field or list item out of a YAML text. */
import type { Route } from "../core/location.js";
import type { SourceNode } from "../core/resource.js";
import { contentEnd, isFlow, lineAfter, lineStart, nextLine, type Part, partsOf } from "./layout.js";
import type { TextEdit } from "./text-edit.js";

/** The edits that take away what stands at a route below `root`: none where nothing does, null where it is left to people. */
export function removeField(text: string, root: SourceNode, route: Route): readonly TextEdit[] | null {
  const chain = chainTo(root, route);
  if (chain === undefined) return [];
  const parent = chain.at(-2);
  const step = route.at(-1);
  if (parent === undefined || step === undefined) return null;
  const parts = partsOf(parent, text);
  const start = typeof step === "number" ? parent.items?.[step]?.start : parent.entries?.get(step)?.keyStart;
  const index = parts?.findIndex((part) => part.start === start) ?? -1;
  const part = parts?.[index];
  if (parts === undefined || part === undefined) return null;
  if (parts.length === 1) return removeEmptied(text, root, route, parent);
  if (isFlow(parent, text)) return removeFromFlow(text, part, parts[index - 1], parts[index + 1]);
  return removeLines(text, part, typeof step === "number");
}

/** The nodes from the root to the end of a route; undefined where it does not lead to anything. */
function chainTo(root: SourceNode, route: Route): readonly SourceNode[] | undefined {
  const chain = [root];
  for (const step of route) {
    const node = chain.at(-1);
    const next = typeof step === "number" ? node?.items?.[step] : node?.entries?.get(step)?.value;
    if (next === undefined) return undefined;
    chain.push(next);
  }
  return chain;
}

/** Its last part goes, and with it the collection: the field that holds it, or all of an item of a list but the item itself. */
function removeEmptied(
  text: string,
  root: SourceNode,
  route: Route,
  emptied: SourceNode,
): readonly TextEdit[] | null {
  const outer = route.slice(0, -1);
  if (outer.length === 0) return null;
  if (typeof outer.at(-1) === "string") return removeField(text, root, outer);
  const end = contentEnd(emptied, text);
  if (emptied.entries === undefined || text[end - 1] === "\n") return null;
  return [{ start: emptied.start, end, text: "{}" }];
}

/** The lines of a part in block style. A key that shares its line with the dash of a list makes room for what follows it. */
function removeLines(text: string, part: Part, isItem: boolean): readonly TextEdit[] | null {
  const start = isItem ? dashLine(text, part.start) : lineStart(text, part.start);
  const end = lineAfter(text, part.end);
  const before = text.slice(lineStart(text, part.start), part.start);
  const isBehindDash = /^ *- +$/.test(before);
  if (isBehindDash && !isItem) {
    const next = /[^ \r\n]/.exec(text.slice(end));
    return next === null ? null : [{ start: part.start, end: end + next.index, text: "" }];
  }
  if (start === undefined || (!isItem && !/^ *$/.test(before))) return null;
  // The last line of a text without a line end at its end takes the one before it along.
  const isLast = end === text.length && text[end - 1] !== "\n" && start > 0;
  const feed = text[start - 2] === "\r" ? 2 : 1;
  return [{ start: isLast ? start - feed : start, end, text: "" }];
}

/** The start of the line with the dash of an item, which may stand alone above it. Undefined where something else stands there too. */
function dashLine(text: string, item: number): number | undefined {
  const own = lineStart(text, item);
  if (/^ *- +$/.test(text.slice(own, item))) return own;
  if (text.slice(own, item).trim() !== "") return undefined;
  for (let start = own; start > 0; ) {
    const end = start - 1;
    start = lineStart(text, end);
    const line = text.slice(start, end);
    if (/^ *-[ \t]*(?:#.*)?\r?$/.test(line)) return start;
    if (!/^[ \t]*(?:#.*)?\r?$/.test(line)) return undefined;
  }
  return undefined;
}

function removeFromFlow(
  text: string,
  part: Part,
  before: Part | undefined,
  after: Part | undefined,
): readonly TextEdit[] | null {
  if (after !== undefined) return [{ start: part.start, end: after.start, text: "" }];
  if (before === undefined) return null;
  const gap = text.slice(before.end, part.start);
  if (!gap.includes("#")) return [{ start: before.end, end: part.end, text: "" }];
  // A comment stands between the two: it belongs to the one that stays.
  const comma = /^\s*,/.exec(gap);
  if (comma === null) return null;
  const end = before.end + comma[0].length;
  const isAlone =
    /^\s*$/.test(text.slice(lineStart(text, part.start), part.start)) &&
    /^[ \t]*,?[ \t]*(?:#.*)?\r?\n/.test(text.slice(part.end, nextLine(text, part.end)));
  const rest = isAlone
    ? { start: lineStart(text, part.start), end: nextLine(text, part.end), text: "" }
    : { start: part.start, end: part.end, text: "" };
  return [{ start: end - 1, end, text: "" }, rest];
}
