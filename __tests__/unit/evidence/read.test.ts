import { describe, expect, test } from "@jest/globals";
import { evidenceNotes } from "../../../src/evidence/notes.js";
import { type EvidenceFile, maximumEvidenceBytes, readEvidence } from "../../../src/evidence/read.js";

const digest = `sha256:${"3f1c".repeat(16)}`;

function file(content: unknown, name = "report.json"): EvidenceFile {
  const text = typeof content === "string" ? content : JSON.stringify(content, null, 1);
  return { name, path: "", content: new TextEncoder().encode(text) };
}

function read(...contents: unknown[]) {
  return readEvidence(
    contents.map((content) => file(content)),
    null,
  );
}

function trivy(vulnerabilities: unknown, more: object = {}) {
  return {
    SchemaVersion: 2,
    ArtifactName: "example.com/web:2.1.0",
    ArtifactType: "container_image",
    Metadata: { RepoDigests: [`example.com/web@${digest}`] },
    Results: [{ Target: "web", Vulnerabilities: vulnerabilities, ...more }],
  };
}

const vulnerability = { VulnerabilityID: "CVE-2026-1000", PkgName: "openssl", Severity: "HIGH" };

describe("a broken file is a problem and no evidence", () => {
  test.each<[string, unknown, number | null, string]>([
    ["no JSON", '{\n  "a": secret-value\n}', 2, "is no JSON."],
    ["nothing", "", 1, "is no JSON."],
    ["a text that ends too early", '{"a": [1,\n  2', 2, "is no JSON."],
    ["a comma too many", '{\n"a": {},\n}', 3, "is no JSON."],
    ["a second value", "[]\n\n[]", 3, "is no JSON."],
    ["another format", { hello: "world" }, 1, "is in none of the formats that are read"],
    ["a list of something", [{ critical: {} }], 1, "is in none of the formats that are read"],
    ["vulnerabilities that are no list", trivy("none"), 13, '"Results.0.Vulnerabilities" must be a list.'],
    [
      "a vulnerability without an id",
      trivy([{ PkgName: "a" }]),
      14,
      '"Results.0.Vulnerabilities.0.VulnerabilityID" must be a text.',
    ],
    [
      "SARIF that names no image",
      { version: "2.1.0", runs: [{ tool: {} }] },
      4,
      '"runs.0.properties.imageName" must be the name',
    ],
    [
      "not affected without a reason",
      {
        "@context": "https://openvex.dev/ns/v0.2.0",
        statements: [{ vulnerability: { name: "CVE-2026-1000" }, status: "not_affected" }],
      },
      4,
      '"statements.0.justification" must be there where the status is not_affected.',
    ],
    [
      "an unknown status",
      {
        "@context": "https://openvex.dev/ns",
        statements: [{ vulnerability: "CVE-2026-1000", status: "fine" }],
      },
      6,
      '"statements.0.status" must be one of',
    ],
    [
      "a summary without a verdict",
      {
        predicateType: "https://slsa.dev/verification_summary/v1",
        subject: [{}],
        predicate: { verificationResult: "OK" },
      },
      7,
      '"predicate.verificationResult" must be PASSED or FAILED.',
    ],
    [
      "an envelope of nothing",
      { payloadType: "application/vnd.in-toto+json", payload: "e30" + "x" },
      3,
      '"payload" must be',
    ],
    ["deep nesting", "[".repeat(200_000), null, "is no"],
  ])("%s", (_, content, line, message) => {
    const { evidence, problems } = read(content);

    expect(evidence).toEqual({ now: null, reports: [], statements: new Map(), signatures: [] });
    expect(problems).toMatchObject([{ stage: "configuration", touched: true, path: "" }]);
    expect(problems[0]?.message).toContain(`The evidence file "report.json" `);
    expect(problems[0]?.message).toContain(message);
    expect(problems[0]?.message).not.toContain("secret-value");
    if (line !== null) expect(problems[0]?.line).toBe(line);
  });

  test("bytes that are no text, a file that is too large, one that cannot be read", () => {
    const contents = [
      new Uint8Array([0x7b, 0xff]),
      new Uint8Array(maximumEvidenceBytes + 1),
      { reason: "it does not exist" },
    ];

    const { problems } = readEvidence(
      contents.map((content) => ({ name: "a.json", path: "", content })),
      null,
    );

    expect(problems.map(({ message }) => message)).toEqual([
      'The evidence file "a.json" is no text in UTF-8.',
      'The evidence file "a.json" has more than 50 MB.',
      'The evidence file "a.json" cannot be read: it does not exist.',
    ]);
  });

  test("takes nothing from the others", () => {
    const { evidence, problems } = read("{", trivy([vulnerability]));

    expect(evidence.reports).toHaveLength(1);
    expect(problems).toHaveLength(1);
  });
});

