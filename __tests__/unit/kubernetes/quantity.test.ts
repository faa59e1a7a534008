import { expect, test } from "@jest/globals";
import { canonicalQuantity, compareQuantities, parseQuantity } from "../../../src/kubernetes/quantity.js";

test.each([
  [0.5, "500m"],
  ["0.5", "500m"],
  ["500m", "500m"],
  ["2000m", "2"],
  [2, "2"],
  [1000n, "1k"],
  ["1000Mi", "1000Mi"],
  ["1024Ki", "1Mi"],
  ["1.5Gi", "1536Mi"],
  ["512Ki", "512Ki"],
  ["0.5Ki", "512"],
  ["1e3", "1e3"],
  ["1E3", "1e3"],
  ["1E", "1E"],
  ["100u", "100u"],
  ["0.1n", "1n"],
  ["-1.5", "-1500m"],
  ["+1", "1"],
  [".5", "500m"],
  ["1.", "1"],
  ["0Gi", "0"],
  [0, "0"],
])("%p is written %s", (value, canonical) => {
  expect(canonicalQuantity(value)).toBe(canonical);
});

test.each(["", ".", "1 Gi", "1gi", "1GiB", "1mi", "--1", "1e", "0x10", "NaN", true, "1".repeat(101)])(
  "%p is no quantity",
  (value) => {
    expect(parseQuantity(value)).toBeUndefined();
  },
);

test("Quantities compare by their amount", () => {
  expect(compareQuantities("0.5", "500m")).toBe(0);
  expect(compareQuantities("1Gi", "1G")).toBe(1);
  expect(compareQuantities("999M", "1Gi")).toBe(-1);
  expect(compareQuantities("1Gi", "much")).toBeUndefined();
});

test("An amount beyond 2^63-1 is capped", () => {
  expect(compareQuantities("1e9999", "9223372036854775807")).toBe(0);
});
