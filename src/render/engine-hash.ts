/** Made by `npm run build-engine`: what the committed engine must be. */

/** The hash of dist/engine.wasm.br. */
export const ENGINE_SHA256 = "0e8cd3103db576366ef26f8c71eabadd3865de194de5f81f6d2faa236c75d443";

/** The hash of the module in it. */
export const ENGINE_WASM_SHA256 = "478d6e8752ba61ce0cfc25e2597a402b92e2ec0ef46d7f172a91ff44d0ec410d";

/** What it was built from; `kubernetes` is the version for which charts render by default. */
export const ENGINE_VERSIONS = {
  helm: "v4.3.1",
  kustomize: "v0.21.2",
  kubernetes: "v1.37.0",
  go: "go1.26.8",
} as const;
