/**
 * What the API server writes into an object before any policy sees it: the defaults that published policies read, and quantities in their
 * one spelling. The text of the manifest knows nothing of it, so a filled-in value is never a place to point at.
 * Source: SetDefaults_Container, SetDefaults_PodSpec and SetDefaults_Deployment of kubernetes pkg/apis, and
 * https://kubernetes.io/docs/concepts/containers/images/#imagepullpolicy-defaulting
 */
import { at, elements, field, isList, isObject, type Json, type JsonObject, text } from "../core/json.js";
import type { Route } from "../core/location.js";
import type { Resource } from "../core/resource.js";
import { parseImage } from "./image.js";
import { canonicalQuantity } from "./quantity.js";
import { podTemplates } from "./workloads.js";

/** Kinds whose `spec.replicas` counts as 1 where it is absent. */
const replicated: readonly string[] = ["Deployment", "ReplicaSet", "StatefulSet", "ReplicationController"];

/** The body as the API server holds it. Kinds without pods come back as they are. The namespace is never filled in. */
export function withDefaults(resource: Pick<Resource, "group" | "kind" | "body">): JsonObject {
  const { kind, group } = resource;
  let body = resource.body;
  for (const { pod } of podTemplates(resource)) body = replaceAt(body, pod.route, podWithDefaults(pod.value));
  const isReplicated =
    replicated.includes(kind) && (group === "apps" || group === "" || group === "extensions");
  const spec = field(body, "spec");
  if (!isReplicated || !isObject(spec) || spec["replicas"] !== undefined) return body;
  return { ...body, spec: { ...spec, replicas: 1 } };
}

function podWithDefaults(pod: JsonObject): JsonObject {
  const lists = ["initContainers", "containers", "ephemeralContainers"].filter((key) => isList(pod[key]));
  const filled = lists.map(
    (key) => [key, elements(pod[key]).map((one) => containerWithDefaults(one))] as const,
  );
  return { ...pod, securityContext: pod["securityContext"] ?? {}, ...Object.fromEntries(filled) };
}

function containerWithDefaults(container: Json): Json {
  if (!isObject(container)) return container;
  const { ports, resources, imagePullPolicy } = container;
  return {
    ...container,
    imagePullPolicy: imagePullPolicy ?? pullPolicyOf(text(container["image"]) ?? ""),
    ...(isList(ports) ? { ports: ports.map((port) => portWithDefaults(port)) } : {}),
    ...(isObject(resources) ? { resources: canonicalResources(resources) } : {}),
  };
}

/** A moving or missing tag is pulled at every start; a digest beats the tag. What is no reference counts as having a tag. */
function pullPolicyOf(image: string): string {
  const reference = parseImage(image);
  if (reference === undefined || reference.digest !== null) return "IfNotPresent";
  return reference.tag === null || reference.tag === "latest" ? "Always" : "IfNotPresent";
}

function portWithDefaults(port: Json): Json {
  return isObject(port) ? { ...port, protocol: port["protocol"] ?? "TCP" } : port;
}

function canonicalResources(resources: JsonObject): JsonObject {
  const amounts = (["limits", "requests"] as const).flatMap((key) => {
    const group = at(resources, [key]);
    return isObject(group) ? [[key, canonicalAmounts(group)] as const] : [];
  });
  return { ...resources, ...Object.fromEntries(amounts) };
}

/** What is no quantity stays as written: the API server refuses it, and that is not ours to repair. */
function canonicalAmounts(amounts: JsonObject): JsonObject {
  return Object.fromEntries(
    Object.entries(amounts).map(([name, amount]) => [name, canonicalQuantity(amount) ?? amount]),
  );
}

/** A copy with another value at a route that exists; everything beside the route is shared. */
function replaceAt(body: JsonObject, route: Route, value: JsonObject): JsonObject {
  return replaceIn(body, route, value) as JsonObject; // an object stays one: only a value inside it, or all of it, is replaced
}

function replaceIn(holder: Json, [step, ...rest]: Route, value: JsonObject): Json {
  if (step === undefined) return value;
  if (isList(holder))
    return holder.map((item, index) => (index === step ? replaceIn(item, rest, value) : item));
  if (!isObject(holder) || typeof step === "number") return holder;
  return { ...holder, [step]: replaceIn(holder[step] ?? null, rest, value) };
}
