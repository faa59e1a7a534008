/** Functions of lists and maps: Kubernetes' own, and https://github.com/google/cel-go/blob/v0.26.0/ext/lists.go. */
import type { Budget } from "./budget.js";
import { MAX_ELEMENTS } from "./budget.js";
import { calculate } from "./arithmetic.js";
import { isEqual, numberOf, order } from "./equality.js";
import { fail } from "./failure.js";
import { since } from "./overload.js";
import type { Overload } from "./overload.js";
import { Duration } from "./time.js";
import { isList, load, sizeOf } from "./values.js";
import type { CelList, CelMap, CelValue, Value } from "./values.js";

const { call, method } = since(0);
const recent = since(35);

/** Functions whose receiver is a list or a map. */
export const listFunctions: readonly Overload[] = [
  call("size", ["list<T>"], "int", (list) => BigInt(list.length)),
  call("size", ["map<K, V>"], "int", (map: CelMap) => BigInt(sizeOf(map))),
  method("list<T>", "size", [], "int", (list) => BigInt(list.length)),
  method("map<K, V>", "size", [], "int", (map: CelMap) => BigInt(sizeOf(map))),
  method("list<T>", "isSorted", [], "bool", isSorted),
  method("list<T>", "sum", [], "T", sum),
  method("list<T>", "min", [], "T", (list, budget) => extreme(list, -1, budget)),
  method("list<T>", "max", [], "T", (list, budget) => extreme(list, 1, budget)),
  method("list<T>", "indexOf", ["T"], "int", (list, sought, budget) => {
    budget.walk(list.length);
    return BigInt(list.findIndex((element) => isEqual(load(element), sought, budget)));
  }),
  method("list<T>", "lastIndexOf", ["T"], "int", (list, sought, budget) => {
    budget.walk(list.length);
    return BigInt(list.findLastIndex((element) => isEqual(load(element), sought, budget)));
  }),
  recent.method("list<T>", "distinct", [], "list<T>", distinct),
  recent.method("list<list<T>>", "flatten", [], "list<T>", (list, budget) => flatten(list, 1n, budget)),
  recent.method("list<dyn>", "flatten", ["int"], "list<dyn>", flatten),
  recent.method("list<T>", "reverse", [], "list<T>", (list, budget) => {
    budget.walk(list.length);
    return list.toReversed();
  }),
  recent.method("list<T>", "slice", ["int", "int"], "list<T>", slice),
  recent.method("list<T>", "sort", [], "list<T>", (list, budget) => sortBy(list, list, budget)),
  recent.call("lists.range", ["int"], "list<int>", range),
  // Meant for device attributes, which may be one value or several; one value includes itself.
  since(38).method("dyn", "includes", ["dyn"], "bool", (container, sought, budget) =>
    isList(container) ? includes(container, sought, budget) : isEqual(container, sought, budget),
  ),
];

/** Whether the list holds an equal element. */
export function includes(list: CelList, sought: CelValue, budget: Budget): boolean {
  budget.walk(list.length);
  return list.some((element) => isEqual(load(element), sought, budget));
}

/** The elements in the order of their keys (`keys[i]` belongs to `list[i]`); fails where keys have no common order. */
export function sortBy(list: CelList, keys: CelList, budget: Budget): CelList {
  budget.walk(list.length);
  for (const key of keys) order(load(key), load(key), budget);
  const indexes = keys.map((_, index) => index);
  indexes.sort((a, b) => {
    budget.spend(1);
    return order(load(keys[a] ?? null), load(keys[b] ?? null), budget);
  });
  return indexes.map((index) => list[index] ?? null);
}

function isSorted(list: CelList, budget: Budget): boolean {
  budget.walk(list.length);
  let previous = list[0];
  for (const element of list) {
    if (order(load(previous ?? null), load(element), budget) > 0) return false;
    previous = element;
  }
  return true;
}

function sum(list: CelList, budget: Budget): CelValue {
  budget.walk(list.length);
  const [first, ...others] = list.map(load);
  if (first === undefined) return 0n;
  if (numberOf(first) === undefined && !(first instanceof Duration)) return fail("no-such-overload");
  return others.reduce((total, element) => calculate("+", total, element, budget), first);
}

/** `direction` 1 gives the largest element, -1 the smallest. */
function extreme(list: CelList, direction: 1 | -1, budget: Budget): CelValue {
  budget.walk(list.length);
  const elements = list.map(load);
  let [best] = elements;
  if (best === undefined) return fail("out-of-range");
  for (const element of elements) {
    if (order(element, best, budget) * direction > 0) best = element;
  }
  return best;
}

function distinct(list: CelList, budget: Budget): CelList {
  budget.walk(list.length);
  const found: Value[] = [];
  const scalars = new Set<Value>();
  for (const element of list) {
    if (typeof element === "string" || typeof element === "boolean") {
      if (scalars.has(element)) continue;
      scalars.add(element);
    } else if (includes(found, load(element), budget)) continue;
    found.push(element);
  }
  return found;
}

function flatten(list: CelList, depth: bigint, budget: Budget): CelList {
  if (depth < 0n) return fail("bad-argument");
  if (depth === 0n) return list;
  budget.walk(list.length);
  const flat: Value[] = [];
  for (const element of list) {
    if (isList(element)) {
      const inner: CelList = element;
      flat.push(...flatten(inner, depth - 1n, budget));
    } else flat.push(element);
    if (flat.length > MAX_ELEMENTS) return fail("list-too-long");
  }
  return flat;
}

function slice(list: CelList, start: bigint, end: bigint, budget: Budget): CelList {
  if (start < 0n || end < start || end > list.length) return fail("out-of-range");
  budget.walk(Number(end - start));
  return list.slice(Number(start), Number(end));
}

function range(count: bigint, budget: Budget): CelList {
  if (count > MAX_ELEMENTS) return fail("list-too-long");
  budget.spend(Math.max(0, Number(count)));
  return Array.from({ length: Math.max(0, Number(count)) }, (_, i) => BigInt(i));
}
