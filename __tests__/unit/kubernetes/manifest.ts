/** Manifests as tests write them. */
import { parse } from "yaml";
import { at, field, isObject, type JsonObject, text } from "../../../src/core/json.js";
import { asRepoPath } from "../../../src/core/location.js";
import type { Namespace, Resource } from "../../../src/core/resource.js";
import type { Routed } from "../../../src/core/rule.js";
import { podTemplates, type PodTemplate } from "../../../src/kubernetes/workloads.js";

/** One YAML document as a value. */
export function body(yaml: string): JsonObject {
  return parse(yaml) as JsonObject; // tests write objects
}

/** One YAML document as a resource. Its namespace is what `metadata` says, else unresolved. */
export function resource(yaml: string): Resource {
  const parsed = body(yaml);
  const apiVersion = text(field(parsed, "apiVersion")) ?? "v1";
  const path = asRepoPath("manifest.yaml");
  return {
    apiVersion,
    group: apiVersion.includes("/") ? apiVersion.slice(0, apiVersion.indexOf("/")) : "",
    kind: text(field(parsed, "kind")) ?? "",
    name: text(at(parsed, ["metadata", "name"])) ?? "",
    namespace: namespaceOf(text(at(parsed, ["metadata", "namespace"]))),
    body: parsed,
    target: {
      id: "manifest:manifest.yaml",
      kind: "manifest",
      path,
      values: [],
      inputs: [path],
      touched: true,
    },
    source: { text: yaml, trace: { type: "identity", path } },
    node: { start: 0, end: yaml.length },
  };
}

/** The only pod template of a workload. */
export function templateOf(yaml: string): PodTemplate {
  const [template] = podTemplates(resource(yaml));
  if (template === undefined) throw new Error("The manifest holds no pod template.");
  return template;
}

/** A pod spec with the route that it has in a Pod. */
export function podSpec(yaml: string): Routed<JsonObject> {
  return { value: body(yaml), route: ["spec"] };
}

/** The object at a place that the test knows to hold one. */
export function objectIn(routed: Routed, ...route: readonly (string | number)[]): Routed<JsonObject> {
  const value = at(routed.value, route);
  if (!isObject(value)) throw new Error(`No object at ${route.join(".")}.`);
  return { value, route: [...routed.route, ...route] };
}

function namespaceOf(name: string | undefined): Namespace {
  return name === undefined ? { state: "unresolved" } : { state: "named", name };
}
