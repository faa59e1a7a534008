/** The one answer of a run. */
import type { Finding } from "../core/finding.js";
import type { Problem } from "../core/problem.js";
import type { Threshold, Verdict } from "../core/report.js";
import { blocks } from "./severity.js";

/**
 * `blocked` where a new finding reaches the threshold; else `incomplete` where something the change touches could not be looked at;
 * else `passed`. A run that ends in an error has no verdict of this kind: it says so and exits with 2.
 */
export function verdictOf(
  findings: readonly Finding[],
  problems: readonly Problem[],
  failOn: Threshold,
): Exclude<Verdict, "error"> {
  const isBlocked = findings.some(({ status, severity }) => status === "new" && blocks(severity, failOn));
  if (isBlocked) return "blocked";
  return problems.some(({ touched }) => touched) ? "incomplete" : "passed";
}

/** What the process says to the system that started it. */
export const exitCodes: Readonly<Record<Verdict, number>> = {
  passed: 0,
  blocked: 1,
  error: 2,
  incomplete: 3,
};
