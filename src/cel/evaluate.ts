/** A checked tree → closures that evaluate it. */
import { compilePattern, PatternError } from "../text/regex.js";
import type { Pattern } from "../text/regex.js";
import { calculate, negate } from "./arithmetic.js";
import type { Budget } from "./budget.js";
import type { Checked } from "./check.js";
import { isEqual, mapKey, order } from "./equality.js";
import { CelError } from "./errors.js";
import { absorb, fail, Failure } from "./failure.js";
import { includes } from "./lists.js";
import { asBool, located, rangeOf } from "./frame.js";
import type { Frame, NodeBuilder, Run, Slots } from "./frame.js";
import { buildMacro } from "./loops.js";
import { none } from "./optional.js";
import type { Overload } from "./overload.js";
import { hasField, selectField, selectIndex, selectOptionalField, selectOptionalIndex } from "./selection.js";
import type { BinaryOp, Node } from "./tree.js";
import { TypeValue } from "./type-value.js";
import { isList, isMap, load, member, store } from "./values.js";
import type { CelValue, MapKey, Value } from "./values.js";

/** A built expression. */
export interface Program {
  readonly run: Run;
  /** The patterns that the expression writes as literals, by their source. */
  readonly patterns: ReadonlyMap<string, Pattern>;
}

/** Builds the program of a tree that has been checked. Throws a CelError (`bad-pattern`). */
export function buildProgram(tree: Node, checked: Checked): Program {
  const builder = new Builder(checked);
  const run = builder.build(tree, new Map());
  return { run, patterns: builder.patterns };
}

type NodeWith<Op extends Node["op"]> = Extract<Node, { readonly op: Op }>;

/** Holds what one program collects while it is built. */
class Builder implements NodeBuilder {
  readonly patterns = new Map<string, Pattern>();
  private readonly checked: Checked;
  private readonly inputs = new Map<string, number>();
  private slotCount = 0;

  constructor(checked: Checked) {
    this.checked = checked;
  }

  /** A new slot for a variable of a macro. */
  reserve(): number {
    return this.slotCount++;
  }

  /** The closure of a node; `locals` are the variables of the macros around it. */
  build(node: Node, locals: Slots): Run {
    const constant = constantOf(node);
    if (constant !== undefined) return () => constant;
    switch (node.op) {
      case "literal":
        throw new Error("A literal is a constant.");
      case "name":
        return this.buildName(node, locals);
      case "field":
        return buildField(this.build(node.args[0], locals), node.args[1], node);
      case "optionalField": {
        const [target, name] = [this.build(node.args[0], locals), node.args[1]];
        return located(node, (frame) => selectOptionalField(target(frame), name));
      }
      case "has": {
        const [target, name] = [this.build(node.args[0], locals), node.args[1]];
        return located(node, (frame) => hasField(target(frame), name));
      }
      case "index":
        return this.buildIndex(node, locals, selectIndex);
      case "optionalIndex":
        return this.buildIndex(node, locals, selectOptionalIndex);
      case "call":
        return this.buildCall(node, node.args[0], node.args[1], locals);
      case "method":
        return this.buildCall(node, node.args[0], [node.args[1], ...node.args[2]], locals);
      case "macro":
        return located(node, buildMacro(this, node, locals));
      case "list":
        return this.buildList(node, locals);
      case "map":
        return this.buildMap(node, locals);
      case "?:":
        return this.buildConditional(node, locals);
      case "&&":
        return this.buildLogical(node, locals, false);
      case "||":
        return this.buildLogical(node, locals, true);
      case "!": {
        const operand = this.build(node.args[0], locals);
        return located(node, (frame) => !asBool(operand(frame)));
      }
      case "negate": {
        const operand = this.build(node.args[0], locals);
        return located(node, (frame) => negate(operand(frame)));
      }
      default:
        return this.buildPair(node, locals, operatorOf(node.op));
    }
  }

