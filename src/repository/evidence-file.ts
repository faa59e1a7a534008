/** Reports of other tools that a run is given: mostly no files of git, so they are read from the disk. */
import { readFileSync, realpathSync, statSync } from "node:fs";
import { isAbsolute, resolve } from "node:path";
import type { RepoPath } from "../core/location.js";
import { codeOf, inRoot, isReadableInside } from "./working-tree.js";

/** A report as it was named, with its bytes or the reason why there are none. Fits the files that `evidence/` reads. */
export interface NamedFile {
  readonly name: string;
  /** Where it lies in the repository; "" where it lies elsewhere. */
  readonly path: RepoPath | "";
  readonly content: Uint8Array | { readonly reason: string };
}

/** Larger files are not read, because nobody would parse them. In bytes. */
const readLimit = 50 * 1024 * 1024;

/**
 * Reads a report. Whoever starts the run may name a file anywhere; a configuration, which belongs to the change, only one inside the root.
 * Inside the root no link leads out of it, whoever names the file.
 */
export function readEvidenceFile(
  name: string,
  from: { readonly root: string; readonly folder: string; readonly by: "user" | "configuration" },
): NamedFile {
  const absolute = resolve(from.folder, name);
  const path = inRoot(from.root, absolute);
  if (from.by === "configuration" && (path === null || isAbsolute(name))) {
    return {
      name,
      path: "",
      content: { reason: "a configuration may only name files inside the repository" },
    };
  }
  return { name, path: path ?? "", content: contentOf(absolute, path === null ? null : from.root) };
}

function contentOf(absolute: string, root: string | null): NamedFile["content"] {
  try {
    const real = realpathSync.native(absolute);
    if (root !== null && !isReadableInside(root, real)) return { reason: "it leads out of the repository" };
    const status = statSync(real);
    if (!status.isFile()) return { reason: "it is no regular file" };
    return status.size > readLimit ? { reason: "it has more than 50 MB" } : readFileSync(real);
  } catch (cause) {
    const code = codeOf(cause);
    return { reason: code === "ENOENT" ? "it does not exist" : `the system refuses to read it (${code})` };
  }
}
