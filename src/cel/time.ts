/** Timestamps and durations, to the nanosecond: https://github.com/google/cel-spec, "Timezones", and Go's time package. */
import type { Budget } from "./budget.js";
import { fail } from "./failure.js";
import { MAX_INT, MIN_INT } from "./numbers.js";
import { since } from "./overload.js";
import type { Overload } from "./overload.js";
import { CelObject } from "./values.js";

const SECOND = 1_000_000_000n;
const MILLISECOND = 1_000_000n;
const DAY_IN_MS = 86_400_000;
/** 0001-01-01T00:00:00Z and 9999-12-31T23:59:59.999999999Z. */
const FIRST_INSTANT = -62_135_596_800n * SECOND;
const LAST_INSTANT = 253_402_300_800n * SECOND - 1n;

/** An instant of the years 1 to 9999. */
export class Timestamp extends CelObject {
  static readonly typeName = "google.protobuf.Timestamp";
  override readonly typeName = Timestamp.typeName;
  /** Nanoseconds since 1970-01-01T00:00:00Z. */
  readonly nanoseconds: bigint;

  /** Fails with `overflow` outside of the years 1 to 9999. */
  constructor(nanoseconds: bigint) {
    super();
    if (nanoseconds < FIRST_INSTANT || nanoseconds > LAST_INSTANT) fail("overflow");
    this.nanoseconds = nanoseconds;
  }

  override equals(other: CelObject): boolean {
    return other instanceof Timestamp && other.nanoseconds === this.nanoseconds;
  }

  compareTo(other: CelObject): number {
    return other instanceof Timestamp ? sign(this.nanoseconds - other.nanoseconds) : Number.NaN;
  }

  /** RFC 3339 in UTC, with as many digits of the fraction as needed. */
  override toString(): string {
    const seconds = floorDivide(this.nanoseconds, SECOND);
    const text = new Date(Number(seconds) * 1_000).toISOString().slice(0, 19);
    return `${text}${fractionToText(this.nanoseconds - seconds * SECOND)}Z`;
  }
}

/** A length of time in the range of 64 bits of nanoseconds, about 292 years. */
export class Duration extends CelObject {
  static readonly typeName = "google.protobuf.Duration";
  override readonly typeName = Duration.typeName;
  readonly nanoseconds: bigint;

  /** Fails with `overflow` outside of the range. */
  constructor(nanoseconds: bigint) {
    super();
    if (nanoseconds < MIN_INT || nanoseconds > MAX_INT) fail("overflow");
    this.nanoseconds = nanoseconds;
  }

  get isZero(): boolean {
    return this.nanoseconds === 0n;
  }

  override equals(other: CelObject): boolean {
    return other instanceof Duration && other.nanoseconds === this.nanoseconds;
  }

  compareTo(other: CelObject): number {
    return other instanceof Duration ? sign(this.nanoseconds - other.nanoseconds) : Number.NaN;
  }

  /** Seconds: `3600s`, `-1.5s`. */
  override toString(): string {
    const size = this.nanoseconds < 0n ? -this.nanoseconds : this.nanoseconds;
    return `${this.nanoseconds < 0n ? "-" : ""}${size / SECOND}${fractionToText(size % SECOND)}s`;
  }
}

const { call, method } = since(0);

/** What a timestamp says about its date, by the method's name; month, weekday, day of month and day of year count from 0. */
const selectors: Readonly<Record<string, (wallClock: Date) => number>> = {
  getFullYear: (date) => date.getUTCFullYear(),
  getMonth: (date) => date.getUTCMonth(),
  getDate: (date) => date.getUTCDate(),
  getDayOfMonth: (date) => date.getUTCDate() - 1,
  getDayOfWeek: (date) => date.getUTCDay(),
  getDayOfYear: (date) => Math.floor((date.getTime() - startOfYear(date)) / DAY_IN_MS),
  getHours: (date) => date.getUTCHours(),
  getMinutes: (date) => date.getUTCMinutes(),
  getSeconds: (date) => date.getUTCSeconds(),
  getMilliseconds: (date) => date.getUTCMilliseconds(),
};

/** Conversions to and from time, and the methods of both types. */
export const timeFunctions: readonly Overload[] = [
  call("timestamp", ["string"], Timestamp, parseTimestamp),
  call("timestamp", ["int"], Timestamp, (seconds) => new Timestamp(seconds * SECOND)),
  call("timestamp", [Timestamp], Timestamp, (timestamp) => timestamp),
  call("duration", ["string"], Duration, parseDuration),
  call("duration", [Duration], Duration, (duration) => duration),
  call("int", [Duration], "int", (duration) => duration.nanoseconds),
  call("int", [Timestamp], "int", (timestamp) => floorDivide(timestamp.nanoseconds, SECOND)),
  call("string", [Timestamp], "string", String),
  call("string", [Duration], "string", String),
  ...Object.entries(selectors).flatMap(([name, select]) => [
    method(Timestamp, name, [], "int", (timestamp) => BigInt(select(utcDate(timestamp)))),
    method(Timestamp, name, ["string"], "int", (timestamp, zone, budget) =>
      BigInt(select(wallClock(timestamp, zone, budget))),
    ),
  ]),
  method(Duration, "getHours", [], "int", (duration) => duration.nanoseconds / (3_600n * SECOND)),
  method(Duration, "getMinutes", [], "int", (duration) => duration.nanoseconds / (60n * SECOND)),
  method(Duration, "getSeconds", [], "int", (duration) => duration.nanoseconds / SECOND),
  method(Duration, "getMilliseconds", [], "int", (duration) => duration.nanoseconds / MILLISECOND),
];

