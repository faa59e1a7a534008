/**
 * Makes the expected outputs of the parity suite with the real helm and kustomize, built from engine/cli. It never loads the
 * engine, so the two cannot agree by mistake.
 *
 * --check   makes them anew and compares; skipped without the pinned Go
 */

import { execFileSync, spawnSync } from "node:child_process";
import {
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  writeFileSync,
} from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join, relative } from "node:path";
import { fileURLToPath } from "node:url";

const GO_VERSION = "go1.26.8";

// The modules that decide about an output.
const DECISIVE = [
  "github.com/Masterminds/sprig/v3",
  "helm.sh/helm/v4",
  "k8s.io/client-go",
  "sigs.k8s.io/kustomize/api",
  "sigs.k8s.io/kustomize/kustomize/v5",
  "sigs.k8s.io/kustomize/kyaml",
  "sigs.k8s.io/yaml",
];

const root = join(dirname(fileURLToPath(import.meta.url)), "..");
const source = join(root, "engine/cli");
const suite = join(root, "__tests__/conformance/parity");
const goEnv = { ...process.env, GOFLAGS: "", GOTOOLCHAIN: "local", GOWORK: "off", CGO_ENABLED: "0" };

main(process.argv.includes("--check"));

function main(isCheck) {
  const found = goVersion();
  if (found !== GO_VERSION) {
    const message = `The command lines are built with ${GO_VERSION} alone, and this machine has ${found ?? "no Go"}.`;
    if (isCheck) return console.log(`${message} The check is skipped.`);
    throw new Error(message);
  }
  const folder = mkdtempSync(join(tmpdir(), "parity-"));
  try {
    const outputs = runAll(buildTools(folder), folder);
    if (isCheck) return compare(outputs);
    write(outputs);
  } finally {
    rmSync(folder, { recursive: true });
  }
}

function goVersion() {
  try {
    return go(["env", "GOVERSION"]).trim();
  } catch {
    return undefined;
  }
}

function go(parameters) {
  return execFileSync("go", parameters, { cwd: source, env: goEnv, encoding: "utf8", maxBuffer: 1e9 });
}

function buildTools(folder) {
  const helm = join(folder, "helm");
  const kustomize = join(folder, "kustomize");
  const flags = ["-trimpath", "-buildvcs=false", "-mod=readonly"];
  // What the release build of helm sets: without it the version has no patch level.
  const version = `-X helm.sh/helm/v4/internal/version.version=${versionOf("helm.sh/helm/v4")}`;
  go(["build", ...flags, "-ldflags", version, "-o", helm, "helm.sh/helm/v4/cmd/helm"]);
  go(["build", ...flags, "-o", kustomize, "sigs.k8s.io/kustomize/kustomize/v5"]);
  return { helm, kustomize };
}

function versionOf(path) {
  return go(["list", "-mod=readonly", "-m", "-f", "{{.Version}}", path]).trim();
}

/** All expected files, by path relative to `expected/`. */
function runAll({ helm, kustomize }, folder) {
  const outputs = new Map();
  for (const name of readdirSync(join(suite, "charts")).sort()) {
    record(outputs, `charts/${name}`, runHelm(helm, join(suite, "charts", name), folder));
  }
  for (const name of readdirSync(join(suite, "overlays")).sort()) {
    record(outputs, `overlays/${name}`, runKustomize(kustomize, join(suite, "overlays", name), folder));
  }
  outputs.set(
    "versions.json",
    `${JSON.stringify({ helm: modules(helm), kustomize: modules(kustomize) }, null, 2)}\n`,
  );
  return outputs;
}

/** What a tool prints, or, where it refuses, its error. */
function record(outputs, name, { status, stdout, stderr }) {
  if (status === 0) return outputs.set(`${name}.yaml`, stdout);
  const start = stderr.indexOf("Error: ");
  if (start < 0) throw new Error(`${name}: ${stderr}`);
  outputs.set(`${name}.error.txt`, stderr.slice(start));
}

function runHelm(helm, cwd, folder) {
  const wanted = readCase(cwd);
  const parameters = ["template"];
  if (wanted.releaseName !== undefined) parameters.push(wanted.releaseName);
  parameters.push("chart", "--include-crds");
  if (wanted.namespace !== undefined) parameters.push("--namespace", wanted.namespace);
  if (wanted.kubeVersion !== undefined) parameters.push("--kube-version", wanted.kubeVersion);
  for (const version of wanted.apiVersions ?? []) parameters.push("--api-versions", version);
  for (const path of wanted.values ?? []) parameters.push("--values", path);
  for (const setting of wanted.set ?? []) parameters.push("--set", setting);
  for (const setting of wanted.setString ?? []) parameters.push("--set-string", setting);
  return spawnSync(helm, parameters, { cwd, env: emptyEnv(folder), encoding: "utf8", maxBuffer: 1e9 });
}

function runKustomize(kustomize, cwd, folder) {
  const parameters = ["build", readCase(cwd).directory ?? "overlay"];
  return spawnSync(kustomize, parameters, { cwd, env: emptyEnv(folder), encoding: "utf8", maxBuffer: 1e9 });
}

function readCase(folder) {
  return JSON.parse(readFileSync(join(folder, "case.json"), "utf8"));
}

/** No configuration, plugin, cluster or cache of the machine can take part. */
function emptyEnv(folder) {
  const home = join(folder, "home");
  return {
    HOME: home,
    HELM_CONFIG_HOME: home,
    HELM_CACHE_HOME: home,
    HELM_DATA_HOME: home,
    KUBECONFIG: join(home, "none"),
  };
}

/** The modules inside a program that decide about its output, as the program itself records them. */
function modules(program) {
  const lines = go(["version", "-m", program]).split("\n");
  const found = {};
  for (const line of lines) {
    const [, kind, path, version] = line.split("\t");
    if ((kind === "mod" || kind === "dep") && DECISIVE.includes(path)) found[path] = version;
  }
  return found;
}

function write(outputs) {
  rmSync(join(suite, "expected"), { recursive: true, force: true });
  for (const [name, text] of outputs) {
    const path = join(suite, "expected", name);
    mkdirSync(dirname(path), { recursive: true });
    writeFileSync(path, text);
  }
  console.log(`${outputs.size} files in ${relative(root, join(suite, "expected"))}.`);
}

/** Random outputs differ each time; the list of them is the test's own. */
function compare(outputs) {
  const random = ["charts/random.yaml"];
  const problems = [];
  for (const [name, text] of outputs) {
    const path = join(suite, "expected", name);
    if (!existsSync(path)) problems.push(`${name} is missing`);
    else if (!random.includes(name) && readFileSync(path, "utf8") !== text) problems.push(`${name} differs`);
  }
  for (const path of readdirSync(join(suite, "expected"), { recursive: true, withFileTypes: true })) {
    const name = relative(join(suite, "expected"), join(path.parentPath, path.name));
    if (path.isFile() && !outputs.has(name)) problems.push(`${name} is made by no fixture`);
  }
  if (problems.length > 0) throw new Error(`${problems.join("; ")}: run \`node scripts/parity.mjs\`.`);
  console.log(`${outputs.size} expected files are up to date.`);
}
