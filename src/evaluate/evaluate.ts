/** Rules × resources → findings, undecided results and problems. The engine iterates; a rule judges one subject. */
import type { UndecidedFinding } from "../core/finding.js";
import type { Problem } from "../core/problem.js";
import type { Case, Inventory, Outcome, Rule, Subject } from "../core/rule.js";
import { Locator } from "../locate/trace.js";
import { combine, type Found } from "./combine.js";
import { asFound, asProblem, asUndecided, numbered } from "./outcomes.js";
import { type Evaluated, SubjectSource } from "./subjects.js";

export type { Evaluated, SourceText } from "./subjects.js";

/** What judging gave. Findings have no status yet. */
export interface Judged {
  readonly findings: readonly Found[];
  readonly undecided: readonly UndecidedFinding[];
  readonly problems: readonly Problem[];
}

/** Judges everything. A rule that throws is a problem that names it; the others go on. */
export function evaluate(rules: readonly Rule[], evaluated: Evaluated): Judged {
  const found: Found[] = [];
  const parts = new Map<string, number>();
  const undecided = new Map<string, UndecidedFinding>();
  const problems = new Map<string, Problem>();
  const locator = new Locator();

  for (const { rule, form, subject, outcomes } of judgements(rules, evaluated)) {
    if (outcomes instanceof Error) {
      const problem = asProblem(rule, subject, outcomes);
      problems.set(`${rule.id} ${problem.path} ${problem.target}`, problem);
      continue;
    }
    for (const outcome of outcomes) {
      if (outcome.outcome === "blame") {
        found.push(numbered(asFound(rule, form, subject, outcome, locator), parts));
      }
      if (outcome.outcome === "undecided") {
        const entry = asUndecided(rule, form, subject, outcome);
        undecided.set(JSON.stringify(entry), entry);
      }
    }
  }
  return {
    findings: combine(found, evaluated.ladders),
    undecided: [...undecided.values()],
    problems: [...problems.values()],
  };
}

/** What one case of a rule says about one subject; an error where it threw. */
export interface Judgement {
  readonly rule: Rule;
  readonly form: Case;
  readonly subject: Subject;
  readonly outcomes: readonly Outcome[] | Error;
}

/** Asks every rule about every subject, in the order of the rules. Subjects that pass are left out: they are nearly all. */
export function* judgements(rules: readonly Rule[], evaluated: Evaluated): Generator<Judgement> {
  const subjects = new SubjectSource(evaluated);
  for (const rule of rules) {
    for (const form of rule.cases) {
      for (const subject of subjects.of(form)) {
        const outcomes = judge(form, subject, evaluated.inventory);
        if (outcomes !== passed) yield { rule, form, subject, outcomes };
      }
    }
  }
}

const passed: readonly Outcome[] = [];

function judge(form: Case, subject: Subject, inventory: Inventory): readonly Outcome[] | Error {
  try {
    const outcome = form.judge(subject, inventory);
    if (!("outcome" in outcome)) return outcome;
    return outcome.outcome === "pass" ? passed : [outcome];
  } catch (error) {
    return error instanceof Error ? error : new Error(String(error));
  }
}
