/** The type check: what an expression is refused for before it meets a value. Every variable is `dyn`. */
import { Budget, MAX_STEPS } from "./budget.js";
import { CelError } from "./errors.js";
import type { CompileErrorCode } from "./errors.js";
import { Failure } from "./failure.js";
import { overloadsOf } from "./functions.js";
import { findMacro } from "./macros.js";
import type { Overload } from "./overload.js";
import { resolve, signaturesOf } from "./signatures.js";
import type { BinaryOp, Literal, Node } from "./tree.js";
import {
  bool,
  dyn,
  free,
  int,
  isAnything,
  isSame,
  join,
  listOf,
  mapOf,
  optionalOf,
  simpleType,
} from "./types.js";
import type { Type } from "./types.js";
import { typeNameOf, typeNames } from "./type-value.js";

/** What the check found out. */
export interface Checked {
  /** The type of the whole expression. */
  readonly type: Type;
  /** The declared names. */
  readonly variables: ReadonlySet<string>;
  /** The overloads that a call or method may turn out to mean, by node. */
  readonly overloads: ReadonlyMap<Node, readonly Overload[]>;
}

/** Whether list and map literals may hold several types: CEL allows it, Kubernetes does not. */
export type Dialect = "kubernetes" | "cel";

/** Checks a tree with the declared names. Throws a CelError for the first thing that is refused. */
export function check(tree: Node, names: ReadonlySet<string>, dialect: Dialect): Checked {
  const overloads = new Map<Node, readonly Overload[]>();
  const variables = new Map([...names].map((name) => [name, dyn]));
  const type = typeOfNode(tree, { variables, overloads, mayMix: dialect === "cel" });
  return { type, variables: names, overloads };
}

interface Context {
  readonly variables: ReadonlyMap<string, Type>;
  readonly overloads: Map<Node, readonly Overload[]>;
  /** Whether literals of several types are allowed here, as in the arguments of `format`. */
  readonly mayMix: boolean;
}

type NodeWith<Op extends Node["op"]> = Extract<Node, { readonly op: Op }>;
type BinaryNode = Extract<Node, { readonly op: BinaryOp }>;

function refuse(code: CompileErrorCode, { start, end }: Node): never {
  throw new CelError(code, { start, end });
}

function typeOfNode(node: Node, context: Context): Type {
  switch (node.op) {
    case "literal":
      return typeOfLiteral(node.args[0]);
    case "name":
      return typeOfName(node, context);
    case "field":
      return typeOfField(typeOfNode(node.args[0], context), node);
    case "optionalField":
      return optionalOf(typeOfField(unwrapped(typeOfNode(node.args[0], context)), node));
    case "has":
      typeOfField(typeOfNode(node.args[0], context), node);
      return bool;
    case "index":
      return typeOfIndex(typeOfNode(node.args[0], context), typeOfNode(node.args[1], context), node);
    case "optionalIndex":
      return optionalOf(
        typeOfIndex(unwrapped(typeOfNode(node.args[0], context)), typeOfNode(node.args[1], context), node),
      );
    case "call":
      return typeOfCall("call", node.args[0], node.args[1], node, context);
    case "method":
      return typeOfCall("method", node.args[0], [node.args[1], ...node.args[2]], node, context);
    case "macro":
      return typeOfMacro(node, context);
    case "list":
      return listOf(typeOfElements(node.args, context));
    case "map":
      return typeOfMap(node, context);
    case "?:":
      return typeOfConditional(node, context);
    case "&&":
    case "||":
    case "!":
      for (const operand of node.args) expectBool(operand, context);
      return bool;
    default:
      return typeOfOperator(node, context);
  }
}

function typeOfLiteral(value: Literal): Type {
  return simpleType(typeNameOf(value));
}

function typeOfName(node: NodeWith<"name">, context: Context): Type {
  const [name] = node.args;
  const variable = context.variables.get(name);
  if (variable !== undefined) return variable;
  return typeNames.has(name) ? simpleType("type") : refuse("unknown-name", node);
}

function typeOfField(target: Type, node: Node): Type {
  if (isAnything(target)) return dyn;
  if (target.name === "map") return target.parameters[1] ?? dyn;
  return target.name === "optional"
    ? optionalOf(typeOfField(unwrapped(target), node))
    : refuse("wrong-type", node);
}

function typeOfIndex(target: Type, index: Type, node: Node): Type {
  if (isAnything(target)) return dyn;
  const [first = dyn, second = dyn] = target.parameters;
  if (target.name === "optional") return optionalOf(typeOfIndex(first, index, node));
  if (target.name === "map" && (isAnything(index) || isSame(first, index) || isAnything(first)))
    return second;
  if (target.name === "list" && (isAnything(index) || index.name === "int")) return first;
  return refuse("wrong-type", node);
}

function typeOfCall(
  style: Overload["style"],
  name: string,
  args: readonly Node[],
  node: Node,
  context: Context,
): Type {
  const candidates = overloadsOf(style, name);
  if (candidates.length === 0) return refuse("unknown-function", node);
  const inner = name === "format" ? { ...context, mayMix: true } : context;
  const resolution = resolve(
    candidates,
    args.map((arg) => typeOfNode(arg, inner)),
  );
  if (resolution === undefined) return refuse("wrong-type", node);
  context.overloads.set(node, resolution.fitting);
  refuseBadLiteral(name, args, resolution.fitting);
  return resolution.result;
}

