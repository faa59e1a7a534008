/** Files that cannot be read: each is said with its place, nothing is green, and whatever stands beside is still checked. */
import { afterAll, describe, expect, jest, test } from "@jest/globals";
import { configurationFile } from "../../src/config/load.js";
import { expectIncomplete, type Files, openGate, type Outcome, privilegedPod } from "./gate.js";

jest.setTimeout(120_000);

const gate = openGate();
afterAll(() => gate.close());

const configMap = "apiVersion: v1\nkind: ConfigMap\nmetadata:\n  name: settings\n";

/** The files beside a privileged pod. */
function scanBeside(files: Files): Promise<Outcome> {
  return gate.scan({ "beside.yaml": privilegedPod, ...files }, { "fail-on": "never" });
}

describe("a manifest that is no YAML", () => {
  test("is a problem at the line where it breaks", async () => {
    const broken = "apiVersion: v1\nkind: Pod\nmetadata:\n  name: [web\nspec: {}\n";

    const outcome = await scanBeside({ "bad.yaml": broken });

    expectIncomplete(outcome, [
      "bad.yaml:5 The file is not valid YAML. The indentation does not fit what stands above.",
    ]);
  });

  test("with a tab as indentation says so", async () => {
    const outcome = await scanBeside({ "bad.yaml": "apiVersion: v1\nkind: Pod\nmetadata:\n\tname: web\n" });

    expectIncomplete(outcome, [
      "bad.yaml:4 The file is not valid YAML. A tab is used for indentation, which YAML forbids.",
    ]);
  });

  test("keeps its other documents", async () => {
    const broken = "apiVersion: v1\nkind: Pod\nmetadata:\n  name: [web\nspec: {}\n";

    const outcome = await scanBeside({ "bad.yaml": `${configMap}---\n${broken}---\n${privilegedPod}` });

    expectIncomplete(outcome, [
      "bad.yaml:10 The file is not valid YAML. The indentation does not fit what stands above.",
    ]);
    expect(placesOf(outcome, "privileged-container")).toEqual(["bad.yaml:22", "beside.yaml:11"]);
  });

  test("of which a key stands twice is a problem at the second place", async () => {
    const doubled = "apiVersion: v1\nkind: Pod\nmetadata:\n  name: a\n  name: b\n";

    const outcome = await scanBeside({ "bad.yaml": doubled });

    expectIncomplete(outcome, [
      "bad.yaml:5 A key stands twice in the same mapping; the API server refuses it or takes the last one.",
    ]);
  });

  test("in JSON is one too", async () => {
    const outcome = await scanBeside({
      "bad.json": '{\n"apiVersion": "v1",\n"kind": "Pod",\n"spec": ]\n}\n',
    });

    expectIncomplete(outcome, [
      "bad.json:4 The file is not valid YAML. A character is missing here: a bracket, a quote, a colon or a comma.",
    ]);
  });
});

describe("a document that is no object", () => {
  test("beside an object is a problem at its first line", async () => {
    const outcome = await scanBeside({ "bad.yaml": `${configMap}---\nmetadata:\n  name: b\n` });

    expectIncomplete(outcome, [
      "bad.yaml:6 A document has no apiVersion or no kind, so it is no Kubernetes object and was not checked.",
    ]);
  });

  test("is a problem where only its kind is missing", async () => {
    const outcome = await scanBeside({
      "bad.yaml": "apiVersion: v1\nmetadata:\n  name: b\nspec:\n  hostPID: true\n",
    });

    expectIncomplete(outcome, [
      "bad.yaml:1 A document has an apiVersion and a name but no kind, so it was not checked.",
    ]);
  });

  test("is nobody's business in a file of something else", async () => {
    const outcome = await scanBeside({ "values.yaml": "replicas: 2\nimage: {name: web}\n" });

    expect(outcome.report.problems).toEqual([]);
    expect(outcome.report.verdict).toBe("passed");
  });
});

describe("a manifest that is meant to hurt its reader", () => {
  test("1,000 levels deep in brackets is a problem where it gets too deep", async () => {
    const deep = `${configMap}data: ${"[".repeat(1_000)}${"]".repeat(1_000)}\n`;

    const outcome = await scanBeside({ "one.yaml": deep, "two.yaml": deep });

    expectIncomplete(outcome, [
      "one.yaml:5 The document nests more than 100 levels deep, so it and what follows it in the file were not read.",
      "two.yaml:5 The document nests more than 100 levels deep, so it and what follows it in the file were not read.",
    ]);
  });

  test("1,000 levels deep in blocks is a problem where it gets too deep", async () => {
    const levels = Array.from({ length: 1_000 }, (_, level) => `${" ".repeat(level)}a:`);

    const outcome = await scanBeside({
      "bad.yaml": `${configMap}---\n${levels.join("\n")}\n---\n${configMap}`,
    });

    expectIncomplete(outcome, [
      "bad.yaml:109 The document nests more than 100 levels deep, so it and what follows it in the file were not read.",
    ]);
  });

  test("100,000 levels deep neither ends the process nor takes long", async () => {
    const started = performance.now();

    const outcome = await scanBeside({
      "bad.yaml": `${configMap}data: ${"[".repeat(100_000)}\n`,
      "deep.json": `{"apiVersion":"v1","kind":"ConfigMap","data":${'{"a":'.repeat(100_000)}1${"}".repeat(100_001)}`,
    });

    expectIncomplete(outcome, [
      "bad.yaml:5 The document nests more than 100 levels deep, so it and what follows it in the file were not read.",
      "deep.json:1 The document nests more than 100 levels deep, so it and what follows it in the file were not read.",
    ]);
    expect(performance.now() - started).toBeLessThan(20_000);
  });

  test("with aliases that multiply is a problem where the limit is passed", async () => {
    const ten = (alias: string) => `[${Array<string>(10).fill(alias).join(", ")}]`;
    const bomb = `data:
  a: &a ${ten("x")}
  b: &b ${ten("*a")}
  c: &c ${ten("*b")}
  d: &d ${ten("*c")}
  e: &e ${ten("*d")}
  f: &f ${ten("*e")}
  g: &g ${ten("*f")}
`;

    const outcome = await scanBeside({ "bad.yaml": `${configMap}${bomb}` });

    expectIncomplete(outcome, [
      "bad.yaml:11 The document has more than 500,000 nodes once its aliases are expanded, so it was not read.",
    ]);
  });

  test("of 6 MB is a problem of the whole file", async () => {
    const outcome = await scanBeside({ "bad.yaml": `${configMap}data:\n  a: ${"x".repeat(6_000_000)}\n` });

    expectIncomplete(outcome, ["bad.yaml The file has more than 5 MB, so none of its objects were checked."]);
  });
});

