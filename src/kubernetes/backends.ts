/** Which Services an Ingress or a route leads to. */
import { at, elements, field, type JsonObject, text } from "../core/json.js";
import type { Route } from "../core/location.js";
import type { Namespace, Resource } from "../core/resource.js";
import type { Routed } from "../core/rule.js";
import { objectAt, objectsAt, whole } from "./routed.js";

/** One reference from an Ingress or a route to a Service. */
export interface Backend {
  readonly on: Resource;
  readonly how: "ingress" | "gateway";
  /** The field that names the Service. */
  readonly route: Route;
  readonly name: string;
  /** Where the Service lives: undefined for the namespace of `on`. */
  readonly namespace: Namespace | undefined;
  /** The number or the name of the Service's port; undefined where none is named. */
  readonly port: number | string | undefined;
}

type Link = Pick<Backend, "route" | "name" | "namespace" | "port">;

/** The references of a resource in their order; none for kinds that lead nowhere, and for what only the mesh or a private network reaches. */
export function backendsOf(resource: Resource): readonly Backend[] {
  const read = readers.get(`${resource.kind}.${resource.group}`);
  if (read === undefined) return [];
  const spec = objectAt(whole(resource.body), "spec");
  if (spec === undefined) return [];
  return read.links(spec, resource).map((link) => ({ ...link, on: resource, how: read.how }));
}

interface Reader {
  readonly how: Backend["how"];
  readonly links: (spec: Routed<JsonObject>, resource: Resource) => readonly Link[];
}

const gatewayReader: Reader = { how: "gateway", links: gatewayLinks };
const ingressReader: Reader = { how: "ingress", links: ingressLinks };

const readers: ReadonlyMap<string, Reader> = new Map([
  ["Ingress.networking.k8s.io", ingressReader],
  ["Ingress.extensions", ingressReader],
  ["HTTPRoute.gateway.networking.k8s.io", gatewayReader],
  ["GRPCRoute.gateway.networking.k8s.io", gatewayReader],
  ["TLSRoute.gateway.networking.k8s.io", gatewayReader],
  ["TCPRoute.gateway.networking.k8s.io", gatewayReader],
  ["UDPRoute.gateway.networking.k8s.io", gatewayReader],
  ["VirtualService.networking.istio.io", { how: "gateway", links: istioLinks }],
  ["Route.route.openshift.io", { how: "ingress", links: openShiftLinks }],
  ["IngressRoute.traefik.io", { how: "ingress", links: traefikLinks }],
  ["IngressRoute.traefik.containo.us", { how: "ingress", links: traefikLinks }],
  ["IngressRouteTCP.traefik.io", { how: "ingress", links: traefikLinks }],
  ["IngressRouteTCP.traefik.containo.us", { how: "ingress", links: traefikLinks }],
]);

/** The kinds that may lead to Services, with their groups. */
export const routeKinds: readonly (readonly [kind: string, group: string])[] = [...readers.keys()].map(
  (key) => [key.slice(0, key.indexOf(".")), key.slice(key.indexOf(".") + 1)],
);

/** https://kubernetes.io/docs/concepts/services-networking/ingress/ and its beta, whose backends have other names. */
function ingressLinks(spec: Routed<JsonObject>, { body }: Resource): readonly Link[] {
  if (isInternalIngress(body)) return [];
  const paths = objectsAt(spec, "rules").flatMap((rule) => objectsAt(rule, "http", "paths"));
  const backends = [
    objectAt(spec, "defaultBackend"),
    objectAt(spec, "backend"),
    ...paths.map((path) => objectAt(path, "backend")),
  ];
  return backends.flatMap((backend) => {
    if (backend === undefined) return [];
    const service = objectAt(backend, "service");
    if (service === undefined) {
      return link(backend, "serviceName", { port: portOf(field(backend.value, "servicePort")) });
    }
    const port = field(service.value, "port");
    return link(service, "name", { port: portOf(field(port, "number") ?? field(port, "name")) });
  });
}

/**
 * An ALB is internal unless the annotation says `internet-facing`
 * (https://kubernetes-sigs.github.io/aws-load-balancer-controller/latest/guide/ingress/annotations/#scheme); GKE and Azure ask for it.
 */
