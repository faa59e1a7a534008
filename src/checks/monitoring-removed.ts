/**
 * A change that takes away what would notice an attack: a log agent or sensor, alerts, the flags of the audit log, or what an audit policy
 * records. Compared is the same object at the base and at the head. An object that is gone is shown where it stood.
 */
import { at, elements, field, isObject, text } from "../core/json.js";
import type { Resource } from "../core/resource.js";
import { blame, type Blame, type ComponentView, type Inventory, type Outcome, pass } from "../core/rule.js";
import { levelOf } from "../kubernetes/audit-policy.js";
import { componentViews } from "../kubernetes/components.js";
import { type MonitoringComponents, monitoringComponents, purposesOf } from "../kubernetes/monitoring.js";
import { podTemplates } from "../kubernetes/workloads.js";
import { defineCheck } from "./define.js";

const auditFlags = ["audit-policy-file", "audit-log-path", "audit-webhook-config-file"] as const;
const words = { logs: "collects logs", sensor: "watches for attacks", alerts: "raises alerts" } as const;

export const check = defineCheck(
  { match: "change", reach: "diff", with: { components: monitoringComponents } },
  ({ before, after }, { components }, inventory) => {
    if (before === undefined) return pass();
    if (after === undefined) return judgeRemoved(before, components, inventory);
    return [
      ...componentLeft(before, after, components),
      ...switchedOff(before, after, components),
      ...alertsLeft(before, after),
      ...auditFlagsLeft(before, after),
      ...auditRulesLeft(before, after),
    ];
  },
);

/** A sensor of another name or kind for the same purpose, which the base does not have, has taken its place. */
function judgeRemoved(
  before: Resource,
  components: readonly MonitoringComponents[],
  inventory: Inventory,
): Outcome {
  const [purpose] = purposesOf(before, components);
  if (before.kind === "Policy" && before.group === "audit.k8s.io") {
    return blame([], { kind: before.kind, name: before.name }, { messageKey: "audit-policy" });
  }
  if (purpose === undefined || isReplaced(before, purpose, components, inventory)) return pass();
  return blame(
    [],
    { kind: before.kind, name: before.name, purpose: words[purpose] },
    { messageKey: "removed" },
  );
}

function isReplaced(
  before: Resource,
  purpose: keyof typeof words,
  components: readonly MonitoringComponents[],
  { resources, base }: Inventory,
): boolean {
  const isNew = (one: Resource) =>
    !(base?.resources ?? []).some((old) => old.kind === one.kind && old.name === one.name);
  return resources.some(
    (one) =>
      purposesOf(one, components).includes(purpose) &&
      isNew(one) &&
      (purpose !== "alerts" || one.kind === before.kind),
  );
}

/** The container of the agent is gone from a workload that stays. */
function componentLeft(
  before: Resource,
  after: Resource,
  components: readonly MonitoringComponents[],
): readonly Blame[] {
  const kept = purposesOf(after, components);
  const lost = purposesOf(before, components).filter((purpose) => !kept.includes(purpose));
  return lost.map((purpose) =>
    blame([], { kind: after.kind, name: after.name, purpose: words[purpose] }, { messageKey: "left" }),
  );
}

/** No replicas any more, or only the nodes that a selector leaves. */
function switchedOff(
  before: Resource,
  after: Resource,
  components: readonly MonitoringComponents[],
): readonly Blame[] {
  const [purpose] = purposesOf(after, components);
  if (purpose === undefined) return [];
  const data = { kind: after.kind, name: after.name, purpose: words[purpose] };
  const replicas = ["spec", "replicas"];
  if (at(after.body, replicas) === 0 && at(before.body, replicas) !== 0) {
    return [blame(replicas, data, { messageKey: "stopped" })];
  }
  const [old] = podTemplates(before);
  const known = field(old?.pod.value, "nodeSelector");
  return podTemplates(after).flatMap(({ pod }) => {
    const selector = field(pod.value, "nodeSelector");
    const added = isObject(selector)
      ? Object.keys(selector).filter((key) => field(known, key) === undefined)
      : [];
    return added
      .filter((key) => key !== "kubernetes.io/os")
      .map((key) => blame([...pod.route, "nodeSelector", key], data, { messageKey: "narrowed" }));
  });
}

function alertsLeft(before: Resource, after: Resource): readonly Blame[] {
  const kept = alertsOf(after);
  const lost = alertsOf(before).filter((alert) => !kept.includes(alert));
  if (lost.length === 0) return [];
  return [
    blame(
      ["spec", "groups"],
      { name: after.name, alerts: lost.slice(0, 3).join(", ") },
      { messageKey: "alerts" },
    ),
  ];
}

/** The names of alerts in a PrometheusRule and its kin. */
function alertsOf({ body }: Resource): readonly string[] {
  return elements(at(body, ["spec", "groups"]))
    .flatMap((group) => elements(field(group, "rules")))
    .flatMap((rule) => text(field(rule, "alert")) ?? []);
}

function auditFlagsLeft(before: Resource, after: Resource): readonly Blame[] {
  const old = componentViews(before).find(({ component }) => component === "kube-apiserver");
  return componentViews(after)
    .filter(({ component, only }) => component === "kube-apiserver" && only === undefined)
    .flatMap((view) =>
      auditFlags
        .filter((flag) => isSet(old, flag) && !isSet(view, flag))
        .map((flag) => {
          const emptied = view.settings.get(flag)?.at(-1)?.route;
          const extra = {
            messageKey: "audit-flag",
            ...(emptied === undefined ? { missing: `--${flag}` } : {}),
          };
          return blame(emptied ?? view.route, { flag }, extra);
        }),
    );
}

/** An empty flag is as good as none. */
function isSet(view: ComponentView | undefined, flag: string): boolean {
  return (view?.settings.get(flag)?.at(-1)?.value ?? "") !== "";
}

/** A policy that drops more than before. What the new one leaves out is judged by the rule about gaps. */
function auditRulesLeft(before: Resource, after: Resource): readonly Blame[] {
  if (after.kind !== "Policy" || after.group !== "audit.k8s.io") return [];
  const dropping = elements(before.body["rules"])
    .filter((rule) => levelOf(rule) === "None")
    .map(written);
  return elements(after.body["rules"]).flatMap((rule, index) =>
    levelOf(rule) === "None" && !dropping.includes(written(rule))
      ? [blame(["rules", index, "level"], {}, { messageKey: "audit-rule" })]
      : [],
  );
}

function written(value: unknown): string {
  return JSON.stringify(value, (_, inner: unknown) => (typeof inner === "bigint" ? String(inner) : inner));
}
