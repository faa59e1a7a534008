/**
 * Ports of databases and of administration that leave the cluster: by a Service, by a port of the node, by an Ingress or a route. A port
 * counts as what it is outside or as what it is in the pod; a name is looked up in the pods behind the Service. Where the pod has a port
 * of the web, the number outside says nothing: behind port 9200 there may well be a proxy with a login.
 */
import { integer, listOf } from "../core/decode.js";
import { namespaceName } from "../core/resource.js";
import { type Blame, blame, type Inventory, type Item, type Outcome, pass, undecided } from "../core/rule.js";
import { type Backend, backendsOf } from "../kubernetes/backends.js";
import { podsBehind, servicesOf } from "../kubernetes/exposure.js";
import { podPorts, publicationsOf, servicePorts, type ServicePort } from "../kubernetes/services.js";
import type { Resource } from "../core/resource.js";
import { at } from "../core/json.js";
import { defineCheck } from "./define.js";

export const check = defineCheck(
  { match: "item", reach: "cross", with: { ports: listOf(integer) } },
  (item, { ports }, inventory) => {
    if (item.pod !== undefined) return ofNode(item, ports, inventory);
    if (item.resource.kind === "Service" && item.resource.group === "") {
      return publicationsOf(item.resource).length === 0 ? pass() : ofService(item.resource, ports, inventory);
    }
    return backendsOf(item.resource).flatMap((backend) => ofRoute(backend, ports, inventory));
  },
);

/** The cluster's own components listen on the node by design. */
function ofNode({ self, route, resource }: Item, ports: readonly number[], inventory: Inventory): Outcome {
  const hostPort = at(self, ["hostPort"]);
  if (typeof hostPort !== "number" || hostPort === 0) return pass();
  if (inventory.systemNamespaces.includes(namespaceName(resource) ?? "")) return pass();
  const inside = at(self, ["containerPort"]);
  const numbers = typeof inside === "number" ? withoutWeb(hostPort, [inside]) : [hostPort];
  const guilty = numbers.find((number) => ports.includes(number));
  return guilty === undefined
    ? pass()
    : blame([...route, "hostPort"], { port: String(guilty), how: "every node" });
}

function ofService(service: Resource, ports: readonly number[], inventory: Inventory): readonly Outcome[] {
  return servicePorts(service).map((port): Outcome => {
    const { numbers, isOpen } = numbersOf(service, port, inventory);
    const guilty = numbers.find((number) => ports.includes(number));
    if (guilty !== undefined) {
      const key = guilty === port.port ? "port" : "targetPort";
      return blame([...port.entry.route, key], { port: String(guilty), how: "the Service" });
    }
    return isOpen ? undecided({ name: String(port.target) }) : pass();
  });
}

/** The numbers that a Service's port has outside and in the pods; open where no pod of the files tells what a name means. */
function numbersOf(service: Resource, { port, target }: ServicePort, inventory: Inventory) {
  const behind = typeof target === "string" ? podsBehind(service, inventory) : [];
  const named = behind.flatMap(({ pod }) => (pod === undefined ? [] : podPorts(pod, target)));
  const known = typeof target === "number" ? [target] : named;
  const numbers = port === undefined ? known : withoutWeb(port, known);
  return { numbers, isOpen: typeof target === "string" && named.length === 0 };
}

const webPorts: readonly number[] = [80, 443, 3000, 5000, 8000, 8080, 8443, 8888];

function withoutWeb(outside: number, inside: readonly number[]): readonly number[] {
  const isWeb = inside.length > 0 && inside.every((number) => webPorts.includes(number));
  return isWeb ? inside : [outside, ...inside];
}

function ofRoute(backend: Backend, ports: readonly number[], inventory: Inventory): readonly Blame[] {
  const behind = servicesOf(backend, inventory).flatMap(({ service }) =>
    servicePorts(service)
      .filter(({ name, port }) => backend.port === undefined || [name, port].includes(backend.port))
      .flatMap((port) => numbersOf(service, port, inventory).numbers),
  );
  const own = typeof backend.port === "number" ? [backend.port] : [];
  const guilty = (behind.length > 0 ? behind : own).find((port) => ports.includes(port));
  return guilty === undefined
    ? []
    : [blame(backend.route, { port: String(guilty), how: `the ${backend.on.kind}` })];
}
