/** Where a text stops to be JSON: the messages of JSON.parse do not say it in every case, and quote the text. */

const structure = /[ \t\r\n]*([{}[\],:])/y;
const string = /[ \t\r\n]*"(?:[^"\\\u0000-\u001f]|\\(?:["\\/bfnrt]|u[0-9a-fA-F]{4}))*"/y;
const literal = /[ \t\r\n]*(?:-?(?:0|[1-9]\d*)(?:\.\d+)?(?:[eE][+-]?\d+)?|true|false|null)(?![\w.+-])/y;

/** What may come next. */
type Expected = "value" | "value or end" | "key" | "key or end" | "colon" | "comma or end" | "nothing";

/** The offset of the first character that fits nowhere, 0-based; the length of the text where it ends too early. Linear. */
export function jsonMistake(text: string): number {
  const open: ("{" | "[")[] = [];
  let expected: Expected = "value";
  let position = 0;
  for (;;) {
    const start = position + (/^[ \t\r\n]*/.exec(text.slice(position, position + 1000))?.[0].length ?? 0);
    const next = step(text, position, expected, open);
    if (next === undefined) return Math.min(start, text.length);
    ({ position, expected } = next);
    if (expected === "nothing") return text.length;
  }
}

function step(text: string, position: number, expected: Expected, open: ("{" | "[")[]) {
  const wantsValue = expected === "value" || expected === "value or end";
  if (wantsValue || expected === "key" || expected === "key or end") {
    const end =
      matchAt(string, text, position) ?? (wantsValue ? matchAt(literal, text, position) : undefined);
    if (end !== undefined) return { position: end, expected: wantsValue ? after(open) : ("colon" as const) };
  }
  const end = matchAt(structure, text, position);
  const mark = end === undefined ? undefined : text[end - 1];
  const then = mark === undefined ? undefined : afterMark(mark, expected, open);
  return end === undefined || then === undefined ? undefined : { position: end, expected: then };
}

function afterMark(mark: string, expected: Expected, open: ("{" | "[")[]): Expected | undefined {
  const wantsValue = expected === "value" || expected === "value or end";
  if (mark === "{" || mark === "[") {
    if (!wantsValue) return undefined;
    open.push(mark);
    return mark === "{" ? "key or end" : "value or end";
  }
  if (mark === ":") return expected === "colon" ? "value" : undefined;
  if (mark === ",") return expected === "comma or end" ? (open.at(-1) === "{" ? "key" : "value") : undefined;
  const empty = mark === "}" ? "key or end" : "value or end";
  const isClosing = expected === "comma or end" || expected === empty;
  if (!isClosing || open.at(-1) !== (mark === "}" ? "{" : "[")) return undefined;
  open.pop();
  return after(open);
}

function after(open: readonly unknown[]): Expected {
  return open.length === 0 ? "nothing" : "comma or end";
}

function matchAt(pattern: RegExp, text: string, position: number): number | undefined {
  pattern.lastIndex = position;
  return pattern.test(text) ? pattern.lastIndex : undefined;
}
