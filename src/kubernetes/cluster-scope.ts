/** Which kinds live outside of namespaces. */

interface GroupKinds {
  readonly cluster: readonly string[];
  readonly namespaced: readonly string[];
}

/**
 * The kinds of Kubernetes' own API groups up to 1.37, removed ones included, by scope
 * (https://kubernetes.io/docs/reference/kubernetes-api/; `kubectl api-resources` prints the same table).
 */
const builtIn: ReadonlyMap<string, GroupKinds> = new Map<string, GroupKinds>([
  [
    "",
    {
      cluster: ["ComponentStatus", "Namespace", "Node", "PersistentVolume"],
      namespaced: [
        "Binding",
        "ConfigMap",
        "Endpoints",
        "Event",
        "LimitRange",
        "PersistentVolumeClaim",
        "Pod",
        "PodTemplate",
        "ReplicationController",
        "ResourceQuota",
        "Secret",
        "Service",
        "ServiceAccount",
      ],
    },
  ],
  [
    "admissionregistration.k8s.io",
    {
      cluster: [
        "MutatingAdmissionPolicy",
        "MutatingAdmissionPolicyBinding",
        "MutatingWebhookConfiguration",
        "ValidatingAdmissionPolicy",
        "ValidatingAdmissionPolicyBinding",
        "ValidatingWebhookConfiguration",
      ],
      namespaced: [],
    },
  ],
  ["apiextensions.k8s.io", { cluster: ["CustomResourceDefinition"], namespaced: [] }],
  ["apiregistration.k8s.io", { cluster: ["APIService"], namespaced: [] }],
  [
    "apps",
    {
      cluster: [],
      namespaced: ["ControllerRevision", "DaemonSet", "Deployment", "ReplicaSet", "StatefulSet"],
    },
  ],
  ["authentication.k8s.io", { cluster: ["SelfSubjectReview", "TokenReview"], namespaced: ["TokenRequest"] }],
  [
    "authorization.k8s.io",
    {
      cluster: ["SelfSubjectAccessReview", "SelfSubjectRulesReview", "SubjectAccessReview"],
      namespaced: ["LocalSubjectAccessReview"],
    },
  ],
  ["autoscaling", { cluster: [], namespaced: ["HorizontalPodAutoscaler", "Scale"] }],
  ["batch", { cluster: [], namespaced: ["CronJob", "Job"] }],
  [
    "certificates.k8s.io",
    {
      cluster: ["CertificateSigningRequest", "ClusterTrustBundle"],
      namespaced: ["PodCertificateRequest"],
    },
  ],
  ["coordination.k8s.io", { cluster: [], namespaced: ["Lease", "LeaseCandidate"] }],
  ["discovery.k8s.io", { cluster: [], namespaced: ["EndpointSlice"] }],
  ["events.k8s.io", { cluster: [], namespaced: ["Event"] }],
  [
    "extensions",
    {
      cluster: ["PodSecurityPolicy", "ThirdPartyResource"],
      namespaced: [
        "DaemonSet",
        "Deployment",
        "HorizontalPodAutoscaler",
        "Ingress",
        "Job",
        "NetworkPolicy",
        "ReplicaSet",
      ],
    },
  ],
  ["flowcontrol.apiserver.k8s.io", { cluster: ["FlowSchema", "PriorityLevelConfiguration"], namespaced: [] }],
  ["internal.apiserver.k8s.io", { cluster: ["StorageVersion"], namespaced: [] }],
  [
    "networking.k8s.io",
    {
      cluster: ["ClusterCIDR", "IPAddress", "IngressClass", "ServiceCIDR"],
      namespaced: ["Ingress", "NetworkPolicy"],
    },
  ],
  ["node.k8s.io", { cluster: ["RuntimeClass"], namespaced: [] }],
  ["policy", { cluster: ["PodSecurityPolicy"], namespaced: ["Eviction", "PodDisruptionBudget"] }],
  [
    "rbac.authorization.k8s.io",
    { cluster: ["ClusterRole", "ClusterRoleBinding"], namespaced: ["Role", "RoleBinding"] },
  ],
  [
    "resource.k8s.io",
    {
      cluster: ["DeviceClass", "DeviceTaintRule", "ResourceClass", "ResourceSlice"],
      namespaced: [
        "PodSchedulingContext",
        "ResourceClaim",
        "ResourceClaimParameters",
        "ResourceClaimTemplate",
        "ResourceClassParameters",
      ],
    },
  ],
  ["scheduling.k8s.io", { cluster: ["PriorityClass"], namespaced: ["PodGroup", "Workload"] }],
  ["settings.k8s.io", { cluster: [], namespaced: ["PodPreset"] }],
  [
    "storage.k8s.io",
    {
      cluster: ["CSIDriver", "CSINode", "StorageClass", "VolumeAttachment", "VolumeAttributesClass"],
      namespaced: ["CSIStorageCapacity"],
    },
  ],
  ["storagemigration.k8s.io", { cluster: ["StorageVersionMigration"], namespaced: [] }],
]);

/** Groups whose objects are configuration files of a program. They never reach the API server, so they have no namespace. */
const fileGroups: ReadonlySet<string> = new Set([
  "apiserver.config.k8s.io",
  "apiserver.k8s.io",
  "audit.k8s.io",
  "client.authentication.k8s.io",
  "kind.x-k8s.io",
  "kubeadm.k8s.io",
  "kubelet.config.k8s.io",
  "kubeproxy.config.k8s.io",
  "kubescheduler.config.k8s.io",
  "kustomize.config.k8s.io",
  "pod-security.admission.config.k8s.io",
]);

/**
 * Whether objects of the kind live outside of namespaces. Undefined where the table does not know the kind: custom resources, whose
 * definition alone says it, and misspelt kinds.
 */
export function isClusterScoped(group: string, kind: string): boolean | undefined {
  const kinds = builtIn.get(group);
  if (kinds?.cluster.includes(kind) === true || fileGroups.has(group)) return true;
  return kinds?.namespaced.includes(kind) === true ? false : undefined;
}

/** The plurals of a built-in group's kinds, as roles name them, by scope; undefined for a group that is none of Kubernetes' own. */
export function resourcesOfGroup(group: string): GroupKinds | undefined {
  return resources.get(group);
}

/** Every built-in API group. */
export const builtInGroups: readonly string[] = [...builtIn.keys()];

const resources: ReadonlyMap<string, GroupKinds> = new Map(
  [...builtIn].map(([group, { cluster, namespaced }]) => [
    group,
    { cluster: cluster.map(plural), namespaced: namespaced.map(plural) },
  ]),
);

function plural(kind: string): string {
  const name = kind.toLowerCase();
  if (name === "endpoints") return name;
  if (name.endsWith("s")) return `${name}es`;
  return name.endsWith("y") ? `${name.slice(0, -1)}ies` : `${name}s`;
}
