/**
 * Long-lived keys of a cloud that a workload takes from a Secret. Of a pair the secret half is shown, and a path to a key counts where it
 * leads into a volume of a Secret.
 */
import { listOf, string } from "../core/decode.js";
import { at, elements, field, type JsonObject, text } from "../core/json.js";
import { blame, pass, type Routed } from "../core/rule.js";
import { isAtOrBelow, normalizeHostPath } from "../kubernetes/host-path.js";
import { mountsOf } from "../kubernetes/mounts.js";
import { objectsAt } from "../kubernetes/routed.js";
import { defineCheck } from "./define.js";

export const check = defineCheck(
  { match: "item", reach: "local", with: { keys: listOf(string), files: listOf(string) } },
  ({ self, route, pod, container }, { keys, files }) => {
    const name = text(field(self, "name")) ?? "";
    if (pod === undefined || container === undefined) return pass();
    const data = { name, container: text(field(container.value, "name")) ?? "" };
    if (keys.includes(name) && at(self, ["valueFrom", "secretKeyRef"]) !== undefined) {
      return blame([...route, "valueFrom", "secretKeyRef"], data);
    }
    const path = text(field(self, "value")) ?? "";
    const isFile = files.includes(name) && path.startsWith("/") && liesInSecret(path, pod, container);
    return isFile ? blame([...route, "value"], data) : pass();
  },
);

function liesInSecret(path: string, pod: Routed<JsonObject>, container: Routed<JsonObject>): boolean {
  const inside = normalizeHostPath(path);
  return objectsAt(pod, "volumes")
    .filter(({ value }) => holdsSecret(value))
    .flatMap(({ value }) => mountsOf(pod, text(value["name"]) ?? ""))
    .filter((mount) => mount.container.route.join() === container.route.join())
    .some(({ mountPath }) => isAtOrBelow(inside, normalizeHostPath(mountPath)));
}

/** A projected volume may hold a token beside Secrets: then the file is as likely a configuration for workload identity. */
function holdsSecret(volume: JsonObject): boolean {
  if (volume["secret"] !== undefined) return true;
  const sources = elements(at(volume, ["projected", "sources"]));
  return sources.length > 0 && sources.every((source) => field(source, "secret") !== undefined);
}
