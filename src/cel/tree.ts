/** The syntax tree of an expression: ours, so that everything above the parser survives a change of the library. */
import { Environment, ParseError } from "@marcbachmann/cel-js";
import type { ASTNode } from "@marcbachmann/cel-js";
import { UnsignedInt } from "@marcbachmann/cel-js/evaluator";
import { CelError } from "./errors.js";
import type { SourceRange } from "./errors.js";
import { Uint } from "./uint.js";

interface NodeOf<Op extends string, Args extends readonly unknown[]> {
  readonly op: Op;
  readonly args: Args;
  /** Offsets in the source: 0-based UTF-16 code units, end exclusive; brackets around an expression are outside. */
  readonly start: number;
  readonly end: number;
}

export type BinaryOp = "==" | "!=" | "in" | "<" | "<=" | ">" | ">=" | "+" | "-" | "*" | "/" | "%";

/** A constant as it is evaluated. */
export type Literal = null | boolean | string | number | bigint | Uint8Array | Uint;

/**
 * One part of an expression. `call` is `f(x)` and also `sets.contains(x, y)`, with the full name; `method` is `x.f(y)`; `macro`
 * is a method that binds names or does not evaluate every argument once. `has` holds the operand and the tested field.
 */
export type Node =
  | NodeOf<"literal", readonly [Literal]>
  | NodeOf<"name", readonly [string]>
  | NodeOf<"field", readonly [Node, string]>
  | NodeOf<"optionalField", readonly [Node, string]>
  | NodeOf<"has", readonly [Node, string]>
  | NodeOf<"index", readonly [Node, Node]>
  | NodeOf<"optionalIndex", readonly [Node, Node]>
  | NodeOf<"call", readonly [name: string, args: readonly Node[]]>
  | NodeOf<"method", readonly [name: string, target: Node, args: readonly Node[]]>
  | NodeOf<"macro", readonly [name: string, target: Node, args: readonly Node[]]>
  | NodeOf<"list", readonly Node[]>
  | NodeOf<"map", readonly (readonly [key: Node, value: Node])[]>
  | NodeOf<"?:", readonly [Node, Node, Node]>
  | NodeOf<"&&", readonly [Node, Node]>
  | NodeOf<"||", readonly [Node, Node]>
  | NodeOf<"!", readonly [Node]>
  | NodeOf<"negate", readonly [Node]>
  | NodeOf<BinaryOp, readonly [Node, Node]>;

/** What the tree must know about names to tell `sets.contains(x)` from a method, and a method from a macro. */
export interface KnownNames {
  /** Whether the dotted name is a function. */
  isFunction(name: string): boolean;
  /** Whether the dotted name is a type (`google.protobuf.Duration`). */
  isType(name: string): boolean;
  /** Whether a method of this name with so many arguments is a macro. */
  isMacro(name: string, argumentCount: number): boolean;
}

/** UTF-16 code units of one expression. */
const MAX_SOURCE_LENGTH = 20_000;
/** Levels of the tree; keeps every walk over it far from the end of the stack. */
const MAX_DEPTH = 400;
const MAX_INT = 2n ** 63n - 1n;

const parser = new Environment({
  enableOptionalTypes: true,
  limits: {
    maxAstNodes: 10_000,
    maxDepth: 250,
    maxListElements: 1_000,
    maxMapEntries: 1_000,
    maxCallArguments: 32,
  },
});

/** Parses an expression, within limits of length, size and depth. */
export function parse(source: string, known: KnownNames): Node | CelError {
  const whole = { start: 0, end: source.length };
  if (source.length > MAX_SOURCE_LENGTH) return new CelError("too-large", whole);
  try {
    return convert(parser.parse(source).ast, known, 0);
  } catch (thrown) {
    if (thrown instanceof CelError) return thrown;
    if (thrown instanceof ParseError) return errorOfLibrary(thrown, whole);
    // The library's parser recurses without a limit through `!!!!...`.
    if (thrown instanceof RangeError) return new CelError("too-large", whole);
    throw thrown;
  }
}

/** The dotted name that a chain of fields spells (`a.b.c`); undefined for any other node. */
export function dottedName(node: Node): string | undefined {
  if (node.op === "name") return node.args[0];
  if (node.op !== "field") return undefined;
  const start = dottedName(node.args[0]);
  return start === undefined ? undefined : `${start}.${node.args[1]}`;
}

