/** Published frameworks: every control of a document, with the rules that serve it or the reason why files cannot tell. */
import { integer, listOf, object, optional, string } from "../core/decode.js";
import { type CatalogFile, decodeFile, mistake } from "./source.js";

/** One requirement of a framework. Exactly one of `rules` and `notJudged` says something. */
export interface Control {
  readonly id: string;
  readonly title: string;
  readonly rules: readonly string[];
  readonly notJudged: string | null;
}

/** One edition of a framework, its controls in the order of the document. */
export interface Framework {
  /** The file's name without ending: `owasp-kubernetes-top-ten-2025`. */
  readonly id: string;
  readonly title: string;
  readonly edition: string;
  readonly source: string;
  readonly controls: readonly Control[];
}

const control = object<{
  id: string;
  title: string;
  rules: readonly string[] | null;
  notJudged: string | null;
}>({
  id: string,
  title: string,
  rules: optional(listOf(string), null),
  notJudged: optional(string, null),
});
const framework = object({
  title: string,
  edition: string,
  source: string,
  /** How many controls the document has, counted there and not here. */
  count: integer,
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
    const unknown = one.rules?.find((id) => !ruleIds.has(id));
    if (unknown !== undefined) throw mistake(file, [...at, "rules"], `There is no rule "${unknown}".`);
    return { ...one, rules: one.rules ?? [] };
  });
  const { title, edition, source } = decoded;
  return {
    id: file.path.replace(/^frameworks\//, "").replace(/\.yaml$/, ""),
    title,
    edition,
    source,
    controls,
  };
}
