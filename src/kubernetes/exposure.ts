/**
 * From where outside of the cluster a workload can be reached, link by link: Ingress, route or publication → Service → pod. Network
 * policies are no part of the answer: a port that is published is meant to be reached.
 */
import { groupBy } from "../core/group.js";
import { at, elements, field, isObject, text } from "../core/json.js";
import type { Resource } from "../core/resource.js";
import type { Inventory, Item, RelatedPlace } from "../core/rule.js";
import { type Backend, backendsOf, routeKinds } from "./backends.js";
import { containersOf } from "./containers.js";
import { type Takers, takersOf } from "./nearby.js";
import { allOf, type Answer, answer } from "./policy-section.js";
import { objectsAt } from "./routed.js";
import { demandedLabels, liveTogether, type Publication, publicationsOf, selectsPodOf } from "./services.js";

/** One way to a workload. */
export interface Exposure {
  /** The outermost link: what opens the workload. */
  readonly how: Publication["how"] | Backend["how"] | "host-port";
  /** The fields that make the way, from the outside in. The first is the one that opens it. */
  readonly chain: readonly RelatedPlace[];
  /** `unknown`: a namespace or a selector on the way is one that files do not resolve. */
  readonly certainty: "yes" | "unknown";
}

/** A Service as a link of a way. */
export interface ServiceLink {
  readonly service: Resource;
  readonly certainty: "yes" | "unknown";
}

/** The ways from outside of the cluster to a pod, in the order of the files; none where nothing opens it, and for what is no pod. */
export function exposureOf(pod: Item, inventory: Inventory): readonly Exposure[] {
  if (pod.pod === undefined) return [];
  const services = servicesTaking(pod, inventory);
  return [...hostPortsOf(pod), ...services.flatMap((link) => throughService(link, inventory))];
}

/** The Services that take the pod or may take it, in the order of the files. */
export function servicesTaking(pod: Item, inventory: Inventory): readonly ServiceLink[] {
  const labels = at(pod.podMetadata?.value, ["labels"]);
  const near = inventory.derived(serviceIndex)(pod.resource, isObject(labels) ? labels : {});
  return near.flatMap((service) => asLink(service, selectsPodOf(service, pod)));
}

function serviceIndex(inventory: Inventory): Takers<Resource> {
  return takersOf(inventory.all("Service", ""), (service) => service, demandedLabels);
}

/** The pods that a Service takes or may take, in the order of the files. */
export function podsBehind(service: Resource, inventory: Inventory): readonly Item[] {
  return inventory.derived(podsByService).get(service) ?? [];
}

function podsByService(inventory: Inventory): ReadonlyMap<Resource, readonly Item[]> {
  const links = inventory
    .workloads()
    .flatMap((pod) => servicesTaking(pod, inventory).map(({ service }) => ({ pod, service })));
  const grouped = groupBy(links, ({ service }) => service);
  return new Map([...grouped].map(([service, found]) => [service, found.map(({ pod }) => pod)]));
}

/** The Services that an Ingress or a route leads to by one of its references, those of which files cannot tell included. */
export function servicesOf(backend: Backend, inventory: Inventory): readonly ServiceLink[] {
  const named = inventory.derived(servicesByName).get(backend.name) ?? [];
  return named.flatMap((service) => asLink(service, leadsTo(backend, service, inventory)));
}

function servicesByName(inventory: Inventory): ReadonlyMap<string, readonly Resource[]> {
  return groupBy(inventory.all("Service", ""), ({ name }) => name);
}

/** All references of the revision from an Ingress or a route to a Service, by the name of the Service. */
function backendsByName(inventory: Inventory): ReadonlyMap<string, readonly Backend[]> {
  const routes = routeKinds.flatMap(([kind, group]) => inventory.all(kind, group));
  return groupBy(routes.flatMap(backendsOf), ({ name }) => name);
}

function throughService({ service, certainty }: ServiceLink, inventory: Inventory): readonly Exposure[] {
  const last: RelatedPlace = { on: service, route: ["spec", "selector"] };
  const own = publicationsOf(service).map(({ how, route }): Exposure => {
    return { how, chain: [{ on: service, route }, last], certainty };
  });
  const backends = inventory.derived(backendsByName).get(service.name) ?? [];
  const routed = backends.flatMap((backend) =>
    asLink(service, leadsTo(backend, service, inventory)).map((link): Exposure => {
      const isSure = link.certainty === "yes" && certainty === "yes";
      return {
        how: backend.how,
        chain: [{ on: backend.on, route: backend.route }, last],
        certainty: isSure ? "yes" : "unknown",
      };
    }),
  );
  return [...own, ...routed];
}

/** A port of the node is open to whoever reaches the node. */
export function hostPortsOf({ resource, pod }: Item): readonly Exposure[] {
  if (pod === undefined) return [];
  return containersOf(pod, "running")
    .flatMap((container) => objectsAt(container, "ports"))
    .filter(({ value }) => typeof value["hostPort"] === "number" && value["hostPort"] !== 0)
    .map(({ route }) => ({
      how: "host-port",
      chain: [{ on: resource, route: [...route, "hostPort"] }],
      certainty: "yes",
    }));
}

function leadsTo(backend: Backend, service: Resource, inventory: Inventory): Answer {
  const named = backend.namespace;
  if (named?.state !== "named") return liveTogether(backend.on, service);
  if (service.namespace.state === "unresolved") return "unknown";
  const isThere = answer(service.namespace.state === "named" && service.namespace.name === named.name);
  return allOf(isThere, mayCross(backend, service, inventory));
}

/**
 * A route of the Gateway API reaches another namespace only where a ReferenceGrant there lets it
 * (https://gateway-api.sigs.k8s.io/api-types/referencegrant/). One that files do not hold may be in the cluster.
 */
function mayCross({ on }: Backend, service: Resource, inventory: Inventory): Answer {
  if (on.group !== "gateway.networking.k8s.io" || liveTogether(on, service) === "yes") return "yes";
  if (on.namespace.state !== "named") return "unknown";
  const from = on.namespace.name;
  const isGranted = inventory.all("ReferenceGrant", on.group).some(({ namespace, body }) => {
    const sameNamespace =
      namespace.state === "named" && liveTogether({ ...service, namespace }, service) === "yes";
    const comesFrom = elements(at(body, ["spec", "from"])).some(
      (one) => field(one, "kind") === on.kind && field(one, "namespace") === from,
    );
    const leadsThere = elements(at(body, ["spec", "to"])).some(
      (one) =>
        field(one, "kind") === "Service" && [undefined, service.name].includes(text(field(one, "name"))),
    );
    return sameNamespace && comesFrom && leadsThere;
  });
  return isGranted ? "yes" : "unknown";
}

function asLink(service: Resource, certainty: Answer): readonly ServiceLink[] {
  return certainty === "no" ? [] : [{ service, certainty }];
}
