/**
 * Who may take a pod, without asking every Service and every policy of the repository about every pod: they are looked up by namespace and
 * by a label that their selector demands. What remains is judged as before, so an index changes how long an answer takes and nothing else.
 */
import { groupBy } from "../core/group.js";
import type { JsonObject } from "../core/json.js";
import type { Resource } from "../core/resource.js";

/** Gives what may share the namespace of a resource, in order. */
export type Nearby<T> = (near: Pick<Resource, "namespace">) => readonly T[];

/** Gives what may share the namespace of a resource and take a pod of these labels, in order. */
export type Takers<T> = (near: Pick<Resource, "namespace">, labels: JsonObject) => readonly T[];

/** A label with its value, in one word. */
export type LabelPair = string;

/** The one word for a label with its value. Two labels with the same word would do no harm: what is found is judged afterwards. */
export function labelPair(key: string, value: string): LabelPair {
  return `${key}\n${value}`;
}

/**
 * Things by the namespace of their resource. For a resource in a named namespace these are the things there, those whose namespace is not
 * resolved, and those of the whole cluster; for any other resource these are all things.
 */
export function nearby<T>(things: readonly T[], resourceOf: (thing: T) => Resource): Nearby<T> {
  const numbered = things.map((thing, place) => ({ thing, place, namespace: resourceOf(thing).namespace }));
  const groups = groupBy(numbered, ({ namespace }) => (namespace.state === "named" ? namespace.name : null));
  const anywhere = groups.get(null) ?? [];
  const known = new Map<string, readonly T[]>();
  return ({ namespace }) => {
    if (namespace.state !== "named") return things;
    const before = known.get(namespace.name);
    if (before !== undefined) return before;
    const here = [...(groups.get(namespace.name) ?? []), ...anywhere];
    const found = here.toSorted((left, right) => left.place - right.place).map(({ thing }) => thing);
    known.set(namespace.name, found);
    return found;
  };
}

/**
 * Things by namespace and by a label that a pod must have for them to take it. `demands` lists such labels, each with the values of which
 * the pod must have one; none where any pod may be taken.
 */
export function takersOf<T>(
  things: readonly T[],
  resourceOf: (thing: T) => Resource,
  demands: (thing: T) => readonly (readonly LabelPair[])[],
): Takers<T> {
  const demanding = things.map((thing, place) => ({ thing, place, demands: demands(thing) }));
  const uses = new Map<LabelPair, number>();
  for (const pair of demanding.flatMap((one) => one.demands.flat()))
    uses.set(pair, (uses.get(pair) ?? 0) + 1);
  const usesOf = (pairs: readonly LabelPair[]) => pairs.reduce((sum, pair) => sum + (uses.get(pair) ?? 0), 0);
  const placed = demanding.flatMap((one) => {
    // The label that the fewest others ask for leads to the shortest list.
    const [rarest] = one.demands.toSorted((left, right) => usesOf(left) - usesOf(right));
    const pairs: readonly (LabelPair | null)[] = rarest ?? [null];
    return pairs.map((pair) => ({ ...one, pair }));
  });
  const lists = new Map(
    [...groupBy(placed, ({ pair }) => pair)].map(([pair, list]) => {
      return [pair, nearby(list, ({ thing }) => resourceOf(thing))] as const;
    }),
  );
  const everything = nearby(things, resourceOf);
  return (near, labels) => {
    const entries = Object.entries(labels);
    const pairs = entries.flatMap(([key, value]) => (typeof value === "string" ? labelPair(key, value) : []));
    // The API server refuses a value of another type, so nothing is known about the pod, and everything may take it.
    if (pairs.length < entries.length) return everything(near);
    const found = [null, ...pairs].flatMap((pair) => lists.get(pair)?.(near) ?? []);
    return found.toSorted((left, right) => left.place - right.place).map(({ thing }) => thing);
  };
}
