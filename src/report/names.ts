/**
 * What things are called in every format: resources, targets, places. Each takes the quoting of its channel.
 */
import { assertNever } from "../core/errors.js";
import { isInside } from "../core/location.js";
import type { Finding } from "../core/finding.js";
import type { Location } from "../core/location.js";
import type { Report, ReportedTarget } from "../core/report.js";
import type { ResourceId } from "../core/resource.js";
import type { TargetKind } from "../core/target.js";

/** Quotes a name for the channel. */
export type Quote = (name: string) => string;

/**
 * `Deployment shop/api`, or `Deployment api` where the namespace is not known. Kind and name are quoted
 * apart.
 */
export function resourceName(resource: ResourceId, quoteKind: Quote, quote: Quote): string {
  const name = resource.name === "" ? "without a name" : quote(qualified(resource));
  return `${quoteKind(resource.kind)} ${name}`;
}

/** Whose fault it is: `Deployment api, container web`; null for a finding about a file. */
export function culprit(finding: Finding, quoteKind: Quote, quote: Quote): string | null {
  if (finding.resource === null) return null;
  const owner = resourceName(finding.resource, quoteKind, quote);
  return finding.container === null ? owner : `${owner}, container ${quote(finding.container)}`;
}

/** The same where a message follows that may already name the container. */
export function culpritBeside(finding: Finding, quoteKind: Quote, quote: Quote): string | null {
  const isNamed = finding.container !== null && finding.message.includes(`"${finding.container}"`);
  return culprit(isNamed ? { ...finding, container: null } : finding, quoteKind, quote);
}

/** `deploy/api.yaml:41`, or the path alone where no line is known. Raw text. */
export function placeOf(location: Location): string {
  return location.span === null ? location.path : `${location.path}:${location.span.startLine}`;
}

/** How sure the place is, where it is not exact; null where it is. */
export function precisionNote(location: Location): string | null {
  switch (location.precision) {
    case "exact":
      return null;
    case "mapped":
      return "line mapped from the rendering";
    case "file":
      return "line not known";
    default:
      return assertNever(location.precision);
  }
}

/** `charts/agent with values-prod.yaml`: the folder or file, and values files as seen from it. */
export function targetName(target: ReportedTarget, quote: Quote): string {
  const values = target.values.map((path) =>
    quote(target.path !== "" && isInside(path, target.path) ? path.slice(target.path.length + 1) : path),
  );
  const path = quote(target.path === "" ? "." : target.path);
  return values.length === 0 ? path : `${path} with ${values.join(", ")}`;
}

/** `Helm chart`, `Kustomize`, `manifest file`. */
export function kindName(kind: TargetKind): string {
  switch (kind) {
    case "manifest":
      return "manifest file";
    case "settings":
      return "settings file";
    case "helm":
      return "Helm chart";
    case "kustomize":
      return "Kustomize";
    case "text":
      return "text file";
    default:
      return assertNever(kind);
  }
}

/** The targets of the report by id. */
export function targetsById(report: Report): ReadonlyMap<string, ReportedTarget> {
  return new Map(report.targets.map((target) => [target.id, target]));
}

/**
 * Where the finding shows: `rendered from chart charts/web with prod.yaml`, `in 3 overlays: a, b, c`. Null
 * for a single manifest
 * or text file, whose path says it all. At most five are named.
 */
export function showingIn(
  finding: Finding,
  targets: ReadonlyMap<string, ReportedTarget>,
  quote: Quote,
): string | null {
  const shown = finding.targets.flatMap((id) => targets.get(id) ?? []);
  const [first] = shown;
  if (first === undefined) return null;
  if (shown.length === 1)
    return ["manifest", "settings", "text"].includes(first.kind)
      ? null
      : `rendered from ${sourceName(first, quote)}`;
  const kinds = new Set(shown.map((target) => target.kind));
  const noun = kinds.size === 1 ? pluralOf(first.kind) : "targets";
  const names = shown.slice(0, 5).map((target) => targetName(target, quote));
  const more = shown.length > names.length ? ` and ${shown.length - names.length} more` : "";
  return `in ${shown.length} ${noun}: ${names.join(", ")}${more}`;
}

function sourceName(target: ReportedTarget, quote: Quote): string {
  const noun = target.kind === "helm" ? "chart" : "overlay";
  return `${noun} ${targetName(target, quote)}`;
}

function pluralOf(kind: TargetKind): string {
  switch (kind) {
    case "manifest":
      return "manifest files";
    case "settings":
      return "settings files";
    case "helm":
      return "chart renderings";
    case "kustomize":
      return "overlays";
    case "text":
      return "text files";
    default:
      return assertNever(kind);
  }
}

function qualified(resource: ResourceId): string {
  return resource.namespace === null ? resource.name : `${resource.namespace}/${resource.name}`;
}
