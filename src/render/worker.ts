/** Entry point of the worker's bundle: holds one instance of the engine and answers one message after the other. */

import { parentPort, workerData } from "node:worker_threads";

import { EngineExit, type EngineInstance, instantiate } from "./sandbox.js";

/** What the host gives the worker at its start. */
export interface WorkerData {
  readonly module: WebAssembly.Module;
}

/** One piece of work. */
export interface WorkerMessage {
  readonly id: number;
  readonly operation: "render_helm" | "trace_helm" | "build_kustomize" | "trace_kustomize" | "version";
  /** The request as the engine expects it, with bytes where the engine wants base64. */
  readonly request: unknown;
  /** The most bytes that the answer may have. */
  readonly answerBytes: number;
}

/** The engine's answer as JSON, or why it could give none; then the worker is of no more use. */
export type WorkerAnswer =
  | { readonly id: number; readonly ok: true; readonly json: string }
  | {
      readonly id: number;
      readonly ok: false;
      readonly kind: "memory" | "output" | "trap";
      readonly message: string;
    };

let instance: EngineInstance | undefined;

parentPort?.on("message", (message: WorkerMessage) => {
  void answer(message).then((reply) => parentPort?.postMessage(reply));
});

async function answer({ id, operation, request, answerBytes }: WorkerMessage): Promise<WorkerAnswer> {
  try {
    const { module } = workerData as WorkerData; // the host starts this file and nobody else does
    instance ??= await instantiate(module);
    const json = instance.call(JSON.stringify({ operation, request }, writeBytes), answerBytes);
    if (json === undefined) return { id, ok: false, kind: "output", message: "The answer is too large." };
    return { id, ok: true, json };
  } catch (error) {
    return { id, ok: false, ...explain(error, instance?.stderr() ?? "") };
  }
}

function writeBytes(_key: string, value: unknown): unknown {
  if (!(value instanceof Uint8Array)) return value;
  return Buffer.from(value.buffer, value.byteOffset, value.byteLength).toString("base64");
}

function explain(error: unknown, stderr: string): { kind: "memory" | "trap"; message: string } {
  const reason = stderr
    .split("\n")
    .find((line) => line.startsWith("fatal error: ") || line.startsWith("panic: "));
  const isMemory = /out of memory|cannot allocate memory|allocation/.test(reason ?? String(error));
  if (isMemory) return { kind: "memory", message: "The engine needs more memory than it may have." };
  if (reason !== undefined) return { kind: "trap", message: `The engine stopped: ${reason}.` };
  const cause = error instanceof EngineExit || !(error instanceof Error) ? String(error) : error.message;
  return { kind: "trap", message: `The engine stopped: ${cause}.` };
}
