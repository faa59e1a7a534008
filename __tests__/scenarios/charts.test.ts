/** Charts and kustomizations that cannot be rendered: each is said with its place, and whatever stands beside is still checked. */
import { mkdirSync, symlinkSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { afterAll, afterEach, describe, expect, jest, test } from "@jest/globals";
import { type DiskFolder, expectIncomplete, type Files, folderOf, openGate, privilegedPod } from "./gate.js";

jest.setTimeout(180_000);

const gate = openGate();
const hurried = openGate({ timeMs: 4_000 });
afterAll(() => Promise.all([gate.close(), hurried.close()]));

const configMap = "apiVersion: v1\nkind: ConfigMap\nmetadata:\n  name: settings\n";
const chartFile = "apiVersion: v2\nname: shop\nversion: 1.0.0\n";
const within = privilegedPod.replace("name: beside", "name: within");

/** The files of a chart in `charts/shop`, beside a privileged pod. */
function scanChart(files: Files, on = gate) {
  const chart = { "Chart.yaml": chartFile, ...files };
  const placed = Object.entries(chart).map(([path, content]) => [`charts/shop/${path}`, content] as const);
  return on.scan({ "beside.yaml": privilegedPod, ...Object.fromEntries(placed) }, { "fail-on": "never" });
}

/** The files beside a privileged pod. */
function scanBeside(files: Files) {
  return gate.scan({ "beside.yaml": privilegedPod, ...files }, { "fail-on": "never" });
}

describe("a chart", () => {
  test("that requires a value says which, at the line of its template", async () => {
    const template = `${configMap}data:\n  host: {{ required "A host is needed" .Values.host }}\n`;

    const outcome = await scanChart({ "templates/config.yaml": template });

    expectIncomplete(outcome, [
      "charts/shop/templates/config.yaml:6 The chart was not rendered: execution error at (shop/templates/config.yaml:6:11): A host is needed.",
    ]);
    expect(outcome.print("text")).toContain("add a `charts/shop/ci/<name>-values.yaml` that sets it");
  });

  test("that gives up says why", async () => {
    const outcome = await scanChart({ "templates/check.yaml": '# A guard.\n{{ fail "Use version 2" }}\n' });

    expectIncomplete(outcome, [
      "charts/shop/templates/check.yaml:2 The chart was not rendered: execution error at (shop/templates/check.yaml:2:3): Use version 2.",
    ]);
  });

  test("that reads a field of nothing says which", async () => {
    const template = `${configMap}data:\n  host: {{ .Values.ingress.host }}\n`;

    const outcome = await scanChart({ "templates/config.yaml": template });

    expectIncomplete(outcome, [
      'charts/shop/templates/config.yaml:6 The chart was not rendered: shop/templates/config.yaml:6:18 executing "shop/templates/config.yaml" at <.Values.ingress.host>: nil pointer evaluating interface {}.host.',
    ]);
  });

  test("whose template cannot be parsed says where", async () => {
    const outcome = await scanChart({ "templates/config.yaml": `${configMap}data: {{ if }}\n` });

    expectIncomplete(outcome, [
      "charts/shop/templates/config.yaml:5 The chart was not rendered: parse error at (shop/templates/config.yaml:5): missing value for if.",
    ]);
  });

  test("that lacks a dependency is checked without it", async () => {
    const dependency =
      "dependencies:\n  - name: db\n    version: 1.x\n    repository: https://charts.example\n";

    const outcome = await scanChart({ "Chart.yaml": chartFile + dependency, "templates/pod.yaml": within });

    expectIncomplete(outcome, [
      'charts/shop/Chart.yaml:5 The dependency "db" 1.x from https://charts.example is not in the repository, so what it adds was not checked.',
    ]);
    expect(outcome.report.targets).toMatchObject([
      { id: "manifest:beside.yaml" },
      { id: "helm:charts/shop", state: "partial", resources: 1 },
    ]);
  });

  test("whose values do not fit its schema says which value, and not what it is", async () => {
    const outcome = await scanChart({
      "values.yaml": "replicas: two\n",
      "values.schema.json": '{"properties": {"replicas": {"type": "integer"}}}',
      "templates/config.yaml": configMap,
    });

    expectIncomplete(outcome, [
      "charts/shop/Chart.yaml The chart was not rendered: values don't meet the specifications of the schema(s) in the following chart(s): shop: - at '/replicas': got string, want integer.",
    ]);
  });

  test("whose values are no YAML says so", async () => {
    const outcome = await scanChart({ "values.yaml": "a:\n  - [\n", "templates/config.yaml": configMap });

    expectIncomplete(outcome, [
      "charts/shop/values.yaml:2 The chart was not rendered: cannot load values.yaml: cannot unmarshal yaml document: error converting YAML to JSON: yaml: line 2: did not find expected node content.",
    ]);
  });

  test("that renders to no YAML says which template", async () => {
    const outcome = await scanChart({
      "values.yaml": 'open: "[a"\n',
      "templates/config.yaml": `${configMap}data: {{ .Values.open }}\n`,
    });

    expectIncomplete(outcome, [
      "charts/shop/templates/config.yaml What this file renders to cannot be read. The file is not valid YAML. The indentation does not fit what stands above.",
    ]);
  });

  test("whose Chart.yaml is broken is not rendered", async () => {
    const outcome = await scanChart({
      "Chart.yaml": "apiVersion: v2\nname: [shop\n",
      "templates/a.yaml": within,
    });

    expectIncomplete(outcome, [
      "charts/shop/Chart.yaml:3 The file is not valid YAML. The indentation does not fit what stands above. The chart was not rendered.",
    ]);
  });

  test("that fails with one set of values is checked with the others", async () => {
    const template = `${within.replace("name: within", "name: {{ required `A name is needed` .Values.name }}")}`;

    const outcome = await scanChart({
      "templates/pod.yaml": template,
      "ci/named-values.yaml": "name: within\n",
    });

    expectIncomplete(outcome, [
      "charts/shop/templates/pod.yaml:4 The chart was not rendered: execution error at (shop/templates/pod.yaml:4:11): A name is needed.",
    ]);
    expect(outcome.report.targets).toMatchObject([
      { id: "manifest:beside.yaml" },
      { id: "helm:charts/shop", state: "not-checked" },
      { id: "helm:charts/shop+charts/shop/ci/named-values.yaml", state: "checked", resources: 1 },
    ]);
  });

  test("that never ends is stopped, and the next one is rendered", async () => {
    const endless = '{{- range until 100000 }}{{ range until 100000 }}{{ sha256sum "a" }}{{ end }}{{ end }}';

    const outcome = await hurried.scan(
      {
        "beside.yaml": privilegedPod,
        "a/Chart.yaml": chartFile,
        "a/templates/a.yaml": endless,
        "b/Chart.yaml": chartFile,
        "b/templates/pod.yaml": within,
      },
      { "fail-on": "never" },
    );

    expectIncomplete(outcome, [
      "a/Chart.yaml The chart was not rendered. Rendering took longer than 4 s and was stopped.",
    ]);
    expect(outcome.report.targets).toMatchObject([
      { id: "helm:a", state: "not-checked" },
      { id: "helm:b", state: "checked", resources: 1 },
      { id: "manifest:beside.yaml" },
    ]);
  });

  test("that wants 4 GB is stopped", async () => {
    const grow =
      '{{- $all := list "a" }}{{ range until 40 }}{{ $all = concat $all $all }}{{ end }}{{ $all }}';

    const outcome = await scanChart({ "templates/a.yaml": `${grow}\n` });

    expectIncomplete(outcome, [
      "charts/shop/Chart.yaml The chart was not rendered: it needs more than the limit of 512 MB of memory.",
    ]);
  });

  test("that asks for one text of 4 GB is stopped", async () => {
    const outcome = await scanChart({ "templates/a.yaml": '{{ repeat 4000000000 "a" }}\n' });

    expectIncomplete(outcome, [
      "charts/shop/Chart.yaml The chart was not rendered: it needs more than the limit of 512 MB of memory.",
    ]);
  });

  test("that prints 100 MB is stopped", async () => {
    const outcome = await scanChart({ "templates/a.yaml": '{{ repeat 100000000 "a" }}\n' });

    expectIncomplete(outcome, [
      "charts/shop/Chart.yaml The chart was not rendered. The templates print 100000001 bytes, and the limit is 20000000.",
    ]);
  });
});

describe("a kustomization", () => {
  const resources = "resources:\n  - pod.yaml\n";

  test("with a remote base is checked without it", async () => {
    const outcome = await scanBeside({
      "overlay/kustomization.yaml": `${resources}  - https://github.com/example/base//deploy?ref=v1\n`,
      "overlay/pod.yaml": within,
    });

    expectIncomplete(outcome, [
      'overlay/kustomization.yaml:3 The remote entry "https://github.com/example/base//deploy" was not fetched, so what it brings was not checked.',
    ]);
    expect(outcome.report.targets).toMatchObject([
      { id: "manifest:beside.yaml" },
      { id: "kustomize:overlay", state: "partial", resources: 1 },
    ]);
  });

  test("with a plugin that starts a program is checked without it", async () => {
    const plugin = `apiVersion: example.com/v1
kind: Maker
metadata:
  name: made
  annotations:
    config.kubernetes.io/function: |
      exec:
        path: ./run.sh
`;

    const outcome = await scanBeside({
      "overlay/kustomization.yaml": `${resources}generators:\n  - maker.yaml\n`,
      "overlay/pod.yaml": within,
      "overlay/maker.yaml": plugin,
    });

    expectIncomplete(outcome, [
      'overlay/kustomization.yaml:4 The plugin "Maker" would start a program and was not run, so what it changes was not checked.',
    ]);
  });

  test("that names a missing file is checked without it", async () => {
    const outcome = await scanBeside({
      "overlay/kustomization.yaml": `${resources}  - gone.yaml\n`,
      "overlay/pod.yaml": within,
    });

    expectIncomplete(outcome, [
      'overlay/kustomization.yaml:3 The entry "gone.yaml" names nothing that can be read in this repository, so what it brings was not checked.',
    ]);
  });

  test("that reaches itself is checked without the last step of the circle", async () => {
    const outcome = await scanBeside({
      "a/kustomization.yaml": "resources:\n  - ../b\n",
      "b/kustomization.yaml": "resources:\n  - pod.yaml\n  - ../a\n",
      "b/pod.yaml": within,
    });

    expectIncomplete(outcome, [
      "b/kustomization.yaml:3 The kustomizations reach themselves in a circle (a -> b -> a), which kustomize refuses.",
    ]);
    expect(outcome.report.targets).toMatchObject([
      { id: "kustomize:a", state: "partial", resources: 1 },
      { id: "manifest:beside.yaml" },
    ]);
  });

  test("that leads out of the repository is checked without what lies there", async () => {
    const outcome = await scanBeside({
      "overlay/kustomization.yaml": `${resources}  - ../../elsewhere\n`,
      "overlay/pod.yaml": within,
    });

    expectIncomplete(outcome, [
      'overlay/kustomization.yaml:3 The entry "../../elsewhere" leads out of the repository, so what it brings was not checked.',
    ]);
  });

  test("with a patch that fits nothing says what it looked for", async () => {
    const outcome = await scanBeside({
      "overlay/kustomization.yaml": `${resources}patches:\n  - path: patch.yaml\n`,
      "overlay/pod.yaml": within,
      "overlay/patch.yaml": "apiVersion: v1\nkind: Pod\nmetadata:\n  name: other\n",
    });

    expectIncomplete(outcome, [
      'overlay/kustomization.yaml The kustomization was not rendered: no resource matches strategic merge patch "Pod.v1.[noGrp]/other.[noNs]": no matches for Id Pod.v1.[noGrp]/other.[noNs]; failed to find unique target for patch Pod.v1.[noGrp]/other.[noNs].',
    ]);
  });

  test("with a base that is no YAML points into the base", async () => {
    const outcome = await scanBeside({
      "overlay/kustomization.yaml": resources,
      "overlay/pod.yaml": "apiVersion: v1\nkind: Pod\nmetadata:\n\tname: a\n",
    });

    expectIncomplete(outcome, [
      "overlay/pod.yaml:4 The kustomization was not rendered: accumulating resources: accumulating resources from 'pod.yaml': MalformedYAMLError: yaml: line 4: found character that cannot start any token in File: pod.yaml.",
    ]);
  });
});

describe("links", () => {
  const folders: DiskFolder[] = [];
  afterEach(() => {
    for (const folder of folders.splice(0)) folder.remove();
  });

  function onDisk(files: Files): string {
    const folder = folderOf({ "repository/beside.yaml": privilegedPod, ...files });
    folders.push(folder);
    return folder.path;
  }

  test("of a chart that lead out of the repository are not followed", async () => {
    const folder = onDisk({
      "outside/secret.yaml": `${configMap}data: {password: outside}\n`,
      "repository/shop/Chart.yaml": chartFile,
      "repository/shop/templates/pod.yaml": within,
    });
    symlinkSync(join(folder, "outside/secret.yaml"), join(folder, "repository/shop/templates/link.yaml"));

    const outcome = await gate.scanFolder(join(folder, "repository"), { "fail-on": "never" });

    expectIncomplete(outcome, [
      "shop/templates/link.yaml The path was left out: the link leads out of the repository.",
    ]);
    expect(outcome.report.findings.map(({ resource }) => resource?.name)).not.toContain("settings");
  });

  test("of a manifest that lead out of the repository are not followed", async () => {
    const folder = onDisk({ "outside/secret.yaml": configMap });
    symlinkSync("../outside/secret.yaml", join(folder, "repository/link.yaml"));

    const outcome = await gate.scanFolder(join(folder, "repository"), { "fail-on": "never" });

    expectIncomplete(outcome, ["link.yaml The path was left out: the link leads out of the repository."]);
  });

  test("that lead to themselves are left out", async () => {
    const folder = onDisk({});
    symlinkSync("loop.yaml", join(folder, "repository/loop.yaml"));

    const outcome = await gate.scanFolder(join(folder, "repository"), { "fail-on": "never" });

    expectIncomplete(outcome, ["loop.yaml The path was left out: the link leads nowhere."]);
  });

  test("to a folder are left out where a chart would follow them", async () => {
    const folder = onDisk({
      "repository/shop/Chart.yaml": chartFile,
      "repository/shop/templates/pod.yaml": within,
      "repository/shared/more.yaml": configMap,
    });
    symlinkSync("../../shared", join(folder, "repository/shop/templates/shared"));

    const outcome = await gate.scanFolder(join(folder, "repository"), { "fail-on": "never" });

    expectIncomplete(outcome, [
      "shop/templates/shared The path was left out: links to folders are not followed.",
    ]);
  });

  test("that stay inside are read as the file they lead to", async () => {
    const folder = onDisk({});
    mkdirSync(join(folder, "repository/links"));
    writeFileSync(join(folder, "repository/pod.yaml"), within);
    symlinkSync("../pod.yaml", join(folder, "repository/links/pod.yaml"));

    const outcome = await gate.scanFolder(join(folder, "repository"), { "fail-on": "never" });

    expect(outcome.report.problems).toEqual([]);
    expect(outcome.report.targets.map(({ path }) => path)).toEqual([
      "beside.yaml",
      "links/pod.yaml",
      "pod.yaml",
    ]);
  });
});
