/** What LimitRanges fill in: https://kubernetes.io/docs/concepts/policy/limit-range/ */
import { at, elements } from "../core/json.js";
import type { Resource } from "../core/resource.js";
import type { Inventory } from "../core/rule.js";

/**
 * The keys of a LimitRange's item that fill in each: the API server takes `max` for a `default` that is absent, and `default` or `min` for a
 * `defaultRequest` that is absent (SetDefaults_LimitRangeItem in Kubernetes' pkg/apis/core/v1/defaults.go).
 */
const fillers = {
  limits: ["default", "max"],
  requests: ["defaultRequest", "default", "max", "min"],
} as const;

/**
 * Whether a LimitRange gives the containers of the workload's namespace a limit or a request for the named resource (`memory`).
 * Objects without a namespace go to the same place where one target holds them.
 */
export function fillsContainers(
  workload: Resource,
  key: keyof typeof fillers,
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
            at(limit, ["type"]) === "Container" &&
            fillers[key].some((one) => at(limit, [one, name]) !== undefined),
        ),
    );
}

function isSamePlace(range: Resource, workload: Resource): boolean {
  const [left, right] = [range.namespace, workload.namespace];
  if (left.state === "named" && right.state === "named") return left.name === right.name;
  return left.state === right.state && range.target.id === workload.target.id;
}
