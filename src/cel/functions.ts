/** The allow-list: every function that an expression may call, with the first Kubernetes minor of each. All else is refused. */
import { formatFunctions } from "./named-formats.js";
import { grantFunctions } from "./grants.js";
import { listFunctions } from "./lists.js";
import { networkFunctions } from "./network.js";
import { conversionFunctions } from "./numbers.js";
import { optionalFunctions } from "./optional.js";
import type { Overload } from "./overload.js";
import { quantityFunctions } from "./quantity.js";
import { semverFunctions } from "./semver.js";
import { setFunctions } from "./sets.js";
import { stringFunctions } from "./strings.js";
import { timeFunctions } from "./time.js";
import { typeFunctions } from "./type-value.js";
import { urlFunctions } from "./url.js";

/** Every overload of every function; names may repeat. */
export const functions: readonly Overload[] = [
  ...conversionFunctions,
  ...typeFunctions,
  ...stringFunctions,
  ...listFunctions,
  ...timeFunctions,
  ...optionalFunctions,
  ...quantityFunctions,
  ...setFunctions,
  ...networkFunctions,
  ...urlFunctions,
  ...formatFunctions,
  ...semverFunctions,
  ...grantFunctions,
];

const byName = indexByName();

/** The overloads of a function (`sets.contains`) or method (`charAt`); none where the list does not allow it. */
export function overloadsOf(style: Overload["style"], name: string): readonly Overload[] {
  return byName.get(`${style} ${name}`) ?? [];
}

function indexByName(): ReadonlyMap<string, readonly Overload[]> {
  const index = new Map<string, Overload[]>();
  for (const overload of functions) {
    const key = `${overload.style} ${overload.name}`;
    index.set(key, [...(index.get(key) ?? []), overload]);
  }
  return index;
}
