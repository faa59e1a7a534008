/** Made by `npm run build-engine`: what the committed engine must be. */

/** The hash of dist/engine.wasm.br. */
export const ENGINE_SHA256 = "44afd38eb7def30cb838c757af4a1ba7d8ea180bbde6bc6cdae3229d9cdd96c0";

/** The hash of the module in it. */
export const ENGINE_WASM_SHA256 = "7b0e9465ca0991464d95aedecb7b36daa8156748d38366144146d0e0dd6ea798";

/** What it was built from; `kubernetes` is the version for which charts render by default. */
export const ENGINE_VERSIONS = {
  helm: "v4.3.1",
  kustomize: "v0.21.2",
  kubernetes: "v1.37.0",
  go: "go1.26.8",
} as const;
