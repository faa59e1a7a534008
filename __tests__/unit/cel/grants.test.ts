import { expect, test } from "@jest/globals";
import { outcome } from "./evaluation.js";

const readPods = { apiGroups: [""], resources: ["pods"], verbs: ["get", "list"] };
const everything = { apiGroups: ["*"], resources: ["*"], verbs: ["*"] };
const anyExec = { apiGroups: [""], resources: ["*/exec"], verbs: ["create"] };
const podsStar = { apiGroups: [""], resources: ["pods/*"], verbs: ["create"] };

test.each([
  ["the verb on the resource", readPods, "'', ['pods'], ['get']", true],
  ["one of several verbs and resources", readPods, "'', ['secrets', 'pods'], ['watch', 'list']", true],
  ["no other verb", readPods, "'', ['pods'], ['delete']", false],
  ["no other resource", readPods, "'', ['secrets'], ['get']", false],
  ["no other group", readPods, "'apps', ['pods'], ['get']", false],
  ["not its subresource", readPods, "'', ['pods/exec'], ['get']", false],
  ["everything", everything, "'apps', ['deployments/scale'], ['patch']", true],
  ["a subresource of every resource", anyExec, "'', ['pods/exec'], ['create']", true],
  ["no other subresource of every resource", anyExec, "'', ['pods/attach'], ['create']", false],
  ["no resource by the name of its subresource", anyExec, "'', ['pods'], ['create']", false],
  ["nothing through pods/*", podsStar, "'', ['pods/exec', 'pods'], ['create']", false],
  ["a wildcard that is asked for, if it has one", everything, "'*', ['*'], ['*']", true],
  ["no wildcard that it does not have", readPods, "'', ['*'], ['*']", false],
])("a rule grants %s", (_, rule, question, expected) => {
  expect(outcome(`grants(rule, ${question})`, { rule })).toBe(expected);
});

test("names do not count, so that each rule can say what they mean to it", () => {
  const rule = { ...readPods, resourceNames: ["web"] };

  expect(outcome("grants(rule, '', ['pods'], ['get']) && has(rule.resourceNames)", { rule })).toBe(true);
});

test("a rule for URLs grants no resources", () => {
  const rule = { nonResourceURLs: ["*"], verbs: ["*"] };

  expect(outcome("grants(rule, '', ['pods'], ['get'])", { rule })).toBe(false);
});

test("what is no rule is an error, not a no", () => {
  expect(outcome("grants(rule, '', ['pods'], ['get'])", { rule: "x" })).toBe("error: no-such-overload");
});
