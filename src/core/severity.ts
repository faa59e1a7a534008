/** How bad a finding is. */

/** From the worst to the least. Only what `fail-on` names blocks. */
export const severities = ["critical", "high", "medium", "low"] as const;
export type Severity = (typeof severities)[number];
