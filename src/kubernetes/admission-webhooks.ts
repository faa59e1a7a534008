/** Webhooks that the API server asks: https://kubernetes.io/docs/reference/access-authn-authz/extensible-admission-controllers/ */
import { at, elements, field, type JsonObject, text } from "../core/json.js";
import type { Resource } from "../core/resource.js";
import type { Routed } from "../core/rule.js";
import { objectsAt, whole } from "./routed.js";

/** The webhooks of a ValidatingWebhookConfiguration or MutatingWebhookConfiguration. */
export function webhooksOf({ body }: Resource): readonly Routed<JsonObject>[] {
  return objectsAt(whole(body), "webhooks");
}

/** What a webhook and the program behind it are called: the configuration, the webhook, and the Service with its namespace. */
export function namesOfWebhook(configuration: Resource, { value }: Routed): readonly string[] {
  const service = at(value, ["clientConfig", "service"]);
  const names = [field(value, "name"), field(service, "name"), field(service, "namespace")];
  return [configuration.name, ...names.flatMap((name) => text(name) ?? [])];
}

const workloadResources: readonly (readonly [group: string, resources: readonly string[]])[] = [
  ["", ["pods", "pods/ephemeralcontainers", "podtemplates", "replicationcontrollers"]],
  ["apps", ["daemonsets", "deployments", "replicasets", "statefulsets"]],
  ["batch", ["cronjobs", "jobs"]],
];

/** Whether the API server asks the webhook about new or changed pods, or about controllers that make them. */
export function coversWorkloads(webhook: Routed): boolean {
  return workloadResources.some(([group, resources]) =>
    resources.some((resource) => covers(webhook, group, resource)),
  );
}

/** Whether the API server asks the webhook about new or changed objects of the resource (`pods`, `pods/exec`). Versions do not matter here. */
export function covers({ value }: Routed, group: string, resource: string): boolean {
  const slash = resource.indexOf("/");
  const wildcards = slash === -1 ? ["*"] : [`*${resource.slice(slash)}`, `${resource.slice(0, slash)}/*`];
  return elements(field(value, "rules")).some(
    (rule) =>
      holds(rule, "operations", ["CREATE", "UPDATE", "*"]) &&
      holds(rule, "apiGroups", [group, "*"]) &&
      holds(rule, "resources", [resource, ...wildcards, "*/*"]),
  );
}

function holds(rule: Parameters<typeof field>[0], key: string, accepted: readonly string[]): boolean {
  return elements(field(rule, key)).some((entry) => accepted.some((one) => one === entry));
}
