/** Functions of strings: https://github.com/google/cel-go/blob/v0.26.0/ext/strings.go, and Kubernetes' regular expressions. */
import type { Budget } from "./budget.js";
import { MAX_ELEMENTS } from "./budget.js";
import { codePoints, toPointIndex } from "./code-points.js";
import { fail } from "./failure.js";
import { formatText } from "./format-text.js";
import { since } from "./overload.js";
import type { Overload } from "./overload.js";
import type { CelList } from "./values.js";

const { call, method } = since(0);

/** Functions whose receiver is a string, and those that make one. */
export const stringFunctions: readonly Overload[] = [
  call("size", ["string"], "int", size),
  method("string", "size", [], "int", size),
  method("string", "contains", ["string"], "bool", (text, part, budget) => {
    budget.read(text);
    return text.includes(part);
  }),
  method("string", "startsWith", ["string"], "bool", (text, part, budget) => {
    budget.read(part);
    return text.startsWith(part);
  }),
  method("string", "endsWith", ["string"], "bool", (text, part, budget) => {
    budget.read(part);
    return text.endsWith(part);
  }),
  method("string", "charAt", ["int"], "string", charAt),
  method("string", "indexOf", ["string"], "int", (text, part, budget) => indexOf(text, part, 0n, budget)),
  method("string", "indexOf", ["string", "int"], "int", indexOf),
  method("string", "lastIndexOf", ["string"], "int", lastIndexOf),
  method("string", "lastIndexOf", ["string", "int"], "int", lastIndexOfFrom),
  method("string", "lowerAscii", [], "string", (text, budget) => {
    budget.write(text.length);
    return text.replaceAll(/[A-Z]/g, (letter) => letter.toLowerCase());
  }),
  method("string", "upperAscii", [], "string", (text, budget) => {
    budget.write(text.length);
    return text.replaceAll(/[a-z]/g, (letter) => letter.toUpperCase());
  }),
  method("string", "replace", ["string", "string"], "string", (text, old, replacement, budget) =>
    replace(text, old, replacement, -1n, budget),
  ),
  method("string", "replace", ["string", "string", "int"], "string", replace),
  method("string", "split", ["string"], "list<string>", (text, separator, budget) =>
    split(text, separator, -1n, budget),
  ),
  method("string", "split", ["string", "int"], "list<string>", split),
  method("string", "substring", ["int"], "string", (text, start, budget) =>
    substring(text, start, BigInt(codePoints(text).length), budget),
  ),
  method("string", "substring", ["int", "int"], "string", substring),
  method("string", "trim", [], "string", trim),
  method("list<string>", "join", [], "string", (parts, budget) => join(parts, "", budget)),
  method("list<string>", "join", ["string"], "string", join),

  method("string", "matches", ["string"], "bool", matches),
  call("matches", ["string", "string"], "bool", matches),
  method("string", "find", ["string"], "string", (text, pattern, budget) => {
    return budget.pattern(pattern, text).find(text)?.text ?? "";
  }),
  method("string", "findAll", ["string"], "list<string>", (text, pattern, budget) =>
    findAll(text, pattern, -1n, budget),
  ),
  method("string", "findAll", ["string", "int"], "list<string>", findAll),

  since(30).method("string", "format", ["list<dyn>"], "string", formatText),
  since(30).call("strings.quote", ["string"], "string", quote),
];

function size(text: string, budget: Budget): bigint {
  budget.read(text);
  return BigInt(codePoints(text).length);
}

function charAt(text: string, index: bigint, budget: Budget): string {
  budget.read(text);
  const points = codePoints(text);
  if (index < 0n || index > points.length) fail("out-of-range");
  return points.slice(Number(index), Number(index) + 1);
}

function indexOf(text: string, part: string, offset: bigint, budget: Budget): bigint {
  budget.read(text);
  if (part === "") return offset;
  if (offset < 0n) fail("out-of-range");
  const points = codePoints(text);
  if (offset >= points.length) return -1n;
  const unitOffset = points.slice(0, Number(offset)).length;
  return BigInt(toPointIndex(text, text.indexOf(part, unitOffset)));
}

function lastIndexOf(text: string, part: string, budget: Budget): bigint {
  budget.read(text);
  return BigInt(toPointIndex(text, text.lastIndexOf(part)));
}

