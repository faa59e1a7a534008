/** The only place that compiles patterns: RE2 syntax, matched in time linear in the input. */
import { RE2JS } from "re2js";

/** Longest pattern, in UTF-16 code units, that is compiled. */
export const MAX_PATTERN_LENGTH = 2_000;

/** Longest input, in UTF-16 code units, that is searched. */
export const MAX_INPUT_LENGTH = 4 * 1024 * 1024;

/** Where and what a pattern matched. */
export interface Match {
  /** The matched text; may be empty. */
  readonly text: string;
  /** Offset in UTF-16 code units, 0-based. */
  readonly index: number;
  /** Capture groups in the order of their opening brackets, without the whole match; undefined = took no part. */
  readonly groups: readonly (string | undefined)[];
}

/**
 * A compiled pattern. It has no state, so it can be shared.
 * Every method throws a PatternError (`input-too-long`) for input above MAX_INPUT_LENGTH.
 */
export interface Pattern {
  /** The pattern as written. */
  readonly source: string;
  /** True if the pattern matches anywhere in the input; not anchored. */
  test(input: string): boolean;
  /** The first match, leftmost first. */
  find(input: string): Match | undefined;
  /** All matches that do not overlap, in order, at most `limit` of them; an empty match that abuts the one before is left out. */
  findAll(input: string, limit?: number): readonly Match[];
}

/** Why a pattern was refused, or an input: the text of neither is part of it. */
export type PatternErrorCode = "invalid-pattern" | "pattern-too-long" | "input-too-long";

/** Thrown for a pattern that RE2 does not accept (look-around, back-references, too large) and for input above the cap. */
export class PatternError extends Error {
  override readonly name = "PatternError";
  readonly code: PatternErrorCode;

  constructor(code: PatternErrorCode, options?: ErrorOptions) {
    super(sentences[code], options);
    this.code = code;
  }
}

/**
 * Compiles a pattern in RE2 syntax (https://github.com/google/re2/wiki/Syntax); flags are written inline, `(?i)`.
 * Throws a PatternError (`invalid-pattern`, `pattern-too-long`). Compiling costs far more than matching: do it once.
 */
export function compilePattern(source: string): Pattern {
  if (source.length > MAX_PATTERN_LENGTH) throw new PatternError("pattern-too-long");
  const compiled = compileWithLibrary(source);
  return {
    source,
    test: (input) => compiled.test(capped(input)),
    find: (input) => allMatches(compiled, capped(input), 1)[0],
    findAll: (input, limit) => allMatches(compiled, capped(input), limit ?? Number.POSITIVE_INFINITY),
  };
}

const sentences: Readonly<Record<PatternErrorCode, string>> = {
  "invalid-pattern": "The pattern is not valid RE2 syntax.",
  "pattern-too-long": `The pattern is longer than ${MAX_PATTERN_LENGTH} characters.`,
  "input-too-long": `The searched text is longer than ${MAX_INPUT_LENGTH} characters.`,
};

function compileWithLibrary(source: string): RE2JS {
  try {
    return RE2JS.compile(source);
  } catch (cause) {
    throw new PatternError("invalid-pattern", { cause });
  }
}

function capped(input: string): string {
  if (input.length > MAX_INPUT_LENGTH) throw new PatternError("input-too-long");
  return input;
}

function allMatches(compiled: RE2JS, input: string, limit: number): Match[] {
  const matches: Match[] = [];
  if (limit <= 0) return matches;
  let previousEnd = -1;
  for (const found of compiled.matchAll(input)) {
    const [text = "", ...groups] = found;
    const index = found.index ?? 0;
    // The port reports an empty match right after a match; Go and RE2 do not.
    if (text === "" && index === previousEnd) continue;
    previousEnd = index + text.length;
    matches.push({ text, index, groups });
    if (matches.length >= limit) break;
  }
  return matches;
}

/**
 * A pattern of our own, compiled when it is first used: compiling is dear, and most runs need few of them. A mistake in it shows in the
 * first test that uses it.
 */
export function constantPattern(source: string): Pattern {
  let compiled: Pattern | undefined;
  const pattern = () => {
    compiled ??= compilePattern(source);
    return compiled;
  };
  return {
    source,
    test: (input) => pattern().test(input),
    find: (input) => pattern().find(input),
    findAll: (input, limit) => pattern().findAll(input, limit),
  };
}