  private buildName(node: NodeWith<"name">, locals: Slots): Run {
    const [name] = node.args;
    const local = locals.get(name);
    if (local !== undefined) return (frame) => frame.slots[local] ?? null;
    if (!this.checked.variables.has(name)) {
      const type = new TypeValue(name);
      return () => type;
    }
    const slot = this.inputs.get(name) ?? this.reserve();
    this.inputs.set(name, slot);
    return located(node, (frame) => frame.slots[slot] ?? readInput(frame, name, slot));
  }

  /** An empty optional gives none without a look at the index. */
  private buildIndex(
    node: NodeWith<"index" | "optionalIndex">,
    locals: Slots,
    select: (value: CelValue, index: CelValue) => CelValue,
  ): Run {
    const [target, index] = [this.build(node.args[0], locals), this.build(node.args[1], locals)];
    return located(node, (frame) => {
      const value = target(frame);
      return value === none ? none : select(value, index(frame));
    });
  }

  private buildPair(
    node: Extract<Node, { readonly args: readonly [Node, Node] }>,
    locals: Slots,
    operate: (a: CelValue, b: CelValue, budget: Budget) => CelValue,
  ): Run {
    const [left, right] = [this.build(node.args[0], locals), this.build(node.args[1], locals)];
    return located(node, (frame) => operate(left(frame), right(frame), frame.budget));
  }

  private buildCall(node: Node, name: string, args: readonly Node[], locals: Slots): Run {
    this.compileConstantPattern(name, args);
    const overloads = this.checked.overloads.get(node) ?? [];
    const runs = args.map((arg) => this.build(arg, locals));
    const [first, second, ...more] = runs;
    if (first !== undefined && second === undefined) return located(node, callOne(overloads, first));
    if (first !== undefined && second !== undefined && more.length === 0)
      return located(node, callTwo(overloads, first, second));
    return located(node, callMany(overloads, runs));
  }

  private compileConstantPattern(name: string, args: readonly Node[]): void {
    const pattern = args[1];
    if (!["matches", "find", "findAll"].includes(name) || pattern?.op !== "literal") return;
    const [source] = pattern.args;
    if (typeof source !== "string") return;
    try {
      this.patterns.set(source, compilePattern(source));
    } catch (thrown) {
      if (!(thrown instanceof PatternError)) throw thrown;
      throw new CelError("bad-pattern", rangeOf(pattern));
    }
  }

  private buildList(node: NodeWith<"list">, locals: Slots): Run {
    const elements = node.args.map((element) => this.build(element, locals));
    return (frame) => elements.map((element) => store(element(frame)));
  }

  private buildMap(node: NodeWith<"map">, locals: Slots): Run {
    const entries = node.args.map(
      ([key, value]) => [this.build(key, locals), this.build(value, locals)] as const,
    );
    return located(node, (frame) => {
      const map = new Map<MapKey, Value>();
      for (const [keyRun, valueRun] of entries) {
        const value = keyRun(frame);
        const key = typeof value === "number" ? undefined : mapKey(value);
        if (key === undefined) return fail("no-such-overload");
        if (map.has(key)) return fail("duplicate-key");
        map.set(key, store(valueRun(frame)));
      }
      return map;
    });
  }

  private buildConditional(node: NodeWith<"?:">, locals: Slots): Run {
    const [condition, yes, no] = node.args;
    const [test, yesRun, noRun] = [condition, yes, no].map((part) => this.build(part, locals)) as [
      Run,
      Run,
      Run,
    ];
    const boolTest = located(condition, (frame) => asBool(test(frame)));
    return (frame) => (boolTest(frame) === true ? yesRun(frame) : noRun(frame));
  }

