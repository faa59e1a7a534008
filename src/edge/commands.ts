/** What the CLI's commands do. Loaded when one is asked for, because help and version need none of it. */
import { writeFileSync } from "node:fs";
import { resolve } from "node:path";
import { type Catalog, selectRules } from "../catalog/load.js";
import { reportedRules } from "../catalog/reported.js";
import { configOf, declaredMinor, type Settings } from "../config/config.js";
import { readConfiguration } from "../config/load.js";
import { nearest } from "../core/decode.js";
import { ConfigurationError } from "../core/errors.js";
import type { Report } from "../core/report.js";
import type { Change } from "../core/revision.js";
import { version } from "../core/version.js";
import { coverage as printCoverage, coverageFormats } from "../report/coverage.js";
import { formatNames, print } from "../report/index.js";
import { explainRule, listRules } from "../report/rules.js";
import { changeOf, changeSince } from "../repository/change.js";
import { readEvidenceFile } from "../repository/evidence-file.js";
import { readOwnFile } from "../repository/own-file.js";
import { openWorkingTree, type WorkingTree } from "../repository/working-tree.js";
import { replaceText } from "../repository/write.js";
import { run } from "../run.js";
import { repair } from "../repair.js";
import { forTerminal } from "../text/escape.js";
import { commitOf, headCommit, headDay, mergeBaseOf } from "../tools/git.js";
import { exitCodes } from "../triage/verdict.js";
import type { Arguments } from "./arguments.js";
import { openCatalog, openEngine } from "./assets.js";
import { diffOf, repairSummary } from "./repairs.js";
import { settingsIn } from "./settings.js";
import type { Terminal } from "./terminal.js";

/** `scan`: runs the gate, prints the report, and answers with the verdict's exit code. */
export async function scan(given: Arguments, dist: string, terminal: Terminal): Promise<number> {
  const tree = await openWorkingTree(given.positionals.length === 0 ? ["."] : given.positionals);
  const ofFile = await fileSettings(given, tree);
  const config = configOf(settingsOf(given), ofFile);
  const catalog = openCatalog(dist);
  const engine = openEngine(dist);
  try {
    const report = await run({
      change: await changeIn(tree, given),
      paths: tree.paths,
      config,
      catalog,
      engine,
      version,
      today: await headDay(tree.root),
      evidence: evidenceFiles(given, ofFile, tree),
      now: Date.now(),
      ...(terminal.interactive ? { progress: progressOn(terminal) } : {}),
    });
    if (terminal.interactive) terminal.err("\r\u001b[K");
    publish(report, given, terminal);
    return exitCodes[report.verdict];
  } finally {
    await engine.close();
  }
}

/** What is compared. @throws ConfigurationError for a base that git does not know, or whose history is not at hand. */
async function changeIn({ root, revision }: WorkingTree, { values }: Arguments): Promise<Change> {
  const name = values["base"]?.at(-1);
  if (name === undefined) return changeOf(revision, "No base was named.");
  const [named, head] = [await commitOf(root, name), await headCommit(root)];
  const commit = named === null || head === null ? null : await mergeBaseOf(root, named, head);
  const change = commit === null ? null : await changeSince(root, commit, revision);
  if (change !== null) return change;
  const what =
    named === null ? `There is no commit "${name}" here.` : `HEAD and "${name}" have no common history here.`;
  throw new ConfigurationError(what, "Fetch it first: git fetch --unshallow, or git fetch origin <branch>.");
}

/** Options of this run, as settings. Lists that were not given stay undefined, so that the file's count. */
function settingsOf({ values }: Arguments): Settings {
  return {
    profile: values["profile"]?.at(-1),
    "fail-on": values["fail-on"]?.at(-1),
    include: values["include"],
    exclude: values["exclude"],
    "kubernetes-version": values["kubernetes-version"]?.at(-1),
  };
}

/** Reports that the command line names win over those of the configuration, and may lie anywhere. */
function evidenceFiles({ values }: Arguments, ofFile: Settings, { root }: WorkingTree) {
  const given = values["evidence"];
  if (given !== undefined) {
    return given.map((name) => readEvidenceFile(name, { root, folder: ".", by: "user" }));
  }
  return (ofFile.evidence ?? []).map((name) =>
    readEvidenceFile(name, { root, folder: root, by: "configuration" }),
  );
}

async function fileSettings({ values }: Arguments, { revision }: WorkingTree): Promise<Settings> {
  const named = values["config"]?.at(-1);
  if (named !== undefined) return readConfiguration(named, readOwnFile(resolve(named), named));
  return settingsIn(revision);
}

function publish(report: Report, { values }: Arguments, terminal: Terminal): void {
  const name = values["format"]?.at(-1) ?? "text";
  const format = formatNames.find((candidate) => candidate === name) ?? "text";
  const output = values["output"]?.at(-1);
  const text = print(format, report, { color: terminal.color && output === undefined });
  if (output === undefined) terminal.out(text);
  else writeOutput(output, text);
}

function writeOutput(path: string, text: string): void {
  try {
    writeFileSync(path, text);
  } catch (error) {
    const reason = error instanceof Error && "code" in error ? ` (${String(error.code)})` : "";
    const hint = "Name a file in a directory that exists and can be written.";
    throw new ConfigurationError(
      `The output cannot be written to "${path}"${reason}.`,
      hint,
      {},
      { cause: error },
    );
  }
}

