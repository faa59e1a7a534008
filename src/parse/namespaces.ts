/** Which namespace an object lives in, as far as files say it. */
import { field, type Json, text } from "../core/json.js";
import type { Namespace } from "../core/resource.js";
import { isClusterScoped } from "../kubernetes/workloads.js";

/**
 * In order: what the kind is, `metadata.namespace`, the namespace that the rendering is for, and else unresolved. Unresolved is never
 * the namespace `default`: whoever applies the file decides. A kind that we do not know counts as namespaced only if it says so.
 */
export function namespaceOf(
  group: string,
  kind: string,
  metadata: Json | undefined,
  ofRendering: string | null,
): Namespace {
  if (isClusterScoped(group, kind) === true) return { state: "cluster" };
  const own = text(field(metadata, "namespace"));
  if (own !== undefined && own !== "") return { state: "named", name: own };
  if (ofRendering !== null && isClusterScoped(group, kind) === false)
    return { state: "named", name: ofRendering };
  return { state: "unresolved" };
}
