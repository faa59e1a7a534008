/** Made by `npm run build-engine`: what the committed engine must be. */

/** The hash of dist/engine.wasm.br. */
export const ENGINE_SHA256 = "cad15f885dbe8b07eea64cdf1e1e22580e37a85d65d77928d35b7a462bf0d828";

/** The hash of the module in it. */
export const ENGINE_WASM_SHA256 = "c9dbaced4472a84cc01ebbd5b2df8cdd89477f8a85d828870b7c09a1292114f2";

/** What it was built from; `kubernetes` is the version for which charts render by default. */
export const ENGINE_VERSIONS = {
  helm: "v4.3.1",
  kustomize: "v0.21.2",
  kubernetes: "v1.37.0",
  go: "go1.26.8",
} as const;
