/** What a command may say and where; and the process's own streams as such a terminal. */
import process from "node:process";

/** The outside world of a command. Tests give their own. */
export interface Terminal {
  out(text: string): void;
  err(text: string): void;
  /** Whether `out` is a terminal that shows colours. */
  readonly color: boolean;
  /** Whether `err` is a terminal on which a line may be written over. */
  readonly interactive: boolean;
}

/** Colours only where a person looks and has not switched them off (https://no-color.org). */
export function processTerminal(): Terminal {
  const { stdout, stderr, env } = process;
  const wantsColor = env["NO_COLOR"] === undefined || env["NO_COLOR"] === "";
  return {
    out: (text) => void stdout.write(text),
    err: (text) => void stderr.write(text),
    color: stdout.isTTY && wantsColor && env["TERM"] !== "dumb",
    interactive: stderr.isTTY && env["TERM"] !== "dumb" && env["CI"] === undefined,
  };
}
