import { expect, test } from "@jest/globals";
import { asRepoPath } from "../../../src/core/location.js";
import type { Target } from "../../../src/core/target.js";
import { collectFiles } from "../../../src/render/collect.js";
import { renderManifest } from "../../../src/render/plain.js";
import { revisionOf } from "../../fakes/revision.js";

function targetOf(...inputs: string[]): Target {
  return {
    id: "kustomize:.",
    kind: "kustomize",
    path: "",
    values: [],
    inputs: inputs.map(asRepoPath),
    touched: true,
  };
}

test("a file at the limit is collected, one over it is a problem that names the limit", async () => {
  const limit = 5 * 1024 * 1024;
  const revision = revisionOf({ "a.bin": new Uint8Array(limit), "b.bin": new Uint8Array(limit + 1) });

  const { files, problems } = await collectFiles(targetOf("a.bin", "b.bin"), revision, (input) => [input]);

  expect(files?.map(({ path }) => path)).toEqual(["a.bin"]);
  expect(problems).toMatchObject([{ path: "b.bin", target: "kustomize:." }]);
  expect(problems[0]?.message).toContain("5 MiB");
});

test("files over 100 MiB together are a problem, and nothing is collected", async () => {
  const bytes = new Uint8Array(5 * 1024 * 1024);
  const names = Array.from({ length: 21 }, (_, index) => `${index}.bin`);
  const revision = revisionOf(Object.fromEntries(names.map((name) => [name, bytes])));

  const { files, problems } = await collectFiles(targetOf(...names), revision, (input) => [input]);

  expect(files).toBeNull();
  expect(problems[0]?.message).toContain("100 MiB");
});

test("an input that is gone is a problem with the reason", async () => {
  const { files, problems } = await collectFiles(targetOf("gone.yaml"), revisionOf({}), (input) => [input]);

  expect(files).toEqual([]);
  expect(problems).toMatchObject([
    { path: "gone.yaml", message: expect.stringContaining("it is not listed") },
  ]);
});

test("a manifest is its own rendering, of which nobody knows whether it is all", async () => {
  const manifest = {
    ...targetOf("pod.yaml"),
    id: "manifest:pod.yaml",
    kind: "manifest",
    path: asRepoPath("pod.yaml"),
  } as const;

  const { rendering, problems } = await renderManifest(manifest, revisionOf({ "pod.yaml": "kind: Pod\n" }));

  expect(rendering).toEqual({
    target: manifest,
    texts: [{ text: "kind: Pod\n", trace: { type: "identity", path: "pod.yaml" } }],
    namespace: null,
    complete: false,
  });
  expect(problems).toEqual([]);
});

test("a manifest that is no text is a problem at the line", async () => {
  const manifest = { ...targetOf("pod.yaml"), kind: "manifest", path: asRepoPath("pod.yaml") } as const;

  const { rendering, problems } = await renderManifest(
    manifest,
    revisionOf({ "pod.yaml": Buffer.from("a\n\xff", "latin1") }),
  );

  expect(rendering).toBeNull();
  expect(problems).toMatchObject([{ path: "pod.yaml", line: 2 }]);
});
