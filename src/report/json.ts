/** The report as JSON, the published contract (`schema/report.json`), and back. */
import {
  anything,
  boolean,
  decode,
  DecodeError,
  integer,
  listOf,
  nullable,
  object,
  oneOf,
  string,
} from "../core/decode.js";
import { asRepoPath } from "../core/location.js";
import { forJson } from "../text/escape.js";
import { severities } from "../core/rule.js";
import { statuses } from "../core/finding.js";
import { thresholds } from "../core/report.js";
import type { Decoder } from "../core/decode.js";
import type { Finding, UndecidedFinding } from "../core/finding.js";
import type { Location, RepoPath, Route } from "../core/location.js";
import type { Report, ReportedRule, ReportedTarget } from "../core/report.js";
import type { Problem } from "../core/problem.js";

type Path = readonly (string | number)[];

/**
 * The report with two spaces of indentation and a line break at its end. The order of the keys never changes.
 */
export function json(report: Report): string {
  return `${forJson(JSON.stringify(toJson(report), null, 2))}\n`;
}

/**
 * Reads what `json` wrote: every format prints the same from the result.
 *
 * @throws DecodeError with the first place that is not as `schema/report.json` says.
 */
export function readJson(text: string): Report {
  return decode(report, parse(text));
}

function toJson(value: Report): unknown {
  const { schemaVersion, tool, verdict, compared, counts, catalog, failOn, profile } = value;
  return {
    schemaVersion,
    tool: { name: tool.name, version: tool.version },
    verdict,
    compared: { base: compared.base, head: compared.head, reason: compared.reason },
    counts: Object.fromEntries(
      severities.map((severity) => [
        severity,
        Object.fromEntries(statuses.map((status) => [status, counts[severity][status]])),
      ]),
    ),
    targets: value.targets.map(targetToJson),
    findings: value.findings.map(findingToJson),
    undecided: value.undecided.map(undecidedToJson),
    problems: value.problems.map(problemToJson),
    notes: value.notes.map(({ path, message }) => ({ path, message })),
    catalog,
    failOn,
    profile,
    rules: value.rules.map(ruleToJson),
  };
}

function targetToJson({ id, kind, path, values, files, state, resources }: ReportedTarget): unknown {
  return { id, kind, path, values, files, state, resources };
}

function findingToJson(finding: Finding): unknown {
  const { rule, title, severity, status, message, container, field } = finding;
  const { advice, safety, snippet } = finding.fix;
  return {
    rule,
    title,
    severity,
    status,
    message,
    resource: resourceToJson(finding.resource),
    container,
    field,
    locations: finding.locations.map(locationToJson),
    targets: finding.targets,
    fingerprint: finding.fingerprint,
    missing: finding.missing,
    also: finding.also,
    fix: { advice, safety, snippet },
  };
}

function resourceToJson(resource: Finding["resource"]): unknown {
  if (resource === null) return null;
  const { apiVersion, kind, namespace, name } = resource;
  return { apiVersion, kind, namespace, name };
}

function locationToJson({ role, path, span, precision }: Location): unknown {
  return {
    role,
    path,
    startLine: span?.startLine ?? null,
    startColumn: span?.startColumn ?? null,
    endLine: span?.endLine ?? null,
    endColumn: span?.endColumn ?? null,
    precision,
  };
}

function undecidedToJson({ rule, resource, path, reason }: UndecidedFinding): unknown {
  return { rule, resource: resourceToJson(resource), path, reason };
}

function problemToJson({ stage, path, line, target, touched, message, hint }: Problem): unknown {
  return { stage, path, line, target, touched, message, hint };
}

function ruleToJson(value: ReportedRule): unknown {
  const { id, title, severity, family, what, why, advice, references } = value;
  const controls = value.controls.map((control) => ({
    framework: control.framework,
    id: control.id,
    title: control.title,
  }));
  return { id, title, severity, family, what, why, advice, references, controls };
}

function parse(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch (cause) {
    if (!(cause instanceof SyntaxError)) throw cause;
    // the library's message quotes the text, which may be anything
    throw new DecodeError({ path: [], expected: "JSON", found: "text that is not JSON" });
  }
}

const count: Decoder<number> = atLeast(0);
const position: Decoder<number> = atLeast(1);

