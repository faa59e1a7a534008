/** The files that lie beside the bundles: catalog, engine and worker. Missing or altered is an error, never an empty catalog. */
import { createHash } from "node:crypto";
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { CATALOG_SHA256 } from "../catalog/catalog-hash.js";
import { type Catalog, loadCatalog } from "../catalog/load.js";
import type { CatalogFile } from "../catalog/source.js";
import { anything, decode, listOf, object, string } from "../core/decode.js";
import type { Json } from "../core/json.js";
import { startEngine } from "../render/engine.js";
import type { Engine } from "../render/engine-types.js";

const packed = object<{ digest: string; files: readonly { path: string; value: unknown }[] }>({
  digest: string,
  files: listOf(object<{ path: string; value: unknown }>({ path: string, value: anything })),
});

/** The catalog as it was built with this bundle. @throws Error where the file is not that one. */
export function openCatalog(folder: string): Catalog {
  const bytes = readFileSync(join(folder, "catalog.json"));
  const found = createHash("sha256").update(bytes).digest("hex");
  if (found !== CATALOG_SHA256) {
    throw new Error(
      "dist/catalog.json is not the one that this version was built with. Install the package anew.",
    );
  }
  const { files, digest } = decode(packed, JSON.parse(bytes.toString("utf8")));
  // scripts/build.mjs has built every rule of it, and the hash says that it is the same file.
  return loadCatalog(
    files.map(({ path, value }) => unpacked(path, value)),
    digest,
  );
}

function unpacked(path: string, value: unknown): CatalogFile {
  return { path, value: value as Json, lineOf: () => null }; // what JSON.parse gives is Json
}

/** The engine, not yet loaded: it reads its files when the first chart or overlay needs it. */
export function openEngine(folder: string): Engine {
  return startEngine({
    enginePath: join(folder, "engine.wasm.br"),
    workerPath: join(folder, "worker", "index.js"),
  });
}
