import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { gzipSync } from "node:zlib";
import { afterAll, beforeAll, describe, expect, jest, test } from "@jest/globals";

import { EngineIntegrityError, startEngine } from "../../../src/render/engine.js";
import type {
  Engine,
  EngineError,
  EngineFile,
  HelmRendering,
  HelmRequest,
  KustomizeRendering,
  KustomizeRequest,
} from "../../../src/render/engine-types.js";
import { compileWorker, type WorkerFile } from "./worker-file.js";

const enginePath = new URL("../../../dist/engine.wasm.br", import.meta.url);

jest.setTimeout(120_000); // starting an instance takes seconds on a busy machine

let worker: WorkerFile;
let engine: Engine;
let hurried: Engine;

beforeAll(() => {
  worker = compileWorker();
  engine = startEngine({ enginePath, workerPath: worker.path, limits: { timeMs: 60_000 } });
  hurried = startEngine({ enginePath, workerPath: worker.path, limits: { timeMs: 5_000 } });
});

afterAll(async () => {
  await Promise.all([engine.close(), hurried.close()]);
  worker.remove();
});

function files(texts: Readonly<Record<string, string | Uint8Array>>): EngineFile[] {
  return Object.entries(texts).map(([path, text]) => ({ path, bytes: Buffer.from(text) }));
}

/** A chart named "shop" with these files; one may be another Chart.yaml. */
function shop(texts: Readonly<Record<string, string | Uint8Array>>): EngineFile[] {
  return files({ "Chart.yaml": "apiVersion: v2\nname: shop\nversion: 1.0.0\n", ...texts });
}

async function render(request: HelmRequest, on = engine): Promise<HelmRendering> {
  const result = await on.renderHelm(request);
  if (!result.ok) throw new Error(`${result.error.kind}: ${result.error.message}`);
  return result.rendering;
}

async function refuse(request: HelmRequest, on = engine): Promise<EngineError> {
  const result = await on.renderHelm(request);
  if (result.ok) throw new Error("The chart was rendered.");
  return result.error;
}

async function build(request: KustomizeRequest, on = engine): Promise<KustomizeRendering> {
  const result = await on.buildKustomize(request);
  if (!result.ok) throw new Error(`${result.error.kind}: ${result.error.message}`);
  return result.rendering;
}

async function refuseBuild(request: KustomizeRequest, on = engine): Promise<EngineError> {
  const result = await on.buildKustomize(request);
  if (result.ok) throw new Error("The kustomization was built.");
  return result.error;
}

const TINY = shop({ "templates/a.yaml": "kind: A\nname: {{ .Release.Name }}\n" });
const PLUGIN = `apiVersion: example.com/v1
kind: Gen
metadata:
  name: made
  annotations: {config.kubernetes.io/function: "exec: {path: ./run.sh}"}
`;
const CONFIG = "apiVersion: v1\nkind: ConfigMap\nmetadata:\n  name: a\n";

