import { describe, expect, test } from "@jest/globals";
import { matchesLabels, matchesSelector } from "../../../src/kubernetes/selectors.js";
import { body } from "./manifest.js";

const labels = { app: "web", tier: "front" };

describe("a label selector", () => {
  test.each([
    ["{}", true],
    ["{matchLabels: {app: web}}", true],
    ["{matchLabels: {app: web, tier: back}}", false],
    ["{matchLabels: {app: web}, matchExpressions: [{key: tier, operator: In, values: [back]}]}", false],
    ["{matchExpressions: [{key: tier, operator: In, values: [back, front]}]}", true],
    ["{matchExpressions: [{key: tier, operator: NotIn, values: [back]}]}", true],
    ["{matchExpressions: [{key: tier, operator: NotIn, values: [front]}]}", false],
    ["{matchExpressions: [{key: zone, operator: NotIn, values: [a]}]}", true],
    ["{matchExpressions: [{key: app, operator: Exists}]}", true],
    ["{matchExpressions: [{key: zone, operator: Exists}]}", false],
    ["{matchExpressions: [{key: zone, operator: DoesNotExist}]}", true],
    ["{matchExpressions: [{key: app, operator: DoesNotExist}]}", false],
  ])("%s selects the pod: %s", (selector, expected) => {
    expect(matchesSelector(body(selector), labels)).toBe(expected);
  });

  test.each([
    "{matchExpressions: [{key: app, operator: Gt, values: ['1']}]}",
    "{matchExpressions: [{key: app, operator: In, values: []}]}",
    "{matchExpressions: [{operator: Exists}]}",
    "{matchLabels: {version: 1}}",
    "{matchLabels: [app]}",
  ])("cannot be judged: %s", (selector) => {
    expect(matchesSelector(body(selector), labels)).toBeUndefined();
  });

  test("leaves open what unknown labels decide, and only that", () => {
    const zone = body("{matchLabels: {zone: a}}");
    const other = body("{matchLabels: {zone: a, app: api}}");

    expect(matchesSelector(zone, labels, "partial")).toBeUndefined();
    expect(matchesSelector(zone, labels, "whole")).toBe(false);
    expect(matchesSelector(other, labels, "partial")).toBe(false);
  });

  test("does not mistake what every object inherits for a label", () => {
    expect(matchesSelector(body("{matchExpressions: [{key: constructor, operator: Exists}]}"), labels)).toBe(
      false,
    );
  });
});

test("A plain map of labels must be contained in the labels", () => {
  expect(matchesLabels({ app: "web" }, labels)).toBe(true);
  expect(matchesLabels({ app: "web", zone: "a" }, labels)).toBe(false);
  expect(matchesLabels({ app: 1 }, labels)).toBeUndefined();
});
