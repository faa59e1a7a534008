/** Dockerfiles, values files and reports of other tools, through the whole gate. */
import { afterAll, describe, expect, jest, test } from "@jest/globals";
import { openGate } from "./gate.js";

jest.setTimeout(120_000);

const gate = openGate();
afterAll(() => gate.close());

const pod = `apiVersion: v1
kind: Pod
metadata: {name: web, namespace: shop}
spec:
  containers:
    - name: web
      image: example.com/web:2.1.0
`;

function report(severity: string) {
  const vulnerability = { VulnerabilityID: "CVE-2026-1000", PkgName: "openssl", Severity: severity };
  const document = {
    SchemaVersion: 2,
    ArtifactName: "example.com/web:2.1.0",
    ArtifactType: "container_image",
    Results: [{ Vulnerabilities: [vulnerability] }],
  };
  return {
    name: "trivy.json",
    path: "" as const,
    content: new TextEncoder().encode(JSON.stringify(document)),
  };
}

describe("a Dockerfile", () => {
  test("is a target of its own, and its findings stand at its lines", async () => {
    const dockerfile = "FROM example.com/base:latest\nRUN curl -fsS https://get.example.com \\\n  | sh\n";

    const { report: found } = await gate.scan({ "web/Dockerfile": dockerfile, "pod.yaml": pod });

    expect(found.targets).toMatchObject([
      { id: "manifest:pod.yaml", kind: "manifest" },
      { id: "text:web/Dockerfile", kind: "text", state: "checked", resources: 0 },
    ]);
    const places = found.findings
      .filter(({ targets }) => targets.includes("text:web/Dockerfile"))
      .map(({ rule, locations: [{ span }] }) => `${rule} ${span?.startLine}`);
    expect(places.toSorted()).toEqual([
      "loose-dockerfile 1",
      "mutable-image-tag 1",
      "runtime-code-download 2",
    ]);
    expect(found.problems).toEqual([]);
  });
});

describe("evidence", () => {
  test("of a vulnerability is a finding at the image", async () => {
    const { report: found } = await gate.scan({ "pod.yaml": pod }, {}, [report("CRITICAL")]);

    const [finding] = found.findings.filter(({ rule }) => rule === "known-image-vulnerability");
    expect(finding).toMatchObject({
      severity: "high",
      locations: [{ path: "pod.yaml", span: { startLine: 7 } }],
    });
    expect(finding?.message).toContain("CVE-2026-1000 in openssl (not fixed yet)");
  });

  test("that is broken makes the run incomplete", async () => {
    const broken = { ...report("LOW"), content: new TextEncoder().encode("{") };

    const { report: found } = await gate.scan({ "pod.yaml": pod }, {}, [broken]);

    expect(found.verdict).toBe("incomplete");
    expect(found.problems).toMatchObject([
      { message: 'The evidence file "trivy.json" is no JSON.', line: 1 },
    ]);
  });

  test("about no image in use is said", async () => {
    const { report: found } = await gate.scan({ "pod.yaml": pod.replace("2.1.0", "2.2.0") }, {}, [
      report("CRITICAL"),
    ]);

    expect(found.notes.map(({ message }) => message)).toContain(
      'The report "trivy.json" of Trivy is about example.com/web:2.1.0, which nothing here uses; it does not count.',
    );
    expect(found.findings.filter(({ rule }) => rule === "known-image-vulnerability")).toEqual([]);
  });
});

test("the same fault twice in one Dockerfile is two findings, also over time", async () => {
  const once = "FROM example.com/base:1.0.0\nRUN curl -fsS https://a.example.com | sh\nUSER 65532\n";
  const fingerprints = async (dockerfile: string) =>
    (await gate.scan({ Dockerfile: dockerfile })).report.findings.map(({ fingerprint }) => fingerprint);

  const before = await fingerprints(once);
  const moved = await fingerprints(`# moved\n${once}`);
  const after = await fingerprints(`${once}RUN curl -fsS https://b.example.com | sh\n`);

  expect(before).toHaveLength(1);
  expect(moved).toEqual(before);
  expect(new Set(after).size).toBe(2);
  expect(after).toContain(before[0]);
});
