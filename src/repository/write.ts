/** The one place that writes into a repository. */
import { readFileSync, realpathSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import type { RepoPath } from "../core/location.js";
import type { WorkingTree } from "./working-tree.js";

/**
 * Replaces the text of a file that was read before. False, and nothing is written, where it has changed since, is not plain UTF-8 (its bytes
 * would not be the same again), is reached through a link, or the system refuses.
 */
export function replaceText(
  { root, revision }: Pick<WorkingTree, "root" | "revision">,
  path: RepoPath,
  before: string,
  after: string,
): boolean {
  try {
    const file = join(root, path);
    const isPlain = revision.has(path) && realpathSync.native(file) === file;
    if (!isPlain || !readFileSync(file).equals(Buffer.from(before))) return false;
    writeFileSync(file, after);
    return true;
  } catch {
    return false; // the caller says which file stays as it was
  }
}
