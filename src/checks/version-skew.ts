/**
 * A kubelet must not be newer than the API server, and at most three minors older; two before 1.25.
 * Source: https://kubernetes.io/releases/version-skew-policy/#kubelet
 */
import { at, elements, field, text } from "../core/json.js";
import type { Route } from "../core/location.js";
import type { Resource } from "../core/resource.js";
import { blame, type Inventory, type Outcome, pass } from "../core/rule.js";
import { declaredMinor, minorOfImage } from "../kubernetes/declared-version.js";
import { defineCheck } from "./define.js";

export const check = defineCheck({ match: "item", reach: "cross", with: {} }, ({ resource }, _, inventory) =>
  resource.group === "kind.x-k8s.io" ? judgeKindCluster(resource) : judgeMachines(resource, inventory),
);

/** The nodes of one kind cluster: https://kind.sigs.k8s.io/docs/user/configuration/#nodes */
function judgeKindCluster({ body }: Resource): readonly Outcome[] {
  const nodes = elements(field(body, "nodes")).map((node, index) => ({
    isServer: (text(field(node, "role")) ?? "control-plane") === "control-plane",
    minor: minorOfImage(text(field(node, "image")) ?? "") ?? null,
    route: ["nodes", index, "image"] as const,
  }));
  const servers = nodes.flatMap(({ isServer, minor }) => (isServer && minor !== null ? [minor] : []));
  const [server] = servers;
  if (server === undefined) return [pass()];
  // The oldest API server is the one that a newer kubelet must not meet.
  const oldest = Math.min(...servers);
  return nodes.filter(({ isServer }) => !isServer).map(({ minor, route }) => compare(minor, oldest, route));
}

/** Machines of Cluster API and the control plane of their cluster: https://cluster-api.sigs.k8s.io/ */
function judgeMachines(machines: Resource, inventory: Inventory): Outcome {
  const cluster = text(at(machines.body, ["spec", "clusterName"])) ?? "";
  const owner = inventory.get("Cluster", "cluster.x-k8s.io", machines.namespace, cluster, machines);
  const reference = at(owner?.body, ["spec", "controlPlaneRef"]);
  const kind = text(field(reference, "kind")) ?? "";
  const name = text(field(reference, "name")) ?? "";
  const plane = inventory.get(kind, "controlplane.cluster.x-k8s.io", machines.namespace, name, machines);
  const server = declaredMinor(text(at(plane?.body, ["spec", "version"])) ?? "");
  const route = ["spec", "template", "spec", "version"];
  const kubelet = declaredMinor(text(at(machines.body, route)) ?? "");
  return server === null ? pass() : compare(kubelet, server, route);
}

function compare(kubelet: number | null, server: number, route: Route): Outcome {
  if (kubelet === null) return pass();
  const data = { kubelet: `1.${kubelet}`, server: `1.${server}` };
  if (kubelet > server) return blame(route, data, { messageKey: "newer", severity: "medium" });
  const allowed = kubelet >= 25 ? 3 : 2;
  if (server - kubelet <= allowed) return pass();
  return blame(route, data, { messageKey: "older", severity: "medium" });
}
