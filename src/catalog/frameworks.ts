/** Published frameworks: every control of a document, with the rules that serve it or the reason why files cannot tell. */
import { boolean, integer, listOf, object, optional, string } from "../core/decode.js";
import type { Framework } from "../core/framework.js";
import { type CatalogFile, decodeFile, mistake } from "./source.js";

const control = object<{
  id: string;
  title: string;
  rules: readonly string[] | null;
  notJudged: string | null;
  limit: string | null;
}>({
  id: string,
  title: string,
  rules: optional(listOf(string), null),
  notJudged: optional(string, null),
  limit: optional(string, null),
});
const framework = object({
  title: string,
  edition: string,
  source: string,
  /** How many controls the document has, counted there and not here. */
  count: integer,
  reported: optional(boolean, true),
  controls: listOf(control),
});

/** Reads a framework file. @throws ConfigurationError where a control is neither served nor explained, or the count is wrong. */
export function readFramework(file: CatalogFile, ruleIds: ReadonlySet<string>): Framework {
  const decoded = decodeFile(framework, file);
  if (decoded.controls.length !== decoded.count) {
    throw mistake(
      file,
      ["count"],
      `The file lists ${decoded.controls.length} controls, the document has ${decoded.count}.`,
    );
  }
  const seen = new Set<string>();
  const controls = decoded.controls.map((one, index) => {
    const at = ["controls", index];
    if (seen.has(one.id)) throw mistake(file, at, `The control "${one.id}" stands twice.`);
    seen.add(one.id);
    if ((one.rules === null) === (one.notJudged === null) || one.rules?.length === 0) {
      throw mistake(file, at, `The control "${one.id}" needs exactly one of "rules" and "notJudged".`);
    }
    if (one.limit !== null && one.rules === null) {
      throw mistake(file, [...at, "limit"], `Say all of it under "notJudged" for the control "${one.id}".`);
    }
    const unknown = one.rules?.find((id) => !ruleIds.has(id));
    if (unknown !== undefined) throw mistake(file, [...at, "rules"], `There is no rule "${unknown}".`);
    return { ...one, rules: one.rules ?? [] };
  });
  const { title, edition, source, reported } = decoded;
  return {
    id: file.path.replace(/^frameworks\//, "").replace(/\.yaml$/, ""),
    title,
    edition,
    source,
    reported,
    controls,
  };
}
