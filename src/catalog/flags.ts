/** Flag tables: what a setting of a component must be, row by row. */
import { type Decoder, mapOf, string } from "../core/decode.js";
import {
  blame,
  type Blame,
  type ComponentView,
  type Outcome,
  pass,
  type SettingValue,
  undecided,
} from "../core/rule.js";
import type { FlagRow, RowCondition, Want } from "./rule-file.js";

/** What installers set where nobody says otherwise: installer → component → flag → value. */
export type InstallerDefaults = Readonly<
  Record<string, Readonly<Record<string, Readonly<Record<string, string>>>>>
>;

/** Reads the table `installer-defaults`. */
export const installerDefaults: Decoder<InstallerDefaults> = mapOf(mapOf(mapOf(string)));

/** Judges one component as one source states it. Every row that fails is an outcome of its own. */
export function judgeFlags(
  rows: readonly FlagRow[],
  view: ComponentView,
  defaults: InstallerDefaults = {},
): readonly Outcome[] {
  return rows.map((row) => judgeRow(row, view, defaults));
}

/** The tests that a row may ask for, for the check of rule files. A text stands for the value itself. */
export const wantNames = ["not", "oneOf", "includes", "excludes", "subsetOf", "atLeast", "atMost"] as const;
/** The tests without an argument. */
export const plainWants = ["present", "onlyLoopback", "noClearText", "moreThanOne", "noOtherAccess"] as const;

function judgeRow(row: FlagRow, view: ComponentView, defaults: InstallerDefaults): Outcome {
  if (row.when !== undefined && !holds(row.when, view)) return pass();
  if (row.unless !== undefined && holds(row.unless, view)) return pass();
  if (row.anyOf !== undefined) return judgeAlternatives(row.anyOf, view, defaults);
  const flag = row.flag ?? "";
  const values = view.settings.get(flag);
  const last = values?.at(-1);
  if (values === undefined || last === undefined) {
    const known = defaults[view.installer ?? ""]?.[view.component]?.[flag];
    return judgeAbsent(row, flag, view, known);
  }
  const want = row.want ?? "present";
  if (satisfies(want, values, view)) return pass();
  // A file states a list of values, of which one may be at fault alone.
  const culprit = view.form === "file" ? values.find((value) => !satisfies(want, [value], view)) : last;
  return blame((culprit ?? last).route, { flag }, extras(row));
}

function judgeAlternatives(
  rows: readonly FlagRow[],
  view: ComponentView,
  defaults: InstallerDefaults,
): Outcome {
  const outcomes = judgeFlags(rows, view, defaults);
  const good = outcomes.find(({ outcome }) => outcome === "pass");
  const open = outcomes.find(({ outcome }) => outcome === "undecided");
  return good ?? open ?? outcomes[0] ?? pass();
}

/** `known` is what the installer sets where nobody says otherwise. */
function judgeAbsent(row: FlagRow, flag: string, view: ComponentView, known: string | undefined): Outcome {
  if (known !== undefined && satisfies(row.want ?? "present", [{ value: known, route: view.route }], view)) {
    return pass();
  }
  if (row.whenAbsent === "pass") return pass();
  if (view.extent === "fragment" && known === undefined) return undecided({ flag });
  const missing = view.form === "flags" ? `--${flag}` : flag;
  return blame(view.route, { flag }, { ...extras(row), missing });
}

function extras(row: FlagRow): Partial<Pick<Blame, "severity" | "messageKey">> {
  return {
    ...(row.severity === undefined ? {} : { severity: row.severity }),
    ...(row.message === undefined ? {} : { messageKey: row.message }),
  };
}

function holds(condition: RowCondition, view: ComponentView): boolean {
  if (condition.form !== undefined && condition.form !== view.form) return false;
  if (condition.flag === undefined) return condition.form !== undefined;
  const values = view.settings.get(condition.flag);
  return values !== undefined && satisfies(condition.is ?? "present", values, view);
}

function satisfies(want: Want, values: readonly SettingValue[], view: ComponentView): boolean {
  // A flag that is given twice counts once, with its last value; a file states a list.
  const counted = view.form === "flags" ? values.slice(-1) : values;
  const list = counted.flatMap(({ value }) => value.split(",")).map((value) => value.trim());
  const value = counted.map((one) => one.value).join(",");
  if (typeof want === "string") return satisfiesWord(want, value, list);
  return Object.entries(want).every(([name, argument]) => satisfiesTest(name, argument, value, list));
}

function satisfiesWord(want: string, value: string, list: readonly string[]): boolean {
  switch (want) {
    case "present":
      return value !== "";
    case "onlyLoopback":
      return list.every((address) => ["127.0.0.1", "::1", "localhost"].includes(address));
    case "noClearText":
      return list.every((url) => !url.startsWith("http://"));
    case "moreThanOne":
      return list.filter((entry) => entry !== "").length > 1;
    case "noOtherAccess":
      return /^0?[0-7]00$/.test(value);
    default:
      return value === want;
  }
}

function satisfiesTest(name: string, argument: unknown, value: string, list: readonly string[]): boolean {
  const wanted = (Array.isArray(argument) ? argument : [argument]).map(String);
  switch (name) {
    case "not":
      return !wanted.includes(value);
    case "oneOf":
      return wanted.includes(value);
    case "includes":
      return wanted.every((entry) => list.includes(entry));
    case "excludes":
      return !wanted.some((entry) => list.includes(entry));
    case "subsetOf":
      return list.every((entry) => wanted.includes(entry));
    case "atLeast":
      return compare(value, wanted[0] ?? "") >= 0;
    case "atMost":
      return compare(value, wanted[0] ?? "") <= 0;
    default:
      throw new Error(`A flag table asks for the unknown test "${name}".`);
  }
}

/** Numbers, durations (`4h0m0s`) and TLS versions (`VersionTLS12`). NaN, which satisfies nothing, where the two cannot be compared. */
function compare(left: string, right: string): number {
  return measure(left) - measure(right);
}

const seconds: Readonly<Record<string, number>> = { h: 3600, m: 60, s: 1, ms: 0.001 };

function measure(text: string): number {
  const version = /^VersionTLS(\d)(\d)$/.exec(text);
  if (version !== null) return Number(`${version[1]}${version[2]}`);
  if (/^-?\d+(\.\d+)?$/.test(text)) return Number(text);
  if (!/^(\d+(\.\d+)?(h|ms|m|s))+$/.test(text)) return Number.NaN;
  const parts = [...text.matchAll(/(\d+(?:\.\d+)?)(h|ms|m|s)/g)];
  return parts.reduce(
    (sum, [, amount, unit]) => sum + Number(amount) * (seconds[unit ?? ""] ?? Number.NaN),
    0,
  );
}
