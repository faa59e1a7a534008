/** Rule file → Rule: each form becomes a case that the engine can call without knowing how it decides. */
import type { Check } from "../checks/define.js";
import { decode, DecodeError } from "../core/decode.js";
import type { Json } from "../core/json.js";
import type { Route } from "../core/location.js";
import {
  type Case,
  families,
  type Family,
  type Fix,
  type Inventory,
  type Match,
  type Rule,
  type Subject,
} from "../core/rule.js";
import { conditionOf } from "./condition.js";
import { type InstallerDefaults, installerDefaults, judgeFlags } from "./flags.js";
import { matchOf } from "./match.js";
import { fill, parseTemplate, type Template } from "./message.js";
import { type PatchMaker, patchOf } from "./patch.js";
import { type FlagRow, type FormFile, formsOf, type RuleFile, type Want } from "./rule-file.js";
import { Contents } from "./sameness.js";
import { snippetOf } from "./snippet.js";
import { type CatalogFile, mistake } from "./source.js";
import { onlyTable, resolveValue, type Table } from "./tables.js";
import { plainWants, wantNames } from "./wants.js";

/** What rules are built for. */
export interface BuildSettings {
  /** Declared minor of the cluster; 0 where none is declared. */
  readonly minor: number;
  readonly tables: ReadonlyMap<string, Table>;
  readonly checks: Readonly<Record<string, Check>>;
  /** `with` values by rule id that win over the rule file's own. */
  readonly with: Readonly<Record<string, Readonly<Record<string, unknown>>>>;
  /** Whether every rule has been built before and found right: then one is compiled when it first judges, and not before. */
  readonly isVerified?: boolean;
  /** Shared by all rules of a run, which meet the same data again and again. */
  readonly contents?: Contents;
}

/** Builds a rule. @throws ConfigurationError with file and line for the first thing in it that does not fit. */
export function buildRule(rule: RuleFile, file: CatalogFile, settings: BuildSettings): Rule {
  const family = families.find((name) => name === rule.family);
  if (family === undefined)
    throw mistake(file, [], `"${rule.family}" is none of the families ${families.join(", ")}.`);
  const cases = formsOf(rule).flatMap((form, index) => {
    const at: Route = rule.cases.length === 0 ? [] : ["cases", index];
    return isForVersion(form, settings.minor, file, at)
      ? [new CaseBuilder(rule, form, file, at, settings).build()]
      : [];
  });
  const advice = formsOf(rule)[0]?.fix?.advice ?? "";
  return { ...metadataOf(rule, family), advice, cases };
}

function metadataOf(rule: RuleFile, family: Family): Omit<Rule, "cases" | "advice"> {
  const { id, aliases, title, severity, status, since, what, why, references } = rule;
  return {
    id,
    aliases,
    family,
    title,
    severity,
    status,
    default: rule.default,
    since,
    what,
    why,
    references,
  };
}

type Judge = (subject: Subject, inventory: Inventory) => ReturnType<Case["judge"]>;

class CaseBuilder {
  private readonly rule: RuleFile;
  private readonly form: FormFile & { readonly name: string | null };
  private readonly file: CatalogFile;
  private readonly at: Route;
  private readonly settings: BuildSettings;

  constructor(
    rule: RuleFile,
    form: FormFile & { readonly name: string | null },
    file: CatalogFile,
    at: Route,
    settings: BuildSettings,
  ) {
    this.rule = rule;
    this.form = form;
    this.file = file;
    this.at = at;
    this.settings = settings;
  }

  build(): Case {
    const { form, rule } = this;
    const decided = [form.pass, form.flags, form.check].filter((one) => one !== undefined);
    if (decided.length !== 1)
      throw this.fail([], 'A rule or case has exactly one of "pass", "flags" and "check".');
    const check = form.check === undefined ? undefined : this.checkNamed(form.check);
    const match = matchOf(form, check, this.file, this.at);
    const say = this.sentences();
    const repair = this.repairs(match);
    const patch = this.patches(match);
    return {
      name: form.name,
      match,
      reach: check?.reach ?? "local",
      severity: rule.severity,
      judge:
        this.settings.isVerified === true ? later(() => this.judge(match, check)) : this.judge(match, check),
      say: (outcome) => {
        if (outcome.outcome === "undecided") return say.undecided(outcome.data);
        return outcome.message ?? say.blamed(outcome.messageKey, outcome.data ?? {});
      },
      repair: (outcome) => repair(outcome.data ?? {}),
      patch,
    };
  }

