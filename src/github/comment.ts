/** The one comment of the gate on a pull request: found again by its marker and its author, written only where it changes. */
import type { Comment, CommentStore } from "./client.js";

/** What to say, and whether silence would do. */
export interface StickyComment {
  readonly pullRequest: number;
  /** Markdown. Its first line is the marker, an HTML comment that names the gate. */
  readonly body: string;
  /** Whether it is worth a first comment. One that exists is always brought up to date. */
  readonly isWorthCreating: boolean;
}

/** What became of it. `silent`: there was none and nothing to say; `unchanged`: it said so already. */
export type CommentOutcome = "created" | "updated" | "unchanged" | "silent";

/** The login of GITHUB_TOKEN. Counts where the token may not ask who it is. */
const workflowLogin = "github-actions[bot]";

/**
 * Writes the comment. Rejects with what the request for it threw (see `failureOf`); questions to GraphQL and the removal of
 * duplicates are not worth a failure, and `onDetail` hears of them.
 */
export async function publishComment(
  store: CommentStore,
  comment: StickyComment,
  onDetail: (text: string) => void,
): Promise<CommentOutcome> {
  const author = await ask(() => store.viewer(), workflowLogin, onDetail);
  const existing = await findOurs(store, comment, author, onDetail);
  const [first, ...younger] = existing;
  await removeAll(store, younger, onDetail);
  if (first !== undefined) return update(store, first, comment.body);
  if (!comment.isWorthCreating) return "silent";
  await store.create(comment.pullRequest, comment.body);
  // Another run of the same pull request may have created one at the same time, or a retry a second one: the oldest stays.
  const [, ...duplicates] = await ask(() => findOurs(store, comment, author, onDetail), [], onDetail);
  await removeAll(store, duplicates, onDetail);
  return "created";
}

/**
 * Our comments that people can see, oldest first. The marker alone proves nothing, because anybody can write it: the author must
 * be who the token acts as. A minimised one was put away by a person and stays as it is.
 */
async function findOurs(
  store: CommentStore,
  { pullRequest, body }: StickyComment,
  author: string,
  onDetail: (text: string) => void,
): Promise<readonly Comment[]> {
  const ours: Comment[] = [];
  for (const candidate of await store.list(pullRequest)) {
    if (firstLine(candidate.body) !== firstLine(body) || !isBy(candidate, author)) continue;
    if (!(await ask(() => store.isMinimized(candidate.nodeId), false, onDetail))) ours.push(candidate);
  }
  return ours;
}

/**
 * REST ends an App's login with "[bot]", GraphQL sometimes leaves that out. It is never left out of the comment's own author:
 * else a person whose login is the App's bare name could own the comment.
 */
function isBy(comment: Comment, author: string): boolean {
  return comment.author === author || comment.author === `${author}[bot]`;
}

async function update(store: CommentStore, existing: Comment, body: string): Promise<CommentOutcome> {
  if (normalised(existing.body) === normalised(body)) return "unchanged";
  await store.update(existing.id, body);
  return "updated";
}

async function removeAll(
  store: CommentStore,
  comments: readonly Comment[],
  onDetail: (text: string) => void,
): Promise<void> {
  for (const { id } of comments) {
    await ask(() => store.remove(id), undefined, onDetail);
  }
}

/** The answer, or `otherwise` where GitHub gives none. */
async function ask<T>(
  question: () => Promise<T>,
  otherwise: T,
  onDetail: (text: string) => void,
): Promise<T> {
  try {
    return await question();
  } catch (error) {
    onDetail(String(error));
    return otherwise;
  }
}

function firstLine(body: string): string {
  return normalised(body).split("\n", 1)[0] ?? "";
}

/** GitHub's editor turns line ends into CRLF and drops spaces at the end. */
function normalised(body: string): string {
  return body.replaceAll("\r\n", "\n").trimEnd();
}
