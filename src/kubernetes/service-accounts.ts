/**
 * The ServiceAccount of a pod, and whether its token is in the pod
 * (https://kubernetes.io/docs/tasks/configure-pod-container/configure-service-account/#opt-out-of-api-credential-automounting).
 */
import { at, elements, field, type Json, type JsonObject, text } from "../core/json.js";

/** The account's name as the pod spec says it: `serviceAccountName`, else its deprecated twin, else `default`. */
export function accountNameOf(pod: JsonObject): string {
  const named = [text(field(pod, "serviceAccountName")), text(field(pod, "serviceAccount"))];
  return named.find((one) => one !== undefined && one !== "") ?? "default";
}

/**
 * Whether a pod sees a token of its account. The pod's own field beats the ServiceAccount's, both absent mean yes, and a projected token
 * volume is a mount of its own. Undefined where the account's object decides and is not in the files.
 */
export function mountsToken(
  pod: JsonObject,
  account: { readonly body: JsonObject } | undefined,
): boolean | undefined {
  if (hasProjectedToken(pod)) return true;
  const own = field(pod, "automountServiceAccountToken");
  if (typeof own === "boolean") return own;
  if (account === undefined) return accountNameOf(pod) === "default" ? true : undefined;
  return field(account.body, "automountServiceAccountToken") !== false;
}

/** Whether a projected volume of the pod holds a token, which is then mounted on purpose. */
export function hasProjectedToken(pod: Json): boolean {
  return elements(at(pod, ["volumes"])).some((volume) =>
    elements(at(volume, ["projected", "sources"])).some(
      (source) => at(source, ["serviceAccountToken"]) !== undefined,
    ),
  );
}
