/**
 * The report as SARIF 2.1.0, within GitHub's limits (docs.github.com, "SARIF results exceed one or more
 * limits", November 2026).
 */
import { bySeverity, byUrgency, primaryOf } from "./order.js";
import { byCodeUnits } from "../core/location.js";
import { counted, countOf, problemsInOrder } from "./verdict.js";
import { forJson, forPlainText, forSarif, forUrl, proseForMarkdown } from "../text/escape.js";
import { culpritBeside, precisionNote, targetName, targetsById } from "./names.js";
import { isLinkable } from "./context.js";
import type { Finding } from "../core/finding.js";
import type { Location, RepoPath } from "../core/location.js";
import type { Problem } from "../core/problem.js";
import type { Report, ReportedRule, ReportedTarget } from "../core/report.js";
import type { ReportContext } from "./context.js";
import type { Severity } from "../core/rule.js";

/** GitHub keeps the first 5,000 results by severity. */
const resultLimit = 5_000;
/** GitHub shows 100 locations of a result. */
const locationLimit = 100;
/** GitHub shows 10 tags of a rule. */
const tagLimit = 10;
/** What one text may hold, in code points. */
const textLimit = 1_000;
/** Problems that are told one by one. */
const notificationLimit = 1_000;

/** The lower ends of GitHub's classes are 9.0 for critical, 7.0 for high, 4.0 for medium. */
const securitySeverities = { critical: "9.5", high: "8.0", medium: "5.5", low: "3.0" } as const;
const levels = { critical: "error", high: "error", medium: "warning", low: "note" } as const;

/**
 * New and existing findings as one run. Fixed and waived ones are left out, because GitHub reads neither
 * `baselineState` nor
 * `suppressions` and would open an alert for each; the properties of the run say how many they are.
 */
export function sarif(report: Report, context: ReportContext): string {
  const rules = rulesOf(report);
  const taxonomies = taxonomiesOf(rules);
  const present = report.findings.filter(({ status }) => status === "new" || status === "existing");
  const results = present.toSorted(byImportance).slice(0, resultLimit);
  const targets = targetsById(report);
  const ruleIndexes = new Map(rules.map((rule, index) => [rule.id, index]));
  const log = {
    $schema: "https://json.schemastore.org/sarif-2.1.0.json",
    version: "2.1.0",
    runs: [
      {
        tool: {
          driver: {
            name: "hardening-gate",
            version: report.tool.version,
            ...(taxonomies.length === 0
              ? {}
              : { supportedTaxonomies: taxonomies.map(({ name }, index) => ({ name, index })) }),
            rules: rules.map((rule) => ruleDescriptor(rule, taxonomies, context)),
          },
        },
        ...(taxonomies.length === 0 ? {} : { taxonomies: taxonomies.map(taxonomyComponent) }),
        invocations: [invocation(report, present.length - results.length)],
        originalUriBaseIds: { "%SRCROOT%": { description: { text: "The root of the repository." } } },
        columnKind: "utf16CodeUnits",
        results: results.map((finding) => result(finding, ruleIndexes.get(finding.rule), targets)),
        properties: {
          verdict: report.verdict,
          catalog: report.catalog,
          fixed: countOf(report, "fixed"),
          waived: countOf(report, "waived"),
          undecided: report.undecided.length,
        },
      },
    ],
  };
  return `${forJson(JSON.stringify(log, null, 2))}\n`;
}

/** By severity, and of one severity what is new first, because the limit cuts the end. */
function byImportance(left: Finding, right: Finding): number {
  return (
    bySeverity(left.severity, right.severity) ||
    Number(left.status !== "new") - Number(right.status !== "new") ||
    byUrgency(left, right)
  );
}

/**
 * The rules of the report by id, and one made of its findings for a rule that the report does not describe.
 */
