/**
 * What GitHub's runner does around a step, as far as a test can see it: variables and files for the step, and its own reading of
 * what the step prints (actions/runner, `ActionCommand.cs`, `ActionCommandManager.cs`, `FileCommandManager.cs`, v2.329).
 */
import { spawn } from "node:child_process";
import { randomUUID } from "node:crypto";
import {
  existsSync,
  mkdirSync,
  mkdtempSync,
  readFileSync,
  realpathSync,
  rmSync,
  writeFileSync,
} from "node:fs";
import { tmpdir } from "node:os";
import { dirname, isAbsolute, join } from "node:path";
import { fileURLToPath } from "node:url";

/** One job: what started it, and what the workflow says. */
export interface JobOptions {
  readonly apiUrl: string;
  /** Where GraphQL is and where pages are. Default: as on github.com. */
  readonly serverUrl?: string;
  readonly eventName: string;
  readonly payload: unknown;
  /** The checked out files, absolute. */
  readonly workspace: string;
  readonly sha?: string;
  readonly actor?: string;
  readonly inputs: Readonly<Record<string, string>>;
  /** Variables on top, or `undefined` for one that this runner does not set. */
  readonly variables?: Readonly<Record<string, string | undefined>>;
}

/** What one step left behind. */
export interface StepResult {
  readonly exitCode: number | null;
  readonly stdout: string;
  readonly stderr: string;
  readonly view: LogView;
  readonly outputs: Readonly<Record<string, string>>;
  /** What the page of the run shows; empty where the runner would drop it. */
  readonly summary: string;
  /** Files of the step that must stay empty: GITHUB_ENV, GITHUB_PATH, GITHUB_STATE. */
  readonly environmentFiles: string;
  /** Connections to anybody but the API, one a line. */
  readonly strayConnections: string;
  /** The content of every file that an output names, by the output. */
  readonly files: Readonly<Record<string, string>>;
}

/** One annotation that the runner keeps. */
export interface RunnerAnnotation {
  readonly level: "error" | "warning" | "notice";
  readonly message: string;
  readonly properties: Readonly<Record<string, string>>;
}

/** A step's output as the runner reads it. */
export interface LogView {
  /** Every command that the runner obeys, in order. */
  readonly commands: readonly Command[];
  /** At most ten of each level. */
  readonly annotations: readonly RunnerAnnotation[];
  /** How many were lost because there were ten of their level. */
  readonly lostAnnotations: number;
  readonly masks: readonly string[];
  readonly debug: readonly string[];
  /** What people read: every line that is no command, and the messages of annotations. */
  readonly lines: readonly string[];
  /** Whether commands were switched off and never on again. */
  readonly isStopped: boolean;
}

/** One workflow command. */
export interface Command {
  readonly name: string;
  readonly properties: Readonly<Record<string, string>>;
  readonly data: string;
}

const registered = [
  "add-mask",
  "add-matcher",
  "add-path",
  "debug",
  "echo",
  "endgroup",
  "error",
  "group",
  "internal-set-repo-path",
  "notice",
  "remove-matcher",
  "save-state",
  "set-env",
  "set-output",
  "stop-commands",
  "warning",
];
const longestMessage = 4096;
const mostPerLevel = 10;
const largestSummary = 1024 * 1024;
const stepLimitMs = 90_000;
const guard = fileURLToPath(new URL("github/network-guard.mjs", import.meta.url));

