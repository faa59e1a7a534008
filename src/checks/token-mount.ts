/**
 * A pod that nobody has given a right does not need a token for the API. The pod's own field beats the ServiceAccount's, and both absent
 * mean yes. A projected token volume is a deliberate mount. An account that a binding names has a use for its token.
 * Source: https://kubernetes.io/docs/tasks/configure-pod-container/configure-service-account/#opt-out-of-api-credential-automounting
 */
import { at, elements, isObject } from "../core/json.js";
import { namespaceName, type Resource } from "../core/resource.js";
import { blame, type Inventory, pass, undecided } from "../core/rule.js";
import { accountNameOf, accountNear, hasProjectedToken, isTokenOff } from "../kubernetes/service-accounts.js";
import { identityOf, includesServiceAccount } from "../kubernetes/subjects.js";
import { defineCheck } from "./define.js";

export const check = defineCheck(
  { match: "workload", reach: "cross", with: {} },
  ({ pod, resource }, _, inventory) => {
    const spec = pod.pod.value;
    const name = accountNameOf(spec);
    const account = accountNear(name, resource, inventory);
    if (hasProjectedToken(spec) || isTokenOff(spec, account)) return pass();
    if (isBound(name, resource, inventory)) return pass();
    const data = { account: name };
    if ((account === undefined && name !== "default") || !inventory.complete(resource))
      return undecided(data);
    return blame([...pod.route, "automountServiceAccountToken"], data);
  },
);

function isBound(name: string, near: Resource, inventory: Inventory): boolean {
  const namespace = namespaceName(near);
  const account = { type: "service-account", namespace, name } as const;
  const bindings = [...inventory.all("RoleBinding", "*"), ...inventory.all("ClusterRoleBinding", "*")];
  return bindings.some((binding) =>
    elements(at(binding.body, ["subjects"])).some((subject) => {
      const identity = isObject(subject) ? identityOf(subject, binding.namespace) : undefined;
      if (identity === undefined || identity.type === "group") return false;
      if (includesServiceAccount(identity, account)) return true;
      const isSameRelease = namespace === null && binding.target.id === near.target.id;
      return isSameRelease && identity.type === "service-account" && identity.name === name;
    }),
  );
}
