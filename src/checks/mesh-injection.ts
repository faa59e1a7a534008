/**
 * A pod that asks to stay out of the mesh of its namespace. Jobs are left alone: a proxy beside their container kept them from ending, which
 * is why nearly all of them switch it off.
 * Sources: https://istio.io/latest/docs/setup/additional-setup/sidecar-injection/ and https://linkerd.io/2/features/proxy-injection/
 */
import { at, field, type Json } from "../core/json.js";
import { namespaceName } from "../core/resource.js";
import { blame, pass, undecided } from "../core/rule.js";
import { defineCheck } from "./define.js";

/** Where a pod says no, and where its namespace says yes. */
interface Switch {
  readonly place: "labels" | "annotations";
  readonly key: string;
  readonly off: readonly Json[];
  readonly isOn: (namespace: Json) => boolean;
}

const isInIstio = (namespace: Json): boolean => {
  const labels = at(namespace, ["metadata", "labels"]);
  return field(labels, "istio-injection") === "enabled" || field(labels, "istio.io/rev") !== undefined;
};
const isInLinkerd = (namespace: Json): boolean =>
  at(namespace, ["metadata", "annotations", "linkerd.io/inject"]) === "enabled";

const switches: readonly Switch[] = [
  { place: "labels", key: "sidecar.istio.io/inject", off: ["false"], isOn: isInIstio },
  { place: "annotations", key: "sidecar.istio.io/inject", off: ["false"], isOn: isInIstio },
  { place: "annotations", key: "linkerd.io/inject", off: ["disabled"], isOn: isInLinkerd },
];

export const check = defineCheck(
  { match: "item", reach: "cross", with: {} },
  ({ resource, podMetadata }, _, inventory) => {
    if (podMetadata === undefined || resource.kind === "Job" || resource.kind === "CronJob") return pass();
    const off = switches.find(({ place, key, off: values }) =>
      values.some((value) => at(podMetadata.value, [place, key]) === value),
    );
    if (off === undefined) return pass();
    const name = namespaceName(resource);
    const namespace =
      name === null ? undefined : inventory.get("Namespace", "", { state: "cluster" }, name, resource);
    if (namespace === undefined) return undecided({ namespace: name ?? "" });
    if (!off.isOn(namespace.body)) return pass();
    const because = [{ on: namespace, route: ["metadata", off.place] }];
    return blame([...podMetadata.route, off.place, off.key], {}, { because });
  },
);
