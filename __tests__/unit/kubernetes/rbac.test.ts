import { describe, expect, test } from "@jest/globals";
import {
  aggregates,
  grants,
  grantsUrl,
  isAdminEquivalent,
  type Right,
} from "../../../src/kubernetes/rbac.js";
import { body } from "./manifest.js";

const getPods: Right = { group: "", resource: "pods", verb: "get" };
const exec: Right = { group: "", resource: "pods/exec", verb: "create" };

describe("a rule", () => {
  test.each([
    ["{apiGroups: [''], resources: [pods], verbs: [get]}", getPods, true],
    ["{apiGroups: [''], resources: [pods], verbs: [list]}", getPods, false],
    ["{apiGroups: [apps], resources: [pods], verbs: [get]}", getPods, false],
    ["{apiGroups: ['*'], resources: ['*'], verbs: ['*']}", getPods, true],
    ["{apiGroups: [''], resources: [Pods], verbs: [get]}", getPods, false],
    ["{resources: [pods], verbs: [get]}", getPods, false],
    ["{apiGroups: [''], resources: ['pods/*'], verbs: ['*']}", getPods, false],
    ["{apiGroups: [''], resources: ['pods/*'], verbs: ['*']}", exec, false],
    ["{apiGroups: [''], resources: ['*/exec'], verbs: [create]}", exec, true],
    ["{apiGroups: [''], resources: ['*/exec'], verbs: [create]}", getPods, false],
    ["{apiGroups: [''], resources: [pods], verbs: [create]}", exec, false],
    ["{apiGroups: [''], resources: ['*'], verbs: [create]}", exec, true],
  ])("%s grants %j: %s", (rule, right, expected) => {
    expect(grants(body(rule), right)).toBe(expected);
  });

  test("with names grants those names, and nothing to a request without one", () => {
    const rule = body(
      "{apiGroups: [''], resources: [secrets], verbs: [get, list, create], resourceNames: [web]}",
    );

    expect(grants(rule, { group: "", resource: "secrets", verb: "get", name: "web" })).toBe(true);
    expect(grants(rule, { group: "", resource: "secrets", verb: "get", name: "api" })).toBe(false);
    expect(grants(rule, { group: "", resource: "secrets", verb: "create" })).toBe(false);
    expect(grants(rule, { group: "", resource: "secrets", verb: "list" })).toBe(false);
  });

  test("with an empty list of names grants every name", () => {
    const rule = body("{apiGroups: [''], resources: [secrets], verbs: [get], resourceNames: []}");

    expect(grants(rule, { group: "", resource: "secrets", verb: "get" })).toBe(true);
  });

  test.each([
    ["{nonResourceURLs: [/metrics], verbs: [get]}", "/metrics", true],
    ["{nonResourceURLs: ['/healthz/*'], verbs: [get]}", "/healthz/etcd", true],
    ["{nonResourceURLs: ['/healthz/*'], verbs: [get]}", "/healthz", false],
    ["{nonResourceURLs: ['*'], verbs: ['*']}", "/logs", true],
    ["{nonResourceURLs: [/metrics], verbs: [post]}", "/metrics", false],
  ])("%s grants the path %s: %s", (rule, path, expected) => {
    expect(grantsUrl(body(rule), path, "get")).toBe(expected);
  });
});

describe("admin-equivalent", () => {
  test("is one rule that allows everything", () => {
    expect(
      isAdminEquivalent([
        { apiGroups: [""], resources: ["pods"], verbs: ["get"] },
        { apiGroups: ["*"], resources: ["*", "pods"], verbs: ["*"] },
      ]),
    ).toBe(true);
  });

  test("is not three rules with one wildcard each, nor everything of a single name", () => {
    expect(
      isAdminEquivalent([
        { apiGroups: ["*"], resources: ["pods"], verbs: ["get"] },
        { apiGroups: [""], resources: ["*"], verbs: ["*"] },
        { apiGroups: ["*"], resources: ["*"], verbs: ["*"], resourceNames: ["web"] },
      ]),
    ).toBe(false);
  });
});

test("An aggregated role takes in what any of its selectors matches", () => {
  const role = body(
    "{aggregationRule: {clusterRoleSelectors: [{matchLabels: {to: admin}}, {matchLabels: {to: edit}}]}}",
  );
  const plain = body("{rules: []}");

  expect(aggregates(role, body("{metadata: {labels: {to: edit}}}"))).toBe(true);
  expect(aggregates(role, body("{metadata: {labels: {to: view}}}"))).toBe(false);
  expect(aggregates(role, plain)).toBe(false);
  expect(aggregates(plain, body("{metadata: {labels: {to: edit}}}"))).toBe(false);
});
