/** docs/rules/README.md: every rule, by family. */
import { rulesFolder } from "./rule-page.mjs";
import { cell, code, counted, generatedFrom, page, table } from "./markdown.mjs";

/** What a family is about. */
const subjects = {
  pod: "Fields of pods and containers.",
  resources: "Limits and requests of containers and namespaces.",
  policy: "What the cluster refuses: Pod Security Admission, admission policies and webhooks.",
  network: "Network policies, and what is reachable from outside.",
  rbac: "Roles, bindings, and the rights that they add up to.",
  identity: "How people and programs prove who they are.",
  secrets: "Credentials in files, and where Secrets are kept.",
  "control-plane": "Settings of the API server, the controllers, etcd and the kubelet.",
  audit: "Audit policies and what happens to logs.",
  "supply-chain": "Where images and charts come from.",
  versions: "What is outdated or removed.",
  cloud: "The border between the cluster and the cloud account.",
};

/** The page as [path, text]. */
export function printRuleIndex({ catalog, families, severities }) {
  const rules = catalog.rules.map(({ rule }) => rule);
  const counts = severities.map(
    (severity) => `${rules.filter((rule) => rule.severity === severity).length} ${severity}`,
  );
  const text = page([
    generatedFrom("the files of rules/"),
    "# Rules",
    `${counted(rules.length, "rule")}: ${counts.join(", ")}. A rule marked *off* is not in the profile \`default\`.`,
    "Which requirements of published frameworks they serve is on the [coverage pages](../coverage/README.md); " +
      "[add-a-rule.md](../add-a-rule.md) says how to write one.",
    ...families.flatMap((family) => section(family, rules, severities)),
  ]);
  return [`${rulesFolder}/README.md`, text];
}

function section(family, rules, severities) {
  const subject = subjects[family];
  if (subject === undefined) throw new Error(`scripts/generate/rule-index.mjs has no words for "${family}".`);
  const members = rules
    .filter((rule) => rule.family === family)
    .toSorted((left, right) => severities.indexOf(left.severity) - severities.indexOf(right.severity));
  const rows = members.map((rule) => [
    `[${code(rule.id)}](${rule.id}.md)`,
    rule.severity,
    `${cell(rule.title)}${marks(rule)}`,
  ]);
  const list = rows.length === 0 ? "No rule yet." : table(["Rule", "Severity", "What it finds"], rows);
  return [`## ${family}`, subject, list];
}

function marks(rule) {
  return `${rule.default === "off" ? " *(off)*" : ""}${rule.status === "preview" ? " *(preview)*" : ""}`;
}
