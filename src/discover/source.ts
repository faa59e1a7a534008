/** What discovery sees of a revision: its files, the folders they make, and each text read once. */
import { byCodeUnits } from "../core/location.js";
import type { RepoPath } from "../core/location.js";
import { isReadable } from "../core/revision.js";
import type { FileEntry, Revision } from "../core/revision.js";
import { decodeText } from "../yaml/decode-text.js";
import { readYaml, type YamlText } from "../yaml/read.js";
import { type FileProblem, maximumFileBytes } from "./manifests.js";

/** The first document of a configuration file, or why there is none. */
export type ConfigFile =
  | { readonly text: string; readonly document: YamlText["documents"][number] | undefined }
  | { readonly problem: FileProblem };

/** Questions about the files of one revision. */
export class Source {
  readonly revision: Revision;
  private readonly configFiles = new Map<RepoPath, Promise<ConfigFile>>();
  private readonly leftOut: ReadonlyMap<string, string>;

  constructor(revision: Revision) {
    this.revision = revision;
    this.leftOut = new Map(revision.leftOut.map(({ path, reason }) => [path, reason]));
  }

  /** Whether a regular file of that path exists. */
  isFile(path: string): path is RepoPath {
    return this.revision.has(path);
  }

  /** Whether some file lies below that folder. */
  isFolder(path: RepoPath | ""): boolean {
    return this.inside(path).length > 0;
  }

  /** The files below a folder ("" is the root), in order. */
  inside(folder: RepoPath | ""): readonly FileEntry[] {
    const { files } = this.revision;
    if (folder === "") return files;
    return files.slice(this.firstAtOrAfter(`${folder}/`), this.firstAtOrAfter(`${folder}0`)); // "0" follows "/"
  }

  /** Why a path, or the folder it lies in, was left out of the revision; null where it was not. */
  whyLeftOut(path: string): string | null {
    for (let name = path; name !== ""; name = name.slice(0, Math.max(0, name.lastIndexOf("/")))) {
      const reason = this.leftOut.get(name);
      if (reason !== undefined) return reason;
    }
    return null;
  }

  /** A Chart.yaml or kustomization. As Helm has it, the last of equal keys counts. */
  configFile(path: RepoPath): Promise<ConfigFile> {
    let file = this.configFiles.get(path);
    if (file === undefined) {
      file = this.readConfigFile(path);
      this.configFiles.set(path, file);
    }
    return file;
  }

  /** The bytes of a file as text, whatever they are, for a search in it; "" where it cannot be read or is large. */
  async searchText(entry: FileEntry): Promise<string> {
    if (entry.size > maximumFileBytes) return "";
    const bytes = await this.revision.read(entry.path);
    return isReadable(bytes)
      ? Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength).toString("latin1")
      : "";
  }

  private async readConfigFile(path: RepoPath): Promise<ConfigFile> {
    const bytes = await this.revision.read(path);
    if (!isReadable(bytes)) return { problem: unreadable(bytes.reason) };
    if (bytes.length > maximumFileBytes) return { problem: unreadable("it has more than 5 MB") };
    const decoded = decodeText(bytes);
    if (!("text" in decoded)) return { problem: decoded };
    const { documents, problems } = readYaml(decoded.text, { duplicates: "last" });
    const problem = problems[0];
    if (problem !== undefined) return { problem };
    return { text: decoded.text, document: documents.find(({ value }) => value !== undefined) };
  }

  private firstAtOrAfter(path: string): number {
    const { files } = this.revision;
    let low = 0;
    let high = files.length;
    while (low < high) {
      const middle = (low + high) >> 1;
      if (byCodeUnits(files[middle]?.path ?? "", path) < 0) low = middle + 1;
      else high = middle;
    }
    return low;
  }
}

/** A file that is listed and cannot be read. */
export function unreadable(reason: string): FileProblem {
  return {
    line: null,
    message: `The file cannot be read: ${reason}.`,
    hint: "Make it a regular file that can be read, or take it out with `exclude`.",
  };
}
