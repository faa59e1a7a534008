/** The decisions of the API server's own checker: the cases follow k8s.io/apiserver's pkg/audit/policy/checker_test.go. */
import { describe, expect, test } from "@jest/globals";
import type { Json } from "../../../src/core/json.js";
import { type AuditRequest, coversRule, decideAudit } from "../../../src/kubernetes/audit-policy.js";
import { resource } from "./manifest.js";

const request: AuditRequest = {
  caller: { user: "tim@k8s.io", groups: ["humans", "developers"] },
  verb: "get",
  group: "",
  resource: "pods",
  namespace: "default",
};

function levelUnder(rules: string, more: Partial<AuditRequest> = {}, head = ""): string {
  const policy = resource(`{apiVersion: audit.k8s.io/v1, kind: Policy, ${head} rules: ${rules}}`);
  return decideAudit(policy, { ...request, ...more }).level;
}

describe("a rule matches", () => {
  test.each([
    ["everything, when it names nothing", "[{level: Request}]", "Request"],
    ["its users", '[{level: Request, users: ["tim@k8s.io"]}]', "Request"],
    ["no other users", "[{level: Request, users: [someone]}]", "None"],
    ["one of its groups", "[{level: Request, userGroups: [animals, humans]}]", "Request"],
    ["its verbs", "[{level: Request, verbs: [list, get]}]", "Request"],
    ["no other verbs", "[{level: Request, verbs: [list]}]", "None"],
    ["its namespaces", "[{level: Request, namespaces: [default]}]", "Request"],
    ["no cluster scope by a namespace", '[{level: Request, namespaces: [""]}]', "None"],
    ["a group without resources", '[{level: Request, resources: [{group: ""}]}]', "Request"],
    ["a wildcard group", '[{level: Request, resources: [{group: "*", resources: [pods]}]}]', "Request"],
    ["no other group", "[{level: Request, resources: [{group: apps, resources: [pods]}]}]", "None"],
    ["a wildcard resource", '[{level: Request, resources: [{resources: ["*"]}]}]', "Request"],
    [
      "the resource itself by all its parts",
      '[{level: Request, resources: [{resources: ["pods/*"]}]}]',
      "Request",
    ],
    ["no path that is no resource", '[{level: Request, nonResourceURLs: ["*"]}]', "None"],
    [
      "nothing by the names of objects",
      "[{level: Request, resources: [{resources: [pods], resourceNames: [a]}]}]",
      "None",
    ],
    ["first, and then no other counts", "[{level: Metadata}, {level: Request}]", "Metadata"],
  ])("%s", (_, rules, expected) => {
    expect(levelUnder(rules)).toBe(expected);
  });

  test.each([
    ["[{level: Request, resources: [{resources: [pods]}]}]", "None"],
    ['[{level: Request, resources: [{resources: ["pods/log"]}]}]', "Request"],
    ['[{level: Request, resources: [{resources: ["*/log"]}]}]', "Request"],
    ['[{level: Request, resources: [{resources: ["pods/*"]}]}]', "Request"],
    ['[{level: Request, resources: [{resources: ["*"]}]}]', "Request"],
    ['[{level: Request, resources: [{resources: ["*/exec"]}]}]', "None"],
  ])("a subresource by %s: %s", (rules, expected) => {
    expect(levelUnder(rules, { resource: "pods/log" })).toBe(expected);
  });
});

describe("stages", () => {
  test("a request leaves an event as long as one of its ends is recorded", () => {
    expect(levelUnder("[{level: Request, omitStages: [RequestReceived]}]")).toBe("Request");
    expect(levelUnder("[{level: Request, omitStages: [ResponseComplete]}]")).toBe("Request");
    expect(levelUnder("[{level: Request, omitStages: [RequestReceived, ResponseComplete]}]")).toBe("None");
  });

  test("those of the policy and of the rule add up", () => {
    const rules = "[{level: Request, omitStages: [ResponseComplete]}]";

    expect(levelUnder(rules, {}, "omitStages: [RequestReceived],")).toBe("None");
  });
});

describe("an earlier rule hides a later one", () => {
  test.each<[string, Json, Json, boolean]>([
    ["when it matches everything", {}, { verbs: ["get"] }, true],
    ["not when it is narrower", { verbs: ["get"] }, {}, false],
    ["when it names more verbs", { verbs: ["get", "list"] }, { verbs: ["get"] }, true],
    ["not a path by a resource", { resources: [{}] }, { nonResourceURLs: ["/a"] }, false],
    [
      "when its group is whole",
      { resources: [{ group: "apps" }] },
      { resources: [{ group: "apps", resources: ["a"] }] },
      true,
    ],
    ["not in another group", { resources: [{ group: "apps" }] }, { resources: [{ group: "batch" }] }, false],
    [
      "not by names of objects",
      { resources: [{ resources: ["a"], resourceNames: ["n"] }] },
      { resources: [{ resources: ["a"] }] },
      false,
    ],
    ["not in another namespace", { namespaces: ["a"] }, { namespaces: ["b"] }, false],
  ])("%s", (_, earlier, later, expected) => {
    expect(coversRule(earlier, later)).toBe(expected);
  });
});
