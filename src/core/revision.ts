/** The files of one commit or of the working tree, and two of them together. */
import type { RepoPath } from "./location.js";

/** One regular file. Links and submodules are never listed: following them could leave the repository. */
export interface FileEntry {
  readonly path: RepoPath;
  /** In bytes. */
  readonly size: number;
}

/** Why a file that is listed could not be read, as the end of a sentence. */
export interface Unreadable {
  readonly reason: string;
}

/** What a side of the change looks like, whatever it is made of: a directory, a commit, or trial edits on top of one. */
export interface Revision {
  /** The commit's full id; null for a working tree. */
  readonly commit: string | null;
  /** All regular files, ordered by code units of their paths. */
  readonly files: readonly FileEntry[];
  /** What was met while listing and left out for safety, for example a link that leaves the repository. */
  readonly leftOut: readonly { readonly path: RepoPath; readonly reason: string }[];
  /** Whether a regular file of that path exists. */
  has(path: string): boolean;
  /** The bytes of a listed file, or the reason why they cannot be read. */
  read(path: RepoPath): Promise<Uint8Array | Unreadable>;
}

/** A base and a head together. */
export interface Change {
  readonly head: Revision;
  readonly base: Revision | null;
  /** Why there is no base; null where there is one. */
  readonly reason: string | null;
  /** The files that differ; null where nothing is compared, and then every file counts as changed. */
  readonly changed: ReadonlySet<RepoPath> | null;
  /** Path in the head → path in the base, of files that git takes for renamed. */
  readonly renamed: ReadonlyMap<RepoPath, RepoPath>;
}

/** Whether reading gave bytes. */
export function isReadable(content: Uint8Array | Unreadable): content is Uint8Array {
  return content instanceof Uint8Array;
}
