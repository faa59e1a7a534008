/** Published frameworks, as the catalog answers them. */

/** One requirement of a framework. Exactly one of `rules` and `notJudged` says something. */
export interface Control {
  readonly id: string;
  readonly title: string;
  readonly rules: readonly string[];
  readonly notJudged: string | null;
  /** Of a control that rules serve: what files do not show of it. Null where nothing is said. */
  readonly limit: string | null;
}

/** One edition of a framework, its controls in the order of the document. */
export interface Framework {
  /** The file's name without ending: `owasp-kubernetes-top-ten-2025`. */
  readonly id: string;
  readonly title: string;
  readonly edition: string;
  readonly source: string;
  /** Whether findings name its controls; a text that we only answer row by row is none that people report by. */
  readonly reported: boolean;
  readonly controls: readonly Control[];
}
