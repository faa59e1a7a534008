/** Why a request to GitHub failed, as far as it matters: whether to ask again, and what to tell people. */
import { DecodeError } from "../core/decode.js";
import { assertNever } from "../core/errors.js";

/**
 * One failed request. `rate-limit`: asked too often, `waitMs` as GitHub says it or null; `permission`: 403 or 404 without a rate
 * limit; `refused`: any other 4xx; `server`: 5xx; `time`: no answer in time; `network`: no connection, or it broke;
 * `unreadable`: an answer of another form than GitHub documents.
 */
export type Failure =
  | { readonly kind: "rate-limit"; readonly waitMs: number | null }
  | { readonly kind: "permission" | "refused" | "server"; readonly status: number }
  | { readonly kind: "time" | "network" | "unreadable" };

/** Sorts what a request threw. `now` in milliseconds since 1970, against which GitHub's reset times are read. */
export function failureOf(error: unknown, now: number): Failure {
  if (error instanceof DecodeError) return { kind: "unreadable" };
  const status = field(error, "status");
  const response = field(error, "response");
  if (typeof status !== "number") return { kind: "unreadable" };
  // Octokit gives a request that never got an answer the status 500 and no response.
  if (response === undefined) return { kind: isTimeout(error) ? "time" : "network" };
  if (status >= 500) return { kind: "server", status };
  if (status === 429 || (status === 403 && isRateLimit(error, response))) {
    return { kind: "rate-limit", waitMs: waitOf(field(response, "headers"), now) };
  }
  return { kind: status === 403 || status === 404 ? "permission" : "refused", status };
}

/** The end of a sentence that says why. Holds no text of the server's, so it needs no escaping anywhere. */
export function reasonOf(failure: Failure): string {
  switch (failure.kind) {
    case "rate-limit":
      return "the rate limit of GitHub's API is used up";
    case "permission":
      return `the token does not allow it (GitHub answered ${failure.status})`;
    case "refused":
      return `GitHub refused the request (${failure.status})`;
    case "server":
      return `GitHub failed to answer (${failure.status})`;
    case "time":
      return "GitHub did not answer in time";
    case "network":
      return "the connection to GitHub failed";
    case "unreadable":
      return "GitHub's answer could not be read";
    default:
      return assertNever(failure);
  }
}

/** A 403 is a rate limit where the headers say how long to wait or the message names one; any other is a permission. */
function isRateLimit(error: unknown, response: unknown): boolean {
  const headers = field(response, "headers");
  if (field(headers, "retry-after") !== undefined) return true;
  if (field(headers, "x-ratelimit-remaining") === "0") return true;
  return /rate limit/iu.test(error instanceof Error ? error.message : "");
}

/** How long GitHub asks us to wait, in milliseconds; null where it does not say. */
function waitOf(headers: unknown, now: number): number | null {
  const seconds = wholeNumber(field(headers, "retry-after"));
  if (seconds !== null) return seconds * 1000;
  const reset = wholeNumber(field(headers, "x-ratelimit-reset"));
  const isUsedUp = field(headers, "x-ratelimit-remaining") === "0";
  return isUsedUp && reset !== null ? Math.max(0, reset * 1000 - now) : null;
}

function isTimeout(error: unknown): boolean {
  return field(field(error, "cause"), "name") === "TimeoutError" || field(error, "name") === "AbortError";
}

function wholeNumber(value: unknown): number | null {
  return typeof value === "string" && /^\d{1,10}$/u.test(value) ? Number(value) : null;
}

function field(value: unknown, key: string): unknown {
  if (typeof value !== "object" || value === null || !(key in value)) return undefined;
  return (value as Readonly<Record<string, unknown>>)[key]; // any object may be read by key; the value stays unknown
}
