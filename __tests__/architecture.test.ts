/** Who may import whom, and what pure folders may not use: the tables of docs/architecture.md as data. */
import { readdirSync, readFileSync } from "node:fs";
import { fileURLToPath } from "node:url";
import { describe, expect, test } from "@jest/globals";

/** What the files of a folder may import besides each other. */
interface Allowance {
  /** Folders and top files of src/. */
  readonly inside: readonly string[];
  /** Packages and modules of Node. */
  readonly outside: readonly string[];
}

const everything = [
  "admission",
  "catalog",
  "cel",
  "checks",
  "config",
  "core",
  "discover",
  "dockerfile",
  "evaluate",
  "evidence",
  "fix",
  "github",
  "kubernetes",
  "lines.ts",
  "locate",
  "look.ts",
  "merge.ts",
  "parse",
  "render",
  "repair.ts",
  "report",
  "repository",
  "run.ts",
  "text",
  "tools",
  "triage",
  "yaml",
];
const everythingButEdges = everything.filter(
  (name) => !["github", "report", "run.ts", "look.ts", "lines.ts", "merge.ts", "repair.ts"].includes(name),
);

/** What is not listed is forbidden. `node:crypto`, for digests, is free to all but `core`. */
const allowances: Readonly<Record<string, Allowance>> = {
  core: { inside: [], outside: [] },
  text: { inside: ["core"], outside: ["re2js", "minimatch"] },
  yaml: { inside: ["core"], outside: ["yaml"] },
  tools: { inside: ["core"], outside: ["node:child_process"] },
  kubernetes: { inside: ["core"], outside: [] },
  cel: { inside: ["core", "text"], outside: ["@marcbachmann/cel-js"] },
  // Paths of the machine become paths of the repository here and nowhere else.
  repository: { inside: ["core", "tools"], outside: ["node:fs", "node:path"] },
  config: { inside: ["core", "text", "yaml"], outside: [] },
  discover: { inside: ["core", "text", "yaml"], outside: [] },
  // `v8` and `util` set the memory limit of the worker and unpack the engine.
  render: {
    inside: ["core", "yaml", "tools"],
    outside: ["node:worker_threads", "node:zlib", "node:fs", "node:v8", "node:util"],
  },
  dockerfile: { inside: ["core"], outside: ["dockerfile-ast"] },
  evidence: { inside: ["core", "kubernetes", "yaml"], outside: [] },
  parse: { inside: ["core", "dockerfile", "yaml", "kubernetes"], outside: [] },
  checks: { inside: ["core", "text", "kubernetes"], outside: [] },
  catalog: { inside: ["core", "yaml", "kubernetes", "cel", "checks"], outside: [] },
  admission: { inside: ["core", "yaml", "kubernetes", "cel", "catalog"], outside: [] },
  locate: { inside: ["core", "yaml"], outside: [] },
  evaluate: { inside: ["core", "kubernetes", "locate"], outside: [] },
  fix: { inside: ["core", "yaml", "locate"], outside: [] },
  triage: { inside: ["core", "text"], outside: [] },
  report: { inside: ["core", "text"], outside: [] },
  github: { inside: ["core", "text"], outside: ["@actions/core", "@actions/github"] },
  "run.ts": { inside: [...everythingButEdges, "look.ts", "lines.ts"], outside: [] },
  "lines.ts": { inside: [...everythingButEdges, "look.ts"], outside: [] },
  "look.ts": { inside: everythingButEdges, outside: [] },
  "merge.ts": { inside: everythingButEdges, outside: [] },
  "repair.ts": { inside: [...everythingButEdges, "look.ts", "run.ts"], outside: [] },
  // The edges are where the machine is: its paths, its arguments, its clock.
  edge: {
    inside: everything,
    outside: ["node:fs", "node:process", "node:path", "node:url", "node:util", "node:timers"],
  },
  "index.ts": { inside: ["edge"], outside: ["node:process"] },
  "cli.ts": { inside: ["edge"], outside: ["node:process"] },
};

/** Folders whose functions know nothing but their arguments. */
const impure = ["repository", "tools", "render", "github", "edge", "index.ts", "cli.ts"];

