/** The guards of the catalog: rule files, and everything that must name the same things as they do. */
import { readdirSync, readFileSync } from "node:fs";
import { fileURLToPath } from "node:url";
import { describe, expect, test } from "@jest/globals";
import { parse } from "yaml";
import { buildRule } from "../src/catalog/build.js";
import { type Catalog, loadCatalog } from "../src/catalog/load.js";
import { formsOf, type RuleFile } from "../src/catalog/rule-file.js";
import { type CatalogFile, catalogFile } from "../src/catalog/source.js";
import { expiredTables, type Table } from "../src/catalog/tables.js";
import { checks } from "../src/checks/index.js";
import { optionsOn } from "../src/config/options.js";
import { ConfigurationError } from "../src/core/errors.js";
import type { Rule } from "../src/core/rule.js";
import { outputs } from "../src/github/outputs.js";
import { readCatalog } from "./catalog.js";
import { foundMarks, marksOf, runExample } from "./examples.js";

const catalog = readCatalog();

/** A good rule file, from which each fixture differs in one thing. */
const goodRule = `
title: Container runs privileged
severity: critical
since: 0.1.0
what: The container is privileged.
why: It owns the node.
match: workload
forEach: allContainers
pass: self.?securityContext.?privileged.orValue(false) != true
path: [securityContext.privileged, .]
message: Container "{self.name}" is privileged.
raise: [{when: "true", severity: critical, why: It is the worst there is.}]
fix: {advice: Remove it.}
examples:
  bad: [{title: It is bad., yaml: "kind: Pod"}]
  good: [{title: It is good., yaml: "kind: Pod"}]
`;

const framework = (controls: string, count = 1) => `
title: A framework
edition: "1"
source: https://example.com
count: ${count}
controls: [${controls}]
`;

describe("rule files", () => {
  test("there are some", () => {
    expect(catalog.rules.length).toBeGreaterThan(0);
  });

  test.each(catalog.rules.map((one) => [one.rule.id, one] as const))("%s is well formed", (_, one) => {
    expect(objectionsTo(one.rule, one.file, catalog.tables)).toEqual([]);
  });

  test("a good rule file draws no objection", () => {
    expect(objectionsToText(goodRule)).toEqual([]);
  });

  test.each([
    ["match: workload", "match: workloads", '"workloads" is no kind.'],
    ["match: workload", "match: namespace", 'Only a check can judge the view "namespace".'],
    ["  bad: [", "  undecided: [", 'There is no "bad" example.'],
    ["  good: [", "  undecided: [", 'There is no "good" example.'],
    ["The container is privileged.", "The container", '"what" must end with a full stop.'],
    ["It owns the node.", "It owns the node", '"why" must end with a full stop.'],
    ['"{self.name}" is privileged.', '"{self.name}" is', "A message ends with a full stop."],
    ["advice: Remove it.", "advice: Remove it", '"Remove it" does not end with a full stop.'],
    ["the worst there is.", "the worst", '"It is the worst" does not end with a full stop.'],
    ["It is bad.", "It is bad", '"It is bad" does not end with a full stop.'],
    ["Container runs privileged", "FILL IN", "Words of the skeleton are left."],
    ["self.?securityContext", "it.?securityContext", "The expression does not compile"],
    ["forEach: allContainers", "forEach: container", "must be one of"],
    ["pass: self", "check: nothing\npass: self", 'exactly one of "pass", "flags" and "check"'],
  ])("%s → %s is found", (from, to, objection) => {
    expect(goodRule).toContain(from);
    expect(objectionsToText(goodRule.replace(from, to)).join(" ")).toContain(objection);
  });

  test("an id that two rules have, or one had before, is found", () => {
    const twice = [catalogFile("pod/one.yaml", goodRule), catalogFile("rbac/one.yaml", goodRule)];
    const renamed = [
      catalogFile("pod/one.yaml", goodRule),
      catalogFile("pod/two.yaml", `${goodRule}aliases: [one]`),
    ];

    expect(() => loadCatalog(twice)).toThrow('The id "one" is taken by pod/one.yaml.');
    expect(() => loadCatalog(renamed)).toThrow('The id "one" is taken by pod/one.yaml.');
  });
});

