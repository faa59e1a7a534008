/**
 * A component whose image tag lies in a range that an advisory calls affected, or whose project has ended. A tag beside a digest is taken at
 * its word; a digest alone names no version, and a tag that is none leaves the question open.
 */
import { text } from "../core/json.js";
import { blame, pass, undecided } from "../core/rule.js";
import { type Advisory, advisories } from "../kubernetes/advisories.js";
import { isImageOf, isInRanges, versionOfTag } from "../kubernetes/image-version.js";
import { parseImage } from "../kubernetes/image.js";
import { defineCheck } from "./define.js";

export const check = defineCheck({ match: "item", reach: "local", with: { advisories } }, (item, options) => {
  const image = parseImage(text(item.self) ?? "");
  if (image === undefined) return pass();
  const rows = options.advisories.filter(({ images }) => isImageOf(image.repository, images));
  const [first] = rows;
  if (first === undefined) return pass();
  const version = image.tag === null ? undefined : versionOfTag(image.tag);
  const data = { component: first.component, version: image.tag ?? image.digest ?? "latest" };
  const answers = rows
    .filter(({ affected }) => affected.length > 0)
    .map((row) => ({ row, answer: version === undefined ? "unknown" : isInRanges(version, row.affected) }));
  const affecting = answers.filter(({ answer }) => answer === "yes").map(({ row }) => row);
  if (affecting.length > 0) {
    return blame(item.route, { ...data, advisories: affecting.map((row) => described(row)).join("; ") });
  }
  const ended = rows.find(({ affected }) => affected.length === 0);
  if (ended !== undefined) {
    const severity = ended.severity === undefined ? {} : { severity: ended.severity };
    return blame(item.route, { ...data, advisories: ended.advisory }, { messageKey: "ended", ...severity });
  }
  return answers.some(({ answer }) => answer === "unknown") ? undecided(data) : pass();
});

function described({ advisory, fixed }: Advisory): string {
  return fixed.length === 0 ? advisory : `${advisory}, fixed in ${fixed.join(", ")}`;
}
