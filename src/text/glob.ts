/** Path patterns of users, compiled once and limited, since a pattern may come from anybody. */
import { Minimatch, type MinimatchOptions } from "minimatch";

/** A pattern that cannot be used: which one, and why, as a sentence. */
export class GlobError extends Error {
  override readonly name = "GlobError";
  readonly pattern: string;

  constructor(pattern: string, message: string) {
    super(message);
    this.pattern = pattern;
  }
}

/** Whether a path, relative to the root and with "/", fits one of the patterns. */
export type PathMatcher = (path: string) => boolean;

const longestPattern = 1024;
const mostAlternatives = 256;

/** One more alternative than allowed is expanded, so that a pattern over the limit is refused and never cut short in silence. */
const options = {
  dot: true,
  braceExpandMax: mostAlternatives + 1,
  nocomment: true,
  nonegate: true,
  platform: "linux", // the same meaning on every machine
} satisfies MinimatchOptions;

/**
 * Compiles path patterns: `*` stays in one folder, `**` crosses folders, `{a,b}` lists alternatives, and names that start with a
 * dot match like others. A pattern that names a folder, with or without a final "/", matches all files below it.
 *
 * @throws GlobError where a pattern is empty, absolute, negated, leaves the root, or is longer than 1,024 characters.
 */
export function compileGlobs(patterns: readonly string[]): PathMatcher {
  const compiled = patterns.flatMap(compileGlob);
  return (path) => compiled.some((glob) => glob.match(path));
}

function compileGlob(pattern: string): readonly Minimatch[] {
  const problem = problemOf(pattern);
  if (problem !== null) throw new GlobError(pattern, problem);
  const trimmed = pattern.replace(/^(?:\.\/)+/, "").replace(/\/+$/, "");
  return [trimmed, `${trimmed}/**`].map((text) => {
    const glob = new Minimatch(text, options);
    if (glob.globSet.length > mostAlternatives) {
      throw new GlobError(pattern, "The pattern has more than 256 alternatives.");
    }
    if (glob.set.length === 0) throw new GlobError(pattern, "The pattern is not well formed.");
    return glob;
  });
}

/** Why a pattern is refused; null where it may be compiled. */
function problemOf(pattern: string): string | null {
  if (/^(?:\.?\/)*$/.test(pattern)) return "The pattern is empty.";
  if (pattern.length > longestPattern) return "The pattern is longer than 1,024 characters.";
  if (pattern.startsWith("!") && !pattern.startsWith("!(")) return "A pattern cannot be negated.";
  if (pattern.startsWith("/")) return "The pattern is absolute; it must be relative to the root.";
  if (pattern.split("/").includes("..")) return 'The pattern leaves the root by "..".';
  if (pattern.includes("\0")) return "The pattern holds a NUL character.";
  return null;
}