/** A duration or timestamp that is written out must be valid, as Kubernetes demands. */
function refuseBadLiteral(name: string, args: readonly Node[], [overload]: readonly Overload[]): void {
  const [argument] = args;
  if (!(name === "duration" || name === "timestamp") || argument?.op !== "literal") return;
  try {
    overload?.run(argument.args[0], new Budget(MAX_STEPS, new Map()));
  } catch (thrown) {
    if (thrown instanceof Failure) refuse("bad-literal", argument);
    throw thrown;
  }
}

function typeOfElements(elements: readonly Node[], context: Context): Type {
  let common: Type | undefined;
  for (const element of elements) {
    const type = typeOfNode(element, context);
    if (common !== undefined && !context.mayMix && !isSame(common, type)) refuse("mixed-literal", element);
    common = common === undefined ? type : (join(common, type) ?? dyn);
  }
  return common ?? free;
}

function typeOfMap(node: NodeWith<"map">, context: Context): Type {
  const keys = node.args.map(([key]) => key);
  const members = node.args.map(([, member]) => member);
  return mapOf(typeOfElements(keys, context), typeOfElements(members, context));
}

function typeOfConditional(node: NodeWith<"?:">, context: Context): Type {
  const [condition, yes, no] = node.args;
  expectBool(condition, context);
  return join(typeOfNode(yes, context), typeOfNode(no, context)) ?? refuse("wrong-type", node);
}

function typeOfOperator(node: NodeWith<"negate"> | BinaryNode, context: Context): Type {
  const operands: readonly Node[] = node.args;
  const resolution = resolve(
    signaturesOf(node.op),
    operands.map((operand) => typeOfNode(operand, context)),
  );
  return resolution?.result ?? refuse("wrong-type", node);
}

function typeOfMacro(node: NodeWith<"macro">, context: Context): Type {
  const [name, target, args] = node.args;
  const macro = findMacro(name, args.length);
  if (macro === undefined) return refuse("unknown-function", node);
  const targetType = typeOfNode(target, context);
  const variableTypes = typesOfVariables(name, targetType, macro.variableCount, target);
  const variables = new Map(context.variables);
  for (const [i, type] of variableTypes.entries()) variables.set(variableName(args[i], node), type);
  const inner = { ...context, variables };
  return typeOfBody(name, targetType, variableTypes[0] ?? dyn, args.slice(macro.variableCount), inner);
}

/** What the names of a macro stand for: elements or keys; index and element, or key and value; the content of an optional. */
function typesOfVariables(name: string, target: Type, count: number, node: Node): readonly Type[] {
  if (name === "or" || name === "orValue" || name === "optMap" || name === "optFlatMap") {
    if (!isAnything(target) && target.name !== "optional") return refuse("wrong-type", node);
    return count === 0 ? [] : [unwrapped(target)];
  }
  const [first = dyn, second = dyn] = target.parameters;
  if (target.name === "list") return count === 1 ? [first] : [int, first];
  if (target.name === "map" && name !== "sortBy") return count === 1 ? [first] : [first, second];
  return isAnything(target) ? Array.from({ length: count }, () => dyn) : refuse("wrong-type", node);
}

function variableName(argument: Node | undefined, macro: Node): string {
  return argument?.op === "name" ? argument.args[0] : refuse("bad-macro", argument ?? macro);
}

function typeOfBody(
  name: string,
  target: Type,
  variable: Type,
  bodies: readonly Node[],
  context: Context,
): Type {
  const [body] = bodies;
  if (body === undefined) throw new Error(`The macro ${name} has no body.`);
  switch (name) {
    case "all":
    case "exists":
    case "exists_one":
    case "existsOne":
      expectBool(body, context);
      return bool;
    case "filter":
      expectBool(body, context);
      return listOf(variable);
    case "map":
    case "transformList":
      return listOf(typeOfTransformation(bodies, context));
    case "transformMap":
      return mapOf(variable, typeOfTransformation(bodies, context));
    case "sortBy":
      typeOfNode(body, context);
      return target;
    case "optMap":
      return optionalOf(typeOfNode(body, context));
    case "or":
      return (
        join(isAnything(target) ? optionalOf(dyn) : target, expectOptional(body, context)) ??
        refuse("wrong-type", body)
      );
    case "optFlatMap":
      return expectOptional(body, context);
    default:
      return (
        join(isAnything(target) ? free : unwrapped(target), typeOfNode(body, context)) ??
        refuse("wrong-type", body)
      );
  }
}

/** The last of the bodies; one before it is a filter. */
function typeOfTransformation(bodies: readonly Node[], context: Context): Type {
  const [filterOrResult, result] = bodies;
  if (filterOrResult === undefined) return dyn;
  if (result === undefined) return typeOfNode(filterOrResult, context);
  expectBool(filterOrResult, context);
  return typeOfNode(result, context);
}

function expectBool(node: Node, context: Context): void {
  const type = typeOfNode(node, context);
  if (!isAnything(type) && type.name !== "bool") refuse("wrong-type", node);
}

function expectOptional(node: Node, context: Context): Type {
  const type = typeOfNode(node, context);
  if (isAnything(type)) return optionalOf(dyn);
  return type.name === "optional" ? type : refuse("wrong-type", node);
}

function unwrapped(type: Type): Type {
  return type.name === "optional" ? (type.parameters[0] ?? dyn) : type;
}
