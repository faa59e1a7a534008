/** Files of evidence → what they say, in one shape, and what could not be read. */
import type { Evidence, ImageReport, SignatureResult, Statement } from "../core/evidence.js";
import type { Json } from "../core/json.js";
import type { RepoPath, Route } from "../core/location.js";
import type { Problem } from "../core/problem.js";
import { anchorLine } from "../yaml/anchor-line.js";
import { decodeText } from "../yaml/decode-text.js";
import { lineOf } from "../yaml/lines.js";
import { readYaml } from "../yaml/read.js";
import { isGrype, readGrype } from "./grype.js";
import { jsonMistake } from "./json-mistake.js";
import { isOpenVex, readOpenVex } from "./openvex.js";
import { EvidenceError, type Placed } from "./read-json.js";
import { isSarif, readSarif } from "./sarif.js";
import { isCosign, isSummary, readCosign, readSummary, statementIn } from "./signatures.js";
import { isTrivy, readTrivy } from "./trivy.js";

/** A file that the user named. */
export interface EvidenceFile {
  /** As the user wrote it. */
  readonly name: string;
  /** Where it lies in the repository; "" where it lies elsewhere. */
  readonly path: RepoPath | "";
  readonly content: Uint8Array | { readonly reason: string };
}

/** The largest file that is read, in bytes; the reports of large images have some megabytes. */
export const maximumEvidenceBytes = 50 * 1024 * 1024;

/** Reads all files. What is broken is a problem and never a pass: rules see nothing of it. */
export function readEvidence(
  files: readonly EvidenceFile[],
  now: number | null,
): { readonly evidence: Evidence; readonly problems: readonly Problem[] } {
  const reports: ImageReport[] = [];
  const statements: Statement[] = [];
  const signatures: SignatureResult[] = [];
  const problems: Problem[] = [];
  for (const file of files) {
    const read = readFile(file);
    if ("problem" in read) problems.push(read.problem);
    else {
      reports.push(...read.reports);
      statements.push(...read.statements);
      signatures.push(...read.signatures);
    }
  }
  return { evidence: { now, reports, statements: byName(statements), signatures }, problems };
}

function byName(statements: readonly Statement[]): Evidence["statements"] {
  const named = new Map<string, Statement[]>();
  for (const statement of statements) {
    for (const id of new Set(statement.ids)) {
      const known = named.get(id);
      if (known === undefined) named.set(id, [statement]);
      else known.push(statement);
    }
  }
  return named;
}

/** What one file holds. */
interface Content {
  readonly reports: readonly ImageReport[];
  readonly statements: readonly Statement[];
  readonly signatures: readonly SignatureResult[];
}

function readFile(file: EvidenceFile): Content | { readonly problem: Problem } {
  const { content } = file;
  if ("reason" in content) return broken(file, null, `cannot be read: ${content.reason}`);
  if (content.length > maximumEvidenceBytes) return broken(file, null, "has more than 50 MB");
  const decoded = decodeText(content);
  if (!("text" in decoded)) return broken(file, decoded.line, "is no text in UTF-8");
  const { text } = decoded;
  let value: Json;
  try {
    value = JSON.parse(text) as Json; // JSON text gives Json by definition
  } catch {
    return broken(file, lineOfMistake(text), "is no JSON");
  }
  try {
    const read = readDocument({ value, route: [] }, file.name);
    if (read !== undefined) return read;
    const formats = "Trivy, Grype, SARIF, OpenVEX, cosign verify or a verification summary of SLSA";
    return broken(file, 1, `is in none of the formats that are read: ${formats}`);
  } catch (error) {
    if (!(error instanceof EvidenceError)) throw error;
    const message = `does not have the form of its format. ${error.message.slice(0, -1)}`;
    return broken(file, lineOfRoute(text, error.route), message);
  }
}

function readDocument(document: Placed, file: string): Content | undefined {
  const nothing = { reports: [], statements: [], signatures: [] };
  if (isTrivy(document)) return { ...nothing, reports: [readTrivy(document, file)] };
  if (isGrype(document)) return { ...nothing, reports: [readGrype(document, file)] };
  if (isSarif(document)) return { ...nothing, reports: readSarif(document, file) };
  if (isOpenVex(document)) return { ...nothing, statements: readOpenVex(document, file) };
  if (isCosign(document)) return { ...nothing, signatures: readCosign(document, file) };
  const statement = statementIn(document);
  return isSummary(statement) ? { ...nothing, signatures: readSummary(statement, file) } : undefined;
}

/** Longer reports are not read a second time for the line of a mistake. */
const maximumLocatedLength = 1_000_000;

function lineOfMistake(text: string): number | null {
  return text.length > maximumLocatedLength ? null : lineOf(text, jsonMistake(text));
}

function lineOfRoute(text: string, route: Route): number | null {
  if (text.length > maximumLocatedLength) return null;
  const node = readYaml(text).documents[0]?.node;
  return node === undefined ? null : anchorLine(node, text, route);
}

function broken(
  { name, path }: EvidenceFile,
  line: number | null,
  what: string,
): { readonly problem: Problem } {
  return {
    problem: {
      stage: "configuration",
      path,
      line,
      target: null,
      touched: true,
      message: `The evidence file "${name}" ${what}.`,
      hint: "Write it again with the tool that makes it, or take it out of `evidence`.",
    },
  };
}
