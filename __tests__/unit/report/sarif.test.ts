import {
  at,
  findingOf,
  reportOf,
  sampleReport,
  errorReport,
  passedReport,
} from "../../golden/report/sample-report.js";
import { describe, expect, test } from "@jest/globals";
import { Ajv } from "ajv";
import formats from "ajv-formats";
import { hostileTexts } from "../../fakes/hostile-names.js";
import { readFileSync } from "node:fs";
import { noContext } from "../../../src/report/context.js";
import { sampleContext } from "../../golden/report/sample-context.js";
import { sarif } from "../../../src/report/sarif.js";
import type { Finding } from "../../../src/core/finding.js";
import type { Report, ReportedRule } from "../../../src/core/report.js";

const validate = formats.default(new Ajv({ strict: false, unicodeRegExp: false })).compile(officialSchema());

/**
 * The schema of OASIS as the npm package holds it. It is draft 4, of which only `id` and `$schema` differ
 * here.
 */
function officialSchema(): object {
  const file = "node_modules/@microsoft/jest-sarif/lib/schemas/sarif-2.1.0-rtm.5.json";
  const { id, $schema, ...schema }: Record<string, unknown> = JSON.parse(readFileSync(file, "utf8"));
  expect([id, $schema]).toEqual([
    "https://raw.githubusercontent.com/schemastore/schemastore/master/src/schemas/json/sarif-2.1.0-rtm.5.json",
    "http://json-schema.org/draft-04/schema#",
  ]);
  return schema;
}

/** Checks a log against the official schema; nothing where it is valid. */
function errorsOf(log: string): readonly unknown[] {
  validate(JSON.parse(log));
  return validate.errors ?? [];
}

function runOf(report: Report) {
  return JSON.parse(sarif(report, sampleContext)).runs[0];
}

describe("the official schema", () => {
  test("accepts every report", () => {
    for (const report of [sampleReport(), errorReport(), passedReport(), reportOf({})]) {
      expect(errorsOf(sarif(report, sampleContext))).toEqual([]);
      expect(errorsOf(sarif(report, noContext))).toEqual([]);
    }
  });

  test("accepts hostile names", () => {
    const findings = hostileTexts.map((name) =>
      findingOf({
        message: `Container "${name}" is privileged.`,
        container: name,
        resource: { apiVersion: name, kind: name, namespace: name, name },
      }),
    );

    expect(errorsOf(sarif(reportOf({ findings }), sampleContext))).toEqual([]);
  });

  test("refuses a log that is not one, so this test can fail", () => {
    expect(errorsOf('{"version":"2.1.0","runs":[{}]}')).not.toEqual([]);
  });
});

describe("GitHub's limits", () => {
  test("5,000 results by severity, and a note about the others", () => {
    const findings = [
      ...Array.from({ length: 5_000 }, () => findingOf({ severity: "low" })),
      findingOf({ severity: "critical", fingerprint: "f".repeat(32) }),
    ];
    const run = runOf(reportOf({ findings }));

    expect(run.results).toHaveLength(5_000);
    expect(run.results[0].partialFingerprints["hardeningGate/v1"]).toBe("f".repeat(32));
    expect(run.invocations[0].toolExecutionNotifications).toEqual([
      { level: "note", message: { text: "1 result left out: the limit is 5,000." } },
    ]);
  });

  test("100 locations of a result", () => {
    const [first, ...others] = Array.from({ length: 300 }, (_, line) =>
      at("a.yaml", { startLine: line + 1, startColumn: 1, endLine: line + 1, endColumn: 2 }),
    );
    const locations = [first ?? at("a.yaml", null), ...others] as const;
    const [result] = runOf(reportOf({ findings: [findingOf({ locations })] })).results;

    expect(result.locations.length + result.relatedLocations.length).toBe(100);
  });

  test("10 tags of a rule", () => {
    const [rule] = sampleReport().rules;
    const controls = Array.from({ length: 30 }, (_, id) => ({ framework: `f${id}`, id: "1", title: "One" }));
    const rules: readonly ReportedRule[] = rule === undefined ? [] : [{ ...rule, controls }];
    const run = runOf(reportOf({ rules, findings: [] }));

    expect(run.tool.driver.rules[0].properties.tags).toHaveLength(10);
  });
});

