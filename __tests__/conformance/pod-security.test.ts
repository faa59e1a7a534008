/** Every Pod of the upstream corpus is judged like its folder. The corpus is no part of the project; without it there is nothing to do. */
import { existsSync, readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, test } from "@jest/globals";
import { parse } from "yaml";
import type { JsonObject } from "../../src/core/json.js";
import { evaluatePod, type PodSecurityLevel } from "../../src/kubernetes/pod-security.js";
import { podTemplates } from "../../src/kubernetes/workloads.js";

const corpus = join("..", "shared", "corpora", "pod-security");
const levels: readonly PodSecurityLevel[] = ["baseline", "restricted"];

if (!existsSync(corpus)) {
  console.log(`Skipped: the Pod Security corpus is not at ${corpus}.`);
  test.todo("Pod Security corpus, which is absent here");
} else {
  for (const level of levels) {
    for (const version of readdirSync(join(corpus, level))) {
      describe(`${level} ${version}`, () => {
        const minor = Number(version.replace("v1.", ""));

        test("admits what Kubernetes admits", () => {
          expect(judge(level, minor, join(corpus, level, version, "pass")).refused).toEqual([]);
        });

        test("refuses what Kubernetes refuses, by the check that the file is named after", () => {
          const { admitted, otherwise } = judge(level, minor, join(corpus, level, version, "fail"));

          expect({ admitted, otherwise }).toEqual({ admitted: [], otherwise: [] });
        });
      });
    }
  }
}

interface Verdicts {
  readonly admitted: readonly string[];
  readonly refused: readonly string[];
  /** Refused, but not by the check in the name of the file. */
  readonly otherwise: readonly string[];
}

function judge(level: PodSecurityLevel, minor: number, folder: string): Verdicts {
  const verdicts = { admitted: [] as string[], refused: [] as string[], otherwise: [] as string[] };
  for (const file of readdirSync(folder)) {
    const checks = checksFailedBy(join(folder, file), level, minor);
    (checks.length === 0 ? verdicts.admitted : verdicts.refused).push(file);
    if (checks.length > 0 && !isNamedAfter(file, checks)) verdicts.otherwise.push(file);
  }
  return verdicts;
}

function checksFailedBy(path: string, level: PodSecurityLevel, minor: number): readonly string[] {
  const body = parse(readFileSync(path, "utf8")) as JsonObject; // the corpus holds one Pod per file
  const [template] = podTemplates({ group: "", kind: "Pod", body });
  if (template === undefined) throw new Error(`No pod in ${path}.`);
  return evaluatePod(template, level, minor).map(({ check }) => check.toLowerCase());
}

/** A fixture for a check that a stricter one replaces at its level is refused by that one. */
const replacedBy: Readonly<Record<string, string>> = {
  capabilities_baseline: "capabilities_restricted",
  hostpathvolumes: "restrictedvolumes",
  procmount: "procmount_restricted",
  seccompprofile_baseline: "seccompprofile_restricted",
};

function isNamedAfter(file: string, checks: readonly string[]): boolean {
  const check = file.replace(/\d+\.yaml$/, "");
  return checks.includes(check) || checks.includes(replacedBy[check] ?? "");
}
