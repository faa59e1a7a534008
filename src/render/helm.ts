/** A chart with one set of values → what it renders to. */
import { elements, field, text as asText } from "../core/json.js";
import { joinPath } from "../core/location.js";
import type { RepoPath } from "../core/location.js";
import type { Target } from "../core/target.js";
import type { Problem } from "../core/problem.js";
import type { RenderedText } from "../core/rendering.js";
import { isReadable } from "../core/revision.js";
import type { Revision } from "../core/revision.js";
import { decodeText } from "../yaml/decode-text.js";
import { lineOf } from "../yaml/lines.js";
import { readYaml } from "../yaml/read.js";
import { collectFiles, placesInChart, type RenderOutcome, renderProblem } from "./collect.js";
import { concealValues, type ErrorSources } from "./conceal.js";
import type {
  Engine,
  EngineError,
  EngineFile,
  HelmDocument,
  MissingDependency,
  ValuesText,
} from "./engine-types.js";
import { explainError, hintForLimit } from "./engine-problem.js";

/** What a chart may ask the cluster for. Absent: the engine's defaults. */
export interface HelmOptions {
  readonly kubeVersion?: string;
  readonly apiVersions?: readonly string[];
}

/** Renders a chart as `helm template` does. Objects without a namespace keep none: whoever releases it decides. */
export async function renderChart(
  target: Target,
  revision: Revision,
  engine: Pick<Engine, "renderHelm">,
  options: HelmOptions = {},
): Promise<RenderOutcome> {
  const collected = await collectChart(target, revision);
  const { chart, values } = collected;
  if (chart === null) return { rendering: null, problems: collected.problems, notes: [] };
  const result = await engine.renderHelm({ ...options, files: chart.files, values });
  if (!result.ok) {
    const missing = result.error.missing ?? [];
    const message = concealValues(result.error.message, sourcesOf(chart, values));
    const problems = [failure(chart, { ...result.error, message }), ...missingProblems(chart, missing)];
    return { rendering: null, problems: [...collected.problems, ...problems], notes: [] };
  }
  const { documents, missing, notes } = result.rendering;
  const problems = [...collected.problems, ...missingProblems(chart, missing)];
  const texts = documents.map((document) => renderedText(chart, document));
  const rendering = { target, texts, namespace: null, complete: problems.length === 0 };
  return { rendering, problems, notes };
}

/** A chart as the engine gets it. */
export interface CollectedChart {
  readonly target: Target;
  readonly files: readonly EngineFile[];
  /** Where the files lie in the repository. */
  readonly origins: ReadonlyMap<string, RepoPath>;
}

/** Reads a chart with its values. The chart is null where too much of it cannot be read. */
export async function collectChart(
  target: Target,
  revision: Revision,
): Promise<{
  readonly chart: CollectedChart | null;
  readonly values: readonly ValuesText[];
  readonly problems: readonly Problem[];
}> {
  const { files, origins, problems } = await collectFiles(target, revision, (input) =>
    placesInChart(target, input),
  );
  const values = await readValues(target, revision);
  if ("stage" in values) return { chart: null, values: [], problems: [...problems, values] };
  return { chart: files === null ? null : { target, files, origins }, values, problems };
}

async function readValues(target: Target, revision: Revision): Promise<readonly ValuesText[] | Problem> {
  const values: ValuesText[] = [];
  for (const path of target.values) {
    const bytes = await revision.read(path);
    const decoded = isReadable(bytes)
      ? decodeText(bytes)
      : { message: `The file cannot be read: ${bytes.reason}.`, hint: "Make it a regular file.", line: null };
    if (!("text" in decoded)) {
      const message = `${decoded.message} The chart was not rendered with these values.`;
      return renderProblem(target, { path, line: decoded.line }, message, decoded.hint);
    }
    values.push({ path, text: decoded.text });
  }
  return values;
}

/** What an error may repeat of a chart: its templates, schemas and charts, and no values. */
function sourcesOf({ files, origins }: CollectedChart, values: readonly ValuesText[]): ErrorSources {
  const isOpen = (path: string) => /(?:^|\/)(?:templates\/|Chart\.yaml$|values\.schema\.json$)/.test(path);
  const texts = files.flatMap(({ path, bytes }) => {
    const decoded = decodeText(bytes);
    return "text" in decoded ? [{ isOpen: isOpen(path), text: decoded.text }] : [];
  });
  const paths = [...origins].flat();
  return {
    open: [...paths, ...texts.filter((one) => one.isOpen).map(({ text }) => text)],
    closed: [...values, ...texts.filter((one) => !one.isOpen)].map(({ text }) => text),
  };
}

function renderedText(chart: CollectedChart, document: HelmDocument): RenderedText {
  const path = chart.origins.get(document.path) ?? chartFile(chart);
  const isFile = document.kind === "crd" && textOf(chart, document.path) === document.text;
  if (isFile) return { text: document.text, trace: { type: "identity", path } };
  return { text: document.text, trace: { type: "file", path }, name: document.template };
}

/** The text of a file of the chart; null where there is none. */
export function textOf({ files }: Pick<CollectedChart, "files">, enginePath: string): string | null {
  const file = files.find(({ path }) => path === enginePath);
  const decoded = file === undefined ? null : decodeText(file.bytes);
  return decoded !== null && "text" in decoded ? decoded.text : null;
}

function chartFile({ target }: CollectedChart): RepoPath {
  return joinPath(target.path, "Chart.yaml");
}

