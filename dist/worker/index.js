import { createRequire as __WEBPACK_EXTERNAL_createRequire } from "module";
var __webpack_exports__ = {};

;// CONCATENATED MODULE: external "node:worker_threads"
const external_node_worker_threads_namespaceObject = __WEBPACK_EXTERNAL_createRequire(import.meta.url)("node:worker_threads");
;// CONCATENATED MODULE: ./lib/render/sandbox.js
/** An instance of the engine and all that it can reach: no files, network, environment or arguments, a clock that stands still. */
/** Thrown into the instance when it asks to exit; the engine does so only when it cannot go on. */
class EngineExit extends Error {
    code;
    name = "EngineExit";
    constructor(code) {
        super(`The engine exited with code ${code}.`);
        this.code = code;
    }
}
/** The date on every clock in the sandbox, in milliseconds since 1970: 2026-01-01T00:00:00Z. */
const FROZEN_TIME_MS = Date.UTC(2026, 0, 1);
const STDERR_LIMIT = 64 * 1024;
const NANOSECONDS_PER_MILLISECOND = 1000000n;
const TICK_NANOSECONDS = 1000n;
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
async function instantiate(module) {
    const sandbox = createSandbox();
    const { exports } = await WebAssembly.instantiate(module, sandbox.imports);
    const engine = exports; // the host has checked the module's hash
    sandbox.attach(engine.memory);
    engine._initialize();
    function call(message, answerBytes) {
        const input = new TextEncoder().encode(message);
        const inputAddress = engine.alloc(input.byteLength) >>> 0;
        new Uint8Array(engine.memory.buffer).set(input, inputAddress);
        const packed = BigInt.asUintN(64, engine.call(inputAddress, input.byteLength));
        const address = Number(packed >> 32n);
        const length = Number(packed & 0xffffffffn);
        if (length > answerBytes)
            return undefined;
        const answer = new TextDecoder().decode(new Uint8Array(engine.memory.buffer, address, length));
        engine.release(address);
        return answer;
    }
    return { call, stderr: () => sandbox.stderr() };
}
/** Makes the imports of one instance. Its clock and its random numbers start anew, so equal input gives equal output. */
function createSandbox() {
    let memory;
    let monotonicTime = 0n;
    let randomState = 0x9e3779b9;
    let stderr = "";
    function view() {
        if (memory === undefined)
            throw new Error("The engine was called before its memory was attached.");
        return new DataView(memory.buffer);
    }
    function writeNothing(countAddress, sizeAddress) {
        view().setUint32(countAddress, 0, true);
        view().setUint32(sizeAddress, 0, true);
        return SUCCESS;
    }
    function readClock(clock, _precision, address) {
        monotonicTime += TICK_NANOSECONDS;
        const frozen = BigInt(FROZEN_TIME_MS) * NANOSECONDS_PER_MILLISECOND;
        view().setBigUint64(address, clock === REALTIME_CLOCK ? frozen : monotonicTime, true);
        return SUCCESS;
    }
    function fillRandom(address, length) {
        const bytes = new Uint8Array(view().buffer, address, length);
        for (let index = 0; index < length; index++) {
            randomState = nextRandom(randomState);
            bytes[index] = randomState & 0xff;
        }
        return SUCCESS;
    }
    function write(descriptor, vectors, vectorCount, writtenAddress) {
        if (descriptor !== 1 && descriptor !== 2)
            return BAD_DESCRIPTOR;
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
    function poll(subscriptions, events, count, eventCountAddress) {
        for (let index = 0; index < count; index++) {
            const subscription = subscriptions + index * SUBSCRIPTION_BYTES;
            const event = events + index * EVENT_BYTES;
            const type = view().getUint8(subscription + 8);
            new Uint8Array(view().buffer, event, EVENT_BYTES).fill(0);
            view().setBigUint64(event, view().getBigUint64(subscription, true), true);
            view().setUint16(event + 8, type === CLOCK_EVENT ? SUCCESS : NOT_SUPPORTED, true);
            view().setUint8(event + 10, type);
            if (type === CLOCK_EVENT)
                waitUntil(subscription);
        }
        view().setUint32(eventCountAddress, count, true);
        return SUCCESS;
    }
    function waitUntil(subscription) {
        const timeout = view().getBigUint64(subscription + 24, true);
        const isAbsolute = (view().getUint16(subscription + 40, true) & ABSOLUTE_TIME) !== 0;
        const target = isAbsolute ? timeout : monotonicTime + timeout;
        if (target > monotonicTime)
            monotonicTime = target;
    }
    function exit(code) {
        throw new EngineExit(code);
    }
    const granted = {
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
function nextRandom(state) {
    let next = state;
    next ^= next << 13;
    next ^= next >>> 17;
    next ^= next << 5;
    return next;
}
function refuseAll() {
    const refused = {};
    for (const name of DESCRIPTOR_CALLS)
        refused[name] = () => BAD_DESCRIPTOR;
    for (const name of PATH_CALLS)
        refused[name] = () => NOT_CAPABLE;
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
//# sourceMappingURL=sandbox.js.map
;// CONCATENATED MODULE: ./lib/render/worker.js
/** Entry point of the worker's bundle: holds one instance of the engine and answers one message after the other. */


let instance;
external_node_worker_threads_namespaceObject.parentPort?.on("message", (message) => {
    void answer(message).then((reply) => external_node_worker_threads_namespaceObject.parentPort?.postMessage(reply));
});
async function answer({ id, operation, request, answerBytes }) {
    try {
        const { module } = external_node_worker_threads_namespaceObject.workerData; // the host starts this file and nobody else does
        instance ??= await instantiate(module);
        const json = instance.call(JSON.stringify({ operation, request }, writeBytes), answerBytes);
        if (json === undefined)
            return { id, ok: false, kind: "output", message: "The answer is too large." };
        return { id, ok: true, json };
    }
    catch (error) {
        return { id, ok: false, ...explain(error, instance?.stderr() ?? "") };
    }
}
function writeBytes(_key, value) {
    if (!(value instanceof Uint8Array))
        return value;
    return Buffer.from(value.buffer, value.byteOffset, value.byteLength).toString("base64");
}
function explain(error, stderr) {
    const reason = stderr
        .split("\n")
        .find((line) => line.startsWith("fatal error: ") || line.startsWith("panic: "));
    const isMemory = /out of memory|cannot allocate memory|allocation/.test(reason ?? String(error));
    if (isMemory)
        return { kind: "memory", message: "The engine needs more memory than it may have." };
    if (reason !== undefined)
        return { kind: "trap", message: `The engine stopped: ${reason}.` };
    const cause = error instanceof EngineExit || !(error instanceof Error) ? String(error) : error.message;
    return { kind: "trap", message: `The engine stopped: ${cause}.` };
}
//# sourceMappingURL=worker.js.map
