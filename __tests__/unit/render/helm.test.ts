import { describe, expect, test } from "@jest/globals";
import { asRepoPath } from "../../../src/core/location.js";
import type { Target } from "../../../src/core/target.js";
import type { EngineError } from "../../../src/render/engine-types.js";
import { renderChart } from "../../../src/render/helm.js";
import { helmEngine } from "../../fakes/engine.js";
import { revisionOf } from "../../fakes/revision.js";

const chartYaml = [
  "name: web",
  "dependencies:",
  "- name: redis",
  "  repository: https://user:password@charts.example.com?token=x",
  "- {name: db, alias: store}",
  "",
].join("\n");
const revision = revisionOf({
  "web/Chart.yaml": chartYaml,
  "web/ci/prod-values.yaml": "a: 1\n",
  "web/charts/db-1.0.0.tgz": "packed",
  "web/crds/crd.yaml": "kind: CustomResourceDefinition\n",
  "web/templates/pod.yaml": "kind: Pod\n",
  "common/Chart.yaml": "name: common\ndependencies:\n- name: gone\n",
  "common/templates/map.yaml": "kind: ConfigMap\n",
});
const target: Target = {
  id: "helm:web",
  kind: "helm",
  path: asRepoPath("web"),
  values: [],
  inputs: revision.files.map(({ path }) => path).filter((path) => !path.includes("/ci/")),
  touched: true,
  mounts: [{ from: asRepoPath("common"), to: asRepoPath("web/charts/common") }],
};
const prod: Target = {
  ...target,
  id: "helm:web+web/ci/prod-values.yaml",
  values: [asRepoPath("web/ci/prod-values.yaml")],
  inputs: [...target.inputs, asRepoPath("web/ci/prod-values.yaml")],
};

function failing(error: EngineError, chart: Target = target) {
  return renderChart(chart, revision, helmEngine({ error }));
}

test("the engine gets the inputs relative to the chart, dependencies where they are mounted", async () => {
  const engine = helmEngine({});

  await renderChart(target, revision, engine, { kubeVersion: "1.34" });

  expect(engine.requests[0]).toMatchObject({ values: [], kubeVersion: "1.34" });
  expect(engine.requests[0]?.files.map(({ path }) => path)).toEqual([
    "charts/common/Chart.yaml",
    "charts/common/templates/map.yaml",
    "Chart.yaml",
    "charts/db-1.0.0.tgz",
    "crds/crd.yaml",
    "templates/pod.yaml",
  ]);
});

test("values sets are values and no files, so that all sets of a chart share an engine", async () => {
  const engine = helmEngine({});

  await renderChart(target, revision, engine);
  await renderChart(prod, revision, engine);

  expect(engine.requests[1]?.files).toEqual(engine.requests[0]?.files);
  expect(engine.requests[1]?.values).toEqual([{ path: "web/ci/prod-values.yaml", text: "a: 1\n" }]);
});

test("each text leads back to its file: a template, a mounted one, an archive, and a definition byte for byte", async () => {
  const documents = [
    {
      template: "web/crds/crd.yaml",
      path: "crds/crd.yaml",
      kind: "crd",
      text: "kind: CustomResourceDefinition\n",
    },
    { template: "x", path: "charts/common/templates/map.yaml", kind: "template", text: "a\n" },
    { template: "x", path: "charts/db-1.0.0.tgz", kind: "template", text: "b\n" },
    { template: "web/templates/pod.yaml", path: "templates/pod.yaml", kind: "template", text: "c\n" },
  ] as const;

  const { rendering, problems, notes } = await renderChart(
    target,
    revision,
    helmEngine({ documents, notes: ["Note."] }),
  );

  expect(rendering).toMatchObject({ target, namespace: null, complete: true });
  expect(rendering?.texts.map(({ trace }) => trace)).toEqual([
    { type: "identity", path: "web/crds/crd.yaml" },
    { type: "file", path: "common/templates/map.yaml" },
    { type: "file", path: "web/charts/db-1.0.0.tgz" },
    { type: "file", path: "web/templates/pod.yaml" },
  ]);
  expect(problems).toEqual([]);
  expect(notes).toEqual(["Note."]);
});

