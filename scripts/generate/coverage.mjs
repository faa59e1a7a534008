/** docs/coverage/: every control of every framework, with the rules that serve it or the reason why none does. */
import { cell, generatedFrom, page, table } from "./markdown.mjs";

export const coverageFolder = "docs/coverage";

/** The texts that are answered row by row share one page. */
const originsPage = `${coverageFolder}/origins.md`;

/** The pages as [path, text]. */
export function printCoverage(sources) {
  const { catalog, frameworkPage } = sources;
  const rules = new Map(catalog.rules.map(({ rule }) => [rule.id, rule.severity]));
  const answered = catalog.frameworks.filter(({ reported }) => !reported);
  return [
    overview(sources),
    [
      originsPage,
      page([generatedFrom("rules/frameworks/"), ...answered.map((one) => frameworkPage(one, rules).trim())]),
    ],
    ...catalog.frameworks
      .filter(({ reported }) => reported)
      .map((framework) => [
        `${coverageFolder}/${framework.id}.md`,
        page([
          generatedFrom(`rules/frameworks/${framework.id}.yaml`),
          frameworkPage(framework, rules).trim(),
        ]),
      ]),
  ];
}

function overview({ catalog, countControls, ruleLink }) {
  const rows = catalog.frameworks.map((framework) => {
    const { served, open, outside } = countControls(framework);
    const name = `[${cell(framework.title)}, ${cell(framework.edition)}](${framework.reported ? framework.id : "origins"}.md)`;
    return [name, framework.controls.length, served, open, outside].map(String);
  });
  const mapped = new Set(
    catalog.frameworks
      .filter(({ reported }) => reported)
      .flatMap(({ controls }) => controls.flatMap(({ rules }) => rules)),
  );
  const alone = catalog.rules.map(({ rule }) => rule.id).filter((id) => !mapped.has(id));
  const text = page([
    generatedFrom("rules/frameworks/"),
    "# Coverage",
    "Which requirements of published frameworks the rules serve. A control that is served is looked at, not proven: " +
      "its page names the rules, and each rule says what it sees. `hardening-gate coverage` prints the same.",
    table(["Framework", "Controls", "Served by rules", "No rule yet", "Not answered by files"], rows),
    alone.length === 0
      ? "Every rule serves at least one control."
      : `Rules that serve none of these controls: ${alone.map((id) => ruleLink(id)).join(", ")}.`,
  ]);
  return [`${coverageFolder}/README.md`, text];
}
