/** Fields of a component's configuration file, under the names of the flags that say the same. */
import { isList, isObject, type Json, type JsonObject } from "../core/json.js";
import type { Route } from "../core/location.js";
import type { Routed, SettingValue } from "../core/rule.js";
import { add, settingText } from "./flags.js";
import { valueAt } from "./routed.js";

/** A field of the file, and the flag whose name it takes. */
export type FieldName = readonly [field: Route, flag: string];

/**
 * The settings of a configuration file. The fields of the table take the names there; any other field at the top takes its own name in
 * the spelling of flags (`enableProfilingHandler` is `enable-profiling-handler`). Each element of a list is a value, and a map is
 * one value for each entry, `Key=value`. Other objects are left out.
 */
export function readFields(
  file: Routed<JsonObject>,
  table: readonly FieldName[],
): Map<string, SettingValue[]> {
  const settings = new Map<string, SettingValue[]>();
  for (const [route, flag] of table) addField(settings, flag, valueAt(file, ...route));
  for (const key of Object.keys(file.value)) {
    const isKnown = table.some(([route]) => route[0] === key);
    if (!isKnown && key !== "kind" && key !== "apiVersion")
      addField(settings, flagNameOf(key), valueAt(file, key));
  }
  return settings;
}

function addField(settings: Map<string, SettingValue[]>, flag: string, found: Routed | undefined): void {
  if (found === undefined || found.value === null) return; // null is the default, as for every object
  for (const { value, route } of entriesOf(found)) {
    if (!isObject(value) && !isList(value)) add(settings, flag, { value: settingText(value), route });
  }
}

function entriesOf({ value, route }: Routed): readonly Routed[] {
  if (isList(value)) return value.map((element, index) => ({ value: element, route: [...route, index] }));
  if (!isObject(value)) return [{ value, route }];
  return Object.entries(value)
    .filter(([, entry]) => isScalar(entry))
    .map(([key, entry]) => ({ value: `${key}=${settingText(entry)}`, route: [...route, key] }));
}

function isScalar(value: Json): boolean {
  return !isObject(value) && !isList(value);
}

/** `clientCAFile` is `client-ca-file`. */
export function flagNameOf(fieldName: string): string {
  return fieldName
    .replace(/([a-z0-9])([A-Z])/g, "$1-$2")
    .replace(/([A-Z])([A-Z][a-z])/g, "$1-$2")
    .toLowerCase();
}

/** The other way round: the field that says what a flag says. */
export function fieldNameOf(flag: string, table: readonly FieldName[]): string {
  const known = table.find(([, name]) => name === flag);
  if (known !== undefined) return known[0].join(".");
  return flag.replace(/-([a-z0-9])/g, (_, letter: string) => letter.toUpperCase());
}
