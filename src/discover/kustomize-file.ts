/** One kustomization file: which other files and folders it names, and where in its text. */
import { elements, field, isObject, text as asText } from "../core/json.js";
import type { Json } from "../core/json.js";
import type { Route } from "../core/location.js";
import type { SourceNode } from "../core/resource.js";
import { readYaml } from "../yaml/read.js";

/** The names under which kustomize looks for its file in a folder. */
export const kustomizationNames = ["kustomization.yaml", "kustomization.yml", "Kustomization"] as const;

/** What may stand at the other end of a reference. */
export type Wanted = "file" | "folder" | "either";

/** A value of a kustomization that names a file or folder, or something that nobody follows here. */
export interface Reference {
  /** What the file gives: a path relative to its folder, or an address; for a plugin its kind. */
  readonly value: string;
  /** `resource`: becomes part of the output; `plugin`: configures a generator or transformer; `data`: anything else. */
  readonly role: "resource" | "plugin" | "data";
  readonly wants: Wanted;
  /** Why it is never followed; null where it is. */
  readonly refused: "helm" | "plugin" | null;
  /** Nothing is wrong where it names no file: it is content written in place. */
  readonly mayBeContent: boolean;
  /** Of the value, or of what stands for it. */
  readonly node: SourceNode;
  /** The smallest part that can be taken out without breaking the file: an item of a list, or an entry of a mapping. */
  readonly part: Route;
}

/** Everything that a kustomization refers to, in no particular order. */
export function referencesOf(value: Json | undefined, node: SourceNode | undefined): readonly Reference[] {
  if (!isObject(value) || node === undefined) return [];
  return [...new References(value, node).all()];
}

/** The files that the configuration of a built-in generator or transformer names, relative to the kustomization's folder. */
export function filesOfPlugin(config: Json | undefined): readonly string[] {
  const names = [field(config, "path"), field(config, "env"), field(config, "valuesFile")];
  for (const key of ["paths", "envs", "additionalValuesFiles"]) names.push(...elements(field(config, key)));
  for (const file of elements(field(config, "files"))) names.push(pathOfPair(asText(file) ?? ""));
  for (const replacement of elements(field(config, "replacements")))
    names.push(field(replacement, "path") ?? "");
  return names.map((name) => asText(name) ?? "").filter((name) => name !== "");
}

/** The kind of the first configuration that is no built-in plugin of kustomize, which would start a program; null where none is. */
export function foreignPlugin(documents: readonly (Json | undefined)[]): string | null {
  for (const document of documents) {
    const apiVersion = asText(field(document, "apiVersion"));
    const kind = asText(field(document, "kind"));
    if (kind === undefined || apiVersion === undefined) continue;
    if (apiVersion !== "builtin" && !apiVersion.startsWith("builtin/")) return kind;
    if (kind === "HelmChartInflationGenerator") return kind;
  }
  return null;
}

/** Finds the references; all fields are those of kustomize's `types.Kustomization` (api v0.21), the deprecated ones included. */
class References {
  private readonly value: Json;
  private readonly node: SourceNode;

  constructor(value: Json, node: SourceNode) {
    this.value = value;
    this.node = node;
  }

  *all(): Generator<Reference> {
    yield* this.list("resources", { role: "resource", wants: "either" });
    yield* this.list("bases", { role: "resource", wants: "folder" });
    yield* this.list("components", { role: "resource", wants: "folder" });
    yield* this.list("crds", {});
    yield* this.list("configurations", {});
    yield* this.list("patchesStrategicMerge", { mayBeContent: true });
    for (const key of ["generators", "transformers", "validators"]) yield* this.plugins(key);
    for (const key of ["patches", "patchesJson6902", "replacements"]) yield* this.paths(key);
    for (const key of ["configMapGenerator", "secretGenerator"]) yield* this.generatorFiles(key);
    for (const key of ["helmCharts", "helmChartInflationGenerator"]) yield* this.helmCharts(key);
    const path = field(field(this.value, "openapi"), "path");
    if (path !== undefined) yield* this.one(["openapi", "path"], ["openapi", "path"], path, {});
  }

  private *list(key: string, more: Partial<Reference>): Generator<Reference> {
    for (const [index, item] of elements(field(this.value, key)).entries()) {
      yield* this.one([key, index], [key, index], item, more);
    }
  }

  private *plugins(key: string): Generator<Reference> {
    for (const [index, item] of elements(field(this.value, key)).entries()) {
      const route = [key, index];
      const content = asText(item) ?? "";
      const foreign = looksLikeContent(content) ? foreignPlugin(valuesIn(content)) : null;
      if (foreign !== null) yield* this.one(route, route, foreign, { refused: "plugin" });
      else yield* this.one(route, route, item, { role: "plugin", wants: "either", mayBeContent: true });
    }
  }

  private *paths(key: string): Generator<Reference> {
    for (const [index, item] of elements(field(this.value, key)).entries()) {
      yield* this.one([key, index, "path"], [key, index], field(item, "path"), {});
    }
  }

  private *generatorFiles(key: string): Generator<Reference> {
    for (const [index, generator] of elements(field(this.value, key)).entries()) {
      for (const list of ["files", "envs"]) {
        for (const [place, item] of elements(field(generator, list)).entries()) {
          const route = [key, index, list, place];
          const name = asText(item) ?? "";
          yield* this.one(route, route, list === "files" ? pathOfPair(name) : name, {});
        }
      }
      const route = [key, index, "env"];
      yield* this.one(route, route, field(generator, "env"), {});
    }
  }

  private *helmCharts(key: string): Generator<Reference> {
    for (const [index, chart] of elements(field(this.value, key)).entries()) {
      const name = asText(field(chart, "name")) ?? asText(field(chart, "chartName")) ?? "";
      yield* this.one([key, index], [key, index], name === "" ? "(without name)" : name, { refused: "helm" });
    }
  }

  private *one(
    route: Route,
    part: Route,
    value: Json | undefined,
    more: Partial<Reference>,
  ): Generator<Reference> {
    const node = nodeAt(this.node, route);
    if (typeof value !== "string" || value === "" || node === undefined) return;
    yield { role: "data", wants: "file", refused: null, mayBeContent: false, ...more, value, node, part };
  }
}

/** Whether a text is YAML written in place and no name of a file. */
export function looksLikeContent(text: string): boolean {
  return /[\n{]|:\s/.test(text);
}

/** The node at a route of keys and indexes; undefined where it does not lead anywhere. */
export function nodeAt(node: SourceNode, route: Route): SourceNode | undefined {
  let current: SourceNode | undefined = node;
  for (const step of route) {
    current = typeof step === "number" ? current?.items?.[step] : current?.entries?.get(step)?.value;
  }
  return current;
}

/** The file of `key=path`, or of a path alone. */
function pathOfPair(text: string): string {
  return text.slice(text.indexOf("=") + 1);
}

function valuesIn(content: string): readonly (Json | undefined)[] {
  return readYaml(content, { duplicates: "last" }).documents.map(({ value }) => value);
}
