/** How values look: as manifest data and results, and while an expression works on them. Nothing is converted in advance. */
import type { Json } from "../core/json.js";

/**
 * Manifest data as it is, or the result of an evaluation; both can be handed to an evaluation. A number without a fraction is
 * an int, a bigint too; any other number, and a Double, is a double. `toPlain` reads a result.
 */
export type Value =
  | Json
  | Double
  | Uint8Array
  | CelObject
  | readonly Value[]
  | ReadonlyMap<MapKey, Value>
  | { readonly [key: string]: Value };

/** What a declared name stands for. */
export type Input = Value;

/** A value that an expression works on: a bigint is an int, every number a double. Elements and members are as in Value. */
export type CelValue = null | boolean | string | number | bigint | Uint8Array | CelList | CelMap | CelObject;
export type CelList = readonly Value[];
/** An object of a manifest, whose own keys count alone, or the Map that an expression made. */
export type CelMap = ReadonlyMap<MapKey, Value> | { readonly [key: string]: Value };
/** An int, uint or double key is a bigint. */
export type MapKey = string | bigint | boolean;

/** A value of any type that JavaScript lacks: uint, timestamp, optional, quantity ... */
export abstract class CelObject {
  /** The CEL name of the type. */
  abstract readonly typeName: string;
  /** Equality with a value of the same type; `equal` compares contained values. */
  abstract equals(other: CelObject, equal: (a: CelValue, b: CelValue) => boolean): boolean;
  /** The text that CEL converts it to. */
  abstract toString(): string;
}

/** A double without a fraction, where a plain number would be taken for an int. */
export class Double {
  readonly value: number;

  constructor(value: number) {
    this.value = value;
  }
}

// Bound once, because these run for every value: in a sandbox, such as a test runner's, each look at a global is slow.
const { isArray } = Array;
const { isInteger } = Number;
const { hasOwn } = Object;
const toBigInt = BigInt;
const PlainMap = Map;
const Bytes = Uint8Array;

/** The one place that tells an int from a double. */
export function load(value: Value): CelValue {
  switch (typeof value) {
    case "number":
      return isInteger(value) ? toBigInt(value) : value;
    case "object":
      return value instanceof Double ? value.value : value;
    default:
      return value;
  }
}

/** The reverse of `load`, for results, elements and members. */
export function store(value: CelValue): Value {
  return typeof value === "number" && isInteger(value) ? new Double(value) : value;
}

/** Whether the value is a list. */
export function isList(value: Value | CelValue | undefined): value is CelList {
  return isArray(value);
}

/** Whether the value is a map: whatever is an object and none of the other types. */
export function isMap(value: CelValue): value is CelMap {
  return (
    typeof value === "object" &&
    value !== null &&
    !isArray(value) &&
    !(value instanceof CelObject) &&
    !(value instanceof Bytes)
  );
}

/** The member of a map; undefined where there is none. Keys of a prototype (`constructor`, `__proto__`) are no members. */
export function member(map: CelMap, key: MapKey): CelValue | undefined {
  let found: Value | undefined;
  if (map instanceof PlainMap) found = map.get(key);
  else if (typeof key === "string" && hasOwn(map, key)) found = (map as Members)[key];
  return found === undefined ? undefined : load(found);
}

/** The keys of a map in order. */
export function keysOf(map: CelMap): readonly MapKey[] {
  if (map instanceof Map) return [...map.keys()];
  return Object.keys(map).filter((key) => (map as Members)[key] !== undefined);
}

/** The number of members of a map. */
export function sizeOf(map: CelMap): number {
  return map instanceof Map ? map.size : keysOf(map).length;
}

/**
 * Plain data for messages and patches: ints become numbers where exact, else stay bigint; doubles numbers; maps objects
 * without prototype, their keys as text. Types that JSON lacks become their CEL text (`3600s`, `500m`, `10.0.0.0/8`), bytes a
 * Latin-1 string, an optional its value or null.
 */
export function toPlain(value: Value): Json {
  if (value instanceof Double) return value.value;
  if (typeof value === "bigint") return Number.isSafeInteger(Number(value)) ? Number(value) : value;
  if (typeof value !== "object" || value === null) return value;
  if (value instanceof CelObject) return objectToPlain(value);
  if (value instanceof Uint8Array) return Buffer.from(value).toString("latin1");
  return Array.isArray(value) ? value.map(toPlain) : mapToPlain(value as CelMap);
}

/** What a CEL object is as plain data, where its text will not do. */
export interface PlainForm {
  /** The plain value; undefined for nothing. */
  plain(): CelValue | undefined;
}

type Members = Readonly<Record<string, Value>>;

function objectToPlain(object: CelObject): Json {
  if (!("plain" in object)) return String(object);
  const plain = (object as CelObject & PlainForm).plain();
  return plain === undefined ? null : toPlain(store(plain));
}

function mapToPlain(map: CelMap): Json {
  const object: Record<string, Json> = Object.create(null);
  for (const key of keysOf(map)) {
    const value = member(map, key);
    if (value !== undefined) object[String(key)] = toPlain(store(value));
  }
  return object;
}
