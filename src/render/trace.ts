/** Target → the way back from its texts to lines, whatever kind it is. */
import type { RenderedText } from "../core/rendering.js";
import type { Revision } from "../core/revision.js";
import type { Target } from "../core/target.js";
import type { TextTrace } from "../core/trace.js";
import type { Engine } from "./engine-types.js";
import { traceChart } from "./helm-trace.js";
import { traceOverlay } from "./kustomize-trace.js";

/**
 * The traces of some texts of a target, with the engine's second look at it; a text without one keeps its file alone. `minor` is as for
 * `renderTarget`.
 */
export async function traceTarget(
  target: Target,
  texts: readonly RenderedText[],
  revision: Revision,
  engine: Engine,
  minor: number,
): Promise<ReadonlyMap<RenderedText, TextTrace>> {
  if (target.kind === "kustomize") return await traceOverlay(target, texts, revision, engine);
  if (target.kind !== "helm") return new Map();
  return await traceChart(
    target,
    texts,
    revision,
    engine,
    minor === 0 ? {} : { kubeVersion: `v1.${minor}.0` },
  );
}