function isInternalIngress(body: JsonObject): boolean {
  const annotations = at(body, ["metadata", "annotations"]);
  const ingressClass =
    text(at(body, ["spec", "ingressClassName"])) ?? text(field(annotations, "kubernetes.io/ingress.class"));
  const scheme = text(field(annotations, "alb.ingress.kubernetes.io/scheme"));
  if (scheme === "internal") return true;
  if (ingressClass === "alb") return scheme === undefined;
  if (ingressClass === "gce-internal" || ingressClass === "tailscale") return true;
  return field(annotations, "appgw.ingress.kubernetes.io/use-private-ip") === "true";
}

/** https://gateway-api.sigs.k8s.io/reference/spec/. A route whose parents are Services steers the traffic inside the mesh. */
function gatewayLinks(spec: Routed<JsonObject>): readonly Link[] {
  const parents = elements(field(spec.value, "parentRefs"));
  if (parents.length > 0 && parents.every((parent) => field(parent, "kind") === "Service")) return [];
  const references = objectsAt(spec, "rules").flatMap((rule) => objectsAt(rule, "backendRefs"));
  return references.flatMap((reference) => {
    const isService =
      (text(reference.value["kind"]) ?? "Service") === "Service" &&
      (text(reference.value["group"]) ?? "") === "";
    if (!isService) return [];
    return link(reference, "name", {
      namespace: text(reference.value["namespace"]),
      port: portOf(reference.value["port"]),
    });
  });
}

/** https://istio.io/latest/docs/reference/config/networking/virtual-service/. Without `gateways` it holds for the mesh alone. */
function istioLinks(spec: Routed<JsonObject>): readonly Link[] {
  const gateways = elements(field(spec.value, "gateways"));
  if (!gateways.some((gateway) => gateway !== "mesh")) return [];
  const rules = ["http", "tls", "tcp"].flatMap((key) => objectsAt(spec, key));
  const destinations = rules
    .flatMap((rule) => objectsAt(rule, "route"))
    .flatMap((route) => objectAt(route, "destination") ?? []);
  return destinations.flatMap((destination) => {
    const [name, namespace, svc] = (text(destination.value["host"]) ?? "").split(".");
    if (name === undefined || (namespace !== undefined && svc !== undefined && svc !== "svc")) return [];
    const port = portOf(at(destination.value, ["port", "number"]));
    return link(destination, "host", { name, namespace, port });
  });
}

/** https://docs.openshift.com/container-platform/latest/rest_api/network_apis/route-route-openshift-io-v1.html */
function openShiftLinks(spec: Routed<JsonObject>): readonly Link[] {
  const to = objectAt(spec, "to");
  const port = portOf(at(spec.value, ["port", "targetPort"]));
  return [...(to === undefined ? [] : [to]), ...objectsAt(spec, "alternateBackends")].flatMap((backend) =>
    link(backend, "name", { port }),
  );
}

/** https://doc.traefik.io/traefik/reference/routing-configuration/kubernetes/crd/http/ingressroute/ */
function traefikLinks(spec: Routed<JsonObject>): readonly Link[] {
  const services = objectsAt(spec, "routes").flatMap((route) => objectsAt(route, "services"));
  return services
    .filter(({ value }) => (text(value["kind"]) ?? "Service") === "Service")
    .flatMap((service) =>
      link(service, "name", {
        namespace: text(service.value["namespace"]),
        port: portOf(service.value["port"]),
      }),
    );
}

function link(
  holder: Routed<JsonObject>,
  key: string,
  known: {
    readonly name?: string;
    readonly namespace?: string | undefined;
    readonly port: number | string | undefined;
  },
): readonly Link[] {
  const name = known.name ?? text(holder.value[key]);
  if (name === undefined || name === "") return [];
  const namespace =
    known.namespace === undefined ? undefined : ({ state: "named", name: known.namespace } as const);
  return [{ route: [...holder.route, key], name, namespace, port: known.port }];
}

function portOf(value: unknown): number | string | undefined {
  return typeof value === "number" || typeof value === "string" ? value : undefined;
}
