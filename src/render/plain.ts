/** A manifest file → its own text. */
import { asRepoPath } from "../core/location.js";
import { isReadable } from "../core/revision.js";
import type { Revision } from "../core/revision.js";
import type { Target } from "../core/target.js";
import { decodeText } from "../yaml/decode-text.js";
import { type RenderOutcome, renderProblem } from "./collect.js";

/** Renders a manifest: the text is the file, and whether more belongs to it nobody knows. */
export async function renderManifest(target: Target, revision: Revision): Promise<RenderOutcome> {
  const path = asRepoPath(target.path);
  const bytes = await revision.read(path);
  if (!isReadable(bytes)) {
    const hint = "Make it a regular file that can be read.";
    const problem = renderProblem(target, { path }, `The file cannot be read: ${bytes.reason}.`, hint);
    return { rendering: null, problems: [problem], notes: [] };
  }
  const decoded = decodeText(bytes);
  if (!("text" in decoded)) {
    const problem = renderProblem(target, { path, line: decoded.line }, decoded.message, decoded.hint);
    return { rendering: null, problems: [problem], notes: [] };
  }
  const texts = [{ text: decoded.text, trace: { type: "identity", path } }] as const;
  return { rendering: { target, texts, namespace: null, complete: false }, problems: [], notes: [] };
}
