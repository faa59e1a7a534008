import { annotations, github } from "../../../src/report/annotations.js";
import {
  at,
  findingOf,
  incompleteReport,
  passedReport,
  reportOf,
  sampleReport,
} from "../../golden/report/sample-report.js";
import { describe, expect, test } from "@jest/globals";
import { commandsIn } from "../../fakes/runner-commands.js";
import { hostileTexts } from "../../fakes/hostile-names.js";
import { noContext } from "../../../src/report/context.js";
import { sampleContext } from "../../golden/report/sample-context.js";
import type { Finding } from "../../../src/core/finding.js";

const everyFile = () => true;

describe("annotations", () => {
  test("what blocks is an error, high a warning, medium a notice, low nothing", () => {
    const severities = ["critical", "high", "medium", "low"] as const;
    const findings = severities.map((severity) => findingOf({ severity }));
    const { list } = annotations(reportOf({ findings, verdict: "blocked" }), noContext, everyFile, null);

    expect(list.map(({ level }) => level)).toEqual(["error", "warning", "notice"]);
  });

  test("with fail-on high, high is an error too; with never, critical is a warning", () => {
    const findings = [findingOf({ severity: "critical" }), findingOf({ severity: "high" })];
    const levels = (failOn: "high" | "never") =>
      annotations(reportOf({ findings, failOn }), noContext, everyFile, null).list.map(({ level }) => level);

    expect(levels("high")).toEqual(["error", "error"]);
    expect(levels("never")).toEqual(["warning", "warning"]);
  });

  test("at most nine errors with the verdict as the tenth, ten warnings, ten notices, and the rest is said", () => {
    const many = (severity: Finding["severity"]) => Array.from({ length: 30 }, () => findingOf({ severity }));
    const findings = [...many("critical"), ...many("high"), ...many("medium"), ...many("low")];
    const report = reportOf({ findings, verdict: "blocked", problems: incompleteReport().problems });
    const { list, verdict, leftOut } = annotations(report, noContext, everyFile, "the job summary");
    const count = (level: string) => list.filter((annotation) => annotation.level === level).length;

    expect([count("error"), count("warning"), count("notice")]).toEqual([9, 10, 10]);
    expect(verdict?.message).toBe(
      "Blocked: 30 new critical findings (29 of 120 findings shown as annotations, all in the job summary)",
    );
    expect(leftOut).toBe("29 of 120 findings shown as annotations, all in the job summary.");
  });

  test("only new findings in changed files", () => {
    const findings = [
      findingOf({ locations: [at("changed.yaml", null)] }),
      findingOf({ locations: [at("unchanged.yaml", null)] }),
      findingOf({ locations: [at("changed.yaml", null)], status: "existing" }),
    ];
    const isChanged = (path: string) => path === "changed.yaml";
    const { list, leftOut } = annotations(
      reportOf({ findings, verdict: "blocked" }),
      noContext,
      isChanged,
      null,
    );

    expect(list.map(({ file }) => file)).toEqual(["changed.yaml"]);
    expect(leftOut).toBe("1 of 2 findings shown as annotations.");
  });

  test("a line only where one is known", () => {
    const span = { startLine: 3, startColumn: 1, endLine: 6, endColumn: 1 };
    const findings = [
      findingOf({ locations: [at("a.yaml", span)] }),
      findingOf({ locations: [at("b.yaml", null)] }),
    ];
    const { list } = annotations(reportOf({ findings }), noContext, everyFile, null);

    expect(list).toMatchObject([
      { file: "a.yaml", line: 3, endLine: 5 },
      { file: "b.yaml", line: null, endLine: null },
    ]);
  });

  test("problems of the change are errors where they decide, after the findings", () => {
    const { list } = annotations(incompleteReport(), noContext, everyFile, null);

    expect(list).toEqual([
      {
        level: "error",
        title: "hardening-gate: not checked",
        message:
          'The dependency "postgresql" is not vendored. Commit charts/db/charts, or allow fetch-dependencies.',
        file: "charts/db/Chart.yaml",
        line: 9,
        endLine: 9,
      },
    ]);
  });

  test("title and message stay short, and the address of the page whole", () => {
    const findings = [
      findingOf({ rule: "r".repeat(200), message: `Container "${"x".repeat(2_000)}" is privileged.` }),
    ];
    const { list } = annotations(
      reportOf({ findings }),
      { ...sampleContext, docUrlOf: () => "https://docs.example/r" },
      everyFile,
      null,
    );
    const [annotation] = list;

    expect(annotation?.title.length).toBeLessThanOrEqual(80);
    expect(annotation?.message.length).toBeLessThanOrEqual(400);
    expect(annotation?.message).toMatch(/ How to fix: https:\/\/docs\.example\/r$/);
  });
});

describe("the format github", () => {
  test("prints nothing but its own commands, whatever the names are", () => {
    const findings = hostileTexts.map((name, index) =>
      findingOf({
        severity: index % 2 === 0 ? "critical" : "high",
        message: `Container "${name}" is privileged.`,
        title: name,
        container: name,
        resource: { apiVersion: name, kind: name, namespace: name, name },
      }),
    );
    const output = github(reportOf({ findings, verdict: "blocked" }), noContext, everyFile);

    expect(commandsIn(output)).toHaveLength(20);
    expect(output.trimEnd().split(/\r\n|\r|\n/)).toHaveLength(20);
    for (const { name, properties } of commandsIn(output)) {
      expect(["error", "warning"]).toContain(name);
      expect(Object.keys(properties).every((key) => ["file", "line", "endLine", "title"].includes(key))).toBe(
        true,
      );
    }
  });

  test("the runner reads back what was meant", () => {
    const [, , third] = commandsIn(github(sampleReport(), noContext, everyFile));

    expect(third).toMatchObject({
      name: "error",
      properties: {
        file: "deploy/a|b`c`<!--@team#1 ::x::.yaml",
        line: "7",
        title: "privileged-container (critical)",
      },
    });
  });

  test("a passed run prints its verdict as a plain line", () => {
    expect(github(passedReport(), noContext, everyFile)).toBe("Passed: no new findings that block.\n");
  });
});
