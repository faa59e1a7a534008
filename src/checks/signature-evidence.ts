/** Images in use whose signature or provenance a verifier has refused, or has verified for other content. */
import { boolean } from "../core/decode.js";
import { text } from "../core/json.js";
import { blame, pass, undecided } from "../core/rule.js";
import { parseImage } from "../kubernetes/image.js";
import { relationTo } from "../kubernetes/image-evidence.js";
import { defineCheck } from "./define.js";

export const check = defineCheck(
  { match: "item", reach: "evidence", with: { required: boolean } },
  ({ self, route }, { required }, { evidence: { signatures } }) => {
    const written = text(self) ?? "";
    if (written === "") return pass();
    const image = parseImage(written);
    if (image === undefined) return required ? undecided({ image: written }) : pass();
    const same = signatures.filter((result) => relationTo(image, result) === "same");
    const refused = same.find(({ isVerified }) => !isVerified);
    if (refused !== undefined) {
      return blame(
        route,
        { image: written, tool: refused.tool, file: refused.file },
        { messageKey: "failed" },
      );
    }
    if (same.length > 0) return pass();
    const other = signatures.find((result) => relationTo(image, result) === "other-digest");
    if (other !== undefined) {
      return blame(
        route,
        { image: written, tool: other.tool, file: other.file },
        { messageKey: "other-digest" },
      );
    }
    return required ? undecided({ image: written }) : pass();
  },
);
