/** Checksums that issuers put into their tokens, which tell a real one from a text of the same shape. */
import { crc32 } from "./crc32.js";

const digits = "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz";

/**
 * GitHub's and npm's form: behind the prefix and an underscore 30 characters, then the CRC-32 of those in base 62, six digits.
 * Source: https://github.blog/engineering/platform-security/behind-githubs-new-authentication-token-formats/
 */
export function hasIssuerChecksum(token: string): boolean {
  const body = token.slice(token.indexOf("_") + 1);
  const checksum = body.slice(-6);
  return body.length === 36 && inBase62(crc32(body.slice(0, -6))) === checksum;
}

function inBase62(value: number): string {
  let rest = value;
  let text = "";
  for (let place = 0; place < 6; place++) {
    text = `${digits[rest % 62] ?? ""}${text}`;
    rest = Math.floor(rest / 62);
  }
  return text;
}
