/**
 * Policies that verify the signatures of images, and let unsigned ones through all the same: they only warn or record, ask for no signer, for
 * any signer, or look at no log.
 */
import { at, elements, field, isObject, type Json, text } from "../core/json.js";
import type { Route } from "../core/location.js";
import type { Resource } from "../core/resource.js";
import { blame, type Blame } from "../core/rule.js";
import { defineCheck } from "./define.js";

export const check = defineCheck({ match: "item", reach: "local", with: {} }, ({ resource }) => {
  const { kind, group, body } = resource;
  if (group === "kyverno.io") return kyvernoPolicy(body);
  if (group === "policies.kyverno.io") return imageValidatingPolicy(body);
  if (group === "policy.sigstore.dev") return clusterImagePolicy(body);
  if (group === "config.ratify.deislabs.io") return notation(body);
  return kind === "NvAdmissionControlSecurityRule" ? neuVector(resource) : [];
});

/** https://kyverno.io/docs/policy-types/cluster-policy/verify-images/sigstore/ */
function kyvernoPolicy(body: Json): readonly Blame[] {
  return elements(at(body, ["spec", "rules"])).flatMap((rule, index) =>
    elements(field(rule, "verifyImages")).flatMap((verify, number) => {
      const route = ["spec", "rules", index, "verifyImages", number];
      return [...kyvernoAction(body, route), ...kyvernoRule(verify, route)];
    }),
  );
}

/** The action of the rule beats that of the policy, and the default of both is Audit. */
function kyvernoAction(body: Json, route: Route): readonly Blame[] {
  const own = [...route, "failureAction"];
  const shared = ["spec", "validationFailureAction"];
  const place = at(body, own) === undefined && at(body, shared) !== undefined ? shared : own;
  const action = text(at(body, place)) ?? "Audit";
  return /^enforce$/i.test(action) ? [] : [weak(place, "only records what fails")];
}

function kyvernoRule(verify: Json, route: Route): readonly Blame[] {
  const skipped = elements(field(verify, "skipImageReferences")).flatMap((pattern, index) =>
    pattern === "*" ? [weak([...route, "skipImageReferences", index], "skips every image")] : [],
  );
  return [
    ...skipped,
    ...switchedOff(verify, route),
    ...(hasKyvernoSigner(verify) ? [] : [weak([...route, "attestors"], "asks for no signer")]),
    ...attestorsIn(field(verify, "attestors"), [...route, "attestors"]),
    ...elements(field(verify, "attestations")).flatMap((attestation, index) =>
      attestorsIn(field(attestation, "attestors"), [...route, "attestations", index, "attestors"]),
    ),
  ];
}

/** Signers of the rule, of one of its attestations, or in the fields that came before `attestors`. */
function hasKyvernoSigner(verify: Json): boolean {
  const isFilled = (holder: Json) =>
    elements(field(holder, "attestors")).some((one) => elements(field(one, "entries")).length > 0);
  const old = ["key", "roots", "issuer", "subject"].some((key) => field(verify, key) !== undefined);
  return old || isFilled(verify) || elements(field(verify, "attestations")).some((one) => isFilled(one));
}

function attestorsIn(attestors: Json | undefined, route: Route): readonly Blame[] {
  return elements(attestors).flatMap((attestor, index) =>
    elements(field(attestor, "entries")).flatMap((entry, number) => {
      const place = [...route, index, "entries", number];
      return [
        ...identity(field(entry, "keyless"), [...place, "keyless"], "issuerRegExp", "subjectRegExp"),
        ...["keyless", "keys", "certificates"].flatMap((type) => [
          ...ignored(entry, place, [type, "rekor", "ignoreTlog"]),
          ...ignored(entry, place, [type, "ctlog", "ignoreSCT"]),
        ]),
      ];
    }),
  );
}

/** https://kyverno.io/docs/policy-types/image-validating-policy/ */
function imageValidatingPolicy(body: Json): readonly Blame[] {
  const actions = elements(at(body, ["spec", "validationActions"]));
  const attestors = elements(at(body, ["spec", "attestors"]));
  const configurations = ["spec", "validationConfigurations"];
  return [
    ...(actions.length > 0 && !actions.includes("Deny")
      ? [weak(["spec", "validationActions"], "only records what fails")]
      : []),
    ...(attestors.length === 0 ? [weak(["spec", "attestors"], "asks for no signer")] : []),
    ...switchedOff(at(body, configurations), configurations),
    ...attestors.flatMap((attestor, index) => {
      const route = ["spec", "attestors", index, "cosign"];
      const identities = elements(at(attestor, ["cosign", "keyless", "identities"]));
      return [
        ...identities.flatMap((one, number) =>
          identity(one, [...route, "keyless", "identities", number], "issuerRegExp", "subjectRegExp"),
        ),
        ...ignored(attestor, ["spec", "attestors", index], ["cosign", "ctlog", "insecureIgnoreTlog"]),
        ...ignored(attestor, ["spec", "attestors", index], ["cosign", "ctlog", "insecureIgnoreSCT"]),
      ];
    }),
  ];
}

