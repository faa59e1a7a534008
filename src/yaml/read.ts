/** YAML or JSON text → data with positions. Never throws: what is wrong with the text is a list of problems with lines. */
import {
  Composer,
  type Document,
  isAlias,
  isMap,
  isPair,
  isScalar,
  isSeq,
  type Node,
  type Pair,
  type Scalar,
  type YAMLMap,
  type YAMLSeq,
} from "yaml";
import type { Json } from "../core/json.js";
import type { SourceEntry, SourceNode } from "../core/resource.js";
import { Entries } from "./entries.js";
import { explain } from "./errors.js";
import { maximumDepth, maximumNodes, shallowTokens } from "./guard.js";
import { columnAt, lineAt, lineStartsOf } from "./lines.js";
import { resolvePlain } from "./scalars.js";

/** One document. Value and node are undefined where it is empty or could not be read. */
export interface YamlDocument {
  readonly value: Json | undefined;
  readonly node: SourceNode | undefined;
  /** 1-based line of its first character of content. */
  readonly line: number;
}

/** What is wrong with the text at a place (1-based). Never quotes the text: it may be a secret. */
export interface YamlProblem {
  readonly line: number;
  readonly column: number;
  readonly message: string;
  readonly hint: string;
}

/** What a text holds. A document with a problem is left out; the others stay. */
export interface YamlText {
  readonly documents: readonly YamlDocument[];
  readonly problems: readonly YamlProblem[];
}

/** How to read: `duplicates: "last"` takes the last of equal keys silently, as Helm and the API server's lenient decoding do. */
export interface ReadOptions {
  readonly duplicates: "problem" | "last";
}

/** Reads all documents of a text. Routes through a document's node and its value are the same. */
export function readYaml(text: string, options: ReadOptions = { duplicates: "problem" }): YamlText {
  const starts = lineStartsOf(text);
  const documents: YamlDocument[] = [];
  const problems: YamlProblem[] = [];
  const say = (offset: number, message: string, hint: string) => {
    const place = Math.min(offset, text.length);
    problems.push({ line: lineAt(starts, place), column: columnAt(starts, place), message, hint });
  };

  const composer = new Composer({
    schema: "failsafe", // every scalar stays text: resolvePlain reads it as Kubernetes does
    uniqueKeys: false, // the library's check is quadratic: 20,000 keys took 4.4 s
    prettyErrors: false, // they quote the source
    keepSourceTokens: false,
    logLevel: "silent",
  });
  const take = (document: Document.Parsed) => {
    const error = document.errors[0];
    if (error !== undefined) {
      const { message, hint } = explain(error.code);
      say(error.pos[0], message, hint);
      return;
    }
    const read = new DocumentReader(options, say).read(document);
    if (read === undefined) return;
    const start = document.contents?.range?.[0] ?? document.range[0];
    documents.push({ ...read, line: lineAt(starts, start) });
  };

  for (const token of shallowTokens(text)) {
    if ("tooDeepAt" in token) {
      say(
        token.tooDeepAt,
        `The document nests more than ${maximumDepth} levels deep, so it and what follows it in the file were not read.`,
        "Flatten it, or take the file out with `exclude`.",
      );
      return { documents, problems };
    }
    for (const document of composer.next(token)) take(document as Document.Parsed);
  }
  for (const document of composer.end(false, text.length)) take(document as Document.Parsed);
  return { documents, problems };
}

interface Read {
  readonly value: Json;
  readonly node: SourceNode;
}

interface Anchored extends Read {
  readonly size: number;
}

/** Stops the reading of one document; what is wrong has been said. */
class Unreadable extends Error {}

/** Turns one document's tree into data and positions. Aliases share their value, so only counting them costs anything. */
class DocumentReader {
  private readonly anchors = new Map<string, Anchored | "open">();
  private nodeCount = 0;
  private readonly options: ReadOptions;
  private readonly say: (offset: number, message: string, hint: string) => void;

  constructor(options: ReadOptions, say: (offset: number, message: string, hint: string) => void) {
    this.options = options;
    this.say = say;
  }

  /** Undefined where a problem has been said that leaves nothing to use. */
  read(document: Document.Parsed): { value: Json | undefined; node: SourceNode | undefined } | undefined {
    if (document.contents === null) return { value: undefined, node: undefined };
    try {
      const { value, node } = this.node(document.contents);
      return value === null ? { value: undefined, node: undefined } : { value, node };
    } catch (error) {
      if (error instanceof Unreadable) return undefined;
      throw error;
    }
  }

  private node(node: Node): Read {
    const before = this.nodeCount;
    this.count(1, node);
    if (isAlias(node)) return this.alias(node.source, node);
    const anchor = (node as Scalar | YAMLMap | YAMLSeq).anchor;
    if (anchor !== undefined) this.anchors.set(anchor, "open");
    const read = isMap(node)
      ? this.mapping(node)
      : isSeq(node)
        ? this.sequence(node)
        : this.scalar(node as Scalar);
    if (anchor !== undefined) this.anchors.set(anchor, { ...read, size: this.nodeCount - before });
    return read;
  }

  private alias(name: string, node: Node): Read {
    const target = this.anchors.get(name);
    if (target === undefined) {
      return this.fail(
        node,
        "An alias names an anchor that does not exist before it.",
        "Define the anchor first.",
      );
    }
    if (target === "open") {
      return this.fail(node, "An alias stands inside its own anchor.", "Write the value out.");
    }
    this.count(target.size, node);
    return target;
  }

