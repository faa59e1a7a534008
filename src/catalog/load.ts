/** Files of `rules/` → the catalog. The whole set is checked before any of it is used. */
import { createHash } from "node:crypto";
import { checks } from "../checks/index.js";
import { listOf, mapOf, string } from "../core/decode.js";
import { ConfigurationError } from "../core/errors.js";
import { byCodeUnits } from "../core/location.js";
import type { Ladders, Rule } from "../core/rule.js";
import { nearest } from "../core/decode.js";
import { buildRule } from "./build.js";
import type { Framework } from "../core/framework.js";
import { readFramework } from "./frameworks.js";
import { type Peers, readPeers } from "./peers.js";
import { type Profile, readProfile } from "./profiles.js";
import { readRuleFile, type RuleFile } from "./rule-file.js";
import { Contents } from "./sameness.js";
import { type CatalogFile, decodeFile, mistake } from "./source.js";
import { readTable, type Table } from "./tables.js";

/** Everything that `rules/` holds, read and checked. */
export interface Catalog {
  readonly rules: readonly { readonly rule: RuleFile; readonly file: CatalogFile }[];
  readonly tables: ReadonlyMap<string, Table>;
  readonly frameworks: readonly Framework[];
  readonly profiles: ReadonlyMap<string, Profile>;
  readonly ladders: Ladders;
  readonly peers: Peers;
  /** 12 hexadecimal digits over all files, examples aside. */
  readonly digest: string;
  /** Whether the build has checked every rule of exactly these files. */
  readonly isVerified: boolean;
}

/** Reads a catalog. `digest` is that of a catalog that the build has verified. @throws ConfigurationError for the first mistake, with file and line. */
export function loadCatalog(files: readonly CatalogFile[], digest?: string): Catalog {
  const sorted = files.toSorted((left, right) => byCodeUnits(left.path, right.path));
  const inFolder = (folder: string) => sorted.filter(({ path }) => path.startsWith(`${folder}/`));
  const tables = new Map(inFolder("tables").map((file) => [file.path.slice(7, -5), readTable(file)]));
  const ruleFiles = sorted.filter(
    ({ path }) => !/^(tables|frameworks|profiles)\//.test(path) && path.includes("/"),
  );
  const rules = ruleFiles.map((file) => ({ rule: readRuleFile(file), file }));
  rejectDoubles(rules);
  const ids = new Set(rules.map(({ rule }) => rule.id));
  const plain = rules.map(({ rule }) => rule);
  const frameworks = inFolder("frameworks").map((file) => readFramework(file, ids));
  return {
    rules,
    tables,
    frameworks,
    profiles: new Map(
      inFolder("profiles").map((file) => [file.path.slice(9, -5), readProfile(file, plain, frameworks)]),
    ),
    ladders: readLadders(
      sorted.find(({ path }) => path === "ladders.yaml"),
      ids,
    ),
    peers: readPeers(
      sorted.find(({ path }) => path === "peers.yaml"),
      ids,
    ),
    digest: digest ?? digestOf(sorted),
    isVerified: digest !== undefined,
  };
}

/** What rules are wanted for a run. */
export interface Selection {
  readonly profile: string;
  readonly minor: number;
}

/** Builds the rules of a profile, ordered by id. @throws ConfigurationError for an unknown profile or a rule that cannot be built. */
export function selectRules(catalog: Catalog, { profile: name, minor }: Selection): readonly Rule[] {
  const profile = catalog.profiles.get(name);
  if (profile === undefined) throw unknownProfile(name, [...catalog.profiles.keys()]);
  const { tables, isVerified } = catalog;
  const settings = { minor, tables, checks, with: profile.with, isVerified, contents: new Contents() };
  return catalog.rules
    .filter(({ rule }) => profile.rules.has(rule.id))
    .map(({ rule, file }) => {
      const severity = profile.severities[rule.id] ?? rule.severity;
      return buildRule({ ...rule, severity }, file, settings);
    })
    .toSorted((left, right) => byCodeUnits(left.id, right.id));
}

function unknownProfile(name: string, known: readonly string[]): ConfigurationError {
  const guess = nearest(name, known);
  const hint = `Use ${guess === undefined ? `one of ${known.join(", ")}` : `"${guess}"`}.`;
  return new ConfigurationError(`There is no profile "${name}".`, hint);
}

function rejectDoubles(rules: readonly { readonly rule: RuleFile; readonly file: CatalogFile }[]): void {
  const owners = new Map<string, string>();
  for (const { rule, file } of rules) {
    for (const id of [rule.id, ...rule.aliases]) {
      const owner = owners.get(id);
      if (owner !== undefined) throw mistake(file, ["aliases"], `The id "${id}" is taken by ${owner}.`);
      owners.set(id, file.path);
    }
  }
}

const ladderFile = mapOf(listOf(string));

/** Ids that no rule has yet keep their rung: the ladder is complete before the catalog is. A rule stands in one ladder only. */
function readLadders(file: CatalogFile | undefined, ids: ReadonlySet<string>): Ladders {
  const rungs = new Map<string, { ladder: string; rank: number }>();
  if (file === undefined) return rungs;
  for (const [ladder, members] of Object.entries(decodeFile(ladderFile, file))) {
    for (const [rank, id] of members.entries()) {
      if (rungs.has(id)) throw mistake(file, [ladder, rank], `The rule "${id}" stands on two ladders.`);
      if (ids.has(id)) rungs.set(id, { ladder, rank });
    }
  }
  return rungs;
}

function digestOf(files: readonly CatalogFile[]): string {
  const hash = createHash("sha256");
  for (const { path, value } of files) {
    hash.update(path).update("\0").update(JSON.stringify(value, withoutExamples)).update("\0");
  }
  return hash.digest("hex").slice(0, 12);
}

/** For `JSON.stringify`: examples prove a rule and do not change what it says. */
export function withoutExamples(key: string, value: unknown): unknown {
  if (key === "examples") return undefined;
  return typeof value === "bigint" ? value.toString() : value;
}
