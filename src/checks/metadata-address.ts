/**
 * The address of a metadata service in what a workload runs with: its variables, commands and configuration. Not counted are comments of
 * scripts, lists of hosts that bypass a proxy, and blocks of one address (`169.254.169.254/32`), which rules of networks use to deny it.
 */
import { listOf, string } from "../core/decode.js";
import { field, isList, isObject, type Json, text } from "../core/json.js";
import type { Route } from "../core/location.js";
import { blame, type Outcome, pass } from "../core/rule.js";
import { defineCheck } from "./define.js";

export const check = defineCheck(
  { match: "item", reach: "local", with: { addresses: listOf(string) } },
  ({ self, route }, { addresses }) => {
    // Almost nothing names such an address, and looking for one is cheaper than making the place of every text.
    if (!addresses.some((address) => holds(self, address))) return pass();
    const outcomes: Outcome[] = [];
    for (const [value, place] of textsIn(self, route)) {
      const address = addresses.find((one) => holds(value, one) && isUsed(value.toLowerCase(), one));
      if (address !== undefined) outcomes.push(blame(place, { address }));
    }
    return outcomes.length === 0 ? pass() : outcomes;
  },
);

function holds(value: Json, address: string): boolean {
  if (typeof value === "string") return value.toLowerCase().includes(address);
  if (isList(value)) return value.some((one) => holds(one, address));
  return isObject(value) && Object.values(value).some((one) => holds(one, address));
}

/** Every text below a value with its place. */
function* textsIn(value: Json, route: Route): Generator<readonly [string, Route]> {
  if (typeof value === "string") yield [value, route];
  if (isList(value)) for (const [index, one] of value.entries()) yield* textsIn(one, [...route, index]);
  if (!isObject(value) || isProxyBypass(text(field(value, "name")) ?? "")) return;
  for (const [key, one] of Object.entries(value))
    if (!isProxyBypass(key)) yield* textsIn(one, [...route, key]);
}

function isProxyBypass(name: string): boolean {
  return /^no_?proxy$/i.test(name);
}

const comments: readonly string[] = ["#", "//", ";"];

function isUsed(value: string, address: string): boolean {
  return value.split("\n").some((line) => {
    if (comments.some((mark) => line.trimStart().startsWith(mark)) || /no_?proxy/i.test(line)) return false;
    const parts = line.split(address);
    return parts.slice(1).some((after, index) => !isPartOfMore(parts[index] ?? "", after));
  });
}

/** A longer address or name, or a block of this one address. */
function isPartOfMore(before: string, after: string): boolean {
  return /[\w.]$/.test(before) || /^(?:[\w-]|\.\w|\/(?:32|128)(?!\d))/.test(after);
}
