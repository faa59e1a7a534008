/**
 * The whole story, stage by stage: a change goes in, a report comes out.
 *
 * discover → render → parse → evaluate → locate, for each side of the change; then triage. Rendering the report as text and publishing it is
 * the edges' work, and nothing they do changes the verdict.
 */
import { type Catalog, selectRules } from "./catalog/load.js";
import { reportedRules } from "./catalog/reported.js";
import { expiredTables } from "./catalog/tables.js";
import type { Config } from "./config/config.js";
import { byCodeUnits, type RepoPath } from "./core/location.js";
import type { Evidence } from "./core/evidence.js";
import type { Problem } from "./core/problem.js";
import type { Note, Report, ReportedTarget } from "./core/report.js";
import type { Change } from "./core/revision.js";
import type { Inventory, Ladders, Rule } from "./core/rule.js";
import type { Target, TargetState } from "./core/target.js";
import { settle } from "./evaluate/combine.js";
import { evaluate, type Judged } from "./evaluate/evaluate.js";
import { takeInventory } from "./evaluate/inventory.js";
import { evidenceNotes } from "./evidence/notes.js";
import { type EvidenceFile, readEvidence } from "./evidence/read.js";
import { imagesOfPods } from "./kubernetes/pod-images.js";
import { withLines } from "./lines.js";
import { lookAt, type Looked, type Sight, surroundingsOf } from "./look.js";
import type { Engine } from "./render/engine-types.js";
import { remembering } from "./repository/memory.js";
import { compare } from "./triage/compare.js";
import { renamedTargets } from "./triage/renames.js";
import { countFindings } from "./triage/severity.js";
import { verdictOf } from "./triage/verdict.js";

/** What a run needs. Nothing in it is read from the environment. */
export interface RunRequest {
  readonly change: Change;
  /** What to look at, relative to the root; "" is the whole repository. */
  readonly paths: readonly (RepoPath | "")[];
  readonly config: Config;
  readonly catalog: Catalog;
  readonly engine: Engine;
  readonly version: string;
  /** What went wrong before the run began, for example that the base is not at hand. */
  readonly problems?: readonly Problem[];
  /** What is said about the run before it began, for example that the change edits the configuration. */
  readonly notes?: readonly Note[];
  /** YYYY-MM-DD, the day of the head's commit; null where it is not known. Never the clock's: a report of one commit stays the same. */
  readonly today?: string | null;
  /** Reports of other tools about images. Absent: none. */
  readonly evidence?: readonly EvidenceFile[];
  /** The time of the run, in milliseconds since 1970, for the age of reports. Absent: no age is judged. */
  readonly now?: number;
  /** Told which target is being looked at, for a person who waits. */
  readonly progress?: (done: number, total: number, target: Target) => void;
}

/**
 * Runs the gate.
 *
 * @throws ConfigurationError where the configuration or the catalog has a mistake, EngineIntegrityError where the engine is not ours.
 */
export async function run(request: RunRequest): Promise<Report> {
  const { change, config, catalog, version } = request;
  const rules = selectRules(catalog, config);
  const looking = { ...request, changed: change.changed };
  const headFiles = remembering(change.head);
  const baseFiles = change.base === null ? null : remembering(change.base);
  const head = await lookAt(headFiles, looking);
  const base = baseFiles === null ? null : await lookAt(baseFiles, looking, head);

  const read = readEvidence(request.evidence ?? [], request.now ?? null);
  const means = { rules, config, ladders: catalog.ladders, evidence: read.evidence };
  const before = base === null ? null : judge(base, means);
  const after = judge(head, means, before?.inventory);
  const problems = inOrder([
    ...(request.problems ?? []),
    ...head.problems,
    ...read.problems,
    ...after.problems,
  ]);
  const targets = head.targets.map((one) => reported(one, problems));
  const { engine } = request;
  const added = await withLines(after.findings, head, headFiles, { engine, config, known: new Map() });
  const former =
    base === null || baseFiles === null || before === null
      ? null
      : await withLines(before.findings, base, baseFiles, { engine, config, known: added.traces });
  const findings = compare(
    { findings: settle(added.found, catalog.ladders), unseen: unseenIn(targets) },
    former === null ? null : { findings: settle(former.found, catalog.ladders), unseen: new Set() },
    { files: change.renamed, targets: renamedTargets(targetsOf(head), targetsOf(base), change.renamed) },
  );
  return {
    schemaVersion: 1,
    tool: { name: "hardening-gate", version },
    catalog: catalog.digest,
    verdict: verdictOf(findings, problems, config.failOn),
    failOn: config.failOn,
    profile: config.profile,
    compared: { base: change.base?.commit ?? null, head: change.head.commit, reason: change.reason },
    counts: countFindings(findings),
    targets,
    findings,
    undecided: after.undecided,
    problems,
    notes: inNoteOrder([
      ...(request.notes ?? []),
      ...notesOf(head),
      ...notesOnBase(base, before),
      ...notesOnTables(request),
      ...evidenceNotes(read.evidence, imagesOfPods(after.inventory.workloads())),
    ]),
    rules: reportedRules(rules, catalog.frameworks),
  };
}

/** What judging needs besides the objects. */
interface Means {
  readonly rules: readonly Rule[];
  readonly config: Config;
  readonly ladders: Ladders;
  readonly evidence: Evidence;
}

/** Judges what one revision holds; the head is judged with the base at hand. */
function judge(sight: Sight, { rules, config, ladders, evidence }: Means, base?: Inventory) {
  const { resources, texts } = sight;
  const inventory = takeInventory(resources, { ...surroundingsOf(sight, config), evidence, base });
  const unseen = new Set(sight.problems.flatMap(({ target }) => target ?? []));
  return { ...evaluate(rules, { resources, inventory, texts, unseen, ladders }), inventory };
}

function targetsOf(sight: Sight | null): readonly Target[] {
  return sight?.targets.map(({ target }) => target) ?? [];
}

/** Targets that were not looked at wholly: what is not seen there is not gone. */
function unseenIn(targets: readonly ReportedTarget[]): ReadonlySet<string> {
  return new Set(targets.filter(({ state }) => state !== "checked").map(({ id }) => id));
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

function notesOf({ skipped, targets }: Sight): readonly Note[] {
  const left = skipped.map(({ path, reason }) => ({ path, message: reason }));
  const rendered = targets.flatMap(({ target, notes }) =>
    notes.map((message) => ({ path: target.path, message })),
  );
  return [...left, ...rendered];
}

/** Problems of the base are none of the change, and yet its findings count as new there. */
function notesOnBase(base: Sight | null, judged: Judged | null): readonly Note[] {
  const problems = [...(base?.problems ?? []), ...(judged?.problems ?? [])].filter(({ touched }) => touched);
  return problems.map(({ path, message }) => ({
    path,
    message: `At the base this could not be looked at, so what the head shows here counts as new: ${message}`,
  }));
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
