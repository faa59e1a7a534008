/** The Action: reads what GitHub asks for, runs, publishes, and answers with the exit code, which the verdict alone decides. */
import { readFile } from "node:fs/promises";
import { resolve } from "node:path";
import process from "node:process";
import { configOf, type Settings } from "../config/config.js";
import { optionsOn } from "../config/options.js";
import { ConfigurationError } from "../core/errors.js";
import type { Report } from "../core/report.js";
import type { Change } from "../core/revision.js";
import { version } from "../core/version.js";
import { type Environment, isOfPullRequest, readContext, type RunContext } from "../github/event.js";
import { type Inputs, readInputs, valueOf } from "../github/inputs.js";
import { createLog, hideSecret, type Log } from "../github/log.js";
import { setOutputs } from "../github/outputs.js";
import { openWorkingTree, type WorkingTree } from "../repository/working-tree.js";
import { run } from "../run.js";
import { readEvidenceFile } from "../repository/evidence-file.js";
import { headCommit, headDay } from "../tools/git.js";
import { exitCodes } from "../triage/verdict.js";
import { openCatalog, openEngine } from "./assets.js";
import { openBase } from "./base.js";
import { distFolder } from "./dist-folder.js";
import { policyOf } from "./policy.js";
import { publish } from "./publish.js";

/** The outside world of the Action. Tests give their own. */
export interface Runner {
  readonly environment: Environment;
  readonly log: Log;
  /** Looks at the tree and judges it. */
  readonly judge: (tree: WorkingTree, inputs: Inputs, context: RunContext) => Promise<Judged>;
}

/** A report, and what it compares. */
export interface Judged {
  readonly report: Report;
  readonly change: Change;
}

/** Runs the Action of the bundle that lies at this address. The answer is the exit code; it never rejects. */
export async function main(moduleUrl: string): Promise<number> {
  const log = createLog();
  process.exitCode = exitCodes.error; // should the process end before its time, then not in green
  process.once("uncaughtException", (error) => {
    sayFault(error, log); // thrown past every promise: without this Node would exit with 1, which means blocked
    process.exit(exitCodes.error);
  });
  return action({
    environment: process.env,
    log,
    judge: (tree, inputs, context) => judge(tree, inputs, context, moduleUrl),
  });
}

/** Runs the Action. The answer is the exit code; it never rejects. */
export async function action(runner: Runner): Promise<number> {
  const { log } = runner;
  try {
    return await scan(runner);
  } catch (error) {
    if (error instanceof ConfigurationError) sayMistake(error, log);
    else sayFault(error, log);
    setOutputs({ verdict: "error" }, log.debug);
    return exitCodes.error;
  }
}

async function scan({ environment, log, judge: look }: Runner): Promise<number> {
  const inputs = readInputs(optionsOn("action"), environment);
  const token = valueOf(inputs, "github-token");
  if (token !== undefined) hideSecret(token);
  const context = readContext(environment, await readPayload(environment));
  const tree = await openWorkingTree(startPaths(inputs, context));
  await refuseOtherTree(context, tree, log);

  const { report, change } = await look(tree, inputs, context);
  await publish({ report, change, inputs, run: context, log });
  return exitCodes[report.verdict];
}

/** The gate itself, with catalog and engine as they lie beside the bundle. */
async function judge(
  tree: WorkingTree,
  inputs: Inputs,
  context: RunContext,
  moduleUrl: string,
): Promise<Judged> {
  const dist = distFolder(moduleUrl);
  const catalog = openCatalog(dist);
  const engine = openEngine(dist);
  try {
    const { change, problems } = await openBase(tree, context);
    const policy = await policyOf(change, context.event);
    const config = configOf(settingsOf(inputs), policy.settings);
    const evidence = (inputs["evidence"] ?? []).map((name) =>
      readEvidenceFile(name, { root: tree.root, folder: context.workspace, by: "user" }),
    );
    const request = {
      change,
      problems: [...problems, ...policy.problems],
      notes: policy.notes,
      paths: tree.paths,
      config,
      catalog,
      engine,
      version,
      evidence,
      now: Date.now(),
      today: await headDay(tree.root),
    };
    return { change, report: await run(request) };
  } finally {
    await engine.close();
  }
}

/** The inputs as settings. What the workflow does not set stays undefined, so that the file's counts. */
function settingsOf(inputs: Inputs): Settings {
  return {
    profile: valueOf(inputs, "profile"),
    "fail-on": valueOf(inputs, "fail-on"),
    include: inputs["include"],
    exclude: inputs["exclude"],
    "kubernetes-version": valueOf(inputs, "kubernetes-version"),
  };
}

async function readPayload(environment: Environment): Promise<unknown> {
  const path = environment["GITHUB_EVENT_PATH"] ?? "";
  try {
    return JSON.parse(await readFile(path, "utf8"));
  } catch (cause) {
    const hint = "Use the command hardening-gate outside GitHub Actions.";
    const message =
      "The event's payload (GITHUB_EVENT_PATH) cannot be read, so this is not a run of GitHub Actions.";
    throw new ConfigurationError(message, hint, {}, { cause });
  }
}

function startPaths(inputs: Inputs, { workspace }: RunContext): readonly string[] {
  return (inputs["path"] ?? ["."]).map((path) => resolve(workspace, path));
}

/** Under `pull_request_target` the base is checked out by default, and a gate that looks at the base is green on nothing. */
async function refuseOtherTree({ event }: RunContext, tree: WorkingTree, log: Log): Promise<void> {
  if (event.kind !== "pull-request" || !event.isTarget) return;
  if (!isOfPullRequest(event, await headCommit(tree.root))) {
    throw new ConfigurationError(
      "On pull_request_target the checked out files are the base's, so nothing of the pull request would be checked.",
      "Start the workflow on pull_request.",
    );
  }
  log.warning(
    "pull_request_target gives this job a token that writes while it handles files of the pull request. Start the workflow on pull_request.",
  );
}

function sayMistake({ message, hint, place }: ConfigurationError, log: Log): void {
  const line = place.line === null ? "" : `:${place.line}`;
  const where = place.file === null ? "" : `${place.file}${line}: `;
  log.error(`Error: ${where}${message} ${hint}`);
}

function sayFault(error: unknown, log: Log): void {
  const message = error instanceof Error ? error.message : String(error);
  log.error(`Error: ${message} This is a fault of the gate: report it with a link to this run.`);
  if (error instanceof Error && error.stack !== undefined) log.debug(error.stack);
}
