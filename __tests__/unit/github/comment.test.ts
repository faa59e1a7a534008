import { afterEach, describe, expect, test } from "@jest/globals";
import { connect } from "../../../src/github/client.js";
import { publishComment } from "../../../src/github/comment.js";
import { failureOf } from "../../../src/github/failure.js";
import { fakeToken, startFakeGitHub } from "../../fakes/github/server.js";
import type { FakeGitHub, FakeGitHubOptions } from "../../fakes/github/server.js";

const marker = "<!-- hardening-gate:comment:v1 id=default -->";
const us = "github-actions[bot]";
const details: string[] = [];
let github: FakeGitHub;

afterEach(async () => {
  await github.stop();
  expect(github.violations).toEqual([]);
});

async function start(options: FakeGitHubOptions = {}) {
  github = await startFakeGitHub(options);
}

async function publish(body: string, isWorthCreating = true, deadlineMs = 60_000) {
  const store = await connect({
    token: fakeToken,
    owner: "acme",
    repository: "shop",
    apiUrl: github.url,
    deadlineMs,
    clock: { now: Date.now, sleep: async () => {} },
    onNotice: (text) => details.push(text),
  });
  const comment = { pullRequest: 7, body: `${marker}\n${body}`, isWorthCreating };
  return publishComment(store, comment, (text) => details.push(text));
}

function bodies() {
  return github.comments.all.map(({ body }) => body);
}

describe("a first run", () => {
  test("creates the comment", async () => {
    await start();

    expect(await publish("Blocked.")).toBe("created");

    expect(bodies()).toEqual([`${marker}\nBlocked.`]);
    expect(github.calls).toEqual([
      "viewer",
      "list-comments",
      "create-comment",
      "list-comments",
      "is-minimized",
    ]);
  });

  test("stays silent where there is nothing to say", async () => {
    await start();

    expect(await publish("Passed.", false)).toBe("silent");

    expect(bodies()).toEqual([]);
  });
});

describe("a later run", () => {
  test("updates the comment, even to say that all is well", async () => {
    await start();
    await publish("Blocked.");

    expect(await publish("Passed.", false)).toBe("updated");

    expect(bodies()).toEqual([`${marker}\nPassed.`]);
  });

  test("writes nothing where the comment says so already, whatever its line ends", async () => {
    await start();
    github.comments.add(us, `${marker}\r\nBlocked.\r\n`);

    expect(await publish("Blocked.")).toBe("unchanged");

    expect(github.calls).toEqual(["viewer", "list-comments", "is-minimized"]);
  });

  test("finds the comment behind more than a page of others", async () => {
    await start();
    for (let index = 0; index < 230; index++) github.comments.add("someone", `Comment ${index}`);
    github.comments.add(us, `${marker}\nBlocked.`);

    expect(await publish("Passed.")).toBe("updated");

    expect(github.comments.all.at(-1)?.body).toBe(`${marker}\nPassed.`);
    expect(github.calls.filter((call) => call === "list-comments")).toHaveLength(3);
  });
});

