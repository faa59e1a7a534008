/** When a failed request is tried again. Everything together has one deadline: a report is not worth a job that hangs. */
import { failureOf } from "./failure.js";
import type { Failure } from "./failure.js";

/** Time, so that a test need not wait. */
export interface Clock {
  /** Milliseconds since 1970. */
  now(): number;
  sleep(ms: number): Promise<void>;
}

/** The most tries that one request gets. */
const mostTries = 5;
/** Waits before the second and third try where the server or the network failed; a fourth try there is not. */
const quickWaitsMs: readonly number[] = [500, 1_500];
const shortestLimitWaitMs = 1_000;
/** Where GitHub names a rate limit and no time, it asks for at least a minute, and longer after each further refusal. */
const unsaidLimitWaitMs = 60_000;
const longestLimitWaitMs = 480_000;

/** Runs `attempt` until it succeeds, a retry is of no use, or its wait would pass the deadline (as `now()`). @throws what the last try threw */
export async function retrying<T>(attempt: () => Promise<T>, clock: Clock, deadline: number): Promise<T> {
  for (let tries = 1; ; tries++) {
    try {
      return await attempt();
    } catch (error) {
      const waitMs = waitBeforeRetry(failureOf(error, clock.now()), tries);
      if (waitMs === null || tries >= mostTries || clock.now() + waitMs >= deadline) throw error;
      await clock.sleep(waitMs);
    }
  }
}

/** Milliseconds to wait after that many tries; null where asking again is of no use. */
function waitBeforeRetry(failure: Failure, tries: number): number | null {
  switch (failure.kind) {
    case "rate-limit":
      if (failure.waitMs !== null) return Math.max(failure.waitMs, shortestLimitWaitMs);
      return Math.min(unsaidLimitWaitMs * 2 ** (tries - 1), longestLimitWaitMs);
    case "server":
    case "network":
      return quickWaitsMs[tries - 1] ?? null;
    default:
      return null; // a permission stays refused, and a server that let the time pass would do so again
  }
}
