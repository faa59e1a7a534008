import { describe, expect, test } from "@jest/globals";
import { isMovingRevision, isVersionRange } from "../../../src/text/moving-version.js";

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