describe("whose comment it is", () => {
  test("somebody who writes the marker does not own the comment", async () => {
    await start();
    github.comments.add("mallory", `${marker}\n## Passed`);

    expect(await publish("Blocked.")).toBe("created");

    expect(bodies()).toEqual([`${marker}\n## Passed`, `${marker}\nBlocked.`]);
  });

  test("a person called like the App without [bot] does not own the comment", async () => {
    await start({ viewer: "my-gate[bot]", author: "my-gate[bot]" });
    github.comments.add("my-gate", `${marker}\n## Passed`);

    expect(await publish("Blocked.")).toBe("created");
  });

  test("an App whose login GraphQL gives without [bot] finds its comment", async () => {
    await start({ viewer: "my-gate", author: "my-gate[bot]" });
    github.comments.add("my-gate[bot]", `${marker}\nBlocked.`);

    expect(await publish("Passed.")).toBe("updated");
  });

  test("a comment of an account that is gone is nobody's", async () => {
    await start();
    github.comments.add(null, `${marker}\n## Passed`);

    expect(await publish("Blocked.")).toBe("created");
  });

  test("a comment of ours that only quotes the marker is another one", async () => {
    await start();
    github.comments.add(us, `> quoted\n${marker}\nBlocked.`);

    expect(await publish("Blocked.")).toBe("created");
  });

  test("a comment of another gate on the same pull request is another one", async () => {
    await start();
    github.comments.add(us, "<!-- hardening-gate:comment:v1 id=staging -->\nBlocked.");

    expect(await publish("Blocked.")).toBe("created");
  });

  test("a comment that somebody minimised stays as it is", async () => {
    await start();
    github.comments.add(us, `${marker}\nOld.`, true);

    expect(await publish("Blocked.")).toBe("created");

    expect(bodies()).toEqual([`${marker}\nOld.`, `${marker}\nBlocked.`]);
  });

  test("where GraphQL fails, the author is github-actions[bot] and nothing is minimised", async () => {
    await start();
    github.fail("viewer", "403");
    github.fail("is-minimized", "garbage");
    github.comments.add(us, `${marker}\nOld.`);

    expect(await publish("Blocked.")).toBe("updated");
  });
});

describe("duplicates", () => {
  test("of two runs at the same time, the younger comment of ours goes", async () => {
    await start();
    const first = publish("First.");
    const second = publish("First.");

    await Promise.all([first, second]);
    await publish("Last.");

    expect(bodies()).toEqual([`${marker}\nLast.`]);
  });

  test("a create that broke after GitHub had done it leaves one comment", async () => {
    await start();
    github.fail("create-comment", "cut-late", 1);

    expect(await publish("Blocked.")).toBe("created");

    expect(bodies()).toEqual([`${marker}\nBlocked.`]);
  });

  test("a duplicate that cannot be deleted is no failure", async () => {
    await start();
    github.fail("delete-comment", "404");
    github.comments.add(us, `${marker}\nOld.`);
    github.comments.add(us, `${marker}\nOlder.`);

    expect(await publish("Blocked.")).toBe("updated");
  });
});

describe("what GitHub refuses", () => {
  test("a read-only token is a permission, asked for once", async () => {
    await start({ isReadOnly: true });

    const error: unknown = await publish("Blocked.").catch((reason: unknown) => reason);

    expect(failureOf(error, 0)).toEqual({ kind: "permission", status: 403 });
    expect(github.calls).toEqual(["viewer", "list-comments", "create-comment"]);
  });

  test("a body over 65,536 characters is refused", async () => {
    await start();

    const error: unknown = await publish("x".repeat(65_536)).catch((reason: unknown) => reason);

    expect(failureOf(error, 0)).toEqual({ kind: "refused", status: 422 });
  });

  test("a list that is no list is unreadable, and nothing is written", async () => {
    await start();
    github.fail("list-comments", "garbage");

    const error: unknown = await publish("Blocked.").catch((reason: unknown) => reason);

    expect(failureOf(error, 0)).toEqual({ kind: "unreadable" });
    expect(bodies()).toEqual([]);
  });
});

describe("a GitHub that does not answer", () => {
  test("is not waited for beyond the deadline", async () => {
    await start();
    github.fail("list-comments", "time-out");

    const error: unknown = await publish("Blocked.", true, 400).catch((reason: unknown) => reason);

    expect(failureOf(error, 0)).toEqual({ kind: "time" });
  });

  test("is tried three times where it breaks the connection", async () => {
    await start();
    github.fail("list-comments", "cut");

    const error: unknown = await publish("Blocked.").catch((reason: unknown) => reason);

    expect(failureOf(error, 0)).toEqual({ kind: "network" });
    expect(github.calls).toEqual(["viewer", "list-comments", "list-comments", "list-comments"]);
  });
});

describe("a GitHub Enterprise Server", () => {
  test("is asked below /api/v3, and its GraphQL at /api/graphql", async () => {
    await start({ root: "/api/v3" });

    expect(await publish("Blocked.")).toBe("created");
    expect(await publish("Passed.")).toBe("updated");

    expect(github.requests[0]?.path).toBe("/api/graphql");
  });
});
