/** Made by `npm run build-engine`: what the committed engine must be. */

/** The hash of dist/engine.wasm.br. */
export const ENGINE_SHA256 = "dd8777313f11cdf19731ca10d5b05bed21aada635cb2a9c7cbd88c160ed5c22d";

/** The hash of the module in it. */
export const ENGINE_WASM_SHA256 = "ee903fb6c40587a00cc44ae30c34937113d79f787b17c8425b9b92600b8e468f";

/** What it was built from; `kubernetes` is the version for which charts render by default. */
export const ENGINE_VERSIONS = {
  helm: "v4.3.1",
  kustomize: "v0.21.2",
  kubernetes: "v1.37.0",
  go: "go1.26.8",
} as const;
