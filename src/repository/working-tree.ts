/** A folder on disk as a Revision: the git work tree around it, or the folder alone. Never reads outside its root. */
import { lstatSync, readdirSync, readFileSync, realpathSync, statSync } from "node:fs";
import { basename, dirname, isAbsolute, join, relative, resolve, sep } from "node:path";
import { ConfigurationError } from "../core/errors.js";
import { asRepoPath, byCodeUnits, isInside } from "../core/location.js";
import type { RepoPath } from "../core/location.js";
import type { FileEntry, Revision, Unreadable } from "../core/revision.js";
import { listWorkTree, topOfWorkTree } from "../tools/git.js";

/** A root, its files, and where in it the run starts. */
export interface WorkingTree {
  /** Absolute, without links in it. */
  readonly root: string;
  readonly revision: Revision;
  /** The PATHs, relative to the root ("" is the root itself), in the order given. */
  readonly paths: readonly (RepoPath | "")[];
}

/** The most bytes that one file may have to be read at all. */
const readLimit = 100 * 1024 * 1024;

/**
 * Opens the tree that holds all PATHs. The root is the top of the git work tree around the first of them, else that PATH itself
 * (the folder of a file). Inside a work tree the files are those that git tracks or does not ignore; where git lists nothing
 * below a PATH, all files there count, because the user named it. Where git is missing or fails, all files count.
 *
 * @throws ConfigurationError where a PATH does not exist or lies outside the root.
 */
export async function openWorkingTree(startPaths: readonly string[]): Promise<WorkingTree> {
  const starts = (startPaths.length === 0 ? ["."] : startPaths).map(startOf);
  const first = starts[0] ?? startOf(".");
  const top = await findTop(first.folder);
  const root = top ?? first.folder;
  const paths = starts.map((start) => pathInRoot(start, root, first));
  const listed = top === null ? null : await listWorkTree(top);
  const listing = new Listing(root);
  if (listed === null) listing.walk("");
  else addListed(listing, listed, paths);
  return { root, revision: revisionOf(root, listing), paths };
}

/** A PATH of the user: where it really lies, and the folder it stands for. */
interface Start {
  readonly given: string;
  readonly absolute: string;
  readonly folder: string;
}

function startOf(given: string): Start {
  try {
    const path = resolve(given);
    const isFolder = statSync(path).isDirectory();
    const folder = realpathSync.native(isFolder ? path : dirname(path));
    return { given, absolute: isFolder ? folder : join(folder, basename(path)), folder };
  } catch (cause) {
    throw new ConfigurationError(
      `The path ${JSON.stringify(given)} does not exist.`,
      "Name a file or folder that exists, or leave the path out to scan the current folder.",
      {},
      { cause },
    );
  }
}

/** The nearest folder upwards that is the top of a work tree, also where git itself is missing and cannot say so. */
async function findTop(folder: string): Promise<string | null> {
  for (let candidate = folder; ; candidate = dirname(candidate)) {
    const marker = lookAt(join(candidate, ".git")).kind;
    if (marker === "file" || lookAt(join(candidate, ".git", "HEAD")).kind === "file") {
      const top = await topOfWorkTree(candidate);
      if (top === null || realOf(top) === candidate) return candidate;
    }
    if (candidate === dirname(candidate)) return null;
  }
}

function pathInRoot(start: Start, root: string, first: Start): RepoPath | "" {
  const path = inRoot(root, start.absolute);
  if (path !== null) return path;
  throw new ConfigurationError(
    `The paths ${JSON.stringify(first.given)} and ${JSON.stringify(start.given)} do not lie in one repository or folder.`,
    "Scan them one after the other, or name the folder that holds both.",
  );
}

/** The path of `absolute` inside the root; null where it lies outside. */
export function inRoot(root: string, absolute: string): RepoPath | "" | null {
  const path = relative(root, absolute);
  if (path === "") return "";
  if (path === ".." || path.startsWith(`..${sep}`) || isAbsolute(path)) return null;
  return asRepoPath(path.split(sep).join("/"));
}

/** What git lists, the PATHs that it ignores, and the dependencies that `helm dependency build` leaves where git ignores them. */
function addListed(listing: Listing, listed: readonly string[], paths: readonly (RepoPath | "")[]): void {
  for (const path of listed) listing.add(path);
  for (const path of paths) {
    if (path !== "" && !listing.hasAnyInside(path)) listing.walk(path);
  }
  for (const path of listing.files.keys()) {
    if (basename(path) === "Chart.yaml") listing.walk(`${path.slice(0, -"Chart.yaml".length)}charts`);
  }
}

function revisionOf(root: string, { files, leftOut }: Listing): Revision {
  return {
    commit: null,
    files: [...files.values()].sort((left, right) => byCodeUnits(left.path, right.path)),
    leftOut: [...leftOut]
      .map(([path, reason]) => ({ path, reason }))
      .sort((left, right) => byCodeUnits(left.path, right.path)),
    has: (path) => files.has(path),
    read: async (path) => (files.has(path) ? readInside(root, path) : { reason: "it is not listed" }),
  };
}

