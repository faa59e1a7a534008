/** A `set` fix → YAML that a person copies. */
import type { Json } from "../core/json.js";
import { writeYaml } from "../yaml/write.js";
import { parsePlace } from "./paths.js";

/** Where a snippet's fields belong, in words. */
const places: Readonly<Record<string, string>> = {
  pod: "in the pod's spec",
  podMetadata: "in the metadata of the pod template",
  container: "in the container",
  object: "in the object",
};

/** The YAML of the fields a fix sets, grouped by where they belong. Null where the fix sets nothing that can be shown. */
export function snippetOf(set: Readonly<Record<string, unknown>> | undefined, scope: string): string | null {
  if (set === undefined) return null;
  const groups = new Map<string, Record<string, Json>>();
  for (const [path, value] of Object.entries(set)) {
    const place = parsePlace(path);
    if (typeof place === "string" || place.steps.some(({ type }) => type === "element")) continue;
    const root = place.root === "self" ? scope : place.root;
    const tree = groups.get(root) ?? {};
    groups.set(root, tree);
    const keys = place.steps.flatMap((step) => (step.type === "key" ? [step.key] : []));
    plant(tree, keys, value as Json); // data of a catalog file is Json by construction
  }
  if (groups.size === 0) return null;
  return [...groups]
    .map(([root, tree]) => `${places[root] === undefined ? "" : `# ${places[root]}\n`}${writeYaml(tree)}`)
    .join("");
}

function plant(tree: Record<string, Json>, keys: readonly string[], value: Json): void {
  const [key, ...rest] = keys;
  if (key === undefined) return;
  if (rest.length === 0) {
    tree[key] = value;
    return;
  }
  const below = { ...(tree[key] as Record<string, Json> | undefined) };
  tree[key] = below;
  plant(below, rest, value);
}
