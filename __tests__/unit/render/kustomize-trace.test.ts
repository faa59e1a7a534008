import { afterAll, beforeAll, describe, expect, jest, test } from "@jest/globals";
import { asRepoPath } from "../../../src/core/location.js";
import type { RenderedText } from "../../../src/core/rendering.js";
import type { Target } from "../../../src/core/target.js";
import { startEngine } from "../../../src/render/engine.js";
import type { Engine } from "../../../src/render/engine-types.js";
import { renderKustomization } from "../../../src/render/kustomize.js";
import { traceOverlay } from "../../../src/render/kustomize-trace.js";
import { revisionOf } from "../../fakes/revision.js";
import { compileWorker, type WorkerFile } from "./worker-file.js";

jest.setTimeout(120_000); // starting an instance takes seconds on a busy machine

const enginePath = new URL("../../../dist/engine.wasm.br", import.meta.url);

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

const sources = {
  "base/kustomization.yaml": "resources: [pod.yaml]\n",
  "base/pod.yaml": [
    "apiVersion: v1",
    "kind: Pod",
    "metadata:",
    "  name: web # 😀 before what follows",
    "spec:",
    "  containers:",
    "    - name: web",
    "      image: nginx",
    "      securityContext:",
    "        privileged: false",
    "    - name: side",
    "      args: [--quiet]",
    "      image: side:1",
    "",
  ].join("\r\n"),
  "prod/kustomization.yml": [
    "resources: [../base]",
    "namePrefix: prod-",
    "images:",
    "  - name: nginx",
    "    newTag: latest",
    "patches:",
    "  - patch: |-",
    "      apiVersion: v1",
    "      kind: Pod",
    "      metadata:",
    "        name: web",
    "      spec:",
    "        hostNetwork: true",
    "        containers:",
    "          - name: web",
    "            securityContext:",
    "              privileged: true",
    "",
  ].join("\n"),
};
const revision = revisionOf(sources);
const target: Target = {
  id: "kustomize:prod",
  kind: "kustomize",
  path: asRepoPath("prod"),
  values: [],
  inputs: Object.keys(sources).map((path) => asRepoPath(path)),
  touched: false,
};

/** The places behind a piece of the only text, as path, line and text. */
async function placesOf(find: (text: string) => readonly [number, number]): Promise<readonly string[]> {
  const { rendering } = await renderKustomization(target, revision, engine);
  const texts = rendering?.texts ?? [];
  const traces = await traceOverlay(target, texts, revision, engine);
  const [text] = texts as readonly [RenderedText];
  const [start, end] = find(text.text);
  return (traces.get(text)?.placesOf(start, end) ?? []).map((place) => {
    const source = sources[place.path as keyof typeof sources];
    const line = source.slice(0, place.start).split("\n").length;
    return `${place.part} ${place.path}:${line} ${source.slice(place.start, place.end)}`;
  });
}

function piece(wanted: string): (text: string) => readonly [number, number] {
  return (text) => {
    const start = text.indexOf(wanted);
    if (start === -1) throw new Error(`The text has no ${wanted}:\n${text}`);
    return [start, start + wanted.length];
  };
}

describe("a field", () => {
  test("that no patch touches leads to the file of the object", async () => {
    expect(await placesOf(piece("image: side:1"))).toEqual(["resource base/pod.yaml:13 image: side:1"]);
  });

  test("that a patch sets leads to the patch", async () => {
    expect(await placesOf(piece("privileged: true"))).toEqual([
      "patch prod/kustomization.yml:17 privileged: true",
    ]);
    expect(await placesOf(piece("hostNetwork: true"))).toEqual([
      "patch prod/kustomization.yml:13 hostNetwork: true",
    ]);
  });

  test("that the kustomization sets leads to its entry, and then to the object", async () => {
    expect(await placesOf(piece("nginx:latest"))).toEqual([
      "kustomization prod/kustomization.yml:5 newTag: latest",
      "resource base/pod.yaml:8 image: nginx",
    ]);
  });

  test("with a name leads to the name and to what was put before it", async () => {
    expect(await placesOf(piece("name: prod-web"))).toEqual([
      "resource base/pod.yaml:4 name: web",
      "kustomization prod/kustomization.yml:2 namePrefix: prod-",
    ]);
  });

  test("with a map leads to where the map was opened", async () => {
    expect(await placesOf(piece("securityContext"))).toEqual(["resource base/pod.yaml:9 securityContext"]);
  });

  test("is found by a part of its value", async () => {
    expect(await placesOf(piece("side:1"))).toEqual(["resource base/pod.yaml:13 image: side:1"]);
  });
});