/** NOTE: synchronous, because most files are small and a promise for each step of each takes ten times as long. */
function readInside(root: string, path: RepoPath): Uint8Array | Unreadable {
  try {
    const real = realpathSync.native(join(root, path)); // once more: the tree may have changed since it was listed
    if (!isReadableInside(root, real)) return { reason: "it leads out of the repository" };
    if (statSync(real).size > readLimit) return { reason: "it has more than 100 MB" };
    return readFileSync(real);
  } catch (cause) {
    return { reason: `the system refuses to read it (${codeOf(cause)})` };
  }
}

/** The files found so far, what was left out, and how to find more. */
class Listing {
  readonly files = new Map<string, FileEntry>();
  readonly leftOut = new Map<RepoPath, string>();
  private readonly plainFolders = new Map<string, boolean>();
  private readonly root: string;

  constructor(root: string) {
    this.root = root;
  }

  /** Adds one path as git or the disk names it. Whatever is no file of this repository is left out. */
  add(name: string): void {
    if (name.endsWith("/")) {
      this.leftOut.set(asRepoPath(name.slice(0, -1)), "it is a repository of its own");
      return;
    }
    const path = asRepoPath(name);
    const absolute = join(this.root, path);
    if (this.files.has(path) || !this.isPlainFolder(dirname(absolute))) return;
    const { kind, size } = lookAt(absolute);
    if (kind === "file") this.files.set(path, { path, size });
    else if (kind === "link") this.addLink(path, absolute);
    else if (kind === "folder") this.leftOut.set(path, "it is a submodule");
    else if (kind === "unreadable") this.leftOut.set(path, "the system refuses to read it");
    else if (path.includes("\uFFFD")) this.leftOut.set(path, "its name is not valid UTF-8");
  }

  /** Adds every file below a folder ("" is the root), or the one file of that path. Does nothing where there is nothing. */
  walk(path: string): void {
    const absolute = join(this.root, path);
    const { kind } = lookAt(absolute);
    if (path !== "" && kind !== "folder") {
      if (kind !== "nothing") this.add(path);
      return;
    }
    const names = namesIn(absolute);
    if (names === null && path !== "") this.leftOut.set(asRepoPath(path), "the system refuses to read it");
    for (const name of names ?? []) {
      if (name === ".git") continue;
      const inner = path === "" ? name : `${path}/${name}`;
      if (lookAt(join(absolute, name)).kind === "folder") this.walk(inner);
      else this.add(inner);
    }
  }

  hasAnyInside(folder: RepoPath | ""): boolean {
    for (const { path } of this.files.values()) {
      if (isInside(path, folder)) return true;
    }
    return false;
  }

  private addLink(path: RepoPath, absolute: string): void {
    const target = targetOf(this.root, absolute);
    if ("size" in target) this.files.set(path, { path, size: target.size });
    else this.leftOut.set(path, target.reason);
  }

  /** Whether no link stands between the root and the folder: git may still list files that lie behind one. */
  private isPlainFolder(folder: string): boolean {
    let isPlain = this.plainFolders.get(folder);
    if (isPlain === undefined) {
      isPlain = realOf(folder) === folder;
      this.plainFolders.set(folder, isPlain);
    }
    return isPlain;
  }
}

/**
 * What a link stands for: a file of that size, or why it is left out. The files of a folder inside the root are listed where they
 * are, and yet whoever expects them behind the link must hear of it: Helm would follow it.
 */
function targetOf(root: string, absolute: string): { readonly size: number } | { readonly reason: string } {
  const real = realOf(absolute);
  if (real === null) return { reason: "the link leads nowhere" };
  if (!isReadableInside(root, real)) return { reason: "the link leads out of the repository" };
  const { kind, size } = lookAt(real);
  if (kind === "folder") return { reason: "links to folders are not followed" };
  return kind === "file" ? { size } : { reason: "the link leads to no regular file" };
}

/** Inside the root and not in git's own folder, which may hold credentials. `real` has no links in it. */
export function isReadableInside(root: string, real: string): boolean {
  const path = inRoot(root, real);
  return path !== null && !path.split("/").includes(".git");
}

/** What stands at a path, links not followed. */
interface Look {
  readonly kind: "file" | "folder" | "link" | "other" | "nothing" | "unreadable";
  /** In bytes; 0 for everything but a file. */
  readonly size: number;
}

function lookAt(absolute: string): Look {
  try {
    const entry = lstatSync(absolute, { throwIfNoEntry: false });
    if (entry === undefined) return { kind: "nothing", size: 0 };
    if (entry.isSymbolicLink()) return { kind: "link", size: 0 };
    if (entry.isDirectory()) return { kind: "folder", size: 0 };
    return entry.isFile() ? { kind: "file", size: entry.size } : { kind: "other", size: 0 };
  } catch {
    return { kind: "unreadable", size: 0 }; // no permission, or a name that is too long: the listing says so
  }
}

/** The names in a folder; null where the system refuses to list it. */
function namesIn(folder: string): readonly string[] | null {
  try {
    return readdirSync(folder);
  } catch {
    return null;
  }
}

function realOf(absolute: string): string | null {
  try {
    return realpathSync.native(absolute);
  } catch {
    return null; // dangling, or a loop: the caller says so
  }
}

/** The code of an error of the system: `ENOENT`. */
export function codeOf(cause: unknown): string {
  return typeof cause === "object" && cause !== null && "code" in cause
    ? String(cause.code)
    : "unknown error";
}
