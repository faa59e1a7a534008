/** What the closures of a built expression share: the frame of one evaluation, and how failures get their place. */
import type { Budget } from "./budget.js";
import type { SourceRange } from "./errors.js";
import { fail, Failure } from "./failure.js";
import type { Node } from "./tree.js";
import type { CelValue, Value } from "./values.js";

/** What the declared names stand for in one evaluation. */
export type Values = Readonly<Record<string, Value | undefined>>;

/** One evaluation. */
export interface Frame {
  readonly values: Values;
  readonly budget: Budget;
  /** Variables of the scope and of macros, by the number that the builder gave them; undefined until read or bound. */
  readonly slots: (CelValue | undefined)[];
}

/** Evaluates one node. Throws a Failure. */
export type Run = (frame: Frame) => CelValue;

/** Which slot each variable in sight has. */
export type Slots = ReadonlyMap<string, number>;

/** Turns nodes into closures. */
export interface NodeBuilder {
  /** The closure of a node; `locals` are the variables of the macros around it. */
  build(node: Node, locals: Slots): Run;
  /** A new slot for a variable of a macro. */
  reserve(): number;
}

/** Runs, and notes the place on a failure that has none yet. */
export function located(node: Node, run: Run): Run {
  const range = rangeOf(node);
  return (frame) => {
    try {
      return run(frame);
    } catch (thrown) {
      if (thrown instanceof Failure) thrown.range ??= range;
      throw thrown;
    }
  };
}

/** The value, if it is a bool; fails with `no-such-overload` otherwise. */
export function asBool(value: CelValue): boolean {
  return typeof value === "boolean" ? value : fail("no-such-overload");
}

/** The place of a node. */
export function rangeOf({ start, end }: Node): SourceRange {
  return { start, end };
}
