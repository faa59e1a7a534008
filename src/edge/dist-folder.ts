/** Where the bundles lie, with the files that they need. */
import { existsSync } from "node:fs";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";

/** The folder `dist/`, found from a module that lies in it or one level below. */
export function distFolder(moduleUrl: string): string {
  const here = dirname(fileURLToPath(moduleUrl));
  const candidates = [here, join(here, ".."), join(here, "..", "dist")];
  const found = candidates.find((folder) => existsSync(join(folder, "catalog.json")));
  if (found === undefined)
    throw new Error("dist/catalog.json is missing, so there are no rules. Install the package anew.");
  return found;
}
