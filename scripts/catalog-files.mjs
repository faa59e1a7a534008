/** The files of `rules/` on disk, for the build, the generator and the tests. */
import { readdirSync, readFileSync } from "node:fs";
import { join, relative, sep } from "node:path";

/**
 * Every YAML file below a folder, ordered by path.
 *
 * @param {string} folder
 * @returns {{ path: string, text: string }[]} paths relative to the folder, with "/"
 */
export function readCatalogTexts(folder) {
  return readdirSync(folder, { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile() && entry.name.endsWith(".yaml"))
    .map((entry) => join(entry.parentPath ?? entry.path, entry.name))
    .map((file) => ({ path: relative(folder, file).split(sep).join("/"), text: readFileSync(file, "utf8") }))
    .sort((left, right) => (left.path < right.path ? -1 : 1));
}
