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
import { isAccumulating } from "../kubernetes/flags.js";
import type { FlagRow, RowCondition, Want } from "./rule-file.js";
import { type Answer, meets } from "./wants.js";

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
  const source = { view, defaults: defaults[view.installer ?? ""]?.[view.component] ?? {} };
  return rows.map((row) => judgeRow(row, source));
}

/** One source of settings, and what its installer sets where it says nothing. */
interface Source {
  readonly view: ComponentView;
  readonly defaults: Readonly<Record<string, string>>;
}

function judgeRow(row: FlagRow, source: Source): Outcome {
  const { view } = source;
  const flag = row.flag ?? row.anyOf?.[0]?.flag ?? "";
  if (view.only !== undefined && !view.only.includes(flag)) return pass();
  const needed = row.when.map((condition) => holds(condition, source));
  const excusing = row.unless.map((condition) => holds(condition, source));
  if (needed.includes("no") || excusing.includes("yes")) return pass();
  if (needed.includes("unknown") || excusing.includes("unknown")) return undecided(dataOf(flag, view));
  return row.anyOf === undefined ? judgeFlag(row, flag, source) : judgeAlternatives(row.anyOf, source);
}

function judgeAlternatives(rows: readonly FlagRow[], source: Source): Outcome {
  const outcomes = rows.map((row) => judgeRow(row, source));
  const good = outcomes.find(({ outcome }) => outcome === "pass");
  const open = outcomes.find(({ outcome }) => outcome === "undecided");
  return good ?? open ?? outcomes[0] ?? pass();
}

function judgeFlag(row: FlagRow, flag: string, source: Source): Outcome {
  const { view } = source;
  const values = view.settings.get(flag);
  const last = values?.at(-1);
  if (values === undefined || last === undefined) return judgeAbsent(row, flag, source);
  const want = row.want ?? "present";
  const counted = countedValues(flag, values, view);
  const answer = meets(want, textsOf(counted));
  if (answer === "yes") return pass();
  if (answer === "unknown") return undecided(dataOf(flag, view));
  const culprit = counted.find((value) => meets(want, textsOf([value])) === "no");
  return blame((culprit ?? last).route, dataOf(flag, view), extras(row));
}

/** A flag that is given twice counts once, with its last value, unless it gathers a list; a file states a list. */
function countedValues(
  flag: string,
  values: readonly SettingValue[],
  view: ComponentView,
): readonly SettingValue[] {
  return view.form === "file" || isAccumulating(view.component, flag) ? values : values.slice(-1);
}

function judgeAbsent(row: FlagRow, flag: string, { view, defaults }: Source): Outcome {
  if (row.whenAbsent === "undecided") return undecided(dataOf(flag, view));
  const known = defaults[flag];
  if (known !== undefined && meets(row.want ?? "present", [known]) === "yes") return pass();
  if (row.whenAbsent === "pass" && known === undefined && !isUnseen(view)) return pass();
  const data = dataOf(flag, view);
  if (view.extent === "fragment" && known === undefined) return undecided(data);
  const missing = view.spell === undefined ? `--${flag}` : data.flag;
  return blame(view.route, data, { ...extras(row), missing });
}

/** What sentences may name. Values stay out of them: a URL may hold a password. */
function dataOf(flag: string, { spell }: ComponentView): { readonly flag: string } {
  return { flag: spell === undefined ? flag : spell(flag) };
}

/** Whether what the source does not say may be said where we cannot look: a shell, a file on the node. An installer is known to say little. */
function isUnseen(view: ComponentView): boolean {
  return view.extent === "fragment" && view.installer === undefined && view.only === undefined;
}

function extras(row: FlagRow): Partial<Pick<Blame, "severity" | "messageKey">> {
  return {
    ...(row.severity === undefined ? {} : { severity: row.severity }),
    ...(row.message === undefined ? {} : { messageKey: row.message }),
  };
}

function holds(condition: RowCondition, { view, defaults }: Source): Answer {
  const { flag, form, kinds } = condition;
  if (form !== undefined && form !== view.form) return "no";
  if (kinds !== undefined && !kinds.includes(view.resource.kind)) return "no";
  if (flag === undefined) return form === undefined && kinds === undefined ? "no" : "yes";
  const values = view.settings.get(flag);
  const known = defaults[flag];
  const want: Want = condition.is ?? "present";
  if (values !== undefined) return meets(want, textsOf(countedValues(flag, values, view)));
  if (known !== undefined) return meets(want, [known]);
  return isUnseen(view) ? "unknown" : "no";
}

function textsOf(values: readonly SettingValue[]): readonly string[] {
  return values.map(({ value }) => value);
}
