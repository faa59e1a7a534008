/** What started the run: a pull request, a merge group, a push, or anything else, with the commits and addresses that go with it. */
import { decode, DecodeError, integer, nullable, string } from "../core/decode.js";
import type { Decoder } from "../core/decode.js";
import { ConfigurationError } from "../core/errors.js";
import { picked } from "./payload.js";

/** The event, as far as the gate cares. Commits are full ids. */
export type Event =
  | PullRequestEvent
  | { readonly kind: "merge-group"; readonly base: string; readonly head: string }
  | { readonly kind: "push"; readonly before: string | null; readonly head: string }
  | { readonly kind: "other"; readonly name: string };

/** A pull request, by `pull_request` or by `pull_request_target`. */
export interface PullRequestEvent {
  readonly kind: "pull-request";
  readonly number: number;
  /** The head lies in another repository, or in one that was deleted: GitHub gives such a run a token that only reads. */
  readonly isFork: boolean;
  readonly base: { readonly commit: string; readonly branch: string };
  readonly head: { readonly commit: string; readonly branch: string };
  /** The merge of both that GitHub tried last; null while it has not, or where they conflict. */
  readonly merge: string | null;
  /** `pull_request_target`: the run has the base's token and secrets, and by default the base's files. */
  readonly isTarget: boolean;
}

/** Where and for what the run happens. */
export interface RunContext {
  readonly event: Event;
  readonly owner: string;
  readonly repository: string;
  /** The commit that was asked for; for a pull request the merge commit. */
  readonly commit: string;
  /** The login of whoever, or whatever, started the run. */
  readonly actor: string;
  /** The folder that holds the checked out files, absolute. */
  readonly workspace: string;
  /** A folder that is empty at the start of a job and not part of the repository, absolute. */
  readonly temporary: string;
  /** Addresses without a slash at the end. */
  readonly serverUrl: string;
  readonly apiUrl: string;
  readonly runUrl: string;
  /** Where this action's own pages are; null where the runner does not say (a local action). */
  readonly actionUrl: string | null;
}

/** The variables of the runner, or of a test. */
export type Environment = Readonly<Record<string, string | undefined>>;

/** No commit: GitHub writes it where a branch is new or deleted. */
const noCommit = /^0+$/u;

const sideDecoder = { sha: commit, ref: string };
const pullRequestDecoder = picked({
  number: integer,
  pull_request: picked({
    base: picked(sideDecoder),
    head: picked({ ...sideDecoder, repo: nullable(picked({ full_name: string })) }),
    merge_commit_sha: nullOrAbsent(commit),
  }),
});
const mergeGroupDecoder = picked({ merge_group: picked({ base_sha: commit, head_sha: commit }) });
const pushDecoder = picked({ before: string, after: string });

/**
 * Reads the context from the runner's variables and the event's payload (parsed JSON).
 *
 * @throws ConfigurationError where a variable is missing or the payload is not what GitHub documents: then this is no runner.
 */
export function readContext(environment: Environment, payload: unknown): RunContext {
  const [owner, repository] = required(environment, "GITHUB_REPOSITORY", /^[\w.-]+\/[\w.-]+$/u).split("/");
  const serverUrl = address(environment, "GITHUB_SERVER_URL");
  const runId = required(environment, "GITHUB_RUN_ID", /^\d+$/u);
  const workspace = required(environment, "GITHUB_WORKSPACE", /./u);
  return {
    event: readEvent(environment, payload),
    owner: owner ?? "",
    repository: repository ?? "",
    commit: required(environment, "GITHUB_SHA", commitPattern),
    actor: environment["GITHUB_ACTOR"] ?? "",
    workspace,
    temporary: environment["RUNNER_TEMP"] ?? workspace,
    serverUrl,
    apiUrl: address(environment, "GITHUB_API_URL"),
    runUrl: `${serverUrl}/${owner}/${repository}/actions/runs/${runId}`,
    actionUrl: actionUrl(environment, serverUrl),
  };
}

/**
 * Whether a checked out commit is the pull request's head or its merge with the base. Under `pull_request_target` the default
 * is the base, and a gate that looks at the base is green on nothing.
 */
export function isOfPullRequest(event: PullRequestEvent, checkedOut: string | null): boolean {
  return checkedOut !== null && (checkedOut === event.head.commit || checkedOut === event.merge);
}

const commitPattern = /^[0-9a-f]{40}(?:[0-9a-f]{24})?$/u;

function readEvent(environment: Environment, payload: unknown): Event {
  const name = required(environment, "GITHUB_EVENT_NAME", /^\w+$/u);
  try {
    switch (name) {
      case "pull_request":
      case "pull_request_target":
        return pullRequest(environment, payload, name === "pull_request_target");
      case "merge_group": {
        const { merge_group: group } = decode(mergeGroupDecoder, payload);
        return { kind: "merge-group", base: group.base_sha, head: group.head_sha };
      }
      case "push": {
        const { before, after } = decode(pushDecoder, payload);
        return { kind: "push", before: noCommit.test(before) ? null : before, head: after };
      }
      default:
        return { kind: "other", name };
    }
  } catch (cause) {
    if (!(cause instanceof DecodeError)) throw cause;
    const message = `The payload of the event ${name} is not what GitHub documents: ${cause.message}`;
    throw new ConfigurationError(message, "Run the action on GitHub Actions.", {}, { cause });
  }
}

function pullRequest(environment: Environment, payload: unknown, isTarget: boolean): PullRequestEvent {
  const { number, pull_request: request } = decode(pullRequestDecoder, payload);
  const { base, head } = request;
  return {
    kind: "pull-request",
    number,
    isFork: head.repo?.full_name !== environment["GITHUB_REPOSITORY"],
    base: { commit: base.sha, branch: base.ref },
    head: { commit: head.sha, branch: head.ref },
    merge: request.merge_commit_sha,
    isTarget,
  };
}

/** `SERVER/OWNER/ACTION/blob/REF`; null where a part is unknown, and then no address is made up. */
function actionUrl(environment: Environment, serverUrl: string): string | null {
  const repository = environment["GITHUB_ACTION_REPOSITORY"] ?? "";
  const ref = environment["GITHUB_ACTION_REF"] ?? "";
  if (!/^[\w.-]+\/[\w.-]+$/u.test(repository) || !/^[\w./-]+$/u.test(ref)) return null;
  return `${serverUrl}/${repository}/blob/${ref}`;
}

function address(environment: Environment, name: string): string {
  return required(environment, name, /^https?:\/\/[^\s"'<>()[\]\\]+$/u).replace(/\/+$/u, "");
}

function required(environment: Environment, name: string, pattern: RegExp): string {
  const value = environment[name] ?? "";
  if (pattern.test(value)) return value;
  const found = value === "" ? "is not set" : "has an unexpected form";
  throw new ConfigurationError(
    `The variable ${name} ${found}, so this is not a run of GitHub Actions.`,
    "Use the command hardening-gate outside GitHub Actions.",
  );
}

function commit(value: unknown, path: readonly (string | number)[]): string {
  const id = string(value, path);
  if (commitPattern.test(id)) return id;
  throw new DecodeError({ path, expected: "a full commit id", found: "another text" });
}

function nullOrAbsent<T>(decoder: Decoder<T>): Decoder<T | null> {
  const decodeNullable = nullable(decoder);
  return (value, path) => (value === undefined ? null : decodeNullable(value, path));
}