/** `fix`: writes repairs into plain manifests, or shows them. */
export async function fix(given: Arguments, dist: string, terminal: Terminal): Promise<number> {
  const tree = await openWorkingTree(given.positionals.length === 0 ? ["."] : given.positionals);
  const config = configOf(settingsOf(given), await fileSettings(given, tree));
  const isOn = (name: string) => given.values[name]?.at(-1) === "true";
  const engine = openEngine(dist);
  try {
    const repairs = await repair({
      change: changeOf(tree.revision, "No base was named."),
      paths: tree.paths,
      config,
      catalog: openCatalog(dist),
      engine,
      version,
      includeReview: isOn("include-review"),
    });
    if (isOn("dry-run")) {
      terminal.out(diffOf(repairs));
      terminal.err(repairSummary(repairs, "can be repaired"));
      return 0;
    }
    const isWritten = repairs.files.map(({ path, before, after }) => replaceText(tree, path, before, after));
    terminal.err(
      repairSummary({ ...repairs, files: repairs.files.filter((_, index) => isWritten[index]) }, "repaired"),
    );
    const refused = repairs.files.filter((_, index) => isWritten[index] !== true);
    for (const { path } of refused)
      terminal.err(`${forTerminal(path)} cannot be written and stays as it was.\n`);
    return refused.length === 0 ? 0 : exitCodes.incomplete;
  } finally {
    await engine.close();
  }
}

/** `rules`: the list of a profile; without one every rule, and which of them the profile default leaves out. */
export function rules(given: Arguments, dist: string, terminal: Terminal): number {
  const catalog = openCatalog(dist);
  const off = catalog.rules.filter(({ rule }) => rule.default === "off").map(({ rule }) => rule.id);
  const profile = given.values["profile"] ?? ["strict"];
  const isAll = given.values["profile"] === undefined;
  const listed = rulesOf({ ...given, values: { ...given.values, profile } }, catalog);
  terminal.out(listRules(listed, new Set(isAll ? off : [])));
  return 0;
}

/** `explain`: one rule. @throws ConfigurationError for a rule that does not exist. */
export function explain(given: Arguments, dist: string, terminal: Terminal): number {
  terminal.out(explanation(given, openCatalog(dist)));
  return 0;
}

/** `coverage`: every control with the rules that serve it. @throws ConfigurationError for an unknown framework or a format that it lacks. */
export function coverage({ values }: Arguments, dist: string, terminal: Terminal): number {
  const { frameworks, rules: all } = openCatalog(dist);
  const name = values["format"]?.at(-1) ?? "text";
  const format = coverageFormats.find((candidate) => candidate === name);
  if (format === undefined) {
    const hint = `Use one of ${coverageFormats.join(", ")}.`;
    throw new ConfigurationError(`coverage has no format "${name}".`, hint);
  }
  const asked = values["framework"] ?? [];
  const known = frameworks.map(({ id }) => id);
  const unknown = asked.find((id) => !known.includes(id));
  if (unknown !== undefined) {
    const guess = nearest(unknown, known);
    const hint = `Use ${guess === undefined ? `one of ${known.join(", ")}` : `"${guess}"`}.`;
    throw new ConfigurationError(`There is no framework "${unknown}".`, hint);
  }
  const shown = frameworks.filter(({ id }) => asked.length === 0 || asked.includes(id));
  const severities = new Map(all.map(({ rule }) => [rule.id, rule.severity]));
  terminal.out(printCoverage(shown, severities, format));
  return 0;
}

function rulesOf({ values }: Arguments, catalog: Catalog) {
  const profile = values["profile"]?.at(-1) ?? "default";
  const minor = declaredMinor(values["kubernetes-version"]?.at(-1));
  return reportedRules(selectRules(catalog, { profile, minor }), catalog.frameworks);
}

function explanation(given: Arguments, catalog: Catalog): string {
  const [id, second] = given.positionals;
  if (id === undefined || second !== undefined) {
    throw new ConfigurationError(
      "explain takes one rule.",
      "Write hardening-gate explain privileged-container.",
    );
  }
  const rules = rulesOf({ ...given, values: { ...given.values, profile: ["strict"] } }, catalog);
  const current = catalog.rules.find(({ rule }) => rule.id === id || rule.aliases.includes(id))?.rule;
  const rule = rules.find((candidate) => candidate.id === current?.id);
  if (rule !== undefined && current !== undefined) {
    const profiles = [...catalog.profiles.values()].filter((profile) => profile.rules.has(rule.id));
    return explainRule(rule, {
      profiles: profiles.map(({ name }) => name),
      waiver: current.waiver,
      peers: catalog.peers.get(rule.id) ?? [],
    });
  }
  const guess = nearest(
    id,
    rules.map((candidate) => candidate.id),
  );
  const hint = guess === undefined ? "hardening-gate rules lists them all." : `Perhaps "${guess}".`;
  throw new ConfigurationError(`There is no rule "${id}".`, hint);
}

/** Says where a long run is, in place. A tenth of a second between two lines would need a clock; every target is enough. */
function progressOn(terminal: Terminal) {
  return (done: number, total: number) => {
    if (done % 25 === 0) terminal.err(`\r\u001b[Kchecked ${done} of ${total} targets`);
  };
}