describe("a manifest that is large and honest", () => {
  test("may have 20,000 keys in one mapping", async () => {
    const keys = Array.from({ length: 20_000 }, (_, index) => `  key-${index}: value`);
    const started = performance.now();

    const outcome = await scanBeside({ "large.yaml": `${configMap}data:\n${keys.join("\n")}\n` });

    expect(outcome.report.problems).toEqual([]);
    expect(performance.now() - started).toBeLessThan(10_000);
  });

  test("may be a definition of 30,000 lines", async () => {
    const property = (index: number) =>
      `            field${index}:\n              type: string\n              description: Says how the field is used.`;
    const properties = Array.from({ length: 10_000 }, (_, index) => property(index)).join("\n");
    const definition = `apiVersion: apiextensions.k8s.io/v1
kind: CustomResourceDefinition
metadata:
  name: widgets.example.com
spec:
  group: example.com
  versions:
    - name: v1
      schema:
        openAPIV3Schema:
          properties:
${properties}
`;
    const started = performance.now();

    const outcome = await scanBeside({ "large.yaml": definition });

    expect(outcome.report.problems).toEqual([]);
    expect(outcome.report.targets).toMatchObject([
      { path: "beside.yaml" },
      { state: "checked", resources: 1 },
    ]);
    expect(performance.now() - started).toBeLessThan(15_000);
  });
});

describe("a file that is no text", () => {
  test("in another encoding than UTF-8 is a problem at its first bad line", async () => {
    const latin = Buffer.from(`${configMap}data:\n  city: M\xfcnchen\n`, "latin1");

    const outcome = await scanBeside({ "bad.yaml": latin });

    expectIncomplete(outcome, ["bad.yaml:6 The file is not valid UTF-8."]);
  });

  test("in UTF-16 is a problem of the whole file", async () => {
    const outcome = await scanBeside({ "bad.yaml": Buffer.from(`\ufeff${configMap}`, "utf16le") });

    expectIncomplete(outcome, ["bad.yaml The file is encoded in UTF-16."]);
  });

  test("but bytes is a problem where a manifest is recognisable in them", async () => {
    const outcome = await scanBeside({ "bad.yaml": Buffer.from(`${configMap}\0\x01\x02`) });

    expectIncomplete(outcome, ["bad.yaml The file is binary, although its name says that it is text."]);
  });
});

describe("a Dockerfile or kubeconfig", () => {
  test("that is no text is a problem", async () => {
    const outcome = await scanBeside({ Dockerfile: Buffer.from("FROM \xff", "latin1"), kubeconfig: "\0" });

    expectIncomplete(outcome, [
      "Dockerfile:1 The file is not valid UTF-8.",
      "kubeconfig The file is binary, although its name says that it is text.",
    ]);
  });
});

describe("a configuration that is broken", () => {
  test("ends the run with its file and line", async () => {
    const scan = scanBeside({ [configurationFile]: "profile: default\nfailon: high\n" });

    await expect(scan).rejects.toMatchObject({
      name: "ConfigurationError",
      place: { file: ".hardening-gate.yaml", line: 2 },
    });
  });
});

describe("a repository with nothing to check", () => {
  test("is incomplete and says so", async () => {
    const { report, exitCode } = await gate.scan({ "README.md": "# Nothing\n" });

    expect(report.problems).toMatchObject([
      {
        path: "",
        line: null,
        message:
          "No manifest, chart or kustomization was found in the repository, so nothing there was checked.",
      },
    ]);
    expect([report.verdict, exitCode]).toEqual(["incomplete", 3]);
  });

  test("is incomplete where there is no file at all", async () => {
    const { report, exitCode } = await gate.scan({});

    expect([report.verdict, exitCode, report.problems.length]).toEqual(["incomplete", 3, 1]);
  });

  test("is incomplete where the configuration leaves nothing in", async () => {
    const { report, exitCode } = await gate.scan({ "pod.yaml": privilegedPod }, { exclude: ["**"] });

    expect([report.verdict, exitCode, report.problems.length]).toEqual(["incomplete", 3, 1]);
  });
});

describe("a problem", () => {
  test("does not hide what blocks", async () => {
    const { report, exitCode } = await gate.scan({
      "beside.yaml": privilegedPod,
      "bad.yaml": "apiVersion: v1\nkind: Pod\nmetadata:\n\tname: web\n",
    });

    expect([report.verdict, exitCode, report.problems.length]).toEqual(["blocked", 1, 1]);
  });
});

function placesOf({ report }: Outcome, rule: string): readonly string[] {
  return report.findings
    .filter((finding) => finding.rule === rule)
    .map(({ locations: [{ path, span }] }) => `${path}:${span?.startLine}`);
}
