/** The gate as a whole, for tests: the catalog as it stands in `rules/`, the real engine, and any repository. */
import {
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  realpathSync,
  rmSync,
  writeFileSync,
} from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";
import { expect } from "@jest/globals";
import { type Settings, configOf } from "../../src/config/config.js";
import { configurationFile, readConfiguration } from "../../src/config/load.js";
import type { Catalog } from "../../src/catalog/load.js";
import { asRepoPath, type RepoPath } from "../../src/core/location.js";
import type { Report } from "../../src/core/report.js";
import { type Change, isReadable, type Revision } from "../../src/core/revision.js";
import { startEngine } from "../../src/render/engine.js";
import type { Engine, EngineLimits } from "../../src/render/engine-types.js";
import { type FormatName, formatNames, print } from "../../src/report/index.js";
import { noContext } from "../../src/report/context.js";
import { summary } from "../../src/report/summary.js";
import type { EvidenceFile } from "../../src/evidence/read.js";
import { changeOf } from "../../src/repository/change.js";
import { openWorkingTree } from "../../src/repository/working-tree.js";
import { run } from "../../src/run.js";
import { exitCodes } from "../../src/triage/verdict.js";
import { readCatalog } from "../catalog.js";
import { revisionOf } from "../fakes/revision.js";
import { compileWorker } from "../unit/render/worker-file.js";

/** Files by path, as text or bytes. */
export type Files = Readonly<Record<string, string | Uint8Array>>;

/** A run and what a user sees of it. */
export interface Outcome {
  readonly report: Report;
  readonly exitCode: number;
  print(format: FormatName): string;
}

/** A gate that is ready; its engine starts with the first chart or overlay. */
export interface Gate {
  readonly catalog: Catalog;
  /** Looks at files that live in memory, with reports of other tools. */
  scan(files: Files, settings?: Settings, evidence?: readonly EvidenceFile[]): Promise<Outcome>;
  /** Looks at what a change brings; `renamed` are paths of the head with their names at the base. */
  scanChange(
    base: Files,
    head: Files,
    settings?: Settings,
    renamed?: Readonly<Record<string, string>>,
  ): Promise<Outcome>;
  /** Looks at a folder on disk. */
  scanFolder(folder: string, settings?: Settings): Promise<Outcome>;
  /** Looks at any revision, with the rules of any catalog. */
  scanRevision(revision: Revision, settings?: Settings, catalog?: Catalog): Promise<Outcome>;
  close(): Promise<void>;
}

const enginePath = fileURLToPath(new URL("../../dist/engine.wasm.br", import.meta.url));

/** Opens a gate. `limits` are the engine's; the default time is generous, because a busy machine takes seconds to start it. */
export function openGate(limits: Partial<EngineLimits> = { timeMs: 60_000 }): Gate {
  const worker = compileWorker();
  const engine = startEngine({ enginePath, workerPath: worker.path, limits });
  const catalog = readCatalog();
  return {
    catalog,
    scan: (files, settings = {}, evidence = []) =>
      judge(revisionOf(files), [""], { settings, catalog, engine, evidence }),
    scanChange: (base, head, settings = {}, renamed = {}) =>
      judge(revisionOf(head), [""], { settings, catalog, engine }, changeFrom(base, head, renamed)),
    async scanFolder(folder, settings = {}) {
      const { revision, paths } = await openWorkingTree([folder]);
      return judge(revision, paths, { settings, catalog, engine });
    },
    scanRevision: (revision, settings = {}, other = catalog) =>
      judge(revision, [""], { settings, catalog: other, engine }),
    async close() {
      await engine.close();
      worker.remove();
    },
  };
}

interface Means {
  readonly settings: Settings;
  readonly catalog: Catalog;
  readonly engine: Engine;
  readonly evidence?: readonly EvidenceFile[];
}

