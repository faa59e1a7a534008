/** The only starter of other programs: no shell, no inherited secrets, limits on time and output. */
import { execFile } from "node:child_process";

/** What to start. */
export interface ProcessRequest {
  /** Looked up on PATH. */
  readonly program: string;
  readonly args: readonly string[];
  /** The working directory, absolute. */
  readonly folder: string;
  /** Variables on top of the few that every program needs. */
  readonly environment: Readonly<Record<string, string>>;
  readonly timeoutMs: number;
  /** The most bytes that standard output or standard error may hold. */
  readonly outputBytes: number;
  /** Bytes for standard input; it is closed at once where absent. */
  readonly input?: Uint8Array;
}

/**
 * How it ended. `exited` holds any exit code, 0 included; `missing`: no such program or folder; `time` and `output`: that limit
 * struck and the program was killed; `killed`: by somebody else.
 */
export type ProcessResult =
  | {
      readonly outcome: "exited";
      readonly code: number;
      readonly stdout: Uint8Array;
      readonly stderr: Uint8Array;
    }
  | { readonly outcome: "missing" | "time" | "output" | "killed" };

/** What a program needs to run at all. Tokens, and everything else the caller's environment holds, stay here. */
const passedOn = ["PATH", "SystemRoot", "SYSTEMROOT", "TEMP", "TMP", "TMPDIR"];

/** Starts a program and waits for its end. Never rejects: what went wrong is in the result. */
export function runProcess(request: ProcessRequest): Promise<ProcessResult> {
  return new Promise((resolve) => {
    const child = execFile(
      request.program,
      [...request.args],
      {
        cwd: request.folder,
        env: environmentOf(request),
        timeout: request.timeoutMs,
        maxBuffer: request.outputBytes,
        killSignal: "SIGKILL",
        encoding: "buffer",
        shell: false,
        windowsHide: true,
      },
      (error, stdout, stderr) => resolve(resultOf(error, stdout, stderr)),
    );
    child.stdin?.on("error", () => {}); // a program may end before it has read everything: its exit code tells
    child.stdin?.end(request.input);
  });
}

function environmentOf(request: ProcessRequest): Record<string, string> {
  const environment: Record<string, string> = {};
  for (const name of passedOn) {
    const value = process.env[name];
    if (value !== undefined) environment[name] = value;
  }
  return { ...environment, LC_ALL: "C", ...request.environment };
}

/** The fields of an error of `execFile`. */
interface ExecError {
  readonly code?: string | number | null | undefined;
  readonly killed?: boolean | undefined;
}

function resultOf(error: ExecError | null, stdout: Uint8Array, stderr: Uint8Array): ProcessResult {
  if (error === null) return { outcome: "exited", code: 0, stdout, stderr };
  if (typeof error.code === "number") return { outcome: "exited", code: error.code, stdout, stderr };
  if (error.code === "ERR_CHILD_PROCESS_STDIO_MAXBUFFER") return { outcome: "output" };
  if (typeof error.code === "string") return { outcome: "missing" };
  return { outcome: error.killed === true ? "time" : "killed" };
}
