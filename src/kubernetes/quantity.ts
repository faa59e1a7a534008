/** Resource quantities such as `500m` and `1Gi`: https://kubernetes.io/docs/reference/kubernetes-api/common-definitions/quantity/ */
import type { Json } from "../core/json.js";

/** An amount, exact to 10^-9, and the family of suffixes that it was written with. */
export interface Quantity {
  readonly nanos: bigint;
  readonly format: "binary" | "decimal" | "exponent";
}

const maxLength = 100; // no real quantity comes near; it bounds the work on hostile ones
const nanosPerUnit = 10n ** 9n;
const maxNanos = (2n ** 63n - 1n) * nanosPerUnit;

const decimalSuffixes = ["n", "u", "m", "", "k", "M", "G", "T", "P", "E"] as const;
const binarySuffixes = ["", "Ki", "Mi", "Gi", "Ti", "Pi", "Ei"] as const;

/**
 * Reads a quantity, which may also be written as a number; undefined for anything that is none. What is finer than 10^-9 is rounded
 * away from zero and what is larger than 2^63-1 is capped, as in Kubernetes.
 */
export function parseQuantity(value: Json): Quantity | undefined {
  const text = typeof value === "number" || typeof value === "bigint" ? String(value) : value;
  if (typeof text !== "string" || text.length > maxLength) return undefined;
  const parts = /^([+-]?)(\d*)(?:\.(\d*))?(?:([numkMGTPE]|[KMGTPE]i)|[eE]([+-]?\d{1,4}))?$/.exec(text);
  if (parts === null) return undefined;
  const [, sign, integer = "", fraction = "", suffix = "", exponent] = parts;
  if (integer === "" && fraction === "") return undefined;
  const isBinary = suffix.endsWith("i");
  const factor = isBinary ? 1024n ** BigInt(binarySuffixes.findIndex((one) => one === suffix)) : 1n;
  const power = isBinary ? 0 : decimalPower(suffix) + Number(exponent ?? "0");
  const size = cap(shift(BigInt(integer + fraction) * factor, power + 9 - fraction.length));
  return {
    nanos: sign === "-" ? -size : size,
    format: isBinary ? "binary" : exponent === undefined ? "decimal" : "exponent",
  };
}

/**
 * The one spelling of a quantity: no fraction, the largest suffix that loses nothing (`0.5` is `500m`, `1024Ki` is `1Mi`, `1000` is `1k`).
 * Binary amounts below 1024 or with a fraction turn decimal. Undefined where the value is no quantity.
 */
export function canonicalQuantity(value: Json): string | undefined {
  const quantity = parseQuantity(value);
  if (quantity === undefined) return undefined;
  const { nanos, format } = quantity;
  if (nanos === 0n) return "0";
  const isWhole = nanos % nanosPerUnit === 0n;
  const units = nanos / nanosPerUnit;
  if (format === "binary" && isWhole && (units <= -1024n || units >= 1024n)) return writeBinary(units);
  const { digits, steps } = reduce(nanos, 1000n, decimalSuffixes.length - 1);
  const exponent = steps * 3 - 9;
  if (format === "exponent") return exponent === 0 ? String(digits) : `${digits}e${exponent}`;
  return `${digits}${decimalSuffixes[steps] ?? ""}`;
}

/** Negative, zero or positive like every comparer; undefined where one of the two is no quantity. */
export function compareQuantities(left: Json, right: Json): number | undefined {
  const first = parseQuantity(left)?.nanos;
  const second = parseQuantity(right)?.nanos;
  if (first === undefined || second === undefined) return undefined;
  return first < second ? -1 : Number(first > second);
}

function writeBinary(units: bigint): string {
  const { digits, steps } = reduce(units, 1024n, binarySuffixes.length - 1);
  return `${digits}${binarySuffixes[steps] ?? ""}`;
}

/** Divides as long as nothing is lost. */
function reduce(
  amount: bigint,
  base: bigint,
  maxSteps: number,
): { readonly digits: bigint; readonly steps: number } {
  let digits = amount;
  let steps = 0;
  while (steps < maxSteps && digits % base === 0n) {
    digits /= base;
    steps++;
  }
  return { digits, steps };
}

function decimalPower(suffix: string): number {
  return decimalSuffixes.findIndex((one) => one === suffix) * 3 - 9;
}

/** amount times 10^power, rounded up. */
function shift(amount: bigint, power: number): bigint {
  if (power >= 0) return amount * 10n ** BigInt(power);
  const divisor = 10n ** BigInt(-power);
  return (amount + divisor - 1n) / divisor;
}

function cap(nanos: bigint): bigint {
  return nanos > maxNanos ? maxNanos : nanos;
}
