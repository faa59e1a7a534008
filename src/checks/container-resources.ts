/**
 * Every container states its resources, or something states them for it: the pod as a whole (`spec.resources`, in beta since 1.34), or a
 * LimitRange with a default for containers in the same namespace. A limit stands in for the request of the same resource.
 * Source: https://kubernetes.io/docs/concepts/configuration/manage-resources-containers/
 */
import { listOf, oneOf } from "../core/decode.js";
import { at, type Json } from "../core/json.js";
import { type Blame, blame, type Inventory, type Item, pass } from "../core/rule.js";
import { fillsContainers } from "../kubernetes/limit-range.js";
import { parseQuantity } from "../kubernetes/quantity.js";
import { defineCheck } from "./define.js";

const demands = ["limits.memory", "limits.cpu", "requests.memory", "requests.cpu"] as const;
type Demand = (typeof demands)[number];

export const check = defineCheck(
  {
    match: "item",
    reach: "cross",
    with: { demands: listOf(oneOf(...demands)) },
  },
  (item, options, inventory) => {
    if (item.container === undefined || item.pod === undefined) return pass();
    const missing = options.demands.filter((demand) => !isStated(demand, item, inventory));
    const [first] = missing;
    if (first === undefined) return pass();
    return blameMissing(first, missing, item);
  },
);

function isStated(demand: Demand, item: Item, inventory: Inventory): boolean {
  const alternatives = demand.startsWith("requests")
    ? [demand, demand.replace("requests", "limits")]
    : [demand];
  const own = amountOf(alternatives, item.container?.value);
  if (own !== undefined) return !isZero(own);
  const whole = amountOf(alternatives, item.pod?.value);
  if (whole !== undefined && !isZero(whole)) return true;
  return alternatives.some((path) => hasDefault(path, item, inventory));
}

/** The first amount that is written; a request beside a limit is the request. */
function amountOf(paths: readonly string[], holder: Json | undefined): Json | undefined {
  const [first] = paths.flatMap((path) => at(holder, ["resources", ...path.split(".")]) ?? []);
  return first;
}

/** Zero as a limit is no limit to the runtime, and as a request it reserves nothing; a LimitRange does not fill in what is written. */
function isZero(amount: Json): boolean {
  return parseQuantity(amount)?.nanos === 0n;
}

/** A default limit of a LimitRange fills the request too. */
function hasDefault(path: string, { resource }: Item, inventory: Inventory): boolean {
  const [kind = "", name = ""] = path.split(".");
  return fillsContainers(resource, kind === "limits" ? "limits" : "requests", name, inventory);
}

function blameMissing(first: Demand, missing: readonly Demand[], item: Item): Blame {
  const route = [...(item.container?.route ?? item.route), "resources", ...first.split(".")];
  const name = at(item.container?.value, ["name"]);
  return blame(route, { container: typeof name === "string" ? name : "", missing: missing.join(", ") });
}