async function judge(
  revision: Revision,
  paths: readonly (RepoPath | "")[],
  { settings, catalog, engine, evidence = [] }: Means,
  change: Change = changeOf(revision, "No base was named."),
): Promise<Outcome> {
  const config = configOf(settings, await settingsIn(revision));
  const report = await run({ change, paths, config, catalog, engine, version: "0.0.0", evidence });
  return {
    report,
    exitCode: exitCodes[report.verdict],
    print: (format) => print(format, report),
  };
}

function changeFrom(base: Files, head: Files, renamed: Readonly<Record<string, string>>): Change {
  const paths = [...new Set([...Object.keys(base), ...Object.keys(head)])];
  const isSame = (path: string) =>
    base[path] !== undefined && head[path] !== undefined && String(base[path]) === String(head[path]);
  const names = Object.entries(renamed).map(([to, from]) => [asRepoPath(to), asRepoPath(from)] as const);
  return {
    head: revisionOf(head),
    base: { ...revisionOf(base), commit: "1".repeat(40) },
    reason: null,
    changed: new Set(paths.filter((path) => !isSame(path)).map((path) => asRepoPath(path))),
    renamed: new Map(names),
  };
}

async function settingsIn(revision: Revision): Promise<Settings> {
  const file = revision.files.find(({ path }) => path === configurationFile);
  const content = file === undefined ? undefined : await revision.read(file.path);
  return content !== undefined && isReadable(content) ? readConfiguration(configurationFile, content) : {};
}

/** Every text that a report becomes, by the name of its format. */
export function everyFormat({ report }: Outcome): readonly (readonly [string, string])[] {
  return [
    ...formatNames.map((name) => [name, print(name, report)] as const),
    ["text --verbose", print("text", report, { verbose: true })],
    ["summary", summary(report, noContext)],
  ];
}

/** A pod that is privileged and otherwise hardened: exactly one finding blocks. It stands beside what cannot be checked. */
export const privilegedPod = `apiVersion: v1
kind: Pod
metadata:
  name: beside
  namespace: shop
spec:
  containers:
    - name: web
      image: registry.example/web:1.0.0
      securityContext:
        privileged: true
`;

/** The files of a folder on disk, by their paths in it. */
export function filesIn(folder: string): Files {
  const entries = readdirSync(folder, { recursive: true, withFileTypes: true });
  const paths = entries.filter((entry) => entry.isFile()).map((entry) => join(entry.parentPath, entry.name));
  return Object.fromEntries(
    paths.map((path) => [path.slice(folder.length + 1), new Uint8Array(readFileSync(path))]),
  );
}

/** A folder on disk that holds these files. `remove` deletes it. */
export interface DiskFolder {
  readonly path: string;
  remove(): void;
}

/** Writes files into a new folder. */
export function folderOf(files: Files): DiskFolder {
  const path = realpathSync(mkdtempSync(join(tmpdir(), "scenario-")));
  for (const [name, content] of Object.entries(files)) {
    mkdirSync(dirname(join(path, name)), { recursive: true });
    writeFileSync(join(path, name), content);
  }
  return { path, remove: () => rmSync(path, { recursive: true, force: true }) };
}

/**
 * Expects that a run says exactly these problems (`path:line message`, or `path message`), in its text as well, that it is
 * incomplete and not passed, and that the privileged pod of beside.yaml was checked all the same.
 */
export function expectIncomplete(outcome: Outcome, problems: readonly string[]): void {
  const { report, exitCode } = outcome;
  const said = report.problems.map(({ path, line, message }) =>
    line === null ? `${path} ${message}` : `${path}:${line} ${message}`,
  );
  const text = outcome.print("text");
  const beside = report.findings.filter(
    ({ rule, locations: [{ path, span }] }) =>
      rule === "privileged-container" && path === "beside.yaml" && span?.startLine === 11,
  );

  expect(said).toEqual(problems);
  expect([report.verdict, exitCode]).toEqual(["incomplete", 3]);
  for (const { path, line, message } of report.problems) {
    expect(text).toContain(line === null ? `${path}  not checked` : `${path}:${line}  not checked`);
    expect(text).toContain(message);
  }
  expect(beside).toHaveLength(1);
}
