/**
 * A webhook that enforces a policy on workloads refuses what it cannot judge. In v1 that is the default; in v1beta1, which Kubernetes 1.22
 * removed, the default was to admit.
 * Source: https://kubernetes.io/docs/reference/access-authn-authz/extensible-admission-controllers/#failure-policy
 */
import { listOf, string } from "../core/decode.js";
import { field, text } from "../core/json.js";
import { blame, pass } from "../core/rule.js";
import { coversWorkloads, namesOfWebhook, webhooksOf } from "../kubernetes/admission-webhooks.js";
import { holdsWord } from "../text/name-words.js";
import { defineCheck } from "./define.js";

export const check = defineCheck(
  { match: "item", reach: "local", with: { engines: listOf(string) } },
  ({ resource }, { engines }) => {
    const whenAbsent = resource.apiVersion.endsWith("/v1beta1") ? "Ignore" : "Fail";
    const open = webhooksOf(resource).filter(
      (webhook) =>
        (field(webhook.value, "failurePolicy") ?? whenAbsent) === "Ignore" &&
        coversWorkloads(webhook) &&
        holdsWord(namesOfWebhook(resource, webhook), engines),
    );
    if (open.length === 0) return pass();
    return open.map(({ value, route }) =>
      blame([...route, "failurePolicy"], { webhook: text(field(value, "name")) ?? "" }),
    );
  },
);
