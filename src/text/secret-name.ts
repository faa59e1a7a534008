/** Names that speak of a secret. A name is judged by its parts, so that `compass` and `TOKEN_TTL` say nothing and `dbPassword` does. */

import { type Decoder, listOf, object, oneOf, string } from "../core/decode.js";

/** One name of the table: its parts, and whether the name alone is enough or the value must look like a key as well. */
export interface SecretName {
  /** Parts in lower case, separated by blanks: `api key`. */
  readonly parts: string;
  /** `variable`: in a name in capitals, as variables have it. */
  readonly certain: "always" | "variable" | "never";
}

/** The tables by which names are judged. */
export interface NameTables {
  readonly names: readonly SecretName[];
  readonly harmless: readonly string[];
}

/** What a rule hands over under `with`. */
export const nameTables: { readonly [K in keyof NameTables]: Decoder<NameTables[K]> } = {
  names: listOf(object<SecretName>({ parts: string, certain: oneOf("always", "variable", "never") })),
  harmless: listOf(string),
};

/** How far a name goes: `certain` whatever the value is, `likely` where the value looks random too. */
export type NameEvidence = "certain" | "likely";

/** Parts that say nothing about what stands before them: `DB_PASSWORD_1`, `password-prod`. */
const neutral =
  /^(?:\d+|prod|production|dev|development|staging|stage|test|qa|local|default|value|plain|plaintext|text|string|str|new|old|current|b64|base64|base)$/;

/** The parts of a name in lower case: `dbPassword`, `DB_PASSWORD` and `db.password` are two each. */
export function partsOfName(name: string): readonly string[] {
  return name
    .slice(0, 256)
    .replaceAll(/([a-z0-9])([A-Z])/g, "$1 $2")
    .replaceAll(/([A-Z])([A-Z][a-z])/g, "$1 $2")
    .toLowerCase()
    .split(/[^a-z0-9]+/)
    .filter((part) => part !== "");
}

/**
 * What a name says. A secret's word at the end counts for most; before other words it only makes the name likely; before a harmless
 * ending (`_FILE`, `_TTL`) it says nothing.
 */
export function nameEvidence(name: string, { names, harmless }: NameTables): NameEvidence | undefined {
  const parts = partsOfName(name);
  let end = parts.length;
  while (end > 1 && neutral.test(parts[end - 1] ?? "")) end--;
  const core = parts.slice(0, end);
  const hit = names.map((entry) => [entry, lastIndexOf(core, entry.parts.split(" "))] as const);
  const found = hit.filter(([, stop]) => stop !== -1);
  if (found.some(([, stop]) => stop === core.length)) {
    const isVariable = /^[A-Z0-9_]+$/.test(name);
    const isCertain = found.some(
      ([{ certain }, stop]) =>
        stop === core.length && (certain === "always" || (certain === "variable" && isVariable)),
    );
    return isCertain ? "certain" : "likely";
  }
  if (found.length === 0 || harmless.includes(core.at(-1) ?? "")) return undefined;
  return "likely";
}

/** Where the last occurrence of the words ends in the parts; -1 where there is none. */
function lastIndexOf(parts: readonly string[], words: readonly string[]): number {
  for (let end = parts.length; end >= words.length; end--) {
    const start = end - words.length;
    if (words.every((word, index) => isPart(parts[start + index] ?? "", word, words.length))) return end;
  }
  return -1;
}

/** Long words also count at the end of a part: `PGPASSWORD`, `rootpassword`. */
function isPart(part: string, word: string, count: number): boolean {
  return part === word || (count === 1 && word.length >= 6 && word.startsWith("pass") && part.endsWith(word));
}
