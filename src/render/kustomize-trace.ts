/** A built kustomization → the lines of resources, patches, generators and kustomizations behind its objects. */
import type { RepoPath } from "../core/location.js";
import type { RenderedText } from "../core/rendering.js";
import type { Revision } from "../core/revision.js";
import type { Target } from "../core/target.js";
import type { Additions, SourcePart, SourcePlace, TextTrace } from "../core/trace.js";
import { collectFiles } from "./collect.js";
import type { Engine, KustomizeTraces } from "./engine-types.js";

/**
 * Builds a kustomization again to learn where the fields of its objects come from. `texts` are some of those that `renderKustomization` gave.
 * A text that is absent in the answer has no trace: nobody needs one to judge it, so what goes wrong here is no problem of the target's.
 */
export async function traceOverlay(
  target: Target,
  texts: readonly RenderedText[],
  revision: Revision,
  engine: Pick<Engine, "traceKustomize">,
): Promise<ReadonlyMap<RenderedText, TextTrace>> {
  const traces = new Map<RenderedText, TextTrace>();
  const { files, origins } = await collectFiles(target, revision, (input) => [input]);
  if (files === null || texts.length === 0) return traces;
  const asked = texts.map(({ text }) => text);
  const result = await engine.traceKustomize({ files, directory: target.path, texts: asked });
  if (!result.ok) return traces;
  // An entry that was edited in memory stands elsewhere in its file.
  const paths = result.rendering.paths.map((path) => {
    const origin = origins.get(path);
    return origin === undefined || target.edited?.has(origin) === true ? undefined : origin;
  });
  for (const traced of result.rendering.texts) {
    const text = texts[traced.index];
    if (text !== undefined && traced.pieces.length > 0)
      traces.set(text, new ObjectTrace(text.text, traced, paths));
  }
  return traces;
}

type TracedText = KustomizeTraces["texts"][number];

/** A field or a list item of the text, with all that is in it. */
interface Piece {
  readonly start: number;
  readonly end: number;
  /** The end of what shows it: a field with a plain value whole, another by its key, an item by its first line. */
  readonly shown: number;
  readonly isItem: boolean;
  readonly places: readonly number[];
}

const parts: readonly SourcePart[] = ["resource", "patch", "generator", "kustomization"];

/** How far behind its dash a list item starts. */
const dash = "- ".length;

class ObjectTrace implements TextTrace {
  private readonly text: string;
  private readonly traced: TracedText;
  private readonly paths: readonly (RepoPath | undefined)[];

  constructor(text: string, traced: TracedText, paths: readonly (RepoPath | undefined)[]) {
    this.text = text;
    this.traced = traced;
    this.paths = paths;
  }

  /**
   * The places of the smallest piece around the range. A list item is asked for by a range that starts at its dash, holds it whole, or is its
   * first line; where that line is also its first field, the places of the field come first and those of the item after them.
   */
  placesOf(start: number, until: number): readonly SourcePlace[] {
    // A block of text may be taken with the line break that ends it.
    const end = start + this.text.slice(start, until).trimEnd().length;
    const around = this.around(start, end);
    const innermost = around.at(-1);
    if (innermost === undefined) return [];
    const line = this.text.indexOf("\n", start);
    const item = around.findLast((piece) => piece.isItem && piece.start + dash === start);
    const isFirstLine = item !== undefined && end === (line === -1 ? this.text.length : line);
    const isField = innermost.shown === end || item === undefined || !isFirstLine;
    const found = [...(isField ? [innermost] : []), ...(isFirstLine ? [item] : [])];
    return this.placesOfAll(found.flatMap(({ places }) => places));
  }

  /** Where a list item is: its first line alone may be taken for the field that the output has there. */
  placesToAdd(start: number): Additions {
    const item = this.around(start, start).findLast((one) => one.isItem && one.start + dash === start);
    return { objects: this.placesOfAll(item?.places ?? []), switches: [] };
  }

  /** The pieces that hold a range, from the outside in. */
  private around(start: number, end: number): readonly Piece[] {
    const found: Piece[] = [];
    for (let index = this.indexAt(start); index >= 0; index--) {
      const piece = this.piece(index);
      if (piece === undefined) continue;
      if (piece.end >= end && piece.end > start) found.unshift(piece);
      if (isOutermost(piece, this.text)) break;
    }
    return found;
  }

  /** The last piece that starts at an offset or before it; -1 where there is none. */
  private indexAt(offset: number): number {
    let low = -1;
    let high = this.traced.pieces.length - 1;
    while (low < high) {
      const middle = Math.ceil((low + high) / 2);
      if ((this.traced.pieces[middle]?.[0] ?? Number.POSITIVE_INFINITY) <= offset) low = middle;
      else high = middle - 1;
    }
    return low;
  }

  private piece(index: number): Piece | undefined {
    const [start, end, shown, isItem, ...places] = this.traced.pieces[index] ?? [];
    if (start === undefined || end === undefined || shown === undefined) return undefined;
    return { start, end, shown, isItem: isItem === 1, places };
  }

  private placesOfAll(numbers: readonly number[]): readonly SourcePlace[] {
    return [...new Set(numbers)].flatMap((number) => {
      const [file, start, end, part] = this.traced.places[number] ?? [];
      const path = this.paths[file ?? -1];
      const named = parts[part ?? -1];
      if (path === undefined || start === undefined || end === undefined || named === undefined) return [];
      return [{ path, start, end, part: named }];
    });
  }
}

/** A field at the left edge of the text has nothing around it. */
function isOutermost({ start, isItem }: Piece, text: string): boolean {
  return !isItem && (start === 0 || text[start - 1] === "\n");
}
