/** The CLI's bundle as shipped, on every version of Node that it takes: started from another folder, with nothing installed beside it. */
import { spawnSync } from "node:child_process";
import { cpSync, existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { afterAll, beforeAll, describe, expect, test } from "@jest/globals";
import { findNodes, missingMajors } from "./fakes/nodes.js";

const root = fileURLToPath(new URL("..", import.meta.url));
const golden = join(root, "__tests__", "golden", "examples.txt");
const nodes = findNodes();
let folder = "";

beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), "hardening-gate-cli-"));
  cpSync(join(root, "dist"), join(folder, "dist"), { recursive: true });
  cpSync(join(root, "examples"), join(folder, "examples"), { recursive: true });
});

afterAll(() => rmSync(folder, { recursive: true, force: true }));

test("both versions of Node are there", () => {
  const missing = missingMajors(nodes);
  if (missing.length > 0) process.stderr.write(`Not tested on Node ${missing.join(", ")}: no such binary.\n`);

  expect(process.env["CI"] === "true" ? missing : []).toEqual([]);
});

describe.each(nodes)("on Node $version", ({ path: node }) => {
  function gate(...words: readonly string[]) {
    const program = join(folder, "dist", "cli", "index.js");
    const { status, stdout, stderr } = spawnSync(node, [program, ...words], {
      cwd: folder,
      encoding: "utf8",
      env: { PATH: process.env["PATH"] ?? "" },
      maxBuffer: 64 * 1024 * 1024,
    });
    return { status, stdout, stderr };
  }

  test("the main job of the README gives its golden report and is blocked", () => {
    const { status, stdout, stderr } = gate("scan", "examples/");

    if (process.env["UPDATE_GOLDEN"] === "1") writeFileSync(golden, stdout);
    expect(stderr).toBe("");
    expect(stdout).toBe(existsSync(golden) ? readFileSync(golden, "utf8") : "run with UPDATE_GOLDEN=1");
    expect(status).toBe(1);
  });

  test.each([
    ["a plain manifest", "examples/manifests/shop.yaml", 1],
    ["a chart alone", "examples/chart", 1],
    ["an overlay alone, whose engine is still warming up when the run ends", "examples/overlay", 1],
    ["the clean application", "examples/manifests/clean.yaml", 0],
  ])("%s ends with its exit code", (_, path, code) => {
    const { status, stderr } = gate("scan", path);

    expect(stderr).toBe("");
    expect(status).toBe(code);
  });

  test("rules lists the whole catalog, and a profile what it holds", () => {
    const all = gate("rules").stdout.trimEnd().split("\n");
    const byDefault = gate("rules", "--profile", "default").stdout.trimEnd().split("\n");

    expect(all.length).toBeGreaterThanOrEqual(207);
    expect(all.filter((line) => !line.endsWith(" (off by default)"))).toEqual(byDefault);
  });

  test("the clean application is silent above low", () => {
    const { stdout } = gate("scan", "examples/manifests/clean.yaml", "--format", "json");

    const { findings } = JSON.parse(stdout) as { findings: { severity: string }[] };
    expect(findings.filter(({ severity }) => severity !== "low")).toEqual([]);
  });

  test.each([
    ["an unknown option names the nearest", ["scan", "--fail-onn", "high"], "There is no option --fail-onn."],
    ["a path that does not exist", ["scan", "nowhere"], "nowhere"],
    [
      "an unknown rule names the nearest",
      ["explain", "privileged-containr"],
      'Perhaps "privileged-container".',
    ],
    ["an unknown profile", ["scan", "examples", "--profile", "strickt"], 'Use "strict".'],
  ])("%s is exit 2 and one plain message", (_, words, message) => {
    const { status, stdout, stderr } = gate(...words);

    expect(status).toBe(2);
    expect(stdout).toBe("");
    expect(stderr).toContain(message);
  });

  test("an altered catalog is an error and never an empty one", () => {
    const file = join(folder, "dist", "catalog.json");
    const original = readFileSync(file);
    writeFileSync(file, '{"files":[]}\n');

    const { status, stderr } = gate("scan", "examples/manifests/shop.yaml");

    writeFileSync(file, original);
    expect(status).toBe(2);
    expect(stderr).toContain("dist/catalog.json is not the one");
  });

  test("an altered engine is an error and never a chart without findings", () => {
    const file = join(folder, "dist", "engine.wasm.br");
    const original = readFileSync(file);
    writeFileSync(file, Buffer.concat([original, Buffer.from([0])]));

    const { status, stderr } = gate("scan", "examples/chart");

    writeFileSync(file, original);
    expect(status).toBe(2);
    expect(stderr).toContain("engine");
  });

  test("help, version, rules and one rule explained", () => {
    const texts = [gate("--help"), gate("--version"), gate("rules"), gate("explain", "privileged-container")];

    expect(texts.map(({ status }) => status)).toEqual([0, 0, 0, 0]);
    expect(texts[0]?.stdout).toContain("hardening-gate scan [PATH...]");
    expect(texts[1]?.stdout).toMatch(/^\d+\.\d+\.\d+\n$/);
    expect(texts[2]?.stdout).toContain("critical  privileged-container");
    expect(texts[3]?.stdout).toContain("Container runs privileged");
  });
});
