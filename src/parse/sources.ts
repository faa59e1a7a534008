/** The source files behind targets, as they stand in the repository: what rules about text judge. */
import type { DockerInstruction } from "../core/dockerfile.js";
import { folderOf, type RepoPath, resolvePath } from "../core/location.js";
import type { Rendering } from "../core/rendering.js";
import type { Resource } from "../core/resource.js";
import type { TextDocument } from "../core/rule.js";
import type { Target } from "../core/target.js";
import { maximumTextLength, textFileKind } from "../core/text-file.js";
import { readDockerfile } from "../dockerfile/read.js";
import { readYaml } from "../yaml/read.js";
import { parseText } from "./parse.js";

/** One source file with the targets that read it. Fits `TextView`. */
export interface SourceFile {
  readonly view: "text";
  readonly path: RepoPath;
  readonly text: string;
  readonly targets: readonly string[];
  objects(): readonly Resource[];
  documents(): readonly TextDocument[];
  instructions(): readonly DockerInstruction[];
  near(relative: string): SourceFile | undefined;
}

/** A text file that targets read. */
export interface ReadSource {
  readonly path: RepoPath;
  readonly text: string;
  readonly readers: readonly Target[];
  /** Its objects where they have been read already, because the file is a target of its own. */
  readonly objects?: readonly Resource[];
}

/** Makes views of source files. A file is read as YAML when a rule first asks; a template or a broken file has no objects. */
export function sourceFiles(sources: readonly ReadSource[]): readonly SourceFile[] {
  const byPath = new Map<string, SourceFile>();
  for (const source of sources) {
    if (source.text.length <= maximumTextLength) byPath.set(source.path, sourceFile(source, byPath));
  }
  return [...byPath.values()];
}

function sourceFile(source: ReadSource, byPath: ReadonlyMap<string, SourceFile>): SourceFile {
  const { path, text, readers } = source;
  let objects = source.objects;
  let documents: readonly TextDocument[] | undefined;
  let instructions: readonly DockerInstruction[] | undefined;
  return {
    view: "text",
    path,
    text,
    targets: readers.map(({ id }) => id),
    objects() {
      objects ??= objectsIn(source);
      return objects;
    },
    documents() {
      // The objects of a manifest are its documents, and reading it a second time would cost as much as the first.
      documents ??= source.objects?.map(({ body, node }) => ({ value: body, node })) ?? documentsIn(source);
      return documents;
    },
    instructions() {
      instructions ??= textFileKind(path) === "dockerfile" ? readDockerfile(text) : [];
      return instructions;
    },
    near: (relative) => byPath.get(resolvePath(folderOf(path), relative) ?? ""),
  };
}

function objectsIn(source: ReadSource): readonly Resource[] {
  const { path, text, readers } = source;
  const [target] = readers;
  if (target === undefined || !isYaml(source)) return [];
  const rendered = { text, trace: { type: "identity", path } } as const;
  const rendering: Rendering = { target, texts: [rendered], namespace: null, complete: false };
  return parseText(rendered, rendering).resources;
}

function documentsIn(source: ReadSource): readonly TextDocument[] {
  if (!isYaml(source)) return [];
  return readYaml(source.text).documents.flatMap(({ value, node }) =>
    value === undefined || node === undefined ? [] : [{ value, node }],
  );
}

/** Only the templates of a chart are no YAML before they are rendered; in other files braces stand inside values. */
function isYaml({ path, text, readers }: ReadSource): boolean {
  if (textFileKind(path) === "kubeconfig") return true;
  if (!/(?:\.(?:ya?ml|json)|(?:^|\/)Kustomization)$/.test(path)) return false;
  const isOfChart = readers.some(({ kind }) => kind === "helm");
  return !(isOfChart && /(?:^|\/)templates\//.test(path) && text.includes("{{"));
}
