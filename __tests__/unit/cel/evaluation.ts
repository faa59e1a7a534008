/** Shortcuts for the tests of the CEL engine. */
import { CelError, compile, toPlain } from "../../../src/cel/cel.js";
import type { Compiled, Values } from "../../../src/cel/cel.js";

/** Compiles an expression that must be accepted; the names of the values are its scope. */
export function compiled(source: string, names: readonly string[] = []): Compiled {
  const result = compile(source, new Set(names));
  if (result instanceof CelError) throw new Error(`${source}: ${result.code}`);
  return result;
}

/** The plain result, or `error: <code>`, or `refused: <code>`. */
export function outcome(source: string, values: Values = {}): unknown {
  const expression = compile(source, new Set(Object.keys(values)));
  if (expression instanceof CelError) return `refused: ${expression.code}`;
  const result = expression.evaluate(values);
  return result instanceof CelError ? `error: ${result.code}` : toPlain(result);
}
