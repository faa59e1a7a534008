/**
 * The roles that every cluster has without a manifest
 * (Kubernetes' plugin/pkg/auth/authorizer/rbac/bootstrappolicy/policy.go and controller_policy.go;
 * https://kubernetes.io/docs/reference/access-authn-authz/rbac/#default-roles-and-role-bindings).
 */
import type { JsonObject } from "../core/json.js";

const read = ["get", "list", "watch"];
const write = ["create", "delete", "deletecollection", "patch", "update"];

const cluster: JsonObject = { apiGroups: ["*"], resources: ["*"], verbs: ["*"] };

const appsResources = [
  "daemonsets",
  "deployments",
  "deployments/rollback",
  "deployments/scale",
  "replicasets",
  "replicasets/scale",
  "statefulsets",
  "statefulsets/scale",
];
const legacyResources = [
  "daemonsets",
  "deployments",
  "deployments/rollback",
  "deployments/scale",
  "ingresses",
  "networkpolicies",
  "replicasets",
  "replicasets/scale",
  "replicationcontrollers/scale",
];

const view: readonly JsonObject[] = [
  {
    apiGroups: [""],
    resources: [
      "bindings",
      "configmaps",
      "endpoints",
      "events",
      "limitranges",
      "namespaces",
      "namespaces/status",
      "persistentvolumeclaims",
      "persistentvolumeclaims/status",
      "pods",
      "pods/log",
      "pods/status",
      "replicationcontrollers",
      "replicationcontrollers/scale",
      "replicationcontrollers/status",
      "resourcequotas",
      "resourcequotas/status",
      "serviceaccounts",
      "services",
      "services/status",
    ],
    verbs: read,
  },
  { apiGroups: ["discovery.k8s.io"], resources: ["endpointslices"], verbs: read },
  { apiGroups: ["apps"], resources: ["controllerrevisions", ...appsResources], verbs: read },
  { apiGroups: ["autoscaling"], resources: ["horizontalpodautoscalers"], verbs: read },
  { apiGroups: ["batch"], resources: ["cronjobs", "jobs"], verbs: read },
  { apiGroups: ["extensions"], resources: legacyResources, verbs: read },
  { apiGroups: ["policy"], resources: ["poddisruptionbudgets"], verbs: read },
  { apiGroups: ["networking.k8s.io"], resources: ["ingresses", "networkpolicies"], verbs: read },
];

const edit: readonly JsonObject[] = [
  ...view,
  {
    apiGroups: [""],
    resources: ["pods/attach", "pods/exec", "pods/portforward", "pods/proxy", "secrets", "services/proxy"],
    verbs: read,
  },
  { apiGroups: [""], resources: ["serviceaccounts"], verbs: ["impersonate"] },
  {
    apiGroups: [""],
    resources: [
      "configmaps",
      "events",
      "persistentvolumeclaims",
      "pods",
      "pods/attach",
      "pods/exec",
      "pods/portforward",
      "pods/proxy",
      "replicationcontrollers",
      "replicationcontrollers/scale",
      "secrets",
      "serviceaccounts",
      "services",
      "services/proxy",
    ],
    verbs: write,
  },
  { apiGroups: [""], resources: ["pods/eviction", "serviceaccounts/token"], verbs: ["create"] },
  { apiGroups: ["apps"], resources: appsResources, verbs: write },
  { apiGroups: ["autoscaling"], resources: ["horizontalpodautoscalers"], verbs: write },
  { apiGroups: ["batch"], resources: ["cronjobs", "jobs"], verbs: write },
  { apiGroups: ["extensions"], resources: legacyResources, verbs: write },
  { apiGroups: ["policy"], resources: ["poddisruptionbudgets"], verbs: write },
  { apiGroups: ["networking.k8s.io"], resources: ["ingresses", "networkpolicies"], verbs: write },
];

const admin: readonly JsonObject[] = [
  ...edit,
  { apiGroups: ["authorization.k8s.io"], resources: ["localsubjectaccessreviews"], verbs: ["create"] },
  {
    apiGroups: ["rbac.authorization.k8s.io"],
    resources: ["rolebindings", "roles"],
    verbs: [...read, ...write],
  },
];

/** Rules of the built-in ClusterRoles that matter for takeover; those of newer and older Kubernetes differ in details only. */
const rulesByName: ReadonlyMap<string, readonly JsonObject[]> = new Map<string, readonly JsonObject[]>([
  ["cluster-admin", [cluster, { nonResourceURLs: ["*"], verbs: ["*"] }]],
  ["admin", admin],
  ["edit", edit],
  ["view", view],
  [
    "system:auth-delegator",
    [
      { apiGroups: ["authentication.k8s.io"], resources: ["tokenreviews"], verbs: ["create"] },
      { apiGroups: ["authorization.k8s.io"], resources: ["subjectaccessreviews"], verbs: ["create"] },
    ],
  ],
  [
    "system:basic-user",
    [
      {
        apiGroups: ["authorization.k8s.io"],
        resources: ["selfsubjectaccessreviews", "selfsubjectrulesreviews"],
        verbs: ["create"],
      },
      { apiGroups: ["authentication.k8s.io"], resources: ["selfsubjectreviews"], verbs: ["create"] },
    ],
  ],
  [
    "system:discovery",
    [
      {
        nonResourceURLs: [
          "/api",
          "/api/*",
          "/apis",
          "/apis/*",
          "/healthz",
          "/livez",
          "/openapi",
          "/openapi/*",
          "/readyz",
          "/version",
          "/version/",
        ],
        verbs: ["get"],
      },
    ],
  ],
  [
    "system:kubelet-api-admin",
    [
      { apiGroups: [""], resources: ["nodes"], verbs: [...read, "proxy"] },
      {
        apiGroups: [""],
        resources: ["nodes/log", "nodes/metrics", "nodes/proxy", "nodes/stats"],
        verbs: ["*"],
      },
    ],
  ],
  [
    "system:monitoring",
    [
      {
        nonResourceURLs: [
          "/healthz",
          "/healthz/*",
          "/livez",
          "/livez/*",
          "/metrics",
          "/metrics/slis",
          "/readyz",
          "/readyz/*",
        ],
        verbs: ["get"],
      },
    ],
  ],
  [
    "system:public-info-viewer",
    [
      {
        nonResourceURLs: ["/healthz", "/livez", "/readyz", "/version", "/version/"],
        verbs: ["get"],
      },
    ],
  ],
  [
    "system:service-account-issuer-discovery",
    [
      {
        nonResourceURLs: [
          "/.well-known/openid-configuration",
          "/.well-known/openid-configuration/",
          "/openid/v1/jwks",
          "/openid/v1/jwks/",
        ],
        verbs: ["get"],
      },
    ],
  ],
]);

/** The rules of a built-in ClusterRole; undefined where we do not hold them, which says nothing about their power. */
export function builtInRules(name: string): readonly JsonObject[] | undefined {
  return rulesByName.get(name);
}

/**
 * Whether a role of that name exists without a manifest. Names that begin with `system:` are reserved for the cluster, and kubeadm adds
 * `kubeadm:` ones, so both count.
 */
export function isBuiltInRole(kind: "ClusterRole" | "Role", name: string): boolean {
  const isReserved = name.startsWith("system:") || name.startsWith("kubeadm:");
  return (
    isReserved ||
    (kind === "ClusterRole" && rulesByName.has(name)) ||
    name === "extension-apiserver-authentication-reader"
  );
}
