import { expect, test } from "@jest/globals";
import { holdsWord } from "../../../src/text/name-words.js";

test.each([
  ["validate.policy.example.com", "policy"],
  ["KYVERNO-svc", "kyverno"],
  ["k-rail.example.com", "k-rail"],
])("%s holds %s", (name, word) => {
  expect(holdsWord(["other", name], [word])).toBe(true);
});

test.each([
  ["opaque-webhook", "opa"],
  ["rail-k", "k-rail"],
  ["", "policy"],
])("%s does not hold %s", (name, word) => {
  expect(holdsWord([name], [word])).toBe(false);
});
