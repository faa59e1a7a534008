/** A place in a rendered text → the place in the repository it came from. */
import type { Location } from "../core/location.js";
import type { RenderedText } from "../core/rendering.js";
import { type LineStarts, lineStartsOf, spanBetween } from "../yaml/lines.js";
import type { Extent } from "./span.js";

/** Finds source locations. Holds the lines of each text it has been asked about, so ask one locator many times. */
export class Locator {
  private readonly lines = new Map<string, LineStarts>();

  /** Where the extent of a text stands in the repository. A rendered text without line trace gives its file alone. */
  locate(source: RenderedText, extent: Extent, role: Location["role"] = "primary"): Location {
    const { trace } = source;
    if (trace.type === "file") return { role, path: trace.path, span: null, precision: "file" };
    const span = spanBetween(this.linesOf(source.text), extent.start, extent.end);
    return { role, path: trace.path, span, precision: "exact" };
  }

  private linesOf(text: string): LineStarts {
    const known = this.lines.get(text);
    if (known !== undefined) return known;
    const lines = lineStartsOf(text);
    this.lines.set(text, lines);
    return lines;
  }
}
