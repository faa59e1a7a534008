/**
 * Consoles that trust whoever reaches them, with a way from the outside and no login on it. A login counts where the files show one: an
 * annotation of the Ingress, a policy of the gateway or the mesh, or a proxy for logins in the pod itself.
 */
import { listOf, object, string } from "../core/decode.js";
import { at, elements, field, isObject, type JsonObject, text } from "../core/json.js";
import { namespaceName, type Resource } from "../core/resource.js";
import { blame, type Inventory, type Item, type Outcome, pass, undecided } from "../core/rule.js";
import { containersOf } from "../kubernetes/containers.js";
import { type Exposure, exposureOf } from "../kubernetes/exposure.js";
import { parseImage } from "../kubernetes/image.js";
import { type Answer, anyOf } from "../kubernetes/network-policy.js";
import { matchesSelector } from "../kubernetes/selectors.js";
import { liveTogether } from "../kubernetes/services.js";
import { defineCheck } from "./define.js";

/** The ends of images' repositories, and of the folders in which every image is a console. */
interface Consoles {
  readonly images: readonly string[];
  readonly folders: readonly string[];
}

const ways: Readonly<Record<Exposure["how"], string>> = {
  "load-balancer": "a load balancer",
  "node-port": "a port of every node",
  "external-ips": "external addresses",
  "host-port": "a port of the node",
  ingress: "an Ingress",
  gateway: "a gateway",
};

export const check = defineCheck(
  {
    match: "item",
    reach: "cross",
    with: {
      consoles: object<Consoles>({ images: listOf(string), folders: listOf(string) }),
      logins: listOf(string),
    },
  },
  (item, { consoles, logins }, inventory) => {
    const repositories = repositoriesOf(item);
    const console = repositories.find((one) => isConsole(one, consoles));
    if (console === undefined || hasLoginOfItsOwn(item, repositories, inventory)) return pass();
    return exposureOf(item, inventory).map((exposure): Outcome => {
      const login = loginOn(exposure, logins, inventory);
      const { how, chain, certainty } = exposure;
      const data = { console, way: ways[how] };
      const [first, ...rest] = chain;
      if (login === "yes" || first === undefined) return pass();
      // A gateway's policies may stand beside the file; an Ingress and a Service say themselves who asks for a login.
      const mayHavePolicy = how === "gateway" && !inventory.complete(first.on);
      if (login === "unknown" || certainty === "unknown" || mayHavePolicy) return undecided(data);
      const name = { on: item.resource, route: ["metadata", "name"] };
      return blame(first.route, data, { on: first.on, because: [...rest, name] });
    });
  },
);

function repositoriesOf({ pod }: Item): readonly string[] {
  if (pod === undefined) return [];
  return containersOf(pod, "running").flatMap(
    ({ value }) => parseImage(text(value["image"]) ?? "")?.repository ?? [],
  );
}

function isConsole(repository: string, { images, folders }: Consoles): boolean {
  const folder = repository.slice(0, Math.max(0, repository.lastIndexOf("/")));
  return images.some((one) => endsWith(repository, one)) || folders.some((one) => endsWith(folder, one));
}

/** Compares whole segments from the end. */
function endsWith(path: string, end: string): boolean {
  return path === end || path.endsWith(`/${end}`);
}

const loginProxies: readonly string[] = ["oauth2-proxy", "kube-rbac-proxy", "pomerium", "authelia"];

function hasLoginOfItsOwn(item: Item, repositories: readonly string[], inventory: Inventory): boolean {
  const hasProxy = repositories.some((one) => loginProxies.includes(one.slice(one.lastIndexOf("/") + 1)));
  return hasProxy || hasMeshLogin(item, inventory);
}

/** A RequestAuthentication alone lets requests without a token pass; in files it stands for the pair with its AuthorizationPolicy. */
function hasMeshLogin({ resource, podMetadata }: Item, inventory: Inventory): boolean {
  const labels = at(podMetadata?.value, ["labels"]);
  return inventory.all("RequestAuthentication", "security.istio.io").some((one) => {
    if (liveTogether(one, resource) !== "yes") return false;
    const selector = at(one.body, ["spec", "selector"]);
    return !isObject(selector) || matchesSelector(selector, isObject(labels) ? labels : {}) === true;
  });
}

/** Whether a login stands on the outermost link; unknown where it names a guard that the files do not hold. */
function loginOn({ chain }: Exposure, logins: readonly string[], inventory: Inventory): Answer {
  const [first] = chain;
  if (first === undefined) return "no";
  const annotations = at(first.on.body, ["metadata", "annotations"]);
  const hasPolicy = inventory
    .all("SecurityPolicy", "gateway.envoyproxy.io")
    .some((policy) => liveTogether(policy, first.on) === "yes" && isTarget(policy.body, first.on));
  if (hasPolicy || logins.some((key) => field(annotations, key) !== undefined)) return "yes";
  const guards = middlewaresOf(first.on).map((name) => guardOf(name, inventory));
  return anyOf(...guards, field(annotations, "nginx.org/policies") === undefined ? "no" : "unknown");
}

/** The names of Traefik's middlewares; an annotation puts their namespace in front, as `tools-login@kubernetescrd`. */
function middlewaresOf({ body }: Resource): readonly string[] {
  const key = "traefik.ingress.kubernetes.io/router.middlewares";
  const annotated = (text(at(body, ["metadata", "annotations", key])) ?? "").split(",");
  const routes = elements(at(body, ["spec", "routes"]));
  const named = routes.flatMap((route) =>
    elements(field(route, "middlewares")).map((one) => text(field(one, "name"))),
  );
  return [...annotated, ...named].flatMap((name) => name?.trim().replace(/@kubernetescrd$/, "") || []);
}

const guardKeys: readonly string[] = ["basicAuth", "digestAuth", "forwardAuth", "plugin", "chain"];

/** https://doc.traefik.io/traefik/reference/routing-configuration/http/middlewares/overview/; plugins and chains may hold anything. */
function guardOf(name: string, inventory: Inventory): Answer {
  const groups = ["traefik.io", "traefik.containo.us"];
  const found = groups
    .flatMap((group) => inventory.all("Middleware", group))
    .filter((one) => name === one.name || name === `${namespaceName(one) ?? ""}-${one.name}`);
  if (found.length === 0) return "unknown";
  const keys = found.flatMap(({ body }) => guardKeys.filter((key) => at(body, ["spec", key]) !== undefined));
  if (keys.some((key) => key.endsWith("Auth"))) return "yes";
  return keys.length > 0 ? "unknown" : "no";
}

/** The policy may name the route or the gateway that carries it (https://gateway.envoyproxy.io/docs/api/extension_types/#securitypolicy). */
function isTarget(policy: JsonObject, route: Resource): boolean {
  const parents = elements(at(route.body, ["spec", "parentRefs"])).map((parent) => at(parent, ["name"]));
  const single = at(policy, ["spec", "targetRef"]);
  const targets = [
    ...(single === undefined ? [] : [single]),
    ...elements(at(policy, ["spec", "targetRefs"])),
  ];
  return targets.some((target) => {
    const name = field(target, "name");
    return field(target, "kind") === "Gateway" ? parents.includes(name) : name === route.name;
  });
}
