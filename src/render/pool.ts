/** Workers that each hold an instance of the engine: lanes that do one piece of work after the other, and pools of lanes. */

import { Worker } from "node:worker_threads";

import type { EngineError, EngineLimits, EngineResult } from "./engine-types.js";
import type { WorkerAnswer, WorkerData, WorkerMessage } from "./worker.js";

/** Does one piece of work after the other, in one worker at a time. */
export interface Lane {
  /** Work with another key than the work before it gets a new worker. */
  run<Rendering>(
    operation: WorkerMessage["operation"],
    request: object,
    key: string,
  ): Promise<EngineResult<Rendering>>;
  close(): Promise<void>;
}

/** How many pieces of work of one kind go on at once: the hosted runners have two cores or more, and each instance takes its memory. */
export const concurrentRequests = 2;

/** Lanes side by side. Work goes where the least waits; of those that wait alike, to the lane whose last work had the same key. */
export function createPool(make: () => Lane): Lane {
  const lanes = Array.from({ length: concurrentRequests }, () => ({ lane: make(), waiting: 0, lastKey: "" }));

  async function run<Rendering>(operation: WorkerMessage["operation"], request: object, key: string) {
    const least = Math.min(...lanes.map(({ waiting }) => waiting));
    const free = lanes.filter(({ waiting }) => waiting === least);
    const chosen = free.find(({ lastKey }) => lastKey === key) ?? free[0];
    if (chosen === undefined) throw new Error("A pool without lanes.");
    chosen.waiting++;
    chosen.lastKey = key;
    try {
      return await chosen.lane.run<Rendering>(operation, request, key);
    } finally {
      chosen.waiting--;
    }
  }

  async function close(): Promise<void> {
    await Promise.all(lanes.map(({ lane }) => lane.close()));
  }

  return { run, close };
}

/** A lane whose worker starts with its first piece of work. `load` gives the compiled engine, every time the same. */
export function createLane(
  load: () => Promise<WebAssembly.Module>,
  workerPath: URL | string,
  limits: EngineLimits,
): Lane {
  let queue: Promise<unknown> = Promise.resolve();
  let worker: Worker | undefined;
  let workerKey = "";
  let lastId = 0;

  function run<Rendering>(operation: WorkerMessage["operation"], request: object, key: string) {
    const result = queue.then(() => work<Rendering>(operation, request, key));
    queue = result.catch(() => undefined);
    return result;
  }

  async function work<Rendering>(operation: WorkerMessage["operation"], request: object, key: string) {
    const module = await load();
    if (key !== workerKey) await drop();
    workerKey = key;
    worker ??= begin(module);
    lastId += 1;
    const message = {
      id: lastId,
      operation,
      request: { ...request, outputBytes: limits.outputBytes },
      answerBytes: limits.outputBytes * JSON_BYTES_PER_BYTE + ENVELOPE_BYTES,
    };
    const answer = await ask(worker, message, limits.timeMs);
    if (!answer.ok) {
      await drop();
      return { ok: false, error: withLimit(answer, limits) } as const;
    }
    // The JSON comes from the engine, whose hash was checked and whose types these are.
    const parsed = JSON.parse(answer.json) as EngineAnswer<Rendering>;
    if (parsed.ok) return { ok: true, rendering: parsed.result } as const;
    return { ok: false, error: parsed.error } as const;
  }

  function begin(module: WebAssembly.Module): Worker {
    const begun = start(module, workerPath);
    begun.once("exit", () => {
      if (worker === begun) worker = undefined;
    });
    return begun;
  }

  async function drop(): Promise<void> {
    const dropped = worker;
    worker = undefined;
    // Answers that arrive while a worker ends let go of it; the process must not end before it has.
    const hold = setInterval(() => undefined, 60_000);
    try {
      await dropped?.terminate();
    } finally {
      clearInterval(hold);
    }
  }

  return { run, close: drop };
}

type EngineAnswer<Rendering> =
  | { readonly ok: true; readonly result: Rendering }
  | { readonly ok: false; readonly error: EngineError };

// A control letter takes six bytes in JSON.
const JSON_BYTES_PER_BYTE = 6;
const ENVELOPE_BYTES = 10_000_000;

function start(module: WebAssembly.Module, workerPath: URL | string): Worker {
  const workerData: WorkerData = { module };
  const worker = new Worker(workerPath, { workerData, env: {}, argv: [], execArgv: [] });
  worker.on("error", () => undefined); // an idle worker that fails is noticed by the next request
  return worker;
}

type Refusal = Pick<EngineError, "kind" | "message">;

/** Sends one message and waits for its answer, for the worker's end, or until the time is up. Never rejects. */
function ask(
  worker: Worker,
  message: WorkerMessage,
  timeMs: number,
): Promise<WorkerAnswer | ({ ok: false } & Refusal)> {
  return new Promise((resolve) => {
    const timer = setTimeout(() => finish({ ok: false, kind: "time", message: "" }), timeMs);

    function finish(answer: WorkerAnswer | ({ ok: false } & Refusal)): void {
      clearTimeout(timer);
      worker.off("message", receive);
      worker.off("error", fail);
      worker.off("exit", miss);
      worker.unref();
      resolve(answer);
    }

    function receive(answer: WorkerAnswer): void {
      if (answer.id === message.id) finish(answer);
    }

    function fail(error: unknown): void {
      finish({ ok: false, kind: "trap", message: `The worker failed: ${String(error)}.` });
    }

    function miss(): void {
      finish({ ok: false, kind: "trap", message: "The worker ended before it answered." });
    }

    worker.on("message", receive);
    worker.on("error", fail);
    worker.on("exit", miss);
    worker.ref();
    worker.postMessage(message);
  });
}

function withLimit({ kind, message }: Refusal, limits: EngineLimits): EngineError {
  if (kind === "time") {
    return { kind, message: `Rendering took longer than ${limits.timeMs / 1000} s and was stopped.` };
  }
  if (kind === "output") {
    return { kind, message: `Rendering printed more than ${limits.outputBytes} bytes and was stopped.` };
  }
  return { kind, message };
}
