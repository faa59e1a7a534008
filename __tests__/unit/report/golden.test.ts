/** Every format in full, for a report with hostile and ordinary names. */
import { expectGolden } from "../../golden/report/expect-golden.js";
import { formatNames, print } from "../../../src/report/index.js";
import { json, readJson } from "../../../src/report/json.js";
import { expect, test } from "@jest/globals";
import {
  errorReport,
  incompleteReport,
  passedReport,
  reportOf,
  sampleReport,
  uncomparedReport,
} from "../../golden/report/sample-report.js";
import { sampleContext as context } from "../../golden/report/sample-context.js";
import { summary } from "../../../src/report/summary.js";
import { text } from "../../../src/report/text.js";

test("a blocked run as text", () => {
  expectGolden("blocked.txt", print("text", sampleReport()));
});

test("a blocked run as text with everything in it", () => {
  expectGolden("blocked-verbose.txt", print("text", sampleReport(), { verbose: true }));
});

test("a blocked run as coloured text", () => {
  expectGolden("blocked-color.txt", print("text", sampleReport(), { color: true }));
});

test("a blocked run as JSON", () => {
  expectGolden("blocked.json", print("json", sampleReport()));
});

test("a blocked run as SARIF", () => {
  expectGolden("blocked.sarif", print("sarif", sampleReport(), { context }));
});

test("a blocked run as workflow commands", () => {
  expectGolden("blocked-github.txt", print("github", sampleReport(), { context }));
});

test("a blocked run as a comment", () => {
  expectGolden("blocked.md", print("markdown", sampleReport(), { context }));
});

test("a blocked run as a comment without any link", () => {
  expectGolden("blocked-without-context.md", print("markdown", sampleReport()));
});

test("a blocked run as a job summary", () => {
  expectGolden("blocked-summary.md", summary(sampleReport(), context));
});

test("a run without a base as a comment", () => {
  expectGolden("uncompared.md", print("markdown", uncomparedReport(), { context }));
});

test("a run without a base as text", () => {
  expectGolden("uncompared.txt", print("text", uncomparedReport()));
});

test("an incomplete run as a comment", () => {
  expectGolden("incomplete.md", print("markdown", incompleteReport(), { context }));
});

test("an incomplete run as text", () => {
  expectGolden("incomplete.txt", print("text", incompleteReport()));
});

test("a passed run as a comment", () => {
  expectGolden("passed.md", print("markdown", passedReport(), { context }));
});

test("a run that passed with new findings as a comment", () => {
  const { findings, targets } = sampleReport();
  const harmless = findings.filter(({ severity }) => severity !== "critical");
  const report = reportOf({
    findings: harmless,
    targets: targets.filter(({ state }) => state === "checked"),
  });

  expectGolden("passed-with-findings.md", print("markdown", report, { context }));
});

test("a passed run as text", () => {
  expectGolden("passed.txt", print("text", passedReport()));
});

test("an error as a comment", () => {
  expectGolden("error.md", print("markdown", errorReport(), { context }));
});

test("an error as text", () => {
  expectGolden("error.txt", print("text", errorReport()));
});

test("after a round trip through JSON every format prints the same", () => {
  for (const report of [
    sampleReport(),
    incompleteReport(),
    passedReport(),
    uncomparedReport(),
    errorReport(),
  ]) {
    const again = readJson(json(report));

    expect(again).toEqual(report);
    for (const name of formatNames)
      expect(print(name, again, { context })).toBe(print(name, report, { context }));
    expect(summary(again, context)).toBe(summary(report, context));
    expect(text(again, { color: true, verbose: true })).toBe(text(report, { color: true, verbose: true }));
  }
});
