/** The CLI: reads the command line, hands it to its command, and answers with the exit code. Holds no judgement of its own. */
import { ConfigurationError } from "../core/errors.js";
import { version } from "../core/version.js";
import { forTerminal } from "../text/escape.js";
import { exitCodes } from "../triage/verdict.js";
import { type Arguments, readArguments } from "./arguments.js";
import { helpText } from "./help.js";
import type { Terminal } from "./terminal.js";

/** Runs one command. Never throws: what goes wrong is said on `err`, and the answer is the exit code. */
export async function commandLine(
  words: readonly string[],
  dist: string,
  terminal: Terminal,
): Promise<number> {
  try {
    return await obey(readArguments(words), dist, terminal);
  } catch (error) {
    terminal.err(error instanceof ConfigurationError ? mistakeText(error) : faultText(error));
    return exitCodes.error;
  }
}

async function obey(given: Arguments, dist: string, terminal: Terminal): Promise<number> {
  if (given.command === "help") {
    terminal.out(helpText());
    return 0;
  }
  if (given.command === "version") {
    terminal.out(`${version}\n`);
    return 0;
  }
  const commands = await import("./commands.js");
  return await commands[given.command](given, dist, terminal);
}

function mistakeText({ message, hint, place }: ConfigurationError): string {
  const line = place.line === null ? "" : `:${place.line}`;
  const where = place.file === null ? "" : `${place.file}${line}: `;
  return `hardening-gate: ${forTerminal(`${where}${message}`)}\n  ${forTerminal(hint)}\n`;
}

function faultText(error: unknown): string {
  const message = error instanceof Error ? error.message : String(error);
  return `hardening-gate: ${forTerminal(message)}\n  This is a fault of the gate. Report it with the command that you ran.\n`;
}
