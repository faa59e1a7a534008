/** Edits of lines as a unified diff without context: lines around a change can hold what no output may show. */
import { type TextEdit, linesOf } from "./text-edit.js";

/** The diff of one file. `show` prints a line, the sign before it aside. */
export function unifiedDiff(
  path: string,
  before: string,
  edits: readonly TextEdit[],
  show: (line: string) => string,
): string {
  let shift = 0;
  const hunks = edits.map((edit) => {
    const line = linesOf(before.slice(0, edit.start)).length;
    const old = linesOf(before.slice(edit.start, edit.end));
    const added = linesOf(edit.text);
    const head = `@@ -${range(line, old.length)} +${range(line + shift, added.length)} @@`;
    shift += added.length - old.length;
    return [
      head,
      ...old.map((text) => `-${show(bare(text))}`),
      ...added.map((text) => `+${show(bare(text))}`),
    ];
  });
  return [`--- a/${path}`, `+++ b/${path}`, ...hunks.flat(), ""].join("\n");
}

/** A range of lines behind `line` others; of no lines it names the line before. */
function range(line: number, count: number): string {
  const start = count === 0 ? line : line + 1;
  return count === 1 ? String(start) : `${start},${count}`;
}

function bare(line: string): string {
  return line.replace(/\r?\n$/, "");
}
