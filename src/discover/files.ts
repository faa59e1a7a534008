/** Which files are targets of their own: manifests that no chart and no kustomization reaches, whatever lies beside them, and text files. */
import type { RepoPath } from "../core/location.js";
import { maximumDockerfileLength, maximumTextLength, textFileKind } from "../core/text-file.js";
import { isReadable } from "../core/revision.js";
import type { FileEntry } from "../core/revision.js";
import type { SettingsKind } from "../core/target.js";
import { type FileProblem, hasManifestName, recogniseManifest } from "./manifests.js";
import { recogniseSettings } from "./settings.js";
import { type Source, unreadable } from "./source.js";

/** A file that looks like Kubernetes: a manifest, the settings of an installer, a text, or one that nobody can check (`kind` null). */
export interface LooseFile {
  readonly path: RepoPath;
  readonly kind: "manifest" | "settings" | "text" | null;
  /** What a settings file is; absent for others. */
  readonly settings?: SettingsKind;
  readonly problems: readonly FileProblem[];
}

/** What the files that belong to nothing else are, in order. */
export interface LooseFiles {
  readonly files: readonly LooseFile[];
  readonly skipped: readonly { readonly path: RepoPath; readonly reason: string }[];
}

/** All manifests of a revision together; more are not checked. */
const maximumTotalBytes = 200 * 1024 * 1024;
/** How many files are read at a time. */
const batchSize = 64;
/** Nobody can say what a larger file is without reading it. */
const maximumReadBytes = 100 * 1024 * 1024;

/** Whether a file of that name can be a target of its own. */
export function hasLooseName(path: string): boolean {
  return hasManifestName(path) || textFileKind(path) !== undefined;
}

/** Looks into every file of a manifest's or text file's name that `isCandidate` accepts. */
export async function findLooseFiles(
  source: Source,
  isCandidate: (path: RepoPath) => boolean,
): Promise<LooseFiles> {
  const entries = source.revision.files.filter(({ path }) => hasLooseName(path) && isCandidate(path));
  const files: LooseFile[] = [];
  const skipped: { path: RepoPath; reason: string }[] = [];
  let totalBytes = 0;
  for (let start = 0; start < entries.length; start += batchSize) {
    const batch = entries.slice(start, start + batchSize);
    const looks = await Promise.all(batch.map((entry) => look(source, entry)));
    for (const [index, seen] of looks.entries()) {
      const { path, size } = batch[index] as FileEntry; // one look for each entry of the batch
      if (seen === "other") continue;
      if (seen === "kustomize") skipped.push({ path, reason: misnamed });
      else if (seen.kind === null) files.push(seen);
      else {
        totalBytes += size;
        files.push(totalBytes > maximumTotalBytes ? { ...seen, kind: null, problems: [tooMuch] } : seen);
      }
    }
  }
  return { files, skipped };
}

const misnamed = "It configures kustomize, which reads such a file only under the name kustomization.yaml.";

const tooMuch: FileProblem = {
  line: null,
  message: "The files before this one have 200 MB together, so it was not checked.",
  hint: "Scan a part of the repository at a time, or take files out with `exclude`.",
};

function tooLong(limit: number): FileProblem {
  return {
    line: null,
    message: `The file has more than ${limit / 1_000_000} MB, so it was not checked.`,
    hint: "Make it smaller, or take it out with `exclude`.",
  };
}

async function look(source: Source, { path, size }: FileEntry): Promise<LooseFile | "other" | "kustomize"> {
  const uncheckable = (problem: FileProblem) => ({ path, kind: null, problems: [problem] });
  const textKind = textFileKind(path);
  if (textKind !== undefined) {
    const limit = textKind === "dockerfile" ? maximumDockerfileLength : maximumTextLength;
    return size > limit ? uncheckable(tooLong(limit)) : { path, kind: "text", problems: [] };
  }
  if (size > maximumReadBytes) return uncheckable(unreadable("it has more than 100 MB"));
  const bytes = await source.revision.read(path);
  if (!isReadable(bytes)) return uncheckable(unreadable(bytes.reason));
  const recognition = recogniseManifest(bytes);
  if (recognition.is === "unreadable") return uncheckable(recognition.problem);
  if (recognition.is === "kustomize") return "kustomize";
  const settings = recogniseSettings(bytes); // Talos has documents with apiVersion and kind beside those without
  const problems = recognition.is === "manifest" ? recognition.problems : [];
  if (settings !== null) return { path, kind: "settings", settings, problems };
  return recognition.is === "other" ? "other" : { path, kind: "manifest", problems };
}
