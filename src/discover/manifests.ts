/** Is this file a Kubernetes manifest? Told from its content, cheaply, with no guess from its name. */
import { field, text as asText } from "../core/json.js";
import type { Json } from "../core/json.js";
import { decodeText } from "../yaml/decode-text.js";
import { readYaml, type YamlDocument } from "../yaml/read.js";

/** What is wrong with a file at a line (1-based; null where none is known). */
export interface FileProblem {
  readonly line: number | null;
  readonly message: string;
  readonly hint: string;
}

/**
 * `manifest`: some document is a Kubernetes object, and `problems` name those that are templates (whether all of the text is sound,
 * and every document an object, is for the parser to say). `unreadable`: it looks like Kubernetes and cannot be read. `kustomize`: configuration of kustomize itself.
 * `other`: no manifest.
 */
export type Recognition =
  | { readonly is: "manifest"; readonly problems: readonly FileProblem[] }
  | { readonly is: "unreadable"; readonly problem: FileProblem }
  | { readonly is: "kustomize" | "other" };

/** The most bytes of a manifest file; more are not checked. */
export const maximumFileBytes = 5 * 1024 * 1024;

/** Whether a file of that name can be a manifest at all. The kubelet's drop-ins end in `.conf`. */
export function hasManifestName(path: string): boolean {
  return /\.(?:ya?ml|json)$|(?:^|\/)kubelet\.conf\.d\/[^/]*\.conf$/i.test(path);
}

/** What the content of a `.yaml`, `.yml` or `.json` file is. */
export function recogniseManifest(bytes: Uint8Array): Recognition {
  if (!namesKubernetesKeys(bytes)) return { is: "other" };
  const decoded = decodeText(bytes);
  if (!("text" in decoded))
    return looksLike(lossyText(bytes)) ? { is: "unreadable", problem: decoded } : { is: "other" };
  const { text } = decoded;
  if (bytes.length > maximumFileBytes) return recogniseLarge(text);
  return recogniseByLines(text) ?? recogniseByJson(text) ?? recogniseByYaml(text);
}

/** Whether an `apiVersion` is one of kustomize's own configuration, which no cluster ever sees. */
export function isKustomizeConfig(apiVersion: string | undefined): boolean {
  return apiVersion?.startsWith("kustomize.config.k8s.io/") ?? false;
}

/** The cheap test that spares most files everything else. */
function namesKubernetesKeys(bytes: Uint8Array): boolean {
  const buffer = Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  if (buffer.includes("apiVersion")) return ["kind", "\\", "metadata"].some((part) => buffer.includes(part));
  if (buffer.includes("\\x") || buffer.includes("\\u") || buffer.includes("\\U")) return true; // escapes may spell the keys
  return buffer.includes(Buffer.from("apiVersion", "utf16le")); // the same bytes in both orders, at even or odd places
}

function lossyText(bytes: Uint8Array): string {
  if (bytes[0] === 0xff && bytes[1] === 0xfe) return new TextDecoder("utf-16le").decode(bytes);
  if (bytes[0] === 0xfe && bytes[1] === 0xff) return new TextDecoder("utf-16be").decode(bytes);
  return new TextDecoder("utf-8").decode(bytes);
}

