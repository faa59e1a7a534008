/**
 * An emptyDir on disk has a bound: its own `sizeLimit`, or that of the pod. The kubelet evicts a pod whose containers and emptyDirs use
 * more than the sum of its containers' limits on ephemeral storage, so one container's limit bounds all volumes; a LimitRange may set it.
 * A volume that nobody may write to needs none.
 * Sources: https://kubernetes.io/docs/concepts/storage/ephemeral-storage/, and podEphemeralStorageLimitEviction in Kubernetes'
 * pkg/kubelet/eviction/eviction_manager.go
 */
import { at, field, isObject, text } from "../core/json.js";
import { blame, pass } from "../core/rule.js";
import { containersOf } from "../kubernetes/containers.js";
import { fillsContainers } from "../kubernetes/limit-range.js";
import { mountsOf } from "../kubernetes/mounts.js";
import { defineCheck } from "./define.js";

const resourceName = "ephemeral-storage";

export const check = defineCheck(
  { match: "item", reach: "cross", with: {} },
  ({ self, route, pod, resource }, _, inventory) => {
    const emptyDir = field(self, "emptyDir");
    const name = text(field(self, "name")) ?? "";
    if (pod === undefined || !isObject(emptyDir)) return pass();
    const isMemory = field(emptyDir, "medium") === "Memory"; // counts as memory of the containers
    if (isMemory || field(emptyDir, "sizeLimit") !== undefined) return pass();
    if (mountsOf(pod, name).every(({ isReadOnly }) => isReadOnly)) return pass();
    const isPodBounded = containersOf(pod, "running").some(
      ({ value }) => at(value, ["resources", "limits", resourceName]) !== undefined,
    );
    if (isPodBounded || fillsContainers(resource, "limits", resourceName, inventory)) return pass();
    return blame([...route, "emptyDir", "sizeLimit"], { name });
  },
);
