/** A manifest file → its own text; a text file → nothing but the knowledge that it can be read. */
import { asRepoPath } from "../core/location.js";
import { isReadable } from "../core/revision.js";
import type { Revision } from "../core/revision.js";
import type { Target } from "../core/target.js";
import { decodeText } from "../yaml/decode-text.js";
import { type RenderOutcome, renderProblem } from "./collect.js";

/** Renders a manifest: the text is the file, and whether more belongs to it nobody knows. */
export async function renderManifest(target: Target, revision: Revision): Promise<RenderOutcome> {
  const read = await readOwnFile(target, revision);
  if (typeof read !== "string") return read;
  const texts = [{ text: read, trace: { type: "identity", path: asRepoPath(target.path) } }] as const;
  return { rendering: { target, texts, namespace: null, complete: false }, problems: [], notes: [] };
}

/** A text file holds no objects: its text is read beside the sources of all other targets, and here it is only found to be one. */
export async function readTextFile(target: Target, revision: Revision): Promise<RenderOutcome> {
  const read = await readOwnFile(target, revision);
  if (typeof read !== "string") return read;
  return { rendering: { target, texts: [], namespace: null, complete: false }, problems: [], notes: [] };
}

async function readOwnFile(target: Target, revision: Revision): Promise<string | RenderOutcome> {
  const path = asRepoPath(target.path);
  const bytes = await revision.read(path);
  if (!isReadable(bytes)) {
    const hint = "Make it a regular file that can be read.";
    const problem = renderProblem(target, { path }, `The file cannot be read: ${bytes.reason}.`, hint);
    return { rendering: null, problems: [problem], notes: [] };
  }
  const decoded = decodeText(bytes);
  if ("text" in decoded) return decoded.text;
  const problem = renderProblem(target, { path, line: decoded.line }, decoded.message, decoded.hint);
  return { rendering: null, problems: [problem], notes: [] };
}