const TIMESTAMP =
  /^(\d{4})-(\d\d)-(\d\d)T(\d\d):(\d\d):(\d\d)(?:[.,](\d{1,9})\d{0,20})?(?:Z|([+-])(\d\d):(\d\d))$/;

function parseTimestamp(text: string): Timestamp {
  const parts = TIMESTAMP.exec(text);
  if (parts === null) return fail("bad-argument");
  const [year, month, day, hour, minute, second] = parts.slice(1, 7).map(Number) as [
    number,
    number,
    number,
    number,
    number,
    number,
  ];
  const date = new Date(0);
  date.setUTCFullYear(year, month - 1, day);
  date.setUTCHours(hour, minute, second);
  const isReal = date.getUTCMonth() === month - 1 && date.getUTCDate() === day && hour < 24;
  if (!isReal || minute > 59 || second > 59) return fail("bad-argument");
  const [fraction = "", offsetSign = "+", offsetHours = "0", offsetMinutes = "0"] = parts.slice(7);
  if (Number(offsetHours) > 24 || Number(offsetMinutes) > 59) return fail("bad-argument");
  const offset = (Number(offsetHours) * 60 + Number(offsetMinutes)) * 60 * (offsetSign === "-" ? -1 : 1);
  const seconds = BigInt(date.getTime() / 1_000 - offset);
  return new Timestamp(seconds * SECOND + BigInt(fraction.padEnd(9, "0")));
}

const NANOSECONDS_PER_UNIT: Readonly<Record<string, bigint>> = {
  h: 3_600n * SECOND,
  m: 60n * SECOND,
  s: SECOND,
  ms: MILLISECOND,
  us: 1_000n,
  µs: 1_000n,
  μs: 1_000n,
  ns: 1n,
};

/** Go's duration syntax: an optional sign, then numbers with units, `1h30m`, `1.5s`; the bare `0` is allowed. */
function parseDuration(text: string): Duration {
  const digits = /^[+-]/.test(text) ? text.slice(1) : text;
  if (digits === "0") return new Duration(0n);
  if (text.length > 100 || !/^(?:(?:\d+\.?\d*|\.\d+)(?:ns|us|µs|μs|ms|s|m|h))+$/.test(digits))
    return fail("bad-argument");
  let total = 0n;
  for (const [, whole = "", fraction = "", unit = ""] of digits.matchAll(
    /(\d*)\.?(\d*)(ns|us|µs|μs|ms|s|m|h)/g,
  )) {
    const size = NANOSECONDS_PER_UNIT[unit] ?? 0n;
    total += BigInt(whole || "0") * size + (BigInt(fraction || "0") * size) / 10n ** BigInt(fraction.length);
  }
  return new Duration(text.startsWith("-") ? -total : total);
}

/** Wall clocks of named zones come from the runtime's time zone table, which is slow to ask. */
const STEPS_PER_ZONE = 500;

/** The wall clock of a zone, as the UTC fields of a date. Zones are `UTC`, `+02:00`, `02:00` or names such as `Asia/Tokyo`. */
function wallClock(timestamp: Timestamp, zone: string, budget: Budget): Date {
  const offset = /^([+-]?)(\d{1,2}):(\d\d)$/.exec(zone);
  const utc = utcDate(timestamp);
  if (zone === "") return utc;
  if (offset !== null) {
    const [, direction, hours, minutes] = offset;
    const offsetMs = (Number(hours) * 60 + Number(minutes)) * 60_000;
    return new Date(utc.getTime() + (direction === "-" ? -offsetMs : offsetMs));
  }
  budget.spend(STEPS_PER_ZONE);
  return new Date(utc.getTime() + zoneOffsetMs(utc, zone));
}

function zoneOffsetMs(utc: Date, zone: string): number {
  const parts = formatterOf(zone).formatToParts(utc);
  const field = (type: string): number => Number(parts.find((part) => part.type === type)?.value ?? 0);
  const local = new Date(0);
  local.setUTCFullYear(field("year"), field("month") - 1, field("day"));
  local.setUTCHours(field("hour"), field("minute"), field("second"), utc.getUTCMilliseconds());
  return local.getTime() - utc.getTime();
}

function formatterOf(timeZone: string): Intl.DateTimeFormat {
  try {
    return new Intl.DateTimeFormat("en-US", {
      timeZone,
      hourCycle: "h23",
      year: "numeric",
      month: "numeric",
      day: "numeric",
      hour: "numeric",
      minute: "numeric",
      second: "numeric",
    });
  } catch {
    // NOTE: a RangeError is the only way to learn that a zone is unknown.
    return fail("bad-argument");
  }
}

function utcDate(timestamp: Timestamp): Date {
  return new Date(Number(floorDivide(timestamp.nanoseconds, MILLISECOND)));
}

function startOfYear(date: Date): number {
  const start = new Date(0);
  start.setUTCFullYear(date.getUTCFullYear(), 0, 1);
  return start.getTime();
}

function floorDivide(value: bigint, divisor: bigint): bigint {
  const quotient = value / divisor;
  return value % divisor < 0n ? quotient - 1n : quotient;
}

function fractionToText(nanoseconds: bigint): string {
  return nanoseconds === 0n ? "" : `.${String(nanoseconds).padStart(9, "0").replace(/0+$/, "")}`;
}

function sign(value: bigint): number {
  return value < 0n ? -1 : Number(value > 0n);
}
