/** Which severities block, and how many findings of each there are. */
import { type Finding, type Status, statuses } from "../core/finding.js";
import type { Report, Threshold } from "../core/report.js";
import { severities, type Severity } from "../core/rule.js";

/** Whether a severity reaches the threshold. */
export function blocks(severity: Severity, threshold: Threshold): boolean {
  return threshold !== "never" && severities.indexOf(severity) <= severities.indexOf(threshold);
}

/** Findings by severity and status; every combination is there, zero included. */
export function countFindings(findings: readonly Finding[]): Report["counts"] {
  const count = (severity: Severity, status: Status) =>
    findings.filter((finding) => finding.severity === severity && finding.status === status).length;
  const row = (severity: Severity) =>
    Object.fromEntries(statuses.map((status) => [status, count(severity, status)])) as Record<Status, number>;
  return Object.fromEntries(severities.map((severity) => [severity, row(severity)])) as Report["counts"];
}
