/** Where each file ended: the proof that nothing which looks like Kubernetes was skipped in silence. */
import type { RepoPath } from "../core/location.js";
import type { Discovery } from "./discover.js";

/** What became of one file. */
export interface FileFate {
  /** Ids of the targets that see it, in their order. */
  readonly targets: readonly string[];
  /** Whether a problem names it. */
  readonly hasProblem: boolean;
}

/** Every file that a target sees or a problem names. A file that is absent was found to be no manifest, or was skipped with a reason. */
export function coverage({ targets, problems }: Discovery): ReadonlyMap<RepoPath, FileFate> {
  const fates = new Map<RepoPath, FileFate>();
  const fateOf = (path: RepoPath) => fates.get(path) ?? { targets: [], hasProblem: false };
  for (const { id, inputs } of targets) {
    for (const path of inputs) fates.set(path, { ...fateOf(path), targets: [...fateOf(path).targets, id] });
  }
  for (const { path } of problems) {
    if (path !== "") fates.set(path, { ...fateOf(path), hasProblem: true });
  }
  return fates;
}
