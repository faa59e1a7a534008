/** What the macros do. */

import { absorb, fail, Failure } from "./failure.js";
import { asBool } from "./frame.js";
import type { Frame, NodeBuilder, Run, Slots } from "./frame.js";
import { sortBy } from "./lists.js";
import { findMacro } from "./macros.js";
import { none, Optional } from "./optional.js";
import type { Node } from "./tree.js";
import { isList, isMap, keysOf, load, member, store } from "./values.js";
import type { CelList, CelMap, CelValue, MapKey, Value } from "./values.js";

type MacroNode = Extract<Node, { readonly op: "macro" }>;

/** The closure of a macro. */
export function buildMacro(builder: NodeBuilder, node: MacroNode, locals: Slots): Run {
  const [name, target, args] = node.args;
  const variableCount = findMacro(name, args.length)?.variableCount ?? 0;
  const inner = new Map(locals);
  const variables = args.slice(0, variableCount).map((variable) => {
    const slot = builder.reserve();
    if (variable.op === "name") inner.set(variable.args[0], slot);
    return slot;
  });
  const bodies = args.slice(variableCount).map((body) => builder.build(body, inner));
  const [body = failingRun, second] = bodies;
  const loop: Loop = { range: builder.build(target, locals), variables };
  switch (name) {
    case "all":
      return quantifier(loop, body, false);
    case "exists":
      return quantifier(loop, body, true);
    case "exists_one":
    case "existsOne":
      return (frame) => countTrue(frame, loop, body) === 1;
    case "filter":
      return (frame) => collect(frame, loop, body, undefined);
    case "map":
    case "transformList":
      return transformation(loop, body, second);
    case "transformMap":
      return (frame) => transformMap(frame, loop, second === undefined ? undefined : body, second ?? body);
    case "sortBy":
      return (frame) => {
        const list = loop.range(frame);
        if (!isList(list)) return fail("no-such-overload");
        return sortBy(list, collect(frame, { ...loop, range: () => list }, undefined, body), frame.budget);
      };
    default:
      return optionalMacro(name, loop, body);
  }
}

/** Where the values come from and where each turn puts them. */
interface Loop {
  readonly range: Run;
  /** One slot: element or key. Two: index and element, or key and value. */
  readonly variables: readonly number[];
}

/** What a loop walks over; a list has no keys. */
interface Items {
  readonly keys: readonly MapKey[] | undefined;
  readonly values: CelList;
}

function failingRun(): never {
  throw new Error("A macro without a body.");
}

function itemsOf(frame: Frame, loop: Loop): Items {
  const range = loop.range(frame);
  if (isList(range)) {
    frame.budget.admit(range.length);
    return { keys: undefined, values: range };
  }
  if (!isMap(range)) return fail("no-such-overload");
  const keys = keysOf(range);
  frame.budget.admit(keys.length);
  return {
    keys,
    values: loop.variables.length < 2 ? keys : keys.map((key) => store(member(range, key) ?? null)),
  };
}

/** Starts turn `i`: pays for it and binds the variables. */
function turn(frame: Frame, loop: Loop, { keys, values }: Items, i: number): void {
  frame.budget.spend(1);
  const [first = 0, second] = loop.variables;
  if (second === undefined) frame.slots[first] = load((keys ?? values)[i] ?? null);
  else {
    frame.slots[first] = keys === undefined ? BigInt(i) : (keys[i] ?? null);
    frame.slots[second] = load(values[i] ?? null);
  }
}

/** `all` ends at the first false, `exists` at the first true; failures of other turns then do not matter. */
function quantifier(loop: Loop, body: Run, decisive: boolean): Run {
  return (frame) => {
    const items = itemsOf(frame, loop);
    let failure: Failure | undefined;
    for (let i = 0; i < items.values.length; i++) {
      turn(frame, loop, items, i);
      try {
        const value = body(frame);
        if (value === decisive) return decisive;
        if (value !== !decisive) failure ??= new Failure("no-such-overload");
      } catch (thrown) {
        failure ??= absorb(thrown);
      }
    }
    if (failure !== undefined) throw failure;
    return !decisive;
  };
}

function countTrue(frame: Frame, loop: Loop, body: Run): number {
  const items = itemsOf(frame, loop);
  let count = 0;
  for (let i = 0; i < items.values.length; i++) {
    turn(frame, loop, items, i);
    if (asBool(body(frame))) count++;
  }
  return count;
}

function transformation(loop: Loop, body: Run, second: Run | undefined): Run {
  if (second === undefined) return (frame) => collect(frame, loop, undefined, body);
  return (frame) => collect(frame, loop, body, second);
}

/** The results of the turns that the filter lets through; without `result`, the elements themselves. */
function collect(frame: Frame, loop: Loop, filter: Run | undefined, result: Run | undefined): CelList {
  const items = itemsOf(frame, loop);
  const collected: Value[] = [];
  for (let i = 0; i < items.values.length; i++) {
    turn(frame, loop, items, i);
    if (filter !== undefined && !asBool(filter(frame))) continue;
    collected.push(result === undefined ? ((items.keys ?? items.values)[i] ?? null) : store(result(frame)));
  }
  return collected;
}

function transformMap(frame: Frame, loop: Loop, filter: Run | undefined, result: Run): CelMap {
  const items = itemsOf(frame, loop);
  const map = new Map<MapKey, Value>();
  for (let i = 0; i < items.values.length; i++) {
    turn(frame, loop, items, i);
    if (filter !== undefined && !asBool(filter(frame))) continue;
    map.set(items.keys?.[i] ?? BigInt(i), store(result(frame)));
  }
  return map;
}

/** `or`, `orValue`, `optMap`, `optFlatMap`. What is no optional passes through `or` and `orValue`, as in cel-go. */
function optionalMacro(name: string, loop: Loop, body: Run): Run {
  const [slot = 0] = loop.variables;
  return (frame) => {
    const value = loop.range(frame);
    if (!(value instanceof Optional)) return name.startsWith("or") ? value : fail("no-such-overload");
    switch (name) {
      case "or":
        return value.content === undefined ? asOptional(body(frame)) : value;
      case "orValue":
        return value.content === undefined ? body(frame) : value.content;
      default:
        if (value.content === undefined) return none;
        frame.slots[slot] = value.content;
        return name === "optMap" ? new Optional(body(frame)) : asOptional(body(frame));
    }
  };
}

function asOptional(value: CelValue): Optional {
  return value instanceof Optional ? value : fail("no-such-overload");
}
