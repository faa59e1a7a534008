/**
 * A kubeconfig with a login in it: a file of its own, or a value of a ConfigMap or Secret, also behind base64. A reference to a file or to
 * a program that fetches a login is none.
 */
import { field, isObject } from "../core/json.js";
import type { Resource } from "../core/resource.js";
import { type Blame, blame } from "../core/rule.js";
import { decodeBase64 } from "../text/base64.js";
import { loginsIn } from "../text/kubeconfig.js";
import { defineCheck } from "./define.js";

export const check = defineCheck({ match: "text", reach: "repo", with: {} }, (view) => {
  const inText = loginsIn(view.text).map(({ key, within }) => blame([], { key }, { within }));
  return [...inText, ...view.objects().flatMap((one) => inBase64(one))];
});

/** What a Secret holds in base64, and a ConfigMap's `binaryData`. */
function inBase64(resource: Resource): readonly Blame[] {
  if (resource.group !== "" || !["Secret", "ConfigMap"].includes(resource.kind)) return [];
  const section = resource.kind === "Secret" ? "data" : "binaryData";
  const values = field(resource.body, section);
  return Object.entries(isObject(values) ? values : {}).flatMap(([name, value]) => {
    const decoded = typeof value === "string" ? decodeBase64(value) : undefined;
    const [login] = loginsIn(decoded ?? "");
    return login === undefined ? [] : [blame([section, name], { key: login.key }, { on: resource })];
  });
}
