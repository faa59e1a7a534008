/** Findings of which only the file is known → the lines that the traces of their texts name. */
import type { Location, RepoPath } from "../core/location.js";
import type { RenderedText } from "../core/rendering.js";
import type { SourcePlace, TextTrace } from "../core/trace.js";
import { type LineStarts, lineStartsOf, spanBetween } from "../yaml/lines.js";
import type { Extent } from "./span.js";

/** What a location stands for: a piece of a text that was judged. */
export interface Mark {
  readonly source: RenderedText;
  readonly extent: Extent;
  /** Whether the piece shows the value that is blamed, and not what stands for an object or a list. */
  readonly isValue: boolean;
  /** What the object lacks: its whole piece, and the key. Absent where it lacks nothing. */
  readonly lacks?: { readonly object: Extent; readonly key: string };
}

/** A finding, as far as its places go. */
export interface Placed {
  readonly locations: readonly [Location, ...Location[]];
  readonly marks: readonly Mark[];
  /** Null where something is there and bad. */
  readonly missing: string | null;
}

/** The most places that a finding names: every set of values may add some. */
const maximumLocations = 10;

/** Moves findings to lines. `textOf` gives the text of a file of the repository. */
export class Relocator {
  private readonly lines = new Map<RepoPath, LineStarts | null>();
  private readonly traces: ReadonlyMap<RenderedText, TextTrace>;
  private readonly textOf: (path: RepoPath) => string | undefined;

  constructor(traces: ReadonlyMap<RenderedText, TextTrace>, textOf: (path: RepoPath) => string | undefined) {
    this.traces = traces;
    this.textOf = textOf;
  }

  /**
   * The finding with the lines that its marks lead to. A bad value is edited where it stands, so that comes first; what is missing belongs
   * beside its nearest ancestor, wherever the key of that stands, or into the values that are printed there. A mark without trace keeps its
   * location.
   */
  relocate<Finding extends Placed>(finding: Finding): Finding & { readonly origin?: RepoPath } {
    const [first, ...others] = finding.marks;
    const found = first === undefined ? [] : this.locationsOf(first, finding.missing !== null);
    const [known, ...related] = finding.locations;
    const [primary = known, ...beside] = found;
    const elsewhere = others.flatMap((mark, index) => {
      const [place] = this.locationsOf(mark, finding.missing !== null);
      const location = place ?? related[index];
      return location === undefined ? [] : [location];
    });
    if (found.length === 0 && elsewhere.every((one) => related.includes(one))) return finding;
    return { ...finding, locations: unique(primary, [...beside, ...elsewhere]), origin: known.path };
  }

  /** The places behind a mark, the one to edit first. */
  private locationsOf(mark: Mark, isMissing: boolean): readonly Location[] {
    const { source, extent, isValue, lacks } = mark;
    const trace = this.traces.get(source);
    const places = trace?.placesOf(extent.start, extent.end) ?? [];
    const isKeyElsewhere =
      (isMissing || !isValue) && trace?.placesOf(extent.start, extent.start + 1)[0]?.part !== "values";
    const isBehind = ({ part }: SourcePlace) => isKeyElsewhere && part === "values";
    const ordered = [...places.filter((one) => !isBehind(one)), ...places.filter((one) => isBehind(one))];
    const toAdd = lacks && trace?.placesToAdd?.(lacks.object.start, lacks.object.end, lacks.key);
    return [...(toAdd?.objects ?? []), ...ordered, ...(toAdd?.switches ?? [])].flatMap((place) => {
      const lines = this.linesOf(place.path);
      if (lines === null) return [];
      const span = spanBetween(lines, place.start, place.end);
      return [{ role: "related", path: place.path, span, precision: "mapped" } as const];
    });
  }

  private linesOf(path: RepoPath): LineStarts | null {
    const known = this.lines.get(path);
    if (known !== undefined) return known;
    const text = this.textOf(path);
    const lines = text === undefined ? null : lineStartsOf(text);
    this.lines.set(path, lines);
    return lines;
  }
}

/** Each line once, the first as the primary one. */
function unique(first: Location, others: readonly Location[]): readonly [Location, ...Location[]] {
  const seen = new Set([lineOf(first)]);
  const kept = others.filter((place) => {
    const line = lineOf(place);
    return !seen.has(line) && seen.add(line);
  });
  const related = kept.slice(0, maximumLocations - 1).map((one) => ({ ...one, role: "related" }) as const);
  return [{ ...first, role: "primary" }, ...related];
}

function lineOf({ path, span }: Location): string {
  return `${path}\0${span?.startLine ?? ""}`;
}
