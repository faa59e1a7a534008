/** Image references of Dockerfiles and values files from registries that are not allowed, or that are frozen. */
import { listOf, object, string } from "../core/decode.js";
import { blame } from "../core/rule.js";
import { imagesInText, isRendered } from "../kubernetes/image-sources.js";
import { type FrozenRegistry, registryFault } from "../kubernetes/registries.js";
import { defineCheck } from "./define.js";

export const check = defineCheck(
  {
    match: "text",
    reach: "repo",
    with: {
      allowed: listOf(string),
      frozen: listOf(object<FrozenRegistry>({ value: string, instead: string })),
    },
  },
  (view, { allowed, frozen }, inventory) =>
    imagesInText(view).flatMap(({ image, text, place, from }) => {
      // A values file may leave the registry to another key, so that only one that is written out is judged.
      if (from === "values" && !text.startsWith(`${image.registry}/`)) return [];
      const fault = registryFault(image, allowed, frozen);
      if (fault === undefined || (from === "values" && isRendered(image, inventory))) return [];
      const data = { image: text, instead: fault.instead };
      return [
        blame([], data, {
          part: `${image.registry}/${image.repository}`,
          within: place,
          messageKey: fault.key,
          ...(from === "values" ? { severity: "low" as const } : {}),
        }),
      ];
    }),
);
