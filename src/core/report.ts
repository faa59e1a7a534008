/** What a run says. Plain JSON with a published schema: every format is printed from it and from nothing else. */
import type { Finding, Status, UndecidedFinding } from "./finding.js";
import type { Problem } from "./problem.js";
import type { RepoPath } from "./location.js";
import type { Severity } from "./rule.js";
import type { TargetKind, TargetState } from "./target.js";

/** `error` is reported only where a run could be reported at all; otherwise the exit code says it. */
export type Verdict = "passed" | "blocked" | "incomplete" | "error";

/** The severities that block: these and all above. `never` blocks on none. */
export const thresholds = ["critical", "high", "medium", "low", "never"] as const;
export type Threshold = (typeof thresholds)[number];

/** One target in the report. */
export interface ReportedTarget {
  readonly id: string;
  readonly kind: TargetKind;
  readonly path: RepoPath | "";
  readonly values: readonly RepoPath[];
  /** Every file that can change what the target says, ordered. */
  readonly files: readonly RepoPath[];
  readonly state: TargetState;
  /** How many objects were checked in it. */
  readonly resources: number;
}

/** Something left alone on purpose, or done otherwise than the real tool does. No problem, and never silent. */
export interface Note {
  /** "" for the repository as a whole. */
  readonly path: RepoPath | "";
  /** One sentence. */
  readonly message: string;
}

/** What a rule of the catalog says about itself, for the formats that explain findings. */
export interface ReportedRule {
  readonly id: string;
  readonly title: string;
  readonly severity: Severity;
  readonly family: string;
  readonly what: string;
  readonly why: string;
  readonly advice: string;
  readonly references: readonly string[];
  /** Controls that the rule serves: framework id, edition and control id. */
  readonly controls: readonly { readonly framework: string; readonly id: string; readonly title: string }[];
}

/** The whole result of a run. */
export interface Report {
  readonly schemaVersion: 1;
  readonly tool: { readonly name: "hardening-gate"; readonly version: string };
  /** Digest of the catalog that judged, 12 hexadecimal digits. */
  readonly catalog: string;
  readonly verdict: Verdict;
  readonly failOn: Threshold;
  readonly profile: string;
  /** What was compared; `reason` says why there is no base. */
  readonly compared: {
    readonly base: string | null;
    readonly head: string | null;
    readonly reason: string | null;
  };
  readonly counts: Readonly<Record<Severity, Readonly<Record<Status, number>>>>;
  readonly targets: readonly ReportedTarget[];
  readonly findings: readonly Finding[];
  readonly undecided: readonly UndecidedFinding[];
  readonly problems: readonly Problem[];
  readonly notes: readonly Note[];
  /** The rules that the findings name, by id, and for SARIF all rules that ran. */
  readonly rules: readonly ReportedRule[];
}
