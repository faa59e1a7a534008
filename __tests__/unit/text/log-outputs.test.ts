/** Outputs of log agents, read from text that may be a template. */
import { expect, test } from "@jest/globals";
import { logOutputs } from "../../../src/text/log-outputs.js";

test("a login before the host is never handed over", () => {
  const text = "clients:\n  - url: http://user:pa:ss@loki.example.com:3100/loki/api/v1/push";

  expect(logOutputs(text)).toEqual([{ hosts: ["loki.example.com"], isClear: true, isUnverified: false }]);
});

test("each child of the heading is an output of its own", () => {
  const text = `
sources: {}
sinks:
  one:
    endpoint: https://a.example.com
    tls:
      verify_certificate: false
  two:
    endpoint: https://b.example.com
other:
  endpoint: http://c.example.com
`;

  expect(logOutputs(text)).toEqual([
    { hosts: ["a.example.com"], isClear: false, isUnverified: true },
    { hosts: ["b.example.com"], isClear: false, isUnverified: false },
  ]);
});

test("elements of a list may stand as deep as their heading", () => {
  const text =
    "positions: {}\nclients:\n- url: http://a.example.com/loki/api/v1/push\n- url: https://b.example.com/loki/api/v1/push\nscrape_configs: []";

  expect(logOutputs(text).map(({ hosts, isClear }) => [hosts, isClear])).toEqual([
    [["a.example.com"], true],
    [["b.example.com"], false],
  ]);
});

test("text of no known agent has no outputs", () => {
  expect(logOutputs("outputs:\n  - host: a.example.com\n    tls: off")).toEqual([]);
  expect(logOutputs("")).toEqual([]);
});

test("long hostile text is read in time that grows with its length", () => {
  const blank = "\n".repeat(200_000);
  const wide = `[OUTPUT]\n${" -".repeat(200_000)}\n${"http://".repeat(100_000)}`;
  const start = performance.now();

  expect(logOutputs(`pipelines:${blank}sources:sinks:`)).toEqual([]);
  expect(logOutputs(wide)).toHaveLength(1);
  expect(performance.now() - start).toBeLessThan(2_000);
});
