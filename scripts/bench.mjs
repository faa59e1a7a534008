/**
 * Measures the command line as it is shipped, `dist/cli/index.js`, on data that it makes in a temporary folder, and prints a table.
 *
 *   npm run bench                                     every case, five times
 *   npm run bench -- --only plain-10000 --runs 1      one case, once
 *   npm run bench -- --only plain-10000 --profile .   one run more, with a CPU profile in that folder
 *
 * --dist <folder>   measures another build
 */
import { execFileSync, spawnSync } from "node:child_process";
import { mkdtempSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join, resolve } from "node:path";
import { fileURLToPath } from "node:url";
import { parseArgs } from "node:util";
import { chart, deployments, irrelevantFiles, overlays, writeAll } from "./bench/data.mjs";

const root = fileURLToPath(new URL("..", import.meta.url));
const recorder = join(root, "scripts", "bench", "record-usage.cjs");

/** Peak memory that no case may pass, in MB. */
const memoryAimMb = 500;

/**
 * `exit` is how a run must end, so that a failure is never measured as if it were fast. `aimMs` is a number, or a function of the
 * medians so far where one case is judged by another.
 */
const cases = [
  {
    name: "bundle-start",
    what: "start of the bundle (`--version`)",
    args: ["--version"],
    exit: 0,
    aimMs: 150,
  },
  { name: "irrelevant", what: "2,000 files, nothing relevant", files: irrelevantFiles, exit: 3, aimMs: 300 },
  {
    name: "plain-1000",
    what: "1,000 Deployments in 10 files",
    files: () => deployments(1_000),
    exit: 0,
    aimMs: 1_500,
  },
  {
    name: "plain-10000",
    what: "10,000 Deployments in 100 files",
    files: () => deployments(10_000),
    exit: 0,
    aimMs: (medians) => 11 * (medians.get("plain-1000") ?? NaN),
  },
  { name: "chart-tiny", what: "a chart of 1 file", files: () => chart(1), exit: 0, aimMs: 600 },
  { name: "chart-large", what: "a chart of 59 files", files: () => chart(59), exit: 0, aimMs: null },
  {
    name: "overlays-100",
    what: "100 overlays of one base",
    files: () => overlays(100),
    exit: 0,
    aimMs: 4_000,
  },
];

const { values } = parseArgs({
  options: {
    dist: { type: "string", default: join(root, "dist") },
    only: { type: "string" },
    profile: { type: "string" },
    runs: { type: "string", default: "5" },
  },
});
const scratch = mkdtempSync(join(tmpdir(), "hardening-gate-bench-"));
try {
  main();
} finally {
  rmSync(scratch, { recursive: true, force: true });
}

function main() {
  const chosen = cases.filter(({ name }) => values.only === undefined || values.only === name);
  if (chosen.length === 0) {
    throw new Error(
      `There is no case "${values.only}". Use one of ${cases.map(({ name }) => name).join(", ")}.`,
    );
  }
  console.log(
    `Node ${process.versions.node}, ${process.platform} ${process.arch}, ${values.runs} runs of each case.\n`,
  );
  console.log("| Case | Median | Slowest | Processor | Peak memory | Aim |\n|:--|--:|--:|--:|--:|:--|");
  const medians = new Map();
  for (const one of chosen) {
    const folder = prepare(one);
    const result = summed(Array.from({ length: Number(values.runs) }, () => measure(one, folder, [])));
    medians.set(one.name, result.timeMs);
    console.log(row(one, result, medians));
    if (values.profile !== undefined) {
      measure(one, folder, ["--cpu-prof", `--cpu-prof-dir=${resolve(values.profile)}`]);
    }
    rmSync(folder, { recursive: true, force: true });
  }
}

/** A work tree of git with the files of a case in it, as a pull request is checked out. */
function prepare({ name, files }) {
  const folder = mkdtempSync(join(scratch, `${name}-`));
  writeAll(folder, files?.() ?? {});
  execFileSync("git", ["init", "--quiet"], { cwd: folder });
  execFileSync("git", ["add", "--all"], { cwd: folder });
  return folder;
}

/** One run, from the start of the process to its end, Node's own start included. */
function measure({ name, args = ["scan"], exit }, folder, nodeArgs) {
  const record = join(scratch, "memory");
  const bundle = join(values.dist, "cli", "index.js");
  const begin = performance.now();
  const { status, stderr } = spawnSync(
    process.execPath,
    [...nodeArgs, "--require", recorder, bundle, ...args],
    {
      cwd: folder,
      env: { PATH: process.env.PATH, BENCH_RECORD: record },
      stdio: ["ignore", "ignore", "pipe"],
      encoding: "utf8",
    },
  );
  const timeMs = performance.now() - begin;
  if (status !== exit) throw new Error(`The case ${name} ended with ${status} instead of ${exit}. ${stderr}`);
  const { maxRSS, userCPUTime, systemCPUTime } = JSON.parse(readFileSync(record, "utf8"));
  return { timeMs, processorMs: (userCPUTime + systemCPUTime) / 1000, memoryMb: maxRSS / 1024 };
}

/** Several runs as one: medians of the times, and the most memory that any of them took. */
function summed(runs) {
  const times = runs.map(({ timeMs }) => timeMs);
  return {
    timeMs: median(times),
    slowestMs: Math.max(...times),
    processorMs: median(runs.map(({ processorMs }) => processorMs)),
    memoryMb: Math.max(...runs.map(({ memoryMb }) => memoryMb)),
  };
}

function row({ what, aimMs }, { timeMs, slowestMs, processorMs, memoryMb }, medians) {
  const limitMs = typeof aimMs === "function" ? aimMs(medians) : aimMs;
  const times = [timeMs, slowestMs, processorMs].map(seconds);
  return `| ${[what, ...times, `${Math.round(memoryMb)} MB`, aim(limitMs, timeMs, memoryMb)].join(" | ")} |`;
}

function aim(limitMs, timeMs, memoryMb) {
  const time =
    limitMs === null || Number.isNaN(limitMs)
      ? []
      : [timeMs <= limitMs ? `met (${seconds(limitMs)})` : `**missed** (${seconds(limitMs)})`];
  const memory = memoryMb <= memoryAimMb ? [] : [`**memory missed** (${memoryAimMb} MB)`];
  return [...time, ...memory].join(", ") || "none";
}

function median(numbers) {
  const sorted = numbers.toSorted((left, right) => left - right);
  return sorted[Math.floor(sorted.length / 2)];
}

function seconds(ms) {
  return `${(ms / 1000).toFixed(2)} s`;
}
