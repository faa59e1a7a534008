/** The shape of a TypeScript check: what it matches, what it needs to know, and one pure function. */
import { decode, type Decoder, object } from "../core/decode.js";
import type { Inventory, Outcome, Reach, Subjects } from "../core/rule.js";

/** What a check says about itself. */
export interface CheckDefinition<V extends keyof Subjects, W extends object> {
  /** What one call receives; a rule file that names the check must match the same. */
  readonly match: V;
  readonly reach: Reach;
  /** What rule files may set under `with`: a decoder for each name. */
  readonly with: { readonly [K in keyof W]: Decoder<W[K]> };
}

/** Judges one subject: pure and synchronous. May throw: the engine makes a problem of it. */
export type Judge<V extends keyof Subjects, W> = (
  subject: Subjects[V],
  options: W,
  inventory: Inventory,
) => Outcome | readonly Outcome[];

/** A check as the catalog uses it: options are decoded once, when a rule is built. */
export interface Check {
  readonly match: keyof Subjects;
  readonly reach: Reach;
  /** The names that `with` may set. */
  readonly options: readonly string[];
  /** @throws DecodeError where `with` does not fit. */
  bind(
    withValues: unknown,
  ): (subject: Subjects[keyof Subjects], inventory: Inventory) => Outcome | readonly Outcome[];
}

/** Makes a check. The judge is an argument of its own, because that is how its options get their types. */
export function defineCheck<V extends keyof Subjects, W extends object>(
  definition: CheckDefinition<V, W>,
  judge: Judge<V, W>,
): Check {
  const decoder = object<W>(definition.with);
  return {
    match: definition.match,
    reach: definition.reach,
    options: Object.keys(definition.with),
    bind(withValues) {
      const options = decode(decoder, withValues);
      return (subject, inventory) => {
        if (subject.view !== definition.match) throw new Error(`The check was given a ${subject.view}.`);
        return judge(subject as Subjects[V], options, inventory); // the line above proves the view
      };
    },
  };
}
