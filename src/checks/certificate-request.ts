/**
 * A request for a certificate with which a person, or a program outside of the cluster, logs in to the API server. The subject of such a
 * certificate is user and groups, and nobody can take it back before it ends. Components of the cluster (`system:…`) need theirs.
 * Source: https://kubernetes.io/docs/reference/access-authn-authz/certificate-signing-requests/#kubernetes-signers
 */
import { at, text } from "../core/json.js";
import { blame, pass } from "../core/rule.js";
import { decodeBase64, decodeBytes } from "../text/base64.js";
import { defineCheck } from "./define.js";

const commonName = [0x06, 0x03, 0x55, 0x04, 0x03];
const organisation = [0x06, 0x03, 0x55, 0x04, 0x0a];

export const check = defineCheck({ match: "item", reach: "local", with: {} }, ({ resource }) => {
  if (at(resource.body, ["spec", "signerName"]) !== "kubernetes.io/kube-apiserver-client") return pass();
  const bytes = requestBytes(text(at(resource.body, ["spec", "request"])) ?? "");
  if (valuesOf(bytes, organisation).includes("system:masters")) {
    return blame(["spec", "request"], {}, { messageKey: "masters", severity: "high" });
  }
  const [user] = valuesOf(bytes, commonName);
  return user?.startsWith("system:") === true
    ? pass()
    : blame(["spec", "signerName"], {}, { messageKey: "user" });
});

/** The request is PEM in base64; nothing where it is not. */
function requestBytes(request: string): Uint8Array {
  const pem = decodeBase64(request) ?? "";
  const [, body = ""] =
    /-----BEGIN (?:NEW )?CERTIFICATE REQUEST-----([A-Za-z0-9+/=\s]+)-----END/.exec(pem) ?? [];
  return decodeBytes(body) ?? new Uint8Array();
}

/**
 * The texts behind an attribute's identifier. A name is a sequence of pairs of identifier and text, each text with a tag and a length of
 * one byte (a subject's part has at most 64 characters, RFC 5280 appendix A.1), so the pairs are found without reading the rest.
 */
function valuesOf(bytes: Uint8Array, identifier: readonly number[]): readonly string[] {
  const found: string[] = [];
  for (let start = 0; start + identifier.length + 2 <= bytes.length; start++) {
    if (!identifier.every((byte, index) => bytes[start + index] === byte)) continue;
    const begin = start + identifier.length + 2;
    const length = bytes[begin - 1] ?? 0;
    found.push(new TextDecoder().decode(bytes.subarray(begin, begin + length)));
  }
  return found;
}
