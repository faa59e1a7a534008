/** Charts: where they are, with which values each is rendered, and which files belong to them. */
import { elements, field, text as asText } from "../core/json.js";
import type { Json } from "../core/json.js";
import { asRepoPath, byCodeUnits, folderOf, isInside, joinPath, resolvePath } from "../core/location.js";
import type { RepoPath } from "../core/location.js";
import type { FileEntry } from "../core/revision.js";
import type { FileProblem } from "./manifests.js";
import type { Source } from "./source.js";

/** A folder whose files the engine sees at a second place too. */
export interface Mount {
  readonly from: RepoPath;
  /** As a path of the repository, where nothing lies: `charts/web/charts/common`. */
  readonly to: RepoPath;
}

/** A chart that is no part of another one. */
export interface Chart {
  readonly folder: RepoPath | "";
  readonly file: RepoPath;
  /** Why it is not rendered: the user must act (a problem), or all is well (a reason). */
  readonly unusable: { readonly problem: FileProblem } | { readonly reason: string } | null;
  /** Each is laid over the chart's own values.yaml; the first is empty. */
  readonly valuesSets: readonly (readonly RepoPath[])[];
  /** `file://` dependencies that are not vendored, at their places in `charts/`. */
  readonly mounts: readonly Mount[];
  /** Everything that can change what the chart says, without the values sets. */
  readonly inputs: readonly RepoPath[];
  /** Whether templates may read files of the chart that are no templates. */
  readonly readsFiles: boolean;
}

const ownFiles = new Set([
  ".helmignore",
  "Chart.lock",
  "Chart.yaml",
  "requirements.lock",
  "requirements.yaml",
  "values.schema.json",
  "values.yaml",
]);

/** All charts that are no part of another one, ordered by folder. */
export async function findCharts(source: Source): Promise<readonly Chart[]> {
  const files = source.revision.files.filter(
    ({ path }) => path === "Chart.yaml" || path.endsWith("/Chart.yaml"),
  );
  const heads: ChartHead[] = [];
  const folders = new Set<RepoPath | "">();
  for (const { path } of files.toSorted((left, right) => depthOf(left.path) - depthOf(right.path))) {
    const folder = folderOf(path);
    if (isOfAnyChart(path, folders)) continue;
    const head = await readHead(source, path, folder);
    if (head === null) continue;
    heads.push(head);
    folders.add(folder);
  }
  heads.sort((left, right) => byCodeUnits(left.folder, right.folder));
  return Promise.all(heads.map((head) => readChart(source, head)));
}

/** Whether a file is rendered, read or loaded by Helm as part of the chart in `folder`, whatever its templates ask for. */
export function belongsToChart(path: RepoPath, folder: RepoPath | ""): boolean {
  if (!isInside(path, folder)) return false;
  const inner = folder === "" ? path : path.slice(folder.length + 1);
  return ownFiles.has(inner) || /^(?:templates|crds|charts)(?:\/|$)/.test(inner);
}

/** Whether a file belongs to one of the charts in these folders. */
export function isOfAnyChart(path: RepoPath, folders: ReadonlySet<RepoPath | "">): boolean {
  for (let folder: RepoPath | "" = path; folder !== ""; ) {
    folder = folderOf(folder);
    if (folders.has(folder) && belongsToChart(path, folder)) return true;
  }
  return false;
}

/** What the Chart.yaml alone says. */
interface ChartHead {
  readonly folder: RepoPath | "";
  readonly file: RepoPath;
  readonly value: Json | undefined;
  readonly unusable: Chart["unusable"];
}

/** Null where the file is no chart's, for example an object of a kind of its own. */
async function readHead(source: Source, file: RepoPath, folder: RepoPath | ""): Promise<ChartHead | null> {
  const config = await source.configFile(file);
  if ("problem" in config)
    return { file, folder, value: undefined, unusable: { problem: notRendered(config.problem) } };
  const { value } = config.document ?? { value: undefined };
  if (field(value, "kind") !== undefined) return null;
  if (asText(field(value, "name")) === undefined) {
    const hasTemplates = source.isFolder(joinPath(folder, "templates"));
    return hasTemplates ? { file, folder, value, unusable: { problem: nameless } } : null;
  }
  const isLibrary = field(value, "type") === "library";
  const unusable = isLibrary ? { reason: "A library chart renders nothing by itself." } : null;
  return { file, folder, value, unusable };
}

const nameless: FileProblem = {
  line: 1,
  message: "The chart has no `name`, so it was not rendered.",
  hint: "Add `name` and `version`, which Helm requires.",
};

function notRendered({ line, message, hint }: FileProblem): FileProblem {
  return { line, message: `${message} The chart was not rendered.`, hint };
}

async function readChart(source: Source, head: ChartHead): Promise<Chart> {
  const { folder, file, unusable } = head;
  if (unusable !== null) {
    return { folder, file, unusable, valuesSets: [], mounts: [], inputs: [], readsFiles: false };
  }
  const found = new Mounts(source);
  await found.add(folder, folder, [folder]);
  const mounts = found.found;
  const folders = [folder, ...mounts.map(({ from }) => from)];
  const readsFiles = await mentionsFiles(source, folders);
  const inputs = folders.flatMap((part) => partsOf(source, part, readsFiles).map(({ path }) => path));
  const valuesSets = [[], ...ciValuesOf(source, folder).map((path) => [path])];
  return { folder, file, unusable, valuesSets, mounts, inputs: sortedPaths(inputs), readsFiles };
}

