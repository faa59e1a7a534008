/**
 * What Pod Security Admission would say: the pod template is judged at the level and version that count in its own namespace. The API
 * server accepts a controller and refuses its pods, so the fault shows only after the merge.
 * Source: https://kubernetes.io/docs/concepts/security/pod-security-admission/
 */
import { namespaceName } from "../core/resource.js";
import { blame, pass } from "../core/rule.js";
import { evaluatePod } from "../kubernetes/pod-security.js";
import { enforcementOn } from "../kubernetes/pod-security-enforcement.js";
import { defineCheck } from "./define.js";

export const check = defineCheck(
  { match: "workload", reach: "cross", with: {} },
  ({ pod, resource }, _, inventory) => {
    const name = namespaceName(resource);
    if (name === null) return pass();
    const namespace = inventory.get("Namespace", "", { state: "cluster" }, name, resource);
    const enforcement = enforcementOn(pod.pod, namespace, inventory);
    if (enforcement === undefined) return pass();
    const { level, minor, place } = enforcement;
    const template = {
      pod: pod.pod,
      ...(pod.podMetadata === undefined ? {} : { podMetadata: pod.podMetadata }),
    };
    return evaluatePod(template, level, minor).map(({ routes: [route], message }) =>
      blame(route, { namespace: name, level, reason: message }, { because: [place] }),
    );
  },
);
