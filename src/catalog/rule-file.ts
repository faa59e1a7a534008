/** The format of a rule file: every key, decoded, with its mistakes named by line. */
import {
  anything,
  boolean,
  type Decoder,
  DecodeError,
  listOf,
  mapOf,
  object,
  oneOf,
  optional,
  string,
} from "../core/decode.js";
import { type Scope, scopes, type Severity, severities } from "../core/rule.js";
import { type CatalogFile, decodeFile, mistake } from "./source.js";

/** A `raise` entry: makes the finding more severe where the condition holds. Checks raise by themselves and leave `when` out. */
export interface Raise {
  readonly when: string | undefined;
  readonly severity: Severity;
  readonly why: string;
}

/** How the finding is repaired. `set` and `remove` are the patch, `add` an object to print as advice. */
export interface FixFile {
  readonly advice: string;
  readonly safety: "safe" | "review" | "none" | undefined;
  readonly set: Readonly<Record<string, unknown>> | undefined;
  readonly remove: readonly string[] | undefined;
  readonly unless: string | undefined;
  readonly add: Readonly<Record<string, unknown>> | undefined;
}

/** A test on a setting, for rows of a flag table. */
export type Want = string | Readonly<Record<string, unknown>>;

/** What a row depends on: another flag, the form the settings come in, or the kind of the resource that holds them. */
export interface RowCondition {
  readonly flag: string | undefined;
  readonly is: Want | undefined;
  readonly form: "flags" | "file" | undefined;
  readonly kinds: readonly string[] | undefined;
}

/** One row of a flag table: a demand on one flag, or several demands of which one is enough. All of `when` and none of `unless` must hold. */
export interface FlagRow {
  readonly flag: string | undefined;
  readonly want: Want | undefined;
  /** `undecided`: another file, which the source names, decides. */
  readonly whenAbsent: "fail" | "pass" | "undecided" | undefined;
  readonly when: readonly RowCondition[];
  readonly unless: readonly RowCondition[];
  readonly severity: Severity | undefined;
  readonly message: string | undefined;
  readonly anyOf: readonly FlagRow[] | undefined;
}

/** The keys from `match` to `fix`, which a case may set and inherit. */
export interface FormFile {
  readonly match: string | readonly string[] | undefined;
  readonly kubernetes: string | undefined;
  readonly forEach: Scope | undefined;
  readonly each: string | readonly string[] | undefined;
  readonly when: string | undefined;
  readonly let: Readonly<Record<string, string>> | undefined;
  readonly pass: string | undefined;
  readonly flags: readonly FlagRow[] | undefined;
  readonly check: string | undefined;
  readonly with: Readonly<Record<string, unknown>> | undefined;
  readonly path: readonly string[] | undefined;
  readonly message: string | undefined;
  readonly messages: Readonly<Record<string, string>> | undefined;
  readonly undecided: string | undefined;
  readonly raise: readonly Raise[] | undefined;
  readonly fix: FixFile | undefined;
}

/** An example of a rule file. It is a test and a part of the rule's page. */
export interface Example {
  readonly title: string;
  readonly yaml: string;
  readonly base: string | undefined;
  readonly file: string | undefined;
  readonly beside: Readonly<Record<string, string>> | undefined;
  readonly evidence: string | undefined;
  readonly facts: Readonly<Record<string, unknown>> | undefined;
  readonly with: Readonly<Record<string, unknown>> | undefined;
  readonly over: string | undefined;
}

/** A rule file as written, examples included. */
export interface RuleFile extends FormFile {
  readonly id: string;
  readonly family: string;
  readonly aliases: readonly string[];
  readonly title: string;
  readonly severity: Severity;
  readonly status: "stable" | "preview";
  readonly default: "on" | "off";
  readonly since: string;
  readonly what: string;
  readonly why: string;
  readonly references: readonly string[];
  /** When accepting the finding is fair, in one or two sentences; for people alone. */
  readonly waiver: string;
  readonly cases: readonly (FormFile & { readonly name: string })[];
  readonly examples: {
    readonly bad: readonly Example[];
    readonly good: readonly Example[];
    readonly undecided: readonly Example[];
  };
}

const severity: Decoder<Severity> = oneOf(...severities);
const want: Decoder<Want> = (value, path) =>
  typeof value === "string" ? value : mapOf(anything)(value, path);
const rowCondition = object<RowCondition>({
  flag: optional(string, undefined),
  is: optional(want, undefined),
  form: optional(oneOf("flags", "file"), undefined),
  kinds: optional(listOf(string), undefined),
});

/** A condition, or a list of them. */
function oneOrMore<T>(decoder: Decoder<T>): Decoder<readonly T[]> {
  return (value, path) => (Array.isArray(value) ? listOf(decoder)(value, path) : [decoder(value, path)]);
}

function flagRow(value: unknown, path: readonly (string | number)[]): FlagRow {
  return object<FlagRow>({
    flag: optional(string, undefined),
    want: optional(want, undefined),
    whenAbsent: optional(oneOf("fail", "pass", "undecided"), undefined),
    when: optional(oneOrMore(rowCondition), []),
    unless: optional(oneOrMore(rowCondition), []),
    severity: optional(severity, undefined),
    message: optional(string, undefined),
    anyOf: optional(listOf(flagRow), undefined),
  })(value, path);
}

