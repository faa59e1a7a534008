/** The host of the embedded Helm and Kustomize engine: checks and compiles it once, and hands requests to its workers. */

import { createHash } from "node:crypto";
import { readFile } from "node:fs/promises";
import { promisify } from "node:util";
import v8 from "node:v8";
import { brotliDecompress, constants } from "node:zlib";

import { ENGINE_SHA256, ENGINE_VERSIONS } from "./engine-hash.js";
import type {
  Engine,
  EngineFile,
  EngineLimits,
  EngineResult,
  HelmRendering,
  HelmRequest,
  HelmTraceRequest,
  HelmTraces,
  KustomizeRendering,
  KustomizeRequest,
  KustomizeTraceRequest,
  KustomizeTraces,
} from "./engine-types.js";
import { createLane, createPool } from "./pool.js";

/** Where the engine's files are, and its limits. */
export interface EngineOptions {
  /** The compressed module, `dist/engine.wasm.br`. */
  readonly enginePath: URL | string;
  /** The worker's bundle, plain JavaScript; `src/render/worker.ts` compiled. */
  readonly workerPath: URL | string;
  readonly limits?: Partial<EngineLimits>;
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

  function traceHelm(request: HelmTraceRequest): Promise<EngineResult<HelmTraces>> {
    return helm.run("trace_helm", request, digest(request.files));
  }

  function buildKustomize(request: KustomizeRequest): Promise<EngineResult<KustomizeRendering>> {
    hasBuilt = true; // the first build warms up better than an empty one
    return kustomize.run("build_kustomize", request, "all overlays");
  }

  function traceKustomize(request: KustomizeTraceRequest): Promise<EngineResult<KustomizeTraces>> {
    return kustomize.run("trace_kustomize", request, "all overlays");
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

  return {
    versions: ENGINE_VERSIONS,
    renderHelm,
    traceHelm,
    buildKustomize,
    traceKustomize,
    warmUp,
    close,
  };
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
