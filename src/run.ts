/**
 * The whole story, stage by stage: a change goes in, a report comes out.
 *
 * discover → render → parse → evaluate → locate, for each side of the change; then triage. Rendering the report as text and publishing it is
 * the edges' work, and nothing they do changes the verdict.
 */
import { type Catalog, selectRules } from "./catalog/load.js";
import { expiredTables } from "./catalog/tables.js";
import type { Config } from "./config/config.js";
import type { Finding } from "./core/finding.js";
import { byCodeUnits, isInside, type RepoPath } from "./core/location.js";
import type { Problem } from "./core/problem.js";
import type { RenderedText, Rendering } from "./core/rendering.js";
import type { Note, Report, ReportedTarget } from "./core/report.js";
import type { Resource } from "./core/resource.js";
import { type Change, isReadable, type Revision } from "./core/revision.js";
import type { Rule } from "./core/rule.js";
import type { Target, TargetState } from "./core/target.js";
import type { TextTrace } from "./core/trace.js";
import { discover, type Discovery } from "./discover/discover.js";
import { type Found, settle } from "./evaluate/combine.js";
import { evaluate, type Judged } from "./evaluate/evaluate.js";
import { takeInventory } from "./evaluate/inventory.js";
import { Relocator } from "./locate/relocate.js";
import { parseRendering } from "./parse/parse.js";
import { type ReadSource, sourceFiles } from "./parse/sources.js";
import type { Engine } from "./render/engine-types.js";
import { concurrentRequests } from "./render/pool.js";
import { renderTarget } from "./render/render.js";
import { traceTarget } from "./render/trace.js";
import { fingerprintOf } from "./triage/fingerprint.js";
import { countFindings } from "./triage/severity.js";
import { verdictOf } from "./triage/verdict.js";
import { reportedRules } from "./catalog/reported.js";
import { decodeText } from "./yaml/decode-text.js";

/** What a run needs. Nothing in it is read from the environment. */
export interface RunRequest {
  readonly change: Change;
  /** What to look at, relative to the root; "" is the whole repository. */
  readonly paths: readonly (RepoPath | "")[];
  readonly config: Config;
  readonly catalog: Catalog;
  readonly engine: Engine;
  readonly version: string;
  /** YYYY-MM-DD, the day of the head's commit; null where it is not known. Never the clock's: a report of one commit stays the same. */
  readonly today?: string | null;
  /** Told which target is being looked at, for a person who waits. */
  readonly progress?: (done: number, total: number, target: Target) => void;
}

/** One revision, looked at and judged. */
export interface Evaluation extends Judged {
  readonly targets: readonly ReportedTarget[];
  readonly notes: readonly Note[];
}

/** Namespaces that belong to the cluster itself. */
const systemNamespaces = ["kube-system", "kube-public", "kube-node-lease"];

/**
 * Runs the gate.
 *
 * @throws ConfigurationError where the configuration or the catalog has a mistake, EngineIntegrityError where the engine is not ours.
 */
export async function run(request: RunRequest): Promise<Report> {
  const { change, config, catalog, version } = request;
  const rules = selectRules(catalog, config);
  const head = await lookAt(change.head, rules, request);
  const findings = head.findings.map((found) => asNew(found));
  return {
    schemaVersion: 1,
    tool: { name: "hardening-gate", version },
    catalog: catalog.digest,
    verdict: verdictOf(findings, head.problems, config.failOn),
    failOn: config.failOn,
    profile: config.profile,
    compared: { base: change.base?.commit ?? null, head: change.head.commit, reason: change.reason },
    counts: countFindings(findings),
    targets: head.targets,
    findings,
    undecided: head.undecided,
    problems: head.problems,
    notes: inNoteOrder([...head.notes, ...notesOnTables(request)]),
    rules: reportedRules(rules, catalog.frameworks),
  };
}

