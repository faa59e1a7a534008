/**
 * The API server records nothing without a policy, and writes nothing without a place to write to: it needs `--audit-policy-file`, and one
 * of `--audit-log-path` and `--audit-webhook-config-file`. All three are empty by default, and kubeadm sets none of them.
 * Source: https://kubernetes.io/docs/tasks/debug/debug-cluster/audit/
 */
import { blame, type ComponentView, type Outcome, pass, undecided } from "../core/rule.js";
import { defineCheck } from "./define.js";

export const check = defineCheck({ match: "component", reach: "local", with: {} }, (view) => {
  // A file for authentication or authorization says nothing about the flags beside it.
  if (view.only !== undefined) return pass();
  const policy = lastOf(view, "audit-policy-file");
  const backend = lastOf(view, "audit-log-path") ?? lastOf(view, "audit-webhook-config-file");
  if (policy !== undefined && backend !== undefined) return pass();
  const isDecided = view.extent === "complete" || view.installer === "kubeadm";
  if (!isDecided) return undecided();
  if (policy !== undefined)
    return blame(view.route, {}, { messageKey: "backend", missing: "--audit-log-path" });
  return withoutPolicy(view, backend !== undefined);
});

/** Whoever uses kubeadm without a word about audit has what everybody has, and chose nothing. */
function withoutPolicy(view: ComponentView, hasBackend: boolean): Outcome {
  const missing = "--audit-policy-file";
  if (hasBackend) return blame(view.route, {}, { messageKey: "policy", missing });
  const severity = view.extent === "complete" ? {} : ({ severity: "low" } as const);
  return blame(view.route, {}, { messageKey: "nothing", missing, ...severity });
}

/** The value that counts; undefined where it is empty or absent. */
function lastOf(view: ComponentView, flag: string): string | undefined {
  const value = view.settings.get(flag)?.at(-1)?.value ?? "";
  return value === "" ? undefined : value;
}
