/** Profiles: named sets of rules with the severities and values that differ. */
import { anything, boolean, listOf, mapOf, object, oneOf, optional, string } from "../core/decode.js";
import { severities, type Severity } from "../core/rule.js";
import type { Framework } from "../core/framework.js";
import type { RuleFile } from "./rule-file.js";
import { type CatalogFile, decodeFile, mistake } from "./source.js";

/** A profile, resolved to rule ids. */
export interface Profile {
  readonly name: string;
  readonly title: string;
  readonly description: string;
  readonly rules: ReadonlySet<string>;
  readonly severities: Readonly<Record<string, Severity>>;
  readonly with: Readonly<Record<string, Readonly<Record<string, unknown>>>>;
}

const none: readonly string[] = [];
const profile = object({
  title: string,
  description: string,
  /** Every stable rule that is on by default. */
  defaults: optional(boolean, false),
  /** Every stable rule. */
  all: optional(boolean, false),
  families: optional(listOf(string), none),
  /** Every stable rule that serves a control of these frameworks, by the name of their files. */
  frameworks: optional(listOf(string), none),
  rules: optional(listOf(string), none),
  severities: optional(mapOf(oneOf(...severities)), {}),
  with: optional(mapOf(mapOf(anything)), {}),
});

/** Reads a profile file. A rule with `status: preview` is in no profile. @throws ConfigurationError for an unknown rule, family or framework. */
export function readProfile(
  file: CatalogFile,
  rules: readonly RuleFile[],
  frameworks: readonly Framework[],
): Profile {
  const decoded = decodeFile(profile, file);
  const byId = new Map(rules.map((rule) => [rule.id, rule]));
  const named = [...decoded.rules, ...Object.keys(decoded.severities), ...Object.keys(decoded.with)];
  const unknown = named.find((id) => !byId.has(id));
  if (unknown !== undefined) throw mistake(file, [], `There is no rule "${unknown}".`);
  const family = decoded.families.find((name) => !rules.some((rule) => rule.family === name));
  if (family !== undefined) throw mistake(file, ["families"], `No rule is of the family "${family}".`);
  const missing = decoded.frameworks.find((name) => !frameworks.some(({ id }) => id === name));
  if (missing !== undefined) throw mistake(file, ["frameworks"], `There is no framework "${missing}".`);
  const served = new Set(
    frameworks
      .filter(({ id }) => decoded.frameworks.includes(id))
      .flatMap(({ controls }) => controls.flatMap((control) => control.rules)),
  );
  const chosen = rules.filter(
    (rule) =>
      rule.status === "stable" &&
      (decoded.all ||
        (decoded.defaults && rule.default === "on") ||
        decoded.families.includes(rule.family) ||
        served.has(rule.id) ||
        decoded.rules.includes(rule.id)),
  );
  return {
    name: file.path.replace(/^profiles\//, "").replace(/\.yaml$/, ""),
    title: decoded.title,
    description: decoded.description,
    rules: new Set(chosen.map(({ id }) => id)),
    severities: decoded.severities,
    with: decoded.with,
  };
}
