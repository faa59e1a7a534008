/** Which ServiceAccount a pod runs as, and whether its token is mounted. */
import { at, elements, type JsonObject, text } from "../core/json.js";
import type { Resource } from "../core/resource.js";
import type { Inventory } from "../core/rule.js";

/** `serviceAccountName`, else the deprecated `serviceAccount`, else `default`, as the admission controller of Kubernetes fills it in. */
export function accountNameOf(podSpec: JsonObject): string {
  const named = [text(at(podSpec, ["serviceAccountName"])), text(at(podSpec, ["serviceAccount"]))];
  return named.find((one) => one !== undefined && one !== "") ?? "default";
}

/**
 * The account of that name beside `near`; undefined where the files do not hold it. Inside one rendering an account without namespace is
 * that of a pod without namespace: both go where the release goes.
 */
export function accountNear(name: string, near: Resource, inventory: Inventory): Resource | undefined {
  const known = inventory.get("ServiceAccount", "", near.namespace, name, near);
  if (known !== undefined || near.namespace.state !== "unresolved") return known;
  return inventory
    .all("ServiceAccount", "")
    .find((account) => account.name === name && account.target.id === near.target.id);
}

/** Whether the token is switched off: the pod's own field beats the account's, and both absent mean that it is mounted. */
export function isTokenOff(podSpec: JsonObject, account: Resource | undefined): boolean {
  const own = at(podSpec, ["automountServiceAccountToken"]);
  return (own ?? at(account?.body, ["automountServiceAccountToken"])) === false;
}

/** Whether a pod sees any token of its account; undefined where the account's object decides and is not in the files. */
export function mountsToken(podSpec: JsonObject, account: Resource | undefined): boolean | undefined {
  if (hasProjectedToken(podSpec)) return true;
  if (isTokenOff(podSpec, account)) return false;
  const isStated = at(podSpec, ["automountServiceAccountToken"]) === true;
  return isStated || account !== undefined || accountNameOf(podSpec) === "default" ? true : undefined;
}

/** Whether the pod mounts a token of its own choice, with an audience and an end. */
export function hasProjectedToken(podSpec: JsonObject): boolean {
  return elements(at(podSpec, ["volumes"])).some((volume) =>
    elements(at(volume, ["projected", "sources"])).some(
      (source) => at(source, ["serviceAccountToken"]) !== undefined,
    ),
  );
}
