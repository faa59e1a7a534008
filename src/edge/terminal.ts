/** The process's own streams as a terminal. */
import process from "node:process";
import type { Terminal } from "./command-line.js";

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
