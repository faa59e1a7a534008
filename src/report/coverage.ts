/** What the catalog answers of each published framework: for people at a terminal, as pages, and for programs. */
import type { Control, Framework } from "../core/framework.js";
import type { Severity } from "../core/rule.js";

/** The formats of `coverage`. */
export const coverageFormats = ["text", "markdown", "json"] as const;
export type CoverageFormat = (typeof coverageFormats)[number];

/** What a page needs to know of the rules: every rule of the catalog with its severity. */
export type RuleSeverities = ReadonlyMap<string, Severity>;

/** What a control says that files could answer and no rule does yet. */
const notYet = "No rule yet.";

/** The controls of the frameworks in a format, with a line break at its end. */
export function coverage(
  frameworks: readonly Framework[],
  rules: RuleSeverities,
  format: CoverageFormat,
): string {
  switch (format) {
    case "json":
      return `${JSON.stringify({ schemaVersion: 1, frameworks: frameworks.map((one) => asJson(one)) }, undefined, 2)}\n`;
    case "markdown":
      return frameworks.map((one) => frameworkPage(one, rules)).join("\n");
    case "text":
      return `${frameworks.map((one) => asText(one)).join("\n\n")}\n`;
  }
}

/** How many controls are served by rules, wait for a rule, and are no question for files. */
export function countControls({ controls }: Framework): {
  readonly served: number;
  readonly open: number;
  readonly outside: number;
} {
  const open = controls.filter(({ notJudged }) => notJudged === notYet).length;
  const served = controls.filter(({ notJudged }) => notJudged === null).length;
  return { served, open, outside: controls.length - served - open };
}

function asJson(framework: Framework): unknown {
  const { id, title, edition, source, controls } = framework;
  return { id, title, edition, source, counts: countControls(framework), controls };
}

function asText(framework: Framework): string {
  const { id, title, edition, controls } = framework;
  const width = Math.max(...controls.map((control) => control.id.length));
  const indent = " ".repeat(width + 4);
  const lines = controls.flatMap((control) => [
    `  ${control.id.padEnd(width)}  ${control.title}`,
    ...answerLines(control).flatMap((answer) => wrapped(answer, indent)),
  ]);
  return [`${title}, ${edition} (${id})`, summary(framework), "", ...lines].join("\n");
}

function answerLines({ rules, notJudged, limit }: Control): readonly string[] {
  if (notJudged !== null) return [`not judged: ${notJudged}`];
  return [rules.join(", "), ...(limit === null ? [] : [`out of reach: ${limit}`])];
}

/** At most 100 columns, broken between words. */
function wrapped(text: string, indent: string): readonly string[] {
  const lines: string[] = [];
  let line = indent;
  for (const word of text.trim().split(/\s+/)) {
    if (line.length + word.length > 99 && line !== indent) {
      lines.push(line.trimEnd());
      line = indent;
    }
    line += `${word} `;
  }
  return [...lines, line.trimEnd()];
}

function summary(framework: Framework): string {
  const { served, open, outside } = countControls(framework);
  const parts = [
    `${framework.controls.length} controls`,
    `${served} served by rules`,
    ...(open === 0 ? [] : [`${open} without a rule yet`]),
    `${outside} that files do not answer`,
  ];
  return `${parts.join(", ")}.`;
}

/** One framework as a page of Markdown, with links to the pages of the rules beside it. */
export function frameworkPage(framework: Framework, rules: RuleSeverities): string {
  const { title, edition, source, controls } = framework;
  const rows = controls.map((control) => {
    const answer =
      control.notJudged === null
        ? control.rules.map((id) => `${ruleLink(id)} (${rules.get(id) ?? "low"})`).join("<br>")
        : `*${cell(control.notJudged)}*`;
    const limit = control.limit === null ? "" : `<br>*Out of reach: ${cell(control.limit)}*`;
    return `| ${control.id} | ${cell(control.title)} | ${answer}${limit} |`;
  });
  return [
    `# ${cell(title)}, edition ${cell(edition)}`,
    `Source: <${source}>`,
    summary(framework),
    [
      "| Control | Requirement, in our words | Rules, or why there are none |",
      "| --- | --- | --- |",
      ...rows,
    ].join("\n"),
    "",
  ].join("\n\n");
}

/** A link to the page of a rule, from a page in docs/coverage/. */
export function ruleLink(id: string): string {
  return `[\`${id}\`](../rules/${id}.md)`;
}

/** Our own text in a cell: what Markdown would act on is escaped, code between backticks stays. */
function cell(text: string): string {
  return text
    .trim()
    .replace(/\s+/g, " ")
    .split(/(`[^`]*`)/)
    .map((part, index) => (index % 2 === 1 ? part : part.replace(/[<*$[\]]/g, "\\$&")))
    .join("")
    .replaceAll("|", "\\|");
}
