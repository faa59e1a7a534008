/** Where something stands: in the repository, and inside a resource. */

declare const repoPath: unique symbol;

/** A path relative to the root of the repository, with "/" between segments; never absolute, empty, or with "." or ".." in it. */
export type RepoPath = string & { readonly [repoPath]: true };

/** Keys and indexes (0-based) from the top of a resource down to one of its fields; empty means the resource itself. */
export type Route = readonly (string | number)[];

/** A piece of a text file. Lines and columns count from 1 in UTF-16 code units; the end is exclusive. */
export interface Span {
  readonly startLine: number;
  readonly startColumn: number;
  readonly endLine: number;
  readonly endColumn: number;
}

/** `exact`: this line, proven; `mapped`: a trace says so; `file`: only the file is known. */
export type Precision = "exact" | "mapped" | "file";

/** A place in the repository. The span is null exactly where the precision is `file`. */
export interface Location {
  readonly role: "primary" | "related";
  readonly path: RepoPath;
  readonly span: Span | null;
  readonly precision: Precision;
}

/**
 * Marks a text as a path of the repository.
 *
 * @throws Error where the text is empty, absolute, holds NUL, or a segment is empty, "." or "..": the caller let something through.
 */
export function asRepoPath(path: string): RepoPath {
  const isClean = path
    .split("/")
    .every((segment) => segment !== "" && segment !== "." && segment !== ".." && !segment.includes("\0"));
  if (!isClean) throw new Error(`Not a path inside the repository: ${JSON.stringify(path)}.`);
  return path as RepoPath; // the check above is what the brand stands for
}

/** Resolves `relative` (with "/", may hold "." and "..") against a folder ("" is the root). Null where it leaves the root or is absolute. */
export function resolvePath(folder: RepoPath | "", relative: string): RepoPath | "" | null {
  if (relative.startsWith("/") || relative.includes("\0")) return null;
  const segments = folder === "" ? [] : folder.split("/");
  for (const segment of relative.split("/")) {
    if (segment === "" || segment === ".") continue;
    if (segment !== "..") segments.push(segment);
    else if (segments.pop() === undefined) return null;
  }
  return segments.length === 0 ? "" : asRepoPath(segments.join("/"));
}

/** The folder of a path; "" for a file at the root. */
export function folderOf(path: RepoPath): RepoPath | "" {
  const slash = path.lastIndexOf("/");
  return slash === -1 ? "" : asRepoPath(path.slice(0, slash));
}

/** A folder and a name in it, as one path. */
export function joinPath(folder: RepoPath | "", name: string): RepoPath {
  return asRepoPath(folder === "" ? name : `${folder}/${name}`);
}

/** Whether `path` is the folder itself or lies below it ("" is the root, which holds everything). */
export function isInside(path: RepoPath | "", folder: RepoPath | ""): boolean {
  return folder === "" || path === folder || path.startsWith(`${folder}/`);
}

/** Orders two texts by their code units, the same on every machine. Negative, zero or positive like every comparer. */
export function byCodeUnits(left: string, right: string): number {
  return left < right ? -1 : left > right ? 1 : 0;
}