/** What a pure function may not touch. `new Date(value)` and a locale that is written out compute; the others ask the machine. */
const forbidden: Readonly<Record<string, RegExp>> = {
  "the console": /\bconsole\s*\./,
  "the clock": /\bDate\.now\b|\bnew Date\(\s*\)|\bperformance\s*\.|\bset(?:Timeout|Interval|Immediate)\s*\(/,
  "random numbers": /\bMath\.random\b|\brandom(?:UUID|Bytes|Int)\b/,
  "the process": /\bprocess\s*\./,
  "the network": /\bfetch\s*\(/,
  "the locale": /\.toLocale\w+\((?!\s*"en"\s*\))|\.localeCompare\(|\bIntl\s*\./,
};

/** Where a pure file needs one of them all the same. */
const exceptions: Readonly<Record<string, readonly string[]>> = {
  // CEL's time zones are those of the zone database, which JavaScript offers through Intl alone.
  "cel/time.ts": ["the locale"],
};

/** A file of src/ by its path below it. */
interface SourceFile {
  readonly path: string;
  readonly text: string;
}

const sources = readSources();

describe("imports", () => {
  test("every file imports what its folder may import", () => {
    expect(sources.length).toBeGreaterThan(100);
    expect(sources.flatMap((file) => importViolations(file))).toEqual([]);
  });

  test("no file reaches itself through its imports", () => {
    expect(cyclesIn(sources)).toEqual([]);
  });

  test("the command line reaches nothing of GitHub", () => {
    expect([...reachedFrom("cli.ts", sources)].filter((path) => folderOf(path) === "github")).toEqual([]);
    expect(reachedFrom("cli.ts", sources).size).toBeGreaterThan(50);
  });

  test("a folder that may not be imported is found", () => {
    const file = { path: "checks/example.ts", text: 'import { readYaml } from "../yaml/read.js";' };

    expect(importViolations(file)).toEqual(["checks/example.ts imports yaml/read.ts."]);
  });

  test("a type counts like a value, and so do exports and imports at run time", () => {
    const text = `
import type {
  Report,
} from "../report/json.js";
import "../yaml/read.js";
export { run } from "../run.js";
const late = await import("node:fs/promises");
`;

    expect(importViolations({ path: "triage/example.ts", text })).toEqual([
      "triage/example.ts imports report/json.ts.",
      "triage/example.ts imports yaml/read.ts.",
      "triage/example.ts imports run.ts.",
      "triage/example.ts imports node:fs.",
    ]);
  });

  test("a package is found where it does not belong, by its own name", () => {
    const text = 'import { getOctokit } from "@actions/github/lib/github";';

    expect(importViolations({ path: "report/example.ts", text })).toEqual([
      "report/example.ts imports @actions/github.",
    ]);
    expect(importViolations({ path: "github/example.ts", text })).toEqual([]);
  });

  test("digests are free to all but core", () => {
    const text = 'import { createHash } from "node:crypto";';

    expect(importViolations({ path: "triage/example.ts", text })).toEqual([]);
    expect(importViolations({ path: "core/example.ts", text })).toEqual([
      "core/example.ts imports node:crypto.",
    ]);
  });

  test("what only looks like an import is none", () => {
    const text = `
const isEntry = "from" in entry || "value" in entry; // import { x } from "../yaml/read.js";
export function describe(): string { return "comes from " + "../yaml/read.js"; }
`;

    expect(importViolations({ path: "triage/example.ts", text })).toEqual([]);
  });

  test("a folder that the table does not know may exist for nobody", () => {
    expect(importViolations({ path: "utils/example.ts", text: "" })).toEqual([
      "utils/example.ts lies in a folder that the table does not list.",
    ]);
  });

  test("a cycle of two files is found", () => {
    const files = [
      { path: "core/a.ts", text: 'import { b } from "./b.js";' },
      { path: "core/b.ts", text: 'import type { A } from "./a.js";' },
      { path: "core/c.ts", text: 'import { a } from "./a.js";' },
    ];

    expect(cyclesIn(files)).toEqual(["core/a.ts → core/b.ts → core/a.ts"]);
  });
});

describe("pure folders", () => {
  test("ask the machine for nothing", () => {
    expect(sources.flatMap((file) => impurities(file))).toEqual([]);
  });

  test("have no exception that is not needed any more", () => {
    const stale = Object.entries(exceptions).flatMap(([path, names]) => {
      const file = sources.find((one) => one.path === path);
      return names
        .filter((name) => file === undefined || !usesOf(file).includes(name))
        .map((name) => [path, name]);
    });

    expect(stale).toEqual([]);
  });

  test.each([
    ["the console", 'console.log("found");'],
    ["the clock", "const today = new Date();"],
    ["the clock", "const now = Date.now();"],
    ["random numbers", "const id = Math.random();"],
    ["the process", "const token = process.env.TOKEN;"],
    ["the network", "const page = await fetch(address);"],
    ["the locale", "names.sort((left, right) => left.localeCompare(right));"],
    ["the locale", "const text = count.toLocaleString();"],
  ])("%s is found in %s", (name, text) => {
    expect(impurities({ path: "report/example.ts", text })).toEqual([`report/example.ts uses ${name}.`]);
    expect(impurities({ path: "edge/example.ts", text })).toEqual([]);
  });

  test.each([
    "// console.log is not for us",
    "/** Never calls fetch() or Date.now(). */",
    "const day = new Date(0);",
    'const text = count.toLocaleString("en");',
    "revision.fetchNothing();",
  ])("nothing is found in %s", (text) => {
    expect(impurities({ path: "report/example.ts", text })).toEqual([]);
  });
});

function readSources(): readonly SourceFile[] {
  const root = fileURLToPath(new URL("../src/", import.meta.url));
  return readdirSync(root, { recursive: true, encoding: "utf8" })
    .map((path) => path.replaceAll("\\", "/"))
    .filter((path) => path.endsWith(".ts"))
    .sort()
    .map((path) => ({ path, text: readFileSync(`${root}${path}`, "utf8") }));
}

/** The folder of src/ that a file lies in; a file at the top stands for itself. */
function folderOf(path: string): string {
  return path.split("/")[0] ?? path;
}

function importViolations({ path, text }: SourceFile): readonly string[] {
  const folder = folderOf(path);
  const allowed = allowances[folder];
  if (allowed === undefined) return [`${path} lies in a folder that the table does not list.`];
  return importsOf(text).flatMap((specifier) => {
    const target = specifier.startsWith(".") ? resolveImport(path, specifier) : packageOf(specifier);
    return isAllowed(target, specifier.startsWith("."), folder, allowed)
      ? []
      : [`${path} imports ${target}.`];
  });
}

function isAllowed(target: string, isInside: boolean, folder: string, allowed: Allowance): boolean {
  if (isInside) return folderOf(target) === folder || allowed.inside.includes(folderOf(target));
  return allowed.outside.includes(target) || (target === "node:crypto" && folder !== "core");
}

/** The module names of all imports and exports, in their order. */
function importsOf(text: string): readonly string[] {
  const code = withoutComments(text);
  const statements =
    /^(?:import|export)\b[^;"]*?\bfrom\s*"([^"\n]+)"|^import\s*"([^"\n]+)"|\bimport\(\s*"([^"\n]+)"/gm;
  return [...code.matchAll(statements)].map(([, from, bare, late]) => from ?? bare ?? late ?? "");
}

function resolveImport(path: string, specifier: string): string {
  const { pathname } = new URL(specifier, `file:///${path}`);
  return pathname.slice(1).replace(/\.js$/, ".ts");
}

/** `@scope/name/file` → `@scope/name`; `node:fs/promises` → `node:fs`. */
function packageOf(specifier: string): string {
  return specifier
    .split("/")
    .slice(0, specifier.startsWith("@") ? 2 : 1)
    .join("/");
}

function graphOf(files: readonly SourceFile[]): ReadonlyMap<string, readonly string[]> {
  return new Map(
    files.map(({ path, text }) => {
      const inside = importsOf(text).filter((specifier) => specifier.startsWith("."));
      return [path, inside.map((specifier) => resolveImport(path, specifier))];
    }),
  );
}

/** A cycle for every file that closes one, written from the file where the search entered it. */
function cyclesIn(files: readonly SourceFile[]): readonly string[] {
  const graph = graphOf(files);
  const done = new Set<string>();
  const cycles: string[] = [];
  const visit = (path: string, trail: readonly string[]): void => {
    const start = trail.indexOf(path);
    if (start !== -1) cycles.push([...trail.slice(start), path].join(" → "));
    if (start !== -1 || done.has(path)) return;
    for (const next of graph.get(path) ?? []) visit(next, [...trail, path]);
    done.add(path);
  };
  for (const path of graph.keys()) visit(path, []);
  return [...new Set(cycles)];
}

/** Every file that is loaded with one, itself included. */
function reachedFrom(start: string, files: readonly SourceFile[]): ReadonlySet<string> {
  const graph = graphOf(files);
  const reached = new Set([start]);
  for (const path of reached) for (const next of graph.get(path) ?? []) reached.add(next);
  return reached;
}

function impurities(file: SourceFile): readonly string[] {
  if (impure.includes(folderOf(file.path))) return [];
  const excepted = exceptions[file.path] ?? [];
  return usesOf(file)
    .filter((name) => !excepted.includes(name))
    .map((name) => `${file.path} uses ${name}.`);
}

function usesOf({ text }: SourceFile): readonly string[] {
  const code = withoutComments(text);
  return Object.entries(forbidden)
    .filter(([, pattern]) => pattern.test(code))
    .map(([name]) => name);
}

/** Comments go, texts stay: what looks like a comment inside of a text is part of it. */
function withoutComments(text: string): string {
  const pieces = /"(?:\\.|[^"\\\n])*"|'(?:\\.|[^'\\\n])*'|`(?:\\.|[^`\\])*`|\/\/[^\n]*|\/\*[\s\S]*?\*\//g;
  return text.replace(pieces, (piece) => (piece.startsWith("/") ? "" : piece));
}
