/**
 * Plain scalars as the API server reads them: YAML 1.1, by the resolver of sigs.k8s.io/yaml (goyaml.v2 `resolve.go`), which differs from
 * YAML 1.2 in `yes`, `on`, `y`, `0644`, `1_000`, and from YAML 1.1 in leaving dates and `1:30` alone.
 */

const words = new Map<string, null | boolean>([
  ["", null],
  ["~", null],
  ["null", null],
  ["Null", null],
  ["NULL", null],
  ...["y", "Y", "yes", "Yes", "YES", "true", "True", "TRUE", "on", "On", "ON"].map(
    (word): [string, boolean] => [word, true],
  ),
  ...["n", "N", "no", "No", "NO", "false", "False", "FALSE", "off", "Off", "OFF"].map(
    (word): [string, boolean] => [word, false],
  ),
]);

const integerPattern = /^[-+]?(?:0[xX][0-9a-fA-F]+|0[bB][01]+|0[oO]?[0-7]*|[1-9][0-9]*)$/;
const floatPattern = /^[-+]?(?:\.[0-9]+|[0-9]+(?:\.[0-9]*)?)(?:[eE][-+]?[0-9]+)?$/;
const largestInt64 = 2n ** 64n;

/** The value of an unquoted scalar. What is no word and no number of YAML 1.1 stays a text, as do not-a-number and the infinities. */
export function resolvePlain(source: string): null | boolean | number | bigint | string {
  const word = words.get(source);
  if (word !== undefined) return word;
  const first = source.charCodeAt(0);
  const startsNumber = (first >= 48 && first <= 57) || first === 43 || first === 45 || first === 46; // digit + - .
  if (!startsNumber) return source;
  const digits = source.replaceAll("_", "");
  if (integerPattern.test(digits)) return integerOf(digits) ?? source;
  if (floatPattern.test(digits)) {
    const value = Number(digits);
    return Number.isFinite(value) ? value : source;
  }
  return source;
}

/** Undefined where the number does not fit in 64 bits: the resolver then tries a float, which for whole numbers keeps the text's sense. */
function integerOf(digits: string): number | bigint | undefined {
  const negative = digits.startsWith("-");
  const unsigned = digits.replace(/^[-+]/, "").toLowerCase();
  const isOldOctal = /^0[0-7]+$/.test(unsigned);
  const value = BigInt(isOldOctal ? `0o${unsigned.slice(1)}` : unsigned);
  if (value >= largestInt64) return Number(value) * (negative ? -1 : 1);
  const signed = negative ? -value : value;
  return signed >= BigInt(Number.MIN_SAFE_INTEGER) && signed <= BigInt(Number.MAX_SAFE_INTEGER)
    ? Number(signed)
    : signed;
}
