/** The summary of a job: the place where people work, so nothing is folded away. */
import {
  advice,
  asideSentences,
  byRule,
  countsTable,
  findingItem,
  findingTable,
  footer,
  heading,
  joined,
  newFindings,
  opening,
  baseName,
  problemTable,
  snippets,
  targetTable,
} from "./markdown.js";
import { blockingSeverities, counted, countOf, isBlocking, neverBlocks, problemsInOrder } from "./verdict.js";
import { bySeverity, findingsOf, primaryOf } from "./order.js";
import { groupBy } from "../core/group.js";
import { culprit, resourceName, targetsById } from "./names.js";
import { fence, forMarkdown, proseForMarkdown } from "../text/escape.js";
import { firstThatFits, summaryLimit } from "./budget.js";
import { link, placeLink } from "./context.js";
import type { Finding } from "../core/finding.js";
import type { Report } from "../core/report.js";
import type { ReportContext } from "./context.js";

/** How many rows the first table has. */
const firstRows = 10;

/** How much of the report a summary shows. */
interface Extent {
  /** Existing, waived and fixed findings, and undecided rules, one by one. */
  readonly hasOld: boolean;
  /** New findings that do not block, one by one. */
  readonly hasOthers: boolean;
  /** How many blocking findings, problems and targets are listed. */
  readonly rows: number;
}

const full: Extent = { hasOld: true, hasOthers: true, rows: Infinity };

/** What each step leaves out, and the line that says so. The last step is `shortest`. */
const ladder: readonly { readonly extent: Extent; readonly note: string | null }[] = [
  { extent: full, note: null },
  {
    extent: { hasOld: false, hasOthers: true, rows: Infinity },
    note: "Left out for length: lists of existing, waived and fixed findings, and of undecided rules.",
  },
  {
    extent: { hasOld: false, hasOthers: false, rows: Infinity },
    note: "Left out for length: lists of new findings that do not block.",
  },
  {
    extent: { hasOld: false, hasOthers: false, rows: 1_000 },
    note: "Left out for length: all but 1,000 of the findings that block, of the problems and of the targets.",
  },
  {
    extent: { hasOld: false, hasOthers: false, rows: 100 },
    note: "Left out for length: all but 100 of the findings that block, of the problems and of the targets.",
  },
];

/** The job summary, below 900 KiB of UTF-8. */
export function summary(report: Report, context: ReportContext): string {
  return firstThatFits(
    (step) => (step < ladder.length ? version(report, context, step) : shortest(report, context)),
    ladder.length + 1,
    summaryLimit,
  );
}

function version(report: Report, context: ReportContext, step: number): string {
  const extent = ladder[step]?.extent ?? full;
  const notes = ladder.slice(1, step + 1).flatMap(({ note }) => (note === null ? [] : [[note]]));
  return document(report, context, [
    [opening(report, context)],
    ...firstTable(report, context),
    report.verdict === "error" ? [] : countsTable(report, context),
    ...problemSection(report, context, extent),
    ...ruleSections(report, context, extent),
    ...targetSection(report, context, extent),
    ...(extent.hasOld ? noteSection(report) : []),
    ...(extent.hasOld ? oldSections(report, context) : [asideSentences(report)]),
    ...runSection(context),
    ...notes,
  ]);
}

function document(report: Report, context: ReportContext, blocks: readonly (readonly string[])[]): string {
  return `${joined([[heading(report)], ...blocks, [footer(report, context)]])}\n`;
}

function firstTable(report: Report, context: ReportContext): readonly (readonly string[])[] {
  const blocking = newFindings(report, blockingSeverities(report.failOn));
  if (blocking.length === 0) return [];
  const more = blocking.length - firstRows;
  return [
    findingTable("Fix before merging", blocking.slice(0, firstRows), report, context),
    more > 0 ? [`And ${more} more below.`] : [],
  ];
}

function problemSection(
  report: Report,
  context: ReportContext,
  extent: Extent,
): readonly (readonly string[])[] {
  const problems = problemsInOrder(report);
  if (problems.length === 0) return [];
  const more = problems.length - extent.rows;
  return [
    ["### Not checked"],
    problemTable(problems.slice(0, extent.rows), report, context),
    more > 0 ? [`And ${counted(more, "more problem")}.`] : [],
  ];
}

/** What was left alone on purpose. */
function noteSection({ notes }: Report): readonly (readonly string[])[] {
  if (notes.length === 0) return [];
  const line = ({ path, message }: Report["notes"][number]) =>
    `- ${path === "" ? "" : `${forMarkdown(path)}: `}${proseForMarkdown(message)}`;
  return [["### Noted"], notes.map(line)];
}

/**
 * A section per rule with its findings, the rule of the worst one first. Fixed and waived ones have sections
 * of their own.
 */