  private mapping(map: YAMLMap): Read {
    const value: Record<string, Json> = {};
    const entries = new Map<string, SourceEntry>();
    const merged: Read[] = [];
    for (const pair of map.items) {
      if (!isPair(pair)) continue;
      if (isMergeKey(pair)) {
        merged.push(...this.mergeSources(pair));
        continue;
      }
      const key = this.key(pair);
      const read = this.pairValue(pair, key.end);
      if (entries.has(key.name)) this.duplicate(key.start);
      entries.set(key.name, { keyStart: key.start, keyEnd: key.end, value: read.node });
      define(value, key.name, read.value);
    }
    for (const source of merged) mergeInto(value, entries, source);
    return { value, node: { ...rangeOf(map), entries: new Entries(entries) } };
  }

  private sequence(sequence: YAMLSeq): Read {
    const value: Json[] = [];
    const items: SourceNode[] = [];
    for (const item of sequence.items) {
      // `[a: 1]` is a list of one mapping; the library gives the bare pair.
      const read = isPair(item) ? this.singlePair(item) : this.node(item as Node);
      value.push(read.value);
      items.push(read.node);
    }
    return { value, node: { ...rangeOf(sequence), items } };
  }

  private singlePair(pair: Pair): Read {
    const key = this.key(pair);
    const read = this.pairValue(pair, key.end);
    const entry = { keyStart: key.start, keyEnd: key.end, value: read.node };
    const entries = new Entries(new Map([[key.name, entry]]));
    const value: Record<string, Json> = {};
    define(value, key.name, read.value);
    return { value, node: { start: key.start, end: read.node.end, entries } };
  }

  private scalar(scalar: Scalar): Read {
    return { value: scalarValue(scalar), node: rangeOf(scalar) };
  }

  private key(pair: Pair): { name: string; start: number; end: number } {
    const key = pair.key as Node | null;
    if (key === null || !isScalar(key)) {
      return this.fail(key, "A key of a mapping is itself a list or a mapping.", "Use a plain text as key.");
    }
    this.count(1, key);
    const value = scalarValue(key);
    const { start, end } = rangeOf(key);
    return { name: typeof value === "string" ? value : String(value), start, end };
  }

  private pairValue(pair: Pair, keyEnd: number): Read {
    const node = pair.value as Node | null;
    return node === null ? { value: null, node: { start: keyEnd, end: keyEnd } } : this.node(node);
  }

  private mergeSources(pair: Pair): readonly Read[] {
    const read = this.pairValue(pair, 0);
    const list = read.node.items;
    if (list === undefined) return [read];
    const values = Array.isArray(read.value) ? (read.value as readonly Json[]) : [];
    return list.map((node, index) => ({ node, value: values[index] ?? null }));
  }

  private duplicate(offset: number): void {
    if (this.options.duplicates === "last") return;
    this.say(
      offset,
      "A key stands twice in the same mapping; the API server refuses it or takes the last one.",
      "Remove one of the two.",
    );
  }

  private count(nodes: number, at: Node): void {
    this.nodeCount += nodes;
    if (this.nodeCount <= maximumNodes) return;
    this.fail(
      at,
      `The document has more than ${maximumNodes.toLocaleString("en")} nodes once its aliases are expanded, so it was not read.`,
      "Write fewer aliases, or split the file.",
    );
  }

  private fail(node: Node | null, message: string, hint: string): never {
    this.say(node?.range?.[0] ?? 0, message, hint);
    throw new Unreadable(message);
  }
}

function isMergeKey(pair: Pair): boolean {
  const key = pair.key as Node | null;
  return isScalar(key) && key.value === "<<" && key.type === "PLAIN";
}

/** Earlier merge sources win over later ones, and the mapping's own keys over all: YAML 1.1 merge key. */
function mergeInto(value: Record<string, Json>, entries: Map<string, SourceEntry>, source: Read): void {
  if (source.node.entries === undefined) return;
  for (const [key, entry] of source.node.entries) {
    if (entries.has(key)) continue;
    entries.set(key, entry);
    const merged = source.value as Readonly<Record<string, Json>>; // a node with entries comes from a mapping
    define(value, key, merged[key] ?? null);
  }
}

/** Sets an own property, also for keys such as `__proto__`, which plain assignment would swallow. */
function define(target: Record<string, Json>, key: string, value: Json): void {
  if (value === null) return; // typed decoding in Kubernetes drops null entries; their position stays in the node
  if (key === "__proto__") {
    Object.defineProperty(target, key, { value, enumerable: true, configurable: true, writable: true });
  } else target[key] = value;
}

function scalarValue(scalar: Scalar): null | boolean | number | bigint | string {
  const source = typeof scalar.value === "string" ? scalar.value : String(scalar.source ?? "");
  switch (scalar.tag) {
    case "tag:yaml.org,2002:str":
      return source;
    case "tag:yaml.org,2002:binary":
      return Buffer.from(source, "base64").toString("utf8");
    case "tag:yaml.org,2002:int":
    case "tag:yaml.org,2002:float":
    case "tag:yaml.org,2002:bool":
    case "tag:yaml.org,2002:null":
      return resolvePlain(source);
    default:
      return scalar.type === "PLAIN" ? resolvePlain(source) : source;
  }
}

function rangeOf(node: Node): { start: number; end: number } {
  const range = node.range;
  return { start: range?.[0] ?? 0, end: range?.[1] ?? 0 };
}
