/**
 * What the trace of an overlay says is true: a change of the place that a value is said to come from changes that value, and nothing that
 * is said to come from elsewhere. The files are those of the engine's own tests, which try more values.
 */
import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { afterAll, beforeAll, expect, jest, test } from "@jest/globals";
import { isMap, isPair, isScalar, isSeq, type Node, parseDocument } from "yaml";
import { asRepoPath } from "../../src/core/location.js";
import type { RenderedText } from "../../src/core/rendering.js";
import type { Target } from "../../src/core/target.js";
import type { SourcePlace, TextTrace } from "../../src/core/trace.js";
import { startEngine } from "../../src/render/engine.js";
import type { Engine } from "../../src/render/engine-types.js";
import { renderKustomization } from "../../src/render/kustomize.js";
import { traceOverlay } from "../../src/render/kustomize-trace.js";
import { decodeText } from "../../src/yaml/decode-text.js";
import { revisionOf } from "../fakes/revision.js";
import { compileWorker, type WorkerFile } from "../unit/render/worker-file.js";

jest.setTimeout(300_000); // every value is a build

const suite = fileURLToPath(new URL("../../engine/kustomize/testdata/", import.meta.url));
const enginePath = new URL("../../dist/engine.wasm.br", import.meta.url);

/** Values that do not follow their place, and why. */
const reasons: Readonly<Record<string, string>> = {
  "/rules/0/verbs/2": "The lines of a folded text cannot be told apart.",
  "/data/both.yaml": "The file is also a resource, and what was appended is no object.",
};

/** Whoever changes these makes another object or list item, which no patch fits any more. */
const identifying = /^\/(kind|apiVersion|metadata\/name)$|\/\d+\/(name|port|containerPort)$/;

let worker: WorkerFile;
let engine: Engine;

beforeAll(() => {
  worker = compileWorker();
  engine = startEngine({ enginePath, workerPath: worker.path, limits: { timeMs: 60_000 } });
});

afterAll(async () => {
  await engine.close();
  worker.remove();
});

test.each([
  ["layers", 19],
  ["nasty", 7],
  ["text", 4],
])("%s, one value of %d", async (name, sampling) => {
  const files = readFiles(join(suite, name));
  const before = await build(files);
  const traces = await traceOverlay(targetOf(files), before, revisionOf(files), engine);
  const values = before.flatMap((text) =>
    valuesOf(text.text).map((value) => ({ text, trace: traces.get(text), value })),
  );
  const tried = values.filter(({ value }) => !identifying.test(value.route));
  const sampled = tried.filter((_, index) => index % sampling === 0);
  const misses: string[] = [];

  for (const { text, trace, value } of sampled) {
    const [place] = trace?.placesOf(value.start, value.end) ?? [];
    const miss =
      place === undefined ? "no place" : await tryChange(files, before, traces, text, value, place);
    if (miss !== null && reasons[value.route] === undefined) misses.push(`${value.route}: ${miss}`);
  }

  const unplaced = tried.filter(({ trace, value }) => trace?.placesOf(value.start, value.end).length === 0);
  expect(unplaced.map(({ value }) => value.route)).toEqual([]);
  expect(misses).toEqual([]);
  expect(sampled.length).toBeGreaterThan(5);
});

type Files = Readonly<Record<string, Uint8Array>>;

function readFiles(folder: string): Files {
  const entries = readdirSync(folder, { recursive: true, withFileTypes: true });
  const paths = entries.filter((entry) => entry.isFile()).map((entry) => join(entry.parentPath, entry.name));
  return Object.fromEntries(paths.map((path) => [path.slice(folder.length + 1), readFileSync(path)]));
}

function targetOf(files: Files): Target {
  const inputs = Object.keys(files).map((path) => asRepoPath(path));
  return {
    id: "kustomize:overlay",
    kind: "kustomize",
    path: asRepoPath("overlay"),
    values: [],
    inputs,
    touched: false,
  };
}

async function build(files: Files): Promise<readonly RenderedText[]> {
  const { rendering, problems } = await renderKustomization(targetOf(files), revisionOf(files), engine);
  if (rendering === null) throw new Error(problems.map(({ message }) => message).join("\n"));
  return rendering.texts;
}

interface Value {
  /** As a JSON pointer. */
  readonly route: string;
  readonly value: unknown;
  /** Offsets of the field, or of the value of a list item. */
  readonly start: number;
  readonly end: number;
}

function valuesOf(text: string): readonly Value[] {
  const found: Value[] = [];
  function visit(node: unknown, route: string, start: number): void {
    if (isScalar(node)) {
      const [from = 0, to = 0] = node.range ?? [];
      found.push({ route, value: node.value, start: Math.min(start, from), end: to });
    } else if (isMap(node)) {
      for (const { key, value } of node.items.filter(isPair)) {
        const from = (key as Node).range?.[0] ?? 0;
        visit(value, `${route}/${String(key)}`, from);
      }
    } else if (isSeq(node)) {
      node.items.forEach((item, index) => visit(item, `${route}/${index}`, Number.POSITIVE_INFINITY));
    }
  }
  visit(parseDocument(text).contents, "", 0);
  return found;
}

/** Why a value does not follow its place; null where it does. */
async function tryChange(
  files: Files,
  before: readonly RenderedText[],
  traces: ReadonlyMap<RenderedText, TextTrace>,
  wanted: RenderedText,
  { route }: Value,
  place: SourcePlace,
): Promise<string | null> {
  const bytes = files[place.path];
  const decoded = decodeText(bytes ?? new Uint8Array());
  if (!("text" in decoded)) return "its file is no text";
  const { text } = decoded;
  const old = text.slice(place.start, place.end);
  if (old.startsWith("name: ")) return null; // whatever finds an object by its name loses it
  const changed = text.slice(0, place.start) + another(old) + text.slice(place.end);
  const after = await build({ ...files, [place.path]: new TextEncoder().encode(changed) });
  if (after.length !== before.length) return `${old} makes other objects`;
  const followers = before.flatMap((one, index) => {
    const now = new Map(valuesOf(after[index]?.text ?? "").map((value) => [value.route, value.value]));
    return valuesOf(one.text)
      .filter((value) => now.get(value.route) !== value.value)
      .map((value) => ({ one, value }));
  });
  const unrelated = followers.find(
    ({ one, value }) => !value.route.endsWith("ame") && !isFrom(traces.get(one), value, place),
  );
  if (unrelated !== undefined) return `${old} changes ${unrelated.value.route}`;
  const hasFollowed = followers.some(({ one, value }) => one === wanted && value.route === route);
  return hasFollowed ? null : `${old} changes nothing`;
}

function isFrom(trace: TextTrace | undefined, { start, end }: Value, place: SourcePlace): boolean {
  const places = trace?.placesOf(start, end) ?? [];
  return places.some((one) => one.path === place.path && one.start < place.end && place.start < one.end);
}

/** A field, an assignment or a plain value with another value. */
function another(text: string): string {
  const key = /^("[^"]*"|'[^']*'|[^\s:=]+)(:\s+|=)/.exec(text)?.[0] ?? "";
  return key + anotherValue(text.slice(key.length));
}

function anotherValue(value: string): string {
  if (value === "true") return "false";
  if (value === "false") return "true";
  const quote = /["']$/.exec(value)?.[0] ?? "";
  const inner = value.slice(quote.length, value.length - quote.length);
  if (/^\d+$/.test(inner)) return `${quote}${Number(inner) + 1}${quote}`;
  return `${value.slice(0, value.length - quote.length)}1${quote}`;
}
