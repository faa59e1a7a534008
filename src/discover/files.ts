/** Which manifests are targets of their own: those that no chart and no kustomization reaches, whatever lies beside them. */
import type { RepoPath } from "../core/location.js";
import { isReadable } from "../core/revision.js";
import type { FileEntry } from "../core/revision.js";
import type { SettingsKind } from "../core/target.js";
import { type FileProblem, hasManifestName, recogniseManifest } from "./manifests.js";
import { recogniseSettings } from "./settings.js";
import { type Source, unreadable } from "./source.js";

/** A file that looks like Kubernetes: a manifest, the settings of an installer, or one that nobody can check (`isManifest` false). */
export interface LooseFile {
  readonly path: RepoPath;
  readonly isManifest: boolean;
  /** What a settings file is, which counts as a manifest here; absent for others. */
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

/** Looks into every file of a manifest's name that `isCandidate` accepts. */
export async function findLooseFiles(
  source: Source,
  isCandidate: (path: RepoPath) => boolean,
): Promise<LooseFiles> {
  const entries = source.revision.files.filter(({ path }) => hasManifestName(path) && isCandidate(path));
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
      else if (!seen.isManifest) files.push(seen);
      else {
        totalBytes += size;
        files.push(
          totalBytes > maximumTotalBytes ? { ...seen, isManifest: false, problems: [tooMuch] } : seen,
        );
      }
    }
  }
  return { files, skipped };
}

const misnamed = "It configures kustomize, which reads such a file only under the name kustomization.yaml.";

const tooMuch: FileProblem = {
  line: null,
  message: "The manifests before this one have 200 MB together, so it was not checked.",
  hint: "Scan a part of the repository at a time, or take files out with `exclude`.",
};

async function look(source: Source, { path, size }: FileEntry): Promise<LooseFile | "other" | "kustomize"> {
  const uncheckable = (problem: FileProblem) => ({ path, isManifest: false, problems: [problem] });
  if (size > maximumReadBytes) return uncheckable(unreadable("it has more than 100 MB"));
  const bytes = await source.revision.read(path);
  if (!isReadable(bytes)) return uncheckable(unreadable(bytes.reason));
  const recognition = recogniseManifest(bytes);
  if (recognition.is === "unreadable") return uncheckable(recognition.problem);
  if (recognition.is === "kustomize") return "kustomize";
  const settings = recogniseSettings(bytes); // Talos has documents with apiVersion and kind beside those without
  const problems = recognition.is === "manifest" ? recognition.problems : [];
  if (settings !== null) return { path, isManifest: true, settings, problems };
  return recognition.is === "other" ? "other" : { path, isManifest: true, problems };
}