describe("tables", () => {
  const table = (more: string, entries: string) =>
    catalogFile("tables/some.yaml", `updated: "2026-11-21"\nsource: Somewhere.\n${more}entries:\n${entries}`);

  test.each([
    ["is no text", "from: 1.29"],
    ["is no version", 'from: "1.x"'],
    ["is a version of something else", 'from: "2.1"'],
  ])("an entry whose version %s is found, with its line", (_, from) => {
    const file = table("", `  - old\n  - {value: new, ${from}}\n`);

    expect(() => loadCatalog([file])).toThrow('"from" must be a version of Kubernetes in quotes, "1.29".');
    expect(placeOf(() => loadCatalog([file]))).toEqual({ file: "tables/some.yaml", line: 5 });
  });

  test("an entry with a version, and one that has other keys as well, draw no objection", () => {
    const file = table("", '  - {value: new, from: "1.29"}\n  - {value: new, from: here, to: there}\n');

    expect(loadCatalog([file]).tables.get("some")?.expires).toBeNull();
  });

  test("a day that is none is found", () => {
    expect(() => loadCatalog([table("expires: soon\n", "  []")])).toThrow('"expires" must be a day');
  });

  test("an expired table is said on the day after, and not before", () => {
    const { tables } = loadCatalog([table('expires: "2026-12-01"\n', "  []")]);

    expect(expiredTables(tables, "2026-12-01")).toEqual([]);
    expect(expiredTables(tables, "2026-12-02")).toEqual([
      "The list some is of 2026-11-21 and was to be renewed by 2026-12-01: use a newer version of the gate.",
    ]);
  });

  test("a message prints the date of the one table that the rule names", () => {
    const dated = goodRule.replace('"{self.name}" is privileged.', '"{self.name}" is. List of {updated}.');
    const named = `${dated}with: {names: {table: some}}\n`;
    const { tables } = loadCatalog([table("", "  []")]);
    const { rule, file } = ruleOf(named, "pod/one.yaml");
    const yaml = `{apiVersion: v1, kind: Pod, metadata: {name: p},
      spec: {containers: [{name: web, securityContext: {privileged: true}}]}}`;
    const example = { title: "", yaml, base: undefined, file: undefined, facts: undefined, with: undefined };
    const judged = runExample(
      rule,
      file,
      { ...example, over: undefined, beside: undefined, evidence: undefined },
      yaml,
      tables,
    );

    expect(judged.findings.map(({ message }) => message)).toEqual([
      'Container "web" is. List of 2026-11-21.',
    ]);
    expect(objectionsToText(dated).join(" ")).toContain('"with" must name exactly one');
  });
});

describe("frameworks", () => {
  test("there are some, and each has controls that rules serve", () => {
    expect(catalog.frameworks.length).toBeGreaterThan(0);
    for (const { controls } of catalog.frameworks) {
      expect(controls.filter(({ rules }) => rules.length > 0).length).toBeGreaterThan(0);
    }
  });

  test("every sentence ends with a full stop, and no title does", () => {
    expect(catalog.frameworks.flatMap(({ controls }) => controls.flatMap(controlObjections))).toEqual([]);
    expect(controlObjections({ id: "P-01", title: "A title.", notJudged: "No reason" })).toEqual([
      "P-01: the title ends with a full stop.",
      "P-01: the reason does not end with a full stop.",
    ]);
  });

  test.each([
    ["a rule that does not exist", framework("{id: A, title: A, rules: [two]}"), 'There is no rule "two".'],
    ["a control that nothing serves or explains", framework("{id: A, title: A}"), "needs exactly one of"],
    [
      "a control that is served and explained",
      framework("{id: A, title: A, rules: [one], notJudged: Why.}"),
      "needs exactly one of",
    ],
    [
      "a control without an entry in its list",
      framework("{id: A, title: A, rules: []}"),
      "needs exactly one of",
    ],
    [
      "a control that stands twice",
      framework("{id: A, title: A, notJudged: Why.}, {id: A, title: A, notJudged: Why.}", 2),
      'The control "A" stands twice.',
    ],
    [
      "a count that the document does not have",
      framework("{id: A, title: A, notJudged: Why.}", 2),
      "The file lists 1 controls, the document has 2.",
    ],
  ])("%s is found", (_, text, message) => {
    const files = [catalogFile("pod/one.yaml", goodRule), catalogFile("frameworks/some-1.yaml", text)];

    expect(() => loadCatalog(files)).toThrow(message);
  });
});