  private judge(match: Match, check: Check | undefined): Judge {
    const { form } = this;
    if (check !== undefined) return this.bind(check);
    if (form.flags !== undefined) {
      if (match.type !== "component") throw this.fail(["match"], "A flag table judges a component.");
      for (const [index, row] of form.flags.entries()) this.verifyRow(row, ["flags", index]);
      const rows = form.flags.map((row, index) => this.resolveRow(row, ["flags", index]));
      const defaults = this.installerDefaults();
      return (subject) => (subject.view === "component" ? judgeFlags(rows, subject, defaults) : []);
    }
    if (match.type !== "kinds" && match.type !== "workload") {
      throw this.fail(["match"], 'A condition judges kinds or "workload".');
    }
    const condition = conditionOf(
      { ...form, pass: form.pass ?? "", message: this.dated(form.message ?? "", ["message"]) },
      {
        file: this.file,
        at: this.at,
        scope: match.items.forEach,
        severity: this.rule.severity,
        with: this.values(),
        contents: this.settings.contents ?? new Contents(),
      },
    );
    return (subject, inventory) => (subject.view === "item" ? condition(subject, inventory) : []);
  }

  private installerDefaults(): InstallerDefaults {
    const table = this.settings.tables.get("installer-defaults");
    return table === undefined ? {} : decode(installerDefaults, table.entries);
  }

  private bind(check: Check): Judge {
    const own = this.values();
    const values = Object.fromEntries(check.options.map((name) => [name, own[name]]));
    const unknown = Object.keys(own).find((name) => !check.options.includes(name));
    if (unknown !== undefined) throw this.fail(["with", unknown], `The check has no option "${unknown}".`);
    try {
      return check.bind(values);
    } catch (error) {
      if (error instanceof DecodeError) throw this.fail(["with"], error.message, error);
      throw error;
    }
  }

  private values(): Readonly<Record<string, Json>> {
    const overrides = this.settings.with[this.rule.id] ?? {};
    const own = this.form.with ?? {};
    const unknown = Object.keys(overrides).find(
      (name) => this.rule.cases.length === 0 && !Object.hasOwn(own, name),
    );
    if (unknown !== undefined)
      throw this.fail(["with"], `The rule has no value "${unknown}" that could be set.`);
    const entries = Object.entries({ ...own, ...pick(overrides, Object.keys(own)) }).map(([name, value]) => {
      const resolved = resolveValue(value, this.settings.minor, this.settings.tables);
      if (typeof resolved === "string") throw this.fail(["with", name], resolved);
      return [name, resolved.value] as const;
    });
    return Object.fromEntries(entries);
  }

  private checkNamed(name: string): Check {
    const check = Object.hasOwn(this.settings.checks, name) ? this.settings.checks[name] : undefined;
    if (check === undefined) throw this.fail(["check"], `There is no check "${name}".`);
    return check;
  }

  private sentences() {
    const { form } = this;
    const message = form.message === undefined ? undefined : this.template(form.message, ["message"]);
    const others = Object.entries(form.messages ?? {}).map(
      ([key, source]) => [key, this.template(source, ["messages", key])] as const,
    );
    const byKey = new Map(others);
    if (message === undefined && byKey.size === 0) throw this.fail([], 'A rule needs a "message".');
    const undecided = this.template(form.undecided ?? "Files do not tell.", ["undecided"]);
    return {
      blamed: (key: string | undefined, data: Readonly<Record<string, string>>) => {
        const template =
          key === undefined ? (message ?? byKey.values().next().value) : (byKey.get(key) ?? message);
        if (template === undefined) throw new Error(`The rule ${this.rule.id} has no message for "${key}".`);
        return fill(template, data);
      },
      undecided: (data: Readonly<Record<string, string>>) => fill(undecided, data),
    };
  }