describe("a chart", () => {
  test("renders as helm template names its documents, with the files they come from", async () => {
    const alias = "dependencies: [{name: db, version: 1.x, alias: store}]\n";
    const { chart, documents } = await render({
      files: shop({
        "Chart.yaml": `apiVersion: v2\nname: shop\nversion: 1.0.0\nappVersion: "7"\n${alias}`,
        "templates/b.yaml": "kind: B\n",
        "templates/a/z.yaml": "kind: Z\n",
        "templates/empty.yaml": "{{ if false }}kind: Never{{ end }}\n",
        "templates/NOTES.txt": "Thanks.\n",
        "templates/_helpers.tpl": "kind: Never\n",
        "crds/thing.yaml": "kind: CustomResourceDefinition\n",
        "charts/folder/Chart.yaml": "apiVersion: v2\nname: db\nversion: 1.0.0\n",
        "charts/folder/templates/c.yaml": "kind: {{ .Chart.Name }}\n",
        "charts/packed-1.0.0.tgz": archive("packed", {
          "Chart.yaml": "apiVersion: v2\nname: packed\nversion: 1.0.0\n",
          "templates/d.yaml": "kind: D\n",
        }),
      }),
    });

    expect(chart).toEqual({ name: "shop", version: "1.0.0", appVersion: "7", type: "application" });
    expect(documents).toEqual([
      {
        template: "shop/crds/thing.yaml",
        path: "crds/thing.yaml",
        kind: "crd",
        text: "kind: CustomResourceDefinition\n",
      },
      {
        template: "shop/charts/packed/templates/d.yaml",
        path: "charts/packed-1.0.0.tgz",
        kind: "template",
        text: "kind: D\n",
      },
      {
        template: "shop/charts/store/templates/c.yaml",
        path: "charts/folder/templates/c.yaml",
        kind: "template",
        text: "kind: store\n",
      },
      {
        template: "shop/templates/a/z.yaml",
        path: "templates/a/z.yaml",
        kind: "template",
        text: "kind: Z\n",
      },
      { template: "shop/templates/b.yaml", path: "templates/b.yaml", kind: "template", text: "kind: B\n" },
    ]);
  });

  test("renders to the same bytes twice, whatever it asks for", async () => {
    const text =
      'a: {{ randAlphaNum 20 }}{{ uuidv4 }}{{ now }}{{ (genCA "ca" 1).Cert | quote }}{{ genPrivateKey "rsa" | quote }}\n';

    const first = await render({ files: shop({ "templates/a.yaml": text }) });
    await render({ files: TINY });
    const second = await render({ files: shop({ "templates/a.yaml": text }) });

    expect(second).toEqual(first);
  });

  test("takes values in order, then single settings", async () => {
    const { documents } = await render({
      files: shop({ "values.yaml": "a: 0\nb: 0\nc: 0\nd: 0\n", "templates/a.yaml": "{{ toJson .Values }}" }),
      values: [
        { path: "one.yaml", text: "a: 1\nb: 1\nc: 1\n" },
        { path: "two.yaml", text: "b: 2\nc: 2\n" },
      ],
      set: ["c=3"],
      setString: ["d=4"],
    });

    expect(documents[0]?.text).toBe('{"a":1,"b":2,"c":3,"d":"4"}');
  });

  test("lists what its dependencies lack and renders the rest", async () => {
    const { documents, missing } = await render({
      files: shop({
        "Chart.yaml": `apiVersion: v2
name: shop
version: 1.0.0
dependencies:
  - {name: redis, alias: cache, version: 1.x, repository: "https://charts.example.com"}
  - {name: disabled, version: 1.x, repository: "", condition: disabled.enabled}
`,
        "values.yaml": "disabled: {enabled: false}\n",
        "templates/a.yaml": "kind: A\n",
      }),
    });

    expect(documents).toHaveLength(1);
    expect(missing).toEqual([
      {
        name: "redis",
        alias: "cache",
        version: "1.x",
        repository: "https://charts.example.com",
        parent: "shop",
      },
    ]);
  });

  test("misses nothing when a subchart has another version than wanted, because helm renders it", async () => {
    const wanted = "dependencies: [{name: db, version: 2.x, repository: ''}]\n";

    const { documents, missing } = await render({
      files: shop({
        "Chart.yaml": `apiVersion: v2\nname: shop\nversion: 1.0.0\n${wanted}`,
        "charts/db/Chart.yaml": "apiVersion: v2\nname: db\nversion: 1.0.0\n",
        "charts/db/templates/a.yaml": "kind: A\n",
      }),
    });

    expect(documents).toHaveLength(1);
    expect(missing).toEqual([]);
  });

  test("that is a library has no documents", async () => {
    const library = "apiVersion: v2\nname: common\nversion: 1.0.0\ntype: library\n";

    const { chart, documents } = await render({ files: shop({ "Chart.yaml": library }) });

    expect(chart.type).toBe("library");
    expect(documents).toEqual([]);
  });

  test("with a schema that lies elsewhere is rendered, and says that nothing was checked", async () => {
    const { documents, notes } = await render({
      files: shop({
        "values.schema.json": '{"properties": {"a": {"$ref": "https://example.com/schema.json"}}}',
        "templates/a.yaml": "kind: A\n",
      }),
    });

    expect(documents).toHaveLength(1);
    expect(notes).toEqual([expect.stringContaining("https://example.com/schema.json")]);
  });
});

