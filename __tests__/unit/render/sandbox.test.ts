import { createHash } from "node:crypto";
import { readFileSync } from "node:fs";
import { brotliDecompressSync, constants } from "node:zlib";
import { describe, expect, jest, test } from "@jest/globals";

import { ENGINE_SHA256, ENGINE_VERSIONS, ENGINE_WASM_SHA256 } from "../../../src/render/engine-hash.js";
import {
  createSandbox,
  EngineExit,
  FROZEN_TIME_MS,
  instantiate,
  type Sandbox,
} from "../../../src/render/sandbox.js";

jest.setTimeout(120_000); // starting an instance takes seconds on a busy machine

const SUCCESS = 0;
const BAD_DESCRIPTOR = 8;
const NOT_CAPABLE = 76;

function attached(): { sandbox: Sandbox; view: DataView } {
  const buffer = new ArrayBuffer(256 * 1024);
  const sandbox = createSandbox();
  sandbox.attach({ buffer });
  return { sandbox, view: new DataView(buffer) };
}

function call(sandbox: Sandbox, name: string, ...parameters: (number | bigint)[]): number {
  const granted = sandbox.imports["wasi_snapshot_preview1"]?.[name];
  if (granted === undefined) throw new Error(`There is no import "${name}".`);
  return (granted as (...parameters: (number | bigint)[]) => number)(...parameters);
}

describe("the sandbox", () => {
  test("has a clock that stands still, and one that only goes forward", () => {
    const { sandbox, view } = attached();

    call(sandbox, "clock_time_get", 0, 0n, 0);
    call(sandbox, "clock_time_get", 0, 0n, 8);
    call(sandbox, "clock_time_get", 1, 0n, 16);
    call(sandbox, "clock_time_get", 1, 0n, 24);

    expect(view.getBigUint64(0, true)).toBe(BigInt(FROZEN_TIME_MS) * 1_000_000n);
    expect(view.getBigUint64(8, true)).toBe(view.getBigUint64(0, true));
    expect(view.getBigUint64(24, true)).toBeGreaterThan(view.getBigUint64(16, true));
  });

  test("gives every instance the same random bytes", () => {
    const first = attached();
    const second = attached();

    call(first.sandbox, "random_get", 0, 32);
    call(second.sandbox, "random_get", 0, 32);

    const bytes = Buffer.from(first.view.buffer, 0, 32);
    expect(bytes).toEqual(Buffer.from(second.view.buffer, 0, 32));
    expect(new Set(bytes).size).toBeGreaterThan(16);
  });

  test("has neither arguments nor environment", () => {
    const { sandbox, view } = attached();
    view.setUint32(0, 9, true);
    view.setUint32(4, 9, true);

    expect(call(sandbox, "args_sizes_get", 0, 4)).toBe(SUCCESS);
    expect(call(sandbox, "environ_sizes_get", 0, 4)).toBe(SUCCESS);

    expect([view.getUint32(0, true), view.getUint32(4, true)]).toEqual([0, 0]);
  });

  test("refuses files, folders and sockets", () => {
    const { sandbox } = attached();

    expect(call(sandbox, "path_open", 3, 0, 0, 4, 0, 0n, 0n, 0, 0)).toBe(NOT_CAPABLE);
    expect(call(sandbox, "path_unlink_file", 3, 0, 4)).toBe(NOT_CAPABLE);
    expect(call(sandbox, "fd_prestat_get", 3, 0)).toBe(BAD_DESCRIPTOR);
    expect(call(sandbox, "fd_read", 0, 0, 1, 8)).toBe(BAD_DESCRIPTOR);
    expect(call(sandbox, "sock_accept", 3, 0, 8)).toBe(BAD_DESCRIPTOR);
  });

  test("keeps 64 KiB of what is written to the standard streams, and refuses other files", () => {
    const { sandbox, view } = attached();
    new Uint8Array(view.buffer, 1024, 100_000).fill(65);
    view.setUint32(0, 1024, true);
    view.setUint32(4, 100_000, true);

    expect(call(sandbox, "fd_write", 2, 0, 1, 8)).toBe(SUCCESS);
    expect(call(sandbox, "fd_write", 1, 0, 1, 8)).toBe(SUCCESS);
    expect(call(sandbox, "fd_write", 5, 0, 1, 8)).toBe(BAD_DESCRIPTOR);

    expect(view.getUint32(8, true)).toBe(100_000);
    expect(sandbox.stderr()).toBe("A".repeat(64 * 1024));
  });

  test("lets a timer fire at once and moves the clock instead", () => {
    const { sandbox, view } = attached();
    view.setBigUint64(0, 7n, true);
    view.setBigUint64(24, 5_000_000_000n, true);

    expect(call(sandbox, "poll_oneoff", 0, 64, 1, 128)).toBe(SUCCESS);
    call(sandbox, "clock_time_get", 1, 0n, 136);

    expect(view.getUint32(128, true)).toBe(1);
    expect(view.getBigUint64(64, true)).toBe(7n);
    expect(view.getBigUint64(136, true)).toBeGreaterThan(5_000_000_000n);
  });

  test("turns an exit into an exception", () => {
    const { sandbox } = attached();

    expect(() => call(sandbox, "proc_exit", 2)).toThrow(EngineExit);
  });
});

