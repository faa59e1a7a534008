/**
 * Nothing of one's own lies in the namespace `default`. That a file names no namespace does not prove it: whoever applies the file decides.
 * What Kubernetes itself keeps there is left alone; to harden the ServiceAccount `default` is what benchmarks ask for.
 * Source: https://kubernetes.io/docs/concepts/overview/working-with-objects/namespaces/#initial-namespaces
 */
import { blame, pass, undecided } from "../core/rule.js";
import { defineCheck } from "./define.js";

/** Objects that every cluster has in `default`. */
const own: readonly string[] = ["Service/kubernetes", "ServiceAccount/default", "ConfigMap/kube-root-ca.crt"];

export const check = defineCheck({ match: "item", reach: "local", with: {} }, ({ resource }) => {
  const { kind, name, namespace } = resource;
  if (own.includes(`${kind}/${name}`)) return pass();
  if (namespace.state === "unresolved") return undecided();
  if (namespace.state === "cluster" || namespace.name !== "default") return pass();
  return blame(["metadata", "namespace"], { kind, name });
});
