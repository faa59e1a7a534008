/**
 * Lists the tables of `rules/tables/` that nobody has compared with their source for 90 days, or that have passed the day they expire.
 * An entry that has an `updated` of its own is as old as that. Exits with 1 if there is any.
 *
 *   npm run aged-tables
 *
 * --today <YYYY-MM-DD>   the day to count from, instead of the clock's
 * --rules <folder>       the catalog, instead of rules/
 */
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";
import { parseArgs } from "node:util";
import { parse } from "yaml";
import { readCatalogTexts } from "./catalog-files.mjs";

const root = join(dirname(fileURLToPath(import.meta.url)), "..");
const maximumDays = 90;
const dayMs = 86_400_000;

main();

function main() {
  const { values } = parseArgs({ options: { today: { type: "string" }, rules: { type: "string" } } });
  const today = values.today ?? new Date().toISOString().slice(0, 10);
  if (!/^\d{4}-\d{2}-\d{2}$/.test(today) || Number.isNaN(Date.parse(today))) {
    console.error("--today must be a day, YYYY-MM-DD.");
    process.exitCode = 2;
    return;
  }
  const aged = readCatalogTexts(join(values.rules ?? join(root, "rules"), "tables")).flatMap((file) =>
    agedParts(file, today),
  );
  for (const line of aged) console.log(line);
  if (aged.length > 0) process.exitCode = 1;
}

/** A line for the table itself and for each of its dated entries, where they are old. */
function agedParts({ path, text }, today) {
  const { updated, expires, source, entries } = parse(text);
  const dated = (Array.isArray(entries) ? entries : []).flatMap((entry, index) => {
    const own = entry?.updated;
    return typeof own === "string" ? objections(`${path}, entry ${index + 1}`, own, undefined, today) : [];
  });
  const whole = objections(path, updated, expires, today);
  return [...whole, ...dated].map((line) => `${line} Source: ${source}`);
}

function objections(what, updated, expires, today) {
  const days = Math.floor((Date.parse(today) - Date.parse(updated)) / dayMs);
  if (typeof expires === "string" && today > expires) {
    return [`${what}: of ${updated}, and was to be renewed by ${expires}.`];
  }
  return days > maximumDays ? [`${what}: of ${updated}, ${days} days ago.`] : [];
}