function rulesOf(report: Report): readonly ReportedRule[] {
  const rules = new Map(report.rules.map((rule) => [rule.id, rule]));
  for (const finding of report.findings.toSorted(byUrgency)) {
    if (rules.has(finding.rule)) continue;
    const { rule: id, title, severity, fix } = finding;
    const advice = fix.advice;
    rules.set(id, {
      id,
      title,
      severity,
      family: "other",
      what: title,
      why: "",
      advice,
      references: [],
      controls: [],
    });
  }
  return [...rules.values()].toSorted((left, right) => byCodeUnits(left.id, right.id));
}

/** A framework with those of its controls that the rules of the report serve, ordered by id. */
interface Taxonomy {
  readonly name: string;
  readonly controls: readonly { readonly id: string; readonly title: string }[];
}

function taxonomiesOf(rules: readonly ReportedRule[]): readonly Taxonomy[] {
  const frameworks = new Map<string, Map<string, string>>();
  for (const { controls } of rules) {
    for (const { framework, id, title } of controls) {
      const known = frameworks.get(framework) ?? new Map<string, string>();
      frameworks.set(framework, known.set(id, title));
    }
  }
  return [...frameworks]
    .toSorted(([left], [right]) => byCodeUnits(left, right))
    .map(([name, controls]) => ({
      name,
      controls: [...controls]
        .toSorted(([left], [right]) => byCodeUnits(left, right))
        .map(([id, title]) => ({ id, title })),
    }));
}

function taxonomyComponent({ name, controls }: Taxonomy): unknown {
  return {
    name,
    isComprehensive: false,
    taxa: controls.map(({ id, title }) => ({ id, shortDescription: { text: plain(title) } })),
  };
}

function ruleDescriptor(
  rule: ReportedRule,
  taxonomies: readonly Taxonomy[],
  context: ReportContext,
): unknown {
  const helpUri = context.docUrlOf(rule.id);
  const frameworks = [...new Set(rule.controls.map(({ framework }) => framework))].toSorted(byCodeUnits);
  return {
    id: rule.id,
    shortDescription: { text: plain(rule.title) },
    fullDescription: { text: plain(rule.what) },
    help: helpOf(rule),
    ...(isLinkable(helpUri) ? { helpUri } : {}),
    defaultConfiguration: { level: levels[rule.severity] },
    ...(rule.controls.length === 0 ? {} : { relationships: relationshipsOf(rule, taxonomies) }),
    properties: {
      tags: ["security", "kubernetes", rule.family, ...frameworks].slice(0, tagLimit),
      precision: "high",
      "problem.severity": problemSeverity(rule.severity),
      "security-severity": securitySeverities[rule.severity],
    },
  };
}

function helpOf({ what, why, advice, references }: ReportedRule): unknown {
  const parts = [what, why, `Fix: ${advice}`].filter((part) => part !== "");
  const links = references.filter((url) => isLinkable(url));
  const list = links.length === 0 ? [] : [links.map((url) => `- <${url}>`).join("\n")];
  return {
    text: [...parts, ...links].map(plain).join("\n"),
    markdown: [...parts.map(proseForMarkdown), ...list].join("\n\n"),
  };
}

function relationshipsOf(rule: ReportedRule, taxonomies: readonly Taxonomy[]): readonly unknown[] {
  return rule.controls.map(({ framework, id }) => {
    const index = taxonomies.findIndex(({ name }) => name === framework);
    const taxon = taxonomies[index]?.controls.findIndex((control) => control.id === id) ?? -1;
    return {
      target: { id, index: taxon, toolComponent: { name: framework, index } },
      kinds: ["relevant"],
    };
  });
}

