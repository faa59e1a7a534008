/** A path in the values of a chart → the line of the file that sets it. */
import type { RepoPath } from "../core/location.js";
import type { SourceEntry, SourceNode } from "../core/resource.js";
import type { SourcePlace } from "../core/trace.js";
import { readYaml } from "../yaml/read.js";
import type { HelmTraces, ValuesPath, ValuesText } from "./engine-types.js";
import { type CollectedChart, textOf } from "./helm.js";

/** A file of values, for one chart and the charts below it. */
interface Source {
  readonly path: RepoPath;
  readonly text: string;
  readonly section: ValuesPath;
  readonly root: SourceNode | undefined;
}

/** The files that a chart's values come from. */
export class ValuesSources {
  private readonly chart: CollectedChart;
  private readonly values: readonly ValuesText[];
  private readonly charts: HelmTraces["charts"];
  private sources: readonly Source[] | undefined;

  constructor(chart: CollectedChart, values: readonly ValuesText[], charts: HelmTraces["charts"]) {
    this.chart = chart;
    this.values = values;
    this.charts = charts;
  }

  /**
   * The place that decides about a value: of the files that set it the one that is laid over the others. Undefined where none does, or one
   * that the next update of a dependency overwrites: a template decides, or the section of that dependency.
   */
  placeOf(path: ValuesPath): SourcePlace | undefined {
    this.sources ??= this.read();
    for (const source of this.sources) {
      if (!startsWith(path, source.section) || source.root === undefined) continue;
      const extent = extentIn(source.root, source.text, path.slice(source.section.length));
      if (extent !== undefined) return { path: source.path, ...extent, part: "values" };
    }
    return undefined;
  }

  /** Whether a value is an object in the file that decides about it. */
  isObject(path: ValuesPath): boolean {
    this.sources ??= this.read();
    const nodes = this.sources.flatMap(({ section, root }) =>
      startsWith(path, section) && root !== undefined ? (nodeIn(root, path.slice(section.length)) ?? []) : [],
    );
    return nodes[0]?.entries !== undefined;
  }

  /** The innermost section of a chart that a template belongs to and that a file of the repository sets. */
  placeOfSection(section: ValuesPath): SourcePlace | undefined {
    for (let length = section.length; length > 0; length--) {
      const found = this.placeOf(section.slice(0, length));
      if (found !== undefined) return found;
    }
    return undefined;
  }

  /** In the order in which they win. */
  private read(): readonly Source[] {
    const given = this.values.map(({ path, text }) => sourceOf(path as RepoPath, text, [])).reverse(); // as `readValues` has it
    const defaults = this.charts.toSorted((left, right) => left.section.length - right.section.length);
    const own = defaults.flatMap(({ section, defaults: { path, isPacked, isVendored } }) => {
      const origin = isPacked || isVendored ? undefined : this.chart.origins.get(path);
      const text = origin === undefined ? null : textOf(this.chart, path);
      return origin === undefined || text === null ? [] : [sourceOf(origin, text, section)];
    });
    return [...given, ...own];
  }
}

function sourceOf(path: RepoPath, text: string, section: ValuesPath): Source {
  return { path, text, section, root: readYaml(text, { duplicates: "last" }).documents[0]?.node };
}

function startsWith(path: ValuesPath, start: ValuesPath): boolean {
  return path.length > start.length && start.every((step, index) => step === path[index]);
}

function nodeIn(root: SourceNode, path: ValuesPath): SourceNode | undefined {
  let node: SourceNode | undefined = root;
  for (const step of path) {
    node = typeof step === "string" ? node?.entries?.get(step)?.value : node?.items?.[step];
  }
  return node;
}

/** Key and value where the value fits in their line, else the key alone; of a list's item its first line. */
function extentIn(
  root: SourceNode,
  text: string,
  path: ValuesPath,
): { start: number; end: number } | undefined {
  let node = root;
  let extent: { start: number; end: number } | undefined;
  for (const step of path) {
    const entry = typeof step === "string" ? node.entries?.get(step) : undefined;
    const item = typeof step === "number" ? node.items?.[step] : undefined;
    const next = entry?.value ?? item;
    if (next === undefined) return undefined;
    extent = entry === undefined ? firstLine(next.start, next.end, text) : entryExtent(entry, text);
    node = next;
  }
  return extent;
}

function entryExtent({ keyStart, keyEnd, value }: SourceEntry, text: string): { start: number; end: number } {
  const isPlain = value.entries === undefined && value.items === undefined;
  const isBehindKey = value.start >= keyEnd; // an alias or a merged value stands elsewhere
  return isPlain && isBehindKey ? firstLine(keyStart, value.end, text) : { start: keyStart, end: keyEnd };
}

function firstLine(start: number, end: number, text: string): { start: number; end: number } {
  const feed = text.indexOf("\n", start);
  const lineEnd = feed === -1 ? text.length : text[feed - 1] === "\r" ? feed - 1 : feed;
  return { start, end: Math.max(start, Math.min(end, lineEnd)) };
}

/** The longest output of one action that is read for its keys. */
const longestBlock = 200_000;

/** Blocks of YAML in a text that one action each printed. Every block is read once. */
export class Blocks {
  private readonly known = new Map<number, SourceNode | undefined>();
  private readonly text: string;

  constructor(text: string) {
    this.text = text;
  }

  /** The keys and indexes from the top of the block between two offsets down to an offset in it; empty where it is no block. */
  routeTo(start: number, end: number, offset: number): ValuesPath {
    const lineStart = this.text.lastIndexOf("\n", start - 1) + 1;
    if (!this.known.has(start)) {
      const isShort = end - start <= longestBlock && start - lineStart <= longestBlock;
      this.known.set(start, isShort ? this.read(lineStart, start, end) : undefined);
    }
    const node = this.known.get(start);
    return node === undefined ? [] : routeTo(node, offset - lineStart);
  }

  /** What stands before the block in its first line counts as blanks, so that all its lines have their columns. */
  private read(lineStart: number, start: number, end: number): SourceNode | undefined {
    return readYaml(" ".repeat(start - lineStart) + this.text.slice(start, end)).documents[0]?.node;
  }
}

function routeTo(root: SourceNode, offset: number): ValuesPath {
  const route: (string | number)[] = [];
  for (let node: SourceNode | undefined = root; node !== undefined; ) {
    const inner = stepTowards(node, offset);
    if (inner === undefined) break;
    route.push(inner.step);
    node = inner.node;
  }
  return route;
}

interface Step {
  readonly step: string | number;
  /** Undefined where the offset lies in the key. */
  readonly node: SourceNode | undefined;
}

function stepTowards(node: SourceNode, offset: number): Step | undefined {
  for (const [step, { keyStart, keyEnd, value }] of node.entries ?? []) {
    if (offset >= keyStart && offset < keyEnd) return { step, node: undefined };
    if (offset >= value.start && offset < value.end && value.start >= keyEnd) return { step, node: value };
  }
  for (const [step, item] of (node.items ?? []).entries()) {
    if (offset < item.end) return { step, node: offset < item.start ? undefined : item }; // its dash stands before it
  }
  return undefined;
}
