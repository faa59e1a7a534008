/** What a user sees of a mistake: one message with the place and the repair, and exit code 2. */
import { mkdtempSync, realpathSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, describe, expect, test } from "@jest/globals";
import { commandLine } from "../../../src/edge/command-line.js";

let folder: string;
beforeEach(() => {
  folder = realpathSync(mkdtempSync(join(tmpdir(), "command-line-")));
});
afterEach(() => rmSync(folder, { recursive: true, force: true }));

/** Runs a command. A mistake is found before anything of `dist/` is opened, so none is given. */
async function command(...words: readonly string[]) {
  let [out, err] = ["", ""];
  const code = await commandLine(words, join(folder, "no-dist"), {
    out: (text) => (out += text),
    err: (text) => (err += text),
    color: false,
    interactive: false,
  });
  return { code, out, err };
}

/** Scans the folder with this configuration in it. */
function scanWith(configuration: string | Uint8Array) {
  writeFileSync(join(folder, ".hardening-gate.yaml"), configuration);
  return command("scan", folder);
}

describe("a command that says something about itself", () => {
  test("prints the help on standard output", async () => {
    const { code, out, err } = await command("--help");

    expect([code, err]).toEqual([0, ""]);
    expect(out).toContain("hardening-gate scan [PATH...] [options]");
    expect(Math.max(...out.split("\n").map((line) => line.length))).toBeLessThanOrEqual(110);
  });

  test("prints the version alone", async () => {
    expect(await command("--version")).toEqual({
      code: 0,
      out: expect.stringMatching(/^\d+\.\d+\.\d+\n$/),
      err: "",
    });
  });
});

describe("a mistake on the command line", () => {
  test("is an unknown option, and names the nearest", async () => {
    expect(await command("scan", "--formt", "json")).toEqual({
      code: 2,
      out: "",
      err: "hardening-gate: There is no option --formt.\n  Use --format, or see hardening-gate --help.\n",
    });
  });

  test("is a path that does not exist", async () => {
    const { code, err } = await command("scan", join(folder, "gone"));

    expect(code).toBe(2);
    expect(err).toMatch(/^hardening-gate: The path ".*\/gone" does not exist\.\n {2}Name a file or folder/);
  });

  test("is a configuration file that does not exist", async () => {
    const { code, err } = await command("scan", folder, "--config", join(folder, "gone.yaml"));

    expect(code).toBe(2);
    expect(err).toContain(`hardening-gate: The file "${folder}/gone.yaml" `);
  });

  test("is a version of Kubernetes that is none", async () => {
    const { code, err } = await command("scan", folder, "--kubernetes-version", "latest");

    expect([code, err]).toEqual([
      2,
      'hardening-gate: "kubernetes-version" cannot be "latest".\n  Write the minor version of the cluster in quotes, as "1.34".\n',
    ]);
  });

  test("is quoted without doing harm", async () => {
    const { code, err } = await command("scan", "--\u001b[2J::error::\n::error::forged");

    expect(code).toBe(2);
    expect(err).not.toMatch(/\u001b|\n::/);
  });
});

describe("a mistake in the configuration", () => {
  test("is an unknown key, and names the nearest", async () => {
    expect(await scanWith("profile: strict\nfailon: high\n")).toEqual({
      code: 2,
      out: "",
      err: 'hardening-gate: .hardening-gate.yaml:2: "failon" must be a known key, perhaps "fail-on", found the unknown key "failon".\n  Correct the key; docs/options.md lists every one of them.\n',
    });
  });

  test("is a wrong type", async () => {
    const { code, err } = await scanWith("exclude:\n  - a\n  - 1\n");

    expect([code, err.split("\n")[0]]).toEqual([
      2,
      'hardening-gate: .hardening-gate.yaml:3: "exclude.1" must be a text, found a number.',
    ]);
  });

  test("is a version written as a number, and says why", async () => {
    const { code, err } = await scanWith("kubernetes-version: 1.30\n");

    expect([code, err.split("\n")[0]]).toEqual([
      2,
      'hardening-gate: .hardening-gate.yaml:1: "kubernetes-version" must be a text in quotes, as "1.34", found a number.',
    ]);
  });

  test("is text that is no YAML", async () => {
    const { code, err } = await scanWith("profile: strict\n\tfail-on: high\n");

    expect(code).toBe(2);
    expect(err).toMatch(/^hardening-gate: \.hardening-gate\.yaml:2: The file is not valid YAML\./);
  });
});
