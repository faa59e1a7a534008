/**
 * The API server sends whole objects to a webhook. One that it reaches by URL may be anywhere, and then every object of its rules leaves the
 * cluster, with the values of Secrets where the rules cover them.
 * Source: https://kubernetes.io/docs/reference/access-authn-authz/extensible-admission-controllers/#contacting-the-webhook
 */
import { at, field, text } from "../core/json.js";
import { blame, type Outcome, pass, undecided } from "../core/rule.js";
import { covers, webhooksOf } from "../kubernetes/admission-webhooks.js";
import { placeOfUrl } from "../kubernetes/cluster-hosts.js";
import { defineCheck } from "./define.js";

export const check = defineCheck({ match: "item", reach: "local", with: {} }, ({ resource }) => {
  const outcomes = webhooksOf(resource).flatMap((webhook): readonly Outcome[] => {
    const url = text(at(webhook.value, ["clientConfig", "url"]));
    const place = url === undefined ? "cluster" : placeOfUrl(url);
    if (place === "cluster") return [];
    const data = { webhook: text(field(webhook.value, "name")) ?? "" };
    if (place === "unknown") return [undecided(data)];
    const messageKey = covers(webhook, "", "secrets") ? "secrets" : "objects";
    return [blame([...webhook.route, "clientConfig", "url"], data, { messageKey })];
  });
  return outcomes.length === 0 ? pass() : outcomes;
});
