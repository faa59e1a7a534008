/** What a condition reads of an item, as a key: items with one key get one answer. */
import type { Part } from "../cel/reads.js";
import { field as fieldOf, isObject, type Json, type JsonObject } from "../core/json.js";
import { namespaceName } from "../core/resource.js";
import type { Facts, Item } from "../core/rule.js";
import type { Contents } from "./sameness.js";

/**
 * How to get at everything that the expressions depend on, but for what never changes within a run (`with`) and for the names of `let`,
 * which depend on nothing else themselves.
 */
export function readersOf(parts: readonly Part[]): readonly Reader[] {
  const unique = new Map(parts.map((part) => [`${part.name}.${part.field ?? ""}`, part]));
  return [...unique.values()].flatMap(({ name, field }): readonly Reader[] => {
    const valueIn = rootValues[name];
    if (valueIn === undefined) return [];
    if (field === undefined) return [(item, facts) => ({ value: valueIn(item, facts) })];
    return [
      (item, facts) => {
        const value = valueIn(item, facts);
        return isObject(value) ? { value: fieldOf(value, field) } : null;
      },
    ];
  });
}

/** The value that is read; null where a field is selected from what is no object, which is another thing than a field that is not there. */
export type Reader = (item: Item, facts: Facts) => { readonly value: Json | undefined } | null;

/** Equal for items of which the condition reads equal data; undefined where that cannot be told. */
export function keyOf(
  readers: readonly Reader[],
  item: Item,
  facts: Facts,
  contents: Contents,
): string | undefined {
  let key = "";
  for (const read of readers) {
    const found = read(item, facts);
    if (found === null) return undefined;
    key += `${contents.of(found.value)} `;
  }
  return key;
}

/** The declared names whose values differ from item to item. `namespaceObject` is not among them: conditions that read it are never remembered. */
const rootValues: Readonly<Record<string, (item: Item, facts: Facts) => Json | undefined>> = {
  self: ({ self }) => self,
  object: ({ resource }) => resource.body,
  namespaceName: ({ resource }) => namespaceName(resource) ?? "",
  facts: (_, facts) => facts as unknown as JsonObject, // a closed record of plain values
  pod: ({ pod }) => pod?.value,
  podMetadata: ({ podMetadata }) => podMetadata?.value ?? {},
  container: ({ container }) => container?.value,
  parent: ({ parent }) => parent?.value,
  key: ({ key }) => key ?? "",
};
