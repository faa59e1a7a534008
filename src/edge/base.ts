/** Which commit a run of the Action is compared with, and what to say where that commit is not at hand. */
import type { Problem } from "../core/problem.js";
import type { Change } from "../core/revision.js";
import type { RunContext } from "../github/event.js";
import { changeOf, changeSince } from "../repository/change.js";
import type { WorkingTree } from "../repository/working-tree.js";
import { commitOf, headCommit, mergeBaseOf } from "../tools/git.js";

/** What is compared, and the problem that there is where something should be compared and cannot. */
export interface Compared {
  readonly change: Change;
  readonly problems: readonly Problem[];
}

/** A commit by its full id or by an expression for git; or why there is none by the nature of the event. */
type Wanted = { readonly base: string; readonly isNeeded: boolean } | { readonly reason: string };

/**
 * Opens the base. A pull request is compared with the first parent of the merge that GitHub made for it, a merge group with its base, a push
 * with what was there before; everything else with nothing. A commit that is not in the clone is a problem, but for a push, which may have
 * replaced it.
 */
export async function openBase({ root, revision }: WorkingTree, context: RunContext): Promise<Compared> {
  const wanted = await wantedBase(root, context);
  if ("reason" in wanted) return { change: changeOf(revision, wanted.reason), problems: [] };
  const commit = await commitOf(root, wanted.base);
  const change = commit === null ? null : await changeSince(root, commit, revision);
  if (change !== null) return { change, problems: [] };
  const reason = "The base commit is not in this clone.";
  return { change: changeOf(revision, reason), problems: wanted.isNeeded ? [notAtHand] : [] };
}

const notAtHand: Problem = {
  stage: "repository",
  path: "",
  line: null,
  target: null,
  touched: true,
  message: "The base commit is not in this clone, so old findings could not be told from new ones.",
  hint: "Give actions/checkout the input fetch-depth: 2.",
};

async function wantedBase(root: string, { event, commit }: RunContext): Promise<Wanted> {
  switch (event.kind) {
    case "pull-request": {
      const head = await headCommit(root);
      if (head === commit && head !== event.head.commit) return { base: `${commit}^1`, isNeeded: true };
      const fork = head === null ? null : await mergeBaseOf(root, event.base.commit, head);
      return { base: fork ?? event.base.commit, isNeeded: true };
    }
    case "merge-group":
      return { base: event.base, isNeeded: true };
    case "push":
      return event.before === null
        ? { reason: "The branch is new." }
        : { base: event.before, isNeeded: false };
    case "other":
      return { reason: "This event has no base." };
  }
}
