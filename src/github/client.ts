/** The requests that we send to GitHub, with typed answers. Everything else of its API is out of reach from here. */
import { boolean, decode, integer, listOf, nullable, optional, string } from "../core/decode.js";
import { picked } from "./payload.js";
import { retrying } from "./retry.js";
import type { Clock } from "./retry.js";

/** One comment of an issue or pull request. */
export interface Comment {
  readonly id: number;
  /** Its id in GraphQL. */
  readonly nodeId: string;
  readonly body: string;
  /** The login as REST spells it, so an App's ends with "[bot]"; null where the account is gone. */
  readonly author: string | null;
}

/** What the sticky comment needs of GitHub. Every method rejects with what `failureOf` can sort. */
export interface CommentStore {
  /** The login that the token acts as. */
  viewer(): Promise<string>;
  isMinimized(nodeId: string): Promise<boolean>;
  /** All comments of the pull request, oldest first. */
  list(pullRequest: number): Promise<readonly Comment[]>;
  create(pullRequest: number, body: string): Promise<Comment>;
  update(id: number, body: string): Promise<void>;
  remove(id: number): Promise<void>;
}

/** Whom to ask, about what. */
export interface ConnectionOptions {
  readonly token: string;
  readonly owner: string;
  readonly repository: string;
  /** The API's address; a GitHub Enterprise Server ends with /api/v3. */
  readonly apiUrl: string;
  /** For all requests of this connection together. */
  readonly deadlineMs: number;
  /** What Octokit itself has to say, such as a deprecated address. */
  readonly onNotice: (text: string) => void;
  readonly clock: Clock;
}

const requestMs = 10_000;
const pageSize = 100;
/** 10,000 comments. GitHub shows fewer on one pull request than that. */
const mostPages = 100;

const viewerQuery = "query { viewer { login } }";
const minimizedQuery = "query($id: ID!) { node(id: $id) { ... on IssueComment { isMinimized } } }";

const commentDecoder = picked({
  id: integer,
  node_id: string,
  body: optional(string, ""),
  user: nullable(picked({ login: string })),
});
const viewerDecoder = picked({ viewer: picked({ login: string }) });
const minimizedDecoder = picked({ node: picked({ isMinimized: boolean }) });

/** Loads Octokit, which is most of the bundle and which a run without a comment does not need, and opens a connection. */
export async function connect(options: ConnectionOptions): Promise<CommentStore> {
  const octokit = await openOctokit(options);
  const at = { owner: options.owner, repo: options.repository };
  return {
    async viewer() {
      return decode(viewerDecoder, await octokit.graphql<unknown>(viewerQuery)).viewer.login;
    },
    async isMinimized(nodeId) {
      const answer = await octokit.graphql<unknown>(minimizedQuery, { id: nodeId });
      return decode(minimizedDecoder, answer).node.isMinimized;
    },
    async list(pullRequest) {
      const comments: Comment[] = [];
      for (let page = 1; page <= mostPages; page++) {
        const query = { ...at, issue_number: pullRequest, per_page: pageSize, page };
        const response = await octokit.rest.issues.listComments(query);
        comments.push(...commentsOf(response.data));
        if (!/rel="next"/u.test(response.headers.link ?? "")) break;
      }
      return comments.sort((left, right) => left.id - right.id);
    },
    async create(pullRequest, body) {
      const response = await octokit.rest.issues.createComment({ ...at, issue_number: pullRequest, body });
      return commentOf(response.data);
    },
    async update(id, body) {
      const response = await octokit.rest.issues.updateComment({ ...at, comment_id: id, body });
      commentOf(response.data);
    },
    async remove(id) {
      await octokit.rest.issues.deleteComment({ ...at, comment_id: id });
    },
  };
}

/** Octokit with one wrapper around every request, REST and GraphQL alike: a time limit for each try, and retries. */
async function openOctokit({ token, apiUrl, deadlineMs, onNotice, clock }: ConnectionOptions) {
  const { getOctokit } = await import("@actions/github");
  const octokit = getOctokit(token, { baseUrl: apiUrl, log: quietLog(onNotice) });
  const deadline = clock.now() + deadlineMs;
  octokit.hook.wrap("request", (request, options) =>
    retrying(
      async () => {
        const leftMs = Math.max(1, Math.min(requestMs, deadline - clock.now()));
        // Hooks share one object of options; what an outer hook hands on in its place is ignored.
        Object.assign(options.request, { signal: AbortSignal.timeout(leftMs) });
        return request(options);
      },
      clock,
      deadline,
    ),
  );
  return octokit;
}

/** Octokit would write to the console, past the one place where our output is escaped. */
function quietLog(onNotice: (text: string) => void) {
  return { debug: onNotice, info: onNotice, warn: onNotice, error: onNotice };
}

function commentsOf(data: unknown): readonly Comment[] {
  return decode(listOf(commentDecoder), data).map(toComment);
}

function commentOf(data: unknown): Comment {
  return toComment(decode(commentDecoder, data));
}

function toComment(comment: ReturnType<typeof commentDecoder>): Comment {
  return {
    id: comment.id,
    nodeId: comment.node_id,
    body: comment.body,
    author: comment.user?.login ?? null,
  };
}
