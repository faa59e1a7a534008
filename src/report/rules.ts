/** The catalog for people at a terminal: the list of rules, and one rule explained. */
import type { ReportedRule } from "../core/report.js";
import { severities } from "../core/rule.js";

/** One line a rule, the most severe first, then by id. */
export function listRules(rules: readonly ReportedRule[]): string {
  const width = Math.max(0, ...rules.map(({ id }) => id.length));
  const lines = severities.flatMap((severity) =>
    rules
      .filter((rule) => rule.severity === severity)
      .map(({ id, title }) => `${severity.padEnd(8)}  ${id.padEnd(width)}  ${title}`),
  );
  return `${lines.join("\n")}\n`;
}

/** What a rule sees, why that matters, what to do, and which controls it serves. */
export function explainRule(rule: ReportedRule): string {
  const { id, title, severity, what, why, advice, controls, references } = rule;
  const parts = [
    `${title}\n${id}, ${severity}`,
    what.trim(),
    `Why: ${why.trim()}`,
    `Fix: ${advice}`,
    list(
      "Serves",
      controls.map((control) => `${control.framework} ${control.id}: ${control.title}`),
    ),
    list("See", references),
  ];
  return `${parts.filter((part) => part !== "").join("\n\n")}\n`;
}

function list(heading: string, entries: readonly string[]): string {
  return entries.length === 0 ? "" : [`${heading}:`, ...entries.map((entry) => `  ${entry}`)].join("\n");
}
