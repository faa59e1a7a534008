/**
 * What verifiers print: `cosign verify --output json`, which says only what it has verified, and Verification Summary Attestations of SLSA
 * (https://slsa.dev/spec/v1.0/verification_summary), bare or in a DSSE envelope, which also say what failed.
 */
import type { SignatureResult } from "../core/evidence.js";
import type { Json } from "../core/json.js";
import {
  child,
  childAt,
  digestIn,
  EvidenceError,
  list,
  optionalText,
  type Placed,
  requiredText,
} from "./read-json.js";

/** Whether a document is the output of cosign: a list of payloads in the form of simple signing. */
export function isCosign(document: Placed): boolean {
  if (!Array.isArray(document.value)) return false;
  return list(document).every(
    (one) => typeof childAt(one, "critical", "image", "docker-manifest-digest").value === "string",
  );
}

/** One result for each signature. @throws EvidenceError where a signature names no image. */
export function readCosign(document: Placed, file: string): readonly SignatureResult[] {
  return list(document).map((one) => {
    const reference = requiredText(childAt(one, "critical", "identity", "docker-reference"));
    const digest = requiredText(childAt(one, "critical", "image", "docker-manifest-digest"));
    return { file, tool: "cosign", references: [reference], digests: digestIn(digest), isVerified: true };
  });
}

/** The statement in a DSSE envelope (https://github.com/secure-systems-lab/dsse), or the document itself. */
export function statementIn(document: Placed): Placed {
  const payload = child(document, "payload");
  if (typeof payload.value !== "string" || child(document, "payloadType").value === undefined)
    return document;
  try {
    const text = Buffer.from(payload.value, "base64").toString("utf8");
    return { value: JSON.parse(text) as Json, route: payload.route }; // JSON text gives Json by definition
  } catch {
    throw new EvidenceError(payload.route, "an object of JSON in base64");
  }
}

/** Whether a statement is a Verification Summary Attestation. */
export function isSummary(statement: Placed): boolean {
  const type = child(statement, "predicateType").value;
  return typeof type === "string" && type.startsWith("https://slsa.dev/verification_summary/");
}

/** The verdict on each subject. @throws EvidenceError where it says neither that it passed nor that it failed. */
export function readSummary(statement: Placed, file: string): readonly SignatureResult[] {
  const verdict = childAt(statement, "predicate", "verificationResult");
  if (verdict.value !== "PASSED" && verdict.value !== "FAILED")
    throw new EvidenceError(verdict.route, "PASSED or FAILED");
  const isVerified = verdict.value === "PASSED";
  const tool = optionalText(childAt(statement, "predicate", "verifier", "id")) ?? "a verifier of SLSA";
  const resource = optionalText(childAt(statement, "predicate", "resourceUri"));
  return list(child(statement, "subject")).map((subject) => {
    const name = optionalText(child(subject, "name")) ?? resource;
    const digest = optionalText(childAt(subject, "digest", "sha256"));
    return {
      file,
      tool,
      references: name === null ? [] : [name.replace(/^[a-z]+:\/\//, "")],
      digests: digest === null ? [] : [`sha256:${digest}`],
      isVerified,
    };
  });
}
