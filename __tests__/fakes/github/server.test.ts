/** The guard that the fake is: what a real GitHub would not take must not pass here. */
import { afterEach, beforeEach, describe, expect, test } from "@jest/globals";
import { fakeToken, startFakeGitHub } from "./server.js";
import type { FakeGitHub } from "./server.js";

let github: FakeGitHub;

beforeEach(async () => {
  github = await startFakeGitHub();
});

afterEach(() => github.stop());

function ask(method: string, path: string, body?: unknown, token = fakeToken) {
  return fetch(`${github.url}${path}`, {
    method,
    headers: { authorization: `token ${token}`, "content-type": "application/json" },
    ...(body === undefined ? {} : { body: JSON.stringify(body) }),
  });
}

describe("what fits the description", () => {
  test("is answered, and no violation is noted", async () => {
    const response = await ask("POST", "/repos/acme/shop/issues/7/comments", { body: "Hello." });

    expect(response.status).toBe(201);
    expect(github.violations).toEqual([]);
  });
});

describe("what no real GitHub would take is a violation", () => {
  test("a body that is a number", async () => {
    await ask("POST", "/repos/acme/shop/issues/7/comments", { body: 12 });

    expect(github.violations).toEqual([expect.stringContaining("breaks the description")]);
  });

  test("a page that is no number", async () => {
    await ask("GET", "/repos/acme/shop/issues/7/comments?page=last");

    expect(github.violations).toEqual([expect.stringContaining("breaks the description")]);
  });

  test("an unknown route", async () => {
    await ask("POST", "/repos/acme/shop/check-runs", {});

    expect(github.violations).toEqual(["An unknown route: POST /repos/acme/shop/check-runs"]);
  });

  test("a GraphQL question that the fake does not know", async () => {
    await ask("POST", "/graphql", { query: "query { viewer { email } }" });

    expect(github.violations).toEqual([expect.stringContaining("unknown GraphQL question")]);
  });

  test("another token", async () => {
    await ask("GET", "/repos/acme/shop/issues/7/comments", undefined, "other");

    expect(github.violations).toEqual([expect.stringContaining("without the token")]);
  });
});

describe("what a real GitHub refuses", () => {
  test("a comment of more than 65,536 characters", async () => {
    const path = "/repos/acme/shop/issues/7/comments";

    const fits = await ask("POST", path, { body: "x".repeat(65_536) });
    const tooLong = await ask("POST", path, { body: "x".repeat(65_537) });

    expect([fits.status, tooLong.status]).toEqual([201, 422]);
  });

  test("comments come in pages of 30 that link to the next", async () => {
    for (let index = 0; index < 31; index++) github.comments.add("someone", "Hello.");

    const first = await ask("GET", "/repos/acme/shop/issues/7/comments");
    const second = await ask("GET", "/repos/acme/shop/issues/7/comments?page=2");

    expect(((await first.json()) as unknown[]).length).toBe(30);
    expect(first.headers.get("link")).toContain('rel="next"');
    expect(((await second.json()) as unknown[]).length).toBe(1);
    expect(second.headers.get("link")).toBeNull();
  });
});
