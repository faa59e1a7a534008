/** Kubernetes' minor versions, which is all that rules and tables ask about. */

/** The newest minor that the catalog's tables know: what an undeclared version counts as. */
export const newestMinor = 37;

/** 34 for "1.34", "v1.34" or "1.34.2". NaN where the text is no version, which then compares with nothing. */
export function minorOf(version: string): number {
  const match = /^v?1\.(\d{1,3})(?:\.\d+)?$/.exec(version);
  return match?.[1] === undefined ? Number.NaN : Number(match[1]);
}