function failure(chart: CollectedChart, error: EngineError): Problem {
  const { target } = chart;
  const isValues = target.values.some((path) => path === error.path);
  const origin = isValues ? (error.path as RepoPath) : chart.origins.get(error.path ?? ""); // one of target.values
  const isPacked = origin?.endsWith(".tgz") ?? false;
  const place = {
    path: origin ?? chartFile(chart),
    line: origin === undefined || isPacked ? null : error.line,
  };
  const subject = target.values.length === 0 ? "The chart" : `The chart with ${target.values.join(", ")}`;
  return renderProblem(target, place, explainError(error, subject), hintFor(error, target));
}

function hintFor(error: EngineError, target: Target): string {
  const limit = hintForLimit(error);
  if (limit !== null) return limit;
  const folder = target.path === "" ? "." : target.path;
  switch (error.kind) {
    case "dependency":
      return buildHint(folder);
    case "schema":
      return `Make the values fit \`values.schema.json\`, or ${valuesHint(target)}.`;
    case "values":
      return "Correct the values file.";
    case "chart":
      return `Correct the chart until \`helm lint ${folder}\` accepts it.`;
    default:
      if (needsValue(error.message))
        return `It needs a value that no values file gives: ${valuesHint(target)}.`;
      return `Correct the template; \`helm template ${folder}\` shows the same error.`;
  }
}

/** What `required`, `fail` and a field of an absent value say. */
function needsValue(message: string): boolean {
  return /nil pointer evaluating|error calling (?:required|fail)|execution error at|is required|must be (?:set|specified|provided)/i.test(
    message,
  );
}

function valuesHint({ path, values }: Target): string {
  const [file] = values;
  return file === undefined
    ? `add a \`${joinPath(path, "ci/<name>-values.yaml")}\` that sets it`
    : `set it in \`${file}\``;
}

function buildHint(folder: string): string {
  return `Run \`helm dependency build ${folder}\` and commit what it puts into \`charts/\`, or run it before the scan.`;
}

/** Two aliases of one chart lack the same dependency once. */
function missingProblems(chart: CollectedChart, missing: readonly MissingDependency[]): readonly Problem[] {
  const problems = new Map<string, Problem>();
  for (const problem of missing.map((one) => missingProblem(chart, one))) {
    problems.set(`${problem.path}:${problem.line}:${problem.message}`, problem);
  }
  return [...problems.values()];
}

function missingProblem(chart: CollectedChart, missing: MissingDependency): Problem {
  const { target } = chart;
  const from = missing.repository === "" ? "" : ` from ${withoutSecrets(missing.repository)}`;
  const message = `The dependency "${missing.name}" ${missing.version}${from} is not in the repository, so what it adds was not checked.`;
  const place = placeOfDependency(chart, missing);
  return renderProblem(target, place, message, buildHint(target.path === "" ? "." : target.path));
}

/** The entry of the Chart.yaml (or requirements.yaml) that declares it; the archive, where that is packed. */
function placeOfDependency(
  chart: CollectedChart,
  missing: MissingDependency,
): { readonly path: RepoPath; readonly line: number | null } {
  const [, ...parents] = missing.parent.split("/charts/");
  let folder = "";
  for (const parent of parents) {
    const inner = folderOfSubchart(chart, folder, parent);
    if (inner === null) return { path: archiveOf(chart, folder, parent) ?? chartFile(chart), line: null };
    folder = inner;
  }
  for (const name of dependencyFiles) {
    const path = chart.origins.get(folder + name);
    const declared = dependenciesIn(textOf(chart, folder + name)).find(
      (one) => one.name === missing.name && (missing.alias === undefined || one.alias === missing.alias),
    );
    if (path !== undefined && declared !== undefined) return { path, line: declared.line };
  }
  return { path: chart.origins.get(`${folder}Chart.yaml`) ?? chartFile(chart), line: null };
}

/** Charts of API version 1 have a file of its own for them. */
const dependencyFiles = ["Chart.yaml", "requirements.yaml"] as const;

/** The folder below `charts/`, with "/" at its end, of a subchart that goes by its name or alias; null where it is packed. */
function folderOfSubchart(chart: CollectedChart, folder: string, name: string): string | null {
  const declared = dependencyFiles.flatMap((file) => dependenciesIn(textOf(chart, folder + file)));
  const real = declared.find(({ alias }) => alias === name)?.name ?? name;
  const inner = [name, real].map((last) => `${folder}charts/${last}/`);
  return inner.find((one) => chart.origins.has(`${one}Chart.yaml`)) ?? null;
}

function archiveOf({ origins }: CollectedChart, folder: string, name: string): RepoPath | undefined {
  const start = `${folder}charts/${name}-`;
  return [...origins].find(([path]) => path.startsWith(start) && path.endsWith(".tgz"))?.[1];
}

/** A dependency as a chart declares it, with its line (1-based). */
interface DeclaredDependency {
  readonly name: string | undefined;
  readonly alias: string | undefined;
  readonly line: number;
}

function dependenciesIn(text: string | null): readonly DeclaredDependency[] {
  if (text === null) return [];
  const document = readYaml(text, { duplicates: "last" }).documents[0];
  const nodes = document?.node?.entries?.get("dependencies")?.value.items ?? [];
  return elements(field(document?.value, "dependencies")).map((entry, index) => ({
    name: asText(field(entry, "name")),
    alias: asText(field(entry, "alias")),
    line: lineOf(text, nodes[index]?.start ?? 0),
  }));
}

/** Without user and password: an address may hold a token. */
function withoutSecrets(address: string): string {
  return address.replace(/\/\/[^/@]*@/, "//").replace(/\?.*$/s, "");
}
