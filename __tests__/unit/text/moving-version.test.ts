import { describe, expect, test } from "@jest/globals";
import {
  isBelowAny,
  isClearText,
  isMovingRevision,
  isVersionRange,
  repositoryOf,
  shownAddress,
} from "../../../src/text/moving-version.js";

describe("versions", () => {
  test.each([
    "",
    "*",
    "1",
    "1.2",
    "1.x",
    "1.2.x",
    "1.2.*",
    "^1.2.3",
    "~1.2.3",
    ">=1.2.3",
    "1.2.3 - 2.0.0",
    "1.2.3 || 2.0.0",
    "latest",
  ])("%s is a range", (version) => {
    expect(isVersionRange(version)).toBe(true);
  });

  test.each(["1.2.3", "v1.2.3", "=1.2.3", "1.2.3-rc.1", "1.2.3+build"])("%s is one version", (version) => {
    expect(isVersionRange(version)).toBe(false);
  });
});

describe("revisions", () => {
  test.each([
    "HEAD",
    "main",
    "master",
    "develop",
    "release-1.2",
    "release/1.2",
    "refs/heads/v1",
    "v1.*",
    "latest",
    "",
  ])("%s moves", (revision) => {
    expect(isMovingRevision(revision)).toBe(true);
  });

  test.each(["v1.2.3", "1.2", "2026-11-22", "3f1c9c0", "refs/tags/latest", "chart-1.2.3"])(
    "%s stays",
    (revision) => {
      expect(isMovingRevision(revision)).toBe(false);
    },
  );
});

test.each([
  ["https://git.example.com/Shop/Deploy.git", "git.example.com/shop/deploy"],
  ["git@git.example.com:shop/deploy.git", "git.example.com/shop/deploy"],
  ["ssh://git@git.example.com:2222/shop/deploy", "git.example.com/shop/deploy"],
  ["https://user:word@git.example.com/shop/deploy/?ref=a", "git.example.com/shop/deploy"],
  ["nothing", undefined],
])("%s is the repository %s", (url, expected) => {
  expect(repositoryOf(url)).toBe(expected);
});

test("prefixes count by whole segments", () => {
  expect(isBelowAny("git.example.com/shop/deploy", ["git.example.com/Shop/"])).toBe(true);
  expect(isBelowAny("git.example.com/shop-x/deploy", ["git.example.com/shop"])).toBe(false);
});

test.each([
  ["https://user:word@git.example.com/a?token=word", "https://git.example.com/a"],
  ["git::https://word@git.example.com/a//b?ref=v1", "git::https://git.example.com/a//b"],
  ["git@git.example.com:shop/deploy.git", "git.example.com:shop/deploy.git"],
  ["https://git.example.com/@scope/a", "https://git.example.com/@scope/a"],
  ["github.com/example/deploy", "github.com/example/deploy"],
])("%s is shown as %s", (url, expected) => {
  expect(shownAddress(url)).toBe(expected);
});

test.each([
  ["http://charts.example.com", true],
  ["HTTP://localhost.example.com", true],
  ["http://localhost:8879/charts", false],
  ["http://127.0.0.1", false],
  ["https://charts.example.com", false],
])("%s is clear text: %s", (url, expected) => {
  expect(isClearText(url)).toBe(expected);
});