/** Runs a JavaScript action as one step, with nothing of this process's own environment but PATH. */
export async function runStep(node: string, script: string, options: JobOptions): Promise<StepResult> {
  const folder = realpathSync(mkdtempSync(join(tmpdir(), "runner-")));
  try {
    const files = stepFiles(folder);
    const environment = stepEnvironment(folder, files, options);
    const ended = await spawnStep(node, script, options.workspace, environment);
    const summary = readFileSync(files.summary);
    const outputs = readOutputs(readFileSync(files.output, "utf8"));
    return {
      ...ended,
      view: readLog(`${ended.stdout}\n${ended.stderr}`),
      outputs,
      files: namedFiles(outputs),
      summary: summary.length > largestSummary ? "" : summary.toString("utf8"),
      environmentFiles: [files.env, files.path, files.state]
        .map((file) => readFileSync(file, "utf8"))
        .join(""),
      strayConnections: readFileSync(files.strayConnections, "utf8"),
    };
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

function namedFiles(outputs: Readonly<Record<string, string>>): Readonly<Record<string, string>> {
  const named = Object.entries(outputs).filter(([, value]) => isAbsolute(value) && existsSync(value));
  return Object.fromEntries(named.map(([name, path]) => [name, readFileSync(path, "utf8")]));
}

function stepFiles(folder: string) {
  const names = ["output", "summary", "env", "path", "state", "strayConnections"] as const;
  mkdirSync(join(folder, "temp"));
  mkdirSync(join(folder, "home"));
  const made = names.map((name) => [name, join(folder, `${name}_${randomUUID()}`)] as const);
  for (const [, file] of made) writeFileSync(file, "");
  return Object.fromEntries(made) as Record<(typeof names)[number], string>; // one entry per name
}

function stepEnvironment(
  folder: string,
  files: ReturnType<typeof stepFiles>,
  options: JobOptions,
): Record<string, string> {
  const { apiUrl, serverUrl = "https://github.test", inputs } = options;
  const eventPath = join(folder, "event.json");
  writeFileSync(eventPath, JSON.stringify(options.payload));
  const asInputs = Object.entries(inputs).map(
    ([name, value]) => [`INPUT_${name.toUpperCase()}`, value] as const,
  );
  const variables: Readonly<Record<string, string | undefined>> = {
    PATH: process.env["PATH"],
    HOME: join(folder, "home"),
    CI: "true",
    GITHUB_ACTIONS: "true",
    GITHUB_ACTION: "__acme_hardening-gate",
    GITHUB_ACTION_REPOSITORY: "acme/hardening-gate",
    GITHUB_ACTION_REF: "v1",
    GITHUB_ACTOR: options.actor ?? "octocat",
    GITHUB_API_URL: apiUrl,
    GITHUB_GRAPHQL_URL: `${apiUrl.replace(/\/v3$/u, "")}/graphql`,
    GITHUB_SERVER_URL: serverUrl,
    GITHUB_EVENT_NAME: options.eventName,
    GITHUB_EVENT_PATH: eventPath,
    GITHUB_REPOSITORY: "acme/shop",
    GITHUB_RUN_ID: "4711",
    GITHUB_RUN_ATTEMPT: "1",
    GITHUB_REF_NAME: "7/merge",
    GITHUB_SHA: options.sha ?? "c".repeat(40),
    GITHUB_WORKSPACE: options.workspace,
    GITHUB_OUTPUT: files.output,
    GITHUB_STEP_SUMMARY: files.summary,
    GITHUB_ENV: files.env,
    GITHUB_PATH: files.path,
    GITHUB_STATE: files.state,
    RUNNER_TEMP: join(folder, "temp"),
    RUNNER_DEBUG: "1",
    RUNNER_OS: "Linux",
    NODE_OPTIONS: `--import=${guard}`,
    NETWORK_GUARD_ALLOWED: new URL(apiUrl).host,
    NETWORK_GUARD_RECORD: files.strayConnections,
    ...Object.fromEntries(asInputs),
    ...options.variables,
  };
  return Object.fromEntries(
    Object.entries(variables).flatMap(([name, value]) => (value === undefined ? [] : [[name, value]])),
  );
}

function spawnStep(
  node: string,
  script: string,
  folder: string,
  environment: Record<string, string>,
): Promise<Pick<StepResult, "exitCode" | "stdout" | "stderr">> {
  return new Promise((resolve, reject) => {
    const child = spawn(node, [script], { cwd: folder, env: environment, timeout: stepLimitMs });
    const output = { stdout: "", stderr: "" };
    child.stdout.setEncoding("utf8").on("data", (chunk: string) => (output.stdout += chunk));
    child.stderr.setEncoding("utf8").on("data", (chunk: string) => (output.stderr += chunk));
    child.on("error", reject);
    child.on("close", (exitCode) => resolve({ exitCode, ...output }));
  });
}

/** Reads what a step printed, line by line, as the runner does. A lone CR ends a line too. */
export function readLog(printed: string): LogView {
  const reader = new LogReader();
  for (const line of printed.split(/\r\n|\r|\n/u)) reader.read(line);
  return reader.view();
}

class LogReader {
  private readonly commands: Command[] = [];
  private readonly annotations: RunnerAnnotation[] = [];
  private readonly lines: string[] = [];
  private readonly known = new Set(registered);
  private lostAnnotations = 0;
  private stopToken: string | null = null;

  read(line: string): void {
    const command = parseNewSyntax(line, this.known) ?? parseOldSyntax(line, this.known);
    if (command === null) this.lines.push(line);
    else if (this.stopToken === null) this.obey(command);
    else if (command.name === this.stopToken) this.resume(this.stopToken);
    else this.lines.push(line);
  }

  view(): LogView {
    return {
      commands: this.commands,
      annotations: this.annotations,
      lostAnnotations: this.lostAnnotations,
      masks: this.commands.filter(({ name }) => name === "add-mask").map(({ data }) => data),
      debug: this.commands.filter(({ name }) => name === "debug").map(({ data }) => data),
      lines: this.lines,
      isStopped: this.stopToken !== null,
    };
  }

  private obey(command: Command): void {
    this.commands.push(command);
    const { name, data } = command;
    if (name === "stop-commands") {
      this.stopToken = data.toLowerCase();
      this.known.add(this.stopToken);
    }
    if (name === "error" || name === "warning" || name === "notice") this.annotate(name, command);
  }

  private resume(token: string): void {
    this.known.delete(token);
    this.stopToken = null;
  }

  private annotate(level: RunnerAnnotation["level"], { data, properties }: Command): void {
    const message = data.slice(0, longestMessage);
    this.lines.push(message);
    if (this.annotations.filter((one) => one.level === level).length >= mostPerLevel)
      this.lostAnnotations += 1;
    else this.annotations.push({ level, message, properties: keptProperties(properties) });
  }
}

/** `::name key=value,key=value::data`, after spaces. */
function parseNewSyntax(line: string, known: ReadonlySet<string>): Command | null {
  const trimmed = line.trimStart();
  if (!trimmed.startsWith("::")) return null;
  const end = trimmed.indexOf("::", 2);
  if (end < 0) return null;
  return commandOf(trimmed.slice(2, end), trimmed.slice(end + 2), ",", known, unescapeNew);
}

/** `##[name key=value;key=value]data`, anywhere in the line. */
function parseOldSyntax(line: string, known: ReadonlySet<string>): Command | null {
  const start = line.indexOf("##[");
  const end = line.indexOf("]", start);
  if (start < 0 || end < 0) return null;
  return commandOf(line.slice(start + 3, end), line.slice(end + 1), ";", known, unescapeOld);
}

function commandOf(
  info: string,
  data: string,
  separator: string,
  known: ReadonlySet<string>,
  unescape: (text: string) => string,
): Command | null {
  const space = info.indexOf(" ");
  const name = (space < 0 ? info : info.slice(0, space)).toLowerCase();
  if (!known.has(name)) return null;
  const pairs =
    space < 0
      ? []
      : info
          .slice(space + 1)
          .trim()
          .split(separator);
  const properties = pairs.flatMap((pair) => {
    const equals = pair.indexOf("=");
    return equals < 0 ? [] : [[pair.slice(0, equals), unescape(pair.slice(equals + 1))] as const];
  });
  return { name, properties: Object.fromEntries(properties), data: unescape(data) };
}

function unescapeNew(text: string): string {
  return text
    .replaceAll("%0D", "\r")
    .replaceAll("%0A", "\n")
    .replaceAll("%3A", ":")
    .replaceAll("%2C", ",")
    .replaceAll("%25", "%");
}

function unescapeOld(text: string): string {
  return text
    .replaceAll("%3B", ";")
    .replaceAll("%0D", "\r")
    .replaceAll("%0A", "\n")
    .replaceAll("%5D", "]")
    .replaceAll("%25", "%");
}

/** The runner drops lines and columns that contradict each other. */
function keptProperties(given: Readonly<Record<string, string>>): Readonly<Record<string, string>> {
  const { line, endLine, col, endColumn, ...rest } = given;
  const isNumber = (text: string | undefined) => text !== undefined && /^\d+$/u.test(text);
  if (!isNumber(line)) return rest;
  if (endLine !== undefined && (!isNumber(endLine) || Number(endLine) < Number(line))) return rest;
  const columns = endLine === undefined || endLine === line ? { col, endColumn } : {};
  const kept = { line, endLine, ...columns };
  return {
    ...rest,
    ...Object.fromEntries(
      Object.entries(kept).flatMap(([key, value]) => (value === undefined ? [] : [[key, value]])),
    ),
  };
}

/** The file of a step's outputs: `name=value`, or `name<<delimiter`, lines, delimiter. */
export function readOutputs(content: string): Readonly<Record<string, string>> {
  const outputs: Record<string, string> = {};
  const lines = content.split("\n");
  for (let index = 0; index < lines.length; index++) {
    const line = lines[index] ?? "";
    if (line === "") continue;
    const heredoc = /^([^=]*?)<<(.+)$/u.exec(line);
    if (heredoc?.[1] === undefined || heredoc[2] === undefined) {
      const equals = line.indexOf("=");
      if (equals < 0) throw new Error(`Invalid format '${line}'`);
      outputs[line.slice(0, equals)] = line.slice(equals + 1);
      continue;
    }
    const end = lines.indexOf(heredoc[2], index + 1);
    if (end < 0) throw new Error(`Invalid value. Matching delimiter not found '${heredoc[2]}'`);
    outputs[heredoc[1]] = lines.slice(index + 1, end).join("\n");
    index = end;
  }
  return outputs;
}

/** Writes files below a folder. */
export function writeFiles(folder: string, files: Readonly<Record<string, string>>): void {
  for (const [path, content] of Object.entries(files)) {
    mkdirSync(dirname(join(folder, path)), { recursive: true });
    writeFileSync(join(folder, path), content);
  }
}