/** Each path once, ordered by code units. */
export function sortedPaths(paths: Iterable<RepoPath>): readonly RepoPath[] {
  return [...new Set(paths)].sort(byCodeUnits);
}

/** chart-testing's habit: `ci/<name>-values.yaml`. */
function ciValuesOf(source: Source, folder: RepoPath | ""): readonly RepoPath[] {
  const files = source.inside(joinPath(folder, "ci"));
  return files.map(({ path }) => path).filter((path) => /(?:^|\/)ci\/[^/]*-values\.yaml$/.test(path));
}

/** The files that Helm loads; those beside the templates only where some template may ask for them. */
function partsOf(source: Source, folder: RepoPath | "", withAllFiles: boolean): readonly FileEntry[] {
  const files = source.inside(folder);
  return withAllFiles ? files : files.filter(({ path }) => belongsToChart(path, folder));
}

/** Whether a template, or a value that `tpl` may render, mentions `.Files`. */
async function mentionsFiles(source: Source, folders: readonly (RepoPath | "")[]): Promise<boolean> {
  for (const folder of folders) {
    for (const entry of partsOf(source, folder, false)) {
      const mayMention = /(?:^|\/)templates\//.test(entry.path) || entry.path.endsWith("values.yaml");
      if (mayMention && /\bFiles\b/.test(await source.searchText(entry))) return true;
    }
  }
  return false;
}

/** How deep and how many `file://` dependencies are followed: far beyond real charts, and enough to stop hostile ones. */
const deepestMount = 10;
const mostMounts = 200;

/**
 * The `file://` dependencies of the chart in `folder`, which the engine sees at `place`, with theirs in turn. What is vendored needs
 * no mount, what lies outside the repository gets none, and a chart is never mounted into itself.
 */
class Mounts {
  readonly found: Mount[] = [];
  private readonly source: Source;

  constructor(source: Source) {
    this.source = source;
  }

  async add(folder: RepoPath | "", place: RepoPath | "", chain: readonly (RepoPath | "")[]): Promise<void> {
    if (chain.length > deepestMount) return;
    for (const dependency of await localDependencies(this.source, folder)) {
      const from = resolvePath(folder, dependency.path);
      if (from === null || from === "" || chain.includes(from)) continue;
      if (
        !this.source.isFile(joinPath(from, "Chart.yaml")) ||
        isVendored(this.source, folder, dependency.name)
      )
        continue;
      const to = this.freePlace(from, place, dependency);
      if (to === null || this.found.length >= mostMounts) continue;
      this.found.push({ from, to });
      await this.add(from, to, [...chain, from]);
    }
    for (const vendored of vendoredCharts(this.source, folder)) {
      const inner = folder === "" ? vendored : vendored.slice(folder.length + 1);
      await this.add(vendored, joinPath(place, inner), [...chain, vendored]);
    }
  }

  /** One chart under two aliases is mounted once; two charts of one name take the alias. Null where nothing is to be done. */
  private freePlace(from: RepoPath, place: RepoPath | "", { name, alias }: LocalDependency): RepoPath | null {
    for (const last of [name, alias]) {
      if (last === undefined) continue;
      const to = joinPath(place, `charts/${last}`);
      const taken = this.found.find((mount) => mount.to === to);
      if (taken === undefined) return to;
      if (taken.from === from) return null;
    }
    return null;
  }
}

/** The folders directly in `charts/` that hold a chart. */
function vendoredCharts(source: Source, folder: RepoPath | ""): readonly RepoPath[] {
  const charts = joinPath(folder, "charts");
  return source
    .inside(charts)
    .filter(({ path }) => /^[^/]+\/Chart\.yaml$/.test(path.slice(charts.length + 1)))
    .map(({ path }) => asRepoPath(path.slice(0, -"/Chart.yaml".length)));
}

function isVendored(source: Source, folder: RepoPath | "", name: string): boolean {
  const charts = joinPath(folder, "charts");
  return source.inside(charts).some(({ path }) => {
    const inner = path.slice(charts.length + 1);
    return (
      inner === `${name}/Chart.yaml` ||
      (inner.startsWith(`${name}-`) && /^\d[^/]*\.tgz$/.test(inner.slice(name.length + 1)))
    );
  });
}

interface LocalDependency {
  readonly name: string;
  readonly alias: string | undefined;
  readonly path: string;
}

/** Dependencies whose repository is `file://…`, of a chart of either API version. */
async function localDependencies(source: Source, folder: RepoPath | ""): Promise<readonly LocalDependency[]> {
  const found: LocalDependency[] = [];
  for (const name of ["Chart.yaml", "requirements.yaml"]) {
    const path = joinPath(folder, name);
    const config = source.isFile(path) ? await source.configFile(path) : null;
    if (config === null || "problem" in config) continue; // a broken file is said where the chart is rendered
    for (const entry of elements(field(config.document?.value, "dependencies"))) {
      const chart = asText(field(entry, "name"));
      const repository = asText(field(entry, "repository"));
      if (chart === undefined || !isFileName(chart) || repository?.startsWith("file://") !== true) continue;
      const alias = asText(field(entry, "alias"));
      found.push({
        name: chart,
        alias: alias !== undefined && isFileName(alias) ? alias : undefined,
        path: repository.slice("file://".length),
      });
    }
  }
  return found;
}

function isFileName(name: string): boolean {
  return /^[^/\\\0]+$/.test(name) && name !== "." && name !== "..";
}

function depthOf(path: string): number {
  return path.split("/").length;
}
