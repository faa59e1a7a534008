/** The pieces that the comment and the job summary are made of, as Markdown. */
import { assertNever } from "../core/errors.js";
import {
  blockingSeverities,
  checkedPhrase,
  counted,
  countOf,
  headlineOf,
  isBlocking,
  isCompared,
  listed,
  problemsInOrder,
  withoutPeriod,
} from "./verdict.js";
import { byCodeUnits, folderOf } from "../core/location.js";
import {
  culprit,
  culpritBeside,
  kindName,
  precisionNote,
  showingIn,
  targetName,
  targetsById,
} from "./names.js";
import { fence, forMarkdown, forTerminal, proseForMarkdown } from "../text/escape.js";
import { findingsOf, primaryOf } from "./order.js";
import { groupBy } from "../core/group.js";
import { link, pathLink, placeLink } from "./context.js";
import { severities } from "../core/rule.js";
import type { Finding, Status } from "../core/finding.js";
import type { Problem } from "../core/problem.js";
import type { Report, ReportedTarget } from "../core/report.js";
import type { ReportContext } from "./context.js";
import type { Severity } from "../core/rule.js";

/** How long a path may be where space is short, in code points. */
const shortPath = 48;
/** Long enough for any path that a person can tell from others, in code points. */
const wholePath = 110;

/** `## ⛔ Blocked: 2 new critical findings`. */
export function heading(report: Report): string {
  const { emoji, word, rest } = headlineOf(report);
  return `## ${emoji} ${word}: ${proseForMarkdown(rest)}`;
}

/** The first sentences: what the change brings and what to do about it. */
export function opening(report: Report, context: ReportContext): string {
  const blocking = blockingSeverities(report.failOn).filter((severity) => report.counts[severity].new > 0);
  const isOne = countOf(report, "new", blocking) === 1;
  const action =
    report.verdict !== "blocked" || blocking.length === 0
      ? []
      : [`Fix the ${listed(blocking)} ${isOne ? "one" : "ones"} to merge.`];
  return [...changeSentences(report, context), ...action].join(" ");
}

function changeSentences(report: Report, context: ReportContext): readonly string[] {
  if (report.targets.length === 0) return [noTargets(report)];
  const isQuiet = report.verdict !== "blocked";
  const checked = isQuiet ? [`${checkedPhrase(report.targets)} checked.`] : [];
  const added = boldCounts(report, "new");
  if (!isCompared(report)) {
    const { reason } = report.compared;
    const why = reason === null ? "" : ` ${proseForMarkdown(reason)}`;
    const found = added === "" ? "The files hold no findings." : `The files hold ${added}.`;
    const note = added === "" ? "" : ", so every finding counts as new";
    return [...checked, `${found} Nothing was compared${note}.${why}`];
  }
  const fixed = boldCounts(report, "fixed");
  const fixes = fixed === "" ? [] : [`fixes ${fixed}`];
  const adds = `adds ${added === "" ? (fixed === "" ? "no findings" : "none") : added}`;
  const older = countOf(report, "existing");
  const rest =
    isQuiet && older > 0
      ? [`${counted(older, "older finding")} ${older === 1 ? "remains" : "remain"} on ${baseName(context)}.`]
      : [];
  const pieces = isQuiet ? [...fixes, adds] : [adds];
  return [...checked, `This pull request ${listed(pieces)}.`, ...rest];
}

function noTargets(report: Report): string {
  if (report.problems.length > 0) return "Nothing was checked.";
  return "No manifest, chart or overlay had to be checked.";
}

/** `**2 critical** and **3 high** findings`; empty where there are none. */
function boldCounts(report: Report, status: Status): string {
  const pieces = severities
    .filter((severity) => report.counts[severity][status] > 0)
    .map((severity) => `**${report.counts[severity][status]} ${severity}**`);
  if (pieces.length === 0) return "";
  return `${listed(pieces)} ${countOf(report, status) === 1 ? "finding" : "findings"}`;
}

