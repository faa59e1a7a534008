import { describe, expect, test } from "@jest/globals";
import { retrying } from "../../../src/github/retry.js";

/** A clock on which sleeping costs nothing and is written down. */
function fakeClock() {
  const slept: number[] = [];
  let time = 1_000_000_000;
  return {
    slept,
    now: () => time,
    sleep: async (ms: number) => {
      slept.push(ms);
      time += ms;
    },
  };
}

/** What Octokit throws for an answer with that status. */
function answered(status: number, headers: Record<string, string> = {}, message = "Refused") {
  return Object.assign(new Error(message), { status, response: { status, headers } });
}

/** Throws the given errors in turn, then returns "done". */
function failing(...errors: readonly unknown[]) {
  const left = [...errors];
  return async () => {
    const error = left.shift();
    if (error !== undefined) throw error;
    return "done";
  };
}

describe("a rate limit", () => {
  test("waits as long as retry-after says", async () => {
    const clock = fakeClock();

    const result = await retrying(
      failing(answered(429, { "retry-after": "7" })),
      clock,
      clock.now() + 60_000,
    );

    expect(result).toBe("done");
    expect(clock.slept).toEqual([7_000]);
  });

  test("waits until x-ratelimit-reset where nothing remains", async () => {
    const clock = fakeClock();
    const headers = { "x-ratelimit-remaining": "0", "x-ratelimit-reset": "1000012" };

    await retrying(failing(answered(403, headers)), clock, clock.now() + 60_000);

    expect(clock.slept).toEqual([12_000]);
  });

  test("waits a minute and then twice as long where the message names it and no header says how long", async () => {
    const clock = fakeClock();
    const limited = answered(403, {}, "You have exceeded a secondary rate limit.");

    await retrying(failing(limited, limited, limited), clock, clock.now() + 3_600_000);

    expect(clock.slept).toEqual([60_000, 120_000, 240_000]);
  });

  test("is given up at once where the wait would pass the deadline", async () => {
    const clock = fakeClock();
    const limited = answered(429, { "retry-after": "3600" });

    const attempt = retrying(failing(limited), clock, clock.now() + 60_000);

    await expect(attempt).rejects.toBe(limited);
    expect(clock.slept).toEqual([]);
  });

  test("is given up after five tries even where GitHub asks for no wait", async () => {
    const clock = fakeClock();
    const limited = answered(429, { "retry-after": "0" });

    const attempt = retrying(failing(...Array(9).fill(limited)), clock, clock.now() + 60_000);

    await expect(attempt).rejects.toBe(limited);
    expect(clock.slept).toEqual([1_000, 1_000, 1_000, 1_000]);
  });
});

describe("a permission", () => {
  test.each([403, 404])("is not asked for again (%i)", async (status) => {
    const clock = fakeClock();
    const refused = answered(status, {}, "Resource not accessible by integration");

    await expect(retrying(failing(refused), clock, clock.now() + 60_000)).rejects.toBe(refused);
    expect(clock.slept).toEqual([]);
  });
});

describe("a failing server or network", () => {
  test("gets two quick retries", async () => {
    const clock = fakeClock();
    const broken = answered(502);
    const unconnected = Object.assign(new Error("ECONNRESET"), { status: 500 });

    const result = await retrying(failing(broken, unconnected), clock, clock.now() + 60_000);

    expect(result).toBe("done");
    expect(clock.slept).toEqual([500, 1_500]);
  });

  test("is given up after the third try", async () => {
    const clock = fakeClock();
    const broken = answered(502);

    await expect(retrying(failing(broken, broken, broken), clock, clock.now() + 60_000)).rejects.toBe(broken);
  });

  test("is not waited for a second time where it let the time pass", async () => {
    const clock = fakeClock();
    const late = Object.assign(new Error("aborted"), {
      status: 500,
      cause: new DOMException("The operation was aborted due to timeout", "TimeoutError"),
    });

    await expect(retrying(failing(late), clock, clock.now() + 60_000)).rejects.toBe(late);
    expect(clock.slept).toEqual([]);
  });
});
