/** The order in which people read findings: the worst first, then by place. */
import { byCodeUnits } from "../core/location.js";
import { severities } from "../core/rule.js";
import type { Finding, Status } from "../core/finding.js";
import type { Location } from "../core/location.js";
import type { Report } from "../core/report.js";
import type { Severity } from "../core/rule.js";

/** The findings of one status, the worst first, then by path, line, column, rule. */
export function findingsOf(report: Report, status: Status): readonly Finding[] {
  return report.findings.filter((finding) => finding.status === status).toSorted(byUrgency);
}

/** The place that a person has to edit. */
export function primaryOf(finding: Finding): Location {
  return finding.locations[0];
}

/** Compares two severities, the worst first. */
export function bySeverity(left: Severity, right: Severity): number {
  return severities.indexOf(left) - severities.indexOf(right);
}

/** Compares two findings: severity, then path, line, column, rule, fingerprint. */
export function byUrgency(left: Finding, right: Finding): number {
  return bySeverity(left.severity, right.severity) || byPlace(left, right);
}

/**
 * Compares two findings: path, line, column, rule, fingerprint. A place without a line comes before the lines
 * of its file.
 */
export function byPlace(left: Finding, right: Finding): number {
  const [one, other] = [primaryOf(left), primaryOf(right)];
  return (
    byCodeUnits(one.path, other.path) ||
    (one.span?.startLine ?? 0) - (other.span?.startLine ?? 0) ||
    (one.span?.startColumn ?? 0) - (other.span?.startColumn ?? 0) ||
    byCodeUnits(left.rule, right.rule) ||
    byCodeUnits(left.fingerprint, right.fingerprint)
  );
}
