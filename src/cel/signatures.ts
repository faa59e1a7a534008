/** The types that operators accept. */
import { accepts, join, parseType, substitute } from "./types.js";
import type { Bindings, Type } from "./types.js";
import type { BinaryOp } from "./tree.js";

/** Parameters and result of an operator or function. */
export interface Signature {
  readonly parameters: readonly Type[];
  readonly result: Type;
}

const TIME = "google.protobuf.Timestamp";
const SPAN = "google.protobuf.Duration";
const NUMBERS = ["int", "uint", "double"];

const comparisons: readonly Signature[] = [
  ...NUMBERS.flatMap((left) => NUMBERS.map((right) => signature([left, right], "bool"))),
  ...["bool", "string", "bytes", TIME, SPAN].map((type) => signature([type, type], "bool")),
];
const equalities: readonly Signature[] = [signature(["T", "T"], "bool")];

const operators: Readonly<Record<BinaryOp | "negate", readonly Signature[]>> = {
  "==": equalities,
  "!=": equalities,
  in: [signature(["T", "list<T>"], "bool"), signature(["K", "map<K, V>"], "bool")],
  "<": comparisons,
  "<=": comparisons,
  ">": comparisons,
  ">=": comparisons,
  "+": [
    ...[...NUMBERS, "string", "bytes", "list<T>", SPAN].map((type) => signature([type, type], type)),
    signature([TIME, SPAN], TIME),
    signature([SPAN, TIME], TIME),
  ],
  "-": [
    ...[...NUMBERS, SPAN].map((type) => signature([type, type], type)),
    signature([TIME, SPAN], TIME),
    signature([TIME, TIME], SPAN),
  ],
  "*": NUMBERS.map((type) => signature([type, type], type)),
  "/": NUMBERS.map((type) => signature([type, type], type)),
  "%": ["int", "uint"].map((type) => signature([type, type], type)),
  negate: ["int", "double"].map((type) => signature([type], type)),
};

/** The signatures of an operator. */
export function signaturesOf(op: BinaryOp | "negate"): readonly Signature[] {
  return operators[op];
}

/** What fits among signatures, and the type of the result: `dyn` where it depends on the value. */
export interface Resolution<S extends Signature> {
  readonly fitting: readonly S[];
  readonly result: Type;
}

/** Chooses the signatures that arguments of such types fit; undefined where none does. */
export function resolve<S extends Signature>(
  signatures: readonly S[],
  args: readonly Type[],
): Resolution<S> | undefined {
  const fitting: S[] = [];
  let result: Type | undefined;
  for (const candidate of signatures) {
    const bindings: Bindings = new Map();
    if (candidate.parameters.length !== args.length) continue;
    if (!candidate.parameters.every((parameter, i) => accepts(parameter, args[i] ?? parameter, bindings)))
      continue;
    const own = substitute(candidate.result, bindings);
    result = fitting.length === 0 ? own : (join(result ?? own, own) ?? parseType("dyn"));
    fitting.push(candidate);
  }
  return result === undefined ? undefined : { fitting, result };
}

function signature(parameters: readonly string[], result: string): Signature {
  return { parameters: parameters.map(parseType), result: parseType(result) };
}
