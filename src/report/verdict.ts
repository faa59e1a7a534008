/** The verdict in words, the same in every format. */
import { assertNever } from "../core/errors.js";
import { severities } from "../core/rule.js";
import type { Problem } from "../core/problem.js";
import type { Report, ReportedTarget, Threshold } from "../core/report.js";
import type { Severity } from "../core/rule.js";
import type { Status } from "../core/finding.js";

/**
 * The heading of a report: `⛔`, `Blocked`, `2 new critical findings`. The rest is raw text: the channel
 * quotes it.
 */
export interface Headline {
  readonly emoji: string;
  readonly word: "Passed" | "Blocked" | "Incomplete" | "Error";
  readonly rest: string;
}

/** The heading. The texts are fixed. */
export function headlineOf(report: Report): Headline {
  switch (report.verdict) {
    case "error":
      return { emoji: "⚙️", word: "Error", rest: errorOf(report) };
    case "blocked":
      return { emoji: "⛔", word: "Blocked", rest: blockedBy(report) };
    case "incomplete":
      return { emoji: "⚠️", word: "Incomplete", rest: missingFrom(report) };
    case "passed":
      return { emoji: "✅", word: "Passed", rest: passedWith(report) };
    default:
      return assertNever(report.verdict);
  }
}

/** The severities that block, the worst first. */
export function blockingSeverities(failOn: Threshold): readonly Severity[] {
  return failOn === "never" ? [] : severities.slice(0, severities.indexOf(failOn) + 1);
}

/** Whether new findings of that severity block. */
export function isBlocking(severity: Severity, failOn: Threshold): boolean {
  return blockingSeverities(failOn).includes(severity);
}

/** Whether there was a base to compare with. Without one every finding counts as new. */
export function isCompared(report: Report): boolean {
  return report.compared.base !== null;
}

/** How many findings of a status there are, of these severities. */
export function countOf(report: Report, status: Status, among: readonly Severity[] = severities): number {
  return among.reduce((sum, severity) => sum + report.counts[severity][status], 0);
}

/** A number with its noun: `1 finding`, `2 findings`. */
export function counted(count: number, singular: string, plural: string = `${singular}s`): string {
  return `${count} ${count === 1 ? singular : plural}`;
}

/** What undecided answers do to the verdict. */
export function neverBlocks(count: number): string {
  return count === 1 ? "It never blocks." : "They never block.";
}

/** Pieces as a sentence lists them: `a`, `a and b`, `a, b and c`. */
export function listed(pieces: readonly string[]): string {
  if (pieces.length <= 1) return pieces.join("");
  return `${pieces.slice(0, -1).join(", ")} and ${pieces.at(-1)}`;
}

/** `2 critical and 3 high`; empty where there are none. */
export function severityCounts(
  report: Report,
  status: Status,
  among: readonly Severity[] = severities,
): string {
  return listed(severityPieces(report, status, among, ""));
}

/** `38 resources from 11 of 12 targets`; the second number only where something was not checked. */
export function checkedPhrase(targets: readonly ReportedTarget[]): string {
  const looked = targets.filter((target) => target.state !== "not-checked");
  const resources = looked.reduce((sum, target) => sum + target.resources, 0);
  const all = counted(targets.length, "target");
  const from = looked.length === targets.length ? all : `${looked.length} of ${all}`;
  return `${counted(resources, "resource")} from ${from}`;
}

/** The problems, those that the change touches first, each kind in the order of the report. */
export function problemsInOrder(report: Report): readonly Problem[] {
  return [
    ...report.problems.filter((problem) => problem.touched),
    ...report.problems.filter((problem) => !problem.touched),
  ];
}

/** A sentence without its final period, to stand inside another one. */
export function withoutPeriod(sentence: string): string {
  return sentence.replace(/\.\s*$/, "");
}

function blockedBy(report: Report): string {
  const pieces = severityPieces(report, "new", blockingSeverities(report.failOn), "new ");
  const total = countOf(report, "new", blockingSeverities(report.failOn));
  return pieces.length === 0 ? "new findings" : `${listed(pieces)} ${total === 1 ? "finding" : "findings"}`;
}

function passedWith(report: Report): string {
  if (report.targets.length === 0) return "nothing to check";
  const pieces = severityPieces(report, "new", severities, "new ");
  if (pieces.length === 0) return "no new findings that block";
  const total = countOf(report, "new");
  return total === 1
    ? `${listed(pieces)} finding, which does not block`
    : `${listed(pieces)} findings, none blocks`;
}

function missingFrom(report: Report): string {
  const touched = report.problems.filter((problem) => problem.touched);
  const targets = new Set(touched.flatMap((problem) => (problem.target === null ? [] : [problem.target])));
  if (targets.size === 0)
    return `${counted(Math.max(1, touched.length), "problem")} kept this change from being checked`;
  const unchecked = report.targets
    .filter((target) => target.state === "not-checked")
    .map((target) => target.id);
  const isInPart =
    unchecked.every((id) => !targets.has(id)) && report.targets.some(({ id }) => targets.has(id));
  const verb = targets.size === 1 ? "was" : "were";
  return `${counted(targets.size, "target")} of this change ${verb} not checked${isInPart ? " in full" : ""}`;
}

function errorOf(report: Report): string {
  const problem =
    report.problems.find((candidate) => candidate.stage === "configuration") ?? problemsInOrder(report)[0];
  const told = withoutPeriod(problem?.message ?? "").trim(); // another program's words may be blank
  return told === "" ? "the run could not be completed" : told;
}

function severityPieces(
  report: Report,
  status: Status,
  among: readonly Severity[],
  adjective: string,
): readonly string[] {
  return among
    .filter((severity) => report.counts[severity][status] > 0)
    .map((severity) => `${report.counts[severity][status]} ${adjective}${severity}`);
}
