import { expect, test } from "@jest/globals";
import { DecodeError } from "../../../src/core/decode.js";
import { failureOf, reasonOf } from "../../../src/github/failure.js";

test.each([
  [{ status: 403, response: { headers: {} } }, "the token does not allow it (GitHub answered 403)"],
  [{ status: 404, response: { headers: {} } }, "the token does not allow it (GitHub answered 404)"],
  [
    { status: 403, response: { headers: { "retry-after": "60" } } },
    "the rate limit of GitHub's API is used up",
  ],
  [{ status: 429, response: { headers: {} } }, "the rate limit of GitHub's API is used up"],
  [{ status: 422, response: { headers: {} } }, "GitHub refused the request (422)"],
  [{ status: 503, response: { headers: {} } }, "GitHub failed to answer (503)"],
  [{ status: 500 }, "the connection to GitHub failed"],
  [{ status: 500, cause: { name: "TimeoutError" } }, "GitHub did not answer in time"],
  [new DecodeError({ path: [], expected: "a list", found: "a text" }), "GitHub's answer could not be read"],
  [new TypeError("invalid parameter format"), "GitHub's answer could not be read"],
])("%j is told in words of ours", (error, expected) => {
  expect(reasonOf(failureOf(error, 0))).toBe(expected);
});
