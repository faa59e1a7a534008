/** A file of the catalog, whether it comes as YAML from `rules/` or packed in `dist/catalog.json`. */
import { ConfigurationError } from "../core/errors.js";
import { DecodeError, type Decoder, decode } from "../core/decode.js";
import type { Json } from "../core/json.js";
import type { Route } from "../core/location.js";
import { anchorLine } from "../yaml/anchor-line.js";
import { readYaml } from "../yaml/read.js";

/** The data of one file with a way back to its lines. */
export interface CatalogFile {
  /** With "/", relative to the folder of the catalog: `pod/host-pid.yaml`. */
  readonly path: string;
  readonly value: Json;
  /** 1-based line of the nearest existing part of a route; null in a packed catalog, which has no lines. */
  lineOf(route: Route): number | null;
}

/** Reads a file of the catalog. @throws ConfigurationError with file and line where it is no single YAML document. */
export function catalogFile(path: string, text: string): CatalogFile {
  const { documents, problems } = readYaml(text);
  const problem = problems[0];
  if (problem !== undefined) {
    throw new ConfigurationError(problem.message, problem.hint, { file: path, line: problem.line });
  }
  const [document, second] = documents;
  if (document?.value === undefined || document.node === undefined || second !== undefined) {
    throw new ConfigurationError(
      "The file does not hold exactly one YAML document.",
      "Put one rule, table or profile into each file.",
      { file: path, line: second?.line ?? null },
    );
  }
  const { value, node } = document;
  return { path, value, lineOf: (route) => anchorLine(node, text, route) };
}

/** Decodes a file or a part of it. @throws ConfigurationError with file, line and the path of the first mismatch. */
export function decodeFile<T>(
  decoder: Decoder<T>,
  file: CatalogFile,
  value: unknown = file.value,
  at: Route = [],
): T {
  try {
    return decode(decoder, value);
  } catch (error) {
    if (!(error instanceof DecodeError)) throw error;
    throw mistake(file, [...at, ...error.mismatch.path], error.message, error);
  }
}

/** A mistake in a file, at the line of a route. */
export function mistake(
  file: CatalogFile,
  route: Route,
  message: string,
  cause?: unknown,
): ConfigurationError {
  const hint = "Correct the file; docs/add-a-rule.md explains every key.";
  return new ConfigurationError(message, hint, { file: file.path, line: file.lineOf(route) }, { cause });
}
