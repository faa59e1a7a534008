/** Which kinds hold pod templates, and where in them. */
import type { Resource } from "../core/resource.js";
import { type EachPath, everyElement, type Routed } from "../core/rule.js";
import type { JsonObject } from "../core/json.js";
import { objectAt, objectsAt, whole } from "./routed.js";

export { isClusterScoped } from "./cluster-scope.js";

/** A pod spec and the metadata that its pods get, with their routes in the resource. */
export interface PodTemplate {
  readonly pod: Routed<JsonObject>;
  readonly podMetadata?: Routed<JsonObject>;
}

interface WorkloadRow {
  readonly groups: readonly string[];
  readonly kinds: readonly string[];
  /** Leads to what holds `spec` and `metadata` of the pods. */
  readonly template: EachPath;
}

/**
 * One row per shape. Groups stand without versions, so removed versions (`apps/v1beta1`, `batch/v1beta1`) are read like the current
 * ones; `extensions` is the group that Deployment and its kin left in Kubernetes 1.16
 * (https://kubernetes.io/docs/reference/using-api/deprecation-guide/). A custom resource that happens to have a field
 * `template` is no workload unless it has a row.
 */
const rows: readonly WorkloadRow[] = [
  { groups: [""], kinds: ["Pod"], template: [] },
  { groups: [""], kinds: ["PodTemplate"], template: ["template"] },
  { groups: [""], kinds: ["ReplicationController"], template: ["spec", "template"] },
  {
    groups: ["apps", "extensions"],
    kinds: ["Deployment", "ReplicaSet", "StatefulSet", "DaemonSet"],
    template: ["spec", "template"],
  },
  { groups: ["batch", "extensions"], kinds: ["Job"], template: ["spec", "template"] },
  { groups: ["batch"], kinds: ["CronJob"], template: ["spec", "jobTemplate", "spec", "template"] },
  // A Rollout with `workloadRef` has no template of its own: https://argo-rollouts.readthedocs.io/en/stable/features/specification/
  { groups: ["argoproj.io"], kinds: ["Rollout"], template: ["spec", "template"] },
  // https://knative.dev/docs/serving/reference/serving-api/
  { groups: ["serving.knative.dev"], kinds: ["Service", "Configuration"], template: ["spec", "template"] },
  // https://openkruise.io/docs/
  {
    groups: ["apps.kruise.io"],
    kinds: ["CloneSet", "StatefulSet", "DaemonSet", "BroadcastJob"],
    template: ["spec", "template"],
  },
  // https://volcano.sh/en/docs/vcjob/
  { groups: ["batch.volcano.sh"], kinds: ["Job"], template: ["spec", "tasks", everyElement, "template"] },
  // https://jobset.sigs.k8s.io/docs/reference/jobset.v1alpha2/
  {
    groups: ["jobset.x-k8s.io"],
    kinds: ["JobSet"],
    template: ["spec", "replicatedJobs", everyElement, "template", "spec", "template"],
  },
  // OpenShift's first versions served DeploymentConfig as `v1`, in the core group.
  { groups: ["apps.openshift.io", ""], kinds: ["DeploymentConfig"], template: ["spec", "template"] },
  // https://agent-sandbox.sigs.k8s.io/
  { groups: ["agents.x-k8s.io"], kinds: ["Sandbox"], template: ["spec", "podTemplate"] },
  { groups: ["extensions.agents.x-k8s.io"], kinds: ["SandboxTemplate"], template: ["spec", "podTemplate"] },
];

/** Whether the kind holds pod templates: Pod, the controllers of Kubernetes, and the custom kinds of the table. */
export function isWorkload(group: string, kind: string): boolean {
  return rowOf(group, kind) !== undefined;
}

/** Whether the kind is the Pod itself, the only one that Pod Security Admission enforces. */
export function isPodKind(group: string, kind: string): boolean {
  return group === "" && kind === "Pod";
}

/**
 * The pod templates of a resource, in the order of the manifest: none for other kinds and where the template or its `spec` is absent,
 * several for kinds that hold a list of them.
 */
export function podTemplates({
  group,
  kind,
  body,
}: Pick<Resource, "group" | "kind" | "body">): readonly PodTemplate[] {
  const row = rowOf(group, kind);
  if (row === undefined) return [];
  return holders(whole(body), row.template).flatMap(readTemplate);
}

function rowOf(group: string, kind: string): WorkloadRow | undefined {
  return rows.find((row) => row.kinds.includes(kind) && row.groups.includes(group));
}

function holders(from: Routed<JsonObject>, path: EachPath): readonly Routed<JsonObject>[] {
  const [step, ...rest] = path;
  if (step === undefined) return [from];
  if (step === everyElement) return [];
  if (rest[0] === everyElement) return objectsAt(from, step).flatMap((each) => holders(each, rest.slice(1)));
  const next = objectAt(from, step);
  return next === undefined ? [] : holders(next, rest);
}

function readTemplate(template: Routed<JsonObject>): readonly PodTemplate[] {
  const pod = objectAt(template, "spec");
  const podMetadata = objectAt(template, "metadata");
  if (pod === undefined) return [];
  return [podMetadata === undefined ? { pod } : { pod, podMetadata }];
}
