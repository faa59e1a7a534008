/** Rendering → resources: documents are read, lists of objects taken apart, and what is no object is said. */
import { elements, field, isObject, type Json, type JsonObject, text } from "../core/json.js";
import type { Problem } from "../core/problem.js";
import type { RenderedText, Rendering } from "../core/rendering.js";
import type { Resource, SourceNode } from "../core/resource.js";
import { type SettingsKind, settingsGroup } from "../core/target.js";
import { withDefaults } from "../kubernetes/defaults.js";
import { embeddedTexts, isConfiguration } from "../kubernetes/embedded.js";
import { lineAt, lineStartsOf } from "../yaml/lines.js";
import { readYaml, type YamlProblem } from "../yaml/read.js";
import { moveInto, movedNode, nodeAt } from "./embedded.js";
import { namespaceOf } from "./namespaces.js";

/** What the texts of one rendering hold, in their order. */
export interface Parsed {
  readonly resources: readonly Resource[];
  readonly problems: readonly Problem[];
}

/** How much text one target may hold before it is not read, in UTF-16 code units. */
export const maximumTargetLength = 20_000_000;

/** Reads every object of a rendering. A text or document that cannot be read is a problem; the others stay. */
export function parseRendering(rendering: Rendering): Parsed {
  const resources: Resource[] = [];
  const problems: Problem[] = [];
  const length = rendering.texts.reduce((sum, source) => sum + source.text.length, 0);
  if (length > maximumTargetLength) {
    problems.push(tooLong(rendering));
    return { resources, problems };
  }
  for (const source of rendering.texts) {
    const parsed = parseText(source, rendering);
    resources.push(...parsed.resources);
    problems.push(...parsed.problems);
  }
  return { resources, problems };
}

/** Reads the objects of one text of a rendering. */
export function parseText(source: RenderedText, rendering: Rendering): Parsed {
  const isSource = source.trace.type === "identity";
  // Helm and kustomize print what they have merged; what they print twice, the API server reads as the last one.
  const { documents, problems: found } = readYaml(source.text, { duplicates: isSource ? "problem" : "last" });
  const problems = found.map((problem) => asProblem(problem, source, rendering));
  const resources: Resource[] = [];
  for (const { value, node, line } of documents) {
    if (value === undefined || node === undefined) continue;
    const objects = [...takeApart(value, node)];
    if (objects.length === 0 && !isEmptyList(value)) {
      problems.push(noObject(source, rendering, line));
    }
    for (const object of objects) {
      const settings = rendering.target.settings;
      if (settings !== undefined && object.body["kind"] === undefined) {
        resources.push(asSettings(object, settings, source, rendering));
        continue;
      }
      if (!isNamed(object)) {
        const starts = lineStartsOf(source.text);
        problems.push(noObject(source, rendering, lineAt(starts, object.node.start)));
        continue;
      }
      const resource = asResource(object, source, rendering);
      resources.push(resource, ...embeddedResources(resource, rendering));
    }
  }
  return { resources, problems };
}

interface Part {
  readonly body: JsonObject;
  readonly node: SourceNode;
}

/** An object itself, or the members of a `List` or typed list, which inherit the list's version and kind where they name none. */
function* takeApart(value: Json, node: SourceNode): Generator<Part> {
  if (!isObject(value)) return;
  const kind = text(field(value, "kind"));
  const items = node.entries?.get("items")?.value.items;
  if (kind === undefined || !kind.endsWith("List") || items === undefined) {
    yield { body: value, node };
    return;
  }
  const itemKind = kind.slice(0, -"List".length);
  for (const [index, item] of elements(field(value, "items")).entries()) {
    const itemNode = items[index];
    if (!isObject(item) || itemNode === undefined) continue;
    const inherited = itemKind === "" ? {} : { apiVersion: value["apiVersion"] ?? null, kind: itemKind };
    yield* takeApart({ ...inherited, ...item }, itemNode);
  }
}

function isEmptyList(value: Json): boolean {
  return (
    text(field(value, "kind"))?.endsWith("List") === true && elements(field(value, "items")).length === 0
  );
}

function isNamed({ body }: Part): boolean {
  return typeof body["apiVersion"] === "string" && typeof body["kind"] === "string" && body["kind"] !== "";
}

function asResource({ body: written, node }: Part, source: RenderedText, rendering: Rendering): Resource {
  const apiVersion = text(written["apiVersion"]) ?? "";
  const kind = text(written["kind"]) ?? "";
  const slash = apiVersion.indexOf("/");
  const group = slash === -1 ? "" : apiVersion.slice(0, slash);
  const body = withDefaults({ group, kind, body: written });
  const metadata = field(body, "metadata");
  const name = text(field(metadata, "name")) ?? text(field(metadata, "generateName")) ?? "";
  const namespace = namespaceOf(group, kind, metadata, rendering.namespace);
  return { apiVersion, group, kind, name, namespace, body, target: rendering.target, source, node };
}

/** A document of a settings file, which belongs to no cluster's API: kind and group are ours. */
function asSettings(
  { body, node }: Part,
  kind: SettingsKind,
  source: RenderedText,
  { target }: Rendering,
): Resource {
  const apiVersion = `${settingsGroup}/v1`;
  const namespace = { state: "cluster" } as const;
  return { apiVersion, group: settingsGroup, kind, name: "", namespace, body, target, source, node };
}

/** The configuration files that stand as text inside an object, as resources with their own places. What cannot be read gives none. */
function embeddedResources(resource: Resource, rendering: Rendering): readonly Resource[] {
  return embeddedTexts(resource).flatMap(({ text: inner, route, patches }) => {
    const holder = nodeAt(resource.node, route);
    if (holder === undefined) return [];
    const move = moveInto(resource.source.text, holder, inner);
    const { documents } = readYaml(inner, { duplicates: "last" });
    return documents.flatMap(({ value, node }) => {
      if (!isObject(value) || node === undefined || !isConfiguration(value)) return [];
      const part = { body: value, node: movedNode(node, move) };
      const embedded = asResource(part, resource.source, rendering);
      return [patches === undefined ? embedded : { ...embedded, patches }];
    });
  });
}

function asProblem(problem: YamlProblem, source: RenderedText, rendering: Rendering): Problem {
  const { target } = rendering;
  const isSource = source.trace.type === "identity";
  return {
    stage: "parse",
    path: source.trace.path,
    line: isSource ? problem.line : null,
    target: target.id,
    touched: target.touched,
    message: isSource ? problem.message : `What this file renders to cannot be read. ${problem.message}`,
    hint: problem.hint,
  };
}

function noObject(source: RenderedText, rendering: Rendering, line: number): Problem {
  return {
    stage: "parse",
    path: source.trace.path,
    line: source.trace.type === "identity" ? line : null,
    target: rendering.target.id,
    touched: rendering.target.touched,
    message: "A document has no apiVersion or no kind, so it is no Kubernetes object and was not checked.",
    hint: "Add both, remove the document, or move it to a file of its own.",
  };
}

function tooLong(rendering: Rendering): Problem {
  return {
    stage: "parse",
    path: rendering.target.path,
    line: null,
    target: rendering.target.id,
    touched: rendering.target.touched,
    message: `The target holds more than ${maximumTargetLength / 1_000_000} MB of text, so it was not read.`,
    hint: "Split it into smaller targets.",
  };
}
