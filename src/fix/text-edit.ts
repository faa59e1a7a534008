/** Changes to a text, as pieces of it to replace. */

/** Replaces what stands between two offsets (UTF-16 code units from 0, end exclusive) with a text. */
export interface TextEdit {
  readonly start: number;
  readonly end: number;
  readonly text: string;
}

/** Carries out edits that are in order and do not overlap. */
export function applyEdits(text: string, edits: readonly TextEdit[]): string {
  let result = "";
  let position = 0;
  for (const edit of edits) {
    result += text.slice(position, edit.start) + edit.text;
    position = edit.end;
  }
  return result + text.slice(position);
}

/** The work that comparing lines may cost, as pairs of lines. Above it everything between the first and the last difference is one edit. */
const maximumPairs = 4_000_000;

/** The edits, each of whole lines, that make one text into the other. */
export function lineEdits(before: string, after: string): readonly TextEdit[] {
  if (before === after) return [];
  const left = linesOf(before);
  const right = linesOf(after);
  let head = 0;
  while (head < left.length && head < right.length && left[head] === right[head]) head++;
  let tail = 0;
  const most = Math.min(left.length, right.length) - head;
  while (tail < most && left[left.length - 1 - tail] === right[right.length - 1 - tail]) tail++;
  const start = left.slice(0, head).join("").length;
  const inner = compare(left.slice(head, left.length - tail), right.slice(head, right.length - tail));
  return inner.map((edit) => ({ start: edit.start + start, end: edit.end + start, text: edit.text }));
}

/** Lines with their ends. */
export function linesOf(text: string): readonly string[] {
  return text.match(/[^\n]*\n|[^\n]+$/g) ?? [];
}

/** By the longest common subsequence of lines. */
function compare(left: readonly string[], right: readonly string[]): readonly TextEdit[] {
  if (left.length * right.length > maximumPairs) {
    return [{ start: 0, end: left.join("").length, text: right.join("") }];
  }
  const lengths = commonLengths(left, right);
  const edits: TextEdit[] = [];
  let offset = 0;
  let i = 0;
  let j = 0;
  while (i < left.length || j < right.length) {
    const start = offset;
    let text = "";
    while ((i < left.length || j < right.length) && !(i < left.length && left[i] === right[j])) {
      const isRemoved =
        i < left.length && (j === right.length || lengths.at(i + 1, j) >= lengths.at(i, j + 1));
      if (isRemoved) offset += left[i++]?.length ?? 0;
      else text += right[j++] ?? "";
    }
    if (offset > start || text !== "") edits.push({ start, end: offset, text });
    while (i < left.length && left[i] === right[j]) {
      offset += left[i]?.length ?? 0;
      i++;
      j++;
    }
  }
  return edits;
}

/** The length of the longest common subsequence of what follows two positions. */
function commonLengths(left: readonly string[], right: readonly string[]) {
  const width = right.length + 1;
  const table = new Uint32Array((left.length + 1) * width);
  const at = (i: number, j: number) => table[i * width + j] ?? 0;
  for (let i = left.length - 1; i >= 0; i--) {
    for (let j = right.length - 1; j >= 0; j--) {
      table[i * width + j] =
        left[i] === right[j] ? at(i + 1, j + 1) + 1 : Math.max(at(i + 1, j), at(i, j + 1));
    }
  }
  return { at };
}