/** The nodes directly below a node, in the order of evaluation. */
export function children(node: Node): readonly Node[] {
  switch (node.op) {
    case "literal":
    case "name":
      return [];
    case "field":
    case "optionalField":
    case "has":
      return [node.args[0]];
    case "call":
      return node.args[1];
    case "method":
    case "macro":
      return [node.args[1], ...node.args[2]];
    case "map":
      return node.args.flat();
    default:
      return node.args;
  }
}

function errorOfLibrary(error: ParseError, whole: SourceRange): CelError {
  const range = error.range ?? whole;
  const place = { start: range.start, end: Math.max(range.start, range.end) };
  if (error.code === "limit_exceeded") return new CelError("too-large", place);
  if (error.code === "invalid_macro_argument") return new CelError("bad-macro", place);
  return new CelError("syntax", place);
}

function convert(ast: ASTNode, known: KnownNames, depth: number): Node {
  const place = { start: ast.start, end: ast.end };
  if (depth > MAX_DEPTH) throw new CelError("too-large", place);
  const below = (child: ASTNode): Node => convert(child, known, depth + 1);
  switch (ast.op) {
    case "value":
      return { op: "literal", args: [literal(ast.args, place, MAX_INT)], ...place };
    case "id":
      return { op: "name", args: [ast.args], ...place };
    case ".":
      return typeName({ op: "field", args: [below(ast.args[0]), ast.args[1]], ...place }, known);
    case ".?":
      return { op: "optionalField", args: [below(ast.args[0]), ast.args[1]], ...place };
    case "[]":
      return { op: "index", args: [below(ast.args[0]), below(ast.args[1])], ...place };
    case "[?]":
      return { op: "optionalIndex", args: [below(ast.args[0]), below(ast.args[1])], ...place };
    case "call":
      return convertCall(ast.args[0], ast.args[1].map(below), place);
    case "rcall":
      return convertMethod(ast.args[0], below(ast.args[1]), ast.args[2].map(below), place, known);
    case "list":
      return { op: "list", args: ast.args.map(below), ...place };
    case "map":
      return { op: "map", args: ast.args.map(([key, value]) => [below(key), below(value)]), ...place };
    case "?:":
      return { op: "?:", args: [below(ast.args[0]), below(ast.args[1]), below(ast.args[2])], ...place };
    case "!_":
      return { op: "!", args: [below(ast.args)], ...place };
    case "-_":
      return convertNegation(ast.args, below, place);
    default:
      return { op: ast.op, args: [below(ast.args[0]), below(ast.args[1])], ...place };
  }
}

function convertCall(name: string, args: readonly Node[], place: SourceRange): Node {
  if (name !== "has" || args.length !== 1) return { op: "call", args: [name, args], ...place };
  const [tested] = args;
  if (tested?.op !== "field") throw new CelError("bad-macro", place);
  return { op: "has", args: tested.args, ...place };
}

/** A function with a namespace wins over a method, and over a variable of the namespace's name, as in cel-go. */
function convertMethod(
  name: string,
  target: Node,
  args: readonly Node[],
  place: SourceRange,
  known: KnownNames,
): Node {
  const qualified = `${dottedName(target)}.${name}`;
  if (known.isFunction(qualified)) return { op: "call", args: [qualified, args], ...place };
  return { op: known.isMacro(name, args.length) ? "macro" : "method", args: [name, target, args], ...place };
}

/** The smallest int can only be written with its sign, so sign and digits are one literal. */
function convertNegation(operand: ASTNode, below: (child: ASTNode) => Node, place: SourceRange): Node {
  if (operand.op !== "value" || typeof operand.args !== "bigint")
    return { op: "negate", args: [below(operand)], ...place };
  const digits = literal(operand.args, place, MAX_INT + 1n);
  return { op: "literal", args: [typeof digits === "bigint" ? -digits : digits], ...place };
}

function literal(value: Literal | UnsignedInt, place: SourceRange, maximum: bigint): Literal {
  if (typeof value === "bigint" && value > maximum) throw new CelError("bad-literal", place);
  return value instanceof UnsignedInt ? new Uint(value.value) : value;
}

function typeName(node: Node, known: KnownNames): Node {
  const name = dottedName(node);
  if (name === undefined || !known.isType(name)) return node;
  return { op: "name", args: [name], start: node.start, end: node.end };
}
