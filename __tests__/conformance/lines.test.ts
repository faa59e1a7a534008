/**
 * The lines behind a chart are the lines behind it: each is changed in turn, and what the chart renders to then is compared with what the
 * trace said. Templates must pass without exception. The tests of `engine/helm` do the same letter by letter, for more charts.
 */
import { readdirSync } from "node:fs";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { afterAll, beforeAll, describe, expect, jest, test } from "@jest/globals";
import { asRepoPath, byCodeUnits, type RepoPath } from "../../src/core/location.js";
import type { RenderedText } from "../../src/core/rendering.js";
import type { Target } from "../../src/core/target.js";
import type { SourcePlace, TextTrace } from "../../src/core/trace.js";
import { startEngine } from "../../src/render/engine.js";
import type { Engine } from "../../src/render/engine-types.js";
import { renderChart } from "../../src/render/helm.js";
import { traceChart } from "../../src/render/helm-trace.js";
import { revisionOf } from "../fakes/revision.js";
import { filesIn } from "../scenarios/gate.js";
import { compileWorker, type WorkerFile } from "../unit/render/worker-file.js";

jest.setTimeout(300_000);

const enginePath = new URL("../../dist/engine.wasm.br", import.meta.url);
const folderOfLines = fileURLToPath(new URL("lines/", import.meta.url));
const folderOfParity = fileURLToPath(new URL("parity/charts/", import.meta.url));

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

/** A chart in memory, with values files laid over its own. */
interface Chart {
  readonly files: Readonly<Record<string, string>>;
  readonly values: readonly string[];
}

/** A line of a text with the places behind it. */
interface Line {
  readonly text: string;
  readonly index: number;
  readonly content: string;
  readonly places: readonly SourcePlace[];
}

const token = "tOkEn";

const charts = new Map<string, Chart>([
  ["web", chartIn(join(folderOfLines, "web"))],
  ...["files", "library", "line-endings"].map((name): [string, Chart] => [
    name,
    chartIn(join(folderOfParity, name, "chart")),
  ]),
]);

/** Lines that stay as they are with another value at the place that the trace names. */
const unmovedValues: Readonly<Record<string, readonly string[]>> = {
  web: ["- name: AREA", "- name: ZONE"], // names are keys, and the value beside the key is what changes
};

describe.each([...charts])("%s", (name, chart) => {
  test("has every line of its templates proven", async () => {
    const lines = await linesOf(chart);
    const failures: string[] = [];
    const edits = new Map<string, { readonly place: SourcePlace; readonly lines: Line[] }>();
    for (const line of lines) {
      const place = line.places.find(({ part }) => part === "template");
      if (place === undefined) {
        failures.push(`no place: ${line.content}`);
        continue;
      }
      const key = `${place.path}:${place.start}`;
      const known = edits.get(key);
      if (known === undefined) edits.set(key, { place, lines: [line] });
      else known.lines.push(line);
    }
    const changes = [...edits.values()].map(async ({ place, lines: expected }) => {
      const changed = await render({ ...chart, files: withToken(chart.files, place) });
      return changed === null ? [] : misses(lines, expected, changed); // not every template bears a token
    });
    failures.push(...(await Promise.all(changes)).flat());

    expect(lines.length).toBeGreaterThan(3);
    expect(failures).toEqual([]);
  });

  test("has its values proven", async () => {
    const lines = await linesOf(chart);
    const changes = lines.map(async (line) => {
      const place = line.places.find(({ part }) => part === "values");
      const files = place === undefined ? null : withOtherValue(chart.files, place);
      const changed = files === null ? null : await render({ ...chart, files });
      const after = changed?.get(line.text)?.split("\n");
      return after === undefined ? [] : [{ line, isSame: after[line.index] === line.content }];
    });
    const tried = (await Promise.all(changes)).flat();
    const missed = tried.filter(({ isSame }) => isSame).map(({ line }) => line.content.trim());

    expect(missed).toEqual(unmovedValues[name] ?? []);
    if (name === "web") expect(tried.length).toBeGreaterThan(20);
  });
});

test("values that win are the ones that are named", async () => {
  const chart = { ...chartIn(join(folderOfLines, "web")), values: ["ci/other-values.yaml"] };
  const lines = await linesOf(chart);
  const linesBehind = (content: string) =>
    lines
      .find((line) => line.content.trim() === content)
      ?.places.map(({ path, start, end }) => `${path} ${chart.files[path]?.slice(start, end)}`);

  expect(linesBehind('image: "registry.example/shop/web:9.9"')?.slice(0, 3)).toEqual([
    'ci/other-values.yaml tag: "9.9"',
    "values.yaml repository: shop/web",
    "values.yaml registry: registry.example",
  ]);
  expect(linesBehind("privileged: true")).toEqual([
    "values.yaml privileged: true",
    "templates/deployment.yaml {{- toYaml .Values.securityContext | nindent 12 }}",
  ]);
  expect(linesBehind("- SYS_ADMIN")).toEqual([
    "values.yaml SYS_ADMIN",
    "templates/deployment.yaml {{- toYaml .Values.securityContext | nindent 12 }}",
  ]);
  expect(linesBehind("resources: {requests: {storage: 16Gi}}")?.[0]).toBe("ci/other-values.yaml size: 16Gi");
  expect(linesBehind("- port: 9999")?.[0]).toBe("values.yaml port: 9999");
  expect(linesBehind("app: web")?.at(-1)).toMatch(/^templates\/deployment\.yaml .*common\.selector/);
});

