/** The source files behind targets, as they stand in the repository: what rules about text judge. */
import type { DockerInstruction } from "../core/dockerfile.js";
import { folderOf, joinPath, type RepoPath } from "../core/location.js";
import type { Rendering } from "../core/rendering.js";
import type { Resource } from "../core/resource.js";
import type { Target } from "../core/target.js";
import { maximumTextLength, textFileKind } from "../core/text-file.js";
import { readDockerfile } from "../dockerfile/read.js";
import { parseText } from "./parse.js";

/** One source file with the targets that read it. Fits `TextView`. */
export interface SourceFile {
  readonly view: "text";
  readonly path: RepoPath;
  readonly text: string;
  readonly targets: readonly string[];
  objects(): readonly Resource[];
  instructions(): readonly DockerInstruction[];
  beside(name: string): string | undefined;
}

/** A text file that targets read. */
export interface ReadSource {
  readonly path: RepoPath;
  readonly text: string;
  readonly readers: readonly Target[];
  /** Its objects where they have been read already, because the file is a target of its own. */
  readonly objects?: readonly Resource[];
}

/** Makes views of source files; longer ones than the limit are not searched as text, and those that are more than text still judged. The objects of a file are read when a rule first asks; a template or a broken file has none. */
export function sourceFiles(sources: readonly ReadSource[]): readonly SourceFile[] {
  const byPath = new Map<string, string>(sources.map(({ path, text }) => [path, text]));
  return sources
    .filter(({ text }) => text.length <= maximumTextLength)
    .map(({ path, text, readers, objects: known }) => {
      let objects = known;
      let instructions: readonly DockerInstruction[] | undefined;
      return {
        view: "text" as const,
        path,
        text,
        targets: readers.map(({ id }) => id),
        objects() {
          objects ??= objectsIn(path, text, readers[0]);
          return objects;
        },
        instructions() {
          instructions ??= textFileKind(path) === "dockerfile" ? readDockerfile(text) : [];
          return instructions;
        },
        beside: (name) => byPath.get(joinPath(folderOf(path), name)),
      };
    });
}

function objectsIn(path: RepoPath, text: string, target: Target | undefined): readonly Resource[] {
  if (target === undefined || !isYaml(path) || text.includes("{{")) return [];
  const source = { text, trace: { type: "identity", path } } as const;
  const rendering: Rendering = { target, texts: [source], namespace: null, complete: false };
  return parseText(source, rendering).resources;
}

function isYaml(path: RepoPath): boolean {
  return /\.(ya?ml|json)$/.test(path) || textFileKind(path) === "kubeconfig";
}
