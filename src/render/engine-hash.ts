/** Made by `npm run build-engine`: what the committed engine must be. */

/** The hash of dist/engine.wasm.br. */
export const ENGINE_SHA256 = "793fcef5949a7f682791627e8f369816f948e03c4e2b3d4ca2030fede2015da2";

/** The hash of the module in it. */
export const ENGINE_WASM_SHA256 = "d623194c3f6f8d867484ba809763c2477ec36ef1c9d70bd883ed8303e5ce9daf";

/** What it was built from; `kubernetes` is the version for which charts render by default. */
export const ENGINE_VERSIONS = {
  helm: "v4.3.1",
  kustomize: "v0.21.2",
  kubernetes: "v1.37.0",
  go: "go1.26.8",
} as const;
