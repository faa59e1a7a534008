/** What can be wrong with an expression, as a code and a place in its source: never a value of the input. */

/** Refused when compiled. */
export type CompileErrorCode =
  | "syntax"
  | "too-large"
  | "unknown-name"
  | "unknown-function"
  | "wrong-type"
  | "mixed-literal"
  | "bad-macro"
  | "bad-literal"
  | "bad-pattern";

/** Failed when evaluated. The last four are guards: nothing in an expression can absorb them. */
export type EvaluationErrorCode =
  | "no-such-key"
  | "no-such-overload"
  | "out-of-range"
  | "bad-argument"
  | "bad-pattern"
  | "overflow"
  | "divide-by-zero"
  | "duplicate-key"
  | "no-value"
  | "no-input"
  | GuardCode;

/** The guards against expressions and inputs that would take too long. */
export type GuardCode = "list-too-long" | "text-too-long" | "too-deep" | "step-limit";

export type CelErrorCode = CompileErrorCode | EvaluationErrorCode;

/** Offsets in the source: 0-based UTF-16 code units, end exclusive. */
export interface SourceRange {
  readonly start: number;
  readonly end: number;
}

/** Why an expression was refused or failed, and at which part of it. Returned, not thrown. */
export class CelError {
  readonly code: CelErrorCode;
  readonly range: SourceRange;

  constructor(code: CelErrorCode, range: SourceRange) {
    this.code = code;
    this.range = range;
  }

  /** What is wrong, for people: a full sentence without any text of the expression or of its input. */
  get sentence(): string {
    return sentences[this.code];
  }
}

/** Whether the answer of `compile` or `evaluate` is an error. */
export function isCelError(answer: unknown): answer is CelError {
  return answer instanceof CelError;
}

const sentences: Readonly<Record<CelErrorCode, string>> = {
  syntax: "The expression is not valid CEL.",
  "too-large": "The expression is too long or too deeply nested.",
  "unknown-name": "The expression reads a name that is not declared.",
  "unknown-function": "The expression calls a function that is not allowed or does not exist.",
  "wrong-type": "An operator or function is given a type that it does not accept.",
  "mixed-literal": "The elements of a list or map literal have different types.",
  "bad-macro": "A macro needs a plain name as its variable, and `has` needs a field selection.",
  "bad-literal": "A number, duration, timestamp or format in the expression is not valid.",
  "bad-pattern": "A regular expression is not valid RE2 syntax or is too long.",
  "no-such-key": "The expression reads a field or key that does not exist.",
  "no-such-overload": "An operator or function met a value of a type that it does not accept.",
  "out-of-range": "An index lies outside of a list or text.",
  "bad-argument": "A value could not be converted.",
  overflow: "A number, timestamp or duration left its range.",
  "divide-by-zero": "A number is divided by zero.",
  "duplicate-key": "A map would have the same key twice.",
  "no-value": "The value of an empty optional is read.",
  "no-input": "No value was given for a declared name.",
  "list-too-long": "A list or map has more elements than an expression may walk.",
  "text-too-long": "A text is longer than an expression may handle.",
  "too-deep": "A value is nested too deeply.",
  "step-limit": "The expression needs more steps than it may take.",
};
