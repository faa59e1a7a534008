/** RuntimeClasses that isolate a pod from the node's kernel: https://kubernetes.io/docs/concepts/containers/runtime-class/ */
import { field, text } from "../core/json.js";
import type { Resource } from "../core/resource.js";
import type { Inventory } from "../core/rule.js";

/**
 * Whether the RuntimeClass of that name is a sandbox: by its own name, or by the handler that the files give it. `sandboxes` are names that
 * stand for themselves and for what they begin before a hyphen. The name says nothing where the files show another handler.
 */
export function isSandbox(
  runtimeClass: string,
  sandboxes: readonly string[],
  inventory: Inventory,
  near?: Resource,
): boolean {
  const object = inventory.get("RuntimeClass", "node.k8s.io", { state: "cluster" }, runtimeClass, near);
  const handler = text(field(object?.body, "handler")) ?? runtimeClass;
  return sandboxes.some((name) => handler === name || handler.startsWith(`${name}-`));
}