describe("a list item", () => {
  test("leads to its first line where its own starts at the dash", async () => {
    expect(await placesOf(piece("- image: nginx:latest"))).toEqual(["resource base/pod.yaml:7 name: web"]);
  });

  test("is found by its first line", async () => {
    expect(await placesOf(piece("args:"))).toEqual(["resource base/pod.yaml:11 name: side"]);
    expect(await placesOf(piece("args"))).toEqual(["resource base/pod.yaml:12 args"]);
  });

  test("comes after its first field where both have the same line", async () => {
    const places = await placesOf((text) => {
      const start = text.indexOf("image: nginx:latest");
      return [start, text.indexOf("\n", start)];
    });

    expect(places).toEqual([
      "kustomization prod/kustomization.yml:5 newTag: latest",
      "resource base/pod.yaml:8 image: nginx",
      "resource base/pod.yaml:7 name: web",
    ]);
  });
});

test("what a list item lacks is added to the item, whatever its first field comes from", async () => {
  const { rendering } = await renderKustomization(target, revision, engine);
  const [text] = (rendering?.texts ?? []) as readonly [RenderedText];
  const trace = (await traceOverlay(target, [text], revision, engine)).get(text);
  const item = text.text.indexOf("image: nginx:latest");
  const map = text.text.indexOf("privileged: true");
  const name = sources["base/pod.yaml"].indexOf("name: web", sources["base/pod.yaml"].indexOf("containers"));

  expect(trace?.placesToAdd?.(item, item + 40, "resources")).toEqual({
    objects: [{ path: "base/pod.yaml", start: name, end: name + "name: web".length, part: "resource" }],
    switches: [],
  });
  expect(trace?.placesToAdd?.(map, map + 16, "runAsNonRoot")).toEqual({ objects: [], switches: [] });
});

test("a range outside of the text has no places", async () => {
  expect(await placesOf((text) => [text.length + 5, text.length + 6])).toEqual([]);
});

test("a file that was edited in memory is no place", async () => {
  const edited = new Map([[asRepoPath("prod/kustomization.yml"), sources["prod/kustomization.yml"]]]);
  const { rendering } = await renderKustomization({ ...target, edited }, revision, engine);
  const texts = rendering?.texts ?? [];

  const traces = await traceOverlay({ ...target, edited }, texts, revision, engine);

  const [text] = texts as readonly [RenderedText];
  expect(traces.get(text)?.placesOf(...piece("privileged: true")(text.text))).toEqual([]);
  expect(traces.get(text)?.placesOf(...piece("image: side:1")(text.text))).toHaveLength(1);
});

test("what cannot be traced has no trace, and nothing fails", async () => {
  const texts = [
    { text: "kind: Pod\n", trace: { type: "file", path: asRepoPath("base/pod.yaml") } },
  ] as const;
  const broken = revisionOf({ ...sources, "base/pod.yaml": "kind: [\n" });

  expect(await traceOverlay(target, texts, broken, engine)).toEqual(new Map());
  expect(await traceOverlay(target, texts, revision, engine)).toEqual(new Map());
  expect(await traceOverlay(target, [], revision, engine)).toEqual(new Map());
});
