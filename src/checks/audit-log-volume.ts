/**
 * The audit log as a file lives as long as its volume: in the container's own file system or an emptyDir it is gone with the pod. A webhook
 * takes the events elsewhere, and `-` writes them to the output of the container, which the node keeps.
 */
import { at, field, isObject, text } from "../core/json.js";
import { blame, type ComponentView, pass, type Routed, undecided } from "../core/rule.js";
import type { JsonObject } from "../core/json.js";
import { containersOf } from "../kubernetes/containers.js";
import { objectsAt, whole } from "../kubernetes/routed.js";
import { podTemplates } from "../kubernetes/workloads.js";
import { defineCheck } from "./define.js";

/** Volumes that end with the pod, or that nobody can write to. */
const passingVolumes: readonly string[] = [
  "emptyDir",
  "ephemeral",
  "configMap",
  "secret",
  "downwardAPI",
  "projected",
];

export const check = defineCheck({ match: "component", reach: "local", with: {} }, (view) => {
  const path = view.settings.get("audit-log-path")?.at(-1);
  const hook = view.settings.get("audit-webhook-config-file")?.at(-1)?.value ?? "";
  if (path === undefined || path.value === "" || path.value === "-" || hook !== "") return pass();
  const folders = durableFolders(view);
  if (folders === undefined) return undecided({ path: path.value });
  if (folders.some((folder) => isBelow(path.value, folder))) return pass();
  return blame(path.route, { path: path.value });
});

/** Where the container sees something that outlives it; undefined where the source does not tell the mounts. */
function durableFolders(view: ComponentView): readonly string[] | undefined {
  if (view.installer === "kubeadm") return kubeadmFolders(view);
  if (view.extent !== "complete") return undefined;
  for (const { pod } of podTemplates(view.resource)) {
    const container = containersOf(pod, "running").find(({ route }) => isPrefix(route, view.route));
    if (container !== undefined) return mountedFolders(pod, container);
  }
  return undefined;
}

function mountedFolders(pod: Routed<JsonObject>, container: Routed<JsonObject>): readonly string[] {
  const passing = objectsAt(pod, "volumes")
    .filter(({ value }) => passingVolumes.some((type) => isObject(field(value, type))))
    .map(({ value }) => field(value, "name"));
  return objectsAt(container, "volumeMounts")
    .filter(({ value }) => !passing.includes(field(value, "name")))
    .map(({ value }) => text(field(value, "mountPath")) ?? "");
}

/** `extraVolumes` beside the arguments; kubeadm itself mounts certificates alone. */
function kubeadmFolders({ resource, route }: ComponentView): readonly string[] {
  const server = { value: at(resource.body, route.slice(0, -1)) ?? null, route: route.slice(0, -1) };
  return objectsAt(isObject(server.value) ? server : whole({}), "extraVolumes").map(
    ({ value }) => text(field(value, "mountPath")) ?? "",
  );
}

function isPrefix(route: readonly (string | number)[], of: readonly (string | number)[]): boolean {
  return route.every((step, index) => step === of[index]);
}

function isBelow(path: string, folder: string): boolean {
  const trimmed = folder.replace(/\/$/, "");
  return folder !== "" && (path === trimmed || path.startsWith(`${trimmed}/`));
}
