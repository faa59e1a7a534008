/** Findings together with what would repair them, before findings of one place are joined: a repair cures one outcome. */
import type { Resource } from "../core/resource.js";
import type { Patch, Rule } from "../core/rule.js";
import { Locator } from "../locate/trace.js";
import type { Found } from "./combine.js";
import { type Evaluated, judgements } from "./evaluate.js";
import { asFound, resourceOf } from "./outcomes.js";

/** One outcome that blames an object. */
export interface Repairable {
  readonly found: Found;
  /** The object that the patch changes. */
  readonly resource: Resource;
  /** Null where the rule offers no patch, or none here. */
  readonly patch: Patch | null;
  /** The same before and after an unrelated change of the object; several outcomes can share one. */
  readonly key: string;
}

/** Judges everything and asks each rule for the repair of what it blames. Findings about files have none and are left out. */
export function repairsOf(rules: readonly Rule[], evaluated: Evaluated): readonly Repairable[] {
  const repairs: Repairable[] = [];
  const locator = new Locator();
  for (const { rule, form, subject, outcomes } of judgements(rules, evaluated)) {
    if (subject.view === "text" || outcomes instanceof Error) continue;
    for (const outcome of outcomes) {
      if (outcome.outcome !== "blame") continue;
      const found = asFound(rule, form, subject, outcome, locator);
      const patch = form.patch(subject, outcome, evaluated.inventory);
      repairs.push({ found, resource: outcome.on ?? resourceOf(subject), patch, key: keyOf(found) });
    }
  }
  return repairs;
}

/** Without field and line: both move when something before them is added or taken away. */
function keyOf({ rule, resource, container, severity, message, locations: [{ path }] }: Found): string {
  return JSON.stringify([rule, path, resource, container, severity, message]);
}