function chartIn(folder: string): Chart {
  const decoder = new TextDecoder("utf-8", { ignoreBOM: true });
  const files = Object.entries(filesIn(folder)).map(([path, bytes]) => [
    path,
    typeof bytes === "string" ? bytes : decoder.decode(bytes),
  ]);
  expect(readdirSync(folder)).toContain("Chart.yaml");
  return { files: Object.fromEntries(files) as Record<string, string>, values: [] };
}

function targetOf({ files, values }: Chart): Target {
  const inputs = Object.keys(files)
    .sort(byCodeUnits)
    .map((path) => asRepoPath(path));
  return {
    id: "helm:",
    kind: "helm",
    path: "",
    values: values as readonly RepoPath[],
    inputs,
    touched: true,
  };
}

async function rendered(chart: Chart): Promise<readonly RenderedText[] | null> {
  const { rendering } = await renderChart(targetOf(chart), revisionOf(chart.files), engine);
  return rendering === null ? null : rendering.texts.filter(({ name }) => name !== undefined);
}

/** The texts by their names; null where the chart does not render. */
async function render(chart: Chart): Promise<ReadonlyMap<string, string> | null> {
  const texts = await rendered(chart);
  return texts === null ? null : new Map(texts.map(({ name = "", text }) => [name, text]));
}

async function linesOf(chart: Chart): Promise<readonly Line[]> {
  const texts = await rendered(chart);
  if (texts === null) throw new Error("The chart does not render.");
  const traces = await traceChart(targetOf(chart), texts, revisionOf(chart.files), engine);
  expect(traces.size).toBe(texts.length);
  return texts.flatMap((text) => linesOfText(text, traces.get(text)));
}

function linesOfText({ text, name = "" }: RenderedText, trace: TextTrace | undefined): readonly Line[] {
  let start = 0;
  return text.split("\n").flatMap((content, index) => {
    const from = start + content.length - content.trimStart().length;
    const to = start + content.trimEnd().length;
    start += content.length + 1;
    return from >= to ? [] : [{ text: name, index, content, places: trace?.placesOf(from, to) ?? [] }];
  });
}

/** The files with a token before a text, or printed by an action. */
function withToken(files: Chart["files"], { path, start, end }: SourcePlace): Chart["files"] {
  const original = files[path] ?? "";
  const mark = original.startsWith("\uFEFF") ? 1 : 0; // offsets count from behind it
  const text = original.slice(mark);
  const action = /^\{\{(-?)[^]*?(-?)\}\}$/.exec(text.slice(start, end));
  const changed =
    action === null
      ? token + text.slice(start, end)
      : `{{${action[1] === "" ? "" : "- "}"${token}"${action[2] === "" ? "" : " -"}}}`;
  return { ...files, [path]: original.slice(0, mark) + text.slice(0, start) + changed + text.slice(end) };
}

/** What a change of one place did that the trace does not say. */
function misses(
  lines: readonly Line[],
  expected: readonly Line[],
  changed: ReadonlyMap<string, string>,
): string[] {
  const failures: string[] = [];
  for (const [name, text] of changed) {
    const before = lines.filter((line) => line.text === name && !isHash(line.content));
    const own = before.filter((line) => expected.includes(line));
    const after = text.split("\n").map((line) => line.trim());
    const touched = after.filter((line) => line.includes(token) && !isHash(line));
    const others = before
      .filter((line) => !expected.includes(line))
      .map(({ content }) => content.trim())
      .filter((line) => !touched.some((one) => one.includes(line))); // an action that ate line feeds leaves its neighbours in one line
    if (own.length === 0 && touched.length > 0) failures.push(`a line too many: ${touched[0]}`);
    if (own.length > 0 && touched.length === 0) failures.push(`not seen: ${own[0]?.content}`);
    if (touched.length > own.length) failures.push(`more lines than ${own.length}: ${own[0]?.content}`);
    const left = after.filter((line) => line !== "" && !line.includes(token) && !isHash(line));
    const lost = lackingIn(left, others);
    if (lost.length > 0) failures.push(`a change of ${own[0]?.content} changes: ${lost[0]}`);
  }
  return failures;
}

/** A hash of what another template prints changes with it, as it must. */
function isHash(line: string): boolean {
  return /checksum|[0-9a-f]{64}/.test(line);
}

/** What of some lines does not stand among others, in their order. */
function lackingIn(lines: readonly string[], wanted: readonly string[]): readonly string[] {
  let next = 0;
  return wanted.filter((line) => {
    const found = lines.indexOf(line, next);
    if (found !== -1) next = found + 1;
    return found === -1;
  });
}

/** The files with another value at a place; null where that is no plain value in one line. */
function withOtherValue(files: Chart["files"], { path, start, end }: SourcePlace): Chart["files"] | null {
  const text = files[path] ?? "";
  const [, key = "", quote = "", value = ""] =
    /^((?:[^:\s]+: *)?)(["']?)([^"'|>{[][^]*)$/.exec(text.slice(start, end)) ?? [];
  if (value === "" || value.endsWith(":")) return null;
  const other = /^(?:true|false)$/.test(value)
    ? String(value === "false")
    : quote === "" && /^\d+$/.test(value)
      ? String(2 * Number(value) + 1)
      : `x${value}`;
  return { ...files, [path]: `${text.slice(0, start)}${key}${quote}${other}${text.slice(end)}` };
}
