/** How tables write the rights that rules look for. */
import { boolean, type Decoder, listOf, mapOf, object, oneOf, optional, string } from "../core/decode.js";
import type { Sought } from "../core/rbac.js";

const names: Decoder<Sought["named"]> = (value, path) =>
  Array.isArray(value)
    ? listOf(string)(value, path)
    : oneOf("harmless", "bad", "admin-role", "admin-subject")(value, path);

/** Rights by the name of their sort, as `rules/tables/rbac-rights.yaml` holds them. */
export const soughtByName: Decoder<Readonly<Record<string, readonly Sought[]>>> = mapOf(
  listOf(
    object<Sought>({
      group: string,
      resources: listOf(string),
      verbs: listOf(string),
      isClusterScoped: optional(boolean, false),
      takesVerbWildcard: optional(boolean, true),
      named: optional(names, "harmless"),
    }),
  ),
);

/** The rights of that sort. @throws Error where the table does not have it. */
export function rightsNamed(
  table: Readonly<Record<string, readonly Sought[]>>,
  name: string,
): readonly Sought[] {
  const rights = Object.hasOwn(table, name) ? table[name] : undefined;
  if (rights === undefined) throw new Error(`There are no rights "${name}" in the table.`);
  return rights;
}
