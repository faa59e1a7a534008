/**
 * Compares an output with the file that holds it in full. `UPDATE_GOLDEN=1 npm test` writes the files anew:
 * read the difference.
 */
import { existsSync, readFileSync, writeFileSync } from "node:fs";
import { expect } from "@jest/globals";
import { fileURLToPath } from "node:url";

/** Expects the output to be the content of `__tests__/golden/report/<name>`. */
export function expectGolden(name: string, output: string): void {
  const file = fileURLToPath(new URL(name, import.meta.url));
  if (process.env["UPDATE_GOLDEN"] === "1") writeFileSync(file, output);
  const expected = existsSync(file) ? readFileSync(file, "utf8") : "(no such file: run with UPDATE_GOLDEN=1)";
  expect(output).toBe(expected);
}
