/** The help text, printed from the commands and options themselves. */
import { type Option, optionsOn } from "../config/options.js";
import { commands, hintFor } from "./arguments.js";

/** All of it, at most 100 columns wide. */
export function helpText(): string {
  return `hardening-gate: blocks the merge on Kubernetes configuration that opens the cluster.

Usage:
  hardening-gate scan [PATH...] [options]
  hardening-gate fix [--dry-run] [--include-review] [PATH...] [options]
  hardening-gate rules [options]
  hardening-gate explain RULE
  hardening-gate coverage [--framework NAME] [--format text|markdown|json]

Commands:
${Object.entries(commands)
  .map(([name, description]) => `  ${name.padEnd(10)}${description}`)
  .join("\n")}

Options:
${optionsOn("cli")
  .map((option) => optionText(option))
  .join("\n")}
  -h, --help
  -v, --version

Exit codes:
  0  passed      nothing new of the severity that fail-on names
  1  blocked     at least one such finding
  2  error       a wrong option or configuration, or a fault of the gate itself
  3  incomplete  something could not be read, rendered or judged
`;
}

function optionText(option: Option): string {
  const fallback = option.default === null ? "" : ` Default: ${option.default}.`;
  const repeat = option.value.type === "list" ? " May be repeated." : "";
  return [
    `  --${option.name} ${hintFor(option)}`.trimEnd(),
    ...wrap(`${option.description}${fallback}${repeat}`),
  ].join("\n");
}

function wrap(text: string): readonly string[] {
  const lines: string[] = [];
  let line = "";
  for (const word of text.split(" ")) {
    if (line.length + word.length > 88) {
      lines.push(line);
      line = "";
    }
    line = line === "" ? word : `${line} ${word}`;
  }
  return [...lines, line].map((one) => `        ${one}`);
}
