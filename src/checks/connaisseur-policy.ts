/** Values and configuration of Connaisseur that let unsigned images through: its detection mode, and a rule that allows every image. */
import { type Blame, blame } from "../core/rule.js";
import { constantPattern } from "../text/regex.js";
import { defineCheck } from "./define.js";

const detection = constantPattern(
  String.raw`(?m)^[ \t]*(?:detectionMode|detection_mode):[ \t]*["']?(?:true|1)["']?[ \t]*(?:#.*)?\r?$`,
);
const allowsAll = constantPattern(
  String.raw`(?m)^[ \t]*-[ \t]*pattern:[ \t]*["']\*:?\*?["'][^\n]*\n(?:[ \t]+[^-\s][^\n]*\n)*?[ \t]+validator:[ \t]*["']?allow["']?[ \t]*\r?$`,
);

export const check = defineCheck({ match: "text", reach: "repo", with: {} }, ({ text }) => {
  if (!/connaisseur/i.test(text)) return [];
  return [
    ...blamed(detection, text, "only records what fails"),
    ...blamed(allowsAll, text, "lets every image through that no other rule names"),
  ];
});

function blamed(pattern: ReturnType<typeof constantPattern>, text: string, what: string): readonly Blame[] {
  return pattern.findAll(text).map(({ index, text: found }) => {
    const start = index + found.length - found.trimStart().length;
    return blame([], { what }, { part: what, within: [start, index + found.trimEnd().length] });
  });
}
