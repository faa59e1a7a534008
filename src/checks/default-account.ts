/**
 * A pod that runs as the ServiceAccount `default` shares its identity with everything in the namespace that names none. Without a token
 * the identity is of no use to anybody, so such a pod is fine.
 */
import { blame, pass } from "../core/rule.js";
import { accountNameOf, accountNear, isTokenOff } from "../kubernetes/service-accounts.js";
import { defineCheck } from "./define.js";

export const check = defineCheck(
  { match: "workload", reach: "cross", with: {} },
  ({ pod, resource }, _, inventory) => {
    const spec = pod.pod.value;
    if (accountNameOf(spec) !== "default") return pass();
    if (isTokenOff(spec, accountNear("default", resource, inventory))) return pass();
    const isDeprecated = spec["serviceAccountName"] === undefined && spec["serviceAccount"] !== undefined;
    return blame([...pod.route, isDeprecated ? "serviceAccount" : "serviceAccountName"]);
  },
);
