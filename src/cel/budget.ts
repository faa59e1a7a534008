/** What one evaluation may cost. Steps are counted, not seconds, so that the same input always gives the same answer. */
import { compilePattern, MAX_INPUT_LENGTH, PatternError } from "../text/regex.js";
import type { Pattern } from "../text/regex.js";
import { fail } from "./failure.js";

/** Steps of one evaluation: a loop body, an element compared, or 16 characters looked at. About a second at worst. */
export const MAX_STEPS = 1_000_000;

/** Elements of a list or map that a loop or function walks, and of any list that an expression makes. */
export const MAX_ELEMENTS = 5_000;

/** UTF-16 code units of a text that an expression makes. Texts of the input may be longer. */
export const MAX_TEXT_LENGTH = 1024 * 1024;

const CHARACTERS_PER_STEP = 16;

/** Searching costs more the longer the pattern: with so many characters, twice as much. */
const PATTERN_LENGTH_OF_DOUBLE_COST = 64;
/** What compiling a pattern costs that is no literal of the expression. */
const STEPS_PER_PATTERN = 500;

/** Counts down through one evaluation, and holds the patterns that it compiled. */
export class Budget {
  private left: number;
  private readonly constants: ReadonlyMap<string, Pattern>;
  private readonly compiled = new Map<string, Pattern>();

  /** `constants` are the patterns that the expression writes as literals, by their source. */
  constructor(steps: number, constants: ReadonlyMap<string, Pattern>) {
    this.left = steps;
    this.constants = constants;
  }

  /** Takes steps; fails with `step-limit` when none are left. */
  spend(steps: number): void {
    this.left -= steps;
    if (this.left < 0) fail("step-limit");
  }

  /** Pays for walking a list or map to its end; fails with `list-too-long`. */
  walk(elementCount: number): void {
    this.admit(elementCount);
    this.spend(elementCount);
  }

  /** Lets a loop start, which then pays for each turn; fails with `list-too-long`. */
  admit(elementCount: number): void {
    if (elementCount > MAX_ELEMENTS) fail("list-too-long");
  }

  /** Pays for reading through a text. */
  read(text: string): void {
    this.spend(text.length / CHARACTERS_PER_STEP);
  }

  /** Pays for a text that is about to be made; fails with `text-too-long`. */
  write(length: number): void {
    if (length > MAX_TEXT_LENGTH) fail("text-too-long");
    this.spend(length / CHARACTERS_PER_STEP);
  }

  /** The pattern for a search in `text`, which is paid for; fails with `bad-pattern` and `text-too-long`. */
  pattern(source: string, text: string): Pattern {
    if (text.length > MAX_INPUT_LENGTH) fail("text-too-long");
    this.spend(1 + (text.length / CHARACTERS_PER_STEP) * (1 + source.length / PATTERN_LENGTH_OF_DOUBLE_COST));
    return this.constants.get(source) ?? this.compiled.get(source) ?? this.compile(source);
  }

  private compile(source: string): Pattern {
    this.spend(STEPS_PER_PATTERN);
    try {
      const pattern = compilePattern(source);
      this.compiled.set(source, pattern);
      return pattern;
    } catch (thrown) {
      if (thrown instanceof PatternError) return fail("bad-pattern");
      throw thrown;
    }
  }
}
