/** Both sides of what is judged. */
import type { Change, Revision } from "../core/revision.js";

/** A head that is compared with nothing: every file of it counts as changed. */
export function changeOf(head: Revision): Change {
  return { head, base: null, reason: "This version does not read a base commit yet.", changed: null };
}
