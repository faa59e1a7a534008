/** The inputs of the action. GitHub checks neither names nor values and sets none that is left out to "", so we do. */
import { nearest } from "../core/decode.js";
import { ConfigurationError } from "../core/errors.js";
import type { Environment } from "./event.js";

/** What an input may be; the options of `config/options.ts` are of this form. */
export interface InputOption {
  readonly name: string;
  readonly value:
    | { readonly type: "text" | "list" | "switch" }
    | { readonly type: "choice"; readonly choices: readonly string[] };
}

/** The inputs that are set, by name; of a list every entry, of anything else the one value. */
export type Inputs = Readonly<Record<string, readonly string[]>>;

/**
 * Reads the inputs of these options from the runner's variables. A list has one entry a line.
 *
 * @throws ConfigurationError for a value that the option does not take.
 */
export function readInputs(options: readonly InputOption[], environment: Environment): Inputs {
  const inputs: Record<string, readonly string[]> = {};
  for (const option of options) {
    const value = (environment[variableOf(option.name)] ?? "").trim();
    if (value !== "") inputs[option.name] = valuesOf(option, value);
  }
  return inputs;
}

/** The variable in which the runner hands an input over: upper case, hyphens stay. */
export function variableOf(name: string): string {
  return `INPUT_${name.replaceAll(" ", "_").toUpperCase()}`;
}

/** Whether a switch is on. All of ours are, unless the workflow says false. */
export function isOn(inputs: Inputs, name: string): boolean {
  return inputs[name]?.at(0) !== "false";
}

/** The one value of an input; undefined where it is not set. */
export function valueOf(inputs: Inputs, name: string): string | undefined {
  return inputs[name]?.at(0);
}

function valuesOf({ name, value: type }: InputOption, value: string): readonly string[] {
  switch (type.type) {
    case "list":
      return value
        .split(/\r\n|\r|\n/u)
        .map((line) => line.trim())
        .filter((line) => line !== "");
    case "switch":
      return [oneOf(name, value.toLowerCase(), ["true", "false"])];
    case "choice":
      return [oneOf(name, value, type.choices)];
    case "text":
      return [value];
  }
}

function oneOf(name: string, value: string, choices: readonly string[]): string {
  if (choices.includes(value)) return value;
  const guess = nearest(value, choices);
  const hint = guess === undefined ? `Use one of: ${choices.join(", ")}.` : `Use "${guess}".`;
  throw new ConfigurationError(`The input "${name}" cannot be "${value}".`, hint);
}
