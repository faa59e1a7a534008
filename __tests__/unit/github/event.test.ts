import { describe, expect, test } from "@jest/globals";
import { isOfPullRequest, readContext } from "../../../src/github/event.js";
import type { PullRequestEvent } from "../../../src/github/event.js";

const base = "a".repeat(40);
const head = "b".repeat(40);
const merge = "c".repeat(40);
const environment = {
  GITHUB_REPOSITORY: "acme/shop",
  GITHUB_SERVER_URL: "https://github.com/",
  GITHUB_API_URL: "https://api.github.com",
  GITHUB_RUN_ID: "4711",
  GITHUB_SHA: merge,
  GITHUB_WORKSPACE: "/home/runner/work/shop/shop",
  GITHUB_ACTOR: "octocat",
  RUNNER_TEMP: "/home/runner/work/_temp",
};

function pullRequest(headRepository: string | null) {
  return {
    action: "opened",
    number: 7,
    pull_request: {
      number: 7,
      title: "Whatever",
      base: { sha: base, ref: "main" },
      head: {
        sha: head,
        ref: "topic",
        repo: headRepository === null ? null : { full_name: headRepository },
      },
      merge_commit_sha: merge,
    },
  };
}

function read(name: string, payload: unknown, more: Record<string, string | undefined> = {}) {
  return readContext({ ...environment, GITHUB_EVENT_NAME: name, ...more }, payload);
}

describe("events", () => {
  test("a pull request of the same repository", () => {
    expect(read("pull_request", pullRequest("acme/shop")).event).toEqual({
      kind: "pull-request",
      number: 7,
      isFork: false,
      base: { commit: base, branch: "main" },
      head: { commit: head, branch: "topic" },
      merge,
      isTarget: false,
    });
  });

  test.each([["mallory/shop"], ["acme/other"], [null]])(
    "a pull request from %s is one from a fork",
    (from) => {
      expect(read("pull_request", pullRequest(from)).event).toMatchObject({ isFork: true });
    },
  );

  test("pull_request_target is told apart", () => {
    expect(read("pull_request_target", pullRequest("acme/shop")).event).toMatchObject({ isTarget: true });
  });

  test("a pull request whose merge GitHub has not tried yet", () => {
    const payload = pullRequest("acme/shop");

    const { event } = read("pull_request", {
      ...payload,
      pull_request: { ...payload.pull_request, merge_commit_sha: null },
    });

    expect(event).toMatchObject({ merge: null });
  });

  test("a merge group", () => {
    const payload = { merge_group: { base_sha: base, head_sha: head, head_ref: "refs/heads/queue" } };

    expect(read("merge_group", payload).event).toEqual({ kind: "merge-group", base, head });
  });

  test.each([
    [base, base],
    ["0".repeat(40), null],
  ])("a push after %s", (before, expected) => {
    const payload = { before, after: head, ref: "refs/heads/main" };

    expect(read("push", payload).event).toEqual({ kind: "push", before: expected, head });
  });

  test("any other event is known by its name alone", () => {
    expect(read("workflow_dispatch", { anything: 1 }).event).toEqual({
      kind: "other",
      name: "workflow_dispatch",
    });
  });
});

describe("addresses", () => {
  test("come from the runner, without a slash at the end", () => {
    const context = read("schedule", {}, { GITHUB_ACTION_REPOSITORY: "acme/gate", GITHUB_ACTION_REF: "v1" });

    expect(context).toMatchObject({
      serverUrl: "https://github.com",
      runUrl: "https://github.com/acme/shop/actions/runs/4711",
      actionUrl: "https://github.com/acme/gate/blob/v1",
    });
  });

  test("of the action are not made up where the runner gives none, as for a local action", () => {
    expect(
      read("schedule", {}, { GITHUB_ACTION_REPOSITORY: "", GITHUB_ACTION_REF: "" }).actionUrl,
    ).toBeNull();
  });
});

describe("what is no run of GitHub Actions is refused", () => {
  test.each([
    ["GITHUB_REPOSITORY", undefined],
    ["GITHUB_REPOSITORY", "acme/shop)[x](https://evil.example"],
    ["GITHUB_SERVER_URL", "javascript:alert(1)"],
    ["GITHUB_SHA", "main"],
  ])("%s is %s", (variable, value) => {
    expect(() => read("schedule", {}, { [variable]: value })).toThrow(`The variable ${variable}`);
  });

  test("a payload of another form, with the place of the first mismatch", () => {
    const payload = { before: base, after: 12 };

    expect(() => read("push", payload)).toThrow('"after" must be a text, found a number.');
  });

  test("a commit that is none", () => {
    const payload = { merge_group: { base_sha: "main", head_sha: head } };

    expect(() => read("merge_group", payload)).toThrow('"merge_group.base_sha" must be a full commit id');
  });
});

describe("the checked out commit is the pull request's", () => {
  const event = read("pull_request_target", pullRequest("acme/shop")).event as PullRequestEvent;

  test.each([
    [head, true],
    [merge, true],
    [base, false],
    [null, false],
  ])("%s: %s", (checkedOut, expected) => {
    expect(isOfPullRequest(event, checkedOut)).toBe(expected);
  });
});
