/**
 * Prints everything that can be printed from data: the list of checks, the pages, the schemas and action.yml.
 *
 *   npm run generate              writes what has changed and removes pages that nothing prints any more
 *   npm run generate -- --check   writes nothing, names what is stale, and exits 1 if anything is
 *
 * --rules <folder>   reads another catalog than rules/
 * --into <folder>    compares with and writes to another folder than the repository
 */
import { mkdirSync, readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { dirname, join, resolve } from "node:path";
import { fileURLToPath } from "node:url";
import { parseArgs } from "node:util";
import { printAction } from "./generate/action.mjs";
import { printChecksIndex } from "./generate/checks-index.mjs";
import { printConfigurationSchema } from "./generate/configuration-schema.mjs";
import { coverageFolder, printCoverage } from "./generate/coverage.mjs";
import { printOptions } from "./generate/options-page.mjs";
import { printRuleIndex } from "./generate/rule-index.mjs";
import { printRulePage, rulesFolder } from "./generate/rule-page.mjs";
import { printRuleSchema } from "./generate/rule-schema.mjs";
import { readSources } from "./generate/sources.mjs";

const root = join(dirname(fileURLToPath(import.meta.url)), "..");
const checksIndex = "src/checks/index.ts";

/** Folders in which every page is generated, so that one which nothing prints any more is removed. */
const generatedFolders = [rulesFolder, coverageFolder];

const { values } = parseArgs({
  options: {
    check: { type: "boolean", default: false },
    into: { type: "string", default: root },
    rules: { type: "string", default: join(root, "rules") },
  },
});
try {
  await main(values.check, resolve(values.into), resolve(values.rules));
} catch (error) {
  // The class is compiled anew in every run, so its name has to do.
  if (error.name !== "ConfigurationError") throw error;
  const { file, line } = error.place;
  console.error(`rules/${file}:${line ?? 1}: ${error.message} ${error.hint}`);
  console.error(`Nothing that rests on the catalog was ${values.check ? "compared" : "printed"}.`);
  process.exitCode = 1;
}

async function main(isCheck, folder, rules) {
  // The sources need this one to compile and to find their checks, so it comes before they are read.
  const index = new Map([[checksIndex, printChecksIndex(join(root, "src/checks"))]]);
  const staleIndex = differences(folder, index, []);
  if (isCheck && staleIndex.length > 0) {
    console.error("Only the list of checks was compared: the rest is printed from it.");
    return fail(staleIndex);
  }
  if (!isCheck) repair(folder, index, staleIndex);

  const outputs = printAll(await readSources(root, rules));
  const stale = differences(folder, outputs, generatedFolders);
  if (isCheck) return stale.length + staleIndex.length === 0 ? succeed() : fail([...staleIndex, ...stale]);
  repair(folder, outputs, stale);
  console.log(`${outputs.size + index.size} files are printed, ${stale.length + staleIndex.length} changed.`);
}

/** Path → text of every generated file but the list of checks. */
function printAll(sources) {
  return new Map([
    ...sources.catalog.rules.map((one) => printRulePage(one, sources)),
    printRuleIndex(sources),
    ...printCoverage(sources),
    printOptions(sources),
    printAction(sources),
    printRuleSchema(sources),
    printConfigurationSchema(sources),
  ]);
}

/** What stands in a folder otherwise than it is printed, ordered by path. */
function differences(folder, outputs, ownFolders) {
  const changed = [...outputs].flatMap(([path, text]) => {
    const present = readText(join(folder, path));
    if (present === text) return [];
    return [{ path, state: present === undefined ? "missing" : "out of date" }];
  });
  const superfluous = ownFolders
    .flatMap((own) => filesIn(join(folder, own)).map((name) => `${own}/${name}`))
    .filter((path) => !outputs.has(path))
    .map((path) => ({ path, state: "printed by nothing" }));
  return [...changed, ...superfluous].sort((left, right) => (left.path < right.path ? -1 : 1));
}

function repair(folder, outputs, stale) {
  for (const { path } of stale) {
    const text = outputs.get(path);
    if (text === undefined) {
      rmSync(join(folder, path));
    } else {
      mkdirSync(dirname(join(folder, path)), { recursive: true });
      writeFileSync(join(folder, path), text);
    }
  }
}

function succeed() {
  console.log("Everything that is generated is up to date.");
}

function fail(stale) {
  for (const { path, state } of stale) console.error(`${path} is ${state}.`);
  console.error("Run `npm run generate`.");
  process.exitCode = 1;
}

function readText(path) {
  try {
    return readFileSync(path, "utf8");
  } catch (error) {
    if (error.code === "ENOENT") return undefined;
    throw error;
  }
}

function filesIn(folder) {
  try {
    return readdirSync(folder);
  } catch (error) {
    if (error.code === "ENOENT") return [];
    throw error;
  }
}
