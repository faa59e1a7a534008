/** A revision that lives in memory. */
import { asRepoPath, byCodeUnits } from "../../src/core/location.js";
import type { Revision } from "../../src/core/revision.js";

/** Makes a revision of files by path, as text or bytes, and of what was left out, by path with the reason. */
export function revisionOf(
  files: Readonly<Record<string, string | Uint8Array>>,
  leftOut: Readonly<Record<string, string>> = {},
): Revision {
  const contents = new Map(
    Object.entries(files).map(([path, content]) => [
      path,
      typeof content === "string" ? new TextEncoder().encode(content) : content,
    ]),
  );
  return {
    commit: null,
    files: [...contents]
      .sort(([left], [right]) => byCodeUnits(left, right))
      .map(([path, bytes]) => ({ path: asRepoPath(path), size: bytes.length })),
    leftOut: Object.entries(leftOut).map(([path, reason]) => ({ path: asRepoPath(path), reason })),
    has: (path) => contents.has(path),
    read: async (path) => contents.get(path) ?? { reason: "it is not listed" },
  };
}
