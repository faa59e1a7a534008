import { describe, expect, test } from "@jest/globals";
import { asRepoPath } from "../../../src/core/location.js";
import type { Target } from "../../../src/core/target.js";
import { renderKustomization } from "../../../src/render/kustomize.js";
import { kustomizeEngine } from "../../fakes/engine.js";
import { revisionOf } from "../../fakes/revision.js";

const revision = revisionOf({
  "base/kustomization.yaml": "resources: [pod.yaml]\n",
  "base/pod.yaml": "kind: Pod\n",
  "prod/kustomization.yml": "resources: [../base, 'https://example.com/x.yaml']\n",
  "other.yaml": "kind: Pod\n",
});
const target: Target = {
  id: "kustomize:prod",
  kind: "kustomize",
  path: asRepoPath("prod"),
  values: [],
  inputs: ["base/kustomization.yaml", "base/pod.yaml", "prod/kustomization.yml"].map(asRepoPath),
  touched: false,
};
const edited = new Map([[asRepoPath("prod/kustomization.yml"), "resources: [../base]\n"]]);

test("the engine gets the inputs and nothing else, edited ones as they were edited", async () => {
  const engine = kustomizeEngine({});

  await renderKustomization({ ...target, edited }, revision, engine);

  const [request] = engine.requests;
  expect(request?.directory).toBe("prod");
  expect(request?.files.map(({ path, bytes }) => [path, Buffer.from(bytes).toString()])).toEqual([
    ["base/kustomization.yaml", "resources: [pod.yaml]\n"],
    ["base/pod.yaml", "kind: Pod\n"],
    ["prod/kustomization.yml", "resources: [../base]\n"],
  ]);
});

test("each object leads back to the file that holds it, a generated one to its kustomization", async () => {
  const resources = [
    { text: "a\n", origin: { path: "base/pod.yaml" } },
    { text: "b\n", origin: { configuredIn: "base/kustomization.yaml" } },
    { text: "c\n", origin: { path: "somewhere/else.yaml", repo: "https://example.com" } },
    { text: "d\n" },
  ];

  const { rendering, problems } = await renderKustomization(target, revision, kustomizeEngine({ resources }));

  expect(rendering).toMatchObject({ namespace: null, complete: true });
  expect(rendering?.texts).toEqual([
    { text: "a\n", trace: { type: "file", path: "base/pod.yaml" } },
    { text: "b\n", trace: { type: "file", path: "base/kustomization.yaml" } },
    { text: "c\n", trace: { type: "file", path: "prod/kustomization.yml" } },
    { text: "d\n", trace: { type: "file", path: "prod/kustomization.yml" } },
  ]);
  expect(problems).toEqual([]);
});

test("a build without all of its entries is not complete", async () => {
  const { rendering } = await renderKustomization({ ...target, edited }, revision, kustomizeEngine({}));

  expect(rendering?.complete).toBe(false);
});

describe("a failure", () => {
  test("is a problem in the file at fault, else in the kustomization", async () => {
    const error = { kind: "kustomize", message: "no matches for Id" } as const;
    const inBase = kustomizeEngine({ error: { ...error, path: "base/pod.yaml", line: 2 } });

    const placed = await renderKustomization(target, revision, inBase);
    const unplaced = await renderKustomization(target, revision, kustomizeEngine({ error }));

    expect(placed.rendering).toBeNull();
    expect(placed.problems).toMatchObject([
      { path: "base/pod.yaml", line: 2, target: "kustomize:prod", touched: false },
    ]);
    expect(unplaced.problems).toMatchObject([{ path: "prod/kustomization.yml", line: null }]);
    expect(unplaced.problems[0]?.hint).toContain("kustomize build prod");
  });

  test("after entries were left out points to those first", async () => {
    const engine = kustomizeEngine({ error: { kind: "kustomize", message: "no matches for Id" } });

    const { problems } = await renderKustomization({ ...target, edited }, revision, engine);

    expect(problems[0]?.hint).toContain("left out");
  });
});
