/** A commit as a Revision, read from git's objects: no checkout, so no filter, no hook and no attribute of the commit takes part. */
import { asRepoPath, byCodeUnits, folderOf, type RepoPath, resolvePath } from "../core/location.js";
import type { FileEntry, Revision, Unreadable } from "../core/revision.js";
import { listCommit, readObjects, type TreeEntry } from "../tools/git.js";

/** The most bytes that one file may have to be read at all. */
const readLimit = 100 * 1024 * 1024;
/** How many bytes are asked for at once. */
const batchBytes = 64 * 1024 * 1024;
/** How many links may lead to the next one. */
const linkLimit = 20;

/** What of a commit need not be read again, because the working tree has it. */
export interface SharedFiles {
  readonly head: Revision;
  /** Paths of which the working tree differs from the commit. */
  readonly changed: ReadonlySet<RepoPath>;
}

/** A commit, opened. */
export interface OpenedCommit {
  readonly revision: Revision;
  /** Links that stand for a file: where they lie → the file. */
  readonly links: ReadonlyMap<RepoPath, RepoPath>;
}

/**
 * Opens a commit (a full id) of the repository at `root`. Files that did not change are read from the working tree, which is the same text
 * as it was checked out. What git ignores and a step before left in the working tree (`charts/` of a dependency) counts for both sides.
 *
 * Null where git has not all of the commit: a shallow clone, or no repository.
 */
export async function openCommit(
  root: string,
  commit: string,
  shared: SharedFiles,
): Promise<OpenedCommit | null> {
  const entries = await listCommit(root, commit);
  if (entries === null) return null;
  const tree = new Tree(root, entries, shared);
  await tree.followLinks();
  return { revision: tree.asRevision(commit), links: tree.followed };
}

class Tree {
  private readonly blobs = new Map<RepoPath, TreeEntry>();
  private readonly links: (readonly [RepoPath, TreeEntry])[] = [];
  readonly followed = new Map<RepoPath, RepoPath>();
  private readonly leftOut: { readonly path: RepoPath; readonly reason: string }[] = [];
  private readonly contents = new Map<string, Uint8Array>();
  private readonly root: string;
  private readonly shared: SharedFiles;

  constructor(root: string, entries: readonly TreeEntry[], shared: SharedFiles) {
    this.root = root;
    this.shared = shared;
    for (const entry of entries) this.add(asRepoPath(entry.path), entry);
  }

  private add(path: RepoPath, entry: TreeEntry): void {
    if (entry.mode === "120000") this.links.push([path, entry]);
    else if (entry.mode.startsWith("100")) this.blobs.set(path, entry);
    else if (entry.mode === "160000") this.leftOut.push({ path, reason: "it is a submodule" });
  }

  /** A link to a file of the commit stands for that file, as in the working tree; others are left out. */
  async followLinks(): Promise<void> {
    const targets = new Map<RepoPath, string>();
    const ids = this.links.map(([, { id }]) => id);
    const contents = ids.length === 0 ? null : await readObjects(this.root, ids);
    for (const [path, { id }] of this.links) {
      const content = contents?.get(id);
      if (content !== undefined) targets.set(path, new TextDecoder().decode(content));
    }
    for (const [path] of this.links) {
      const real = this.behind(path, targets);
      if ("reason" in real) this.leftOut.push({ path, reason: real.reason });
      else this.followed.set(path, real.path);
    }
    for (const [path, real] of this.followed) {
      const entry = this.blobs.get(real);
      if (entry !== undefined) this.blobs.set(path, entry);
    }
  }

  private behind(
    link: RepoPath,
    targets: ReadonlyMap<RepoPath, string>,
  ): { readonly path: RepoPath } | { readonly reason: string } {
    let path = link;
    for (let step = 0; step < linkLimit; step++) {
      const target = targets.get(path);
      if (target === undefined) {
        return this.blobs.has(path) ? { path } : { reason: "the link leads to no regular file" };
      }
      const next = resolvePath(folderOf(path), target);
      if (next === null) return { reason: "the link leads out of the repository" };
      if (next === "") return { reason: "links to folders are not followed" };
      path = next;
    }
    return { reason: "the link leads nowhere" };
  }

  asRevision(commit: string): Revision {
    const { head, changed } = this.shared;
    const files = new Map<RepoPath, FileEntry>();
    for (const [path, { size }] of this.blobs) files.set(path, { path, size });
    for (const entry of head.files) {
      if (!files.has(entry.path) && !changed.has(entry.path)) files.set(entry.path, entry);
    }
    return {
      commit,
      files: [...files.values()].sort((left, right) => byCodeUnits(left.path, right.path)),
      leftOut: this.leftOut.toSorted((left, right) => byCodeUnits(left.path, right.path)),
      has: (path) => files.has(path as RepoPath), // a text that is no path is in no map
      read: (path) => {
        if (!files.has(path)) return Promise.resolve({ reason: "it is not listed" });
        const isSame = !changed.has(path) && !changed.has(this.followed.get(path) ?? path) && head.has(path);
        return isSame ? head.read(path) : this.readBlob(path);
      },
    };
  }

  private async readBlob(path: RepoPath): Promise<Uint8Array | Unreadable> {
    const entry = this.blobs.get(path);
    if (entry === undefined) return { reason: "it is not listed" };
    if (entry.size > readLimit) return { reason: "it has more than 100 MB" };
    const known = this.contents.get(entry.id) ?? (await this.readBatchWith(entry)).get(entry.id);
    return known ?? { reason: "git has not got its content" };
  }

  /** Changed files are asked for together, because every question starts a process. */
  private async readBatchWith(wanted: TreeEntry): Promise<ReadonlyMap<string, Uint8Array>> {
    const batch = new Set([wanted.id]);
    let bytes = wanted.size;
    for (const path of this.shared.changed) {
      const entry = this.blobs.get(path);
      if (entry === undefined || this.contents.has(entry.id) || batch.has(entry.id)) continue;
      if (bytes + entry.size > batchBytes) continue;
      bytes += entry.size;
      batch.add(entry.id);
    }
    for (const [id, content] of (await readObjects(this.root, [...batch])) ?? [])
      this.contents.set(id, content);
    return this.contents;
  }
}