function ruleSections(
  report: Report,
  context: ReportContext,
  extent: Extent,
): readonly (readonly string[])[] {
  const added = findingsOf(report, "new");
  const blocking = added.filter(({ severity }) => isBlocking(severity, report.failOn)).slice(0, extent.rows);
  const others = added.filter(({ severity }) => !isBlocking(severity, report.failOn));
  const existing = findingsOf(report, "existing");
  const shown = [...blocking, ...(extent.hasOthers ? others : []), ...(extent.hasOld ? existing : [])];
  return byRule(shown)
    .toSorted(([left], [right]) =>
      left === undefined || right === undefined ? 0 : bySeverity(left.severity, right.severity),
    )
    .flatMap((group) => ruleSection(group, report, context));
}

function ruleSection(
  group: readonly Finding[],
  report: Report,
  context: ReportContext,
): readonly (readonly string[])[] {
  const [first] = group;
  if (first === undefined) return [];
  const targets = targetsById(report);
  const rule = report.rules.find((candidate) => candidate.id === first.rule);
  const title = link(proseForMarkdown(first.title), context.docUrlOf(first.rule));
  return [
    [`### ${title} · ${forMarkdown(first.rule)} · ${first.severity}`],
    rule === undefined ? [] : [proseForMarkdown(rule.why)],
    group.map((finding) => {
      const status = finding.status === "new" ? "new" : `already on ${baseName(context)}`;
      return `- ${status}: ${findingItem(finding, targets, context)}`;
    }),
    [advice(group)],
    ...snippets(group).map((snippet) => [snippet]),
  ];
}

function targetSection(
  report: Report,
  context: ReportContext,
  extent: Extent,
): readonly (readonly string[])[] {
  if (report.targets.length === 0) return [];
  return [["### Targets"], targetTable(report, extent.rows, context)];
}

function oldSections(report: Report, context: ReportContext): readonly (readonly string[])[] {
  const waived = findingsOf(report, "waived");
  const fixed = findingsOf(report, "fixed");
  return [
    ...(waived.length === 0 ? [] : [["### Waivers"], waiverTable(waived, context)]),
    ...(fixed.length === 0 ? [] : [["### Fixed by this pull request"], fixed.map(fixedItem)]),
    ...undecidedSection(report),
  ];
}

function waiverTable(waived: readonly Finding[], context: ReportContext): readonly string[] {
  return [
    "| Rule | Where |",
    "|:--|:--|",
    ...waived.map((finding) => {
      const owner = culprit(finding, proseForMarkdown, forMarkdown);
      const place = placeLink(primaryOf(finding), context, 48);
      return `| ${forMarkdown(finding.rule)} | ${owner === null ? "" : `${owner}<br>`}${place} |`;
    }),
  ];
}

function fixedItem(finding: Finding): string {
  const owner = culprit(finding, proseForMarkdown, forMarkdown) ?? forMarkdown(primaryOf(finding).path);
  return `- ${forMarkdown(finding.rule)} ${owner}`;
}

function undecidedSection(report: Report): readonly (readonly string[])[] {
  if (report.undecided.length === 0) return [];
  return [
    ["### Undecided"],
    [
      `${counted(report.undecided.length, "answer")} that files cannot give. ${neverBlocks(report.undecided.length)}`,
    ],
    [...groupBy(report.undecided, ({ rule, reason }) => `${rule}\n${reason}`).values()].flatMap((group) => {
      const [first] = group;
      if (first === undefined) return [];
      const { rule, resource, path, reason } = first;
      const owner = resource === null ? "" : `, ${resourceName(resource, proseForMarkdown, forMarkdown)}`;
      const more = group.length === 1 ? "" : ` and ${counted(group.length - 1, "more place")}`;
      return [`- ${forMarkdown(rule)}: ${proseForMarkdown(reason)} (${forMarkdown(path)}${owner}${more})`];
    }),
  ];
}

/** The command for the same check at home. A branch name that a shell could misread is left out. */
function runSection(context: ReportContext): readonly (readonly string[])[] {
  const name = context.baseName ?? "";
  const base = /^[A-Za-z0-9][A-Za-z0-9._/-]{0,99}$/.test(name) ? ` --base origin/${name}` : "";
  return [["### Run it yourself"], [fence(`npx hardening-gate scan${base} --format text`, "sh")]];
}

/** Heading, counts and a pointer: as long for one finding as for a million. */
function shortest(report: Report, context: ReportContext): string {
  const total = counted(countOf(report, "new"), "new finding");
  const fullReport = link("full report", context.runUrl);
  return document(report, context, [
    countsTable(report, context),
    [`Left out for length: everything but the counts. The ${total} stand in the ${fullReport}.`],
  ]);
}
