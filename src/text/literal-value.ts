/** Whether a value can be a secret at all: settings, references, paths, templates and public material cannot. */
import { decodeBase64 } from "./base64.js";
import { isPlaceholder } from "./placeholder.js";

const harmlessShapes: readonly RegExp[] = [
  /^(?:true|false|yes|no|on|off|enabled?|disabled?|required|optional|auto|always|never|null|none|nil|undefined|unset|empty|default|n\/a)$/i,
  /^[-+]?\d+(?:\.\d+)?(?:ns|us|ms|s|sec|m|min|h|d|w|y|[kmgtp]i?b?|%)?$/i, // numbers, durations, quantities
  /^(?:\d+(?:\.\d+)?(?:ns|us|ms|s|m|h|d|w))+$/, // 1h30m
  /^P(?:T?\d)/, // ISO 8601
  /^(?:\.{0,2}|~)\/[^\s]*$/, // paths; base64 with a slash in front is longer, see below
  /^[A-Za-z]:\\/,
  /^[a-z][a-z0-9+.-]*:\/\/[^\s@]*$/i, // addresses without user information, `op://`, `sm://`
  /^(?:arn|file|env|keyring|bao|ssm|secretsmanager|awssm|awsps|gcpsm|azurekv|op|k8s|keychain|urn|did):/i,
  /^projects\/[^\s]+\/secrets\//,
  /^@Microsoft\.KeyVault\(/,
  /^(?:sha\d+|md5):[0-9a-f]+$/i,
  /^ssh-(?:rsa|dss|ed25519) |^ecdsa-sha2-/,
  /^-----BEGIN (?:CERTIFICATE|PUBLIC KEY|RSA PUBLIC KEY|PGP PUBLIC)/,
  /^[[{]/, // a structure, not a text
  /^[A-Z][A-Z0-9]*(?:_[A-Z0-9]+)+$/, // the name of a variable
];

/** Longer values are documents. */
const longest = 4096;

/** Whether the text is a single literal that could be a secret: no placeholder (nor base64 of one), setting, path, reference, document or code. */
export function isClearLiteral(value: string): boolean {
  const trimmed = value.trim();
  if (!/[A-Za-z0-9]/.test(trimmed) || trimmed.length > longest || trimmed.includes("\n")) return false;
  if (isPlaceholder(trimmed) || isInterpolated(trimmed)) return false;
  if (harmlessShapes.some((shape) => shape.test(trimmed)) && !isLongKey(trimmed)) return false;
  if (trimmed.split(/\s+/).length > 5) return false; // prose
  const decoded = decodeBase64(trimmed);
  return decoded === undefined || decoded === "" || !isPlaceholder(decoded);
}

/** Whether something else fills the text in, wholly or in part: `{{ … }}`, `$(VAR)`, `${VAR}`, `$VAR`, `<name>`. */
export function isInterpolated(value: string): boolean {
  return /\{\{|\$\(|\$\{|^\$[A-Za-z_][\w.:-]*$|<[A-Za-z][^<>]*>|%\(|%\{/.test(value);
}

/** Base64 may begin with a slash, and then looks like a path. */
function isLongKey(value: string): boolean {
  return /^\/[A-Za-z0-9+/]{30,}={1,2}$/.test(value);
}

/**
 * Whether a text looks like a key and not like a name: parts of it are no words, and its characters are spread. Entropy is the last
 * evidence and never enough alone.
 */
export function looksRandom(value: string): boolean {
  const trimmed = value.trim();
  if (trimmed.length < 8 || /\s/.test(trimmed)) return false;
  return !isWords(trimmed) && entropyOf(trimmed) >= 2.8;
}

/** `my-secret-v1`, `webTokenIssuer`, `token.example.com`: words and short numbers. */
function isWords(value: string): boolean {
  const segments = value
    .replaceAll(/([a-z])([A-Z])/g, "$1-$2")
    .split(/[-_./:@,]+/)
    .filter((segment) => segment !== "");
  const isEach = segments.every((segment) => /^(?:[A-Za-z]?[a-z]*|[A-Z]*|v?\d{1,4})$/.test(segment));
  return isEach && value.length / Math.max(1, segments.length) >= 2.5;
}

/** Bits for each character, by Shannon. */
function entropyOf(value: string): number {
  const counts = new Map<string, number>();
  for (const character of value) counts.set(character, (counts.get(character) ?? 0) + 1);
  let bits = 0;
  for (const count of counts.values()) bits -= (count / value.length) * Math.log2(count / value.length);
  return bits;
}
