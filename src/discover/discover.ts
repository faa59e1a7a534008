/** Revision → targets: everything in it that can be evaluated, and what cannot be looked at. */
import { byCodeUnits, isInside } from "../core/location.js";
import type { RepoPath } from "../core/location.js";
import type { Problem } from "../core/problem.js";
import type { Revision } from "../core/revision.js";
import type { Target, TargetKind } from "../core/target.js";
import { textFileKind } from "../core/text-file.js";
import { compileGlobs } from "../text/glob.js";
import { belongsToChart, type Chart, findCharts, isOfAnyChart, sortedPaths } from "./charts.js";
import { findLooseFiles, hasLooseName, type LooseFile } from "./files.js";
import { type Dependence, isTouched } from "./impact.js";
import {
  findKustomizations,
  type Kustomizations,
  type KustomizePlan,
  looseParts,
  planBuild,
  rootsOf,
} from "./kustomizations.js";
import type { FileProblem } from "./manifests.js";
import { Source } from "./source.js";

/** Where to look and what to leave alone. */
export interface DiscoverOptions {
  /** Files and folders; "" is the root. Only targets inside them count, with whatever those need from elsewhere. */
  readonly paths: readonly (RepoPath | "")[];
  /** Patterns of `compileGlobs`. Empty: everything. A chart or kustomization is included where its own file is. */
  readonly include: readonly string[];
  readonly exclude: readonly string[];
  /** The files that differ from the base; null where nothing is compared. */
  readonly changed: ReadonlySet<RepoPath> | null;
}

/** What is left alone on purpose, with a sentence that says why. */
export interface Skipped {
  readonly path: RepoPath | "";
  readonly reason: string;
}

/** All lists are ordered. */
export interface Discovery {
  readonly targets: readonly Target[];
  readonly problems: readonly Problem[];
  readonly skipped: readonly Skipped[];
}

/**
 * Finds the targets of a revision.
 *
 * @throws GlobError where a pattern of the options cannot be used.
 */
export async function discover(revision: Revision, options: DiscoverOptions): Promise<Discovery> {
  const source = new Source(revision);
  const isIncluded = inclusionOf(options);
  const charts = await findCharts(source);
  const chartFolders = new Set(charts.map(({ folder }) => folder));
  const isOfChart = (path: RepoPath) => isOfAnyChart(path, chartFolders);
  const kustomizations = await findKustomizations(source, isOfChart);
  const roots = rootsOf(kustomizations, ({ file }) => isIncluded(file));
  const plans = roots.filter(({ broken }) => broken === null).map((root) => planBuild(root, kustomizations));

  const draft = new Draft(options.changed);
  for (const chart of charts) if (isIncluded(chart.file)) draft.addChart(chart, isIncluded);
  for (const { file, broken } of roots) if (broken !== null) draft.addProblem(file, broken);
  for (const plan of plans) draft.addKustomization(plan);

  const owned = ownedFiles(kustomizations, plans, looseParts(kustomizations, roots));
  const isInPaths = (path: RepoPath | "") => options.paths.some((start) => isInside(path, start));
  const isLoose = (path: RepoPath) =>
    isInPaths(path) &&
    isIncluded(path) &&
    (textFileKind(path) !== undefined || (!owned.has(path) && !isOfChart(path)));
  const loose = await findLooseFiles(source, isLoose);
  for (const file of loose.files) draft.addLooseFile(file, await readerOf(source, charts, file));

  draft.skipped.push(...loose.skipped, ...unusedComponents(kustomizations, plans));
  draft.addLeftOut(revision, charts, isIncluded);
  return draft.select(options.paths);
}

function inclusionOf({ include, exclude }: DiscoverOptions): (path: string) => boolean {
  const isIncluded = compileGlobs(include);
  const isExcluded = compileGlobs(exclude);
  return (path) => (include.length === 0 || isIncluded(path)) && !isExcluded(path);
}