describe("sets are equal", () => {
  test("rules and pages", () => {
    const pages = filesIn("docs/rules", ".md").filter((name) => name !== "README");

    expect(differences(ruleIds(catalog), pages)).toEqual(none);
  });

  test("frameworks and pages", () => {
    const pages = filesIn("docs/coverage", ".md").filter((name) => name !== "README");

    const reported = catalog.frameworks.filter((framework) => framework.reported);
    expect(differences([...idsOf(reported), "origins"], pages)).toEqual(none);
  });

  test("files of checks, checks that are known, and checks that rules name", () => {
    const files = filesIn("src/checks", ".ts").filter((name) => name !== "define" && name !== "index");
    const named = catalog.rules.flatMap(({ rule }) => formsOf(rule).flatMap(({ check }) => check ?? []));

    expect(differences(files, Object.keys(checks))).toEqual(none);
    expect(differences(files, named)).toEqual(none);
  });

  test("inputs of action.yml and options of the Action", () => {
    const action: { readonly inputs: Readonly<Record<string, unknown>> } = parse(readText("action.yml"));
    const names = optionsOn("action").map(({ name }) => name);

    expect(differences(names, Object.keys(action.inputs))).toEqual(none);
  });

  test("outputs of action.yml and outputs that the Action sets", () => {
    const action: { readonly outputs: Readonly<Record<string, unknown>> } = parse(readText("action.yml"));
    const names = outputs.map(({ name }) => name);

    expect(differences(names, Object.keys(action.outputs))).toEqual(none);
  });

  test("only the token has a default in action.yml", () => {
    const action: { readonly inputs: Readonly<Record<string, object>> } = parse(readText("action.yml"));
    const withDefault = Object.entries(action.inputs).filter(([, input]) => "default" in input);

    expect(withDefault.map(([name]) => name)).toEqual(["github-token"]);
  });

  test("a difference is found on either side", () => {
    expect(differences(["a", "b", "b"], ["b", "c"])).toEqual({ onlyLeft: ["a"], onlyRight: ["c"] });
    expect(differences(["b", "b"], ["b"])).toEqual(none);
  });
});

describe("docs/add-a-rule.md", () => {
  const page = readText("docs/add-a-rule.md");
  const [, text = ""] = /```yaml\n(# rules\/[\s\S]*?)```/.exec(page) ?? [];
  const path = /^# rules\/(\S+)/.exec(text)?.[1] ?? "";

  test("begins with a rule that is well formed and whose examples hold", () => {
    const { file, rule } = ruleOf(text, path);
    const [bad, good] = [rule.examples.bad[0], rule.examples.good[0]];
    if (bad === undefined || good === undefined) throw new Error("The rule of the page has no examples.");

    expect(objectionsTo(rule, file, catalog.tables)).toEqual([]);
    const found = foundMarks(runExample(rule, file, bad, bad.yaml, catalog.tables));
    expect(found.map(({ line }) => line)).toEqual(marksOf(bad.yaml).map(({ line }) => line));
    expect(found).toHaveLength(1);
    expect(runExample(rule, file, good, good.yaml, catalog.tables).findings).toEqual([]);
  });
});

const none = { onlyLeft: [], onlyRight: [] };

function objectionsToText(text: string): readonly string[] {
  try {
    const { rule, file } = ruleOf(text, "pod/one.yaml");
    return objectionsTo(rule, file, new Map());
  } catch (error) {
    return [messageOf(error)];
  }
}

function ruleOf(text: string, path: string): Catalog["rules"][number] {
  const [only] = loadCatalog([catalogFile(path, text)]).rules;
  if (only === undefined) throw new Error(`"${path}" is no path of a rule file.`);
  return only;
}

/** Versions for which every rule is built: the newest, and each that a range of a rule file can tell apart. */
const minors = [0, ...Array.from({ length: 40 }, (_, index) => index + 1)];

