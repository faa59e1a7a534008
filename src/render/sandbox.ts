/** An instance of the engine and all that it can reach: no files, network, environment or arguments, a clock that stands still. */

/** A running engine. After an error thrown by `call` it is broken and must be dropped. */
export interface EngineInstance {
  /**
   * Sends one JSON message and returns the JSON answer, or undefined when it has more than `answerBytes` bytes.
   * Throws what the engine dies of: an `EngineExit`, a `WebAssembly.RuntimeError` or a `RangeError`.
   */
  call(message: string, answerBytes: number): string | undefined;
  /** What the engine wrote to its standard streams, cut off after 64 KiB. */
  stderr(): string;
}

/** What an instance can reach, and what the host may read of it afterwards. */
export interface Sandbox {
  /** The import object for `WebAssembly.instantiate`. */
  readonly imports: WebAssembly.Imports;
  /** Gives the sandbox the memory of its instance; imports that write to memory need it. */
  attach(memory: WebAssembly.Memory): void;
  /** What the engine wrote to its standard streams, cut off after 64 KiB. */
  stderr(): string;
}

/** Thrown into the instance when it asks to exit; the engine does so only when it cannot go on. */
export class EngineExit extends Error {
  override readonly name = "EngineExit";

  constructor(readonly code: number) {
    super(`The engine exited with code ${code}.`);
  }
}

/** The date on every clock in the sandbox, in milliseconds since 1970: 2026-01-01T00:00:00Z. */
export const FROZEN_TIME_MS = Date.UTC(2026, 0, 1);

const STDERR_LIMIT = 64 * 1024;
const NANOSECONDS_PER_MILLISECOND = 1_000_000n;
const TICK_NANOSECONDS = 1_000n;

// Error numbers, event types and layouts: WASI preview 1, https://github.com/WebAssembly/WASI (snapshot_preview1).
const SUCCESS = 0;
const BAD_DESCRIPTOR = 8;
const NOT_SUPPORTED = 58;
const NOT_CAPABLE = 76;
const REALTIME_CLOCK = 0;
const CLOCK_EVENT = 0;
const ABSOLUTE_TIME = 1;
const SUBSCRIPTION_BYTES = 48;
const EVENT_BYTES = 32;

/** Starts an instance of the compiled engine. Throws when the module is not the engine. */
export async function instantiate(module: WebAssembly.Module): Promise<EngineInstance> {
  const sandbox = createSandbox();
  const { exports } = await WebAssembly.instantiate(module, sandbox.imports);
  const engine = exports as unknown as EngineExports; // the host has checked the module's hash
  sandbox.attach(engine.memory);
  engine._initialize();

  function call(message: string, answerBytes: number): string | undefined {
    const input = new TextEncoder().encode(message);
    const inputAddress = engine.alloc(input.byteLength) >>> 0;
    new Uint8Array(engine.memory.buffer).set(input, inputAddress);
    const packed = BigInt.asUintN(64, engine.call(inputAddress, input.byteLength));
    const address = Number(packed >> 32n);
    const length = Number(packed & 0xffff_ffffn);
    if (length > answerBytes) return undefined;
    const answer = new TextDecoder().decode(new Uint8Array(engine.memory.buffer, address, length));
    engine.release(address);
    return answer;
  }

  return { call, stderr: () => sandbox.stderr() };
}

/** What the Go module exports. Addresses are 32-bit numbers that JavaScript may show as negative. */
interface EngineExports {
  readonly memory: WebAssembly.Memory;
  _initialize(): void;
  alloc(size: number): number;
  call(address: number, length: number): bigint;
  release(address: number): void;
}

