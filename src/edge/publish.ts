/** Takes a report to every channel of GitHub. What fails is told in the log and in the summary, and changes nothing else. */
import { join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import type { RepoPath } from "../core/location.js";
import type { Report } from "../core/report.js";
import type { Change } from "../core/revision.js";
import { severities } from "../core/rule.js";
import { connect } from "../github/client.js";
import { type CommentOutcome, publishComment } from "../github/comment.js";
import type { PullRequestEvent, RunContext } from "../github/event.js";
import { type Failure, failureOf, reasonOf } from "../github/failure.js";
import { type Inputs, isOn, valueOf } from "../github/inputs.js";
import type { Log } from "../github/log.js";
import { setOutputs } from "../github/outputs.js";
import { writeSummary } from "../github/summary.js";
import { annotations } from "../report/annotations.js";
import { comment, worthSaying } from "../report/comment.js";
import type { ReportContext } from "../report/context.js";
import { json } from "../report/json.js";
import { sarif } from "../report/sarif.js";
import { summary } from "../report/summary.js";
import { text } from "../report/text.js";
import { headlineOf } from "../report/verdict.js";
import { proseForMarkdown } from "../text/escape.js";
import { writeReportFile } from "./report-file.js";

/** A report, and where and how to publish it. */
export interface Publication {
  readonly report: Report;
  readonly change: Change;
  readonly inputs: Inputs;
  readonly run: RunContext;
  readonly log: Log;
}

/** Something that could not be published, as one sentence. `isExpected`: the platform does not let us, and nothing is wrong. */
interface Note {
  readonly sentence: string;
  readonly isExpected: boolean;
}

/** All requests to GitHub together. */
const publishingMs = 60_000;
const reportName = "hardening-gate-report.json";

/** Publishes everything that the inputs ask for. Never rejects because a channel failed. */
export async function publish(publication: Publication): Promise<void> {
  const { log, report } = publication;
  log.bulk("Report", text(report, { color: false }));
  const [files, fileNotes] = await writeFiles(publication);
  const outputNotes = publishOutputs(publication, files);
  publishAnnotations(publication);
  const commentNotes = await publishSticky(publication);
  const notes = [...fileNotes, ...outputNotes, ...commentNotes];
  notes.forEach((note) => sayNote(note, log));
  (await publishSummary(publication, notes)).forEach((note) => sayNote(note, log));
  sayVerdict(publication);
}

interface WrittenFiles {
  readonly report?: string;
  readonly sarif?: string;
}

async function writeFiles(publication: Publication): Promise<readonly [WrittenFiles, readonly Note[]]> {
  const { inputs, run: context, report } = publication;
  const notes: Note[] = [];
  const write = async (what: string, path: string, content: string) => {
    try {
      return await writeReportFile(path, context.workspace, content);
    } catch (error) {
      publication.log.debug(String(error));
      notes.push(unexpected(`${what} was not written: the file ${JSON.stringify(path)} cannot be written.`));
      return undefined;
    }
  };
  const reportPath = valueOf(inputs, "report") ?? join(context.temporary, reportName);
  const sarifPath = valueOf(inputs, "sarif");
  const written = await write("The JSON report", reportPath, json(report));
  const log =
    sarifPath === undefined
      ? undefined
      : await write("The SARIF log", sarifPath, sarif(report, contextOf(context)));
  const files = {
    ...(written === undefined ? {} : { report: written }),
    ...(log === undefined ? {} : { sarif: log }),
  };
  return [files, notes];
}

function publishOutputs({ report, log }: Publication, files: WrittenFiles): readonly Note[] {
  const counts = severities.map((severity) => [`new-${severity}`, report.counts[severity].new] as const);
  const reason = setOutputs(
    {
      verdict: report.verdict,
      ...Object.fromEntries(counts),
      problems: report.problems.length,
      "report-path": files.report ?? "",
      "sarif-path": files.sarif ?? "",
    },
    log.debug,
  );
  return reason === null ? [] : [unexpected(`The outputs were not set: ${reason}.`)];
}

function publishAnnotations(publication: Publication): void {
  if (!isOn(publication.inputs, "annotations")) return;
  for (const annotation of annotationsOf(publication).list) publication.log.annotate(annotation);
}

/** Printed last, so that it stands at the end of the log too. */
function sayVerdict(publication: Publication): void {
  const { log, report } = publication;
  const { verdict, leftOut } = annotationsOf(publication);
  const { word, rest } = headlineOf(report);
  if (verdict !== null) log.annotate(verdict);
  else log.info(`${word}: ${rest}.${leftOut === null ? "" : ` ${leftOut}`}`);
}

function annotationsOf({ inputs, change, report, run }: Publication) {
  const isShown = (path: RepoPath) => isOn(inputs, "annotations") && (change.changed?.has(path) ?? true);
  const allStandIn = isOn(inputs, "summary") ? "the job summary" : "the log";
  return annotations(report, contextOf(run), isShown, allStandIn);
}

async function publishSticky(publication: Publication): Promise<readonly Note[]> {
  const { inputs, run: context, log } = publication;
  const { event } = context;
  if (event.kind !== "pull-request" || !isOn(inputs, "comment")) return [];
  const token = valueOf(inputs, "github-token");
  if (token === undefined) {
    return [unexpected("The comment on the pull request was not written: the input github-token is empty.")];
  }
  const body = comment(publication.report, contextOf(context));
  try {
    log.info(commentWords[await writeComment(publication, event.number, token, body)]);
    return [];
  } catch (error) {
    log.debug(error instanceof Error ? (error.stack ?? error.message) : String(error));
    return [commentNote(failureOf(error, Date.now()), event, context)];
  }
}

const commentWords: Readonly<Record<CommentOutcome, string>> = {
  created: "The comment on the pull request was created.",
  updated: "The comment on the pull request was updated.",
  unchanged: "The comment on the pull request says so already.",
  silent: "There is nothing to say in a comment on the pull request.",
};

async function writeComment(
  { run: context, report, log }: Publication,
  pullRequest: number,
  token: string,
  body: string,
): Promise<CommentOutcome> {
  const store = await connect({
    token,
    owner: context.owner,
    repository: context.repository,
    apiUrl: context.apiUrl,
    deadlineMs: publishingMs,
    onNotice: log.debug,
    clock: { now: Date.now, sleep: (ms) => sleep(ms) },
  });
  return publishComment(store, { pullRequest, body, isWorthCreating: worthSaying(report) }, log.debug);
}

function commentNote(failure: Failure, event: PullRequestEvent, { actor }: RunContext): Note {
  if (failure.kind === "permission" && (event.isFork || actor === "dependabot[bot]")) {
    const sentence =
      "There is no comment on the pull request, because it comes from a fork or from Dependabot and GitHub gives such a run a token that only reads.";
    return { sentence, isExpected: true };
  }
  const advice = failure.kind === "permission" ? " Give the job the permission pull-requests: write." : "";
  return unexpected(`The comment on the pull request was not written: ${reasonOf(failure)}.${advice}`);
}

async function publishSummary(publication: Publication, notes: readonly Note[]): Promise<readonly Note[]> {
  const { inputs, report, run, log } = publication;
  if (!isOn(inputs, "summary")) return [];
  const items = notes.map(({ sentence }) => `- ${proseForMarkdown(sentence)}\n`);
  const section = items.length === 0 ? "" : `\n### Not published\n\n${items.join("")}`;
  const reason = await writeSummary(`${summary(report, contextOf(run))}${section}`, log.debug);
  return reason === null ? [] : [unexpected(`The job summary was not written: ${reason}.`)];
}

function unexpected(sentence: string): Note {
  return { sentence, isExpected: false };
}

function sayNote({ sentence, isExpected }: Note, log: Log): void {
  if (isExpected) log.info(sentence);
  else log.warning(sentence);
}

/** What links are made of. */
function contextOf(context: RunContext): ReportContext {
  const { actionUrl, event } = context;
  return {
    serverUrl: context.serverUrl,
    repository: `${context.owner}/${context.repository}`,
    headSha: headOf(context),
    runUrl: context.runUrl,
    docUrlOf: (rule) => (actionUrl === null ? null : `${actionUrl}/docs/rules/${rule}.md`),
    baseName: event.kind === "pull-request" ? event.base.branch : null,
  };
}

/** The commit that links lead to. For a pull request that is its head: GitHub keeps no page for the merge commit. */
function headOf({ event, commit }: RunContext): string {
  switch (event.kind) {
    case "pull-request":
      return event.head.commit;
    case "merge-group":
    case "push":
      return event.head;
    case "other":
      return commit;
  }
}
