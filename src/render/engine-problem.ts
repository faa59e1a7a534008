/** What the engine's errors mean to whoever owns the chart or kustomization. */
import type { EngineError } from "./engine-types.js";

/** The longest part of an error of Helm or kustomize that is repeated. */
const longestQuote = 400;

/** The error as one sentence or two: `subject` names what was not rendered ("The chart"). */
export function explainError(error: EngineError, subject: string): string {
  switch (error.kind) {
    case "time":
    case "output":
      return `${subject} was not rendered. ${capitalized(sentence(error.message))}`;
    case "memory":
      return `${subject} was not rendered: it needs more than the limit of 512 MB of memory.`;
    case "trap":
    case "internal":
      return `${subject} was not rendered, because the engine failed: ${sentence(error.message)}`;
    default:
      return `${subject} was not rendered: ${sentence(error.message)}`;
  }
}

/** What to do about an error that is no fault of the files, or null where it is one. */
export function hintForLimit({ kind }: EngineError): string | null {
  switch (kind) {
    case "time":
      return "Raise `render-seconds`, or look for a loop that is longer than meant.";
    case "memory":
    case "output":
      return "Look for a loop or a `repeat` that is longer than meant, or split it into several.";
    case "trap":
    case "internal":
      return "Run again; if it happens once more, report it with the files that cause it.";
    default:
      return null;
  }
}

/** One line with a period at its end. */
function sentence(message: string): string {
  const line = message.replace(/\s+/g, " ").trim();
  const isLong = line.length > longestQuote;
  const cut = isLong ? `${line.slice(0, longestQuote).replace(/[\uD800-\uDBFF]$/, "")}…` : line; // no half character
  return /[.…]$/.test(cut) ? cut : `${cut}.`;
}

function capitalized(text: string): string {
  return text.charAt(0).toUpperCase() + text.slice(1);
}