/** Makes the imports of one instance. Its clock and its random numbers start anew, so equal input gives equal output. */
export function createSandbox(): Sandbox {
  let memory: WebAssembly.Memory | undefined;
  let monotonicTime = 0n;
  let randomState = 0x9e3779b9;
  let stderr = "";

  function view(): DataView {
    if (memory === undefined) throw new Error("The engine was called before its memory was attached.");
    return new DataView(memory.buffer);
  }

  function writeNothing(countAddress: number, sizeAddress: number): number {
    view().setUint32(countAddress, 0, true);
    view().setUint32(sizeAddress, 0, true);
    return SUCCESS;
  }

  function readClock(clock: number, _precision: bigint, address: number): number {
    monotonicTime += TICK_NANOSECONDS;
    const frozen = BigInt(FROZEN_TIME_MS) * NANOSECONDS_PER_MILLISECOND;
    view().setBigUint64(address, clock === REALTIME_CLOCK ? frozen : monotonicTime, true);
    return SUCCESS;
  }

  function fillRandom(address: number, length: number): number {
    const bytes = new Uint8Array(view().buffer, address, length);
    for (let index = 0; index < length; index++) {
      randomState = nextRandom(randomState);
      bytes[index] = randomState & 0xff;
    }
    return SUCCESS;
  }

  function write(descriptor: number, vectors: number, vectorCount: number, writtenAddress: number): number {
    if (descriptor !== 1 && descriptor !== 2) return BAD_DESCRIPTOR;
    let written = 0;
    for (let index = 0; index < vectorCount; index++) {
      const address = view().getUint32(vectors + index * 8, true);
      const length = view().getUint32(vectors + index * 8 + 4, true);
      const kept = Math.min(length, Math.max(0, STDERR_LIMIT - stderr.length));
      stderr += Buffer.from(view().buffer, address, kept).toString("latin1");
      written += length;
    }
    view().setUint32(writtenAddress, written, true);
    return SUCCESS;
  }

  /** Nobody really waits: a timer fires at once and moves the clock to its time, and no file is ever ready. */
  function poll(subscriptions: number, events: number, count: number, eventCountAddress: number): number {
    for (let index = 0; index < count; index++) {
      const subscription = subscriptions + index * SUBSCRIPTION_BYTES;
      const event = events + index * EVENT_BYTES;
      const type = view().getUint8(subscription + 8);
      new Uint8Array(view().buffer, event, EVENT_BYTES).fill(0);
      view().setBigUint64(event, view().getBigUint64(subscription, true), true);
      view().setUint16(event + 8, type === CLOCK_EVENT ? SUCCESS : NOT_SUPPORTED, true);
      view().setUint8(event + 10, type);
      if (type === CLOCK_EVENT) waitUntil(subscription);
    }
    view().setUint32(eventCountAddress, count, true);
    return SUCCESS;
  }

  function waitUntil(subscription: number): void {
    const timeout = view().getBigUint64(subscription + 24, true);
    const isAbsolute = (view().getUint16(subscription + 40, true) & ABSOLUTE_TIME) !== 0;
    const target = isAbsolute ? timeout : monotonicTime + timeout;
    if (target > monotonicTime) monotonicTime = target;
  }

  function exit(code: number): never {
    throw new EngineExit(code);
  }

  const granted: Record<string, WebAssembly.ImportValue> = {
    args_get: () => SUCCESS,
    args_sizes_get: writeNothing,
    environ_get: () => SUCCESS,
    environ_sizes_get: writeNothing,
    clock_time_get: readClock,
    random_get: fillRandom,
    fd_write: write,
    poll_oneoff: poll,
    sched_yield: () => SUCCESS,
    proc_exit: exit,
  };
  return {
    imports: { wasi_snapshot_preview1: { ...refuseAll(), ...granted } },
    attach(attached) {
      memory = attached;
    },
    stderr: () => stderr,
  };
}

/** One step of xorshift32 (Marsaglia 2003); never returns 0 for a state that is not 0. */
function nextRandom(state: number): number {
  let next = state;
  next ^= next << 13;
  next ^= next >>> 17;
  next ^= next << 5;
  return next;
}

function refuseAll(): Record<string, WebAssembly.ImportValue> {
  const refused: Record<string, WebAssembly.ImportValue> = {};
  for (const name of DESCRIPTOR_CALLS) refused[name] = () => BAD_DESCRIPTOR;
  for (const name of PATH_CALLS) refused[name] = () => NOT_CAPABLE;
  return refused;
}

const DESCRIPTOR_CALLS = [
  "fd_close",
  "fd_fdstat_get",
  "fd_fdstat_set_flags",
  "fd_filestat_get",
  "fd_filestat_set_size",
  "fd_pread",
  "fd_prestat_dir_name",
  "fd_prestat_get",
  "fd_pwrite",
  "fd_read",
  "fd_readdir",
  "fd_seek",
  "fd_sync",
  "sock_accept",
  "sock_shutdown",
];

const PATH_CALLS = [
  "path_create_directory",
  "path_filestat_get",
  "path_open",
  "path_readlink",
  "path_remove_directory",
  "path_unlink_file",
];

// The part of the JavaScript interface that we use: TypeScript has it only in its library for browsers.
declare global {
  namespace WebAssembly {
    /** A compiled module; workers can be sent one. */
    interface Module {
      readonly [Symbol.toStringTag]: "WebAssembly.Module";
    }
    /** Linear memory; its buffer is replaced whenever it grows. */
    interface Memory {
      readonly buffer: ArrayBuffer;
    }
    /** A module that runs. */
    interface Instance {
      readonly exports: Readonly<Record<string, unknown>>;
    }
    /** Functions and other things handed to an instance, by module and name. */
    type Imports = Record<string, Record<string, ImportValue>>;
    /** One of them; we hand over functions alone, of whatever parameters the specification names. */
    type ImportValue = (...parameters: never[]) => number;
    function compile(bytes: Uint8Array): Promise<Module>;
    function instantiate(module: Module, imports: Imports): Promise<Instance>;
  }
}
