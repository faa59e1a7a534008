/** Made by `npm run build-engine`: what the committed engine must be. */

/** The hash of dist/engine.wasm.br. */
export const ENGINE_SHA256 = "3037b86765a0a69e1b5b68c11311f35c4e0c1c7078a6059ac8e78ec114ba05d2";

/** The hash of the module in it. */
export const ENGINE_WASM_SHA256 = "accd662ea608a7270dba000e5031a3d3690441051bf911afe5db5f89462db9c8";

/** What it was built from; `kubernetes` is the version for which charts render by default. */
export const ENGINE_VERSIONS = {
  helm: "v4.3.1",
  kustomize: "v0.21.2",
  kubernetes: "v1.37.0",
  go: "go1.26.8",
} as const;