const repoPath: Decoder<RepoPath> = (value, path) => {
  const read = string(value, path);
  try {
    return asRepoPath(read);
  } catch {
    return fail(path, "a path inside the repository", "another text");
  }
};

const repoPathOrRoot: Decoder<RepoPath | ""> = (value, path) => (value === "" ? "" : repoPath(value, path));

const route: Decoder<Route> = listOf((value, path) =>
  typeof value === "number" ? count(value, path) : string(value, path),
);

const resource = object({ apiVersion: string, kind: string, namespace: nullable(string), name: string });

const flatLocation = object({
  role: oneOf("primary", "related"),
  path: repoPath,
  startLine: nullable(position),
  startColumn: nullable(position),
  endLine: nullable(position),
  endColumn: nullable(position),
  precision: oneOf("exact", "mapped", "file"),
});

const location: Decoder<Location> = (value, path) => {
  const { startLine, startColumn, endLine, endColumn, ...rest } = flatLocation(value, path);
  if (rest.precision === "file") {
    const isEmpty = startLine === null && startColumn === null && endLine === null && endColumn === null;
    return isEmpty
      ? { ...rest, span: null }
      : fail(path, "without lines, as only the file is known", "lines");
  }
  if (startLine === null || startColumn === null || endLine === null || endColumn === null)
    return fail(path, `a place with lines and columns, as it is ${rest.precision}`, "null");
  return { ...rest, span: { startLine, startColumn, endLine, endColumn } };
};

const locations: Decoder<Finding["locations"]> = (value, path) => {
  const [first, ...others] = listOf(location)(value, path);
  return first === undefined
    ? fail(path, "a list with at least one place", "an empty list")
    : [first, ...others];
};

const finding: Decoder<Finding> = object({
  rule: string,
  title: string,
  severity: oneOf(...severities),
  status: oneOf(...statuses),
  message: string,
  resource: nullable(resource),
  container: nullable(string),
  field: route,
  locations,
  targets: listOf(string),
  fingerprint: string,
  missing: nullable(string),
  also: listOf(string),
  fix: object({ advice: string, safety: oneOf("safe", "review", "none"), snippet: nullable(string) }),
});

const byStatus = object({ new: count, existing: count, fixed: count, waived: count });

const report: Decoder<Report> = object({
  schemaVersion: literal(1),
  tool: object({ name: oneOf("hardening-gate"), version: string }),
  verdict: oneOf("passed", "blocked", "incomplete", "error"),
  compared: object({ base: nullable(string), head: nullable(string), reason: nullable(string) }),
  counts: object({ critical: byStatus, high: byStatus, medium: byStatus, low: byStatus }),
  targets: listOf(
    object({
      id: string,
      kind: oneOf("manifest", "helm", "kustomize", "settings", "text"),
      path: repoPathOrRoot,
      values: listOf(repoPath),
      files: listOf(repoPath),
      state: oneOf("checked", "partial", "not-checked"),
      resources: count,
    }),
  ),
  findings: listOf(finding),
  undecided: listOf(object({ rule: string, resource: nullable(resource), path: repoPath, reason: string })),
  problems: listOf(
    object({
      stage: oneOf("repository", "discover", "render", "parse", "evaluate", "configuration"),
      path: repoPathOrRoot,
      line: nullable(position),
      target: nullable(string),
      touched: boolean,
      message: string,
      hint: string,
    }),
  ),
  notes: listOf(object({ path: repoPathOrRoot, message: string })),
  catalog: string,
  failOn: oneOf(...thresholds),
  profile: string,
  rules: listOf(
    object({
      id: string,
      title: string,
      severity: oneOf(...severities),
      family: string,
      what: string,
      why: string,
      advice: string,
      references: listOf(string),
      controls: listOf(object({ framework: string, id: string, title: string })),
    }),
  ),
});

function atLeast(least: number): Decoder<number> {
  return (value, path) => {
    const read = integer(value, path);
    return read >= least ? read : fail(path, `a whole number from ${least}`, "a smaller one");
  };
}

function literal<const T extends number>(expected: T): Decoder<T> {
  return (value, path) => {
    if (anything(value) === expected) return expected;
    return fail(path, String(expected), typeof value === "number" ? String(value) : "something else");
  };
}

function fail(path: Path, expected: string, found: string): never {
  throw new DecodeError({ path, expected, found });
}
