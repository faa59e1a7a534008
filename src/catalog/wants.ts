/** What a row of a flag table may ask of a value, and whether a value meets it. */
import type { Want } from "./rule-file.js";

/** The tests that a row may ask for, for the check of rule files. A text stands for the value itself. */
export const wantNames = ["not", "oneOf", "includes", "excludes", "subsetOf", "atLeast", "atMost"] as const;
/** The tests without an argument. */
export const plainWants = ["present", "onlyLoopback", "noClearText", "someTls", "moreThanOne"] as const;

/** `unknown`: part of the value is filled in by something that files do not show. */
export type Answer = "yes" | "no" | "unknown";

/**
 * Whether values meet a want. A value with commas is a list. Of entries `key=value` with the same key the last counts, as in feature
 * gates. Where a part of the value is open, the rest may decide alone: one forbidden entry is enough, and so is one that is asked for.
 */
export function meets(want: Want, values: readonly string[]): Answer {
  const entries = entriesOf(values);
  const closed = entries.filter((entry) => !isOpen(entry));
  if (closed.length === entries.length) return satisfies(want, entries) ? "yes" : "no";
  if (want === "present") return "yes";
  const asksForMembers = typeof want !== "string" && want["includes"] !== undefined;
  if (closed.length === 0 || satisfies(want, closed) !== asksForMembers) return "unknown";
  return asksForMembers ? "yes" : "no";
}

/** `$(NAME)` of a container's environment, `$NAME` of a shell, `{{ name }}` of a template. */
function isOpen(value: string): boolean {
  return /\$[({A-Za-z_]|\{\{/.test(value);
}

function entriesOf(values: readonly string[]): readonly string[] {
  const entries = values.flatMap((value) => value.split(",")).map((entry) => plainBoolean(entry.trim()));
  return [...new Map(entries.map((entry) => [entry.split("=", 1)[0], entry])).values()];
}

/** All spellings that Go's strconv.ParseBool takes, which reads flags and feature gates. "0" and "1" are numbers as well and stay. */
function plainBoolean(entry: string): string {
  const [, key = "", value = ""] = /^(.*=)?([^=]*)$/.exec(entry) ?? [];
  if (["t", "T", "TRUE", "True"].includes(value) || (key !== "" && value === "1")) return `${key}true`;
  if (["f", "F", "FALSE", "False"].includes(value) || (key !== "" && value === "0")) return `${key}false`;
  return entry;
}

function satisfies(want: Want, entries: readonly string[]): boolean {
  const value = entries.join(",");
  if (typeof want === "string") return satisfiesWord(want, value, entries);
  return Object.entries(want).every(([name, argument]) => satisfiesTest(name, argument, value, entries));
}

function satisfiesWord(want: string, value: string, entries: readonly string[]): boolean {
  switch (want) {
    case "present":
      return value !== "";
    case "onlyLoopback":
      return entries.every(isLoopback);
    case "noClearText":
      return entries.map(withoutName).every((url) => !/^http:/i.test(url) || isLoopback(url));
    case "someTls":
      return entries.some((url) => /^https:/i.test(url) || isBareHost(url));
    case "moreThanOne":
      return entries.filter((entry) => entry !== "").length > 1;
    default:
      return isEqual(value, want);
  }
}

function satisfiesTest(name: string, argument: unknown, value: string, entries: readonly string[]): boolean {
  const wanted = (Array.isArray(argument) ? argument : [argument]).map(String);
  switch (name) {
    case "not":
      return !wanted.some((one) => isEqual(value, one));
    case "oneOf":
      return wanted.some((one) => isEqual(value, one));
    case "includes":
      return wanted.every((entry) => entries.includes(entry));
    case "excludes":
      return !wanted.some((entry) => entries.includes(entry));
    case "subsetOf":
      return entries.every((entry) => wanted.includes(entry));
    case "atLeast":
      return compare(value, wanted[0] ?? "") >= 0;
    case "atMost":
      return compare(value, wanted[0] ?? "") <= 0;
    default:
      throw new Error(`A flag table asks for the unknown test "${name}".`);
  }
}

/** A boolean flag takes "1" and "0" too, and so does a want that is one. */
function isEqual(value: string, wanted: string): boolean {
  if (wanted === "true" && value === "1") return true;
  return value === wanted || (wanted === "false" && value === "0");
}

/** etcd's list of members has entries `name=url`. */
function withoutName(entry: string): string {
  return entry.replace(/^[^=:/]*=/, "");
}

/** A client of etcd speaks TLS to `host:port` without a scheme where it has certificates, and clear text where it has none. */
function isBareHost(address: string): boolean {
  return address !== "" && !address.includes("://") && !isLoopback(address);
}

/** An address, `host:port` or a URL that only the node itself reaches; a unix socket is one. */
function isLoopback(address: string): boolean {
  const [, scheme = "", rest = ""] = /^(?:([a-z]+):\/\/)?(.*)$/i.exec(address) ?? [];
  if (/^unixs?$/i.test(scheme)) return true;
  const host =
    /^\[([^\]]*)\]/.exec(rest)?.[1] ?? (isBareAddress(rest) ? rest : (/^[^:/]*/.exec(rest)?.[0] ?? ""));
  return host === "localhost" || host === "::1" || /^127(\.\d{1,3}){3}$/.test(host);
}

/** An IPv6 address without brackets has more than one colon. */
function isBareAddress(text: string): boolean {
  return text.indexOf(":") !== text.lastIndexOf(":");
}

/** Numbers, durations (`4h0m0s`) and TLS versions (`VersionTLS12`). NaN, which satisfies nothing, where the two cannot be compared. */
function compare(left: string, right: string): number {
  return measure(left) - measure(right);
}

const seconds: Readonly<Record<string, number>> = { h: 3600, m: 60, s: 1, ms: 0.001 };

function measure(text: string): number {
  const version = /^VersionTLS(\d)(\d)$/.exec(text);
  if (version !== null) return Number(`${version[1]}${version[2]}`);
  if (/^-?\d+(\.\d+)?$/.test(text)) return Number(text);
  if (!/^(\d+(\.\d+)?(h|ms|m|s))+$/.test(text)) return Number.NaN;
  const parts = [...text.matchAll(/(\d+(?:\.\d+)?)(h|ms|m|s)/g)];
  return parts.reduce(
    (sum, [, amount, unit]) => sum + Number(amount) * (seconds[unit ?? ""] ?? Number.NaN),
    0,
  );
}