describe("a missing dependency", () => {
  const redis = {
    name: "redis",
    version: "17.x",
    repository: "https://user:password@charts.example.com?token=x",
  };

  test("is a problem at its entry, without the password, and what is there is rendered", async () => {
    const missing = [{ ...redis, parent: "web" }];

    const { rendering, problems } = await renderChart(target, revision, helmEngine({ missing }));

    expect(rendering?.complete).toBe(false);
    expect(problems).toMatchObject([
      { stage: "render", path: "web/Chart.yaml", line: 3, target: "helm:web", touched: true },
    ]);
    expect(problems[0]?.message).toContain("https://charts.example.com");
    expect(JSON.stringify(problems)).not.toMatch(/password|token/);
    expect(problems[0]?.hint).toContain("helm dependency build web");
  });

  test("of a subchart is a problem of the subchart, once for all its aliases", async () => {
    const gone = { name: "gone", version: "1.x", repository: "" };
    const missing = [
      { ...gone, parent: "web/charts/common" },
      { ...gone, parent: "web/charts/common" },
      { ...gone, parent: "web/charts/db" },
    ];

    const { problems } = await renderChart(target, revision, helmEngine({ missing }));

    expect(problems.map(({ path, line }) => [path, line])).toEqual([
      ["common/Chart.yaml", 3],
      ["web/charts/db-1.0.0.tgz", null],
    ]);
  });

  test("that a template needs gives no rendering, and both problems", async () => {
    const { rendering, problems } = await failing({
      kind: "dependency",
      message: 'no template "redis.name"',
      path: "templates/pod.yaml",
      line: 1,
      missing: [{ ...redis, parent: "web" }],
    });

    expect(rendering).toBeNull();
    expect(problems.map(({ path, line }) => [path, line])).toEqual([
      ["web/templates/pod.yaml", 1],
      ["web/Chart.yaml", 3],
    ]);
  });
});

describe("a failure", () => {
  test("of a template is a problem at its line, and a needed value says where to put it", async () => {
    const error = { kind: "template", path: "templates/pod.yaml", line: 4 } as const;
    const needed = await failing({
      ...error,
      message: "execution error at (web/templates/pod.yaml:4:11): host is required",
    });
    const prodNeeded = await failing({ ...error, message: "nil pointer evaluating interface {}.b" }, prod);
    const wrong = await failing({ ...error, message: 'function "x" not defined\n  in line 4' });

    expect(needed.rendering).toBeNull();
    expect(needed.problems).toMatchObject([{ path: "web/templates/pod.yaml", line: 4 }]);
    expect(needed.problems[0]?.hint).toContain("web/ci/<name>-values.yaml");
    expect(prodNeeded.problems[0]?.hint).toContain("`web/ci/prod-values.yaml`");
    expect(wrong.problems[0]).toMatchObject({
      message: 'The chart was not rendered: function "x" not defined in line 4.',
      hint: "Correct the template; `helm template web` shows the same error.",
    });
  });

  test("of a values file is a problem in that file", async () => {
    const error = { kind: "values", message: "not a map", path: "web/ci/prod-values.yaml", line: 1 } as const;

    expect((await failing(error, prod)).problems).toMatchObject([
      { path: "web/ci/prod-values.yaml", line: 1 },
    ]);
  });

  test("in a packed subchart names the archive and no line", async () => {
    const error = { kind: "template", message: "x", path: "charts/db-1.0.0.tgz", line: 7 } as const;

    expect((await failing(error)).problems).toMatchObject([{ path: "web/charts/db-1.0.0.tgz", line: null }]);
  });

  test("of a limit names the limit and what raises it", async () => {
    const time = await failing({ kind: "time", message: "Rendering took longer than 20 s and was stopped." });
    const memory = await failing({ kind: "memory", message: "out of memory" });

    expect(time.problems[0]).toMatchObject({ path: "web/Chart.yaml", line: null });
    expect(time.problems[0]?.message).toContain("20 s");
    expect(time.problems[0]?.hint).toContain("`render-seconds`");
    expect(memory.problems[0]?.message).toContain("512 MB");
  });

  test("is quoted in part only where it is long", async () => {
    const { problems } = await failing({ kind: "template", message: "😀".repeat(5_000) });

    expect(problems[0]?.message.length).toBeLessThan(500);
    expect(problems[0]?.message).toMatch(/😀…$/u);
  });
});

test("values that are no text are a problem, and nothing is rendered", async () => {
  const files = { "web/Chart.yaml": chartYaml, "web/ci/prod-values.yaml": new Uint8Array([0xff, 0xfe, 0]) };
  const engine = helmEngine({});

  const { rendering, problems } = await renderChart(
    { ...prod, inputs: [asRepoPath("web/Chart.yaml"), ...prod.values] },
    revisionOf(files),
    engine,
  );

  expect(rendering).toBeNull();
  expect(problems).toMatchObject([{ path: "web/ci/prod-values.yaml" }]);
  expect(engine.requests).toEqual([]);
});
