/** Versions of image tags against the ranges of advisories. */
import { describe, expect, test } from "@jest/globals";
import { isImageOf, isInRanges, parseRange, versionOfTag } from "../../../src/kubernetes/image-version.js";

function answer(tag: string, ...ranges: readonly string[]): "yes" | "no" | "unknown" | "no version" {
  const version = versionOfTag(tag);
  const parsed = ranges.map((range) => parseRange(range)).filter((range) => range !== undefined);
  if (parsed.length !== ranges.length) throw new Error("A range of the test is none.");
  return version === undefined ? "no version" : isInRanges(version, parsed);
}

describe("a tag", () => {
  test.each([
    ["v1.9.6", "yes"],
    ["1.11.4", "yes"],
    ["v1.11.5", "no"],
    ["v1.11.10", "no"],
    ["v1.12.0", "yes"],
    ["v1.12.0-beta.0", "yes"],
    ["v1.12.0-rc1", "yes"],
    ["v1.12.1", "no"],
    ["v1.12.1-rc.1", "yes"],
    ["1.11.5-debian-12-r0", "no"],
    ["nginx-1.11.4-hardened1", "yes"],
    ["0.49.3", "yes"],
    ["v1.10", "yes"],
    ["v1.11", "unknown"],
    ["v1", "unknown"],
    ["v2", "no"],
    ["v1.13", "no"],
    ["latest", "no version"],
    ["20240131", "no version"],
    ["7f3c2a1", "no version"],
    ["", "no version"],
  ])("%s is in the ranges: %s", (tag, expected) => {
    expect(answer(tag, "<1.11.5", ">=1.12.0-0 <1.12.1")).toBe(expected);
  });

  test("that stands for versions on both sides of a range is unknown, though its ends lie outside", () => {
    expect(answer("1", ">=1.5.0 <1.6.0")).toBe("unknown");
    expect(answer("2", ">=1.5.0 <1.6.0")).toBe("no");
  });
});

test.each(["1.2.3", "<1.2", "< 1.2.3", "", "<1.2.3,>1.0.0"])("%j is no range", (text) => {
  expect(parseRange(text)).toBeUndefined();
});

test("bounds may include their version", () => {
  expect(answer("1.2.3", "<=1.2.3")).toBe("yes");
  expect(answer("1.2.3", ">1.2.3")).toBe("no");
  expect(answer("1.2.3", "=1.2.3")).toBe("yes");
});

test("an image is told by whole segments at the end of its repository", () => {
  expect(isImageOf("mirror/coredns/coredns", ["coredns"])).toBe(true);
  expect(isImageOf("coredns", ["coredns"])).toBe(true);
  expect(isImageOf("my-coredns", ["coredns"])).toBe(false);
  expect(isImageOf("coredns/exporter", ["coredns"])).toBe(false);
});
