/** Mutants of a CEL expression: the same text with one decision in it changed. */

/**
 * Every mutant of an expression as {what, source}. `parse` gives the tree, or an error that has no `op`.
 *
 * Only changes that can matter are made: another default for what is not there is one with which the comparison around it ends
 * otherwise, and a default that is an empty list or map stays, because it says no more than that there is nothing.
 */
export function mutantsOfExpression(source, parse) {
  const tree = parse(source);
  if (tree.op === undefined) return [];
  const mutants = [];
  walk(tree, [], (node, path) => {
    for (const { what, node: changed } of changesOf(node, parentOf(tree, path))) {
      mutants.push({ what, source: print(replaceAt(tree, path, changed)) });
    }
  });
  return mutants;
}

/** The negated expression. */
export function negated(source) {
  return `!(${source})`;
}

function changesOf(node, parent) {
  if (node.op === "&&" || node.op === "||") return changesOfJunction(node);
  if (node.op === "macro" && (node.args[0] === "all" || node.args[0] === "exists")) {
    const [name, ...rest] = node.args;
    const other = name === "all" ? "exists" : "all";
    return [
      { what: `${other} for ${name} in \`${print(node)}\``, node: { ...node, args: [other, ...rest] } },
    ];
  }
  if (isCall(node, "orValue")) {
    const [name, target, [fallback]] = node.args;
    const value = otherDefault(fallback, node, parent);
    if (value === undefined) return [];
    const what = `default ${print(value)} in \`${print(node)}\``;
    return [{ what, node: { ...node, args: [name, target, [value]] } }];
  }
  return [];
}

function changesOfJunction(node) {
  const [left, right] = node.args;
  const other = node.op === "&&" ? "||" : "&&";
  return [
    { what: `without \`${print(left)}\``, node: right },
    { what: `without \`${print(right)}\``, node: left },
    { what: `${other} for ${node.op} in \`${print(node)}\``, node: { ...node, op: other } },
  ];
}

function isCall(node, name) {
  return (node.op === "method" || node.op === "macro") && node.args[0] === name && node.args[2]?.length === 1;
}

/** A default that ends the comparison around it the other way; undefined where there is no such comparison with literals. */
function otherDefault(fallback, node, parent) {
  if (fallback?.op !== "literal") return undefined;
  const value = fallback.args[0];
  if (typeof value === "boolean") return literal(!value);
  if (parent === undefined || parent.args.length !== 2) return undefined;
  const isLeft = parent.args[0] === node;
  const other = parent.args[isLeft ? 1 : 0];
  if (parent.op === "in" && isLeft && other?.op === "list") return otherThanIn(value, other.args);
  if (other?.op !== "literal" || typeof other.args[0] !== typeof value) return undefined;
  const limit = other.args[0];
  const holds = (candidate) =>
    isLeft ? compare(parent.op, candidate, limit) : compare(parent.op, limit, candidate);
  const now = holds(value);
  const near = typeof limit === "bigint" ? [limit, limit + 1n, limit - 1n] : [limit, `${limit}?`];
  const found = now === undefined ? undefined : near.find((candidate) => holds(candidate) === !now);
  return found === undefined ? undefined : literal(found);
}

function otherThanIn(value, elements) {
  const values = elements.flatMap((element) => (element.op === "literal" ? [element.args[0]] : []));
  if (values.length === 0 || typeof values[0] !== typeof value) return undefined;
  if (!values.includes(value)) return literal(values[0]);
  return typeof value === "string" ? literal("?") : undefined;
}

function compare(op, left, right) {
  switch (op) {
    case "==":
      return left === right;
    case "!=":
      return left !== right;
    case "<":
      return left < right;
    case "<=":
      return left <= right;
    case ">":
      return left > right;
    case ">=":
      return left >= right;
    default:
      return undefined;
  }
}

function literal(value) {
  return { op: "literal", args: [value], start: 0, end: 0 };
}

/** Calls `visit` with every node and the indexes that lead to it. */
function walk(node, path, visit) {
  visit(node, path);
  for (const [index, child] of childrenOf(node).entries()) walk(child, [...path, index], visit);
}

function childrenOf({ op, args }) {
  switch (op) {
    case "literal":
    case "name":
      return [];
    case "field":
    case "optionalField":
    case "has":
      return [args[0]];
    case "call":
      return args[1];
    case "method":
    case "macro":
      return [args[1], ...args[2]];
    case "map":
      return args.flat();
    default:
      return args;
  }
}

function withChildren({ op, args, ...rest }, children) {
  switch (op) {
    case "field":
    case "optionalField":
    case "has":
      return { op, args: [children[0], args[1]], ...rest };
    case "call":
      return { op, args: [args[0], children], ...rest };
    case "method":
    case "macro":
      return { op, args: [args[0], children[0], children.slice(1)], ...rest };
    case "map":
      return { op, args: args.map((_, index) => children.slice(2 * index, 2 * index + 2)), ...rest };
    default:
      return { op, args: children, ...rest };
  }
}

function parentOf(tree, path) {
  if (path.length === 0) return undefined;
  return path.slice(0, -1).reduce((node, index) => childrenOf(node)[index], tree);
}

function replaceAt(node, [index, ...rest], changed) {
  if (index === undefined) return changed;
  const children = childrenOf(node);
  return withChildren(node, children.with(index, replaceAt(children[index], rest, changed)));
}

/** The text of a tree, with brackets around every operation that could need them. */
function print(node) {
  const { op, args } = node;
  switch (op) {
    case "literal":
      return printLiteral(args[0]);
    case "name":
      return args[0];
    case "field":
      return `${inner(args[0])}.${args[1]}`;
    case "optionalField":
      return `${inner(args[0])}.?${args[1]}`;
    case "has":
      return `has(${inner(args[0])}.${args[1]})`;
    case "index":
      return `${inner(args[0])}[${print(args[1])}]`;
    case "optionalIndex":
      return `${inner(args[0])}[?${print(args[1])}]`;
    case "call":
      return `${args[0]}(${args[1].map(print).join(", ")})`;
    case "method":
    case "macro":
      return `${inner(args[1])}.${args[0]}(${args[2].map(print).join(", ")})`;
    case "list":
      return `[${args.map(print).join(", ")}]`;
    case "map":
      return `{${args.map(([key, value]) => `${print(key)}: ${print(value)}`).join(", ")}}`;
    case "?:":
      return `${inner(args[0])} ? ${inner(args[1])} : ${inner(args[2])}`;
    case "!":
      return `!${inner(args[0])}`;
    case "negate":
      return `-${inner(args[0])}`;
    default:
      return `${inner(args[0])} ${op} ${inner(args[1])}`;
  }
}

function inner(node) {
  const isSimple = ["literal", "name", "field", "optionalField", "has", "index", "optionalIndex"];
  return [...isSimple, "call", "method", "macro", "list", "map"].includes(node.op)
    ? print(node)
    : `(${print(node)})`;
}

function printLiteral(value) {
  if (typeof value === "string") return JSON.stringify(value);
  if (typeof value === "number") return Number.isInteger(value) ? value.toFixed(1) : String(value);
  if (value instanceof Uint8Array)
    return `b"${[...value].map((byte) => `\\x${byte.toString(16).padStart(2, "0")}`).join("")}"`;
  return String(value);
}
