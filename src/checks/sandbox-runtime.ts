/**
 * Untrusted code runs in a sandbox. Which code is untrusted the organisation says, by namespace or by label of the pods; a pod of the kinds
 * of agent-sandbox is untrusted by what it is for.
 * Sources: https://kubernetes.io/docs/concepts/containers/runtime-class/ and https://agent-sandbox.sigs.k8s.io/
 */
import { listOf, mapOf, string } from "../core/decode.js";
import { at, text } from "../core/json.js";
import { blame, pass, undecided } from "../core/rule.js";
import { isSandbox } from "../kubernetes/sandbox.js";
import { defineCheck } from "./define.js";

const sandboxGroups: readonly string[] = ["agents.x-k8s.io", "extensions.agents.x-k8s.io"];

export const check = defineCheck(
  {
    match: "item",
    reach: "cross",
    with: { namespaces: listOf(string), labels: mapOf(string), classes: listOf(string) },
  },
  ({ pod, podMetadata, resource, route }, { namespaces, labels, classes }, inventory) => {
    const name = text(at(pod?.value, ["runtimeClassName"])) ?? "";
    if (name !== "" && isSandbox(name, classes, inventory, resource)) return pass();
    const { kind, namespace } = resource;
    const isLabelled = Object.entries(labels).some(
      ([key, value]) => at(podMetadata?.value, ["labels", key]) === value,
    );
    const isUntrusted =
      isLabelled ||
      sandboxGroups.includes(resource.group) ||
      (namespace.state === "named" && namespaces.includes(namespace.name));
    const data = { kind, name: resource.name };
    if (isUntrusted) return blame([...route, "runtimeClassName"], data);
    return namespace.state === "unresolved" && namespaces.length > 0 ? undecided(data) : pass();
  },
);
