/** Made by `npm run build-engine`: what the committed engine must be. */

/** The hash of dist/engine.wasm.br. */
export const ENGINE_SHA256 = "e0f7184123a84442a41040246d3a906c5e229f75cc0f2a6b0adf6f89886dbd28";

/** The hash of the module in it. */
export const ENGINE_WASM_SHA256 = "40f306a4d3b184a6cb7a1dfe21a6bf1c6cf4e078304377a236bf78ed34b5cac7";

/** What it was built from; `kubernetes` is the version for which charts render by default. */
export const ENGINE_VERSIONS = {
  helm: "v4.3.1",
  kustomize: "v0.21.2",
  kubernetes: "v1.37.0",
  go: "go1.26.8",
} as const;
