/** A value that may be absent. */
import { since } from "./overload.js";
import type { Overload } from "./overload.js";
import { fail } from "./failure.js";
import { CelObject, isList, isMap, sizeOf } from "./values.js";
import type { CelValue } from "./values.js";

/** `optional.of(x)` holds a value, `optional.none()` none. */
export class Optional extends CelObject {
  static readonly typeName = "optional";
  override readonly typeName = Optional.typeName;
  /** Undefined for none. */
  readonly content: CelValue | undefined;

  constructor(content: CelValue | undefined) {
    super();
    this.content = content;
  }

  override equals(other: CelObject, equal: (a: CelValue, b: CelValue) => boolean): boolean {
    if (!(other instanceof Optional)) return false;
    if (this.content === undefined || other.content === undefined) return this.content === other.content;
    return equal(this.content, other.content);
  }

  plain(): CelValue | undefined {
    return this.content;
  }

  override toString(): string {
    return this.content === undefined ? "optional.none" : "optional";
  }
}

/** The optional without a value. */
export const none = new Optional(undefined);

/** Functions of optionals that are no macros; `or` and `orValue` evaluate their argument only when needed. */
export const optionalFunctions: readonly Overload[] = [
  since(29).call("optional.none", [], "optional<dyn>", () => none),
  since(29).call("optional.of", ["T"], "optional<T>", (value) => new Optional(value)),
  since(29).call("optional.ofNonZeroValue", ["T"], "optional<T>", (value) =>
    isZero(value) ? none : new Optional(value),
  ),
  since(29).method(Optional, "hasValue", [], "bool", (optional) => optional.content !== undefined),
  since(29).method(Optional, "value", [], "dyn", (optional) =>
    optional.content === undefined ? fail("no-value") : optional.content,
  ),
];

function isZero(value: CelValue): boolean {
  if (value === null || value === false || value === "" || value === 0 || value === 0n) return true;
  if (isList(value) || value instanceof Uint8Array) return value.length === 0;
  if (isMap(value)) return sizeOf(value) === 0;
  return value instanceof CelObject && "isZero" in value && value.isZero === true;
}
