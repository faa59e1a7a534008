/** Runs Jest with ECMAScript modules, and closes with one line that any continuous integration can read. */
import { spawnSync } from "node:child_process";
import { mkdtempSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";

const folder = mkdtempSync(join(tmpdir(), "hardening-gate-"));
const results = join(folder, "results.json");
const jest = join("node_modules", "jest", "bin", "jest.js");
const words = [jest, "--json", `--outputFile=${results}`, ...process.argv.slice(2)];
const { status } = spawnSync(process.execPath, ["--experimental-vm-modules", "--no-warnings", ...words], {
  stdio: ["ignore", "ignore", "inherit"],
});
const { numPassedTests, numFailedTests, numPendingTests, numFailedTestSuites, numRuntimeErrorTestSuites } =
  JSON.parse(readFileSync(results, "utf8"));
rmSync(folder, { recursive: true });
// A suite that cannot even start has no failed test, and must not look like success.
const failed = numFailedTests + numRuntimeErrorTestSuites;
console.log(`${numPassedTests} passed, ${failed} failed, ${numPendingTests} skipped`);
process.exit(status ?? (numFailedTestSuites > 0 ? 1 : 0));
