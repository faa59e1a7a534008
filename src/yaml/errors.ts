/** The YAML library's error codes in words of ours. Its own messages quote the source, which may be a secret. */
import type { ErrorCode } from "yaml";

const sentences: Readonly<Partial<Record<ErrorCode, readonly [message: string, hint: string]>>> = {
  TAB_AS_INDENT: ["A tab is used for indentation, which YAML forbids.", "Indent with spaces."],
  BAD_INDENT: ["The indentation does not fit what stands above.", "Align the line with its neighbours."],
  MISSING_CHAR: [
    "A character is missing here: a bracket, a quote, a colon or a comma.",
    "Close what was opened.",
  ],
  UNEXPECTED_TOKEN: [
    "Something stands here that YAML does not expect.",
    "Quote the text, or fix the line above.",
  ],
  BLOCK_AS_IMPLICIT_KEY: [
    "A mapping starts on the line of another key.",
    "Put it on a line of its own, or quote a text that holds a colon.",
  ],
  MULTILINE_IMPLICIT_KEY: ["A key goes over several lines.", "Put a colon behind the key, on the same line."],
  BAD_SCALAR_START: ["A text starts with a character that YAML reserves.", "Quote the text."],
  BAD_ALIAS: ["An alias is written incompletely.", "Write `*name`, or quote the text."],
  BAD_DQ_ESCAPE: [
    "A double-quoted text holds an unknown escape.",
    "Use single quotes, or double the backslash.",
  ],
  BLOCK_IN_FLOW: ["A block stands inside brackets.", "Write the content of the brackets on one level."],
  KEY_OVER_1024_CHARS: ["A key is longer than 1,024 characters.", "Shorten it, or write it with `? `."],
};

/** What an error of the library means and what to do, as two sentences. */
export function explain(code: ErrorCode): { readonly message: string; readonly hint: string } {
  const [message, hint] = sentences[code] ?? [
    "The text is not valid YAML here.",
    "Fix the line, or the one above it.",
  ];
  return { message: `The file is not valid YAML. ${message}`, hint };
}
