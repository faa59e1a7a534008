/** Reverse shells, miners and hidden programs in the steps of an image build. */
import { blame } from "../core/rule.js";
import { backdoorsIn } from "../text/shell.js";
import { defineCheck } from "./define.js";

export const check = defineCheck({ match: "text", reach: "repo", with: {} }, (view) =>
  view
    .instructions()
    .filter(({ keyword }) => ["RUN", "CMD", "ENTRYPOINT", "HEALTHCHECK"].includes(keyword))
    .flatMap(({ keyword, text, start }) =>
      backdoorsIn(text)
        .slice(0, 1)
        .map(({ what, index, length }) =>
          blame(
            [],
            { keyword, what },
            { messageKey: "dockerfile", part: what, within: [start + index, start + index + length] },
          ),
        ),
    ),
);
