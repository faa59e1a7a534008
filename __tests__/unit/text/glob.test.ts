import { expect, test } from "@jest/globals";
import { compileGlobs, GlobError } from "../../../src/text/glob.js";

test("one star stays in a folder and two stars cross folders", () => {
  const matches = compileGlobs(["deploy/*.yaml", "charts/**/ci/*"]);

  expect(matches("deploy/web.yaml")).toBe(true);
  expect(matches("deploy/web/pod.yaml")).toBe(false);
  expect(matches("charts/a/b/ci/x.yaml")).toBe(true);
});

test("a folder stands for all files below it, hidden ones too", () => {
  for (const pattern of ["deploy", "deploy/", "./deploy", "deploy/**"]) {
    const matches = compileGlobs([pattern]);

    expect(matches("deploy/.hidden/pod.yaml")).toBe(true);
    expect(matches("deployments/pod.yaml")).toBe(false);
  }
});

test("no pattern matches nothing", () => {
  expect(compileGlobs([])("pod.yaml")).toBe(false);
});

test("a number sign and an extended pattern have no other meaning than their own", () => {
  expect(compileGlobs(["#draft.yaml"])("#draft.yaml")).toBe(true);
  expect(compileGlobs(["!(a).yaml"])("b.yaml")).toBe(true);
});

test.each([
  ["", "empty"],
  ["./", "empty"],
  ["/etc/*", "absolute"],
  ["../x", ".."],
  ["a/../../x", ".."],
  ["!deploy", "negated"],
  ["a\0b", "NUL"],
  ["a".repeat(1025), "1,024"],
  ["{a,b}{a,b}{a,b}{a,b}{a,b}{a,b}{a,b}{a,b}{a,b}", "256"],
])("the pattern %j is refused", (pattern, reason) => {
  expect(() => compileGlobs([pattern])).toThrow(GlobError);
  expect(() => compileGlobs([pattern])).toThrow(reason);
});

test("a pattern with exactly as many alternatives as allowed is taken", () => {
  expect(compileGlobs(["{a,b}{a,b}{a,b}{a,b}{a,b}{a,b}{a,b}{a,b}"])("abababab")).toBe(true);
});
