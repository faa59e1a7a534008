/**
 * What a format needs to know beside the report, to make links and to name the base. Nothing here is made up:
 * null gives plain text.
 */
import { cutLeft, forMarkdown, forUrl } from "../text/escape.js";
import { placeOf } from "./names.js";
import type { Location } from "../core/location.js";

/** Where the report is shown. All of it comes from the platform, not from the repository. */
export interface ReportContext {
  /** `https://github.com`, without a slash at its end. */
  readonly serverUrl: string | null;
  /** `owner/name`. */
  readonly repository: string | null;
  /** The full id of the head commit, which links point to. */
  readonly headSha: string | null;
  /** The page with the full report. */
  readonly runUrl: string | null;
  /** The page that explains a rule; null where there is none. */
  docUrlOf(ruleId: string): string | null;
  /** The page that explains waivers. Default: null. */
  readonly waiverUrl?: string | null;
  /** The name of the base branch. Default: null. */
  readonly baseName?: string | null;
  /** The configuration file that counts, for example `.hardening-gate.yaml`. Default: null. */
  readonly policy?: string | null;
  /**
   * Tells the comments of several gates on one pull request apart: a to z, 0 to 9 and hyphens. Default:
   * `default`.
   */
  readonly id?: string;
}

/** A context that knows nothing: the report says all in plain text. */
export const noContext: ReportContext = {
  serverUrl: null,
  repository: null,
  headSha: null,
  runUrl: null,
  docUrlOf: () => null,
};

/**
 * Text that is already Markdown, as a link; the text alone where there is no address, or one that could not
 * stand in a link.
 */
export function link(markdown: string, url: string | null | undefined): string {
  return isLinkable(url) ? `[${markdown}](${url})` : markdown;
}

/** Whether the address can stand in a link as it is: http or https, nothing that ends it early. */
export function isLinkable(url: string | null | undefined): url is string {
  return typeof url === "string" && /^https?:\/\/[A-Za-z0-9._~:/?#@!$&*+,;=%-]+$/.test(url);
}

/** A place as a link to its line. `limit` cuts a long path from the left, in code points. */
export function placeLink(location: Location, context: ReportContext, limit: number): string {
  const suffix = placeOf(location).slice(location.path.length);
  return link(forMarkdown(cutLeft(location.path, limit) + suffix), lineUrl(location, context));
}

/** A file or folder as a link. "" is the repository. */
export function pathLink(path: string, line: number | null, context: ReportContext): string {
  if (path === "") return "the repository";
  const label = line === null ? path : `${path}:${line}`;
  const url = blobUrl(path, context);
  return link(forMarkdown(label), url === null || line === null ? url : `${url}#L${line}`);
}

function lineUrl({ path, span }: Location, context: ReportContext): string | null {
  const url = blobUrl(path, context);
  if (url === null || span === null) return url;
  const last = lastLine(span);
  return last === span.startLine ? `${url}#L${last}` : `${url}#L${span.startLine}-L${last}`;
}

/** The last line that a span touches: an end in column 1 is the end of the line before. */
export function lastLine(span: NonNullable<Location["span"]>): number {
  return span.endColumn === 1 && span.endLine > span.startLine ? span.endLine - 1 : span.endLine;
}

function blobUrl(path: string, { serverUrl, repository, headSha }: ReportContext): string | null {
  if (serverUrl === null || repository === null || headSha === null) return null;
  return `${serverUrl}/${forUrl(repository)}/blob/${forUrl(headSha)}/${forUrl(path)}`;
}
