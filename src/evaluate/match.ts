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

/** Gives the items of some resources, and remembers those of each scope: forty rules ask for the containers of the same pods. */
export class ItemSource {
  private readonly resources: readonly Resource[];
  private readonly scopes = new Map<Scope, readonly Item[]>();

  constructor(resources: readonly Resource[]) {
    this.resources = resources;
  }

  /** The items that a rule judges, in the order of the resources and their manifests. */
  of({ forEach, each }: Items): readonly Item[] {
    const items = this.inScope(forEach);
    if (each.length === 0) return items;
    const found: Item[] = []; // not kept: hardly two rules go the same way
    for (const item of items) {
      for (const { root, path } of each) {
        const start = startOf(item, root);
        if (start !== undefined) descend(item, start, path, 0, {}, found);
      }
    }
    return found;
  }

  /** The items of a scope, before any `each`. */
  inScope(scope: Scope): readonly Item[] {
    const known = this.scopes.get(scope);
    if (known !== undefined) return known;
    const items = this.resources.flatMap((resource) => [...scopeItems(resource, scope)]);
    this.scopes.set(scope, items);
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

/** The item itself, or what surrounds it; undefined where the scope has no such surroundings. */
function startOf(item: Item, root: EachFrom["root"]): Routed | undefined {
  if (root === "self") return { value: item.self, route: item.route };
  if (root === "object") return { value: item.resource.body, route: [] };
  return item[root];
}

/** Follows an `each` path into `found`. What is not there gives no item; a map is entered key by key. */
function descend(
  item: Item,
  { value, route }: Routed,
  path: EachPath,
  depth: number,
  inner: Pick<Item, "parent" | "key">,
  found: Item[],
): void {
  const step = path[depth];
  if (step === undefined) {
    found.push({ ...item, ...inner, self: value, route });
    return;
  }
  if (step !== everyElement) {
    const next = field(value, step);
    if (next !== undefined)
      descend(item, { value: next, route: [...route, step] }, path, depth + 1, inner, found);
    return;
  }
  const members = membersOf(value);
  if (members.length === 0) return;
  // The element's parent is what holds the list, not the list itself.
  const parent = parentOf(item.resource, route);
  for (const [key, element] of members) {
    const entered = typeof key === "string" ? { ...inner, parent, key } : { ...inner, parent };
    descend(item, { value: element, route: [...route, key] }, path, depth + 1, entered, found);
  }
}

function parentOf(resource: Resource, list: Route): Routed {
  const route: Route = list.slice(0, -1);
  let value: Json = resource.body;
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
