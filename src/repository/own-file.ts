/** A file that the user named on the command line, which may lie anywhere. */
import { readFileSync } from "node:fs";
import { ConfigurationError } from "../core/errors.js";

/** Its bytes. `shown` is how the user wrote the path. @throws ConfigurationError where it cannot be read. */
export function readOwnFile(path: string, shown: string): Uint8Array {
  try {
    return readFileSync(path);
  } catch (error) {
    const code = error instanceof Error && "code" in error ? String(error.code) : "";
    const reason = code === "ENOENT" ? "does not exist" : `cannot be read (${code})`;
    throw new ConfigurationError(
      `The file "${shown}" ${reason}.`,
      "Name an existing file.",
      {},
      { cause: error },
    );
  }
}
