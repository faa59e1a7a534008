/** A revision that reads each file once. */
import type { Revision } from "../core/revision.js";

/** The most bytes that are kept. What comes on top is read as often as it is asked for. */
const maximumBytes = 32 * 1024 * 1024;

/**
 * Remembers what was read for as long as the result is in use: discovering, rendering and searching as text each ask for the same files, and a base
 * of many overlays is asked for by each of them. The caller must not change the bytes.
 */
export function remembering(revision: Revision): Revision {
  const known = new Map<string, ReturnType<Revision["read"]>>();
  const sizes = new Map<string, number>(revision.files.map(({ path, size }) => [path, size]));
  let bytes = 0;
  return {
    ...revision,
    has: (path) => revision.has(path),
    read(path) {
      const before = known.get(path);
      if (before !== undefined) return before;
      const content = revision.read(path);
      const size = sizes.get(path) ?? 0;
      if (bytes + size <= maximumBytes) {
        bytes += size;
        known.set(path, content);
      }
      return content;
    },
  };
}