  private template(source: string, route: Route): Template {
    const template = parseTemplate(this.dated(source, route));
    if (typeof template === "string") throw this.fail(route, template);
    if (!/[.}]$/.test(source.trimEnd())) throw this.fail(route, "A message ends with a full stop.");
    return template;
  }

  /** `{updated}` is the date of the one table that the rule takes its values from: whoever reads a finding that rests on it sees its age. */
  private dated(sentence: string, route: Route): string {
    if (!sentence.includes("{updated}")) return sentence;
    const table = onlyTable(this.form.with ?? {}, this.settings.tables);
    if (table === undefined)
      throw this.fail(route, '"{updated}" is the date of a table, so "with" must name exactly one.');
    return sentence.replaceAll("{updated}", table.updated);
  }

  private repairs(match: Match): (data: Readonly<Record<string, string>>) => Fix {
    const fix = this.form.fix;
    if (fix === undefined) throw this.fail([], 'A rule needs a "fix" with an "advice".');
    const advice = this.template(fix.advice, ["fix", "advice"]);
    const scope = match.type === "kinds" || match.type === "workload" ? match.items.forEach : "object";
    const root = scope === "containers" || scope === "allContainers" ? "container" : scope;
    const safety = fix.safety ?? (fix.set === undefined ? "none" : "review");
    // Printing YAML is dear, and most rules of a run find nothing.
    let shown: SnippetTemplate | undefined;
    return (data) => {
      shown ??= snippetTemplate(
        snippetOf(fix.set, root) ?? (fix.add === undefined ? null : snippetOf(fix.add, "add")),
      );
      return { advice: fill(advice, data), safety, snippet: shown(data) };
    };
  }

  private patches(match: Match): PatchMaker {
    const { form, file, at } = this;
    const fix = form.fix;
    if (fix === undefined) return () => null;
    const make = () => patchOf(form, fix, { file, at, match, with: this.values() });
    return this.settings.isVerified === true ? later(make) : make();
  }

  /** A want, of the row itself or of a condition, may take its list from a table, as the values under `with` do. */
  private resolveRow(row: FlagRow, route: Route): FlagRow {
    const resolved = (conditions: FlagRow["when"], name: string) =>
      conditions.map((one) => ({ ...one, is: this.resolveWant(one.is, [...route, name]) }));
    return {
      ...row,
      want: this.resolveWant(row.want, [...route, "want"]),
      when: resolved(row.when, "when"),
      unless: resolved(row.unless, "unless"),
      anyOf: row.anyOf?.map((inner, index) => this.resolveRow(inner, [...route, "anyOf", index])),
    };
  }

  private resolveWant(want: Want | undefined, route: Route): Want | undefined {
    if (want === undefined || typeof want === "string") return want;
    const tests = Object.entries(want).map(([name, argument]) => {
      const resolved = resolveValue(argument, this.settings.minor, this.settings.tables);
      if (typeof resolved === "string") throw this.fail([...route, name], resolved);
      return [name, resolved.value] as const;
    });
    return Object.fromEntries(tests);
  }

  private verifyRow(row: FlagRow, route: Route): void {
    for (const [index, inner] of (row.anyOf ?? []).entries())
      this.verifyRow(inner, [...route, "anyOf", index]);
    if ((row.flag === undefined) === (row.anyOf === undefined)) {
      throw this.fail(route, 'A row has exactly one of "flag" and "anyOf".');
    }
    const conditions = [...row.when, ...row.unless];
    for (const want of [row.want, ...conditions.map(({ is }) => is)]) this.verifyWant(want, route);
  }

  private verifyWant(want: Want | undefined, route: Route): void {
    if (want === undefined || typeof want === "string") return;
    const unknown = Object.keys(want).find((name) => !wantNames.some((known) => known === name));
    if (unknown === undefined) return;
    throw this.fail(route, `"${unknown}" is none of ${[...wantNames, ...plainWants].join(", ")}.`);
  }

  private fail(route: Route, message: string, cause?: unknown) {
    return mistake(this.file, [...this.at, ...route], message, cause);
  }
}

type SnippetTemplate = (data: Readonly<Record<string, string>>) => string | null;

function snippetTemplate(shown: string | null): SnippetTemplate {
  if (shown === null) return () => null;
  const template = parseTemplate(shown);
  if (typeof template === "string") return () => shown; // braces that are YAML, not places to fill
  return (data) => fill(template, data);
}

/** Most rules of a run never meet a resource of their kinds, and compiling them all took longer than a small run. */
function later<Arguments extends readonly unknown[], Result>(
  make: () => (...given: Arguments) => Result,
): (...given: Arguments) => Result {
  let made: ((...given: Arguments) => Result) | undefined;
  return (...given) => {
    made ??= make();
    return made(...given);
  };
}

function pick(
  values: Readonly<Record<string, unknown>>,
  names: readonly string[],
): Readonly<Record<string, unknown>> {
  return Object.fromEntries(Object.entries(values).filter(([name]) => names.includes(name)));
}

/** `>=1.25`, `<1.34`, or both with a blank between. An undeclared version counts as the newest. */
function isForVersion(form: FormFile, minor: number, file: CatalogFile, at: Route): boolean {
  if (form.kubernetes === undefined) return true;
  return form.kubernetes.split(" ").every((range) => {
    const match = /^(>=|<)1\.(\d+)$/.exec(range);
    if (match === null)
      throw mistake(file, [...at, "kubernetes"], '"kubernetes" is ">=1.N", "<1.N" or both.');
    const bound = Number(match[2]);
    const declared = minor === 0 ? Number.POSITIVE_INFINITY : minor;
    return match[1] === ">=" ? declared >= bound : declared < bound;
  });
}
