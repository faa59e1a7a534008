import { expect, test } from "@jest/globals";
import { asRepoPath } from "../../../src/core/location.js";
import type { Revision } from "../../../src/core/revision.js";
import { remembering } from "../../../src/repository/memory.js";

/** A revision of files of these sizes that counts how often each is read. */
function counted(sizes: Readonly<Record<string, number>>) {
  const reads: string[] = [];
  const revision: Revision = {
    commit: null,
    files: Object.entries(sizes).map(([path, size]) => ({ path: asRepoPath(path), size })),
    leftOut: [],
    has: (path) => Object.hasOwn(sizes, path),
    read: async (path) => {
      reads.push(path);
      return new TextEncoder().encode(path);
    },
  };
  return { reads, revision };
}

test("a file is read once, however often it is asked for", async () => {
  const { reads, revision } = counted({ "a.yaml": 6, "b.yaml": 6 });
  const kept = remembering(revision);

  const [first, second] = await Promise.all([
    kept.read(asRepoPath("a.yaml")),
    kept.read(asRepoPath("a.yaml")),
  ]);
  await kept.read(asRepoPath("b.yaml"));

  expect(first).toBe(second);
  expect(reads).toEqual(["a.yaml", "b.yaml"]);
  expect(kept.has("a.yaml")).toBe(true);
});

test("what is too large to keep is read again, and leaves room for the rest", async () => {
  const { reads, revision } = counted({ "large.yaml": 33 * 1024 * 1024, "small.yaml": 1 });
  const kept = remembering(revision);

  for (const path of ["large.yaml", "small.yaml", "large.yaml", "small.yaml"])
    await kept.read(asRepoPath(path));

  expect(reads).toEqual(["large.yaml", "small.yaml", "large.yaml"]);
});