const apiVersionLine = /^["']?apiVersion["']?[ \t]*:/m;
const kindLine = /^["']?kind["']?[ \t]*:/m;
const metadataLine = /^["']?metadata["']?[ \t]*:/m;

/** Whether a text would be taken for Kubernetes by a person: the two keys at the start of lines, or anywhere in JSON. */
function looksLike(text: string): boolean {
  if (apiVersionLine.test(text) && kindLine.test(text)) return true;
  return /^\s*[{[]/.test(text) && /"apiVersion"\s*:/.test(text) && /"kind"\s*:/.test(text);
}

function recogniseLarge(text: string): Recognition {
  if (recogniseByJson(text)?.is === "other" || !looksLike(text)) return { is: "other" };
  const problem = {
    line: null,
    message: "The file has more than 5 MB, so none of its objects were checked.",
    hint: "Split it into smaller files, or take it out with `exclude`.",
  };
  return { is: "unreadable", problem };
}

const objectApiVersion = /^apiVersion:[ \t]+["']?[A-Za-z]/m;
const objectKind = /^kind:[ \t]+["']?[A-Za-z]/m;

/**
 * The short way for nearly every manifest: each document has both keys at the start of a line, so no YAML needs to be read twice.
 * A template is not judged this way. Null: it takes more to tell.
 */
function recogniseByLines(text: string): Recognition | null {
  if (text.includes("{{") || text.includes("kustomize.config.k8s.io/")) return null;
  const documents = documentsOf(text);
  const isObject = (document: string) => objectApiVersion.test(document) && objectKind.test(document);
  const isPlain = documents.length > 0 && documents.every(isObject);
  return isPlain ? { is: "manifest", problems: [] } : null;
}

/** The texts between the document marks, without those that hold nothing but comments. */
function documentsOf(text: string): readonly string[] {
  return text.split(/^---(?=\s|$)/m).filter((document) => /^[ \t]*[^\s#]/m.test(document));
}

/** JSON is read by the fast reader. Null where the text is none. */
function recogniseByJson(text: string): Recognition | null {
  if (!/^\s*\{/.test(text)) return null;
  try {
    return recogniseValues([{ value: JSON.parse(text) as Json, line: 1 }]); // JSON text gives Json by definition
  } catch {
    return null;
  }
}

function recogniseByYaml(text: string): Recognition {
  if (!mayHoldObject(text)) return { is: "other" };
  const { documents, problems } = readYaml(text);
  const recognised = recogniseValues(documents);
  const problem = problems[0];
  if (recognised.is === "manifest" || problem === undefined || !looksLike(text)) return recognised;
  return { is: "unreadable", problem: text.includes("{{") ? templateProblem(text) : problem };
}

/** Ways to write a key of the top level other than at the start of its line: in braces, behind `?`, a tag or an anchor, merged, escaped. */
const unusualKeyLine = /^(?:[{?!&*%]|<<|"[^"\n]*\\)/m;

/** False only where no document can have both keys at its top level, as in most values files. */
function mayHoldObject(text: string): boolean {
  if (apiVersionLine.test(text) && (kindLine.test(text) || metadataLine.test(text))) return true;
  if (unusualKeyLine.test(text)) return true;
  return text.split(/^---/m).some((document) => /^[ \t]/.test(firstLineOf(document)));
}

/** The first line with content, with its indentation. What stands behind a document mark starts with a space. */
function firstLineOf(document: string): string {
  return /^[ \t]*[^\s#].*$/m.exec(document)?.[0] ?? "";
}

function recogniseValues(documents: readonly Pick<YamlDocument, "value" | "line">[]): Recognition {
  const filled = documents.filter(({ value }) => value !== undefined && value !== null);
  const isObject = filled.some(({ value }) => isManifest(value) && !isKustomize(value));
  if (!isObject) {
    if (filled.some(({ value }) => isKustomize(value))) return { is: "kustomize" };
    const kindless = filled.find(({ value }) => isKindless(value));
    return kindless === undefined
      ? { is: "other" }
      : { is: "unreadable", problem: kindlessProblem(kindless.line) };
  }
  const open = filled.filter(({ value }) => hasOpenName(value));
  return { is: "manifest", problems: open.map(({ line }) => openNameProblem(line)) };
}

function isManifest(value: Json | undefined): boolean {
  return asText(field(value, "apiVersion")) !== undefined && asText(field(value, "kind")) !== undefined;
}

/** An object whose `kind` was forgotten or mistyped. A Chart.yaml has no `metadata`, other tools have no such version. */
function isKindless(value: Json | undefined): boolean {
  const version = asText(field(value, "apiVersion")) ?? "";
  const isVersion = /^(?:[a-z0-9.-]+\/)?v\d+(?:(?:alpha|beta)\d+)?$/.test(version);
  const isNamed = asText(field(field(value, "metadata"), "name")) !== undefined;
  return isVersion && isNamed && field(value, "kind") === undefined;
}

function kindlessProblem(line: number): FileProblem {
  return {
    line,
    message: "A document has an apiVersion and a name but no kind, so it was not checked.",
    hint: "Add the kind, or take the file out with `exclude`.",
  };
}

function isKustomize(value: Json | undefined): boolean {
  return isManifest(value) && isKustomizeConfig(asText(field(value, "apiVersion")));
}

/** No cluster accepts such a name: something fills it in first. */
function hasOpenName(value: Json | undefined): boolean {
  const metadata = field(value, "metadata");
  return ["name", "namespace"].some((key) => asText(field(metadata, key))?.includes("{{") ?? false);
}

function openNameProblem(line: number): FileProblem {
  return {
    line,
    message:
      "The name of this object is a placeholder, so the file is a template; it was checked as it stands.",
    hint: "Take it out with `exclude` and scan what your tool makes of it.",
  };
}

function templateProblem(text: string): FileProblem {
  return {
    line: text.slice(0, text.indexOf("{{")).split("\n").length,
    message:
      "The file looks like Kubernetes but is a template that nothing here renders, so it was not checked.",
    hint: "Move it into a Helm chart, or take it out with `exclude` and scan what your tool makes of it.",
  };
}
