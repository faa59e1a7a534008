/** A rule violated at a place, or a rule that files cannot decide there. */
import type { Fix, Severity } from "./rule.js";
import type { Location, RepoPath, Route } from "./location.js";
import type { ResourceId } from "./resource.js";

/** `new`: the change brings it; `existing`: the base has it; `fixed`: the change removes it; `waived`: accepted. */
export const statuses = ["new", "existing", "fixed", "waived"] as const;
export type Status = (typeof statuses)[number];

/** One rule violated at one place, in every target that shows it. */
export interface Finding {
  readonly rule: string;
  readonly title: string;
  readonly severity: Severity;
  readonly status: Status;
  readonly message: string;
  /** Null where the finding is about a file and not about an object in it. */
  readonly resource: ResourceId | null;
  readonly container: string | null;
  /** The blamed field: keys and indexes in the resource, the missing part included. */
  readonly field: Route;
  /** What is missing, as a person would write it (`securityContext.runAsNonRoot`, `--anonymous-auth`); null where something is there and bad. */
  readonly missing: string | null;
  /** The first is the primary one. */
  readonly locations: readonly [Location, ...Location[]];
  /** Ids of the targets that show it, ordered. */
  readonly targets: readonly string[];
  /** Rules of the same ladder that hold here too and say less. */
  readonly also: readonly string[];
  readonly fix: Fix;
  /** Stable over moved lines; 32 hexadecimal digits. */
  readonly fingerprint: string;
}

/** A rule that files cannot decide for this resource. Shown, never blocks. */
export interface UndecidedFinding {
  readonly rule: string;
  readonly resource: ResourceId | null;
  readonly path: RepoPath;
  readonly reason: string;
}
