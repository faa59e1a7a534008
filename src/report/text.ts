/** The command line's own format: what a developer has to edit, then what was looked at, then the verdict. */
import { breakCommands, forTerminal } from "../text/escape.js";
import { byCodeUnits } from "../core/location.js";
import { byPlace, bySeverity, findingsOf, primaryOf } from "./order.js";
import { groupBy } from "../core/group.js";
import { assertNever } from "../core/errors.js";
import {
  checkedPhrase,
  counted,
  countOf,
  headlineOf,
  blockingSeverities,
  isCompared,
  listed,
  neverBlocks,
  problemsInOrder,
  severityCounts,
} from "./verdict.js";
import { culpritBeside, precisionNote, resourceName, showingIn, targetName, targetsById } from "./names.js";
import { statuses } from "../core/finding.js";
import type { Finding, UndecidedFinding } from "../core/finding.js";
import type { Location } from "../core/location.js";
import type { Paint } from "./paint.js";
import type { Problem } from "../core/problem.js";
import type { Report, ReportedTarget } from "../core/report.js";
import type { TargetKind } from "../core/target.js";
import { painter } from "./paint.js";

/** How the text looks. */
export interface TextOptions {
  /** Whether to use ANSI colours. The words say everything without them. */
  readonly color: boolean;
  /**
   * Lists existing, fixed and waived findings, every target and every undecided rule, too. Default: false.
   */
  readonly verbose?: boolean;
}

/**
 * The report as text, with a line break at its end. Its lines are as long as what they say: nothing depends
 * on a width.
 */
export function text(report: Report, options: TextOptions): string {
  const paint = painter(options.color);
  const isVerbose = options.verbose ?? false;
  const blocks = [
    ...statuses
      .filter((status) => status === "new" || isVerbose)
      .flatMap((status) => findingBlocks(findingsOf(report, status), report, paint, isVerbose)),
    ...problemsInOrder(report).map((problem) => problemBlock(problem, report, paint)),
    undecidedBlock(report.undecided, isVerbose),
    noteBlock(report, isVerbose),
    checkedBlock(report, isVerbose),
    verdictBlock(report, paint),
  ];
  return `${blocks
    .filter((lines) => lines.length > 0)
    .map((lines) => lines.map(breakCommands).join("\n"))
    .join("\n\n")}\n`;
}

/** One block per file; the file with the worst finding first. */
function findingBlocks(
  findings: readonly Finding[],
  report: Report,
  paint: Paint,
  isVerbose: boolean,
): readonly (readonly string[])[] {
  const targets = targetsById(report);
  const shownSnippets = new Set<string>();
  return [...groupBy(findings, (finding) => primaryOf(finding).path).values()].map((group) =>
    group
      .toSorted((left, right) => bySeverity(left.severity, right.severity) || byPlace(left, right))
      .flatMap((finding) => {
        const key = `${finding.rule}\n${finding.fix.snippet}`;
        const isRepeated = shownSnippets.has(key);
        shownSnippets.add(key);
        return findingLines(finding, targets, paint, { isRepeated, isVerbose });
      }),
  );
}

function findingLines(
  finding: Finding,
  targets: ReadonlyMap<string, ReportedTarget>,
  paint: Paint,
  how: { readonly isRepeated: boolean; readonly isVerbose: boolean },
): readonly string[] {
  const [primary, ...related] = finding.locations;
  const severity = paint(finding.severity, severityWord(finding));
  const place = paint("place", position(primary));
  const owner = culpritBeside(finding, forTerminal, forTerminal);
  const shown = showingIn(finding, targets, forTerminal);
  const note = precisionNote(primary);
  const snippet = how.isRepeated ? null : finding.fix.snippet;
  const fix = [
    `  Fix: ${forTerminal(finding.fix.advice)}`,
    ...(snippet === null ? [] : snippetLines(snippet)),
  ];
  return [
    `${place}  ${severity}  ${forTerminal(finding.title)}  ${paint("faint", forTerminal(finding.rule))}`,
    `  ${owner === null ? "" : `${owner}: `}${forTerminal(finding.message)}`,
    ...(isMissingSaid(finding) ? [] : [`  Missing: ${forTerminal(finding.missing ?? "")}.`]),
    ...(note === null ? [] : [`  ${capitalized(note)}.`]),
    ...(shown === null ? [] : [`  ${capitalized(shown)}.`]),
    ...related.map((location) => `  See also ${position(location)}.`),
    ...(how.isVerbose && finding.also.length > 0
      ? [`  Says less and holds here too: ${finding.also.map((rule) => forTerminal(rule)).join(", ")}.`]
      : []),
    ...(finding.status === "fixed" ? [] : fix),
  ];
}

