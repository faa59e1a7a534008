/**
 * Objects that point at nothing: a Service or NetworkPolicy whose selector meets no pod template, a route without its Service, an autoscaler
 * without its target. Absence counts only in a whole release or overlay that holds something of the wanted sort in that namespace and no
 * custom resource, because the program behind one may create what is missing.
 */
import { at, field, isObject, type JsonObject, text } from "../core/json.js";
import type { Route } from "../core/location.js";
import type { Namespace, Resource } from "../core/resource.js";
import {
  blame,
  type Inventory,
  type Item,
  type Outcome,
  pass,
  type Routed,
  undecided,
} from "../core/rule.js";
import { type Nearby, nearby } from "../kubernetes/nearby.js";
import { objectAt, objectsAt, valueAt, whole } from "../kubernetes/routed.js";
import { meets, readSelector, type Requirement } from "../kubernetes/selectors.js";
import { isClusterScoped, isWorkload } from "../kubernetes/workloads.js";
import { defineCheck } from "./define.js";

/** Labels that controllers put on pods, so that no template shows them (https://kubernetes.io/docs/reference/labels-annotations-taints/). */
const labelsOfControllers: readonly string[] = [
  "statefulset.kubernetes.io/pod-name",
  "apps.kubernetes.io/pod-index",
  "controller-revision-hash",
  "pod-template-hash",
  "job-name",
  "controller-uid",
  "batch.kubernetes.io/job-name",
  "batch.kubernetes.io/controller-uid",
  "batch.kubernetes.io/job-completion-index",
];

export const check = defineCheck(
  { match: "item", reach: "cross", with: {} },
  ({ resource }, _, inventory) => {
    switch (resource.kind) {
      case "Service":
        return judgeService(resource, inventory);
      case "NetworkPolicy":
        return judgePolicy(resource, inventory);
      case "HorizontalPodAutoscaler":
        return judgeAutoscaler(resource, inventory);
      case "Ingress":
        return ingressBackends(resource).map((backend) => judgeBackend(resource, backend, inventory));
      default:
        return routeBackends(resource).map((backend) => judgeBackend(resource, backend, inventory));
    }
  },
);

function judgeService(service: Resource, inventory: Inventory): Outcome {
  const selector = objectAt(whole(service.body), "spec", "selector");
  const isExternal = at(service.body, ["spec", "type"]) === "ExternalName";
  if (selector === undefined || isExternal || Object.keys(selector.value).length === 0) return pass();
  const wanted = readSelector({ matchLabels: withoutKeys(selector.value) });
  const { isThere, count } = findPods(wanted, service.namespace, inventory);
  return judge(isThere, count, service, inventory, selector.route, "service");
}

/** The pods that a policy is for, and those of its own namespace that it lets in or out. */
function judgePolicy(policy: Resource, inventory: Inventory): readonly Outcome[] {
  const spec = objectAt(whole(policy.body), "spec");
  if (spec === undefined) return [pass()];
  const peers = [...objectsAt(spec, "ingress"), ...objectsAt(spec, "egress")].flatMap((rule) =>
    [...objectsAt(rule, "from"), ...objectsAt(rule, "to")].filter(
      ({ value }) => field(value, "namespaceSelector") === undefined,
    ),
  );
  const own = objectAt(spec, "podSelector");
  const ofPeers = peers.flatMap((peer) => objectAt(peer, "podSelector") ?? []);
  return [
    ...(own === undefined ? [] : [judgeSelector(policy, own, inventory, "policy")]),
    ...ofPeers.map((selector) => judgeSelector(policy, selector, inventory, "peer")),
  ];
}

function judgeSelector(
  policy: Resource,
  selector: Routed<JsonObject>,
  inventory: Inventory,
  messageKey: string,
): Outcome {
  if (Object.keys(selector.value).length === 0) return pass();
  const labels = field(selector.value, "matchLabels");
  const wanted = isObject(labels) ? { ...selector.value, matchLabels: withoutKeys(labels) } : selector.value;
  const { isThere, count } = findPods(readSelector(wanted), policy.namespace, inventory);
  return judge(isThere, count, policy, inventory, selector.route, messageKey);
}

function judgeAutoscaler(autoscaler: Resource, inventory: Inventory): Outcome {
  const reference = at(autoscaler.body, ["spec", "scaleTargetRef"]);
  const kind = text(field(reference, "kind"));
  const name = text(field(reference, "name"));
  if (kind === undefined || name === undefined) return pass();
  const workloads = inventory.resources.filter(
    (one) =>
      (one.kind === kind || isWorkload(one.group, one.kind)) && mayShare(one.namespace, autoscaler.namespace),
  );
  const isThere = workloads.some((one) => one.kind === kind && one.name === name);
  const route = ["spec", "scaleTargetRef", "name"];
  return judge(isThere, workloads.length, autoscaler, inventory, route, "autoscaler", `${kind} "${name}"`);
}

