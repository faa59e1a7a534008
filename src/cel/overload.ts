/** One signature of a function with its implementation, typed by the names that the signature uses. */
import type { Budget } from "./budget.js";
import { parseType, simpleType } from "./types.js";
import type { Type } from "./types.js";
import { CelObject, isList, isMap } from "./values.js";
import type { CelList, CelMap, CelValue } from "./values.js";

/** The types a signature may name, and what the implementation receives for them. A capital letter is a type parameter. */
interface NamedTypes {
  readonly bool: boolean;
  readonly bytes: Uint8Array;
  readonly double: number;
  readonly dyn: CelValue;
  readonly int: bigint;
  readonly list: CelList;
  readonly "list<dyn>": CelList;
  readonly "list<string>": CelList;
  readonly "list<T>": CelList;
  readonly "list<list<T>>": CelList;
  readonly "map<K, V>": CelMap;
  readonly null_type: null;
  readonly string: string;
  readonly T: CelValue;
}

/** A class of values with its CEL name, which a signature names by the class itself. */
export interface CelClass {
  readonly typeName: string;
  readonly prototype: CelObject;
}

export type Parameter = keyof NamedTypes | CelClass;

type ValueOf<P> = P extends keyof NamedTypes ? NamedTypes[P] : P extends CelClass ? P["prototype"] : never;
type ValuesOf<P extends readonly Parameter[]> = { [I in keyof P]: ValueOf<P[I]> };

/** What an overload does: its arguments, the receiver first, and the budget last. */
export type Implementation = (...args: (CelValue | Budget)[]) => CelValue;

/** One signature. */
export interface Overload {
  /** With its namespace: `sets.contains`. */
  readonly name: string;
  readonly style: "call" | "method";
  /** The receiver of a method comes first. */
  readonly parameters: readonly Type[];
  readonly result: Type;
  /** The first Kubernetes minor in which a new policy may use it; 0 = always. */
  readonly from: number;
  /** Whether values fit the parameters, elements of lists and maps unseen. */
  readonly fits: readonly ((value: CelValue) => boolean)[];
  readonly run: Implementation;
}

/** Makes the overloads of functions that came with one version. */
export interface Definer {
  /** `name(parameters): result` */
  readonly call: <const P extends readonly Parameter[]>(
    name: string,
    parameters: P,
    result: string | CelClass,
    run: (...args: [...ValuesOf<P>, Budget]) => CelValue,
  ) => Overload;
  /** `receiver.name(parameters): result` */
  readonly method: <R extends Parameter, const P extends readonly Parameter[]>(
    receiver: R,
    name: string,
    parameters: P,
    result: string | CelClass,
    run: (...args: [ValueOf<R>, ...ValuesOf<P>, Budget]) => CelValue,
  ) => Overload;
}

/** Functions that a new policy may use from that minor on; 0 = always. */
export function since(from: number): Definer {
  return {
    call: (name, parameters, result, run) => overload("call", name, parameters, result, from, run),
    method: (receiver, name, parameters, result, run) =>
      overload("method", name, [receiver, ...parameters], result, from, run),
  };
}

/** The type that a parameter or result names. */
export function typeOf(parameter: string | CelClass): Type {
  return typeof parameter === "string" ? parseType(parameter) : simpleType(parameter.typeName);
}

function overload(
  style: Overload["style"],
  name: string,
  parameters: readonly Parameter[],
  result: string | CelClass,
  from: number,
  run: unknown,
): Overload {
  return {
    style,
    name,
    parameters: parameters.map(typeOf),
    result: typeOf(result),
    from,
    fits: parameters.map(fitOf),
    // The evaluator calls it only with values for which every `fits` holds.
    run: run as Implementation,
  };
}

function fitOf(parameter: Parameter): (value: CelValue) => boolean {
  if (typeof parameter !== "string") {
    const { typeName } = parameter;
    return (value) => value instanceof CelObject && value.typeName === typeName;
  }
  switch (parameter) {
    case "bool":
      return (value) => typeof value === "boolean";
    case "bytes":
      return (value) => value instanceof Uint8Array;
    case "double":
      return (value) => typeof value === "number";
    case "int":
      return (value) => typeof value === "bigint";
    case "string":
      return (value) => typeof value === "string";
    case "null_type":
      return (value) => value === null;
    case "map<K, V>":
      return isMap;
    case "dyn":
    case "T":
      return () => true;
    default:
      return (value) => isList(value);
  }
}
