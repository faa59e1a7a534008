/** Text as a sequence of code points, which is how CEL counts; JavaScript counts code units. */

/** A text that can be cut by code point. */
export interface CodePoints {
  readonly length: number;
  /** The text from `start` to `end`, 0-based code points, end exclusive; both within bounds. */
  slice(start: number, end: number): string;
}

/** The code points of a text. Text without surrogates, which is nearly all, is not copied. */
export function codePoints(text: string): CodePoints {
  if (!/[\ud800-\udfff]/.test(text)) return text;
  const points = Array.from(text);
  return { length: points.length, slice: (start, end) => points.slice(start, end).join("") };
}

/** The index in code points of a position in code units; -1 stays -1. */
export function toPointIndex(text: string, unitIndex: number): number {
  return unitIndex < 0 ? -1 : codePoints(text.slice(0, unitIndex)).length;
}
