/** Findings of which only the file is known → findings on the lines to edit. */
import type { Config } from "./config/config.js";
import type { RepoPath } from "./core/location.js";
import type { RenderedText } from "./core/rendering.js";
import { isReadable, type Revision } from "./core/revision.js";
import type { TextTrace } from "./core/trace.js";
import type { Found } from "./evaluate/combine.js";
import { Relocator } from "./locate/relocate.js";
import { type Sight, someAtOnce } from "./look.js";
import type { Engine } from "./render/engine-types.js";
import { traceTarget } from "./render/trace.js";
import { decodeText } from "./yaml/decode-text.js";

/** The ways back that are known, by the text that they start at. */
export type Traces = ReadonlyMap<RenderedText, TextTrace>;

/** What finding lines needs. */
export interface LineRequest {
  readonly engine: Engine;
  readonly config: Config;
  /** Traces of the other side of the change: what both share is not traced twice. */
  readonly known: Traces;
}

/**
 * Gives findings their lines, where a rendering can be traced. Only targets with findings are rendered again for it. Answers with all traces
 * that are known now.
 */
export async function withLines(
  found: readonly Found[],
  { targets }: Sight,
  revision: Revision,
  { engine, config, known }: LineRequest,
): Promise<{ readonly found: readonly Found[]; readonly traces: Traces }> {
  const blamed = new Set(found.flatMap(({ marks }) => marks.map(({ source }) => source)));
  const asked = targets.flatMap(({ target, rendering }) => {
    const texts = rendering?.texts.filter((text) => text.trace.type === "file" && blamed.has(text)) ?? [];
    return texts.length === 0 ? [] : [{ target, texts }];
  });
  const unknown = asked.filter(({ texts }) => texts.some((text) => !known.has(text)));
  const traced = await someAtOnce(unknown, ({ target, texts }) =>
    traceTarget(target, texts, revision, engine, config.minor),
  );
  const traces = new Map<RenderedText, TextTrace>([...known, ...traced.flatMap((one) => [...one])]);
  if (traces.size === 0) return { found, traces };
  const texts = await textsOf(new Set(asked.flatMap(({ target }) => target.inputs)), revision);
  const relocator = new Relocator(traces, (path) => texts.get(path));
  return { found: found.map((one) => relocator.relocate(one)), traces };
}

async function textsOf(
  paths: ReadonlySet<RepoPath>,
  revision: Revision,
): Promise<ReadonlyMap<RepoPath, string>> {
  const texts = new Map<RepoPath, string>();
  for (const path of paths) {
    const content = await revision.read(path);
    if (!isReadable(content)) continue; // the target's own collection has said so
    const decoded = decodeText(content);
    if ("text" in decoded) texts.set(path, decoded.text);
  }
  return texts;
}
