/** Types as values: `type(x) == int`. */
import { since } from "./overload.js";
import type { Overload } from "./overload.js";
import { CelObject, isList, isMap } from "./values.js";
import type { CelValue } from "./values.js";

/** What `type(x)` gives and what the name of a type stands for. */
export class TypeValue extends CelObject {
  static readonly typeName = "type";
  override readonly typeName = TypeValue.typeName;
  readonly name: string;

  constructor(name: string) {
    super();
    this.name = name;
  }

  override equals(other: CelObject): boolean {
    return other instanceof TypeValue && other.name === this.name;
  }

  override toString(): string {
    return this.name;
  }
}

/** The names of types that an expression may use. */
export const typeNames: ReadonlySet<string> = new Set([
  "bool",
  "bytes",
  "double",
  "google.protobuf.Duration",
  "google.protobuf.Timestamp",
  "int",
  "list",
  "map",
  "null_type",
  "optional_type",
  "string",
  "type",
  "uint",
]);

/** The name of a value's type. */
export function typeNameOf(value: CelValue): string {
  switch (typeof value) {
    case "string":
      return "string";
    case "boolean":
      return "bool";
    case "bigint":
      return "int";
    case "number":
      return "double";
    default:
      break;
  }
  if (value === null) return "null_type";
  if (isList(value)) return "list";
  if (isMap(value)) return "map";
  if (value instanceof CelObject) return value.typeName === "optional" ? "optional_type" : value.typeName;
  return "bytes";
}

/** `type(x)`. */
export const typeFunctions: readonly Overload[] = [
  since(0).call("type", ["T"], "type", (value) => new TypeValue(typeNameOf(value))),
];
