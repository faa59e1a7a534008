/** Tables of advisories about components: `rules/tables/*-advisories.yaml`. */
import { type Decoder, DecodeError, listOf, object, oneOf, optional, string } from "../core/decode.js";
import { parseRange, type VersionRange } from "./image-version.js";

/** One row of a table of advisories. */
export interface Advisory {
  readonly component: string;
  /** Ends of image repositories, whole segments. */
  readonly images: readonly string[];
  readonly advisory: string;
  /** Empty: the project has ended, and every version is meant. */
  readonly affected: readonly VersionRange[];
  readonly fixed: readonly string[];
  readonly source: string;
  /** Where the row has a date of its own. */
  readonly updated: string | undefined;
  /** Where the row weighs less than its rule. */
  readonly severity: "medium" | "low" | undefined;
}

/** A range of an advisory; a text that is none is a mistake of the table. */
export const versionRange: Decoder<VersionRange> = (value, path) => {
  const parsed = parseRange(string(value, path));
  if (parsed !== undefined) return parsed;
  throw new DecodeError({ path, expected: 'a range like ">=1.12.0 <1.12.1"', found: "another text" });
};

/** Reads a table of advisories. */
export const advisories: Decoder<readonly Advisory[]> = listOf(
  object<Advisory>({
    component: string,
    images: listOf(string),
    advisory: string,
    affected: optional(listOf(versionRange), []),
    fixed: optional(listOf(string), []),
    source: string,
    updated: optional(string, undefined),
    severity: optional(oneOf("medium", "low"), undefined),
  }),
);
