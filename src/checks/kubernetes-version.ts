/**
 * A minor of Kubernetes gets security fixes until its end of life. Whether a day has come is told from the date of the list: a report must not
 * depend on the clock, and a list that is out of date is said in the report.
 * Source: https://kubernetes.io/releases/patch-releases/
 */
import { boolean, listOf, object, optional, string } from "../core/decode.js";
import { minorOf } from "../core/kubernetes-version.js";
import { text } from "../core/json.js";
import { blame, pass, undecided } from "../core/rule.js";
import { declaredMinor, minorOfImage } from "../kubernetes/declared-version.js";
import { defineCheck } from "./define.js";

interface Support {
  readonly minor: string;
  /** YYYY-MM-DD, the last day with fixes. */
  readonly endOfLife: string;
}

/** An end as near as this is worth planning for. */
const noticeDays = 60;
const dayMs = 86_400_000;

export const check = defineCheck(
  {
    match: "item",
    reach: "local",
    with: {
      support: listOf(object<Support>({ minor: string, endOfLife: string })),
      asOf: string,
      images: optional(boolean, false),
    },
  },
  (item, { support, asOf, images }) => {
    const written = typeof item.self === "number" ? String(item.self) : (text(item.self) ?? "");
    const minor = images ? minorOfImage(written) : declaredMinor(written);
    if (minor === undefined) return pass();
    const known = support.map((row) => ({ ...row, number: minorOf(row.minor) }));
    const row = known.find(({ number }) => number === minor);
    const data = { version: written, minor: `1.${minor ?? "?"}`, endOfLife: row?.endOfLife ?? "" };
    // A number has lost its last zero: 1.30 without quotes is 1.3.
    if (minor === null || typeof item.self === "number") return undecided(data);
    if (row === undefined) {
      const isOlder = known.every(({ number }) => minor < number);
      return isOlder ? blame(item.route, data, { messageKey: "long-ended" }) : undecided(data);
    }
    if (row.endOfLife < asOf) return blame(item.route, data, { messageKey: "ended" });
    const days = (Date.parse(row.endOfLife) - Date.parse(asOf)) / dayMs;
    if (days > noticeDays) return pass();
    return blame(item.route, data, { messageKey: "ending", severity: "low" });
  },
);
