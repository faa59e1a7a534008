import { expect, test } from "@jest/globals";
import { asRepoPath } from "../../../src/core/location.js";
import { isTouched } from "../../../src/discover/impact.js";

const inputs = [asRepoPath("web/pod.yaml")];

test("everything is touched where nothing is compared", () => {
  expect(isTouched({ inputs, watches: null }, null)).toBe(true);
});

test("a changed input touches, another file does not", () => {
  expect(isTouched({ inputs, watches: null }, new Set([asRepoPath("web/pod.yaml")]))).toBe(true);
  expect(isTouched({ inputs, watches: null }, new Set([asRepoPath("web/pod.yml")]))).toBe(false);
});

test("a path that is no input any more touches where it is watched", () => {
  const watches = (path: string) => path === "web/deleted.yaml";

  expect(isTouched({ inputs, watches }, new Set([asRepoPath("web/deleted.yaml")]))).toBe(true);
});
