/** The configuration file → settings, or the line of its first mistake. */
import { decode, DecodeError, listOf, object, optional, string } from "../core/decode.js";
import { ConfigurationError } from "../core/errors.js";
import { anchorLine } from "../yaml/anchor-line.js";
import { decodeText } from "../yaml/decode-text.js";
import { readYaml } from "../yaml/read.js";
import { configOf, type Settings } from "./config.js";

/** Where the configuration is looked for, relative to the root. */
export const configurationFile = ".hardening-gate.yaml";

const settings = object<Settings>({
  profile: optional(string, undefined),
  "fail-on": optional(string, undefined),
  include: optional(listOf(string), undefined),
  exclude: optional(listOf(string), undefined),
  "kubernetes-version": optional(versionText, undefined),
  evidence: optional(listOf(string), undefined),
});

/**
 * Reads the configuration file. An empty file sets nothing.
 *
 * @throws ConfigurationError with file and line: no YAML, an unknown key, a wrong type, or a value that no option takes.
 */
export function readConfiguration(path: string, bytes: Uint8Array): Settings {
  const decoded = decodeText(bytes);
  if ("message" in decoded) {
    throw new ConfigurationError(decoded.message, decoded.hint, { file: path, line: decoded.line });
  }
  const { documents, problems } = readYaml(decoded.text);
  const problem = problems[0];
  if (problem !== undefined) {
    throw new ConfigurationError(problem.message, problem.hint, { file: path, line: problem.line });
  }
  const [document, second] = documents;
  if (second !== undefined) {
    throw new ConfigurationError("The configuration holds more than one document.", "Keep one.", {
      file: path,
      line: second.line,
    });
  }
  if (document?.value === undefined || document.node === undefined) return {};
  const { value, node } = document;
  const lineOf = (route: readonly (string | number)[]) => anchorLine(node, decoded.text, route);
  return checked(value, path, lineOf);
}

function checked(
  value: unknown,
  path: string,
  lineOf: (route: readonly (string | number)[]) => number,
): Settings {
  try {
    const read = decode(settings, value);
    for (const key of ["fail-on", "kubernetes-version", "include", "exclude"] as const) {
      withPlace(path, lineOf([key]), () => configOf({ [key]: read[key] }));
    }
    return read;
  } catch (error) {
    if (!(error instanceof DecodeError)) throw error;
    const hint = "Correct the key; docs/options.md lists every one of them.";
    const place = { file: path, line: lineOf(error.mismatch.path) };
    throw new ConfigurationError(error.message, hint, place, { cause: error });
  }
}

/** Adds file and line to a mistake that was found in a value. */
function withPlace(file: string, line: number, work: () => unknown): void {
  try {
    work();
  } catch (error) {
    if (!(error instanceof ConfigurationError)) throw error;
    throw new ConfigurationError(error.message, error.hint, { file, line }, { cause: error });
  }
}

/** YAML reads 1.30 as the number 1.3, which names another version: only a text says what was meant. */
function versionText(value: unknown, path: readonly (string | number)[]): string {
  if (typeof value === "number") {
    throw new DecodeError({ path, expected: 'a text in quotes, as "1.34"', found: "a number" });
  }
  return string(value, path);
}
