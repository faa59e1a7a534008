/** No report, however large or hostile, makes a text that its channel refuses. */
import * as fc from "fast-check";
import { comment, markerOf } from "../../src/report/comment.js";
import { expect, test } from "@jest/globals";
import { findingOf, reportOf, sampleReport } from "../golden/report/sample-report.js";
import { annotations } from "../../src/report/annotations.js";
import { asRepoPath } from "../../src/core/location.js";
import { byteLength } from "../../src/report/budget.js";
import { hostileTexts } from "../fakes/hostile-names.js";
import { noContext } from "../../src/report/context.js";
import { sampleContext } from "../golden/report/sample-context.js";
import { severities } from "../../src/core/rule.js";
import { statuses } from "../../src/core/finding.js";
import { summary } from "../../src/report/summary.js";
import { thresholds } from "../../src/core/report.js";
import type { Report } from "../../src/core/report.js";

const verdicts = ["passed", "blocked", "incomplete", "error"] as const;
const size = fc.oneof(fc.constantFrom(0, 1, 10, 11, 50, 51), fc.integer({ min: 0, max: 300 }));
const hostileName = fc.oneof(
  fc.constantFrom(...hostileTexts),
  fc.constantFrom("web", "|".repeat(120), "🎉".repeat(120)),
);

const anyReport = fc
  .record({
    verdict: fc.constantFrom(...verdicts),
    failOn: fc.constantFrom(...thresholds),
    findings: size,
    rules: fc.integer({ min: 1, max: 200 }),
    problems: size,
    targets: size,
    undecided: size,
    name: hostileName,
    severity: fc.constantFrom(...severities),
    isCompared: fc.boolean(),
  })
  .map(makeReport);

test("a comment stays below 60,000 bytes, starts with the marker and names the verdict", () => {
  fc.assert(
    fc.property(anyReport, (report) => {
      for (const context of [noContext, sampleContext]) {
        const output = comment(report, context);

        expect(byteLength(output)).toBeLessThanOrEqual(60_000);
        expect(output.split("\n")[0]).toBe(markerOf(context));
        expect(output.split("\n")[1]).toMatch(/^## \S+ (?:Passed|Blocked|Incomplete|Error): \S/);
      }
    }),
    { numRuns: 15 },
  );
}, 60_000);

test("a comment stays below 60,000 bytes for a very large and hostile run, whatever the verdict", () => {
  for (const verdict of verdicts) {
    const many = { findings: 800, rules: 200, problems: 800, targets: 800, undecided: 800 };
    const report = makeReport({
      ...many,
      verdict,
      failOn: "low",
      name: "|".repeat(120),
      severity: "critical",
      isCompared: true,
    });

    expect(byteLength(comment(report, sampleContext))).toBeLessThanOrEqual(60_000);
  }
}, 60_000);

test("a summary stays below 900 KiB", () => {
  fc.assert(
    fc.property(anyReport, (report) => {
      expect(byteLength(summary(report, sampleContext))).toBeLessThanOrEqual(900 * 1024);
    }),
    { numRuns: 15 },
  );
}, 60_000);

test("annotations stay within ten of a level", () => {
  fc.assert(
    fc.property(anyReport, (report) => {
      const { list, verdict } = annotations(report, sampleContext, () => true, "the job summary");

      for (const level of ["error", "warning", "notice"] as const) {
        const all = [...list, ...(verdict === null ? [] : [verdict])].filter((item) => item.level === level);

        expect(all.length).toBeLessThanOrEqual(10);
      }
      for (const { title, message } of list) {
        expect(Array.from(title).length).toBeLessThanOrEqual(80);
        expect(Array.from(message).length).toBeLessThanOrEqual(400);
      }
    }),
    { numRuns: 15 },
  );
}, 60_000);

interface Shape {
  readonly verdict: Report["verdict"];
  readonly failOn: Report["failOn"];
  readonly findings: number;
  readonly rules: number;
  readonly problems: number;
  readonly targets: number;
  readonly undecided: number;
  readonly name: string;
  readonly severity: (typeof severities)[number];
  readonly isCompared: boolean;
}

function makeReport(shape: Shape): Report {
  const { name } = shape;
  const resource = { apiVersion: "v1", kind: name, namespace: name, name };
  const path = asRepoPath(`deploy/${name.replace(/[/\0]/g, "_").slice(0, 300) || "a"}.yaml`);
  const location = { role: "primary", path, span: null, precision: "file" } as const;
  const [rule] = sampleReport().rules;
  return reportOf({
    verdict: shape.verdict,
    failOn: shape.failOn,
    ...(shape.isCompared ? {} : { compared: { base: null, head: null, reason: name } }),
    findings: Array.from({ length: shape.findings }, (_, index) =>
      findingOf({
        rule: `rule-${index % shape.rules}`,
        title: name,
        severity: index % 3 === 0 ? shape.severity : (severities[index % 4] ?? "low"),
        status: index % 5 === 0 ? (statuses[index % 4] ?? "new") : "new",
        message: `It is "${name}".`,
        resource,
        container: name,
        locations: [location],
        targets: Array.from({ length: index % 7 }, (_unused, target) => `t${target}`),
        fix: { advice: `${name}.`, safety: "none", snippet: index % 2 === 0 ? `a: ${name}` : null },
      }),
    ),
    problems: Array.from({ length: shape.problems }, (_, index) => ({
      stage: "render",
      path,
      line: 1,
      target: `t${index}`,
      touched: index % 2 === 0,
      message: `${name}.`,
      hint: `${name}.`,
    })),
    targets: Array.from({ length: shape.targets }, (_, index) => ({
      id: `t${index}`,
      kind: index % 2 === 0 ? "helm" : "manifest",
      path,
      values: [path, path],
      files: [path],
      state: index % 3 === 0 ? "not-checked" : "checked",
      resources: 1,
    })),
    undecided: Array.from({ length: shape.undecided }, (_, index) => ({
      rule: `rule-${index}`,
      resource,
      path,
      reason: `${name}.`,
    })),
    rules:
      rule === undefined
        ? []
        : Array.from({ length: shape.rules }, (_, index) => ({ ...rule, id: `rule-${index}` })),
  });
}