/** Looks at one revision and judges it. */
async function lookAt(revision: Revision, rules: readonly Rule[], request: RunRequest): Promise<Evaluation> {
  const { paths, config, catalog, change } = request;
  const { include, exclude } = config;
  void request.engine.warmUp(enginesFor(revision, paths));
  const discovered = await discover(revision, { paths, include, exclude, changed: change.changed });
  const looked = await lookAtAll(discovered.targets, revision, request);
  const resources = looked.flatMap((one) => one.resources);
  const complete = looked.filter(
    ({ rendering, problems }) => rendering?.complete === true && problems.length === 0,
  );
  const inventory = takeInventory(resources, {
    minor: config.minor,
    systemNamespaces,
    completeTargets: new Set(complete.map(({ target }) => target.id)),
  });
  const texts = sourceFiles(await readSources(looked, revision));
  const judged = evaluate(rules, { resources, inventory, texts, ladders: catalog.ladders });
  const problems = [...discovered.problems, ...looked.flatMap((one) => one.problems), ...judged.problems];
  const found = await withLines(judged.findings, looked, revision, request);
  return {
    ...judged,
    findings: settle(found, catalog.ladders),
    problems: inOrder(problems),
    targets: looked.map((one) => reported(one, problems)),
    notes: notesOf(discovered.skipped, looked),
  };
}

/** Which engines a revision will want, told from names alone: loading one takes longer than finding out exactly. */
function enginesFor({ files }: Revision, paths: readonly (RepoPath | "")[]) {
  const inPaths = files.filter(({ path }) => paths.some((start) => isInside(path, start)));
  const hasName = (name: RegExp) => inPaths.some(({ path }) => name.test(path));
  return {
    helm: hasName(/(?:^|\/)Chart\.yaml$/),
    kustomize: hasName(/(?:^|\/)(?:kustomization\.ya?ml|Kustomization)$/),
  };
}

/** A target with what became of it. */
interface Looked {
  readonly target: Target;
  readonly rendering: Rendering | null;
  readonly resources: readonly Resource[];
  readonly problems: readonly Problem[];
  readonly notes: readonly string[];
}

/** Some targets at once, as many as the engine takes; the result keeps the order of the targets, whoever ends first. */
function lookAtAll(
  targets: readonly Target[],
  revision: Revision,
  request: RunRequest,
): Promise<readonly Looked[]> {
  return someAtOnce(targets, (target, index) => {
    request.progress?.(index, targets.length, target);
    return lookAtTarget(target, revision, request);
  });
}

async function someAtOnce<Item, Result>(
  items: readonly Item[],
  workOn: (item: Item, index: number) => Promise<Result>,
): Promise<readonly Result[]> {
  const results: Result[] = [];
  const waiting = items.entries();
  async function work(): Promise<void> {
    for (const [index, item] of waiting) results[index] = await workOn(item, index);
  }
  await Promise.all(Array.from({ length: concurrentRequests }, work));
  return results;
}

async function lookAtTarget(
  target: Target,
  revision: Revision,
  { engine, config }: RunRequest,
): Promise<Looked> {
  const { rendering, problems, notes } = await renderTarget(target, revision, engine, config.minor);
  if (rendering === null) return { target, rendering, resources: [], problems, notes };
  const parsed = parseRendering(rendering);
  return {
    target,
    rendering,
    notes,
    resources: parsed.resources,
    problems: [...problems, ...parsed.problems],
  };
}

/** Gives findings their lines, where a rendering can be traced. Only targets with findings are rendered again for it. */
async function withLines(
  found: readonly Found[],
  looked: readonly Looked[],
  revision: Revision,
  { engine, config }: RunRequest,
): Promise<readonly Found[]> {
  const blamed = new Set(found.flatMap(({ marks }) => marks.map(({ source }) => source)));
  const asked = looked.flatMap(({ target, rendering }) => {
    const texts = rendering?.texts.filter((text) => text.trace.type === "file" && blamed.has(text)) ?? [];
    return texts.length === 0 ? [] : [{ target, texts }];
  });
  const traced = await someAtOnce(asked, ({ target, texts }) =>
    traceTarget(target, texts, revision, engine, config.minor),
  );
  const traces = new Map<RenderedText, TextTrace>(traced.flatMap((one) => [...one]));
  if (traces.size === 0) return found;
  const inputs = new Set(asked.flatMap(({ target }) => target.inputs));
  const texts = new Map<RepoPath, string>();
  for (const path of inputs) {
    const text = await readText(path, revision);
    if (text !== undefined) texts.set(path, text);
  }
  const relocator = new Relocator(traces, (path) => texts.get(path));
  return found.map((one) => relocator.relocate(one));
}

