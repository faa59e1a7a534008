/** SARIF 2.1.0 of scanners of images. The severity lies in the rule's `security-severity`, and not in `level`. */
import type { ImageReport, Vulnerability } from "../core/evidence.js";
import {
  child,
  childAt,
  digestIn,
  EvidenceError,
  list,
  optionalText,
  type Placed,
  requiredText,
  texts,
  time,
} from "./read-json.js";
import { severityOfScore, severityOfWord } from "./severity.js";

/** Whether a document is of that format. */
export function isSarif(document: Placed): boolean {
  return child(document, "version").value === "2.1.0" && Array.isArray(child(document, "runs").value);
}

/** One report for each run. @throws EvidenceError where a run does not say which image it is about. */
export function readSarif(document: Placed, file: string): readonly ImageReport[] {
  return list(child(document, "runs")).map((run) => readRun(run, file));
}

function readRun(run: Placed, file: string): ImageReport {
  const properties = child(run, "properties");
  const name = optionalText(child(properties, "imageName"));
  const digests = texts(child(properties, "repoDigests"));
  const references = [...(name === null ? [] : [name]), ...texts(child(properties, "repoTags")), ...digests];
  if (references.length === 0) {
    throw new EvidenceError(
      [...properties.route, "imageName"],
      "the name of the image that the run is about",
    );
  }
  const driver = childAt(run, "tool", "driver");
  const rules = new Map(list(child(driver, "rules")).map((rule) => [requiredText(child(rule, "id")), rule]));
  const [invocation] = list(child(run, "invocations"));
  return {
    file,
    tool: requiredText(child(driver, "name")),
    references,
    digests: references.flatMap((reference) => digestIn(reference)),
    madeAt:
      invocation === undefined
        ? null
        : (time(child(invocation, "endTimeUtc")) ?? time(child(invocation, "startTimeUtc"))),
    databaseAt: null,
    vulnerabilities: list(child(run, "results")).map((result) => vulnerability(result, rules)),
  };
}

function vulnerability(result: Placed, rules: ReadonlyMap<string, Placed>): Vulnerability {
  const id = optionalText(child(result, "ruleId")) ?? requiredText(childAt(result, "rule", "id"));
  const said = childAt(result, "message", "text").value;
  const message = typeof said === "string" ? said.slice(0, 5000) : "";
  return {
    id,
    aliases: [],
    severity: severityOf(result, rules.get(id)),
    package: lineOf(message, "Package") ?? "a package",
    purl: null,
    installed: lineOf(message, "Installed Version"),
    fixed: lineOf(message, "Fixed Version"),
    ignored: suppressionOf(result),
  };
}

function severityOf(result: Placed, rule: Placed | undefined): Vulnerability["severity"] {
  const written = rule === undefined ? undefined : childAt(rule, "properties", "security-severity").value;
  const score = Number(written);
  if (written !== undefined && written !== null && !Number.isNaN(score)) return severityOfScore(score);
  const level =
    optionalText(child(result, "level")) ??
    (rule === undefined ? null : optionalText(childAt(rule, "defaultConfiguration", "level")));
  return severityOfWord({ error: "high", warning: "medium" }[level ?? "warning"] ?? "low");
}

/** Trivy's messages are lines of `Package: openssl`; other tools say less. */
function lineOf(message: string, key: string): string | null {
  const line = message.split("\n").find((one) => one.startsWith(`${key}: `));
  const value =
    line
      ?.slice(key.length + 2)
      .trim()
      .slice(0, 200) ?? "";
  return value === "" ? null : value;
}

/** A suppression that somebody has yet to accept, or has refused, is none: SARIF 2.1.0, section 3.35.3. */
function suppressionOf(result: Placed): string | null {
  const accepted = list(child(result, "suppressions")).find(
    (one) => (optionalText(child(one, "status")) ?? "accepted") === "accepted",
  );
  return accepted === undefined
    ? null
    : (optionalText(child(accepted, "justification")) ?? "a suppression of the report");
}
