/** Facts that age: lists of `rules/tables/`, each with its source and date, and the values that rules take from them. */
import { anything, mapOf, object, optional, string } from "../core/decode.js";
import { field, isList, isObject, type Json, text } from "../core/json.js";
import { minorOf } from "../core/kubernetes-version.js";
import { type CatalogFile, decodeFile, mistake } from "./source.js";

/** One table. */
export interface Table {
  readonly name: string;
  /** YYYY-MM-DD: when somebody last compared it with the source. */
  readonly updated: string;
  readonly source: string;
  /** YYYY-MM-DD: the day by which somebody must have compared it again; null where the facts do not run out by themselves. */
  readonly expires: string | null;
  readonly entries: Json;
}

const tableFile = object<Omit<Table, "name" | "entries"> & { entries: unknown }>({
  updated: string,
  source: string,
  expires: optional(string, null),
  entries: anything,
});
const sinceEntry = object<{ value: unknown; from: string }>({ value: anything, from: string });

/** Reads a table file. @throws ConfigurationError with file and line. */
export function readTable(file: CatalogFile): Table {
  const { updated, source, expires, entries } = decodeFile(tableFile, file);
  if (!isDay(updated)) throw mistake(file, ["updated"], '"updated" must be a day, YYYY-MM-DD.');
  if (expires !== null && !isDay(expires))
    throw mistake(file, ["expires"], '"expires" must be a day, YYYY-MM-DD.');
  refuseUnknownVersions(file, entries as Json); // as below
  const name = file.path.replace(/^tables\//, "").replace(/\.yaml$/, "");
  return { name, updated, source, expires, entries: entries as Json }; // data of a catalog file is Json by construction
}

function isDay(text: string): boolean {
  return /^\d{4}-\d{2}-\d{2}$/.test(text);
}

/** Compared with a version that is none, an entry would hold for no cluster, and nobody would see that it is gone. */
function refuseUnknownVersions(file: CatalogFile, entries: Json): void {
  if (!isList(entries)) return;
  for (const [index, entry] of entries.entries()) {
    if (!isSinceEntry(entry)) continue;
    const from = field(entry, "from");
    if (typeof from === "string" && !Number.isNaN(minorOf(from))) continue;
    throw mistake(
      file,
      ["entries", index, "from"],
      '"from" must be a version of Kubernetes in quotes, "1.29".',
    );
  }
}

function isSinceEntry(entry: Json): boolean {
  return isObject(entry) && "from" in entry && "value" in entry && Object.keys(entry).length === 2;
}

/** The entries that hold at a cluster version: `{value, from: "1.29"}` counts from that minor on. */
export function entriesAt(table: Table, minor: number): Json {
  if (!Array.isArray(table.entries)) return table.entries;
  return (table.entries as readonly Json[]).flatMap((entry) => {
    if (!isSinceEntry(entry)) return [entry];
    const { value, from } = sinceEntry(entry, []);
    return minor === 0 || minorOf(from) <= minor ? [value as Json] : [];
  });
}

/** How a rule file writes a value that it does not spell out. */
const tableReference = object<{ table: string }>({ table: string });
const dateReference = object<{ updatedOf: string }>({ updatedOf: string });
const versioned = object<{ byVersion: Readonly<Record<string, unknown>> }>({ byVersion: mapOf(anything) });

/**
 * The value behind one entry of `with`: a literal, `{table: name}`, `{updatedOf: name}` (that table's date) or `{byVersion: {"1.0": a, "1.31": b}}`, of which the newest not
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
  if (keys.length === 1 && keys[0] === "updatedOf") {
    const { updatedOf: name } = dateReference(value, []);
    const table = tables.get(name);
    return table === undefined ? `There is no table "${name}".` : { value: table.updated };
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

/** The table that the values of a rule are taken from, where it is exactly one: its date is what findings print as `{updated}`. */
export function onlyTable(
  values: Readonly<Record<string, unknown>>,
  tables: ReadonlyMap<string, Table>,
): Table | undefined {
  const names = Object.values(values).flatMap((value) => text(field(value as Json, "table")) ?? []);
  const [name, ...others] = new Set(names);
  return name === undefined || others.length > 0 ? undefined : tables.get(name);
}

/** A sentence for each table that was to be compared with its source before that day (YYYY-MM-DD): its findings may be out of date. */
export function expiredTables(tables: ReadonlyMap<string, Table>, today: string): readonly string[] {
  return [...tables.values()].flatMap(({ name, updated, expires }) =>
    expires !== null && today > expires
      ? [
          `The list ${name} is of ${updated} and was to be renewed by ${expires}: use a newer version of the gate.`,
        ]
      : [],
  );
}
