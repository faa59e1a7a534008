/** Fields, elements and keys of values, with and without optionals. */
import { mapKey } from "./equality.js";
import { fail } from "./failure.js";
import { none, Optional } from "./optional.js";
import { Uint } from "./uint.js";
import { isList, isMap, load, member } from "./values.js";
import type { CelList, CelValue } from "./values.js";

/** `value.name`; of an optional it is an optional again. Fails with `no-such-key`. */
export function selectField(value: CelValue, name: string): CelValue {
  if (value instanceof Optional) {
    if (value.content === undefined) return none;
    return isMap(value.content) ? optionalOf(member(value.content, name)) : fail("no-such-key");
  }
  const found = isMap(value) ? member(value, name) : undefined;
  return found === undefined ? fail("no-such-key") : found;
}

/** `value.?name`: what has no such field, and what has no fields at all, gives none; a list fails, as in cel-go. */
export function selectOptionalField(value: CelValue, name: string): Optional {
  const content = value instanceof Optional ? value.content : value;
  if (isList(content)) return fail("no-such-overload");
  return content !== undefined && isMap(content) ? optionalOf(member(content, name)) : none;
}

/** `has(value.name)`: what has no fields at all has none of that name; a list fails, as in cel-go. */
export function hasField(value: CelValue, name: string): boolean {
  const content = value instanceof Optional ? value.content : value;
  if (isList(content)) return fail("no-such-overload");
  return content !== undefined && isMap(content) && member(content, name) !== undefined;
}

/** `value[index]`; of an optional it is an optional again. Fails with `no-such-key` and `out-of-range`. */
export function selectIndex(value: CelValue, index: CelValue): CelValue {
  if (value instanceof Optional)
    return value.content === undefined ? none : optionalOf(lookUp(value.content, index));
  const found = lookUp(value, index);
  if (found !== undefined) return found;
  return fail(isList(value) ? "out-of-range" : "no-such-key");
}

/** `value[?index]`: what is not there gives none. */
export function selectOptionalIndex(value: CelValue, index: CelValue): Optional {
  const content = value instanceof Optional ? value.content : value;
  if (typeof index !== "number" && mapKey(index) === undefined) return fail("no-such-overload");
  if (content === undefined || !(isList(content) || isMap(content))) return none;
  return optionalOf(lookUp(content, index));
}

function lookUp(value: CelValue, index: CelValue): CelValue | undefined {
  if (isList(value)) return elementAt(value, index);
  if (!isMap(value)) return fail("no-such-overload");
  const key = mapKey(index);
  return key === undefined ? undefined : member(value, key);
}

function elementAt(list: CelList, index: CelValue): CelValue | undefined {
  const position = index instanceof Uint ? index.value : index;
  if (typeof position !== "bigint" && typeof position !== "number") return fail("no-such-overload");
  if (typeof position === "number" && !Number.isInteger(position)) return fail("bad-argument");
  const element = list[Number(position)];
  return element === undefined ? undefined : load(element);
}

function optionalOf(value: CelValue | undefined): Optional {
  return value === undefined ? none : new Optional(value);
}
