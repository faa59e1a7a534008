/** The outputs of the action: numbers, words and paths of ours, and nothing from the repository. */
import * as core from "@actions/core";

/** Every output with its description. action.yml is printed from this list. */
export const outputs = [
  { name: "verdict", description: "passed, blocked, incomplete or error." },
  { name: "new-critical", description: "How many critical findings the change brings." },
  { name: "new-high", description: "How many high findings the change brings." },
  { name: "new-medium", description: "How many medium findings the change brings." },
  { name: "new-low", description: "How many low findings the change brings." },
  { name: "problems", description: "How many things could not be looked at." },
  { name: "report-path", description: "The JSON report, as an absolute path." },
  {
    name: "sarif-path",
    description: "The SARIF log, as an absolute path; empty unless the input sarif is set.",
  },
] as const;
export type OutputName = (typeof outputs)[number]["name"];

/** The values of the outputs; one that is left out stays empty. */
export type OutputValues = Readonly<Partial<Record<OutputName, string | number>>>;

/** Sets the outputs. Null where that worked, else why not, as the end of a sentence. */
export function setOutputs(values: OutputValues, onDetail: (text: string) => void): string | null {
  try {
    for (const [name, value] of Object.entries(values)) core.setOutput(name, value);
    return null;
  } catch (error) {
    onDetail(String(error));
    return "the runner's output file could not be written";
  }
}
