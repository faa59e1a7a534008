/** Workers load plain JavaScript: this compiles the worker's sources into a temporary folder. */

import { mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { transformSync } from "@swc/core";

const SOURCES = ["worker", "sandbox"];

/** A compiled worker. `remove` deletes its folder. */
export interface WorkerFile {
  readonly path: string;
  remove(): void;
}

/** Compiles `src/render/worker.ts` and what it imports. */
export function compileWorker(): WorkerFile {
  const folder = mkdtempSync(join(tmpdir(), "render-worker-"));
  writeFileSync(join(folder, "package.json"), '{"type": "module"}');
  for (const name of SOURCES) {
    const source = readFileSync(new URL(`../../../src/render/${name}.ts`, import.meta.url), "utf8");
    const { code } = transformSync(source, {
      filename: `${name}.ts`,
      jsc: { target: "es2023", parser: { syntax: "typescript" } },
      module: { type: "es6" },
    });
    writeFileSync(join(folder, `${name}.js`), code);
  }
  return { path: join(folder, "worker.js"), remove: () => rmSync(folder, { recursive: true }) };
}
