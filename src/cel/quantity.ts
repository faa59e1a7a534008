/** Quantities such as `500m` and `1Gi`: https://pkg.go.dev/k8s.io/apimachinery/pkg/api/resource, and Kubernetes' CEL library. */
import { fail } from "./failure.js";
import { MAX_INT, MIN_INT } from "./numbers.js";
import { since } from "./overload.js";
import type { Overload } from "./overload.js";
import { CelObject } from "./values.js";

const NANOS_PER_UNIT = 10n ** 9n;
/** Kubernetes caps quantities here that are binary or have more digits than fit its fast path. */
const MAX_NANOS = MAX_INT * NANOS_PER_UNIT;
const FAST_PATH_DIGITS = 18;

/** An exact number in steps of 10^-9. */
export class Quantity extends CelObject {
  static readonly typeName = "kubernetes.Quantity";
  override readonly typeName = Quantity.typeName;
  /** The amount times 10^9. */
  readonly nanos: bigint;

  constructor(nanos: bigint) {
    super();
    this.nanos = nanos;
  }

  get isZero(): boolean {
    return this.nanos === 0n;
  }

  override equals(other: CelObject): boolean {
    return other instanceof Quantity && other.nanos === this.nanos;
  }

  compareTo(other: CelObject): number {
    if (!(other instanceof Quantity)) return Number.NaN;
    return this.nanos < other.nanos ? -1 : Number(this.nanos > other.nanos);
  }

  /** The amount in the largest decimal unit that needs no point, up to whole units: `2`, `1500m`. */
  override toString(): string {
    for (const [suffix, nanos] of [
      ["", NANOS_PER_UNIT],
      ["m", 10n ** 6n],
      ["u", 1_000n],
    ] as const) {
      if (this.nanos % nanos === 0n) return `${this.nanos / nanos}${suffix}`;
    }
    return `${this.nanos}n`;
  }
}

const MAX_LENGTH = 100;
const QUANTITY = /^([+-]?)(\d*)(?:\.(\d*))?(?:([numkMGTPE]|[KMGTPE]i)|[eE]([+-]?\d{1,4}))?$/;

/** Reads a quantity in Kubernetes' syntax; undefined for any other text. What is finer than 10^-9 is rounded away from zero. */
export function parseQuantity(text: string): Quantity | undefined {
  const parts = text.length > MAX_LENGTH ? null : QUANTITY.exec(text);
  if (parts === null) return undefined;
  const [, sign, whole = "", fraction = "", suffix = "", exponent = "0"] = parts;
  // NOTE: a unit or sign without digits is a valid zero there, empty text and a lone point are not.
  if (text === "" || (text.includes(".") && whole + fraction === "")) return undefined;
  const power = (decimalPowers[suffix] ?? 0) + Number(exponent);
  const binaryFactor = binaryFactors[suffix];
  const digits = whole + fraction;
  const size = scale(BigInt(digits) * (binaryFactor ?? 1n), power - fraction.length + 9);
  const isCapped = binaryFactor !== undefined || digits.length > FAST_PATH_DIGITS;
  const capped = isCapped && size > MAX_NANOS ? MAX_NANOS : size;
  return new Quantity(sign === "-" ? -capped : capped);
}

const decimalPowers: Readonly<Record<string, number>> = {
  n: -9,
  u: -6,
  m: -3,
  k: 3,
  M: 6,
  G: 9,
  T: 12,
  P: 15,
  E: 18,
};
const binaryFactors: Readonly<Record<string, bigint>> = {
  Ki: 2n ** 10n,
  Mi: 2n ** 20n,
  Gi: 2n ** 30n,
  Ti: 2n ** 40n,
  Pi: 2n ** 50n,
  Ei: 2n ** 60n,
};

function scale(digits: bigint, power: number): bigint {
  if (digits === 0n) return 0n;
  // Beyond this the amount is far above the cap.
  if (power >= 0) return digits * 10n ** BigInt(Math.min(power, 100));
  // Beyond this nothing is left of the longest quantity but the rounding.
  const divisor = 10n ** BigInt(Math.min(-power, 2 * MAX_LENGTH));
  return digits / divisor + (digits % divisor === 0n ? 0n : 1n);
}

function quantity(text: string): Quantity {
  return parseQuantity(text) ?? fail("bad-argument");
}

function asInteger(value: Quantity): bigint | undefined {
  const whole = value.nanos / NANOS_PER_UNIT;
  return value.nanos % NANOS_PER_UNIT === 0n && whole >= MIN_INT && whole <= MAX_INT ? whole : undefined;
}

const { call, method } = since(29);

/** `quantity`, `isQuantity` and the methods of a quantity. */
export const quantityFunctions: readonly Overload[] = [
  call("quantity", ["string"], Quantity, quantity),
  call("isQuantity", ["string"], "bool", (text) => parseQuantity(text) !== undefined),
  call("sign", [Quantity], "int", (value) => (value.nanos < 0n ? -1n : BigInt(value.nanos > 0n))),
  method(Quantity, "isInteger", [], "bool", (value) => asInteger(value) !== undefined),
  method(Quantity, "asInteger", [], "int", (value) => asInteger(value) ?? fail("bad-argument")),
  method(Quantity, "asApproximateFloat", [], "double", (value) => Number(value.nanos) / 1e9),
  method(Quantity, "compareTo", [Quantity], "int", (a, b) => BigInt(a.compareTo(b))),
  method(Quantity, "isGreaterThan", [Quantity], "bool", (a, b) => a.nanos > b.nanos),
  method(Quantity, "isLessThan", [Quantity], "bool", (a, b) => a.nanos < b.nanos),
  method(Quantity, "add", [Quantity], Quantity, (a, b) => new Quantity(a.nanos + b.nanos)),
  method(Quantity, "add", ["int"], Quantity, (a, b) => new Quantity(a.nanos + b * NANOS_PER_UNIT)),
  method(Quantity, "sub", [Quantity], Quantity, (a, b) => new Quantity(a.nanos - b.nanos)),
  method(Quantity, "sub", ["int"], Quantity, (a, b) => new Quantity(a.nanos - b * NANOS_PER_UNIT)),
];