/** Everything that is wrong with a rule file beyond what reading it has already refused. */
function objectionsTo(
  rule: RuleFile,
  file: CatalogFile,
  tables: ReadonlyMap<string, Table>,
): readonly string[] {
  const objections: string[] = [];
  try {
    const [newest] = minors.map((minor) => buildRule(rule, file, { minor, tables, checks, with: {} }));
    objections.push(...(newest === undefined ? [] : unknownKinds(newest)));
  } catch (error) {
    objections.push(messageOf(error));
  }
  if (rule.examples.bad.length === 0) objections.push('There is no "bad" example.');
  if (rule.examples.good.length === 0) objections.push('There is no "good" example.');
  for (const sentence of sentencesOf(rule)) {
    // A fact at the end may be a whole sentence.
    if (!/[.}]$/.test(sentence.trimEnd())) objections.push(`"${sentence}" does not end with a full stop.`);
  }
  if (/FILL IN|fillIn/.test(JSON.stringify(file.value))) objections.push("Words of the skeleton are left.");
  return objections;
}

/** A word in lower case is a view or component that does not exist, mistyped or out of date. */
function unknownKinds(rule: Rule): readonly string[] {
  const patterns = rule.cases.flatMap(({ match }) => (match.type === "kinds" ? match.kinds : []));
  return patterns
    .filter(({ kind, group }) => !/^(\*|[A-Z][A-Za-z0-9]*)$/.test(kind) || !/^(\*|[a-z0-9.*-]*)$/.test(group))
    .map(({ kind }) => `"${kind}" is no kind.`);
}

function sentencesOf(rule: RuleFile): readonly string[] {
  const { bad, good, undecided } = rule.examples;
  const ofForms = formsOf(rule).flatMap((form) => [
    form.message,
    ...Object.values(form.messages ?? {}),
    form.undecided,
    form.fix?.advice,
    ...(form.raise ?? []).map(({ why }) => why),
  ]);
  const titles = [...bad, ...good, ...undecided].map(({ title }) => title);
  return [rule.what, rule.why, ...ofForms, ...titles].filter((sentence) => sentence !== undefined);
}

function controlObjections(control: {
  readonly id: string;
  readonly title: string;
  readonly notJudged: string | null;
}): readonly string[] {
  const { id, title, notJudged } = control;
  return [
    ...(title.endsWith(".") ? [`${id}: the title ends with a full stop.`] : []),
    ...(notJudged?.endsWith(".") === false ? [`${id}: the reason does not end with a full stop.`] : []),
  ];
}

/** What stands in one list and not in the other, in order. */
function differences(left: readonly string[], right: readonly string[]) {
  const without = (names: readonly string[], others: readonly string[]) =>
    [...new Set(names)].filter((name) => !others.includes(name)).sort();
  return { onlyLeft: without(left, right), onlyRight: without(right, left) };
}

function ruleIds({ rules }: Catalog): readonly string[] {
  return idsOf(rules.map(({ rule }) => rule));
}

function idsOf(things: readonly { readonly id: string }[]): readonly string[] {
  return things.map(({ id }) => id);
}

function filesIn(folder: string, ending: string): readonly string[] {
  const names = readdirSync(fileURLToPath(new URL(`../${folder}`, import.meta.url)));
  return names.filter((name) => name.endsWith(ending)).map((name) => name.slice(0, -ending.length));
}

function readText(path: string): string {
  return readFileSync(fileURLToPath(new URL(`../${path}`, import.meta.url)), "utf8");
}

function placeOf(act: () => unknown): unknown {
  try {
    return act();
  } catch (error) {
    if (error instanceof ConfigurationError) return error.place;
    throw error;
  }
}

function messageOf(error: unknown): string {
  if (error instanceof ConfigurationError) return error.message;
  throw error;
}

test("critical stays rare: what hands over a node, the cluster or a working credential by itself, and nothing else", () => {
  const critical = catalog.rules
    .map(({ rule }) => rule)
    .filter((rule) => JSON.stringify({ ...rule, examples: null }).includes('"severity":"critical"'))
    .map(({ id }) => id);

  expect(critical.toSorted()).toEqual([
    "access-for-anonymous",
    "api-server-always-allow",
    "api-server-insecure-port",
    "cluster-admin-for-everyone",
    "encryption-key-in-git",
    "etcd-unauthenticated",
    "exposed-workload-can-take-over",
    "ingress-nginx-remote-code-execution",
    "known-image-vulnerability", // where the change brings the image, and a fixed version exists
    "kubeconfig-with-credentials",
    "kubelet-always-allow",
    "live-credential",
    "privileged-container",
    "root-equivalent-capability",
    "runtime-socket-mount",
    "windows-host-process",
    "writable-host-system-path",
  ]);
});
