/** A gate that knows the base: only what the change brings blocks, and nothing is fixed by hiding it. */
import { afterAll, beforeAll, expect, test } from "@jest/globals";
import { type Gate, openGate, type Outcome, privilegedPod } from "./gate.js";

let gate: Gate;
beforeAll(() => {
  gate = openGate();
});
afterAll(() => gate.close());

const old = { "old.yaml": privilegedPod };

/** `status rule path` of the findings of one rule. */
function of(rule: string, { report }: Outcome): readonly string[] {
  return report.findings
    .filter((finding) => finding.rule === rule)
    .map(({ status, locations: [{ path }] }) => `${status} ${path}`);
}

function chart(isPrivileged: boolean, more = ""): Record<string, string> {
  return {
    "chart/Chart.yaml": "apiVersion: v2\nname: web\nversion: 1.0.0\n",
    "chart/values.yaml": `privileged: ${isPrivileged}\n`,
    "chart/templates/pod.yaml": `${more}${privilegedPod.replace("privileged: true", "privileged: {{ .Values.privileged }}")}`,
  };
}

test("a harmless change passes, whatever the base holds", async () => {
  const outcome = await gate.scanChange(old, { ...old, "README.md": "words\n" });

  expect([outcome.report.verdict, outcome.exitCode]).toEqual(["passed", 0]);
  expect(of("privileged-container", outcome)).toEqual(["existing old.yaml"]);
  expect(outcome.report.compared).toEqual({ base: "1".repeat(40), head: null, reason: null });
});

test("a new finding blocks, and stands beside the old one", async () => {
  const added = privilegedPod.replace("name: beside", "name: added");

  const outcome = await gate.scanChange(old, { ...old, "new.yaml": added });

  expect(outcome.report.verdict).toBe("blocked");
  expect(of("privileged-container", outcome)).toEqual(["new new.yaml", "existing old.yaml"]);
  expect(outcome.report.counts.critical).toEqual({ new: 1, existing: 1, fixed: 0, waived: 0 });
});

test("what the change repairs is fixed", async () => {
  const outcome = await gate.scanChange(old, { "old.yaml": privilegedPod.replace("true", "false") });

  expect(outcome.report.verdict).toBe("passed");
  expect(of("privileged-container", outcome)).toEqual(["fixed old.yaml"]);
});

test("moved lines and a renamed file change nothing", async () => {
  const moved = { "new/place.yaml": `# A comment.\n\n${privilegedPod}` };

  const outcome = await gate.scanChange(old, moved, {}, { "new/place.yaml": "old.yaml" });

  expect(outcome.report.verdict).toBe("passed");
  expect(of("privileged-container", outcome)).toEqual(["existing new/place.yaml"]);
});

test("a value that a chart now sets is new", async () => {
  const outcome = await gate.scanChange(chart(false), chart(true));

  expect(outcome.report.verdict).toBe("blocked");
  expect(of("privileged-container", outcome)).toEqual(["new chart/values.yaml"]);
});

test("a chart that no longer renders fixes nothing, and the run is incomplete", async () => {
  const outcome = await gate.scanChange(chart(true), chart(true, '{{ fail "no" }}'));

  expect([outcome.report.verdict, outcome.exitCode]).toEqual(["incomplete", 3]);
  expect(of("privileged-container", outcome)).toEqual(["existing chart/values.yaml"]);
});

test("where the base cannot be looked at, the report says that its findings count as new", async () => {
  const outcome = await gate.scanChange(chart(true, '{{ fail "no" }}'), chart(true));

  expect(outcome.report.verdict).toBe("blocked");
  expect(of("privileged-container", outcome)).toEqual(["new chart/values.yaml"]);
  expect(outcome.report.notes.map(({ message }) => message).join("\n")).toContain(
    "At the base this could not be looked at",
  );
});

test("a rule about changes compares both sides", async () => {
  const namespace = (level: string) =>
    `apiVersion: v1\nkind: Namespace\nmetadata:\n  name: shop\n  labels:\n    pod-security.kubernetes.io/enforce: ${level}\n`;

  const outcome = await gate.scanChange(
    { "shop.yaml": namespace("restricted") },
    { "shop.yaml": namespace("baseline") },
  );

  expect(of("pod-security-lowered", outcome)).toEqual(["new shop.yaml"]);
});
