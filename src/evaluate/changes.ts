/** What a change does to each resource: pairs of the base's and the head's. */
import type { Resource } from "../core/resource.js";
import type { ChangeView, Inventory } from "../core/rule.js";

/**
 * Every resource of the head with the one it was, then those that are gone. Resources of several targets that describe one object are paired
 * within their target first. What a target held that could not be looked at (`unseen`, ids) is not taken for gone. Without a base there is no change to judge, and so there are no views.
 */
export function changeViews(
  resources: readonly Resource[],
  base: Inventory | undefined,
  unseen: ReadonlySet<string> = new Set(),
): readonly ChangeView[] {
  if (base === undefined) return [];
  const former = new Map<string, Resource[]>();
  for (const resource of base.resources) {
    const key = identityOf(resource);
    former.set(key, [...(former.get(key) ?? []), resource]);
  }
  const present = new Set(resources.map((resource) => identityOf(resource)));
  const kept = resources.map((after): ChangeView => {
    const candidates = former.get(identityOf(after)) ?? [];
    const before = candidates.find(({ target }) => target.id === after.target.id) ?? candidates[0];
    return { view: "change", before, after, resource: after };
  });
  const removed = base.resources
    .filter((resource) => !present.has(identityOf(resource)) && !unseen.has(resource.target.id))
    .map((before): ChangeView => ({ view: "change", before, after: undefined, resource: before }));
  return [...kept, ...removed];
}

/** The object as the API server knows it, its version aside. */
function identityOf({ group, kind, namespace, name }: Resource): string {
  return JSON.stringify([group, kind, namespace.state === "named" ? namespace.name : namespace.state, name]);
}
