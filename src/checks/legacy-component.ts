/** A component that its project has given up, told by the name of its image's repository: a label or a tag proves nothing. */
import { listOf, object, oneOf, optional, string } from "../core/decode.js";
import { text } from "../core/json.js";
import { blame, pass, type Severity } from "../core/rule.js";
import { isImageOf } from "../kubernetes/image-version.js";
import { parseImage } from "../kubernetes/image.js";
import { defineCheck } from "./define.js";

interface LegacyComponent {
  readonly component: string;
  readonly images: readonly string[];
  /** A whole sentence. */
  readonly reason: string;
  readonly severity: Severity | undefined;
}

export const check = defineCheck(
  {
    match: "item",
    reach: "local",
    with: {
      components: listOf(
        object<LegacyComponent>({
          component: string,
          images: listOf(string),
          reason: string,
          severity: optional(oneOf("high"), undefined),
        }),
      ),
    },
  },
  ({ self, route }, { components }) => {
    const image = parseImage(text(self) ?? "");
    const known = components.find(({ images }) => image !== undefined && isImageOf(image.repository, images));
    if (known === undefined) return pass();
    const { component, reason, severity } = known;
    return blame(route, { component, reason }, severity === undefined ? {} : { severity });
  },
);
