/** The words behind `hardening-gate` → a command with its options, or what is wrong with them. */
import { parseArgs } from "node:util";
import { nearest } from "../core/decode.js";
import { ConfigurationError } from "../core/errors.js";
import { type Option, optionsOn } from "../config/options.js";

/** The commands that exist. */
export const commands = {
  scan: "Check manifests, charts and overlays. PATH is a directory or file; default: the current directory.",
  fix: "Repair findings in plain manifests, one by one, where judging again shows that a finding is gone.",
  rules: "List all rules, or those of one profile.",
  explain: "Explain one rule.",
  coverage: "Show what is judged of each published framework, and what is not and why.",
} as const;
export type Command = keyof typeof commands;

/** A command line, read. */
export interface Arguments {
  readonly command: Command | "help" | "version";
  readonly positionals: readonly string[];
  /** By option name; a list option holds every value that was given. */
  readonly values: Readonly<Record<string, readonly string[]>>;
}

/** Reads a command line. @throws ConfigurationError for an unknown command or option, or one without its value. */
export function readArguments(words: readonly string[]): Arguments {
  const known = optionsOn("cli");
  const { tokens } = parseArgs({
    args: [...words],
    strict: false,
    allowPositionals: true,
    tokens: true,
    options: Object.fromEntries([
      ...known.map(
        ({ name, value }) => [name, { type: value.type === "switch" ? "boolean" : "string" }] as const,
      ),
      ["help", { type: "boolean", short: "h" }] as const,
      ["version", { type: "boolean", short: "v" }] as const,
    ]),
  });
  const values: Record<string, string[]> = {};
  const positionals: string[] = [];
  let asked: "help" | "version" | undefined;
  for (const token of tokens) {
    if (token.kind === "positional") positionals.push(token.value);
    if (token.kind !== "option") continue;
    if (token.name === "help" || token.name === "version") {
      asked ??= token.name;
      continue;
    }
    const option = known.find(({ name }) => name === token.name);
    if (option === undefined) throw unknownOption(token.rawName, known);
    if (option.value.type === "switch") {
      values[option.name] = [switchOf(option, token.value)];
      continue;
    }
    values[option.name] = [...(values[option.name] ?? []), valueOf(option, valueIn(token))];
  }
  if (asked !== undefined) return { command: asked, positionals, values };
  const [command, ...rest] = positionals;
  if (command === undefined) return { command: "help", positionals: rest, values };
  if (!Object.hasOwn(commands, command)) throw unknownCommand(command);
  return { command: command as Command, positionals: rest, values }; // an own key of `commands`
}

/** A word that starts with a dash is another option, unless it stands behind an equals sign. */
function valueIn({ value, inlineValue }: { value?: string | undefined; inlineValue?: boolean | undefined }) {
  return inlineValue !== true && value?.startsWith("-") === true ? undefined : value;
}

/** A switch stands alone, or behind an equals sign what it is set to. */
function switchOf({ name }: Option, value: string | undefined): string {
  if (value === undefined || value === "true" || value === "false") return value ?? "true";
  throw new ConfigurationError(`--${name} cannot be "${value}".`, `Write --${name} alone.`);
}

function valueOf(option: Option, value: string | undefined): string {
  if (value === undefined || value === "") {
    throw new ConfigurationError(
      `--${option.name} needs a value.`,
      `Write --${option.name} ${hintFor(option)}.`,
    );
  }
  if (option.value.type !== "choice" || option.value.choices.includes(value)) return value;
  const guess = nearest(value, option.value.choices);
  const hint = guess === undefined ? `Use one of ${option.value.choices.join(", ")}.` : `Use "${guess}".`;
  throw new ConfigurationError(`--${option.name} cannot be "${value}".`, hint);
}

/** How a value is written in help: its choices, or a word in capitals. */
export function hintFor(option: Option): string {
  if (option.value.type === "switch") return "";
  return option.value.type === "choice"
    ? option.value.choices.join("|")
    : (placeholders[option.name] ?? "VALUE");
}

const placeholders: Readonly<Record<string, string>> = {
  profile: "NAME",
  framework: "NAME",
  base: "REF",
  include: "GLOB",
  exclude: "GLOB",
  "kubernetes-version": "1.N",
  evidence: "FILE",
  config: "FILE",
  output: "FILE",
};

function unknownOption(written: string, known: readonly Option[]): ConfigurationError {
  const guess = nearest(
    written.replace(/^-+/, ""),
    known.map(({ name }) => name),
  );
  const hint =
    guess === undefined ? "See hardening-gate --help." : `Use --${guess}, or see hardening-gate --help.`;
  return new ConfigurationError(`There is no option ${written}.`, hint);
}

function unknownCommand(written: string): ConfigurationError {
  const guess = nearest(written, Object.keys(commands));
  const hint =
    guess === undefined ? "See hardening-gate --help." : `Use ${guess}, or see hardening-gate --help.`;
  return new ConfigurationError(`There is no command "${written}".`, hint);
}
