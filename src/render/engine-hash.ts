/** Made by `npm run build-engine`: what the committed engine must be. */

/** The hash of dist/engine.wasm.br. */
export const ENGINE_SHA256 = "029948a5bba2a8de374315d4570e9ee688686ed75534f34fab90b4ccdfb10517";

/** The hash of the module in it. */
export const ENGINE_WASM_SHA256 = "c47815dcf65401d976a3ae0bb9a74f7b25bcba17c9905fcaffd250a4a20a2d74";

/** What it was built from; `kubernetes` is the version for which charts render by default. */
export const ENGINE_VERSIONS = {
  helm: "v4.3.1",
  kustomize: "v0.21.2",
  kubernetes: "v1.37.0",
  go: "go1.26.8",
} as const;
