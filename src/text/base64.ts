/** Base64 as the API server reads it. */

/** The decoded text, control characters and all; undefined where the value is no base64. Bytes that are no UTF-8 become U+FFFD. */
export function decodeBase64(value: string): string | undefined {
  return bufferOf(value)?.toString("utf8");
}

/** The decoded bytes; undefined where the value is no base64. */
export function decodeBytes(value: string): Uint8Array | undefined {
  return bufferOf(value);
}

function bufferOf(value: string): Buffer | undefined {
  const compact = value.replace(/\s+/g, "");
  if (compact.length % 4 !== 0 || !/^[A-Za-z0-9+/]*={0,2}$/.test(compact)) return undefined;
  return Buffer.from(compact, "base64");
}
