/** `'%s has %d'.format([...])`: https://github.com/google/cel-go/blob/v0.26.0/ext/formatting.go. */
import type { Budget } from "./budget.js";
import { fail } from "./failure.js";
import { doubleToText } from "./numbers.js";
import { Uint } from "./uint.js";
import { CelObject, isMap, keysOf, load, member } from "./values.js";
import type { CelList, CelMap, CelValue } from "./values.js";

/** Digits after the point where a clause gives none. */
const DEFAULT_PRECISION = 6;
/** The most digits that JavaScript prints. */
const MAX_PRECISION = 100;

/** Replaces the clauses of `template` (`%s %d %f %.2e %b %x %X %o %%`) by `args` in order. */
export function formatText(template: string, args: CelList, budget: Budget): string {
  budget.walk(args.length);
  let next = 0;
  const text = template.replaceAll(/%(?:%|(?:\.(\d{1,3}))?([\s\S]?))/g, (clause, precision, letter) => {
    if (clause === "%%") return "%";
    const value = args[next++];
    if (value === undefined) return fail("out-of-range");
    const formatted = formatOne(
      letter,
      load(value),
      precision === undefined ? undefined : Number(precision),
      budget,
    );
    budget.write(formatted.length);
    return formatted;
  });
  budget.write(text.length);
  return text;
}

/** A value as `%s` prints it: strings bare, lists in `[]`, maps in `{}` sorted by key. */
export function valueToText(value: CelValue, budget: Budget): string {
  budget.spend(1);
  if (typeof value === "string") return value;
  if (typeof value === "number") return special(value) ?? doubleToText(value);
  if (typeof value !== "object" || value === null) return String(value);
  if (value instanceof Uint8Array) return new TextDecoder().decode(value);
  if (isMap(value)) return mapToText(value, budget);
  if (value instanceof CelObject)
    return value.typeName === "optional" ? fail("no-such-overload") : String(value);
  const elements = value as CelList;
  budget.walk(elements.length);
  return `[${elements.map((element) => valueToText(load(element), budget)).join(", ")}]`;
}

function formatOne(letter: string, value: CelValue, precision: number | undefined, budget: Budget): string {
  if (precision !== undefined && (precision > MAX_PRECISION || !(letter === "f" || letter === "e")))
    return fail("bad-argument");
  switch (letter) {
    case "s":
      return valueToText(value, budget);
    case "d":
      return typeof value === "number"
        ? (special(value) ?? fail("no-such-overload"))
        : String(integer(value));
    case "f":
      return special(value) ?? fixedPoint(double(value), precision ?? DEFAULT_PRECISION);
    case "e":
      return special(value) ?? scientific(double(value), precision ?? DEFAULT_PRECISION);
    case "b":
      return typeof value === "boolean" ? String(Number(value)) : integer(value).toString(2);
    case "o":
      return integer(value).toString(8);
    case "x":
      return hexadecimal(value);
    case "X":
      return hexadecimal(value).toUpperCase();
    default:
      return fail("bad-argument");
  }
}

function special(value: CelValue): string | undefined {
  return typeof value === "number" && !Number.isFinite(value) ? String(value) : undefined;
}

function integer(value: CelValue): bigint {
  if (typeof value === "bigint") return value;
  return value instanceof Uint ? value.value : fail("no-such-overload");
}

function double(value: CelValue): number {
  return typeof value === "number" ? value : fail("no-such-overload");
}

function hexadecimal(value: CelValue): string {
  if (typeof value === "string") return Buffer.from(value, "utf8").toString("hex");
  if (value instanceof Uint8Array) return Buffer.from(value).toString("hex");
  return integer(value).toString(16);
}

/** As toFixed, but exact halves go to the even neighbour. */
function fixedPoint(value: number, precision: number): string {
  if (Math.abs(value) >= 1e21)
    return precision === 0 ? String(BigInt(value)) : `${BigInt(value)}.${"0".repeat(precision)}`;
  const rounded = value.toFixed(precision);
  const exact = value.toFixed(MAX_PRECISION);
  const kept = exact.slice(0, exact.indexOf(".") + (precision === 0 ? 0 : precision + 1));
  const isHalf = /^\.?50*$/.test(exact.slice(kept.length));
  return isHalf && /[02468]$/.test(kept) ? kept : rounded;
}

function scientific(value: number, precision: number): string {
  const [digits = "", exponent = "+0"] = value.toExponential(precision).split("e");
  return `${digits}e${exponent.slice(0, 1)}${exponent.slice(1).padStart(2, "0")}`;
}

function mapToText(map: CelMap, budget: Budget): string {
  const keys = keysOf(map);
  budget.walk(keys.length);
  const entries = keys.map((key) => [String(key), valueToText(member(map, key) ?? null, budget)] as const);
  entries.sort(([a], [b]) => (a < b ? -1 : Number(a > b)));
  return `{${entries.map(([key, text]) => `${key}: ${text}`).join(", ")}}`;
}
