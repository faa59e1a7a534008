/**
 * Changes one decision of a rule at a time and looks whether an example of the rule notices.
 *
 *   npm run mutate                    every rule
 *   npm run mutate -- host-pid ...    these rules
 *
 * --rules <folder>   reads another catalog than rules/
 *
 * A mutant that no example notices is a survivor: an example is missing, or the two mean the same. `scripts/mutate/survivors.yaml` lists those that
 * mean the same, with the reason. A survivor of a stable rule that is not listed ends with 1, and so does an entry that survives no more.
 */
import { execFileSync } from "node:child_process";
import { mkdirSync, mkdtempSync, readFileSync, rmSync } from "node:fs";
import { dirname, join, resolve } from "node:path";
import { fileURLToPath, pathToFileURL } from "node:url";
import { parseArgs } from "node:util";
import { parse as parseYaml } from "yaml";
import { readCatalogTexts } from "./catalog-files.mjs";
import { mutantsOfRule, mutantsOfTable, tablesOf } from "./mutate/rules.mjs";

const root = join(dirname(fileURLToPath(import.meta.url)), "..");
const survivorsFile = join(root, "scripts/mutate/survivors.yaml");

const { values, positionals } = parseArgs({
  options: { rules: { type: "string", default: join(root, "rules") } },
  allowPositionals: true,
});
process.exitCode = await main(resolve(values.rules), positionals);

async function main(folder, ids) {
  const core = await loadCore();
  const files = readCatalogTexts(folder).map(({ path, text }) => core.catalogFile(path, text));
  const { rules, tables } = core.loadCatalog(files);
  const unknown = ids.find((id) => !rules.some(({ rule }) => rule.id === id));
  if (unknown !== undefined) throw new Error(`There is no rule "${unknown}".`);
  const listed = new Map(Object.entries(parseYaml(readFileSync(survivorsFile, "utf8")) ?? {}));
  const chosen = rules.filter(({ rule }) => ids.length === 0 || ids.includes(rule.id));
  const judges = new Map(rules.map((one) => [one.rule.id, judgeOf(one, tables, core)]));
  const ofRules = chosen.map(({ rule }) => {
    const survives = judges.get(rule.id);
    const mutants = mutantsOfRule(rule, treeOf(core));
    return resultOf(rule.id, rule.status, mutants, survives);
  });
  const used = new Set(chosen.flatMap(({ rule }) => [...tablesOf(rule)]));
  const ofTables = [...used].map((name) => {
    // Several rules can share a table and need other parts of it: one of them has to notice.
    const users = rules.filter(({ rule }) => tablesOf(rule).has(name));
    const status = users.some(({ rule }) => rule.status === "stable") ? "stable" : "preview";
    const survives = (mutant) => users.every(({ rule }) => judges.get(rule.id)({ rule, ...mutant }));
    return resultOf(`table ${name}`, status, mutantsOfTable(name, tables), survives);
  });
  return report([...ofRules, ...ofTables], listed);
}

function resultOf(name, status, mutants, survives) {
  return {
    name,
    status,
    mutants: mutants.length,
    survivors: mutants.filter(survives).map(({ what }) => what),
  };
}

/** Compiles the sources and the runner of examples, and gives what is needed of them. */
async function loadCore() {
  mkdirSync(join(root, ".cache"), { recursive: true });
  const compiled = mkdtempSync(join(root, ".cache", "mutate-"));
  try {
    const compiler = join(root, "node_modules/typescript/bin/tsc");
    const options = ["-p", join(root, "__tests__"), "--noCheck", "--noEmit", "false", "--outDir", compiled];
    execFileSync(process.execPath, [compiler, ...options], { cwd: root, stdio: "inherit" });
    const load = (module) => import(pathToFileURL(join(compiled, module)).href);
    return {
      ...(await load("src/catalog/load.js")),
      ...(await load("src/catalog/source.js")),
      ...(await load("src/cel/cel.js")),
      ...(await load("__tests__/examples.js")),
    };
  } finally {
    rmSync(compiled, { recursive: true });
  }
}

/** A function that tells whether all examples of a rule put up with a mutant of it. */
function judgeOf({ rule, file }, tables, core) {
  const examples = ["bad", "good", "undecided"].flatMap((kind) =>
    rule.examples[kind].flatMap((example) =>
      core.variantsOf(example, tables).map((yaml) => ({ kind, example, yaml })),
    ),
  );
  return (mutant) => {
    // What kills one mutant tends to kill the next, so it is asked first.
    const killer = examples.findIndex(
      (example) => !isAsAnnotated({ tables, ...mutant }, file, example, core),
    );
    if (killer > 0) examples.unshift(...examples.splice(killer, 1));
    return killer === -1;
  };
}

/** Reads an expression whatever names it uses: the rule has been checked already. */
function treeOf(core) {
  return (source) => {
    const names = new Set(source.match(/[A-Za-z_]\w*/g));
    return core.compile(source, names).tree ?? {};
  };
}

/** Whether a mutant judges an example as its comments say. One that cannot be built or throws is noticed. */
function isAsAnnotated({ rule, tables }, file, { kind, example, yaml }, core) {
  let judged;
  try {
    judged = core.runExample(rule, file, example, yaml, tables);
  } catch {
    return false;
  }
  const { findings, undecided, problems } = judged;
  if (problems.length > 0) return false;
  if (kind === "good") return findings.length === 0 && undecided.length === 0;
  if (kind === "undecided") return findings.length === 0 && undecided.length > 0;
  const found = core.foundMarks(judged);
  const marks = core.marksOf(yaml);
  return (
    found.length === marks.length &&
    marks.every(
      (mark, index) =>
        found[index].line === mark.line &&
        found[index].severity === (mark.severity ?? rule.severity) &&
        found[index].missing === mark.missing,
    )
  );
}

function report(results, listed) {
  let isRight = true;
  for (const { name, status, survivors } of results) {
    const known = new Map((listed.get(name) ?? []).map(({ mutant, reason }) => [mutant, reason]));
    const open = survivors.filter((what) => !known.has(what));
    const gone = [...known.keys()].filter((what) => !survivors.includes(what));
    if (open.length + gone.length === 0) continue;
    console.log(status === "stable" ? name : `${name} (${status})`);
    for (const what of open) console.log(`  survives: ${what}`);
    for (const what of gone) console.log(`  is listed and does not survive: ${what}`);
    if (status === "stable") isRight = false;
  }
  const sum = (of) => results.reduce((total, result) => total + of(result), 0);
  const total = sum(({ mutants }) => mutants);
  const surviving = sum(({ survivors }) => survivors.length);
  const open = sum(
    ({ name, survivors }) =>
      survivors.filter((what) => !(listed.get(name) ?? []).some(({ mutant }) => mutant === what)).length,
  );
  console.log(`${total} mutants, ${surviving} survivors, ${open} of them not listed.`);
  return isRight ? 0 : 1;
}
