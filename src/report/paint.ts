/** Colours of the terminal, by what a piece of text means. */

const codes = {
  critical: "1;31",
  high: "31",
  medium: "33",
  low: "36",
  problem: "1;33",
  place: "1",
  faint: "2",
  passed: "1;32",
  blocked: "1;31",
  incomplete: "1;33",
  error: "1;31",
} as const;

/** Colours a piece of text that is already quoted for the terminal. */
export type Paint = (meaning: keyof typeof codes, text: string) => string;

/** A painter that uses ANSI colours, or one that leaves every text as it is. */
export function painter(color: boolean): Paint {
  return color ? (meaning, text) => `\u001b[${codes[meaning]}m${text}\u001b[0m` : (_, text) => text;
}
