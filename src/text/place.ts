/** Where a text stands inside a field of an object, for fields of many lines. */
import type { Route } from "../core/location.js";
import type { Resource, SourceNode } from "../core/resource.js";

/**
 * The offsets in the object's text of the first `needle` inside the field; undefined where the field does not hold it as it is written,
 * for example because it is quoted with escapes. The end is exclusive.
 */
export function placeOf(
  resource: Resource,
  route: Route,
  needle: string,
): readonly [start: number, end: number] | undefined {
  let node: SourceNode | undefined = resource.node;
  for (const step of route) {
    node = typeof step === "number" ? node?.items?.[step] : node?.entries?.get(step)?.value;
  }
  if (node === undefined || needle === "") return undefined;
  const at = resource.source.text.slice(node.start, node.end).indexOf(needle);
  return at === -1 ? undefined : [node.start + at, node.start + at + needle.length];
}
