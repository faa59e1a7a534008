/**
 * How the API server writes Secrets into etcd: the first entry of an EncryptionConfiguration whose list holds Secrets decides, and of its
 * providers the first one writes, the others only read.
 * Source: https://kubernetes.io/docs/tasks/administer-cluster/encrypt-data/ and EncryptionConfiguration in
 * k8s.io/apiserver/pkg/apis/apiserver/v1/types_encryption.go
 */
import { oneOf } from "../core/decode.js";
import { elements, field, isObject, text } from "../core/json.js";
import type { Route } from "../core/location.js";
import { blame, type Outcome, pass } from "../core/rule.js";
import { defineCheck } from "./define.js";

/** What a list of resources may say for Secrets: themselves, the core group, everything. */
const listsOfSecrets: readonly string[] = ["secrets", "*.", "*.*"];

export const check = defineCheck(
  { match: "item", reach: "local", with: { demand: oneOf("encrypted", "strong") } },
  ({ resource: { body } }, { demand }) => {
    const entries = elements(body["resources"]);
    const index = entries.findIndex((entry) =>
      elements(field(entry, "resources")).some((name) => listsOfSecrets.includes(text(name) ?? "")),
    );
    if (index === -1)
      return demand === "encrypted" ? blame(["resources"], {}, { messageKey: "unlisted" }) : pass();
    const [writer] = elements(field(entries[index], "providers"));
    const [name = "nothing"] = isObject(writer) ? Object.keys(writer) : [];
    const route = ["resources", index, "providers", 0, name];
    if (demand === "strong") return judgeStrength(name, field(writer, name), route);
    if (name === "nothing") return blame(route.slice(0, -2), {}, { messageKey: "identity" });
    return name === "identity" ? blame(route, {}, { messageKey: "identity" }) : pass();
  },
);

/** `apiVersion` of a KMS provider is v1 where it is absent: SetDefaults_KMSConfiguration in k8s.io/apiserver/pkg/apis/apiserver/v1/defaults.go. */
function judgeStrength(name: string, settings: Parameters<typeof field>[0], route: Route): Outcome {
  if (name === "aescbc" || name === "aesgcm") return blame(route, { provider: name }, { messageKey: name });
  if (name !== "kms" || (text(field(settings, "apiVersion")) ?? "v1") !== "v1") return pass();
  return blame([...route, "apiVersion"], {}, { messageKey: "kms" });
}
