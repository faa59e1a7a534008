/**
 * What Pod Security Admission enforces on a pod: the labels of its Namespace, and for what they leave out the defaults of the API server's
 * configuration, whose exemptions win over both.
 * Source: PolicyToEvaluate in k8s.io/pod-security-admission, package api, and
 * https://kubernetes.io/docs/tasks/configure-pod-container/enforce-standards-admission-controller/
 */
import { at, elements, type JsonObject } from "../core/json.js";
import type { Resource } from "../core/resource.js";
import type { Inventory, RelatedPlace, Routed } from "../core/rule.js";
import { newestPolicyMinor, type PodSecurityLevel } from "./pod-security.js";
import { podSecurityConfigurationKinds, podSecurityConfigurations } from "./pod-security-configuration.js";
import { enforcedLevel, levelLabel, podSecurityLevels, policyMinor } from "./pod-security-labels.js";

/** A level with the minor of its version, and the field that says so. */
export interface Enforcement {
  readonly level: PodSecurityLevel;
  readonly minor: number;
  readonly place: RelatedPlace;
}

/** Undefined where nothing is enforced, or where files do not hold the Namespace: its labels may say otherwise than the defaults. */
export function enforcementOn(
  pod: Routed,
  namespace: Resource | undefined,
  inventory: Inventory,
): Enforcement | undefined {
  if (namespace === undefined) return undefined;
  const configuration = inventory.derived(onlyConfiguration);
  if (configuration !== undefined && isExempt(pod, namespace.name, configuration.value)) return undefined;
  const labels = at(namespace.body, ["metadata", "labels"]);
  const isLabelled = at(labels, [levelLabel("enforce")]) !== undefined;
  const level = isLabelled ? enforcedLevel(namespace) : defaultLevel(configuration?.value);
  if (level === "privileged") return undefined;
  const version =
    at(labels, [`${levelLabel("enforce")}-version`]) ??
    at(configuration?.value, ["defaults", "enforce-version"]);
  const minor = Math.min(
    policyMinor(version) ?? newestPolicyMinor,
    inventory.minor === 0 ? newestPolicyMinor : inventory.minor,
  );
  const own = { on: namespace, route: ["metadata", "labels", levelLabel("enforce")] };
  if (isLabelled || configuration === undefined) return { level, minor, place: own };
  const route = [...configuration.route, "defaults", "enforce"];
  return { level, minor, place: { on: configuration.resource, route } };
}

interface Configuration extends Routed<JsonObject> {
  readonly resource: Resource;
}

/** The configuration of the one API server; undefined where the files hold several, because nobody knows which is this cluster's. */
function onlyConfiguration(inventory: Inventory): Configuration | undefined {
  const [only, ...more] = podSecurityConfigurationKinds
    .flatMap(([kind, group]) => inventory.all(kind, group))
    .flatMap((resource) => podSecurityConfigurations(resource).map((found) => ({ ...found, resource })));
  return more.length === 0 ? only : undefined;
}

function defaultLevel(configuration: JsonObject | undefined): PodSecurityLevel | "privileged" {
  const written = at(configuration, ["defaults", "enforce"]);
  return podSecurityLevels.find((level) => level === written) ?? "privileged";
}

function isExempt(pod: Routed, namespace: string, configuration: JsonObject): boolean {
  const lists = (key: string) => elements(at(configuration, ["exemptions", key]));
  const runtimeClass = at(pod.value, ["runtimeClassName"]);
  const isOfClass = runtimeClass !== undefined && lists("runtimeClasses").includes(runtimeClass);
  return isOfClass || lists("namespaces").includes(namespace);
}
