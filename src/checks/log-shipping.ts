/**
 * Logs on their way: what a forwarder sends out of the cluster, and what the API server sends to its audit webhook. Inside the cluster a
 * mesh or the network may encrypt, which files do not show; out of it, and for the audit trail, the sender has to.
 */
import { oneOf } from "../core/decode.js";
import { field, text } from "../core/json.js";
import { blame, type Item, type Outcome, pass, undecided } from "../core/rule.js";
import { logOutputs } from "../text/log-outputs.js";
import { defineCheck } from "./define.js";

export const check = defineCheck(
  { match: "item", reach: "local", with: { source: oneOf("forwarder", "webhook") } },
  (item, { source }) => (source === "forwarder" ? judgeForwarder(item) : judgeWebhook(item)),
);

function judgeForwarder({ self, route }: Item): Outcome {
  if (typeof self !== "string") return pass();
  const open = logOutputs(self).filter(({ isClear, isUnverified }) => isClear || isUnverified);
  for (const { hosts, isClear } of open) {
    const host = hosts.find((one) => placeOf(one) === "outside");
    if (host !== undefined) return blame(route, { host }, { messageKey: isClear ? "clear" : "unverified" });
  }
  const unknown = open.flatMap(({ hosts }) => hosts).find((host) => placeOf(host) === "unknown");
  return unknown === undefined ? pass() : undecided({ host: unknown });
}

/** A kubeconfig does not say what it is for, so its file or the names in it must speak of the audit log. */
function judgeWebhook({ self, route, resource }: Item): Outcome {
  const cluster = field(self, "cluster");
  const server = text(field(cluster, "server")) ?? "";
  const words = [resource.source.trace.path, text(field(self, "name")) ?? "", server].join(" ").toLowerCase();
  if (!words.includes("audit") && !words.includes("falco")) return pass();
  if (/^http:\/\/(?!localhost\b|127\.|\[::1\])/i.test(server)) {
    return blame([...route, "cluster", "server"], {}, { messageKey: "webhook-clear" });
  }
  if (field(cluster, "insecure-skip-tls-verify") !== true) return pass();
  return blame([...route, "cluster", "insecure-skip-tls-verify"], {}, { messageKey: "webhook-unverified" });
}

/** Two names with a dot may be a Service with its namespace or a public host, and a private address may be either as well. */
function placeOf(host: string): "inside" | "outside" | "unknown" {
  if (/[${%}]/.test(host)) return "unknown";
  if (/^(?:localhost|127\.\d+\.\d+\.\d+|::1)$/.test(host) || !/[.:]/.test(host)) return "inside";
  if (/\.svc(?:\.|$)/.test(host) || host.endsWith(".cluster.local")) return "inside";
  if (
    /^(?:10|192\.168|172\.(?:1[6-9]|2\d|3[01])|169\.254)\./.test(host) ||
    (/^f[cde]/.test(host) && host.includes(":"))
  )
    return "unknown";
  return host.split(".").length === 2 ? "unknown" : "outside";
}