describe("what is read", () => {
  test("a report of Trivy, with its own exceptions", () => {
    const modified = [
      { Type: "vulnerability", Status: "not_affected", Statement: "unreachable", Finding: vulnerability },
      { Type: "secret", Finding: {} },
    ];

    const [report] = read(trivy(null, { ExperimentalModifiedFindings: modified })).evidence.reports;

    expect(report).toMatchObject({
      references: ["example.com/web:2.1.0", `example.com/web@${digest}`],
      digests: [digest],
      vulnerabilities: [{ id: "CVE-2026-1000", ignored: "unreachable" }],
    });
  });

  test("a report of Trivy about a folder is about no image", () => {
    const [report] = read({ ...trivy([vulnerability]), ArtifactType: "filesystem" }).evidence.reports;

    expect(report).toMatchObject({ references: [], digests: [] });
  });

  test("what Grype ignores, with the reason", () => {
    const match = {
      vulnerability: { id: "GHSA-1", severity: "Negligible", fix: { versions: [], state: "not-fixed" } },
      artifact: { name: "a" },
      appliedIgnoreRules: [{ reason: "accepted by the owner" }],
    };
    const source = { type: "image", target: { userInput: "web", manifestDigest: digest } };

    const [report] = read({ ignoredMatches: [match], source, descriptor: { name: "grype" } }).evidence
      .reports;

    expect(report).toMatchObject({
      digests: [digest],
      vulnerabilities: [{ severity: "low", fixed: null, ignored: "accepted by the owner" }],
    });
  });

  test("scores and suppressions of SARIF", () => {
    const scores = [9, 7, 4, 0.1, undefined];
    const rules = scores.map((score, index) => ({
      id: `CVE-${index}`,
      properties: { "security-severity": score },
    }));
    const results = [
      ...scores.map((_, index) => ({ ruleId: `CVE-${index}`, level: "error", message: { text: "" } })),
      { ruleId: "CVE-0", message: {}, suppressions: [{ kind: "external", justification: "agreed" }] },
      { ruleId: "CVE-0", message: {}, suppressions: [{ kind: "external", status: "underReview" }] },
    ];
    const run = { tool: { driver: { name: "Any", rules } }, properties: { imageName: "web" }, results };

    const [report] = read({ version: "2.1.0", runs: [run] }).evidence.reports;

    expect(report?.vulnerabilities.map(({ severity, ignored }) => ignored ?? severity)).toEqual([
      "critical",
      "high",
      "medium",
      "low",
      "high",
      "agreed",
      "critical",
    ]);
  });

  test("a summary in an envelope", () => {
    const summary = {
      predicateType: "https://slsa.dev/verification_summary/v1",
      subject: [{ name: "oci://example.com/web", digest: { sha256: digest.slice(7) } }],
      predicate: { verificationResult: "FAILED" },
    };
    const payload = Buffer.from(JSON.stringify(summary)).toString("base64");

    expect(read({ payloadType: "application/vnd.in-toto+json", payload }).evidence.signatures).toMatchObject([
      { references: ["example.com/web"], digests: [digest], isVerified: false },
    ]);
  });

  test("texts that are too long are cut", () => {
    const [report] = read(trivy([{ ...vulnerability, VulnerabilityID: "x".repeat(1000) }])).evidence.reports;

    expect(report?.vulnerabilities[0]?.id).toHaveLength(301);
  });
});

describe("notes", () => {
  const vex = {
    "@context": "https://openvex.dev/ns/v0.2.0",
    statements: [
      {
        vulnerability: { name: "CVE-2026-1000" },
        products: ["example.com/web:2.1.0"],
        status: "not_affected",
        justification: "component_not_present",
      },
    ],
  };

  test("say which vulnerability does not count, and why", () => {
    const { evidence } = readEvidence([file(trivy([vulnerability])), file(vex, "vex.json")], null);

    expect(evidenceNotes(evidence, ["example.com/web:2.1.0"])).toEqual([
      {
        path: "",
        message:
          'CVE-2026-1000 of openssl in the image "example.com/web:2.1.0" does not count: component_not_present (vex.json).',
      },
    ]);
  });

  test.each([
    ["which nothing here uses", "example.com/web:2.1.1"],
    ["content of another digest", `example.com/web:2.1.0@sha256:${"0".repeat(64)}`],
    ["which nothing here uses", "${REGISTRY}/web"],
  ])("say that a report is about %s", (expected, image) => {
    const [note, ...others] = evidenceNotes(read(trivy([vulnerability])).evidence, [image]);

    expect(note?.message).toContain(expected);
    expect(others).toEqual([]);
  });

  test("are no more than anybody reads", () => {
    const many = Array.from({ length: 150 }, (_, index) => ({
      ...vulnerability,
      VulnerabilityID: `CVE-${index}`,
    }));
    const ids = {
      ...vex.statements[0],
      vulnerability: { name: "x", aliases: many.map(({ VulnerabilityID }) => VulnerabilityID) },
    };
    const { evidence } = read(trivy(many), { ...vex, statements: [ids] });

    const notes = evidenceNotes(evidence, ["example.com/web:2.1.0"]);

    expect(notes).toHaveLength(101);
    expect(notes.at(-1)?.message).toContain("50 more");
  });
});
