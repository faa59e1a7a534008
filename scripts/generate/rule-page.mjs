/** docs/rules/<id>.md: what a rule file says, for people. */
import { block, cell, code, generatedFrom, listed, page, prose, table } from "./markdown.mjs";
import { conditionParts } from "./rule-condition.mjs";

export const rulesFolder = "docs/rules";

/** The page of one rule as [path, text]. */
export function printRulePage({ rule, file }, sources) {
  const forms = sources.formsOf(rule).map((form) => ({ form, built: buildForm(rule, file, form, sources) }));
  const text = page([
    generatedFrom(`rules/${file.path}`),
    `# ${prose(rule.title)}`,
    summary(rule),
    prose(rule.what),
    "## Why it matters",
    prose(rule.why),
    "## How to fix it",
    ...forms.flatMap((one) => fixParts(one, forms)),
    "## What it looks at",
    ...forms.flatMap((one) => conditionParts(one, sources)),
    "## Examples",
    ...exampleParts(rule.examples),
    "## Controls that it serves",
    controls(rule.id, sources.catalog),
    ...peers(sources.catalog.peers.get(rule.id)),
    ...references(rule.references),
    "## When a waiver is fair",
    rule.waiver === "" ? undefined : prose(rule.waiver),
    `Only new findings block, and only from the severity on that [\`fail-on\`](../options.md#fail-on) names; what the base ` +
      "already shows is counted. [`exclude`](../options.md#exclude) leaves whole paths out.",
  ]);
  return [`${rulesFolder}/${rule.id}.md`, text];
}

/** One form built on its own, also where a version range keeps it out of the newest cluster. */
function buildForm(rule, file, form, { buildRule, catalog, checks }) {
  const alone = { ...rule, ...form, cases: [], kubernetes: undefined };
  const [built] = buildRule(alone, file, { minor: 0, tables: catalog.tables, checks, with: {} }).cases;
  return built;
}

function summary(rule) {
  const facts = [
    code(rule.id),
    `severity **${rule.severity}**`,
    `family [${rule.family}](README.md#${rule.family})`,
    `since ${rule.since}`,
    rule.default === "on" ? "on by default" : "off by default",
    ...(rule.status === "preview" ? ["preview: in no profile"] : []),
  ];
  const former = rule.aliases.length === 0 ? "" : `\n\nFormerly ${listed(rule.aliases.map(code))}.`;
  return `${facts.join(" · ")}${former}`;
}

const safetyWords = {
  safe: "The change rarely affects a working program.",
  review: "The change can break a program that relies on what it takes away: look at it before the merge.",
  none: "There is no change that fits every case.",
};

/** The fix of a form, once where all forms share it. */
function fixParts({ form, built }, forms) {
  const isShared = forms.every((other) => other.form.fix === form.fix);
  if (isShared && form !== forms[0].form) return [];
  const { advice, safety, snippet } = built.repair({ outcome: "blame", route: [] });
  return [
    isShared ? undefined : `### ${form.name}`,
    prose(advice),
    snippet === null ? undefined : block(snippet, "yaml"),
    safetyWords[safety],
  ];
}

const exampleKinds = [
  ["bad", "Bad", "`# finding` stands on the line that is reported."],
  ["undecided", "Undecided", "The files leave it open, so the gate says so and blocks nothing."],
  ["good", "Good", undefined],
];

function exampleParts(examples) {
  return exampleKinds.flatMap(([key, title, remark]) =>
    examples[key].length === 0 ? [] : [`### ${title}`, remark, ...examples[key].flatMap(exampleBlock)],
  );
}

function exampleBlock(example) {
  const remarks = [
    ...(example.file === undefined ? [] : [`File ${code(example.file)}.`]),
    ...(example.over === undefined
      ? []
      : [
          `\`{entry}\` stands for each entry of [${example.over}](../../rules/tables/${example.over.split(".")[0]}.yaml).`,
        ]),
    ...Object.entries(example.facts ?? {}).map(([name, value]) => `With ${name}: ${code(asJson(value))}.`),
    ...Object.entries(example.with ?? {}).map(([name, value]) => `With ${name}: ${code(asJson(value))}.`),
  ];
  const base = example.base === undefined ? [] : ["Before the change:", block(example.base, "yaml")];
  const others = Object.entries(example.beside ?? {}).flatMap(([name, content]) => [
    `Beside it ${code(name)}:`,
    block(content, languageOf(name)),
  ]);
  const evidence =
    example.evidence === undefined ? [] : ["With this evidence:", block(example.evidence, "json")];
  return [
    `${prose(example.title)}${remarks.length === 0 ? "" : ` ${remarks.join(" ")}`}`,
    ...base,
    block(example.yaml, languageOf(example.file)),
    ...others,
    ...evidence,
  ];
}

function languageOf(file) {
  return file === undefined || /\.ya?ml$/.test(file) ? "yaml" : "";
}

function controls(id, { frameworks }) {
  const reported = frameworks.filter((framework) => framework.reported);
  const rows = reported.flatMap((framework) =>
    framework.controls
      .filter(({ rules }) => rules.includes(id))
      .map((control) => [
        `[${cell(framework.title)}, ${cell(framework.edition)}](../coverage/${framework.id}.md)`,
        `${control.id}: ${cell(control.title)}`,
      ]),
  );
  return rows.length === 0
    ? "None of the frameworks we know asks for it."
    : table(["Framework", "Control"], rows);
}

/** The ids are facts of others; a reader who knows another scanner finds the rule by them. */
function peers(known) {
  if (known === undefined) return [];
  const names = known.map(({ scanner, ids }) => `${scanner}: ${listed(ids.map(code))}`);
  return ["## In other scanners", `${names.join(" · ")}`];
}

function references(links) {
  return links.length === 0 ? [] : ["## References", links.map((link) => `- <${link}>`).join("\n")];
}

function asJson(value) {
  return JSON.stringify(value, (_, inner) => (typeof inner === "bigint" ? Number(inner) : inner));
}
