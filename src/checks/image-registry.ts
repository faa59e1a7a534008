/** Images of workloads from registries that are not allowed, or that are frozen. */
import { listOf, object, string } from "../core/decode.js";
import { text } from "../core/json.js";
import { blame, pass, undecided } from "../core/rule.js";
import { parseImage } from "../kubernetes/image.js";
import { type FrozenRegistry, registryFault } from "../kubernetes/registries.js";
import { defineCheck } from "./define.js";

export const check = defineCheck(
  {
    match: "item",
    reach: "local",
    with: {
      allowed: listOf(string),
      frozen: listOf(object<FrozenRegistry>({ value: string, instead: string })),
    },
  },
  ({ self, route }, { allowed, frozen }) => {
    const reference = text(self);
    if (reference === undefined || reference === "") return pass();
    const image = parseImage(reference);
    if (image === undefined) return allowed.length === 0 ? pass() : undecided({ image: reference });
    const fault = registryFault(image, allowed, frozen);
    if (fault === undefined) return pass();
    return blame(route, { image: reference, instead: fault.instead }, { messageKey: fault.key });
  },
);
