/** The types of the checker: what an expression can be refused for before it meets a value. */

/**
 * A type: `dyn` (anything), `free` (the unknown element of an empty literal), a capital letter (a parameter of a signature),
 * `list`, `map`, `optional` and `type` with parameters, or any other name.
 */
export interface Type {
  readonly name: string;
  readonly parameters: readonly Type[];
}

/** What the parameters of one signature stand for in one call. */
export type Bindings = Map<string, Type>;

/** A type without parameters. */
export function simpleType(name: string): Type {
  return { name, parameters: [] };
}

export const dyn: Type = simpleType("dyn");
export const free: Type = simpleType("free");
export const bool: Type = simpleType("bool");
export const int: Type = simpleType("int");

/** `list<element>`. */
export function listOf(element: Type): Type {
  return { name: "list", parameters: [element] };
}

/** `map<key, value>`. */
export function mapOf(key: Type, value: Type): Type {
  return { name: "map", parameters: [key, value] };
}

/** `optional<value>`. */
export function optionalOf(value: Type): Type {
  return { name: "optional", parameters: [value] };
}

/** Reads the notation of signatures: `map<string, list<T>>`. Throws for text that is no type. */
export function parseType(text: string): Type {
  const open = text.indexOf("<");
  if (open < 0) return simpleType(text.trim());
  if (!text.trimEnd().endsWith(">")) throw new Error(`Not a type: ${text}.`);
  const inner = text.slice(open + 1, text.lastIndexOf(">"));
  return { name: text.slice(0, open).trim(), parameters: splitParameters(inner).map(parseType) };
}

/** Whether a value of the type `actual` may stand where a signature declares `declared`; notes what parameters stand for. A declared `list` takes any list. */
export function accepts(declared: Type, actual: Type, bindings: Bindings): boolean {
  if (isParameter(declared)) return bind(declared.name, actual, bindings);
  if (isAnything(declared) || isAnything(actual)) return true;
  if (declared.name !== actual.name) return false;
  return declared.parameters.every((parameter, i) =>
    accepts(parameter, actual.parameters[i] ?? dyn, bindings),
  );
}

/** The type of a result: parameters replaced by what they stand for, `dyn` where nothing is known. */
export function substitute(type: Type, bindings: Bindings): Type {
  if (isParameter(type)) return bindings.get(type.name) ?? dyn;
  if (type.parameters.length === 0) return type;
  return { name: type.name, parameters: type.parameters.map((parameter) => substitute(parameter, bindings)) };
}

/** The type that two branches or elements have in common; undefined where they exclude each other. */
export function join(a: Type, b: Type): Type | undefined {
  if (a === b || b.name === "free") return a;
  if (a.name === "free") return b;
  if (a.name === "dyn" || b.name === "dyn") return dyn;
  if (a.name !== b.name || a.parameters.length !== b.parameters.length) return undefined;
  const parameters: Type[] = [];
  for (const [i, parameter] of a.parameters.entries()) {
    const joined = join(parameter, b.parameters[i] ?? dyn);
    if (joined === undefined) return undefined;
    parameters.push(joined);
  }
  return { name: a.name, parameters };
}

/** Whether two types are the same; an unknown element of an empty literal is the same as anything. */
export function isSame(a: Type, b: Type): boolean {
  if (a === b || a.name === "free" || b.name === "free") return true;
  if (a.name !== b.name || a.parameters.length !== b.parameters.length) return false;
  return a.parameters.every((parameter, i) => isSame(parameter, b.parameters[i] ?? dyn));
}

/** Whether a value of the type may turn out to be of any type at all. */
export function isAnything(type: Type): boolean {
  return type.name === "dyn" || type.name === "free";
}

function isParameter(type: Type): boolean {
  return type.name.length === 1;
}

function bind(name: string, actual: Type, bindings: Bindings): boolean {
  const bound = bindings.get(name);
  const joined = bound === undefined ? actual : join(bound, actual);
  if (joined === undefined) return false;
  bindings.set(name, joined);
  return true;
}

function splitParameters(text: string): string[] {
  const parts: string[] = [];
  let depth = 0;
  let start = 0;
  for (let i = 0; i < text.length; i++) {
    if (text[i] === "<") depth++;
    else if (text[i] === ">") depth--;
    else if (text[i] === "," && depth === 0) {
      parts.push(text.slice(start, i));
      start = i + 1;
    }
  }
  return [...parts, text.slice(start)];
}
