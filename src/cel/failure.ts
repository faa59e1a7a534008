/** How an evaluation stops inside: a failure travels up until a logical operator absorbs it or the evaluation ends. */
import type { EvaluationErrorCode, GuardCode, SourceRange } from "./errors.js";

/**
 * Thrown during evaluation. Not an Error on purpose: `a.b == 1 || true` fails and recovers as a matter of course, and
 * collecting a stack would cost more than the evaluation.
 */
export class Failure {
  readonly code: EvaluationErrorCode;
  /** Part of the source that failed; set by the innermost call that knows its place. */
  range: SourceRange | undefined;

  constructor(code: EvaluationErrorCode, range?: SourceRange) {
    this.code = code;
    this.range = range;
  }
}

/** A function's way to say that it cannot answer. */
export function fail(code: EvaluationErrorCode): never {
  throw new Failure(code);
}

const guardCodes: ReadonlySet<string> = new Set<GuardCode>([
  "list-too-long",
  "text-too-long",
  "too-deep",
  "step-limit",
]);

/** The failure, if an operator such as `||` may go on in spite of it; throws whatever must stop the evaluation. */
export function absorb(thrown: unknown): Failure {
  if (thrown instanceof Failure && !guardCodes.has(thrown.code)) return thrown;
  throw thrown;
}
