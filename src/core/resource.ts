/** One Kubernetes object of a rendering, with the way back to its text. */
import type { JsonObject } from "./json.js";
import type { Route } from "./location.js";
import type { RenderedText } from "./rendering.js";
import type { Target } from "./target.js";

/**
 * The namespace of an object. `unresolved` is a value of its own and never the namespace `default`:
 * the file does not say it, and whoever applies the file decides.
 */
export type Namespace =
  | { readonly state: "named"; readonly name: string }
  | { readonly state: "cluster" }
  | { readonly state: "unresolved" };

/** A node of the YAML tree with its place in the text: offsets in UTF-16 code units from 0, end exclusive. */
export interface SourceNode {
  readonly start: number;
  readonly end: number;
  /** Of a mapping: its entries by key, in the order of the text. */
  readonly entries?: SourceEntries;
  /** Of a sequence: its items. */
  readonly items?: readonly SourceNode[];
}

/** The entries of a mapping. */
export interface SourceEntries extends Iterable<[string, SourceEntry]> {
  get(key: string): SourceEntry | undefined;
}

/** A key of a mapping with its value. */
export interface SourceEntry {
  readonly keyStart: number;
  readonly keyEnd: number;
  readonly value: SourceNode;
}

/** What names an object in a report. */
export interface ResourceId {
  readonly apiVersion: string;
  readonly kind: string;
  /** Null for a cluster-scoped object and where the files do not say it. */
  readonly namespace: string | null;
  readonly name: string;
}

/** One object. The body is normalised: lists of objects are taken apart, null entries are gone, the defaults of the API server filled in. */
export interface Resource {
  readonly apiVersion: string;
  /** The API group; "" for the core group. */
  readonly group: string;
  readonly kind: string;
  /** `metadata.name`, else `metadata.generateName`, else "". */
  readonly name: string;
  readonly namespace: Namespace;
  readonly body: JsonObject;
  /** The installer on whose own configuration this document is a patch. Absent: it stands for itself. */
  readonly patches?: string;
  readonly target: Target;
  readonly source: RenderedText;
  /** The object's place in the text. Routes of the body lead through it. */
  readonly node: SourceNode;
}

/** A place in a resource that is not the one being judged, or the chain that leads to it. */
export interface RelatedPlace {
  readonly on: Resource;
  readonly route: Route;
}

/** The namespace's name; null where the object has none or the files do not say it. */
export function namespaceName(resource: Resource): string | null {
  return resource.namespace.state === "named" ? resource.namespace.name : null;
}

/** What a report calls the object. */
export function idOf(resource: Resource): ResourceId {
  const { apiVersion, kind, name } = resource;
  return { apiVersion, kind, namespace: namespaceName(resource), name };
}
