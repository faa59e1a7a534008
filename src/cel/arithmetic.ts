/** The operators + - * / % and the unary minus on values. */
import { MAX_ELEMENTS } from "./budget.js";
import type { Budget } from "./budget.js";
import { fail } from "./failure.js";
import { checkedInt, checkedUint } from "./numbers.js";
import { Duration, Timestamp } from "./time.js";
import type { BinaryOp } from "./tree.js";
import { Uint } from "./uint.js";
import { isList } from "./values.js";
import type { CelValue } from "./values.js";

export type ArithmeticOp = Extract<BinaryOp, "+" | "-" | "*" | "/" | "%">;

/** Fails with `no-such-overload` for types without the operator, `overflow` and `divide-by-zero`. */
export function calculate(op: ArithmeticOp, a: CelValue, b: CelValue, budget: Budget): CelValue {
  if (typeof a === "bigint" && typeof b === "bigint") return checkedInt(calculateWhole(op, a, b));
  if (typeof a === "number" && typeof b === "number") return calculateDouble(op, a, b);
  if (a instanceof Uint && b instanceof Uint) return checkedUint(calculateWhole(op, a.value, b.value));
  if (op === "+") return join(a, b, budget) ?? addTime(a, b);
  return op === "-" ? subtractTime(a, b) : fail("no-such-overload");
}

/** The unary minus of an int or double. */
export function negate(value: CelValue): CelValue {
  if (typeof value === "bigint") return checkedInt(-value);
  return typeof value === "number" ? -value : fail("no-such-overload");
}

function calculateWhole(op: ArithmeticOp, a: bigint, b: bigint): bigint {
  switch (op) {
    case "+":
      return a + b;
    case "-":
      return a - b;
    case "*":
      return a * b;
    case "/":
      return b === 0n ? fail("divide-by-zero") : a / b;
    case "%":
      return b === 0n ? fail("divide-by-zero") : a % b;
  }
}

function calculateDouble(op: ArithmeticOp, a: number, b: number): number {
  switch (op) {
    case "+":
      return a + b;
    case "-":
      return a - b;
    case "*":
      return a * b;
    case "/":
      return a / b;
    case "%":
      return fail("no-such-overload");
  }
}

function join(a: CelValue, b: CelValue, budget: Budget): CelValue | undefined {
  if (typeof a === "string" && typeof b === "string") {
    budget.write(a.length + b.length);
    return a + b;
  }
  if (isList(a) && isList(b)) {
    if (a.length + b.length > MAX_ELEMENTS) fail("list-too-long");
    budget.spend(a.length + b.length);
    return [...a, ...b];
  }
  if (a instanceof Uint8Array && b instanceof Uint8Array) {
    budget.write(a.length + b.length);
    return new Uint8Array([...a, ...b]);
  }
  return undefined;
}

function addTime(a: CelValue, b: CelValue): CelValue {
  if (a instanceof Duration && b instanceof Duration) return new Duration(a.nanoseconds + b.nanoseconds);
  if (a instanceof Duration && b instanceof Timestamp) return new Timestamp(a.nanoseconds + b.nanoseconds);
  if (a instanceof Timestamp && b instanceof Duration) return new Timestamp(a.nanoseconds + b.nanoseconds);
  return fail("no-such-overload");
}

function subtractTime(a: CelValue, b: CelValue): CelValue {
  if (a instanceof Duration && b instanceof Duration) return new Duration(a.nanoseconds - b.nanoseconds);
  if (a instanceof Timestamp && b instanceof Timestamp) return new Duration(a.nanoseconds - b.nanoseconds);
  if (a instanceof Timestamp && b instanceof Duration) return new Timestamp(a.nanoseconds - b.nanoseconds);
  return fail("no-such-overload");
}
