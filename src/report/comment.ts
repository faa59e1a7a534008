/**
 * The comment of a pull request (`--format markdown`): the verdict and what to do in sight, the rest one
 * click away.
 */
import {
  advice,
  asideSentences,
  baseName,
  byRule,
  countsTable,
  findingItem,
  findingTable,
  footer,
  heading,
  joined,
  newFindings,
  opening,
  problemTable,
  ruleTable,
  snippets,
  targetTable,
  uncheckedSentence,
} from "./markdown.js";
import { assertNever } from "../core/errors.js";
import {
  blockingSeverities,
  checkedPhrase,
  counted,
  countOf,
  isBlocking,
  problemsInOrder,
} from "./verdict.js";
import { commentLimit, firstThatFits } from "./budget.js";
import { forMarkdown, proseForHtml, proseForMarkdown } from "../text/escape.js";
import { groupBy } from "../core/group.js";
import { isLinkable, link } from "./context.js";
import { severities } from "../core/rule.js";
import { targetsById } from "./names.js";
import type { Finding } from "../core/finding.js";
import type { Report, ReportedRule } from "../core/report.js";
import type { ReportContext } from "./context.js";

/** How many rows the first table has; the others are a number. */
const firstRows = 10;

/** How much of the report a comment shows. */
interface Extent {
  /** Fixes of findings that do not block. */
  readonly hasOtherSnippets: boolean;
  /** Lists of findings that do not block. */
  readonly hasOtherLists: boolean;
  /** How many blocking findings are listed. */
  readonly blockingRows: number;
  readonly targetRows: number;
}

const full: Extent = { hasOtherSnippets: true, hasOtherLists: true, blockingRows: Infinity, targetRows: 50 };

/** What each step of the ladder leaves out, and the line that says so. The last step is `shortest`. */
const ladder: readonly { readonly extent: Extent; readonly note: string | null }[] = [
  { extent: full, note: null },
  {
    extent: { ...full, hasOtherSnippets: false },
    note: "Left out for length: fixes of findings that do not block.",
  },
  {
    extent: { ...full, hasOtherSnippets: false, hasOtherLists: false },
    note: "Left out for length: lists of findings that do not block.",
  },
  {
    extent: { hasOtherSnippets: false, hasOtherLists: false, blockingRows: 50, targetRows: 50 },
    note: "Left out for length: all but 50 of the findings that block.",
  },
  {
    extent: { hasOtherSnippets: false, hasOtherLists: false, blockingRows: 10, targetRows: 10 },
    note: "Left out for length: all but 10 of the findings that block, and all but 10 targets.",
  },
];

/** The comment, below 60,000 bytes of UTF-8. Its first line is the marker by which it is found again. */
export function comment(report: Report, context: ReportContext): string {
  return firstThatFits(
    (step) => (step < ladder.length ? version(report, context, step) : shortest(report, context)),
    ladder.length + 1,
    commentLimit,
  );
}

/** The first line of every comment of ours. The id is ours too; another text counts as `default`. */
export function markerOf(context: ReportContext): string {
  const id = context.id ?? "default";
  return `<!-- hardening-gate:comment:v1 id=${/^[a-z0-9-]{1,40}$/.test(id) ? id : "default"} -->`;
}

/**
 * Whether there is anything to tell: silence is the default. A comment that exists is updated all the same.
 */
export function worthSaying(report: Report): boolean {
  return countOf(report, "new") > 0 || countOf(report, "fixed") > 0 || report.problems.length > 0;
}

function version(report: Report, context: ReportContext, step: number): string {
  const extent = ladder[step]?.extent ?? full;
  const notes = ladder.slice(1, step + 1).flatMap(({ note }) => (note === null ? [] : [note]));
  return document(report, context, [...body(report, context, extent), ...notes.map((note) => [note])]);
}

function document(report: Report, context: ReportContext, blocks: readonly (readonly string[])[]): string {
  const head = `${markerOf(context)}\n${heading(report)}`;
  return `${joined([[head], ...blocks, [footer(report, context)]])}\n`;
}

function body(report: Report, context: ReportContext, extent: Extent): readonly (readonly string[])[] {
  switch (report.verdict) {
    case "error":
      return problemBlocks(report, context);
    case "incomplete":
      return [
        ...problemBlocks(report, context),
        [opening(report, context)],
        countsTable(report, context),
        ...findingLists(report, context, extent),
        ...checkedBlocks(report, context, extent),
      ];
    case "passed":
      return [
        [opening(report, context)],
        ...problemBlocks(report, context),
        ...(countOf(report, "new") === 0
          ? []
          : [
              countsTable(report, context),
              ...findingLists(report, context, extent),
              ...checkedBlocks(report, context, extent),
            ]),
      ];
    case "blocked":
      return [
        blockedOpening(report, context),
        ...firstTable(report, context),
        countsTable(report, context),
        ...findingLists(report, context, extent),
        ...checkedBlocks(report, context, extent),
      ];
    default:
      return assertNever(report.verdict);
  }
}

function blockedOpening(report: Report, context: ReportContext): readonly string[] {
  const unchecked = uncheckedSentence(report, context);
  return [opening(report, context), ...(unchecked === null ? [] : [unchecked])];
}

