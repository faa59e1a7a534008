/** Offsets in a text ↔ lines and columns. */
import type { Span } from "../core/location.js";

/** Where the lines of a text start, as offsets in UTF-16 code units. The first is always 0. */
export type LineStarts = readonly number[];

/** Finds the lines of a text once, for many questions. A line ends with LF; a CR before it belongs to the line. */
export function lineStartsOf(text: string): LineStarts {
  const starts = [0];
  for (let next = text.indexOf("\n"); next !== -1; next = text.indexOf("\n", next + 1)) starts.push(next + 1);
  return starts;
}

/** The line (1-based) that holds an offset. Offsets past the end belong to the last line. */
export function lineAt(starts: LineStarts, offset: number): number {
  let low = 0;
  let high = starts.length - 1;
  while (low < high) {
    const middle = (low + high + 1) >> 1;
    if ((starts[middle] ?? 0) <= offset) low = middle;
    else high = middle - 1;
  }
  return low + 1;
}

/** The column (1-based, UTF-16 code units) of an offset in its line. */
export function columnAt(starts: LineStarts, offset: number): number {
  return offset - (starts[lineAt(starts, offset) - 1] ?? 0) + 1;
}

/** The span between two offsets, the end exclusive. */
export function spanBetween(starts: LineStarts, start: number, end: number): Span {
  return {
    startLine: lineAt(starts, start),
    startColumn: columnAt(starts, start),
    endLine: lineAt(starts, end),
    endColumn: columnAt(starts, end),
  };
}

/** The line (1-based) of one offset, for a single question about a text. */
export function lineOf(text: string, offset: number): number {
  let line = 1;
  for (let next = text.indexOf("\n"); next !== -1 && next < offset; next = text.indexOf("\n", next + 1))
    line++;
  return line;
}
