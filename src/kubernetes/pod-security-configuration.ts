/** The API server's configuration of Pod Security Admission: https://kubernetes.io/docs/tasks/configure-pod-container/enforce-standards-admission-controller/ */
import { field, type JsonObject } from "../core/json.js";
import type { Resource } from "../core/resource.js";
import type { Routed } from "../core/rule.js";
import { objectAt, objectsAt, whole } from "./routed.js";

/** The kinds that hold such a configuration, as rule files and inventories name them. */
export const podSecurityConfigurationKinds = [
  ["PodSecurityConfiguration", "pod-security.admission.config.k8s.io"],
  ["AdmissionConfiguration", "apiserver.config.k8s.io"],
] as const;

/**
 * The PodSecurityConfigurations in a resource: itself, or those of the plug-in PodSecurity in an AdmissionConfiguration. A plug-in whose
 * configuration is in a file of its own (`path`) has none here.
 */
export function podSecurityConfigurations({ kind, body }: Resource): readonly Routed<JsonObject>[] {
  if (kind === "PodSecurityConfiguration") return [whole(body)];
  return objectsAt(whole(body), "plugins")
    .filter(({ value }) => field(value, "name") === "PodSecurity")
    .flatMap((plugin) => objectAt(plugin, "configuration") ?? []);
}
