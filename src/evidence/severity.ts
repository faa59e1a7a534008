/** Words and scores of scanners → our severities. */
import type { Severity } from "../core/rule.js";

/** What scanners call it, in any case. What they do not know is low, so that it is at least listed. */
export function severityOfWord(word: string): Severity {
  switch (word.toLowerCase()) {
    case "critical":
      return "critical";
    case "high":
    case "important":
      return "high";
    case "medium":
    case "moderate":
      return "medium";
    default:
      return "low";
  }
}

/** A score of CVSS, by https://www.first.org/cvss/v3.1/specification-document, section 5. */
export function severityOfScore(score: number): Severity {
  if (score >= 9) return "critical";
  if (score >= 7) return "high";
  return score >= 4 ? "medium" : "low";
}
