/** Runs one example of a rule file and says which lines were found, in the words of the example's own comments. */
import type { Example, RuleFile } from "../src/catalog/rule-file.js";
import { buildRule } from "../src/catalog/build.js";
import type { CatalogFile } from "../src/catalog/source.js";
import type { Table } from "../src/catalog/tables.js";
import { checks } from "../src/checks/index.js";
import { field } from "../src/core/json.js";
import { asRepoPath, folderOf, joinPath } from "../src/core/location.js";
import type { Rendering } from "../src/core/rendering.js";
import type { Rule, Severity } from "../src/core/rule.js";
import type { Target } from "../src/core/target.js";
import { textFileKind } from "../src/core/text-file.js";
import { recogniseSettings } from "../src/discover/settings.js";
import { evaluate, type Evaluated, type Judged } from "../src/evaluate/evaluate.js";
import { takeInventory } from "../src/evaluate/inventory.js";
import { readEvidence } from "../src/evidence/read.js";
import { parseRendering } from "../src/parse/parse.js";
import { sourceFiles } from "../src/parse/sources.js";

/** What a line of an example claims, or what the rule said about it. */
export interface Mark {
  readonly line: number;
  readonly severity: Severity | null;
  readonly missing: string | null;
}

/**
 * The `# finding` comments of an example: `# finding`, `# finding: high`, `# finding: missing a.b`, or both with a comma. `# finding: file` is one
 * that has a file and no line, because what it is about is gone.
 */
export function marksOf(yaml: string): readonly Mark[] {
  return yaml.split("\n").flatMap((text, index) => {
    const match = /# finding(?::\s*(.*))?\s*$/.exec(text);
    if (match === null) return [];
    const parts = (match[1] ?? "").split(",").map((part) => part.trim());
    const missing = parts.find((part) => part.startsWith("missing "))?.slice("missing ".length) ?? null;
    const severity = parts.find((part) => /^(critical|high|medium|low)$/.test(part)) ?? null;
    const line = parts.includes("file") ? 0 : index + 1;
    return [{ line, severity: severity as Severity | null, missing }];
  });
}

/**
 * The example once, or once for every entry of what `over` names, with `{entry}` replaced: a table that is a list, or `<table>.<key>` for
 * a list in a table.
 */
export function variantsOf(example: Example, tables: ReadonlyMap<string, Table>): readonly string[] {
  if (example.over === undefined) return [example.yaml];
  const [name = "", key] = example.over.split(".");
  const table = tables.get(name)?.entries;
  const entries = key === undefined ? table : field(table, key);
  if (!Array.isArray(entries)) throw new Error(`"over" names no list of a table: ${example.over}.`);
  return entries.map((entry: unknown) => {
    const value = typeof entry === "object" && entry !== null && "value" in entry ? entry.value : entry;
    return example.yaml.replaceAll("{entry}", String(value));
  });
}

/** Judges an example by its own rule alone. */
export function runExample(
  rule: RuleFile,
  file: CatalogFile,
  example: Example,
  yaml: string,
  tables: ReadonlyMap<string, Table>,
): Judged {
  const { built, evaluated } = prepareExample(rule, file, example, yaml, tables);
  return evaluate([built], evaluated);
}

/** The rule of an example as it is built for it, and what it judges there. `yaml` may be another text than the example's own. */
export function prepareExample(
  rule: RuleFile,
  file: CatalogFile,
  example: Example,
  yaml: string,
  tables: ReadonlyMap<string, Table>,
): { readonly built: Rule; readonly evaluated: Evaluated } {
  const path = asRepoPath(example.file ?? "example.yaml");
  const facts = example.facts ?? {};
  const minor = typeof facts["minor"] === "number" ? facts["minor"] : 0;
  const target = targetOf(path, yaml);
  const trace = { type: "identity", path } as const;
  const rendering: Rendering = { target, texts: [{ text: yaml, trace }], namespace: null, complete: true };
  // Values, kustomizations without a kind and templates hold no objects.
  const isTemplate = /(?:^|\/)(?:templates\/|Chart\.yaml$)/.test(path) || !/\.(ya?ml|json)$/.test(path);
  const apiVersion = /(?:^|\/)kustomization\.yaml$/.test(path) ? /^apiVersion\b/m : /\bapiVersion\b/;
  const holdsObjects = !isTemplate && (target.kind === "settings" || apiVersion.test(yaml));
  const resources = holdsObjects ? parsed(rendering) : [];
  const surroundings = {
    minor,
    systemNamespaces: ["kube-system", "kube-public", "kube-node-lease"],
    completeTargets: new Set(["example"]),
    facts,
    evidence: evidenceOf(example),
  };
  const base =
    example.base === undefined
      ? undefined
      : takeInventory(parsed({ ...rendering, texts: [{ text: example.base, trace }] }), surroundings);
  const inventory = takeInventory(resources, { ...surroundings, base });
  const built = buildRule(rule, file, {
    minor,
    tables,
    checks,
    with: example.with === undefined ? {} : { [rule.id]: example.with },
  });
  const text = textFileKind(path) === "dockerfile" ? yaml.replaceAll(/[ \t]*# finding.*$/gm, "") : yaml;
  const others = Object.entries(example.beside ?? {}).map(([name, content]) => ({
    path: joinPath(folderOf(path), name),
    text: content,
    readers: [target],
  }));
  const own = { path, text, readers: [target], ...(holdsObjects ? { objects: resources } : {}) };
  const texts = sourceFiles([own, ...others]);
  return { built, evaluated: { resources, inventory, texts, ladders: new Map() } };
}

/** A manifest, or the settings of an installer where discovery would take the example for some. */
function targetOf(path: Target["path"], yaml: string): Target {
  const settings = recogniseSettings(new TextEncoder().encode(yaml));
  const inputs = path === "" ? [] : [path];
  const base = { id: "example", path, values: [], inputs, touched: true } as const;
  return settings === null ? { ...base, kind: "manifest" } : { ...base, kind: "settings", settings };
}

/** The day on which the examples are judged. */
const day = Date.parse("2026-11-22T00:00:00Z");

function evidenceOf({ evidence }: Example) {
  if (evidence === undefined) return readEvidence([], day).evidence;
  const documents = evidence.split(/^---\n/m);
  const files = documents.map((document, index) => ({
    name: `evidence-${index + 1}.json`,
    path: "" as const,
    content: new TextEncoder().encode(document),
  }));
  const { evidence: read, problems } = readEvidence(files, day);
  if (problems.length > 0) throw new Error(`The evidence is broken: ${JSON.stringify(problems)}`);
  return read;
}

function parsed(rendering: Rendering) {
  const { resources, problems } = parseRendering(rendering);
  if (problems.length > 0) throw new Error(`The example does not parse: ${JSON.stringify(problems)}`);
  return resources;
}

/** The findings of a run as marks, ordered by line. */
export function foundMarks(judged: Judged): readonly (Mark & { readonly severity: Severity })[] {
  return judged.findings
    .map(({ locations: [{ span }], severity, missing }) => ({
      line: span?.startLine ?? 0,
      severity,
      missing,
    }))
    .sort((left, right) => left.line - right.line);
}
