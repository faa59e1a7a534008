/** Both sides of what is judged. */
import { asRepoPath, type RepoPath } from "../core/location.js";
import type { Change, Revision } from "../core/revision.js";
import { changesSince } from "../tools/git.js";
import { openCommit } from "./commit.js";

/** A head that is compared with nothing: every file of it counts as changed. `reason` says why, as a sentence. */
export function changeOf(head: Revision, reason: string): Change {
  return { head, base: null, reason, changed: null, renamed: new Map() };
}

/** The working tree at `root` compared with a commit (a full id) of it. Null where git has not got the commit, or not all of it. */
export async function changeSince(root: string, commit: string, head: Revision): Promise<Change | null> {
  const changes = await changesSince(root, commit);
  if (changes === null) return null;
  const changed = new Set<RepoPath>();
  const renamed = new Map<RepoPath, RepoPath>();
  for (const { path, from } of changes) {
    if (path.endsWith("/")) continue; // a repository of its own
    changed.add(asRepoPath(path));
    if (from === null) continue;
    changed.add(asRepoPath(from));
    renamed.set(asRepoPath(path), asRepoPath(from));
  }
  const opened = await openCommit(root, commit, { head, changed });
  if (opened === null) return null;
  for (const [link, file] of opened.links) if (changed.has(file)) changed.add(link);
  return { head, base: opened.revision, reason: null, changed, renamed };
}