/** Whether the reader learns what is missing from the message or the advice, or nothing is missing. */
function isMissingSaid({ missing, message, fix }: Finding): boolean {
  return missing === null || message.includes(missing) || fix.advice.includes(missing);
}

/** `critical`, with the status where it is not new. */
function severityWord(finding: Finding): string {
  return finding.status === "new" ? finding.severity : `${finding.severity} (${finding.status})`;
}

/** `path:line:column`, which terminals and editors turn into a link. */
function position(location: Location): string {
  const path = forTerminal(location.path);
  return location.span === null ? path : `${path}:${location.span.startLine}:${location.span.startColumn}`;
}

function capitalized(phrase: string): string {
  return phrase.charAt(0).toUpperCase() + phrase.slice(1);
}

function snippetLines(snippet: string): readonly string[] {
  return snippet
    .trimEnd()
    .split("\n")
    .map((line) => `    ${forTerminal(line.replace(/\r$/, ""))}`.trimEnd());
}

function problemBlock(problem: Problem, report: Report, paint: Paint): readonly string[] {
  const path = problem.path === "" ? "the repository" : forTerminal(problem.path);
  const place = paint("place", problem.line === null ? path : `${path}:${problem.line}`);
  const target = report.targets.find((candidate) => candidate.id === problem.target);
  const word = paint("problem", problem.touched ? "not checked" : "not checked (unchanged)");
  return [
    `${place}  ${word}  ${stageName(problem.stage)}`,
    `  ${forTerminal(problem.message)}`,
    ...(target === undefined || target.path === problem.path
      ? []
      : [`  It concerns ${targetName(target, forTerminal)}.`]),
    `  To do: ${forTerminal(problem.hint)}`,
  ];
}

function stageName(stage: Problem["stage"]): string {
  switch (stage) {
    case "repository":
      return "while listing files";
    case "discover":
      return "while looking for targets";
    case "render":
      return "while rendering";
    case "parse":
      return "while reading";
    case "evaluate":
      return "while judging";
    case "configuration":
      return "while reading the configuration";
    default:
      return assertNever(stage);
  }
}

function undecidedBlock(undecided: readonly UndecidedFinding[], isVerbose: boolean): readonly string[] {
  if (undecided.length === 0) return [];
  const title = `Undecided: ${counted(undecided.length, "answer")} that files cannot give. ${neverBlocks(undecided.length)}`;
  if (isVerbose) return [title, ...undecided.toSorted(byUndecidedPlace).map(undecidedLine)];
  const reasons = [...groupBy(undecided, ({ reason }) => reason)].toSorted(
    ([left, some], [right, others]) => others.length - some.length || byCodeUnits(left, right),
  );
  return [
    title,
    ...reasons.slice(0, 10).map(([reason, group]) => `  ${group.length} x ${forTerminal(reason)}`),
    ...(reasons.length > 10 ? [`  And ${counted(reasons.length - 10, "more reason")}.`] : []),
  ];
}

function noteBlock({ notes }: Report, isVerbose: boolean): readonly string[] {
  if (notes.length === 0) return [];
  const shown = isVerbose ? notes : notes.slice(0, 10);
  const more = notes.length - shown.length;
  return [
    "Noted:",
    ...shown.map(
      ({ path, message }) => `  ${path === "" ? "" : `${forTerminal(path)}: `}${forTerminal(message)}`,
    ),
    ...(more > 0 ? [`  And ${counted(more, "more note")}.`] : []),
  ];
}

function undecidedLine({ rule, resource, path, reason }: UndecidedFinding): string {
  const owner = resource === null ? "" : `${resourceName(resource, forTerminal, forTerminal)}: `;
  return `  ${forTerminal(path)}  ${forTerminal(rule)}  ${owner}${forTerminal(reason)}`;
}

function byUndecidedPlace(left: UndecidedFinding, right: UndecidedFinding): number {
  return (
    byCodeUnits(left.path, right.path) ||
    byCodeUnits(left.rule, right.rule) ||
    byCodeUnits(left.resource?.name ?? "", right.resource?.name ?? "")
  );
}

