/** The images that pods use. */
import { at, text } from "../core/json.js";
import type { Item } from "../core/rule.js";
import { containersOf } from "./containers.js";
import { objectsAt } from "./routed.js";

/** The references of all containers and image volumes, as written, each once, in order. */
export function imagesOfPods(pods: readonly Item[]): readonly string[] {
  const images = pods.flatMap(({ pod }) => {
    if (pod === undefined) return [];
    const containers = containersOf(pod, "all").map(({ value }) => value["image"]);
    const volumes = objectsAt(pod, "volumes").map(({ value }) => at(value, ["image", "reference"]));
    return [...containers, ...volumes].flatMap((image) => text(image) ?? []);
  });
  return [...new Set(images)];
}
