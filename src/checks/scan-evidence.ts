/** Images in use that no scanner has looked at, or not lately. Judged only where the configuration requires evidence. */
import { boolean, integer } from "../core/decode.js";
import { text } from "../core/json.js";
import { blame, pass, undecided } from "../core/rule.js";
import { parseImage } from "../kubernetes/image.js";
import { reportsOn } from "../kubernetes/image-evidence.js";
import { defineCheck } from "./define.js";

const day = 24 * 60 * 60 * 1000;

export const check = defineCheck(
  { match: "item", reach: "evidence", with: { required: boolean, maximumAgeDays: integer } },
  ({ self, route }, { required, maximumAgeDays }, { evidence }) => {
    const written = text(self) ?? "";
    if (!required || written === "") return pass();
    const image = parseImage(written);
    if (image === undefined) return undecided({ image: written });
    const { same, other } = reportsOn(image, evidence);
    const data = { image: written, days: String(maximumAgeDays) };
    if (same.length === 0)
      return blame(route, data, { messageKey: other.length > 0 ? "other-digest" : "missing" });
    const { now } = evidence;
    if (now === null) return pass();
    const isFresh = (time: number | null) => time !== null && now - time <= maximumAgeDays * day;
    const lately = same.filter(({ madeAt }) => isFresh(madeAt));
    if (lately.some(({ databaseAt }) => databaseAt === null || isFresh(databaseAt))) return pass();
    if (lately.length > 0) return blame(route, data, { messageKey: "old-database" });
    if (same.some(({ madeAt }) => madeAt === null)) return undecided({ image: written });
    return blame(route, data, { messageKey: "old" });
  },
);
