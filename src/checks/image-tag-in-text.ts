/** Image references of Dockerfiles and values files that name no version: without a tag, or with one that its publisher moves. */
import { listOf, string } from "../core/decode.js";
import { blame } from "../core/rule.js";
import { imagesInText, isRendered } from "../kubernetes/image-sources.js";
import { defineCheck } from "./define.js";

export const check = defineCheck(
  { match: "text", reach: "repo", with: { moving: listOf(string) } },
  (view, { moving }, inventory) =>
    imagesInText(view).flatMap(({ image, text, place, from }) => {
      const { tag, digest } = image;
      if (digest !== null || (tag !== null && !moving.includes(tag))) return [];
      if (from === "values" && isRendered(image, inventory)) return [];
      return [
        blame(
          [],
          { image: text },
          {
            within: place,
            part: `${image.registry}/${image.repository}`,
            messageKey: from,
            ...(from === "values" ? { severity: "low" as const } : {}),
          },
        ),
      ];
    }),
);
