/**
 * Measures the rules alone: every rule on its own over the same resources, and all of them together, and prints the dearest first.
 *
 *   npm run bench-rules                       10,000 Deployments, the profile strict
 *   npm run bench-rules -- --count 1000 --top 10
 *
 * Runs what `npm run build` left in lib/, so that a change shows at once and without the bundle.
 */
import { join, dirname } from "node:path";
import { fileURLToPath } from "node:url";
import { parseArgs } from "node:util";
import { readCatalogTexts } from "./catalog-files.mjs";
import { deployments } from "./bench/data.mjs";

const root = join(dirname(fileURLToPath(import.meta.url)), "..");
const { values } = parseArgs({
  options: {
    count: { type: "string", default: "10000" },
    profile: { type: "string", default: "strict" },
    top: { type: "string", default: "40" },
  },
});
const load = (module) => import(join(root, "lib", module));
const { catalogFile } = await load("catalog/source.js");
const { loadCatalog, selectRules } = await load("catalog/load.js");
const { evaluate } = await load("evaluate/evaluate.js");
const { takeInventory } = await load("evaluate/inventory.js");
const { parseRendering } = await load("parse/parse.js");

const catalog = loadCatalog(
  readCatalogTexts(join(root, "rules")).map(({ path, text }) => catalogFile(path, text)),
);
const compiled = timed(() => selectRules(catalog, { profile: values.profile, minor: 0 }));
const rules = compiled.result;
const resources = Object.entries(deployments(Number(values.count))).flatMap(([path, text]) => {
  const target = { id: path, kind: "manifest", path, values: [], inputs: [path], touched: true };
  const texts = [{ text, trace: { type: "identity", path } }];
  return parseRendering({ target, texts, namespace: null, complete: true }).resources;
});
console.log(
  `${rules.length} rules, ${resources.length} resources. Compiling all of them: ${ms(compiled.timeMs)}.\n`,
);

judge(rules.slice(0, 5)); // the first rules would otherwise pay for warming up
const costs = rules
  .map((rule) => ({ rule, timeMs: judge([rule]) }))
  .toSorted((left, right) => right.timeMs - left.timeMs);
console.log("| Rule | Alone |\n|:--|--:|");
for (const { rule, timeMs } of costs.slice(0, Number(values.top)))
  console.log(`| ${rule.id} | ${ms(timeMs)} |`);
console.log(`\nAll together: ${ms(judge(rules))}.`);

/** Inventory and subjects are made anew each time, because a run makes them once for all rules. */
function judge(chosen) {
  const surroundings = { minor: 0, systemNamespaces: ["kube-system"], completeTargets: new Set() };
  return timed(() =>
    evaluate(chosen, {
      resources,
      inventory: takeInventory(resources, surroundings),
      texts: [],
      ladders: catalog.ladders,
    }),
  ).timeMs;
}

function timed(work) {
  const begin = performance.now();
  const result = work();
  return { result, timeMs: performance.now() - begin };
}

function ms(time) {
  return `${time.toFixed(0)} ms`;
}
