/**
 * What Pod Security Admission would say: the pod template is judged at the level and version that its own namespace enforces. The API
 * server accepts a controller and refuses its pods, so the fault shows only after the merge.
 * Source: https://kubernetes.io/docs/concepts/security/pod-security-admission/
 */
import { at, text } from "../core/json.js";
import { namespaceName, type Resource } from "../core/resource.js";
import { blame, pass } from "../core/rule.js";
import { evaluatePod, newestPolicyMinor, type PodSecurityLevel } from "../kubernetes/pod-security.js";
import { defineCheck } from "./define.js";

const label = "pod-security.kubernetes.io/enforce";

export const check = defineCheck(
  { match: "workload", reach: "cross", with: {} },
  ({ pod, resource }, _, inventory) => {
    const name = namespaceName(resource);
    if (name === null) return pass();
    const namespace = inventory.get("Namespace", "", { state: "cluster" }, name, resource);
    const level = levelOf(namespace);
    if (level === "privileged") return pass();
    const minor = Math.min(versionOf(namespace), inventory.minor === 0 ? newestPolicyMinor : inventory.minor);
    const template = {
      pod: pod.pod,
      ...(pod.podMetadata === undefined ? {} : { podMetadata: pod.podMetadata }),
    };
    const violations = evaluatePod(template, level, minor);
    return violations.map(({ routes: [route], message }) =>
      blame(
        route,
        { namespace: name, level, reason: message },
        namespace === undefined ? {} : { because: [{ on: namespace, route: ["metadata", "labels", label] }] },
      ),
    );
  },
);

/** A value that is no level counts as restricted: admission fails closed on a namespace that slipped through. */
function levelOf(namespace: Resource | undefined): PodSecurityLevel | "privileged" {
  const level = text(at(namespace?.body, ["metadata", "labels", label]));
  if (level === undefined || level === "privileged") return "privileged";
  return level === "baseline" ? "baseline" : "restricted";
}

/** `latest` and versions that cannot be read mean the newest. */
function versionOf(namespace: Resource | undefined): number {
  const version = text(at(namespace?.body, ["metadata", "labels", `${label}-version`])) ?? "latest";
  const match = /^v1\.(\d+)$/.exec(version);
  return match?.[1] === undefined ? newestPolicyMinor : Number(match[1]);
}
