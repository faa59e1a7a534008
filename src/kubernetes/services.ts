/** What a Service publishes, which pods stand behind it, and on which of their ports. */
import { at, elements, field, isObject, type Json, type JsonObject, text } from "../core/json.js";
import type { Route } from "../core/location.js";
import type { Resource } from "../core/resource.js";
import type { Item, Routed } from "../core/rule.js";
import { containersOf } from "./containers.js";
import { type LabelPair, labelPair } from "./nearby.js";
import { allOf, type Answer, answer, isOpenBlock } from "./policy-section.js";
import { objectsAt, valueAt, whole } from "./routed.js";
import { matchesLabels } from "./selectors.js";

/** A way in which a Service is reached from outside of the cluster, with the field that says so. */
export interface Publication {
  readonly how: "load-balancer" | "node-port" | "external-ips";
  readonly route: Route;
}

/** An annotation that keeps a load balancer inside; `means` gets its value. */
type InternalAnnotation = readonly [key: string, means: (value: string) => boolean];

function is(...values: readonly string[]): (value: string) => boolean {
  return (value) => values.includes(value.toLowerCase());
}

const prefix = "service.beta.kubernetes.io";

/**
 * What keeps a cloud's load balancer off the internet, from the reference pages of the providers. It stands here and not in a table of
 * the catalog because what counts as reachable must not depend on the rule that asks.
 */
const internalAnnotations: readonly InternalAnnotation[] = [
  [`${prefix}/aws-load-balancer-scheme`, is("internal")],
  // The in-tree AWS provider takes anything but "false" as yes (`buildELBSecurityGroupList` and `EnsureLoadBalancer` in aws.go).
  [`${prefix}/aws-load-balancer-internal`, (value) => value !== "" && value !== "false"],
  [`${prefix}/azure-load-balancer-internal`, is("true")],
  ["networking.gke.io/load-balancer-type", is("internal")],
  ["cloud.google.com/load-balancer-type", is("internal")],
  [`${prefix}/openstack-internal-load-balancer`, is("true")],
  [`${prefix}/alibaba-cloud-loadbalancer-address-type`, is("intranet")],
  [`${prefix}/alicloud-loadbalancer-address-type`, is("intranet")],
  [`${prefix}/oci-load-balancer-internal`, is("true")],
  ["oci-network-load-balancer.oraclecloud.com/internal", is("true")],
  ["service.kubernetes.io/ibm-load-balancer-cloud-provider-ip-type", is("private")],
  ["service.kubernetes.io/qcloud-loadbalancer-internal-subnetid", (value) => value !== ""],
  [`${prefix}/do-loadbalancer-network`, is("internal")],
  ["load-balancer.hetzner.cloud/disable-public-network", is("true")],
  [`${prefix}/scw-loadbalancer-private`, is("true")],
  ["yandex.cloud/load-balancer-type", is("internal")],
];

/**
 * Load balancers that are internal unless something says otherwise: those of the AWS Load Balancer Controller and of EKS Auto Mode
 * (annotation `aws-load-balancer-scheme`, default `internal`), and Tailscale's, which only the own tailnet reaches.
 */
const internalClasses: readonly string[] = ["service.k8s.aws/nlb", "eks.amazonaws.com/nlb", "tailscale"];
const internalAwsTypes: readonly string[] = ["external", "nlb-ip"];

/** The annotations that hold allowed source ranges beside the field, separated by commas. */
const rangeAnnotations: readonly string[] = [
  `${prefix}/load-balancer-source-ranges`,
  `${prefix}/azure-allowed-ip-ranges`,
];

/** The ways in which a Service is reached from outside; none for one that stays in the cluster or in its private network. */
export function publicationsOf(service: Pick<Resource, "body">): readonly Publication[] {
  const spec = field(service.body, "spec");
  const type = field(spec, "type");
  const publications: Publication[] = [];
  if (type === "LoadBalancer" && isPublicLoadBalancer(service.body)) {
    publications.push({ how: "load-balancer", route: ["spec", "type"] });
  }
  if (type === "NodePort") publications.push({ how: "node-port", route: ["spec", "type"] });
  if (elements(field(spec, "externalIPs")).length > 0) {
    publications.push({ how: "external-ips", route: ["spec", "externalIPs"] });
  }
  return publications;
}

function isPublicLoadBalancer(body: JsonObject): boolean {
  return !isInternal(body) && !isLimitedToSources(body);
}

