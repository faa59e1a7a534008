import { comment, markerOf } from "../../../src/report/comment.js";
import { describe, expect, test } from "@jest/globals";
import { findingOf, passedReport, reportOf, sampleReport } from "../../golden/report/sample-report.js";
import { asRepoPath } from "../../../src/core/location.js";
import { byteLength } from "../../../src/report/budget.js";
import { noContext } from "../../../src/report/context.js";
import { sampleContext } from "../../golden/report/sample-context.js";
import { summary } from "../../../src/report/summary.js";
import type { Finding } from "../../../src/core/finding.js";

describe("the marker", () => {
  test("is the first line", () => {
    expect(comment(sampleReport(), noContext).split("\n")[0]).toBe(
      "<!-- hardening-gate:comment:v1 id=default -->",
    );
  });

  test("holds an id of ours and no other text", () => {
    expect(markerOf({ ...noContext, id: "cluster-a" })).toBe(
      "<!-- hardening-gate:comment:v1 id=cluster-a -->",
    );
    expect(markerOf({ ...noContext, id: "x --> forged" })).toBe(
      "<!-- hardening-gate:comment:v1 id=default -->",
    );
  });
});

describe("links", () => {
  test("are made from the context", () => {
    expect(comment(sampleReport(), sampleContext)).toContain(
      "[`deploy/api.yaml:41`](https://github.com/octo-org/shop/blob/3f2c1ab9d0e84f7d8a51c0ffee0123456789abcd/deploy/api.yaml#L41)",
    );
  });

  test("are plain text where the context does not know an address", () => {
    expect(comment(sampleReport(), noContext)).not.toContain("](");
  });

  test("are plain text where an address could not stand in one", () => {
    const context = { ...sampleContext, runUrl: "https://x.example/) [forged](https://evil.example" };

    expect(comment(sampleReport(), context)).not.toContain("evil.example)");
  });
});

describe("the ladder", () => {
  test("first leaves out the fixes of what does not block, then its lists, then rows", () => {
    expect(notesOf(40, 200)).toEqual([]);
    expect(notesOf(10, 190, "x".repeat(500))).toEqual([
      "Left out for length: fixes of findings that do not block.",
    ]);
    expect(notesOf(20, 3_000)).toEqual([
      "Left out for length: fixes of findings that do not block.",
      "Left out for length: lists of findings that do not block.",
    ]);
    expect(notesOf(2_000, 0)).toEqual([
      "Left out for length: fixes of findings that do not block.",
      "Left out for length: lists of findings that do not block.",
      "Left out for length: all but 50 of the findings that block.",
    ]);
  });

  test("ends with the counts and the link", () => {
    const findings = Array.from({ length: 60 }, (_, index) => ({
      ...critical(index),
      message: `It ${"|".repeat(900)}.`,
      fix: { advice: `${index} ${"|".repeat(900)}.`, safety: "none" as const, snippet: "x".repeat(9_000) },
      rule: `rule-${index}`,
    }));

    expect(
      comment(reportOf({ findings, verdict: "blocked" }), sampleContext),
    ).toBe(`<!-- hardening-gate:comment:v1 id=default -->
## ⛔ Blocked: 60 new critical findings

| Severity | New | Already on \`main\` | Fixed here |
|:--|--:|--:|--:|
| **Critical** (blocks) | **60** | 0 | 0 |
| High | 0 | 0 | 0 |
| Medium | 0 | 0 | 0 |
| Low | 0 | 0 | 0 |

Left out for length: everything but the counts. It stands in the [full report](https://github.com/octo-org/shop/actions/runs/1).

<sub>[Full report](https://github.com/octo-org/shop/actions/runs/1) · commit \`3f2c1ab\` · policy \`.hardening-gate.yaml\` of \`main\` · catalog \`0123456789ab\` · hardening-gate 0.1.0</sub>
`);
  });

  test("also holds for a passed run with thousands of problems and targets", () => {
    const [problem] = [...sampleReport().problems];
    const [target] = passedReport().targets;
    const report = reportOf({
      problems: Array.from({ length: 7_581 }, () => ({ ...problem, touched: false })).map((item) => ({
        ...(problem ?? fail()),
        ...item,
      })),
      targets: Array.from({ length: 7_581 }, (_, index) => ({ ...(target ?? fail()), id: `${index}` })),
    });

    expect(byteLength(comment(report, sampleContext))).toBeLessThanOrEqual(60_000);
    expect(byteLength(summary(report, sampleContext))).toBeLessThanOrEqual(900 * 1024);
  });
});

test("the summary of a huge run says what it left out", () => {
  const findings = Array.from({ length: 20_000 }, (_, index) => critical(index));
  const output = summary(reportOf({ findings, verdict: "blocked" }), sampleContext);

  expect(byteLength(output)).toBeLessThanOrEqual(900 * 1024);
  expect(output).toContain("Left out for length: all but 1,000 of the findings that block");
});

function notesOf(blocking: number, others: number, advice = "Set it."): readonly string[] {
  const findings = [
    ...Array.from({ length: blocking }, (_, index) => critical(index)),
    ...Array.from({ length: others }, (_, index) => ({
      ...critical(index),
      rule: `rule-${index}`,
      severity: "high" as const,
      fix: { advice, safety: "none" as const, snippet: null },
    })),
  ];
  return comment(reportOf({ findings, verdict: "blocked" }), noContext)
    .split("\n")
    .filter((line) => line.startsWith("Left out"));
}

function critical(line: number): Finding {
  const span = { startLine: line + 1, startColumn: 1, endLine: line + 1, endColumn: 2 };
  return findingOf({
    locations: [{ role: "primary", path: asRepoPath("deploy/api.yaml"), span, precision: "exact" }],
  });
}

function fail(): never {
  throw new Error("The sample report has changed.");
}
