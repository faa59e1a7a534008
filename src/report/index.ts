/** The formats by name. */
import { comment } from "./comment.js";
import { github } from "./annotations.js";
import { json } from "./json.js";
import { noContext } from "./context.js";
import { sarif } from "./sarif.js";
import { text } from "./text.js";
import type { RepoPath } from "../core/location.js";
import type { Report } from "../core/report.js";
import type { ReportContext } from "./context.js";

/** The names that `--format` takes; the first is the default. */
export const formatNames = ["text", "json", "sarif", "markdown", "github"] as const;
export type FormatName = (typeof formatNames)[number];

/** What formats may need to know; each takes from it what it uses. */
export interface FormatOptions {
  /** For `text`. Default: false. */
  readonly color?: boolean;
  /** For `text`. Default: false. */
  readonly verbose?: boolean;
  /** For links and names. Default: nothing is known, and no link is made. */
  readonly context?: ReportContext;
  /** For `github`: whether the change touches a file. Default: every file. */
  readonly isChanged?: (path: RepoPath) => boolean;
}

type Format = (report: Report, options: FormatOptions) => string;

const formats: Readonly<Record<FormatName, Format>> = {
  text: (report, { color = false, verbose = false }) => text(report, { color, verbose }),
  json,
  sarif: (report, { context = noContext }) => sarif(report, context),
  markdown: (report, { context = noContext }) => comment(report, context),
  github: (report, { context = noContext, isChanged = () => true }) => github(report, context, isChanged),
};

/** The report in a format, with a line break at its end. */
export function print(name: FormatName, report: Report, options: FormatOptions = {}): string {
  return formats[name](report, options);
}
