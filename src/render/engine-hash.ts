/** Made by `npm run build-engine`: what the committed engine must be. */

/** The hash of dist/engine.wasm.br. */
export const ENGINE_SHA256 = "a915992c0f5b631f776eab56e3c7cd99bcc14a4fcbc54fec276a65d59996467b";

/** The hash of the module in it. */
export const ENGINE_WASM_SHA256 = "67703ace78ca2d2415acc22cb5fd56d11975eb6eee09c37927db84adb8409cc1";

/** What it was built from; `kubernetes` is the version for which charts render by default. */
export const ENGINE_VERSIONS = {
  helm: "v4.3.1",
  kustomize: "v0.21.2",
  kubernetes: "v1.37.0",
  go: "go1.26.8",
} as const;
