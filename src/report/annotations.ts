/**
 * Annotations at lines of a change, within what a runner keeps of one step; and as workflow commands
 * (`--format github`).
 */
import { culpritBeside, precisionNote } from "./names.js";
import {
  breakCommands,
  cut,
  forCommandData,
  forCommandProperty,
  forLog,
  forPlainText,
  forTerminal,
} from "../text/escape.js";
import { countOf, headlineOf, isBlocking, problemsInOrder } from "./verdict.js";
import { findingsOf, primaryOf } from "./order.js";
import { lastLine } from "./context.js";
import type { Finding } from "../core/finding.js";
import type { Problem } from "../core/problem.js";
import type { RepoPath } from "../core/location.js";
import type { Report } from "../core/report.js";
import type { ReportContext } from "./context.js";

/** What the runner keeps: ten per step and level. The tenth error is the verdict. */
const budget = { error: 9, warning: 10, notice: 10 } as const;
/** In code points. */
const titleLimit = 80;
/** In code points. */
const messageLimit = 400;
/** What Linux takes as a path, in bytes. */
const longestPath = 4_096;

/** One annotation, as plain text: whoever prints it quotes it for the channel. */
export interface Annotation {
  readonly level: keyof typeof budget;
  /** At most 80 code points. */
  readonly title: string;
  /** At most 400 code points. */
  readonly message: string;
  /** Null for what is about no file. */
  readonly file: RepoPath | null;
  /** 1-based; null where only the file is known. */
  readonly line: number | null;
  /** 1-based, inclusive; null exactly where `line` is. */
  readonly endLine: number | null;
}

/** The annotations of a run. */
export interface Annotations {
  /** The worst first, at most 9 errors, 10 warnings and 10 notices. */
  readonly list: readonly Annotation[];
  /** The verdict, to be printed last and as the tenth error; null where the run passed. */
  readonly verdict: Annotation | null;
  /** What was left out, as one sentence; null where every new finding is in the list. */
  readonly leftOut: string | null;
}

/**
 * New findings in changed files and problems of the change: what blocks is an error, high a warning, medium a
 * notice.
 *
 * @param isChanged whether the change touches a file; compared with nothing, every file counts as changed.
 * @param allStandIn where all findings can be read, for example "the job summary"; null where nothing is
 * known.
 */
export function annotations(
  report: Report,
  context: ReportContext,
  isChanged: (path: RepoPath) => boolean,
  allStandIn: string | null,
): Annotations {
  const added = findingsOf(report, "new");
  const candidates = added.filter((finding) => isChanged(primaryOf(finding).path));
  const level = (finding: Finding) => levelOf(finding, report);
  const at = (wanted: Annotation["level"]) => candidates.filter((finding) => level(finding) === wanted);
  const annotate = (wanted: Annotation["level"]) =>
    at(wanted)
      .slice(0, budget[wanted])
      .map((finding) => annotationOf(finding, wanted, context));
  const found = [...annotate("error"), ...annotate("warning"), ...annotate("notice")];
  const list = withProblems(found, problemsInOrder(report).filter(isTouched), report);

  const total = Math.max(added.length, countOf(report, "new"));
  const isCut = found.length < total;
  const where = allStandIn === null ? "" : `, all in ${allStandIn}`;
  const share = isCut ? `${found.length} of ${total} findings shown as annotations${where}` : null;
  return { list, verdict: verdictOf(report, share), leftOut: share === null ? null : `${share}.` };
}

/** The same as workflow commands, one a line, the verdict last. */
export function github(
  report: Report,
  context: ReportContext,
  isChanged: (path: RepoPath) => boolean,
): string {
  const { list, verdict, leftOut } = annotations(report, context, isChanged, null);
  const { word, rest } = headlineOf(report);
  const notes = leftOut === null ? "" : ` ${leftOut}`;
  const last = verdict === null ? forLog(`${word}: ${rest}.${notes}`) : commandOf(verdict);
  return `${[...list.map(commandOf), last].join("\n")}\n`;
}

/** `::error file=deploy/api.yaml,line=41,endLine=41,title=privileged-container (critical)::…`. */
export function commandOf(annotation: Annotation): string {
  const { line, endLine, title } = annotation;
  const file = annotation.file === null ? null : forTerminal(annotation.file, longestPath);
  const properties = Object.entries({ file, line, endLine, title }).flatMap(([name, value]) =>
    value === null ? [] : [`${name}=${forCommandProperty(breakCommands(String(value)))}`],
  );
  return `::${annotation.level} ${properties.join(",")}::${forCommandData(breakCommands(annotation.message))}`;
}

function levelOf(finding: Finding, report: Report): Annotation["level"] | null {
  if (isBlocking(finding.severity, report.failOn)) return "error";
  if (finding.severity === "medium") return "notice";
  return finding.severity === "low" ? null : "warning";
}

function annotationOf(finding: Finding, level: Annotation["level"], context: ReportContext): Annotation {
  const place = primaryOf(finding);
  const owner = culpritBeside(finding, plain, plain);
  const note = precisionNote(place);
  const url = context.docUrlOf(finding.rule);
  const link = url === null ? "" : ` How to fix: ${url}`;
  const what = `${owner === null ? "" : `${owner}: `}${finding.message} ${finding.fix.advice}`;
  const about = note === null ? what : `${what} (${note})`;
  return {
    level,
    title: forPlainText(`${finding.rule} (${finding.severity})`, titleLimit),
    message: forPlainText(about, Math.max(1, messageLimit - link.length)) + cut(link, messageLimit - 1),
    file: place.path,
    line: place.span?.startLine ?? null,
    endLine: place.span === null ? null : lastLine(place.span),
  };
}

/** Problems take what the findings of their level leave. They are errors where they decide the verdict. */
function withProblems(
  found: readonly Annotation[],
  problems: readonly Problem[],
  report: Report,
): readonly Annotation[] {
  const level = report.verdict === "passed" ? "warning" : "error";
  const isBefore = (annotation: Annotation) => annotation.level === "error" || annotation.level === level;
  const before = found.filter(isBefore);
  const room = budget[level] - found.filter((annotation) => annotation.level === level).length;
  return [
    ...before,
    ...problems.slice(0, room).map((problem) => problemAnnotation(problem, level)),
    ...found.filter((annotation) => !isBefore(annotation)),
  ];
}

function problemAnnotation(problem: Problem, level: Annotation["level"]): Annotation {
  const { path, line } = problem;
  return {
    level,
    title: "hardening-gate: not checked",
    message: forPlainText(`${problem.message} ${problem.hint}`, messageLimit),
    file: path === "" ? null : path,
    line: path === "" ? null : line,
    endLine: path === "" ? null : line,
  };
}

function verdictOf(report: Report, share: string | null): Annotation | null {
  if (report.verdict === "passed") return null;
  const { word, rest } = headlineOf(report);
  const note = share === null ? "" : ` (${share})`;
  const message = forPlainText(`${word}: ${rest}`, messageLimit - note.length) + note;
  return { level: "error", title: "hardening-gate", message, file: null, line: null, endLine: null };
}

function isTouched(problem: Problem): boolean {
  return problem.touched;
}

function plain(name: string): string {
  return forPlainText(name, 120);
}
