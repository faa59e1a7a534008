/**
 * Paths of the API server that are no resources. Profiles below /debug and node logs below /logs are read by those who watch over the
 * cluster; all paths are needed by nobody. Only a ClusterRoleBinding grants them.
 * Source: https://kubernetes.io/docs/reference/access-authn-authz/rbac/#role-and-clusterrole
 */
import { listOf, string } from "../core/decode.js";
import { elements, field, type Json, text } from "../core/json.js";
import type { Holding } from "../core/rbac.js";
import { blame, pass } from "../core/rule.js";
import { holderWords } from "../kubernetes/rbac-words.js";
import { defineCheck } from "./define.js";

export const check = defineCheck(
  { match: "role", reach: "cross", with: { sensitive: listOf(string), watchers: listOf(string) } },
  ({ resource, holdings }, { sensitive, watchers }) => {
    const wide = holdings.filter(({ namespace }) => namespace === null);
    if (resource.kind !== "ClusterRole" || (holdings.length > 0 && wide.length === 0)) return pass();
    const isWatched = wide.length > 0 && wide.every((holding) => isWatcher(holding, watchers));
    return elements(field(resource.body, "rules")).flatMap((rule, index) => {
      const urls = elements(field(rule, "nonResourceURLs"));
      const all = urls.findIndex((url) => url === "*" || url === "/*");
      const single = isWatched ? -1 : urls.findIndex((url) => isSensitive(url, sensitive));
      const found = all === -1 ? single : all;
      if (found === -1) return [];
      const data = { url: text(urls[found]) ?? "", role: resource.name, holders: holderWords(wide) };
      const because = wide.slice(0, 1).map(({ binding, route }) => ({ on: binding, route }));
      return [blame(["rules", index, "nonResourceURLs", found], data, { because })];
    });
  },
);

/** `/debug`, `/debug*`, `/debug/pprof`: the path itself, one below it, or a wildcard that takes it in. */
function isSensitive(url: Json, sensitive: readonly string[]): boolean {
  if (typeof url !== "string") return false;
  const path = url.endsWith("*") ? url.slice(0, -1) : url;
  return sensitive.some(
    (start) =>
      path === start ||
      path.startsWith(`${start}/`) ||
      (url.endsWith("*") && path.length > 1 && start.startsWith(path)),
  );
}

function isWatcher({ identity }: Holding, watchers: readonly string[]): boolean {
  const name = identity.name.toLowerCase();
  return watchers.some((word) => name.includes(word));
}