function switchedOff(holder: Json | undefined, route: Route): readonly Blame[] {
  return [
    ...(field(holder, "required") === false
      ? [weak([...route, "required"], "lets images without a signature through")]
      : []),
    ...(field(holder, "verifyDigest") === false
      ? [weak([...route, "verifyDigest"], "does not ask for the digest of what was verified")]
      : []),
  ];
}

/** https://docs.sigstore.dev/policy-controller/overview/ */
function clusterImagePolicy(body: Json): readonly Blame[] {
  const authorities = elements(at(body, ["spec", "authorities"]));
  return [
    ...(at(body, ["spec", "mode"]) === "warn" ? [weak(["spec", "mode"], "only warns")] : []),
    ...authorities.flatMap((authority, index) => {
      const route = ["spec", "authorities", index];
      const keyless = field(authority, "keyless");
      const identities = elements(field(keyless, "identities"));
      const isAnybody = isObject(keyless) && identities.length === 0;
      return [
        ...(at(authority, ["static", "action"]) === "pass"
          ? [weak([...route, "static", "action"], "lets every image through")]
          : []),
        ...(isAnybody ? [weak([...route, "keyless", "identities"], "accepts a signature of anybody")] : []),
        ...identities.flatMap((one, number) =>
          identity(one, [...route, "keyless", "identities", number], "issuerRegExp", "subjectRegExp"),
        ),
        ...ignored(authority, route, ["keyless", "insecureIgnoreSCT"]),
      ];
    }),
  ];
}

/** https://github.com/notaryproject/specifications/blob/main/specs/trust-store-trust-policy.md */
function notation(body: Json): readonly Blame[] {
  const policies = ["spec", "parameters", "trustPolicyDoc", "trustPolicies"];
  return elements(at(body, policies)).flatMap((policy, index) => {
    const route = [...policies, index];
    const level = text(at(policy, ["signatureVerification", "level"]));
    const identities = elements(field(policy, "trustedIdentities"));
    const any = identities.findIndex((one) => text(one)?.trim() === "*");
    return [
      ...(level === "audit" || level === "skip"
        ? [weak([...route, "signatureVerification", "level"], "only records what fails")]
        : []),
      ...(any === -1
        ? []
        : [weak([...route, "trustedIdentities", any], "accepts a signature of anybody in the trust store")]),
    ];
  });
}

/** https://open-docs.neuvector.com/policy/usingcrd: in the mode `monitor` nothing is denied. */
function neuVector({ body }: Resource): readonly Blame[] {
  const rules = elements(at(body, ["spec", "rules"]));
  const asksForSignature = rules.some((rule) =>
    elements(field(rule, "criteria")).some((criterion) =>
      /^image(?:Signed|Verifiers)$/.test(text(field(criterion, "name")) ?? ""),
    ),
  );
  if (!asksForSignature) return [];
  const mode = ["spec", "config", "mode"];
  const enabled = ["spec", "config", "enable"];
  return [
    ...(at(body, mode) === "monitor" ? [weak(mode, "only records what fails")] : []),
    ...(at(body, enabled) === false ? [weak(enabled, "is switched off")] : []),
  ];
}

/** A keyless signer is who the certificate names: its issuer and its subject, each as a text or as a pattern. */
function identity(
  holder: Json | undefined,
  route: Route,
  issuerPattern: string,
  subjectPattern: string,
): readonly Blame[] {
  if (!isObject(holder)) return [];
  return [
    ...openPart(holder, route, "issuer", issuerPattern, "accepts the certificate of any issuer"),
    ...openPart(holder, route, "subject", subjectPattern, "accepts a signature of anybody"),
  ];
}

function openPart(holder: Json, route: Route, key: string, pattern: string, what: string): readonly Blame[] {
  const plain = text(field(holder, key)) ?? "";
  const written = text(field(holder, pattern)) ?? "";
  if (plain !== "" && !/^\*+$/.test(plain)) return [];
  if (plain === "" && written !== "" && !/^\^?(?:\(?\.[*+]\)?)\$?$/.test(written)) return [];
  return [weak([...route, plain === "" && written !== "" ? pattern : key], what)];
}

function ignored(holder: Json, route: Route, path: readonly string[]): readonly Blame[] {
  return at(holder, path) === true ? [weak([...route, ...path], "looks at no log of signatures")] : [];
}

function weak(route: Route, what: string): Blame {
  return blame(route, { what });
}
