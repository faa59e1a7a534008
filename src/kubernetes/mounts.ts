/** Where the containers of a pod see a volume. */
import { field, type JsonObject, text } from "../core/json.js";
import type { Routed } from "../core/rule.js";
import { containersOf } from "./containers.js";
import { objectsAt } from "./routed.js";

/** One mount of a volume in one container. */
export interface Mount {
  readonly container: Routed<JsonObject>;
  /** The entry of `volumeMounts`. */
  readonly mount: Routed<JsonObject>;
  /** "" where the mount states none. */
  readonly mountPath: string;
  /**
   * The part of the volume that is mounted: "" for the whole, null where `subPathExpr` names it, whose variables only the running
   * container knows. The API refuses both together.
   */
  readonly subPath: string | null;
  readonly isReadOnly: boolean;
}

/** The mounts of the volume of that name, in the order of all containers. */
export function mountsOf(pod: Routed<JsonObject>, volumeName: string): readonly Mount[] {
  return containersOf(pod, "all").flatMap((container) =>
    objectsAt(container, "volumeMounts")
      .filter(({ value }) => value["name"] === volumeName)
      .map((mount) => readMount(container, mount)),
  );
}

function readMount(container: Routed<JsonObject>, mount: Routed<JsonObject>): Mount {
  const hasExpression = (text(field(mount.value, "subPathExpr")) ?? "") !== "";
  return {
    container,
    mount,
    mountPath: text(field(mount.value, "mountPath")) ?? "",
    subPath: hasExpression ? null : (text(field(mount.value, "subPath")) ?? ""),
    isReadOnly: field(mount.value, "readOnly") === true,
  };
}