  /** `decisive` is the value of one operand that settles the whole, even if the other operand fails. */
  private buildLogical(node: NodeWith<"&&" | "||">, locals: Slots, decisive: boolean): Run {
    const [left, right] = [this.build(node.args[0], locals), this.build(node.args[1], locals)];
    const [leftRange, rightRange] = [rangeOf(node.args[0]), rangeOf(node.args[1])];
    return (frame) => {
      let failure: Failure | undefined;
      try {
        const value = left(frame);
        if (value === decisive) return decisive;
        if (value !== !decisive) failure = new Failure("no-such-overload", leftRange);
      } catch (thrown) {
        failure = absorb(thrown);
      }
      const value = right(frame);
      if (value === decisive) return decisive;
      if (failure !== undefined) throw failure;
      if (value !== !decisive) throw new Failure("no-such-overload", rightRange);
      return !decisive;
    };
  }
}

/** The value of literals and of lists of them, made once. */
function constantOf(node: Node): CelValue | undefined {
  if (node.op === "literal") return node.args[0];
  if (node.op !== "list") return undefined;
  const elements: Value[] = [];
  for (const element of node.args) {
    const constant = constantOf(element);
    if (constant === undefined) return undefined;
    elements.push(store(constant));
  }
  return elements;
}

function readInput(frame: Frame, name: string, slot: number): CelValue {
  if (frame.slots[slot] === null) return null;
  const input = Object.hasOwn(frame.values, name) ? frame.values[name] : undefined;
  if (input === undefined) return fail("no-input");
  const value = load(input);
  frame.slots[slot] = value;
  return value;
}

/** The one kind of node that nearly every expression is made of, so it looks into maps itself. */
function buildField(target: Run, name: string, node: Node): Run {
  const slow = (value: CelValue): Run => located(node, () => selectField(value, name));
  return (frame) => {
    const value = target(frame);
    if (isMap(value)) {
      const found = member(value, name);
      if (found !== undefined) return found;
    }

    return slow(value)(frame);
  };
}

function operatorOf(op: BinaryOp): (a: CelValue, b: CelValue, budget: Budget) => CelValue {
  switch (op) {
    case "==":
      return isEqual;
    case "!=":
      return (a, b, budget) => !isEqual(a, b, budget);
    case "in":
      return isIn;
    case "<":
      return (a, b, budget) => order(a, b, budget) < 0;
    case "<=":
      return (a, b, budget) => order(a, b, budget) <= 0;
    case ">":
      return (a, b, budget) => order(a, b, budget) > 0;
    case ">=":
      return (a, b, budget) => order(a, b, budget) >= 0;
    default:
      return (a, b, budget) => calculate(op, a, b, budget);
  }
}

function isIn(value: CelValue, container: CelValue, budget: Budget): boolean {
  if (isList(container)) return includes(container, value, budget);
  if (!isMap(container)) return fail("no-such-overload");
  const key = mapKey(value);
  return key !== undefined && member(container, key) !== undefined;
}

function callOne(overloads: readonly Overload[], first: Run): Run {
  const candidates = overloads.map(({ fits: [fits], run }) => ({ fits, run }));
  return (frame) => {
    const a = first(frame);
    for (const { fits, run } of candidates) if (fits?.(a)) return run(a, frame.budget);
    return fail("no-such-overload");
  };
}

function callTwo(overloads: readonly Overload[], first: Run, second: Run): Run {
  const candidates = overloads.map(({ fits: [fitsFirst, fitsSecond], run }) => ({
    fitsFirst,
    fitsSecond,
    run,
  }));
  return (frame) => {
    const a = first(frame);
    const b = second(frame);
    for (const { fitsFirst, fitsSecond, run } of candidates)
      if (fitsFirst?.(a) && fitsSecond?.(b)) return run(a, b, frame.budget);
    return fail("no-such-overload");
  };
}

function callMany(overloads: readonly Overload[], args: readonly Run[]): Run {
  return (frame) => {
    const values = args.map((arg) => arg(frame));
    for (const { fits, run } of overloads)
      if (fits.every((fit, i) => fit(values[i] ?? null))) return run(...values, frame.budget);
    return fail("no-such-overload");
  };
}
