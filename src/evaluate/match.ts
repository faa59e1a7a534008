/** Which subjects a rule asked for: the engine walks pods, containers and lists so that no rule has to. */
import { elements, field, isList, isObject, type Json, type JsonObject } from "../core/json.js";
import type { Route } from "../core/location.js";
import type { Resource } from "../core/resource.js";
import {
  type EachFrom,
  type EachPath,
  everyElement,
  type Item,
  type Items,
  type KindPattern,
  type Routed,
  type Scope,
} from "../core/rule.js";
import { containersOf } from "../kubernetes/containers.js";
import { podTemplates } from "../kubernetes/workloads.js";

/** Whether a resource is of one of the kinds. */
export function isOfKind(resource: Resource, patterns: readonly KindPattern[]): boolean {
  return patterns.some(
    (pattern) =>
      (pattern.kind === "*" || pattern.kind === resource.kind) && isInGroup(resource.group, pattern.group),
  );
}

function isInGroup(group: string, pattern: string): boolean {
  if (pattern === "*" || pattern === group) return true;
  return pattern.startsWith("*.") && group.endsWith(pattern.slice(1));
}

/**
 * Gives items, and remembers those of each scope: forty rules ask for the containers of the same pods, and walking there again for each of
 * them took longer than judging.
 */
export class ItemSource {
  private readonly known = new Map<Scope, Map<Resource, readonly Item[]>>();

  /** The items of one resource that a rule judges, in the order of the manifest. */
  *of(resource: Resource, { forEach, each }: Items): Generator<Item> {
    for (const item of this.inScope(resource, forEach)) {
      if (each.length === 0) yield item;
      for (const from of each) {
        const start = startOf(item, from);
        if (start !== undefined) yield* descend(start, from.path, 0);
      }
    }
  }

  /** The items of a scope, before any `each`. */
  inScope(resource: Resource, scope: Scope): readonly Item[] {
    const ofScope = this.known.get(scope) ?? new Map<Resource, readonly Item[]>();
    this.known.set(scope, ofScope);
    const known = ofScope.get(resource);
    if (known !== undefined) return known;
    const items = [...scopeItems(resource, scope)];
    ofScope.set(resource, items);
    return items;
  }
}

function* scopeItems(resource: Resource, scope: Scope): Generator<Item> {
  const base = { view: "item", resource } as const;
  switch (scope) {
    case "object":
      yield { ...base, self: resource.body, route: [] };
      return;
    case "rules":
    case "subjects":
      yield* listItems({ ...base, self: resource.body, route: [] }, scope);
      return;
    case "pod":
      yield* podItems(resource);
      return;
    case "volumes":
      for (const pod of podItems(resource)) yield* listItems(pod, "volumes");
      return;
    case "containers":
    case "allContainers":
      yield* containerItems(resource, scope === "containers" ? "running" : "all");
      return;
    case "env":
    case "ports":
      for (const container of containerItems(resource, "all")) yield* listItems(container, scope);
  }
}

function* podItems(resource: Resource): Generator<Item> {
  for (const { pod, podMetadata } of podTemplates(resource)) {
    const metadata = podMetadata === undefined ? {} : { podMetadata };
    yield { view: "item", resource, self: pod.value, route: pod.route, pod, ...metadata };
  }
}

function* containerItems(resource: Resource, which: "all" | "running"): Generator<Item> {
  for (const item of podItems(resource)) {
    if (item.pod === undefined) continue;
    for (const container of containersOf(item.pod, which)) {
      yield { ...item, self: container.value, route: container.route, container };
    }
  }
}

function* listItems(item: Item, key: string): Generator<Item> {
  for (const [index, self] of elements(field(item.self, key)).entries()) {
    yield { ...item, self, route: [...item.route, key, index] };
  }
}

/** The item itself, or what surrounds it as an item; undefined where the scope has no such surroundings. */
function startOf(item: Item, { root }: EachFrom): Item | undefined {
  if (root === "self") return item;
  if (root === "object") return { ...item, self: item.resource.body, route: [] };
  const around = item[root];
  return around === undefined ? undefined : { ...item, self: around.value, route: around.route };
}

/** Follows an `each` path. What is not there gives no item; a map is entered key by key. */
function* descend(item: Item, path: EachPath, depth: number): Generator<Item> {
  const step = path[depth];
  if (step === undefined) {
    yield item;
    return;
  }
  if (step !== everyElement) {
    const value = field(item.self, step);
    if (value !== undefined) {
      yield* descend({ ...item, self: value, route: [...item.route, step] }, path, depth + 1);
    }
    return;
  }
  // The element's parent is what holds the list, not the list itself.
  const parent = parentOf(item);
  for (const [key, self] of membersOf(item.self)) {
    const keyed = typeof key === "string" ? { key } : {};
    yield* descend({ ...item, self, route: [...item.route, key], parent, ...keyed }, path, depth + 1);
  }
}

function parentOf(item: Item): Routed {
  const route: Route = item.route.slice(0, -1);
  let value: Json = item.resource.body;
  for (const step of route) {
    const next: Json | undefined =
      isList(value) && typeof step === "number" ? value[step] : field(value, String(step));
    if (next === undefined) break;
    value = next;
  }
  return { value, route };
}

function membersOf(value: Json): readonly (readonly [string | number, Json])[] {
  if (isList(value)) return value.map((element, index) => [index, element] as const);
  return isObject(value) ? Object.entries(value) : [];
}

/** Whether an item stands inside a pod; a pod spec is then at hand. */
export function hasPod(item: Item): item is Item & { readonly pod: Routed<JsonObject> } {
  return item.pod !== undefined;
}
