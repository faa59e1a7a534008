/** The host of the embedded Helm and Kustomize engine: checks and compiles it once, runs it in workers, and holds the limits. */

import { createHash } from "node:crypto";
import { readFile } from "node:fs/promises";
import { promisify } from "node:util";
import v8 from "node:v8";
import { Worker } from "node:worker_threads";
import { brotliDecompress, constants } from "node:zlib";

import { ENGINE_SHA256, ENGINE_VERSIONS } from "./engine-hash.js";
import type { WorkerAnswer, WorkerData, WorkerMessage } from "./worker.js";

/** A regular file: `/` between folders, no leading `/`, relative to the root that the request names. */
export interface EngineFile {
  readonly path: string;
  readonly bytes: Uint8Array;
}

/** The text of a values file, or one that stands for it. `path` appears in errors and may be any label. */
export interface ValuesText {
  readonly path: string;
  readonly text: string;
}

/** A chart and how to release it. Every template is rendered, hooks and tests included. */
export interface HelmRequest {
  /** Everything below the chart's root, `charts/` and `.helmignore` included; paths are relative to that root. */
  readonly files: readonly EngineFile[];
  /** Laid over the chart's defaults in this order. */
  readonly values?: readonly ValuesText[];
  /** In the syntax of `helm --set`, laid over `values` in this order. */
  readonly set?: readonly string[];
  /** In the syntax of `helm --set-string`, laid over `set`. */
  readonly setString?: readonly string[];
  /** Default: `release-name`, as `helm template` has it. */
  readonly releaseName?: string;
  /** Default: `default`. */
  readonly namespace?: string;
  /** Such as `1.34` or `v1.34.2`. Default: `ENGINE_VERSIONS.kubernetes`. */
  readonly kubeVersion?: string;
  /** Added to what `.Capabilities.APIVersions` holds by default. */
  readonly apiVersions?: readonly string[];
}

/** The whole output of one template, or one file of a `crds` folder. */
export interface HelmDocument {
  /** As in the `# Source:` comments of `helm template`; an aliased subchart appears under its alias. */
  readonly template: string;
  /**
   * The file, relative to the chart's root: `templates/x.yaml`, `charts/db/templates/x.yaml`. For a packed subchart the
   * archive, `charts/db-1.0.0.tgz`.
   */
  readonly path: string;
  readonly kind: "template" | "crd";
  /** May hold several YAML documents. */
  readonly text: string;
}

/** A dependency that Chart.yaml declares, that the values switch on, and that is not in `charts/`. */
export interface MissingDependency {
  readonly name: string;
  readonly alias?: string;
  /** The range in Chart.yaml. */
  readonly version: string;
  /** "" when Chart.yaml names none. */
  readonly repository: string;
  /** The chart that declares it, as in template names: `shop`, or `shop/charts/db`. */
  readonly parent: string;
}

/** What a chart renders to. */
export interface HelmRendering {
  readonly chart: {
    readonly name: string;
    readonly version: string;
    /** "" when Chart.yaml names none. */
    readonly appVersion: string;
    /** A library chart has no documents. */
    readonly type: "application" | "library";
  };
  /** Definitions first, then templates by name. Templates that print nothing are left out, and so are notes. */
  readonly documents: readonly HelmDocument[];
  readonly missing: readonly MissingDependency[];
  /** Sentences about what was done otherwise than `helm template` would. */
  readonly notes: readonly string[];
}

/** A folder with a kustomization, and the files that it may load. */
export interface KustomizeRequest {
  /** Paths are relative to the root of the repository. */
  readonly files: readonly EngineFile[];
  /** The folder to build, relative to the root of the repository; "" is the root itself. */
  readonly directory: string;
  /**
   * Whether files outside of the folder may be loaded. Default: as kustomize has it, no; and where that fails, yes, with a
   * note.
   */
  readonly loadRestrictor?: "root-only" | "none";
}

/** Where kustomize says that a resource comes from; paths are relative to the root of the repository. */
export interface KustomizeOrigin {
  /** The file that holds the resource. */
  readonly path?: string;
  readonly repo?: string;
  readonly ref?: string;
  /** For a generated resource: the kustomization, or the file of the generator. */
  readonly configuredIn?: string;
  readonly configuredBy?: { readonly apiVersion?: string; readonly kind?: string; readonly name?: string };
}

/** One object of the output. */
export interface KustomizeResource {
  /** One YAML document, without separator. */
  readonly text: string;
  readonly origin?: KustomizeOrigin;
}

/** What a kustomization builds to. */
export interface KustomizeRendering {
  /** In the order of the output. */
  readonly resources: readonly KustomizeResource[];
  /** What `kustomize build` prints. */
  readonly output: string;
  /** Sentences about what was done otherwise than `kustomize build` would. */
  readonly notes: readonly string[];
}

/**
 * What went wrong. Of the target: `template`, `values`, `schema`, `chart`, `dependency` (a template of a missing dependency is
 * needed), `kustomize`. A limit: `time`, `memory`, `output`. Of the engine: `trap` (it died), `internal`.
 */
export type EngineErrorKind =
  | "template"
  | "values"
  | "schema"
  | "chart"
  | "dependency"
  | "kustomize"
  | "time"
  | "memory"
  | "output"
  | "trap"
  | "internal";

/** Why there is no rendering. */
export interface EngineError {
  readonly kind: EngineErrorKind;
  /** As Helm or kustomize put it, or a sentence of ours. Hostile text: a template can print anything here. */
  readonly message: string;
  /** Helm's name of the template, as in `HelmDocument.template`. */
  readonly template?: string;
  /** The file at fault, relative to the root of the request's files, or the `path` of a values text. */
  readonly path?: string;
  /** 1-based. */
  readonly line?: number;
  /** 1-based, in bytes. */
  readonly column?: number;
  /** Dependencies that are absent, which may be the reason. */
  readonly missing?: readonly MissingDependency[];
}

