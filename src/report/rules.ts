/** The catalog for people at a terminal: the list of rules, and one rule explained. */
import type { ReportedRule } from "../core/report.js";
import { severities } from "../core/rule.js";

/** One line a rule, the most severe first, then by id. `off` holds the ids of those that the profile default leaves out. */
export function listRules(rules: readonly ReportedRule[], off: ReadonlySet<string> = new Set()): string {
  const width = Math.max(0, ...rules.map(({ id }) => id.length));
  const lines = severities.flatMap((severity) =>
    rules
      .filter((rule) => rule.severity === severity)
      .map(({ id, title }) => {
        const remark = off.has(id) ? " (off by default)" : "";
        return `${severity.padEnd(8)}  ${id.padEnd(width)}  ${title}${remark}`;
      }),
  );
  return `${lines.join("\n")}\n`;
}

/** What the catalog knows of a rule beside what a report shows. */
export interface RuleBackground {
  /** The profiles that hold it, in order. */
  readonly profiles: readonly string[];
  /** When accepting a finding is fair; empty where nothing is said. */
  readonly waiver: string;
  readonly peers: readonly { readonly scanner: string; readonly ids: readonly string[] }[];
}

/** What a rule sees, why that matters, what to do, when a waiver is fair, and which controls it serves. */
export function explainRule(rule: ReportedRule, { profiles, waiver, peers }: RuleBackground): string {
  const { id, title, severity, what, why, advice, controls, references } = rule;
  const parts = [
    `${title}\n${id}, ${severity}, in the profiles ${profiles.join(", ")}`,
    what.trim(),
    `Why: ${why.trim()}`,
    `Fix: ${advice}`,
    waiver === "" ? "" : `Waiver: ${waiver.trim()}`,
    list(
      "Serves",
      controls.map((control) => `${control.framework} ${control.id}: ${control.title}`),
    ),
    list(
      "In other scanners",
      peers.map(({ scanner, ids }) => `${scanner}: ${ids.join(", ")}`),
    ),
    list("See", references),
  ];
  return `${parts.filter((part) => part !== "").join("\n\n")}\n`;
}

function list(heading: string, entries: readonly string[]): string {
  return entries.length === 0 ? "" : [`${heading}:`, ...entries.map((entry) => `  ${entry}`)].join("\n");
}
