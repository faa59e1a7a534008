/** What the expressions of a rule file may read: the names of a scope, and their values for one item. */
import type { Input } from "../cel/values.js";
import type { Json, JsonObject } from "../core/json.js";
import { namespaceName } from "../core/resource.js";
import type { Facts, Inventory, Item, Scope } from "../core/rule.js";

/** The names that expressions of a scope may use; below an `each` path those of the list come on top. */
export function namesIn(scope: Scope, hasEach: boolean): readonly string[] {
  const everywhere = ["self", "object", "namespaceName", "namespaceObject", "with", "facts"];
  const inPod = ["pod", "volumes", "containers", "allContainers", "env", "ports"].includes(scope);
  const inContainer = ["containers", "allContainers", "env", "ports"].includes(scope);
  return [
    ...everywhere,
    ...(inPod ? ["pod", "podMetadata"] : []),
    ...(inContainer ? ["container"] : []),
    ...(hasEach ? ["parent", "key"] : []),
  ];
}

/** The values of those names for one item; the Namespace object only where it is given. */
export function valuesOf(
  item: Item,
  facts: Facts,
  withValues: Readonly<Record<string, Json>>,
  namespaceObject: JsonObject | undefined,
): Record<string, Input> {
  const values: Record<string, Input> = {
    self: item.self,
    object: item.resource.body,
    namespaceName: namespaceName(item.resource) ?? "",
    with: withValues,
    facts: facts as unknown as JsonObject, // a closed record of plain values
  };
  if (namespaceObject !== undefined) values["namespaceObject"] = namespaceObject;
  if (item.pod !== undefined) {
    values["pod"] = item.pod.value;
    values["podMetadata"] = item.podMetadata?.value ?? {};
  }
  if (item.container !== undefined) values["container"] = item.container.value;
  if (item.parent !== undefined) {
    values["parent"] = item.parent.value;
    values["key"] = item.key ?? "";
  }
  return values;
}

/** The Namespace of an item's object, where a rendering holds it. */
export function namespaceObjectOf(item: Item, inventory: Inventory): JsonObject | undefined {
  const name = namespaceName(item.resource);
  if (name === null) return undefined;
  return inventory.get("Namespace", "", { state: "cluster" }, name, item.resource)?.body;
}
