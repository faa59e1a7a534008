/** Values that stand where a secret will be, and values that are protected already: neither is a secret. */

const words =
  /^(?:example|dummy|redacted|data\+omitted|omitted|todo|tbd|none|null|n\/a|changeme|placeholder|(?:some|any|my|your)[-_ ]?(?:password|secret|token|key|value))$/i;
const shapes: readonly RegExp[] = [
  /^[*x.-]*$/i, // nothing, or a mask
  /^<[^>]*>$/,
  /^\$\{[^}]*\}$/,
  /^\$\([^)]*\)$/,
  /^\{\{.*\}\}$/,
  /^%[^%]*%$/,
  /^REPLACE/i,
  /^CHANGE.{0,3}ME/i,
  /^YOUR[-_ ]/i,
  /^(?:insert|enter|fill|put|paste|provide|set|add)[-_ ]/i,
  /[-_ ]here$/i,
  /^__[A-Z0-9_]+__$/,
  /^@[A-Z0-9_]+@$/,
];
const protectedShapes: readonly RegExp[] = [/^ENC\[/, /^ref\+[a-z]+:\/\//, /^vault:/, /^<path:/];

/** Whether a value only holds a secret's place (empty, masked, `<...>`, `${...}`, `changeme`) or is encrypted or a reference to a store. */
export function isPlaceholder(value: string): boolean {
  const trimmed = value.trim();
  if (trimmed.length > 4096) return protectedShapes.some((shape) => shape.test(trimmed));
  return words.test(trimmed) || [...shapes, ...protectedShapes].some((shape) => shape.test(trimmed));
}