const fix = object<FixFile>({
  advice: string,
  safety: optional(oneOf("safe", "review", "none"), undefined),
  set: optional(mapOf(anything), undefined),
  remove: optional(listOf(string), undefined),
  unless: optional(string, undefined),
  add: optional(mapOf(anything), undefined),
});

const formFields = {
  match: optional(textOrTexts, undefined),
  kubernetes: optional(string, undefined),
  forEach: optional(oneOf(...scopes), undefined),
  each: optional(textOrTexts, undefined),
  when: optional(string, undefined),
  let: optional(mapOf(string), undefined),
  pass: optional(string, undefined),
  flags: optional(listOf(flagRow), undefined),
  check: optional(string, undefined),
  with: optional(mapOf(anything), undefined),
  path: optional(listOf(string), undefined),
  message: optional(string, undefined),
  messages: optional(mapOf(string), undefined),
  undecided: optional(string, undefined),
  raise: optional(
    listOf(object<Raise>({ when: optional(string, undefined), severity, why: string })),
    undefined,
  ),
  fix: optional(fix, undefined),
} satisfies { readonly [K in keyof FormFile]: Decoder<FormFile[K]> };

const example = object<Example>({
  title: string,
  yaml: string,
  base: optional(string, undefined),
  file: optional(string, undefined),
  beside: optional(mapOf(string), undefined),
  evidence: optional(string, undefined),
  facts: optional(mapOf(anything), undefined),
  with: optional(mapOf(anything), undefined),
  over: optional(string, undefined),
});
const noExamples = { bad: [], good: [], undecided: [] };

const ruleFile = object<Omit<RuleFile, "id" | "family">>({
  ...formFields,
  aliases: optional(listOf(string), []),
  title: string,
  severity,
  status: optional(oneOf("stable", "preview"), "stable"),
  default: optional(onOff, "on"),
  since: string,
  what: string,
  why: string,
  references: optional(listOf(string), []),
  waiver: optional(string, ""),
  cases: optional(listOf(object<FormFile & { readonly name: string }>({ name: string, ...formFields })), []),
  examples: optional(
    object<RuleFile["examples"]>({
      bad: optional(listOf(example), []),
      good: optional(listOf(example), []),
      undecided: optional(listOf(example), []),
    }),
    noExamples,
  ),
});

/** Reads a rule file. @throws ConfigurationError with file and line for the first mistake. */
export function readRuleFile(file: CatalogFile): RuleFile {
  const [family, name, ...rest] = file.path.split("/");
  if (family === undefined || name === undefined || rest.length > 0 || !/^[a-z0-9-]+\.yaml$/.test(name)) {
    throw mistake(file, [], "A rule file is named <family>/<id>.yaml, the id in lower case with hyphens.");
  }
  const decoded = decodeFile(ruleFile, file);
  for (const key of ["what", "why"] as const) {
    if (!decoded[key].trimEnd().endsWith("."))
      throw mistake(file, [key], `"${key}" must end with a full stop.`);
  }
  if (decoded.title.endsWith(".")) throw mistake(file, ["title"], '"title" must not end with a full stop.');
  return { id: name.slice(0, -".yaml".length), family, ...decoded };
}

/** The forms of a rule: itself, or its cases with what they inherit. A guard of the top level holds for every case too. */
export function formsOf(rule: RuleFile): readonly (FormFile & { readonly name: string | null })[] {
  if (rule.cases.length === 0) return [{ ...rule, name: null }];
  return rule.cases.map((form) => ({
    name: form.name,
    match: form.match ?? rule.match,
    kubernetes: form.kubernetes ?? rule.kubernetes,
    forEach: form.forEach ?? rule.forEach,
    each: form.each ?? rule.each,
    when: joinGuards(rule.when, form.when),
    let: form.let ?? rule.let,
    ...decidingForm(form, rule),
    with: form.with ?? rule.with,
    path: form.path ?? rule.path,
    message: form.message ?? rule.message,
    messages: form.messages ?? rule.messages,
    undecided: form.undecided ?? rule.undecided,
    raise: form.raise ?? rule.raise,
    fix: form.fix ?? rule.fix,
  }));
}

/** A case that decides in a way of its own does not inherit another way. */
function decidingForm(form: FormFile, rule: FormFile): Pick<FormFile, "pass" | "flags" | "check"> {
  const hasOwn = form.pass !== undefined || form.flags !== undefined || form.check !== undefined;
  const { pass, flags, check } = hasOwn ? form : rule;
  return { pass, flags, check };
}

function joinGuards(outer: string | undefined, inner: string | undefined): string | undefined {
  return outer === undefined ? inner : inner === undefined ? outer : `(${outer}) && (${inner})`;
}

function textOrTexts(value: unknown, path: readonly (string | number)[]): string | readonly string[] {
  return typeof value === "string" ? value : listOf(string)(value, path);
}

/** YAML 1.1 reads `on` and `off` as booleans, and so does our reader. */
function onOff(value: unknown, path: readonly (string | number)[]): "on" | "off" {
  if (value === "on" || value === "off") return value;
  if (typeof value === "boolean") return boolean(value, path) ? "on" : "off";
  throw new DecodeError({ path, expected: "on or off", found: "something else" });
}