describe("places", () => {
  test("are relative and percent-encoded", () => {
    const [result] = runOf(
      reportOf({ findings: [findingOf({ locations: [at("a b/ö#1?.yaml", null)] })] }),
    ).results;

    expect(result.locations[0].physicalLocation).toEqual({
      artifactLocation: { uri: "a%20b/%C3%B6%231%3F.yaml", uriBaseId: "%SRCROOT%" },
    });
  });

  test("have a region only where the line is known", () => {
    const span = { startLine: 3, startColumn: 5, endLine: 3, endColumn: 9 };
    const [exact, file] = runOf(
      reportOf({
        findings: [
          findingOf({ locations: [at("a.yaml", span)] }),
          findingOf({ locations: [at("b.yaml", null)] }),
        ],
      }),
    ).results;

    expect(exact.locations[0].physicalLocation.region).toEqual(span);
    expect(file.locations[0].physicalLocation).not.toHaveProperty("region");
  });
});

describe("what is told", () => {
  test("new and existing findings are results, fixed and waived ones are numbers", () => {
    const run = runOf(sampleReport());

    expect(run.results.map((result: { properties: Finding }) => result.properties.status)).not.toContain(
      "fixed",
    );
    expect(run.results).toHaveLength(7);
    expect(run.properties).toMatchObject({ fixed: 1, waived: 1, undecided: 3 });
  });

  test("a run with a problem of the change did not succeed", () => {
    const [invocation] = runOf(sampleReport()).invocations;

    expect(invocation.executionSuccessful).toBe(false);
    expect(invocation.toolExecutionNotifications[0]).toMatchObject({
      level: "error",
      message: {
        text: 'The dependency "postgresql" is not vendored. Commit charts/db/charts, or allow fetch-dependencies.',
      },
      locations: [
        {
          physicalLocation: {
            artifactLocation: { uri: "charts/db/Chart.yaml", uriBaseId: "%SRCROOT%" },
            region: { startLine: 9 },
          },
        },
      ],
    });
  });

  test("a run without one did", () => {
    expect(runOf(passedReport()).invocations[0].executionSuccessful).toBe(true);
  });

  test("levels and numbers follow the severity", () => {
    const severities = ["critical", "high", "medium", "low"] as const;
    const findings = severities.map((severity) => findingOf({ rule: `rule-${severity}`, severity }));
    const run = runOf(reportOf({ findings }));

    expect(run.results.map((result: { level: string }) => result.level)).toEqual([
      "error",
      "error",
      "warning",
      "note",
    ]);
    expect(
      run.tool.driver.rules.map((rule: ReportedRuleDescriptor) => rule.properties["security-severity"]),
    ).toEqual(["9.5", "8.0", "3.0", "5.5"]); // ordered by id: critical, high, low, medium
  });

  test("every relationship leads to its control", () => {
    const run = runOf(sampleReport());

    for (const rule of run.tool.driver.rules) {
      for (const { target } of rule.relationships ?? []) {
        const taxonomy = run.taxonomies[target.toolComponent.index];

        expect(taxonomy.name).toBe(target.toolComponent.name);
        expect(taxonomy.taxa[target.index].id).toBe(target.id);
      }
    }
  });

  test("every result leads to its rule", () => {
    const run = runOf(sampleReport());

    for (const result of run.results) {
      expect(run.tool.driver.rules[result.ruleIndex].id).toBe(result.ruleId);
    }
  });
});

interface ReportedRuleDescriptor {
  readonly properties: Readonly<Record<string, unknown>>;
}