function isInternal(body: JsonObject): boolean {
  const annotations = at(body, ["metadata", "annotations"]);
  const annotation = (key: string): string | undefined => text(field(annotations, key));
  if (internalAnnotations.some(([key, means]) => means(annotation(key) ?? ""))) return true;
  const isInternalByDefault =
    internalClasses.includes(text(at(body, ["spec", "loadBalancerClass"])) ?? "") ||
    internalAwsTypes.includes(annotation(`${prefix}/aws-load-balancer-type`) ?? "");
  const isStated = annotation(`${prefix}/aws-load-balancer-scheme`) !== undefined;
  return isInternalByDefault && !isStated && annotation(`${prefix}/aws-load-balancer-internal`) !== "false";
}

/** A range of all addresses limits nothing, whatever stands beside it. */
function isLimitedToSources(body: JsonObject): boolean {
  const written = elements(at(body, ["spec", "loadBalancerSourceRanges"]));
  const annotations = at(body, ["metadata", "annotations"]);
  const annotated = rangeAnnotations.flatMap((key) => (text(field(annotations, key)) ?? "").split(","));
  const ranges = [...written, ...annotated].flatMap((range) => text(range)?.trim() ?? []).filter(Boolean);
  return ranges.length > 0 && !ranges.some((range) => isOpenBlock(range));
}

/** Whether the Service's selector takes the pod. A Service without selector, or of type ExternalName, takes none. */
export function selectsPodOf(service: Resource, pod: Pick<Item, "resource" | "podMetadata">): Answer {
  const together = liveTogether(service, pod.resource);
  if (together === "no") return "no"; // the cheap question first: most pairs of a repository end here
  const selector = at(service.body, ["spec", "selector"]);
  if (!isObject(selector) || Object.keys(selector).length === 0) return "no";
  if (at(service.body, ["spec", "type"]) === "ExternalName") return "no";
  const labels = at(pod.podMetadata?.value, ["labels"]);
  const meets = answer(matchesLabels(selector, isObject(labels) ? labels : {}));
  return allOf(together, meets);
}

/** Labels without which the Service takes no pod, each with its one value; none where its selector is one that files do not resolve. */
export function demandedLabels(service: Pick<Resource, "body">): readonly (readonly LabelPair[])[] {
  const selector = at(service.body, ["spec", "selector"]);
  const labels = isObject(selector) ? Object.entries(selector) : [];
  const pairs = labels.flatMap(([key, value]) =>
    typeof value === "string" ? [[labelPair(key, value)]] : [],
  );
  return pairs.length < labels.length ? [] : pairs;
}

/**
 * Whether two namespaced objects share a namespace. Two that name none do where one target holds both, because one command applies them;
 * otherwise files cannot tell.
 */
export function liveTogether(left: Resource, right: Resource): Answer {
  if (left.namespace.state === "unresolved" && right.namespace.state === "unresolved") {
    return left.target.id === right.target.id ? "yes" : "unknown";
  }
  if (left.namespace.state === "unresolved" || right.namespace.state === "unresolved") return "unknown";
  if (left.namespace.state === "cluster" || right.namespace.state === "cluster") return "no";
  return answer(left.namespace.name === right.namespace.name);
}

/** One port of a Service. */
export interface ServicePort {
  readonly entry: Routed<JsonObject>;
  readonly name: string | undefined;
  readonly port: number | undefined;
  /** The number or the name of a container's port; the same as `port` where the Service does not say. */
  readonly target: number | string | undefined;
}

/** The ports of a Service in their order. */
export function servicePorts(service: Pick<Resource, "body">): readonly ServicePort[] {
  return objectsAt(whole(service.body), "spec", "ports").map((entry) => {
    const port = asPort(entry.value["port"]);
    const target = entry.value["targetPort"];
    const named = text(target);
    return {
      entry,
      name: text(entry.value["name"]),
      port,
      target: named ?? asPort(target) ?? port,
    };
  });
}

/** The container ports of that name or number in a pod; a number that no container lists is a port all the same. */
export function podPorts(pod: Routed<JsonObject>, target: number | string | undefined): readonly number[] {
  if (target === undefined) return [];
  if (typeof target === "number") return [target];
  const ports = containersOf(pod, "running").flatMap((container) => objectsAt(container, "ports"));
  return ports
    .filter(({ value }) => value["name"] === target)
    .flatMap((port) => asPort(valueAt(port, "containerPort")?.value) ?? []);
}

function asPort(value: Json | undefined): number | undefined {
  return typeof value === "number" ? value : undefined;
}
