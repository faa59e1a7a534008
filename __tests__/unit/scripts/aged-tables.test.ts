/** `npm run aged-tables`: which tables somebody has to compare with their source again. */
import { spawnSync } from "node:child_process";
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { afterEach, beforeEach, expect, test } from "@jest/globals";

const script = fileURLToPath(new URL("../../../scripts/aged-tables.mjs", import.meta.url));
let rules = "";

beforeEach(() => {
  rules = mkdtempSync(join(tmpdir(), "aged-tables-"));
  mkdirSync(join(rules, "tables"));
  const write = (name: string, lines: readonly string[]) =>
    writeFileSync(join(rules, "tables", name), lines.join("\n"));
  write("dates.yaml", ['updated: "2026-11-01"', 'expires: "2026-12-01"', "source: S.", "entries: [a]"]);
  write("rows.yaml", [
    'updated: "2026-11-01"',
    "source: S.",
    'entries: [{id: a, updated: "2026-08-01"}, {id: b}]',
  ]);
});

afterEach(() => rmSync(rules, { recursive: true }));

test("nothing is said of tables that are young", () => {
  expect(run("2026-10-30")).toEqual({ status: 0, lines: [] });
});

test("90 days are allowed, and not one more", () => {
  expect(run("2026-10-31").status).toBe(1);
  expect(run("2026-10-31").lines).toEqual(["rows.yaml, entry 1: of 2026-08-01, 91 days ago. Source: S."]);
});

test("the day of expiry counts before the 90 days", () => {
  expect(run("2026-12-01").lines).toHaveLength(1);
  expect(run("2026-12-02").lines[0]).toBe(
    "dates.yaml: of 2026-11-01, and was to be renewed by 2026-12-01. Source: S.",
  );
});

test("a day that is none is refused", () => {
  expect(run("tomorrow").status).toBe(2);
});

function run(today: string): { readonly status: number | null; readonly lines: readonly string[] } {
  const { status, stdout } = spawnSync(process.execPath, [script, "--rules", rules, "--today", today], {
    encoding: "utf8",
  });
  return { status, lines: stdout.split("\n").filter((line) => line !== "") };
}
