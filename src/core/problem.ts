/** Our failure to look: what could not be read, rendered or evaluated. A problem is never a finding and never a pass. */
import type { RepoPath } from "./location.js";

/** The stage of the run at which looking failed. */
export type Stage = "repository" | "discover" | "render" | "parse" | "evaluate" | "configuration";

/** What was wrong, where, why it matters and what to do about it. Texts are plain and end with a period; never a secret's value. */
export interface Problem {
  readonly stage: Stage;
  /** The file or folder it is about; "" for the repository as a whole. */
  readonly path: RepoPath | "";
  /** 1-based; null where no line is known. */
  readonly line: number | null;
  /** The id of the target that could not be checked in whole; null where it concerns no target. */
  readonly target: string | null;
  /** Whether the change touches what could not be read. Only such a problem makes the verdict `incomplete`. */
  readonly touched: boolean;
  readonly message: string;
  readonly hint: string;
}
