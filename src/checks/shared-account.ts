/**
 * Several programs of one release run as one ServiceAccount that has rights, so each of them has the rights of all
 * (https://kubernetes.io/docs/concepts/security/rbac-good-practices/#least-privilege).
 */
import { at, isObject, type Json, text } from "../core/json.js";
import type { RelatedPlace } from "../core/resource.js";
import { blame, pass } from "../core/rule.js";
import { identityWords, listed } from "../kubernetes/rbac-words.js";
import { mountsToken } from "../kubernetes/service-accounts.js";
import { identityKey } from "../kubernetes/subjects.js";
import { defineCheck } from "./define.js";

export const check = defineCheck(
  { match: "workload", reach: "cross", with: {} },
  ({ pod, resource }, _, inventory) => {
    if (!inventory.complete(resource)) return pass();
    const graph = inventory.rbac(resource);
    const account = graph.accountOf(pod.pod.value, resource);
    if (account.name === "default") return pass();
    const object = graph.accountObject(account);
    const users = graph
      .podsOf(account)
      .filter(({ on }) => on.target.id === resource.target.id)
      .filter((place) => mountsToken(specOf(place), object) === true);
    const [first, ...others] = users;
    if (first?.on !== resource || first.route.join("/") !== [...pod.route, "serviceAccountName"].join("/"))
      return pass();
    const programs = [...new Set(users.map(({ on }) => programOf(on.body) ?? on.name))];
    const isBound = graph
      .holdingsOf(account)
      .some(
        ({ identity, binding }) =>
          identityKey(identity) === identityKey(account) && binding.target.id === resource.target.id,
      );
    if (programs.length < 2 || !isBound) return pass();
    const data = { account: identityWords(account), programs: listed(programs.map((name) => `"${name}"`)) };
    return blame([...pod.route, "serviceAccountName"], data, { because: others.slice(0, 3) });
  },
);

function specOf({ on, route }: RelatedPlace) {
  const spec = at(on.body, route.slice(0, -1));
  return isObject(spec) ? spec : {};
}

function programOf(body: Json): string | undefined {
  return text(at(body, ["metadata", "labels", "app.kubernetes.io/name"]));
}
