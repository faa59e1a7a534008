/** A pod whose ServiceAccount does not exist is not started until somebody creates it, with the rights that are bound to the name. */
import { field } from "../core/json.js";
import { blame, pass, undecided } from "../core/rule.js";
import { identityWords } from "../kubernetes/rbac-words.js";
import { defineCheck } from "./define.js";

export const check = defineCheck(
  { match: "workload", reach: "cross", with: {} },
  ({ pod, resource }, _, inventory) => {
    const graph = inventory.rbac(resource);
    const account = graph.accountOf(pod.pod.value, resource);
    if (account.name === "default" || graph.accountObject(account) !== undefined) return pass();
    const data = { missing: identityWords(account) };
    if (!inventory.complete(resource)) return undecided(data);
    const isOld = field(pod.pod.value, "serviceAccountName") === undefined;
    return blame([...pod.route, isOld ? "serviceAccount" : "serviceAccountName"], data);
  },
);
