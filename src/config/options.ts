/**
 * Every option, once. The inputs of action.yml, the flags of the CLI, the keys of the configuration file, the help text and the reference
 * page are printed from this list, and every one of them is read by it.
 */
import { thresholds } from "../core/report.js";

/** Where an option may be given. */
export type Surface = "file" | "cli" | "action";

/** What a value looks like. `list` is one entry a line in the Action, a repeated flag in the CLI, a list in the file. */
export type OptionType =
  | { readonly type: "text" }
  | { readonly type: "list" }
  | { readonly type: "switch" }
  | { readonly type: "choice"; readonly choices: readonly string[] };

/** One option under its one name. */
export interface Option {
  readonly name: string;
  readonly value: OptionType;
  /** One or two sentences for people. */
  readonly description: string;
  /** What holds where nobody sets it, in words or as the value; null where nothing does. */
  readonly default: string | null;
  readonly on: readonly Surface[];
  readonly since: string;
}

/** In the order in which help and pages show them. */
export const options = [
  {
    name: "profile",
    value: { type: "text" },
    description:
      "The set of rules that judges: default, strict, pod-security-baseline, pod-security-restricted, nsa-cisa, owasp or cis.",
    default: "default",
    on: ["file", "cli", "action"],
    since: "0.1.0",
  },
  {
    name: "fail-on",
    value: { type: "choice", choices: thresholds },
    description:
      "The least severity that blocks. New findings of this severity or above make the verdict blocked.",
    default: "critical",
    on: ["file", "cli", "action"],
    since: "0.1.0",
  },
  {
    name: "include",
    value: { type: "list" },
    description: "Globs of paths to look at, relative to the repository root. Everything else is left out.",
    default: "everything",
    on: ["file", "cli", "action"],
    since: "0.1.0",
  },
  {
    name: "exclude",
    value: { type: "list" },
    description: "Globs of paths to leave out, relative to the repository root. It wins over include.",
    default: "nothing",
    on: ["file", "cli", "action"],
    since: "0.1.0",
  },
  {
    name: "kubernetes-version",
    value: { type: "text" },
    description: "The minor version of the cluster, as 1.34. Rules and charts are read for it.",
    default: "the newest that the gate knows",
    on: ["file", "cli", "action"],
    since: "0.1.0",
  },
  {
    name: "evidence",
    value: { type: "list" },
    description:
      "Files that other tools wrote about the images: Trivy, Grype, SARIF, OpenVEX, cosign verify, verification summaries of SLSA. In the configuration file they lie inside the repository.",
    default: "none",
    on: ["file", "cli", "action"],
    since: "0.1.0",
  },
  {
    name: "config",
    value: { type: "text" },
    description: "The configuration file.",
    default: ".hardening-gate.yaml at the repository root, where it exists",
    on: ["cli"],
    since: "0.1.0",
  },
  {
    name: "format",
    value: { type: "choice", choices: ["text", "json", "sarif", "markdown", "github"] },
    description: "How the result is written. The command coverage knows text, markdown and json.",
    default: "text",
    on: ["cli"],
    since: "0.1.0",
  },
  {
    name: "base",
    value: { type: "text" },
    description:
      "The branch, tag or commit to compare with: only what came after the point where HEAD left it is new. Without it everything is.",
    default: "nothing is compared",
    on: ["cli"],
    since: "0.1.0",
  },
  {
    name: "framework",
    value: { type: "list" },
    description: "The framework that coverage shows, by the name of its file in rules/frameworks/.",
    default: "all of them",
    on: ["cli"],
    since: "0.1.0",
  },
  {
    name: "output",
    value: { type: "text" },
    description: "The file that the result is written to.",
    default: "standard output",
    on: ["cli"],
    since: "0.1.0",
  },
  {
    name: "dry-run",
    value: { type: "switch" },
    description: "Whether `fix` shows the changes and writes nothing.",
    default: "false",
    on: ["cli"],
    since: "0.1.0",
  },
  {
    name: "include-review",
    value: { type: "switch" },
    description: "Whether `fix` also makes changes that a program may notice. Read them before you commit.",
    default: "false",
    on: ["cli"],
    since: "0.1.0",
  },
  {
    name: "mode",
    value: { type: "choice", choices: ["scan"] },
    description: "What the Action does.",
    default: "scan",
    on: ["action"],
    since: "0.1.0",
  },
  {
    name: "path",
    value: { type: "list" },
    description: "The directories or files to look at, relative to the workspace.",
    default: "the whole repository",
    on: ["action"],
    since: "0.1.0",
  },
  {
    name: "report",
    value: { type: "text" },
    description: "The file that the JSON report is written to.",
    default: "hardening-gate-report.json in the runner's temporary folder",
    on: ["action"],
    since: "0.1.0",
  },
  {
    name: "sarif",
    value: { type: "text" },
    description: "The file that a SARIF log is written to, for code scanning. Nothing is uploaded by itself.",
    default: null,
    on: ["action"],
    since: "0.1.0",
  },
  {
    name: "annotations",
    value: { type: "switch" },
    description: "Whether findings are shown as annotations on the changed files.",
    default: "true",
    on: ["action"],
    since: "0.1.0",
  },
  {
    name: "comment",
    value: { type: "switch" },
    description: "Whether one comment on the pull request is kept up to date. Needs pull-requests: write.",
    default: "true",
    on: ["action"],
    since: "0.1.0",
  },
  {
    name: "summary",
    value: { type: "switch" },
    description: "Whether the job summary is written.",
    default: "true",
    on: ["action"],
    since: "0.1.0",
  },
  {
    name: "github-token",
    value: { type: "text" },
    description: "The token that the comment is written with.",
    default: "the workflow's own token",
    on: ["action"],
    since: "0.1.0",
  },
] as const satisfies readonly Option[];

/** The options that may be given in one place, in their order. */
export function optionsOn(surface: Surface): readonly Option[] {
  return (options as readonly Option[]).filter((option) => option.on.includes(surface));
}
