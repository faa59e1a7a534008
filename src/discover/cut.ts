/** Takes entries out of a YAML text so that every other character keeps its line. */
import { isObject } from "../core/json.js";
import type { Json, JsonObject } from "../core/json.js";
import type { Route } from "../core/location.js";
import type { SourceNode } from "../core/resource.js";
import { readYaml } from "../yaml/read.js";
import { nodeAt } from "./kustomize-file.js";

/** A text with its first document. */
export interface CuttableText {
  readonly text: string;
  readonly value: Json;
  readonly node: SourceNode;
}

/**
 * The text without the parts that the routes name: items of lists, or entries of mappings. They become blanks. A text that does
 * not allow it is written anew as JSON, and its lines are lost.
 */
export function cutParts(original: CuttableText, routes: readonly Route[]): string {
  const wanted = withoutAll(original.value, routes);
  const text = routes.reduce((current, route) => blank(current, original.node, route), original.text);
  const { documents, problems } = readYaml(text, { duplicates: "last" });
  const isAsWanted = problems.length === 0 && print(documents[0]?.value) === print(wanted);
  return isAsWanted ? text : JSON.stringify(wanted, plainNumber);
}

function blank(text: string, root: SourceNode, route: Route): string {
  const last = route.at(-1);
  const holder = nodeAt(root, route.slice(0, -1));
  const entry = typeof last === "string" ? holder?.entries?.get(last) : undefined;
  const node = entry?.value ?? nodeAt(root, route);
  if (node === undefined) return text;
  const [start, end] =
    entry === undefined ? withDash(text, node.start, node.end) : withComma(text, entry.keyStart, node.end);
  return text.slice(0, start) + text.slice(start, end).replace(/[^\r\n]/g, " ") + text.slice(end);
}

/** The range of an item together with the dash of its block list. */
function withDash(text: string, start: number, end: number): [start: number, end: number] {
  const before = text.slice(0, start).trimEnd();
  const behindDash = before.slice(0, -1);
  const hasDash = before.endsWith("-") && (behindDash === "" || /\s$/.test(behindDash));
  return hasDash ? [before.length - 1, end] : withComma(text, start, end);
}

/** The range together with one comma of its flow collection, where it stands in one. */
function withComma(text: string, start: number, end: number): [start: number, end: number] {
  const comma = /^\s*,/.exec(text.slice(end));
  if (comma !== null) return [start, end + comma[0].length];
  const before = text.slice(0, start).trimEnd();
  return before.endsWith(",") ? [before.length - 1, end] : [start, end];
}

/** The value without the parts; deeper and later ones first, so that indexes keep their meaning. */
function withoutAll(value: Json, routes: readonly Route[]): Json {
  const ordered = routes.toSorted((left, right) => (lastIndex(right) ?? 0) - (lastIndex(left) ?? 0));
  return ordered.reduce(without, value);
}

function lastIndex(route: Route): number | undefined {
  const last = route.at(-1);
  return typeof last === "number" ? last : undefined;
}

function without(value: Json, route: Route): Json {
  const [step, ...rest] = route;
  if (Array.isArray(value)) {
    const list = value as readonly Json[];
    if (rest.length === 0) return list.filter((_, index) => index !== step);
    return list.map((item, index) => (index === step ? without(item, rest) : item));
  }
  if (!isObject(value)) return value;
  const entries = Object.entries(value as JsonObject);
  if (rest.length === 0) return Object.fromEntries(entries.filter(([key]) => key !== step));
  return Object.fromEntries(entries.map(([key, item]) => [key, key === step ? without(item, rest) : item]));
}

/** For comparing: an emptied collection may be nothing in the text. */
function print(value: Json | undefined): string {
  return JSON.stringify(value ?? {}, (key, item: unknown) => {
    if (typeof item === "bigint") return String(item);
    const isEmpty = typeof item === "object" && item !== null && Object.keys(item).length === 0;
    return isEmpty && key !== "" ? undefined : item;
  });
}

function plainNumber(_key: string, value: unknown): unknown {
  return typeof value === "bigint" ? Number(value) : value;
}