/** What a kustomization reaches is judged there alone. */
function ownedFiles(
  kustomizations: Kustomizations,
  plans: readonly KustomizePlan[],
  parts: ReadonlySet<RepoPath>,
): ReadonlySet<RepoPath> {
  const owned = new Set<RepoPath>(parts);
  for (const { file } of kustomizations.values()) owned.add(file);
  for (const { inputs } of plans) for (const path of inputs) owned.add(path);
  return owned;
}

/** A template beside the templates of a chart that reads such files: the chart renders it, if anything does. */
async function readerOf(
  source: Source,
  charts: readonly Chart[],
  file: LooseFile,
): Promise<Chart | undefined> {
  const chart = charts.findLast(({ folder, readsFiles }) => readsFiles && isInside(file.path, folder));
  if (chart === undefined || file.kind !== null) return undefined;
  const entry = source.revision.files.find(({ path }) => path === file.path);
  return entry !== undefined && (await source.searchText(entry)).includes("{{") ? chart : undefined;
}

function unusedComponents(
  kustomizations: Kustomizations,
  plans: readonly KustomizePlan[],
): readonly Skipped[] {
  const isUsed = (file: RepoPath) => plans.some(({ inputs }) => inputs.has(file));
  return [...kustomizations.values()]
    .filter(({ file, isComponent }) => isComponent && !isUsed(file))
    .map(({ folder }) => ({ path: folder, reason: "No kustomization uses this component." }));
}

/** Collects what was found, until the PATHs select from it. */
class Draft {
  readonly skipped: Skipped[] = [];
  private readonly targets: Target[] = [];
  private readonly problems: Problem[] = [];
  private readonly changed: ReadonlySet<RepoPath> | null;

  constructor(changed: ReadonlySet<RepoPath> | null) {
    this.changed = changed;
  }

  addChart(chart: Chart, isIncluded: (path: string) => boolean): void {
    const { folder, file, unusable } = chart;
    if (unusable !== null) {
      if ("reason" in unusable) this.skipped.push({ path: folder, reason: unusable.reason });
      else this.addProblem(file, unusable.problem);
      return;
    }
    const folders = [folder, ...chart.mounts.map(({ from }) => from)];
    const watches = (path: RepoPath) =>
      folders.some((one) => belongsToChart(path, one) || (chart.readsFiles && isInside(path, one)));
    for (const values of chart.valuesSets) {
      if (!values.every(isIncluded)) continue;
      const inputs = sortedPaths([...chart.inputs, ...values]);
      this.addTarget("helm", folder, { inputs, watches }, { values, mounts: chart.mounts });
    }
  }

  addKustomization({ folder, inputs, edited, problems, watched }: KustomizePlan): void {
    const watches = (path: RepoPath) => watched.has(path);
    const target = this.addTarget("kustomize", folder, { inputs: sortedPaths(inputs), watches }, { edited });
    for (const problem of problems) this.addProblem(problem.path, problem, target);
  }

  addLooseFile({ path, kind, settings, problems }: LooseFile, reader: Chart | undefined): void {
    if (reader !== undefined) {
      this.skipped.push({ path, reason: "It is a template that a chart around it may read." });
      return;
    }
    const dependence = { inputs: [path], watches: null };
    const more = settings === undefined ? {} : { settings };
    const target = kind === null ? undefined : this.addTarget(kind, path, dependence, more);
    for (const problem of problems) this.addProblem(path, problem, target);
  }

  /** A link out of the repository may hide a manifest or a part of a chart; anything else that was left out is only listed. */
  addLeftOut(revision: Revision, charts: readonly Chart[], isIncluded: (path: string) => boolean): void {
    for (const { path, reason } of revision.leftOut) {
      if (!isIncluded(path)) continue;
      const chart = charts.find(({ folder }) => belongsToChart(path, folder));
      const problem = { line: null, message: `The path was left out: ${reason}.`, hint: leftOutHint };
      const targets = this.targets.filter(
        ({ kind, path: root }) => kind === "helm" && root === chart?.folder,
      );
      if (targets.length > 0) for (const target of targets) this.addProblem(path, problem, target);
      else if (hasLooseName(path)) this.addProblem(path, problem);
      else this.skipped.push({ path, reason: `The path was left out: ${reason}.` });
    }
  }

