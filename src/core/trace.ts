/** What a rendered text owes to which lines of the repository. */
import type { RepoPath } from "./location.js";

/** What a place contributes: the text itself, a value that was put into it, or the entry that changed it afterwards. */
export type SourcePart = "template" | "values" | "resource" | "patch" | "generator" | "kustomization";

/** A piece of a file that decides about a piece of rendered text. */
export interface SourcePlace {
  readonly path: RepoPath;
  /** 0-based offsets into the file's text in UTF-16 code units, end exclusive. */
  readonly start: number;
  readonly end: number;
  readonly part: SourcePart;
}

/** The way back from one rendered text. */
export interface TextTrace {
  /**
   * The places behind a piece of the rendered text (0-based offsets, end exclusive), the one to edit first. Empty where nothing is known.
   * What is absent is asked for by the piece of its nearest ancestor.
   */
  placesOf(start: number, end: number): readonly SourcePlace[];
  /** Where a key that an object lacks could come from, given the piece that is the object. Absent: this kind of target cannot tell. */
  placesToAdd?(start: number, end: number, key: string): Additions;
}

/** Places where something that is missing could be added. */
export interface Additions {
  /** Objects of values that are printed whole, as the object or as what its key would hold: whoever adds to them is done. */
  readonly objects: readonly SourcePlace[];
  /** Values that switched off a block with the key. */
  readonly switches: readonly SourcePlace[];
}
