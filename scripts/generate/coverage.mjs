/** docs/coverage/: every control of every framework, with the rules that serve it or the reason why none does. */
import { cell, code, counted, generatedFrom, page, table } from "./markdown.mjs";

export const coverageFolder = "docs/coverage";

/** What a control says that files could answer and no rule does yet. */
const notYet = "No rule yet.";

/** The pages as [path, text]. */
export function printCoverage({ catalog }) {
  return [overview(catalog), ...catalog.frameworks.map((framework) => frameworkPage(framework, catalog))];
}

function overview(catalog) {
  const rows = catalog.frameworks.map((framework) => {
    const { served, open, outside } = countsOf(framework);
    const name = `[${cell(framework.title)}, ${cell(framework.edition)}](${framework.id}.md)`;
    return [name, framework.controls.length, served, open, outside].map(String);
  });
  const mapped = new Set(
    catalog.frameworks.flatMap(({ controls }) => controls.flatMap(({ rules }) => rules)),
  );
  const alone = catalog.rules.map(({ rule }) => rule.id).filter((id) => !mapped.has(id));
  const text = page([
    generatedFrom("rules/frameworks/"),
    "# Coverage",
    "Which requirements of published frameworks the rules serve. A control that is served is looked at, not proven: " +
      "its page names the rules, and each rule says what it sees.",
    table(["Framework", "Controls", "Served by rules", "No rule yet", "Not answered by files"], rows),
    alone.length === 0
      ? "Every rule serves at least one control."
      : `Rules that serve none of these controls: ${alone.map((id) => ruleLink(id)).join(", ")}.`,
  ]);
  return [`${coverageFolder}/README.md`, text];
}

function frameworkPage(framework, catalog) {
  const { served, open, outside } = countsOf(framework);
  const severityOf = new Map(catalog.rules.map(({ rule }) => [rule.id, rule.severity]));
  const rows = framework.controls.map((control) => [
    control.id,
    cell(control.title),
    control.notJudged === null
      ? control.rules.map((id) => `${ruleLink(id)} (${severityOf.get(id)})`).join("<br>")
      : `*${cell(control.notJudged)}*`,
  ]);
  const text = page([
    generatedFrom(`rules/frameworks/${framework.id}.yaml`),
    `# ${cell(framework.title)}, edition ${cell(framework.edition)}`,
    `Source: <${framework.source}>`,
    `${counted(framework.controls.length, "control")}: ${served} served by rules, ${open} without a rule yet, ` +
      `${outside} that files do not answer.`,
    table(["Control", "Requirement, in our words", "Rules, or why there are none"], rows),
  ]);
  return [`${coverageFolder}/${framework.id}.md`, text];
}

function countsOf({ controls }) {
  const open = controls.filter(({ notJudged }) => notJudged === notYet).length;
  const served = controls.filter(({ notJudged }) => notJudged === null).length;
  return { served, open, outside: controls.length - served - open };
}

function ruleLink(id) {
  return `[${code(id)}](../rules/${id}.md)`;
}
