/** Engines that answer what a test says and remember what they were asked. */
import type {
  Engine,
  EngineError,
  HelmRendering,
  HelmRequest,
  KustomizeRendering,
  KustomizeRequest,
} from "../../src/render/engine-types.js";

type HelmAnswer = Partial<HelmRendering> | { readonly error: EngineError };
type KustomizeAnswer = Partial<KustomizeRendering> | { readonly error: EngineError };

/** Renders every chart to the same answer. */
export function helmEngine(
  answer: HelmAnswer,
): Pick<Engine, "renderHelm"> & { readonly requests: HelmRequest[] } {
  const requests: HelmRequest[] = [];
  const chart = { name: "web", version: "1.0.0", appVersion: "", type: "application" } as const;
  return {
    requests,
    async renderHelm(request) {
      requests.push(request);
      if ("error" in answer) return { ok: false, error: answer.error };
      return { ok: true, rendering: { chart, documents: [], missing: [], notes: [], ...answer } };
    },
  };
}

/** Builds every kustomization to the same answer. */
export function kustomizeEngine(
  answer: KustomizeAnswer,
): Pick<Engine, "buildKustomize"> & { readonly requests: KustomizeRequest[] } {
  const requests: KustomizeRequest[] = [];
  return {
    requests,
    async buildKustomize(request) {
      requests.push(request);
      if ("error" in answer) return { ok: false, error: answer.error };
      return { ok: true, rendering: { resources: [], output: "", notes: [], ...answer } };
    },
  };
}
