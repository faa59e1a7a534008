/** What other tools found out about images: vulnerabilities, statements about them, signatures. Texts in it are hostile. */
import type { Severity } from "./severity.js";

/** All evidence of a run. */
export interface Evidence {
  /** When the run took place, in milliseconds since 1970; null where nobody says. */
  readonly now: number | null;
  readonly reports: readonly ImageReport[];
  /** By every name of the vulnerability that they are about. */
  readonly statements: ReadonlyMap<string, readonly Statement[]>;
  readonly signatures: readonly SignatureResult[];
}

/** Which image something is about: every name and digest that the tool gives it. */
export interface EvidenceSubject {
  /** As written: `nginx:1.29.0`, `example.com/web@sha256:…`. */
  readonly references: readonly string[];
  /** `sha256:` and its digits. */
  readonly digests: readonly string[];
}

/** The report of a scanner about one image. */
export interface ImageReport extends EvidenceSubject {
  /** The file as it was named. */
  readonly file: string;
  readonly tool: string;
  /** In milliseconds since 1970; null where the report does not say. */
  readonly madeAt: number | null;
  /** When the database of vulnerabilities was built. */
  readonly databaseAt: number | null;
  readonly vulnerabilities: readonly Vulnerability[];
}

/** One vulnerability of one package. */
export interface Vulnerability {
  readonly id: string;
  /** Other names of the same: `GHSA-…` for a CVE. */
  readonly aliases: readonly string[];
  readonly severity: Severity;
  readonly package: string;
  /** https://github.com/package-url/purl-spec; null where the report does not say. */
  readonly purl: string | null;
  readonly installed: string | null;
  /** The first version without it; null where there is none. */
  readonly fixed: string | null;
  /** Why the scanner itself does not count it, from its own exceptions; null where it does. */
  readonly ignored: string | null;
}

/** One statement of an OpenVEX document. */
export interface Statement {
  readonly file: string;
  readonly ids: readonly string[];
  readonly products: readonly Product[];
  readonly status: "not_affected" | "affected" | "fixed" | "under_investigation";
  /** Why, in the words of the document. */
  readonly reason: string;
  /** In milliseconds since 1970; of several statements the last counts. */
  readonly at: number;
}

/** What a statement is about. */
export interface Product {
  /** An address, mostly a purl. */
  readonly names: readonly string[];
  readonly digests: readonly string[];
  /** Purls of the parts that it is about; empty for all of it. */
  readonly parts: readonly string[];
}

/** What a verifier said about one image. */
export interface SignatureResult extends EvidenceSubject {
  readonly file: string;
  readonly tool: string;
  readonly isVerified: boolean;
}
