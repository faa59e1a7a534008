/**
 * Builds engine/ into dist/engine.wasm.br, src/render/engine-hash.ts and engine/licenses.txt.
 *
 * --check     runs the tests of engine/, builds anew, compares with the committed files and writes nothing; skipped without the pinned Go
 * --notices   writes engine/licenses.txt alone
 */

import { execFileSync } from "node:child_process";
import { createHash } from "node:crypto";
import { mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";
import { brotliCompressSync, brotliDecompressSync, constants } from "node:zlib";

const GO_VERSION = "go1.26.8";
const MAXIMUM_MEMORY_BYTES = 512 * 1024 * 1024;
const MAXIMUM_PACKED_BYTES = 8 * 1024 * 1024;

// The memory section of a module: https://webassembly.github.io/spec/core/binary/modules.html
const HEADER_BYTES = 8;
const MEMORY_SECTION = 5;
const PAGE_BYTES = 65536;

const root = join(dirname(fileURLToPath(import.meta.url)), "..");
const source = join(root, "engine");
const packedPath = join(root, "dist/engine.wasm.br");
const hashPath = join(root, "src/render/engine-hash.ts");
const licensesPath = join(root, "engine/licenses.txt");

const target = { GOOS: "wasip1", GOARCH: "wasm", CGO_ENABLED: "0" };

main(process.argv.slice(2));

function main(options) {
  const isCheck = options.includes("--check");
  const found = goVersion();
  if (found !== GO_VERSION) {
    const message = `The engine is built with ${GO_VERSION} alone, and this machine has ${found ?? "no Go"}.`;
    if (isCheck) return console.log(`${message} The check is skipped.`);
    throw new Error(message);
  }
  if (options.includes("--notices")) return writeFileSync(licensesPath, licenses());
  if (isCheck) return check();
  write();
}

function goVersion() {
  try {
    return go(["env", "GOVERSION"]).trim();
  } catch {
    return undefined;
  }
}

function write() {
  const module = build();
  const packed = pack(module);
  if (packed.byteLength > MAXIMUM_PACKED_BYTES) {
    throw new Error(`The engine has ${packed.byteLength} bytes, and ${MAXIMUM_PACKED_BYTES} are allowed.`);
  }
  writeFileSync(packedPath, packed);
  writeFileSync(hashPath, constantsFile(packed, module));
  writeFileSync(licensesPath, licenses());
  console.log(`dist/engine.wasm.br: ${packed.byteLength} bytes, ${module.byteLength} unpacked.`);
}

/** The packed bytes depend on the brotli library inside Node, so the modules are compared. */
function check() {
  test();
  const built = sha256(build());
  const packed = readFileSync(packedPath);
  const committed = unpack(packed);
  const problems = [];
  if (built !== sha256(committed)) problems.push("dist/engine.wasm.br is not what engine/ builds to");
  if (readFileSync(hashPath, "utf8") !== constantsFile(packed, committed)) {
    problems.push("src/render/engine-hash.ts does not describe dist/engine.wasm.br");
  }
  if (readFileSync(licensesPath, "utf8") !== licenses()) problems.push("engine/licenses.txt is out of date");
  if (packed.byteLength > MAXIMUM_PACKED_BYTES) problems.push("dist/engine.wasm.br is larger than 8 MB");
  if (problems.length > 0) throw new Error(`${problems.join("; ")}: run \`npm run build-engine\`.`);
  console.log("The engine is up to date.");
}

/** Runs the tests written in Go, which need no WebAssembly. */
function test() {
  const env = { ...process.env, GOFLAGS: "", GOTOOLCHAIN: "local", GOWORK: "off", GOEXPERIMENT: "" };
  execFileSync("go", ["test", "-mod=readonly", "./..."], { cwd: source, env, stdio: "inherit" });
}

/** Compiles engine/ in a temporary folder and returns the module, whose memory is limited. */
function build() {
  const folder = mkdtempSync(join(tmpdir(), "engine-"));
  try {
    const output = join(folder, "engine.wasm");
    const flags = ["-trimpath", "-buildvcs=false", "-buildmode=c-shared", "-mod=readonly"];
    go(["build", ...flags, `-ldflags=-s -w -buildid= ${releaseVersions()}`, "-o", output, "."]);
    return limitMemory(readFileSync(output));
  } finally {
    rmSync(folder, { recursive: true });
  }
}

/** What the releases of helm and kustomize set at their build: charts and labels can print both. */
function releaseVersions() {
  const helm = versionOf("helm.sh/helm/v4");
  const kustomize = versionOf("sigs.k8s.io/kustomize/kustomize/v5", "cli/go.mod");
  return `-X helm.sh/helm/v4/internal/version.version=${helm} -X sigs.k8s.io/kustomize/api/provenance.version=${kustomize}`;
}

function go(parameters) {
  const env = {
    ...process.env,
    GOFLAGS: "",
    GOTOOLCHAIN: "local",
    GOWORK: "off",
    GOEXPERIMENT: "",
    ...target,
  };
  return execFileSync("go", parameters, { cwd: source, env, encoding: "utf8", maxBuffer: 1e9 });
}

/** The version of a module that engine/go.mod requires, or another such file below engine/. */
function versionOf(path, file = "go.mod") {
  const line = readFileSync(join(source, file), "utf8")
    .split("\n")
    .find((text) => text.trim().startsWith(`${path} v`));
  if (line === undefined) throw new Error(`engine/${file} does not require ${path}.`);
  return line.trim().split(" ")[1];
}

function pack(module) {
  return brotliCompressSync(module, {
    params: {
      [constants.BROTLI_PARAM_QUALITY]: 11,
      [constants.BROTLI_PARAM_LARGE_WINDOW]: 1,
      [constants.BROTLI_PARAM_LGWIN]: 25,
      [constants.BROTLI_PARAM_SIZE_HINT]: module.byteLength,
    },
  });
}

function unpack(packed) {
  return brotliDecompressSync(packed, { params: { [constants.BROTLI_DECODER_PARAM_LARGE_WINDOW]: 1 } });
}

function constantsFile(packed, module) {
  return `/** Made by \`npm run build-engine\`: what the committed engine must be. */

/** The hash of dist/engine.wasm.br. */
export const ENGINE_SHA256 = "${sha256(packed)}";

/** The hash of the module in it. */
export const ENGINE_WASM_SHA256 = "${sha256(module)}";

/** What it was built from; \`kubernetes\` is the version for which charts render by default. */
export const ENGINE_VERSIONS = {
  helm: "${versionOf("helm.sh/helm/v4")}",
  kustomize: "${versionOf("sigs.k8s.io/kustomize/api")}",
  kubernetes: "${kubernetesVersion()}",
  go: "${GO_VERSION}",
} as const;
`;
}

/** Helm derives its default from the client's version: v0.37.1 stands for Kubernetes v1.37.0. */
function kubernetesVersion() {
  return versionOf("k8s.io/client-go").replace(/^v0\.(\d+)\..*$/, "v1.$1.0");
}

function sha256(bytes) {
  return createHash("sha256").update(bytes).digest("hex");
}

/** Go's linker sets no maximum, so the memory could grow to 4 GB. This writes one into the module. */
function limitMemory(module) {
  let offset = HEADER_BYTES;
  while (offset < module.length) {
    const size = readNumber(module, offset + 1);
    const end = size.next + size.value;
    if (module[offset] === MEMORY_SECTION) {
      const section = memorySection(module.subarray(size.next, end));
      return Buffer.concat([module.subarray(0, offset), section, module.subarray(end)]);
    }
    offset = end;
  }
  throw new Error("The module has no memory section.");
}

function memorySection(content) {
  const [count, flags] = content;
  if (count !== 1 || flags !== 0) throw new Error("The module must have one memory without a maximum.");
  const minimum = readNumber(content, 2).value;
  const maximum = MAXIMUM_MEMORY_BYTES / PAGE_BYTES;
  const limited = [1, 1, ...writeNumber(minimum), ...writeNumber(maximum)];
  return Buffer.from([MEMORY_SECTION, ...writeNumber(limited.length), ...limited]);
}

/** Unsigned LEB128. */
function readNumber(bytes, start) {
  let value = 0;
  let next = start;
  for (let factor = 1; ; factor *= 128) {
    const byte = bytes[next++];
    value += (byte & 127) * factor;
    if (byte < 128) return { value, next };
  }
}

function writeNumber(value) {
  const bytes = [];
  let rest = value;
  while (rest > 127) {
    bytes.push((rest % 128) + 128);
    rest = Math.floor(rest / 128);
  }
  return [...bytes, rest];
}

/** Name, version and licence texts of all that is linked into the engine. */
function licenses() {
  const goRoot = go(["env", "GOROOT"]).trim();
  const modules = new Map([["Go standard library and runtime", [GO_VERSION, new Set([goRoot])]]]);
  for (const { Dir: folder, Module: module } of linkedPackages()) {
    const { Path: path, Version: version, Dir: top } = module?.Replace ?? module ?? {};
    if (version === undefined) continue; // the standard library, ourselves, and our stand-ins
    const [, folders] = modules.get(path) ?? [version, new Set()];
    for (let current = folder; current.startsWith(top); current = dirname(current)) folders.add(current);
    modules.set(path, [version, folders]);
  }
  const sections = [...modules].sort(([a], [b]) => (a < b ? -1 : 1)).map(licenseSection);
  return `Licences of the software in dist/engine.wasm.br.\n\n${sections.join("\n")}`;
}

function linkedPackages() {
  const text = go(["list", "-mod=readonly", "-deps", "-json=Dir,Module", "."]);
  return JSON.parse(`[${text.replaceAll("\n}\n{", "\n},\n{")}]`);
}

function licenseSection([path, [version, folders]]) {
  const texts = new Set();
  for (const folder of Array.from(folders).sort((a, b) => (a < b ? -1 : 1))) {
    for (const name of readdirSync(folder).sort()) {
      if (!/^(licen[cs]e|copying|notice|patents)(\.|-|$)/i.test(name) || name.endsWith(".go")) continue;
      texts.add(readFileSync(join(folder, name), "utf8").replaceAll("\r\n", "\n").trim());
    }
  }
  if (texts.size === 0) throw new Error(`${path} ${version} comes without a licence text.`);
  const line = "=".repeat(80);
  return `${line}\n${path} ${version}\n${line}\n\n${[...texts].join("\n\n-----\n\n")}\n`;
}
