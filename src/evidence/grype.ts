/** Grype's JSON: https://github.com/anchore/grype, `grype -o json`. */
import type { ImageReport, Vulnerability } from "../core/evidence.js";
import {
  child,
  childAt,
  digestIn,
  list,
  mapping,
  optionalText,
  type Placed,
  requiredText,
  texts,
  time,
} from "./read-json.js";
import { severityOfWord } from "./severity.js";

/** Whether a document is of that format. */
export function isGrype(document: Placed): boolean {
  return childAt(document, "descriptor", "name").value === "grype";
}

/** The report. @throws EvidenceError where a list of matches is none. */
export function readGrype(document: Placed, file: string): ImageReport {
  mapping(child(document, "source"));
  const target = childAt(document, "source", "target");
  const isImage = childAt(document, "source", "type").value === "image";
  const names = isImage
    ? [optionalText(child(target, "userInput")) ?? "", ...texts(child(target, "tags"))]
    : [];
  const digests = isImage ? texts(child(target, "repoDigests")) : [];
  const manifest = isImage ? (optionalText(child(target, "manifestDigest")) ?? "") : "";
  const database = childAt(document, "descriptor", "db");
  return {
    file,
    tool: "Grype",
    references: [...names, ...digests].filter((name) => name !== ""),
    digests: [...names, ...digests, manifest].flatMap((reference) => digestIn(reference)),
    madeAt: time(childAt(document, "descriptor", "timestamp")),
    databaseAt: time(childAt(database, "status", "built")) ?? time(child(database, "built")),
    vulnerabilities: [
      ...list(child(document, "matches")).map((match) => vulnerability(match, null)),
      ...list(child(document, "ignoredMatches")).map((match) => vulnerability(match, reasonOf(match))),
    ],
  };
}

function vulnerability(match: Placed, ignored: string | null): Vulnerability {
  const about = child(match, "vulnerability");
  const artifact = child(match, "artifact");
  const fix = child(about, "fix");
  return {
    id: requiredText(child(about, "id")),
    aliases: list(child(match, "relatedVulnerabilities")).flatMap(
      (one) => optionalText(child(one, "id")) ?? [],
    ),
    severity: severityOfWord(requiredText(child(about, "severity"))),
    package: requiredText(child(artifact, "name")),
    purl: optionalText(child(artifact, "purl")),
    installed: optionalText(child(artifact, "version")),
    fixed: child(fix, "state").value === "fixed" ? (texts(child(fix, "versions"))[0] ?? null) : null,
    ignored,
  };
}

function reasonOf(match: Placed): string {
  const [rule] = list(child(match, "appliedIgnoreRules"));
  if (rule === undefined) return "an exception of Grype";
  const reason = optionalText(child(rule, "vex-justification")) ?? optionalText(child(rule, "reason"));
  return reason ?? optionalText(child(rule, "vex-status")) ?? "an exception of Grype";
}
