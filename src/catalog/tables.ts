/** Facts that age: lists of `rules/tables/`, each with its source and date, and the values that rules take from them. */
import { anything, mapOf, object, string } from "../core/decode.js";
import { isObject, type Json } from "../core/json.js";
import { minorOf } from "../core/kubernetes-version.js";
import { type CatalogFile, decodeFile, mistake } from "./source.js";

/** One table. */
export interface Table {
  readonly name: string;
  /** YYYY-MM-DD: when somebody last compared it with the source. */
  readonly updated: string;
  readonly source: string;
  readonly entries: Json;
}

const tableFile = object<{ updated: string; source: string; entries: unknown }>({
  updated: string,
  source: string,
  entries: anything,
});
const sinceEntry = object<{ value: unknown; from: string }>({ value: anything, from: string });

/** Reads a table file. @throws ConfigurationError with file and line. */
export function readTable(file: CatalogFile): Table {
  const { updated, source, entries } = decodeFile(tableFile, file);
  if (!/^\d{4}-\d{2}-\d{2}$/.test(updated))
    throw mistake(file, ["updated"], '"updated" must be a day, YYYY-MM-DD.');
  const name = file.path.replace(/^tables\//, "").replace(/\.yaml$/, "");
  return { name, updated, source, entries: entries as Json }; // data of a catalog file is Json by construction
}

/** The entries that hold at a cluster version: `{value, from: "1.29"}` counts from that minor on. */
export function entriesAt(table: Table, minor: number): Json {
  if (!Array.isArray(table.entries)) return table.entries;
  return (table.entries as readonly Json[]).flatMap((entry) => {
    if (!isObject(entry) || !("from" in entry) || !("value" in entry) || Object.keys(entry).length !== 2)
      return [entry];
    const { value, from } = sinceEntry(entry, []);
    return minor === 0 || minorOf(from) <= minor ? [value as Json] : [];
  });
}

/** How a rule file writes a value that it does not spell out. */
const tableReference = object<{ table: string }>({ table: string });
const versioned = object<{ byVersion: Readonly<Record<string, unknown>> }>({ byVersion: mapOf(anything) });

/**
 * The value behind one entry of `with`: a literal, `{table: name}` or `{byVersion: {"1.0": a, "1.31": b}}`, of which the newest not
 * above the declared minor counts (0, none declared: the newest). A text as result is a mistake.
 */
export function resolveValue(
  value: unknown,
  minor: number,
  tables: ReadonlyMap<string, Table>,
): { readonly value: Json } | string {
  if (!isObject(value as Json)) return { value: value as Json };
  const keys = Object.keys(value as object);
  if (keys.length === 1 && keys[0] === "table") {
    const { table: name } = tableReference(value, []);
    const table = tables.get(name);
    return table === undefined ? `There is no table "${name}".` : { value: entriesAt(table, minor) };
  }
  if (keys.length === 1 && keys[0] === "byVersion") {
    const { byVersion } = versioned(value, []);
    const known = Object.entries(byVersion)
      .map(([version, entry]) => ({ from: minorOf(version), entry }))
      .sort((left, right) => left.from - right.from)
      .filter(({ from }) => minor === 0 || from <= minor);
    const last = known.at(-1);
    return last === undefined
      ? "No version of the value reaches down to the declared one."
      : { value: last.entry as Json };
  }
  return { value: value as Json };
}
