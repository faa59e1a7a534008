/** The catalog as it stands in `rules/`, for tests. */
import { fileURLToPath } from "node:url";
import { type Catalog, loadCatalog } from "../src/catalog/load.js";
import { catalogFile } from "../src/catalog/source.js";
import { readCatalogTexts } from "../scripts/catalog-files.mjs";

/** Reads and checks every file of `rules/`. */
export function readCatalog(): Catalog {
  const folder = fileURLToPath(new URL("../rules", import.meta.url));
  return loadCatalog(readCatalogTexts(folder).map(({ path, text }) => catalogFile(path, text)));
}
