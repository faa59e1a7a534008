/** Semantic versions and the order among them: https://semver.org/spec/v2.0.0.html */

/** A version without its build, which does not count for the order. */
export interface SemanticVersion {
  /** Major, minor, patch. */
  readonly numbers: readonly bigint[];
  /** The identifiers of the pre-release, numbers as bigint; empty for a release. */
  readonly prerelease: readonly (string | bigint)[];
}

/** Negative, zero or positive like every comparer. A pre-release comes before its release. */
export function compareVersions(left: SemanticVersion, right: SemanticVersion): number {
  const byNumbers = compareAll(left.numbers, right.numbers);
  if (byNumbers !== 0) return byNumbers;
  if (left.prerelease.length === 0 || right.prerelease.length === 0)
    return Number(right.prerelease.length > 0) - Number(left.prerelease.length > 0);
  return compareAll(left.prerelease, right.prerelease);
}

/** Numbers come before text; a longer list comes after its own beginning. */
function compareAll(left: readonly (string | bigint)[], right: readonly (string | bigint)[]): number {
  for (const [index, one] of left.entries()) {
    const other = right[index];
    if (other === undefined) return 1;
    if (one === other) continue;
    if (typeof one !== typeof other) return typeof one === "bigint" ? -1 : 1;
    return one < other ? -1 : 1;
  }
  return left.length === right.length ? 0 : -1;
}
