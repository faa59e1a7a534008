/** The catalog and the options, as the product itself reads them. */
import { execFileSync } from "node:child_process";
import { mkdirSync, mkdtempSync, rmSync } from "node:fs";
import { join } from "node:path";
import { pathToFileURL } from "node:url";
import { readCatalogTexts } from "../catalog-files.mjs";

/**
 * Compiles src/ into a folder of its own, imports it, and reads a catalog.
 *
 * Types are not checked here: `npm run typecheck` does that, and a page can be printed while another folder is at work. The folder lies
 * inside the repository, because the compiled files look for their packages from where they stand.
 */
export async function readSources(root, rules) {
  mkdirSync(join(root, ".cache"), { recursive: true });
  const compiled = mkdtempSync(join(root, ".cache", "generate-"));
  try {
    compile(root, compiled);
    const load = (module) => import(pathToFileURL(join(compiled, module)).href);
    const { loadCatalog } = await load("catalog/load.js");
    const { catalogFile } = await load("catalog/source.js");
    const texts = readCatalogTexts(rules);
    return {
      catalog: loadCatalog(texts.map(({ path, text }) => catalogFile(path, text))),
      ...(await load("catalog/build.js")),
      ...(await load("catalog/wants.js")),
      ...(await load("catalog/rule-file.js")),
      ...(await load("checks/index.js")),
      ...(await load("config/options.js")),
      ...(await load("core/rule.js")),
      ...(await load("report/coverage.js")),
      outputs: (await load("github/outputs.js")).outputs,
    };
  } finally {
    rmSync(compiled, { recursive: true });
  }
}

function compile(root, into) {
  const compiler = join(root, "node_modules/typescript/bin/tsc");
  const options = ["-p", root, "--noCheck", "--sourceMap", "false", "--outDir", into];
  execFileSync(process.execPath, [compiler, ...options], { cwd: root, stdio: "inherit" });
}