describe("a chart that cannot be rendered", () => {
  test("names the template and the place", async () => {
    const error = await refuse({
      files: shop({
        "templates/a.yaml": 'kind: A\nx: {{ include "inner" . }}\n',
        "templates/_inner.tpl": '{{ define "inner" }}\n{{ .Values.a.b }}{{ end }}\n',
      }),
    });

    expect(error).toMatchObject({
      kind: "template",
      template: "shop/templates/_inner.tpl",
      path: "templates/_inner.tpl",
      line: 2,
      column: 11,
    });
  });

  test.each([
    ["required", '\n\nx: {{ required "x is needed" .Values.x }}\n', 3, 7],
    ["fail", '{{ fail "x" }}\n', 1, 4],
    ["a parse error", "kind: A\n{{ if }}\n", 2, undefined],
    ["an unknown function", "kind: A\n\n{{ nope }}\n", 3, undefined],
  ])("because of %s has a line", async (_title, text, line, column) => {
    const error = await refuse({ files: shop({ "templates/a.yaml": text }) });

    expect(error).toMatchObject({ kind: "template", path: "templates/a.yaml", line });
    expect(error.column).toBe(column);
  });

  test("because of a missing dependency says which", async () => {
    const error = await refuse({
      files: shop({
        "Chart.yaml":
          "apiVersion: v2\nname: shop\nversion: 1.0.0\ndependencies: [{name: common, version: 2.x, repository: ''}]\n",
        "templates/a.yaml": '{{ include "common.names" . }}\n',
      }),
    });

    expect(error).toMatchObject({ kind: "dependency", missing: [{ name: "common", version: "2.x" }] });
  });

  test("because of values names the text and the line", async () => {
    const values = [
      { path: "good.yaml", text: "a: 1\n" },
      { path: "bad.yaml", text: "a: 1\nb: [\n" },
    ];

    const error = await refuse({ files: TINY, values });

    expect(error).toMatchObject({ kind: "values", path: "bad.yaml", line: 2 });
  });

  test("because of a subchart's files names the file", async () => {
    const error = await refuse({
      files: shop({
        "charts/db/Chart.yaml": "apiVersion: v2\nname: db\nversion: 1.0.0\n",
        "charts/db/values.yaml": "a: 1\n b: 2\n",
      }),
    });

    expect(error).toMatchObject({ kind: "values", path: "charts/db/values.yaml", line: 2 });
  });

  test("because of its schema says so, also for a schema that would be read from the machine", async () => {
    const wrong = await refuse({
      files: shop({
        "values.yaml": "a: x\n",
        "values.schema.json": '{"properties": {"a": {"type": "integer"}}}',
      }),
    });
    const local = await refuse({ files: shop({ "values.schema.json": '{"$ref": "file:///etc/passwd"}' }) });

    expect(wrong.kind).toBe("schema");
    expect(local.kind).toBe("schema");
  });

  test("because of its Kubernetes version points to the constraint", async () => {
    const chart = 'apiVersion: v2\nname: shop\nversion: 1.0.0\nkubeVersion: "<1.30"\n';
    const wanted = shop({ "Chart.yaml": chart, "templates/a.yaml": "kind: A\n" });

    const error = await refuse({ files: wanted });

    expect(error).toMatchObject({ kind: "chart", path: "Chart.yaml", line: 4 });
    await expect(render({ files: wanted, kubeVersion: "1.29" })).resolves.toMatchObject({ missing: [] });
  });
});

describe("a chart of another format", () => {
  test("is refused at the line that says so", async () => {
    const error = await refuse({
      files: shop({
        "Chart.yaml": "name: shop\nversion: 1.0.0\napiVersion: v3\n",
        "templates/a.yaml": "kind: A\n",
      }),
    });

    expect(error).toMatchObject({ kind: "chart", path: "Chart.yaml", line: 3 });
  });
});