/** The name of the base branch, or words where it is not known. */
export function baseName(context: ReportContext): string {
  const name = context.baseName ?? null;
  return name === null ? "the base" : forMarkdown(name);
}

/**
 * One sentence about what was not looked at; null where everything was. For a report whose table of problems
 * stands further down.
 */
export function uncheckedSentence(report: Report, context: ReportContext): string | null {
  const unchecked = report.targets.filter((target) => target.state !== "checked");
  const details = link("details", context.runUrl);
  const more = details === "details" ? "" : ` (${details})`;
  if (unchecked.length > 0) {
    const isInPart = unchecked.some((target) => target.state === "partial");
    const verb = unchecked.length === 1 ? "was" : "were";
    return `${counted(unchecked.length, "target")} ${verb} **not checked**${isInPart ? " in full" : ""}${more}.`;
  }
  if (report.problems.length === 0) return null;
  return `${counted(report.problems.length, "problem")} left something **not checked**${more}.`;
}

/** What must be fixed, one row per finding: rule and resource on the left, the place on the right. */
export function findingTable(
  header: string,
  findings: readonly Finding[],
  report: Report,
  context: ReportContext,
): readonly string[] {
  const targets = targetsById(report);
  return [
    `| ${header} | Where |`,
    "|:--|:--|",
    ...findings.map((finding) => {
      const isBlocked = isBlocking(finding.severity, report.failOn);
      const title = link(proseForMarkdown(finding.title), context.docUrlOf(finding.rule));
      const name = isBlocked ? `**${title}**` : title;
      const what = culprit(finding, proseForMarkdown, forMarkdown);
      const shown = showingIn(finding, targets, forMarkdown);
      const about = [what, shown].filter((part) => part !== null).join(", ");
      return `| ${name} · ${forMarkdown(finding.rule)}${about === "" ? "" : `<br>${about}`} | ${placeCell(finding, context)} |`;
    }),
  ];
}

/** How many places one row of a rule names. */
const placesShown = 5;

/** One row for each rule: what it found in many places is one thing to understand. */
export function ruleTable(
  header: string,
  findings: readonly Finding[],
  context: ReportContext,
): readonly string[] {
  return [
    `| ${header} | Where |`,
    "|:--|:--|",
    ...byRule(findings).map((group) => {
      const [first] = group;
      if (first === undefined) return "";
      const title = link(proseForMarkdown(first.title), context.docUrlOf(first.rule));
      const about =
        group.length > 1 ? counted(group.length, "place") : culprit(first, proseForMarkdown, forMarkdown);
      const places = [...new Set(group.map((finding) => inlinePlace(finding, context)))];
      const more = places.length - placesShown;
      const shown = [...places.slice(0, placesShown), ...(more > 0 ? [`and ${more} more`] : [])];
      return `| ${title} · ${forMarkdown(first.rule)}${about === null ? "" : `<br>${about}`} | ${shown.join("<br>")} |`;
    }),
  ];
}

function inlinePlace(finding: Finding, context: ReportContext): string {
  const place = primaryOf(finding);
  const note = precisionNote(place);
  return placeLink(place, context, shortPath) + (note === null ? "" : ` (${note})`);
}

function placeCell(finding: Finding, context: ReportContext): string {
  const place = primaryOf(finding);
  const note = precisionNote(place);
  return placeLink(place, context, shortPath) + (note === null ? "" : `<br>${note}`);
}

/** Findings next to others of the same rule, the worst rule first. */
export function byRule(findings: readonly Finding[]): readonly (readonly Finding[])[] {
  return [...groupBy(findings, (finding) => `${finding.severity} ${finding.rule}`).values()];
}

/** New findings of these severities, grouped by rule and flattened again. */
export function newFindings(report: Report, among: readonly Severity[]): readonly Finding[] {
  return byRule(findingsOf(report, "new").filter((finding) => among.includes(finding.severity))).flat();
}

