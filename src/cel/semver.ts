/** Semantic versions: https://semver.org/spec/v2.0.0.html, and https://pkg.go.dev/k8s.io/apiserver/pkg/cel/library#SemverLib. */
import { compareVersions, type SemanticVersion } from "../core/semantic-version.js";
import { fail } from "./failure.js";
import { since } from "./overload.js";
import type { Overload } from "./overload.js";
import { MAX_UINT } from "./uint.js";
import { CelObject } from "./values.js";

/** A version; its build does not count for order and equality. */
export class Semver extends CelObject implements SemanticVersion {
  static readonly typeName = "kubernetes.Semver";
  override readonly typeName = Semver.typeName;
  /** Major, minor, patch. */
  readonly numbers: readonly bigint[];
  /** The identifiers of the pre-release, numbers as bigint. */
  readonly prerelease: readonly (string | bigint)[];
  readonly text: string;

  constructor(text: string, numbers: readonly bigint[], prerelease: readonly (string | bigint)[]) {
    super();
    this.text = text;
    this.numbers = numbers;
    this.prerelease = prerelease;
  }

  override equals(other: CelObject): boolean {
    return this.compareTo(other) === 0;
  }

  compareTo(other: CelObject): number {
    return other instanceof Semver ? compareVersions(this, other) : Number.NaN;
  }

  override toString(): string {
    return this.text;
  }
}

const MAX_LENGTH = 256;
const SEMVER = /^(\d+)\.(\d+)\.(\d+)(?:-([0-9A-Za-z.-]+))?(?:\+([0-9A-Za-z.-]+))?$/;

/** Reads a version, strictly; undefined for any other text. */
export function parseSemver(text: string): Semver | undefined {
  const parts = text.length > MAX_LENGTH ? null : SEMVER.exec(text);
  if (parts === null) return undefined;
  const [, major = "", minor = "", patch = "", prerelease = "", build] = parts;
  const numbers = [major, minor, patch];
  if (numbers.some((digits) => hasLeadingZero(digits) || BigInt(digits) > MAX_UINT)) return undefined;
  const identifiers = prerelease === "" ? [] : prerelease.split(".");
  if (identifiers.some((part) => part === "" || (/^\d+$/.test(part) && hasLeadingZero(part))))
    return undefined;
  if (build?.split(".").includes("")) return undefined;
  return new Semver(
    text,
    numbers.map(BigInt),
    identifiers.map((part) => (/^\d+$/.test(part) ? BigInt(part) : part)),
  );
}

const { call, method } = since(34);

/** `semver`, `isSemver` and the methods of a version. */
export const semverFunctions: readonly Overload[] = [
  call("semver", ["string"], Semver, (text) => parseSemver(text) ?? fail("bad-argument")),
  call(
    "semver",
    ["string", "bool"],
    Semver,
    (text, isTolerant) => parse(text, isTolerant) ?? fail("bad-argument"),
  ),
  call("isSemver", ["string"], "bool", (text) => parseSemver(text) !== undefined),
  call("isSemver", ["string", "bool"], "bool", (text, isTolerant) => parse(text, isTolerant) !== undefined),
  method(Semver, "major", [], "int", (version) => version.numbers[0] ?? 0n),
  method(Semver, "minor", [], "int", (version) => version.numbers[1] ?? 0n),
  method(Semver, "patch", [], "int", (version) => version.numbers[2] ?? 0n),
  method(Semver, "compareTo", [Semver], "int", (a, b) => BigInt(a.compareTo(b))),
  method(Semver, "isGreaterThan", [Semver], "bool", (a, b) => a.compareTo(b) > 0),
  method(Semver, "isLessThan", [Semver], "bool", (a, b) => a.compareTo(b) < 0),
];

function parse(text: string, isTolerant: boolean): Semver | undefined {
  if (text.length > MAX_LENGTH) return undefined;
  return parseSemver(isTolerant ? normalise(text) : text);
}

/** `v1.2` → `1.2.0`: without the v and leading zeros, with all three numbers unless a pre-release or build follows. */
function normalise(text: string): string {
  const [core = "", ...rest] = text.replace(/^v/, "").split(/(?=[-+])/);
  const numbers = core.split(".").map((part) => part.replace(/^0+(?=\d)/, ""));
  while (numbers.length < 3 && rest.length === 0) numbers.push("0");
  return numbers.join(".") + rest.join("");
}

function hasLeadingZero(digits: string): boolean {
  return digits.length > 1 && digits.startsWith("0");
}