describe("a hostile chart", () => {
  const LOOP = "{{ range until 100000 }}{{ range until 100000 }}{{ $x := . }}{{ end }}{{ end }}";

  test.each([
    ["that never ends", LOOP, "time"],
    ["that wants a list of a billion", "{{ until 1000000000 | len }}", "memory"],
    [
      "that wants 4 GB",
      '{{ $x := repeat 1000000 "x" }}{{ range until 12 }}{{ $x = printf "%s%s" $x $x }}{{ end }}',
      "memory",
    ],
    ["that repeats beyond any size", '{{ repeat 1000000000 "0123456789" }}', "template"],
    ["that prints 2 GB", '{{ range until 2000 }}{{ repeat 1000000 "x" }}{{ end }}', "memory"],
    ["that prints more than it may", '{{ repeat 30000000 "x" }}', "output"],
    ["that includes itself", '{{ define "a" }}{{ include "a" . }}{{ end }}{{ include "a" . }}', "template"],
    ["that calls itself", '{{ define "a" }}{{ template "a" . }}{{ end }}{{ template "a" . }}', "template"],
  ])("%s gives an error, and the next one renders", async (_title, text, kind) => {
    const error = await refuse(
      { files: shop({ "templates/a.yaml": text }) },
      kind === "time" ? hurried : engine,
    );
    const next = await render({ files: TINY }, kind === "time" ? hurried : engine);

    expect(error.kind).toBe(kind);
    expect(error.message.length).toBeLessThan(5000);
    expect(next.documents).toHaveLength(1);
  });

  test("reads nothing but its own files", async () => {
    const text =
      '[{{ .Files.Get "/etc/hostname" }}{{ .Files.Get "../x" }}{{ getHostByName "example.com" }}{{ lookup "v1" "Pod" "" "" | len }}]';

    const { documents } = await render({ files: shop({ "templates/a.yaml": text }) });

    expect(documents[0]?.text).toBe("[0]");
  });
});

describe("a kustomization", () => {
  test("gives resources in order, with their origins relative to the repository", async () => {
    const { resources, output, notes } = await build({
      directory: "apps/over",
      files: files({
        "apps/base/kustomization.yaml": "resources: [config.yaml]\n",
        "apps/base/config.yaml": CONFIG,
        "apps/over/kustomization.yaml":
          "resources: [../base]\nnamePrefix: p-\nconfigMapGenerator: [{name: made, literals: [a=b]}]\n",
      }),
    });

    expect(resources.map(({ origin }) => origin)).toEqual([
      { path: "apps/base/config.yaml" },
      {
        configuredIn: "apps/over/kustomization.yaml",
        configuredBy: { apiVersion: "builtin", kind: "ConfigMapGenerator" },
      },
    ]);
    expect(resources.map(({ text }) => text).join("---\n")).toBe(output);
    expect(output).not.toContain("config.kubernetes.io/origin");
    expect(notes).toEqual([]);
  });

  test("may load files beside it, and says so, unless that is forbidden", async () => {
    const request = {
      directory: "app",
      files: files({ "app/kustomization.yaml": "resources: [../other/a.yaml]\n", "other/a.yaml": CONFIG }),
    };

    const loose = await build(request);
    const strict = await refuseBuild({ ...request, loadRestrictor: "root-only" });

    expect(loose.notes).toHaveLength(1);
    expect(strict).toMatchObject({
      kind: "kustomize",
      message: expect.stringContaining("is not in or below"),
    });
  });

  test.each([
    ["a plugin", "generators: [made.yaml]", '"Gen" is not run'],
    [
      "a git repository",
      "resources: ['git@example.com:a/b.git']",
      '"git@example.com:a/b.git" is not fetched',
    ],
    ["a remote folder", "resources: ['https://github.com/a/b//c?ref=v1']", "is not fetched"],
    ["a remote file", "resources: ['https://example.com/a.yaml']", "is not fetched"],
    ["a chart", "helmCharts: [{name: a, repo: 'https://example.com', version: 1.0.0}]", "is not inflated"],
    ["a file of the machine", "configMapGenerator: [{name: a, files: [/etc/passwd]}]", "doesn't exist"],
    ["a file above the repository", "resources: [../../etc/passwd]", "doesn't exist"],
    ["itself", "resources: [../app]", "cycle detected"],
  ])("that wants %s gets an error, and the next one is built", async (_title, text, message) => {
    const error = await refuseBuild({
      directory: "app",
      files: files({ "app/kustomization.yaml": `${text}\n`, "app/made.yaml": PLUGIN }),
    });
    const next = await build({
      directory: "",
      files: files({ "kustomization.yaml": "resources: [a.yaml]\n", "a.yaml": CONFIG }),
    });

    expect(error).toMatchObject({ kind: "kustomize", path: "app/kustomization.yaml" });
    expect(error.message).toContain(message);
    expect(next.output).toBe(CONFIG);
  });

  test("names the file at fault and its line", async () => {
    const error = await refuseBuild({
      directory: "over",
      files: files({
        "over/kustomization.yaml": "resources: [../base]\n",
        "base/kustomization.yaml": "resources: [a.yaml]\n",
        "base/a.yaml": "kind: A\n b: 2\n",
      }),
    });

    expect(error).toMatchObject({ kind: "kustomize", path: "base/a.yaml", line: 2 });
  });

  test("that is full of aliases is stopped in time", async () => {
    const letters = "abcdefghij".split("");
    const bomb = letters.map((letter, index) => {
      const value = index === 0 ? "x" : `*${letters[index - 1]}`;
      return `  ${letter}: &${letter} [${Array(9).fill(value).join(", ")}]\n`;
    });
    const request = (text: string) => ({
      directory: "",
      files: files({ "kustomization.yaml": "resources: [a.yaml]\n", "a.yaml": text }),
    });

    const error = await refuseBuild(request(`${CONFIG}data:\n${bomb.join("")}`), hurried);
    const next = await build(request(CONFIG), hurried);

    expect(["time", "memory", "kustomize"]).toContain(error.kind);
    expect(next.output).toBe(CONFIG);
  });
});

