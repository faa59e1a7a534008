/**
 * Two namespaces that claim the same host and path at the same entrance. Only objects of one rendering are compared: two overlays with one
 * host are two clusters more often than a conflict. A rule without a host takes every host that nobody names.
 */
import { groupBy } from "../core/group.js";
import { at, elements, field, type Json, text } from "../core/json.js";
import type { Route } from "../core/location.js";
import { namespaceName, type Resource } from "../core/resource.js";
import { blame, type Inventory, type Outcome, pass } from "../core/rule.js";
import { objectsAt, whole } from "../kubernetes/routed.js";
import { defineCheck } from "./define.js";

/** One host and path that an object asks for. */
interface Claim {
  readonly on: Resource;
  readonly route: Route;
  /** Where the traffic comes in: the kind with its class or its gateway. */
  readonly entrance: string;
  /** "*" for every host. */
  readonly host: string;
  readonly path: string;
}

export const check = defineCheck(
  { match: "item", reach: "cross", with: {} },
  ({ resource }, _, inventory) => {
    const own = namespaceName(resource);
    const { byEntrance, byPlace } = inventory.derived(claimIndex);
    const outcomes = claimsOf(resource).flatMap((claim): readonly Outcome[] => {
      // Only a claim of every host meets others than those of its own place.
      const met = claim.host === "*" ? byEntrance.get(claim.entrance) : byPlace.get(placeOf(claim));
      const rival = (met ?? []).find(
        ({ on, host, path }) => namespaceName(on) !== own && (host !== claim.host || path === claim.path),
      );
      if (rival === undefined) return [];
      const data = {
        host: claim.host,
        path: claim.path,
        namespace: namespaceName(rival.on) ?? "",
        name: rival.on.name,
      };
      const because = [{ on: rival.on, route: rival.route }];
      const messageKey = claim.host === "*" && rival.host !== "*" ? "every" : "same";
      return [blame(claim.route, data, { because, messageKey })];
    });
    return outcomes.length === 0 ? pass() : outcomes;
  },
);

interface ClaimIndex {
  readonly byEntrance: ReadonlyMap<string, readonly Claim[]>;
  /** By entrance, host and path. */
  readonly byPlace: ReadonlyMap<string, readonly Claim[]>;
}

function claimIndex(inventory: Inventory): ClaimIndex {
  const kinds = [
    ["Ingress", "networking.k8s.io"],
    ["Ingress", "extensions"],
    ["HTTPRoute", "gateway.networking.k8s.io"],
  ] as const;
  const claims = kinds.flatMap(([kind, group]) => inventory.all(kind, group)).flatMap(claimsOf);
  return { byEntrance: groupBy(claims, ({ entrance }) => entrance), byPlace: groupBy(claims, placeOf) };
}

function placeOf({ entrance, host, path }: Claim): string {
  return JSON.stringify([entrance, host, path]);
}

/** None for an object whose namespace the files do not say: it may be anybody's. */
function claimsOf(resource: Resource): readonly Claim[] {
  if (resource.namespace.state !== "named") return [];
  return resource.kind === "HTTPRoute" ? ofRoute(resource) : ofIngress(resource);
}

function ofIngress(on: Resource): readonly Claim[] {
  const annotation = at(on.body, ["metadata", "annotations", "kubernetes.io/ingress.class"]);
  const ingressClass = text(at(on.body, ["spec", "ingressClassName"])) ?? text(annotation) ?? "";
  const entrance = JSON.stringify([on.target.id, "Ingress", ingressClass]);
  return objectsAt(whole(on.body), "spec", "rules").flatMap((rule) => {
    const host = hostOf(rule.value["host"]);
    const route = [...rule.route, "host"];
    return elements(at(rule.value, ["http", "paths"])).map((path) => ({
      on,
      route,
      entrance,
      host,
      path: text(field(path, "path")) ?? "/",
    }));
  });
}

function ofRoute(on: Resource): readonly Claim[] {
  const hosts = elements(at(on.body, ["spec", "hostnames"]));
  const named = hosts.map((host, index) => ({ host: hostOf(host), route: ["spec", "hostnames", index] }));
  const claimed = named.length === 0 ? [{ host: "*", route: ["spec", "hostnames"] }] : named;
  return elements(at(on.body, ["spec", "parentRefs"])).flatMap((parent) => {
    const gateway = [text(field(parent, "namespace")) ?? namespaceName(on), text(field(parent, "name"))];
    const entrance = JSON.stringify([
      on.target.id,
      "HTTPRoute",
      ...gateway,
      field(parent, "sectionName") ?? "",
    ]);
    return claimed.flatMap(({ host, route }) =>
      pathsOf(on.body).map((path) => ({ on, route, entrance, host, path })),
    );
  });
}

function pathsOf(body: Json): readonly string[] {
  const matches = elements(at(body, ["spec", "rules"])).flatMap((rule) => {
    const own = elements(field(rule, "matches"));
    return own.length === 0 ? [{}] : own;
  });
  return [...new Set(matches.map((match) => text(at(match, ["path", "value"])) ?? "/"))];
}

function hostOf(value: Json | undefined): string {
  const host = text(value)?.toLowerCase() ?? "";
  return host === "" ? "*" : host;
}
