/** CEL behind an interface of ours: compile once, evaluate often. */
import { Budget, MAX_STEPS } from "./budget.js";
import { check } from "./check.js";
import type { Dialect } from "./check.js";
import { CelError } from "./errors.js";
import { buildProgram } from "./evaluate.js";
import type { Program } from "./evaluate.js";
import { Failure } from "./failure.js";
import type { Frame, Values } from "./frame.js";
import { overloadsOf } from "./functions.js";
import { findMacro } from "./macros.js";
import { type Part, partsOf, readsOf, sinceMinorOf } from "./reads.js";
import { parse } from "./tree.js";
import type { KnownNames, Node } from "./tree.js";
import { typeNames } from "./type-value.js";
import { store } from "./values.js";
import type { Value } from "./values.js";

export { CelError, isCelError } from "./errors.js";
export type { CelErrorCode, SourceRange } from "./errors.js";
export type { Values } from "./frame.js";
export type { Node } from "./tree.js";
export { toPlain } from "./values.js";
export type { Value } from "./values.js";

/** The names that an expression may read. All are of dynamic type; any other name is an error. */
export type Scope = ReadonlySet<string>;

/** An expression that is ready to be evaluated. It has no state and can be shared. */
export interface Compiled {
  readonly source: string;
  readonly tree: Node;
  /** The declared names that it reads, and each with its first field: `object`, `request`, `request.userInfo`. */
  readonly reads: ReadonlySet<string>;
  /** What its result can depend on, no more and no less fine than one field of a declared name. */
  readonly parts: readonly Part[];
  /** The first Kubernetes minor in which a new policy may use it (33 for 1.33); 0 = any. */
  readonly sinceMinor: number;
  /** The static type: `bool`, `string`, `list`, or `dyn` where the values decide. */
  readonly type: string;
  /**
   * Evaluates with these values for the declared names; a missing one is an error only if it is read. The values are
   * read where they are and never changed. Deterministic: no clock, no locale, no randomness.
   */
  evaluate(values: Values): Value | CelError;
}

/** Compiles an expression of Kubernetes' dialect of CEL, or says why it is refused. */
export function compile(source: string, scope: Scope): Compiled | CelError {
  return compileDialect(source, scope, "kubernetes");
}

/** As `compile`; the dialect `cel` lifts the refusals that Kubernetes adds to the language, for the conformance suite. */
export function compileDialect(source: string, scope: Scope, dialect: Dialect): Compiled | CelError {
  const tree = parse(source, knownNames);
  if (tree instanceof CelError) return tree;
  try {
    const checked = check(tree, scope, dialect);
    const program = buildProgram(tree, checked);
    return {
      source,
      tree,
      reads: readsOf(tree, scope),
      parts: partsOf(tree, scope),
      sinceMinor: sinceMinorOf(tree, checked.overloads),
      type: checked.type.name === "free" ? "dyn" : checked.type.name,
      evaluate: (values) => evaluate(program, tree, values),
    };
  } catch (thrown) {
    if (thrown instanceof CelError) return thrown;
    throw thrown;
  }
}

const knownNames: KnownNames = {
  isFunction: (name) => overloadsOf("call", name).length > 0,
  isType: (name) => typeNames.has(name),
  isMacro: (name, argumentCount) => findMacro(name, argumentCount) !== undefined,
};

function evaluate(program: Program, tree: Node, values: Values): Value | CelError {
  const budget = new Budget(MAX_STEPS, program.patterns);
  const frame: Frame = { values, budget, slots: [] };
  try {
    return store(program.run(frame));
  } catch (thrown) {
    const whole = { start: tree.start, end: tree.end };
    if (thrown instanceof Failure) return new CelError(thrown.code, thrown.range ?? whole);
    // The stack ends where data is nested deeper than any manifest; the tree itself is far too shallow for that.
    if (thrown instanceof RangeError) return new CelError("too-deep", whole);
    throw thrown;
  }
}
