/**
 * Listeners that take HTTP and do more than send the caller on to HTTPS. A listener of the Gateway API does what its routes say, and they
 * may stand elsewhere: without any in the files, nothing is known about it.
 */
import { listOf, string } from "../core/decode.js";
import { at, elements, field, isObject, type Json, text } from "../core/json.js";
import type { Resource } from "../core/resource.js";
import { blame, type Inventory, type Outcome, pass, undecided } from "../core/rule.js";
import type { Answer } from "../kubernetes/network-policy.js";
import { objectsAt, whole } from "../kubernetes/routed.js";
import { liveTogether, servicePorts } from "../kubernetes/services.js";
import { defineCheck } from "./define.js";

export const check = defineCheck(
  { match: "item", reach: "cross", with: { certificates: listOf(string) } },
  ({ resource }, { certificates }, inventory) => {
    switch (`${resource.kind}.${resource.group}`) {
      case "Gateway.gateway.networking.k8s.io":
        return ofGateway(resource, inventory);
      case "Gateway.networking.istio.io":
        return ofIstio(resource);
      case "Service.":
        return ofLoadBalancer(resource, certificates);
      default:
        return pass();
    }
  },
);

/** https://gateway-api.sigs.k8s.io/guides/http-redirect-rewrite/ */
function ofGateway(gateway: Resource, inventory: Inventory): readonly Outcome[] {
  return objectsAt(whole(gateway.body), "spec", "listeners")
    .filter(({ value }) => value["protocol"] === "HTTP")
    .map(({ value, route }) => {
      const listener = text(value["name"]) ?? "";
      const routes = inventory
        .all("HTTPRoute", gateway.group)
        .map((on) => ({ on, isAttached: attachment(on, gateway, listener) }))
        .filter(({ isAttached }) => isAttached !== "no");
      const open = routes.filter(({ on }) => !redirects(on.body));
      if (routes.length > 0 && open.length === 0) return pass();
      const serving = open.filter(({ isAttached }) => isAttached === "yes").map(({ on }) => on);
      if (serving.length === 0) return undecided({ listener });
      const because = serving.map((on) => ({ on, route: ["spec", "parentRefs"] }));
      return blame([...route, "protocol"], { listener }, { because, messageKey: "gateway" });
    });
}

function attachment(route: Resource, gateway: Resource, listener: string): Answer {
  const answers = elements(at(route.body, ["spec", "parentRefs"])).map((parent): Answer => {
    if (field(parent, "name") !== gateway.name) return "no";
    if ((text(field(parent, "kind")) ?? "Gateway") !== "Gateway") return "no";
    const section = field(parent, "sectionName");
    if (section !== undefined && section !== listener) return "no";
    const namespace = text(field(parent, "namespace"));
    if (namespace === undefined) return liveTogether(route, gateway);
    if (gateway.namespace.state !== "named") return "unknown";
    return gateway.namespace.name === namespace ? "yes" : "no";
  });
  if (answers.includes("yes")) return "yes";
  return answers.includes("unknown") ? "unknown" : "no";
}

function redirects(body: Json): boolean {
  const rules = elements(at(body, ["spec", "rules"]));
  return (
    rules.length > 0 && rules.every((rule) => elements(field(rule, "filters")).some((one) => isRedirect(one)))
  );
}

function isRedirect(filter: Json): boolean {
  return at(filter, ["requestRedirect", "scheme"]) === "https";
}

const clearProtocols: readonly (Json | undefined)[] = ["HTTP", "HTTP2", "GRPC", "GRPC-WEB"];

/** https://istio.io/latest/docs/reference/config/networking/gateway/#ServerTLSSettings */
function ofIstio({ body }: Resource): readonly Outcome[] {
  return objectsAt(whole(body), "spec", "servers")
    .filter(({ value }) => clearProtocols.includes(at(value, ["port", "protocol"])))
    .filter(({ value }) => at(value, ["tls", "httpsRedirect"]) !== true)
    .map(({ value, route }) => {
      const listener = text(at(value, ["port", "name"])) ?? "";
      return blame([...route, "port", "protocol"], { listener }, { messageKey: "istio" });
    });
}

/** A load balancer with any other port is taken to serve TLS there, and to send callers on from port 80. */
function ofLoadBalancer(service: Resource, certificates: readonly string[]): Outcome {
  if (at(service.body, ["spec", "type"]) !== "LoadBalancer") return pass();
  const annotations = at(service.body, ["metadata", "annotations"]);
  if (isObject(annotations) && certificates.some((key) => Object.hasOwn(annotations, key))) return pass();
  const ports = servicePorts(service);
  const isClear = ports.every(({ name, port }) => name === "http" || port === 80 || port === 8080);
  const [first] = ports;
  if (first === undefined || !isClear) return pass();
  return blame(
    [...first.entry.route, "port"],
    { listener: String(first.port ?? "") },
    { messageKey: "balancer" },
  );
}
