/** Made by `npm run build-engine`: what the committed engine must be. */

/** The hash of dist/engine.wasm.br. */
export const ENGINE_SHA256 = "dbc26274097c55bfd88b6e555cb62f76f68c1ef88142049e244ef28b4da4adef";

/** The hash of the module in it. */
export const ENGINE_WASM_SHA256 = "c99910f31ce89920ed7404f9ff70bee3ca6f85952bfd7d15094596b20616a098";

/** What it was built from; `kubernetes` is the version for which charts render by default. */
export const ENGINE_VERSIONS = {
  helm: "v4.3.1",
  kustomize: "v0.21.2",
  kubernetes: "v1.37.0",
  go: "go1.26.8",
} as const;
