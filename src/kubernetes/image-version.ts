/** Versions as image tags spell them, and the ranges of advisories. Compared as versions, never as text: 1.9 comes before 1.10. */
import { compareVersions, type SemanticVersion } from "../core/semantic-version.js";

/** All versions that a tag may stand for: `1.11.2` is one, `1.11` is every patch of it. */
export interface TagVersion {
  readonly lowest: SemanticVersion;
  readonly highest: SemanticVersion;
}

/** One side of a range: `<1.11.5`. */
interface Bound {
  readonly operator: string;
  readonly version: SemanticVersion;
}

/** Bounds that must all hold. */
export type VersionRange = readonly Bound[];

/** Above any number that a program counts its versions with; longer numbers are dates or builds. */
const tooLarge = 10_000n;

/**
 * The version that a tag names. A word in front (`nginx-1.11.2`) and the flavour behind (`-alpine`, `-debian-12-r3`, `-eksbuild.1`) do not
 * count; `-rc.1` and its like do. Undefined for what is no version: `latest`, a branch, a commit, a date.
 */
export function versionOfTag(tag: string): TagVersion | undefined {
  const match = /^(?:[A-Za-z]+-)?v?(\d{1,9})(?:\.(\d{1,9}))?(?:\.(\d{1,9}))?(?:[-+._](.*))?$/.exec(tag);
  if (match === null) return undefined;
  const [, major = "", minor, patch, suffix = ""] = match;
  const prerelease = /^(?:alpha|beta|rc|pre|dev|snapshot)/i.test(suffix) ? identifiersOf(suffix) : [];
  if (BigInt(major) >= tooLarge) return undefined;
  const numbers = (absent: bigint) => [
    BigInt(major),
    minor === undefined ? absent : BigInt(minor),
    patch === undefined ? absent : BigInt(patch),
  ];
  return {
    lowest: { numbers: numbers(0n), prerelease },
    highest: { numbers: numbers(10n ** 9n), prerelease },
  };
}

/** Reads `>=1.12.0-0 <1.12.1`; undefined for any other text. `-0` is the lowest pre-release. */
export function parseRange(text: string): VersionRange | undefined {
  const bounds = text.split(" ").map((part) => {
    const match = /^(<=|>=|<|>|=)(\d+)\.(\d+)\.(\d+)(?:-([0-9A-Za-z.]+))?$/.exec(part);
    if (match === null) return undefined;
    const [, operator = "", major = "", minor = "", patch = "", prerelease = ""] = match;
    const numbers = [major, minor, patch].map(BigInt);
    return {
      operator,
      version: { numbers, prerelease: prerelease === "" ? [] : identifiersOf(prerelease) },
    };
  });
  const known = bounds.filter((bound) => bound !== undefined);
  return known.length === bounds.length ? known : undefined;
}

/** Whether the version lies in one of the ranges; `unknown` where that depends on what the tag leaves open. */
export function isInRanges(version: TagVersion, ranges: readonly VersionRange[]): "yes" | "no" | "unknown" {
  const isWhollyIn = (range: VersionRange) => isIn(version.lowest, range) && isIn(version.highest, range);
  if (ranges.some(isWhollyIn)) return "yes";
  const touches = ranges.some(
    (range) =>
      isIn(version.lowest, range) ||
      isIn(version.highest, range) ||
      range.some((bound) => lies(bound.version, version)),
  );
  return touches && compareVersions(version.lowest, version.highest) !== 0 ? "unknown" : "no";
}

function isIn(version: SemanticVersion, range: VersionRange): boolean {
  return range.every(({ operator, version: bound }) => {
    const order = compareVersions(version, bound);
    switch (operator) {
      case "<":
        return order < 0;
      case "<=":
        return order <= 0;
      case ">":
        return order > 0;
      case ">=":
        return order >= 0;
      default:
        return order === 0;
    }
  });
}

function lies(bound: SemanticVersion, { lowest, highest }: TagVersion): boolean {
  return compareVersions(lowest, bound) < 0 && compareVersions(bound, highest) <= 0;
}

function identifiersOf(text: string): readonly (string | bigint)[] {
  return text.split(/[.-]/).map((part) => (/^\d{1,18}$/.test(part) ? BigInt(part) : part));
}

/** Whether an image is a program by the end of its repository, whole segments only, so that mirrors count: `mirror/coredns/coredns`. */
export function isImageOf(repository: string, programs: readonly string[]): boolean {
  return programs.some((program) => repository === program || repository.endsWith(`/${program}`));
}