describe("the host", () => {
  test("refuses an engine with another hash", async () => {
    const folder = mkdtempSync(join(tmpdir(), "engine-test-"));
    const path = join(folder, "engine.wasm.br");
    writeFileSync(path, "not the engine");
    const wrong = startEngine({ enginePath: path, workerPath: worker.path });

    await expect(wrong.renderHelm({ files: TINY })).rejects.toThrow(EngineIntegrityError);

    rmSync(folder, { recursive: true });
  });

  test("answers requests that come at once, each its own", async () => {
    const texts = ["one", "two", "three"];

    const renderings = await Promise.all(texts.map((name) => render({ files: TINY, releaseName: name })));

    expect(renderings.map(({ documents }) => documents[0]?.text)).toEqual(
      texts.map((name) => `kind: A\nname: ${name}\n`),
    );
  });

  test("ends a request that is under way when it is closed", async () => {
    const closing = startEngine({ enginePath, workerPath: worker.path });
    const loop = "{{ range until 100000 }}{{ range until 100000 }}{{ $x := . }}{{ end }}{{ end }}";
    await render({ files: shop({ "templates/a.yaml": "kind: A\n" }) }, closing);

    const pending = refuse({ files: shop({ "templates/a.yaml": loop }) }, closing);
    setTimeout(() => void closing.close(), 500);

    expect((await pending).kind).toBe("trap");
  });
});

/** A packed chart. */
function archive(folder: string, texts: Readonly<Record<string, string>>): Uint8Array {
  const entries = Object.entries(texts).map(([path, text]) => tarEntry(`${folder}/${path}`, text));
  return gzipSync(Buffer.concat([...entries, Buffer.alloc(1024)]));
}

/** Header and content in blocks of 512 bytes (POSIX ustar). */
function tarEntry(name: string, text: string): Buffer {
  const header = Buffer.alloc(512);
  header.write(name, 0);
  header.write("0000644\0", 100);
  header.write(`${text.length.toString(8).padStart(11, "0")}\0`, 124);
  header.write("00000000000\0", 136);
  header.write("        ", 148);
  header.write("0", 156);
  header.write("ustar\x0000", 257);
  const sum = header.reduce((total, byte) => total + byte, 0);
  header.write(`${sum.toString(8).padStart(6, "0")}\0 `, 148);
  const content = Buffer.alloc(Math.ceil(text.length / 512) * 512);
  content.write(text);
  return Buffer.concat([header, content]);
}
