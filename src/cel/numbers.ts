/** Arithmetic, and the conversions between numbers, text and bytes: https://github.com/google/cel-spec, "Standard Definitions". */
import { fail } from "./failure.js";
import { since } from "./overload.js";
import type { Overload } from "./overload.js";
import { MAX_UINT, Uint } from "./uint.js";

/** The smallest and the largest int. */
export const MIN_INT = -(2n ** 63n);
export const MAX_INT = 2n ** 63n - 1n;

/** The int, if it is in range; fails with `overflow`. */
export function checkedInt(value: bigint): bigint {
  return value >= MIN_INT && value <= MAX_INT ? value : fail("overflow");
}

/** The uint, if it is in range; fails with `overflow`. */
export function checkedUint(value: bigint): Uint {
  return value >= 0n && value <= MAX_UINT ? new Uint(value) : fail("overflow");
}

/** A double as CEL prints it, which is Go's shortest form: `1e+06`, `+Inf`. */
export function doubleToText(value: number): string {
  if (value === Number.POSITIVE_INFINITY) return "+Inf";
  if (value === Number.NEGATIVE_INFINITY) return "-Inf";
  if (Number.isNaN(value)) return "NaN";
  if (Object.is(value, -0)) return "-0";
  const [digits = "", exponentText = "0"] = value.toExponential().split("e");
  const exponent = Number(exponentText);
  if (exponent >= -4 && exponent < 6) return String(value);
  return `${digits}e${exponent < 0 ? "-" : "+"}${String(Math.abs(exponent)).padStart(2, "0")}`;
}

const { call, method } = since(0);

/** Conversions to numbers, bool, bytes and string, without those of time. */
export const conversionFunctions: readonly Overload[] = [
  call("int", ["int"], "int", (value) => value),
  call("int", [Uint], "int", (value) => checkedInt(value.value)),
  call("int", ["double"], "int", doubleToInt),
  call("int", ["string"], "int", textToInt),
  call("uint", [Uint], Uint, (value) => value),
  call("uint", ["int"], Uint, checkedUint),
  call("uint", ["double"], Uint, (value) =>
    value >= 0 && value < 2 ** 64 ? new Uint(BigInt(Math.trunc(value))) : fail("overflow"),
  ),
  call("uint", ["string"], Uint, (text) =>
    /^\d{1,20}$/.test(text) ? checkedUint(BigInt(text)) : fail("bad-argument"),
  ),
  call("double", ["double"], "double", (value) => value),
  call("double", ["int"], "double", Number),
  call("double", [Uint], "double", (value) => Number(value.value)),
  call("double", ["string"], "double", textToDouble),
  call("bool", ["bool"], "bool", (value) => value),
  call("bool", ["string"], "bool", textToBool),
  call("string", ["string"], "string", (text) => text),
  call("string", ["bool"], "string", String),
  call("string", ["int"], "string", String),
  call("string", [Uint], "string", String),
  call("string", ["double"], "string", doubleToText),
  call("string", ["bytes"], "string", bytesToText),
  call("bytes", ["bytes"], "bytes", (bytes) => bytes),
  call("bytes", ["string"], "bytes", (text, budget) => {
    budget.write(text.length);
    return new TextEncoder().encode(text);
  }),
  call("size", ["bytes"], "int", (bytes) => BigInt(bytes.length)),
  method("bytes", "size", [], "int", (bytes) => BigInt(bytes.length)),
  call("dyn", ["T"], "dyn", (value) => value),
];

function doubleToInt(value: number): bigint {
  return value > -(2 ** 63) && value < 2 ** 63 ? BigInt(Math.trunc(value)) : fail("overflow");
}

function textToInt(text: string): bigint {
  if (!/^[+-]?\d{1,20}$/.test(text)) fail("bad-argument");
  return checkedInt(BigInt(text.startsWith("+") ? text.slice(1) : text));
}

/** More digits than any double has, and few enough for a pattern that backtracks. */
const MAX_DOUBLE_LENGTH = 1_100;

function textToDouble(text: string): number {
  if (text.length > MAX_DOUBLE_LENGTH) return fail("bad-argument");
  if (/^[+-]?(\d+\.?\d*|\.\d+)([eE][+-]?\d+)?$/.test(text)) {
    const value = Number(text);
    return Number.isFinite(value) ? value : fail("overflow");
  }
  switch (text.toLowerCase()) {
    case "nan":
      return Number.NaN;
    case "inf":
    case "+inf":
    case "infinity":
    case "+infinity":
      return Number.POSITIVE_INFINITY;
    case "-inf":
    case "-infinity":
      return Number.NEGATIVE_INFINITY;
    default:
      return fail("bad-argument");
  }
}

function textToBool(text: string): boolean {
  if (["1", "t", "T", "true", "True", "TRUE"].includes(text)) return true;
  if (["0", "f", "F", "false", "False", "FALSE"].includes(text)) return false;
  return fail("bad-argument");
}

function bytesToText(bytes: Uint8Array): string {
  try {
    return new TextDecoder("utf-8", { fatal: true, ignoreBOM: true }).decode(bytes);
  } catch {
    // NOTE: the decoder's TypeError says no more than this.
    return fail("bad-argument");
  }
}
