/** Trivy's JSON: https://github.com/aquasecurity/trivy, `trivy image --format json` */
import type { ImageReport, Vulnerability } from "../core/evidence.js";
import {
  child,
  childAt,
  digestIn,
  list,
  optionalText,
  type Placed,
  requiredText,
  texts,
  time,
} from "./read-json.js";
import { severityOfWord } from "./severity.js";

/** Whether a document is of that format. */
export function isTrivy(document: Placed): boolean {
  return (
    child(document, "SchemaVersion").value === 2 && typeof child(document, "ArtifactName").value === "string"
  );
}

/** The report. @throws EvidenceError where a list of vulnerabilities is none. */
export function readTrivy(document: Placed, file: string): ImageReport {
  const digests = texts(childAt(document, "Metadata", "RepoDigests"));
  const results = list(child(document, "Results"));
  const counted = results.flatMap((result) =>
    list(child(result, "Vulnerabilities")).map((one) => vulnerability(one, null)),
  );
  const ignored = results.flatMap((result) =>
    list(child(result, "ExperimentalModifiedFindings"))
      .filter((one) => child(one, "Type").value === "vulnerability")
      .map((one) =>
        vulnerability(
          child(one, "Finding"),
          optionalText(child(one, "Statement")) ?? "an exception of Trivy",
        ),
      ),
  );
  const isImage = child(document, "ArtifactType").value === "container_image";
  const name = requiredText(child(document, "ArtifactName"));
  return {
    file,
    tool: "Trivy",
    references: isImage ? [name, ...texts(childAt(document, "Metadata", "RepoTags")), ...digests] : [],
    digests: isImage ? [name, ...digests].flatMap((reference) => digestIn(reference)) : [],
    madeAt: time(child(document, "CreatedAt")),
    databaseAt: null,
    vulnerabilities: [...counted, ...ignored],
  };
}

function vulnerability(finding: Placed, ignored: string | null): Vulnerability {
  return {
    id: requiredText(child(finding, "VulnerabilityID")),
    aliases: texts(child(finding, "VendorIDs")),
    severity: severityOfWord(requiredText(child(finding, "Severity"))),
    package: requiredText(child(finding, "PkgName")),
    purl: optionalText(childAt(finding, "PkgIdentifier", "PURL")),
    installed: optionalText(child(finding, "InstalledVersion")),
    fixed: optionalText(child(finding, "FixedVersion")),
    ignored,
  };
}
