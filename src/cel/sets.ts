/** Lists as sets: https://github.com/google/cel-go/blob/v0.26.0/ext/sets.go. */
import type { Budget } from "./budget.js";
import { includes } from "./lists.js";
import { since } from "./overload.js";
import type { Overload } from "./overload.js";
import { load } from "./values.js";
import type { CelList } from "./values.js";

const { call } = since(30);

/** `sets.contains`, `sets.equivalent`, `sets.intersects`. */
export const setFunctions: readonly Overload[] = [
  call("sets.contains", ["list<T>", "list<T>"], "bool", containsAll),
  call("sets.equivalent", ["list<T>", "list<T>"], "bool", (a, b, budget) => {
    return containsAll(a, b, budget) && containsAll(b, a, budget);
  }),
  call("sets.intersects", ["list<T>", "list<T>"], "bool", (a, b, budget) =>
    a.some((element) => includes(b, load(element), budget)),
  ),
];

function containsAll(list: CelList, sought: CelList, budget: Budget): boolean {
  return sought.every((element) => includes(list, load(element), budget));
}