/** Counts by severity. Without a base every finding is new, and there is nothing else to count. */
export function countsTable(report: Report, context: ReportContext): readonly string[] {
  const isWhole = isCompared(report);
  return [
    isWhole ? `| Severity | New | Already on ${baseName(context)} | Fixed here |` : "| Severity | New |",
    isWhole ? "|:--|--:|--:|--:|" : "|:--|--:|",
    ...severities.map((severity) => {
      const { new: added, existing, fixed } = report.counts[severity];
      const blocks = isBlocking(severity, report.failOn);
      const name = severity.charAt(0).toUpperCase() + severity.slice(1);
      const first = blocks ? `| **${name}** (blocks) | **${added}** |` : `| ${name} | ${added} |`;
      return isWhole ? `${first} ${existing} | ${fixed} |` : first;
    }),
  ];
}

/** A finding as an item of a list: its place, whose fault it is, and the message. */
export function findingItem(
  finding: Finding,
  targets: ReadonlyMap<string, ReportedTarget>,
  context: ReportContext,
): string {
  const place = primaryOf(finding);
  const owner = culpritBeside(finding, proseForMarkdown, forMarkdown);
  const notes = [showingIn(finding, targets, forMarkdown), precisionNote(place)].filter(
    (note) => note !== null,
  );
  return [
    placeLink(place, context, wholePath),
    ` ${owner === null ? "" : `${owner}: `}${proseForMarkdown(finding.message)}`,
    notes.length === 0 ? "" : ` (${notes.join("; ")})`,
  ].join("");
}

/** The snippets of findings of one rule, each different one once, at most three, as fenced blocks. */
export function snippets(findings: readonly Finding[]): readonly string[] {
  const firsts = [...groupBy(findings, (finding) => finding.fix.snippet ?? "")].flatMap(
    ([snippet, [first]]) => (snippet === "" || first === undefined ? [] : [{ snippet, first }]),
  );
  return firsts.slice(0, 3).map(({ snippet, first }) => {
    const owner = culprit(first, forTerminal, forTerminal);
    const comment = [forTerminal(primaryOf(first).path, wholePath), owner]
      .filter((part) => part !== null)
      .join(", ");
    return fence(`# ${comment}\n${snippet}`, "yaml");
  });
}

/** The advice of findings of one rule, each different one once. */
export function advice(findings: readonly Finding[]): string {
  return [...new Set(findings.map((finding) => finding.fix.advice))]
    .slice(0, 3)
    .map(proseForMarkdown)
    .join(" ");
}

/** What was not looked at: where, why, what to do. */
export function problemTable(
  problems: readonly Problem[],
  report: Report,
  context: ReportContext,
): readonly string[] {
  const targets = targetsById(report);
  const first = report.verdict === "error" ? "Where" : "Not checked";
  return [
    `| ${first} | Why | What to do |`,
    "|:--|:--|:--|",
    ...problems.map((problem) => {
      const target = problem.target === null ? undefined : targets.get(problem.target);
      const place = pathLink(problem.path, problem.line, context);
      const isElsewhere = target !== undefined && target.path !== problem.path;
      const where = isElsewhere ? `${targetName(target, forMarkdown)}<br>${place}` : place;
      return `| ${where} | ${proseForMarkdown(problem.message)} | ${proseForMarkdown(problem.hint)} |`;
    }),
  ];
}