describe("the committed engine", () => {
  const packed = readFileSync(new URL("../../../dist/engine.wasm.br", import.meta.url));

  test("has the hashes that the source names, and less than 8 MB", () => {
    const { BROTLI_DECODER_PARAM_LARGE_WINDOW: large } = constants;

    const module = brotliDecompressSync(packed, { params: { [large]: 1 } });

    expect(sha256(packed)).toBe(ENGINE_SHA256);
    expect(sha256(module)).toBe(ENGINE_WASM_SHA256);
    expect(packed.byteLength).toBeLessThan(8 * 1024 * 1024);
  });

  test("runs with these imports alone, has the versions that the source names, and survives nonsense", async () => {
    const module = await WebAssembly.compile(unpack());

    const instance = await instantiate(module);
    const version = instance.call(JSON.stringify({ operation: "version", request: {} }), 10_000);
    const nonsense = instance.call("{", 10_000);
    const unknown = instance.call(JSON.stringify({ operation: "delete_everything" }), 10_000);
    const cut = instance.call(JSON.stringify({ operation: "version" }), 10);

    expect(JSON.parse(version ?? "")).toEqual({ ok: true, result: ENGINE_VERSIONS });
    expect(JSON.parse(nonsense ?? "")).toMatchObject({ ok: false, error: { kind: "internal" } });
    expect(JSON.parse(unknown ?? "")).toMatchObject({ ok: false, error: { kind: "internal" } });
    expect(cut).toBeUndefined();
  });

  test("cannot have more than 512 MB", async () => {
    const bytes = unpack();

    const limit = memoryMaximum(bytes);

    expect(limit * 65536).toBe(512 * 1024 * 1024);
  });

  function unpack(): Uint8Array {
    return brotliDecompressSync(packed, {
      params: { [constants.BROTLI_DECODER_PARAM_LARGE_WINDOW]: 1 },
    });
  }
});

function sha256(bytes: Uint8Array): string {
  return createHash("sha256").update(bytes).digest("hex");
}

/** The maximum in the memory section (number 5), in pages. */
function memoryMaximum(module: Uint8Array): number {
  let offset = 8;
  for (;;) {
    const section = module[offset];
    const size = readNumber(module, offset + 1);
    if (section === 5) return readNumber(module, readNumber(module, size.next + 2).next).value;
    offset = size.next + size.value;
  }
}

function readNumber(bytes: Uint8Array, start: number): { value: number; next: number } {
  let value = 0;
  let next = start;
  for (let factor = 1; ; factor *= 128) {
    const byte = bytes[next++] ?? 0;
    value += (byte & 127) * factor;
    if (byte < 128) return { value, next };
  }
}