/** A reference to a Service by name. */
interface Backend {
  readonly name: string;
  readonly namespace: Namespace;
  readonly route: Route;
}

/** `service.name`, and `serviceName` of the versions before v1. */
function ingressBackends({ body, namespace }: Resource): readonly Backend[] {
  const spec = objectAt(whole(body), "spec");
  if (spec === undefined) return [];
  const paths = objectsAt(spec, "rules").flatMap((rule) => objectsAt(rule, "http", "paths"));
  const holders = [
    objectAt(spec, "defaultBackend"),
    objectAt(spec, "backend"),
    ...paths.map((path) => objectAt(path, "backend")),
  ];
  return holders.flatMap((holder) => {
    if (holder === undefined) return [];
    const name = valueAt(holder, "service", "name") ?? valueAt(holder, "serviceName");
    return typeof name?.value === "string" ? [{ name: name.value, namespace, route: name.route }] : [];
  });
}

/** `backendRefs` of the routes of Gateway API: https://gateway-api.sigs.k8s.io/reference/spec/#backendref */
function routeBackends({ body, namespace }: Resource): readonly Backend[] {
  return objectsAt(whole(body), "spec", "rules")
    .flatMap((rule) => objectsAt(rule, "backendRefs"))
    .flatMap(({ value, route }) => {
      const name = text(field(value, "name"));
      const isService =
        (field(value, "kind") ?? "Service") === "Service" && (field(value, "group") ?? "") === "";
      const elsewhere = text(field(value, "namespace"));
      const own = elsewhere === undefined ? namespace : ({ state: "named", name: elsewhere } as const);
      return name === undefined || !isService ? [] : [{ name, namespace: own, route: [...route, "name"] }];
    });
}

function judgeBackend(from: Resource, { name, namespace, route }: Backend, inventory: Inventory): Outcome {
  const services = inventory.derived(servicesNear)({ namespace });
  const isThere = services.some((service) => service.name === name);
  return judge(isThere, services.length, from, inventory, route, "backend", `"${name}"`);
}

/** `count`: how many things of the wanted sort the files hold there. Where there is none at all, they come from elsewhere. */
function judge(
  isThere: boolean | undefined,
  count: number,
  from: Resource,
  inventory: Inventory,
  route: Route,
  messageKey: string,
  target = "",
): Outcome {
  if (isThere === true) return pass();
  const data = { kind: from.kind, name: from.name, target };
  const isKnown =
    isThere === false && count > 0 && inventory.complete(from) && !hasCustomResource(from, inventory);
  return isKnown ? blame(route, data, { messageKey }) : undecided(data);
}

function hasCustomResource(from: Resource, inventory: Inventory): boolean {
  return inventory.resources.some(
    ({ group, kind, target }) =>
      target.id === from.target.id &&
      isClusterScoped(group, kind) === undefined &&
      !isWorkload(group, kind) &&
      !passiveGroups.includes(group),
  );
}

/** Groups whose objects create no pods and no Services. */
const passiveGroups: readonly string[] = [
  "gateway.networking.k8s.io",
  "cert-manager.io",
  "external-secrets.io",
];

function servicesNear(inventory: Inventory): Nearby<Resource> {
  return nearby(inventory.all("Service", ""), (service) => service);
}

function podsNear(inventory: Inventory): Nearby<Item> {
  return nearby(inventory.workloads(), ({ resource }) => resource);
}

/** Whether a pod template of the namespace meets the demands, undefined where files cannot tell; and how many there are until one does. */
function findPods(
  demands: readonly Requirement[] | undefined,
  namespace: Namespace,
  inventory: Inventory,
): { readonly isThere: boolean | undefined; readonly count: number } {
  let count = 0;
  let isOpen = demands === undefined;
  for (const { podMetadata } of inventory.derived(podsNear)({ namespace })) {
    count++;
    const labels = field(podMetadata?.value, "labels");
    const answer = meets(demands ?? [], isObject(labels) ? labels : {}, "whole");
    if (answer === true && demands !== undefined) return { isThere: true, count };
    isOpen ||= answer === undefined;
  }
  return { isThere: isOpen ? undefined : false, count };
}

/** Two objects whose files name no namespace may well be applied to one. */
function mayShare(left: Namespace, right: Namespace): boolean {
  return left.state !== "named" || right.state !== "named" || left.name === right.name;
}

function withoutKeys(labels: JsonObject): JsonObject {
  return Object.fromEntries(Object.entries(labels).filter(([key]) => !labelsOfControllers.includes(key)));
}