function checkedBlock(report: Report, isVerbose: boolean): readonly string[] {
  const { targets } = report;
  if (targets.length === 0) return [];
  const listing = isVerbose ? targets : targets.filter(({ state }) => state !== "checked");
  const most = isVerbose ? listing.length : 20;
  return [
    `Checked ${checkedPhrase(targets)}: ${kindCounts(targets)}.`,
    ...listing.slice(0, most).map(targetLine),
    ...(listing.length > most ? [`  And ${listing.length - most} more.`] : []),
    ...comparisonLines(report, isVerbose),
  ];
}

function targetLine(target: ReportedTarget): string {
  const name = targetName(target, forTerminal);
  switch (target.state) {
    case "checked":
      return `  ${name}: ${counted(target.resources, "resource")}.`;
    case "partial":
      return `  ${name}: ${counted(target.resources, "resource")}, checked in part.`;
    case "not-checked":
      return `  ${name}: not checked.`;
    default:
      return assertNever(target.state);
  }
}

/** `9 manifest files, 2 Helm charts with 3 sets of values, 1 kustomization, 1 text file`. */
function kindCounts(targets: readonly ReportedTarget[]): string {
  const count = (kind: TargetKind) => targets.filter((target) => target.kind === kind);
  const [manifests, charts, overlays] = [count("manifest"), count("helm"), count("kustomize")];
  const settings = count("settings");
  const texts = count("text");
  const chartPaths = new Set(charts.map(({ path }) => path)).size;
  const sets = charts.length > chartPaths ? ` with ${charts.length} sets of values` : "";
  return listed([
    ...(manifests.length > 0 ? [counted(manifests.length, "manifest file")] : []),
    ...(charts.length > 0 ? [`${counted(chartPaths, "Helm chart")}${sets}`] : []),
    ...(overlays.length > 0 ? [counted(overlays.length, "kustomization")] : []),
    ...(settings.length > 0 ? [counted(settings.length, "settings file")] : []),
    ...(texts.length > 0 ? [counted(texts.length, "text file")] : []),
  ]);
}

function comparisonLines(report: Report, isVerbose: boolean): readonly string[] {
  const { base, reason } = report.compared;
  const waived = countOf(report, "waived");
  const waivedPhrase = waived === 0 ? [] : [`${waived} waived`];
  if (!isCompared(report)) {
    const why = reason === null ? "" : ` ${forTerminal(reason)}`;
    const rest = waived === 0 ? "" : ` ${counted(waived, "finding is", "findings are")} waived.`;
    return [`Compared with nothing: every finding counts as new.${why}${rest}`];
  }
  const pieces = [
    ...(countOf(report, "existing") === 0 ? [] : [`${countOf(report, "existing")} existing`]),
    ...(countOf(report, "fixed") === 0 ? [] : [`${countOf(report, "fixed")} fixed`]),
    ...waivedPhrase,
  ];
  const total = countOf(report, "existing") + countOf(report, "fixed") + waived;
  const others =
    total === 0 ? "no other findings" : `${listed(pieces)} ${total === 1 ? "finding" : "findings"}`;
  const advice = pieces.length === 0 || isVerbose ? "" : " Use --verbose to list them.";
  return [`Compared with ${forTerminal((base ?? "").slice(0, 12))}: ${others}.${advice}`];
}

function verdictBlock(report: Report, paint: Paint): readonly string[] {
  const { word, rest } = headlineOf(report);
  const isMore = countOf(report, "new") > countOf(report, "new", blockingSeverities(report.failOn));
  const all = report.verdict === "blocked" && isMore ? ` New in all: ${severityCounts(report, "new")}.` : "";
  return [`${paint(report.verdict, `${word}:`)} ${forTerminal(rest)}.${all} ${nextStep(report)}`.trimEnd()];
}

function nextStep(report: Report): string {
  switch (report.verdict) {
    case "blocked":
      return "Fix what blocks, then run again.";
    case "incomplete":
      return "Do what the problems above say, then run again.";
    case "error":
      return "Repair the configuration, then run again.";
    case "passed":
      return report.problems.length === 0
        ? ""
        : `${counted(report.problems.length, "problem")} above left something unchecked.`;
    default:
      return assertNever(report.verdict);
  }
}
