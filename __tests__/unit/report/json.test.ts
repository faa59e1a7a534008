import { describe, expect, test } from "@jest/globals";
import {
  errorReport,
  incompleteReport,
  sampleReport,
  uncomparedReport,
} from "../../golden/report/sample-report.js";
import { json, readJson } from "../../../src/report/json.js";
import { Ajv2020 } from "ajv/dist/2020.js";
import { DecodeError } from "../../../src/core/decode.js";
import { readFileSync } from "node:fs";

const schema: object = JSON.parse(readFileSync("schema/report.json", "utf8"));

describe("the published schema", () => {
  const validate = new Ajv2020({ allErrors: true }).compile(schema);

  test("describes every report", () => {
    for (const report of [sampleReport(), incompleteReport(), uncomparedReport(), errorReport()]) {
      validate(JSON.parse(json(report)));

      expect(validate.errors).toBeNull();
    }
  });

  test("and the reader refuse the same", () => {
    const broken = [
      { schemaVersion: 2 },
      { verdict: "green" },
      { extra: true },
      { targets: [{ id: "x" }] },
      { findings: [{ ...firstFinding(), locations: [] }] },
      { findings: [withLocation({ path: "../outside" })] },
      { findings: [withLocation({ path: "/absolute" })] },
      { findings: [withLocation({ startLine: 0 })] },
      { findings: [withLocation({ precision: "file" })] },
      { findings: [withLocation({ startLine: null })] },
      { problems: [{ stage: "sleep" }] },
    ];

    for (const change of broken) {
      const document = { ...JSON.parse(json(sampleReport())), ...change };

      expect({ change, isValid: validate(document) }).toEqual({ change, isValid: false });
      expect(() => readJson(JSON.stringify(document))).toThrow(DecodeError);
    }
  });

  test("and the reader accept a folder at the root and a problem of the repository", () => {
    const document = JSON.parse(json(sampleReport()));
    document.targets[0].path = "";
    document.problems[0].path = "";

    expect(validate(document)).toBe(true);
    expect(readJson(JSON.stringify(document)).targets[0]?.path).toBe("");
  });
});

describe("json", () => {
  test("writes its keys in the published order", () => {
    const document = JSON.parse(json(sampleReport()));

    expect(Object.keys(document)).toEqual([
      "schemaVersion",
      "tool",
      "verdict",
      "compared",
      "counts",
      "targets",
      "findings",
      "undecided",
      "problems",
      "notes",
      "catalog",
      "failOn",
      "profile",
      "rules",
    ]);
    expect(Object.keys(document.findings[0])).toEqual([
      "rule",
      "title",
      "severity",
      "status",
      "message",
      "resource",
      "container",
      "field",
      "locations",
      "targets",
      "fingerprint",
      "missing",
      "also",
      "fix",
    ]);
  });

  test("writes a place flat, with nulls where only the file is known", () => {
    const document = JSON.parse(json(sampleReport()));

    expect(document.findings[0].locations[0]).toEqual({
      role: "primary",
      path: "deploy/api.yaml",
      startLine: 41,
      startColumn: 23,
      endLine: 41,
      endColumn: 27,
      precision: "exact",
    });
    expect(document.findings[3].locations[0]).toEqual({
      role: "primary",
      path: "charts/web/templates/deployment.yaml",
      startLine: null,
      startColumn: null,
      endLine: null,
      endColumn: null,
      precision: "file",
    });
  });
});

describe("readJson", () => {
  test("refuses what is not JSON, without quoting it", () => {
    expect(() => readJson("secret-value")).toThrow(
      new DecodeError({ path: [], expected: "JSON", found: "text that is not JSON" }),
    );
  });

  test("names the place of a mismatch", () => {
    const document = JSON.parse(json(sampleReport()));
    document.findings[1].locations[0].endLine = "x";

    expect(() => readJson(JSON.stringify(document))).toThrow(
      '"findings.1.locations.0.endLine" must be a whole number, found a text.',
    );
  });
});

function firstFinding(): Record<string, unknown> {
  return JSON.parse(json(sampleReport())).findings[0];
}

function withLocation(change: Record<string, unknown>): Record<string, unknown> {
  const finding = JSON.parse(json(sampleReport())).findings[0];
  return { ...finding, locations: [{ ...finding.locations[0], ...change }] };
}
