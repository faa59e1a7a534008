/** Which targets a change reaches. */
import type { RepoPath } from "../core/location.js";

/** What a target depends on. */
export interface Dependence {
  readonly inputs: readonly RepoPath[];
  /** Whether a path that is no input now may have been one, or may become one: a deleted template, a missing base. Null: never. */
  readonly watches: ((path: RepoPath) => boolean) | null;
}

/** Whether the change touches what a target depends on. `changed` is null where nothing is compared: then everything is touched. */
export function isTouched(target: Dependence, changed: ReadonlySet<RepoPath> | null): boolean {
  const { inputs, watches } = target;
  if (changed === null || inputs.some((path) => changed.has(path))) return true;
  return watches !== null && [...changed].some(watches);
}
