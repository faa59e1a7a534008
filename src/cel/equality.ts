/** When two CEL values are equal, and which of two comes first. */
import { CelObject, isList, isMap, keysOf, load, member } from "./values.js";
import type { CelList, CelMap, CelValue, MapKey } from "./values.js";
import { Uint } from "./uint.js";
import type { Budget } from "./budget.js";
import { fail } from "./failure.js";

// Bound once, as in values.ts.
const { isNaN } = Number;
const Bytes = Uint8Array;

/** Equality across all types: values of different types are unequal, numbers are compared by value. Pays per element. */
export function isEqual(a: CelValue, b: CelValue, budget: Budget): boolean {
  if (a === b) {
    if (typeof a === "string") budget.read(a);
    return true;
  }
  if (typeof a === "string") {
    // Texts of the same length may have been read to their end.
    if (typeof b === "string" && a.length === b.length) budget.read(a);
    return false;
  }
  if (typeof a === "boolean" || a === null || b === null) return false;
  const left = numberOf(a);
  if (left !== undefined) {
    const right = numberOf(b);
    return right !== undefined && compareNumbers(left, right) === 0;
  }
  if (isList(a)) return isList(b) && areListsEqual(a, b, budget);
  if (a instanceof Bytes) return b instanceof Bytes && compareBytes(a, b) === 0;
  if (isMap(a)) return isMap(b) && areMapsEqual(a, b, budget);
  if (!(a instanceof CelObject && b instanceof CelObject)) return false;
  return a.typeName === b.typeName && a.equals(b, (x, y) => isEqual(x, y, budget));
}

/** The numeric value of an int, uint or double. */
export function numberOf(value: CelValue): bigint | number | undefined {
  if (typeof value === "bigint" || typeof value === "number") return value;
  return value instanceof Uint ? value.value : undefined;
}

/** Negative, zero or positive. Fails with `no-such-overload` for types without a common order, and for NaN. */
export function order(a: CelValue, b: CelValue, budget: Budget): number {
  if (typeof a === "string" && typeof b === "string") budget.read(a.length < b.length ? a : b);
  const result = compare(a, b);
  return result === undefined || isNaN(result) ? fail("no-such-overload") : result;
}

/** A type whose values have an order. */
export interface Ordered {
  /** Negative, zero or positive; `other` is of the same type. */
  compareTo(other: CelObject): number;
}

/** The key under which a map holds a value; undefined for values that can be no key. Ints, uints and doubles share keys. */
export function mapKey(value: CelValue): MapKey | undefined {
  switch (typeof value) {
    case "string":
    case "bigint":
    case "boolean":
      return value;
    case "number":
      return Number.isInteger(value) ? BigInt(value) : undefined;
    default:
      return value instanceof Uint ? value.value : undefined;
  }
}

function compare(a: CelValue, b: CelValue): number | undefined {
  if (typeof a === "string") return typeof b === "string" ? compareText(a, b) : undefined;
  const left = numberOf(a);
  if (left !== undefined) {
    const right = numberOf(b);
    return right === undefined ? undefined : compareNumbers(left, right);
  }
  if (typeof a === "boolean") return typeof b === "boolean" ? Number(a) - Number(b) : undefined;
  if (a instanceof Bytes) return b instanceof Bytes ? compareBytes(a, b) : undefined;
  if (!(a instanceof CelObject && b instanceof CelObject) || a.typeName !== b.typeName) return undefined;
  return isOrdered(a) ? a.compareTo(b) : undefined;
}

function areListsEqual(a: CelList, b: CelList, budget: Budget): boolean {
  if (a.length !== b.length) return false;
  budget.spend(a.length);
  return a.every((element, i) => isEqual(load(element), load(b[i] ?? null), budget));
}

function areMapsEqual(a: CelMap, b: CelMap, budget: Budget): boolean {
  const keys = keysOf(a);
  if (keys.length !== keysOf(b).length) return false;
  budget.spend(keys.length);
  return keys.every((key) => {
    const [left, right] = [member(a, key), member(b, key)];
    return left !== undefined && right !== undefined && isEqual(left, right, budget);
  });
}

function isOrdered(value: CelObject): value is CelObject & Ordered {
  return "compareTo" in value;
}

/** An int beside a double is rounded to a double first, as the specification wants. */
function compareNumbers(a: bigint | number, b: bigint | number): number {
  if (typeof a !== typeof b) return compareNumbers(Number(a), Number(b));
  if (a < b) return -1;
  if (a > b) return 1;
  return a === b ? 0 : Number.NaN;
}

/** By code point, as UTF-8 sorts; JavaScript sorts by code unit, which puts U+1F600 before U+FFFD. */
function compareText(a: string, b: string): number {
  if (a === b) return 0;
  const shorter = Math.min(a.length, b.length);
  for (let i = 0; i < shorter; i++) {
    const x = a.charCodeAt(i);
    const y = b.charCodeAt(i);
    if (x !== y)
      return isSurrogate(x) === isSurrogate(y) ? x - y : Number(isSurrogate(x)) - Number(isSurrogate(y));
  }
  return a.length - b.length;
}

function isSurrogate(unit: number): boolean {
  return unit >= 0xd800 && unit <= 0xdfff;
}

function compareBytes(a: Uint8Array, b: Uint8Array): number {
  return Buffer.compare(a, b);
}
