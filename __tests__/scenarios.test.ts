/**
 * Whole runs on small repositories. A folder of `scenarios/` holds the repository (`head/`), a transcript of the terminal
 * (`expected.txt`: its first line is the command), and what a program would read from the report (`expected.json`).
 * `UPDATE_GOLDEN=1` writes both anew from the command: read the difference.
 */
import { existsSync, readdirSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { afterAll, expect, jest, test } from "@jest/globals";
import type { Settings } from "../src/config/config.js";
import type { Location } from "../src/core/location.js";
import { readArguments } from "../src/edge/arguments.js";
import { filesIn, openGate, type Outcome } from "./scenarios/gate.js";

jest.setTimeout(120_000);

const gate = openGate();
afterAll(() => gate.close());

const folder = fileURLToPath(new URL("scenarios", import.meta.url));
const prompt = "$ hardening-gate ";
const names = readdirSync(folder, { withFileTypes: true })
  .filter((entry) => entry.isDirectory())
  .map(({ name }) => name);

test("there are scenarios, so that this suite can fail", () => {
  expect(names.length).toBeGreaterThan(5);
});

test.each(names)("%s", async (name) => {
  const command = commandOf(name);

  const outcome = await gate.scan(filesIn(join(folder, name, "head")), settingsOf(command));

  expectFile(name, "expected.txt", transcript(command, outcome));
  expectFile(name, "expected.json", `${JSON.stringify(summary(outcome), null, 2)}\n`);
});

/** The words behind the name of the program; `scan` for a scenario that has no transcript yet. */
function commandOf(name: string): string {
  const file = join(folder, name, "expected.txt");
  const [first = ""] = existsSync(file) ? readFileSync(file, "utf8").split("\n") : [`${prompt}scan`];
  if (!first.startsWith(prompt)) throw new Error(`${file} starts with no command.`);
  return first.slice(prompt.length);
}

function settingsOf(command: string): Settings {
  const { values } = readArguments(command.split(" "));
  return {
    profile: values["profile"]?.at(-1),
    "fail-on": values["fail-on"]?.at(-1),
    include: values["include"],
    exclude: values["exclude"],
    "kubernetes-version": values["kubernetes-version"]?.at(-1),
  };
}

function transcript(command: string, outcome: Outcome): string {
  return `${prompt}${command}\n\n${outcome.print("text")}\nexit code ${outcome.exitCode}\n`;
}

/** Ids, places and states, without prose. */
function summary({ report }: Outcome) {
  return {
    verdict: report.verdict,
    targets: report.targets.map(({ id, state, resources }) => `${id} ${state} ${resources}`),
    problems: report.problems.map(({ path, line, stage }) => `${path}:${line ?? "-"} ${stage}`),
    undecided: report.undecided.map(({ path, rule }) => `${path} ${rule}`),
    findings: report.findings.map(
      ({ locations, severity, status, rule, targets }) =>
        `${locations.map(place).join(" < ")} ${severity} ${status} ${rule} in ${targets.join(", ")}`,
    ),
  };
}

function place({ path, span, precision }: Location): string {
  return span === null ? `${path} (${precision})` : `${path}:${span.startLine}:${span.startColumn}`;
}

function expectFile(name: string, file: string, output: string): void {
  const path = join(folder, name, file);
  if (process.env["UPDATE_GOLDEN"] === "1") writeFileSync(path, output);
  const expected = existsSync(path) ? readFileSync(path, "utf8") : "(no such file: run with UPDATE_GOLDEN=1)";
  expect(output).toBe(expected);
}
