/** Findings of the base and of the head → the findings of the change, each with its status. */
import type { Finding, Status } from "../core/finding.js";
import { groupBy } from "../core/group.js";
import type { Json } from "../core/json.js";
import type { RepoPath } from "../core/location.js";
import { severities } from "../core/rule.js";
import { fingerprintOf } from "./fingerprint.js";

/** A finding of one side, before it has a status. */
export interface Unmarked extends Omit<Finding, "status" | "fingerprint"> {
  /** The blamed part as JSON: keys, names of list items, and indexes of items that have no name. */
  readonly part: string;
  /** The outermost list item without a name that the blamed part lies in; null where there is none. */
  readonly element: Json | null;
  /** The file that identifies the finding, where that is not the file of its primary location. */
  readonly origin?: RepoPath;
  /** Not of interest here: what led to the lines. */
  readonly marks?: unknown;
}

/** One side of the change, as far as comparing needs it. */
export interface Side {
  readonly findings: readonly Unmarked[];
  /** Ids of the targets that could not be looked at, or not wholly. */
  readonly unseen: ReadonlySet<string>;
}

/** How names of the head correspond to names of the base, where they differ. */
export interface Renames {
  readonly files: ReadonlyMap<RepoPath, RepoPath>;
  /** Target of the head → target of the base, where it moved with its files. */
  readonly targets: ReadonlyMap<string, string>;
}

/**
 * Gives every finding its status. What the base shows in the same targets, and no less severe, is `existing`; so is what only moved: with a
 * renamed file, to another file of the same target, or within a list. All else in the head is `new`. What the base shows and the head does
 * not is `fixed`, unless the head could not be looked at there: then it is taken to be there still.
 *
 * Without a base everything is new. Order: the head's findings as they come, then those that the head does not show, as the base has them.
 */
export function compare(head: Side, base: Side | null, renames: Renames): readonly Finding[] {
  if (base === null) return head.findings.map((finding) => marked(finding, "new"));
  const former = new Former(base.findings, renames);
  const known = new Map(head.findings.map((finding) => [finding, former.takeSame(finding)]));
  for (const finding of head.findings) {
    if (known.get(finding) === undefined) known.set(finding, former.takeMoved(finding));
  }
  const present = head.findings.map((finding) => {
    const before = known.get(finding);
    return marked(finding, before !== undefined && isNoWorse(finding, before, renames) ? "existing" : "new");
  });
  const unseen = new Set([...head.unseen].map((id) => renames.targets.get(id) ?? id));
  const gone = former
    .left()
    .map((finding) => marked(finding, finding.targets.some((id) => unseen.has(id)) ? "existing" : "fixed"));
  return [...present, ...gone];
}

/** The findings of the base that the head has not shown yet. */
class Former {
  private readonly waiting: Set<Unmarked>;
  private readonly same: ReadonlyMap<string, readonly Unmarked[]>;
  private readonly moved: ReadonlyMap<string, readonly Unmarked[]>;
  /** Of rules that stood behind the most telling one of their ladder. */
  private readonly behind: ReadonlyMap<string, Unmarked>;
  private readonly renames: Renames;

  constructor(findings: readonly Unmarked[], renames: Renames) {
    this.renames = renames;
    this.waiting = new Set(findings);
    this.same = groupBy(findings, (finding) => identityOf(finding, new Map()));
    this.moved = groupBy(findings, movedKey);
    this.behind = new Map(
      findings.flatMap((finding) =>
        finding.also.map((rule) => [identityOf({ ...finding, rule }, new Map()), finding] as const),
      ),
    );
  }

  /** The same finding at the same place, or the one that it stood behind. */
  takeSame(finding: Unmarked): Unmarked | undefined {
    const key = identityOf(finding, this.renames.files);
    return this.take(this.same.get(key)) ?? this.behind.get(key);
  }

  /** The same finding at another place: another file of the same target, or another position in a list. */
  takeMoved(finding: Unmarked): Unmarked | undefined {
    const targets = finding.targets.map((id) => this.renames.targets.get(id) ?? id);
    const candidates = this.moved.get(movedKey(finding)) ?? [];
    return this.take(candidates.filter((before) => before.targets.some((id) => targets.includes(id))));
  }

  left(): readonly Unmarked[] {
    return [...this.waiting];
  }

  private take(candidates: readonly Unmarked[] | undefined): Unmarked | undefined {
    const found = candidates?.find((candidate) => this.waiting.has(candidate));
    if (found !== undefined) this.waiting.delete(found);
    return found;
  }
}

/** Not more severe, and in no target that did not show it. */
function isNoWorse(finding: Unmarked, before: Unmarked, { targets }: Renames): boolean {
  const isAsSevere = severities.indexOf(finding.severity) >= severities.indexOf(before.severity);
  return isAsSevere && finding.targets.every((id) => before.targets.includes(targets.get(id) ?? id));
}

function identityOf(finding: Unmarked, files: Renames["files"]): string {
  const { rule, resource, part, missing, locations } = finding;
  const path = finding.origin ?? locations[0].path;
  return fingerprintOf({ rule, path: files.get(path) ?? path, resource, part, missing });
}

/** Equal for findings that differ in file and in indexes alone, and whose list items say the same. */
function movedKey({ rule, resource, part, missing, element }: Unmarked): string {
  const steps = (JSON.parse(part === "" ? "[]" : part) as readonly unknown[]).map((step) =>
    typeof step === "number" ? null : step,
  );
  const content = JSON.stringify(element, (_, inner: unknown) =>
    typeof inner === "bigint" ? `${inner}n` : inner,
  );
  return JSON.stringify([rule, resource?.kind, resource?.namespace, resource?.name, steps, missing, content]);
}

function marked(unmarked: Unmarked, status: Status): Finding {
  const { part, element, origin, marks, ...finding } = unmarked;
  void [element, marks]; // serve comparing and placing alone
  const { rule, resource, missing } = finding;
  const path = origin ?? finding.locations[0].path;
  return { ...finding, status, fingerprint: fingerprintOf({ rule, path, resource, part, missing }) };
}
