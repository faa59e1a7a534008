import { describe, expect, test } from "@jest/globals";
import type { Finding, Status } from "../../../src/core/finding.js";
import type { Problem } from "../../../src/core/problem.js";
import { severities, type Severity } from "../../../src/core/rule.js";
import { blocks, countFindings } from "../../../src/triage/severity.js";
import { exitCodes, verdictOf } from "../../../src/triage/verdict.js";
import { findingOf } from "../../golden/report/sample-report.js";

function found(severity: Severity, status: Status = "new"): Finding {
  return findingOf({ severity, status });
}

function problem(touched: boolean): Problem {
  return { stage: "parse", path: "", line: null, target: null, touched, message: "It is.", hint: "Act." };
}

describe("the verdict", () => {
  test("is passed where nothing was found", () => {
    expect(verdictOf([], [], "critical")).toBe("passed");
  });

  test("is passed where what is new weighs less than the threshold", () => {
    expect(verdictOf([found("high")], [], "critical")).toBe("passed");
  });

  test("is blocked where something new reaches the threshold", () => {
    expect(verdictOf([found("high")], [], "high")).toBe("blocked");
    expect(verdictOf([found("critical")], [], "high")).toBe("blocked");
  });

  test("is not blocked by what is existing, fixed or waived", () => {
    const findings = [found("critical", "existing"), found("critical", "fixed"), found("critical", "waived")];

    expect(verdictOf(findings, [], "low")).toBe("passed");
  });

  test("is incomplete where the change touches what could not be looked at", () => {
    expect(verdictOf([], [problem(true)], "critical")).toBe("incomplete");
    expect(verdictOf([found("high")], [problem(true)], "critical")).toBe("incomplete");
  });

  test("is passed where the change does not touch it", () => {
    expect(verdictOf([], [problem(false)], "critical")).toBe("passed");
  });

  test("is blocked before it is incomplete", () => {
    expect(verdictOf([found("critical")], [problem(true)], "critical")).toBe("blocked");
  });

  test("is never blocked where nothing blocks, and still incomplete", () => {
    expect(verdictOf([found("critical")], [], "never")).toBe("passed");
    expect(verdictOf([found("critical")], [problem(true)], "never")).toBe("incomplete");
  });

  test("says to the system what the documentation promises", () => {
    expect(exitCodes).toEqual({ passed: 0, blocked: 1, error: 2, incomplete: 3 });
  });
});

describe("a threshold", () => {
  test.each([
    ["critical", ["critical"]],
    ["high", ["critical", "high"]],
    ["medium", ["critical", "high", "medium"]],
    ["low", ["critical", "high", "medium", "low"]],
    ["never", []],
  ] as const)("%s blocks on %j", (threshold, blocking) => {
    expect(severities.filter((severity) => blocks(severity, threshold))).toEqual(blocking);
  });
});

test("findings are counted by severity and status, zeros included", () => {
  const counts = countFindings([found("high"), found("high"), found("low", "waived")]);

  expect(counts).toEqual({
    critical: { new: 0, existing: 0, fixed: 0, waived: 0 },
    high: { new: 2, existing: 0, fixed: 0, waived: 0 },
    medium: { new: 0, existing: 0, fixed: 0, waived: 0 },
    low: { new: 0, existing: 0, fixed: 0, waived: 1 },
  });
});
