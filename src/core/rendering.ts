/** The text a target produces, with the trace from every part of it to its source. */
import type { RepoPath } from "./location.js";
import type { Target } from "./target.js";

/**
 * How a text leads back to the repository.
 * `identity`: the text is that file, byte for byte. `file`: the text was rendered from that file, and no line is known.
 */
export type Trace =
  | { readonly type: "identity"; readonly path: RepoPath }
  | { readonly type: "file"; readonly path: RepoPath };

/** One text that a target produced. It may hold several YAML documents. */
export interface RenderedText {
  readonly text: string;
  readonly trace: Trace;
  /** What the engine calls the text, unique in its rendering; whoever asks for its lines needs it. Absent: there is nothing to ask. */
  readonly name?: string;
}

/** What one target says. */
export interface Rendering {
  readonly target: Target;
  /** In the order in which the engine gave them. */
  readonly texts: readonly RenderedText[];
  /** The namespace that objects without one are created in, where it is known; null leaves them unresolved. */
  readonly namespace: string | null;
  /** Whether the rendering is a whole release or overlay, so that absence of an object in it means something. */
  readonly complete: boolean;
}