/** The texts behind the targets: of a manifest the one it was rendered from, of charts and overlays every input that is text. */
async function readSources(looked: readonly Looked[], revision: Revision): Promise<readonly ReadSource[]> {
  const sources = new Map<RepoPath, ReadSource & { readonly readers: Target[] }>();
  for (const { target, rendering, resources } of looked) {
    for (const path of target.inputs) {
      const known = sources.get(path);
      if (known !== undefined) {
        known.readers.push(target);
        continue;
      }
      const own = rendering?.texts.find(({ trace }) => trace.type === "identity" && trace.path === path);
      const text = own?.text ?? (await readText(path, revision));
      if (text === undefined) continue;
      sources.set(path, {
        path,
        text,
        readers: [target],
        ...(own === undefined ? {} : { objects: resources }),
      });
    }
  }
  return [...sources.values()].sort((left, right) => byCodeUnits(left.path, right.path));
}

async function readText(path: RepoPath, revision: Revision): Promise<string | undefined> {
  const content = await revision.read(path);
  if (!isReadable(content)) return undefined; // the target's own collection has said so
  const decoded = decodeText(content);
  return "text" in decoded ? decoded.text : undefined;
}

/** Until a base is compared with, everything that is found is new. */
function asNew({ part, marks, origin, ...found }: Found): Finding {
  void marks; // have led to the lines
  const { rule, resource, missing } = found;
  const path = origin ?? found.locations[0].path;
  return { ...found, status: "new", fingerprint: fingerprintOf({ rule, path, resource, part, missing }) };
}

function reported(looked: Looked, problems: readonly Problem[]): ReportedTarget {
  const { target, rendering, resources } = looked;
  const hasProblem = problems.some((problem) => problem.target === target.id);
  const state: TargetState =
    rendering === null || (resources.length === 0 && hasProblem)
      ? "not-checked"
      : hasProblem
        ? "partial"
        : "checked";
  const { id, kind, path, values, inputs } = target;
  return { id, kind, path, values, files: inputs, state, resources: resources.length };
}

function notesOf(skipped: Discovery["skipped"], looked: readonly Looked[]): readonly Note[] {
  const left = skipped.map(({ path, reason }) => ({ path, message: reason }));
  const rendered = looked.flatMap(({ target, notes }) =>
    notes.map((message) => ({ path: target.path, message })),
  );
  return inNoteOrder([...left, ...rendered]);
}

function notesOnTables({ catalog, today }: RunRequest): readonly Note[] {
  const sentences = typeof today === "string" ? expiredTables(catalog.tables, today) : [];
  return sentences.map((message) => ({ path: "", message }));
}

function inNoteOrder(notes: readonly Note[]): readonly Note[] {
  const unique = new Map(notes.map((note) => [JSON.stringify(note), note]));
  return [...unique.values()].sort(
    (one, other) => byCodeUnits(one.path, other.path) || byCodeUnits(one.message, other.message),
  );
}

function inOrder(problems: readonly Problem[]): readonly Problem[] {
  const unique = new Map(problems.map((one) => [JSON.stringify(one), one]));
  return [...unique.values()].sort(
    (left, right) =>
      byCodeUnits(left.path, right.path) ||
      (left.line ?? 0) - (right.line ?? 0) ||
      byCodeUnits(left.target ?? "", right.target ?? "") ||
      byCodeUnits(left.message, right.message),
  );
}
