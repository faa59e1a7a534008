/** Data → YAML text, for snippets that people copy. */
import { stringify } from "yaml";
import type { Json } from "../core/json.js";

/** Block YAML with two spaces of indentation; short lists of plain values stay on one line. Ends with a line feed. */
export function writeYaml(value: Json): string {
  return stringify(value, { indent: 2, lineWidth: 0, flowCollectionPadding: false, collectionStyle: "any" });
}