function lastIndexOfFrom(text: string, part: string, offset: bigint, budget: Budget): bigint {
  budget.read(text);
  if (part === "") return offset;
  if (offset < 0n) fail("out-of-range");
  const points = codePoints(text);
  if (offset >= points.length) return -1n;
  const unitOffset = points.slice(0, Number(offset)).length;
  return BigInt(toPointIndex(text, text.lastIndexOf(part, unitOffset)));
}

function replace(text: string, old: string, replacement: string, limit: bigint, budget: Budget): string {
  budget.read(text);
  if (limit === 0n) return text;
  const pieces = old === "" ? ["", ...Array.from(text), ""] : text.split(old);
  const kept = limit > 0n && BigInt(pieces.length) > limit + 1n ? Number(limit) : pieces.length - 1;
  budget.write(text.length + kept * (replacement.length - (old === "" ? 0 : old.length)));
  const head = pieces.slice(0, kept + 1).join(replacement);
  return kept === pieces.length - 1 ? head : head + old + pieces.slice(kept + 1).join(old);
}

function split(text: string, separator: string, limit: bigint, budget: Budget): readonly string[] {
  budget.read(text);
  if (limit === 0n) return [];
  if (limit === 1n) return [text];
  const pieces = separator === "" ? Array.from(text) : text.split(separator);
  if (limit < 0n || BigInt(pieces.length) <= limit) return withinLimit(pieces, budget);
  const head = pieces.slice(0, Number(limit) - 1);
  return withinLimit([...head, pieces.slice(head.length).join(separator)], budget);
}

function substring(text: string, start: bigint, end: bigint, budget: Budget): string {
  budget.read(text);
  const points = codePoints(text);
  if (start < 0n || end < start || end > points.length) fail("out-of-range");
  return points.slice(Number(start), Number(end));
}

/** White space as Go's unicode.IsSpace sees it: with U+0085, without U+FEFF. */
function trim(text: string, budget: Budget): string {
  budget.read(text);
  let start = 0;
  let end = text.length;
  while (start < end && isSpace(text.charCodeAt(start))) start++;
  while (end > start && isSpace(text.charCodeAt(end - 1))) end--;
  return text.slice(start, end);
}

function isSpace(unit: number): boolean {
  if (unit <= 0x20) return unit === 0x20 || (unit >= 0x09 && unit <= 0x0d);
  if (unit < 0x1680) return unit === 0x85 || unit === 0xa0;
  return (
    unit === 0x1680 ||
    (unit >= 0x2000 && unit <= 0x200a) ||
    unit === 0x2028 ||
    unit === 0x2029 ||
    unit === 0x202f ||
    unit === 0x205f ||
    unit === 0x3000
  );
}

function join(parts: CelList, separator: string, budget: Budget): string {
  budget.walk(parts.length);
  const texts = parts.map((part) => (typeof part === "string" ? part : fail("no-such-overload")));
  budget.write(texts.reduce((length, text) => length + separator.length + text.length, 0));
  return texts.join(separator);
}

function matches(text: string, pattern: string, budget: Budget): boolean {
  return budget.pattern(pattern, text).test(text);
}

function findAll(text: string, pattern: string, limit: bigint, budget: Budget): readonly string[] {
  const most = limit < 0n ? MAX_ELEMENTS + 1 : Math.min(Number(limit), MAX_ELEMENTS + 1);
  const found = budget.pattern(pattern, text).findAll(text, most);
  return withinLimit(
    found.map((match) => match.text),
    budget,
  );
}

function withinLimit(parts: readonly string[], budget: Budget): readonly string[] {
  budget.walk(parts.length);
  return parts;
}

const escapes: Readonly<Record<string, string>> = {
  "\x07": "\\a",
  "\b": "\\b",
  "\f": "\\f",
  "\n": "\\n",
  "\r": "\\r",
  "\t": "\\t",
  "\v": "\\v",
  "\\": "\\\\",
  '"': '\\"',
};

function quote(text: string, budget: Budget): string {
  budget.write(text.length * 2);
  // A lone surrogate becomes U+FFFD on the way through UTF-8.
  const wellFormed = Buffer.from(text, "utf8").toString("utf8");
  return `"${Array.from(wellFormed, (character) => escapes[character] ?? character).join("")}"`;
}
