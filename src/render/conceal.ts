/**
 * What an error of Helm or kustomize may repeat. Both quote what they were given: `fail` prints what its author puts in, a schema the
 * value that breaks it, a patch its whole text. A value may be a secret, so a word that the values hold is left out.
 */
import { isList, isObject, type Json } from "../core/json.js";
import { readYaml } from "../yaml/read.js";

/** The texts behind an error. */
export interface ErrorSources {
  /** What may be repeated: templates, schemas, paths. */
  readonly open: readonly string[];
  /** What may not, except for its keys and names: values, manifests, data. */
  readonly closed: readonly string[];
}

/** Shorter words are articles, numbers of lines and indexes, and no secrets. */
const shortestSecret = 4;
const omission = "…";

/** The message without the words that stand in the closed texts and not in the open ones. They become "…". */
export function concealValues(message: string, { open, closed }: ErrorSources): string {
  const told = open.join("\n");
  const held = closed.join("\n");
  const { names, values } = scalarsOf(closed);
  const isValue = (word: string) => values.has(word) || (held.includes(word) && !isOrdinary(word));
  const isSecret = (word: string) =>
    word.length >= shortestSecret && !told.includes(word) && !names.has(word) && isValue(word);
  const withoutPhrases = [...values]
    .filter((value) => /\s/.test(value) && value.length >= shortestSecret && !told.includes(value))
    .reduce((text, value) => text.replaceAll(value, omission), withoutLiterals(message, told));
  return withoutPhrases
    .replace(/[^\s"'`()[\]{}<>,;\\]+/g, (word) => concealWord(word, isSecret))
    .replace(/…(?:\s+…)+/g, omission);
}

/** A word with signs at its end, or `key=value`. */
function concealWord(written: string, isSecret: (word: string) => boolean): string {
  const word = written.replace(/(?:\.\.\.|[.:!?])+$/, "");
  const rest = written.slice(word.length);
  if (isSecret(word)) return omission + rest.replace(/^\.{2,}/, "");
  const parts = word.split(/([=:@/])/);
  return parts.map((part) => (isSecret(part) ? omission : part)).join("") + rest;
}

/** `<include "shop.labels" .>` repeats a template: its texts are left out, unless they name another template. */
function withoutLiterals(message: string, told: string): string {
  return message.replace(/<[^<>]*>/g, (quoted) =>
    quoted.replace(/"[^"]*"?/g, (literal) =>
      told.includes(`define ${literal}`) ? literal : `"${omission}"`,
    ),
  );
}

/** A word of the language, which an error uses by itself. */
function isOrdinary(word: string): boolean {
  return /^[A-Z]?[a-z]+$/.test(word) || /^[a-z]+(?:-[a-z]+)*$/.test(word);
}

interface Scalars {
  readonly names: ReadonlySet<string>;
  /** The values, and how `b64enc` writes them. */
  readonly values: ReadonlySet<string>;
}

/** Under these keys stand names of objects, fields and files. */
const namingKeys = new Set([
  ..."apiVersion kind name namespace group version op path paths fieldPath fieldPaths behavior".split(" "),
  ..."resources bases components crds configurations generators transformers validators".split(" "),
]);

/** Keys and names on one side, all other scalars on the other. A text that is no YAML has none. */
function scalarsOf(texts: readonly string[]): Scalars {
  const names = new Set<string>();
  const values = new Set<string>();
  for (const text of texts) {
    for (const { value } of readYaml(text, { duplicates: "last" }).documents) {
      if (value !== undefined) sortScalars(value, values, { names, values });
    }
  }
  const encoded = Array.from(values, (value) => Buffer.from(value).toString("base64"));
  return { names, values: new Set([...values, ...encoded]) };
}

function sortScalars(
  value: Json,
  into: Set<string>,
  sets: { readonly names: Set<string>; readonly values: Set<string> },
): void {
  if (isList(value)) for (const item of value) sortScalars(item, into, sets);
  else if (isObject(value)) {
    for (const [key, inner] of Object.entries(value)) {
      sets.names.add(key);
      sortScalars(inner, namingKeys.has(key) ? sets.names : sets.values, sets);
    }
  } else if (typeof value === "string" || typeof value === "number" || typeof value === "bigint") {
    into.add(String(value));
  }
}