/** A rendering, or why there is none. */
export type EngineResult<Rendering> =
  | { readonly ok: true; readonly rendering: Rendering }
  | { readonly ok: false; readonly error: EngineError };

/** What one target may use. Memory is limited to 512 MB by the module itself. */
export interface EngineLimits {
  /** Default: 20 000. */
  readonly timeMs: number;
  /** Bytes of rendered text. Default: 20 000 000. */
  readonly outputBytes: number;
}

/** Where the engine's files are, and its limits. */
export interface EngineOptions {
  /** The compressed module, `dist/engine.wasm.br`. */
  readonly enginePath: URL | string;
  /** The worker's bundle, plain JavaScript; `src/render/worker.ts` compiled. */
  readonly workerPath: URL | string;
  readonly limits?: Partial<EngineLimits>;
}

/** What the engine was built from, such as `v4.3.1`; `kubernetes` is the version for which charts render by default. */
export interface EngineVersions {
  readonly helm: string;
  readonly kustomize: string;
  readonly kubernetes: string;
  readonly go: string;
}

/** Renders charts and overlays. Nothing is read or started before the first request. */
export interface Engine {
  readonly versions: EngineVersions;
  /** Renders in a fresh instance; requests for the same files in a row share one. */
  renderHelm(request: HelmRequest): Promise<EngineResult<HelmRendering>>;
  /** Builds in an instance that stays warm for the next overlay. */
  buildKustomize(request: KustomizeRequest): Promise<EngineResult<KustomizeRendering>>;
  /**
   * Starts loading the engine while the caller is busy elsewhere; for kustomize also lets it read its schema, which takes most of the first
   * build's time. Never rejects: the first request says what is wrong.
   */
  warmUp(kinds: { readonly helm: boolean; readonly kustomize: boolean }): Promise<void>;
  /** Ends the workers. Requests under way end with an error of kind `trap`. */
  close(): Promise<void>;
}

/** Thrown when the engine's file is not the one that this version was made with: never a reason to go on without it. */
export class EngineIntegrityError extends Error {
  override readonly name = "EngineIntegrityError";
}

const DEFAULT_LIMITS: EngineLimits = { timeMs: 20_000, outputBytes: 20_000_000 };

/** Prepares an engine. Its requests reject, with an `EngineIntegrityError` for a wrong file, only when the engine cannot run. */
export function startEngine(options: EngineOptions): Engine {
  const limits = { ...DEFAULT_LIMITS, ...options.limits };
  let loading: Promise<WebAssembly.Module> | undefined;
  let hasBuilt = false;

  function load(): Promise<WebAssembly.Module> {
    loading ??= loadModule(options.enginePath);
    return loading;
  }

  const helm = createPool(() => createLane(load, options.workerPath, limits));
  const kustomize = createPool(() => createLane(load, options.workerPath, limits));

  function renderHelm(request: HelmRequest): Promise<EngineResult<HelmRendering>> {
    return helm.run("render_helm", request, digest(request.files));
  }

  function buildKustomize(request: KustomizeRequest): Promise<EngineResult<KustomizeRendering>> {
    hasBuilt = true; // the first build warms up better than an empty one
    return kustomize.run("build_kustomize", request, "all overlays");
  }

  async function warmUp(kinds: { readonly helm: boolean; readonly kustomize: boolean }): Promise<void> {
    try {
      if (kinds.helm || kinds.kustomize) await load();
      if (kinds.kustomize && !hasBuilt) await readSchema();
    } catch {
      // the same promise rejects for the first request, which says why
    }
  }

  async function readSchema(): Promise<void> {
    const text = "configMapGenerator: [{name: warm, literals: [up=1]}]\n";
    const files = [{ path: "kustomization.yaml", bytes: new TextEncoder().encode(text) }];
    await buildKustomize({ files, directory: "" });
  }

  async function close(): Promise<void> {
    await Promise.all([helm.close(), kustomize.close()]);
  }

  return { versions: ENGINE_VERSIONS, renderHelm, buildKustomize, warmUp, close };
}

/** Reads, checks and compiles the engine. */
async function loadModule(path: URL | string): Promise<WebAssembly.Module> {
  const packed = await readFile(path);
  const found = createHash("sha256").update(packed).digest("hex");
  if (found !== ENGINE_SHA256) {
    throw new EngineIntegrityError(
      `The engine "${String(path)}" has the SHA-256 ${found} and must have ${ENGINE_SHA256}. Install the package anew.`,
    );
  }
  const { BROTLI_DECODER_PARAM_LARGE_WINDOW } = constants;
  const bytes = await promisify(brotliDecompress)(packed, {
    params: { [BROTLI_DECODER_PARAM_LARGE_WINDOW]: 1 },
  });
  calmTheCompiler();
  return WebAssembly.compile(bytes);
}

/** V8's optimising compiler competes with a short run for the same cores. The flag is unsupported: nothing relies on it. */
function calmTheCompiler(): void {
  try {
    v8.setFlagsFromString("--wasm-tiering-budget=2000000000");
  } catch {
    // A runtime without this flag is slower at the start and otherwise the same.
  }
}

/** Changes whenever a path or a byte does. */
function digest(files: readonly EngineFile[]): string {
  const hash = createHash("sha256");
  for (const { path, bytes } of files) hash.update(`${path}\0${bytes.byteLength}\0`).update(bytes);
  return hash.digest("hex");
}

/** Does one piece of work after the other, in one worker at a time. */
interface Lane {
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
function createPool(make: () => Lane): Lane {
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

function createLane(
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