/** One row per target; manifest files of one folder share a row. What was not checked in full comes first. */
export function targetTable(report: Report, limit: number, context: ReportContext): readonly string[] {
  const reasons = new Map(
    [...groupBy(problemsInOrder(report), (problem) => problem.target ?? "")].map(([id, [first]]) => [
      id,
      first,
    ]),
  );
  const unchecked = report.targets.filter((target) => target.state !== "checked");
  const checked = report.targets.filter((target) => target.state === "checked");
  const manifests = groupBy(
    checked.filter((target) => target.kind === "manifest"),
    ({ path }) => (path === "" ? "" : folderOf(path)),
  );
  const rows = [
    ...unchecked.map((target) => targetRow(target, reasons.get(target.id), context)),
    ...[...manifests].toSorted(([left], [right]) => byCodeUnits(left, right)).map(folderRow),
    ...checked
      .filter((target) => target.kind !== "manifest")
      .map((target) => targetRow(target, undefined, context)),
  ];
  return [
    "| Target | Kind | Resources | State |",
    "|:--|:--|--:|:--|",
    ...rows.slice(0, limit),
    ...(rows.length > limit ? ["", `And ${counted(rows.length - limit, "more row")} of targets.`] : []),
  ];
}

function folderRow([folder, targets]: readonly [string, readonly ReportedTarget[]]): string {
  const resources = targets.reduce((sum, target) => sum + target.resources, 0);
  const name = forMarkdown(folder === "" ? "./" : `${folder}/`);
  return `| ${name} | ${counted(targets.length, "manifest file")} | ${resources} | checked |`;
}

function targetRow(target: ReportedTarget, problem: Problem | undefined, context: ReportContext): string {
  const resources = target.state === "not-checked" ? "–" : String(target.resources);
  const kind = kindName(target.kind);
  return `| ${targetName(target, forMarkdown)} | ${kind} | ${resources} | ${stateCell(target, problem, context)} |`;
}

function stateCell(target: ReportedTarget, problem: Problem | undefined, context: ReportContext): string {
  const place =
    problem === undefined || problem.path === target.path
      ? ""
      : ` (${pathLink(problem.path, problem.line, context)})`;
  const why = problem === undefined ? "" : `: ${proseForMarkdown(withoutPeriod(problem.message))}${place}`;
  switch (target.state) {
    case "checked":
      return "checked";
    case "partial":
      return `**checked in part**${why}`;
    case "not-checked":
      return `**not checked**${why}`;
    default:
      return assertNever(target.state);
  }
}

/** Sentences about waived findings and undecided rules; nothing where there are none. */
export function asideSentences(report: Report): readonly string[] {
  const waived = countOf(report, "waived");
  const rules = [...new Set(findingsOf(report, "waived").map((finding) => finding.rule))].toSorted(
    byCodeUnits,
  );
  const names = rules.slice(0, 10).map(forMarkdown).join(", ") + (rules.length > 10 ? " and others" : "");
  const undecided = report.undecided.length;
  return [
    ...(waived === 0
      ? []
      : [`${counted(waived, "finding is", "findings are")} waived${names === "" ? "" : ` (${names})`}.`]),
    ...(undecided === 0
      ? []
      : [
          `${counted(undecided, "answer is", "answers are")} undecided: files cannot give ${undecided === 1 ? "it. It never blocks." : "them. They never block."}`,
        ]),
  ];
}

/**
 * `Full report · commit 3f2c1ab · policy .hardening-gate.yaml of main · catalog 0123456789ab · hardening-gate
 * 0.1.0`.
 */
export function footer(report: Report, context: ReportContext): string {
  const commit = context.headSha ?? report.compared.head;
  const fullReport = link("Full report", context.runUrl);
  const policy = context.policy ?? null;
  return `<sub>${[
    ...(fullReport === "Full report" ? [] : [fullReport]),
    ...(commit === null ? [] : [`commit ${forMarkdown(commit.slice(0, 7))}`]),
    ...(policy === null ? [] : [`policy ${forMarkdown(policy)} of ${baseName(context)}`]),
    `catalog ${forMarkdown(report.catalog)}`,
    `hardening-gate ${proseForMarkdown(report.tool.version)}`,
  ].join(" · ")}</sub>`;
}

/** Lines of a text with an empty line between the blocks. Empty blocks are left out. */
export function joined(blocks: readonly (readonly string[])[]): string {
  return blocks
    .filter((lines) => lines.length > 0)
    .map((lines) => lines.join("\n"))
    .join("\n\n");
}
