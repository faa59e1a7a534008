/** The one way from us to the job's log, where the runner reads commands: every line is escaped here. */
import * as core from "@actions/core";
import { randomUUID } from "node:crypto";
import { breakCommands, forLog } from "../text/escape.js";

/** A message at a line of a file, or at none. The texts are plain. */
export interface Annotation {
  readonly level: "error" | "warning" | "notice";
  readonly title: string;
  readonly message: string;
  /** Relative to the root of the repository. */
  readonly file: string | null;
  /** 1-based, the end inclusive. */
  readonly line: number | null;
  readonly endLine: number | null;
}

/** Lines for people. Each text is one line and may hold hostile names. */
export interface Log {
  readonly info: (text: string) => void;
  /** Shown with the run and not only in the log, under the gate's name. */
  readonly warning: (text: string) => void;
  readonly error: (text: string) => void;
  /** Shown at the place it names. */
  readonly annotate: (annotation: Annotation) => void;
  /** Shown where the job runs with debug logging. May have several lines. */
  readonly debug: (text: string) => void;
  /** Many lines at once, folded under a title. The runner reads no command in them. */
  readonly bulk: (title: string, text: string) => void;
}

const title = "hardening-gate";

/** Keeps a value out of the log from here on, wherever it might turn up. */
export function hideSecret(value: string): void {
  core.setSecret(value);
}

/** The log of a job on GitHub. */
export function createLog(): Log {
  return {
    info: (text) => core.info(forLog(text)),
    warning: (text) => core.warning(forLog(text), { title }),
    error: (text) => core.error(forLog(text), { title }),
    annotate,
    debug: (text) => linesOf(text).forEach((line) => core.debug(forLog(line))),
    bulk: logBulk,
  };
}

/** The toolkit quotes what a command's own syntax needs; what is no command must not become one inside either. */
function annotate({ level, title: shownTitle, message, file, line, endLine }: Annotation): void {
  core[level](forLog(message), {
    title: forLog(shownTitle),
    ...(file === null ? {} : { file: breakCommands(file) }),
    ...(line === null ? {} : { startLine: line }),
    ...(endLine === null ? {} : { endLine }),
  });
}

/** Escaping should do; the random token is the second lock, since nobody can guess what switches commands on again. */
function logBulk(heading: string, text: string): void {
  const token = randomUUID();
  core.startGroup(forLog(heading));
  core.info(`::stop-commands::${token}`);
  for (const line of linesOf(text)) core.info(forLog(line));
  core.info(`::${token}::`);
  core.endGroup();
}

function linesOf(text: string): readonly string[] {
  return text.trimEnd().split(/\r\n|\r|\n/u);
}
