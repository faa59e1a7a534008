/**
 * Whether etcd's authority for clients is the API server's as well. Paths are compared, of settings that belong together: in one object,
 * or in files of one folder, as the static Pods of a node are.
 */
import { at, type Json, text } from "../core/json.js";
import type { Resource } from "../core/resource.js";
import { blame, type ComponentView, pass } from "../core/rule.js";
import { componentViews } from "../kubernetes/components.js";
import { defineCheck } from "./define.js";

export const check = defineCheck(
  { match: "component", reach: "cross", with: { defaults: (value) => value as Json } },
  (etcd, { defaults }, { resources }) => {
    const trusted = etcd.settings.get("trusted-ca-file")?.at(-1);
    if (etcd.component !== "etcd" || trusted === undefined || trusted.value === "") return pass();
    const authorities = resources
      .filter((resource) => belongTogether(resource, etcd.resource))
      .flatMap((resource) => componentViews(resource))
      .filter(({ component }) => component === "kube-apiserver")
      .map((view) => clientAuthority(view, defaults));
    if (!authorities.includes(trusted.value)) return pass();
    return blame(trusted.route, { path: trusted.value });
  },
);

function belongTogether(left: Resource, right: Resource): boolean {
  return left === right || folderOf(left) === folderOf(right);
}

function folderOf({ source }: Resource): string {
  const { path } = source.trace;
  return path.slice(0, path.lastIndexOf("/") + 1);
}

/** The last one counts; where it is not set, what the installer is known to set. */
function clientAuthority(view: ComponentView, defaults: Json): string | undefined {
  const flag = "client-ca-file";
  const known = text(at(defaults, [view.installer ?? "", view.component, flag]));
  return view.settings.get(flag)?.at(-1)?.value ?? known;
}
