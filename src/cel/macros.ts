/** The macros: methods that bind names, or do not evaluate every argument. `has` is a node of its own. */

/** One macro with one number of arguments. */
export interface Macro {
  readonly name: string;
  readonly argumentCount: number;
  /** How many of the leading arguments are names that the rest can read. */
  readonly variableCount: 0 | 1 | 2;
  /** The first Kubernetes minor in which a new policy may use it; 0 = always. */
  readonly from: number;
}

/** Every macro that an expression may use. */
export const macros: readonly Macro[] = [
  { name: "all", argumentCount: 2, variableCount: 1, from: 0 },
  { name: "exists", argumentCount: 2, variableCount: 1, from: 0 },
  { name: "exists_one", argumentCount: 2, variableCount: 1, from: 0 },
  { name: "filter", argumentCount: 2, variableCount: 1, from: 0 },
  { name: "map", argumentCount: 2, variableCount: 1, from: 0 },
  { name: "map", argumentCount: 3, variableCount: 1, from: 0 },
  { name: "or", argumentCount: 1, variableCount: 0, from: 29 },
  { name: "orValue", argumentCount: 1, variableCount: 0, from: 29 },
  { name: "optMap", argumentCount: 2, variableCount: 1, from: 29 },
  { name: "optFlatMap", argumentCount: 2, variableCount: 1, from: 29 },
  { name: "all", argumentCount: 3, variableCount: 2, from: 33 },
  { name: "exists", argumentCount: 3, variableCount: 2, from: 33 },
  { name: "existsOne", argumentCount: 3, variableCount: 2, from: 33 },
  { name: "transformList", argumentCount: 3, variableCount: 2, from: 33 },
  { name: "transformList", argumentCount: 4, variableCount: 2, from: 33 },
  { name: "transformMap", argumentCount: 3, variableCount: 2, from: 33 },
  { name: "transformMap", argumentCount: 4, variableCount: 2, from: 33 },
  { name: "sortBy", argumentCount: 2, variableCount: 1, from: 35 },
];

/** The macro of a method call; undefined where the call is an ordinary one. */
export function findMacro(name: string, argumentCount: number): Macro | undefined {
  return macros.find((macro) => macro.name === name && macro.argumentCount === argumentCount);
}
