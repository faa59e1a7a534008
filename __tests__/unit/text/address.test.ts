import { expect, test } from "@jest/globals";
import { isBelowAny, isClearText, repositoryOf, shownAddress } from "../../../src/text/address.js";

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
