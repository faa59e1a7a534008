/** Target → rendering, whatever kind it is. */
import { assertNever } from "../core/errors.js";
import type { Revision } from "../core/revision.js";
import type { Target } from "../core/target.js";
import type { RenderOutcome } from "./collect.js";
import type { Engine } from "./engine-types.js";
import { renderChart } from "./helm.js";
import { renderKustomization } from "./kustomize.js";
import { readTextFile, renderManifest } from "./plain.js";

/** What one target says. `minor` is the declared version of the cluster; 0 leaves it to the engine, which knows the newest. */
export async function renderTarget(
  target: Target,
  revision: Revision,
  engine: Engine,
  minor: number,
): Promise<RenderOutcome> {
  switch (target.kind) {
    case "manifest":
    case "settings":
      return await renderManifest(target, revision);
    case "helm":
      return await renderChart(target, revision, engine, minor === 0 ? {} : { kubeVersion: `v1.${minor}.0` });
    case "kustomize":
      return await renderKustomization(target, revision, engine);
    case "text":
      return await readTextFile(target, revision);
    default:
      return assertNever(target.kind);
  }
}