  addProblem(path: RepoPath | "", { line, message, hint }: FileProblem, target?: Target): void {
    const touched = target?.touched ?? (this.changed === null || (path !== "" && this.changed.has(path)));
    this.problems.push({
      stage: "discover",
      path,
      line,
      target: target?.id ?? null,
      touched,
      message,
      hint,
    });
  }

  /** What the PATHs name, ordered. A PATH without a target is a problem of its own. */
  select(paths: readonly (RepoPath | "")[]): Discovery {
    const selected = new Set<Target>();
    for (const path of paths) {
      const chosen = this.chosenBy(path);
      if (chosen.length === 0) this.problems.push(nothingIn(path));
      for (const target of chosen) selected.add(target);
    }
    const ids = new Set([...selected].map(({ id }) => id));
    const isNamed = (path: RepoPath | "") => paths.some((start) => isInside(path, start));
    const isShown = ({ target, path }: Problem) => (target === null ? isNamed(path) : ids.has(target));
    return {
      targets: [...selected].sort(byPathThenId),
      problems: this.problems.filter(isShown).sort(byPlace),
      skipped: this.skipped
        .filter(({ path }) => isNamed(path))
        .sort((left, right) => byCodeUnits(left.path, right.path)),
    };
  }

  private addTarget(
    kind: TargetKind,
    path: RepoPath | "",
    dependence: Dependence,
    more: Partial<Pick<Target, "values" | "mounts" | "edited" | "settings">>,
  ): Target {
    const { inputs } = dependence;
    const values = more.values ?? [];
    const target = {
      id: [`${kind}:${path === "" ? "." : path}`, ...values].join("+"),
      kind,
      path,
      values,
      inputs,
      touched: isTouched(dependence, this.changed),
      mounts: more.mounts ?? [],
      edited: more.edited ?? new Map(),
      ...(more.settings === undefined ? {} : { settings: more.settings }),
    } satisfies Target;
    this.targets.push(target);
    return target;
  }

  /** The targets inside a PATH, and those elsewhere that alone show what lies in it: a template of a chart, a base of an overlay. */
  private chosenBy(start: RepoPath | ""): readonly Target[] {
    const inside = this.targets.filter(({ path }) => isInside(path, start));
    const covered = new Set(inside.flatMap(({ inputs }) => inputs));
    const shows = (target: Target) =>
      target.inputs.some((path) => isInside(path, start) && !covered.has(path) && isEssential(target, path));
    const others = this.targets.filter((target) => !isInside(target.path, start) && shows(target));
    if (inside.length > 0 || others.length > 0) return [...inside, ...others];
    return this.targets.filter(({ kind, path }) => kind === "helm" && isInside(start, path));
  }
}

/** Whether a target is what judges that input, and does not only read it. */
function isEssential({ kind, path, mounts }: Target, input: RepoPath): boolean {
  if (kind !== "helm") return true;
  return [path, ...(mounts ?? []).map(({ from }) => from)].some((folder) => belongsToChart(input, folder));
}

function byPathThenId(left: Target, right: Target): number {
  return byCodeUnits(left.path, right.path) || byCodeUnits(left.id, right.id);
}

function byPlace(left: Problem, right: Problem): number {
  return (
    byCodeUnits(left.path, right.path) ||
    (left.line ?? 0) - (right.line ?? 0) ||
    byCodeUnits(left.target ?? "", right.target ?? "") ||
    byCodeUnits(left.message, right.message)
  );
}

const leftOutHint = "Replace it by regular files of this repository, or take it out with `exclude`.";

function nothingIn(path: RepoPath | ""): Problem {
  const where = path === "" ? "the repository" : `"${path}"`;
  return {
    stage: "discover",
    path,
    line: null,
    target: null,
    touched: true,
    message: `No manifest, chart or kustomization was found in ${where}, so nothing there was checked.`,
    hint: "Name the folder that holds them, and see whether `include` and `exclude` leave something in.",
  };
}