function result(
  finding: Finding,
  ruleIndex: number | undefined,
  targets: ReadonlyMap<string, ReportedTarget>,
): unknown {
  const [primary, ...others] = finding.locations;
  const related = others.slice(0, locationLimit - 1);
  return {
    ruleId: finding.rule,
    ...(ruleIndex === undefined ? {} : { ruleIndex }),
    level: levels[finding.severity],
    message: { text: messageOf(finding, targets) },
    locations: [{ ...physical(primary), ...logical(finding) }],
    ...(related.length === 0
      ? {}
      : {
          relatedLocations: related.map((location, index) => ({
            id: index + 1,
            ...physical(location),
            message: { text: "This place takes part in it." },
          })),
        }),
    // GitHub reads the first; the second is ours for everybody else
    partialFingerprints: {
      primaryLocationLineHash: `${finding.fingerprint}:1`,
      "hardeningGate/v1": finding.fingerprint,
    },
    properties: { status: finding.status, severity: finding.severity, precision: primary.precision },
  };
}

function messageOf(finding: Finding, targets: ReadonlyMap<string, ReportedTarget>): string {
  const quote = (name: string) => forPlainText(name, 120);
  const owner = culpritBeside(finding, quote, quote);
  const note = precisionNote(primaryOf(finding));
  const shown = finding.targets.flatMap((id) => targets.get(id) ?? []);
  const names = shown.slice(0, 5).map((target) => targetName(target, quote));
  const more =
    shown.length > names.length ? ` and ${counted(shown.length - names.length, "more target")}` : "";
  const isRendered = shown.some((target) => target.kind === "helm" || target.kind === "kustomize");
  const sentences = [
    `${owner === null ? "" : `${owner}: `}${finding.message}`,
    finding.fix.advice,
    ...(isRendered ? [`Rendered from ${names.join(", ")}${more}.`] : []),
    ...(note === null ? [] : [`(${note})`]),
  ];
  return forSarif(sentences.join(" "), textLimit);
}

/**
 * A region says where in the file; where only the file is known there is none. SARIF's end column is
 * exclusive, as ours is.
 */
function physical({ path, span }: Location): { readonly physicalLocation: unknown } {
  return {
    physicalLocation: { artifactLocation: artifact(path), ...(span === null ? {} : { region: { ...span } }) },
  };
}

function artifact(path: RepoPath): unknown {
  return { uri: forUrl(path), uriBaseId: "%SRCROOT%" };
}

function logical({ resource }: Finding): { readonly logicalLocations?: readonly unknown[] } {
  if (resource === null) return {};
  const { apiVersion, kind, namespace, name } = resource;
  const parts = [apiVersion, kind, ...(namespace === null ? [] : [namespace]), name];
  return {
    logicalLocations: [{ name: plain(name), kind: "resource", fullyQualifiedName: plain(parts.join("/")) }],
  };
}

/** What could not be looked at. The run did not succeed where the change touches some of it. */
function invocation(report: Report, cutResults: number): unknown {
  const isWhole = report.verdict !== "incomplete" && report.verdict !== "error";
  const problems = problemsInOrder(report);
  const more = problems.length - notificationLimit;
  return {
    executionSuccessful: isWhole && problems.every((problem) => !problem.touched),
    toolExecutionNotifications: [
      ...problems.slice(0, notificationLimit).map(notification),
      ...(more > 0 ? [note(`${counted(more, "more problem")} left out for length.`)] : []),
      ...(cutResults > 0 ? [note(`${counted(cutResults, "result")} left out: the limit is 5,000.`)] : []),
    ],
  };
}

function notification({ stage, path, line, touched, message, hint }: Problem): unknown {
  const place =
    path === ""
      ? null
      : { artifactLocation: artifact(path), ...(line === null ? {} : { region: { startLine: line } }) };
  return {
    level: touched ? "error" : "warning",
    message: { text: forSarif(`${message} ${hint}`, textLimit) },
    ...(place === null ? {} : { locations: [{ physicalLocation: place }] }),
    properties: { stage },
  };
}

function note(text: string): unknown {
  return { level: "note", message: { text } };
}

function problemSeverity(severity: Severity): string {
  const words = { critical: "error", high: "error", medium: "warning", low: "recommendation" } as const;
  return words[severity];
}

function plain(text: string): string {
  return forSarif(text, textLimit);
}
