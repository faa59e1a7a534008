import { expect, test } from "@jest/globals";
import {
  findingOf,
  incompleteReport,
  passedReport,
  reportOf,
  sampleReport,
} from "../../golden/report/sample-report.js";
import { headlineOf } from "../../../src/report/verdict.js";
import { worthSaying } from "../../../src/report/comment.js";
import type { Finding } from "../../../src/core/finding.js";
import type { Report } from "../../../src/core/report.js";

function headline(report: Report): string {
  const { emoji, word, rest } = headlineOf(report);
  return `${emoji} ${word}: ${rest}`;
}

function some(count: number, severity: Finding["severity"]): readonly Finding[] {
  return Array.from({ length: count }, () => findingOf({ severity }));
}

test("blocked names the severities that block", () => {
  const findings = [...some(2, "critical"), ...some(3, "high")];

  expect(headline(reportOf({ findings, verdict: "blocked" }))).toBe("⛔ Blocked: 2 new critical findings");
  expect(headline(reportOf({ findings, verdict: "blocked", failOn: "high" }))).toBe(
    "⛔ Blocked: 2 new critical and 3 new high findings",
  );
  expect(headline(reportOf({ findings: some(1, "critical"), verdict: "blocked" }))).toBe(
    "⛔ Blocked: 1 new critical finding",
  );
});

test("incomplete counts the targets of the change", () => {
  const report = incompleteReport();
  const [problem] = report.problems;
  const problems = problem === undefined ? [] : [problem, { ...problem, target: "manifest:deploy/api.yaml" }];

  expect(headline(report)).toBe("⚠️ Incomplete: 1 target of this change was not checked");
  expect(headline({ ...report, problems })).toBe("⚠️ Incomplete: 2 targets of this change were not checked");
});

test("incomplete without a target counts the problems", () => {
  const [problem] = incompleteReport().problems;
  const problems = problem === undefined ? [] : [{ ...problem, target: null }];

  expect(headline(reportOf({ problems, verdict: "incomplete" }))).toBe(
    "⚠️ Incomplete: 1 problem kept this change from being checked",
  );
});

test("a target that was checked in part was not checked in full", () => {
  const report = incompleteReport();
  const [problem] = report.problems;
  const problems =
    problem === undefined ? [] : [{ ...problem, target: "manifest:deploy/a|b`c`<!--@team#1 ::x::.yaml" }];

  expect(headline({ ...report, problems })).toBe(
    "⚠️ Incomplete: 1 target of this change was not checked in full",
  );
});

test("passed tells new findings below the threshold", () => {
  const { targets } = passedReport();

  expect(headline(passedReport())).toBe("✅ Passed: no new findings that block");
  expect(headline(reportOf({ targets, findings: some(3, "high") }))).toBe(
    "✅ Passed: 3 new high findings, none blocks",
  );
  expect(headline(reportOf({ targets, findings: some(1, "high") }))).toBe(
    "✅ Passed: 1 new high finding, which does not block",
  );
});

test("passed without a target says that there was nothing", () => {
  expect(headline(reportOf({}))).toBe("✅ Passed: nothing to check");
});

test("a comment is worth it for a new finding, a fixed one or a problem", () => {
  expect(worthSaying(sampleReport())).toBe(true);
  expect(worthSaying(incompleteReport())).toBe(true);
  expect(worthSaying(reportOf({ findings: [findingOf({ status: "fixed" })] }))).toBe(true);
});

test("a comment is not worth it for old and waived findings", () => {
  const findings = [findingOf({ status: "existing" }), findingOf({ status: "waived" })];

  expect(worthSaying(reportOf({ findings }))).toBe(false);
});
