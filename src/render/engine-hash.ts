/** Made by `npm run build-engine`: what the committed engine must be. */

/** The hash of dist/engine.wasm.br. */
export const ENGINE_SHA256 = "73efdfd0efffe1dc7cbd295f53d6466a49881f4759beba8dbec80c39f8045855";

/** The hash of the module in it. */
export const ENGINE_WASM_SHA256 = "6ed4acee4dd815fa704355be6bea56a5b40f4182c5075538acf168004f2694fc";

/** What it was built from; `kubernetes` is the version for which charts render by default. */
export const ENGINE_VERSIONS = {
  helm: "v4.3.1",
  kustomize: "v0.21.2",
  kubernetes: "v1.37.0",
  go: "go1.26.8",
} as const;
