/** What LimitRanges fill in: https://kubernetes.io/docs/concepts/policy/limit-range/ */
import { at, elements } from "../core/json.js";
import type { Resource } from "../core/resource.js";
import type { Inventory } from "../core/rule.js";

/** The keys of a LimitRange's item that fill something in: `default` fills limits, `defaultRequest` requests. */
export type DefaultKey = "default" | "defaultRequest";

/**
 * Whether a LimitRange gives the containers of the workload's namespace a value for the named resource (`memory`) under one of the keys.
 * Objects without a namespace go to the same place where one target holds them.
 */
export function fillsContainers(
  workload: Resource,
  keys: readonly DefaultKey[],
  name: string,
  inventory: Inventory,
): boolean {
  return inventory
    .all("LimitRange", "")
    .some(
      (range) =>
        isSamePlace(range, workload) &&
        elements(at(range.body, ["spec", "limits"])).some(
          (limit) =>
            at(limit, ["type"]) === "Container" && keys.some((key) => at(limit, [key, name]) !== undefined),
        ),
    );
}

function isSamePlace(range: Resource, workload: Resource): boolean {
  const [left, right] = [range.namespace, workload.namespace];
  if (left.state === "named" && right.state === "named") return left.name === right.name;
  return left.state === right.state && range.target.id === workload.target.id;
}