function firstTable(report: Report, context: ReportContext): readonly (readonly string[])[] {
  const blocking = newFindings(report, blockingSeverities(report.failOn));
  if (blocking.length === 0) return [];
  const table = findingTable("Fix before merging", blocking.slice(0, firstRows), report, context);
  return [table, moreLine(blocking.length - firstRows, context)];
}

function moreLine(count: number, context: ReportContext): readonly string[] {
  return count > 0 ? [`And ${count} more in the ${link("full report", context.runUrl)}.`] : [];
}

function problemBlocks(report: Report, context: ReportContext): readonly (readonly string[])[] {
  const problems = problemsInOrder(report);
  if (problems.length === 0) return [];
  return [
    problemTable(problems.slice(0, firstRows), report, context),
    moreLine(problems.length - firstRows, context),
  ];
}

function findingLists(
  report: Report,
  context: ReportContext,
  extent: Extent,
): readonly (readonly string[])[] {
  const blocking = newFindings(report, blockingSeverities(report.failOn)).slice(0, extent.blockingRows);
  const others = severities.filter((severity) => severity !== "low" && !isBlocking(severity, report.failOn));
  return [
    ...byRule(blocking).map((group) => howToFix(group, report, context)),
    ...(extent.hasOtherLists
      ? others.map((severity) => otherFindings(newFindings(report, [severity]), context, extent))
      : []),
  ];
}

function howToFix(group: readonly Finding[], report: Report, context: ReportContext): readonly string[] {
  const [first] = group;
  if (first === undefined) return [];
  const targets = targetsById(report);
  const rule = report.rules.find((candidate) => candidate.id === first.rule);
  const title = `How to fix: ${proseForHtml(first.title)}`;
  return details(`<b>${title}</b> — ${first.severity}, ${counted(group.length, "place")}`, [
    rule === undefined ? [] : [proseForMarkdown(rule.why)],
    [advice(group)],
    ...snippets(group).map((snippet) => [snippet]),
    group.map((finding) => `- ${findingItem(finding, targets, context)}`),
    controlLine(rule),
    waiverHint(first.rule, context),
  ]);
}

/** The requirements that the rule serves, for those who answer to an auditor. */
function controlLine(rule: ReportedRule | undefined): readonly string[] {
  const byFramework = groupBy(rule?.controls ?? [], ({ framework }) => framework);
  const parts = [...byFramework].map(
    ([framework, controls]) =>
      `${forMarkdown(framework)} ${controls.map(({ id }) => forMarkdown(id)).join(", ")}`,
  );
  return parts.length === 0 ? [] : [`Serves ${parts.join(" · ")}.`];
}

/** Said only where a page explains how to get one. */
function waiverHint(rule: string, context: ReportContext): readonly string[] {
  if (!isLinkable(context.waiverUrl)) return [];
  const merged = (context.baseName ?? null) === null ? "merged first" : `merged to ${baseName(context)}`;
  const how = link("How waivers work", context.waiverUrl);
  return [
    `To accept the risk instead, get a waiver for ${forMarkdown(rule)}, with a reason, an owner and an end date, ${merged}. ${how}`,
  ];
}

function otherFindings(
  findings: readonly Finding[],
  context: ReportContext,
  extent: Extent,
): readonly string[] {
  const [first] = findings;
  if (first === undefined) return [];
  const title = `<b>${counted(findings.length, `${first.severity} finding`)}</b>`;
  const verb = findings.length === 1 ? "does" : "do";
  return details(`${title} — ${verb} not block`, [
    ruleTable("Finding", findings, context),
    ...(extent.hasOtherSnippets ? byRule(findings).flatMap(fixOf) : []),
  ]);
}

function fixOf(group: readonly Finding[]): readonly (readonly string[])[] {
  const [first] = group;
  if (first === undefined) return [];
  return [
    [`How to fix ${forMarkdown(first.rule)}: ${advice(group)}`],
    ...snippets(group).map((snippet) => [snippet]),
  ];
}

function checkedBlocks(
  report: Report,
  context: ReportContext,
  extent: Extent,
): readonly (readonly string[])[] {
  if (report.targets.length === 0 && report.problems.length === 0) return [];
  const problems = report.verdict === "blocked" ? problemBlocks(report, context) : [];
  return [
    details(`<b>What was checked</b> — ${checkedPhrase(report.targets)}`, [
      report.targets.length === 0 ? [] : targetTable(report, extent.targetRows, context),
      ...problems,
      asideSentences(report),
    ]),
  ];
}

/** A part that opens on a click. The summary is HTML and already quoted; the blocks are Markdown. */
function details(summary: string, blocks: readonly (readonly string[])[]): readonly string[] {
  return ["<details>", `<summary>${summary}</summary>`, "<br>", "", joined(blocks), "", "</details>"];
}

/** Heading, counts and link: as long for one finding as for a million. */
function shortest(report: Report, context: ReportContext): string {
  return document(report, context, [
    countsTable(report, context),
    [
      `Left out for length: everything but the counts. It stands in the ${link("full report", context.runUrl)}.`,
    ],
  ]);
}
