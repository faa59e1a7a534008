/**
 * Credentials that look alive: a form that only a real one has, with its length, alphabet and, where the issuer defines one, its checksum.
 * Searched are the source texts and what Secrets hold in base64. The finding names the kind of credential and its place, never the value.
 */
import { type Decoder, listOf, object, oneOf, optional, string } from "../core/decode.js";
import { field } from "../core/json.js";
import type { Resource } from "../core/resource.js";
import { type Blame, blame } from "../core/rule.js";
import { decodeBase64 } from "../text/base64.js";
import { hasIssuerChecksum } from "../text/checksum.js";
import { compilePattern, constantPattern, type Pattern } from "../text/regex.js";
import { defineCheck } from "./define.js";

interface Detector {
  /** What it finds, with its article: `a private key`. */
  readonly what: string;
  /** The literal that every match starts with; found first, because a search for it costs next to nothing. */
  readonly prefix: string;
  readonly pattern: Pattern;
  readonly verify: "issuer-checksum" | "aws-secret-nearby" | "service-account-token" | null;
}

/** Behind a prefix, this much text is looked at. */
const windowLength = 4096;
/** An AWS secret key stands this close to its id. */
const nearby = 400;

/** Patterns are compiled once, when the rule is built. */
const pattern: Decoder<Pattern> = (value, path) => compilePattern(`^(?:${string(value, path)})`);
const awsSecret = constantPattern(String.raw`(?:^|[^A-Za-z0-9/+=])([A-Za-z0-9/+]{40})(?:[^A-Za-z0-9/+=]|$)`);

export const check = defineCheck(
  {
    match: "text",
    reach: "repo",
    with: {
      detectors: listOf(
        object<Detector>({
          what: string,
          prefix: string,
          pattern,
          verify: optional(oneOf("issuer-checksum", "aws-secret-nearby", "service-account-token"), null),
        }),
      ),
    },
  },
  (view, { detectors }) => {
    const { text } = view;
    const inText = detectors.flatMap((detector) =>
      search(text, detector).map(([start, end]) =>
        blame([], { what: detector.what }, { within: [start, end] }),
      ),
    );
    return [
      ...inText,
      ...(text.includes("Secret") ? view.objects().flatMap((one) => inSecret(one, detectors)) : []),
    ];
  },
);

function inSecret(resource: Resource, detectors: readonly Detector[]): readonly Blame[] {
  if (resource.kind !== "Secret" || resource.group !== "") return [];
  return Object.entries(field(resource.body, "data") ?? {}).flatMap(([key, value]) => {
    const decoded = typeof value === "string" ? decodeBase64(value) : undefined;
    const hit = detectors.find((detector) => decoded !== undefined && search(decoded, detector).length > 0);
    return hit === undefined ? [] : [blame(["data", key], { what: hit.what }, { on: resource })];
  });
}

function search(text: string, detector: Detector): readonly (readonly [start: number, end: number])[] {
  const found: (readonly [number, number])[] = [];
  let start = text.indexOf(detector.prefix);
  while (start !== -1) {
    const match = detector.pattern.find(text.slice(start, start + windowLength));
    const value = match?.text ?? "";
    const isStart = start === 0 || !/[A-Za-z0-9_]/.test(text[start - 1] ?? "");
    if (match?.index === 0 && isStart && isAlive(value, text, start, detector)) {
      found.push([start, start + (value.indexOf("\n") === -1 ? value.length : value.indexOf("\n"))]);
    }
    start = text.indexOf(detector.prefix, start + Math.max(1, value.length));
  }
  return found;
}

/** Published samples say that they are one. */
function isAlive(value: string, text: string, start: number, { verify }: Detector): boolean {
  if (/EXAMPLE/i.test(value)) return false;
  switch (verify) {
    case null:
      return true;
    case "issuer-checksum":
      return hasIssuerChecksum(value);
    case "aws-secret-nearby":
      return awsSecret
        .findAll(text.slice(Math.max(0, start - nearby), start + value.length + nearby))
        .some(
          ({ groups: [secret = ""] }) =>
            !/EXAMPLE/i.test(secret) && /[a-z]/.test(secret) && /[A-Z]/.test(secret),
        );
    case "service-account-token":
      return isServiceAccountToken(value);
  }
}

function isServiceAccountToken(token: string): boolean {
  const payload = Buffer.from(token.split(".")[1] ?? "", "base64url").toString("utf8");
  return payload.includes("kubernetes/serviceaccount") || payload.includes("system:serviceaccount:");
}
