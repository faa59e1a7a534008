/** The engine prints what the real helm and kustomize print; scripts/parity.mjs made the expected outputs with them alone. */

import { existsSync, readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { afterAll, beforeAll, describe, expect, jest, test } from "@jest/globals";

import { startEngine } from "../../src/render/engine.js";
import { ENGINE_VERSIONS } from "../../src/render/engine-hash.js";
import type { Engine, EngineFile, HelmRequest, HelmRendering } from "../../src/render/engine-types.js";
import { compileWorker, type WorkerFile } from "../unit/render/worker-file.js";

const suite = fileURLToPath(new URL("parity/", import.meta.url));
const enginePath = new URL("../../dist/engine.wasm.br", import.meta.url);

jest.setTimeout(120_000); // starting an instance takes seconds on a busy machine

/** Fixtures whose output may differ from the command line's, and why. */
const ALLOWED_DIFFERENCES: Readonly<Record<string, string>> = {
  random: "What is random or reads a clock is replaced by constants of the same shape.",
};

interface Case extends Omit<HelmRequest, "files" | "values"> {
  readonly values?: readonly string[];
  readonly directory?: string;
}

let worker: WorkerFile;
let engine: Engine;

beforeAll(() => {
  worker = compileWorker();
  engine = startEngine({ enginePath, workerPath: worker.path, limits: { timeMs: 60_000 } });
});

afterAll(async () => {
  await engine.close();
  worker.remove();
});

describe("the expected outputs", () => {
  test("come from the versions that are in the engine", () => {
    const made = JSON.parse(readFileSync(join(suite, "expected/versions.json"), "utf8"));

    expect(made.helm["helm.sh/helm/v4"]).toBe(ENGINE_VERSIONS.helm);
    expect(made.kustomize["sigs.k8s.io/kustomize/api"]).toBe(ENGINE_VERSIONS.kustomize);
  });

  test("exist for every fixture and for nothing else", () => {
    for (const kind of ["charts", "overlays"]) {
      const expected = readdirSync(join(suite, "expected", kind)).map((name) => name.split(".")[0]);

      expect(new Set(expected)).toEqual(new Set(readdirSync(join(suite, kind))));
    }
  });
});

describe("helm template", () => {
  test.each(readdirSync(join(suite, "charts")))("%s", async (name) => {
    const folder = join(suite, "charts", name);
    const { values, ...rest } = readCase(folder);
    const texts = values?.map((path) => ({ path, text: readFileSync(join(folder, path), "utf8") }));

    const result = await engine.renderHelm({
      ...rest,
      files: readFiles(join(folder, "chart")),
      ...(texts && { values: texts }),
    });

    const refusal = readExpected(`charts/${name}.error.txt`);
    if (refusal !== undefined) {
      if (result.ok) throw new Error(`helm refuses ${name}: ${refusal}`);
      expect(plainText(refusal)).toBe(plainText(`Error: ${result.error.message}`));
      return;
    }
    if (!result.ok) throw new Error(`${result.error.kind}: ${result.error.message}`);
    const found = documentsOfEngine(result.rendering);
    const expected = documentsOfHelm(readExpected(`charts/${name}.yaml`) ?? "");
    if (ALLOWED_DIFFERENCES[name] === undefined) expect(found).toEqual(expected);
    else expect(shapes(found)).toEqual(shapes(expected));
  });
});

describe("kustomize build", () => {
  test.each(readdirSync(join(suite, "overlays")))("%s", async (name) => {
    const folder = join(suite, "overlays", name);
    const { directory = "overlay" } = readCase(folder);

    const result = await engine.buildKustomize({ files: readFiles(folder), directory });

    if (!result.ok) throw new Error(`${result.error.kind}: ${result.error.message}`);
    expect(result.rendering.output).toBe(readExpected(`overlays/${name}.yaml`));
    expect(result.rendering.resources.map(({ text }) => text).join("---\n")).toBe(result.rendering.output);
    expect(result.rendering.notes).toEqual([]);
  });
});

function readCase(folder: string): Case {
  return JSON.parse(readFileSync(join(folder, "case.json"), "utf8"));
}

function readExpected(name: string): string | undefined {
  const path = join(suite, "expected", name);
  return existsSync(path) ? readFileSync(path, "utf8") : undefined;
}

function readFiles(folder: string): EngineFile[] {
  const entries = readdirSync(folder, { recursive: true, withFileTypes: true });
  return entries
    .filter((entry) => entry.isFile())
    .map((entry) => join(entry.parentPath, entry.name))
    .map((path) => ({ path: path.slice(folder.length + 1), bytes: readFileSync(path) }));
}

type Documents = Record<string, string[]>;

/** By source; the command line sorts documents by kind, so those of one source are compared in the order of their text. */
function documentsOfHelm(output: string): Documents {
  const documents: Documents = {};
  for (const part of output.split(/^---\n# Source: /m).slice(1)) {
    const [source = "", ...lines] = part.split("\n");
    for (const text of split(lines.join("\n"))) (documents[source] ??= []).push(text);
  }
  return sorted(documents);
}

function documentsOfEngine({ documents }: HelmRendering): Documents {
  const found: Documents = {};
  for (const { template, text } of documents) {
    for (const part of split(text)) (found[template] ??= []).push(part);
  }
  return sorted(found);
}

/** As helm splits a template's output: at lines that start with three dashes, whatever follows. */
function split(text: string): string[] {
  const parts = text.trimStart().split(/^---[ \t]*/m);
  return parts.map((part) => part.trim()).filter((part) => part !== "");
}

function sorted(documents: Documents): Documents {
  for (const texts of Object.values(documents)) texts.sort();
  return documents;
}

/** Lines of equal key and length: what a constant in place of a random text must keep. */
function shapes(documents: Documents): string[] {
  return Object.values(documents)
    .flat()
    .flatMap((text) => text.split("\n"))
    .map((line) =>
      /\b(key|keyEd|ca|cert|certKey|self): /.test(line)
        ? pemShape(line)
        : `${line.split(":")[0]} ${line.length}`,
    );
}

/** The label alone: the size of a key or certificate varies. */
function pemShape(line: string): string {
  return line.replace(/-----\\n.*?\\n-----/, "----- -----");
}

/** Without the command line's advice, which concerns nobody here. */
function plainText(message: string): string {
  return message.replace("Use --debug flag to render out invalid YAML", "").trim();
}
