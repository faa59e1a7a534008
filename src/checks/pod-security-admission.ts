/**
 * What Pod Security Admission would say: the pod template is judged at the level and version that its own namespace enforces. The API
 * server accepts a controller and refuses its pods, so the fault shows only after the merge.
 * Source: https://kubernetes.io/docs/concepts/security/pod-security-admission/
 */
import { namespaceName } from "../core/resource.js";
import { blame, pass } from "../core/rule.js";
import { evaluatePod, newestPolicyMinor } from "../kubernetes/pod-security.js";
import { enforcedLevel, enforcedMinor, levelLabel } from "../kubernetes/pod-security-labels.js";
import { defineCheck } from "./define.js";

export const check = defineCheck(
  { match: "workload", reach: "cross", with: {} },
  ({ pod, resource }, _, inventory) => {
    const name = namespaceName(resource);
    if (name === null) return pass();
    const namespace = inventory.get("Namespace", "", { state: "cluster" }, name, resource);
    const level = enforcedLevel(namespace);
    if (level === "privileged") return pass();
    const minor = Math.min(
      enforcedMinor(namespace),
      inventory.minor === 0 ? newestPolicyMinor : inventory.minor,
    );
    const template = {
      pod: pod.pod,
      ...(pod.podMetadata === undefined ? {} : { podMetadata: pod.podMetadata }),
    };
    const violations = evaluatePod(template, level, minor);
    return violations.map(({ routes: [route], message }) =>
      blame(
        route,
        { namespace: name, level, reason: message },
        namespace === undefined
          ? {}
          : { because: [{ on: namespace, route: ["metadata", "labels", levelLabel("enforce")] }] },
      ),
    );
  },
);
