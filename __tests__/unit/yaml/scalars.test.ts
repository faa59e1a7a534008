/** What the API server makes of an unquoted scalar: the table of goyaml.v2 (sigs.k8s.io/yaml/goyaml.v2, resolve.go). */
import { expect, test } from "@jest/globals";
import { resolvePlain } from "../../../src/yaml/scalars.js";

test.each([
  ["", null],
  ["~", null],
  ["null", null],
  ["Null", null],
  ["NULL", null],
])("%j is nothing", (source, value) => {
  expect(resolvePlain(source)).toBe(value);
});

test.each([
  ["y", true],
  ["Y", true],
  ["yes", true],
  ["Yes", true],
  ["YES", true],
  ["on", true],
  ["On", true],
  ["ON", true],
  ["true", true],
  ["True", true],
  ["TRUE", true],
  ["n", false],
  ["N", false],
  ["no", false],
  ["No", false],
  ["NO", false],
  ["off", false],
  ["Off", false],
  ["OFF", false],
  ["false", false],
  ["False", false],
  ["FALSE", false],
])("%s is a truth value", (source, value) => {
  expect(resolvePlain(source)).toBe(value);
});

test.each(["yEs", "tRUE", "oN", "nULL", "yess", "truely", "none", "nil"])("%s is a text", (source) => {
  expect(resolvePlain(source)).toBe(source);
});

test.each([
  ["0", 0],
  ["-0", 0],
  ["+1", 1],
  ["-17", -17],
  ["0644", 420],
  ["0o17", 15],
  ["0x1F", 31],
  ["-0x1f", -31],
  ["0b101", 5],
  ["-0b101", -5],
  ["1_000", 1_000],
  ["1__0", 10],
  ["0_644", 420],
  ["9007199254740991", 9_007_199_254_740_991],
  ["9223372036854775807", 9_223_372_036_854_775_807n],
  ["-9223372036854775808", -9_223_372_036_854_775_808n],
  ["18446744073709551615", 18_446_744_073_709_551_615n],
  ["18446744073709551616", 18_446_744_073_709_551_616],
])("%s is a whole number", (source, value) => {
  expect(Object.is(resolvePlain(source), value) || resolvePlain(source) === value).toBe(true);
});

test.each([
  [".5", 0.5],
  ["-.5", -0.5],
  ["1.", 1],
  ["1.0", 1],
  ["1e3", 1_000],
  ["1E3", 1_000],
  ["1e+3", 1_000],
  ["2.5e-1", 0.25],
  ["1_0.5", 10.5],
  ["089", 89],
  ["08.5", 8.5],
])("%s is a number", (source, value) => {
  expect(resolvePlain(source)).toBe(value);
});

test.each([
  "1:30",
  "2026-11-21",
  "2026-11-21T12:00:00Z",
  "1.2.3",
  "v1.34",
  "1.34-rc",
  "100m",
  "1Gi",
  "0x",
  "0xg",
  "0b2",
  "1e",
  "e3",
  ".",
  "-",
  "+",
  "_1",
  "+-1",
  "--1",
  "1e999",
])("%s is a text", (source) => {
  expect(resolvePlain(source)).toBe(source);
});

test.each([".inf", "-.inf", "+.Inf", ".nan", ".NaN"])(
  "%s is a text, because JSON has no such number",
  (source) => {
    expect(resolvePlain(source)).toBe(source);
  },
);
