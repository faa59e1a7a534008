export const id = 644;
export const ids = [644];
export const modules = {

/***/ 2644:
/***/ ((__unused_webpack___webpack_module__, __webpack_exports__, __webpack_require__) => {

// ESM COMPAT FLAG
__webpack_require__.r(__webpack_exports__);

// EXPORTS
__webpack_require__.d(__webpack_exports__, {
  coverage: () => (/* binding */ commands_coverage),
  explain: () => (/* binding */ commands_explain),
  rules: () => (/* binding */ rules),
  scan: () => (/* binding */ scan)
});

// EXTERNAL MODULE: external "node:fs"
var external_node_fs_ = __webpack_require__(3024);
// EXTERNAL MODULE: external "node:path"
var external_node_path_ = __webpack_require__(6760);
// EXTERNAL MODULE: external "node:crypto"
var external_node_crypto_ = __webpack_require__(7598);
;// CONCATENATED MODULE: ./lib/core/json.js
/** Data as JSON knows it: what a manifest says once its YAML has been read. */
/** Whether the value is an object (no list, no null). */
function json_isObject(value) {
    return typeof value === "object" && value !== null && !Array.isArray(value);
}
/** Whether the value is a list. `Array.isArray` alone loses the element type of a read-only list. */
function isList(value) {
    return Array.isArray(value);
}
/** The own field `key` of an object; undefined where the value is no object or has no such field of its own. */
function json_field(value, key) {
    return json_isObject(value) && Object.hasOwn(value, key) ? value[key] : undefined;
}
/** The value at a route of keys and indexes; undefined where any step of it does not exist. */
function json_at(value, route) {
    let current = value;
    for (const step of route) {
        if (typeof step === "number")
            current = isList(current) ? current[step] : undefined;
        else
            current = json_field(current, step);
        if (current === undefined)
            return undefined;
    }
    return current;
}
/** The elements of a list; nothing where the value is no list. */
function json_elements(value) {
    return isList(value) ? value : [];
}
/** The text of a string value; undefined for any other type. */
function json_text(value) {
    return typeof value === "string" ? value : undefined;
}
//# sourceMappingURL=json.js.map
// EXTERNAL MODULE: ./lib/core/rule.js
var core_rule = __webpack_require__(7849);
;// CONCATENATED MODULE: ./lib/kubernetes/routed.js
/** Goes down into a manifest without losing the way back. */

/** The value below `from`; undefined where any step does not exist. */
function valueAt(from, ...steps) {
    const value = json_at(from.value, steps);
    return value === undefined ? undefined : { value, route: [...from.route, ...steps] };
}
/** The object below `from`; undefined where there is none or something else stands there. */
function objectAt(from, ...steps) {
    const found = valueAt(from, ...steps);
    return found !== undefined && isRoutedObject(found) ? found : undefined;
}
/** The elements of the list below `from`; nothing where there is no list. */
function elementsAt(from, ...steps) {
    const list = json_elements(json_at(from.value, steps));
    return list.map((value, index) => ({ value, route: [...from.route, ...steps, index] }));
}
/** The elements that are objects. Others cannot be decoded by the API server and say nothing. */
function objectsAt(from, ...steps) {
    return elementsAt(from, ...steps).filter(isRoutedObject);
}
/** A whole body, whose route is empty. */
function whole(value) {
    return { value, route: [] };
}
function isRoutedObject(routed) {
    return json_isObject(routed.value);
}
//# sourceMappingURL=routed.js.map
;// CONCATENATED MODULE: ./lib/kubernetes/containers.js
/** The containers of a pod. */


/** The fields of a pod spec that hold containers, in the order in which Pod Security Admission visits them. */
const containerLists = ["initContainers", "containers", "ephemeralContainers"];
/**
 * The containers of a pod spec: init containers (native sidecars among them), containers, ephemeral containers. `running` leaves the
 * ephemeral ones out, which may have neither resources, ports nor probes
 * (https://kubernetes.io/docs/concepts/workloads/pods/ephemeral-containers/).
 */
function containersOf(pod, which) {
    const lists = which === "all" ? containerLists : containerLists.slice(0, 2);
    return lists.flatMap((list) => objectsAt(pod, list));
}
/** Whether the pod states that it is a Windows pod. Only `os.name` counts, as for Pod Security Admission. */
function isWindowsPod(podSpec) {
    return json_at(podSpec, ["os", "name"]) === "windows";
}
/**
 * Whether the pod states no operating system and yet asks for Windows nodes. It then runs on Windows, where Linux-only fields mean
 * nothing, while the API server still judges it as a Linux pod.
 */
function isScheduledToWindows(podSpec) {
    if (at(podSpec, ["os", "name"]) !== undefined)
        return false;
    const labels = ["kubernetes.io/os", "beta.kubernetes.io/os"];
    return labels.some((label) => at(podSpec, ["nodeSelector", label]) === "windows");
}
//# sourceMappingURL=containers.js.map
;// CONCATENATED MODULE: ./lib/kubernetes/cluster-scope.js
/** Which kinds live outside of namespaces. */
/**
 * The kinds of Kubernetes' own API groups up to 1.37, removed ones included, by scope
 * (https://kubernetes.io/docs/reference/kubernetes-api/; `kubectl api-resources` prints the same table).
 */
const builtIn = new Map([
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
const fileGroups = new Set([
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
function isClusterScoped(group, kind) {
    const kinds = builtIn.get(group);
    if (kinds?.cluster.includes(kind) === true || fileGroups.has(group))
        return true;
    return kinds?.namespaced.includes(kind) === true ? false : undefined;
}
//# sourceMappingURL=cluster-scope.js.map
;// CONCATENATED MODULE: ./lib/kubernetes/workloads.js



/**
 * One row per shape. Groups stand without versions, so removed versions (`apps/v1beta1`, `batch/v1beta1`) are read like the current
 * ones; `extensions` is the group that Deployment and its kin left in Kubernetes 1.16
 * (https://kubernetes.io/docs/reference/using-api/deprecation-guide/). A custom resource that happens to have a field
 * `template` is no workload unless it has a row.
 */
const rows = [
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
    { groups: ["batch.volcano.sh"], kinds: ["Job"], template: ["spec", "tasks", core_rule/* everyElement */.Ky, "template"] },
    // https://jobset.sigs.k8s.io/docs/reference/jobset.v1alpha2/
    {
        groups: ["jobset.x-k8s.io"],
        kinds: ["JobSet"],
        template: ["spec", "replicatedJobs", core_rule/* everyElement */.Ky, "template", "spec", "template"],
    },
    // OpenShift's first versions served DeploymentConfig as `v1`, in the core group.
    { groups: ["apps.openshift.io", ""], kinds: ["DeploymentConfig"], template: ["spec", "template"] },
    // https://agent-sandbox.sigs.k8s.io/
    { groups: ["agents.x-k8s.io"], kinds: ["Sandbox"], template: ["spec", "podTemplate"] },
    { groups: ["extensions.agents.x-k8s.io"], kinds: ["SandboxTemplate"], template: ["spec", "podTemplate"] },
];
/** Whether the kind holds pod templates: Pod, the controllers of Kubernetes, and the custom kinds of the table. */
function isWorkload(group, kind) {
    return rowOf(group, kind) !== undefined;
}
/** Whether the kind is the Pod itself, the only one that Pod Security Admission enforces. */
function isPodKind(group, kind) {
    return group === "" && kind === "Pod";
}
/**
 * The pod templates of a resource, in the order of the manifest: none for other kinds and where the template or its `spec` is absent,
 * several for kinds that hold a list of them.
 */
function podTemplates({ group, kind, body, }) {
    const row = rowOf(group, kind);
    if (row === undefined)
        return [];
    return holders(whole(body), row.template).flatMap(readTemplate);
}
function rowOf(group, kind) {
    return rows.find((row) => row.kinds.includes(kind) && row.groups.includes(group));
}
function holders(from, path) {
    const [step, ...rest] = path;
    if (step === undefined)
        return [from];
    if (step === core_rule/* everyElement */.Ky)
        return [];
    if (rest[0] === core_rule/* everyElement */.Ky)
        return objectsAt(from, step).flatMap((each) => holders(each, rest.slice(1)));
    const next = objectAt(from, step);
    return next === undefined ? [] : holders(next, rest);
}
function readTemplate(template) {
    const pod = objectAt(template, "spec");
    const podMetadata = objectAt(template, "metadata");
    if (pod === undefined)
        return [];
    return [podMetadata === undefined ? { pod } : { pod, podMetadata }];
}
//# sourceMappingURL=workloads.js.map
// EXTERNAL MODULE: ./lib/core/decode.js
var core_decode = __webpack_require__(9733);
;// CONCATENATED MODULE: ./lib/checks/define.js
/** The shape of a TypeScript check: what it matches, what it needs to know, and one pure function. */

/** Makes a check. The judge is an argument of its own, because that is how its options get their types. */
function defineCheck(definition, judge) {
    const decoder = (0,core_decode/* object */.Ik)(definition.with);
    return {
        match: definition.match,
        reach: definition.reach,
        options: Object.keys(definition.with),
        bind(withValues) {
            const options = (0,core_decode/* decode */.D4)(decoder, withValues);
            return (subject, inventory) => {
                if (subject.view !== definition.match)
                    throw new Error(`The check was given a ${subject.view}.`);
                return judge(subject, options, inventory); // the line above proves the view
            };
        },
    };
}
//# sourceMappingURL=define.js.map
;// CONCATENATED MODULE: ./lib/checks/audit-log-volume.js
/**
 * The audit log as a file lives as long as its volume: in the container's own file system or an emptyDir it is gone with the pod. A webhook
 * takes the events elsewhere, and `-` writes them to the output of the container, which the node keeps.
 */






/** Volumes that end with the pod, or that nobody can write to. */
const passingVolumes = [
    "emptyDir",
    "ephemeral",
    "configMap",
    "secret",
    "downwardAPI",
    "projected",
];
const check = defineCheck({ match: "component", reach: "local", with: {} }, (view) => {
    const path = view.settings.get("audit-log-path")?.at(-1);
    const hook = view.settings.get("audit-webhook-config-file")?.at(-1)?.value ?? "";
    if (path === undefined || path.value === "" || path.value === "-" || hook !== "")
        return (0,core_rule/* pass */.IX)();
    const folders = durableFolders(view);
    if (folders === undefined)
        return (0,core_rule/* undecided */.oo)({ path: path.value });
    if (folders.some((folder) => isBelow(path.value, folder)))
        return (0,core_rule/* pass */.IX)();
    return (0,core_rule/* blame */.Sy)(path.route, { path: path.value });
});
/** Where the container sees something that outlives it; undefined where the source does not tell the mounts. */
function durableFolders(view) {
    if (view.installer === "kubeadm")
        return kubeadmFolders(view);
    if (view.extent !== "complete")
        return undefined;
    for (const { pod } of podTemplates(view.resource)) {
        const container = containersOf(pod, "running").find(({ route }) => isPrefix(route, view.route));
        if (container !== undefined)
            return mountedFolders(pod, container);
    }
    return undefined;
}
function mountedFolders(pod, container) {
    const passing = objectsAt(pod, "volumes")
        .filter(({ value }) => passingVolumes.some((type) => json_isObject(json_field(value, type))))
        .map(({ value }) => json_field(value, "name"));
    return objectsAt(container, "volumeMounts")
        .filter(({ value }) => !passing.includes(json_field(value, "name")))
        .map(({ value }) => json_text(json_field(value, "mountPath")) ?? "");
}
/** `extraVolumes` beside the arguments; kubeadm itself mounts certificates alone. */
function kubeadmFolders({ resource, route }) {
    const server = { value: json_at(resource.body, route.slice(0, -1)) ?? null, route: route.slice(0, -1) };
    return objectsAt(json_isObject(server.value) ? server : whole({}), "extraVolumes").map(({ value }) => json_text(json_field(value, "mountPath")) ?? "");
}
function isPrefix(route, of) {
    return route.every((step, index) => step === of[index]);
}
function isBelow(path, folder) {
    const trimmed = folder.replace(/\/$/, "");
    return folder !== "" && (path === trimmed || path.startsWith(`${trimmed}/`));
}
//# sourceMappingURL=audit-log-volume.js.map
;// CONCATENATED MODULE: ./lib/checks/audit-logging.js
/**
 * The API server records nothing without a policy, and writes nothing without a place to write to: it needs `--audit-policy-file`, and one
 * of `--audit-log-path` and `--audit-webhook-config-file`. All three are empty by default, and kubeadm sets none of them.
 * Source: https://kubernetes.io/docs/tasks/debug/debug-cluster/audit/
 */


const audit_logging_check = defineCheck({ match: "component", reach: "local", with: {} }, (view) => {
    // A file for authentication or authorization says nothing about the flags beside it.
    if (view.form === "file")
        return (0,core_rule/* pass */.IX)();
    const policy = lastOf(view, "audit-policy-file");
    const backend = lastOf(view, "audit-log-path") ?? lastOf(view, "audit-webhook-config-file");
    if (policy !== undefined && backend !== undefined)
        return (0,core_rule/* pass */.IX)();
    const isDecided = view.extent === "complete" || view.installer === "kubeadm";
    if (!isDecided)
        return (0,core_rule/* undecided */.oo)();
    if (policy !== undefined)
        return (0,core_rule/* blame */.Sy)(view.route, {}, { messageKey: "backend", missing: "--audit-log-path" });
    return withoutPolicy(view, backend !== undefined);
});
/** Whoever uses kubeadm without a word about audit has what everybody has, and chose nothing. */
function withoutPolicy(view, hasBackend) {
    const missing = "--audit-policy-file";
    if (hasBackend)
        return (0,core_rule/* blame */.Sy)(view.route, {}, { messageKey: "policy", missing });
    const severity = view.extent === "complete" ? {} : { severity: "low" };
    return (0,core_rule/* blame */.Sy)(view.route, {}, { messageKey: "nothing", missing, ...severity });
}
/** The value that counts; undefined where it is empty or absent. */
function lastOf(view, flag) {
    const value = view.settings.get(flag)?.at(-1)?.value ?? "";
    return value === "" ? undefined : value;
}
//# sourceMappingURL=audit-logging.js.map
;// CONCATENATED MODULE: ./lib/core/group.js
/** Values by a key of theirs. `Map.groupBy` does not exist in Node 20. */
/** Groups in the order in which their keys first appear; members keep their order. */
function groupBy(values, keyOf) {
    const groups = new Map();
    for (const value of values) {
        const key = keyOf(value);
        const group = groups.get(key);
        if (group === undefined)
            groups.set(key, [value]);
        else
            group.push(value);
    }
    return groups;
}
//# sourceMappingURL=group.js.map
;// CONCATENATED MODULE: ./lib/kubernetes/audit-policy.js
/**
 * What the API server records of a request under an audit Policy: the first rule that matches decides, and no rule means nothing.
 * Source: k8s.io/apiserver v0.37.1, pkg/audit/policy/checker.go (ruleMatches, ruleMatchesResource, unionStages), which this module follows
 * function by function, and pkg/apis/audit/validation/validation.go for what the server refuses to load.
 */

/** How much is recorded, from nothing to both bodies. */
const auditLevels = ["None", "Metadata", "Request", "RequestResponse"];
/** Decides a request. A rule whose level is none counts as `None`: the server refuses the whole policy. */
function decideAudit({ body }, request) {
    const rules = json_elements(body["rules"]);
    const index = rules.findIndex((rule) => matches(rule, request));
    const rule = rules[index];
    if (rule === undefined)
        return { level: "None", route: ["rules"], rule: null };
    const own = json_elements(json_field(rule, "omitStages"));
    // A request that is omitted when it arrives and when it is answered leaves no event; one of the two is enough for a trail.
    const omitted = [...json_elements(body["omitStages"]), ...own];
    if (omitted.includes("RequestReceived") && omitted.includes("ResponseComplete")) {
        const route = own.includes("ResponseComplete") ? ["rules", index, "omitStages"] : ["omitStages"];
        return { level: "None", route, rule: index };
    }
    return { level: levelOf(rule) ?? "None", route: ["rules", index, "level"], rule: index };
}
/** The level of a rule; undefined where it has none that the server knows. */
function levelOf(rule) {
    return auditLevels.find((level) => level === json_field(rule, "level"));
}
/** Whether everything that the later rule would match is matched by the earlier one, so that the later one is dead. */
function coversRule(earlier, later) {
    const isWithin = (key) => isSubset(listAt(later, key), listAt(earlier, key));
    if (!["users", "userGroups", "verbs"].every(isWithin))
        return false;
    const isForResources = (rule) => listAt(rule, "namespaces").length > 0 || json_elements(json_field(rule, "resources")).length > 0;
    if (!isForResources(earlier) && listAt(earlier, "nonResourceURLs").length === 0)
        return true;
    if (!isForResources(earlier) || !isForResources(later))
        return false;
    const wanted = json_elements(json_field(later, "resources"));
    const given = json_elements(json_field(earlier, "resources"));
    return (isWithin("namespaces") &&
        (given.length === 0 ||
            (wanted.length > 0 && wanted.every((one) => given.some((other) => coversResources(other, one))))));
}
function coversResources(earlier, later) {
    const group = groupOf(earlier);
    if (group !== "*" && group !== groupOf(later))
        return false;
    const isWithin = (key) => isSubset(listAt(later, key), listAt(earlier, key));
    return (listAt(earlier, "resources").includes("*") || isWithin("resources")) && isWithin("resourceNames");
}
/** An empty list means everything. */
function isSubset(inner, outer) {
    return outer.length === 0 || (inner.length > 0 && inner.every((one) => outer.includes(one)));
}
function matches(rule, request) {
    const [users, groups, verbs] = [listAt(rule, "users"), listAt(rule, "userGroups"), listAt(rule, "verbs")];
    if (users.length > 0 && !users.includes(request.caller.user))
        return false;
    if (groups.length > 0 && !request.caller.groups.some((group) => groups.includes(group)))
        return false;
    if (verbs.length > 0 && !verbs.includes(request.verb))
        return false;
    const namespaces = listAt(rule, "namespaces");
    const resources = json_elements(json_field(rule, "resources"));
    if (namespaces.length === 0 && resources.length === 0)
        return listAt(rule, "nonResourceURLs").length === 0;
    if (namespaces.length > 0 && !namespaces.includes(request.namespace))
        return false;
    return resources.length === 0 || resources.some((one) => matchesResources(one, request));
}
/** A rule for named objects does not match, because the request is for one that nobody has named. */
function matchesResources(resources, request) {
    const group = groupOf(resources);
    if (group !== "*" && group !== request.group)
        return false;
    const names = listAt(resources, "resources");
    if (names.length === 0)
        return true;
    if (listAt(resources, "resourceNames").length > 0)
        return false;
    const [plain = "", sub] = request.resource.split("/");
    return names.some((name) => name === "*" ||
        name === request.resource ||
        (sub !== undefined && name === `*/${sub}`) ||
        // checker.go compares the resource alone, so "pods/*" also matches pods themselves.
        name === `${plain}/*`);
}
function groupOf(resources) {
    return json_text(json_field(resources, "group")) ?? "";
}
function listAt(value, key) {
    return json_elements(json_field(value, key)).flatMap((one) => json_text(one) ?? []);
}
//# sourceMappingURL=audit-policy.js.map
;// CONCATENATED MODULE: ./lib/checks/audit-policy.js
/**
 * An audit Policy, asked about requests that matter: each is sent by a person, by an administrator of last resort, by a workload and by
 * nobody, to the namespaces that the policy names and to one that it does not. `gaps`: what leaves no event. `contents`: what records secrets.
 */






const callers = {
    person: { user: "jane@example.com", groups: ["system:authenticated"] },
    administrator: { user: "kubernetes-admin", groups: ["system:masters", "system:authenticated"] },
    workload: {
        user: "system:serviceaccount:shop:web",
        groups: ["system:serviceaccounts", "system:serviceaccounts:shop", "system:authenticated"],
    },
    anonymous: { user: "system:anonymous", groups: ["system:unauthenticated"] },
};
const callerNames = ["person", "administrator", "workload", "anonymous"];
const probe = (0,core_decode/* object */.Ik)({
    verbs: (0,core_decode/* listOf */.c3)(core_decode/* string */.Yj),
    group: (0,core_decode/* optional */.lq)(core_decode/* string */.Yj, ""),
    resources: (0,core_decode/* listOf */.c3)(core_decode/* string */.Yj),
    isClusterScoped: (0,core_decode/* optional */.lq)(core_decode/* boolean */.zM, false),
    callers: (0,core_decode/* optional */.lq)((0,core_decode/* listOf */.c3)((0,core_decode/* oneOf */.yL)(...callerNames)), callerNames),
    except: (0,core_decode/* optional */.lq)((0,core_decode/* listOf */.c3)(core_decode/* string */.Yj), []),
    least: (0,core_decode/* oneOf */.yL)(...auditLevels),
    most: (0,core_decode/* optional */.lq)((0,core_decode/* oneOf */.yL)(...auditLevels), "RequestResponse"),
});
/** No policy of a cluster names it. */
const unnamedNamespace = "a-namespace-that-no-rule-names";
/** As many requests as a sentence can carry. */
const namedRequests = 3;
const audit_policy_check = defineCheck({ match: "item", reach: "local", with: { requests: (0,core_decode/* listOf */.c3)(probe), fault: (0,core_decode/* oneOf */.yL)("gaps", "contents") } }, ({ resource }, { requests, fault }) => {
    if (isTooLarge(resource))
        return (0,core_rule/* undecided */.oo)();
    const answers = requests.flatMap((row) => requestsOf(row, namespacesOf(resource)).map((request) => ({
        row,
        request,
        decision: decideAudit(resource, request),
    })));
    if (fault === "contents") {
        const loud = answers.filter(({ row, decision }) => isAbove(decision.level, row.most));
        return byPlace(loud, "contents");
    }
    const lost = answers.filter(({ row, decision }) => isAbove(row.least, decision.level));
    return [
        ...withoutLevel(resource),
        ...deadRules(resource),
        ...byPlace(lost.filter(({ decision }) => isDecided(resource, decision)), "gap"),
    ];
});
/** Real policies have some dozens of rules. A hostile one must not keep the gate busy, and what is not asked is not passed. */
function isTooLarge(resource) {
    const rules = json_elements(resource.body["rules"]);
    const size = rules.reduce((sum, rule) => sum + sizeOf(rule), 0);
    return rules.length > 500 || size * namespacesOf(resource).length > 20_000;
}
function sizeOf(value) {
    if (isList(value))
        return value.reduce((sum, one) => sum + sizeOf(one), 1);
    return json_isObject(value) ? Object.values(value).reduce((sum, one) => sum + sizeOf(one), 1) : 1;
}
function isAbove(level, other) {
    return auditLevels.indexOf(level) > auditLevels.indexOf(other);
}
function namespacesOf({ body }) {
    const named = json_elements(body["rules"]).flatMap((rule) => json_elements(json_field(rule, "namespaces")));
    return [...new Set([unnamedNamespace, ...named.flatMap((name) => json_text(name) ?? [])])].filter((name) => name !== "");
}
function requestsOf(row, namespaces) {
    const places = row.isClusterScoped ? [""] : namespaces.filter((name) => !row.except.includes(name));
    return row.callers.flatMap((caller) => row.verbs.flatMap((verb) => row.resources.flatMap((resource) => places.map((namespace) => ({ caller: callers[caller], verb, group: row.group, resource, namespace })))));
}
/** A rule without a level has a finding of its own. */
function isDecided({ body }, { rule }) {
    return rule === null || levelOf(json_elements(body["rules"])[rule] ?? null) !== undefined;
}
/** One finding for each place that decides, with the first requests that it concerns. */
function byPlace(answers, messageKey) {
    if (answers.length === 0)
        return [(0,core_rule/* pass */.IX)()];
    const groups = groupBy(answers, ({ decision }) => JSON.stringify(decision.route));
    return [...groups.values()].map((group) => {
        const [first] = group;
        const names = [...new Set(group.map(({ request }) => `${request.verb} ${request.resource}`))];
        const more = names.length - namedRequests;
        const requests = names.slice(0, namedRequests).join(", ") + (more > 0 ? ` and ${more} more` : "");
        const key = messageKey === "gap" && first?.decision.rule === null ? "unmatched" : messageKey;
        const data = { requests, level: first?.decision.level ?? "None" };
        return (0,core_rule/* blame */.Sy)(first?.decision.route ?? [], data, { messageKey: key });
    });
}
/** The server refuses a policy with such a rule, and does not start. */
function withoutLevel({ body }) {
    return json_elements(body["rules"]).flatMap((rule, index) => levelOf(rule) === undefined ? [(0,core_rule/* blame */.Sy)(["rules", index, "level"], {}, { messageKey: "level" })] : []);
}
/** A rule that wants more than the one that hides it: its author believes in a trail that does not exist. */
function deadRules({ body }) {
    const rules = json_elements(body["rules"]);
    return rules.flatMap((rule, index) => {
        const before = rules.slice(0, index).findIndex((earlier) => coversRule(earlier, rule));
        const hidden = before === -1 ? undefined : levelOf(rules[before] ?? null);
        const own = levelOf(rule);
        if (hidden === undefined || own === undefined || !isAbove(own, hidden))
            return [];
        const route = ["rules", index];
        return [(0,core_rule/* blame */.Sy)(route, { level: hidden, rule: String(before + 1) }, { messageKey: "dead" })];
    });
}
//# sourceMappingURL=audit-policy.js.map
;// CONCATENATED MODULE: ./lib/text/base64.js
/** Base64 as the API server reads it. */
/** The decoded text, control characters and all; undefined where the value is no base64. Bytes that are no UTF-8 become U+FFFD. */
function decodeBase64(value) {
    return bufferOf(value)?.toString("utf8");
}
/** The decoded bytes; undefined where the value is no base64. */
function decodeBytes(value) {
    return bufferOf(value);
}
function bufferOf(value) {
    const compact = value.replace(/\s+/g, "");
    if (compact.length % 4 !== 0 || !/^[A-Za-z0-9+/]*={0,2}$/.test(compact))
        return undefined;
    return Buffer.from(compact, "base64");
}
//# sourceMappingURL=base64.js.map
;// CONCATENATED MODULE: ./lib/checks/certificate-request.js
/**
 * A request for a certificate with which a person, or a program outside of the cluster, logs in to the API server. The subject of such a
 * certificate is user and groups, and nobody can take it back before it ends. Components of the cluster (`system:…`) need theirs.
 * Source: https://kubernetes.io/docs/reference/access-authn-authz/certificate-signing-requests/#kubernetes-signers
 */




const commonName = [0x06, 0x03, 0x55, 0x04, 0x03];
const organisation = [0x06, 0x03, 0x55, 0x04, 0x0a];
const certificate_request_check = defineCheck({ match: "item", reach: "local", with: {} }, ({ resource }) => {
    if (json_at(resource.body, ["spec", "signerName"]) !== "kubernetes.io/kube-apiserver-client")
        return (0,core_rule/* pass */.IX)();
    const bytes = requestBytes(json_text(json_at(resource.body, ["spec", "request"])) ?? "");
    if (valuesOf(bytes, organisation).includes("system:masters")) {
        return (0,core_rule/* blame */.Sy)(["spec", "request"], {}, { messageKey: "masters", severity: "high" });
    }
    const [user] = valuesOf(bytes, commonName);
    return user?.startsWith("system:") === true
        ? (0,core_rule/* pass */.IX)()
        : (0,core_rule/* blame */.Sy)(["spec", "signerName"], {}, { messageKey: "user" });
});
/** The request is PEM in base64; nothing where it is not. */
function requestBytes(request) {
    const pem = decodeBase64(request) ?? "";
    const [, body = ""] = /-----BEGIN (?:NEW )?CERTIFICATE REQUEST-----([A-Za-z0-9+/=\s]+)-----END/.exec(pem) ?? [];
    return decodeBytes(body) ?? new Uint8Array();
}
/**
 * The texts behind an attribute's identifier. A name is a sequence of pairs of identifier and text, each text with a tag and a length of
 * one byte (a subject's part has at most 64 characters, RFC 5280 appendix A.1), so the pairs are found without reading the rest.
 */
function valuesOf(bytes, identifier) {
    const found = [];
    for (let start = 0; start + identifier.length + 2 <= bytes.length; start++) {
        if (!identifier.every((byte, index) => bytes[start + index] === byte))
            continue;
        const begin = start + identifier.length + 2;
        const length = bytes[begin - 1] ?? 0;
        found.push(new TextDecoder().decode(bytes.subarray(begin, begin + length)));
    }
    return found;
}
//# sourceMappingURL=certificate-request.js.map
;// CONCATENATED MODULE: ./lib/text/placeholder.js
/** Values that stand where a secret will be, and values that are protected already: neither is a secret. */
const words = /^(?:example|dummy|redacted|data\+omitted|omitted|todo|tbd|none|null|n\/a|changeme|placeholder|(?:some|any|my|your)[-_ ]?(?:password|secret|token|key|value))$/i;
const shapes = [
    /^[*x.-]*$/i, // nothing, or a mask
    /^<[^>]*>$/,
    /^\$\{[^}]*\}$/,
    /^\$\([^)]*\)$/,
    /^\{\{.*\}\}$/,
    /^%[^%]*%$/,
    /^REPLACE/i,
    /^CHANGE.{0,3}ME/i,
    /^YOUR[-_ ]/i,
    /^(?:insert|enter|fill|put|paste|provide|set|add)[-_ ]/i,
    /[-_ ]here$/i,
    /^__[A-Z0-9_]+__$/,
    /^@[A-Z0-9_]+@$/,
];
const protectedShapes = [/^ENC\[/, /^ref\+[a-z]+:\/\//, /^vault:/, /^<path:/];
/** Whether a value only holds a secret's place (empty, masked, `<...>`, `${...}`, `changeme`) or is encrypted or a reference to a store. */
function isPlaceholder(value) {
    const trimmed = value.trim();
    if (trimmed.length > 4096)
        return protectedShapes.some((shape) => shape.test(trimmed));
    return words.test(trimmed) || [...shapes, ...protectedShapes].some((shape) => shape.test(trimmed));
}
//# sourceMappingURL=placeholder.js.map
;// CONCATENATED MODULE: ./lib/text/template-lines.js
/** A chart's template is no YAML before it is rendered, so its literal lines are read one by one: `key: value` without any action in it. */
/** The literal lines of a template, document by document; those of a document that SOPS has encrypted are left out. */
function templateLines(source) {
    const found = [];
    let offset = 0;
    for (const document of source.split(/^---.*$/m)) {
        const start = source.indexOf(document, offset);
        offset = start + document.length;
        if (!/^sops:/m.test(document))
            found.push(...linesOf(document, start));
    }
    return found;
}
function linesOf(document, start) {
    const found = [];
    const kind = /^kind:[ \t]*["']?([A-Za-z]+)["']?[ \t]*$/m.exec(document)?.[1] ?? "";
    let object = "";
    let section = "";
    let named;
    let offset = start;
    for (const line of document.split("\n")) {
        const text = line.trimEnd();
        const heading = /^([A-Za-z]+):/.exec(text)?.[1];
        if (heading !== undefined)
            section = heading;
        const [, indent = "", key = "", written = ""] = /^([ \t]+(?:- +)?["']?)([A-Za-z0-9._-]+)["']?:[ \t]+(\S.*)$/.exec(text) ?? [];
        if (key !== "" && isLiteral(written)) {
            const value = unquote(written);
            const within = [offset + indent.length, offset + text.length];
            if (section === "metadata" && key === "name" && object === "")
                object = value;
            found.push({ kind, object, section, key, value, named, within });
            named = key === "name" ? value : undefined;
        }
        else if (text !== "")
            named = undefined;
        offset += line.length + 1;
    }
    return found;
}
function isLiteral(written) {
    return !written.includes("{{") && !/^[|>&*#]/.test(written);
}
function unquote(written) {
    const match = /^(["'])(.*?)\1(?:\s+#.*)?$/.exec(written);
    return match?.[2] ?? written.replace(/\s+#.*$/, "");
}
//# sourceMappingURL=template-lines.js.map
;// CONCATENATED MODULE: ./lib/checks/clear-secret.js
/**
 * A Secret in the repository with a value that anybody can read: base64 is no protection. Judged is the source, never what a chart renders,
 * because charts make random values while they render. Encrypted values, references to a store, placeholders and public certificates are
 * silent, and so is every line of a template that a function or a value fills.
 */






/** Certificates without their key are public by nature. */
const publicKeys = ["tls.crt", "ca.crt"];
const clear_secret_check = defineCheck({ match: "text", reach: "repo", with: {} }, (view) => [
    ...view.objects().flatMap((object) => secretsIn(object)),
    ...(view.documents().length === 0 && view.text.includes("{{") ? secretsInTemplate(view) : []),
]);
function secretsIn(resource) {
    if (resource.kind !== "Secret" || resource.group !== "" || json_isObject(resource.body["sops"]))
        return [];
    return ["data", "stringData"].flatMap((section) => {
        const values = json_field(resource.body, section);
        return Object.entries(json_isObject(values) ? values : {}).flatMap(([key, value]) => {
            if (typeof value !== "string" || !isClear(key, value, section))
                return [];
            return [(0,core_rule/* blame */.Sy)([section, key], { key, secret: resource.name }, { on: resource })];
        });
    });
}
function isClear(key, value, section) {
    if (publicKeys.includes(key) || isPlaceholder(value))
        return false;
    const decoded = section === "data" ? decodeBase64(value) : value;
    return decoded === undefined || !isPlaceholder(decoded);
}
/** `key: value` below `data:` or `stringData:`, without any action in it. */
function secretsInTemplate({ text: source }) {
    return templateLines(source).flatMap(({ kind, object, section, key, value, within }) => {
        if (kind !== "Secret" || (section !== "data" && section !== "stringData"))
            return [];
        if (!isClear(key, value, section))
            return [];
        return [(0,core_rule/* blame */.Sy)([], { key, secret: object === "" ? "a template" : object }, { within })];
    });
}
//# sourceMappingURL=clear-secret.js.map
;// CONCATENATED MODULE: ./lib/core/semantic-version.js
/** Semantic versions and the order among them: https://semver.org/spec/v2.0.0.html */
/** Negative, zero or positive like every comparer. A pre-release comes before its release. */
function compareVersions(left, right) {
    const byNumbers = compareAll(left.numbers, right.numbers);
    if (byNumbers !== 0)
        return byNumbers;
    if (left.prerelease.length === 0 || right.prerelease.length === 0)
        return Number(right.prerelease.length > 0) - Number(left.prerelease.length > 0);
    return compareAll(left.prerelease, right.prerelease);
}
/** Numbers come before text; a longer list comes after its own beginning. */
function compareAll(left, right) {
    for (const [index, one] of left.entries()) {
        const other = right[index];
        if (other === undefined)
            return 1;
        if (one === other)
            continue;
        if (typeof one !== typeof other)
            return typeof one === "bigint" ? -1 : 1;
        return one < other ? -1 : 1;
    }
    return left.length === right.length ? 0 : -1;
}
//# sourceMappingURL=semantic-version.js.map
;// CONCATENATED MODULE: ./lib/kubernetes/image-version.js
/** Versions as image tags spell them, and the ranges of advisories. Compared as versions, never as text: 1.9 comes before 1.10. */

/** Above any number that a program counts its versions with; longer numbers are dates or builds. */
const tooLarge = 10000n;
/**
 * The version that a tag names. A word in front (`nginx-1.11.2`) and the flavour behind (`-alpine`, `-debian-12-r3`, `-eksbuild.1`) do not
 * count; `-rc.1` and its like do. Undefined for what is no version: `latest`, a branch, a commit, a date.
 */
function versionOfTag(tag) {
    const match = /^(?:[A-Za-z]+-)?v?(\d{1,9})(?:\.(\d{1,9}))?(?:\.(\d{1,9}))?(?:[-+._](.*))?$/.exec(tag);
    if (match === null)
        return undefined;
    const [, major = "", minor, patch, suffix = ""] = match;
    const prerelease = /^(?:alpha|beta|rc|pre|dev|snapshot)/i.test(suffix) ? identifiersOf(suffix) : [];
    if (BigInt(major) >= tooLarge)
        return undefined;
    const numbers = (absent) => [
        BigInt(major),
        minor === undefined ? absent : BigInt(minor),
        patch === undefined ? absent : BigInt(patch),
    ];
    return {
        lowest: { numbers: numbers(0n), prerelease },
        highest: { numbers: numbers(10n ** 9n), prerelease },
    };
}
/** Reads `>=1.12.0-0 <1.12.1`; undefined for any other text. `-0` is the lowest pre-release. */
function parseRange(text) {
    const bounds = text.split(" ").map((part) => {
        const match = /^(<=|>=|<|>|=)(\d+)\.(\d+)\.(\d+)(?:-([0-9A-Za-z.]+))?$/.exec(part);
        if (match === null)
            return undefined;
        const [, operator = "", major = "", minor = "", patch = "", prerelease = ""] = match;
        const numbers = [major, minor, patch].map(BigInt);
        return {
            operator,
            version: { numbers, prerelease: prerelease === "" ? [] : identifiersOf(prerelease) },
        };
    });
    const known = bounds.filter((bound) => bound !== undefined);
    return known.length === bounds.length ? known : undefined;
}
/** Whether the version lies in one of the ranges; `unknown` where that depends on what the tag leaves open. */
function isInRanges(version, ranges) {
    const isWhollyIn = (range) => isIn(version.lowest, range) && isIn(version.highest, range);
    if (ranges.some(isWhollyIn))
        return "yes";
    const touches = ranges.some((range) => isIn(version.lowest, range) ||
        isIn(version.highest, range) ||
        range.some((bound) => lies(bound.version, version)));
    return touches && compareVersions(version.lowest, version.highest) !== 0 ? "unknown" : "no";
}
function isIn(version, range) {
    return range.every(({ operator, version: bound }) => {
        const order = compareVersions(version, bound);
        switch (operator) {
            case "<":
                return order < 0;
            case "<=":
                return order <= 0;
            case ">":
                return order > 0;
            case ">=":
                return order >= 0;
            default:
                return order === 0;
        }
    });
}
function lies(bound, { lowest, highest }) {
    return compareVersions(lowest, bound) < 0 && compareVersions(bound, highest) <= 0;
}
function identifiersOf(text) {
    return text.split(/[.-]/).map((part) => (/^\d{1,18}$/.test(part) ? BigInt(part) : part));
}
/** Whether an image is a program by the end of its repository, whole segments only, so that mirrors count: `mirror/coredns/coredns`. */
function isImageOf(repository, programs) {
    return programs.some((program) => repository === program || repository.endsWith(`/${program}`));
}
//# sourceMappingURL=image-version.js.map
;// CONCATENATED MODULE: ./lib/kubernetes/advisories.js
/** Tables of advisories about components: `rules/tables/*-advisories.yaml`. */


/** A range of an advisory; a text that is none is a mistake of the table. */
const versionRange = (value, path) => {
    const parsed = parseRange((0,core_decode/* string */.Yj)(value, path));
    if (parsed !== undefined)
        return parsed;
    throw new core_decode/* DecodeError */.Xc({ path, expected: 'a range like ">=1.12.0 <1.12.1"', found: "another text" });
};
/** Reads a table of advisories. */
const advisories = (0,core_decode/* listOf */.c3)((0,core_decode/* object */.Ik)({
    component: core_decode/* string */.Yj,
    images: (0,core_decode/* listOf */.c3)(core_decode/* string */.Yj),
    advisory: core_decode/* string */.Yj,
    affected: (0,core_decode/* optional */.lq)((0,core_decode/* listOf */.c3)(versionRange), []),
    fixed: (0,core_decode/* optional */.lq)((0,core_decode/* listOf */.c3)(core_decode/* string */.Yj), []),
    source: core_decode/* string */.Yj,
    updated: (0,core_decode/* optional */.lq)(core_decode/* string */.Yj, undefined),
    severity: (0,core_decode/* optional */.lq)((0,core_decode/* oneOf */.yL)("medium", "low"), undefined),
}));
//# sourceMappingURL=advisories.js.map
;// CONCATENATED MODULE: ./lib/kubernetes/image.js
/**
 * Image references, by the grammar of https://pkg.go.dev/github.com/distribution/reference with the short names that Docker and the
 * kubelet accept. Every pattern below is linear in its input: references come from pull requests. The patterns of
 * @swimlane/docker-reference 2.0.1 need minutes for 21 characters (`aaaaaaaaaaaaaaaaaaaa:`), so that package is not used.
 */
const maxNameLength = 255;
const alphanumerics = "[a-z0-9]+";
const componentPattern = new RegExp(`^${alphanumerics}(?:(?:\\.|_|__|-+)${alphanumerics})*$`);
const registryPattern = /^(?:[A-Za-z0-9.-]+|\[[0-9a-fA-F:]+\])(?::[0-9]+)?$/;
const tagPattern = /^\w[\w.-]{0,127}$/;
const digestPattern = /^(?:sha256:[0-9a-f]{64}|sha384:[0-9a-f]{96}|sha512:[0-9a-f]{128})$/;
/** The parts of an image reference; undefined for what is none: an unfilled template, upper case, a bare image id, nothing. */
function parseImage(text) {
    if (text.length > maxNameLength + 300 || /^[0-9a-f]{64}$/.test(text))
        return undefined;
    const [beforeDigest, digest] = cut(text, text.indexOf("@"));
    if (digest !== null && !digestPattern.test(digest))
        return undefined;
    const colon = beforeDigest.lastIndexOf(":");
    // A colon left of the last slash belongs to the port of the registry.
    const [name, tag] = cut(beforeDigest, colon > beforeDigest.lastIndexOf("/") ? colon : -1);
    if (tag !== null && !tagPattern.test(tag))
        return undefined;
    const { registry, repository } = splitRegistry(name);
    if (!registryPattern.test(registry) || `${registry}/${repository}`.length > maxNameLength)
        return undefined;
    if (!repository.split("/").every((component) => componentPattern.test(component)))
        return undefined;
    return { registry, repository, tag, digest };
}
/** The first component is a registry only if it could be no part of a path: it has a dot or a colon, or is `localhost`. */
function splitRegistry(name) {
    const [first, rest] = cut(name, name.indexOf("/"));
    const isRegistry = rest !== null && (/[.:]/.test(first) || first === "localhost");
    const registry = isRegistry && first !== "index.docker.io" ? first : "docker.io";
    const repository = isRegistry ? rest : name;
    const isShort = registry === "docker.io" && !repository.includes("/");
    return { registry, repository: isShort ? `library/${repository}` : repository };
}
function cut(text, index) {
    return index === -1 ? [text, null] : [text.slice(0, index), text.slice(index + 1)];
}
//# sourceMappingURL=image.js.map
;// CONCATENATED MODULE: ./lib/checks/component-version.js
/**
 * A component whose image tag lies in a range that an advisory calls affected, or whose project has ended. A tag beside a digest is taken at
 * its word; a digest alone names no version, and a tag that is none leaves the question open.
 */






const component_version_check = defineCheck({ match: "item", reach: "local", with: { advisories: advisories } }, (item, options) => {
    const image = parseImage(json_text(item.self) ?? "");
    if (image === undefined)
        return (0,core_rule/* pass */.IX)();
    const rows = options.advisories.filter(({ images }) => isImageOf(image.repository, images));
    const [first] = rows;
    if (first === undefined)
        return (0,core_rule/* pass */.IX)();
    const version = image.tag === null ? undefined : versionOfTag(image.tag);
    const data = { component: first.component, version: image.tag ?? image.digest ?? "latest" };
    const answers = rows
        .filter(({ affected }) => affected.length > 0)
        .map((row) => ({ row, answer: version === undefined ? "unknown" : isInRanges(version, row.affected) }));
    const affecting = answers.filter(({ answer }) => answer === "yes").map(({ row }) => row);
    if (affecting.length > 0) {
        return (0,core_rule/* blame */.Sy)(item.route, { ...data, advisories: affecting.map((row) => described(row)).join("; ") });
    }
    const ended = rows.find(({ affected }) => affected.length === 0);
    if (ended !== undefined) {
        const severity = ended.severity === undefined ? {} : { severity: ended.severity };
        return (0,core_rule/* blame */.Sy)(item.route, { ...data, advisories: ended.advisory }, { messageKey: "ended", ...severity });
    }
    return answers.some(({ answer }) => answer === "unknown") ? (0,core_rule/* undecided */.oo)(data) : (0,core_rule/* pass */.IX)();
});
function described({ advisory, fixed }) {
    return fixed.length === 0 ? advisory : `${advisory}, fixed in ${fixed.join(", ")}`;
}
//# sourceMappingURL=component-version.js.map
;// CONCATENATED MODULE: ./lib/kubernetes/limit-range.js
/** What LimitRanges fill in: https://kubernetes.io/docs/concepts/policy/limit-range/ */

/**
 * Whether a LimitRange gives the containers of the workload's namespace a value for the named resource (`memory`) under one of the keys.
 * Objects without a namespace go to the same place where one target holds them.
 */
function fillsContainers(workload, keys, name, inventory) {
    return inventory
        .all("LimitRange", "")
        .some((range) => isSamePlace(range, workload) &&
        json_elements(json_at(range.body, ["spec", "limits"])).some((limit) => json_at(limit, ["type"]) === "Container" && keys.some((key) => json_at(limit, [key, name]) !== undefined)));
}
function isSamePlace(range, workload) {
    const [left, right] = [range.namespace, workload.namespace];
    if (left.state === "named" && right.state === "named")
        return left.name === right.name;
    return left.state === right.state && range.target.id === workload.target.id;
}
//# sourceMappingURL=limit-range.js.map
;// CONCATENATED MODULE: ./lib/checks/container-resources.js
/**
 * Every container states its resources, or something states them for it: the pod as a whole (`spec.resources`, in beta since 1.34), or a
 * LimitRange with a default for containers in the same namespace. A limit stands in for the request of the same resource.
 * Source: https://kubernetes.io/docs/concepts/configuration/manage-resources-containers/
 */





const demands = ["limits.memory", "limits.cpu", "requests.memory", "requests.cpu"];
const container_resources_check = defineCheck({
    match: "item",
    reach: "cross",
    with: { demands: (0,core_decode/* listOf */.c3)((0,core_decode/* oneOf */.yL)(...demands)) },
}, (item, options, inventory) => {
    if (item.container === undefined || item.pod === undefined)
        return (0,core_rule/* pass */.IX)();
    const missing = options.demands.filter((demand) => !isStated(demand, item, inventory));
    const [first] = missing;
    if (first === undefined)
        return (0,core_rule/* pass */.IX)();
    return blameMissing(first, missing, item);
});
function isStated(demand, item, inventory) {
    const alternatives = demand.startsWith("requests")
        ? [demand, demand.replace("requests", "limits")]
        : [demand];
    return alternatives.some((path) => {
        const route = ["resources", ...path.split(".")];
        const holders = [item.container?.value, item.pod?.value];
        return holders.some((holder) => json_at(holder, route) !== undefined) || hasDefault(path, item, inventory);
    });
}
/** A default limit of a LimitRange fills the request too. */
function hasDefault(path, { resource }, inventory) {
    const [kind = "", name = ""] = path.split(".");
    const keys = kind === "limits" ? ["default"] : ["defaultRequest", "default"];
    return fillsContainers(resource, keys, name, inventory);
}
function blameMissing(first, missing, item) {
    const route = [...(item.container?.route ?? item.route), "resources", ...first.split(".")];
    const name = json_at(item.container?.value, ["name"]);
    return (0,core_rule/* blame */.Sy)(route, { container: typeof name === "string" ? name : "", missing: missing.join(", ") });
}
//# sourceMappingURL=container-resources.js.map
;// CONCATENATED MODULE: ./lib/text/literal-value.js
/** Whether a value can be a secret at all: settings, references, paths, templates and public material cannot. */


const harmlessShapes = [
    /^(?:true|false|yes|no|on|off|enabled?|disabled?|required|optional|auto|always|never|null|none|nil|undefined|unset|empty|default|n\/a)$/i,
    /^[-+]?\d+(?:\.\d+)?(?:ns|us|ms|s|sec|m|min|h|d|w|y|[kmgtp]i?b?|%)?$/i, // numbers, durations, quantities
    /^(?:\d+(?:\.\d+)?(?:ns|us|ms|s|m|h|d|w))+$/, // 1h30m
    /^P(?:T?\d)/, // ISO 8601
    /^(?:\.{0,2}|~)\/[^\s]*$/, // paths; base64 with a slash in front is longer, see below
    /^[A-Za-z]:\\/,
    /^[a-z][a-z0-9+.-]*:\/\/[^\s@]*$/i, // addresses without user information, `op://`, `sm://`
    /^(?:arn|file|env|keyring|bao|ssm|secretsmanager|awssm|awsps|gcpsm|azurekv|op|k8s|keychain|urn|did):/i,
    /^projects\/[^\s]+\/secrets\//,
    /^@Microsoft\.KeyVault\(/,
    /^(?:sha\d+|md5):[0-9a-f]+$/i,
    /^ssh-(?:rsa|dss|ed25519) |^ecdsa-sha2-/,
    /^-----BEGIN (?:CERTIFICATE|PUBLIC KEY|RSA PUBLIC KEY|PGP PUBLIC)/,
    /^[[{]/, // a structure, not a text
    /^[A-Z][A-Z0-9]*(?:_[A-Z0-9]+)+$/, // the name of a variable
];
/** Longer values are documents. */
const longest = 4096;
/** Whether the text is a single literal that could be a secret: no placeholder (nor base64 of one), setting, path, reference, document or code. */
function isClearLiteral(value) {
    const trimmed = value.trim();
    if (!/[A-Za-z0-9]/.test(trimmed) || trimmed.length > longest || trimmed.includes("\n"))
        return false;
    if (isPlaceholder(trimmed) || isInterpolated(trimmed))
        return false;
    if (harmlessShapes.some((shape) => shape.test(trimmed)) && !isLongKey(trimmed))
        return false;
    if (trimmed.split(/\s+/).length > 5)
        return false; // prose
    const decoded = decodeBase64(trimmed);
    return decoded === undefined || decoded === "" || !isPlaceholder(decoded);
}
/** Whether something else fills the text in, wholly or in part: `{{ … }}`, `$(VAR)`, `${VAR}`, `$VAR`, `<name>`. */
function isInterpolated(value) {
    return /\{\{|\$\(|\$\{|^\$[A-Za-z_][\w.:-]*$|<[A-Za-z][^<>]*>|%\(|%\{/.test(value);
}
/** Base64 may begin with a slash, and then looks like a path. */
function isLongKey(value) {
    return /^\/[A-Za-z0-9+/]{30,}={1,2}$/.test(value);
}
/**
 * Whether a text looks like a key and not like a name: parts of it are no words, and its characters are spread. Entropy is the last
 * evidence and never enough alone.
 */
function looksRandom(value) {
    const trimmed = value.trim();
    if (trimmed.length < 8 || /\s/.test(trimmed))
        return false;
    return !isWords(trimmed) && entropyOf(trimmed) >= 2.8;
}
/** `my-secret-v1`, `webTokenIssuer`, `token.example.com`: words and short numbers. */
function isWords(value) {
    const segments = value
        .replaceAll(/([a-z])([A-Z])/g, "$1-$2")
        .split(/[-_./:@,]+/)
        .filter((segment) => segment !== "");
    const isEach = segments.every((segment) => /^(?:[A-Za-z]?[a-z]*|[A-Z]*|v?\d{1,4})$/.test(segment));
    return isEach && value.length / Math.max(1, segments.length) >= 2.5;
}
/** Bits for each character, by Shannon. */
function entropyOf(value) {
    const counts = new Map();
    for (const character of value)
        counts.set(character, (counts.get(character) ?? 0) + 1);
    let bits = 0;
    for (const count of counts.values())
        bits -= (count / value.length) * Math.log2(count / value.length);
    return bits;
}
//# sourceMappingURL=literal-value.js.map
;// CONCATENATED MODULE: ./lib/text/place.js
/**
 * The offsets in the object's text of the first `needle` inside the field; undefined where the field does not hold it as it is written,
 * for example because it is quoted with escapes. The end is exclusive.
 */
function placeOf(resource, route, needle) {
    let node = resource.node;
    for (const step of route) {
        node = typeof step === "number" ? node?.items?.[step] : node?.entries?.get(step)?.value;
    }
    if (node === undefined || needle === "")
        return undefined;
    const at = resource.source.text.slice(node.start, node.end).indexOf(needle);
    return at === -1 ? undefined : [node.start + at, node.start + at + needle.length];
}
//# sourceMappingURL=place.js.map
;// CONCATENATED MODULE: ./lib/text/secret-name.js
/** Names that speak of a secret. A name is judged by its parts, so that `compass` and `TOKEN_TTL` say nothing and `dbPassword` does. */

/** What a rule hands over under `with`. */
const nameTables = {
    names: (0,core_decode/* listOf */.c3)((0,core_decode/* object */.Ik)({ parts: core_decode/* string */.Yj, certain: (0,core_decode/* oneOf */.yL)("always", "variable", "never") })),
    harmless: (0,core_decode/* listOf */.c3)(core_decode/* string */.Yj),
};
/** Parts that say nothing about what stands before them: `DB_PASSWORD_1`, `password-prod`. */
const neutral = /^(?:\d+|prod|production|dev|development|staging|stage|test|qa|local|default|value|plain|plaintext|text|string|str|new|old|current|b64|base64|base)$/;
/** The parts of a name in lower case: `dbPassword`, `DB_PASSWORD` and `db.password` are two each. */
function partsOfName(name) {
    return name
        .slice(0, 256)
        .replaceAll(/([a-z0-9])([A-Z])/g, "$1 $2")
        .replaceAll(/([A-Z])([A-Z][a-z])/g, "$1 $2")
        .toLowerCase()
        .split(/[^a-z0-9]+/)
        .filter((part) => part !== "");
}
/**
 * What a name says. A secret's word at the end counts for most; before other words it only makes the name likely; before a harmless
 * ending (`_FILE`, `_TTL`) it says nothing.
 */
function nameEvidence(name, { names, harmless }) {
    const parts = partsOfName(name);
    let end = parts.length;
    while (end > 1 && neutral.test(parts[end - 1] ?? ""))
        end--;
    const core = parts.slice(0, end);
    const hit = names.map((entry) => [entry, lastIndexOf(core, entry.parts.split(" "))]);
    const found = hit.filter(([, stop]) => stop !== -1);
    if (found.some(([, stop]) => stop === core.length)) {
        const isVariable = /^[A-Z0-9_]+$/.test(name);
        const isCertain = found.some(([{ certain }, stop]) => stop === core.length && (certain === "always" || (certain === "variable" && isVariable)));
        return isCertain ? "certain" : "likely";
    }
    if (found.length === 0 || harmless.includes(core.at(-1) ?? ""))
        return undefined;
    return "likely";
}
/** Where the last occurrence of the words ends in the parts; -1 where there is none. */
function lastIndexOf(parts, words) {
    for (let end = parts.length; end >= words.length; end--) {
        const start = end - words.length;
        if (words.every((word, index) => isPart(parts[start + index] ?? "", word, words.length)))
            return end;
    }
    return -1;
}
/** Long words also count at the end of a part: `PGPASSWORD`, `rootpassword`. */
function isPart(part, word, count) {
    return part === word || (count === 1 && word.length >= 6 && word.startsWith("pass") && part.endsWith(word));
}
//# sourceMappingURL=secret-name.js.map
;// CONCATENATED MODULE: ./lib/text/sensitive.js
/** A name and a value together: whether the value is a secret in clear text. Used for variables, keys, flags and values files alike. */



/** Whether a literal value under this name is a secret. */
function isSensitive(name, value, tables) {
    if (hasPasswordPart(value))
        return true;
    const evidence = nameEvidence(name, tables);
    if (evidence === undefined)
        return false;
    if (partsOfName(name).join(" ").includes("connection string"))
        return false; // one without a password part
    return isSecretValue(value, evidence) && !repeatsName(name, value);
}
function isSecretValue(value, evidence) {
    if (evidence === "certain" && /^\d{4,}$/.test(value.trim()))
        return true; // a password of digits; settings have other names
    return isClearLiteral(value) && (evidence === "certain" || looksRandom(value));
}
/** `db-password: db-password` names a key elsewhere. */
function repeatsName(name, value) {
    const parts = partsOfName(name);
    return parts.length > 1 && /^[a-zA-Z_.-]+$/.test(value) && partsOfName(value).join() === parts.join();
}
/** A connection string with the password in it: `Server=db;User Id=shop;Password=…`. */
function hasPasswordPart(value) {
    if (value.length > 4096 || !value.includes(";") || value.includes("\n"))
        return false;
    return value.split(";").some((part) => {
        const [, secret = ""] = /^\s*(?:password|pwd|accountkey|sharedaccesskey)\s*=\s*(\S.*)$/i.exec(part) ?? [];
        return secret !== "" && !isPlaceholder(secret) && !isInterpolated(secret);
    });
}
//# sourceMappingURL=sensitive.js.map
;// CONCATENATED MODULE: ./lib/text/shell-words.js
/** The words of a script, quotes taken off, with `;`, `|`, `&` and line ends as words of their own. Linear in its input. */
function shellWords(script) {
    const found = script.matchAll(/[;|&\n]|(?:"[^"\n]*"|'[^'\n]*'|[^\s;|&"']|["'])+/g);
    return [...found].map(([written]) => ({
        word: written.replaceAll(/"([^"\n]*)"|'([^'\n]*)'/g, "$1$2"),
        written,
    }));
}
/** Whether a word ends a simple command. */
function endsCommand(word) {
    return /^[;|&\n]$/.test(word);
}
/** The last part of a program's path. */
function programName(word) {
    return word.slice(word.lastIndexOf("/") + 1);
}
/** The words of an argument list: an element with blanks is a script or another command line, unless it is one flag or one header. */
function argumentWords(list) {
    return list.flatMap(({ value, route }) => {
        const element = typeof value === "string" ? value : "";
        const isOne = !/\s/.test(element) || /^(?:--?[A-Za-z][^\s=]*=|[A-Za-z-]+: )[^\n]*$/.test(element);
        const words = isOne ? [{ word: element, written: element }] : shellWords(element);
        return words.map((word) => ({ ...word, route }));
    });
}
//# sourceMappingURL=shell-words.js.map
;// CONCATENATED MODULE: ./lib/checks/credential-in-command.js
/**
 * A password or token among the words of a command: `--password=…`, `-p…` of database clients, a variable before a program, an
 * Authorization header. Whoever lists the processes or reads the pod sees it. In a chart's templates only written-out flags are looked at.
 */












const clientFlag = (0,core_decode/* object */.Ik)({
    programs: (0,core_decode/* listOf */.c3)(core_decode/* string */.Yj),
    flag: core_decode/* string */.Yj,
    value: (0,core_decode/* oneOf */.yL)("attached", "next", "user"),
});
const credential_in_command_check = defineCheck({
    match: "text",
    reach: "repo",
    with: { ...nameTables, clients: (0,core_decode/* listOf */.c3)(clientFlag) },
}, (view, options) => [
    ...view.objects().flatMap((one) => inContainers(one, options)),
    ...(view.documents().length === 0 && view.text.includes("{{") ? inTemplate(view, options) : []),
]);
const hooks = [
    ["livenessProbe"],
    ["readinessProbe"],
    ["startupProbe"],
    ["lifecycle", "postStart"],
    ["lifecycle", "preStop"],
];
function inContainers(resource, options) {
    const containers = podTemplates(resource).flatMap(({ pod }) => containersOf(pod, "all"));
    return containers.flatMap((container) => {
        const own = [
            ...argumentWords(elementsAt(container, "command")),
            ...argumentWords(elementsAt(container, "args")),
        ];
        const hooked = hooks.map((hook) => argumentWords(elementsAt(container, ...hook, "exec", "command")));
        const hits = [own, ...hooked].flatMap((words) => secretWords(words, options));
        return [...hits, ...inHeaders(container)].map(({ written, route, name }) => {
            const within = placeOf(resource, route, written);
            return (0,core_rule/* blame */.Sy)(route, { name }, { on: resource, ...(within === undefined ? {} : { within }) });
        });
    });
}
const nothing = { word: "", written: "", route: [] };
function secretWords(words, options) {
    const found = [];
    let program = "";
    for (const [index, word] of words.entries()) {
        program = endsCommand(word.word) ? "" : programOf(word.word, program, options);
        const next = words[index + 1] ?? nothing;
        const hit = assigned(word, options) ?? separate(word, next, options) ?? ofClient(program, word, next, options);
        if (hit !== undefined)
            found.push(hit);
    }
    return found;
}
/** The program that the next flags are for: the last word that is one of the known clients. */
function programOf(word, known, { clients }) {
    const name = programName(word);
    return clients.some(({ programs }) => programs.includes(name)) ? name : known;
}
/** `--password=…`, `PGPASSWORD=…`, `Authorization: Bearer …`. */
function assigned(word, options) {
    const [, name = "", value = ""] = /^(-{0,2}[A-Za-z][\w.-]*)=([^]+)$/.exec(word.word) ?? [];
    const isSecret = name !== "" && isLiteralWord(value) && isSensitive(name, unquoted(value), options);
    if (isSecret)
        return { ...word, name };
    return isAuthorization(word.word) ? { ...word, name: "Authorization" } : undefined;
}
/** `--password …`. */
function separate({ word }, next, options) {
    const isFlag = /^--?[A-Za-z][\w.-]*$/.test(word) && word.length > 2;
    if (!isFlag || next.word.startsWith("-") || !isLiteralWord(next.word))
        return undefined;
    return isSensitive(word, next.word, options) ? { ...next, name: word } : undefined;
}
function ofClient(program, word, next, { clients }) {
    for (const { programs, flag, value } of clients) {
        if (!programs.includes(program))
            continue;
        const isAttached = value === "attached" && word.word.startsWith(flag);
        if (isAttached && isSecretWord(word.word.slice(flag.length)))
            return { ...word, name: flag };
        if (value === "attached" || word.word !== flag)
            continue;
        const [, ofUser = ""] = /^[^:]*:([^]+)$/.exec(next.word) ?? [];
        if (isSecretWord(value === "user" ? ofUser : next.word))
            return { ...next, name: flag };
    }
    return undefined;
}
function isSecretWord(word) {
    const isArgument = isLiteralWord(word) && !word.startsWith("-") && !endsCommand(word);
    return isArgument && (isClearLiteral(word) || /^\d{4,}$/.test(word));
}
/** Whether no shell fills the word in, and no other language does in a script. */
function isLiteralWord(word) {
    return !/[$`()[\]{}]/.test(word);
}
function unquoted(value) {
    return value.replace(/^(["'])([^]*)\1$/, "$2");
}
function isAuthorization(word) {
    const [, secret = ""] = /^(?:proxy-)?authorization:\s*(?:basic|bearer|token)\s+(\S{8,})$/i.exec(word) ?? [];
    return secret !== "" && isSecretWord(secret);
}
/** Probes and hooks may send headers, whose values stand in the pod as well. */
function inHeaders(container) {
    return hooks.flatMap((hook) => objectsAt(container, ...hook, "httpGet", "httpHeaders").flatMap(({ value, route }) => {
        const name = json_text(value["name"]) ?? "";
        const word = json_text(value["value"]) ?? "";
        const hit = { word, written: word, route: [...route, "value"], name };
        return isAuthorization(`${name}: ${word}`) ? [hit] : [];
    }));
}
function inTemplate({ text: source }, options) {
    const found = [];
    let offset = 0;
    for (const line of source.split("\n")) {
        if (!/^\s*(?:#|\{\{)/.test(line)) {
            for (const match of line.matchAll(/(?<![\w-])--[A-Za-z][\w-]*=[^\s"',\]]+/g)) {
                const hit = assigned({ word: match[0], written: match[0], route: [] }, options);
                const start = offset + match.index;
                const within = [start, start + match[0].length];
                if (hit !== undefined)
                    found.push((0,core_rule/* blame */.Sy)([], { name: hit.name }, { within }));
            }
        }
        offset += line.length + 1;
    }
    return found;
}
//# sourceMappingURL=credential-in-command.js.map
;// CONCATENATED MODULE: ./lib/text/comment.js
/** What in a file is for people and not for programs. */
/** No longer piece of a line is looked at: a hostile file may be one line. */
const comment_longest = 500;
/** Whether the place stands behind the sign of a comment in its line, as YAML, shell and templates write it. */
function isComment(text, at) {
    const before = text.slice(Math.max(0, at - comment_longest), at);
    const line = before.slice(before.lastIndexOf("\n") + 1);
    return /^\s*(?:#|\/\/|\{\{-?\s*\/\*)|\s#\s/.test(line);
}
/** Whether the file's name says that it is a text for people. */
function isDocumentation(path) {
    return /\.(?:md|markdown|rst|adoc)$|(?:^|\/)NOTES\.txt$/i.test(path);
}
//# sourceMappingURL=comment.js.map
;// CONCATENATED MODULE: ./lib/checks/credential-in-url.js
/**
 * A password inside an address: `scheme://user:password@host`, a query with `password=`, or the form of Go's drivers,
 * `user:password@tcp(host)`. Searched is the text of the file, whatever holds the address; comments and documentation are left out.
 */







/** No address is longer; behind it nothing is looked at. */
const credential_in_url_longest = 1000;
const credential_in_url_check = defineCheck({
    match: "text",
    reach: "repo",
    with: nameTables,
}, ({ text, path }, tables) => {
    if (isDocumentation(path))
        return [];
    const found = [];
    for (const [start, end] of [...addresses(text), ...driverNames(text)]) {
        const address = text.slice(start, end);
        if ((hasPassword(address) || hasSecretQuery(address, tables)) && !isComment(text, start)) {
            found.push((0,core_rule/* blame */.Sy)([], {}, { within: [start, end] }));
        }
    }
    return found;
});
/** From the scheme to the first character that no address holds. */
function addresses(text) {
    const found = [];
    for (let at = text.indexOf("://"); at !== -1; at = text.indexOf("://", at + 3)) {
        const scheme = /[A-Za-z][A-Za-z0-9+.-]{0,19}$/.exec(text.slice(Math.max(0, at - 20), at))?.[0];
        if (scheme === undefined)
            continue;
        const rest = /^[^\s"'`<>\\,]*/.exec(text.slice(at + 3, at + 3 + credential_in_url_longest))?.[0] ?? "";
        found.push([at - scheme.length, at + 3 + rest.length]);
    }
    return found;
}
/** https://github.com/go-sql-driver/mysql#dsn-data-source-name */
function driverNames(text) {
    const found = [];
    for (let at = text.indexOf("@tcp("); at !== -1; at = text.indexOf("@tcp(", at + 5)) {
        const user = /[A-Za-z0-9_.-]+:[^\s"'`@/]+$/.exec(text.slice(Math.max(0, at - 100), at))?.[0];
        if (user !== undefined)
            found.push([at - user.length, at + 5]);
    }
    return found;
}
function hasPassword(address) {
    const [, password = "", host = ""] = /^(?:[A-Za-z][A-Za-z0-9+.-]*:\/\/)?[^\s:@/?#]*:([^\s@/]+)@(.*)$/.exec(address) ?? [];
    if (password === "" || !/^(?!sha\d+:)[A-Za-z0-9[]/.test(host))
        return false;
    if (isPlaceholder(password) || isInterpolated(password) || /^[%$[({]|^:/.test(password))
        return false;
    return !isSample(password, host);
}
/** `user:password@host` stands in manuals; the same words towards a real host are a bad password. */
function isSample(password, host) {
    const name = /^[^:/?#]*/.exec(host)?.[0] ?? "";
    const isSampleHost = /^(?:host|hostname|server|address|your-?host|(?:.*\.)?example\.(?:com|org|net))$/i.test(name);
    return (isSampleHost && /^(?:pass|passwd|password|pw|pwd|secret|my-?password|user-?password)$/i.test(password));
}
function hasSecretQuery(address, tables) {
    const [, query = ""] = /[?;]([^]*)$/.exec(address) ?? [];
    return query.split(/[&;?#]/).some((pair) => {
        const [, name = "", value = ""] = /^([\w.-]+)=(.+)$/.exec(pair) ?? [];
        return name !== "" && isSensitive(name, value, tables);
    });
}
//# sourceMappingURL=credential-in-url.js.map
;// CONCATENATED MODULE: ./lib/text/crc32.js
/** CRC-32 as ISO 3309 defines it. `zlib.crc32` came with Node 22. */
const table = Array.from({ length: 256 }, (_, byte) => {
    let value = byte;
    for (let bit = 0; bit < 8; bit++)
        value = value & 1 ? (value >>> 1) ^ 0xedb88320 : value >>> 1;
    return value >>> 0;
});
/** The checksum of an ASCII text, unsigned. */
function crc32(text) {
    let value = 0xffffffff;
    for (let index = 0; index < text.length; index++) {
        value = (value >>> 8) ^ (table[(value ^ text.charCodeAt(index)) & 0xff] ?? 0);
    }
    return (value ^ 0xffffffff) >>> 0;
}
//# sourceMappingURL=crc32.js.map
;// CONCATENATED MODULE: ./lib/text/checksum.js
/** Checksums that issuers put into their tokens, which tell a real one from a text of the same shape. */

const digits = "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz";
/**
 * GitHub's and npm's form: behind the prefix and an underscore 30 characters, then the CRC-32 of those in base 62, six digits.
 * Source: https://github.blog/engineering/platform-security/behind-githubs-new-authentication-token-formats/
 */
function hasIssuerChecksum(token) {
    const body = token.slice(token.indexOf("_") + 1);
    const checksum = body.slice(-6);
    return body.length === 36 && inBase62(crc32(body.slice(0, -6))) === checksum;
}
function inBase62(value) {
    let rest = value;
    let text = "";
    for (let place = 0; place < 6; place++) {
        text = `${digits[rest % 62] ?? ""}${text}`;
        rest = Math.floor(rest / 62);
    }
    return text;
}
//# sourceMappingURL=checksum.js.map
// EXTERNAL MODULE: ./node_modules/re2js/build/index.js
var build = __webpack_require__(2856);
;// CONCATENATED MODULE: ./lib/text/regex.js
/** The only place that compiles patterns: RE2 syntax, matched in time linear in the input. */

/** Longest pattern, in UTF-16 code units, that is compiled. */
const MAX_PATTERN_LENGTH = 2_000;
/** Longest input, in UTF-16 code units, that is searched. */
const MAX_INPUT_LENGTH = 4 * 1024 * 1024;
/** Thrown for a pattern that RE2 does not accept (look-around, back-references, too large) and for input above the cap. */
class PatternError extends Error {
    name = "PatternError";
    code;
    constructor(code, options) {
        super(sentences[code], options);
        this.code = code;
    }
}
/**
 * Compiles a pattern in RE2 syntax (https://github.com/google/re2/wiki/Syntax); flags are written inline, `(?i)`.
 * Throws a PatternError (`invalid-pattern`, `pattern-too-long`). Compiling costs far more than matching: do it once.
 */
function compilePattern(source) {
    if (source.length > MAX_PATTERN_LENGTH)
        throw new PatternError("pattern-too-long");
    const compiled = compileWithLibrary(source);
    return {
        source,
        test: (input) => compiled.test(capped(input)),
        find: (input) => allMatches(compiled, capped(input), 1)[0],
        findAll: (input, limit) => allMatches(compiled, capped(input), limit ?? Number.POSITIVE_INFINITY),
    };
}
const sentences = {
    "invalid-pattern": "The pattern is not valid RE2 syntax.",
    "pattern-too-long": `The pattern is longer than ${MAX_PATTERN_LENGTH} characters.`,
    "input-too-long": `The searched text is longer than ${MAX_INPUT_LENGTH} characters.`,
};
function compileWithLibrary(source) {
    try {
        return build/* RE2JS */.L3.compile(source);
    }
    catch (cause) {
        throw new PatternError("invalid-pattern", { cause });
    }
}
function capped(input) {
    if (input.length > MAX_INPUT_LENGTH)
        throw new PatternError("input-too-long");
    return input;
}
function allMatches(compiled, input, limit) {
    const matches = [];
    if (limit <= 0)
        return matches;
    let previousEnd = -1;
    for (const found of compiled.matchAll(input)) {
        const [text = "", ...groups] = found;
        const index = found.index ?? 0;
        // The port reports an empty match right after a match; Go and RE2 do not.
        if (text === "" && index === previousEnd)
            continue;
        previousEnd = index + text.length;
        matches.push({ text, index, groups });
        if (matches.length >= limit)
            break;
    }
    return matches;
}
/**
 * A pattern of our own, compiled when it is first used: compiling is dear, and most runs need few of them. A mistake in it shows in the
 * first test that uses it.
 */
function constantPattern(source) {
    let compiled;
    const pattern = () => {
        compiled ??= compilePattern(source);
        return compiled;
    };
    return {
        source,
        test: (input) => pattern().test(input),
        find: (input) => pattern().find(input),
        findAll: (input, limit) => pattern().findAll(input, limit),
    };
}
//# sourceMappingURL=regex.js.map
;// CONCATENATED MODULE: ./lib/checks/credential-pattern.js
/**
 * Credentials that look alive: a form that only a real one has, with its length, alphabet and, where the issuer defines one, its checksum.
 * Searched are the source texts and what Secrets hold in base64. The finding names the kind of credential and its place, never the value.
 */







/** Behind a prefix, this much text is looked at. */
const windowLength = 4096;
/** An AWS secret key stands this close to its id. */
const nearby = 400;
/** Patterns are compiled once, when the rule is built. */
const pattern = (value, path) => compilePattern(`^(?:${(0,core_decode/* string */.Yj)(value, path)})`);
const awsSecret = constantPattern(String.raw `(?:^|[^A-Za-z0-9/+=])([A-Za-z0-9/+]{40})(?:[^A-Za-z0-9/+=]|$)`);
const credential_pattern_check = defineCheck({
    match: "text",
    reach: "repo",
    with: {
        detectors: (0,core_decode/* listOf */.c3)((0,core_decode/* object */.Ik)({
            what: core_decode/* string */.Yj,
            prefix: core_decode/* string */.Yj,
            pattern,
            verify: (0,core_decode/* optional */.lq)((0,core_decode/* oneOf */.yL)("issuer-checksum", "aws-secret-nearby", "service-account-token"), null),
        })),
    },
}, (view, { detectors }) => {
    const { text } = view;
    const inText = detectors.flatMap((detector) => search(text, detector).map(([start, end]) => (0,core_rule/* blame */.Sy)([], { what: detector.what }, { within: [start, end] })));
    return [
        ...inText,
        ...(text.includes("Secret") ? view.objects().flatMap((one) => inSecret(one, detectors)) : []),
    ];
});
function inSecret(resource, detectors) {
    if (resource.kind !== "Secret" || resource.group !== "")
        return [];
    return Object.entries(json_field(resource.body, "data") ?? {}).flatMap(([key, value]) => {
        const decoded = typeof value === "string" ? decodeBase64(value) : undefined;
        const hit = detectors.find((detector) => decoded !== undefined && search(decoded, detector).length > 0);
        return hit === undefined ? [] : [(0,core_rule/* blame */.Sy)(["data", key], { what: hit.what }, { on: resource })];
    });
}
function search(text, detector) {
    const found = [];
    let start = text.indexOf(detector.prefix);
    while (start !== -1) {
        const match = detector.pattern.find(text.slice(start, start + windowLength));
        const value = match?.text ?? "";
        const isStart = start === 0 || !/[A-Za-z0-9_]/.test(text[start - 1] ?? "");
        if (match?.index === 0 && isStart && isAlive(value, text, start, detector)) {
            found.push([start, start + (value.indexOf("\n") === -1 ? value.length : value.indexOf("\n"))]);
        }
        start = text.indexOf(detector.prefix, start + Math.max(1, value.length));
    }
    return found;
}
/** Published samples say that they are one. */
function isAlive(value, text, start, { verify }) {
    if (/EXAMPLE/i.test(value))
        return false;
    switch (verify) {
        case null:
            return true;
        case "issuer-checksum":
            return hasIssuerChecksum(value);
        case "aws-secret-nearby":
            return awsSecret
                .findAll(text.slice(Math.max(0, start - nearby), start + value.length + nearby))
                .some(({ groups: [secret = ""] }) => !/EXAMPLE/i.test(secret) && /[a-z]/.test(secret) && /[A-Z]/.test(secret));
        case "service-account-token":
            return isServiceAccountToken(value);
    }
}
function isServiceAccountToken(token) {
    const payload = Buffer.from(token.split(".")[1] ?? "", "base64url").toString("utf8");
    return payload.includes("kubernetes/serviceaccount") || payload.includes("system:serviceaccount:");
}
//# sourceMappingURL=credential-pattern.js.map
;// CONCATENATED MODULE: ./lib/kubernetes/selectors.js
/** Label selectors: https://kubernetes.io/docs/concepts/overview/working-with-objects/labels/#label-selectors */

/**
 * The requirements of a LabelSelector, all of which must hold; none for the empty selector, which selects everything. Undefined where
 * files cannot tell: an unknown operator, a value that is no text. Unknown keys are skipped, because the API server drops them.
 */
function readSelector(selector) {
    const matchLabels = json_field(selector, "matchLabels") ?? {};
    const matchExpressions = json_field(selector, "matchExpressions") ?? [];
    if (!json_isObject(matchLabels) || !isList(matchExpressions))
        return undefined;
    const requirements = [...readLabels(matchLabels), ...matchExpressions.map(readExpression)];
    return allKnown(requirements);
}
/** Whether a LabelSelector selects something with these labels; undefined where files cannot tell. */
function selectors_matchesSelector(selector, labels, knowledge = "whole") {
    const requirements = readSelector(selector);
    return requirements === undefined ? undefined : meets(requirements, labels, knowledge);
}
/**
 * Whether a plain map of labels, as Services and ReplicationControllers have it, selects something with these labels; undefined where
 * files cannot tell. An empty map matches here, but an empty Service selector selects no pod: that is for the caller to know.
 */
function matchesLabels(selector, labels) {
    const requirements = allKnown(readLabels(selector));
    return requirements === undefined ? undefined : meets(requirements, labels, "whole");
}
/** Whether labels meet all requirements. One that fails decides, whatever the unknown ones would say. */
function meets(requirements, labels, knowledge) {
    const answers = requirements.map((requirement) => meetsOne(requirement, labels, knowledge));
    if (answers.includes(false))
        return false;
    return answers.includes(undefined) ? undefined : true;
}
function meetsOne({ key, operator, values }, labels, knowledge) {
    const label = json_field(labels, key);
    if (label === undefined && knowledge === "partial")
        return undefined;
    if (operator === "Exists")
        return label !== undefined;
    if (operator === "DoesNotExist")
        return label === undefined;
    if (label === undefined)
        return operator === "NotIn"; // a label that is not there has none of the values
    if (typeof label !== "string")
        return undefined; // the API server refuses it, so nothing is known about the object
    return values.includes(label) === (operator === "In");
}
function readLabels(labels) {
    return Object.entries(labels).map(([key, value]) => typeof value === "string" ? { key, operator: "In", values: [value] } : undefined);
}
function readExpression(expression) {
    const key = json_text(json_field(expression, "key"));
    const operator = json_field(expression, "operator");
    const values = json_elements(json_field(expression, "values"));
    if (key === undefined || !values.every((value) => typeof value === "string"))
        return undefined;
    // The API demands values for In and NotIn, and none for the other two.
    if (operator === "In" || operator === "NotIn")
        return values.length > 0 ? { key, operator, values } : undefined;
    if (operator === "Exists" || operator === "DoesNotExist")
        return { key, operator, values: [] };
    return undefined;
}
function allKnown(requirements) {
    const known = requirements.filter((requirement) => requirement !== undefined);
    return known.length === requirements.length ? known : undefined;
}
//# sourceMappingURL=selectors.js.map
;// CONCATENATED MODULE: ./lib/checks/dangling-reference.js
/**
 * Objects that point at nothing: a Service or NetworkPolicy whose selector meets no pod template, a route without its Service, an autoscaler
 * without its target. Absence counts only in a whole release or overlay that holds something of the wanted sort in that namespace and no
 * custom resource, because the program behind one may create what is missing.
 */






/** Labels that controllers put on pods, so that no template shows them (https://kubernetes.io/docs/reference/labels-annotations-taints/). */
const labelsOfControllers = [
    "statefulset.kubernetes.io/pod-name",
    "apps.kubernetes.io/pod-index",
    "controller-revision-hash",
    "pod-template-hash",
    "job-name",
    "controller-uid",
    "batch.kubernetes.io/job-name",
    "batch.kubernetes.io/controller-uid",
    "batch.kubernetes.io/job-completion-index",
];
const dangling_reference_check = defineCheck({ match: "item", reach: "cross", with: {} }, ({ resource }, _, inventory) => {
    switch (resource.kind) {
        case "Service":
            return judgeService(resource, inventory);
        case "NetworkPolicy":
            return judgePolicy(resource, inventory);
        case "HorizontalPodAutoscaler":
            return judgeAutoscaler(resource, inventory);
        case "Ingress":
            return ingressBackends(resource).map((backend) => judgeBackend(resource, backend, inventory));
        default:
            return routeBackends(resource).map((backend) => judgeBackend(resource, backend, inventory));
    }
});
function judgeService(service, inventory) {
    const selector = objectAt(whole(service.body), "spec", "selector");
    const isExternal = json_at(service.body, ["spec", "type"]) === "ExternalName";
    if (selector === undefined || isExternal || Object.keys(selector.value).length === 0)
        return (0,core_rule/* pass */.IX)();
    const wanted = readSelector({ matchLabels: withoutKeys(selector.value) });
    const { isThere, count } = findPods(wanted, service.namespace, inventory);
    return judge(isThere, count, service, inventory, selector.route, "service");
}
/** The pods that a policy is for, and those of its own namespace that it lets in or out. */
function judgePolicy(policy, inventory) {
    const spec = objectAt(whole(policy.body), "spec");
    if (spec === undefined)
        return [(0,core_rule/* pass */.IX)()];
    const peers = [...objectsAt(spec, "ingress"), ...objectsAt(spec, "egress")].flatMap((rule) => [...objectsAt(rule, "from"), ...objectsAt(rule, "to")].filter(({ value }) => json_field(value, "namespaceSelector") === undefined));
    const own = objectAt(spec, "podSelector");
    const ofPeers = peers.flatMap((peer) => objectAt(peer, "podSelector") ?? []);
    return [
        ...(own === undefined ? [] : [judgeSelector(policy, own, inventory, "policy")]),
        ...ofPeers.map((selector) => judgeSelector(policy, selector, inventory, "peer")),
    ];
}
function judgeSelector(policy, selector, inventory, messageKey) {
    if (Object.keys(selector.value).length === 0)
        return (0,core_rule/* pass */.IX)();
    const labels = json_field(selector.value, "matchLabels");
    const wanted = json_isObject(labels) ? { ...selector.value, matchLabels: withoutKeys(labels) } : selector.value;
    const { isThere, count } = findPods(readSelector(wanted), policy.namespace, inventory);
    return judge(isThere, count, policy, inventory, selector.route, messageKey);
}
function judgeAutoscaler(autoscaler, inventory) {
    const reference = json_at(autoscaler.body, ["spec", "scaleTargetRef"]);
    const kind = json_text(json_field(reference, "kind"));
    const name = json_text(json_field(reference, "name"));
    if (kind === undefined || name === undefined)
        return (0,core_rule/* pass */.IX)();
    const workloads = inventory.resources.filter((one) => (one.kind === kind || isWorkload(one.group, one.kind)) && mayShare(one.namespace, autoscaler.namespace));
    const isThere = workloads.some((one) => one.kind === kind && one.name === name);
    const route = ["spec", "scaleTargetRef", "name"];
    return judge(isThere, workloads.length, autoscaler, inventory, route, "autoscaler", `${kind} "${name}"`);
}
/** `service.name`, and `serviceName` of the versions before v1. */
function ingressBackends({ body, namespace }) {
    const spec = objectAt(whole(body), "spec");
    if (spec === undefined)
        return [];
    const paths = objectsAt(spec, "rules").flatMap((rule) => objectsAt(rule, "http", "paths"));
    const holders = [
        objectAt(spec, "defaultBackend"),
        objectAt(spec, "backend"),
        ...paths.map((path) => objectAt(path, "backend")),
    ];
    return holders.flatMap((holder) => {
        if (holder === undefined)
            return [];
        const name = valueAt(holder, "service", "name") ?? valueAt(holder, "serviceName");
        return typeof name?.value === "string" ? [{ name: name.value, namespace, route: name.route }] : [];
    });
}
/** `backendRefs` of the routes of Gateway API: https://gateway-api.sigs.k8s.io/reference/spec/#backendref */
function routeBackends({ body, namespace }) {
    return objectsAt(whole(body), "spec", "rules")
        .flatMap((rule) => objectsAt(rule, "backendRefs"))
        .flatMap(({ value, route }) => {
        const name = json_text(json_field(value, "name"));
        const isService = (json_field(value, "kind") ?? "Service") === "Service" && (json_field(value, "group") ?? "") === "";
        const elsewhere = json_text(json_field(value, "namespace"));
        const own = elsewhere === undefined ? namespace : { state: "named", name: elsewhere };
        return name === undefined || !isService ? [] : [{ name, namespace: own, route: [...route, "name"] }];
    });
}
function judgeBackend(from, { name, namespace, route }, inventory) {
    const services = inventory.all("Service", "").filter((one) => mayShare(one.namespace, namespace));
    const isThere = services.some((service) => service.name === name);
    return judge(isThere, services.length, from, inventory, route, "backend", `"${name}"`);
}
/** `count`: how many things of the wanted sort the files hold there. Where there is none at all, they come from elsewhere. */
function judge(isThere, count, from, inventory, route, messageKey, target = "") {
    if (isThere === true)
        return (0,core_rule/* pass */.IX)();
    const data = { kind: from.kind, name: from.name, target };
    const isKnown = isThere === false && count > 0 && inventory.complete(from) && !hasCustomResource(from, inventory);
    return isKnown ? (0,core_rule/* blame */.Sy)(route, data, { messageKey }) : (0,core_rule/* undecided */.oo)(data);
}
function hasCustomResource(from, inventory) {
    return inventory.resources.some(({ group, kind, target }) => target.id === from.target.id &&
        isClusterScoped(group, kind) === undefined &&
        !isWorkload(group, kind) &&
        !passiveGroups.includes(group));
}
/** Groups whose objects create no pods and no Services. */
const passiveGroups = [
    "gateway.networking.k8s.io",
    "cert-manager.io",
    "external-secrets.io",
];
/** Whether a pod template of the namespace meets the demands, undefined where files cannot tell; and how many there are until one does. */
function findPods(demands, namespace, inventory) {
    let count = 0;
    let isOpen = demands === undefined;
    for (const { resource, podMetadata } of inventory.workloads()) {
        if (!mayShare(resource.namespace, namespace))
            continue;
        count++;
        const labels = json_field(podMetadata?.value, "labels");
        const answer = meets(demands ?? [], json_isObject(labels) ? labels : {}, "whole");
        if (answer === true && demands !== undefined)
            return { isThere: true, count };
        isOpen ||= answer === undefined;
    }
    return { isThere: isOpen ? undefined : false, count };
}
/** Two objects whose files name no namespace may well be applied to one. */
function mayShare(left, right) {
    return left.state !== "named" || right.state !== "named" || left.name === right.name;
}
function withoutKeys(labels) {
    return Object.fromEntries(Object.entries(labels).filter(([key]) => !labelsOfControllers.includes(key)));
}
//# sourceMappingURL=dangling-reference.js.map
;// CONCATENATED MODULE: ./lib/kubernetes/service-accounts.js
/** Which ServiceAccount a pod runs as, and whether its token is mounted. */

/** `serviceAccountName`, else the deprecated `serviceAccount`, else `default`, as the admission controller of Kubernetes fills it in. */
function accountNameOf(podSpec) {
    const named = [json_text(json_at(podSpec, ["serviceAccountName"])), json_text(json_at(podSpec, ["serviceAccount"]))];
    return named.find((one) => one !== undefined && one !== "") ?? "default";
}
/**
 * The account of that name beside `near`; undefined where the files do not hold it. Inside one rendering an account without namespace is
 * that of a pod without namespace: both go where the release goes.
 */
function accountNear(name, near, inventory) {
    const known = inventory.get("ServiceAccount", "", near.namespace, name, near);
    if (known !== undefined || near.namespace.state !== "unresolved")
        return known;
    return inventory
        .all("ServiceAccount", "")
        .find((account) => account.name === name && account.target.id === near.target.id);
}
/** Whether the token is switched off: the pod's own field beats the account's, and both absent mean that it is mounted. */
function isTokenOff(podSpec, account) {
    const own = json_at(podSpec, ["automountServiceAccountToken"]);
    return (own ?? json_at(account?.body, ["automountServiceAccountToken"])) === false;
}
/** Whether the pod mounts a token of its own choice, with an audience and an end. */
function hasProjectedToken(podSpec) {
    return json_elements(json_at(podSpec, ["volumes"])).some((volume) => json_elements(json_at(volume, ["projected", "sources"])).some((source) => json_at(source, ["serviceAccountToken"]) !== undefined));
}
//# sourceMappingURL=service-accounts.js.map
;// CONCATENATED MODULE: ./lib/checks/default-account.js
/**
 * A pod that runs as the ServiceAccount `default` shares its identity with everything in the namespace that names none. Without a token
 * the identity is of no use to anybody, so such a pod is fine.
 */



const default_account_check = defineCheck({ match: "workload", reach: "cross", with: {} }, ({ pod, resource }, _, inventory) => {
    const spec = pod.pod.value;
    if (accountNameOf(spec) !== "default")
        return (0,core_rule/* pass */.IX)();
    if (isTokenOff(spec, accountNear("default", resource, inventory)))
        return (0,core_rule/* pass */.IX)();
    const isDeprecated = spec["serviceAccountName"] === undefined && spec["serviceAccount"] !== undefined;
    return (0,core_rule/* blame */.Sy)([...pod.route, isDeprecated ? "serviceAccount" : "serviceAccountName"]);
});
//# sourceMappingURL=default-account.js.map
;// CONCATENATED MODULE: ./lib/kubernetes/policy-section.js
const directions = ["Ingress", "Egress"];
/** Whether an address block holds every address of its family. */
function isEveryAddress(cidr) {
    return cidr.endsWith("/0");
}
/** All must hold: one `no` decides. */
function allOf(...answers) {
    if (answers.includes("no"))
        return "no";
    return answers.includes("unknown") ? "unknown" : "yes";
}
/** One is enough: one `yes` decides. */
function policy_section_anyOf(...answers) {
    if (answers.includes("yes"))
        return "yes";
    return answers.includes("unknown") ? "unknown" : "no";
}
/** A truth value as an answer; undefined is `unknown`. */
function answer(value) {
    if (value === undefined)
        return "unknown";
    return value ? "yes" : "no";
}
//# sourceMappingURL=policy-section.js.map
;// CONCATENATED MODULE: ./lib/kubernetes/admin-policy.js
/**
 * AdminNetworkPolicy, BaselineAdminNetworkPolicy (v1alpha1) and ClusterNetworkPolicy (v1alpha2):
 * https://network-policy-api.sigs.k8s.io/api-overview/. They deny only what a rule with the action Deny names.
 */



const fields = {
    Ingress: { rules: "ingress", peers: "from" },
    Egress: { rules: "egress", peers: "to" },
};
/** The one section of such a policy; none where it has no readable subject. Its rules count as no openings: they have an order. */
function adminSections(body) {
    const spec = json_field(body, "spec");
    const subject = json_field(spec, "subject");
    if (!json_isObject(spec) || !json_isObject(subject))
        return [];
    return [
        {
            ...readSubject(subject),
            isolates: { Ingress: isolates(spec, "Ingress"), Egress: isolates(spec, "Egress") },
            openings: { Ingress: [], Egress: [] },
        },
    ];
}
function readSubject(subject) {
    const pods = json_field(subject, "pods");
    if (pods !== undefined) {
        return { pods: query(json_field(pods, "podSelector")), namespaces: query(json_field(pods, "namespaceSelector")) };
    }
    return { pods: [], namespaces: query(json_field(subject, "namespaces")) };
}
/** `yes` where a rule denies everybody , whatever single rules before it let through; `unknown` for any other denial. */
function isolates(spec, direction) {
    const rules = json_elements(json_field(spec, fields[direction].rules));
    const denial = rules.findIndex((rule) => json_field(rule, "action") === "Deny");
    if (denial === -1)
        return "no";
    const deniesEverybody = rules.slice(denial).some((rule) => isDenialOfEverybody(rule, direction));
    return deniesEverybody ? "yes" : "unknown";
}
/** Traffic to the outside is denied only where the rule names all addresses too; selectors of namespaces and pods mean pods. */
function isDenialOfEverybody(rule, direction) {
    if (json_field(rule, "action") !== "Deny" || json_field(rule, "ports") !== undefined)
        return false;
    if (json_field(rule, "protocols") !== undefined)
        return false;
    const peers = json_elements(json_field(rule, fields[direction].peers));
    if (!peers.some(isEveryPod))
        return false;
    return direction === "Ingress" || peers.some(isEveryNetwork);
}
function isEveryPod(peer) {
    const pods = json_field(peer, "pods");
    if (pods === undefined)
        return isEmpty(query(json_field(peer, "namespaces")));
    return isEmpty(query(json_field(pods, "podSelector"))) && isEmpty(query(json_field(pods, "namespaceSelector")));
}
function isEveryNetwork(peer) {
    return json_elements(json_field(peer, "networks")).some((one) => typeof one === "string" && isEveryAddress(one));
}
function query(selector) {
    return json_isObject(selector) ? (readSelector(selector) ?? null) : null;
}
function isEmpty(labels) {
    return labels !== null && labels.length === 0;
}
//# sourceMappingURL=admin-policy.js.map
;// CONCATENATED MODULE: ./lib/kubernetes/calico-policy.js
/** Calico's NetworkPolicy and GlobalNetworkPolicy: https://docs.tigera.io/calico/latest/reference/resources/networkpolicy */



const calico_policy_fields = {
    Ingress: { rules: "ingress", peer: "source" },
    Egress: { rules: "egress", peer: "destination" },
};
/** The one section of a Calico policy. */
function calicoSections(body, isGlobal) {
    const spec = objectAt(whole(body), "spec");
    if (spec === undefined)
        return [];
    const types = calicoTypes(spec.value);
    const query = splitNamespace(podQuery(spec.value));
    const scope = query === null ? null : join(parseCalicoSelector(spec.value["namespaceSelector"]), query.namespaces);
    const isolates = (direction) => {
        if (!types.includes(direction))
            return "no";
        return isInDefaultTier(spec.value) ? "yes" : "unknown"; // another tier may pass on what its policies leave open
    };
    return [
        {
            pods: query?.pods ?? null,
            namespaces: isGlobal ? scope : "own",
            isolates: { Ingress: isolates("Ingress"), Egress: isolates("Egress") },
            openings: {
                Ingress: types.includes("Ingress") ? openingsIn(spec, "Ingress") : [],
                Egress: types.includes("Egress") ? openingsIn(spec, "Egress") : [],
            },
        },
    ];
}
/** Without `types`, the directions that have rules; Ingress where none has any. */
function calicoTypes(spec) {
    const written = json_elements(json_field(spec, "types"));
    if (written.length > 0)
        return directions.filter((direction) => written.includes(direction));
    if (json_elements(json_field(spec, "egress")).length === 0)
        return ["Ingress"];
    return json_elements(json_field(spec, "ingress")).length === 0 ? ["Egress"] : directions;
}
function isInDefaultTier(spec) {
    return ["default", ""].includes(json_text(json_field(spec, "tier")) ?? "");
}
/** Policies for the interfaces of hosts, and those that ask for service accounts, say nothing that labels could answer. */
function podQuery(spec) {
    const asksForMore = ["preDNAT", "doNotTrack"].some((key) => json_field(spec, key) === true);
    if (asksForMore || (json_text(json_field(spec, "serviceAccountSelector")) ?? "") !== "")
        return null;
    return parseCalicoSelector(spec["selector"]);
}
/** The first rule that matches decides, so what stands after a denial is no longer open to everyone. */
function openingsIn(spec, direction) {
    const { rules, peer } = calico_policy_fields[direction];
    const openings = [];
    let isDeniedBefore = false;
    for (const rule of objectsAt(spec, rules)) {
        if (rule.value["action"] === "Allow")
            openings.push(...openingsOf(rule, peer, isDeniedBefore));
        if (rule.value["action"] === "Deny")
            isDeniedBefore = true;
    }
    return openings;
}
const harmlessKeys = ["action", "metadata"];
function openingsOf(rule, peer, isDeniedBefore) {
    const others = Object.keys(rule.value).filter((key) => key !== peer && !harmlessKeys.includes(key));
    const peerKeys = Object.keys(objectAt(rule, peer)?.value ?? {});
    const isNarrowed = isDeniedBefore || others.length > 0 || peerKeys.includes("ports");
    const common = { rule, isNarrowed, exceptions: [] };
    const named = peerKeys.filter((key) => key !== "ports");
    if (named.length === 0)
        return [{ ...common, route: [...rule.route, peer], peers: "anyone" }];
    if (named.some((key) => key !== "nets"))
        return [];
    return elementsAt(rule, peer, "nets")
        .filter(({ value }) => isEveryAddress(json_text(value) ?? ""))
        .map(({ route }) => ({ ...common, route, peers: "world" }));
}
/** Calico keeps the namespace among the labels of a pod. */
function splitNamespace(query) {
    if (query === null || query.some(({ key }) => key === "projectcalico.org/serviceaccount"))
        return null;
    const isAboutNamespace = ({ key }) => key === "projectcalico.org/namespace";
    return {
        pods: query.filter((requirement) => !isAboutNamespace(requirement)),
        namespaces: query
            .filter(isAboutNamespace)
            .map((requirement) => ({ ...requirement, key: "kubernetes.io/metadata.name" })),
    };
}
function join(left, right) {
    return left === null || right === null ? null : [...left, ...right];
}
/**
 * The part of Calico's selector language that label requirements can say: `all()`, `has(k)`, `!has(k)`, `k == 'v'`, `k != 'v'`,
 * `k in {'v'}`, `k not in {'v'}`, joined by `&&`. Null for anything else; no requirement where there is no selector.
 */
function parseCalicoSelector(selector) {
    if (selector === undefined || selector === "")
        return [];
    if (typeof selector !== "string")
        return null;
    const requirements = [];
    for (const part of selector.split("&&")) {
        const term = part.trim();
        if (term === "all()")
            continue;
        const requirement = parsePresence(term) ?? parseComparison(term) ?? parseMembership(term);
        if (requirement === undefined)
            return null;
        requirements.push(requirement);
    }
    return requirements;
}
function parsePresence(term) {
    const [, not, key] = /^(!?)\s*has\(\s*([\w./-]+)\s*\)$/.exec(term) ?? [];
    if (key === undefined)
        return undefined;
    return { key, operator: not === "!" ? "DoesNotExist" : "Exists", values: [] };
}
function parseComparison(term) {
    const [, key, operator, single, double] = /^([\w./-]+)\s*(==|!=)\s*(?:'([^']*)'|"([^"]*)")$/.exec(term) ?? [];
    if (key === undefined)
        return undefined;
    return { key, operator: operator === "==" ? "In" : "NotIn", values: [single ?? double ?? ""] };
}
function parseMembership(term) {
    const [, key, not, list] = /^([\w./-]+)\s+(not\s+)?in\s*\{([^}]*)\}$/.exec(term) ?? [];
    if (key === undefined || list === undefined)
        return undefined;
    const values = list.split(",").map((value) => /^(?:'([^']*)'|"([^"]*)")$/.exec(value.trim()));
    const texts = values.map((value) => value?.[1] ?? value?.[2]).filter((value) => value !== undefined);
    if (texts.length !== values.length)
        return undefined;
    return { key, operator: not === undefined ? "In" : "NotIn", values: texts };
}
//# sourceMappingURL=calico-policy.js.map
;// CONCATENATED MODULE: ./lib/kubernetes/cilium-policy.js
/** CiliumNetworkPolicy and CiliumClusterwideNetworkPolicy: https://docs.cilium.io/en/stable/security/policy/language/ */




const cilium_policy_fields = {
    Ingress: { rules: "ingress", denials: "ingressDeny", prefix: "from" },
    Egress: { rules: "egress", denials: "egressDeny", prefix: "to" },
};
/** One section for `spec` and one for each of `specs`. Sections that select nodes instead of pods are left out. */
function ciliumSections(body, isClusterwide) {
    const single = objectAt(whole(body), "spec");
    const specs = [...(single === undefined ? [] : [single]), ...objectsAt(whole(body), "specs")];
    return specs
        .filter(({ value }) => json_field(value, "nodeSelector") === undefined)
        .map((spec) => readSection(spec, isClusterwide));
}
function readSection(spec, isClusterwide) {
    const query = readEndpointSelector(json_field(spec.value, "endpointSelector"));
    const namespaces = query?.namespaces ?? null;
    return {
        pods: query?.pods ?? null,
        namespaces: isClusterwide ? namespaces : "own",
        isolates: { Ingress: cilium_policy_isolates(spec.value, "Ingress"), Egress: cilium_policy_isolates(spec.value, "Egress") },
        openings: { Ingress: cilium_policy_openingsIn(spec, "Ingress"), Egress: cilium_policy_openingsIn(spec, "Egress") },
    };
}
/**
 * A section isolates in a direction for which it has rules, were they empty: `ingress: [{}]` denies everything, `ingress: []` says
 * nothing. `enableDefaultDeny` overrides that (https://docs.cilium.io/en/stable/security/policy/intro/#policy-enforcement-modes).
 */
function cilium_policy_isolates(spec, direction) {
    const stated = json_at(spec, ["enableDefaultDeny", direction === "Ingress" ? "ingress" : "egress"]);
    if (typeof stated === "boolean")
        return answer(stated);
    const { rules, denials } = cilium_policy_fields[direction];
    return answer([rules, denials].some((key) => json_elements(json_field(spec, key)).length > 0));
}
function cilium_policy_openingsIn(spec, direction) {
    const { rules, prefix } = cilium_policy_fields[direction];
    return objectsAt(spec, rules).flatMap((rule) => cilium_policy_openingsOf(rule, prefix));
}
/** An empty Cilium rule allows nothing, unlike one of Kubernetes; one with ports and no peers allows everybody on these ports. */
function cilium_policy_openingsOf(rule, prefix) {
    const isNarrowed = ["toPorts", "icmps"].some((key) => json_elements(json_field(rule.value, key)).length > 0);
    const open = (peers, route, exceptions = []) => ({
        rule,
        route,
        peers,
        isNarrowed,
        exceptions,
    });
    if (!namesPeers(rule.value, prefix)) {
        return isNarrowed ? [open("anyone", [...rule.route, `${prefix}Endpoints`])] : [];
    }
    const openings = [];
    for (const { value, route } of elementsAt(rule, `${prefix}Entities`)) {
        if (value === "all")
            openings.push(open("anyone", route));
        if (value === "world")
            openings.push(open("world", route));
    }
    for (const { value, route } of elementsAt(rule, `${prefix}CIDR`)) {
        if (isEveryAddress(json_text(value) ?? ""))
            openings.push(open("world", route));
    }
    for (const { value, route } of objectsAt(rule, `${prefix}CIDRSet`)) {
        const except = json_elements(value["except"]).filter((one) => typeof one === "string");
        if (isEveryAddress(json_text(value["cidr"]) ?? ""))
            openings.push(open("world", [...route, "cidr"], except));
    }
    return openings;
}
function namesPeers(rule, prefix) {
    return Object.keys(rule).some((key) => key.startsWith(prefix) && key !== "toPorts");
}
const namespaceKey = "io.kubernetes.pod.namespace";
const namespaceLabelPrefix = "io.cilium.k8s.namespace.labels.";
/**
 * Cilium keeps the namespace and its labels among the labels of a pod, and lets a key name where the label comes from (`k8s:app`,
 * `any:app`). Null where a key asks for something else.
 */
function readEndpointSelector(selector) {
    const requirements = json_isObject(selector) ? readSelector(selector) : undefined;
    if (requirements === undefined)
        return null;
    const pods = [];
    const namespaces = [];
    for (const requirement of requirements) {
        const key = requirement.key.replace(/^(k8s|any):/, "");
        if (key === namespaceKey)
            namespaces.push({ ...requirement, key: "kubernetes.io/metadata.name" });
        else if (key.startsWith(namespaceLabelPrefix)) {
            namespaces.push({ ...requirement, key: key.slice(namespaceLabelPrefix.length) });
        }
        else if (key.includes(":") || key.startsWith("io.cilium."))
            return null;
        else
            pods.push({ ...requirement, key });
    }
    return { pods, namespaces };
}
//# sourceMappingURL=cilium-policy.js.map
;// CONCATENATED MODULE: ./lib/kubernetes/plain-policy.js
/** NetworkPolicy of Kubernetes itself: https://kubernetes.io/docs/concepts/services-networking/network-policies/ */




const plain_policy_fields = {
    Ingress: { rules: "ingress", peers: "from" },
    Egress: { rules: "egress", peers: "to" },
};
/** The one section of a NetworkPolicy. A policy without spec is an empty one: it selects all pods and denies them all ingress. */
function plainSections(body) {
    const spec = objectAt(whole(body), "spec") ?? { value: {}, route: ["spec"] };
    const types = effectiveTypes(body);
    const openings = (direction) => types.includes(direction)
        ? objectsAt(spec, plain_policy_fields[direction].rules).flatMap((rule) => plain_policy_openingsOf(rule, plain_policy_fields[direction].peers))
        : [];
    return [
        {
            pods: plain_policy_podQuery(spec.value),
            namespaces: "own",
            isolates: {
                Ingress: types.includes("Ingress") ? "yes" : "no",
                Egress: types.includes("Egress") ? "yes" : "no",
            },
            openings: { Ingress: openings("Ingress"), Egress: openings("Egress") },
        },
    ];
}
/**
 * The directions that a NetworkPolicy speaks about. An absent or empty list means Ingress always, and Egress only where there is an
 * egress rule (SetDefaults_NetworkPolicy in Kubernetes' pkg/apis/networking/v1/defaults.go).
 */
function effectiveTypes(body) {
    const spec = json_field(body, "spec");
    const written = json_elements(json_field(spec, "policyTypes"));
    if (written.length > 0)
        return directions.filter((direction) => written.includes(direction));
    return json_elements(json_field(spec, "egress")).length > 0 ? directions : ["Ingress"];
}
function plain_policy_podQuery(spec) {
    const selector = json_field(spec, "podSelector") ?? {};
    return json_isObject(selector) ? (readSelector(selector) ?? null) : null;
}
function plain_policy_openingsOf(rule, peersKey) {
    const isNarrowed = json_elements(json_field(rule.value, "ports")).length > 0;
    const peers = objectsAt(rule, peersKey);
    if (json_elements(json_field(rule.value, peersKey)).length === 0) {
        return [{ rule, route: [...rule.route, peersKey], peers: "anyone", isNarrowed, exceptions: [] }];
    }
    return peers.flatMap((peer) => {
        const block = objectAt(peer, "ipBlock");
        if (block === undefined || !isEveryAddress(json_text(json_field(block.value, "cidr")) ?? ""))
            return [];
        const exceptions = json_elements(json_field(block.value, "except")).filter((one) => typeof one === "string");
        return [{ rule, route: [...block.route, "cidr"], peers: "world", isNarrowed, exceptions }];
    });
}
//# sourceMappingURL=plain-policy.js.map
;// CONCATENATED MODULE: ./lib/kubernetes/network-policy.js
/** What network policies of all dialects do to a pod. Where files cannot tell, the answer is `unknown`. */








const dialects = new Map([
    ["NetworkPolicy.networking.k8s.io", plainSections],
    ["NetworkPolicy.extensions", plainSections],
    ["CiliumNetworkPolicy.cilium.io", (body) => ciliumSections(body, false)],
    ["CiliumClusterwideNetworkPolicy.cilium.io", (body) => ciliumSections(body, true)],
    ["NetworkPolicy.projectcalico.org", (body) => calicoSections(body, false)],
    ["NetworkPolicy.crd.projectcalico.org", (body) => calicoSections(body, false)],
    ["GlobalNetworkPolicy.projectcalico.org", (body) => calicoSections(body, true)],
    ["GlobalNetworkPolicy.crd.projectcalico.org", (body) => calicoSections(body, true)],
    ["AdminNetworkPolicy.policy.networking.k8s.io", adminSections],
    ["BaselineAdminNetworkPolicy.policy.networking.k8s.io", adminSections],
    ["ClusterNetworkPolicy.policy.networking.k8s.io", adminSections],
]);
/** Whether the kind is a network policy that this module reads, of Kubernetes, Cilium, Calico or the Network Policy API. */
function isNetworkPolicy(group, kind) {
    return dialects.has(`${kind}.${group}`);
}
/** The pod of a workload item as policies see it; undefined for an item that is no pod. */
function policyPod(item, namespaceLabels) {
    if (item.pod === undefined)
        return undefined;
    const labels = json_at(item.podMetadata?.value, ["labels"]);
    return {
        namespace: item.resource.namespace,
        namespaceLabels,
        labels: json_isObject(labels) ? labels : {},
        usesHostNetwork: json_field(item.pod.value, "hostNetwork") === true,
    };
}
/** Whether the policy's selector takes the pod, in whatever direction, host network or not. */
function selectsPod(policy, pod) {
    return anyOf(...sectionsOf(policy).map((section) => takes(section, policy, pod)));
}
/**
 * Whether the policy alone closes the pod in a direction: what no rule of any policy allows is then denied. Never for a pod on the
 * host network.
 */
function isolatesPod(policy, pod, direction) {
    if (pod.usesHostNetwork)
        return "no";
    const answers = sectionsOf(policy).map((section) => allOf(section.isolates[direction], takes(section, policy, pod)));
    return policy_section_anyOf(...answers);
}
/** Whether several policies together close the pod in a direction. */
function isIsolated(policies, pod, direction) {
    return policy_section_anyOf(...policies.map((policy) => isolatesPod(policy, pod, direction)));
}
/** Whether the policy closes every pod of the namespace in a direction, also the pods of tomorrow. */
function isolatesNamespace(policy, namespace, direction) {
    const answers = sectionsOf(policy).map((section) => allOf(section.isolates[direction], reaches(section, policy, namespace), takesEveryPod(section.pods)));
    return policy_section_anyOf(...answers);
}
/**
 * The rules that let anybody, or every address, through in a direction, in the order of the policy. None for directions that the policy
 * does not speak about, whose rules have no effect, and none for the policies of the Network Policy API.
 */
function network_policy_openingsOf(policy, direction) {
    return sectionsOf(policy).flatMap(({ openings }) => openings[direction]);
}
/**
 * Whether one of the rules lets everybody through on every port, so that the policy isolates in name only. An address block of all
 * addresses is not that: blocks are meant for the outside of the cluster.
 */
function allowsEverything(policy, direction) {
    return network_policy_openingsOf(policy, direction).some(({ peers, isNarrowed }) => peers === "anyone" && !isNarrowed);
}
function sectionsOf({ group, kind, body }) {
    return dialects.get(`${kind}.${group}`)?.(body) ?? [];
}
function takes(section, policy, pod) {
    return allOf(reaches(section, policy, pod), asks(section.pods, pod.labels, "whole"));
}
function takesEveryPod(pods) {
    if (pods === null)
        return "unknown";
    return pods.length === 0 ? "yes" : "no";
}
function reaches(section, policy, { namespace, namespaceLabels }) {
    if (section.namespaces === "own")
        return sameNamespace(policy.namespace, namespace);
    const name = namespace.state === "named" ? { "kubernetes.io/metadata.name": namespace.name } : {};
    // The API server puts the name among the labels of every namespace; the others stand in the Namespace object alone.
    const knowledge = namespaceLabels === undefined || namespace.state !== "named" ? "partial" : "whole";
    return asks(section.namespaces, { ...namespaceLabels, ...name }, knowledge);
}
/** An unresolved namespace equals nothing, not even another unresolved one. */
function sameNamespace(left, right) {
    if (left.state === "unresolved" || right.state === "unresolved")
        return "unknown";
    return answer(left.state === "named" && right.state === "named" && left.name === right.name);
}
function asks(query, labels, knowledge) {
    return query === null ? "unknown" : answer(meets(query, labels, knowledge));
}
//# sourceMappingURL=network-policy.js.map
;// CONCATENATED MODULE: ./lib/checks/default-deny.js
/**
 * A namespace is closed in one direction when one policy closes all of its pods, also those of tomorrow, and lets nobody in by a rule of
 * its own; or when every pod template that the files hold is closed by some policy. Allowed traffic is the union over all policies, so a
 * policy that allows everything closes nothing.
 * Source: https://kubernetes.io/docs/concepts/services-networking/network-policies/
 */





const policyKinds = [
    ["NetworkPolicy", "*"],
    ["CiliumNetworkPolicy", "cilium.io"],
    ["CiliumClusterwideNetworkPolicy", "cilium.io"],
    ["GlobalNetworkPolicy", "*"],
    ["AdminNetworkPolicy", "policy.networking.k8s.io"],
    ["BaselineAdminNetworkPolicy", "policy.networking.k8s.io"],
    ["ClusterNetworkPolicy", "policy.networking.k8s.io"],
];
const default_deny_check = defineCheck({ match: "namespace", reach: "cross", with: { direction: (0,core_decode/* oneOf */.yL)("Ingress", "Egress") } }, (view, { direction }, inventory) => {
    const data = { namespace: view.name };
    if (inventory.systemNamespaces.includes(view.name))
        return (0,core_rule/* pass */.IX)();
    const policies = policyKinds
        .flatMap(([kind, group]) => inventory.all(kind, group))
        .filter((policy) => isNetworkPolicy(policy.group, policy.kind) && concerns(policy, view));
    const closing = policies.filter((policy) => !allowsEverything(policy, direction));
    const answers = [closesAll(closing, view, direction), closesEach(closing, view, direction)];
    if (answers.includes("yes"))
        return (0,core_rule/* pass */.IX)();
    if (answers.includes("unknown"))
        return (0,core_rule/* undecided */.oo)(data);
    return (0,core_rule/* blame */.Sy)([], data);
});
/** A policy without namespace in the files may be applied to any, so it is asked as one of this namespace with an unknown answer. */
function concerns({ namespace }, view) {
    return (namespace.state === "cluster" ||
        (namespace.state === "named" && namespace.name === view.name) ||
        namespace.state === "unresolved");
}
function closesAll(policies, view, direction) {
    const namespace = {
        namespace: { state: "named", name: view.name },
        namespaceLabels: labelsOf(view.object),
    };
    const answers = policies.map((policy) => isolatesNamespace(policy, namespace, direction));
    return answers.includes("yes") ? "yes" : answers.includes("unknown") ? "unknown" : "no";
}
/** A pod on the host network is outside every policy, so it does not keep the others from being closed. */
function closesEach(policies, view, direction) {
    const pods = view.workloads
        .flatMap((item) => policyPod(item, labelsOf(view.object)) ?? [])
        .filter(({ usesHostNetwork }) => !usesHostNetwork);
    if (pods.length === 0)
        return "no";
    const answers = pods.map((pod) => isIsolated(policies, pod, direction));
    return answers.includes("no") ? "no" : answers.includes("unknown") ? "unknown" : "yes";
}
function labelsOf(namespace) {
    if (namespace === undefined)
        return undefined;
    const labels = json_at(namespace.body, ["metadata", "labels"]);
    return json_isObject(labels) ? labels : {};
}
//# sourceMappingURL=default-deny.js.map
;// CONCATENATED MODULE: ./lib/checks/default-namespace.js
/**
 * Nothing of one's own lies in the namespace `default`. That a file names no namespace does not prove it: whoever applies the file decides.
 * What Kubernetes itself keeps there is left alone; to harden the ServiceAccount `default` is what benchmarks ask for.
 * Source: https://kubernetes.io/docs/concepts/overview/working-with-objects/namespaces/#initial-namespaces
 */


/** Objects that every cluster has in `default`. */
const own = ["Service/kubernetes", "ServiceAccount/default", "ConfigMap/kube-root-ca.crt"];
const default_namespace_check = defineCheck({ match: "item", reach: "local", with: {} }, ({ resource }) => {
    const { kind, name, namespace } = resource;
    if (own.includes(`${kind}/${name}`))
        return (0,core_rule/* pass */.IX)();
    if (namespace.state === "unresolved")
        return (0,core_rule/* undecided */.oo)();
    if (namespace.state === "cluster" || namespace.name !== "default")
        return (0,core_rule/* pass */.IX)();
    return (0,core_rule/* blame */.Sy)(["metadata", "namespace"], { kind, name });
});
//# sourceMappingURL=default-namespace.js.map
;// CONCATENATED MODULE: ./lib/checks/encryption-key.js
/**
 * A key that encrypts etcd, written into the repository: in an EncryptionConfiguration, also where a ConfigMap or Secret carries one, and in
 * the configuration of Talos. Keys of published samples count, because they are known to everybody. The value is never handed over.
 * Lengths: validateKeys in k8s.io/apiserver/pkg/apis/apiserver/validation/validation_encryption.go; Talos:
 * https://www.talos.dev/latest/reference/configuration/v1alpha1/config/
 */






/** The legacy spelling of the kind is a part of the present one. */
const kind = "EncryptionConfig";
const end = String.raw `["']?[ \t]*(?:[\\,}#\r\n]|$)`;
const key = constantPattern(String.raw `\bsecret["']?[ \t]*:[ \t]*["']?([A-Za-z0-9+/]{22,44}={0,2})${end}`);
const talosKey = constantPattern(String.raw `\b(?:aescbc|secretbox)EncryptionSecret["']?[ \t]*:[ \t]*["']?([A-Za-z0-9+/]{22,44}={0,2})${end}`);
/** Bytes of the keys of aescbc, aesgcm and secretbox. */
const keyLengths = [16, 24, 32];
const encryption_key_check = defineCheck({ match: "text", reach: "repo", with: {} }, (view) => {
    if (!view.text.includes("Encryption") && !view.text.includes("Secret"))
        return [];
    const secrets = view.objects().filter((object) => object.kind === "Secret" && object.group === "");
    const inText = keysIn(view.text).filter(([start]) => !secrets.some(({ node }) => node.start <= start && start < node.end));
    return [
        ...inText.map((within) => (0,core_rule/* blame */.Sy)([], {}, { within })),
        ...secrets.flatMap((secret) => encryption_key_inSecret(secret)),
    ];
});
/** In a Secret the place is the key that holds the whole file, as for every other secret in it. */
function encryption_key_inSecret(secret) {
    return ["data", "stringData"].flatMap((section) => {
        const values = json_field(secret.body, section);
        return Object.entries(json_isObject(values) ? values : {})
            .filter(([, value]) => keysIn(contentOf(value, section)).length > 0)
            .map(([name]) => (0,core_rule/* blame */.Sy)([section, name], {}, { on: secret }));
    });
}
function contentOf(value, section) {
    if (typeof value !== "string")
        return "";
    return section === "stringData" ? value : (decodeBase64(value) ?? "");
}
/** The places of the words that keys stand behind; never those of the keys. */
function keysIn(content) {
    if (!content.includes(kind) && !content.includes("EncryptionSecret"))
        return [];
    const found = [];
    for (const [start, document] of documentsOf(content)) {
        const matches = [
            ...(document.includes(kind) ? key.findAll(document) : []),
            ...talosKey.findAll(document),
        ];
        for (const match of matches.filter(isKey)) {
            found.push([start + match.index, start + match.index + match.text.indexOf(":")]);
        }
    }
    return found;
}
function isKey({ groups: [value = ""] }) {
    const bytes = Buffer.from(value, "base64");
    return (keyLengths.includes(bytes.length) && value.length % 4 === 0 && !isPlaceholder(bytes.toString("latin1")));
}
/** The documents of a YAML text with their offsets; a template is cut in the same way. */
function documentsOf(content) {
    const documents = [];
    let start = 0;
    for (const { index } of content.matchAll(/^---/gm)) {
        documents.push([start, content.slice(start, index)]);
        start = index;
    }
    return [...documents, [start, content.slice(start)]];
}
//# sourceMappingURL=encryption-key.js.map
;// CONCATENATED MODULE: ./lib/checks/encryption-provider.js
/**
 * How the API server writes Secrets into etcd: the first entry of an EncryptionConfiguration whose list holds Secrets decides, and of its
 * providers the first one writes, the others only read.
 * Source: https://kubernetes.io/docs/tasks/administer-cluster/encrypt-data/ and EncryptionConfiguration in
 * k8s.io/apiserver/pkg/apis/apiserver/v1/types_encryption.go
 */




/** What a list of resources may say for Secrets: themselves, the core group, everything. */
const listsOfSecrets = ["secrets", "*.", "*.*"];
const encryption_provider_check = defineCheck({ match: "item", reach: "local", with: { demand: (0,core_decode/* oneOf */.yL)("encrypted", "strong") } }, ({ resource: { body } }, { demand }) => {
    const entries = json_elements(body["resources"]);
    const index = entries.findIndex((entry) => json_elements(json_field(entry, "resources")).some((name) => listsOfSecrets.includes(json_text(name) ?? "")));
    if (index === -1)
        return demand === "encrypted" ? (0,core_rule/* blame */.Sy)(["resources"], {}, { messageKey: "unlisted" }) : (0,core_rule/* pass */.IX)();
    const [writer] = json_elements(json_field(entries[index], "providers"));
    const [name = "nothing"] = json_isObject(writer) ? Object.keys(writer) : [];
    const route = ["resources", index, "providers", 0, name];
    if (demand === "strong")
        return judgeStrength(name, json_field(writer, name), route);
    if (name === "nothing")
        return (0,core_rule/* blame */.Sy)(route.slice(0, -2), {}, { messageKey: "identity" });
    return name === "identity" ? (0,core_rule/* blame */.Sy)(route, {}, { messageKey: "identity" }) : (0,core_rule/* pass */.IX)();
});
/** `apiVersion` of a KMS provider is v1 where it is absent: SetDefaults_KMSConfiguration in k8s.io/apiserver/pkg/apis/apiserver/v1/defaults.go. */
function judgeStrength(name, settings, route) {
    if (name === "aescbc" || name === "aesgcm")
        return (0,core_rule/* blame */.Sy)(route, { provider: name }, { messageKey: name });
    if (name !== "kms" || (json_text(json_field(settings, "apiVersion")) ?? "v1") !== "v1")
        return (0,core_rule/* pass */.IX)();
    return (0,core_rule/* blame */.Sy)([...route, "apiVersion"], {}, { messageKey: "kms" });
}
//# sourceMappingURL=encryption-provider.js.map
;// CONCATENATED MODULE: ./lib/checks/generator-secret.js
/**
 * A secret one step before it becomes a Secret: in a generator of kustomize, in a file that such a generator reads, and in the values of
 * a chart, wherever those stand. A generator makes a Secret of everything it is given, so every clear value counts there; values hold
 * settings of all kinds, so names decide.
 */








const generator_secret_check = defineCheck({
    match: "text",
    reach: "repo",
    with: nameTables,
}, (view, tables) => [
    ...view
        .documents()
        .flatMap((inside) => [...inGenerators(view, inside), ...inValuesFile(view, inside, tables)]),
    ...view.objects().flatMap((one) => inRelease(one, tables)),
]);
function inGenerators(view, inside) {
    const { value } = inside;
    if (json_field(value, "kind") === "SecretGenerator")
        return inGenerator(view, inside, []);
    if (!/(?:^|\/)(?:kustomization\.ya?ml|Kustomization)$/.test(view.path))
        return [];
    return json_elements(json_field(value, "secretGenerator")).flatMap((_, index) => inGenerator(view, inside, ["secretGenerator", index]));
}
function inGenerator(view, inside, route) {
    const generator = json_at(inside.value, route);
    const literals = json_elements(json_field(generator, "literals")).flatMap((literal, index) => {
        const [, key = "", value = ""] = /^([^=]*)=([^]*)$/.exec(json_text(literal) ?? "") ?? [];
        const isClear = value !== "" && isClearText(value.replace(/^(["'])([^]*)\1$/, "$2"));
        return isClear ? [(0,core_rule/* blame */.Sy)([...route, "literals", index], { key }, { inside, messageKey: "literal" })] : [];
    });
    const files = fileRoutes(generator, route).flatMap(([file, isList]) => {
        const name = json_text(json_at(inside.value, file)) ?? "";
        const path = isList ? name : name.slice(name.indexOf("=") + 1);
        const content = view.near(path)?.text;
        if (content === undefined || !(isList ? holdsClearLine(content) : isClearFile(content)))
            return [];
        return [(0,core_rule/* blame */.Sy)(file, { file: path }, { inside, messageKey: "file" })];
    });
    return [...literals, ...files];
}
/** The routes to names of files, and whether each is a list of variables. */
function fileRoutes(generator, route) {
    const files = json_elements(json_field(generator, "files")).map((_, index) => [[...route, "files", index], false]);
    const lists = json_elements(json_field(generator, "envs")).map((_, index) => [[...route, "envs", index], true]);
    return [...files, ...lists, [[...route, "env"], true]];
}
function isClearText(value) {
    return !isPlaceholder(value) && !isInterpolated(value) && !/^\$[A-Z]/.test(value);
}
function holdsClearLine(content) {
    return content.split("\n").some((line) => {
        const [, name = "", value = ""] = /^([^#=\s][^=]*)=(\S.*)$/.exec(line.trim()) ?? [];
        return name !== "" && !name.startsWith("sops_") && isClearText(value.replace(/^(["'])(.*)\1$/, "$2"));
    });
}
/** Whether the file is neither empty, public nor encrypted by one of the usual tools. */
function isClearFile(content) {
    const trimmed = content.trim();
    if (trimmed === "" || isPlaceholder(trimmed))
        return false;
    if (/^(?:\$ANSIBLE_VAULT|age-encryption\.org|-----BEGIN (?:PGP MESSAGE|AGE ENCRYPTED))/.test(trimmed))
        return false;
    if (trimmed.includes("ENC[") && /\bsops\b/.test(trimmed))
        return false;
    const isPublic = /^(?:-----BEGIN (?:CERTIFICATE|PUBLIC KEY)|ssh-(?:rsa|ed25519) )/.test(trimmed);
    return !isPublic || trimmed.includes("PRIVATE KEY");
}
/** `values.yaml`, `values-prod.yaml`, `prod-values.yaml`. */
function inValuesFile(view, inside, tables) {
    if (!/(?:^|[/.-])values(?:[.-][^/]*)?\.ya?ml$/.test(view.path))
        return [];
    if (json_field(inside.value, "kind") !== undefined && json_field(inside.value, "apiVersion") !== undefined)
        return [];
    const isDefault = view.path === "values.yaml" || view.path.endsWith("/values.yaml");
    return [...secretValues(inside.value, [], tables, isDefault)].map(({ route, ...hit }) => (0,core_rule/* blame */.Sy)(route, { key: hit.key }, { inside, messageKey: hit.isDefault ? "default" : "values" }));
}
/** Settings whose names and values speak of a secret, however deep; a list of names and values is one of settings too. */
function* secretValues(value, route, tables, isChart) {
    if (Array.isArray(value)) {
        for (const [index, item] of value.entries()) {
            yield* secretValues(item, [...route, index], tables, isChart);
        }
        return;
    }
    if (!json_isObject(value))
        return;
    const name = json_text(value["name"]);
    for (const [key, own] of Object.entries(value)) {
        const named = key === "value" && name !== undefined ? name : key;
        const written = typeof own === "number" ? String(own) : json_text(own);
        if (written === undefined)
            yield* secretValues(own, [...route, key], tables, isChart);
        else if (isSensitive(named, written, tables))
            yield { route: [...route, key], key: named, isDefault: false };
        else if (isChart && isDefaultPassword(named, written, tables)) {
            yield { route: [...route, key], key: named, isDefault: true };
        }
    }
}
/** A chart that ships `changeme` runs with it wherever nobody did. */
function isDefaultPassword(name, value, tables) {
    const isWord = /^(?:change.{0,3}(?:me|it)|replace.{0,3}me)[!.]*$/i.test(value.trim());
    return isWord && nameEvidence(name, tables) === "certain";
}
/** Values that an object hands to Helm, as data or as text. */
const releases = {
    "HelmRelease.helm.toolkit.fluxcd.io": [["spec", "values"]],
    "HelmChart.helm.cattle.io": [
        ["spec", "valuesContent"],
        ["spec", "set"],
    ],
    "HelmChartConfig.helm.cattle.io": [["spec", "valuesContent"]],
};
function inRelease(resource, tables) {
    const routes = releases[`${resource.kind}.${resource.group}`] ?? argoRoutes(resource);
    return routes.flatMap((route) => {
        const values = json_at(resource.body, route);
        if (typeof values === "string")
            return inValuesText(resource, route, values, tables);
        return values === undefined
            ? []
            : [...secretValues(values, route, tables, false)].map((hit) => (0,core_rule/* blame */.Sy)(hit.route, { key: hit.key }, { on: resource, messageKey: "values" }));
    });
}
/** https://argo-cd.readthedocs.io/en/stable/user-guide/helm/ */
function argoRoutes({ kind, group, body }) {
    if (group !== "argoproj.io" || (kind !== "Application" && kind !== "ApplicationSet"))
        return [];
    const spec = kind === "Application" ? ["spec"] : ["spec", "template", "spec"];
    const sources = json_elements(json_at(body, [...spec, "sources"])).map((_, index) => [...spec, "sources", index]);
    return [[...spec, "source"], ...sources].flatMap((source) => ["values", "valuesObject", "parameters"].map((key) => [...source, "helm", key]));
}
function inValuesText(resource, route, values, tables) {
    return values.split("\n").flatMap((line) => {
        const [, key = "", written = ""] = /^[ \t]*(?:- +)?["']?([\w.-]+)["']?:[ \t]+(\S.*)$/.exec(line) ?? [];
        const value = written.trim().replace(/^(["'])(.*)\1$/, "$2");
        if (key === "" || !isSensitive(key, value, tables))
            return [];
        const within = placeOf(resource, route, line.trim());
        return [
            (0,core_rule/* blame */.Sy)(route, { key }, { on: resource, messageKey: "values", ...(within === undefined ? {} : { within }) }),
        ];
    });
}
//# sourceMappingURL=generator-secret.js.map
;// CONCATENATED MODULE: ./lib/kubernetes/mounts.js
/** Where the containers of a pod see a volume. */



/** The mounts of the volume of that name, in the order of all containers. */
function mountsOf(pod, volumeName) {
    return containersOf(pod, "all").flatMap((container) => objectsAt(container, "volumeMounts")
        .filter(({ value }) => value["name"] === volumeName)
        .map((mount) => readMount(container, mount)));
}
function readMount(container, mount) {
    const hasExpression = (json_text(json_field(mount.value, "subPathExpr")) ?? "") !== "";
    return {
        container,
        mount,
        mountPath: json_text(json_field(mount.value, "mountPath")) ?? "",
        subPath: hasExpression ? null : (json_text(json_field(mount.value, "subPath")) ?? ""),
        isReadOnly: json_field(mount.value, "readOnly") === true,
    };
}
//# sourceMappingURL=mounts.js.map
;// CONCATENATED MODULE: ./lib/kubernetes/host-path.js
/** Paths of the node, as hostPath volumes name them. */
/**
 * The one spelling of a path: no empty, `.` or `..` segments, no slash at its end, /var/run as /run (a link to it on every current
 * distribution). Windows paths and pipes are left as they are, in lower case.
 */
function normalizeHostPath(path) {
    if (path.startsWith("\\\\") || /^[A-Za-z]:/.test(path))
        return path.toLowerCase();
    const segments = [];
    for (const segment of path.split("/")) {
        if (segment === "" || segment === ".")
            continue;
        if (segment === "..")
            segments.pop();
        else
            segments.push(segment);
    }
    const normal = `/${segments.join("/")}`;
    return normal === "/var/run" || normal.startsWith("/var/run/") ? normal.slice("/var".length) : normal;
}
/** Whether a normalised path is the folder itself or lies below it. */
function isAtOrBelow(path, folder) {
    return folder === "/" || path === folder || path.startsWith(`${folder}/`);
}
/** Whether mounting the path shows what a pattern names: `*` stands for one segment or a part of it. Above and below both count. */
function matchesFolder(path, pattern) {
    const have = path.split("/").filter((segment) => segment !== "");
    const want = pattern.split("/").filter((segment) => segment !== "");
    const shared = Math.min(have.length, want.length);
    for (let index = 0; index < shared; index++) {
        if (!matchesSegment(have[index] ?? "", want[index] ?? ""))
            return false;
    }
    return true;
}
function matchesSegment(segment, pattern) {
    const star = pattern.indexOf("*");
    if (star === -1)
        return segment === pattern;
    const start = pattern.slice(0, star);
    const end = pattern.slice(star + 1);
    return segment.length >= start.length + end.length && segment.startsWith(start) && segment.endsWith(end);
}
//# sourceMappingURL=host-path.js.map
;// CONCATENATED MODULE: ./lib/checks/host-path.js
/**
 * A hostPath volume is judged by the path that the containers really see: normalised, with /var/run read as /run, and narrowed by
 * `subPath`. A runtime's socket is as bad read-only as writable, because a socket on a read-only mount can still be connected to.
 */






const host_path_check = defineCheck({
    match: "item",
    reach: "local",
    with: {
        judges: (0,core_decode/* oneOf */.yL)("runtime-socket", "writable-system", "sensitive"),
        paths: (0,core_decode/* object */.Ik)({
            runtimeSockets: (0,core_decode/* listOf */.c3)(core_decode/* string */.Yj),
            system: (0,core_decode/* listOf */.c3)(core_decode/* string */.Yj),
            pluginFolders: (0,core_decode/* listOf */.c3)(core_decode/* string */.Yj),
            harmlessToRead: (0,core_decode/* listOf */.c3)(core_decode/* string */.Yj),
            sensitive: (0,core_decode/* listOf */.c3)(core_decode/* string */.Yj),
            nodeCredentials: (0,core_decode/* listOf */.c3)(core_decode/* string */.Yj),
        }),
    },
}, ({ self, route, pod }, { judges, paths }) => {
    const source = json_at(self, ["hostPath", "path"]);
    const path = json_text(source);
    const name = json_text(json_at(self, ["name"])) ?? "";
    if (pod === undefined || path === undefined || !json_isObject(self))
        return (0,core_rule/* pass */.IX)();
    const type = json_text(json_at(self, ["hostPath", "type"])) ?? "";
    const mounts = mountsOf(pod, name);
    const guilty = mounts.find((mount) => isGuilty(judges, seenThrough(mount, path, type), paths));
    if (guilty === undefined)
        return (0,core_rule/* pass */.IX)();
    const container = json_text(json_at(guilty.container.value, ["name"])) ?? "";
    return (0,core_rule/* blame */.Sy)([...route, "hostPath", "path"], { volume: name, path, container });
});
/** `subPathExpr` is known only to the running container, so it narrows nothing. */
function seenThrough({ subPath, isReadOnly }, path, type) {
    const seen = subPath === null || subPath === "" ? path : `${path}/${subPath}`;
    return { path: normalizeHostPath(seen), type, isReadOnly };
}
function isGuilty(judges, seen, paths) {
    switch (judges) {
        case "runtime-socket":
            return paths.runtimeSockets.some((socket) => socket.toLowerCase() === seen.path.toLowerCase());
        case "writable-system":
            return !seen.isReadOnly && isSystemPath(seen.path, paths) && !isPluginFolder(seen.path, paths);
        case "sensitive":
            return host_path_isSensitive(seen, paths);
    }
}
function host_path_isSensitive(seen, paths) {
    const { path, type, isReadOnly } = seen;
    if (isPluginFolder(path, paths))
        return true;
    const isHarmless = paths.harmlessToRead.some((folder) => isAtOrBelow(path, folder));
    if (isReadOnly && isSystemPath(path, paths) && !isHarmless)
        return true;
    if (type === "BlockDevice" || type === "CharDevice")
        return true;
    if (isAtOrBelow(path, "/dev") && path !== "/dev" && !isAtOrBelow(path, "/dev/shm"))
        return true;
    const isListed = paths.sensitive.some((folder) => isAtOrBelow(path, folder));
    return isListed || paths.nodeCredentials.some((pattern) => matchesFolder(path, pattern));
}
/** The root, a listed path, or anything below or above one. /dev counts alone: below it are single devices. */
function isSystemPath(path, { system }) {
    if (path === "/" || path === "/dev")
        return true;
    return system.some((listed) => isAtOrBelow(path, listed) || isAtOrBelow(listed, path));
}
function isPluginFolder(path, { pluginFolders }) {
    return pluginFolders.some((folder) => isAtOrBelow(path, folder));
}
//# sourceMappingURL=host-path.js.map
;// CONCATENATED MODULE: ./lib/kubernetes/chart-releases.js
/** Charts that Flux and Argo CD install: https://fluxcd.io/flux/components/helm/helmreleases/ and https://argo-cd.readthedocs.io/en/stable/user-guide/helm/ */


/** The charts of a HelmRelease or an Application; none for other kinds. */
function chartReleases({ group, kind, body }) {
    const spec = objectAt(whole(body), "spec");
    if (spec === undefined)
        return [];
    if (kind === "HelmRelease" && group === "helm.toolkit.fluxcd.io") {
        const chart = objectAt(spec, "chart", "spec");
        const name = json_text(json_field(chart?.value, "chart"));
        if (chart === undefined || name === undefined)
            return [];
        const values = objectAt(spec, "values")?.value ?? {};
        const hasOtherValues = json_field(spec.value, "valuesFrom") !== undefined;
        const version = json_text(json_field(chart.value, "version"));
        return [{ chart: name, version, route: [...chart.route, "version"], values, hasOtherValues }];
    }
    if (kind !== "Application" || group !== "argoproj.io")
        return [];
    const single = objectAt(spec, "source");
    return [...(single === undefined ? [] : [single]), ...objectsAt(spec, "sources")].flatMap((source) => {
        const name = json_text(json_field(source.value, "chart"));
        if (name === undefined)
            return [];
        const helm = objectAt(source, "helm");
        const others = ["values", "valueFiles", "parameters", "fileParameters"];
        return [
            {
                chart: name,
                version: json_text(json_field(source.value, "targetRevision")),
                route: [...source.route, "targetRevision"],
                values: helm === undefined ? {} : (objectAt(helm, "valuesObject")?.value ?? {}),
                hasOtherValues: others.some((key) => json_field(helm?.value, key) !== undefined),
            },
        ];
    });
}
//# sourceMappingURL=chart-releases.js.map
;// CONCATENATED MODULE: ./lib/checks/ingress-nginx-chart.js
/**
 * The chart ingress-nginx, which switches the admission webhook on unless its values say otherwise. With ranges: the chart brings a controller
 * that lies in them. Without: any version is meant, since the project has ended.
 */







const ingress_nginx_chart_check = defineCheck({
    match: "item",
    reach: "local",
    with: { charts: (0,core_decode/* optional */.lq)((0,core_decode/* listOf */.c3)(versionRange), []), controllers: (0,core_decode/* optional */.lq)((0,core_decode/* listOf */.c3)(versionRange), []) },
}, ({ resource }, affected) => chartReleases(resource)
    .filter(({ chart }) => chart === "ingress-nginx" || chart.endsWith("/ingress-nginx"))
    .map((release) => {
    const data = { version: release.version ?? "of the newest chart" };
    if (affected.charts.length > 0)
        return ingress_nginx_chart_judge(release, affected, data);
    return (0,core_rule/* blame */.Sy)(release.route, data, { messageKey: "chart", severity: "medium" });
}));
/** A tag in the values wins over the chart's own. */
function ingress_nginx_chart_judge(release, affected, data) {
    const webhooks = json_at(release.values, ["controller", "admissionWebhooks", "enabled"]);
    if (webhooks === false)
        return (0,core_rule/* pass */.IX)();
    const tag = json_text(json_at(release.values, ["controller", "image", "tag"]));
    const version = versionOfTag(tag ?? release.version ?? "");
    const ranges = tag === undefined ? affected.charts : affected.controllers;
    const answer = version === undefined ? "unknown" : isInRanges(version, ranges);
    if (answer === "no")
        return (0,core_rule/* pass */.IX)();
    if (answer === "unknown" || (release.hasOtherValues && webhooks === undefined))
        return (0,core_rule/* undecided */.oo)(data);
    return (0,core_rule/* blame */.Sy)(release.route, data, { messageKey: "chart" });
}
//# sourceMappingURL=ingress-nginx-chart.js.map
;// CONCATENATED MODULE: ./lib/checks/ingress-nginx-webhook.js
/**
 * The admission webhook of ingress-nginx runs what it is sent through nginx, and anybody on the pod network may send it something
 * (CVE-2025-1974). A controller whose arguments do not switch the webhook on has none: `--validating-webhook` is empty by default
 * (https://kubernetes.github.io/ingress-nginx/user-guide/cli-arguments/).
 */






const ingress_nginx_webhook_check = defineCheck({ match: "item", reach: "local", with: { advisories: advisories } }, (item, options) => {
    const image = parseImage(json_text(json_field(item.self, "image")) ?? "");
    if (image === undefined)
        return (0,core_rule/* pass */.IX)();
    const rows = options.advisories.filter(({ images }) => isImageOf(image.repository, images));
    if (rows.length === 0 || isWebhookOff(item))
        return (0,core_rule/* pass */.IX)();
    const version = image.tag === null ? undefined : versionOfTag(image.tag);
    const answers = rows.map(({ affected }) => version === undefined ? "unknown" : isInRanges(version, affected));
    const route = [...item.route, "image"];
    const data = { version: image.tag ?? image.digest ?? "latest" };
    if (answers.includes("yes"))
        return (0,core_rule/* blame */.Sy)(route, data);
    return answers.includes("unknown") ? (0,core_rule/* undecided */.oo)(data) : (0,core_rule/* pass */.IX)();
});
/** Proven only where the arguments can be read: a shell or a script of somebody's own may add the flag. */
function isWebhookOff({ self }) {
    const command = json_elements(json_field(self, "command")).map((part) => json_text(part) ?? "");
    const args = json_elements(json_field(self, "args")).map((part) => json_text(part) ?? "");
    if ([...command, ...args].some((part) => part.includes("--validating-webhook")))
        return false;
    const programs = command.filter((part) => !part.startsWith("-"));
    return programs.every((program) => /(?:^|\/)(?:nginx-ingress-controller|dumb-init|wait-shutdown)$/.test(program));
}
//# sourceMappingURL=ingress-nginx-webhook.js.map
;// CONCATENATED MODULE: ./lib/checks/join-secret.js
/**
 * What lets a machine join the cluster as a node, or as a part of the control plane: kubeadm's tokens and certificate key, the token of
 * k3s and RKE2, the secrets of Talos. That a token ends in a day is no excuse: the next one is written at the same place.
 */





const join_secret_check = defineCheck({ match: "text", reach: "repo", with: {} }, (view) => [
    ...view.objects().flatMap((one) => [...join_secret_inSecret(one), ...inKubeadm(one)]),
    ...inDistribution(view),
]);
/** https://kubernetes.io/docs/reference/access-authn-authz/bootstrap-tokens/#bootstrap-token-secret-format */
function join_secret_inSecret(resource) {
    if (resource.kind !== "Secret" || resource.group !== "")
        return [];
    if (resource.body["type"] !== "bootstrap.kubernetes.io/token")
        return [];
    return ["data", "stringData"].flatMap((section) => {
        const value = json_text(json_at(resource.body, [section, "token-secret"]));
        const clear = section === "data" ? decodeBase64(value ?? "") : value;
        if (clear === undefined || !/^[a-z0-9]{16}$/.test(clear.trim()))
            return [];
        return [(0,core_rule/* blame */.Sy)([section, "token-secret"], { what: "A bootstrap token" }, { on: resource })];
    });
}
const bootstrapToken = /^[a-z0-9]{6}\.[a-z0-9]{16}$/;
const certificateKey = /^[0-9a-f]{64}$/;
/** Where kubeadm's documents stand: alone, and inside the kinds of Cluster API. */
const join_secret_holders = {
    "InitConfiguration.kubeadm.k8s.io": [[]],
    "JoinConfiguration.kubeadm.k8s.io": [[]],
    "KubeadmConfig.bootstrap.cluster.x-k8s.io": [["spec"]],
    "KubeadmConfigTemplate.bootstrap.cluster.x-k8s.io": [["spec", "template", "spec"]],
    "KubeadmControlPlane.controlplane.cluster.x-k8s.io": [["spec", "kubeadmConfigSpec"]],
    "KubeadmControlPlaneTemplate.controlplane.cluster.x-k8s.io": [
        ["spec", "template", "spec", "kubeadmConfigSpec"],
    ],
};
function inKubeadm(resource) {
    const routes = join_secret_holders[`${resource.kind}.${resource.group}`] ?? [];
    const documents = routes.flatMap((route) => [
        route,
        [...route, "initConfiguration"],
        [...route, "joinConfiguration"],
    ]);
    return documents.flatMap((route) => {
        const tokens = json_elements(json_at(resource.body, [...route, "bootstrapTokens"])).map((_, index) => [
            ...route,
            "bootstrapTokens",
            index,
            "token",
        ]);
        const discovery = [...route, "discovery"];
        const joining = [
            [...discovery, "bootstrapToken", "token"],
            [...discovery, "tlsBootstrapToken"],
        ];
        const keys = [
            [...route, "certificateKey"],
            [...route, "controlPlane", "certificateKey"],
        ];
        return [
            ...[...tokens, ...joining].flatMap((one) => literal(resource, one, bootstrapToken, "A bootstrap token")),
            ...keys.flatMap((one) => literal(resource, one, certificateKey, "The key of the control plane's certificates")),
        ];
    });
}
function literal(resource, route, form, what) {
    const value = json_text(json_at(resource.body, route));
    return value !== undefined && form.test(value.trim()) ? [(0,core_rule/* blame */.Sy)(route, { what }, { on: resource })] : [];
}
/** The files of k3s, RKE2 and Talos are no objects; what they are is told by keys that no other file has. */
function inDistribution(view) {
    if (!/\b(?:token|secret)\b/.test(view.text))
        return [];
    return view.documents().flatMap((inside) => {
        const { value } = inside;
        if (json_field(value, "kind") !== undefined)
            return [];
        if (isTalos(value)) {
            const routes = [
                ["machine", "token"],
                ["cluster", "secret"],
                ["cluster", "token"],
            ];
            return clearAt(inside, routes, "A secret of Talos");
        }
        return isK3s(value, view.path)
            ? clearAt(inside, [["token"], ["agent-token"]], "The token of k3s or RKE2")
            : [];
    });
}
function clearAt(inside, routes, what) {
    return routes.flatMap((route) => {
        const value = json_text(json_at(inside.value, route)) ?? "";
        return isClearLiteral(value) ? [(0,core_rule/* blame */.Sy)(route, { what }, { inside })] : [];
    });
}
/** https://www.talos.dev/latest/reference/configuration/ */
function isTalos(value) {
    return json_isObject(json_field(value, "machine")) && json_isObject(json_field(value, "cluster"));
}
/** https://docs.k3s.io/installation/configuration#configuration-file */
function isK3s(value, path) {
    const own = [
        "cluster-init",
        "tls-san",
        "write-kubeconfig-mode",
        "kube-apiserver-arg",
        "kubelet-arg",
        "node-taint",
    ];
    const server = json_text(json_field(value, "server")) ?? "";
    const isNamed = /(?:^|\/)(?:k3s|rke2)\/(?:.*\/)?[^/]+\.ya?ml$/.test(path);
    return isNamed || own.some((key) => json_field(value, key) !== undefined) || /:(?:6443|9345)\/?$/.test(server);
}
//# sourceMappingURL=join-secret.js.map
;// CONCATENATED MODULE: ./lib/text/kubeconfig.js
/** Logins in a kubeconfig, read line by line, so that a file, a value of a ConfigMap and what base64 held are read alike. */



const keys = /(?<=^|[\s{,"'])(token|password|client-key-data|access-token|refresh-token|id-token|client-secret)["']?[ \t]*:[ \t]*(?:"([^"\n]*)"|'([^'\n]*)'|([^\s"',}]+))/g;
/** Whether the text is a kubeconfig (https://kubernetes.io/docs/reference/config-api/kubeconfig.v1/), in YAML or JSON. */
function isKubeconfig(text) {
    return (text.includes("users") && /(?:^|[\s{,"])kind["']?\s*:\s*["']?Config["']?\s*(?:[,}#\n\r]|$)/.test(text));
}
/** The logins that would work: tokens and keys that look like one, and passwords that are no placeholder. */
function loginsIn(text) {
    if (!isKubeconfig(text))
        return [];
    return usersIn(text).flatMap(([start, end]) => loginsBetween(text, start, end));
}
function loginsBetween(text, from, to) {
    return [...text.slice(from, to).matchAll(keys)].flatMap((match) => {
        const [whole, key = "", double, single, plain = ""] = match;
        const start = from + match.index;
        const end = start + whole.length;
        const written = double ?? single ?? plain;
        const value = /^[|>][-+]?$/.test(written) ? nextLine(text, end) : written;
        return isLogin(key, value) && !isComment(text, start) ? [{ key, within: [start, end] }] : [];
    });
}
/** Where the entries of each list of users stand, so that other objects of the file are not read as logins. */
function usersIn(text) {
    const found = [];
    let open;
    let offset = 0;
    for (const line of text.split("\n")) {
        const [, indent = "", rest] = /^([ \t]*)(?:- +)?[{ ]*["']?users["']?:(.*)$/.exec(line) ?? [];
        if (open !== undefined && endsUsers(line, open)) {
            found.push([open.start, offset]);
            open = undefined;
        }
        const isFlow = /"users"\s*:/.test(line) || (rest ?? "").trim() !== "";
        const start = offset + Math.max(0, line.search(/["']?users["']?\s*:/));
        if (open === undefined && (rest !== undefined || isFlow))
            open = { indent: indent.length, start, isFlow };
        offset += line.length + 1;
    }
    if (open !== undefined)
        found.push([open.start, text.length]);
    return found;
}
/** A list in brackets goes on to the end of its document, any other to the next key that stands no deeper. */
function endsUsers(line, { indent, isFlow }) {
    if (line.startsWith("---"))
        return true;
    const own = line.search(/\S/);
    if (isFlow || own === -1)
        return false;
    return own < indent || (own === indent && line[own] !== "-");
}
/** The first line of a value that begins below its key; enough, as generators write a key in one line. */
function nextLine(text, at) {
    const start = text.indexOf("\n", at) + 1;
    const end = text.indexOf("\n", start);
    return start === 0 ? "" : text.slice(start, end === -1 ? text.length : end).trim();
}
function isLogin(key, value) {
    if (key === "client-key-data")
        return (decodeBase64(value) ?? "").includes("PRIVATE KEY-----");
    return isClearLiteral(value) && (key === "password" || looksRandom(value));
}
//# sourceMappingURL=kubeconfig.js.map
;// CONCATENATED MODULE: ./lib/checks/kubeconfig.js
/**
 * A kubeconfig with a login in it: a file of its own, or a value of a ConfigMap or Secret, also behind base64. A reference to a file or to
 * a program that fetches a login is none.
 */





const kubeconfig_check = defineCheck({ match: "text", reach: "repo", with: {} }, (view) => {
    const inText = loginsIn(view.text).map(({ key, within }) => (0,core_rule/* blame */.Sy)([], { key }, { within }));
    return [...inText, ...view.objects().flatMap((one) => inBase64(one))];
});
/** What a Secret holds in base64, and a ConfigMap's `binaryData`. */
function inBase64(resource) {
    if (resource.group !== "" || !["Secret", "ConfigMap"].includes(resource.kind))
        return [];
    const section = resource.kind === "Secret" ? "data" : "binaryData";
    const values = json_field(resource.body, section);
    return Object.entries(json_isObject(values) ? values : {}).flatMap(([name, value]) => {
        const decoded = typeof value === "string" ? decodeBase64(value) : undefined;
        const [login] = loginsIn(decoded ?? "");
        return login === undefined ? [] : [(0,core_rule/* blame */.Sy)([section, name], { key: login.key }, { on: resource })];
    });
}
//# sourceMappingURL=kubeconfig.js.map
;// CONCATENATED MODULE: ./lib/core/kubernetes-version.js
/** Kubernetes' minor versions, which is all that rules and tables ask about. */
/** The newest minor that the catalog's tables know: what an undeclared version counts as. */
const newestMinor = 37;
/** 34 for "1.34", "v1.34" or "1.34.2". NaN where the text is no version, which then compares with nothing. */
function minorOf(version) {
    const match = /^v?1\.(\d{1,3})(?:\.\d+)?$/.exec(version);
    return match?.[1] === undefined ? Number.NaN : Number(match[1]);
}
//# sourceMappingURL=kubernetes-version.js.map
;// CONCATENATED MODULE: ./lib/kubernetes/declared-version.js
/** The Kubernetes version that a file asks for, as installers, node images and component images spell it. */


/** Images whose tag is the version of Kubernetes that they hold. */
const kubernetesImages = [
    "kindest/node",
    "kube-apiserver",
    "kube-controller-manager",
    "kube-scheduler",
    "kube-proxy",
    "kubelet",
    "hyperkube",
    "rancher/k3s",
    "rancher/rke2-runtime",
];
/**
 * 31 for `1.31`, `v1.31.4`, `v1.31.4+k3s1`, `v1.31.4-gke.100`, `stable-1.31`. Null for text that names no version: `latest`, `stable`,
 * a placeholder.
 */
function declaredMinor(version) {
    const match = /^(?:(?:stable|latest|ci\/latest)-)?v?1\.(\d{1,3})(?:[.+-].*)?$/.exec(version.trim());
    return match?.[1] === undefined ? null : Number(match[1]);
}
/** The minor that an image of Kubernetes holds, null where its reference does not say it; undefined for images of other programs. */
function minorOfImage(reference) {
    const image = parseImage(reference);
    if (image === undefined || !isImageOf(image.repository, kubernetesImages))
        return undefined;
    return image.tag === null ? null : declaredMinor(image.tag);
}
//# sourceMappingURL=declared-version.js.map
;// CONCATENATED MODULE: ./lib/checks/kubernetes-version.js
/**
 * A minor of Kubernetes gets security fixes until its end of life. Whether a day has come is told from the date of the list: a report must not
 * depend on the clock, and a list that is out of date is said in the report.
 * Source: https://kubernetes.io/releases/patch-releases/
 */






/** An end as near as this is worth planning for. */
const noticeDays = 60;
const dayMs = 86_400_000;
const kubernetes_version_check = defineCheck({
    match: "item",
    reach: "local",
    with: {
        support: (0,core_decode/* listOf */.c3)((0,core_decode/* object */.Ik)({ minor: core_decode/* string */.Yj, endOfLife: core_decode/* string */.Yj })),
        asOf: core_decode/* string */.Yj,
        images: (0,core_decode/* optional */.lq)(core_decode/* boolean */.zM, false),
    },
}, (item, { support, asOf, images }) => {
    const written = typeof item.self === "number" ? String(item.self) : (json_text(item.self) ?? "");
    const minor = images ? minorOfImage(written) : declaredMinor(written);
    if (minor === undefined)
        return (0,core_rule/* pass */.IX)();
    const known = support.map((row) => ({ ...row, number: minorOf(row.minor) }));
    const row = known.find(({ number }) => number === minor);
    const data = { version: written, minor: `1.${minor ?? "?"}`, endOfLife: row?.endOfLife ?? "" };
    // A number has lost its last zero: 1.30 without quotes is 1.3.
    if (minor === null || typeof item.self === "number")
        return (0,core_rule/* undecided */.oo)(data);
    if (row === undefined) {
        const isOlder = known.every(({ number }) => minor < number);
        return isOlder ? (0,core_rule/* blame */.Sy)(item.route, data, { messageKey: "long-ended" }) : (0,core_rule/* undecided */.oo)(data);
    }
    if (row.endOfLife < asOf)
        return (0,core_rule/* blame */.Sy)(item.route, data, { messageKey: "ended" });
    const days = (Date.parse(row.endOfLife) - Date.parse(asOf)) / dayMs;
    if (days > noticeDays)
        return (0,core_rule/* pass */.IX)();
    return (0,core_rule/* blame */.Sy)(item.route, data, { messageKey: "ending", severity: "low" });
});
//# sourceMappingURL=kubernetes-version.js.map
;// CONCATENATED MODULE: ./lib/checks/kyverno-enforcement.js
/**
 * A Kyverno policy that validates or verifies images refuses what violates it. The action of a rule beats that of the policy, and absent means
 * Audit; overrides may enforce in some namespaces, so such a policy does more than audit. A policy that takes no part in admission judges in
 * the background only.
 * Source: https://kyverno.io/docs/policy-types/cluster-policy/validate/#failure-action
 */




const kyverno_enforcement_check = defineCheck({ match: "item", reach: "local", with: {} }, ({ resource }) => {
    const judges = objectsAt(whole(resource.body), "spec", "rules").flatMap(judgesOf);
    if (judges.length === 0)
        return (0,core_rule/* pass */.IX)(); // it changes, generates or cleans up objects
    const data = { policy: resource.name };
    const spec = json_field(resource.body, "spec");
    if (json_field(spec, "admission") === false)
        return (0,core_rule/* blame */.Sy)(["spec", "admission"], data, { messageKey: "background" });
    if (enforcesSomewhere(json_field(spec, "validationFailureActionOverrides")))
        return (0,core_rule/* pass */.IX)();
    const ofPolicy = json_field(spec, "validationFailureAction");
    const open = judges.filter(({ value }) => !enforces(json_field(value, "failureAction") ?? ofPolicy) &&
        !enforcesSomewhere(json_field(value, "failureActionOverrides")));
    const routes = open.map(({ value, route }) => json_field(value, "failureAction") === undefined
        ? ["spec", "validationFailureAction"]
        : [...route, "failureAction"]);
    return routes.length === 0 ? (0,core_rule/* pass */.IX)() : routes.map((route) => (0,core_rule/* blame */.Sy)(route, data, { messageKey: "audit" }));
});
/** The parts of a rule that can refuse: its validation, and each of its image verifications. */
function judgesOf(rule) {
    const validate = objectAt(rule, "validate");
    return [...(validate === undefined ? [] : [validate]), ...objectsAt(rule, "verifyImages")];
}
function enforces(action) {
    return (json_text(action) ?? "").toLowerCase() === "enforce";
}
function enforcesSomewhere(overrides) {
    return json_elements(overrides).some((override) => enforces(json_at(override, ["action"])));
}
//# sourceMappingURL=kyverno-enforcement.js.map
;// CONCATENATED MODULE: ./lib/checks/legacy-component.js
/** A component that its project has given up, told by the name of its image's repository: a label or a tag proves nothing. */






const legacy_component_check = defineCheck({
    match: "item",
    reach: "local",
    with: {
        components: (0,core_decode/* listOf */.c3)((0,core_decode/* object */.Ik)({
            component: core_decode/* string */.Yj,
            images: (0,core_decode/* listOf */.c3)(core_decode/* string */.Yj),
            reason: core_decode/* string */.Yj,
            severity: (0,core_decode/* optional */.lq)((0,core_decode/* oneOf */.yL)("high"), undefined),
        })),
    },
}, ({ self, route }, { components }) => {
    const image = parseImage(json_text(self) ?? "");
    const known = components.find(({ images }) => image !== undefined && isImageOf(image.repository, images));
    if (known === undefined)
        return (0,core_rule/* pass */.IX)();
    const { component, reason, severity } = known;
    return (0,core_rule/* blame */.Sy)(route, { component, reason }, severity === undefined ? {} : { severity });
});
//# sourceMappingURL=legacy-component.js.map
;// CONCATENATED MODULE: ./lib/checks/local-storage.js
/**
 * An emptyDir on disk has a bound: its own `sizeLimit`, or that of the pod. The kubelet evicts a pod whose containers and emptyDirs use
 * more than the sum of its containers' limits on ephemeral storage, so one container's limit bounds all volumes; a LimitRange may set it.
 * A volume that nobody may write to needs none.
 * Sources: https://kubernetes.io/docs/concepts/storage/ephemeral-storage/, and podEphemeralStorageLimitEviction in Kubernetes'
 * pkg/kubelet/eviction/eviction_manager.go
 */






const resourceName = "ephemeral-storage";
const local_storage_check = defineCheck({ match: "item", reach: "cross", with: {} }, ({ self, route, pod, resource }, _, inventory) => {
    const emptyDir = json_field(self, "emptyDir");
    const name = json_text(json_field(self, "name")) ?? "";
    if (pod === undefined || !json_isObject(emptyDir))
        return (0,core_rule/* pass */.IX)();
    const isMemory = json_field(emptyDir, "medium") === "Memory"; // counts as memory of the containers
    if (isMemory || json_field(emptyDir, "sizeLimit") !== undefined)
        return (0,core_rule/* pass */.IX)();
    if (mountsOf(pod, name).every(({ isReadOnly }) => isReadOnly))
        return (0,core_rule/* pass */.IX)();
    const isPodBounded = containersOf(pod, "running").some(({ value }) => json_at(value, ["resources", "limits", resourceName]) !== undefined);
    if (isPodBounded || fillsContainers(resource, ["default"], resourceName, inventory))
        return (0,core_rule/* pass */.IX)();
    return (0,core_rule/* blame */.Sy)([...route, "emptyDir", "sizeLimit"], { name });
});
//# sourceMappingURL=local-storage.js.map
;// CONCATENATED MODULE: ./lib/kubernetes/monitoring.js
/** Which resources collect logs, watch processes or raise alerts. The lists are `rules/tables/monitoring-components.yaml`. */







/** What monitoring is for: collecting logs, watching processes, raising alerts. */
const purposes = ["logs", "sensor", "alerts"];
/** Reads the table. */
const monitoringComponents = (0,core_decode/* listOf */.c3)((0,core_decode/* object */.Ik)({
    purpose: (0,core_decode/* oneOf */.yL)(...purposes),
    images: (0,core_decode/* listOf */.c3)(core_decode/* string */.Yj),
    charts: (0,core_decode/* listOf */.c3)(core_decode/* string */.Yj),
    kinds: (0,core_decode/* listOf */.c3)(core_decode/* string */.Yj),
}));
/** What a resource is there for: by its kind, by the images of its pods, or by the chart that it has installed. Empty for most. */
function purposesOf(resource, table) {
    const kind = `${resource.kind}.${resource.group}`;
    const repositories = podTemplates(resource)
        .flatMap(({ pod }) => containersOf(pod, "running"))
        .flatMap(({ value }) => parseImage(json_text(json_field(value, "image")) ?? "")?.repository ?? []);
    const charts = chartReleases(resource).map(({ chart }) => chart);
    return table
        .filter((row) => row.kinds.includes(kind) ||
        repositories.some((repository) => isImageOf(repository, row.images)) ||
        charts.some((chart) => row.charts.includes(chart)))
        .map(({ purpose }) => purpose);
}
//# sourceMappingURL=monitoring.js.map
;// CONCATENATED MODULE: ./lib/checks/log-collection.js
/** Whether the files hold anything that collects logs, and anything that notices an attack. It says nothing about what is running. */



const log_collection_check = defineCheck({ match: "revision", reach: "repo", with: { components: monitoringComponents } }, ({ resources }, { components }) => {
    const found = new Set(resources.flatMap((resource) => purposesOf(resource, components)));
    const hasDetection = found.has("sensor") || found.has("alerts");
    if (found.has("logs") && hasDetection)
        return (0,core_rule/* pass */.IX)();
    if (found.has("logs"))
        return (0,core_rule/* blame */.Sy)([], {}, { messageKey: "detection" });
    return (0,core_rule/* blame */.Sy)([], {}, { messageKey: hasDetection ? "logs" : "both" });
});
//# sourceMappingURL=log-collection.js.map
;// CONCATENATED MODULE: ./lib/text/log-outputs.js
/**
 * Where log agents send to, read from the text of their configuration: Fluent Bit, Fluentd, Vector, Promtail, Filebeat and the OpenTelemetry
 * collector. The text may be a template, so it is read line by line, and what is not understood gives nothing.
 */
/** Longer lines are data, not settings. UTF-16 code units. */
const longestLine = 2_000;
/** The outputs of a configuration in the order of the text; none where it is of no known agent. */
function logOutputs(text) {
    const lines = text.split(/\r?\n/).map((line) => (line.length > longestLine ? "" : line));
    return log_outputs_sectionsOf(text, lines)
        .map((section) => log_outputs_readSection(section))
        .filter((output) => output !== undefined);
}
function log_outputs_sectionsOf(text, lines) {
    if (text.includes("[OUTPUT]"))
        return between(lines, /^\s*\[OUTPUT\]/, /^\s*\[/);
    if (text.includes("<match"))
        return between(lines, /^\s*<match\b/, /^\s*<\/match>/);
    if (/^[ \t]*\[sinks\./m.test(text))
        return tomlSinks(lines);
    const heading = yamlHeading(text);
    return heading === undefined ? [] : yamlSections(lines, heading);
}
/** The key that holds the outputs in YAML, told by a word that only this agent's configuration has. */
function yamlHeading(text) {
    if (text.includes("/loki/api/"))
        return /^(\s*)clients:\s*$/;
    if (text.includes("filebeat."))
        return /^(\s*)output\.[a-z]+:\s*$/;
    if (text.includes("pipelines:") && /^[ \t]*logs(?:\/\S+)?:/m.test(text))
        return /^(\s*)exporters:\s*$/;
    if (text.includes("sinks:") && text.includes("sources:"))
        return /^(\s*)sinks:\s*$/;
    return text.includes("pipeline:") ? /^(\s*)outputs:\s*$/ : undefined;
}
function between(lines, start, end) {
    const sections = [];
    let current;
    for (const line of lines) {
        if (start.test(line)) {
            current = [];
            sections.push(current);
        }
        else if (end.test(line))
            current = undefined;
        else
            current?.push(line);
    }
    return sections;
}
/** `[sinks.out]` and `[sinks.out.tls]` are one output. */
function tomlSinks(lines) {
    const sinks = new Map();
    let current;
    for (const line of lines) {
        const [, name] = /^\s*\[sinks\.([\w-]+)/.exec(line) ?? [];
        if (name !== undefined) {
            current = sinks.get(name) ?? [];
            sinks.set(name, current);
        }
        else if (/^\s*\[/.test(line))
            current = undefined;
        else
            current?.push(line);
    }
    return [...sinks.values()];
}
/** Every child of the heading is an output, whether it is an element of a list or a key; settings right below count as one as well. */
function yamlSections(lines, heading) {
    const sections = [];
    let depth;
    let childDepth;
    for (const line of lines) {
        if (line.trim() === "" || /^\s*#/.test(line))
            continue;
        const indent = line.length - line.trimStart().length;
        const opened = heading.exec(line);
        if (opened !== null) {
            depth = indent;
            childDepth = undefined;
            continue;
        }
        const isBelow = depth !== undefined && (indent > depth || (indent === depth && line.trimStart().startsWith("- ")));
        if (!isBelow) {
            depth = undefined;
            continue;
        }
        childDepth ??= indent;
        const opensOutput = indent === childDepth && (/^\s*- /.test(line) || /:\s*$/.test(line));
        if (opensOutput || sections.length === 0)
            sections.push([]);
        sections.at(-1)?.push(line);
    }
    return sections;
}
const hostKeys = /^(?:hosts?|ur[il]|endpoints?|servers?|address|brokers|bootstrap_servers|loki_url|push_url)$/;
const clearKeys = {
    tls: /^(?:off|false|no)$/,
    insecure: /^true$/,
    scheme: /^http$/,
};
const unverifiedKeys = {
    "tls.verify": /^(?:off|false|no)$/,
    ssl_verify: /^(?:off|false|no)$/,
    verify_certificate: /^false$/,
    "tls.verify_certificate": /^false$/,
    insecure_skip_verify: /^true$/,
    insecure_tls: /^true$/,
    tls_insecure_mode: /^true$/,
    verification_mode: /^none$/,
    "ssl.verification_mode": /^none$/,
};
function log_outputs_readSection(lines) {
    const settings = lines.flatMap((line) => settingOf(line) ?? []);
    const urls = lines.flatMap((line) => [...line.matchAll(/\bhttps?:\/\/[^\s"',\]]+/g)].map(([url]) => url));
    const named = settings
        .filter(([key]) => hostKeys.test(key))
        .flatMap(([, value]) => value.split(/[\s,[\]"']+/))
        .filter((part) => part !== "" && !part.includes("://"));
    const hosts = [...urls, ...named].map(hostOf).filter((host) => host !== "");
    const has = (keys) => settings.some(([key, value]) => Object.hasOwn(keys, key) && keys[key]?.test(value) === true);
    return {
        hosts: [...new Set(hosts)],
        isClear: has(clearKeys) || urls.some((url) => url.startsWith("http://")) || isClearByDefault(settings),
        isUnverified: has(unverifiedKeys),
    };
}
/** Plug-ins that name a host and encrypt only where they are told to. */
const clearByDefault = [
    // https://docs.fluentbit.io/manual/administration/transport-security: `tls` is off by default.
    {
        key: "name",
        plugins: ["es", "opensearch", "http", "forward", "loki", "splunk", "influxdb"],
        unless: "tls",
    },
    // https://docs.fluentd.org/output/elasticsearch: `scheme` is http by default; https://docs.fluentd.org/output/forward: `transport` is tcp.
    { key: "@type", plugins: ["elasticsearch", "opensearch"], unless: "scheme" },
    { key: "@type", plugins: ["forward"], unless: "transport" },
];
function isClearByDefault(settings) {
    const has = (wanted) => settings.some(([key]) => key === wanted);
    return clearByDefault.some(({ key, plugins, unless }) => settings.some(([name, value]) => name === key && plugins.includes(value)) &&
        has("host") &&
        !has(unless));
}
/** `key value`, `key: value` and `key = value`, in lower case and without quotes. */
function settingOf(line) {
    const match = /^[\s-]*["']?(@?[A-Za-z][\w.-]*)["']?(?:\s*[:=]|\s)(.*)$/.exec(line);
    if (match === null)
        return undefined;
    const [, key = "", value = ""] = match;
    const plain = value
        .replace(/\s#.*$/, "")
        .trim()
        .replace(/^["']|["']$/g, "");
    return [[key.toLowerCase(), plain.toLowerCase()]];
}
/** A login before the host stays out: it may hold a password. */
function hostOf(address) {
    const rest = address.replace(/^[a-z]+:\/\//, "").split(/[/?]/)[0] ?? "";
    const host = rest.slice(rest.lastIndexOf("@") + 1);
    return host.startsWith("[") ? host.slice(1, host.indexOf("]")) : (host.split(":")[0] ?? "");
}
//# sourceMappingURL=log-outputs.js.map
;// CONCATENATED MODULE: ./lib/checks/log-shipping.js
/**
 * Logs on their way: what a forwarder sends out of the cluster, and what the API server sends to its audit webhook. Inside the cluster a
 * mesh or the network may encrypt, which files do not show; out of it, and for the audit trail, the sender has to.
 */





const log_shipping_check = defineCheck({ match: "item", reach: "local", with: { source: (0,core_decode/* oneOf */.yL)("forwarder", "webhook") } }, (item, { source }) => (source === "forwarder" ? judgeForwarder(item) : judgeWebhook(item)));
function judgeForwarder({ self, route }) {
    if (typeof self !== "string")
        return (0,core_rule/* pass */.IX)();
    const open = logOutputs(self).filter(({ isClear, isUnverified }) => isClear || isUnverified);
    for (const { hosts, isClear } of open) {
        const host = hosts.find((one) => log_shipping_placeOf(one) === "outside");
        if (host !== undefined)
            return (0,core_rule/* blame */.Sy)(route, { host }, { messageKey: isClear ? "clear" : "unverified" });
    }
    const unknown = open.flatMap(({ hosts }) => hosts).find((host) => log_shipping_placeOf(host) === "unknown");
    return unknown === undefined ? (0,core_rule/* pass */.IX)() : (0,core_rule/* undecided */.oo)({ host: unknown });
}
/** A kubeconfig does not say what it is for, so its file or the names in it must speak of the audit log. */
function judgeWebhook({ self, route, resource }) {
    const cluster = json_field(self, "cluster");
    const server = json_text(json_field(cluster, "server")) ?? "";
    const words = [resource.source.trace.path, json_text(json_field(self, "name")) ?? "", server].join(" ").toLowerCase();
    if (!words.includes("audit") && !words.includes("falco"))
        return (0,core_rule/* pass */.IX)();
    if (/^http:\/\/(?!localhost\b|127\.|\[::1\])/i.test(server)) {
        return (0,core_rule/* blame */.Sy)([...route, "cluster", "server"], {}, { messageKey: "webhook-clear" });
    }
    if (json_field(cluster, "insecure-skip-tls-verify") !== true)
        return (0,core_rule/* pass */.IX)();
    return (0,core_rule/* blame */.Sy)([...route, "cluster", "insecure-skip-tls-verify"], {}, { messageKey: "webhook-unverified" });
}
/** Two names with a dot may be a Service with its namespace or a public host, and a private address may be either as well. */
function log_shipping_placeOf(host) {
    if (/[${%}]/.test(host))
        return "unknown";
    if (/^(?:localhost|127\.\d+\.\d+\.\d+|::1)$/.test(host) || !/[.:]/.test(host))
        return "inside";
    if (/\.svc(?:\.|$)/.test(host) || host.endsWith(".cluster.local"))
        return "inside";
    if (/^(?:10|192\.168|172\.(?:1[6-9]|2\d|3[01])|169\.254)\./.test(host) ||
        (/^f[cde]/.test(host) && host.includes(":")))
        return "unknown";
    return host.split(".").length === 2 ? "unknown" : "outside";
}
//# sourceMappingURL=log-shipping.js.map
;// CONCATENATED MODULE: ./lib/checks/misplaced-field.js
/**
 * Kubernetes drops keys that it does not know, so a security field in the wrong place or in a wrong spelling protects nothing. Looked for:
 * fields of a container's security context at the pod, and the reverse; fields of the pod spec at a container; a securityContext beside or
 * inside a pod template; and names that differ from a real one by letter case or at most two letters.
 * Sources: the types PodSpec, Container, PodSecurityContext and SecurityContext of the core/v1 API.
 */





const containerOnly = [
    "privileged",
    "capabilities",
    "allowPrivilegeEscalation",
    "readOnlyRootFilesystem",
    "procMount",
];
const podOnly = [
    "fsGroup",
    "fsGroupChangePolicy",
    "supplementalGroups",
    "supplementalGroupsPolicy",
    "sysctls",
];
const shared = [
    "runAsUser",
    "runAsGroup",
    "runAsNonRoot",
    "seccompProfile",
    "appArmorProfile",
    "seLinuxOptions",
    "windowsOptions",
];
const podContextKeys = [...podOnly, ...shared, "seLinuxChangePolicy"];
const containerContextKeys = [...containerOnly, ...shared];
const specOnly = [
    "hostPID",
    "hostIPC",
    "hostNetwork",
    "hostUsers",
    "automountServiceAccountToken",
    "serviceAccountName",
    "runtimeClassName",
];
/** The other names of the pod spec and of a container: what the API knows is no misspelling of something else. */
const specNames = new Set(("activeDeadlineSeconds affinity automountServiceAccountToken containers dnsConfig dnsPolicy enableServiceLinks ephemeralContainers " +
    "hostAliases hostIPC hostNetwork hostPID hostUsers hostname hostnameOverride imagePullSecrets initContainers nodeName nodeSelector os " +
    "overhead preemptionPolicy priority priorityClassName readinessGates resourceClaims resources restartPolicy runtimeClassName " +
    "schedulerName schedulingGates schedulingGroup securityContext serviceAccount serviceAccountName setHostnameAsFQDN shareProcessNamespace subdomain " +
    "terminationGracePeriodSeconds tolerations topologySpreadConstraints volumes workloadRef").split(" "));
const containerNames = new Set(("args command env envFrom image imagePullPolicy lifecycle livenessProbe name ports readinessProbe resizePolicy resources restartPolicy " +
    "restartPolicyRules securityContext startupProbe stdin stdinOnce targetContainerName terminationMessagePath terminationMessagePolicy " +
    "tty volumeDevices volumeMounts workingDir").split(" "));
const specWords = [...specOnly, "securityContext"];
const podContextNames = new Set([...podContextKeys, ...containerContextKeys]);
const misplaced_field_check = defineCheck({
    match: "item",
    reach: "local",
    with: {},
}, (item) => {
    if (item.pod === undefined)
        return (0,core_rule/* pass */.IX)();
    const faults = [...besideTemplate(item), ...inPod(item.pod), ...misplaced_field_inContainers(item.pod)];
    return faults.length === 0 ? (0,core_rule/* pass */.IX)() : faults;
});
/** `spec.template` holds metadata and spec only, and no controller has a securityContext of its own. */
function besideTemplate({ resource, route }) {
    if (route.length < 2)
        return []; // a bare Pod
    const template = route.slice(0, -1);
    const owner = template.slice(0, -1);
    return [template, owner].flatMap((place) => json_at(resource.body, [...place, "securityContext"]) === undefined
        ? []
        : [misplaced([...place, "securityContext"], "securityContext", "the spec of the pod template")]);
}
function inPod(pod) {
    const context = [...pod.route, "securityContext"];
    const contextKeys = keysOf(json_at(pod.value, ["securityContext"]));
    return [
        ...misplacedKeys(contextKeys, containerOnly, context, "the securityContext of each container"),
        ...misspelt(contextKeys, podContextKeys, podContextNames, context),
        ...misspelt(keysOf(pod.value), specWords, specNames, pod.route),
    ];
}
function misplaced_field_inContainers(pod) {
    if (!json_isObject(pod.value))
        return [];
    return containersOf({ ...pod, value: pod.value }, "all").flatMap((container) => {
        const context = [...container.route, "securityContext"];
        const contextKeys = keysOf(json_at(container.value, ["securityContext"]));
        const name = json_text(container.value["name"]) ?? "";
        const faults = [
            ...misplacedKeys(contextKeys, podOnly, context, "the securityContext of the pod"),
            ...misplacedKeys(keysOf(container.value), specOnly, container.route, "the spec of the pod"),
            ...misspelt(contextKeys, containerContextKeys, podContextNames, context),
            ...misspelt(keysOf(container.value), ["securityContext"], containerNames, container.route),
        ];
        return faults.map((fault) => ({ ...fault, data: { ...fault.data, container: name } }));
    });
}
function misplacedKeys(keys, strangers, route, home) {
    return keys.filter((key) => strangers.includes(key)).map((key) => misplaced([...route, key], key, home));
}
/** Keys that the API does not know and that are close to a name. What it knows at the other level is misplaced, not misspelt. */
function misspelt(keys, known, real, route) {
    return keys.flatMap((key) => {
        if (real.has(key))
            return [];
        const meant = known.find((name) => isNear(key, name));
        return meant === undefined ? [] : [(0,core_rule/* blame */.Sy)([...route, key], { key, meant }, { messageKey: "misspelt" })];
    });
}
function isNear(key, name) {
    if (key.toLowerCase() === name.toLowerCase())
        return true;
    return name.length > 6 && Math.abs(key.length - name.length) <= 2 && (0,core_decode/* editDistance */.YC)(key, name) <= 2;
}
function misplaced(route, key, home) {
    return (0,core_rule/* blame */.Sy)(route, { key, home }, { messageKey: "misplaced" });
}
function keysOf(value) {
    return json_isObject(value) ? Object.keys(value) : [];
}
//# sourceMappingURL=misplaced-field.js.map
;// CONCATENATED MODULE: ./lib/kubernetes/flags.js
/** Command lines of Kubernetes' components, argument by argument. */

/**
 * The flags of an argument list, by name without dashes, each with its values in order: `--flag=v`, `--flag v`, and a bare `--flag`,
 * which is "true". What follows a flag and does not begin with a dash is its value. Underscores count as dashes, as in all
 * components of Kubernetes (WordSepNormalizeFunc in k8s.io/component-base/cli/flag); one dash is enough, as for etcd. `--` ends
 * the flags. A value leads to the argument that it stands in.
 */
function readFlags(args) {
    const flags = new Map();
    for (const [index, { value: argument, route }] of args.entries()) {
        if (argument === "--")
            break;
        const [, name, value] = /^--?([A-Za-z][^=\s]*)(?:=([^]*))?$/.exec(argument) ?? [];
        if (name === undefined)
            continue;
        const next = args[index + 1];
        if (value !== undefined)
            add(flags, name, { value, route });
        else if (next !== undefined && !next.value.startsWith("-"))
            add(flags, name, next);
        else
            add(flags, name, { value: "true", route });
    }
    return flags;
}
/** Adds a value behind the values that the setting already has. */
function add(settings, name, { value, route }) {
    const key = name.replaceAll("_", "-");
    const values = settings.get(key);
    if (values === undefined)
        settings.set(key, [{ value, route }]);
    else
        values.push({ value, route });
}
/** What a setting's value reads on a command line, whatever scalar a file has for it; "" for a list, an object or nothing. */
function settingText(value) {
    return value === undefined || value === null || isList(value) || json_isObject(value) ? "" : String(value);
}
//# sourceMappingURL=flags.js.map
;// CONCATENATED MODULE: ./lib/kubernetes/file-settings.js
/** Fields of a component's configuration file, under the names of the flags that say the same. */



/**
 * The settings of a configuration file. The fields of the table take the names there; any other field at the top takes its own name in
 * the spelling of flags (`enableProfilingHandler` is `enable-profiling-handler`). Each element of a list is a value, and a map is
 * one value for each entry, `Key=value`. Other objects are left out.
 */
function readFields(file, table) {
    const settings = new Map();
    for (const [route, flag] of table)
        addField(settings, flag, valueAt(file, ...route));
    for (const key of Object.keys(file.value)) {
        const isKnown = table.some(([route]) => route[0] === key);
        if (!isKnown && key !== "kind" && key !== "apiVersion")
            addField(settings, flagNameOf(key), valueAt(file, key));
    }
    return settings;
}
function addField(settings, flag, found) {
    if (found === undefined)
        return;
    for (const { value, route } of entriesOf(found)) {
        if (!json_isObject(value) && !isList(value))
            add(settings, flag, { value: settingText(value), route });
    }
}
function entriesOf({ value, route }) {
    if (isList(value))
        return value.map((element, index) => ({ value: element, route: [...route, index] }));
    if (!json_isObject(value))
        return [{ value, route }];
    return Object.entries(value)
        .filter(([, entry]) => isScalar(entry))
        .map(([key, entry]) => ({ value: `${key}=${settingText(entry)}`, route: [...route, key] }));
}
function isScalar(value) {
    return !json_isObject(value) && !isList(value);
}
/** `clientCAFile` is `client-ca-file`. */
function flagNameOf(fieldName) {
    return fieldName
        .replace(/([a-z0-9])([A-Z])/g, "$1-$2")
        .replace(/([A-Z])([A-Z][a-z])/g, "$1-$2")
        .toLowerCase();
}
//# sourceMappingURL=file-settings.js.map
;// CONCATENATED MODULE: ./lib/kubernetes/configuration-files.js
/** Configuration files of kubelet, kube-proxy and API server, which have the shape of Kubernetes objects. */




/**
 * Fields whose flag has another name or that lie deeper. Source: the kubelet's options in Kubernetes' cmd/kubelet/app/options/options.go
 * and https://kubernetes.io/docs/reference/config-api/kubelet-config.v1beta1/.
 */
const kubeletFields = [
    [["authentication", "anonymous", "enabled"], "anonymous-auth"],
    [["authentication", "webhook", "enabled"], "authentication-token-webhook"],
    [["authentication", "webhook", "cacheTTL"], "authentication-token-webhook-cache-ttl"],
    [["authentication", "x509", "clientCAFile"], "client-ca-file"],
    [["authorization", "mode"], "authorization-mode"],
    [["enableContentionProfiling"], "contention-profiling"],
    [["enableDebuggingHandlers"], "enable-debugging-handlers"],
    [["eventRecordQPS"], "event-qps"],
    [["makeIPTablesUtilChains"], "make-iptables-util-chains"],
    [["podPidsLimit"], "pod-max-pids"],
    [["serverTLSBootstrap"], "rotate-server-certificates"],
    [["staticPodPath"], "pod-manifest-path"],
];
/** Source: https://kubernetes.io/docs/reference/config-api/kube-proxy-config.v1alpha1/. */
const proxyFields = [
    [["clientConnection", "kubeconfig"], "kubeconfig"],
    [["enableProfiling"], "profiling"],
    [["mode"], "proxy-mode"],
];
/** A KubeletConfiguration: the node's whole configuration, where an absent field has the default of the file's API. */
function readKubeletConfiguration(resource) {
    const settings = readFields(whole(resource.body), kubeletFields);
    return [fileView(resource, "kubelet", settings, "complete")];
}
/** A KubeProxyConfiguration, whole likewise. */
function readKubeProxyConfiguration(resource) {
    const settings = readFields(whole(resource.body), proxyFields);
    return [fileView(resource, "kube-proxy", settings, "complete")];
}
/** An AuthorizationConfiguration of the API server: each authorizer is a value of `authorization-mode`. */
function readAuthorizationConfiguration(resource) {
    const settings = new Map();
    for (const { value, route } of objectsAt(whole(resource.body), "authorizers")) {
        const type = json_text(json_field(value, "type"));
        if (type !== undefined)
            add(settings, "authorization-mode", { value: type, route: [...route, "type"] });
    }
    return [fileView(resource, "kube-apiserver", settings, "fragment")];
}
/**
 * An AuthenticationConfiguration of the API server: `anonymous` is the flag `anonymous-auth`. Anonymous requests that conditions limit
 * to some paths are neither on nor off, so that case states nothing.
 */
function readAuthenticationConfiguration(resource) {
    const settings = new Map();
    const anonymous = json_field(resource.body, "anonymous");
    const isLimited = json_elements(json_field(anonymous, "conditions")).length > 0;
    const enabled = json_at(anonymous, ["enabled"]);
    if (typeof enabled === "boolean" && !(enabled && isLimited)) {
        add(settings, "anonymous-auth", { value: String(enabled), route: ["anonymous", "enabled"] });
    }
    return [fileView(resource, "kube-apiserver", settings, "fragment")];
}
function fileView(resource, component, settings, extent) {
    return { view: "component", component, resource, route: [], settings, extent, form: "file" };
}
//# sourceMappingURL=configuration-files.js.map
;// CONCATENATED MODULE: ./lib/kubernetes/kubeadm.js
/** What kubeadm hands over to the components: https://kubernetes.io/docs/reference/config-api/kubeadm-config.v1beta4/ */



/** The three components that a ClusterConfiguration always starts, and the field of each. */
const controlPlane = [
    ["kube-apiserver", "apiServer"],
    ["kube-controller-manager", "controllerManager"],
    ["kube-scheduler", "scheduler"],
];
/** A ClusterConfiguration: fragments for the control plane, and for etcd unless it is an external one. */
function readClusterConfiguration(resource) {
    return clusterViews(resource, whole(resource.body));
}
/** An InitConfiguration or JoinConfiguration: the kubelet's extra arguments, where there are any. */
function readNodeConfiguration(resource) {
    return nodeViews(resource, whole(resource.body));
}
/**
 * The kubeadm documents inside the kinds of Cluster API (https://cluster-api.sigs.k8s.io/): KubeadmConfig and KubeadmControlPlane, and
 * their templates.
 */
function readClusterApiConfiguration(resource) {
    const holders = [
        ["spec"],
        ["spec", "kubeadmConfigSpec"],
        ["spec", "template", "spec"],
        ["spec", "template", "spec", "kubeadmConfigSpec"],
    ];
    return holders.flatMap((steps) => {
        const holder = objectAt(whole(resource.body), ...steps);
        if (holder === undefined)
            return [];
        const cluster = objectAt(holder, "clusterConfiguration");
        const nodes = [objectAt(holder, "initConfiguration"), objectAt(holder, "joinConfiguration")];
        return [
            ...(cluster === undefined ? [] : clusterViews(resource, cluster)),
            ...nodes.filter((node) => node !== undefined).flatMap((node) => nodeViews(resource, node)),
        ];
    });
}
function clusterViews(resource, configuration) {
    const views = controlPlane.map(([component, key]) => {
        const fields = component === "kube-apiserver" ? readExternalEtcd(configuration) : [];
        const settings = settingsOf([...fields, ...readExtraArgs(valueAt(configuration, key, "extraArgs"))]);
        return fragment(resource, component, [...configuration.route, key, "extraArgs"], settings);
    });
    if (json_at(configuration.value, ["etcd", "external"]) !== undefined)
        return views;
    const etcd = settingsOf(readExtraArgs(valueAt(configuration, "etcd", "local", "extraArgs")));
    return [...views, fragment(resource, "etcd", [...configuration.route, "etcd", "local", "extraArgs"], etcd)];
}
function nodeViews(resource, configuration) {
    const extraArgs = valueAt(configuration, "nodeRegistration", "kubeletExtraArgs");
    if (extraArgs === undefined)
        return [];
    return [fragment(resource, "kubelet", extraArgs.route, settingsOf(readExtraArgs(extraArgs)))];
}
function settingsOf(values) {
    const settings = new Map();
    for (const { name, ...value } of values)
        add(settings, name, value);
    return settings;
}
/** A map up to v1beta3; from v1beta4 on a list of names and values, where a name may stand twice. */
function readExtraArgs(extraArgs) {
    if (extraArgs === undefined)
        return [];
    if (json_isObject(extraArgs.value)) {
        return Object.entries(extraArgs.value).map(([name, value]) => ({
            name,
            value: settingText(value),
            route: [...extraArgs.route, name],
        }));
    }
    return objectsAt(extraArgs).flatMap((entry) => {
        const name = json_text(json_field(entry.value, "name"));
        const value = valueAt(entry, "value");
        if (name === undefined)
            return [];
        return [{ name, value: settingText(value?.value), route: value?.route ?? entry.route }];
    });
}
/** kubeadm writes the fields of an external etcd into flags of the API server. Extra arguments win over them. */
function readExternalEtcd(configuration) {
    const external = objectAt(configuration, "etcd", "external");
    if (external === undefined)
        return [];
    const endpoints = elementsAt(external, "endpoints");
    const urls = endpoints.map(({ value }) => settingText(value)).join(",");
    const servers = { name: "etcd-servers", value: urls, route: [...external.route, "endpoints"] };
    const files = [
        ["caFile", "etcd-cafile"],
        ["certFile", "etcd-certfile"],
        ["keyFile", "etcd-keyfile"],
    ];
    return [
        ...(urls === "" ? [] : [servers]),
        ...files.flatMap(([key, name]) => {
            const found = valueAt(external, key);
            return found === undefined ? [] : [{ name, value: settingText(found.value), route: found.route }];
        }),
    ];
}
function fragment(resource, component, route, settings) {
    const form = "flags";
    return {
        view: "component",
        component,
        resource,
        route,
        settings,
        extent: "fragment",
        installer: "kubeadm",
        form,
    };
}
//# sourceMappingURL=kubeadm.js.map
;// CONCATENATED MODULE: ./lib/kubernetes/static-pods.js
/** Components that run as containers: static Pods, and the same containers in a Deployment or DaemonSet. */







/** One view for each container of the resource that runs a component. */
function readContainers(resource) {
    return podTemplates(resource)
        .flatMap(({ pod }) => containersOf(pod, "running"))
        .flatMap((container) => readContainer(resource, container));
}
function readContainer(resource, container) {
    const args = [...argumentsAt(container, "command"), ...argumentsAt(container, "args")];
    const program = findProgram(args, container.value);
    if (program === undefined)
        return [];
    const { component, start } = program;
    const settings = component === "etcd" ? readEtcdVariables(container) : new Map();
    for (const [name, values] of start === null ? [] : readFlags(args.slice(start))) {
        for (const value of values)
            add(settings, name, value);
    }
    const isWhole = start !== null && !readsElsewhere(component, settings, container.value);
    return [
        {
            view: "component",
            component,
            resource,
            route: anchorOf(container),
            settings,
            extent: isWhole ? "complete" : "fragment",
            form: "flags",
        },
    ];
}
function argumentsAt(container, key) {
    return elementsAt(container, key).map(({ value, route }) => ({ value: settingText(value), route }));
}
/**
 * The component is the base name of the first argument, or of one further on that the first one starts (`go-runner`), or that of the
 * image where no argument names a program.
 */
function findProgram(args, container) {
    const first = args[0]?.value;
    const ofImage = componentNamed(parseImage(json_text(json_field(container, "image")) ?? "")?.repository ?? "");
    if (first === undefined || (first.startsWith("-") && json_elements(json_field(container, "command")).length === 0)) {
        return ofImage === undefined ? undefined : { component: ofImage, start: 0 };
    }
    for (const [index, { value }] of args.entries()) {
        const component = componentNamed(value);
        if (component !== undefined && (index === 0 || isStarter(first)))
            return { component, start: index + 1 };
    }
    const words = isShell(first) ? args.slice(1).flatMap(({ value }) => value.split(/\s+/)) : [];
    const isInScript = words.some((word) => componentNamed(word) === ofImage);
    return ofImage !== undefined && isInScript ? { component: ofImage, start: null } : undefined;
}
function componentNamed(path) {
    const name = baseName(path);
    return core_rule/* components */.dK.find((component) => component === name);
}
function baseName(path) {
    return path.slice(path.lastIndexOf("/") + 1);
}
/** Programs that start the one that a later argument names. */
function isStarter(program) {
    return ["go-runner", "tini", "dumb-init", "hyperkube", "env"].includes(baseName(program));
}
function isShell(program) {
    return ["sh", "bash", "ash", "dash"].includes(baseName(program));
}
/** etcd reads a variable for every flag, `ETCD_CLIENT_CERT_AUTH` for `--client-cert-auth`; flags win (https://etcd.io/docs/latest/op-guide/configuration/). */
function readEtcdVariables(container) {
    const settings = new Map();
    for (const variable of objectsAt(container, "env")) {
        const name = json_text(json_field(variable.value, "name")) ?? "";
        const value = valueAt(variable, "value");
        if (!name.startsWith("ETCD_") || typeof value?.value !== "string")
            continue;
        add(settings, name.slice("ETCD_".length).toLowerCase(), { value: value.value, route: value.route });
    }
    return settings;
}
/** Whether settings come from where we cannot look, so that an absent flag has no known value. */
function readsElsewhere(component, settings, container) {
    switch (component) {
        case "etcd": {
            const isFromReference = json_elements(json_field(container, "env")).some((variable) => (json_text(json_field(variable, "name")) ?? "").startsWith("ETCD_") &&
                json_field(variable, "valueFrom") !== undefined);
            return settings.has("config-file") || isFromReference || json_field(container, "envFrom") !== undefined;
        }
        case "kubelet":
        case "kube-proxy":
            return settings.has("config");
        default:
            return false;
    }
}
/** Where a missing flag would be added: the list that holds the flags. */
function anchorOf(container) {
    const [command, args] = [valueAt(container, "command"), valueAt(container, "args")];
    const holdsFlags = argumentsAt(container, "command").some(({ value }) => value.startsWith("-"));
    if (command !== undefined && (holdsFlags || args === undefined))
        return command.route;
    return args?.route ?? container.route;
}
//# sourceMappingURL=static-pods.js.map
;// CONCATENATED MODULE: ./lib/kubernetes/components.js




/** Who reads a kind. Another installer is one more row. */
const readers = new Map([
    ["KubeletConfiguration.kubelet.config.k8s.io", readKubeletConfiguration],
    ["KubeProxyConfiguration.kubeproxy.config.k8s.io", readKubeProxyConfiguration],
    ["AuthorizationConfiguration.apiserver.config.k8s.io", readAuthorizationConfiguration],
    ["AuthenticationConfiguration.apiserver.config.k8s.io", readAuthenticationConfiguration],
    ["ClusterConfiguration.kubeadm.k8s.io", readClusterConfiguration],
    ["InitConfiguration.kubeadm.k8s.io", readNodeConfiguration],
    ["JoinConfiguration.kubeadm.k8s.io", readNodeConfiguration],
    ["KubeadmConfig.bootstrap.cluster.x-k8s.io", readClusterApiConfiguration],
    ["KubeadmConfigTemplate.bootstrap.cluster.x-k8s.io", readClusterApiConfiguration],
    ["KubeadmControlPlane.controlplane.cluster.x-k8s.io", readClusterApiConfiguration],
    ["KubeadmControlPlaneTemplate.controlplane.cluster.x-k8s.io", readClusterApiConfiguration],
]);
/**
 * The components that a resource configures, each with its settings by flag name; none for most resources. A container's command line is
 * complete, an installer's extra arguments are a fragment on top of the installer's defaults, a configuration file is complete with the
 * defaults of its own API.
 */
function componentViews(resource) {
    if (isWorkload(resource.group, resource.kind))
        return readContainers(resource);
    return readers.get(`${resource.kind}.${resource.group}`)?.(resource) ?? [];
}
//# sourceMappingURL=components.js.map
;// CONCATENATED MODULE: ./lib/checks/monitoring-removed.js
/**
 * A change that takes away what would notice an attack: a log agent or sensor, alerts, the flags of the audit log, or what an audit policy
 * records. Compared is the same object at the base and at the head. An object that is gone is shown where it stood.
 */







const auditFlags = ["audit-policy-file", "audit-log-path", "audit-webhook-config-file"];
const monitoring_removed_words = { logs: "collects logs", sensor: "watches for attacks", alerts: "raises alerts" };
const monitoring_removed_check = defineCheck({ match: "change", reach: "diff", with: { components: monitoringComponents } }, ({ before, after }, { components }, inventory) => {
    if (before === undefined)
        return (0,core_rule/* pass */.IX)();
    if (after === undefined)
        return judgeRemoved(before, components, inventory);
    return [
        ...componentLeft(before, after, components),
        ...switchedOff(before, after, components),
        ...alertsLeft(before, after),
        ...auditFlagsLeft(before, after),
        ...auditRulesLeft(before, after),
    ];
});
/** A sensor of another name or kind for the same purpose, which the base does not have, has taken its place. */
function judgeRemoved(before, components, inventory) {
    const [purpose] = purposesOf(before, components);
    if (before.kind === "Policy" && before.group === "audit.k8s.io") {
        return (0,core_rule/* blame */.Sy)([], { kind: before.kind, name: before.name }, { messageKey: "audit-policy" });
    }
    if (purpose === undefined || isReplaced(before, purpose, components, inventory))
        return (0,core_rule/* pass */.IX)();
    return (0,core_rule/* blame */.Sy)([], { kind: before.kind, name: before.name, purpose: monitoring_removed_words[purpose] }, { messageKey: "removed" });
}
function isReplaced(before, purpose, components, { resources, base }) {
    const isNew = (one) => !(base?.resources ?? []).some((old) => old.kind === one.kind && old.name === one.name);
    return resources.some((one) => purposesOf(one, components).includes(purpose) &&
        isNew(one) &&
        (purpose !== "alerts" || one.kind === before.kind));
}
/** The container of the agent is gone from a workload that stays. */
function componentLeft(before, after, components) {
    const kept = purposesOf(after, components);
    const lost = purposesOf(before, components).filter((purpose) => !kept.includes(purpose));
    return lost.map((purpose) => (0,core_rule/* blame */.Sy)([], { kind: after.kind, name: after.name, purpose: monitoring_removed_words[purpose] }, { messageKey: "left" }));
}
/** No replicas any more, or only the nodes that a selector leaves. */
function switchedOff(before, after, components) {
    const [purpose] = purposesOf(after, components);
    if (purpose === undefined)
        return [];
    const data = { kind: after.kind, name: after.name, purpose: monitoring_removed_words[purpose] };
    const replicas = ["spec", "replicas"];
    if (json_at(after.body, replicas) === 0 && json_at(before.body, replicas) !== 0) {
        return [(0,core_rule/* blame */.Sy)(replicas, data, { messageKey: "stopped" })];
    }
    const [old] = podTemplates(before);
    const known = json_field(old?.pod.value, "nodeSelector");
    return podTemplates(after).flatMap(({ pod }) => {
        const selector = json_field(pod.value, "nodeSelector");
        const added = json_isObject(selector)
            ? Object.keys(selector).filter((key) => json_field(known, key) === undefined)
            : [];
        return added
            .filter((key) => key !== "kubernetes.io/os")
            .map((key) => (0,core_rule/* blame */.Sy)([...pod.route, "nodeSelector", key], data, { messageKey: "narrowed" }));
    });
}
function alertsLeft(before, after) {
    const kept = alertsOf(after);
    const lost = alertsOf(before).filter((alert) => !kept.includes(alert));
    if (lost.length === 0)
        return [];
    return [
        (0,core_rule/* blame */.Sy)(["spec", "groups"], { name: after.name, alerts: lost.slice(0, 3).join(", ") }, { messageKey: "alerts" }),
    ];
}
/** The names of alerts in a PrometheusRule and its kin. */
function alertsOf({ body }) {
    return json_elements(json_at(body, ["spec", "groups"]))
        .flatMap((group) => json_elements(json_field(group, "rules")))
        .flatMap((rule) => json_text(json_field(rule, "alert")) ?? []);
}
function auditFlagsLeft(before, after) {
    const old = componentViews(before).find(({ component }) => component === "kube-apiserver");
    return componentViews(after)
        .filter(({ component, form }) => component === "kube-apiserver" && form === "flags")
        .flatMap((view) => auditFlags
        .filter((flag) => (old?.settings.has(flag) ?? false) && !view.settings.has(flag))
        .map((flag) => (0,core_rule/* blame */.Sy)(view.route, { flag }, { messageKey: "audit-flag", missing: `--${flag}` })));
}
/** A policy that drops more than before. What the new one leaves out is judged by the rule about gaps. */
function auditRulesLeft(before, after) {
    if (after.kind !== "Policy" || after.group !== "audit.k8s.io")
        return [];
    const dropping = json_elements(before.body["rules"])
        .filter((rule) => levelOf(rule) === "None")
        .map(written);
    return json_elements(after.body["rules"]).flatMap((rule, index) => levelOf(rule) === "None" && !dropping.includes(written(rule))
        ? [(0,core_rule/* blame */.Sy)(["rules", index, "level"], {}, { messageKey: "audit-rule" })]
        : []);
}
function written(value) {
    return JSON.stringify(value, (_, inner) => (typeof inner === "bigint" ? String(inner) : inner));
}
//# sourceMappingURL=monitoring-removed.js.map
;// CONCATENATED MODULE: ./lib/kubernetes/pod-security-configuration.js
/** The API server's configuration of Pod Security Admission: https://kubernetes.io/docs/tasks/configure-pod-container/enforce-standards-admission-controller/ */


/** The kinds that hold such a configuration, as rule files and inventories name them. */
const podSecurityConfigurationKinds = [
    ["PodSecurityConfiguration", "pod-security.admission.config.k8s.io"],
    ["AdmissionConfiguration", "apiserver.config.k8s.io"],
];
/**
 * The PodSecurityConfigurations in a resource: itself, or those of the plug-in PodSecurity in an AdmissionConfiguration. A plug-in whose
 * configuration is in a file of its own (`path`) has none here.
 */
function podSecurityConfigurations({ kind, body }) {
    if (kind === "PodSecurityConfiguration")
        return [whole(body)];
    return objectsAt(whole(body), "plugins")
        .filter(({ value }) => json_field(value, "name") === "PodSecurity")
        .flatMap((plugin) => objectAt(plugin, "configuration") ?? []);
}
//# sourceMappingURL=pod-security-configuration.js.map
;// CONCATENATED MODULE: ./lib/kubernetes/pod-security-check.js
/** What one check of the Pod Security Standards is given and what it answers. */



/** The values of a field of the security contexts that are set: the pod's, then those of all containers. */
function atEveryLevel({ pod }, ...steps) {
    return [pod, ...containersOf(pod, "all")]
        .map((holder) => valueAt(holder, "securityContext", ...steps))
        .filter((value) => value !== undefined);
}
/** The values of a field that are set in containers. */
function pod_security_check_inContainers({ pod }, ...steps) {
    return containersOf(pod, "all")
        .map((container) => valueAt(container, ...steps))
        .filter((value) => value !== undefined);
}
/** The routes of the values that a test calls bad. */
function routesOf(values, isBad) {
    return values.filter(isBad).map(({ route }) => route);
}
/** Whether the pod runs in a user namespace of its own, which relaxes some checks from 1.35 on (KEP-127). */
function hasUserNamespace(podSpec) {
    return json_field(podSpec, "hostUsers") === false;
}
//# sourceMappingURL=pod-security-check.js.map
;// CONCATENATED MODULE: ./lib/kubernetes/pod-security-baseline.js
/** The checks of the level `baseline`: https://kubernetes.io/docs/concepts/security/pod-security-standards/#baseline */




/** In the order of the standard. Ids and versions are those of k8s.io/pod-security-admission v0.37, package policy. */
const baselineChecks = [
    { id: "hostNamespaces", from: 0, forbids: "Host namespaces are shared", find: findHostNamespaces },
    { id: "privileged", from: 0, forbids: "Containers are privileged", find: findPrivileged },
    {
        id: "capabilities_baseline",
        from: 0,
        forbids: "Capabilities outside the default set are added",
        find: findCapabilities,
    },
    { id: "hostPathVolumes", from: 0, forbids: "Volumes are paths of the host", find: findHostPaths },
    { id: "hostPorts", from: 0, forbids: "Ports of the host are used", find: findHostPorts },
    {
        id: "hostProbesAndHostLifecycle",
        from: 34,
        forbids: "Probes or lifecycle handlers name a host",
        find: findProbeHosts,
    },
    {
        id: "appArmorProfile",
        from: 0,
        forbids: "AppArmor profiles other than RuntimeDefault and Localhost are set",
        find: findAppArmorProfiles,
    },
    {
        id: "seLinuxOptions",
        from: 0,
        forbids: "SELinux types, users or roles outside the allowed ones are set",
        find: findSeLinuxOptions,
    },
    { id: "procMount", from: 0, forbids: "The mount of /proc is not the default one", find: findProcMounts },
    {
        id: "seccompProfile_baseline",
        from: 0,
        forbids: "Seccomp profiles other than RuntimeDefault and Localhost are set",
        find: findSeccompProfiles,
    },
    { id: "sysctls", from: 0, forbids: "Sysctls outside the safe ones are set", find: findSysctls },
    {
        id: "windowsHostProcess",
        from: 0,
        forbids: "Windows HostProcess containers are asked for",
        find: findHostProcesses,
    },
];
function findHostNamespaces({ pod }) {
    return ["hostNetwork", "hostPID", "hostIPC"]
        .filter((key) => json_field(pod.value, key) === true)
        .map((key) => [...pod.route, key]);
}
function findPrivileged(pod) {
    return routesOf(pod_security_check_inContainers(pod, "securityContext", "privileged"), ({ value }) => value === true);
}
const defaultCapabilities = [
    "AUDIT_WRITE",
    "CHOWN",
    "DAC_OVERRIDE",
    "FOWNER",
    "FSETID",
    "KILL",
    "MKNOD",
    "NET_BIND_SERVICE",
    "SETFCAP",
    "SETGID",
    "SETPCAP",
    "SETUID",
    "SYS_CHROOT",
];
/** Names count exactly as written: `chown` and `CAP_CHOWN` are refused. */
function findCapabilities({ pod }) {
    const added = containersOf(pod, "all").flatMap((container) => elementsAt(container, "securityContext", "capabilities", "add"));
    return routesOf(added, ({ value }) => !defaultCapabilities.includes(value));
}
function findHostPaths({ pod }) {
    return objectsAt(pod, "volumes")
        .map((volume) => valueAt(volume, "hostPath"))
        .filter((hostPath) => hostPath !== undefined)
        .map(({ route }) => route);
}
/** On the host network the API server itself fills in `hostPort`, before admission looks. */
function findHostPorts({ pod }) {
    const ports = containersOf(pod, "all").flatMap((container) => objectsAt(container, "ports"));
    const hostPorts = ports.map((port) => valueAt(port, "hostPort")).filter((port) => port !== undefined);
    return routesOf(hostPorts, ({ value }) => value !== 0);
}
const handlers = [
    ["livenessProbe"],
    ["readinessProbe"],
    ["startupProbe"],
    ["lifecycle", "postStart"],
    ["lifecycle", "preStop"],
];
function findProbeHosts(pod) {
    const hosts = handlers.flatMap((handler) => [
        ...pod_security_check_inContainers(pod, ...handler, "httpGet", "host"),
        ...pod_security_check_inContainers(pod, ...handler, "tcpSocket", "host"),
    ]);
    return routesOf(hosts, ({ value }) => value !== "");
}
const appArmorPrefix = "container.apparmor.security.beta.kubernetes.io/";
function findAppArmorProfiles(pod) {
    const annotations = annotationsOf(pod).filter(({ key }) => key.startsWith(appArmorPrefix));
    const isBad = (profile) => profile !== "" && profile !== "runtime/default" && !profile.startsWith("localhost/");
    return [
        ...badProfileTypes(pod, "appArmorProfile"),
        ...annotations.filter(({ profile }) => isBad(profile)).map(({ route }) => route),
    ];
}
const seLinuxTypes = ["", "container_t", "container_init_t", "container_kvm_t"];
function findSeLinuxOptions(pod) {
    const allowed = pod.minor >= 31 ? [...seLinuxTypes, "container_engine_t"] : seLinuxTypes;
    return [
        ...routesOf(atEveryLevel(pod, "seLinuxOptions", "type"), ({ value }) => !allowed.includes(value)),
        ...routesOf(atEveryLevel(pod, "seLinuxOptions", "user"), ({ value }) => value !== ""),
        ...routesOf(atEveryLevel(pod, "seLinuxOptions", "role"), ({ value }) => value !== ""),
    ];
}
function findProcMounts(pod) {
    if (pod.minor >= 35 && hasUserNamespace(pod.pod.value))
        return [];
    return badProcMounts(pod);
}
/** The unmasked mounts of /proc, whatever user namespace the pod has. */
function badProcMounts(pod) {
    return routesOf(pod_security_check_inContainers(pod, "securityContext", "procMount"), ({ value }) => value !== "Default");
}
const podSeccompKey = "seccomp.security.alpha.kubernetes.io/pod";
const containerSeccompPrefix = "container.seccomp.security.alpha.kubernetes.io/";
/** Annotations decided until fields came with 1.19; since then only the fields count. */
function findSeccompProfiles(pod) {
    if (pod.minor >= 19)
        return badProfileTypes(pod, "seccompProfile");
    const names = containersOf(pod.pod, "all").map(({ value }) => json_text(json_field(value, "name")) ?? "");
    const keys = new Set([podSeccompKey, ...names.map((name) => `${containerSeccompPrefix}${name}`)]);
    const isBad = (profile) => profile !== "runtime/default" && profile !== "docker/default" && !profile.startsWith("localhost/");
    return annotationsOf(pod)
        .filter(({ key, profile }) => keys.has(key) && isBad(profile))
        .map(({ route }) => route);
}
/** The profiles of pod and containers whose type is neither RuntimeDefault nor Localhost. A profile without type is bad too. */
function badProfileTypes(pod, profile) {
    return routesOf(atEveryLevel(pod, profile), isBadProfile).map((route) => [...route, "type"]);
}
function isBadProfile({ value }) {
    const type = json_field(value, "type");
    return type !== "RuntimeDefault" && type !== "Localhost";
}
/** Sysctls that act inside the pod's own namespaces alone, by the first policy version that allows them. */
const safeSysctls = {
    "kernel.shm_rmid_forced": 0,
    "net.ipv4.ip_local_port_range": 0,
    "net.ipv4.ip_unprivileged_port_start": 0,
    "net.ipv4.ping_group_range": 0,
    "net.ipv4.tcp_syncookies": 0,
    "net.ipv4.ip_local_reserved_ports": 27,
    "net.ipv4.tcp_fin_timeout": 29,
    "net.ipv4.tcp_keepalive_intvl": 29,
    "net.ipv4.tcp_keepalive_probes": 29,
    "net.ipv4.tcp_keepalive_time": 29,
    "net.ipv4.tcp_rmem": 32,
    "net.ipv4.tcp_wmem": 32,
    "net.ipv4.tcp_notsent_lowat": 37,
    "net.ipv4.tcp_slow_start_after_idle": 37,
};
function findSysctls({ pod, minor }) {
    const safe = Object.keys(safeSysctls).filter((name) => (safeSysctls[name] ?? Number.NaN) <= minor);
    const sysctls = objectsAt(pod, "securityContext", "sysctls");
    return sysctls
        .filter(({ value }) => !safe.includes(json_text(json_field(value, "name")) ?? ""))
        .map(({ route }) => [...route, "name"]);
}
function findHostProcesses(pod) {
    return routesOf(atEveryLevel(pod, "windowsOptions", "hostProcess"), ({ value }) => value === true);
}
function annotationsOf({ podMetadata }) {
    const annotations = podMetadata === undefined ? undefined : objectAt(podMetadata, "annotations");
    if (annotations === undefined)
        return [];
    return Object.entries(annotations.value).flatMap(([key, value]) => typeof value === "string" ? [{ key, profile: value, route: [...annotations.route, key] }] : []);
}
//# sourceMappingURL=pod-security-baseline.js.map
;// CONCATENATED MODULE: ./lib/kubernetes/pod-security-restricted.js
/** What the level `restricted` adds: https://kubernetes.io/docs/concepts/security/pod-security-standards/#restricted */





/** In the order of the standard. Ids and versions are those of k8s.io/pod-security-admission v0.37, package policy. */
const restrictedChecks = [
    {
        id: "restrictedVolumes",
        from: 0,
        forbids: "Volumes of restricted types are used",
        replaces: "hostPathVolumes",
        find: findVolumes,
    },
    {
        id: "allowPrivilegeEscalation",
        from: 8,
        forbids: "Privilege escalation is not switched off",
        find: findPrivilegeEscalation,
    },
    {
        id: "runAsNonRoot",
        from: 0,
        forbids: "Containers are not bound to run as non-root",
        find: findRunAsNonRoot,
    },
    { id: "runAsUser", from: 23, forbids: "The user with the id 0 is asked for", find: findRunAsUser },
    {
        id: "seccompProfile_restricted",
        from: 19,
        forbids: "Seccomp profiles are not set to RuntimeDefault or Localhost",
        replaces: "seccompProfile_baseline",
        find: pod_security_restricted_findSeccompProfiles,
    },
    {
        id: "capabilities_restricted",
        from: 22,
        forbids: "Capabilities are not dropped, or others than NET_BIND_SERVICE are added",
        replaces: "capabilities_baseline",
        find: pod_security_restricted_findCapabilities,
    },
    {
        id: "procMount_restricted",
        from: 35,
        forbids: "The mount of /proc is not the default one",
        replaces: "procMount",
        find: badProcMounts,
    },
];
const allowedVolumes = [
    "configMap",
    "csi",
    "downwardAPI",
    "emptyDir",
    "ephemeral",
    "image",
    "persistentVolumeClaim",
    "projected",
    "secret",
];
/** A volume without source is an emptyDir: the API server fills that in before admission looks. */
function findVolumes({ pod }) {
    return objectsAt(pod, "volumes").flatMap(({ value, route }) => Object.keys(value)
        .filter((key) => key !== "name" && !allowedVolumes.includes(key))
        .map((key) => [...route, key]));
}
function findPrivilegeEscalation({ pod, minor }) {
    if (isExemptWindowsPod(pod.value, minor))
        return [];
    return containersOf(pod, "all")
        .filter(({ value }) => json_at(value, ["securityContext", "allowPrivilegeEscalation"]) !== false)
        .map(({ route }) => [...route, "securityContext", "allowPrivilegeEscalation"]);
}
/** Nobody may say false, and each container must say true unless the pod does. Windows pods are not exempt. */
function findRunAsNonRoot(judged) {
    const { pod, minor } = judged;
    if (minor >= 35 && hasUserNamespace(pod.value))
        return [];
    const stated = routesOf(atEveryLevel(judged, "runAsNonRoot"), ({ value }) => value !== true);
    if (json_at(pod.value, ["securityContext", "runAsNonRoot"]) === true)
        return stated;
    return [...stated, ...silentContainers(pod, "runAsNonRoot")];
}
function findRunAsUser(judged) {
    if (judged.minor >= 35 && hasUserNamespace(judged.pod.value))
        return [];
    return routesOf(atEveryLevel(judged, "runAsUser"), ({ value }) => value === 0);
}
/** Nobody may set a bad profile, and each container must set a good one unless the pod does. */
function pod_security_restricted_findSeccompProfiles(judged) {
    const { pod, minor } = judged;
    if (isExemptWindowsPod(pod.value, minor))
        return [];
    const stated = badProfileTypes(judged, "seccompProfile");
    if (json_at(pod.value, ["securityContext", "seccompProfile"]) !== undefined)
        return stated;
    return [...stated, ...silentContainers(pod, "seccompProfile")];
}
function pod_security_restricted_findCapabilities({ pod, minor }) {
    if (isExemptWindowsPod(pod.value, minor))
        return [];
    return containersOf(pod, "all").flatMap((container) => {
        const route = [...container.route, "securityContext", "capabilities"];
        const dropsAll = json_elements(json_at(container.value, ["securityContext", "capabilities", "drop"])).includes("ALL");
        const added = elementsAt(container, "securityContext", "capabilities", "add");
        return [
            ...(dropsAll ? [] : [[...route, "drop"]]),
            ...routesOf(added, ({ value }) => value !== "NET_BIND_SERVICE"),
        ];
    });
}
/** The containers that leave a field of their security context to the pod. */
function silentContainers(pod, key) {
    return containersOf(pod, "all")
        .filter((container) => valueAt(container, "securityContext", key) === undefined)
        .map(({ route }) => [...route, "securityContext", key]);
}
/** From 1.25 on, fields that mean nothing on Windows are not demanded there; the API server refuses them (KEP-2802). */
function isExemptWindowsPod(podSpec, minor) {
    return minor >= 25 && isWindowsPod(podSpec);
}
//# sourceMappingURL=pod-security-restricted.js.map
;// CONCATENATED MODULE: ./lib/kubernetes/pod-security.js
/**
 * The Pod Security Standards, as Pod Security Admission judges them: k8s.io/pod-security-admission v0.37, package policy, whose 4,537
 * fixtures these checks agree with. The rules of the catalog ask about the same fields, but are not derived from this.
 */




/** The newest policy version with a rule of its own, which `latest` and all later ones mean. */
const newestPolicyMinor = 37;
/**
 * Judges a pod by a level in a policy version: 34 for v1.34, 0 for v1.0 and not for "none declared". Annotations count only where the
 * pod's metadata is given. The checks come in the order of the standard; none is returned for a pod that the level admits.
 */
function evaluatePod(template, level, minor) {
    const pod = { ...template, minor: minor === "latest" ? newestPolicyMinor : minor };
    return checksOf(level, pod.minor).flatMap(({ id, forbids, find }) => {
        const [first, ...rest] = find(pod);
        if (first === undefined)
            return [];
        const fields = [first, ...rest].map((route) => describe(route, template));
        return [
            { check: id, message: `${forbids}: ${[...new Set(fields)].join(", ")}.`, routes: [first, ...rest] },
        ];
    });
}
/** The checks of a level in a policy version. A restricted check takes the place of the baseline check that it makes stricter. */
function checksOf(level, minor) {
    const baseline = baselineChecks.filter(({ from }) => from <= minor);
    if (level === "baseline")
        return baseline;
    const restricted = restrictedChecks.filter(({ from }) => from <= minor);
    const replaced = restricted.map(({ replaces }) => replaces);
    return [...baseline.filter(({ id }) => !replaced.includes(id)), ...restricted];
}
/** A route as a person says it: `container "web" securityContext.privileged`. */
function describe(route, { pod, podMetadata }) {
    if (!pod_security_isBelow(route, pod.route))
        return dotted(route.slice(podMetadata?.route.length));
    const inPod = route.slice(pod.route.length);
    const [list, index] = inPod;
    if (typeof index !== "number" || !containerLists.some((name) => name === list))
        return dotted(inPod);
    const name = json_text(json_at(pod.value, [...inPod.slice(0, 2), "name"])) ?? "";
    return `container "${name}" ${dotted(inPod.slice(2))}`;
}
function pod_security_isBelow(route, start) {
    return start.every((step, index) => route[index] === step);
}
function dotted(route) {
    return route
        .map((step) => (typeof step === "number" ? `[${step}]` : `.${step}`))
        .join("")
        .replace(/^\./, "");
}
//# sourceMappingURL=pod-security.js.map
;// CONCATENATED MODULE: ./lib/kubernetes/pod-security-labels.js
/**
 * What the labels of a Namespace say to Pod Security Admission.
 * Source: https://kubernetes.io/docs/concepts/security/pod-security-admission/#pod-security-admission-labels-for-namespaces and
 * PolicyToEvaluate in k8s.io/pod-security-admission, package api
 */


/** What happens to a pod that a level refuses. */
const podSecurityModes = ["enforce", "audit", "warn"];
/** What every key begins with. */
const podSecurityPrefix = "pod-security.kubernetes.io";
/** From the weakest to the strictest. */
const podSecurityLevels = ["privileged", "baseline", "restricted"];
/** The label of a mode's level; with `-version` behind it that of the level's version. */
function levelLabel(mode) {
    return `${podSecurityPrefix}/${mode}`;
}
/** The level that counts; absent is the cluster's default, privileged. A value that is no level counts as restricted: admission fails closed. */
function enforcedLevel(namespace) {
    const value = labelOf(namespace, levelLabel("enforce"));
    if (value === undefined)
        return "privileged";
    return podSecurityLevels.find((level) => level === value) ?? "restricted";
}
/** The minor of the version that is enforced. Absent, `latest` and what cannot be read mean the newest. */
function enforcedMinor(namespace) {
    return policyMinor(labelOf(namespace, `${levelLabel("enforce")}-version`)) ?? newestPolicyMinor;
}
/** 34 for `v1.34`; the newest for `latest`; undefined for everything else, which the API server refuses. */
function policyMinor(version) {
    if (version === "latest")
        return newestPolicyMinor;
    const [, minor] = /^v1\.(0|[1-9]\d{0,2})$/.exec(json_text(version) ?? "") ?? [];
    return minor === undefined ? undefined : Number(minor);
}
function labelOf(namespace, label) {
    return json_at(namespace?.body, ["metadata", "labels", label]);
}
//# sourceMappingURL=pod-security-labels.js.map
;// CONCATENATED MODULE: ./lib/checks/namespace-pod-security.js
/**
 * A namespace without the enforce label gets the cluster's default, which is privileged unless the API server's configuration says
 * otherwise. A policy engine that refuses privileged pods in the whole cluster stands in for the label.
 * Source: https://kubernetes.io/docs/tasks/configure-pod-container/enforce-standards-admission-controller/
 */





const label = levelLabel("enforce");
const namespace_pod_security_check = defineCheck({ match: "item", reach: "cross", with: {} }, ({ resource }, _, inventory) => {
    if (json_at(resource.body, ["metadata", "labels", label]) !== undefined)
        return (0,core_rule/* pass */.IX)();
    if (inventory.systemNamespaces.includes(resource.name))
        return (0,core_rule/* pass */.IX)();
    if (hasStrictDefault(inventory) || hasPolicyEngine(inventory))
        return (0,core_rule/* pass */.IX)();
    return (0,core_rule/* blame */.Sy)(["metadata", "labels", label], { namespace: resource.name });
});
function hasStrictDefault(inventory) {
    const resources = podSecurityConfigurationKinds.flatMap(([kind, group]) => inventory.all(kind, group));
    return resources.flatMap(podSecurityConfigurations).some(({ value }) => {
        const level = json_text(json_at(value, ["defaults", "enforce"]));
        return level === "baseline" || level === "restricted";
    });
}
/** Policies that refuse privileged pods everywhere. What they say is told from the field they name, not from their own name. */
function hasPolicyEngine(inventory) {
    const kyverno = ["ClusterPolicy", "ValidatingPolicy"].flatMap((kind) => inventory.all(kind, "*"));
    const isEnforced = kyverno.some((policy) => enforcesInKyverno(policy) && speaksOfPrivileged(policy.body));
    const constraints = inventory.all("K8sPSPPrivilegedContainer", "constraints.gatekeeper.sh");
    const denies = constraints.some(({ body }) => ["deny", undefined].includes(json_text(json_at(body, ["spec", "enforcementAction"]))));
    return isEnforced || denies || hasAdmissionPolicy(inventory);
}
function enforcesInKyverno({ body }) {
    const action = json_text(json_at(body, ["spec", "validationFailureAction"])) ?? "";
    const actions = json_elements(json_at(body, ["spec", "validationActions"]));
    const perRule = json_elements(json_at(body, ["spec", "rules"])).map((rule) => json_text(json_at(rule, ["validate", "failureAction"])) ?? "");
    return [action, ...perRule].some((one) => one.toLowerCase() === "enforce") || actions.includes("Deny");
}
function hasAdmissionPolicy(inventory) {
    const group = "admissionregistration.k8s.io";
    const denied = inventory
        .all("ValidatingAdmissionPolicyBinding", group)
        .filter(({ body }) => json_elements(json_at(body, ["spec", "validationActions"])).includes("Deny"))
        .map(({ body }) => json_text(json_at(body, ["spec", "policyName"])));
    return inventory
        .all("ValidatingAdmissionPolicy", group)
        .some((policy) => denied.includes(policy.name) && speaksOfPrivileged(policy.body));
}
function speaksOfPrivileged(value) {
    if (typeof value === "string")
        return value.includes("privileged");
    if (typeof value !== "object" || value === null)
        return false;
    if ("podSecurity" in value)
        return true; // Kyverno's rule for a whole level
    return Object.entries(value).some(([key, inner]) => key.includes("privileged") || speaksOfPrivileged(inner));
}
//# sourceMappingURL=namespace-pod-security.js.map
;// CONCATENATED MODULE: ./lib/checks/namespace-quota.js
/**
 * A namespace has a ResourceQuota, and a LimitRange that gives containers a default or a maximum; which of its fields are filled is the
 * author's choice. Policies that write these objects into every namespace count, and objects that divide quotas among namespaces leave
 * the question open.
 * Sources: https://kubernetes.io/docs/concepts/policy/resource-quotas/ and https://kubernetes.io/docs/concepts/policy/limit-range/
 */



/** Kinds by which OpenShift, the hierarchical namespace controller, Capsule and Rancher set quotas from outside of the namespace. */
const dividers = [
    ["ClusterResourceQuota", "quota.openshift.io"],
    ["HierarchicalResourceQuota", "hnc.x-k8s.io"],
    ["Tenant", "capsule.clastix.io"],
    ["Project", "management.cattle.io"],
];
const namespace_quota_check = defineCheck({ match: "item", reach: "cross", with: {} }, ({ resource }, _, inventory) => {
    if (inventory.systemNamespaces.includes(resource.name))
        return (0,core_rule/* pass */.IX)();
    const answers = ["ResourceQuota", "LimitRange"].map((kind) => [kind, has(kind, resource, inventory)]);
    const missing = answers.filter(([, answer]) => answer === "no").map(([kind]) => kind);
    const isOpen = answers.some(([, answer]) => answer === "unknown");
    const data = { namespace: resource.name };
    if (missing.length === 2)
        return (0,core_rule/* blame */.Sy)([], data, { messageKey: "both" });
    if (missing.length === 1)
        return (0,core_rule/* blame */.Sy)([], data, { messageKey: missing[0] ?? "both" });
    return isOpen ? (0,core_rule/* undecided */.oo)(data) : (0,core_rule/* pass */.IX)();
});
function has(kind, namespace, inventory) {
    const bounding = inventory.all(kind, "").filter((one) => kind === "ResourceQuota" || boundsContainers(one));
    const isHere = bounding.some((one) => one.namespace.state === "named" && one.namespace.name === namespace.name);
    if (isHere || isGenerated(kind, inventory))
        return "yes";
    const mayBeHere = bounding.some((one) => one.namespace.state === "unresolved");
    const isDivided = dividers.some(([divider, group]) => inventory.all(divider, group).length > 0);
    return mayBeHere || isDivided ? "unknown" : "no";
}
function boundsContainers({ body }) {
    return json_elements(json_at(body, ["spec", "limits"])).some((limit) => json_field(limit, "type") === "Container" &&
        ["default", "max"].some((key) => {
            const values = json_field(limit, key);
            return json_isObject(values) && Object.keys(values).length > 0;
        }));
}
/** A Kyverno policy that generates the object, as it is written for new namespaces. */
function isGenerated(kind, inventory) {
    return inventory
        .all("ClusterPolicy", "kyverno.io")
        .flatMap(({ body }) => json_elements(json_at(body, ["spec", "rules"])))
        .some((rule) => json_at(rule, ["generate", "kind"]) === kind);
}
//# sourceMappingURL=namespace-quota.js.map
;// CONCATENATED MODULE: ./lib/core/resource.js
/** The namespace's name; null where the object has none or the files do not say it. */
function namespaceName(resource) {
    return resource.namespace.state === "named" ? resource.namespace.name : null;
}
/** What a report calls the object. */
function idOf(resource) {
    const { apiVersion, kind, name } = resource;
    return { apiVersion, kind, namespace: namespaceName(resource), name };
}
//# sourceMappingURL=resource.js.map
;// CONCATENATED MODULE: ./lib/checks/pod-security-admission.js
/**
 * What Pod Security Admission would say: the pod template is judged at the level and version that its own namespace enforces. The API
 * server accepts a controller and refuses its pods, so the fault shows only after the merge.
 * Source: https://kubernetes.io/docs/concepts/security/pod-security-admission/
 */





const pod_security_admission_check = defineCheck({ match: "workload", reach: "cross", with: {} }, ({ pod, resource }, _, inventory) => {
    const name = namespaceName(resource);
    if (name === null)
        return (0,core_rule/* pass */.IX)();
    const namespace = inventory.get("Namespace", "", { state: "cluster" }, name, resource);
    const level = enforcedLevel(namespace);
    if (level === "privileged")
        return (0,core_rule/* pass */.IX)();
    const minor = Math.min(enforcedMinor(namespace), inventory.minor === 0 ? newestPolicyMinor : inventory.minor);
    const template = {
        pod: pod.pod,
        ...(pod.podMetadata === undefined ? {} : { podMetadata: pod.podMetadata }),
    };
    const violations = evaluatePod(template, level, minor);
    return violations.map(({ routes: [route], message }) => (0,core_rule/* blame */.Sy)(route, { namespace: name, level, reason: message }, namespace === undefined
        ? {}
        : { because: [{ on: namespace, route: ["metadata", "labels", levelLabel("enforce")] }] }));
});
//# sourceMappingURL=pod-security-admission.js.map
;// CONCATENATED MODULE: ./lib/kubernetes/infrastructure-namespaces.js
/** Which namespaces hold the machinery of a cluster and no application. */
/**
 * Whether a namespace is one of the cluster's own, or of the machinery of `known`, whose entries are names or, with a `*` at either end, the
 * end or the beginning of names. The namespace `default` never is.
 */
function isInfrastructureNamespace(name, systemNamespaces, known) {
    if (systemNamespaces.includes(name))
        return true;
    return known.some((pattern) => {
        if (pattern.startsWith("*"))
            return name.endsWith(pattern.slice(1));
        return pattern.endsWith("*") ? name.startsWith(pattern.slice(0, -1)) : name === pattern;
    });
}
//# sourceMappingURL=infrastructure-namespaces.js.map
;// CONCATENATED MODULE: ./lib/kubernetes/sandbox.js
/** RuntimeClasses that isolate a pod from the node's kernel: https://kubernetes.io/docs/concepts/containers/runtime-class/ */

/**
 * Whether the RuntimeClass of that name is a sandbox: by its own name, or by the handler that the files give it. `sandboxes` are names that
 * stand for themselves and for what they begin before a hyphen. The name says nothing where the files show another handler.
 */
function isSandbox(runtimeClass, sandboxes, inventory, near) {
    const object = inventory.get("RuntimeClass", "node.k8s.io", { state: "cluster" }, runtimeClass, near);
    const handler = json_text(json_field(object?.body, "handler")) ?? runtimeClass;
    return sandboxes.some((name) => handler === name || handler.startsWith(`${name}-`));
}
//# sourceMappingURL=sandbox.js.map
;// CONCATENATED MODULE: ./lib/text/name-words.js
/** Words in names that people give to objects: `validate.policy.example.com`, `kyverno-svc`. */
/**
 * Whether one of the names holds one of the words as a whole word. Letter case does not matter, and whatever is no letter and no digit parts
 * words, also in the words themselves: `k-rail` is two words that follow each other.
 */
function holdsWord(names, words) {
    const spoken = names.map(apart);
    return words.some((word) => spoken.some((name) => name.includes(apart(word))));
}
function apart(name) {
    return ` ${name
        .toLowerCase()
        .replaceAll(/[^a-z0-9]/g, " ")
        .trim()} `;
}
//# sourceMappingURL=name-words.js.map
;// CONCATENATED MODULE: ./lib/checks/pod-security-exemption.js
/**
 * An exemption from Pod Security names as little as possible. To exempt the identity of a controller exempts every pod that anybody lets it
 * create; a tool that many people share does the same for whoever may use the tool; an exempt namespace or RuntimeClass is open to everybody
 * who may create pods in the one or with the other.
 * Source: https://kubernetes.io/docs/concepts/security/pod-security-admission/#exemptions
 */









/** Identities that create pods for everybody, or that many people share by their nature. */
const wideUsers = [
    "system:anonymous",
    "system:admin",
    "system:kube-controller-manager",
    "kubernetes-admin",
];
const pod_security_exemption_check = defineCheck({
    match: "item",
    reach: "cross",
    with: { sharedIdentities: (0,core_decode/* listOf */.c3)(core_decode/* string */.Yj), infrastructure: (0,core_decode/* listOf */.c3)(core_decode/* string */.Yj), sandboxes: (0,core_decode/* listOf */.c3)(core_decode/* string */.Yj) },
}, ({ resource }, options, inventory) => {
    const faults = podSecurityConfigurations(resource).flatMap((configuration) => [
        ...faultsIn(configuration, "usernames", (name) => messageOfUser(name, options)),
        ...faultsIn(configuration, "namespaces", (name) => isInfrastructureNamespace(name, inventory.systemNamespaces, options.infrastructure)
            ? undefined
            : "namespace"),
        ...faultsIn(configuration, "runtimeClasses", (name) => messageOfClass(name, options, inventory)),
    ]);
    return faults.length === 0 ? (0,core_rule/* pass */.IX)() : faults;
});
function faultsIn(configuration, list, messageOf) {
    return elementsAt(configuration, "exemptions", list).flatMap(({ value, route }) => {
        const name = json_text(value) ?? "";
        const messageKey = messageOf(name);
        return messageKey === undefined ? [] : [(0,core_rule/* blame */.Sy)(route, { name }, { messageKey })];
    });
}
function messageOfUser(name, { sharedIdentities }) {
    if (wideUsers.includes(name))
        return "controller";
    // Kubernetes' own controllers, each with an account in kube-system: https://kubernetes.io/docs/reference/access-authn-authz/rbac/#controller-roles
    if (/^system:serviceaccount:kube-system:[a-z-]+-controller$/.test(name))
        return "controller";
    return holdsWord([name], sharedIdentities) ? "shared" : undefined;
}
function messageOfClass(name, { sandboxes }, inventory) {
    return isSandbox(name, sandboxes, inventory) ? undefined : "runtimeClass";
}
//# sourceMappingURL=pod-security-exemption.js.map
;// CONCATENATED MODULE: ./lib/checks/pod-security-label.js
/**
 * Six labels of a Namespace speak to Pod Security Admission. A key that only looks like one of them is a label like any other, the same key
 * among the annotations is not read, and a value that is no level or version is refused by the API server.
 * Source: https://kubernetes.io/docs/concepts/security/pod-security-admission/#pod-security-admission-labels-for-namespaces
 */





const levelKeys = podSecurityModes.map(levelLabel);
const versionKeys = levelKeys.map((key) => `${key}-version`);
const pod_security_label_keys = [...levelKeys, ...versionKeys];
const names = pod_security_label_keys.map((key) => key.slice(podSecurityPrefix.length + 1));
const pod_security_label_check = defineCheck({ match: "item", reach: "local", with: {} }, ({ resource }) => {
    const labels = json_at(resource.body, ["metadata", "labels"]);
    const faults = [
        ...pod_security_label_entriesOf(labels).flatMap(([key, value]) => faultOfLabel(key, value)),
        ...pod_security_label_entriesOf(json_at(resource.body, ["metadata", "annotations"]))
            .filter(([key]) => pod_security_label_keys.includes(key) && json_at(labels, [key]) === undefined)
            .map(([key]) => (0,core_rule/* blame */.Sy)(["metadata", "annotations", key], { key }, { messageKey: "annotation" })),
    ];
    return faults.length === 0 ? (0,core_rule/* pass */.IX)() : faults;
});
function pod_security_label_entriesOf(value) {
    return json_isObject(value) ? Object.entries(value) : [];
}
function faultOfLabel(key, value) {
    const route = ["metadata", "labels", key];
    if (levelKeys.includes(key))
        return isLevel(value) ? [] : [(0,core_rule/* blame */.Sy)(route, { key }, { messageKey: "level" })];
    if (versionKeys.includes(key)) {
        return policyMinor(value) === undefined ? [(0,core_rule/* blame */.Sy)(route, { key }, { messageKey: "version" })] : [];
    }
    if (!isMeantForAdmission(key, value))
        return [];
    const meant = (0,core_decode/* nearest */.pA)(key, pod_security_label_keys) ?? pod_security_label_keys[0] ?? "";
    return [(0,core_rule/* blame */.Sy)(route, { key, meant }, { messageKey: "key" })];
}
/**
 * A key of somebody's own may speak of pod security too. It is taken for a mistake where its prefix is almost the right one, or where it
 * has the words, and the rest of it, or its value, is what admission would read.
 */
function isMeantForAdmission(key, value) {
    if (key.length > 317)
        return false; // no valid key is longer: 253 for the prefix, 63 for the name
    const [prefix = "", name = ""] = key.includes("/") ? key.split("/", 2) : ["", key];
    if ((0,core_decode/* editDistance */.YC)(prefix.toLowerCase(), podSecurityPrefix) <= 3)
        return true;
    if (!key.toLowerCase().replaceAll("-", "").includes("podsecurity"))
        return false;
    return names.includes(name.toLowerCase()) || isLevel(value) || policyMinor(value) !== undefined;
}
function isLevel(value) {
    return podSecurityLevels.some((level) => level === value);
}
//# sourceMappingURL=pod-security-label.js.map
;// CONCATENATED MODULE: ./lib/checks/pod-security-lowered.js
/**
 * A change does not weaken what a namespace enforces: not by a lower level or none, and not by an older version of the level, whose rules
 * are fewer. `latest` means the cluster's own version, so a pin on that version lowers nothing.
 * Source: https://kubernetes.io/docs/concepts/security/pod-security-admission/
 */





const pod_security_lowered_label = levelLabel("enforce");
const pod_security_lowered_check = defineCheck({ match: "change", reach: "diff", with: {} }, ({ before, after }, _, { minor }) => {
    if (before === undefined || after === undefined || after.kind !== "Namespace" || after.group !== "")
        return (0,core_rule/* pass */.IX)();
    const namespace = after.name;
    const [from, to] = [enforcedLevel(before), enforcedLevel(after)];
    const isRemoved = json_at(after.body, ["metadata", "labels", pod_security_lowered_label]) === undefined;
    if (podSecurityLevels.indexOf(to) < podSecurityLevels.indexOf(from)) {
        const data = { namespace, from, to };
        return (0,core_rule/* blame */.Sy)(["metadata", "labels", pod_security_lowered_label], data, { messageKey: isRemoved ? "removed" : "level" });
    }
    if (from === "privileged" || to === "privileged")
        return (0,core_rule/* pass */.IX)(); // a level without rules has no versions
    const cluster = minor === 0 ? newestPolicyMinor : minor;
    const [older, newer] = [
        Math.min(enforcedMinor(after), cluster),
        Math.min(enforcedMinor(before), cluster),
    ];
    if (older >= newer)
        return (0,core_rule/* pass */.IX)();
    const data = { namespace, from: `v1.${newer}`, to: `v1.${older}` };
    return (0,core_rule/* blame */.Sy)(["metadata", "labels", `${pod_security_lowered_label}-version`], data, { messageKey: "version" });
});
//# sourceMappingURL=pod-security-lowered.js.map
;// CONCATENATED MODULE: ./lib/checks/pod-security-version.js
/**
 * A pinned version of a Pod Security level does not lag far behind the cluster, because newer rules of the standard never apply there. An
 * undeclared cluster counts as the newest. A level of privileged has no rules and so no versions.
 * Source: https://kubernetes.io/docs/concepts/security/pod-security-admission/#pod-security-admission-labels-for-namespaces
 */








const pod_security_version_check = defineCheck({ match: "item", reach: "local", with: { gap: core_decode/* integer */.nd } }, ({ resource }, { gap }, { minor }) => {
    const cluster = minor === 0 ? newestPolicyMinor : minor;
    const stale = pinsOf(resource).flatMap(({ version, level }) => {
        const pinned = policyMinor(version.value);
        const isStale = level !== "privileged" && pinned !== undefined && cluster - pinned > gap;
        const data = { version: json_text(version.value) ?? "", cluster: `1.${cluster}` };
        return isStale ? [(0,core_rule/* blame */.Sy)(version.route, data)] : [];
    });
    return stale.length === 0 ? (0,core_rule/* pass */.IX)() : stale;
});
function pinsOf(resource) {
    if (resource.kind !== "Namespace") {
        return podSecurityConfigurations(resource).flatMap((configuration) => podSecurityModes.flatMap((mode) => pinAt(configuration, ["defaults"], mode)));
    }
    const body = whole(resource.body);
    return podSecurityModes.flatMap((mode) => pinAt(body, ["metadata", "labels"], levelLabel(mode)));
}
function pinAt(from, place, key) {
    const version = valueAt(from, ...place, `${key}-version`);
    return version === undefined ? [] : [{ version, level: json_at(from.value, [...place, key]) }];
}
//# sourceMappingURL=pod-security-version.js.map
;// CONCATENATED MODULE: ./lib/checks/policy-exception.js
/**
 * An exception from a policy names the objects that it is for. Judged are the exceptions of Kyverno, and the namespaces that constraints and
 * the configuration of Gatekeeper leave out, of which those of the cluster's machinery are ordinary.
 * Sources: https://kyverno.io/docs/exceptions/ and https://open-policy-agent.github.io/gatekeeper/website/docs/exempt-namespaces/
 */






const policy_exception_check = defineCheck({ match: "item", reach: "local", with: { infrastructure: (0,core_decode/* listOf */.c3)(core_decode/* string */.Yj) } }, ({ resource }, { infrastructure }, inventory) => {
    const outcomes = outcomesOf(resource, infrastructure, inventory);
    return outcomes.length === 0 ? (0,core_rule/* pass */.IX)() : outcomes;
});
function outcomesOf(resource, infrastructure, inventory) {
    if (resource.group === "kyverno.io")
        return faultsOfException(resource);
    if (resource.group === "policies.kyverno.io")
        return outcomesOfConditions(resource);
    const body = whole(resource.body);
    const own = objectAt(body, "spec", "match");
    const matches = own === undefined ? objectsAt(body, "spec", "match") : [own];
    return matches
        .flatMap((match) => elementsAt(match, "excludedNamespaces"))
        .flatMap(({ value, route }) => {
        const name = json_text(value) ?? "";
        if (isWildcard(name))
            return [(0,core_rule/* blame */.Sy)(route, { name }, { messageKey: "everywhere" })];
        // Gatekeeper knows an asterisk at either end: what is left of it has to be a beginning or an end of machinery alone.
        const isOrdinary = isInfrastructureNamespace(name.replaceAll("*", ""), inventory.systemNamespaces, infrastructure);
        return isOrdinary ? [] : [(0,core_rule/* blame */.Sy)(route, { name }, { messageKey: "namespace" })];
    });
}
/** Filters of `any` are alternatives, each of which has to be narrow; those of `all` narrow each other. */
function faultsOfException({ body }) {
    const match = whole(body);
    const any = objectsAt(match, "spec", "match", "any");
    const all = objectsAt(match, "spec", "match", "all");
    if (any.length + all.length === 0)
        return [(0,core_rule/* blame */.Sy)(["spec", "match"], {}, { messageKey: "unnamed" })];
    const ofAll = all.map(faultsOfFilter);
    const isNarrow = ofAll.some((faults) => faults.length === 0);
    return [...any.flatMap(faultsOfFilter), ...(isNarrow ? [] : ofAll.flat())];
}
function faultsOfFilter(filter) {
    const resources = objectAt(filter, "resources");
    const wide = ["names", "kinds", "namespaces"].flatMap((key) => elementsAt(filter, "resources", key)
        .filter(({ value }) => isWildcard(json_text(value) ?? ""))
        .map(({ route }) => (0,core_rule/* blame */.Sy)(route, { key }, { messageKey: "wildcard" })));
    const isNamed = json_elements(json_field(resources?.value, "names")).length > 0 ||
        !isWildcard(json_text(json_field(resources?.value, "name")) ?? "*");
    if (isNamed || wide.length > 0)
        return wide;
    return [(0,core_rule/* blame */.Sy)([...filter.route, "resources", "names"], {}, { messageKey: "unnamed" })];
}
/** An exception in CEL: without conditions it is for everything; what a condition lets through is told only from what it reads. */
function outcomesOfConditions({ body, name }) {
    const conditions = objectsAt(whole(body), "spec", "matchConditions");
    const expressions = conditions.map(({ value }) => (json_text(json_field(value, "expression")) ?? "").trim());
    if (expressions.every((expression) => expression === "true")) {
        return [(0,core_rule/* blame */.Sy)(["spec", "matchConditions"], {}, { messageKey: "unnamed" })];
    }
    const isNarrow = expressions.some((expression) => /\bmetadata\.\??(name|generateName)\b/.test(expression));
    return isNarrow ? [] : [(0,core_rule/* undecided */.oo)({ name })];
}
/** Whether a pattern fits every name; of kinds also `*` in every group and version, which is written with slashes. */
function isWildcard(pattern) {
    return pattern.includes("*") && pattern.replaceAll(/[*?/]/g, "") === "";
}
//# sourceMappingURL=policy-exception.js.map
;// CONCATENATED MODULE: ./lib/kubernetes/admission-webhooks.js
/** Webhooks that the API server asks: https://kubernetes.io/docs/reference/access-authn-authz/extensible-admission-controllers/ */


/** The webhooks of a ValidatingWebhookConfiguration or MutatingWebhookConfiguration. */
function webhooksOf({ body }) {
    return objectsAt(whole(body), "webhooks");
}
/** What a webhook and the program behind it are called: the configuration, the webhook, and the Service with its namespace. */
function namesOfWebhook(configuration, { value }) {
    const service = json_at(value, ["clientConfig", "service"]);
    const names = [json_field(value, "name"), json_field(service, "name"), json_field(service, "namespace")];
    return [configuration.name, ...names.flatMap((name) => json_text(name) ?? [])];
}
const workloadResources = [
    ["", ["pods", "pods/ephemeralcontainers", "podtemplates", "replicationcontrollers"]],
    ["apps", ["daemonsets", "deployments", "replicasets", "statefulsets"]],
    ["batch", ["cronjobs", "jobs"]],
];
/** Whether the API server asks the webhook about new or changed pods, or about controllers that make them. */
function coversWorkloads(webhook) {
    return workloadResources.some(([group, resources]) => resources.some((resource) => covers(webhook, group, resource)));
}
/** Whether the API server asks the webhook about new or changed objects of the resource (`pods`, `pods/exec`). Versions do not matter here. */
function covers({ value }, group, resource) {
    const slash = resource.indexOf("/");
    const wildcards = slash === -1 ? ["*"] : [`*${resource.slice(slash)}`, `${resource.slice(0, slash)}/*`];
    return json_elements(json_field(value, "rules")).some((rule) => holds(rule, "operations", ["CREATE", "UPDATE", "*"]) &&
        holds(rule, "apiGroups", [group, "*"]) &&
        holds(rule, "resources", [resource, ...wildcards, "*/*"]));
}
function holds(rule, key, accepted) {
    return json_elements(json_field(rule, key)).some((entry) => accepted.some((one) => one === entry));
}
//# sourceMappingURL=admission-webhooks.js.map
;// CONCATENATED MODULE: ./lib/checks/policy-opt-out.js
/**
 * A policy does not pass over objects because of a label or an annotation, which whoever writes the object sets as well. Looked for: selectors
 * that leave out (`NotIn`, `DoesNotExist`), match conditions in CEL that read labels or annotations, and the exclusions of Kyverno. The label
 * `kubernetes.io/metadata.name` of a namespace is set by the API server. Webhooks count where they judge workloads: all that validate, and
 * those that change objects where they belong to a policy engine.
 * Sources: https://kubernetes.io/docs/reference/access-authn-authz/extensible-admission-controllers/#matching-requests-objectselector,
 * https://kyverno.io/docs/policy-types/cluster-policy/match-exclude/ and https://open-policy-agent.github.io/gatekeeper/website/docs/howto/
 */







const nameOfNamespace = "kubernetes.io/metadata.name";
const nameInExpression = /\bmetadata\.\??labels\[\??['"]kubernetes\.io\/metadata\.name['"]\]/g;
const gatekeeperLabel = "admission.gatekeeper.sh/ignore";
const policy_opt_out_check = defineCheck({ match: "item", reach: "cross", with: { engines: (0,core_decode/* listOf */.c3)(core_decode/* string */.Yj) } }, ({ resource }, { engines }, inventory) => {
    const faults = faultsOf(resource, engines).filter(({ data, messageKey }) => messageKey !== "namespace" ||
        data?.["key"] !== gatekeeperLabel ||
        !isGatekeeperLabelGuarded(inventory));
    return faults.length === 0 ? (0,core_rule/* pass */.IX)() : faults;
});
function faultsOf(resource, engines) {
    const body = whole(resource.body);
    if (resource.kind.endsWith("WebhookConfiguration")) {
        return webhooksOf(resource)
            .filter((webhook) => enforcesPolicy(webhook, resource, engines))
            .flatMap((webhook) => [...faultsOfMatch(webhook), ...faultsOfConditions(webhook)]);
    }
    if (resource.group === "kyverno.io") {
        const webhook = objectAt(body, "spec", "webhookConfiguration");
        const faults = objectsAt(body, "spec", "rules").flatMap(faultsOfKyvernoRule);
        return [...faults, ...(webhook === undefined ? [] : faultsOfConditions(webhook))];
    }
    if (resource.group.endsWith("gatekeeper.sh")) {
        const match = objectAt(body, "spec", "match");
        return match === undefined
            ? []
            : [...leftOut(match, "labelSelector", "object"), ...leftOut(match, "namespaceSelector", "namespace")];
    }
    const matches = ["matchConstraints", "matchResources"].flatMap((key) => objectAt(body, "spec", key) ?? []);
    const spec = objectAt(body, "spec");
    return [...matches.flatMap(faultsOfMatch), ...(spec === undefined ? [] : faultsOfConditions(spec))];
}
function enforcesPolicy(webhook, configuration, engines) {
    if (!coversWorkloads(webhook))
        return false;
    const isValidating = configuration.kind === "ValidatingWebhookConfiguration";
    return isValidating || holdsWord(namesOfWebhook(configuration, webhook), engines);
}
function faultsOfMatch(match) {
    return [...leftOut(match, "objectSelector", "object"), ...leftOut(match, "namespaceSelector", "namespace")];
}
/** The expressions of a selector that leave objects out. */
function leftOut(match, selector, of) {
    return objectsAt(match, selector, "matchExpressions")
        .filter(({ value }) => ["NotIn", "DoesNotExist"].some((operator) => operator === json_field(value, "operator")))
        .flatMap(({ value, route }) => asFault(json_text(json_field(value, "key")) ?? "", [...route, "key"], of));
}
function asFault(key, route, of) {
    if (of === "namespace" && key === nameOfNamespace)
        return [];
    return [(0,core_rule/* blame */.Sy)(route, { key }, { messageKey: of })];
}
function faultsOfConditions(from) {
    return objectsAt(from, "matchConditions").flatMap(({ value, route }) => {
        const expression = (json_text(json_field(value, "expression")) ?? "").replaceAll(nameInExpression, "");
        const isKeyed = /\bmetadata\W{1,6}(labels|annotations)\b/.test(expression); // .labels, .?labels, ['labels']
        return isKeyed ? [(0,core_rule/* blame */.Sy)([...route, "expression"], {}, { messageKey: "condition" })] : [];
    });
}
/** A rule of a Kyverno policy: what it matches, and what it then excludes. */
function faultsOfKyvernoRule(rule) {
    const matched = filtersOf(rule, "match").flatMap((filter) => [
        ...leftOut(filter, "selector", "object"),
        ...leftOut(filter, "namespaceSelector", "namespace"),
    ]);
    const excluded = filtersOf(rule, "exclude").flatMap((filter) => [
        ...demanded(filter, "selector", "object"),
        ...demanded(filter, "namespaceSelector", "namespace"),
        ...keysAt(filter, ["annotations"], "object"),
    ]);
    return [...matched, ...excluded];
}
/** The `resources` of each filter. One that also asks who sends the request cannot be met by a label alone. */
function filtersOf(rule, key) {
    const lists = [...objectsAt(rule, key, "any"), ...objectsAt(rule, key, "all")];
    const own = objectAt(rule, key);
    return [...lists, ...(own === undefined ? [] : [own])]
        .filter(({ value }) => !["subjects", "roles", "clusterRoles"].some((who) => json_elements(value[who]).length > 0))
        .flatMap((filter) => objectAt(filter, "resources") ?? []);
}
/** Every label that a selector asks for. */
function demanded(filter, selector, of) {
    const expressions = objectsAt(filter, selector, "matchExpressions").flatMap(({ value, route }) => asFault(json_text(json_field(value, "key")) ?? "", [...route, "key"], of));
    return [...keysAt(filter, [selector, "matchLabels"], of), ...expressions];
}
function keysAt(from, path, of) {
    const map = valueAt(from, ...path);
    if (map === undefined || !json_isObject(map.value))
        return [];
    return Object.keys(map.value).flatMap((key) => asFault(key, [...map.route, key], of));
}
/** Gatekeeper has a second webhook that lets only its own list of namespaces carry the label. */
function isGatekeeperLabelGuarded(inventory) {
    return inventory
        .all("ValidatingWebhookConfiguration", "admissionregistration.k8s.io")
        .flatMap(webhooksOf)
        .some(({ value }) => json_at(value, ["name"]) === "check-ignore-label.gatekeeper.sh");
}
//# sourceMappingURL=policy-opt-out.js.map
;// CONCATENATED MODULE: ./lib/checks/policy-webhook.js
/**
 * A webhook that enforces a policy on workloads refuses what it cannot judge. In v1 that is the default; in v1beta1, which Kubernetes 1.22
 * removed, the default was to admit.
 * Source: https://kubernetes.io/docs/reference/access-authn-authz/extensible-admission-controllers/#failure-policy
 */






const policy_webhook_check = defineCheck({ match: "item", reach: "local", with: { engines: (0,core_decode/* listOf */.c3)(core_decode/* string */.Yj) } }, ({ resource }, { engines }) => {
    const whenAbsent = resource.apiVersion.endsWith("/v1beta1") ? "Ignore" : "Fail";
    const open = webhooksOf(resource).filter((webhook) => (json_field(webhook.value, "failurePolicy") ?? whenAbsent) === "Ignore" &&
        coversWorkloads(webhook) &&
        holdsWord(namesOfWebhook(resource, webhook), engines));
    if (open.length === 0)
        return (0,core_rule/* pass */.IX)();
    return open.map(({ value, route }) => (0,core_rule/* blame */.Sy)([...route, "failurePolicy"], { webhook: json_text(json_field(value, "name")) ?? "" }));
});
//# sourceMappingURL=policy-webhook.js.map
;// CONCATENATED MODULE: ./lib/checks/policy-without-binding.js
/**
 * A ValidatingAdmissionPolicy blocks where a binding of it denies, its failures count as refusals, and the binding hands over the parameters
 * that the policy reads. With `paramKind` and no `paramRef`, `params` is null; a policy that asks for that knows what it does.
 * Source: https://kubernetes.io/docs/reference/access-authn-authz/validating-admission-policy/
 */



const group = "admissionregistration.k8s.io";
const policy_without_binding_check = defineCheck({ match: "item", reach: "cross", with: {} }, ({ resource }, _, inventory) => resource.kind === "ValidatingAdmissionPolicy"
    ? policy_without_binding_judgePolicy(resource, inventory)
    : judgeBinding(resource, inventory));
function policy_without_binding_judgePolicy(policy, inventory) {
    const data = { policy: policy.name };
    const outcomes = [];
    if (json_at(policy.body, ["spec", "failurePolicy"]) === "Ignore") {
        outcomes.push((0,core_rule/* blame */.Sy)(["spec", "failurePolicy"], data, { messageKey: "ignore" }));
    }
    if (bindingsOf(policy.name, inventory).length === 0) {
        const isWhole = inventory.complete(policy);
        outcomes.push(isWhole ? (0,core_rule/* blame */.Sy)([], data, { messageKey: "unbound" }) : (0,core_rule/* undecided */.oo)(data));
    }
    return outcomes;
}
function judgeBinding(binding, inventory) {
    const name = json_text(json_at(binding.body, ["spec", "policyName"])) ?? "";
    const faults = [];
    if (!bindingsOf(name, inventory).some(denies) && !denies(binding)) {
        faults.push((0,core_rule/* blame */.Sy)(["spec", "validationActions"], { policy: name }, { messageKey: "audit" }));
    }
    const policy = inventory.get("ValidatingAdmissionPolicy", group, { state: "cluster" }, name, binding);
    if (policy !== undefined && needsParameters(policy) && !json_isObject(json_at(binding.body, ["spec", "paramRef"]))) {
        faults.push((0,core_rule/* blame */.Sy)(["spec", "paramRef"], { policy: name }, { messageKey: "parameters" }));
    }
    return faults;
}
function bindingsOf(policy, inventory) {
    return inventory
        .all("ValidatingAdmissionPolicyBinding", group)
        .filter(({ body }) => json_at(body, ["spec", "policyName"]) === policy);
}
function denies({ body }) {
    return json_elements(json_at(body, ["spec", "validationActions"])).includes("Deny");
}
function needsParameters({ body }) {
    return json_isObject(json_at(body, ["spec", "paramKind"])) && !asksForNull(json_field(body, "spec"));
}
/** Whether an expression compares `params` with null. */
function asksForNull(value) {
    if (typeof value === "string")
        return /\bparams\s?[!=]=\s?null\b/.test(value);
    if (typeof value !== "object" || value === null)
        return false;
    return Object.values(value).some((inner) => asksForNull(inner));
}
//# sourceMappingURL=policy-without-binding.js.map
;// CONCATENATED MODULE: ./lib/kubernetes/rbac.js
/** What a rule of a role grants: https://kubernetes.io/docs/reference/access-authn-authz/rbac/ */


/**
 * Whether a rule grants a right (RuleAllows in Kubernetes' plugin/pkg/auth/authorizer/rbac and the helpers in pkg/apis/rbac/v1). `*`
 * in resources covers subresources, `*` + `/exec` covers that subresource of everything, `pods` does not cover `pods/exec`, and
 * `pods/*` covers nothing. Everything is case-sensitive.
 */
function grants(rule, { group, resource, verb, name }) {
    const slash = resource.indexOf("/");
    const resources = slash === -1 ? [resource] : [resource, `*${resource.slice(slash)}`];
    return (rbac_holds(rule, "verbs", [verb]) &&
        rbac_holds(rule, "apiGroups", [group]) &&
        rbac_holds(rule, "resources", resources) &&
        allowsName(rule, name));
}
/** Whether a rule grants a verb on a path that is no resource (`/metrics`). Only a `*` at the end of an entry is a wildcard. */
function grantsUrl(rule, path, verb) {
    const entries = elements(field(rule, "nonResourceURLs"));
    const matches = entries.some((entry) => typeof entry === "string" && matchesUrl(entry, path));
    return matches && rbac_holds(rule, "verbs", [verb]);
}
/** Whether one of the rules grants every verb on every resource of every group to every name, which is what cluster-admin does. */
function isAdminEquivalent(rules) {
    return rules.some((rule) => ["apiGroups", "resources", "verbs"].every((key) => json_elements(json_field(rule, key)).includes("*")) &&
        json_elements(json_field(rule, "resourceNames")).length === 0);
}
/**
 * Whether a ClusterRole takes in the rules of another one by its `aggregationRule`; undefined where the selector cannot be read. The
 * controller replaces the role's own `rules` by what it gathers, so those count only where there is no `aggregationRule`.
 */
function aggregates(role, candidate) {
    const labels = at(candidate, ["metadata", "labels"]);
    const selectors = elements(at(role, ["aggregationRule", "clusterRoleSelectors"])).filter(isObject);
    const answers = selectors.map((selector) => matchesSelector(selector, isObject(labels) ? labels : {}));
    if (answers.includes(true))
        return true;
    return answers.includes(undefined) ? undefined : false;
}
function rbac_holds(rule, key, sought) {
    return elements(field(rule, key)).some((entry) => entry === "*" || (typeof entry === "string" && sought.includes(entry)));
}
function allowsName(rule, name) {
    const names = elements(field(rule, "resourceNames"));
    return names.length === 0 || (name !== undefined && names.includes(name));
}
function matchesUrl(entry, path) {
    if (!entry.endsWith("*"))
        return entry === path;
    let end = entry.length;
    while (entry[end - 1] === "*")
        end--;
    return path.startsWith(entry.slice(0, end));
}
//# sourceMappingURL=rbac.js.map
;// CONCATENATED MODULE: ./lib/checks/powerful-subject.js
/**
 * Who a binding gives rights to. Anonymous callers need no credential at all, so they may have the three published exceptions and nothing
 * else; cluster-admin for anybody should be rare, named and temporary.
 * Sources: https://kubernetes.io/docs/reference/access-authn-authz/rbac/#default-roles-and-role-bindings and kubeadm's cluster-info.
 */






const powerful_subject_check = defineCheck({ match: "binding", reach: "cross", with: { judges: (0,core_decode/* oneOf */.yL)("anonymous", "cluster-admin") } }, (view, { judges }) => {
    const isGuilty = judges === "anonymous" ? isAnonymous : holdsClusterAdmin;
    if (judges === "anonymous" && isPublishedException(view))
        return (0,core_rule/* pass */.IX)();
    if (judges === "cluster-admin" && !givesClusterAdmin(view))
        return (0,core_rule/* pass */.IX)();
    return json_elements(view.resource.body["subjects"]).flatMap((subject, index) => {
        if (!json_isObject(subject) || !isGuilty(subject))
            return [];
        const role = json_text(json_at(view.resource.body, ["roleRef", "name"])) ?? "";
        return [(0,core_rule/* blame */.Sy)(["subjects", index, "name"], { subject: json_text(subject["name"]) ?? "", role })];
    });
});
function isAnonymous({ kind, name }) {
    return ((kind === "Group" && name === "system:unauthenticated") ||
        (kind === "User" && name === "system:anonymous"));
}
/** The built-in binding gives cluster-admin to system:masters, which bypasses authorization anyway. */
function holdsClusterAdmin({ kind, name }) {
    return (!(kind === "Group" && name === "system:masters") && !isAnonymous({ kind: kind ?? "", name: name ?? "" }));
}
function givesClusterAdmin({ resource, role }) {
    const reference = resource.body["roleRef"];
    if (json_text(json_at(reference, ["kind"])) === "ClusterRole" && json_text(json_at(reference, ["name"])) === "cluster-admin")
        return true;
    return role !== undefined && isAdminEquivalent(json_elements(role.body["rules"]));
}
const healthPaths = ["/healthz", "/livez", "/readyz", "/version"];
function isPublishedException({ resource, role }) {
    const name = json_text(json_at(resource.body, ["roleRef", "name"]));
    if (resource.kind === "ClusterRoleBinding" && name === "system:public-info-viewer")
        return true;
    if (name === "kubeadm:bootstrap-signer-clusterinfo" && namespaceName(resource) === "kube-public")
        return true;
    const rules = json_elements(role?.body["rules"]);
    return rules.length > 0 && rules.every((rule) => json_isObject(rule) && opensHealthOnly(rule));
}
function opensHealthOnly(rule) {
    const urls = json_elements(rule["nonResourceURLs"]);
    const isHealth = (url) => healthPaths.some((path) => url === path || url === `${path}/*`);
    return urls.length > 0 && json_elements(rule["resources"]).length === 0 && urls.every((url) => isHealth(url));
}
//# sourceMappingURL=powerful-subject.js.map
;// CONCATENATED MODULE: ./lib/checks/removed-api.js
/**
 * An object whose API version the cluster no longer serves is never created; for a NetworkPolicy or a webhook that means missing
 * protection. A version that still works and is deprecated is said more quietly.
 * Source: https://kubernetes.io/docs/reference/using-api/deprecation-guide/
 */




const removed_api_check = defineCheck({
    match: "item",
    reach: "local",
    with: {
        apis: (0,core_decode/* listOf */.c3)((0,core_decode/* object */.Ik)({
            apiVersion: core_decode/* string */.Yj,
            kinds: (0,core_decode/* listOf */.c3)(core_decode/* string */.Yj),
            deprecated: core_decode/* string */.Yj,
            removed: (0,core_decode/* optional */.lq)(core_decode/* string */.Yj, null),
            replacement: core_decode/* string */.Yj,
        })),
    },
}, ({ resource }, { apis }, { minor }) => {
    const cluster = minor === 0 ? newestMinor : minor;
    const old = apis.find(({ apiVersion, kinds }) => apiVersion === resource.apiVersion && (kinds.includes("*") || kinds.includes(resource.kind)));
    if (old === undefined)
        return (0,core_rule/* pass */.IX)();
    const { apiVersion, replacement } = old;
    const data = {
        apiVersion,
        kind: resource.kind,
        replacement,
        removed: old.removed ?? "",
        deprecated: old.deprecated,
    };
    if (old.removed !== null && minorOf(old.removed) <= cluster) {
        return (0,core_rule/* blame */.Sy)(["apiVersion"], data, { messageKey: "removed" });
    }
    if (minorOf(old.deprecated) > cluster)
        return (0,core_rule/* pass */.IX)();
    return (0,core_rule/* blame */.Sy)(["apiVersion"], data, { messageKey: "deprecated", severity: "low" });
});
//# sourceMappingURL=removed-api.js.map
;// CONCATENATED MODULE: ./lib/checks/sandbox-runtime.js
/**
 * Untrusted code runs in a sandbox. Which code is untrusted the organisation says, by namespace or by label of the pods; a pod of the kinds
 * of agent-sandbox is untrusted by what it is for.
 * Sources: https://kubernetes.io/docs/concepts/containers/runtime-class/ and https://agent-sandbox.sigs.k8s.io/
 */





const sandboxGroups = ["agents.x-k8s.io", "extensions.agents.x-k8s.io"];
const sandbox_runtime_check = defineCheck({
    match: "item",
    reach: "cross",
    with: { namespaces: (0,core_decode/* listOf */.c3)(core_decode/* string */.Yj), labels: (0,core_decode/* mapOf */.A7)(core_decode/* string */.Yj), classes: (0,core_decode/* listOf */.c3)(core_decode/* string */.Yj) },
}, ({ pod, podMetadata, resource, route }, { namespaces, labels, classes }, inventory) => {
    const name = json_text(json_at(pod?.value, ["runtimeClassName"])) ?? "";
    if (name !== "" && isSandbox(name, classes, inventory, resource))
        return (0,core_rule/* pass */.IX)();
    const { kind, namespace } = resource;
    const isLabelled = Object.entries(labels).some(([key, value]) => json_at(podMetadata?.value, ["labels", key]) === value);
    const isUntrusted = isLabelled ||
        sandboxGroups.includes(resource.group) ||
        (namespace.state === "named" && namespaces.includes(namespace.name));
    const data = { kind, name: resource.name };
    if (isUntrusted)
        return (0,core_rule/* blame */.Sy)([...route, "runtimeClassName"], data);
    return namespace.state === "unresolved" && namespaces.length > 0 ? (0,core_rule/* undecided */.oo)(data) : (0,core_rule/* pass */.IX)();
});
//# sourceMappingURL=sandbox-runtime.js.map
;// CONCATENATED MODULE: ./lib/checks/sealed-secret.js
/**
 * An object that looks protected and is not: an encrypted one that kubectl has noted in clear text in an annotation, and one that SOPS has
 * encrypted only in part.
 */




const annotation = "kubectl.kubernetes.io/last-applied-configuration";
const sections = ["data", "stringData"];
const sealed_secret_check = defineCheck({ match: "text", reach: "repo", with: {} }, (view) => view.objects().flatMap((resource) => {
    const isSecret = ["Secret", "SealedSecret"].includes(resource.kind) || json_isObject(resource.body["sops"]);
    return isSecret ? [...inAnnotations(resource), ...besideSops(resource)] : [];
}));
/** On the object, and on what a SealedSecret becomes. */
function inAnnotations(resource) {
    const places = [["metadata"], ["spec", "template", "metadata"]];
    return places.flatMap((place) => {
        const route = [...place, "annotations", annotation];
        const applied = json_text(json_at(resource.body, route));
        return applied !== undefined && holdsClearData(applied)
            ? [(0,core_rule/* blame */.Sy)(route, {}, { on: resource, messageKey: "annotation" })]
            : [];
    });
}
function holdsClearData(applied) {
    let object;
    try {
        object = JSON.parse(applied); // the only thing that JSON.parse can give
    }
    catch {
        return /"(?:data|stringData)"\s*:\s*\{\s*"/.test(applied);
    }
    return sections.some((section) => sealed_secret_clearKeys(json_field(object, section)).length > 0);
}
/** The keys whose values are neither empty, placeholders nor encrypted. */
function sealed_secret_clearKeys(values) {
    return Object.entries(json_isObject(values) ? values : {}).flatMap(([key, value]) => typeof value === "string" && !isPlaceholder(value) ? [key] : []);
}
/** SOPS leaves empty values alone, and those whose key has the suffix for it (https://getsops.io/docs/). */
function besideSops(resource) {
    const sops = resource.body["sops"];
    if (!json_isObject(sops))
        return [];
    const noMac = json_text(sops["mac"]) === undefined;
    const unsigned = noMac ? [(0,core_rule/* blame */.Sy)(["sops", "mac"], {}, { on: resource, messageKey: "mac" })] : [];
    if (resource.kind !== "Secret" && choosesKeys(sops))
        return unsigned;
    const suffix = json_text(sops["unencrypted_suffix"]) ?? "_unencrypted";
    const clear = sections.flatMap((section) => sealed_secret_clearKeys(resource.body[section])
        .filter((key) => suffix === "" || !key.endsWith(suffix))
        .map((key) => (0,core_rule/* blame */.Sy)([section, key], { key }, { on: resource, messageKey: "value" })));
    return [...unsigned, ...clear];
}
/** A ConfigMap may have some values encrypted on purpose, and the others not. */
function choosesKeys(sops) {
    const choice = json_text(sops["encrypted_regex"]) ?? json_text(sops["encrypted_suffix"]) ?? json_text(sops["unencrypted_regex"]);
    return choice !== undefined && choice !== "" && !/\bdata\b/.test(choice);
}
//# sourceMappingURL=sealed-secret.js.map
;// CONCATENATED MODULE: ./lib/checks/sensitive-literal.js
/**
 * A variable or a key of a ConfigMap whose name speaks of a secret and whose value is written out. Judged is the source and not what a
 * chart renders, because a chart makes random values while it renders; a chart's values are judged in their file. Files inside of a
 * ConfigMap are left alone but for lists of settings, because words in code and scripts say nothing.
 */









const sensitive_literal_check = defineCheck({
    match: "text",
    reach: "repo",
    with: nameTables,
}, (view, tables) => {
    const isTemplate = view.documents().length === 0 && view.text.includes("{{");
    return [
        ...view.objects().flatMap((one) => [...inConfigMap(one, tables), ...inVariables(one, tables)]),
        ...sensitive_literal_inGenerators(view, tables),
        ...(isTemplate ? sensitive_literal_inTemplate(view, tables) : []),
    ];
});
function inConfigMap(resource, tables) {
    if (resource.kind !== "ConfigMap" || resource.group !== "" || json_isObject(resource.body["sops"]))
        return [];
    const data = json_field(resource.body, "data");
    return Object.entries(json_isObject(data) ? data : {}).flatMap(([key, value]) => {
        if (typeof value !== "string")
            return [];
        if (isSensitive(key, value, tables))
            return [(0,core_rule/* blame */.Sy)(["data", key], { name: key }, { on: resource })];
        const setting = isSettingsFile(key) ? settingsIn(value, tables)[0] : undefined;
        return setting === undefined ? [] : [(0,core_rule/* blame */.Sy)(["data", key], { name: setting }, { on: resource })];
    });
}
function isSettingsFile(key) {
    return /\.(?:properties|env|ini|cnf)$/.test(key) || key === ".env";
}
/** The names of the settings, one a line, that hold a secret. */
function settingsIn(file, tables) {
    return file.split("\n").flatMap((line) => {
        const [, name = "", value = ""] = /^\s*(?:export\s+)?([A-Za-z][\w.-]*)\s*=\s*(\S.*)$/.exec(line) ?? [];
        const bare = value.trim().replace(/^(["'])(.*)\1$/, "$2");
        return name !== "" && isSensitive(name, bare, tables) ? [name] : [];
    });
}
function inVariables(resource, tables) {
    const containers = podTemplates(resource).flatMap(({ pod }) => containersOf(pod, "all"));
    return containers.flatMap((container) => objectsAt(container, "env").flatMap((variable) => {
        const name = json_text(variable.value["name"]) ?? "";
        const value = json_text(variable.value["value"]) ?? "";
        if (!isSensitive(name, value, tables))
            return [];
        return [(0,core_rule/* blame */.Sy)([...variable.route, "value"], { name }, { on: resource })];
    }));
}
/** `literals` of a kustomization's configMapGenerator. */
function sensitive_literal_inGenerators(view, tables) {
    if (!/(?:^|\/)(?:kustomization\.ya?ml|Kustomization)$/.test(view.path))
        return [];
    return view.documents().flatMap((inside) => json_elements(json_field(inside.value, "configMapGenerator")).flatMap((generator, index) => json_elements(json_field(generator, "literals")).flatMap((literal, position) => {
        const [name, value] = pairOf(literal);
        if (!isSensitive(name, value, tables))
            return [];
        return [(0,core_rule/* blame */.Sy)(["configMapGenerator", index, "literals", position], { name }, { inside })];
    })));
}
function pairOf(literal) {
    const [, name = "", value = ""] = /^([^=]*)=([^]*)$/.exec(json_text(literal) ?? "") ?? [];
    return [name, value.replace(/^(["'])([^]*)\1$/, "$2")];
}
function sensitive_literal_inTemplate({ text: source }, tables) {
    return templateLines(source).flatMap(({ kind, section, key, value, named, within }) => {
        const isVariable = key === "value" && named !== undefined;
        if (!isVariable && !(kind === "ConfigMap" && section === "data"))
            return [];
        const name = isVariable ? named : key;
        return isSensitive(name, value, tables) ? [(0,core_rule/* blame */.Sy)([], { name }, { within })] : [];
    });
}
//# sourceMappingURL=sensitive-literal.js.map
;// CONCATENATED MODULE: ./lib/checks/shell-command.js
/**
 * Commands by which a container reaches for the node: entering the namespaces of process 1, changing the root into a mounted host path,
 * mounting a block device, or writing one of the kernel's helper paths. The elements of a list are joined first, because a command may be
 * spread over them in any way.
 */





const entersInit = constantPattern(String.raw `\bnsenter\b[^;|&\n]*\s(?:-t\s*1|--target[= ]1)(?:\D|$)`);
const mountsDevice = constantPattern(String.raw `\bmount\b[^;|&\n]*\s/dev/(?:sd|vd|xvd|nvme|mmcblk|disk/|mapper/|dm-)`);
const writesHelper = constantPattern(String.raw `(?:>|\btee\b|\bdd\b|\bcp\b|\bsysctl\b)[^;|&\n]*(?:release_agent|core_pattern|uevent_helper)`);
const changesRoot = constantPattern(String.raw `\bchroot\s+(?:--?\S+\s+)*["']?(/[^\s"';|&]*)`);
const shell_command_hooks = [
    ["livenessProbe", "exec", "command"],
    ["readinessProbe", "exec", "command"],
    ["startupProbe", "exec", "command"],
    ["lifecycle", "postStart", "exec", "command"],
    ["lifecycle", "preStop", "exec", "command"],
];
const shell_command_check = defineCheck({
    match: "item",
    reach: "local",
    with: {},
}, ({ container, pod }) => {
    if (container === undefined || pod === undefined)
        return (0,core_rule/* pass */.IX)();
    const hostFolders = json_elements(json_at(pod.value, ["volumes"]))
        .filter((volume) => json_at(volume, ["hostPath"]) !== undefined)
        .flatMap((volume) => mountsOf(pod, json_text(json_at(volume, ["name"])) ?? ""))
        .filter((mount) => mount.container.route.join() === container.route.join())
        .map(({ mountPath }) => mountPath.replace(/\/+$/, ""));
    for (const [key, line, route] of commandsOf(container)) {
        const how = breakoutIn(line, hostFolders);
        if (how !== undefined)
            return (0,core_rule/* blame */.Sy)(route, { how, key, container: json_text(container.value["name"]) ?? "" });
    }
    return (0,core_rule/* pass */.IX)();
});
/** Command and arguments are one command line; each hook is another. */
function commandsOf({ value, route, }) {
    const own = ["command", "args"].flatMap((key) => shell_command_words(json_at(value, [key])));
    const ownKey = json_at(value, ["command"]) === undefined ? "args" : "command";
    const guiltyKey = json_at(value, ["args"]) !== undefined && shell_command_words(json_at(value, ["command"])).length <= 2 ? "args" : ownKey;
    const lines = [[guiltyKey, own.join(" "), [...route, guiltyKey]]];
    for (const hook of shell_command_hooks) {
        const line = shell_command_words(json_at(value, hook)).join(" ");
        if (line !== "")
            lines.push([hook.join("."), line, [...route, ...hook]]);
    }
    return lines;
}
function shell_command_words(list) {
    return json_elements(list).flatMap((element) => json_text(element) ?? []);
}
function breakoutIn(line, hostFolders) {
    if (line === "")
        return undefined;
    if (entersInit.test(line))
        return "enters the namespaces of the node's first process";
    if (mountsDevice.test(line))
        return "mounts a block device of the node";
    if (writesHelper.test(line))
        return "writes a path from which the kernel starts programs on the node";
    const roots = changesRoot.findAll(line).map((match) => (match.groups[0] ?? "").replace(/\/+$/, ""));
    const isHost = (root) => hostFolders.some((folder) => root === folder || root.startsWith(`${folder}/`));
    return roots.some((root) => isHost(root)) ? "changes its root into a folder of the node" : undefined;
}
//# sourceMappingURL=shell-command.js.map
;// CONCATENATED MODULE: ./lib/checks/system-namespace.js
/**
 * The namespaces of the cluster hold what belongs to the cluster: add-ons that say so by a label or are known by name, and what Kubernetes
 * reads there. The prefix `kube-` is reserved for them.
 * Source: https://kubernetes.io/docs/concepts/overview/working-with-objects/namespaces/#working-with-namespaces
 */






const system_namespace_check = defineCheck({
    match: "item",
    reach: "local",
    with: {
        namespaces: (0,core_decode/* listOf */.c3)(core_decode/* string */.Yj),
        addonNamespaces: (0,core_decode/* listOf */.c3)(core_decode/* string */.Yj),
        labels: (0,core_decode/* listOf */.c3)(core_decode/* string */.Yj),
        addons: (0,core_decode/* listOf */.c3)(core_decode/* string */.Yj),
    },
}, ({ resource }, options, { systemNamespaces }) => {
    const { kind, name } = resource;
    if (kind === "Namespace") {
        const known = [...systemNamespaces, ...options.namespaces, ...options.addonNamespaces];
        if (!name.startsWith("kube-") || known.includes(name))
            return (0,core_rule/* pass */.IX)();
        return (0,core_rule/* blame */.Sy)(["metadata", "name"], { name }, { messageKey: "namespace" });
    }
    const namespace = namespaceName(resource);
    if (namespace === null || !options.namespaces.includes(namespace))
        return (0,core_rule/* pass */.IX)();
    if (belongsToCluster(resource, options))
        return (0,core_rule/* pass */.IX)();
    return (0,core_rule/* blame */.Sy)(["metadata", "namespace"], { kind, name, namespace }, { messageKey: "object" });
});
function belongsToCluster(resource, { labels, addons }) {
    const { kind, name, body } = resource;
    if (kind === "ServiceAccount" && name === "default")
        return true;
    // Extension API servers bind this role of kube-system to check who calls them, wherever they run.
    if (json_at(body, ["roleRef", "name"]) === "extension-apiserver-authentication-reader")
        return true;
    const metadata = [json_field(body, "metadata"), ...podTemplates(resource).map((one) => one.podMetadata?.value)];
    const own = metadata.map((one) => json_field(one, "labels"));
    if (own.some((one) => labels.some((label) => json_field(one, label) !== undefined)))
        return true;
    const names = [name, ...own.flatMap((one) => json_text(json_field(one, "app.kubernetes.io/name")) ?? [])];
    return names.some((one) => addons.some((addon) => isNamed(one, addon)));
}
function isNamed(name, addon) {
    return name === addon || ["-", ":", "."].some((separator) => name.startsWith(addon + separator));
}
//# sourceMappingURL=system-namespace.js.map
;// CONCATENATED MODULE: ./lib/checks/tls-verification.js
/**
 * A client of the API server that is told not to look at its certificate, or to speak without TLS: in a kubeconfig, a command, a script,
 * a cluster of Argo CD, or the configuration with which a node joins. Searched is the text, and what Secrets hold in base64.
 */







/** Each pattern is tried on a short piece of text around the word. */
const switches = [
    {
        word: "insecure-skip-tls-verify",
        pattern: /^(?:[\s"'[=,]|^)?--insecure-skip-tls-verify(?![\w-]|[= ]["']?(?:false|0)\b)/,
        before: 3,
        what: "The flag switches the verification of the API server's certificate off",
    },
    {
        word: "insecure-skip-tls-verify",
        pattern: /^insecure-skip-tls-verify["']?\s*:\s*["']?true\b/,
        before: 0,
        what: "The kubeconfig switches the verification of the API server's certificate off",
    },
    {
        word: "unsafeSkipCAVerification",
        pattern: /^unsafeSkipCAVerification["']?\s*:\s*["']?true\b/,
        before: 0,
        what: "The node joins without verifying who the cluster is",
    },
    {
        word: "discovery-token-unsafe-skip-ca-verification",
        pattern: /^discovery-token-unsafe-skip-ca-verification(?![\w-]|[= ]["']?(?:false|0)\b)/,
        before: 0,
        what: "The node joins without verifying who the cluster is",
    },
];
const tls_verification_check = defineCheck({ match: "text", reach: "repo", with: {} }, (view) => {
    if (isDocumentation(view.path))
        return [];
    const inText = [...switchesIn(view.text), ...clearServersIn(view.text)].map(({ what, within }) => (0,core_rule/* blame */.Sy)([], { what }, { within }));
    return [...inText, ...view.objects().flatMap((one) => [...tls_verification_inBase64(one), ...inArgoCluster(one)])];
});
function switchesIn(text) {
    return switches.flatMap(({ word, pattern, before, what }) => {
        const found = [];
        for (let start = text.indexOf(word); start !== -1; start = text.indexOf(word, start + word.length)) {
            const from = Math.max(0, start - before);
            const isOn = pattern.test(text.slice(from, start + word.length + 40));
            if (isOn && !isComment(text, start))
                found.push({ what, within: [start, start + word.length] });
        }
        return found;
    });
}
/** `server: http://…` of a kubeconfig; on the machine itself nobody listens in. */
function clearServersIn(text) {
    if (!isKubeconfig(text))
        return [];
    const pattern = /(?<=[\s{,"'])server["']?[ \t]*:[ \t]*["']?http:\/\/(?!127\.|localhost[:/"'\s]|\[::1\])/g;
    return [...text.matchAll(pattern)].flatMap((match) => {
        if (isComment(text, match.index))
            return [];
        const what = "The kubeconfig reaches the API server without TLS";
        return [{ what, within: [match.index, match.index + match[0].length] }];
    });
}
function tls_verification_inBase64(resource) {
    if (resource.kind !== "Secret" || resource.group !== "")
        return [];
    const data = json_field(resource.body, "data");
    return Object.entries(json_isObject(data) ? data : {}).flatMap(([key, value]) => {
        const decoded = (typeof value === "string" ? decodeBase64(value) : undefined) ?? "";
        const [first] = [...switchesIn(decoded), ...clearServersIn(decoded)];
        return first === undefined ? [] : [(0,core_rule/* blame */.Sy)(["data", key], { what: first.what }, { on: resource })];
    });
}
const insecureClient = constantPattern(String.raw `"tlsClientConfig"\s*:\s*\{[^}]*"insecure"\s*:\s*true`);
/** https://argo-cd.readthedocs.io/en/stable/operator-manual/declarative-setup/#clusters */
function inArgoCluster(resource) {
    const label = json_at(resource.body, ["metadata", "labels", "argocd.argoproj.io/secret-type"]);
    if (resource.kind !== "Secret" || label !== "cluster")
        return [];
    return ["data", "stringData"].flatMap((section) => {
        const value = json_at(resource.body, [section, "config"]);
        const config = typeof value !== "string" ? "" : section === "data" ? decodeBase64(value) : value;
        const isInsecure = insecureClient.test(config ?? "");
        const what = "Argo CD does not verify the certificate of this cluster";
        return isInsecure ? [(0,core_rule/* blame */.Sy)([section, "config"], { what }, { on: resource })] : [];
    });
}
//# sourceMappingURL=tls-verification.js.map
;// CONCATENATED MODULE: ./lib/kubernetes/subjects.js
/** Who a subject of a binding is. One ServiceAccount can be written in two ways, and is a member of groups. */

/**
 * The identity that a subject names; undefined for a kind that RBAC does not know or a subject without a name. A User
 * `system:serviceaccount:<namespace>:<name>` is that ServiceAccount. A ServiceAccount without namespace is one of the binding's
 * namespace; in a ClusterRoleBinding the API server refuses it.
 */
function identityOf(subject, ofBinding) {
    const name = json_text(json_field(subject, "name")) ?? "";
    if (name === "")
        return undefined;
    switch (json_field(subject, "kind")) {
        case "ServiceAccount": {
            const own = json_text(json_field(subject, "namespace")) ?? "";
            const inherited = ofBinding.state === "named" ? ofBinding.name : null;
            return { type: "service-account", namespace: own === "" ? inherited : own, name };
        }
        case "User":
            return serviceAccountOfUser(name) ?? { type: "user", name };
        case "Group":
            return { type: "group", name };
        default:
            return undefined;
    }
}
/** The groups that every token of the ServiceAccount carries, from the narrowest (https://kubernetes.io/docs/reference/access-authn-authz/service-accounts-admin/). */
function groupsOf({ namespace }) {
    const own = namespace === null ? [] : [`system:serviceaccounts:${namespace}`];
    return [...own, "system:serviceaccounts", "system:authenticated"];
}
/** Whether rights of `identity` are rights of the ServiceAccount: it is the same account, or a group that the account is in. */
function includesServiceAccount(identity, account) {
    switch (identity.type) {
        case "service-account":
            return (identity.namespace !== null &&
                identity.namespace === account.namespace &&
                identity.name === account.name);
        case "group":
            return groupsOf(account).includes(identity.name);
        case "user":
            return false;
    }
}
function serviceAccountOfUser(name) {
    const [, namespace, account] = /^system:serviceaccount:([^:]+):([^:]+)$/.exec(name) ?? [];
    if (namespace === undefined || account === undefined)
        return undefined;
    return { type: "service-account", namespace, name: account };
}
//# sourceMappingURL=subjects.js.map
;// CONCATENATED MODULE: ./lib/checks/token-mount.js
/**
 * A pod that nobody has given a right does not need a token for the API. The pod's own field beats the ServiceAccount's, and both absent
 * mean yes. A projected token volume is a deliberate mount. An account that a binding names has a use for its token.
 * Source: https://kubernetes.io/docs/tasks/configure-pod-container/configure-service-account/#opt-out-of-api-credential-automounting
 */






const token_mount_check = defineCheck({ match: "workload", reach: "cross", with: {} }, ({ pod, resource }, _, inventory) => {
    const spec = pod.pod.value;
    const name = accountNameOf(spec);
    const account = accountNear(name, resource, inventory);
    if (hasProjectedToken(spec) || isTokenOff(spec, account))
        return (0,core_rule/* pass */.IX)();
    if (isBound(name, resource, inventory))
        return (0,core_rule/* pass */.IX)();
    const data = { account: name };
    if ((account === undefined && name !== "default") || !inventory.complete(resource))
        return (0,core_rule/* undecided */.oo)(data);
    return (0,core_rule/* blame */.Sy)([...pod.route, "automountServiceAccountToken"], data);
});
function isBound(name, near, inventory) {
    const namespace = namespaceName(near);
    const account = { type: "service-account", namespace, name };
    const bindings = [...inventory.all("RoleBinding", "*"), ...inventory.all("ClusterRoleBinding", "*")];
    return bindings.some((binding) => json_elements(json_at(binding.body, ["subjects"])).some((subject) => {
        const identity = json_isObject(subject) ? identityOf(subject, binding.namespace) : undefined;
        if (identity === undefined || identity.type === "group")
            return false;
        if (includesServiceAccount(identity, account))
            return true;
        const isSameRelease = namespace === null && binding.target.id === near.target.id;
        return isSameRelease && identity.type === "service-account" && identity.name === name;
    }));
}
//# sourceMappingURL=token-mount.js.map
;// CONCATENATED MODULE: ./lib/checks/tool-login.js
/**
 * Tools for clusters that are told to let everybody in: a dashboard that skips the login, Argo Workflows with its own rights for all, an
 * anonymous administrator of Grafana, a proxy to the API server that listens to the network.
 */







const tool_login_check = defineCheck({
    match: "item",
    reach: "local",
    with: { switches: (0,core_decode/* listOf */.c3)((0,core_decode/* object */.Ik)({ tool: core_decode/* string */.Yj, flag: core_decode/* string */.Yj, values: (0,core_decode/* listOf */.c3)(core_decode/* string */.Yj) })) },
}, ({ container }, { switches }) => {
    if (container === undefined)
        return [];
    const words = argumentWords([...elementsAt(container, "command"), ...elementsAt(container, "args")]);
    const flags = readFlags(words.map(({ word, route }) => ({ value: word, route })));
    const open = switches.flatMap(({ tool, flag, values }) => {
        const last = flags.get(flag)?.at(-1);
        const isOpen = last !== undefined && values.includes(last.value);
        return isOpen ? [(0,core_rule/* blame */.Sy)(last.route, { tool, setting: `--${flag}` })] : [];
    });
    return [...open, ...openProxy(words), ...anonymousGrafana(container)];
});
/** `kubectl proxy` lends its own rights to whoever reaches it; by default that is its own pod alone. */
function openProxy(words) {
    const start = words.findIndex(({ word }) => programName(word) === "kubectl");
    const proxy = words.slice(start + 1).findIndex(({ word }) => word === "proxy");
    if (start === -1 || proxy === -1)
        return [];
    const flags = readFlags(words.slice(start + 1).map(({ word, route }) => ({ value: word, route })));
    const address = flags.get("address")?.at(-1);
    const hosts = flags.get("accept-hosts")?.at(-1);
    const isFar = address !== undefined && !/^(?:127\.|localhost$|::1$|\[::1\]$)/.test(address.value);
    const isAny = hosts !== undefined && /^\^?\.[*+]\$?$/.test(hosts.value);
    const guilty = isFar ? address : isAny ? hosts : undefined;
    const setting = isFar ? "--address" : "--accept-hosts";
    return guilty === undefined ? [] : [(0,core_rule/* blame */.Sy)(guilty.route, { tool: "kubectl proxy", setting })];
}
/** https://grafana.com/docs/grafana/latest/setup-grafana/configure-security/configure-authentication/anonymous-auth/ */
function anonymousGrafana(container) {
    const variables = objectsAt(container, "env");
    const valueOf = (name) => variables.find(({ value }) => value["name"] === name);
    const enabled = valueOf("GF_AUTH_ANONYMOUS_ENABLED");
    const role = valueOf("GF_AUTH_ANONYMOUS_ORG_ROLE");
    if (enabled === undefined || role === undefined)
        return [];
    const isOn = json_text(enabled.value["value"])?.toLowerCase() === "true";
    const isStrong = /^(?:Admin|Editor)$/i.test(json_text(role.value["value"]) ?? "");
    const data = { tool: "Grafana", setting: "GF_AUTH_ANONYMOUS_ORG_ROLE" };
    return isOn && isStrong ? [(0,core_rule/* blame */.Sy)([...role.route, "value"], data)] : [];
}
//# sourceMappingURL=tool-login.js.map
;// CONCATENATED MODULE: ./lib/checks/version-skew.js
/**
 * A kubelet must not be newer than the API server, and at most three minors older; two before 1.25.
 * Source: https://kubernetes.io/releases/version-skew-policy/#kubelet
 */




const version_skew_check = defineCheck({ match: "item", reach: "cross", with: {} }, ({ resource }, _, inventory) => resource.group === "kind.x-k8s.io" ? judgeKindCluster(resource) : judgeMachines(resource, inventory));
/** The nodes of one kind cluster: https://kind.sigs.k8s.io/docs/user/configuration/#nodes */
function judgeKindCluster({ body }) {
    const nodes = json_elements(json_field(body, "nodes")).map((node, index) => ({
        isServer: (json_text(json_field(node, "role")) ?? "control-plane") === "control-plane",
        minor: minorOfImage(json_text(json_field(node, "image")) ?? "") ?? null,
        route: ["nodes", index, "image"],
    }));
    const servers = nodes.flatMap(({ isServer, minor }) => (isServer && minor !== null ? [minor] : []));
    const [server] = servers;
    if (server === undefined)
        return [(0,core_rule/* pass */.IX)()];
    // The oldest API server is the one that a newer kubelet must not meet.
    const oldest = Math.min(...servers);
    return nodes.filter(({ isServer }) => !isServer).map(({ minor, route }) => compare(minor, oldest, route));
}
/** Machines of Cluster API and the control plane of their cluster: https://cluster-api.sigs.k8s.io/ */
function judgeMachines(machines, inventory) {
    const cluster = json_text(json_at(machines.body, ["spec", "clusterName"])) ?? "";
    const owner = inventory.get("Cluster", "cluster.x-k8s.io", machines.namespace, cluster, machines);
    const reference = json_at(owner?.body, ["spec", "controlPlaneRef"]);
    const kind = json_text(json_field(reference, "kind")) ?? "";
    const name = json_text(json_field(reference, "name")) ?? "";
    const plane = inventory.get(kind, "controlplane.cluster.x-k8s.io", machines.namespace, name, machines);
    const server = declaredMinor(json_text(json_at(plane?.body, ["spec", "version"])) ?? "");
    const route = ["spec", "template", "spec", "version"];
    const kubelet = declaredMinor(json_text(json_at(machines.body, route)) ?? "");
    return server === null ? (0,core_rule/* pass */.IX)() : compare(kubelet, server, route);
}
function compare(kubelet, server, route) {
    if (kubelet === null)
        return (0,core_rule/* pass */.IX)();
    const data = { kubelet: `1.${kubelet}`, server: `1.${server}` };
    if (kubelet > server)
        return (0,core_rule/* blame */.Sy)(route, data, { messageKey: "newer", severity: "medium" });
    const allowed = kubelet >= 25 ? 3 : 2;
    if (server - kubelet <= allowed)
        return (0,core_rule/* pass */.IX)();
    return (0,core_rule/* blame */.Sy)(route, data, { messageKey: "older", severity: "medium" });
}
//# sourceMappingURL=version-skew.js.map
;// CONCATENATED MODULE: ./lib/kubernetes/cluster-hosts.js
/** Where a URL leads, seen from the API server. */
/**
 * Where the host of a URL is. `cluster.local` is the usual domain of a cluster (https://kubernetes.io/docs/concepts/services-networking/dns-pod-service/),
 * and whether a private address (RFC 1918, RFC 4193) belongs to a Service only the cluster knows. A text that is no URL is unknown.
 */
function placeOfUrl(url) {
    if (!URL.canParse(url))
        return "unknown";
    const host = new URL(url).hostname.replace(/\.$/, "");
    if (host === "localhost" || host === "[::1]" || /^127\.\d+\.\d+\.\d+$/.test(host))
        return "cluster";
    if (host.endsWith(".svc") || host.endsWith(".svc.cluster.local"))
        return "cluster";
    const isPrivate = /^(10\.|192\.168\.|172\.(1[6-9]|2\d|3[01])\.)[\d.]+$/.test(host) || /^\[f[cd]/.test(host);
    return isPrivate || host.includes(".svc.") || host === "" ? "unknown" : "outside";
}
//# sourceMappingURL=cluster-hosts.js.map
;// CONCATENATED MODULE: ./lib/checks/webhook-target.js
/**
 * The API server sends whole objects to a webhook. One that it reaches by URL may be anywhere, and then every object of its rules leaves the
 * cluster, with the values of Secrets where the rules cover them.
 * Source: https://kubernetes.io/docs/reference/access-authn-authz/extensible-admission-controllers/#contacting-the-webhook
 */





const webhook_target_check = defineCheck({ match: "item", reach: "local", with: {} }, ({ resource }) => {
    const outcomes = webhooksOf(resource).flatMap((webhook) => {
        const url = json_text(json_at(webhook.value, ["clientConfig", "url"]));
        const place = url === undefined ? "cluster" : placeOfUrl(url);
        if (place === "cluster")
            return [];
        const data = { webhook: json_text(json_field(webhook.value, "name")) ?? "" };
        if (place === "unknown")
            return [(0,core_rule/* undecided */.oo)(data)];
        const messageKey = covers(webhook, "", "secrets") ? "secrets" : "objects";
        return [(0,core_rule/* blame */.Sy)([...webhook.route, "clientConfig", "url"], data, { messageKey })];
    });
    return outcomes.length === 0 ? (0,core_rule/* pass */.IX)() : outcomes;
});
//# sourceMappingURL=webhook-target.js.map
;// CONCATENATED MODULE: ./lib/checks/index.js
// Generated by `npm run generate` from the files of this folder. Do not edit.





















































/** Every check by the name that rule files use. */
const checks = {
    "audit-log-volume": check,
    "audit-logging": audit_logging_check,
    "audit-policy": audit_policy_check,
    "certificate-request": certificate_request_check,
    "clear-secret": clear_secret_check,
    "component-version": component_version_check,
    "container-resources": container_resources_check,
    "credential-in-command": credential_in_command_check,
    "credential-in-url": credential_in_url_check,
    "credential-pattern": credential_pattern_check,
    "dangling-reference": dangling_reference_check,
    "default-account": default_account_check,
    "default-deny": default_deny_check,
    "default-namespace": default_namespace_check,
    "encryption-key": encryption_key_check,
    "encryption-provider": encryption_provider_check,
    "generator-secret": generator_secret_check,
    "host-path": host_path_check,
    "ingress-nginx-chart": ingress_nginx_chart_check,
    "ingress-nginx-webhook": ingress_nginx_webhook_check,
    "join-secret": join_secret_check,
    kubeconfig: kubeconfig_check,
    "kubernetes-version": kubernetes_version_check,
    "kyverno-enforcement": kyverno_enforcement_check,
    "legacy-component": legacy_component_check,
    "local-storage": local_storage_check,
    "log-collection": log_collection_check,
    "log-shipping": log_shipping_check,
    "misplaced-field": misplaced_field_check,
    "monitoring-removed": monitoring_removed_check,
    "namespace-pod-security": namespace_pod_security_check,
    "namespace-quota": namespace_quota_check,
    "pod-security-admission": pod_security_admission_check,
    "pod-security-exemption": pod_security_exemption_check,
    "pod-security-label": pod_security_label_check,
    "pod-security-lowered": pod_security_lowered_check,
    "pod-security-version": pod_security_version_check,
    "policy-exception": policy_exception_check,
    "policy-opt-out": policy_opt_out_check,
    "policy-webhook": policy_webhook_check,
    "policy-without-binding": policy_without_binding_check,
    "powerful-subject": powerful_subject_check,
    "removed-api": removed_api_check,
    "sandbox-runtime": sandbox_runtime_check,
    "sealed-secret": sealed_secret_check,
    "sensitive-literal": sensitive_literal_check,
    "shell-command": shell_command_check,
    "system-namespace": system_namespace_check,
    "tls-verification": tls_verification_check,
    "token-mount": token_mount_check,
    "tool-login": tool_login_check,
    "version-skew": version_skew_check,
    "webhook-target": webhook_target_check,
};
//# sourceMappingURL=index.js.map
// EXTERNAL MODULE: ./lib/core/errors.js
var errors = __webpack_require__(3828);
;// CONCATENATED MODULE: ./lib/core/location.js
/** Where something stands: in the repository, and inside a resource. */
/**
 * Marks a text as a path of the repository.
 *
 * @throws Error where the text is empty, absolute, holds NUL, or a segment is empty, "." or "..": the caller let something through.
 */
function asRepoPath(path) {
    const isClean = path
        .split("/")
        .every((segment) => segment !== "" && segment !== "." && segment !== ".." && !segment.includes("\0"));
    if (!isClean)
        throw new Error(`Not a path inside the repository: ${JSON.stringify(path)}.`);
    return path; // the check above is what the brand stands for
}
/** Resolves `relative` (with "/", may hold "." and "..") against a folder ("" is the root). Null where it leaves the root or is absolute. */
function resolvePath(folder, relative) {
    if (relative.startsWith("/") || relative.includes("\0"))
        return null;
    const segments = folder === "" ? [] : folder.split("/");
    for (const segment of relative.split("/")) {
        if (segment === "" || segment === ".")
            continue;
        if (segment !== "..")
            segments.push(segment);
        else if (segments.pop() === undefined)
            return null;
    }
    return segments.length === 0 ? "" : asRepoPath(segments.join("/"));
}
/** The folder of a path; "" for a file at the root. */
function folderOf(path) {
    const slash = path.lastIndexOf("/");
    return slash === -1 ? "" : asRepoPath(path.slice(0, slash));
}
/** A folder and a name in it, as one path. */
function joinPath(folder, name) {
    return asRepoPath(folder === "" ? name : `${folder}/${name}`);
}
/** Whether `path` is the folder itself or lies below it ("" is the root, which holds everything). */
function isInside(path, folder) {
    return folder === "" || path === folder || path.startsWith(`${folder}/`);
}
/** Orders two texts by their code units, the same on every machine. Negative, zero or positive like every comparer. */
function byCodeUnits(left, right) {
    return left < right ? -1 : left > right ? 1 : 0;
}
//# sourceMappingURL=location.js.map
;// CONCATENATED MODULE: ./lib/cel/failure.js
/**
 * Thrown during evaluation. Not an Error on purpose: `a.b == 1 || true` fails and recovers as a matter of course, and
 * collecting a stack would cost more than the evaluation.
 */
class Failure {
    code;
    /** Part of the source that failed; set by the innermost call that knows its place. */
    range;
    constructor(code, range) {
        this.code = code;
        this.range = range;
    }
}
/** A function's way to say that it cannot answer. */
function fail(code) {
    throw new Failure(code);
}
const guardCodes = new Set([
    "list-too-long",
    "text-too-long",
    "too-deep",
    "step-limit",
]);
/** The failure, if an operator such as `||` may go on in spite of it; throws whatever must stop the evaluation. */
function absorb(thrown) {
    if (thrown instanceof Failure && !guardCodes.has(thrown.code))
        return thrown;
    throw thrown;
}
//# sourceMappingURL=failure.js.map
;// CONCATENATED MODULE: ./lib/cel/budget.js
/** What one evaluation may cost. Steps are counted, not seconds, so that the same input always gives the same answer. */


/** Steps of one evaluation: a loop body, an element compared, or 16 characters looked at. About a second at worst. */
const MAX_STEPS = 1_000_000;
/** Elements of a list or map that a loop or function walks, and of any list that an expression makes. */
const MAX_ELEMENTS = 5_000;
/** UTF-16 code units of a text that an expression makes. Texts of the input may be longer. */
const MAX_TEXT_LENGTH = 1024 * 1024;
const CHARACTERS_PER_STEP = 16;
/** Searching costs more the longer the pattern: with so many characters, twice as much. */
const PATTERN_LENGTH_OF_DOUBLE_COST = 64;
/** What compiling a pattern costs that is no literal of the expression. */
const STEPS_PER_PATTERN = 500;
/** Counts down through one evaluation, and holds the patterns that it compiled. */
class Budget {
    left;
    constants;
    compiled = new Map();
    /** `constants` are the patterns that the expression writes as literals, by their source. */
    constructor(steps, constants) {
        this.left = steps;
        this.constants = constants;
    }
    /** Takes steps; fails with `step-limit` when none are left. */
    spend(steps) {
        this.left -= steps;
        if (this.left < 0)
            fail("step-limit");
    }
    /** Pays for walking a list or map to its end; fails with `list-too-long`. */
    walk(elementCount) {
        this.admit(elementCount);
        this.spend(elementCount);
    }
    /** Lets a loop start, which then pays for each turn; fails with `list-too-long`. */
    admit(elementCount) {
        if (elementCount > MAX_ELEMENTS)
            fail("list-too-long");
    }
    /** Pays for reading through a text. */
    read(text) {
        this.spend(text.length / CHARACTERS_PER_STEP);
    }
    /** Pays for a text that is about to be made; fails with `text-too-long`. */
    write(length) {
        if (length > MAX_TEXT_LENGTH)
            fail("text-too-long");
        this.spend(length / CHARACTERS_PER_STEP);
    }
    /** The pattern for a search in `text`, which is paid for; fails with `bad-pattern` and `text-too-long`. */
    pattern(source, text) {
        if (text.length > MAX_INPUT_LENGTH)
            fail("text-too-long");
        this.spend(1 + (text.length / CHARACTERS_PER_STEP) * (1 + source.length / PATTERN_LENGTH_OF_DOUBLE_COST));
        return this.constants.get(source) ?? this.compiled.get(source) ?? this.compile(source);
    }
    compile(source) {
        this.spend(STEPS_PER_PATTERN);
        try {
            const pattern = compilePattern(source);
            this.compiled.set(source, pattern);
            return pattern;
        }
        catch (thrown) {
            if (thrown instanceof PatternError)
                return fail("bad-pattern");
            throw thrown;
        }
    }
}
//# sourceMappingURL=budget.js.map
;// CONCATENATED MODULE: ./lib/cel/errors.js
/** What can be wrong with an expression, as a code and a place in its source: never a value of the input. */
/** Why an expression was refused or failed, and at which part of it. Returned, not thrown. */
class CelError {
    code;
    range;
    constructor(code, range) {
        this.code = code;
        this.range = range;
    }
    /** What is wrong, for people: a full sentence without any text of the expression or of its input. */
    get sentence() {
        return errors_sentences[this.code];
    }
}
/** Whether the answer of `compile` or `evaluate` is an error. */
function isCelError(answer) {
    return answer instanceof CelError;
}
const errors_sentences = {
    syntax: "The expression is not valid CEL.",
    "too-large": "The expression is too long or too deeply nested.",
    "unknown-name": "The expression reads a name that is not declared.",
    "unknown-function": "The expression calls a function that is not allowed or does not exist.",
    "wrong-type": "An operator or function is given a type that it does not accept.",
    "mixed-literal": "The elements of a list or map literal have different types.",
    "bad-macro": "A macro needs a plain name as its variable, and `has` needs a field selection.",
    "bad-literal": "A number, duration, timestamp or format in the expression is not valid.",
    "bad-pattern": "A regular expression is not valid RE2 syntax or is too long.",
    "no-such-key": "The expression reads a field or key that does not exist.",
    "no-such-overload": "An operator or function met a value of a type that it does not accept.",
    "out-of-range": "An index lies outside of a list or text.",
    "bad-argument": "A value could not be converted.",
    overflow: "A number, timestamp or duration left its range.",
    "divide-by-zero": "A number is divided by zero.",
    "duplicate-key": "A map would have the same key twice.",
    "no-value": "The value of an empty optional is read.",
    "no-input": "No value was given for a declared name.",
    "list-too-long": "A list or map has more elements than an expression may walk.",
    "text-too-long": "A text is longer than an expression may handle.",
    "too-deep": "A value is nested too deeply.",
    "step-limit": "The expression needs more steps than it may take.",
};
//# sourceMappingURL=errors.js.map
;// CONCATENATED MODULE: ./lib/cel/types.js
/** The types of the checker: what an expression can be refused for before it meets a value. */
/** A type without parameters. */
function simpleType(name) {
    return { name, parameters: [] };
}
const dyn = simpleType("dyn");
const free = simpleType("free");
const bool = simpleType("bool");
const types_int = simpleType("int");
/** `list<element>`. */
function listOf(element) {
    return { name: "list", parameters: [element] };
}
/** `map<key, value>`. */
function mapOf(key, value) {
    return { name: "map", parameters: [key, value] };
}
/** `optional<value>`. */
function optionalOf(value) {
    return { name: "optional", parameters: [value] };
}
/** Reads the notation of signatures: `map<string, list<T>>`. Throws for text that is no type. */
function parseType(text) {
    const open = text.indexOf("<");
    if (open < 0)
        return simpleType(text.trim());
    if (!text.trimEnd().endsWith(">"))
        throw new Error(`Not a type: ${text}.`);
    const inner = text.slice(open + 1, text.lastIndexOf(">"));
    return { name: text.slice(0, open).trim(), parameters: splitParameters(inner).map(parseType) };
}
/** Whether a value of the type `actual` may stand where a signature declares `declared`; notes what parameters stand for. A declared `list` takes any list. */
function accepts(declared, actual, bindings) {
    if (isParameter(declared))
        return bind(declared.name, actual, bindings);
    if (isAnything(declared) || isAnything(actual))
        return true;
    if (declared.name !== actual.name)
        return false;
    return declared.parameters.every((parameter, i) => accepts(parameter, actual.parameters[i] ?? dyn, bindings));
}
/** The type of a result: parameters replaced by what they stand for, `dyn` where nothing is known. */
function substitute(type, bindings) {
    if (isParameter(type))
        return bindings.get(type.name) ?? dyn;
    if (type.parameters.length === 0)
        return type;
    return { name: type.name, parameters: type.parameters.map((parameter) => substitute(parameter, bindings)) };
}
/** The type that two branches or elements have in common; undefined where they exclude each other. */
function types_join(a, b) {
    if (a === b || b.name === "free")
        return a;
    if (a.name === "free")
        return b;
    if (a.name === "dyn" || b.name === "dyn")
        return dyn;
    if (a.name !== b.name || a.parameters.length !== b.parameters.length)
        return undefined;
    const parameters = [];
    for (const [i, parameter] of a.parameters.entries()) {
        const joined = types_join(parameter, b.parameters[i] ?? dyn);
        if (joined === undefined)
            return undefined;
        parameters.push(joined);
    }
    return { name: a.name, parameters };
}
/** Whether two types are the same; an unknown element of an empty literal is the same as anything. */
function isSame(a, b) {
    if (a === b || a.name === "free" || b.name === "free")
        return true;
    if (a.name !== b.name || a.parameters.length !== b.parameters.length)
        return false;
    return a.parameters.every((parameter, i) => isSame(parameter, b.parameters[i] ?? dyn));
}
/** Whether a value of the type may turn out to be of any type at all. */
function isAnything(type) {
    return type.name === "dyn" || type.name === "free";
}
function isParameter(type) {
    return type.name.length === 1;
}
function bind(name, actual, bindings) {
    const bound = bindings.get(name);
    const joined = bound === undefined ? actual : types_join(bound, actual);
    if (joined === undefined)
        return false;
    bindings.set(name, joined);
    return true;
}
function splitParameters(text) {
    const parts = [];
    let depth = 0;
    let start = 0;
    for (let i = 0; i < text.length; i++) {
        if (text[i] === "<")
            depth++;
        else if (text[i] === ">")
            depth--;
        else if (text[i] === "," && depth === 0) {
            parts.push(text.slice(start, i));
            start = i + 1;
        }
    }
    return [...parts, text.slice(start)];
}
//# sourceMappingURL=types.js.map
;// CONCATENATED MODULE: ./lib/cel/values.js
/** A value of any type that JavaScript lacks: uint, timestamp, optional, quantity ... */
class CelObject {
}
/** A double without a fraction, where a plain number would be taken for an int. */
class Double {
    value;
    constructor(value) {
        this.value = value;
    }
}
// Bound once, because these run for every value: in a sandbox, such as a test runner's, each look at a global is slow.
const { isArray } = Array;
const { isInteger } = Number;
const { hasOwn } = Object;
const toBigInt = BigInt;
const PlainMap = Map;
const Bytes = Uint8Array;
/** The one place that tells an int from a double. */
function load(value) {
    switch (typeof value) {
        case "number":
            return isInteger(value) ? toBigInt(value) : value;
        case "object":
            return value instanceof Double ? value.value : value;
        default:
            return value;
    }
}
/** The reverse of `load`, for results, elements and members. */
function store(value) {
    return typeof value === "number" && isInteger(value) ? new Double(value) : value;
}
/** Whether the value is a list. */
function values_isList(value) {
    return isArray(value);
}
/** Whether the value is a map: whatever is an object and none of the other types. */
function isMap(value) {
    return (typeof value === "object" &&
        value !== null &&
        !isArray(value) &&
        !(value instanceof CelObject) &&
        !(value instanceof Bytes));
}
/** The member of a map; undefined where there is none. Keys of a prototype (`constructor`, `__proto__`) are no members. */
function member(map, key) {
    let found;
    if (map instanceof PlainMap)
        found = map.get(key);
    else if (typeof key === "string" && hasOwn(map, key))
        found = map[key];
    return found === undefined ? undefined : load(found);
}
/** The keys of a map in order. */
function values_keysOf(map) {
    if (map instanceof Map)
        return [...map.keys()];
    return Object.keys(map).filter((key) => map[key] !== undefined);
}
/** The number of members of a map. */
function values_sizeOf(map) {
    return map instanceof Map ? map.size : values_keysOf(map).length;
}
/**
 * Plain data for messages and patches: ints become numbers where exact, else stay bigint; doubles numbers; maps objects
 * without prototype, their keys as text. Types that JSON lacks become their CEL text (`3600s`, `500m`, `10.0.0.0/8`), bytes a
 * Latin-1 string, an optional its value or null.
 */
function toPlain(value) {
    if (value instanceof Double)
        return value.value;
    if (typeof value === "bigint")
        return Number.isSafeInteger(Number(value)) ? Number(value) : value;
    if (typeof value !== "object" || value === null)
        return value;
    if (value instanceof CelObject)
        return objectToPlain(value);
    if (value instanceof Uint8Array)
        return Buffer.from(value).toString("latin1");
    return Array.isArray(value) ? value.map(toPlain) : mapToPlain(value);
}
function objectToPlain(object) {
    if (!("plain" in object))
        return String(object);
    const plain = object.plain();
    return plain === undefined ? null : toPlain(store(plain));
}
function mapToPlain(map) {
    const object = Object.create(null);
    for (const key of values_keysOf(map)) {
        const value = member(map, key);
        if (value !== undefined)
            object[String(key)] = toPlain(store(value));
    }
    return object;
}
//# sourceMappingURL=values.js.map
;// CONCATENATED MODULE: ./lib/cel/overload.js


/** Functions that a new policy may use from that minor on; 0 = always. */
function since(from) {
    return {
        call: (name, parameters, result, run) => overload("call", name, parameters, result, from, run),
        method: (receiver, name, parameters, result, run) => overload("method", name, [receiver, ...parameters], result, from, run),
    };
}
/** The type that a parameter or result names. */
function typeOf(parameter) {
    return typeof parameter === "string" ? parseType(parameter) : simpleType(parameter.typeName);
}
function overload(style, name, parameters, result, from, run) {
    return {
        style,
        name,
        parameters: parameters.map(typeOf),
        result: typeOf(result),
        from,
        fits: parameters.map(fitOf),
        // The evaluator calls it only with values for which every `fits` holds.
        run: run,
    };
}
function fitOf(parameter) {
    if (typeof parameter !== "string") {
        const { typeName } = parameter;
        return (value) => value instanceof CelObject && value.typeName === typeName;
    }
    switch (parameter) {
        case "bool":
            return (value) => typeof value === "boolean";
        case "bytes":
            return (value) => value instanceof Uint8Array;
        case "double":
            return (value) => typeof value === "number";
        case "int":
            return (value) => typeof value === "bigint";
        case "string":
            return (value) => typeof value === "string";
        case "null_type":
            return (value) => value === null;
        case "map<K, V>":
            return isMap;
        case "dyn":
        case "T":
            return () => true;
        default:
            return (value) => values_isList(value);
    }
}
//# sourceMappingURL=overload.js.map
;// CONCATENATED MODULE: ./lib/cel/optional.js
/** A value that may be absent. */



/** `optional.of(x)` holds a value, `optional.none()` none. */
class Optional extends CelObject {
    static typeName = "optional";
    typeName = Optional.typeName;
    /** Undefined for none. */
    content;
    constructor(content) {
        super();
        this.content = content;
    }
    equals(other, equal) {
        if (!(other instanceof Optional))
            return false;
        if (this.content === undefined || other.content === undefined)
            return this.content === other.content;
        return equal(this.content, other.content);
    }
    plain() {
        return this.content;
    }
    toString() {
        return this.content === undefined ? "optional.none" : "optional";
    }
}
/** The optional without a value. */
const none = new Optional(undefined);
/** Functions of optionals that are no macros; `or` and `orValue` evaluate their argument only when needed. */
const optionalFunctions = [
    since(29).call("optional.none", [], "optional<dyn>", () => none),
    since(29).call("optional.of", ["T"], "optional<T>", (value) => new Optional(value)),
    since(29).call("optional.ofNonZeroValue", ["T"], "optional<T>", (value) => isZero(value) ? none : new Optional(value)),
    since(29).method(Optional, "hasValue", [], "bool", (optional) => optional.content !== undefined),
    since(29).method(Optional, "value", [], "dyn", (optional) => optional.content === undefined ? fail("no-value") : optional.content),
];
function isZero(value) {
    if (value === null || value === false || value === "" || value === 0 || value === 0n)
        return true;
    if (values_isList(value) || value instanceof Uint8Array)
        return value.length === 0;
    if (isMap(value))
        return values_sizeOf(value) === 0;
    return value instanceof CelObject && "isZero" in value && value.isZero === true;
}
//# sourceMappingURL=optional.js.map
;// CONCATENATED MODULE: ./lib/cel/url.js



/** An absolute URL or an absolute path. */
class Url extends CelObject {
    static typeName = "kubernetes.URL";
    typeName = Url.typeName;
    text;
    /** In lower case; "" for an absolute path. */
    scheme;
    /** With the port. */
    host;
    path;
    /** Without the question mark. */
    query;
    constructor(text, parts) {
        super();
        this.text = text;
        this.scheme = parts.scheme;
        this.host = parts.host;
        this.path = parts.path;
        this.query = parts.query;
    }
    equals(other) {
        return other instanceof Url && other.text === this.text;
    }
    toString() {
        return this.text;
    }
}
/** Reads a URL; undefined for text that net/url.ParseRequestURI refuses. The WHATWG parser would repair and normalise it. */
function parseUrl(text) {
    // eslint-disable-next-line no-control-regex
    if (text === "" || text.length > 100_000 || /[\x00-\x1f\x7f]/.test(text))
        return undefined;
    if (text === "*")
        return new Url(text, { scheme: "", host: "", path: "*", query: "" });
    const withoutFragment = text.split("#", 1)[0] ?? "";
    const scheme = /^[a-zA-Z][a-zA-Z0-9+.-]*(?=:)/.exec(withoutFragment)?.[0] ?? "";
    const rest = scheme === "" ? withoutFragment : withoutFragment.slice(scheme.length + 1);
    const [beforeQuery = "", ...queries] = rest.split("?");
    if (!beforeQuery.startsWith("/") && (scheme === "" || beforeQuery === ""))
        return undefined;
    const hasAuthority = beforeQuery.startsWith("//") && (scheme !== "" || !beforeQuery.startsWith("///"));
    const authority = hasAuthority ? (beforeQuery.slice(2).split("/", 1)[0] ?? "") : "";
    const path = hasAuthority ? beforeQuery.slice(2 + authority.length) : beforeQuery;
    const host = authority.slice(authority.lastIndexOf("@") + 1);
    if (!isHost(host) || /%(?![0-9a-fA-F]{2})/.test(path + host))
        return undefined;
    return new Url(text, {
        scheme: scheme.toLowerCase(),
        host,
        path: path.startsWith("/") ? path : "",
        query: queries.join("?"),
    });
}
const { call, method } = since(0);
/** `url`, `isURL` and the methods of a URL. */
const urlFunctions = [
    call("url", ["string"], Url, (text, budget) => {
        budget.read(text);
        return parseUrl(text) ?? fail("bad-argument");
    }),
    call("isURL", ["string"], "bool", (text, budget) => {
        budget.read(text);
        return parseUrl(text) !== undefined;
    }),
    method(Url, "getScheme", [], "string", (url) => url.scheme),
    method(Url, "getHost", [], "string", (url) => url.host),
    method(Url, "getHostname", [], "string", (url) => splitHost(url.host).name),
    method(Url, "getPort", [], "string", (url) => splitHost(url.host).port),
    method(Url, "getEscapedPath", [], "string", (url) => escapePath(url.path)),
    method(Url, "getQuery", [], "map<string, list<string>>", queryToMap),
];
function isHost(host) {
    const { name, port } = splitHost(host);
    if (!/^\d*$/.test(port) || /[ <>"\\^`{|}]|%[0-7]/.test(name.replace(/%25.*/, "")))
        return false;
    return host.startsWith("[") ? host.includes("]") : !/[[\]]/.test(name);
}
function splitHost(host) {
    const bracket = host.lastIndexOf("]");
    const colon = host.lastIndexOf(":") > bracket ? host.lastIndexOf(":") : -1;
    const end = colon < 0 ? host.length : colon;
    const name = host.startsWith("[") && bracket > 0 ? host.slice(1, bracket) : host.slice(0, end);
    return { name, port: colon < 0 ? "" : host.slice(colon + 1) };
}
/** What is escaped stays so; what net/url would escape is escaped. */
function escapePath(path) {
    return path.replaceAll(/[^\w.~!$&'()*+,;=:@/%[\]-]+/g, percentEncode);
}
function percentEncode(text) {
    return [...Buffer.from(text, "utf8")]
        .map((byte) => `%${byte.toString(16).toUpperCase().padStart(2, "0")}`)
        .join("");
}
/** Every key of the query with its values in order; pairs that are not validly escaped are left out, as in net/url. */
function queryToMap(url, budget) {
    const pairs = url.query.split("&").filter((pair) => pair !== "" && !pair.includes(";"));
    budget.walk(pairs.length);
    const map = new Map();
    for (const pair of pairs) {
        const equals = pair.indexOf("=");
        const key = unescapeQuery(equals < 0 ? pair : pair.slice(0, equals));
        const value = unescapeQuery(equals < 0 ? "" : pair.slice(equals + 1));
        if (key === undefined || value === undefined)
            continue;
        map.set(key, [...(map.get(key) ?? []), value]);
    }
    return map;
}
function unescapeQuery(text) {
    try {
        return decodeURIComponent(text.replaceAll("+", " "));
    }
    catch {
        // NOTE: decodeURIComponent only ever throws for invalid escapes.
        return undefined;
    }
}
//# sourceMappingURL=url.js.map
;// CONCATENATED MODULE: ./lib/cel/named-formats.js
/** Named formats: https://kubernetes.io/docs/reference/using-api/cel/#kubernetes-format-library. */





/** A format of text. */
class Format extends CelObject {
    static typeName = "kubernetes.NamedFormat";
    typeName = Format.typeName;
    name;
    constructor(name) {
        super();
        this.name = name;
    }
    equals(other) {
        return other instanceof Format && other.name === this.name;
    }
    toString() {
        return this.name;
    }
}
const LABEL = /^[a-z0-9]([-a-z0-9]*[a-z0-9])?$/;
const LABEL_1035 = /^[a-z]([-a-z0-9]*[a-z0-9])?$/;
const NAME = /^[A-Za-z0-9]([-A-Za-z0-9_.]*[A-Za-z0-9])?$/;
const formats = {
    dns1123Label: (text) => text.length <= 63 && LABEL.test(text),
    dns1123Subdomain: isSubdomain,
    dns1035Label: (text) => text.length <= 63 && LABEL_1035.test(text),
    qualifiedName: isQualifiedName,
    dns1123LabelPrefix: (text) => text.length <= 63 && LABEL.test(withoutDash(text)),
    dns1123SubdomainPrefix: (text) => isSubdomain(withoutDash(text)),
    dns1035LabelPrefix: (text) => text.length <= 63 && LABEL_1035.test(withoutDash(text)),
    labelValue: (text) => text.length <= 63 && (text === "" || NAME.test(text)),
    uri: (text) => parseUrl(text) !== undefined,
    uuid: (text) => /^[0-9a-f]{8}-?[0-9a-f]{4}-?[0-9a-f]{4}-?[0-9a-f]{4}-?[0-9a-f]{12}$/i.test(text),
    byte: (text) => text !== "" && text.length % 4 === 0 && /^[A-Za-z0-9+/]*={0,2}$/.test(text),
    date: (text) => /^\d{4}-\d\d-\d\d$/.test(text) && isDate(text),
    datetime: (text) => /^\d{4}-\d\d-\d\dT([01]\d|2[0-3]):[0-5]\d:[0-5]\d(\.\d+)?(Z|[+-]\d\d:\d\d)$/i.test(text) && isDate(text),
};
/** `validate` looks at no longer text, so that it stays cheap. */
const MAX_LENGTH = 100_000;
const { call: named_formats_call, method: named_formats_method } = since(32);
/** `format.<name>()`, `format.named` and `validate`. */
const formatFunctions = [
    ...Object.keys(formats).map((name) => named_formats_call(`format.${name}`, [], Format, () => new Format(name))),
    named_formats_call("format.named", ["string"], `optional<${Format.typeName}>`, (name) => Object.hasOwn(formats, name) ? new Optional(new Format(name)) : none),
    named_formats_method(Format, "validate", ["string"], "optional<list<string>>", ({ name }, text, budget) => {
        budget.read(text);
        if (text.length > MAX_LENGTH)
            return fail("text-too-long");
        // NOTE: Kubernetes gives its own sentences here; that there are any is what policies ask.
        return formats[name]?.(text) === true ? none : new Optional([`is not a valid ${name}`]);
    }),
];
function isSubdomain(text) {
    return text.length <= 253 && text.split(".").every((label) => LABEL.test(label));
}
/** An optional DNS prefix and a slash before the name. */
function isQualifiedName(text) {
    const parts = text.split("/");
    const name = parts.pop() ?? "";
    return parts.length <= 1 && parts.every(isSubdomain) && name.length <= 63 && NAME.test(name);
}
/** Prefixes of generated names may end with a dash; Kubernetes replaces it and the character before by a letter. */
function withoutDash(text) {
    return text.length > 1 && text.endsWith("-") ? `${text.slice(0, -2)}a` : text;
}
function isDate(text) {
    const [year = 0, month = 0, day = 0] = text.slice(0, 10).split("-").map(Number);
    const date = new Date(Date.UTC(year, month - 1, day));
    return date.getUTCMonth() === month - 1 && date.getUTCDate() === day;
}
//# sourceMappingURL=named-formats.js.map
;// CONCATENATED MODULE: ./lib/cel/grants.js
/** `grants(rule, group, resources, verbs)`: the one function that is ours, RBAC matching of a rule of a Role or ClusterRole. */


/**
 * True if the rule allows any of the verbs on any of the resources of the API group, as Kubernetes' RBAC authorizer matches
 * (https://kubernetes.io/docs/reference/access-authn-authz/rbac/#referring-to-resources):
 *
 * - its `apiGroups` hold the group ("" is the core group) or `*`;
 * - its `resources` hold the resource as asked for (`pods`, `pods/exec`), or `*`, or `*` + `/exec` where a subresource is
 *   asked for; `pods` does not cover `pods/exec`, and `pods/*` covers nothing;
 * - its `verbs` hold the verb or `*`.
 *
 * A `*` that is asked for is met by a `*` alone. `resourceNames` are not looked at: whether names make a grant harmless is for
 * each rule to say. Absent fields grant nothing, so rules of `nonResourceURLs` never match.
 */
const grantFunctions = [
    since(0).call("grants", ["map<K, V>", "string", "list<string>", "list<string>"], "bool", (rule, group, resources, verbs, budget) => holdsAny(member(rule, "apiGroups"), [group], budget) &&
        holdsAny(member(rule, "verbs"), verbs, budget) &&
        holdsAny(member(rule, "resources"), resources.flatMap(withSubresourceWildcard), budget)),
];
function holdsAny(entries, sought, budget) {
    if (!values_isList(entries))
        return false;
    // Only text can match, and text is stored as it is.
    budget.walk(entries.length);
    return entries.includes("*") || entries.some((entry) => sought.includes(entry));
}
/** `pods/exec` is also met by `*` + `/exec`. */
function withSubresourceWildcard(resource) {
    if (typeof resource !== "string" || !resource.includes("/"))
        return [resource];
    return [resource, `*${resource.slice(resource.indexOf("/"))}`];
}
//# sourceMappingURL=grants.js.map
;// CONCATENATED MODULE: ./lib/cel/uint.js
/** Unsigned integers, which manifests never hold but expressions may write (`1u`). */

/** An unsigned 64-bit integer. The maker keeps it in range. */
class Uint extends CelObject {
    static typeName = "uint";
    typeName = Uint.typeName;
    value;
    constructor(value) {
        super();
        this.value = value;
    }
    equals(other) {
        return other instanceof Uint && other.value === this.value;
    }
    get isZero() {
        return this.value === 0n;
    }
    plain() {
        return this.value;
    }
    toString() {
        return String(this.value);
    }
}
/** The largest uint. */
const MAX_UINT = 2n ** 64n - 1n;
//# sourceMappingURL=uint.js.map
;// CONCATENATED MODULE: ./lib/cel/numbers.js
/** Arithmetic, and the conversions between numbers, text and bytes: https://github.com/google/cel-spec, "Standard Definitions". */



/** The smallest and the largest int. */
const MIN_INT = -(2n ** 63n);
const MAX_INT = 2n ** 63n - 1n;
/** The int, if it is in range; fails with `overflow`. */
function checkedInt(value) {
    return value >= MIN_INT && value <= MAX_INT ? value : fail("overflow");
}
/** The uint, if it is in range; fails with `overflow`. */
function checkedUint(value) {
    return value >= 0n && value <= MAX_UINT ? new Uint(value) : fail("overflow");
}
/** A double as CEL prints it, which is Go's shortest form: `1e+06`, `+Inf`. */
function doubleToText(value) {
    if (value === Number.POSITIVE_INFINITY)
        return "+Inf";
    if (value === Number.NEGATIVE_INFINITY)
        return "-Inf";
    if (Number.isNaN(value))
        return "NaN";
    if (Object.is(value, -0))
        return "-0";
    const [digits = "", exponentText = "0"] = value.toExponential().split("e");
    const exponent = Number(exponentText);
    if (exponent >= -4 && exponent < 6)
        return String(value);
    return `${digits}e${exponent < 0 ? "-" : "+"}${String(Math.abs(exponent)).padStart(2, "0")}`;
}
const { call: numbers_call, method: numbers_method } = since(0);
/** Conversions to numbers, bool, bytes and string, without those of time. */
const conversionFunctions = [
    numbers_call("int", ["int"], "int", (value) => value),
    numbers_call("int", [Uint], "int", (value) => checkedInt(value.value)),
    numbers_call("int", ["double"], "int", doubleToInt),
    numbers_call("int", ["string"], "int", textToInt),
    numbers_call("uint", [Uint], Uint, (value) => value),
    numbers_call("uint", ["int"], Uint, checkedUint),
    numbers_call("uint", ["double"], Uint, (value) => value >= 0 && value < 2 ** 64 ? new Uint(BigInt(Math.trunc(value))) : fail("overflow")),
    numbers_call("uint", ["string"], Uint, (text) => /^\d{1,20}$/.test(text) ? checkedUint(BigInt(text)) : fail("bad-argument")),
    numbers_call("double", ["double"], "double", (value) => value),
    numbers_call("double", ["int"], "double", Number),
    numbers_call("double", [Uint], "double", (value) => Number(value.value)),
    numbers_call("double", ["string"], "double", textToDouble),
    numbers_call("bool", ["bool"], "bool", (value) => value),
    numbers_call("bool", ["string"], "bool", textToBool),
    numbers_call("string", ["string"], "string", (text) => text),
    numbers_call("string", ["bool"], "string", String),
    numbers_call("string", ["int"], "string", String),
    numbers_call("string", [Uint], "string", String),
    numbers_call("string", ["double"], "string", doubleToText),
    numbers_call("string", ["bytes"], "string", bytesToText),
    numbers_call("bytes", ["bytes"], "bytes", (bytes) => bytes),
    numbers_call("bytes", ["string"], "bytes", (text, budget) => {
        budget.write(text.length);
        return new TextEncoder().encode(text);
    }),
    numbers_call("size", ["bytes"], "int", (bytes) => BigInt(bytes.length)),
    numbers_method("bytes", "size", [], "int", (bytes) => BigInt(bytes.length)),
    numbers_call("dyn", ["T"], "dyn", (value) => value),
];
function doubleToInt(value) {
    return value > -(2 ** 63) && value < 2 ** 63 ? BigInt(Math.trunc(value)) : fail("overflow");
}
function textToInt(text) {
    if (!/^[+-]?\d{1,20}$/.test(text))
        fail("bad-argument");
    return checkedInt(BigInt(text.startsWith("+") ? text.slice(1) : text));
}
/** More digits than any double has, and few enough for a pattern that backtracks. */
const MAX_DOUBLE_LENGTH = 1_100;
function textToDouble(text) {
    if (text.length > MAX_DOUBLE_LENGTH)
        return fail("bad-argument");
    if (/^[+-]?(\d+\.?\d*|\.\d+)([eE][+-]?\d+)?$/.test(text)) {
        const value = Number(text);
        return Number.isFinite(value) ? value : fail("overflow");
    }
    switch (text.toLowerCase()) {
        case "nan":
            return Number.NaN;
        case "inf":
        case "+inf":
        case "infinity":
        case "+infinity":
            return Number.POSITIVE_INFINITY;
        case "-inf":
        case "-infinity":
            return Number.NEGATIVE_INFINITY;
        default:
            return fail("bad-argument");
    }
}
function textToBool(text) {
    if (["1", "t", "T", "true", "True", "TRUE"].includes(text))
        return true;
    if (["0", "f", "F", "false", "False", "FALSE"].includes(text))
        return false;
    return fail("bad-argument");
}
function bytesToText(bytes) {
    try {
        return new TextDecoder("utf-8", { fatal: true, ignoreBOM: true }).decode(bytes);
    }
    catch {
        // NOTE: the decoder's TypeError says no more than this.
        return fail("bad-argument");
    }
}
//# sourceMappingURL=numbers.js.map
;// CONCATENATED MODULE: ./lib/cel/time.js




const SECOND = 1000000000n;
const MILLISECOND = 1000000n;
const DAY_IN_MS = 86_400_000;
/** 0001-01-01T00:00:00Z and 9999-12-31T23:59:59.999999999Z. */
const FIRST_INSTANT = -62135596800n * SECOND;
const LAST_INSTANT = 253402300800n * SECOND - 1n;
/** An instant of the years 1 to 9999. */
class Timestamp extends CelObject {
    static typeName = "google.protobuf.Timestamp";
    typeName = Timestamp.typeName;
    /** Nanoseconds since 1970-01-01T00:00:00Z. */
    nanoseconds;
    /** Fails with `overflow` outside of the years 1 to 9999. */
    constructor(nanoseconds) {
        super();
        if (nanoseconds < FIRST_INSTANT || nanoseconds > LAST_INSTANT)
            fail("overflow");
        this.nanoseconds = nanoseconds;
    }
    equals(other) {
        return other instanceof Timestamp && other.nanoseconds === this.nanoseconds;
    }
    compareTo(other) {
        return other instanceof Timestamp ? sign(this.nanoseconds - other.nanoseconds) : Number.NaN;
    }
    /** RFC 3339 in UTC, with as many digits of the fraction as needed. */
    toString() {
        const seconds = floorDivide(this.nanoseconds, SECOND);
        const text = new Date(Number(seconds) * 1_000).toISOString().slice(0, 19);
        return `${text}${fractionToText(this.nanoseconds - seconds * SECOND)}Z`;
    }
}
/** A length of time in the range of 64 bits of nanoseconds, about 292 years. */
class Duration extends CelObject {
    static typeName = "google.protobuf.Duration";
    typeName = Duration.typeName;
    nanoseconds;
    /** Fails with `overflow` outside of the range. */
    constructor(nanoseconds) {
        super();
        if (nanoseconds < MIN_INT || nanoseconds > MAX_INT)
            fail("overflow");
        this.nanoseconds = nanoseconds;
    }
    get isZero() {
        return this.nanoseconds === 0n;
    }
    equals(other) {
        return other instanceof Duration && other.nanoseconds === this.nanoseconds;
    }
    compareTo(other) {
        return other instanceof Duration ? sign(this.nanoseconds - other.nanoseconds) : Number.NaN;
    }
    /** Seconds: `3600s`, `-1.5s`. */
    toString() {
        const size = this.nanoseconds < 0n ? -this.nanoseconds : this.nanoseconds;
        return `${this.nanoseconds < 0n ? "-" : ""}${size / SECOND}${fractionToText(size % SECOND)}s`;
    }
}
const { call: time_call, method: time_method } = since(0);
/** What a timestamp says about its date, by the method's name; month, weekday, day of month and day of year count from 0. */
const selectors = {
    getFullYear: (date) => date.getUTCFullYear(),
    getMonth: (date) => date.getUTCMonth(),
    getDate: (date) => date.getUTCDate(),
    getDayOfMonth: (date) => date.getUTCDate() - 1,
    getDayOfWeek: (date) => date.getUTCDay(),
    getDayOfYear: (date) => Math.floor((date.getTime() - startOfYear(date)) / DAY_IN_MS),
    getHours: (date) => date.getUTCHours(),
    getMinutes: (date) => date.getUTCMinutes(),
    getSeconds: (date) => date.getUTCSeconds(),
    getMilliseconds: (date) => date.getUTCMilliseconds(),
};
/** Conversions to and from time, and the methods of both types. */
const timeFunctions = [
    time_call("timestamp", ["string"], Timestamp, parseTimestamp),
    time_call("timestamp", ["int"], Timestamp, (seconds) => new Timestamp(seconds * SECOND)),
    time_call("timestamp", [Timestamp], Timestamp, (timestamp) => timestamp),
    time_call("duration", ["string"], Duration, parseDuration),
    time_call("duration", [Duration], Duration, (duration) => duration),
    time_call("int", [Duration], "int", (duration) => duration.nanoseconds),
    time_call("int", [Timestamp], "int", (timestamp) => floorDivide(timestamp.nanoseconds, SECOND)),
    time_call("string", [Timestamp], "string", String),
    time_call("string", [Duration], "string", String),
    ...Object.entries(selectors).flatMap(([name, select]) => [
        time_method(Timestamp, name, [], "int", (timestamp) => BigInt(select(utcDate(timestamp)))),
        time_method(Timestamp, name, ["string"], "int", (timestamp, zone, budget) => BigInt(select(wallClock(timestamp, zone, budget)))),
    ]),
    time_method(Duration, "getHours", [], "int", (duration) => duration.nanoseconds / (3600n * SECOND)),
    time_method(Duration, "getMinutes", [], "int", (duration) => duration.nanoseconds / (60n * SECOND)),
    time_method(Duration, "getSeconds", [], "int", (duration) => duration.nanoseconds / SECOND),
    time_method(Duration, "getMilliseconds", [], "int", (duration) => duration.nanoseconds / MILLISECOND),
];
const TIMESTAMP = /^(\d{4})-(\d\d)-(\d\d)T(\d\d):(\d\d):(\d\d)(?:[.,](\d{1,9})\d{0,20})?(?:Z|([+-])(\d\d):(\d\d))$/;
function parseTimestamp(text) {
    const parts = TIMESTAMP.exec(text);
    if (parts === null)
        return fail("bad-argument");
    const [year, month, day, hour, minute, second] = parts.slice(1, 7).map(Number);
    const date = new Date(0);
    date.setUTCFullYear(year, month - 1, day);
    date.setUTCHours(hour, minute, second);
    const isReal = date.getUTCMonth() === month - 1 && date.getUTCDate() === day && hour < 24;
    if (!isReal || minute > 59 || second > 59)
        return fail("bad-argument");
    const [fraction = "", offsetSign = "+", offsetHours = "0", offsetMinutes = "0"] = parts.slice(7);
    if (Number(offsetHours) > 24 || Number(offsetMinutes) > 59)
        return fail("bad-argument");
    const offset = (Number(offsetHours) * 60 + Number(offsetMinutes)) * 60 * (offsetSign === "-" ? -1 : 1);
    const seconds = BigInt(date.getTime() / 1_000 - offset);
    return new Timestamp(seconds * SECOND + BigInt(fraction.padEnd(9, "0")));
}
const NANOSECONDS_PER_UNIT = {
    h: 3600n * SECOND,
    m: 60n * SECOND,
    s: SECOND,
    ms: MILLISECOND,
    us: 1000n,
    µs: 1000n,
    μs: 1000n,
    ns: 1n,
};
/** Go's duration syntax: an optional sign, then numbers with units, `1h30m`, `1.5s`; the bare `0` is allowed. */
function parseDuration(text) {
    const digits = /^[+-]/.test(text) ? text.slice(1) : text;
    if (digits === "0")
        return new Duration(0n);
    if (text.length > 100 || !/^(?:(?:\d+\.?\d*|\.\d+)(?:ns|us|µs|μs|ms|s|m|h))+$/.test(digits))
        return fail("bad-argument");
    let total = 0n;
    for (const [, whole = "", fraction = "", unit = ""] of digits.matchAll(/(\d*)\.?(\d*)(ns|us|µs|μs|ms|s|m|h)/g)) {
        const size = NANOSECONDS_PER_UNIT[unit] ?? 0n;
        total += BigInt(whole || "0") * size + (BigInt(fraction || "0") * size) / 10n ** BigInt(fraction.length);
    }
    return new Duration(text.startsWith("-") ? -total : total);
}
/** Wall clocks of named zones come from the runtime's time zone table, which is slow to ask. */
const STEPS_PER_ZONE = 500;
/** The wall clock of a zone, as the UTC fields of a date. Zones are `UTC`, `+02:00`, `02:00` or names such as `Asia/Tokyo`. */
function wallClock(timestamp, zone, budget) {
    const offset = /^([+-]?)(\d{1,2}):(\d\d)$/.exec(zone);
    const utc = utcDate(timestamp);
    if (zone === "")
        return utc;
    if (offset !== null) {
        const [, direction, hours, minutes] = offset;
        const offsetMs = (Number(hours) * 60 + Number(minutes)) * 60_000;
        return new Date(utc.getTime() + (direction === "-" ? -offsetMs : offsetMs));
    }
    budget.spend(STEPS_PER_ZONE);
    return new Date(utc.getTime() + zoneOffsetMs(utc, zone));
}
function zoneOffsetMs(utc, zone) {
    const parts = formatterOf(zone).formatToParts(utc);
    const field = (type) => Number(parts.find((part) => part.type === type)?.value ?? 0);
    const local = new Date(0);
    local.setUTCFullYear(field("year"), field("month") - 1, field("day"));
    local.setUTCHours(field("hour"), field("minute"), field("second"), utc.getUTCMilliseconds());
    return local.getTime() - utc.getTime();
}
function formatterOf(timeZone) {
    try {
        return new Intl.DateTimeFormat("en-US", {
            timeZone,
            hourCycle: "h23",
            year: "numeric",
            month: "numeric",
            day: "numeric",
            hour: "numeric",
            minute: "numeric",
            second: "numeric",
        });
    }
    catch {
        // NOTE: a RangeError is the only way to learn that a zone is unknown.
        return fail("bad-argument");
    }
}
function utcDate(timestamp) {
    return new Date(Number(floorDivide(timestamp.nanoseconds, MILLISECOND)));
}
function startOfYear(date) {
    const start = new Date(0);
    start.setUTCFullYear(date.getUTCFullYear(), 0, 1);
    return start.getTime();
}
function floorDivide(value, divisor) {
    const quotient = value / divisor;
    return value % divisor < 0n ? quotient - 1n : quotient;
}
function fractionToText(nanoseconds) {
    return nanoseconds === 0n ? "" : `.${String(nanoseconds).padStart(9, "0").replace(/0+$/, "")}`;
}
function sign(value) {
    return value < 0n ? -1 : Number(value > 0n);
}
//# sourceMappingURL=time.js.map
;// CONCATENATED MODULE: ./lib/cel/arithmetic.js
/** The operators + - * / % and the unary minus on values. */






/** Fails with `no-such-overload` for types without the operator, `overflow` and `divide-by-zero`. */
function calculate(op, a, b, budget) {
    if (typeof a === "bigint" && typeof b === "bigint")
        return checkedInt(calculateWhole(op, a, b));
    if (typeof a === "number" && typeof b === "number")
        return calculateDouble(op, a, b);
    if (a instanceof Uint && b instanceof Uint)
        return checkedUint(calculateWhole(op, a.value, b.value));
    if (op === "+")
        return arithmetic_join(a, b, budget) ?? addTime(a, b);
    return op === "-" ? subtractTime(a, b) : fail("no-such-overload");
}
/** The unary minus of an int or double. */
function negate(value) {
    if (typeof value === "bigint")
        return checkedInt(-value);
    return typeof value === "number" ? -value : fail("no-such-overload");
}
function calculateWhole(op, a, b) {
    switch (op) {
        case "+":
            return a + b;
        case "-":
            return a - b;
        case "*":
            return a * b;
        case "/":
            return b === 0n ? fail("divide-by-zero") : a / b;
        case "%":
            return b === 0n ? fail("divide-by-zero") : a % b;
    }
}
function calculateDouble(op, a, b) {
    switch (op) {
        case "+":
            return a + b;
        case "-":
            return a - b;
        case "*":
            return a * b;
        case "/":
            return a / b;
        case "%":
            return fail("no-such-overload");
    }
}
function arithmetic_join(a, b, budget) {
    if (typeof a === "string" && typeof b === "string") {
        budget.write(a.length + b.length);
        return a + b;
    }
    if (values_isList(a) && values_isList(b)) {
        if (a.length + b.length > MAX_ELEMENTS)
            fail("list-too-long");
        budget.spend(a.length + b.length);
        return [...a, ...b];
    }
    if (a instanceof Uint8Array && b instanceof Uint8Array) {
        budget.write(a.length + b.length);
        return new Uint8Array([...a, ...b]);
    }
    return undefined;
}
function addTime(a, b) {
    if (a instanceof Duration && b instanceof Duration)
        return new Duration(a.nanoseconds + b.nanoseconds);
    if (a instanceof Duration && b instanceof Timestamp)
        return new Timestamp(a.nanoseconds + b.nanoseconds);
    if (a instanceof Timestamp && b instanceof Duration)
        return new Timestamp(a.nanoseconds + b.nanoseconds);
    return fail("no-such-overload");
}
function subtractTime(a, b) {
    if (a instanceof Duration && b instanceof Duration)
        return new Duration(a.nanoseconds - b.nanoseconds);
    if (a instanceof Timestamp && b instanceof Timestamp)
        return new Duration(a.nanoseconds - b.nanoseconds);
    if (a instanceof Timestamp && b instanceof Duration)
        return new Timestamp(a.nanoseconds - b.nanoseconds);
    return fail("no-such-overload");
}
//# sourceMappingURL=arithmetic.js.map
;// CONCATENATED MODULE: ./lib/cel/equality.js
/** When two CEL values are equal, and which of two comes first. */



// Bound once, as in values.ts.
const { isNaN: equality_isNaN } = Number;
const equality_Bytes = Uint8Array;
/** Equality across all types: values of different types are unequal, numbers are compared by value. Pays per element. */
function isEqual(a, b, budget) {
    if (a === b) {
        if (typeof a === "string")
            budget.read(a);
        return true;
    }
    if (typeof a === "string") {
        // Texts of the same length may have been read to their end.
        if (typeof b === "string" && a.length === b.length)
            budget.read(a);
        return false;
    }
    if (typeof a === "boolean" || a === null || b === null)
        return false;
    const left = numberOf(a);
    if (left !== undefined) {
        const right = numberOf(b);
        return right !== undefined && compareNumbers(left, right) === 0;
    }
    if (values_isList(a))
        return values_isList(b) && areListsEqual(a, b, budget);
    if (a instanceof equality_Bytes)
        return b instanceof equality_Bytes && compareBytes(a, b) === 0;
    if (isMap(a))
        return isMap(b) && areMapsEqual(a, b, budget);
    if (!(a instanceof CelObject && b instanceof CelObject))
        return false;
    return a.typeName === b.typeName && a.equals(b, (x, y) => isEqual(x, y, budget));
}
/** The numeric value of an int, uint or double. */
function numberOf(value) {
    if (typeof value === "bigint" || typeof value === "number")
        return value;
    return value instanceof Uint ? value.value : undefined;
}
/** Negative, zero or positive. Fails with `no-such-overload` for types without a common order, and for NaN. */
function order(a, b, budget) {
    if (typeof a === "string" && typeof b === "string")
        budget.read(a.length < b.length ? a : b);
    const result = equality_compare(a, b);
    return result === undefined || equality_isNaN(result) ? fail("no-such-overload") : result;
}
/** The key under which a map holds a value; undefined for values that can be no key. Ints, uints and doubles share keys. */
function mapKey(value) {
    switch (typeof value) {
        case "string":
        case "bigint":
        case "boolean":
            return value;
        case "number":
            return Number.isInteger(value) ? BigInt(value) : undefined;
        default:
            return value instanceof Uint ? value.value : undefined;
    }
}
function equality_compare(a, b) {
    if (typeof a === "string")
        return typeof b === "string" ? compareText(a, b) : undefined;
    const left = numberOf(a);
    if (left !== undefined) {
        const right = numberOf(b);
        return right === undefined ? undefined : compareNumbers(left, right);
    }
    if (typeof a === "boolean")
        return typeof b === "boolean" ? Number(a) - Number(b) : undefined;
    if (a instanceof equality_Bytes)
        return b instanceof equality_Bytes ? compareBytes(a, b) : undefined;
    if (!(a instanceof CelObject && b instanceof CelObject) || a.typeName !== b.typeName)
        return undefined;
    return isOrdered(a) ? a.compareTo(b) : undefined;
}
function areListsEqual(a, b, budget) {
    if (a.length !== b.length)
        return false;
    budget.spend(a.length);
    return a.every((element, i) => isEqual(load(element), load(b[i] ?? null), budget));
}
function areMapsEqual(a, b, budget) {
    const keys = values_keysOf(a);
    if (keys.length !== values_keysOf(b).length)
        return false;
    budget.spend(keys.length);
    return keys.every((key) => {
        const [left, right] = [member(a, key), member(b, key)];
        return left !== undefined && right !== undefined && isEqual(left, right, budget);
    });
}
function isOrdered(value) {
    return "compareTo" in value;
}
/** An int beside a double is rounded to a double first, as the specification wants. */
function compareNumbers(a, b) {
    if (typeof a !== typeof b)
        return compareNumbers(Number(a), Number(b));
    if (a < b)
        return -1;
    if (a > b)
        return 1;
    return a === b ? 0 : Number.NaN;
}
/** By code point, as UTF-8 sorts; JavaScript sorts by code unit, which puts U+1F600 before U+FFFD. */
function compareText(a, b) {
    if (a === b)
        return 0;
    const shorter = Math.min(a.length, b.length);
    for (let i = 0; i < shorter; i++) {
        const x = a.charCodeAt(i);
        const y = b.charCodeAt(i);
        if (x !== y)
            return isSurrogate(x) === isSurrogate(y) ? x - y : Number(isSurrogate(x)) - Number(isSurrogate(y));
    }
    return a.length - b.length;
}
function isSurrogate(unit) {
    return unit >= 0xd800 && unit <= 0xdfff;
}
function compareBytes(a, b) {
    return Buffer.compare(a, b);
}
//# sourceMappingURL=equality.js.map
;// CONCATENATED MODULE: ./lib/cel/lists.js







const { call: lists_call, method: lists_method } = since(0);
const recent = since(35);
/** Functions whose receiver is a list or a map. */
const listFunctions = [
    lists_call("size", ["list<T>"], "int", (list) => BigInt(list.length)),
    lists_call("size", ["map<K, V>"], "int", (map) => BigInt(values_sizeOf(map))),
    lists_method("list<T>", "size", [], "int", (list) => BigInt(list.length)),
    lists_method("map<K, V>", "size", [], "int", (map) => BigInt(values_sizeOf(map))),
    lists_method("list<T>", "isSorted", [], "bool", isSorted),
    lists_method("list<T>", "sum", [], "T", sum),
    lists_method("list<T>", "min", [], "T", (list, budget) => extreme(list, -1, budget)),
    lists_method("list<T>", "max", [], "T", (list, budget) => extreme(list, 1, budget)),
    lists_method("list<T>", "indexOf", ["T"], "int", (list, sought, budget) => {
        budget.walk(list.length);
        return BigInt(list.findIndex((element) => isEqual(load(element), sought, budget)));
    }),
    lists_method("list<T>", "lastIndexOf", ["T"], "int", (list, sought, budget) => {
        budget.walk(list.length);
        return BigInt(list.findLastIndex((element) => isEqual(load(element), sought, budget)));
    }),
    recent.method("list<T>", "distinct", [], "list<T>", distinct),
    recent.method("list<list<T>>", "flatten", [], "list<T>", (list, budget) => flatten(list, 1n, budget)),
    recent.method("list<dyn>", "flatten", ["int"], "list<dyn>", flatten),
    recent.method("list<T>", "reverse", [], "list<T>", (list, budget) => {
        budget.walk(list.length);
        return list.toReversed();
    }),
    recent.method("list<T>", "slice", ["int", "int"], "list<T>", slice),
    recent.method("list<T>", "sort", [], "list<T>", (list, budget) => sortBy(list, list, budget)),
    recent.call("lists.range", ["int"], "list<int>", range),
    // Meant for device attributes, which may be one value or several; one value includes itself.
    since(38).method("dyn", "includes", ["dyn"], "bool", (container, sought, budget) => values_isList(container) ? includes(container, sought, budget) : isEqual(container, sought, budget)),
];
/** Whether the list holds an equal element. */
function includes(list, sought, budget) {
    budget.walk(list.length);
    return list.some((element) => isEqual(load(element), sought, budget));
}
/** The elements in the order of their keys (`keys[i]` belongs to `list[i]`); fails where keys have no common order. */
function sortBy(list, keys, budget) {
    budget.walk(list.length);
    for (const key of keys)
        order(load(key), load(key), budget);
    const indexes = keys.map((_, index) => index);
    indexes.sort((a, b) => {
        budget.spend(1);
        return order(load(keys[a] ?? null), load(keys[b] ?? null), budget);
    });
    return indexes.map((index) => list[index] ?? null);
}
function isSorted(list, budget) {
    budget.walk(list.length);
    let previous = list[0];
    for (const element of list) {
        if (order(load(previous ?? null), load(element), budget) > 0)
            return false;
        previous = element;
    }
    return true;
}
function sum(list, budget) {
    budget.walk(list.length);
    const [first, ...others] = list.map(load);
    if (first === undefined)
        return 0n;
    if (numberOf(first) === undefined && !(first instanceof Duration))
        return fail("no-such-overload");
    return others.reduce((total, element) => calculate("+", total, element, budget), first);
}
/** `direction` 1 gives the largest element, -1 the smallest. */
function extreme(list, direction, budget) {
    budget.walk(list.length);
    const elements = list.map(load);
    let [best] = elements;
    if (best === undefined)
        return fail("out-of-range");
    for (const element of elements) {
        if (order(element, best, budget) * direction > 0)
            best = element;
    }
    return best;
}
function distinct(list, budget) {
    budget.walk(list.length);
    const found = [];
    const scalars = new Set();
    for (const element of list) {
        if (typeof element === "string" || typeof element === "boolean") {
            if (scalars.has(element))
                continue;
            scalars.add(element);
        }
        else if (includes(found, load(element), budget))
            continue;
        found.push(element);
    }
    return found;
}
function flatten(list, depth, budget) {
    if (depth < 0n)
        return fail("bad-argument");
    if (depth === 0n)
        return list;
    budget.walk(list.length);
    const flat = [];
    for (const element of list) {
        if (values_isList(element)) {
            const inner = element;
            flat.push(...flatten(inner, depth - 1n, budget));
        }
        else
            flat.push(element);
        if (flat.length > MAX_ELEMENTS)
            return fail("list-too-long");
    }
    return flat;
}
function slice(list, start, end, budget) {
    if (start < 0n || end < start || end > list.length)
        return fail("out-of-range");
    budget.walk(Number(end - start));
    return list.slice(Number(start), Number(end));
}
function range(count, budget) {
    if (count > MAX_ELEMENTS)
        return fail("list-too-long");
    budget.spend(Math.max(0, Number(count)));
    return Array.from({ length: Math.max(0, Number(count)) }, (_, i) => BigInt(i));
}
//# sourceMappingURL=lists.js.map
;// CONCATENATED MODULE: ./lib/cel/addresses.js
/** IP addresses as numbers: reading, and the canonical text of RFC 5952. */
/**
 * Reads an address as Go's net/netip does, without zones; IPv4-mapped IPv6 addresses are refused, as in Kubernetes' CEL
 * library. Undefined for any other text.
 */
function parseAddress(text) {
    if (text.length > 45)
        return undefined;
    if (!text.includes(":"))
        return parseIpv4(text);
    const bits = parseIpv6(text);
    return bits === undefined || bits >> 32n === 0xffffn ? undefined : { family: 6, bits };
}
/** The canonical text: `10.0.0.1`, `fe80::1`. */
function addressToText({ family, bits }) {
    if (family === 4)
        return [24n, 16n, 8n, 0n].map((shift) => (bits >> shift) & 0xffn).join(".");
    const groups = Array.from({ length: 8 }, (_, i) => ((bits >> BigInt(112 - 16 * i)) & 0xffffn).toString(16));
    const run = longestZeroRun(groups);
    if (run.length < 2)
        return groups.join(":");
    return `${groups.slice(0, run.start).join(":")}::${groups.slice(run.start + run.length).join(":")}`;
}
/** The number of bits of an address of the family. */
function widthOf(family) {
    return family === 4 ? 32 : 128;
}
function parseIpv4(text) {
    const octets = text.split(".");
    if (octets.length !== 4 || !octets.every(isOctet))
        return undefined;
    return { family: 4, bits: octets.reduce((bits, octet) => (bits << 8n) | BigInt(octet), 0n) };
}
/** Without leading zeros, which some programs read as octal. */
function isOctet(text) {
    return /^(0|[1-9]\d{0,2})$/.test(text) && Number(text) <= 255;
}
function parseIpv6(text) {
    const halves = text.split("::");
    if (halves.length > 2)
        return undefined;
    const [head, tail] = [
        parseGroups(halves[0] ?? "", halves.length === 1),
        parseGroups(halves[1] ?? "", true),
    ];
    if (head === undefined || tail === undefined)
        return undefined;
    const missing = 8 - head.length - tail.length;
    if (halves.length === 1 ? missing !== 0 : missing < 1)
        return undefined;
    const groups = [...head, ...Array.from({ length: missing }, () => 0n), ...tail];
    return groups.reduce((bits, group) => (bits << 16n) | group, 0n);
}
/** The 16-bit groups of one side of `::`; its end may be an IPv4 address where the side ends the address. */
function parseGroups(text, endsAddress) {
    if (text === "")
        return [];
    const groups = [];
    const parts = text.split(":");
    for (const [i, part] of parts.entries()) {
        if (part.includes(".") && endsAddress && i === parts.length - 1) {
            const ipv4 = parseIpv4(part);
            if (ipv4 === undefined)
                return undefined;
            groups.push(ipv4.bits >> 16n, ipv4.bits & 0xffffn);
        }
        else if (/^[0-9a-fA-F]{1,4}$/.test(part))
            groups.push(BigInt(`0x${part}`));
        else
            return undefined;
    }
    return groups;
}
function longestZeroRun(groups) {
    let best = { start: 0, length: 0 };
    for (let start = 0; start < groups.length; start++) {
        let length = 0;
        while (groups[start + length] === "0")
            length++;
        if (length > best.length)
            best = { start, length };
    }
    return best;
}
//# sourceMappingURL=addresses.js.map
;// CONCATENATED MODULE: ./lib/cel/network.js
/** IP addresses and networks: https://kubernetes.io/docs/reference/using-api/cel/#kubernetes-ip-address-library. */




/** An IP address without zone. */
class Ip extends CelObject {
    static typeName = "net.IP";
    typeName = Ip.typeName;
    address;
    constructor(address) {
        super();
        this.address = address;
    }
    equals(other) {
        return other instanceof Ip && isSameAddress(this.address, other.address);
    }
    toString() {
        return addressToText(this.address);
    }
}
/** An address with the length of its network's prefix; bits of the host may be set. */
class Cidr extends CelObject {
    static typeName = "net.CIDR";
    typeName = Cidr.typeName;
    address;
    prefixLength;
    constructor(address, prefixLength) {
        super();
        this.address = address;
        this.prefixLength = prefixLength;
    }
    /** Whether the network holds the address; never one of the other family. */
    contains(address) {
        if (address.family !== this.address.family)
            return false;
        const hostBits = BigInt(widthOf(address.family) - this.prefixLength);
        return address.bits >> hostBits === this.address.bits >> hostBits;
    }
    /** The network without bits of the host. */
    masked() {
        const { family, bits } = this.address;
        const hostBits = BigInt(widthOf(family) - this.prefixLength);
        return new Cidr({ family, bits: (bits >> hostBits) << hostBits }, this.prefixLength);
    }
    equals(other) {
        return (other instanceof Cidr &&
            isSameAddress(this.address, other.address) &&
            this.prefixLength === other.prefixLength);
    }
    toString() {
        return `${addressToText(this.address)}/${this.prefixLength}`;
    }
}
const { call: network_call, method: network_method } = since(31);
/** `ip`, `cidr`, `isIP`, `isCIDR` and the methods of both types. */
const networkFunctions = [
    network_call("ip", ["string"], Ip, toIp),
    network_call("isIP", ["string"], "bool", (text) => parseAddress(text) !== undefined),
    network_call("ip.isCanonical", ["string"], "bool", (text) => String(toIp(text)) === text),
    network_call("string", [Ip], "string", String),
    network_method(Ip, "family", [], "int", (ip) => BigInt(ip.address.family)),
    network_method(Ip, "isUnspecified", [], "bool", (ip) => ip.address.bits === 0n),
    network_method(Ip, "isLoopback", [], "bool", ({ address }) => isLoopback(address)),
    network_method(Ip, "isLinkLocalMulticast", [], "bool", ({ address }) => isWithin(address, { 4: "224.0.0.0/24", 6: "ff02::/16" })),
    network_method(Ip, "isLinkLocalUnicast", [], "bool", ({ address }) => isLinkLocalUnicast(address)),
    network_method(Ip, "isGlobalUnicast", [], "bool", ({ address }) => isGlobalUnicast(address)),
    network_call("cidr", ["string"], Cidr, toCidr),
    network_call("isCIDR", ["string"], "bool", (text) => parseCidr(text) !== undefined),
    network_call("string", [Cidr], "string", String),
    network_method(Cidr, "containsIP", [Ip], "bool", (cidr, ip) => cidr.contains(ip.address)),
    network_method(Cidr, "containsIP", ["string"], "bool", (cidr, text) => cidr.contains(toIp(text).address)),
    network_method(Cidr, "containsCIDR", [Cidr], "bool", containsCidr),
    network_method(Cidr, "containsCIDR", ["string"], "bool", (cidr, text) => containsCidr(cidr, toCidr(text))),
    network_method(Cidr, "ip", [], Ip, (cidr) => new Ip(cidr.address)),
    network_method(Cidr, "masked", [], Cidr, (cidr) => cidr.masked()),
    network_method(Cidr, "prefixLength", [], "int", (cidr) => BigInt(cidr.prefixLength)),
];
function toIp(text) {
    const address = parseAddress(text);
    return address === undefined ? fail("bad-argument") : new Ip(address);
}
function toCidr(text) {
    return parseCidr(text) ?? fail("bad-argument");
}
function parseCidr(text) {
    const slash = text.lastIndexOf("/");
    const address = parseAddress(text.slice(0, Math.max(0, slash)));
    const length = text.slice(slash + 1);
    if (address === undefined || !/^(0|[1-9]\d{0,2})$/.test(length))
        return undefined;
    return Number(length) <= widthOf(address.family) ? new Cidr(address, Number(length)) : undefined;
}
function containsCidr(outer, inner) {
    return outer.prefixLength <= inner.prefixLength && outer.contains(inner.address);
}
function isSameAddress(a, b) {
    return a.family === b.family && a.bits === b.bits;
}
function isWithin(address, networks) {
    return toCidr(networks[address.family]).contains(address);
}
function isLoopback(address) {
    return isWithin(address, { 4: "127.0.0.0/8", 6: "::1/128" });
}
function isLinkLocalUnicast(address) {
    return isWithin(address, { 4: "169.254.0.0/16", 6: "fe80::/10" });
}
/** As net/netip: private addresses count, the IPv4 broadcast address does not. */
function isGlobalUnicast(address) {
    const isMulticast = isWithin(address, { 4: "224.0.0.0/4", 6: "ff00::/8" });
    const isBroadcast = address.family === 4 && address.bits === 0xffffffffn;
    return (address.bits !== 0n &&
        !isBroadcast &&
        !isMulticast &&
        !isLoopback(address) &&
        !isLinkLocalUnicast(address));
}
//# sourceMappingURL=network.js.map
;// CONCATENATED MODULE: ./lib/cel/quantity.js
/** Quantities such as `500m` and `1Gi`: https://pkg.go.dev/k8s.io/apimachinery/pkg/api/resource, and Kubernetes' CEL library. */




const NANOS_PER_UNIT = 10n ** 9n;
/** Kubernetes caps quantities here that are binary or have more digits than fit its fast path. */
const MAX_NANOS = MAX_INT * NANOS_PER_UNIT;
const FAST_PATH_DIGITS = 18;
/** An exact number in steps of 10^-9. */
class Quantity extends CelObject {
    static typeName = "kubernetes.Quantity";
    typeName = Quantity.typeName;
    /** The amount times 10^9. */
    nanos;
    constructor(nanos) {
        super();
        this.nanos = nanos;
    }
    get isZero() {
        return this.nanos === 0n;
    }
    equals(other) {
        return other instanceof Quantity && other.nanos === this.nanos;
    }
    compareTo(other) {
        if (!(other instanceof Quantity))
            return Number.NaN;
        return this.nanos < other.nanos ? -1 : Number(this.nanos > other.nanos);
    }
    /** The amount in the largest decimal unit that needs no point, up to whole units: `2`, `1500m`. */
    toString() {
        for (const [suffix, nanos] of [
            ["", NANOS_PER_UNIT],
            ["m", 10n ** 6n],
            ["u", 1000n],
        ]) {
            if (this.nanos % nanos === 0n)
                return `${this.nanos / nanos}${suffix}`;
        }
        return `${this.nanos}n`;
    }
}
const quantity_MAX_LENGTH = 100;
const QUANTITY = /^([+-]?)(\d*)(?:\.(\d*))?(?:([numkMGTPE]|[KMGTPE]i)|[eE]([+-]?\d{1,4}))?$/;
/** Reads a quantity in Kubernetes' syntax; undefined for any other text. What is finer than 10^-9 is rounded away from zero. */
function parseQuantity(text) {
    const parts = text.length > quantity_MAX_LENGTH ? null : QUANTITY.exec(text);
    if (parts === null)
        return undefined;
    const [, sign, whole = "", fraction = "", suffix = "", exponent = "0"] = parts;
    // NOTE: a unit or sign without digits is a valid zero there, empty text and a lone point are not.
    if (text === "" || (text.includes(".") && whole + fraction === ""))
        return undefined;
    const power = (decimalPowers[suffix] ?? 0) + Number(exponent);
    const binaryFactor = binaryFactors[suffix];
    const digits = whole + fraction;
    const size = scale(BigInt(digits) * (binaryFactor ?? 1n), power - fraction.length + 9);
    const isCapped = binaryFactor !== undefined || digits.length > FAST_PATH_DIGITS;
    const capped = isCapped && size > MAX_NANOS ? MAX_NANOS : size;
    return new Quantity(sign === "-" ? -capped : capped);
}
const decimalPowers = {
    n: -9,
    u: -6,
    m: -3,
    k: 3,
    M: 6,
    G: 9,
    T: 12,
    P: 15,
    E: 18,
};
const binaryFactors = {
    Ki: 2n ** 10n,
    Mi: 2n ** 20n,
    Gi: 2n ** 30n,
    Ti: 2n ** 40n,
    Pi: 2n ** 50n,
    Ei: 2n ** 60n,
};
function scale(digits, power) {
    if (digits === 0n)
        return 0n;
    // Beyond this the amount is far above the cap.
    if (power >= 0)
        return digits * 10n ** BigInt(Math.min(power, 100));
    // Beyond this nothing is left of the longest quantity but the rounding.
    const divisor = 10n ** BigInt(Math.min(-power, 2 * quantity_MAX_LENGTH));
    return digits / divisor + (digits % divisor === 0n ? 0n : 1n);
}
function quantity(text) {
    return parseQuantity(text) ?? fail("bad-argument");
}
function asInteger(value) {
    const whole = value.nanos / NANOS_PER_UNIT;
    return value.nanos % NANOS_PER_UNIT === 0n && whole >= MIN_INT && whole <= MAX_INT ? whole : undefined;
}
const { call: quantity_call, method: quantity_method } = since(29);
/** `quantity`, `isQuantity` and the methods of a quantity. */
const quantityFunctions = [
    quantity_call("quantity", ["string"], Quantity, quantity),
    quantity_call("isQuantity", ["string"], "bool", (text) => parseQuantity(text) !== undefined),
    quantity_call("sign", [Quantity], "int", (value) => (value.nanos < 0n ? -1n : BigInt(value.nanos > 0n))),
    quantity_method(Quantity, "isInteger", [], "bool", (value) => asInteger(value) !== undefined),
    quantity_method(Quantity, "asInteger", [], "int", (value) => asInteger(value) ?? fail("bad-argument")),
    quantity_method(Quantity, "asApproximateFloat", [], "double", (value) => Number(value.nanos) / 1e9),
    quantity_method(Quantity, "compareTo", [Quantity], "int", (a, b) => BigInt(a.compareTo(b))),
    quantity_method(Quantity, "isGreaterThan", [Quantity], "bool", (a, b) => a.nanos > b.nanos),
    quantity_method(Quantity, "isLessThan", [Quantity], "bool", (a, b) => a.nanos < b.nanos),
    quantity_method(Quantity, "add", [Quantity], Quantity, (a, b) => new Quantity(a.nanos + b.nanos)),
    quantity_method(Quantity, "add", ["int"], Quantity, (a, b) => new Quantity(a.nanos + b * NANOS_PER_UNIT)),
    quantity_method(Quantity, "sub", [Quantity], Quantity, (a, b) => new Quantity(a.nanos - b.nanos)),
    quantity_method(Quantity, "sub", ["int"], Quantity, (a, b) => new Quantity(a.nanos - b * NANOS_PER_UNIT)),
];
//# sourceMappingURL=quantity.js.map
;// CONCATENATED MODULE: ./lib/cel/semver.js
/** Semantic versions: https://semver.org/spec/v2.0.0.html, and https://pkg.go.dev/k8s.io/apiserver/pkg/cel/library#SemverLib. */





/** A version; its build does not count for order and equality. */
class Semver extends CelObject {
    static typeName = "kubernetes.Semver";
    typeName = Semver.typeName;
    /** Major, minor, patch. */
    numbers;
    /** The identifiers of the pre-release, numbers as bigint. */
    prerelease;
    text;
    constructor(text, numbers, prerelease) {
        super();
        this.text = text;
        this.numbers = numbers;
        this.prerelease = prerelease;
    }
    equals(other) {
        return this.compareTo(other) === 0;
    }
    compareTo(other) {
        return other instanceof Semver ? compareVersions(this, other) : Number.NaN;
    }
    toString() {
        return this.text;
    }
}
const semver_MAX_LENGTH = 256;
const SEMVER = /^(\d+)\.(\d+)\.(\d+)(?:-([0-9A-Za-z.-]+))?(?:\+([0-9A-Za-z.-]+))?$/;
/** Reads a version, strictly; undefined for any other text. */
function parseSemver(text) {
    const parts = text.length > semver_MAX_LENGTH ? null : SEMVER.exec(text);
    if (parts === null)
        return undefined;
    const [, major = "", minor = "", patch = "", prerelease = "", build] = parts;
    const numbers = [major, minor, patch];
    if (numbers.some((digits) => hasLeadingZero(digits) || BigInt(digits) > MAX_UINT))
        return undefined;
    const identifiers = prerelease === "" ? [] : prerelease.split(".");
    if (identifiers.some((part) => part === "" || (/^\d+$/.test(part) && hasLeadingZero(part))))
        return undefined;
    if (build?.split(".").includes(""))
        return undefined;
    return new Semver(text, numbers.map(BigInt), identifiers.map((part) => (/^\d+$/.test(part) ? BigInt(part) : part)));
}
const { call: semver_call, method: semver_method } = since(34);
/** `semver`, `isSemver` and the methods of a version. */
const semverFunctions = [
    semver_call("semver", ["string"], Semver, (text) => parseSemver(text) ?? fail("bad-argument")),
    semver_call("semver", ["string", "bool"], Semver, (text, isTolerant) => parse(text, isTolerant) ?? fail("bad-argument")),
    semver_call("isSemver", ["string"], "bool", (text) => parseSemver(text) !== undefined),
    semver_call("isSemver", ["string", "bool"], "bool", (text, isTolerant) => parse(text, isTolerant) !== undefined),
    semver_method(Semver, "major", [], "int", (version) => version.numbers[0] ?? 0n),
    semver_method(Semver, "minor", [], "int", (version) => version.numbers[1] ?? 0n),
    semver_method(Semver, "patch", [], "int", (version) => version.numbers[2] ?? 0n),
    semver_method(Semver, "compareTo", [Semver], "int", (a, b) => BigInt(a.compareTo(b))),
    semver_method(Semver, "isGreaterThan", [Semver], "bool", (a, b) => a.compareTo(b) > 0),
    semver_method(Semver, "isLessThan", [Semver], "bool", (a, b) => a.compareTo(b) < 0),
];
function parse(text, isTolerant) {
    if (text.length > semver_MAX_LENGTH)
        return undefined;
    return parseSemver(isTolerant ? normalise(text) : text);
}
/** `v1.2` → `1.2.0`: without the v and leading zeros, with all three numbers unless a pre-release or build follows. */
function normalise(text) {
    const [core = "", ...rest] = text.replace(/^v/, "").split(/(?=[-+])/);
    const numbers = core.split(".").map((part) => part.replace(/^0+(?=\d)/, ""));
    while (numbers.length < 3 && rest.length === 0)
        numbers.push("0");
    return numbers.join(".") + rest.join("");
}
function hasLeadingZero(digits) {
    return digits.length > 1 && digits.startsWith("0");
}
//# sourceMappingURL=semver.js.map
;// CONCATENATED MODULE: ./lib/cel/sets.js



const { call: sets_call } = since(30);
/** `sets.contains`, `sets.equivalent`, `sets.intersects`. */
const setFunctions = [
    sets_call("sets.contains", ["list<T>", "list<T>"], "bool", containsAll),
    sets_call("sets.equivalent", ["list<T>", "list<T>"], "bool", (a, b, budget) => {
        return containsAll(a, b, budget) && containsAll(b, a, budget);
    }),
    sets_call("sets.intersects", ["list<T>", "list<T>"], "bool", (a, b, budget) => a.some((element) => includes(b, load(element), budget))),
];
function containsAll(list, sought, budget) {
    return sought.every((element) => includes(list, load(element), budget));
}
//# sourceMappingURL=sets.js.map
;// CONCATENATED MODULE: ./lib/cel/code-points.js
/** Text as a sequence of code points, which is how CEL counts; JavaScript counts code units. */
/** The code points of a text. Text without surrogates, which is nearly all, is not copied. */
function codePoints(text) {
    if (!/[\ud800-\udfff]/.test(text))
        return text;
    const points = Array.from(text);
    return { length: points.length, slice: (start, end) => points.slice(start, end).join("") };
}
/** The index in code points of a position in code units; -1 stays -1. */
function toPointIndex(text, unitIndex) {
    return unitIndex < 0 ? -1 : codePoints(text.slice(0, unitIndex)).length;
}
//# sourceMappingURL=code-points.js.map
;// CONCATENATED MODULE: ./lib/cel/format-text.js




/** Digits after the point where a clause gives none. */
const DEFAULT_PRECISION = 6;
/** The most digits that JavaScript prints. */
const MAX_PRECISION = 100;
/** Replaces the clauses of `template` (`%s %d %f %.2e %b %x %X %o %%`) by `args` in order. */
function formatText(template, args, budget) {
    budget.walk(args.length);
    let next = 0;
    const text = template.replaceAll(/%(?:%|(?:\.(\d{1,3}))?([\s\S]?))/g, (clause, precision, letter) => {
        if (clause === "%%")
            return "%";
        const value = args[next++];
        if (value === undefined)
            return fail("out-of-range");
        const formatted = formatOne(letter, load(value), precision === undefined ? undefined : Number(precision), budget);
        budget.write(formatted.length);
        return formatted;
    });
    budget.write(text.length);
    return text;
}
/** A value as `%s` prints it: strings bare, lists in `[]`, maps in `{}` sorted by key. */
function valueToText(value, budget) {
    budget.spend(1);
    if (typeof value === "string")
        return value;
    if (typeof value === "number")
        return special(value) ?? doubleToText(value);
    if (typeof value !== "object" || value === null)
        return String(value);
    if (value instanceof Uint8Array)
        return new TextDecoder().decode(value);
    if (isMap(value))
        return mapToText(value, budget);
    if (value instanceof CelObject)
        return value.typeName === "optional" ? fail("no-such-overload") : String(value);
    const elements = value;
    budget.walk(elements.length);
    return `[${elements.map((element) => valueToText(load(element), budget)).join(", ")}]`;
}
function formatOne(letter, value, precision, budget) {
    if (precision !== undefined && (precision > MAX_PRECISION || !(letter === "f" || letter === "e")))
        return fail("bad-argument");
    switch (letter) {
        case "s":
            return valueToText(value, budget);
        case "d":
            return typeof value === "number"
                ? (special(value) ?? fail("no-such-overload"))
                : String(integer(value));
        case "f":
            return special(value) ?? fixedPoint(format_text_double(value), precision ?? DEFAULT_PRECISION);
        case "e":
            return special(value) ?? scientific(format_text_double(value), precision ?? DEFAULT_PRECISION);
        case "b":
            return typeof value === "boolean" ? String(Number(value)) : integer(value).toString(2);
        case "o":
            return integer(value).toString(8);
        case "x":
            return hexadecimal(value);
        case "X":
            return hexadecimal(value).toUpperCase();
        default:
            return fail("bad-argument");
    }
}
function special(value) {
    return typeof value === "number" && !Number.isFinite(value) ? String(value) : undefined;
}
function integer(value) {
    if (typeof value === "bigint")
        return value;
    return value instanceof Uint ? value.value : fail("no-such-overload");
}
function format_text_double(value) {
    return typeof value === "number" ? value : fail("no-such-overload");
}
function hexadecimal(value) {
    if (typeof value === "string")
        return Buffer.from(value, "utf8").toString("hex");
    if (value instanceof Uint8Array)
        return Buffer.from(value).toString("hex");
    return integer(value).toString(16);
}
/** As toFixed, but exact halves go to the even neighbour. */
function fixedPoint(value, precision) {
    if (Math.abs(value) >= 1e21)
        return precision === 0 ? String(BigInt(value)) : `${BigInt(value)}.${"0".repeat(precision)}`;
    const rounded = value.toFixed(precision);
    const exact = value.toFixed(MAX_PRECISION);
    const kept = exact.slice(0, exact.indexOf(".") + (precision === 0 ? 0 : precision + 1));
    const isHalf = /^\.?50*$/.test(exact.slice(kept.length));
    return isHalf && /[02468]$/.test(kept) ? kept : rounded;
}
function scientific(value, precision) {
    const [digits = "", exponent = "+0"] = value.toExponential(precision).split("e");
    return `${digits}e${exponent.slice(0, 1)}${exponent.slice(1).padStart(2, "0")}`;
}
function mapToText(map, budget) {
    const keys = values_keysOf(map);
    budget.walk(keys.length);
    const entries = keys.map((key) => [String(key), valueToText(member(map, key) ?? null, budget)]);
    entries.sort(([a], [b]) => (a < b ? -1 : Number(a > b)));
    return `{${entries.map(([key, text]) => `${key}: ${text}`).join(", ")}}`;
}
//# sourceMappingURL=format-text.js.map
;// CONCATENATED MODULE: ./lib/cel/strings.js





const { call: strings_call, method: strings_method } = since(0);
/** Functions whose receiver is a string, and those that make one. */
const stringFunctions = [
    strings_call("size", ["string"], "int", size),
    strings_method("string", "size", [], "int", size),
    strings_method("string", "contains", ["string"], "bool", (text, part, budget) => {
        budget.read(text);
        return text.includes(part);
    }),
    strings_method("string", "startsWith", ["string"], "bool", (text, part, budget) => {
        budget.read(part);
        return text.startsWith(part);
    }),
    strings_method("string", "endsWith", ["string"], "bool", (text, part, budget) => {
        budget.read(part);
        return text.endsWith(part);
    }),
    strings_method("string", "charAt", ["int"], "string", charAt),
    strings_method("string", "indexOf", ["string"], "int", (text, part, budget) => indexOf(text, part, 0n, budget)),
    strings_method("string", "indexOf", ["string", "int"], "int", indexOf),
    strings_method("string", "lastIndexOf", ["string"], "int", strings_lastIndexOf),
    strings_method("string", "lastIndexOf", ["string", "int"], "int", lastIndexOfFrom),
    strings_method("string", "lowerAscii", [], "string", (text, budget) => {
        budget.write(text.length);
        return text.replaceAll(/[A-Z]/g, (letter) => letter.toLowerCase());
    }),
    strings_method("string", "upperAscii", [], "string", (text, budget) => {
        budget.write(text.length);
        return text.replaceAll(/[a-z]/g, (letter) => letter.toUpperCase());
    }),
    strings_method("string", "replace", ["string", "string"], "string", (text, old, replacement, budget) => replace(text, old, replacement, -1n, budget)),
    strings_method("string", "replace", ["string", "string", "int"], "string", replace),
    strings_method("string", "split", ["string"], "list<string>", (text, separator, budget) => split(text, separator, -1n, budget)),
    strings_method("string", "split", ["string", "int"], "list<string>", split),
    strings_method("string", "substring", ["int"], "string", (text, start, budget) => substring(text, start, BigInt(codePoints(text).length), budget)),
    strings_method("string", "substring", ["int", "int"], "string", substring),
    strings_method("string", "trim", [], "string", trim),
    strings_method("list<string>", "join", [], "string", (parts, budget) => strings_join(parts, "", budget)),
    strings_method("list<string>", "join", ["string"], "string", strings_join),
    strings_method("string", "matches", ["string"], "bool", strings_matches),
    strings_call("matches", ["string", "string"], "bool", strings_matches),
    strings_method("string", "find", ["string"], "string", (text, pattern, budget) => {
        return budget.pattern(pattern, text).find(text)?.text ?? "";
    }),
    strings_method("string", "findAll", ["string"], "list<string>", (text, pattern, budget) => findAll(text, pattern, -1n, budget)),
    strings_method("string", "findAll", ["string", "int"], "list<string>", findAll),
    since(30).method("string", "format", ["list<dyn>"], "string", formatText),
    since(30).call("strings.quote", ["string"], "string", quote),
];
function size(text, budget) {
    budget.read(text);
    return BigInt(codePoints(text).length);
}
function charAt(text, index, budget) {
    budget.read(text);
    const points = codePoints(text);
    if (index < 0n || index > points.length)
        fail("out-of-range");
    return points.slice(Number(index), Number(index) + 1);
}
function indexOf(text, part, offset, budget) {
    budget.read(text);
    if (part === "")
        return offset;
    if (offset < 0n)
        fail("out-of-range");
    const points = codePoints(text);
    if (offset >= points.length)
        return -1n;
    const unitOffset = points.slice(0, Number(offset)).length;
    return BigInt(toPointIndex(text, text.indexOf(part, unitOffset)));
}
function strings_lastIndexOf(text, part, budget) {
    budget.read(text);
    return BigInt(toPointIndex(text, text.lastIndexOf(part)));
}
function lastIndexOfFrom(text, part, offset, budget) {
    budget.read(text);
    if (part === "")
        return offset;
    if (offset < 0n)
        fail("out-of-range");
    const points = codePoints(text);
    if (offset >= points.length)
        return -1n;
    const unitOffset = points.slice(0, Number(offset)).length;
    return BigInt(toPointIndex(text, text.lastIndexOf(part, unitOffset)));
}
function replace(text, old, replacement, limit, budget) {
    budget.read(text);
    if (limit === 0n)
        return text;
    const pieces = old === "" ? ["", ...Array.from(text), ""] : text.split(old);
    const kept = limit > 0n && BigInt(pieces.length) > limit + 1n ? Number(limit) : pieces.length - 1;
    budget.write(text.length + kept * (replacement.length - (old === "" ? 0 : old.length)));
    const head = pieces.slice(0, kept + 1).join(replacement);
    return kept === pieces.length - 1 ? head : head + old + pieces.slice(kept + 1).join(old);
}
function split(text, separator, limit, budget) {
    budget.read(text);
    if (limit === 0n)
        return [];
    if (limit === 1n)
        return [text];
    const pieces = separator === "" ? Array.from(text) : text.split(separator);
    if (limit < 0n || BigInt(pieces.length) <= limit)
        return withinLimit(pieces, budget);
    const head = pieces.slice(0, Number(limit) - 1);
    return withinLimit([...head, pieces.slice(head.length).join(separator)], budget);
}
function substring(text, start, end, budget) {
    budget.read(text);
    const points = codePoints(text);
    if (start < 0n || end < start || end > points.length)
        fail("out-of-range");
    return points.slice(Number(start), Number(end));
}
/** White space as Go's unicode.IsSpace sees it: with U+0085, without U+FEFF. */
function trim(text, budget) {
    budget.read(text);
    let start = 0;
    let end = text.length;
    while (start < end && isSpace(text.charCodeAt(start)))
        start++;
    while (end > start && isSpace(text.charCodeAt(end - 1)))
        end--;
    return text.slice(start, end);
}
function isSpace(unit) {
    if (unit <= 0x20)
        return unit === 0x20 || (unit >= 0x09 && unit <= 0x0d);
    if (unit < 0x1680)
        return unit === 0x85 || unit === 0xa0;
    return (unit === 0x1680 ||
        (unit >= 0x2000 && unit <= 0x200a) ||
        unit === 0x2028 ||
        unit === 0x2029 ||
        unit === 0x202f ||
        unit === 0x205f ||
        unit === 0x3000);
}
function strings_join(parts, separator, budget) {
    budget.walk(parts.length);
    const texts = parts.map((part) => (typeof part === "string" ? part : fail("no-such-overload")));
    budget.write(texts.reduce((length, text) => length + separator.length + text.length, 0));
    return texts.join(separator);
}
function strings_matches(text, pattern, budget) {
    return budget.pattern(pattern, text).test(text);
}
function findAll(text, pattern, limit, budget) {
    const most = limit < 0n ? MAX_ELEMENTS + 1 : Math.min(Number(limit), MAX_ELEMENTS + 1);
    const found = budget.pattern(pattern, text).findAll(text, most);
    return withinLimit(found.map((match) => match.text), budget);
}
function withinLimit(parts, budget) {
    budget.walk(parts.length);
    return parts;
}
const escapes = {
    "\x07": "\\a",
    "\b": "\\b",
    "\f": "\\f",
    "\n": "\\n",
    "\r": "\\r",
    "\t": "\\t",
    "\v": "\\v",
    "\\": "\\\\",
    '"': '\\"',
};
function quote(text, budget) {
    budget.write(text.length * 2);
    // A lone surrogate becomes U+FFFD on the way through UTF-8.
    const wellFormed = Buffer.from(text, "utf8").toString("utf8");
    return `"${Array.from(wellFormed, (character) => escapes[character] ?? character).join("")}"`;
}
//# sourceMappingURL=strings.js.map
;// CONCATENATED MODULE: ./lib/cel/type-value.js
/** Types as values: `type(x) == int`. */


/** What `type(x)` gives and what the name of a type stands for. */
class TypeValue extends CelObject {
    static typeName = "type";
    typeName = TypeValue.typeName;
    name;
    constructor(name) {
        super();
        this.name = name;
    }
    equals(other) {
        return other instanceof TypeValue && other.name === this.name;
    }
    toString() {
        return this.name;
    }
}
/** The names of types that an expression may use. */
const typeNames = new Set([
    "bool",
    "bytes",
    "double",
    "google.protobuf.Duration",
    "google.protobuf.Timestamp",
    "int",
    "list",
    "map",
    "null_type",
    "optional_type",
    "string",
    "type",
    "uint",
]);
/** The name of a value's type. */
function typeNameOf(value) {
    switch (typeof value) {
        case "string":
            return "string";
        case "boolean":
            return "bool";
        case "bigint":
            return "int";
        case "number":
            return "double";
        default:
            break;
    }
    if (value === null)
        return "null_type";
    if (values_isList(value))
        return "list";
    if (isMap(value))
        return "map";
    if (value instanceof CelObject)
        return value.typeName === "optional" ? "optional_type" : value.typeName;
    return "bytes";
}
/** `type(x)`. */
const typeFunctions = [
    since(0).call("type", ["T"], "type", (value) => new TypeValue(typeNameOf(value))),
];
//# sourceMappingURL=type-value.js.map
;// CONCATENATED MODULE: ./lib/cel/functions.js
/** The allow-list: every function that an expression may call, with the first Kubernetes minor of each. All else is refused. */













/** Every overload of every function; names may repeat. */
const functions = [
    ...conversionFunctions,
    ...typeFunctions,
    ...stringFunctions,
    ...listFunctions,
    ...timeFunctions,
    ...optionalFunctions,
    ...quantityFunctions,
    ...setFunctions,
    ...networkFunctions,
    ...urlFunctions,
    ...formatFunctions,
    ...semverFunctions,
    ...grantFunctions,
];
const byName = indexByName();
/** The overloads of a function (`sets.contains`) or method (`charAt`); none where the list does not allow it. */
function overloadsOf(style, name) {
    return byName.get(`${style} ${name}`) ?? [];
}
function indexByName() {
    const index = new Map();
    for (const overload of functions) {
        const key = `${overload.style} ${overload.name}`;
        index.set(key, [...(index.get(key) ?? []), overload]);
    }
    return index;
}
//# sourceMappingURL=functions.js.map
;// CONCATENATED MODULE: ./lib/cel/macros.js
/** The macros: methods that bind names, or do not evaluate every argument. `has` is a node of its own. */
/** Every macro that an expression may use. */
const macros = [
    { name: "all", argumentCount: 2, variableCount: 1, from: 0 },
    { name: "exists", argumentCount: 2, variableCount: 1, from: 0 },
    { name: "exists_one", argumentCount: 2, variableCount: 1, from: 0 },
    { name: "filter", argumentCount: 2, variableCount: 1, from: 0 },
    { name: "map", argumentCount: 2, variableCount: 1, from: 0 },
    { name: "map", argumentCount: 3, variableCount: 1, from: 0 },
    { name: "or", argumentCount: 1, variableCount: 0, from: 29 },
    { name: "orValue", argumentCount: 1, variableCount: 0, from: 29 },
    { name: "optMap", argumentCount: 2, variableCount: 1, from: 29 },
    { name: "optFlatMap", argumentCount: 2, variableCount: 1, from: 29 },
    { name: "all", argumentCount: 3, variableCount: 2, from: 33 },
    { name: "exists", argumentCount: 3, variableCount: 2, from: 33 },
    { name: "existsOne", argumentCount: 3, variableCount: 2, from: 33 },
    { name: "transformList", argumentCount: 3, variableCount: 2, from: 33 },
    { name: "transformList", argumentCount: 4, variableCount: 2, from: 33 },
    { name: "transformMap", argumentCount: 3, variableCount: 2, from: 33 },
    { name: "transformMap", argumentCount: 4, variableCount: 2, from: 33 },
    { name: "sortBy", argumentCount: 2, variableCount: 1, from: 35 },
];
/** The macro of a method call; undefined where the call is an ordinary one. */
function findMacro(name, argumentCount) {
    return macros.find((macro) => macro.name === name && macro.argumentCount === argumentCount);
}
//# sourceMappingURL=macros.js.map
;// CONCATENATED MODULE: ./lib/cel/signatures.js
/** The types that operators accept. */

const TIME = "google.protobuf.Timestamp";
const SPAN = "google.protobuf.Duration";
const NUMBERS = ["int", "uint", "double"];
const comparisons = [
    ...NUMBERS.flatMap((left) => NUMBERS.map((right) => signature([left, right], "bool"))),
    ...["bool", "string", "bytes", TIME, SPAN].map((type) => signature([type, type], "bool")),
];
const equalities = [signature(["T", "T"], "bool")];
const operators = {
    "==": equalities,
    "!=": equalities,
    in: [signature(["T", "list<T>"], "bool"), signature(["K", "map<K, V>"], "bool")],
    "<": comparisons,
    "<=": comparisons,
    ">": comparisons,
    ">=": comparisons,
    "+": [
        ...[...NUMBERS, "string", "bytes", "list<T>", SPAN].map((type) => signature([type, type], type)),
        signature([TIME, SPAN], TIME),
        signature([SPAN, TIME], TIME),
    ],
    "-": [
        ...[...NUMBERS, SPAN].map((type) => signature([type, type], type)),
        signature([TIME, SPAN], TIME),
        signature([TIME, TIME], SPAN),
    ],
    "*": NUMBERS.map((type) => signature([type, type], type)),
    "/": NUMBERS.map((type) => signature([type, type], type)),
    "%": ["int", "uint"].map((type) => signature([type, type], type)),
    negate: ["int", "double"].map((type) => signature([type], type)),
};
/** The signatures of an operator. */
function signaturesOf(op) {
    return operators[op];
}
/** Chooses the signatures that arguments of such types fit; undefined where none does. */
function resolve(signatures, args) {
    const fitting = [];
    let result;
    for (const candidate of signatures) {
        const bindings = new Map();
        if (candidate.parameters.length !== args.length)
            continue;
        if (!candidate.parameters.every((parameter, i) => accepts(parameter, args[i] ?? parameter, bindings)))
            continue;
        const own = substitute(candidate.result, bindings);
        result = fitting.length === 0 ? own : (types_join(result ?? own, own) ?? parseType("dyn"));
        fitting.push(candidate);
    }
    return result === undefined ? undefined : { fitting, result };
}
function signature(parameters, result) {
    return { parameters: parameters.map(parseType), result: parseType(result) };
}
//# sourceMappingURL=signatures.js.map
;// CONCATENATED MODULE: ./lib/cel/check.js
/** The type check: what an expression is refused for before it meets a value. Every variable is `dyn`. */








/** Checks a tree with the declared names. Throws a CelError for the first thing that is refused. */
function check_check(tree, names, dialect) {
    const overloads = new Map();
    const variables = new Map([...names].map((name) => [name, dyn]));
    const type = typeOfNode(tree, { variables, overloads, mayMix: dialect === "cel" });
    return { type, variables: names, overloads };
}
function refuse(code, { start, end }) {
    throw new CelError(code, { start, end });
}
function typeOfNode(node, context) {
    switch (node.op) {
        case "literal":
            return typeOfLiteral(node.args[0]);
        case "name":
            return typeOfName(node, context);
        case "field":
            return typeOfField(typeOfNode(node.args[0], context), node);
        case "optionalField":
            return optionalOf(typeOfField(unwrapped(typeOfNode(node.args[0], context)), node));
        case "has":
            typeOfField(typeOfNode(node.args[0], context), node);
            return bool;
        case "index":
            return typeOfIndex(typeOfNode(node.args[0], context), typeOfNode(node.args[1], context), node);
        case "optionalIndex":
            return optionalOf(typeOfIndex(unwrapped(typeOfNode(node.args[0], context)), typeOfNode(node.args[1], context), node));
        case "call":
            return typeOfCall("call", node.args[0], node.args[1], node, context);
        case "method":
            return typeOfCall("method", node.args[0], [node.args[1], ...node.args[2]], node, context);
        case "macro":
            return typeOfMacro(node, context);
        case "list":
            return listOf(typeOfElements(node.args, context));
        case "map":
            return typeOfMap(node, context);
        case "?:":
            return typeOfConditional(node, context);
        case "&&":
        case "||":
        case "!":
            for (const operand of node.args)
                expectBool(operand, context);
            return bool;
        default:
            return typeOfOperator(node, context);
    }
}
function typeOfLiteral(value) {
    return simpleType(typeNameOf(value));
}
function typeOfName(node, context) {
    const [name] = node.args;
    const variable = context.variables.get(name);
    if (variable !== undefined)
        return variable;
    return typeNames.has(name) ? simpleType("type") : refuse("unknown-name", node);
}
function typeOfField(target, node) {
    if (isAnything(target))
        return dyn;
    if (target.name === "map")
        return target.parameters[1] ?? dyn;
    return target.name === "optional"
        ? optionalOf(typeOfField(unwrapped(target), node))
        : refuse("wrong-type", node);
}
function typeOfIndex(target, index, node) {
    if (isAnything(target))
        return dyn;
    const [first = dyn, second = dyn] = target.parameters;
    if (target.name === "optional")
        return optionalOf(typeOfIndex(first, index, node));
    if (target.name === "map" && (isAnything(index) || isSame(first, index) || isAnything(first)))
        return second;
    if (target.name === "list" && (isAnything(index) || index.name === "int"))
        return first;
    return refuse("wrong-type", node);
}
function typeOfCall(style, name, args, node, context) {
    const candidates = overloadsOf(style, name);
    if (candidates.length === 0)
        return refuse("unknown-function", node);
    const inner = name === "format" ? { ...context, mayMix: true } : context;
    const resolution = resolve(candidates, args.map((arg) => typeOfNode(arg, inner)));
    if (resolution === undefined)
        return refuse("wrong-type", node);
    context.overloads.set(node, resolution.fitting);
    refuseBadLiteral(name, args, resolution.fitting);
    return resolution.result;
}
/** A duration or timestamp that is written out must be valid, as Kubernetes demands. */
function refuseBadLiteral(name, args, [overload]) {
    const [argument] = args;
    if (!(name === "duration" || name === "timestamp") || argument?.op !== "literal")
        return;
    try {
        overload?.run(argument.args[0], new Budget(MAX_STEPS, new Map()));
    }
    catch (thrown) {
        if (thrown instanceof Failure)
            refuse("bad-literal", argument);
        throw thrown;
    }
}
function typeOfElements(elements, context) {
    let common;
    for (const element of elements) {
        const type = typeOfNode(element, context);
        if (common !== undefined && !context.mayMix && !isSame(common, type))
            refuse("mixed-literal", element);
        common = common === undefined ? type : (types_join(common, type) ?? dyn);
    }
    return common ?? free;
}
function typeOfMap(node, context) {
    const keys = node.args.map(([key]) => key);
    const members = node.args.map(([, member]) => member);
    return mapOf(typeOfElements(keys, context), typeOfElements(members, context));
}
function typeOfConditional(node, context) {
    const [condition, yes, no] = node.args;
    expectBool(condition, context);
    return types_join(typeOfNode(yes, context), typeOfNode(no, context)) ?? refuse("wrong-type", node);
}
function typeOfOperator(node, context) {
    const operands = node.args;
    const resolution = resolve(signaturesOf(node.op), operands.map((operand) => typeOfNode(operand, context)));
    return resolution?.result ?? refuse("wrong-type", node);
}
function typeOfMacro(node, context) {
    const [name, target, args] = node.args;
    const macro = findMacro(name, args.length);
    if (macro === undefined)
        return refuse("unknown-function", node);
    const targetType = typeOfNode(target, context);
    const variableTypes = typesOfVariables(name, targetType, macro.variableCount, target);
    const variables = new Map(context.variables);
    for (const [i, type] of variableTypes.entries())
        variables.set(variableName(args[i], node), type);
    const inner = { ...context, variables };
    return typeOfBody(name, targetType, variableTypes[0] ?? dyn, args.slice(macro.variableCount), inner);
}
/** What the names of a macro stand for: elements or keys; index and element, or key and value; the content of an optional. */
function typesOfVariables(name, target, count, node) {
    if (name === "or" || name === "orValue" || name === "optMap" || name === "optFlatMap") {
        if (!isAnything(target) && target.name !== "optional")
            return refuse("wrong-type", node);
        return count === 0 ? [] : [unwrapped(target)];
    }
    const [first = dyn, second = dyn] = target.parameters;
    if (target.name === "list")
        return count === 1 ? [first] : [types_int, first];
    if (target.name === "map" && name !== "sortBy")
        return count === 1 ? [first] : [first, second];
    return isAnything(target) ? Array.from({ length: count }, () => dyn) : refuse("wrong-type", node);
}
function variableName(argument, macro) {
    return argument?.op === "name" ? argument.args[0] : refuse("bad-macro", argument ?? macro);
}
function typeOfBody(name, target, variable, bodies, context) {
    const [body] = bodies;
    if (body === undefined)
        throw new Error(`The macro ${name} has no body.`);
    switch (name) {
        case "all":
        case "exists":
        case "exists_one":
        case "existsOne":
            expectBool(body, context);
            return bool;
        case "filter":
            expectBool(body, context);
            return listOf(variable);
        case "map":
        case "transformList":
            return listOf(typeOfTransformation(bodies, context));
        case "transformMap":
            return mapOf(variable, typeOfTransformation(bodies, context));
        case "sortBy":
            typeOfNode(body, context);
            return target;
        case "optMap":
            return optionalOf(typeOfNode(body, context));
        case "or":
            return (types_join(isAnything(target) ? optionalOf(dyn) : target, expectOptional(body, context)) ??
                refuse("wrong-type", body));
        case "optFlatMap":
            return expectOptional(body, context);
        default:
            return (types_join(isAnything(target) ? free : unwrapped(target), typeOfNode(body, context)) ??
                refuse("wrong-type", body));
    }
}
/** The last of the bodies; one before it is a filter. */
function typeOfTransformation(bodies, context) {
    const [filterOrResult, result] = bodies;
    if (filterOrResult === undefined)
        return dyn;
    if (result === undefined)
        return typeOfNode(filterOrResult, context);
    expectBool(filterOrResult, context);
    return typeOfNode(result, context);
}
function expectBool(node, context) {
    const type = typeOfNode(node, context);
    if (!isAnything(type) && type.name !== "bool")
        refuse("wrong-type", node);
}
function expectOptional(node, context) {
    const type = typeOfNode(node, context);
    if (isAnything(type))
        return optionalOf(dyn);
    return type.name === "optional" ? type : refuse("wrong-type", node);
}
function unwrapped(type) {
    return type.name === "optional" ? (type.parameters[0] ?? dyn) : type;
}
//# sourceMappingURL=check.js.map
;// CONCATENATED MODULE: ./lib/cel/frame.js

/** Runs, and notes the place on a failure that has none yet. */
function located(node, run) {
    const range = rangeOf(node);
    return (frame) => {
        try {
            return run(frame);
        }
        catch (thrown) {
            if (thrown instanceof Failure)
                thrown.range ??= range;
            throw thrown;
        }
    };
}
/** The value, if it is a bool; fails with `no-such-overload` otherwise. */
function asBool(value) {
    return typeof value === "boolean" ? value : fail("no-such-overload");
}
/** The place of a node. */
function rangeOf({ start, end }) {
    return { start, end };
}
//# sourceMappingURL=frame.js.map
;// CONCATENATED MODULE: ./lib/cel/loops.js
/** What the macros do. */






/** The closure of a macro. */
function buildMacro(builder, node, locals) {
    const [name, target, args] = node.args;
    const variableCount = findMacro(name, args.length)?.variableCount ?? 0;
    const inner = new Map(locals);
    const variables = args.slice(0, variableCount).map((variable) => {
        const slot = builder.reserve();
        if (variable.op === "name")
            inner.set(variable.args[0], slot);
        return slot;
    });
    const bodies = args.slice(variableCount).map((body) => builder.build(body, inner));
    const [body = failingRun, second] = bodies;
    const loop = { range: builder.build(target, locals), variables };
    switch (name) {
        case "all":
            return quantifier(loop, body, false);
        case "exists":
            return quantifier(loop, body, true);
        case "exists_one":
        case "existsOne":
            return (frame) => countTrue(frame, loop, body) === 1;
        case "filter":
            return (frame) => collect(frame, loop, body, undefined);
        case "map":
        case "transformList":
            return transformation(loop, body, second);
        case "transformMap":
            return (frame) => transformMap(frame, loop, second === undefined ? undefined : body, second ?? body);
        case "sortBy":
            return (frame) => {
                const list = loop.range(frame);
                if (!values_isList(list))
                    return fail("no-such-overload");
                return sortBy(list, collect(frame, { ...loop, range: () => list }, undefined, body), frame.budget);
            };
        default:
            return optionalMacro(name, loop, body);
    }
}
function failingRun() {
    throw new Error("A macro without a body.");
}
function itemsOf(frame, loop) {
    const range = loop.range(frame);
    if (values_isList(range)) {
        frame.budget.admit(range.length);
        return { keys: undefined, values: range };
    }
    if (!isMap(range))
        return fail("no-such-overload");
    const keys = values_keysOf(range);
    frame.budget.admit(keys.length);
    return {
        keys,
        values: loop.variables.length < 2 ? keys : keys.map((key) => store(member(range, key) ?? null)),
    };
}
/** Starts turn `i`: pays for it and binds the variables. */
function turn(frame, loop, { keys, values }, i) {
    frame.budget.spend(1);
    const [first = 0, second] = loop.variables;
    if (second === undefined)
        frame.slots[first] = load((keys ?? values)[i] ?? null);
    else {
        frame.slots[first] = keys === undefined ? BigInt(i) : (keys[i] ?? null);
        frame.slots[second] = load(values[i] ?? null);
    }
}
/** `all` ends at the first false, `exists` at the first true; failures of other turns then do not matter. */
function quantifier(loop, body, decisive) {
    return (frame) => {
        const items = itemsOf(frame, loop);
        let failure;
        for (let i = 0; i < items.values.length; i++) {
            turn(frame, loop, items, i);
            try {
                const value = body(frame);
                if (value === decisive)
                    return decisive;
                if (value !== !decisive)
                    failure ??= new Failure("no-such-overload");
            }
            catch (thrown) {
                failure ??= absorb(thrown);
            }
        }
        if (failure !== undefined)
            throw failure;
        return !decisive;
    };
}
function countTrue(frame, loop, body) {
    const items = itemsOf(frame, loop);
    let count = 0;
    for (let i = 0; i < items.values.length; i++) {
        turn(frame, loop, items, i);
        if (asBool(body(frame)))
            count++;
    }
    return count;
}
function transformation(loop, body, second) {
    if (second === undefined)
        return (frame) => collect(frame, loop, undefined, body);
    return (frame) => collect(frame, loop, body, second);
}
/** The results of the turns that the filter lets through; without `result`, the elements themselves. */
function collect(frame, loop, filter, result) {
    const items = itemsOf(frame, loop);
    const collected = [];
    for (let i = 0; i < items.values.length; i++) {
        turn(frame, loop, items, i);
        if (filter !== undefined && !asBool(filter(frame)))
            continue;
        collected.push(result === undefined ? ((items.keys ?? items.values)[i] ?? null) : store(result(frame)));
    }
    return collected;
}
function transformMap(frame, loop, filter, result) {
    const items = itemsOf(frame, loop);
    const map = new Map();
    for (let i = 0; i < items.values.length; i++) {
        turn(frame, loop, items, i);
        if (filter !== undefined && !asBool(filter(frame)))
            continue;
        map.set(items.keys?.[i] ?? BigInt(i), store(result(frame)));
    }
    return map;
}
/** `or`, `orValue`, `optMap`, `optFlatMap`. What is no optional passes through `or` and `orValue`, as in cel-go. */
function optionalMacro(name, loop, body) {
    const [slot = 0] = loop.variables;
    return (frame) => {
        const value = loop.range(frame);
        if (!(value instanceof Optional))
            return name.startsWith("or") ? value : fail("no-such-overload");
        switch (name) {
            case "or":
                return value.content === undefined ? asOptional(body(frame)) : value;
            case "orValue":
                return value.content === undefined ? body(frame) : value.content;
            default:
                if (value.content === undefined)
                    return none;
                frame.slots[slot] = value.content;
                return name === "optMap" ? new Optional(body(frame)) : asOptional(body(frame));
        }
    };
}
function asOptional(value) {
    return value instanceof Optional ? value : fail("no-such-overload");
}
//# sourceMappingURL=loops.js.map
;// CONCATENATED MODULE: ./lib/cel/selection.js
/** Fields, elements and keys of values, with and without optionals. */





/** `value.name`; of an optional it is an optional again. Fails with `no-such-key`. */
function selectField(value, name) {
    if (value instanceof Optional) {
        if (value.content === undefined)
            return none;
        return isMap(value.content) ? selection_optionalOf(member(value.content, name)) : fail("no-such-key");
    }
    const found = isMap(value) ? member(value, name) : undefined;
    return found === undefined ? fail("no-such-key") : found;
}
/** `value.?name`: what has no such field, and what has no fields at all, gives none; a list fails, as in cel-go. */
function selectOptionalField(value, name) {
    const content = value instanceof Optional ? value.content : value;
    if (values_isList(content))
        return fail("no-such-overload");
    return content !== undefined && isMap(content) ? selection_optionalOf(member(content, name)) : none;
}
/** `has(value.name)`: what has no fields at all has none of that name; a list fails, as in cel-go. */
function hasField(value, name) {
    const content = value instanceof Optional ? value.content : value;
    if (values_isList(content))
        return fail("no-such-overload");
    return content !== undefined && isMap(content) && member(content, name) !== undefined;
}
/** `value[index]`; of an optional it is an optional again. Fails with `no-such-key` and `out-of-range`. */
function selectIndex(value, index) {
    if (value instanceof Optional)
        return value.content === undefined ? none : selection_optionalOf(lookUp(value.content, index));
    const found = lookUp(value, index);
    if (found !== undefined)
        return found;
    return fail(values_isList(value) ? "out-of-range" : "no-such-key");
}
/** `value[?index]`: what is not there gives none. */
function selectOptionalIndex(value, index) {
    const content = value instanceof Optional ? value.content : value;
    if (typeof index !== "number" && mapKey(index) === undefined)
        return fail("no-such-overload");
    if (content === undefined || !(values_isList(content) || isMap(content)))
        return none;
    return selection_optionalOf(lookUp(content, index));
}
function lookUp(value, index) {
    if (values_isList(value))
        return elementAt(value, index);
    if (!isMap(value))
        return fail("no-such-overload");
    const key = mapKey(index);
    return key === undefined ? undefined : member(value, key);
}
function elementAt(list, index) {
    const position = index instanceof Uint ? index.value : index;
    if (typeof position !== "bigint" && typeof position !== "number")
        return fail("no-such-overload");
    if (typeof position === "number" && !Number.isInteger(position))
        return fail("bad-argument");
    const element = list[Number(position)];
    return element === undefined ? undefined : load(element);
}
function selection_optionalOf(value) {
    return value === undefined ? none : new Optional(value);
}
//# sourceMappingURL=selection.js.map
;// CONCATENATED MODULE: ./lib/cel/evaluate.js
/** A checked tree → closures that evaluate it. */












/** Builds the program of a tree that has been checked. Throws a CelError (`bad-pattern`). */
function buildProgram(tree, checked) {
    const builder = new Builder(checked);
    const run = builder.build(tree, new Map());
    return { run, patterns: builder.patterns };
}
/** Holds what one program collects while it is built. */
class Builder {
    patterns = new Map();
    checked;
    inputs = new Map();
    slotCount = 0;
    constructor(checked) {
        this.checked = checked;
    }
    /** A new slot for a variable of a macro. */
    reserve() {
        return this.slotCount++;
    }
    /** The closure of a node; `locals` are the variables of the macros around it. */
    build(node, locals) {
        const constant = constantOf(node);
        if (constant !== undefined)
            return () => constant;
        switch (node.op) {
            case "literal":
                throw new Error("A literal is a constant.");
            case "name":
                return this.buildName(node, locals);
            case "field":
                return buildField(this.build(node.args[0], locals), node.args[1], node);
            case "optionalField": {
                const [target, name] = [this.build(node.args[0], locals), node.args[1]];
                return located(node, (frame) => selectOptionalField(target(frame), name));
            }
            case "has": {
                const [target, name] = [this.build(node.args[0], locals), node.args[1]];
                return located(node, (frame) => hasField(target(frame), name));
            }
            case "index":
                return this.buildIndex(node, locals, selectIndex);
            case "optionalIndex":
                return this.buildIndex(node, locals, selectOptionalIndex);
            case "call":
                return this.buildCall(node, node.args[0], node.args[1], locals);
            case "method":
                return this.buildCall(node, node.args[0], [node.args[1], ...node.args[2]], locals);
            case "macro":
                return located(node, buildMacro(this, node, locals));
            case "list":
                return this.buildList(node, locals);
            case "map":
                return this.buildMap(node, locals);
            case "?:":
                return this.buildConditional(node, locals);
            case "&&":
                return this.buildLogical(node, locals, false);
            case "||":
                return this.buildLogical(node, locals, true);
            case "!": {
                const operand = this.build(node.args[0], locals);
                return located(node, (frame) => !asBool(operand(frame)));
            }
            case "negate": {
                const operand = this.build(node.args[0], locals);
                return located(node, (frame) => negate(operand(frame)));
            }
            default:
                return this.buildPair(node, locals, operatorOf(node.op));
        }
    }
    buildName(node, locals) {
        const [name] = node.args;
        const local = locals.get(name);
        if (local !== undefined)
            return (frame) => frame.slots[local] ?? null;
        if (!this.checked.variables.has(name)) {
            const type = new TypeValue(name);
            return () => type;
        }
        const slot = this.inputs.get(name) ?? this.reserve();
        this.inputs.set(name, slot);
        return located(node, (frame) => frame.slots[slot] ?? readInput(frame, name, slot));
    }
    /** An empty optional gives none without a look at the index. */
    buildIndex(node, locals, select) {
        const [target, index] = [this.build(node.args[0], locals), this.build(node.args[1], locals)];
        return located(node, (frame) => {
            const value = target(frame);
            return value === none ? none : select(value, index(frame));
        });
    }
    buildPair(node, locals, operate) {
        const [left, right] = [this.build(node.args[0], locals), this.build(node.args[1], locals)];
        return located(node, (frame) => operate(left(frame), right(frame), frame.budget));
    }
    buildCall(node, name, args, locals) {
        this.compileConstantPattern(name, args);
        const overloads = this.checked.overloads.get(node) ?? [];
        const runs = args.map((arg) => this.build(arg, locals));
        const [first, second, ...more] = runs;
        if (first !== undefined && second === undefined)
            return located(node, callOne(overloads, first));
        if (first !== undefined && second !== undefined && more.length === 0)
            return located(node, callTwo(overloads, first, second));
        return located(node, callMany(overloads, runs));
    }
    compileConstantPattern(name, args) {
        const pattern = args[1];
        if (!["matches", "find", "findAll"].includes(name) || pattern?.op !== "literal")
            return;
        const [source] = pattern.args;
        if (typeof source !== "string")
            return;
        try {
            this.patterns.set(source, compilePattern(source));
        }
        catch (thrown) {
            if (!(thrown instanceof PatternError))
                throw thrown;
            throw new CelError("bad-pattern", rangeOf(pattern));
        }
    }
    buildList(node, locals) {
        const elements = node.args.map((element) => this.build(element, locals));
        return (frame) => elements.map((element) => store(element(frame)));
    }
    buildMap(node, locals) {
        const entries = node.args.map(([key, value]) => [this.build(key, locals), this.build(value, locals)]);
        return located(node, (frame) => {
            const map = new Map();
            for (const [keyRun, valueRun] of entries) {
                const value = keyRun(frame);
                const key = typeof value === "number" ? undefined : mapKey(value);
                if (key === undefined)
                    return fail("no-such-overload");
                if (map.has(key))
                    return fail("duplicate-key");
                map.set(key, store(valueRun(frame)));
            }
            return map;
        });
    }
    buildConditional(node, locals) {
        const [condition, yes, no] = node.args;
        const [test, yesRun, noRun] = [condition, yes, no].map((part) => this.build(part, locals));
        const boolTest = located(condition, (frame) => asBool(test(frame)));
        return (frame) => (boolTest(frame) === true ? yesRun(frame) : noRun(frame));
    }
    /** `decisive` is the value of one operand that settles the whole, even if the other operand fails. */
    buildLogical(node, locals, decisive) {
        const [left, right] = [this.build(node.args[0], locals), this.build(node.args[1], locals)];
        const [leftRange, rightRange] = [rangeOf(node.args[0]), rangeOf(node.args[1])];
        return (frame) => {
            let failure;
            try {
                const value = left(frame);
                if (value === decisive)
                    return decisive;
                if (value !== !decisive)
                    failure = new Failure("no-such-overload", leftRange);
            }
            catch (thrown) {
                failure = absorb(thrown);
            }
            const value = right(frame);
            if (value === decisive)
                return decisive;
            if (failure !== undefined)
                throw failure;
            if (value !== !decisive)
                throw new Failure("no-such-overload", rightRange);
            return !decisive;
        };
    }
}
/** The value of literals and of lists of them, made once. */
function constantOf(node) {
    if (node.op === "literal")
        return node.args[0];
    if (node.op !== "list")
        return undefined;
    const elements = [];
    for (const element of node.args) {
        const constant = constantOf(element);
        if (constant === undefined)
            return undefined;
        elements.push(store(constant));
    }
    return elements;
}
function readInput(frame, name, slot) {
    if (frame.slots[slot] === null)
        return null;
    const input = Object.hasOwn(frame.values, name) ? frame.values[name] : undefined;
    if (input === undefined)
        return fail("no-input");
    const value = load(input);
    frame.slots[slot] = value;
    return value;
}
/** The one kind of node that nearly every expression is made of, so it looks into maps itself. */
function buildField(target, name, node) {
    const slow = (value) => located(node, () => selectField(value, name));
    return (frame) => {
        const value = target(frame);
        if (isMap(value)) {
            const found = member(value, name);
            if (found !== undefined)
                return found;
        }
        return slow(value)(frame);
    };
}
function operatorOf(op) {
    switch (op) {
        case "==":
            return isEqual;
        case "!=":
            return (a, b, budget) => !isEqual(a, b, budget);
        case "in":
            return evaluate_isIn;
        case "<":
            return (a, b, budget) => order(a, b, budget) < 0;
        case "<=":
            return (a, b, budget) => order(a, b, budget) <= 0;
        case ">":
            return (a, b, budget) => order(a, b, budget) > 0;
        case ">=":
            return (a, b, budget) => order(a, b, budget) >= 0;
        default:
            return (a, b, budget) => calculate(op, a, b, budget);
    }
}
function evaluate_isIn(value, container, budget) {
    if (values_isList(container))
        return includes(container, value, budget);
    if (!isMap(container))
        return fail("no-such-overload");
    const key = mapKey(value);
    return key !== undefined && member(container, key) !== undefined;
}
function callOne(overloads, first) {
    const candidates = overloads.map(({ fits: [fits], run }) => ({ fits, run }));
    return (frame) => {
        const a = first(frame);
        for (const { fits, run } of candidates)
            if (fits?.(a))
                return run(a, frame.budget);
        return fail("no-such-overload");
    };
}
function callTwo(overloads, first, second) {
    const candidates = overloads.map(({ fits: [fitsFirst, fitsSecond], run }) => ({
        fitsFirst,
        fitsSecond,
        run,
    }));
    return (frame) => {
        const a = first(frame);
        const b = second(frame);
        for (const { fitsFirst, fitsSecond, run } of candidates)
            if (fitsFirst?.(a) && fitsSecond?.(b))
                return run(a, b, frame.budget);
        return fail("no-such-overload");
    };
}
function callMany(overloads, args) {
    return (frame) => {
        const values = args.map((arg) => arg(frame));
        for (const { fits, run } of overloads)
            if (fits.every((fit, i) => fit(values[i] ?? null)))
                return run(...values, frame.budget);
        return fail("no-such-overload");
    };
}
//# sourceMappingURL=evaluate.js.map
// EXTERNAL MODULE: ./node_modules/@marcbachmann/cel-js/lib/index.js + 1 modules
var lib = __webpack_require__(8298);
// EXTERNAL MODULE: ./node_modules/@marcbachmann/cel-js/lib/evaluator.js + 6 modules
var evaluator = __webpack_require__(3850);
;// CONCATENATED MODULE: ./lib/cel/tree.js
/** The syntax tree of an expression: ours, so that everything above the parser survives a change of the library. */




/** UTF-16 code units of one expression. */
const MAX_SOURCE_LENGTH = 20_000;
/** Levels of the tree; keeps every walk over it far from the end of the stack. */
const MAX_DEPTH = 400;
const tree_MAX_INT = 2n ** 63n - 1n;
const parser = new lib/* Environment */.OH({
    enableOptionalTypes: true,
    limits: {
        maxAstNodes: 10_000,
        maxDepth: 250,
        maxListElements: 1_000,
        maxMapEntries: 1_000,
        maxCallArguments: 32,
    },
});
/** Parses an expression, within limits of length, size and depth. */
function tree_parse(source, known) {
    const whole = { start: 0, end: source.length };
    if (source.length > MAX_SOURCE_LENGTH)
        return new CelError("too-large", whole);
    try {
        return convert(parser.parse(source).ast, known, 0);
    }
    catch (thrown) {
        if (thrown instanceof CelError)
            return thrown;
        if (thrown instanceof lib/* ParseError */.mB)
            return errorOfLibrary(thrown, whole);
        // The library's parser recurses without a limit through `!!!!...`.
        if (thrown instanceof RangeError)
            return new CelError("too-large", whole);
        throw thrown;
    }
}
/** The dotted name that a chain of fields spells (`a.b.c`); undefined for any other node. */
function dottedName(node) {
    if (node.op === "name")
        return node.args[0];
    if (node.op !== "field")
        return undefined;
    const start = dottedName(node.args[0]);
    return start === undefined ? undefined : `${start}.${node.args[1]}`;
}
/** The nodes directly below a node, in the order of evaluation. */
function children(node) {
    switch (node.op) {
        case "literal":
        case "name":
            return [];
        case "field":
        case "optionalField":
        case "has":
            return [node.args[0]];
        case "call":
            return node.args[1];
        case "method":
        case "macro":
            return [node.args[1], ...node.args[2]];
        case "map":
            return node.args.flat();
        default:
            return node.args;
    }
}
function errorOfLibrary(error, whole) {
    const range = error.range ?? whole;
    const place = { start: range.start, end: Math.max(range.start, range.end) };
    if (error.code === "limit_exceeded")
        return new CelError("too-large", place);
    if (error.code === "invalid_macro_argument")
        return new CelError("bad-macro", place);
    return new CelError("syntax", place);
}
function convert(ast, known, depth) {
    const place = { start: ast.start, end: ast.end };
    if (depth > MAX_DEPTH)
        throw new CelError("too-large", place);
    const below = (child) => convert(child, known, depth + 1);
    switch (ast.op) {
        case "value":
            return { op: "literal", args: [tree_literal(ast.args, place, tree_MAX_INT)], ...place };
        case "id":
            return { op: "name", args: [ast.args], ...place };
        case ".":
            return typeName({ op: "field", args: [below(ast.args[0]), ast.args[1]], ...place }, known);
        case ".?":
            return { op: "optionalField", args: [below(ast.args[0]), ast.args[1]], ...place };
        case "[]":
            return { op: "index", args: [below(ast.args[0]), below(ast.args[1])], ...place };
        case "[?]":
            return { op: "optionalIndex", args: [below(ast.args[0]), below(ast.args[1])], ...place };
        case "call":
            return convertCall(ast.args[0], ast.args[1].map(below), place);
        case "rcall":
            return convertMethod(ast.args[0], below(ast.args[1]), ast.args[2].map(below), place, known);
        case "list":
            return { op: "list", args: ast.args.map(below), ...place };
        case "map":
            return { op: "map", args: ast.args.map(([key, value]) => [below(key), below(value)]), ...place };
        case "?:":
            return { op: "?:", args: [below(ast.args[0]), below(ast.args[1]), below(ast.args[2])], ...place };
        case "!_":
            return { op: "!", args: [below(ast.args)], ...place };
        case "-_":
            return convertNegation(ast.args, below, place);
        default:
            return { op: ast.op, args: [below(ast.args[0]), below(ast.args[1])], ...place };
    }
}
function convertCall(name, args, place) {
    if (name !== "has" || args.length !== 1)
        return { op: "call", args: [name, args], ...place };
    const [tested] = args;
    if (tested?.op !== "field")
        throw new CelError("bad-macro", place);
    return { op: "has", args: tested.args, ...place };
}
/** A function with a namespace wins over a method, and over a variable of the namespace's name, as in cel-go. */
function convertMethod(name, target, args, place, known) {
    const qualified = `${dottedName(target)}.${name}`;
    if (known.isFunction(qualified))
        return { op: "call", args: [qualified, args], ...place };
    return { op: known.isMacro(name, args.length) ? "macro" : "method", args: [name, target, args], ...place };
}
/** The smallest int can only be written with its sign, so sign and digits are one literal. */
function convertNegation(operand, below, place) {
    if (operand.op !== "value" || typeof operand.args !== "bigint")
        return { op: "negate", args: [below(operand)], ...place };
    const digits = tree_literal(operand.args, place, tree_MAX_INT + 1n);
    return { op: "literal", args: [typeof digits === "bigint" ? -digits : digits], ...place };
}
function tree_literal(value, place, maximum) {
    if (typeof value === "bigint" && value > maximum)
        throw new CelError("bad-literal", place);
    return value instanceof evaluator/* UnsignedInt */.bE ? new Uint(value.value) : value;
}
function typeName(node, known) {
    const name = dottedName(node);
    if (name === undefined || !known.isType(name))
        return node;
    return { op: "name", args: [name], start: node.start, end: node.end };
}
//# sourceMappingURL=tree.js.map
;// CONCATENATED MODULE: ./lib/cel/reads.js
/** What an expression reads, and since when Kubernetes accepts it: both follow from the tree. */



/**
 * The declared names that a tree reads, each also with the first field selected from it: `request` and `request.userInfo`.
 * A name that only appears alone is read as a whole.
 */
function readsOf(tree, names) {
    const reads = new Set();
    reads_collect(tree, names, reads);
    return reads;
}
/** What the result of a tree can depend on: no value outside of these parts. Sorted, each once. */
function partsOf(tree, names) {
    const parts = new Map();
    collectParts(tree, names, parts);
    return [...parts.keys()].sort().flatMap((key) => parts.get(key) ?? []);
}
function collectParts(node, names, parts) {
    const selected = fieldOfName(node, names);
    if (selected !== undefined) {
        const dot = selected.indexOf(".");
        parts.set(selected, { name: selected.slice(0, dot), field: selected.slice(dot + 1) });
        return; // its only other child is the literal that names the field
    }
    if (node.op === "name" && names.has(node.args[0])) {
        parts.set(node.args[0], { name: node.args[0], field: undefined });
    }
    const bound = new Set(boundNames(node));
    const [target, ...bodies] = children(node);
    if (target === undefined)
        return;
    collectParts(target, names, parts);
    const visible = bound.size === 0 ? names : new Set([...names].filter((name) => !bound.has(name)));
    for (const body of bodies)
        collectParts(body, visible, parts);
}
/** The first Kubernetes minor in which a new policy may use the expression; 0 = any. */
function sinceMinorOf(tree, overloads) {
    return Math.max(ownSinceMinor(tree, overloads), ...children(tree).map((child) => sinceMinorOf(child, overloads)));
}
function reads_collect(node, names, reads) {
    if (node.op === "name" && names.has(node.args[0]))
        reads.add(node.args[0]);
    const field = fieldOfName(node, names);
    if (field !== undefined)
        reads.add(field);
    const bound = new Set(boundNames(node));
    const [target, ...bodies] = children(node);
    if (bound.size === 0 || target === undefined) {
        for (const child of children(node))
            reads_collect(child, names, reads);
        return;
    }
    reads_collect(target, names, reads);
    const unbound = new Set([...names].filter((name) => !bound.has(name)));
    for (const body of bodies)
        reads_collect(body, unbound, reads);
}
/** `request.userInfo` for a selection of a declared name, however it is written. */
function fieldOfName(node, names) {
    switch (node.op) {
        case "field":
        case "optionalField":
        case "has":
        case "index":
        case "optionalIndex": {
            const [target, selector] = node.args;
            if (target.op !== "name" || !names.has(target.args[0]))
                return undefined;
            const field = typeof selector === "string" ? selector : literalText(selector);
            return field === undefined ? undefined : `${target.args[0]}.${field}`;
        }
        default:
            return undefined;
    }
}
function literalText(node) {
    return node.op === "literal" && typeof node.args[0] === "string" ? node.args[0] : undefined;
}
function boundNames(node) {
    if (node.op !== "macro")
        return [];
    const [name, , args] = node.args;
    const variables = args.slice(0, findMacro(name, args.length)?.variableCount ?? 0);
    return variables.flatMap((variable) => (variable.op === "name" ? [variable.args[0]] : []));
}
function ownSinceMinor(node, overloads) {
    switch (node.op) {
        case "optionalField":
        case "optionalIndex":
            return 29;
        case "macro":
            return findMacro(node.args[0], node.args[2].length)?.from ?? 0;
        case "call":
        case "method":
            return Math.min(...candidates(node, overloads).map((overload) => overload.from));
        default:
            return 0;
    }
}
/** Where values decide between overloads, the oldest one makes the expression acceptable. */
function candidates(node, overloads) {
    return overloads.get(node) ?? overloadsOf(node.op, node.args[0]);
}
//# sourceMappingURL=reads.js.map
;// CONCATENATED MODULE: ./lib/cel/cel.js
/** CEL behind an interface of ours: compile once, evaluate often. */













/** Compiles an expression of Kubernetes' dialect of CEL, or says why it is refused. */
function compile(source, scope) {
    return compileDialect(source, scope, "kubernetes");
}
/** As `compile`; the dialect `cel` lifts the refusals that Kubernetes adds to the language, for the conformance suite. */
function compileDialect(source, scope, dialect) {
    const tree = tree_parse(source, knownNames);
    if (tree instanceof CelError)
        return tree;
    try {
        const checked = check_check(tree, scope, dialect);
        const program = buildProgram(tree, checked);
        return {
            source,
            tree,
            reads: readsOf(tree, scope),
            parts: partsOf(tree, scope),
            sinceMinor: sinceMinorOf(tree, checked.overloads),
            type: checked.type.name === "free" ? "dyn" : checked.type.name,
            evaluate: (values) => evaluate(program, tree, values),
        };
    }
    catch (thrown) {
        if (thrown instanceof CelError)
            return thrown;
        throw thrown;
    }
}
const knownNames = {
    isFunction: (name) => overloadsOf("call", name).length > 0,
    isType: (name) => typeNames.has(name),
    isMacro: (name, argumentCount) => findMacro(name, argumentCount) !== undefined,
};
function evaluate(program, tree, values) {
    const budget = new Budget(MAX_STEPS, program.patterns);
    const frame = { values, budget, slots: [] };
    try {
        return store(program.run(frame));
    }
    catch (thrown) {
        const whole = { start: tree.start, end: tree.end };
        if (thrown instanceof Failure)
            return new CelError(thrown.code, thrown.range ?? whole);
        // The stack ends where data is nested deeper than any manifest; the tree itself is far too shallow for that.
        if (thrown instanceof RangeError)
            return new CelError("too-deep", whole);
        throw thrown;
    }
}
//# sourceMappingURL=cel.js.map
// EXTERNAL MODULE: ./node_modules/yaml/dist/index.js
var dist = __webpack_require__(8815);
;// CONCATENATED MODULE: ./lib/yaml/entries.js
/** Above this many keys a look-up goes through an index, which is made when it is first needed. */
const largestScan = 16;
/** Keys and entries side by side, in the order of the text. */
class Entries {
    keys;
    values;
    index;
    constructor(entries) {
        this.keys = [...entries.keys()];
        this.values = [...entries.values()];
    }
    get(key) {
        if (this.keys.length <= largestScan)
            return this.values[this.keys.indexOf(key)];
        this.index ??= new Map(this);
        return this.index.get(key);
    }
    *[Symbol.iterator]() {
        for (const [place, key] of this.keys.entries()) {
            const value = this.values[place];
            if (value !== undefined)
                yield [key, value];
        }
    }
}
//# sourceMappingURL=entries.js.map
;// CONCATENATED MODULE: ./lib/yaml/errors.js
const yaml_errors_sentences = {
    TAB_AS_INDENT: ["A tab is used for indentation, which YAML forbids.", "Indent with spaces."],
    BAD_INDENT: ["The indentation does not fit what stands above.", "Align the line with its neighbours."],
    MISSING_CHAR: [
        "A character is missing here: a bracket, a quote, a colon or a comma.",
        "Close what was opened.",
    ],
    UNEXPECTED_TOKEN: [
        "Something stands here that YAML does not expect.",
        "Quote the text, or fix the line above.",
    ],
    BLOCK_AS_IMPLICIT_KEY: [
        "A mapping starts on the line of another key.",
        "Put it on a line of its own, or quote a text that holds a colon.",
    ],
    MULTILINE_IMPLICIT_KEY: ["A key goes over several lines.", "Put a colon behind the key, on the same line."],
    BAD_SCALAR_START: ["A text starts with a character that YAML reserves.", "Quote the text."],
    BAD_ALIAS: ["An alias is written incompletely.", "Write `*name`, or quote the text."],
    BAD_DQ_ESCAPE: [
        "A double-quoted text holds an unknown escape.",
        "Use single quotes, or double the backslash.",
    ],
    BLOCK_IN_FLOW: ["A block stands inside brackets.", "Write the content of the brackets on one level."],
    KEY_OVER_1024_CHARS: ["A key is longer than 1,024 characters.", "Shorten it, or write it with `? `."],
};
/** What an error of the library means and what to do, as two sentences. */
function explain(code) {
    const [message, hint] = yaml_errors_sentences[code] ?? [
        "The text is not valid YAML here.",
        "Fix the line, or the one above it.",
    ];
    return { message: `The file is not valid YAML. ${message}`, hint };
}
//# sourceMappingURL=errors.js.map
;// CONCATENATED MODULE: ./lib/yaml/guard.js
/** Limits on hostile YAML. Each is checked before the library could be hurt by what it protects from. */

/**
 * How deep collections may nest. Two documents of 900 levels abort Node 20 beyond any `catch`; real CustomResourceDefinitions
 * stay below 50.
 */
const maximumDepth = 100;
/** Nodes of one document after its aliases have been expanded: what an alias bomb multiplies. */
const maximumNodes = 500_000;
/**
 * Text → concrete syntax, one token a document, or the place where it nests too deeply. The library's parser works with a stack of
 * its own, so it is safe at any depth; what would recurse comes after this and never sees deeper input.
 */
function* shallowTokens(text) {
    const parser = new dist/* Parser */.iX();
    let offset = 0;
    for (const lexeme of new dist/* Lexer */.JG().lex(text)) {
        yield* parser.next(lexeme);
        offset += lexeme.length;
        // The stack holds the document, the collections around the current place, and at most one scalar.
        if (parser.stack.length > maximumDepth + 2) {
            yield { tooDeepAt: Math.min(offset, text.length) };
            return;
        }
    }
    yield* parser.end();
}
//# sourceMappingURL=guard.js.map
;// CONCATENATED MODULE: ./lib/yaml/lines.js
/** Finds the lines of a text once, for many questions. A line ends with LF; a CR before it belongs to the line. */
function lineStartsOf(text) {
    const starts = [0];
    for (let next = text.indexOf("\n"); next !== -1; next = text.indexOf("\n", next + 1))
        starts.push(next + 1);
    return starts;
}
/** The line (1-based) that holds an offset. Offsets past the end belong to the last line. */
function lineAt(starts, offset) {
    let low = 0;
    let high = starts.length - 1;
    while (low < high) {
        const middle = (low + high + 1) >> 1;
        if ((starts[middle] ?? 0) <= offset)
            low = middle;
        else
            high = middle - 1;
    }
    return low + 1;
}
/** The column (1-based, UTF-16 code units) of an offset in its line. */
function columnAt(starts, offset) {
    return offset - (starts[lineAt(starts, offset) - 1] ?? 0) + 1;
}
/** The span between two offsets, the end exclusive. */
function spanBetween(starts, start, end) {
    return {
        startLine: lineAt(starts, start),
        startColumn: columnAt(starts, start),
        endLine: lineAt(starts, end),
        endColumn: columnAt(starts, end),
    };
}
/** The line (1-based) of one offset, for a single question about a text. */
function lineOf(text, offset) {
    let line = 1;
    for (let next = text.indexOf("\n"); next !== -1 && next < offset; next = text.indexOf("\n", next + 1))
        line++;
    return line;
}
//# sourceMappingURL=lines.js.map
;// CONCATENATED MODULE: ./lib/yaml/scalars.js
/**
 * Plain scalars as the API server reads them: YAML 1.1, by the resolver of sigs.k8s.io/yaml (goyaml.v2 `resolve.go`), which differs from
 * YAML 1.2 in `yes`, `on`, `y`, `0644`, `1_000`, and from YAML 1.1 in leaving dates and `1:30` alone.
 */
const scalars_words = new Map([
    ["", null],
    ["~", null],
    ["null", null],
    ["Null", null],
    ["NULL", null],
    ...["y", "Y", "yes", "Yes", "YES", "true", "True", "TRUE", "on", "On", "ON"].map((word) => [word, true]),
    ...["n", "N", "no", "No", "NO", "false", "False", "FALSE", "off", "Off", "OFF"].map((word) => [word, false]),
]);
const integerPattern = /^[-+]?(?:0[xX][0-9a-fA-F]+|0[bB][01]+|0[oO]?[0-7]*|[1-9][0-9]*)$/;
const floatPattern = /^[-+]?(?:\.[0-9]+|[0-9]+(?:\.[0-9]*)?)(?:[eE][-+]?[0-9]+)?$/;
const largestInt64 = 2n ** 64n;
/** The value of an unquoted scalar. What is no word and no number of YAML 1.1 stays a text, as do not-a-number and the infinities. */
function resolvePlain(source) {
    const word = scalars_words.get(source);
    if (word !== undefined)
        return word;
    const first = source.charCodeAt(0);
    const startsNumber = (first >= 48 && first <= 57) || first === 43 || first === 45 || first === 46; // digit + - .
    if (!startsNumber)
        return source;
    const digits = source.replaceAll("_", "");
    if (integerPattern.test(digits))
        return integerOf(digits) ?? source;
    if (floatPattern.test(digits)) {
        const value = Number(digits);
        return Number.isFinite(value) ? value : source;
    }
    return source;
}
/** Undefined where the number does not fit in 64 bits: the resolver then tries a float, which for whole numbers keeps the text's sense. */
function integerOf(digits) {
    const negative = digits.startsWith("-");
    const unsigned = digits.replace(/^[-+]/, "").toLowerCase();
    const isOldOctal = /^0[0-7]+$/.test(unsigned);
    const value = BigInt(isOldOctal ? `0o${unsigned.slice(1)}` : unsigned);
    if (value >= largestInt64)
        return Number(value) * (negative ? -1 : 1);
    const signed = negative ? -value : value;
    return signed >= BigInt(Number.MIN_SAFE_INTEGER) && signed <= BigInt(Number.MAX_SAFE_INTEGER)
        ? Number(signed)
        : signed;
}
//# sourceMappingURL=scalars.js.map
;// CONCATENATED MODULE: ./lib/yaml/read.js
/** YAML or JSON text → data with positions. Never throws: what is wrong with the text is a list of problems with lines. */






/** Reads all documents of a text. Routes through a document's node and its value are the same. */
function read_readYaml(text, options = { duplicates: "problem" }) {
    const starts = lineStartsOf(text);
    const documents = [];
    const problems = [];
    const say = (offset, message, hint) => {
        const place = Math.min(offset, text.length);
        problems.push({ line: lineAt(starts, place), column: columnAt(starts, place), message, hint });
    };
    const composer = new dist/* Composer */.Dk({
        schema: "failsafe", // every scalar stays text: resolvePlain reads it as Kubernetes does
        uniqueKeys: false, // the library's check is quadratic: 20,000 keys took 4.4 s
        prettyErrors: false, // they quote the source
        keepSourceTokens: false,
        logLevel: "silent",
    });
    const take = (document) => {
        const error = document.errors[0];
        if (error !== undefined) {
            const { message, hint } = explain(error.code);
            say(error.pos[0], message, hint);
            return;
        }
        const read = new DocumentReader(options, say).read(document);
        if (read === undefined)
            return;
        const start = document.contents?.range?.[0] ?? document.range[0];
        documents.push({ ...read, line: lineAt(starts, start) });
    };
    for (const token of shallowTokens(text)) {
        if ("tooDeepAt" in token) {
            say(token.tooDeepAt, `The document nests more than ${maximumDepth} levels deep, so it and what follows it in the file were not read.`, "Flatten it, or take the file out with `exclude`.");
            return { documents, problems };
        }
        for (const document of composer.next(token))
            take(document);
    }
    for (const document of composer.end(false, text.length))
        take(document);
    return { documents, problems };
}
/** Stops the reading of one document; what is wrong has been said. */
class Unreadable extends Error {
}
/** Turns one document's tree into data and positions. Aliases share their value, so only counting them costs anything. */
class DocumentReader {
    anchors = new Map();
    nodeCount = 0;
    options;
    say;
    constructor(options, say) {
        this.options = options;
        this.say = say;
    }
    /** Undefined where a problem has been said that leaves nothing to use. */
    read(document) {
        if (document.contents === null)
            return { value: undefined, node: undefined };
        try {
            const { value, node } = this.node(document.contents);
            return value === null ? { value: undefined, node: undefined } : { value, node };
        }
        catch (error) {
            if (error instanceof Unreadable)
                return undefined;
            throw error;
        }
    }
    node(node) {
        const before = this.nodeCount;
        this.count(1, node);
        if ((0,dist/* isAlias */.Vj)(node))
            return this.alias(node.source, node);
        const anchor = node.anchor;
        if (anchor !== undefined)
            this.anchors.set(anchor, "open");
        const read = (0,dist/* isMap */.jh)(node)
            ? this.mapping(node)
            : (0,dist/* isSeq */.oP)(node)
                ? this.sequence(node)
                : this.scalar(node);
        if (anchor !== undefined)
            this.anchors.set(anchor, { ...read, size: this.nodeCount - before });
        return read;
    }
    alias(name, node) {
        const target = this.anchors.get(name);
        if (target === undefined) {
            return this.fail(node, "An alias names an anchor that does not exist before it.", "Define the anchor first.");
        }
        if (target === "open") {
            return this.fail(node, "An alias stands inside its own anchor.", "Write the value out.");
        }
        this.count(target.size, node);
        return target;
    }
    mapping(map) {
        const value = {};
        const entries = new Map();
        const merged = [];
        for (const pair of map.items) {
            if (!(0,dist/* isPair */.tO)(pair))
                continue;
            if (isMergeKey(pair)) {
                merged.push(...this.mergeSources(pair));
                continue;
            }
            const key = this.key(pair);
            const read = this.pairValue(pair, key.end);
            if (entries.has(key.name))
                this.duplicate(key.start);
            entries.set(key.name, { keyStart: key.start, keyEnd: key.end, value: read.node });
            read_define(value, key.name, read.value);
        }
        for (const source of merged)
            mergeInto(value, entries, source);
        return { value, node: { ...read_rangeOf(map), entries: new Entries(entries) } };
    }
    sequence(sequence) {
        const value = [];
        const items = [];
        for (const item of sequence.items) {
            // `[a: 1]` is a list of one mapping; the library gives the bare pair.
            const read = (0,dist/* isPair */.tO)(item) ? this.singlePair(item) : this.node(item);
            value.push(read.value);
            items.push(read.node);
        }
        return { value, node: { ...read_rangeOf(sequence), items } };
    }
    singlePair(pair) {
        const key = this.key(pair);
        const read = this.pairValue(pair, key.end);
        const entry = { keyStart: key.start, keyEnd: key.end, value: read.node };
        const entries = new Entries(new Map([[key.name, entry]]));
        const value = {};
        read_define(value, key.name, read.value);
        return { value, node: { start: key.start, end: read.node.end, entries } };
    }
    scalar(scalar) {
        return { value: scalarValue(scalar), node: read_rangeOf(scalar) };
    }
    key(pair) {
        const key = pair.key;
        if (key === null || !(0,dist/* isScalar */.jn)(key)) {
            return this.fail(key, "A key of a mapping is itself a list or a mapping.", "Use a plain text as key.");
        }
        this.count(1, key);
        const value = scalarValue(key);
        const { start, end } = read_rangeOf(key);
        return { name: typeof value === "string" ? value : String(value), start, end };
    }
    pairValue(pair, keyEnd) {
        const node = pair.value;
        return node === null ? { value: null, node: { start: keyEnd, end: keyEnd } } : this.node(node);
    }
    mergeSources(pair) {
        const read = this.pairValue(pair, 0);
        const list = read.node.items;
        if (list === undefined)
            return [read];
        const values = Array.isArray(read.value) ? read.value : [];
        return list.map((node, index) => ({ node, value: values[index] ?? null }));
    }
    duplicate(offset) {
        if (this.options.duplicates === "last")
            return;
        this.say(offset, "A key stands twice in the same mapping; the API server refuses it or takes the last one.", "Remove one of the two.");
    }
    count(nodes, at) {
        this.nodeCount += nodes;
        if (this.nodeCount <= maximumNodes)
            return;
        this.fail(at, `The document has more than ${maximumNodes.toLocaleString("en")} nodes once its aliases are expanded, so it was not read.`, "Write fewer aliases, or split the file.");
    }
    fail(node, message, hint) {
        this.say(node?.range?.[0] ?? 0, message, hint);
        throw new Unreadable(message);
    }
}
function isMergeKey(pair) {
    const key = pair.key;
    return (0,dist/* isScalar */.jn)(key) && key.value === "<<" && key.type === "PLAIN";
}
/** Earlier merge sources win over later ones, and the mapping's own keys over all: YAML 1.1 merge key. */
function mergeInto(value, entries, source) {
    if (source.node.entries === undefined)
        return;
    for (const [key, entry] of source.node.entries) {
        if (entries.has(key))
            continue;
        entries.set(key, entry);
        const merged = source.value; // a node with entries comes from a mapping
        read_define(value, key, merged[key] ?? null);
    }
}
/** Sets an own property, also for keys such as `__proto__`, which plain assignment would swallow. */
function read_define(target, key, value) {
    if (value === null)
        return; // typed decoding in Kubernetes drops null entries; their position stays in the node
    if (key === "__proto__") {
        Object.defineProperty(target, key, { value, enumerable: true, configurable: true, writable: true });
    }
    else
        target[key] = value;
}
function scalarValue(scalar) {
    const source = typeof scalar.value === "string" ? scalar.value : String(scalar.source ?? "");
    switch (scalar.tag) {
        case "tag:yaml.org,2002:str":
            return source;
        case "tag:yaml.org,2002:binary":
            return Buffer.from(source, "base64").toString("utf8");
        case "tag:yaml.org,2002:int":
        case "tag:yaml.org,2002:float":
        case "tag:yaml.org,2002:bool":
        case "tag:yaml.org,2002:null":
            return resolvePlain(source);
        default:
            return scalar.type === "PLAIN" ? resolvePlain(source) : source;
    }
}
function read_rangeOf(node) {
    const range = node.range;
    return { start: range?.[0] ?? 0, end: range?.[1] ?? 0 };
}
//# sourceMappingURL=read.js.map
;// CONCATENATED MODULE: ./lib/catalog/source.js
/** A file of the catalog, whether it comes as YAML from `rules/` or packed in `dist/catalog.json`. */




/** Reads a file of the catalog. @throws ConfigurationError with file and line where it is no single YAML document. */
function catalogFile(path, text) {
    const { documents, problems } = readYaml(text);
    const problem = problems[0];
    if (problem !== undefined) {
        throw new ConfigurationError(problem.message, problem.hint, { file: path, line: problem.line });
    }
    const [document, second] = documents;
    if (document?.value === undefined || document.node === undefined || second !== undefined) {
        throw new ConfigurationError("The file does not hold exactly one YAML document.", "Put one rule, table or profile into each file.", { file: path, line: second?.line ?? null });
    }
    const { value, node } = document;
    return { path, value, lineOf: (route) => anchorLine(node, text, route) };
}
/** Decodes a file or a part of it. @throws ConfigurationError with file, line and the path of the first mismatch. */
function decodeFile(decoder, file, value = file.value, at = []) {
    try {
        return (0,core_decode/* decode */.D4)(decoder, value);
    }
    catch (error) {
        if (!(error instanceof core_decode/* DecodeError */.Xc))
            throw error;
        throw mistake(file, [...at, ...error.mismatch.path], error.message, error);
    }
}
/** A mistake in a file, at the line of a route. */
function mistake(file, route, message, cause) {
    const hint = "Correct the file; docs/add-a-rule.md explains every key.";
    return new errors/* ConfigurationError */.j(message, hint, { file: file.path, line: file.lineOf(route) }, { cause });
}
//# sourceMappingURL=source.js.map
;// CONCATENATED MODULE: ./lib/catalog/expression.js
/** One CEL expression of a rule file, compiled, with its mistakes told at the file's line. */





/** Compiles an expression. @throws ConfigurationError at the line of `route` where it does not compile. */
function expressionOf(source, names, file, route) {
    const compiled = compile(source, names);
    if (isCelError(compiled)) {
        const near = source.slice(compiled.range.start, compiled.range.end);
        throw mistake(file, route, `The expression does not compile (${compiled.code}) at "${near}".`);
    }
    const value = (values) => {
        const result = compiled.evaluate(values);
        if (!isCelError(result))
            return result;
        throw new Error(`the expression "${source}" failed (${result.code}).`);
    };
    return {
        reads: compiled.reads,
        parts: compiled.parts,
        sinceMinor: compiled.sinceMinor,
        value,
        isTrue(values) {
            const result = value(values);
            if (typeof result === "boolean")
                return result;
            throw new Error(`the expression "${source}" gave no boolean.`);
        },
        text(values) {
            const result = compiled.evaluate(values);
            return isCelError(result) ? "(not given)" : asWords(toPlain(result));
        },
    };
}
function asWords(value) {
    if (isList(value))
        return value.map((element) => asWords(element)).join(", ");
    return typeof value === "string"
        ? value
        : JSON.stringify(value, (_, inner) => (typeof inner === "bigint" ? inner.toString() : inner));
}
//# sourceMappingURL=expression.js.map
;// CONCATENATED MODULE: ./lib/catalog/item-key.js


/**
 * How to get at everything that the expressions depend on, but for what never changes within a run (`with`) and for the names of `let`,
 * which depend on nothing else themselves.
 */
function readersOf(parts) {
    const unique = new Map(parts.map((part) => [`${part.name}.${part.field ?? ""}`, part]));
    return [...unique.values()].flatMap(({ name, field }) => {
        const valueIn = rootValues[name];
        if (valueIn === undefined)
            return [];
        if (field === undefined)
            return [(item, facts) => ({ value: valueIn(item, facts) })];
        return [
            (item, facts) => {
                const value = valueIn(item, facts);
                return json_isObject(value) ? { value: json_field(value, field) } : null;
            },
        ];
    });
}
/** Equal for items of which the condition reads equal data; undefined where that cannot be told. */
function keyOf(readers, item, facts, contents) {
    let key = "";
    for (const read of readers) {
        const found = read(item, facts);
        if (found === null)
            return undefined;
        key += `${contents.of(found.value)} `;
    }
    return key;
}
/** The declared names whose values differ from item to item. `namespaceObject` is not among them: conditions that read it are never remembered. */
const rootValues = {
    self: ({ self }) => self,
    object: ({ resource }) => resource.body,
    namespaceName: ({ resource }) => namespaceName(resource) ?? "",
    facts: (_, facts) => facts, // a closed record of plain values
    pod: ({ pod }) => pod?.value,
    podMetadata: ({ podMetadata }) => podMetadata?.value ?? {},
    container: ({ container }) => container?.value,
    parent: ({ parent }) => parent?.value,
    key: ({ key }) => key ?? "",
};
//# sourceMappingURL=item-key.js.map
;// CONCATENATED MODULE: ./lib/catalog/item-values.js

/** The names that expressions of a scope may use; below an `each` path those of the list come on top. */
function namesIn(scope, hasEach) {
    const everywhere = ["self", "object", "namespaceName", "namespaceObject", "with", "facts"];
    const inPod = ["pod", "volumes", "containers", "allContainers", "env", "ports"].includes(scope);
    const inContainer = ["containers", "allContainers", "env", "ports"].includes(scope);
    return [
        ...everywhere,
        ...(inPod ? ["pod", "podMetadata"] : []),
        ...(inContainer ? ["container"] : []),
        ...(hasEach ? ["parent", "key"] : []),
    ];
}
/** The values of those names for one item; the Namespace object only where it is given. */
function item_values_valuesOf(item, facts, withValues, namespaceObject) {
    const values = {
        self: item.self,
        object: item.resource.body,
        namespaceName: namespaceName(item.resource) ?? "",
        with: withValues,
        facts: facts, // a closed record of plain values
    };
    if (namespaceObject !== undefined)
        values["namespaceObject"] = namespaceObject;
    if (item.pod !== undefined) {
        values["pod"] = item.pod.value;
        values["podMetadata"] = item.podMetadata?.value ?? {};
    }
    if (item.container !== undefined)
        values["container"] = item.container.value;
    if (item.parent !== undefined) {
        values["parent"] = item.parent.value;
        values["key"] = item.key ?? "";
    }
    return values;
}
/** The Namespace of an item's object, where a rendering holds it. */
function namespaceObjectOf(item, inventory) {
    const name = namespaceName(item.resource);
    if (name === null)
        return undefined;
    return inventory.get("Namespace", "", { state: "cluster" }, name, item.resource)?.body;
}
//# sourceMappingURL=item-values.js.map
;// CONCATENATED MODULE: ./lib/catalog/message.js
/** Sentences with places to fill: `Container "{self.name}" is privileged.` */
/** Takes a sentence apart. Braces inside quotes of an expression do not end it. Returns the mistake as a text. */
function parseTemplate(source) {
    const parts = [];
    let position = 0;
    while (position < source.length) {
        const open = source.indexOf("{", position);
        if (open === -1)
            break;
        const close = closingBrace(source, open);
        if (close === -1)
            return `The brace at column ${open + 1} is never closed.`;
        if (open > position)
            parts.push(source.slice(position, open));
        parts.push({ expression: source.slice(open + 1, close), start: open + 1 });
        position = close + 1;
    }
    if (position < source.length)
        parts.push(source.slice(position));
    return parts;
}
/** Fills a sentence whose places are plain names from the facts that a check handed over. A name without a fact stays visible. */
function fill(template, data) {
    return template
        .map((part) => {
        if (typeof part === "string")
            return part;
        return Object.hasOwn(data, part.expression) ? data[part.expression] : `{${part.expression}}`;
    })
        .join("");
}
function closingBrace(source, open) {
    let depth = 0;
    let quote = "";
    for (let index = open; index < source.length; index++) {
        const character = source[index] ?? "";
        if (quote !== "") {
            if (character === quote)
                quote = "";
        }
        else if (character === "'")
            quote = character;
        else if (character === "{")
            depth++;
        else if (character === "}" && --depth === 0)
            return index;
    }
    return -1;
}
//# sourceMappingURL=message.js.map
;// CONCATENATED MODULE: ./lib/catalog/paths.js
/** The paths of a rule file: how a rule names a place without knowing a line. */

const roots = ["pod", "podMetadata", "container", "parent", "object"];
/** Parses a candidate: `a.b`, `a["k.with/dots"]`, `list[x, predicate]`, `.`, or the same behind `$pod.`. Returns the mistake as a text. */
function parsePlace(source) {
    if (source === ".")
        return { root: "self", steps: [] };
    const named = /^\$([A-Za-z]+)(?:\.|(?=\[)|$)/.exec(source);
    const root = named === null ? "self" : roots.find((candidate) => candidate === named[1]);
    if (root === undefined)
        return `"$${named?.[1] ?? ""}" is none of ${roots.map((name) => `$${name}`).join(", ")}.`;
    const rest = source.slice(named?.[0].length ?? 0);
    const steps = parseSteps(rest);
    return typeof steps === "string" ? steps : { root, steps };
}
const eachRoots = ["pod", "podMetadata", "container", "object"];
/** Parses an `each` path: keys and `[]` for every element, behind `$podMetadata.` and the like where it starts there. Returns the mistake as a text. */
function parseEach(source) {
    const path = [];
    const named = /^\$([A-Za-z]+)\./.exec(source);
    const root = named === null ? "self" : eachRoots.find((candidate) => candidate === named[1]);
    if (root === undefined)
        return `"${source}" starts at none of ${eachRoots.map((name) => `$${name}`).join(", ")}.`;
    let rest = source.slice(named?.[0].length ?? 0);
    while (rest !== "") {
        if (rest.startsWith("[]")) {
            path.push(core_rule/* everyElement */.Ky);
            rest = rest.slice(2);
        }
        else {
            const key = takeKey(rest);
            if (key === undefined)
                return `"${source}" is no path: expected a key or [] at "${rest}".`;
            path.push(key.key);
            rest = rest.slice(key.length);
        }
        if (rest.startsWith("."))
            rest = rest.slice(1);
    }
    return { root, path };
}
function parseSteps(source) {
    const steps = [];
    let rest = source;
    while (rest !== "") {
        const key = takeKey(rest);
        if (key !== undefined) {
            steps.push({ type: "key", key: key.key });
            rest = rest.slice(key.length);
        }
        else {
            const element = takeElement(rest);
            if (element === undefined)
                return `"${source}" is no path: expected a key or [x, predicate] at "${rest}".`;
            steps.push({ type: "element", variable: element.variable, predicate: element.predicate });
            rest = rest.slice(element.length);
        }
        if (rest.startsWith("."))
            rest = rest.slice(1);
    }
    return steps;
}
function takeKey(source) {
    const plain = /^[A-Za-z_][A-Za-z0-9_-]*/.exec(source);
    if (plain !== null)
        return { key: plain[0], length: plain[0].length };
    const quoted = /^\["([^"]+)"\]/.exec(source);
    return quoted?.[1] === undefined ? undefined : { key: quoted[1], length: quoted[0].length };
}
function takeElement(source) {
    const start = /^\[([A-Za-z_][A-Za-z0-9_]*),\s*/.exec(source);
    if (start?.[1] === undefined)
        return undefined;
    const end = closingBracket(source);
    if (end === -1)
        return undefined;
    return { variable: start[1], predicate: source.slice(start[0].length, end), length: end + 1 };
}
/** The bracket that closes the one at the start; brackets inside texts do not count. */
function closingBracket(source) {
    let depth = 0;
    let quote = "";
    for (let index = 0; index < source.length; index++) {
        const character = source[index] ?? "";
        if (quote !== "") {
            if (character === "\\")
                index++;
            else if (character === quote)
                quote = "";
        }
        else if (character === "'" || character === '"')
            quote = character;
        else if (character === "[")
            depth++;
        else if (character === "]" && --depth === 0)
            return index;
    }
    return -1;
}
//# sourceMappingURL=paths.js.map
;// CONCATENATED MODULE: ./lib/catalog/place.js




/** Parses and compiles a path that stands at `route` in the file. @throws ConfigurationError at that line for a mistake in it. */
function compilePlace(source, file, route, names) {
    const parsed = parsePlace(source);
    if (typeof parsed === "string")
        throw mistake(file, route, parsed);
    const steps = parsed.steps.map((step) => step.type === "key"
        ? step
        : { ...step, predicate: expressionOf(step.predicate, new Set([...names, step.variable]), file, route) });
    return { root: parsed.root, steps };
}
/** Where a path leads. Undefined where the predicate of a step holds for nothing, or the root does not exist in this scope. */
function routeOf(place, item, values) {
    let route = rootOf(place.root, item);
    for (const step of place.steps) {
        if (route === undefined)
            return undefined;
        if (step.type === "key") {
            route = [...route, step.key];
            continue;
        }
        const key = members(json_at(item.resource.body, route)).find(([, member]) => step.predicate.isTrue({ ...values, [step.variable]: member }))?.[0];
        route = key === undefined ? undefined : [...route, key];
    }
    return route;
}
/** What a predicate chooses from: the elements of a list, the keys of a map. They are what CEL's own macros go through. */
function members(value) {
    if (json_isObject(value))
        return Object.keys(value).map((key) => [key, key]);
    return json_elements(value).map((element, index) => [index, element]);
}
function rootOf(root, item) {
    switch (root) {
        case "self":
            return item.route;
        case "object":
            return [];
        default:
            return item[root]?.route;
    }
}
//# sourceMappingURL=place.js.map
;// CONCATENATED MODULE: ./lib/catalog/sameness.js
/** Longer text is not compared: it would cost more than it saves, and keep the memory of every large object. In UTF-16 code units. */
const sameness_longest = 4_096;
/** Numbers for contents: two values have one number exactly if they are equal, order of keys included. */
class Contents {
    known = new Map();
    ofObjects = new WeakMap();
    last = 0;
    /** The number of a value; a new one, never given again, for what cannot be compared safely. */
    of(value) {
        if (value === undefined)
            return 0;
        if (typeof value !== "object" || value === null)
            return this.numbered(asText(value));
        const known = this.ofObjects.get(value);
        if (known !== undefined)
            return known;
        const number = this.numbered(asText(value));
        this.ofObjects.set(value, number);
        return number;
    }
    numbered(content) {
        if (content === undefined || content.length > sameness_longest)
            return ++this.last;
        const known = this.known.get(content);
        if (known !== undefined)
            return known;
        this.known.set(content, ++this.last);
        return this.last;
    }
}
/** JSON, where JSON tells every two values apart; undefined where it would not. */
function asText(value) {
    let isExact = true;
    const content = JSON.stringify(value, (_, inner) => {
        if (typeof inner === "bigint" || (typeof inner === "number" && !Number.isFinite(inner))) {
            isExact = false;
            return null;
        }
        return inner;
    });
    return isExact ? content : undefined;
}
/** How many questions show whether remembering pays. */
const trial = 256;
/** Remembers what one condition has passed. */
class Passed {
    seen = new Set();
    asked = 0;
    hits = 0;
    /** Whether it still pays to ask: a condition that hardly meets the same data twice is only slowed down. */
    get isWorthwhile() {
        return this.asked < trial || this.hits >= trial / 4;
    }
    has(key) {
        const isKnown = this.seen.has(key);
        if (this.asked < trial) {
            this.asked++;
            if (isKnown)
                this.hits++;
        }
        return isKnown;
    }
    add(key) {
        this.seen.add(key);
    }
}
//# sourceMappingURL=sameness.js.map
;// CONCATENATED MODULE: ./lib/catalog/condition.js










/** Builds the judge of a form with `pass`. @throws ConfigurationError for an expression, path or sentence that is wrong. */
function conditionOf(form, place) {
    const names = new Set(namesIn(place.scope, form.each !== undefined));
    const compile = (source, key, more = []) => expressionOf(source, new Set([...names, ...more]), place.file, [...place.at, key]);
    const lets = Object.entries(form.let ?? {}).map(([name, source]) => {
        const expression = compile(source, "let");
        names.add(name);
        return { name, expression };
    });
    // `when` may read the names of `let`, so it is compiled after them and evaluated lazily with them.
    const when = form.when === undefined ? undefined : compile(form.when, "when");
    const condition = compile(form.pass, "pass");
    const raises = (form.raise ?? []).map((raise) => ({
        severity: raise.severity,
        when: raise.when === undefined ? undefined : compile(raise.when, "raise"),
    }));
    const message = sentence(form.message ?? "", place, (source) => compile(source, "message"));
    const places = (form.path ?? ["."]).map((source) => compilePlace(source, place.file, [...place.at, "path"], names));
    const decisive = [condition, when, ...lets.map(({ expression }) => expression)];
    const readsNamespace = decisive.some((expression) => expression?.reads.has("namespaceObject"));
    const readers = readersOf(decisive.flatMap((expression) => expression?.parts ?? []));
    const passed = new Passed();
    return (item, inventory) => {
        const namespaceObject = readsNamespace ? namespaceObjectOf(item, inventory) : undefined;
        if (readsNamespace && namespaceObject === undefined) {
            return (0,core_rule/* undecided */.oo)({ namespace: namespaceName(item.resource) ?? "" });
        }
        const facts = inventory.facts(item.resource);
        const key = readsNamespace || !passed.isWorthwhile ? undefined : keyOf(readers, item, facts, place.contents);
        if (key !== undefined && passed.has(key))
            return (0,core_rule/* pass */.IX)();
        const values = item_values_valuesOf(item, facts, place.with, namespaceObject);
        for (const { name, expression } of lets)
            values[name] = expression.value(values);
        if ((when !== undefined && !when.isTrue(values)) || condition.isTrue(values)) {
            if (key !== undefined)
                passed.add(key);
            return (0,core_rule/* pass */.IX)();
        }
        const severity = raised(raises, values, place.severity);
        const route = choosePlace(places, item, values);
        return (0,core_rule/* blame */.Sy)(route, {}, { message: message(values), ...(severity === undefined ? {} : { severity }) });
    };
}
function raised(raises, values, own) {
    const holding = raises.find(({ when }) => when?.isTrue(values) === true);
    if (holding === undefined)
        return undefined;
    return core_rule/* severities */.gO.indexOf(holding.severity) < core_rule/* severities */.gO.indexOf(own) ? holding.severity : undefined;
}
function sentence(source, place, compile) {
    const template = parseTemplate(source);
    if (typeof template === "string")
        throw mistake(place.file, [...place.at, "message"], template);
    const parts = template.map((part) => (typeof part === "string" ? part : compile(part.expression)));
    return (values) => parts.map((part) => (typeof part === "string" ? part : part.text(values))).join("");
}
/**
 * The field to blame: the first candidate that exists. Where none does, the first candidate all the same, because its nearest existing
 * ancestor is the anchor and the rest of it is what is missing; ancestors that a rule lists are therefore never chosen before it.
 */
function choosePlace(places, item, values) {
    const routes = places.map((place) => routeOf(place, item, values));
    const [first] = routes;
    const existing = routes.find((route) => route !== undefined && !isAncestor(route, first) && json_at(item.resource.body, route) !== undefined);
    return existing ?? first ?? routes.findLast((route) => route !== undefined) ?? item.route;
}
function isAncestor(route, of) {
    return of !== undefined && route.length < of.length && route.every((step, index) => step === of[index]);
}
//# sourceMappingURL=condition.js.map
;// CONCATENATED MODULE: ./lib/catalog/flags.js
/** Flag tables: what a setting of a component must be, row by row. */


/** Reads the table `installer-defaults`. */
const installerDefaults = (0,core_decode/* mapOf */.A7)((0,core_decode/* mapOf */.A7)((0,core_decode/* mapOf */.A7)(core_decode/* string */.Yj)));
/** Judges one component as one source states it. Every row that fails is an outcome of its own. */
function judgeFlags(rows, view, defaults = {}) {
    return rows.map((row) => judgeRow(row, view, defaults));
}
/** The tests that a row may ask for, for the check of rule files. A text stands for the value itself. */
const wantNames = ["not", "oneOf", "includes", "excludes", "subsetOf", "atLeast", "atMost"];
/** The tests without an argument. */
const plainWants = ["present", "onlyLoopback", "noClearText", "moreThanOne", "noOtherAccess"];
function judgeRow(row, view, defaults) {
    if (row.when !== undefined && !flags_holds(row.when, view))
        return (0,core_rule/* pass */.IX)();
    if (row.unless !== undefined && flags_holds(row.unless, view))
        return (0,core_rule/* pass */.IX)();
    if (row.anyOf !== undefined)
        return judgeAlternatives(row.anyOf, view, defaults);
    const flag = row.flag ?? "";
    const values = view.settings.get(flag);
    const last = values?.at(-1);
    if (values === undefined || last === undefined) {
        const known = defaults[view.installer ?? ""]?.[view.component]?.[flag];
        return judgeAbsent(row, flag, view, known);
    }
    const want = row.want ?? "present";
    if (satisfies(want, values, view))
        return (0,core_rule/* pass */.IX)();
    // A file states a list of values, of which one may be at fault alone.
    const culprit = view.form === "file" ? values.find((value) => !satisfies(want, [value], view)) : last;
    return (0,core_rule/* blame */.Sy)((culprit ?? last).route, { flag }, extras(row));
}
function judgeAlternatives(rows, view, defaults) {
    const outcomes = judgeFlags(rows, view, defaults);
    const good = outcomes.find(({ outcome }) => outcome === "pass");
    const open = outcomes.find(({ outcome }) => outcome === "undecided");
    return good ?? open ?? outcomes[0] ?? (0,core_rule/* pass */.IX)();
}
/** `known` is what the installer sets where nobody says otherwise. */
function judgeAbsent(row, flag, view, known) {
    if (known !== undefined && satisfies(row.want ?? "present", [{ value: known, route: view.route }], view)) {
        return (0,core_rule/* pass */.IX)();
    }
    if (row.whenAbsent === "pass")
        return (0,core_rule/* pass */.IX)();
    if (view.extent === "fragment" && known === undefined)
        return (0,core_rule/* undecided */.oo)({ flag });
    const missing = view.form === "flags" ? `--${flag}` : flag;
    return (0,core_rule/* blame */.Sy)(view.route, { flag }, { ...extras(row), missing });
}
function extras(row) {
    return {
        ...(row.severity === undefined ? {} : { severity: row.severity }),
        ...(row.message === undefined ? {} : { messageKey: row.message }),
    };
}
function flags_holds(condition, view) {
    if (condition.form !== undefined && condition.form !== view.form)
        return false;
    if (condition.flag === undefined)
        return condition.form !== undefined;
    const values = view.settings.get(condition.flag);
    return values !== undefined && satisfies(condition.is ?? "present", values, view);
}
function satisfies(want, values, view) {
    // A flag that is given twice counts once, with its last value; a file states a list.
    const counted = view.form === "flags" ? values.slice(-1) : values;
    const list = counted.flatMap(({ value }) => value.split(",")).map((value) => value.trim());
    const value = counted.map((one) => one.value).join(",");
    if (typeof want === "string")
        return satisfiesWord(want, value, list);
    return Object.entries(want).every(([name, argument]) => satisfiesTest(name, argument, value, list));
}
function satisfiesWord(want, value, list) {
    switch (want) {
        case "present":
            return value !== "";
        case "onlyLoopback":
            return list.every((address) => ["127.0.0.1", "::1", "localhost"].includes(address));
        case "noClearText":
            return list.every((url) => !url.startsWith("http://"));
        case "moreThanOne":
            return list.filter((entry) => entry !== "").length > 1;
        case "noOtherAccess":
            return /^0?[0-7]00$/.test(value);
        default:
            return value === want;
    }
}
function satisfiesTest(name, argument, value, list) {
    const wanted = (Array.isArray(argument) ? argument : [argument]).map(String);
    switch (name) {
        case "not":
            return !wanted.includes(value);
        case "oneOf":
            return wanted.includes(value);
        case "includes":
            return wanted.every((entry) => list.includes(entry));
        case "excludes":
            return !wanted.some((entry) => list.includes(entry));
        case "subsetOf":
            return list.every((entry) => wanted.includes(entry));
        case "atLeast":
            return flags_compare(value, wanted[0] ?? "") >= 0;
        case "atMost":
            return flags_compare(value, wanted[0] ?? "") <= 0;
        default:
            throw new Error(`A flag table asks for the unknown test "${name}".`);
    }
}
/** Numbers, durations (`4h0m0s`) and TLS versions (`VersionTLS12`). NaN, which satisfies nothing, where the two cannot be compared. */
function flags_compare(left, right) {
    return measure(left) - measure(right);
}
const seconds = { h: 3600, m: 60, s: 1, ms: 0.001 };
function measure(text) {
    const version = /^VersionTLS(\d)(\d)$/.exec(text);
    if (version !== null)
        return Number(`${version[1]}${version[2]}`);
    if (/^-?\d+(\.\d+)?$/.test(text))
        return Number(text);
    if (!/^(\d+(\.\d+)?(h|ms|m|s))+$/.test(text))
        return Number.NaN;
    const parts = [...text.matchAll(/(\d+(?:\.\d+)?)(h|ms|m|s)/g)];
    return parts.reduce((sum, [, amount, unit]) => sum + Number(amount) * (seconds[unit ?? ""] ?? Number.NaN), 0);
}
//# sourceMappingURL=flags.js.map
;// CONCATENATED MODULE: ./lib/catalog/match.js
/** `match`, `forEach` and `each` of a rule file → what the engine is asked for. */



const views = ["namespace", "workload", "binding", "change", "revision", "text"];
/** The match of a form. @throws ConfigurationError where the file asks for something that does not exist or does not fit its check. */
function matchOf(form, check, file, at) {
    const { match } = form;
    const fail = (message) => mistake(file, [...at, "match"], message);
    if (match === undefined)
        throw fail('A rule needs "match".');
    if (check !== undefined && check.match !== "item" && check.match !== "component") {
        if (match !== check.match)
            throw fail(`The check judges "${check.match}", so "match" must say so.`);
        return { type: "view", view: check.match };
    }
    if (typeof match === "string" && isComponent(match))
        return { type: "component", component: match };
    if (match === "workload")
        return { type: "workload", items: itemsOfForm(form, "pod", file, at) };
    if (typeof match === "string" && views.some((view) => view === match)) {
        throw fail(`Only a check can judge the view "${match}".`);
    }
    const kinds = (typeof match === "string" ? [match] : match).map((text) => kindPattern(text));
    return { type: "kinds", kinds, items: itemsOfForm(form, "object", file, at) };
}
/** `Kind.group`: `Ingress.networking.k8s.io`; a kind of the core group stands alone; `*` matches every kind of every group. */
function kindPattern(text) {
    if (text === "*")
        return { kind: "*", group: "*" };
    const dot = text.indexOf(".");
    if (dot === -1)
        return { kind: text, group: "" };
    return { kind: text.slice(0, dot), group: text.slice(dot + 1) };
}
function itemsOfForm(form, scope, file, at) {
    const paths = form.each === undefined ? [] : typeof form.each === "string" ? [form.each] : form.each;
    const each = paths.map((source) => {
        const path = parseEach(source);
        if (typeof path === "string")
            throw mistake(file, [...at, "each"], path);
        return path;
    });
    return { forEach: form.forEach ?? scope, each };
}
function isComponent(name) {
    return core_rule/* components */.dK.some((component) => component === name);
}
//# sourceMappingURL=match.js.map
;// CONCATENATED MODULE: ./lib/catalog/patch.js






/** Compiles the patch of a form. @throws ConfigurationError for a path or expression that is wrong, or a subject that has no fields to set. */
function patchOf(form, fix, place) {
    const { file, at: top, match } = place;
    const at = (...route) => [...top, "fix", ...route];
    if (fix.set === undefined && fix.remove === undefined) {
        if (fix.unless === undefined)
            return () => null;
        throw mistake(file, at("unless"), '"unless" needs a "set" or "remove" that it holds back.');
    }
    const scope = scopeOf(match);
    if (scope === undefined) {
        throw mistake(file, at(), '"set" and "remove" change an object, and this rule judges none of its own.');
    }
    const names = new Set(namesIn(scope, form.each !== undefined));
    const lets = Object.entries(form.let ?? {}).map(([name, source]) => {
        const expression = expressionOf(source, names, file, [...top, "let", name]);
        names.add(name);
        return { name, expression };
    });
    const set = Object.entries(fix.set ?? {}).map(([source, value]) => ({
        place: compilePlace(source, file, at("set", source), names),
        value: value, // data of a catalog file is Json by construction
    }));
    const remove = (fix.remove ?? []).map((source, index) => compilePlace(source, file, at("remove", index), names));
    const unless = fix.unless === undefined ? undefined : expressionOf(fix.unless, names, file, at("unless"));
    const maker = new Maker(lets, set, remove, unless, place.with);
    return (subject, outcome, inventory) => {
        const item = itemOf(subject);
        const isElsewhere = outcome.on !== undefined && outcome.on !== item?.resource;
        return item === undefined || isElsewhere ? null : maker.patch(item, outcome, inventory);
    };
}
/** What `self` is in the expressions of a fix; undefined where the rule judges no object. */
function scopeOf(match) {
    if (match.type === "kinds" || match.type === "workload")
        return match.items.forEach;
    if (match.type === "component" || match.view === "text" || match.view === "revision")
        return undefined;
    return match.view === "workload" ? "pod" : "object";
}
function itemOf(subject) {
    switch (subject.view) {
        case "item":
            return subject;
        case "workload":
            return subject.pod;
        case "namespace":
            return subject.object && wholeOf(subject.object);
        case "change":
            return subject.after && wholeOf(subject.after);
        case "binding":
            return wholeOf(subject.resource);
        default:
            return undefined;
    }
}
function wholeOf(resource) {
    return { view: "item", resource, self: resource.body, route: [] };
}
class Maker {
    lets;
    set;
    remove;
    unless;
    with;
    constructor(lets, set, remove, unless, values) {
        this.lets = lets;
        this.set = set;
        this.remove = remove;
        this.unless = unless;
        this.with = values;
    }
    patch(item, outcome, inventory) {
        try {
            const values = this.valuesFor(item, inventory);
            if (this.unless?.isTrue(values) === true)
                return null;
            const set = this.set.map(({ place, value }) => {
                const route = routeOf(place, item, values);
                const filled = fillIn(value, outcome.data ?? {});
                return route === undefined || filled === undefined ? undefined : { route, value: filled };
            });
            const isWhole = set.every((one) => one !== undefined);
            if (!isWhole)
                return null;
            const remove = this.remove.flatMap((place) => {
                const route = routeOf(place, item, values);
                return route === undefined ? [] : [route];
            });
            return { set, remove };
        }
        catch {
            return null; // what cannot be told is no patch; the finding and its advice stay
        }
    }
    valuesFor(item, inventory) {
        const namespaceObject = namespaceObjectOf(item, inventory);
        const values = item_values_valuesOf(item, inventory.facts(item.resource), this.with, namespaceObject);
        for (const { name, expression } of this.lets)
            values[name] = expression.value(values);
        return values;
    }
}
/** Fills `{name}` in the texts of a value with the facts of an outcome. Undefined where a fact is missing. */
function fillIn(value, data) {
    if (typeof value === "string") {
        const template = parseTemplate(value);
        if (typeof template === "string")
            return value;
        const names = template.flatMap((part) => (typeof part === "string" ? [] : [part.expression]));
        return names.every((name) => Object.hasOwn(data, name)) ? fill(template, data) : undefined;
    }
    if (isList(value)) {
        const filled = value.map((element) => fillIn(element, data));
        return filled.every((element) => element !== undefined) ? filled : undefined;
    }
    if (!json_isObject(value))
        return value;
    const filled = {};
    for (const [key, inner] of Object.entries(value)) {
        const one = fillIn(inner, data);
        if (one === undefined)
            return undefined;
        filled[key] = one;
    }
    return filled;
}
//# sourceMappingURL=patch.js.map
;// CONCATENATED MODULE: ./lib/catalog/rule-file.js
/** The format of a rule file: every key, decoded, with its mistakes named by line. */



const severity = (0,core_decode/* oneOf */.yL)(...core_rule/* severities */.gO);
const want = (value, path) => typeof value === "string" ? value : (0,core_decode/* mapOf */.A7)(core_decode/* anything */.D8)(value, path);
const rowCondition = (0,core_decode/* object */.Ik)({
    flag: (0,core_decode/* optional */.lq)(core_decode/* string */.Yj, undefined),
    is: (0,core_decode/* optional */.lq)(want, undefined),
    form: (0,core_decode/* optional */.lq)((0,core_decode/* oneOf */.yL)("flags", "file"), undefined),
});
function flagRow(value, path) {
    return (0,core_decode/* object */.Ik)({
        flag: (0,core_decode/* optional */.lq)(core_decode/* string */.Yj, undefined),
        want: (0,core_decode/* optional */.lq)(want, undefined),
        whenAbsent: (0,core_decode/* optional */.lq)((0,core_decode/* oneOf */.yL)("fail", "pass"), undefined),
        when: (0,core_decode/* optional */.lq)(rowCondition, undefined),
        unless: (0,core_decode/* optional */.lq)(rowCondition, undefined),
        severity: (0,core_decode/* optional */.lq)(severity, undefined),
        message: (0,core_decode/* optional */.lq)(core_decode/* string */.Yj, undefined),
        anyOf: (0,core_decode/* optional */.lq)((0,core_decode/* listOf */.c3)(flagRow), undefined),
    })(value, path);
}
const fix = (0,core_decode/* object */.Ik)({
    advice: core_decode/* string */.Yj,
    safety: (0,core_decode/* optional */.lq)((0,core_decode/* oneOf */.yL)("safe", "review", "none"), undefined),
    set: (0,core_decode/* optional */.lq)((0,core_decode/* mapOf */.A7)(core_decode/* anything */.D8), undefined),
    remove: (0,core_decode/* optional */.lq)((0,core_decode/* listOf */.c3)(core_decode/* string */.Yj), undefined),
    unless: (0,core_decode/* optional */.lq)(core_decode/* string */.Yj, undefined),
    add: (0,core_decode/* optional */.lq)((0,core_decode/* mapOf */.A7)(core_decode/* anything */.D8), undefined),
});
const formFields = {
    match: (0,core_decode/* optional */.lq)(textOrTexts, undefined),
    kubernetes: (0,core_decode/* optional */.lq)(core_decode/* string */.Yj, undefined),
    forEach: (0,core_decode/* optional */.lq)((0,core_decode/* oneOf */.yL)(...core_rule/* scopes */.Wu), undefined),
    each: (0,core_decode/* optional */.lq)(textOrTexts, undefined),
    when: (0,core_decode/* optional */.lq)(core_decode/* string */.Yj, undefined),
    let: (0,core_decode/* optional */.lq)((0,core_decode/* mapOf */.A7)(core_decode/* string */.Yj), undefined),
    pass: (0,core_decode/* optional */.lq)(core_decode/* string */.Yj, undefined),
    flags: (0,core_decode/* optional */.lq)((0,core_decode/* listOf */.c3)(flagRow), undefined),
    check: (0,core_decode/* optional */.lq)(core_decode/* string */.Yj, undefined),
    with: (0,core_decode/* optional */.lq)((0,core_decode/* mapOf */.A7)(core_decode/* anything */.D8), undefined),
    path: (0,core_decode/* optional */.lq)((0,core_decode/* listOf */.c3)(core_decode/* string */.Yj), undefined),
    message: (0,core_decode/* optional */.lq)(core_decode/* string */.Yj, undefined),
    messages: (0,core_decode/* optional */.lq)((0,core_decode/* mapOf */.A7)(core_decode/* string */.Yj), undefined),
    undecided: (0,core_decode/* optional */.lq)(core_decode/* string */.Yj, undefined),
    raise: (0,core_decode/* optional */.lq)((0,core_decode/* listOf */.c3)((0,core_decode/* object */.Ik)({ when: (0,core_decode/* optional */.lq)(core_decode/* string */.Yj, undefined), severity, why: core_decode/* string */.Yj })), undefined),
    fix: (0,core_decode/* optional */.lq)(fix, undefined),
};
const example = (0,core_decode/* object */.Ik)({
    title: core_decode/* string */.Yj,
    yaml: core_decode/* string */.Yj,
    base: (0,core_decode/* optional */.lq)(core_decode/* string */.Yj, undefined),
    file: (0,core_decode/* optional */.lq)(core_decode/* string */.Yj, undefined),
    facts: (0,core_decode/* optional */.lq)((0,core_decode/* mapOf */.A7)(core_decode/* anything */.D8), undefined),
    with: (0,core_decode/* optional */.lq)((0,core_decode/* mapOf */.A7)(core_decode/* anything */.D8), undefined),
    over: (0,core_decode/* optional */.lq)(core_decode/* string */.Yj, undefined),
});
const noExamples = { bad: [], good: [], undecided: [] };
const ruleFile = (0,core_decode/* object */.Ik)({
    ...formFields,
    aliases: (0,core_decode/* optional */.lq)((0,core_decode/* listOf */.c3)(core_decode/* string */.Yj), []),
    title: core_decode/* string */.Yj,
    severity,
    status: (0,core_decode/* optional */.lq)((0,core_decode/* oneOf */.yL)("stable", "preview"), "stable"),
    default: (0,core_decode/* optional */.lq)(onOff, "on"),
    since: core_decode/* string */.Yj,
    what: core_decode/* string */.Yj,
    why: core_decode/* string */.Yj,
    references: (0,core_decode/* optional */.lq)((0,core_decode/* listOf */.c3)(core_decode/* string */.Yj), []),
    cases: (0,core_decode/* optional */.lq)((0,core_decode/* listOf */.c3)((0,core_decode/* object */.Ik)({ name: core_decode/* string */.Yj, ...formFields })), []),
    examples: (0,core_decode/* optional */.lq)((0,core_decode/* object */.Ik)({
        bad: (0,core_decode/* optional */.lq)((0,core_decode/* listOf */.c3)(example), []),
        good: (0,core_decode/* optional */.lq)((0,core_decode/* listOf */.c3)(example), []),
        undecided: (0,core_decode/* optional */.lq)((0,core_decode/* listOf */.c3)(example), []),
    }), noExamples),
});
/** Reads a rule file. @throws ConfigurationError with file and line for the first mistake. */
function readRuleFile(file) {
    const [family, name, ...rest] = file.path.split("/");
    if (family === undefined || name === undefined || rest.length > 0 || !/^[a-z0-9-]+\.yaml$/.test(name)) {
        throw mistake(file, [], "A rule file is named <family>/<id>.yaml, the id in lower case with hyphens.");
    }
    const decoded = decodeFile(ruleFile, file);
    for (const key of ["what", "why"]) {
        if (!decoded[key].trimEnd().endsWith("."))
            throw mistake(file, [key], `"${key}" must end with a full stop.`);
    }
    if (decoded.title.endsWith("."))
        throw mistake(file, ["title"], '"title" must not end with a full stop.');
    return { id: name.slice(0, -".yaml".length), family, ...decoded };
}
/** The forms of a rule: itself, or its cases with what they inherit. A guard of the top level holds for every case too. */
function formsOf(rule) {
    if (rule.cases.length === 0)
        return [{ ...rule, name: null }];
    return rule.cases.map((form) => ({
        name: form.name,
        match: form.match ?? rule.match,
        kubernetes: form.kubernetes ?? rule.kubernetes,
        forEach: form.forEach ?? rule.forEach,
        each: form.each ?? rule.each,
        when: joinGuards(rule.when, form.when),
        let: form.let ?? rule.let,
        ...decidingForm(form, rule),
        with: form.with ?? rule.with,
        path: form.path ?? rule.path,
        message: form.message ?? rule.message,
        messages: form.messages ?? rule.messages,
        undecided: form.undecided ?? rule.undecided,
        raise: form.raise ?? rule.raise,
        fix: form.fix ?? rule.fix,
    }));
}
/** A case that decides in a way of its own does not inherit another way. */
function decidingForm(form, rule) {
    const hasOwn = form.pass !== undefined || form.flags !== undefined || form.check !== undefined;
    const { pass, flags, check } = hasOwn ? form : rule;
    return { pass, flags, check };
}
function joinGuards(outer, inner) {
    return outer === undefined ? inner : inner === undefined ? outer : `(${outer}) && (${inner})`;
}
function textOrTexts(value, path) {
    return typeof value === "string" ? value : (0,core_decode/* listOf */.c3)(core_decode/* string */.Yj)(value, path);
}
/** YAML 1.1 reads `on` and `off` as booleans, and so does our reader. */
function onOff(value, path) {
    if (value === "on" || value === "off")
        return value;
    if (typeof value === "boolean")
        return (0,core_decode/* boolean */.zM)(value, path) ? "on" : "off";
    throw new core_decode/* DecodeError */.Xc({ path, expected: "on or off", found: "something else" });
}
//# sourceMappingURL=rule-file.js.map
;// CONCATENATED MODULE: ./lib/yaml/write.js
/** Data → YAML text, for snippets that people copy. */

/** Block YAML with two spaces of indentation; short lists of plain values stay on one line. Ends with a line feed. */
function writeYaml(value) {
    return (0,dist/* stringify */.As)(value, { indent: 2, lineWidth: 0, flowCollectionPadding: false, collectionStyle: "any" });
}
//# sourceMappingURL=write.js.map
;// CONCATENATED MODULE: ./lib/catalog/snippet.js


/** Where a snippet's fields belong, in words. */
const places = {
    pod: "in the pod's spec",
    podMetadata: "in the metadata of the pod template",
    container: "in the container",
    object: "in the object",
};
/** The YAML of the fields a fix sets, grouped by where they belong. Null where the fix sets nothing that can be shown. */
function snippetOf(set, scope) {
    if (set === undefined)
        return null;
    const groups = new Map();
    for (const [path, value] of Object.entries(set)) {
        const place = parsePlace(path);
        if (typeof place === "string" || place.steps.some(({ type }) => type === "element"))
            continue;
        const root = place.root === "self" ? scope : place.root;
        const tree = groups.get(root) ?? {};
        groups.set(root, tree);
        const keys = place.steps.flatMap((step) => (step.type === "key" ? [step.key] : []));
        plant(tree, keys, value); // data of a catalog file is Json by construction
    }
    if (groups.size === 0)
        return null;
    return [...groups]
        .map(([root, tree]) => `${places[root] === undefined ? "" : `# ${places[root]}\n`}${writeYaml(tree)}`)
        .join("");
}
function plant(tree, keys, value) {
    const [key, ...rest] = keys;
    if (key === undefined)
        return;
    if (rest.length === 0) {
        tree[key] = value;
        return;
    }
    const below = { ...tree[key] };
    tree[key] = below;
    plant(below, rest, value);
}
//# sourceMappingURL=snippet.js.map
;// CONCATENATED MODULE: ./lib/catalog/tables.js
/** Facts that age: lists of `rules/tables/`, each with its source and date, and the values that rules take from them. */




const tableFile = (0,core_decode/* object */.Ik)({
    updated: core_decode/* string */.Yj,
    source: core_decode/* string */.Yj,
    expires: (0,core_decode/* optional */.lq)(core_decode/* string */.Yj, null),
    entries: core_decode/* anything */.D8,
});
const sinceEntry = (0,core_decode/* object */.Ik)({ value: core_decode/* anything */.D8, from: core_decode/* string */.Yj });
/** Reads a table file. @throws ConfigurationError with file and line. */
function readTable(file) {
    const { updated, source, expires, entries } = decodeFile(tableFile, file);
    if (!isDay(updated))
        throw mistake(file, ["updated"], '"updated" must be a day, YYYY-MM-DD.');
    if (expires !== null && !isDay(expires))
        throw mistake(file, ["expires"], '"expires" must be a day, YYYY-MM-DD.');
    refuseUnknownVersions(file, entries); // as below
    const name = file.path.replace(/^tables\//, "").replace(/\.yaml$/, "");
    return { name, updated, source, expires, entries: entries }; // data of a catalog file is Json by construction
}
function isDay(text) {
    return /^\d{4}-\d{2}-\d{2}$/.test(text);
}
/** Compared with a version that is none, an entry would hold for no cluster, and nobody would see that it is gone. */
function refuseUnknownVersions(file, entries) {
    if (!isList(entries))
        return;
    for (const [index, entry] of entries.entries()) {
        if (!isSinceEntry(entry))
            continue;
        const from = json_field(entry, "from");
        if (typeof from === "string" && !Number.isNaN(minorOf(from)))
            continue;
        throw mistake(file, ["entries", index, "from"], '"from" must be a version of Kubernetes in quotes, "1.29".');
    }
}
function isSinceEntry(entry) {
    return json_isObject(entry) && "from" in entry && "value" in entry && Object.keys(entry).length === 2;
}
/** The entries that hold at a cluster version: `{value, from: "1.29"}` counts from that minor on. */
function entriesAt(table, minor) {
    if (!Array.isArray(table.entries))
        return table.entries;
    return table.entries.flatMap((entry) => {
        if (!isSinceEntry(entry))
            return [entry];
        const { value, from } = sinceEntry(entry, []);
        return minor === 0 || minorOf(from) <= minor ? [value] : [];
    });
}
/** How a rule file writes a value that it does not spell out. */
const tableReference = (0,core_decode/* object */.Ik)({ table: core_decode/* string */.Yj });
const dateReference = (0,core_decode/* object */.Ik)({ updatedOf: core_decode/* string */.Yj });
const versioned = (0,core_decode/* object */.Ik)({ byVersion: (0,core_decode/* mapOf */.A7)(core_decode/* anything */.D8) });
/**
 * The value behind one entry of `with`: a literal, `{table: name}`, `{updatedOf: name}` (that table's date) or `{byVersion: {"1.0": a, "1.31": b}}`, of which the newest not
 * above the declared minor counts (0, none declared: the newest). A text as result is a mistake.
 */
function resolveValue(value, minor, tables) {
    if (!json_isObject(value))
        return { value: value };
    const keys = Object.keys(value);
    if (keys.length === 1 && keys[0] === "table") {
        const { table: name } = tableReference(value, []);
        const table = tables.get(name);
        return table === undefined ? `There is no table "${name}".` : { value: entriesAt(table, minor) };
    }
    if (keys.length === 1 && keys[0] === "updatedOf") {
        const { updatedOf: name } = dateReference(value, []);
        const table = tables.get(name);
        return table === undefined ? `There is no table "${name}".` : { value: table.updated };
    }
    if (keys.length === 1 && keys[0] === "byVersion") {
        const { byVersion } = versioned(value, []);
        const known = Object.entries(byVersion)
            .map(([version, entry]) => ({ from: minorOf(version), entry }))
            .sort((left, right) => left.from - right.from)
            .filter(({ from }) => minor === 0 || from <= minor);
        const last = known.at(-1);
        return last === undefined
            ? "No version of the value reaches down to the declared one."
            : { value: last.entry };
    }
    return { value: value };
}
/** The table that the values of a rule are taken from, where it is exactly one: its date is what findings print as `{updated}`. */
function onlyTable(values, tables) {
    const names = Object.values(values).flatMap((value) => json_text(json_field(value, "table")) ?? []);
    const [name, ...others] = new Set(names);
    return name === undefined || others.length > 0 ? undefined : tables.get(name);
}
/** A sentence for each table that was to be compared with its source before that day (YYYY-MM-DD): its findings may be out of date. */
function expiredTables(tables, today) {
    return [...tables.values()].flatMap(({ name, updated, expires }) => expires !== null && today > expires
        ? [
            `The list ${name} is of ${updated} and was to be renewed by ${expires}: use a newer version of the gate.`,
        ]
        : []);
}
//# sourceMappingURL=tables.js.map
;// CONCATENATED MODULE: ./lib/catalog/build.js












/** Builds a rule. @throws ConfigurationError with file and line for the first thing in it that does not fit. */
function buildRule(rule, file, settings) {
    const family = core_rule/* families */.TJ.find((name) => name === rule.family);
    if (family === undefined)
        throw mistake(file, [], `"${rule.family}" is none of the families ${core_rule/* families */.TJ.join(", ")}.`);
    const cases = formsOf(rule).flatMap((form, index) => {
        const at = rule.cases.length === 0 ? [] : ["cases", index];
        return isForVersion(form, settings.minor, file, at)
            ? [new CaseBuilder(rule, form, file, at, settings).build()]
            : [];
    });
    const advice = formsOf(rule)[0]?.fix?.advice ?? "";
    return { ...metadataOf(rule, family), advice, cases };
}
function metadataOf(rule, family) {
    const { id, aliases, title, severity, status, since, what, why, references } = rule;
    return {
        id,
        aliases,
        family,
        title,
        severity,
        status,
        default: rule.default,
        since,
        what,
        why,
        references,
    };
}
class CaseBuilder {
    rule;
    form;
    file;
    at;
    settings;
    constructor(rule, form, file, at, settings) {
        this.rule = rule;
        this.form = form;
        this.file = file;
        this.at = at;
        this.settings = settings;
    }
    build() {
        const { form, rule } = this;
        const decided = [form.pass, form.flags, form.check].filter((one) => one !== undefined);
        if (decided.length !== 1)
            throw this.fail([], 'A rule or case has exactly one of "pass", "flags" and "check".');
        const check = form.check === undefined ? undefined : this.checkNamed(form.check);
        const match = matchOf(form, check, this.file, this.at);
        const say = this.sentences();
        const repair = this.repairs(match);
        const patch = this.patches(match);
        return {
            name: form.name,
            match,
            reach: check?.reach ?? "local",
            severity: rule.severity,
            judge: this.settings.isVerified === true ? later(() => this.judge(match, check)) : this.judge(match, check),
            say: (outcome) => {
                if (outcome.outcome === "undecided")
                    return say.undecided(outcome.data);
                return outcome.message ?? say.blamed(outcome.messageKey, outcome.data ?? {});
            },
            repair: (outcome) => repair(outcome.data ?? {}),
            patch,
        };
    }
    judge(match, check) {
        const { form } = this;
        if (check !== undefined)
            return this.bind(check);
        if (form.flags !== undefined) {
            if (match.type !== "component")
                throw this.fail(["match"], "A flag table judges a component.");
            const rows = form.flags;
            for (const [index, row] of rows.entries())
                this.verifyRow(row, ["flags", index]);
            const defaults = this.installerDefaults();
            return (subject) => (subject.view === "component" ? judgeFlags(rows, subject, defaults) : []);
        }
        if (match.type !== "kinds" && match.type !== "workload") {
            throw this.fail(["match"], 'A condition judges kinds or "workload".');
        }
        const condition = conditionOf({ ...form, pass: form.pass ?? "", message: this.dated(form.message ?? "", ["message"]) }, {
            file: this.file,
            at: this.at,
            scope: match.items.forEach,
            severity: this.rule.severity,
            with: this.values(),
            contents: this.settings.contents ?? new Contents(),
        });
        return (subject, inventory) => (subject.view === "item" ? condition(subject, inventory) : []);
    }
    installerDefaults() {
        const table = this.settings.tables.get("installer-defaults");
        return table === undefined ? {} : (0,core_decode/* decode */.D4)(installerDefaults, table.entries);
    }
    bind(check) {
        const own = this.values();
        const values = Object.fromEntries(check.options.map((name) => [name, own[name]]));
        const unknown = Object.keys(own).find((name) => !check.options.includes(name));
        if (unknown !== undefined)
            throw this.fail(["with", unknown], `The check has no option "${unknown}".`);
        try {
            return check.bind(values);
        }
        catch (error) {
            if (error instanceof core_decode/* DecodeError */.Xc)
                throw this.fail(["with"], error.message, error);
            throw error;
        }
    }
    values() {
        const overrides = this.settings.with[this.rule.id] ?? {};
        const own = this.form.with ?? {};
        const unknown = Object.keys(overrides).find((name) => this.rule.cases.length === 0 && !Object.hasOwn(own, name));
        if (unknown !== undefined)
            throw this.fail(["with"], `The rule has no value "${unknown}" that could be set.`);
        const entries = Object.entries({ ...own, ...pick(overrides, Object.keys(own)) }).map(([name, value]) => {
            const resolved = resolveValue(value, this.settings.minor, this.settings.tables);
            if (typeof resolved === "string")
                throw this.fail(["with", name], resolved);
            return [name, resolved.value];
        });
        return Object.fromEntries(entries);
    }
    checkNamed(name) {
        const check = Object.hasOwn(this.settings.checks, name) ? this.settings.checks[name] : undefined;
        if (check === undefined)
            throw this.fail(["check"], `There is no check "${name}".`);
        return check;
    }
    sentences() {
        const { form } = this;
        const message = form.message === undefined ? undefined : this.template(form.message, ["message"]);
        const others = Object.entries(form.messages ?? {}).map(([key, source]) => [key, this.template(source, ["messages", key])]);
        const byKey = new Map(others);
        if (message === undefined && byKey.size === 0)
            throw this.fail([], 'A rule needs a "message".');
        const undecided = this.template(form.undecided ?? "Files do not tell.", ["undecided"]);
        return {
            blamed: (key, data) => {
                const template = key === undefined ? (message ?? byKey.values().next().value) : (byKey.get(key) ?? message);
                if (template === undefined)
                    throw new Error(`The rule ${this.rule.id} has no message for "${key}".`);
                return fill(template, data);
            },
            undecided: (data) => fill(undecided, data),
        };
    }
    template(source, route) {
        const template = parseTemplate(this.dated(source, route));
        if (typeof template === "string")
            throw this.fail(route, template);
        if (!/[.}]$/.test(source.trimEnd()))
            throw this.fail(route, "A message ends with a full stop.");
        return template;
    }
    /** `{updated}` is the date of the one table that the rule takes its values from: whoever reads a finding that rests on it sees its age. */
    dated(sentence, route) {
        if (!sentence.includes("{updated}"))
            return sentence;
        const table = onlyTable(this.form.with ?? {}, this.settings.tables);
        if (table === undefined)
            throw this.fail(route, '"{updated}" is the date of a table, so "with" must name exactly one.');
        return sentence.replaceAll("{updated}", table.updated);
    }
    repairs(match) {
        const fix = this.form.fix;
        if (fix === undefined)
            throw this.fail([], 'A rule needs a "fix" with an "advice".');
        const advice = this.template(fix.advice, ["fix", "advice"]);
        const scope = match.type === "kinds" || match.type === "workload" ? match.items.forEach : "object";
        const root = scope === "containers" || scope === "allContainers" ? "container" : scope;
        const safety = fix.safety ?? (fix.set === undefined ? "none" : "review");
        // Printing YAML is dear, and most rules of a run find nothing.
        let shown;
        return (data) => {
            shown ??= snippetTemplate(snippetOf(fix.set, root) ?? (fix.add === undefined ? null : snippetOf(fix.add, "add")));
            return { advice: fill(advice, data), safety, snippet: shown(data) };
        };
    }
    patches(match) {
        const { form, file, at } = this;
        const fix = form.fix;
        if (fix === undefined)
            return () => null;
        const make = () => patchOf(form, fix, { file, at, match, with: this.values() });
        return this.settings.isVerified === true ? later(make) : make();
    }
    verifyRow(row, route) {
        for (const [index, inner] of (row.anyOf ?? []).entries())
            this.verifyRow(inner, [...route, "anyOf", index]);
        if ((row.flag === undefined) === (row.anyOf === undefined)) {
            throw this.fail(route, 'A row has exactly one of "flag" and "anyOf".');
        }
        for (const want of [row.want, row.when?.is, row.unless?.is])
            this.verifyWant(want, route);
    }
    verifyWant(want, route) {
        if (want === undefined || typeof want === "string")
            return;
        const unknown = Object.keys(want).find((name) => !wantNames.some((known) => known === name));
        if (unknown === undefined)
            return;
        throw this.fail(route, `"${unknown}" is none of ${[...wantNames, ...plainWants].join(", ")}.`);
    }
    fail(route, message, cause) {
        return mistake(this.file, [...this.at, ...route], message, cause);
    }
}
function snippetTemplate(shown) {
    if (shown === null)
        return () => null;
    const template = parseTemplate(shown);
    if (typeof template === "string")
        return () => shown; // braces that are YAML, not places to fill
    return (data) => fill(template, data);
}
/** Most rules of a run never meet a resource of their kinds, and compiling them all took longer than a small run. */
function later(make) {
    let made;
    return (...given) => {
        made ??= make();
        return made(...given);
    };
}
function pick(values, names) {
    return Object.fromEntries(Object.entries(values).filter(([name]) => names.includes(name)));
}
/** `>=1.25`, `<1.34`, or both with a blank between. An undeclared version counts as the newest. */
function isForVersion(form, minor, file, at) {
    if (form.kubernetes === undefined)
        return true;
    return form.kubernetes.split(" ").every((range) => {
        const match = /^(>=|<)1\.(\d+)$/.exec(range);
        if (match === null)
            throw mistake(file, [...at, "kubernetes"], '"kubernetes" is ">=1.N", "<1.N" or both.');
        const bound = Number(match[2]);
        const declared = minor === 0 ? Number.POSITIVE_INFINITY : minor;
        return match[1] === ">=" ? declared >= bound : declared < bound;
    });
}
//# sourceMappingURL=build.js.map
;// CONCATENATED MODULE: ./lib/catalog/frameworks.js
/** Published frameworks: every control of a document, with the rules that serve it or the reason why files cannot tell. */


const control = (0,core_decode/* object */.Ik)({
    id: core_decode/* string */.Yj,
    title: core_decode/* string */.Yj,
    rules: (0,core_decode/* optional */.lq)((0,core_decode/* listOf */.c3)(core_decode/* string */.Yj), null),
    notJudged: (0,core_decode/* optional */.lq)(core_decode/* string */.Yj, null),
    limit: (0,core_decode/* optional */.lq)(core_decode/* string */.Yj, null),
});
const framework = (0,core_decode/* object */.Ik)({
    title: core_decode/* string */.Yj,
    edition: core_decode/* string */.Yj,
    source: core_decode/* string */.Yj,
    /** How many controls the document has, counted there and not here. */
    count: core_decode/* integer */.nd,
    reported: (0,core_decode/* optional */.lq)(core_decode/* boolean */.zM, true),
    controls: (0,core_decode/* listOf */.c3)(control),
});
/** Reads a framework file. @throws ConfigurationError where a control is neither served nor explained, or the count is wrong. */
function readFramework(file, ruleIds) {
    const decoded = decodeFile(framework, file);
    if (decoded.controls.length !== decoded.count) {
        throw mistake(file, ["count"], `The file lists ${decoded.controls.length} controls, the document has ${decoded.count}.`);
    }
    const seen = new Set();
    const controls = decoded.controls.map((one, index) => {
        const at = ["controls", index];
        if (seen.has(one.id))
            throw mistake(file, at, `The control "${one.id}" stands twice.`);
        seen.add(one.id);
        if ((one.rules === null) === (one.notJudged === null) || one.rules?.length === 0) {
            throw mistake(file, at, `The control "${one.id}" needs exactly one of "rules" and "notJudged".`);
        }
        if (one.limit !== null && one.rules === null) {
            throw mistake(file, [...at, "limit"], `Say all of it under "notJudged" for the control "${one.id}".`);
        }
        const unknown = one.rules?.find((id) => !ruleIds.has(id));
        if (unknown !== undefined)
            throw mistake(file, [...at, "rules"], `There is no rule "${unknown}".`);
        return { ...one, rules: one.rules ?? [] };
    });
    const { title, edition, source, reported } = decoded;
    return {
        id: file.path.replace(/^frameworks\//, "").replace(/\.yaml$/, ""),
        title,
        edition,
        source,
        reported,
        controls,
    };
}
//# sourceMappingURL=frameworks.js.map
;// CONCATENATED MODULE: ./lib/catalog/peers.js
/** What other scanners call the claim of a rule: `rules/peers.yaml`. */


const peersFile = (0,core_decode/* object */.Ik)({
    updated: core_decode/* string */.Yj,
    source: core_decode/* string */.Yj,
    /** Key of the scanner in this file → its name. */
    scanners: (0,core_decode/* mapOf */.A7)(core_decode/* string */.Yj),
    rules: (0,core_decode/* mapOf */.A7)((0,core_decode/* mapOf */.A7)((0,core_decode/* listOf */.c3)(core_decode/* string */.Yj))),
});
/** Reads the file. @throws ConfigurationError for a rule or a scanner that does not exist. */
function readPeers(file, rules) {
    if (file === undefined)
        return new Map();
    const decoded = decodeFile(peersFile, file);
    const entries = Object.entries(decoded.rules).map(([id, byScanner]) => {
        if (!rules.has(id))
            throw mistake(file, ["rules", id], `There is no rule "${id}".`);
        const peers = Object.entries(byScanner).map(([key, ids]) => {
            const scanner = decoded.scanners[key];
            if (scanner === undefined)
                throw mistake(file, ["rules", id, key], `There is no scanner "${key}".`);
            return { scanner, ids };
        });
        return [id, peers];
    });
    return new Map(entries);
}
//# sourceMappingURL=peers.js.map
;// CONCATENATED MODULE: ./lib/catalog/profiles.js
/** Profiles: named sets of rules with the severities and values that differ. */



const profiles_none = [];
const profile = (0,core_decode/* object */.Ik)({
    title: core_decode/* string */.Yj,
    description: core_decode/* string */.Yj,
    /** Every stable rule that is on by default. */
    defaults: (0,core_decode/* optional */.lq)(core_decode/* boolean */.zM, false),
    /** Every stable rule. */
    all: (0,core_decode/* optional */.lq)(core_decode/* boolean */.zM, false),
    families: (0,core_decode/* optional */.lq)((0,core_decode/* listOf */.c3)(core_decode/* string */.Yj), profiles_none),
    /** Every stable rule that serves a control of these frameworks, by the name of their files. */
    frameworks: (0,core_decode/* optional */.lq)((0,core_decode/* listOf */.c3)(core_decode/* string */.Yj), profiles_none),
    rules: (0,core_decode/* optional */.lq)((0,core_decode/* listOf */.c3)(core_decode/* string */.Yj), profiles_none),
    severities: (0,core_decode/* optional */.lq)((0,core_decode/* mapOf */.A7)((0,core_decode/* oneOf */.yL)(...core_rule/* severities */.gO)), {}),
    with: (0,core_decode/* optional */.lq)((0,core_decode/* mapOf */.A7)((0,core_decode/* mapOf */.A7)(core_decode/* anything */.D8)), {}),
});
/** Reads a profile file. A rule with `status: preview` is in no profile. @throws ConfigurationError for an unknown rule, family or framework. */
function readProfile(file, rules, frameworks) {
    const decoded = decodeFile(profile, file);
    const byId = new Map(rules.map((rule) => [rule.id, rule]));
    const named = [...decoded.rules, ...Object.keys(decoded.severities), ...Object.keys(decoded.with)];
    const unknown = named.find((id) => !byId.has(id));
    if (unknown !== undefined)
        throw mistake(file, [], `There is no rule "${unknown}".`);
    const family = decoded.families.find((name) => !rules.some((rule) => rule.family === name));
    if (family !== undefined)
        throw mistake(file, ["families"], `No rule is of the family "${family}".`);
    const missing = decoded.frameworks.find((name) => !frameworks.some(({ id }) => id === name));
    if (missing !== undefined)
        throw mistake(file, ["frameworks"], `There is no framework "${missing}".`);
    const served = new Set(frameworks
        .filter(({ id }) => decoded.frameworks.includes(id))
        .flatMap(({ controls }) => controls.flatMap((control) => control.rules)));
    const chosen = rules.filter((rule) => rule.status === "stable" &&
        (decoded.all ||
            (decoded.defaults && rule.default === "on") ||
            decoded.families.includes(rule.family) ||
            served.has(rule.id) ||
            decoded.rules.includes(rule.id)));
    return {
        name: file.path.replace(/^profiles\//, "").replace(/\.yaml$/, ""),
        title: decoded.title,
        description: decoded.description,
        rules: new Set(chosen.map(({ id }) => id)),
        severities: decoded.severities,
        with: decoded.with,
    };
}
//# sourceMappingURL=profiles.js.map
;// CONCATENATED MODULE: ./lib/catalog/load.js
/** Files of `rules/` → the catalog. The whole set is checked before any of it is used. */














/** Reads a catalog. `digest` is that of a catalog that the build has verified. @throws ConfigurationError for the first mistake, with file and line. */
function loadCatalog(files, digest) {
    const sorted = files.toSorted((left, right) => byCodeUnits(left.path, right.path));
    const inFolder = (folder) => sorted.filter(({ path }) => path.startsWith(`${folder}/`));
    const tables = new Map(inFolder("tables").map((file) => [file.path.slice(7, -5), readTable(file)]));
    const ruleFiles = sorted.filter(({ path }) => !/^(tables|frameworks|profiles)\//.test(path) && path.includes("/"));
    const rules = ruleFiles.map((file) => ({ rule: readRuleFile(file), file }));
    rejectDoubles(rules);
    const ids = new Set(rules.map(({ rule }) => rule.id));
    const plain = rules.map(({ rule }) => rule);
    const frameworks = inFolder("frameworks").map((file) => readFramework(file, ids));
    return {
        rules,
        tables,
        frameworks,
        profiles: new Map(inFolder("profiles").map((file) => [file.path.slice(9, -5), readProfile(file, plain, frameworks)])),
        ladders: readLadders(sorted.find(({ path }) => path === "ladders.yaml"), ids),
        peers: readPeers(sorted.find(({ path }) => path === "peers.yaml"), ids),
        digest: digest ?? digestOf(sorted),
        isVerified: digest !== undefined,
    };
}
/** Builds the rules of a profile, ordered by id. @throws ConfigurationError for an unknown profile or a rule that cannot be built. */
function selectRules(catalog, { profile: name, minor }) {
    const profile = catalog.profiles.get(name);
    if (profile === undefined)
        throw unknownProfile(name, [...catalog.profiles.keys()]);
    const { tables, isVerified } = catalog;
    const settings = { minor, tables, checks: checks, with: profile.with, isVerified, contents: new Contents() };
    return catalog.rules
        .filter(({ rule }) => profile.rules.has(rule.id))
        .map(({ rule, file }) => {
        const severity = profile.severities[rule.id] ?? rule.severity;
        return buildRule({ ...rule, severity }, file, settings);
    })
        .toSorted((left, right) => byCodeUnits(left.id, right.id));
}
function unknownProfile(name, known) {
    const guess = (0,core_decode/* nearest */.pA)(name, known);
    const hint = `Use ${guess === undefined ? `one of ${known.join(", ")}` : `"${guess}"`}.`;
    return new errors/* ConfigurationError */.j(`There is no profile "${name}".`, hint);
}
function rejectDoubles(rules) {
    const owners = new Map();
    for (const { rule, file } of rules) {
        for (const id of [rule.id, ...rule.aliases]) {
            const owner = owners.get(id);
            if (owner !== undefined)
                throw mistake(file, ["aliases"], `The id "${id}" is taken by ${owner}.`);
            owners.set(id, file.path);
        }
    }
}
const ladderFile = (0,core_decode/* mapOf */.A7)((0,core_decode/* listOf */.c3)(core_decode/* string */.Yj));
/** Ids that no rule has yet keep their rung: the ladder is complete before the catalog is. A rule stands in one ladder only. */
function readLadders(file, ids) {
    const rungs = new Map();
    if (file === undefined)
        return rungs;
    for (const [ladder, members] of Object.entries(decodeFile(ladderFile, file))) {
        for (const [rank, id] of members.entries()) {
            if (rungs.has(id))
                throw mistake(file, [ladder, rank], `The rule "${id}" stands on two ladders.`);
            if (ids.has(id))
                rungs.set(id, { ladder, rank });
        }
    }
    return rungs;
}
function digestOf(files) {
    const hash = (0,external_node_crypto_.createHash)("sha256");
    for (const { path, value } of files) {
        hash.update(path).update("\0").update(JSON.stringify(value, withoutExamples)).update("\0");
    }
    return hash.digest("hex").slice(0, 12);
}
/** For `JSON.stringify`: examples prove a rule and do not change what it says. */
function withoutExamples(key, value) {
    if (key === "examples")
        return undefined;
    return typeof value === "bigint" ? value.toString() : value;
}
//# sourceMappingURL=load.js.map
;// CONCATENATED MODULE: ./lib/catalog/reported.js
/** Rules as a report shows them, with the controls that they serve. */

/** The rules in their order. The arrow goes from control to rule in the files; here it is turned around. */
function reportedRules(rules, frameworks) {
    const served = frameworks
        .filter(({ reported }) => reported)
        .flatMap((framework) => framework.controls.flatMap((control) => control.rules.map((rule) => ({
        rule,
        framework: framework.id,
        id: control.id,
        title: control.title,
    }))));
    const controls = groupBy(served, ({ rule }) => rule);
    return rules.map(({ id, title, severity, family, what, why, references, advice }) => ({
        id,
        title,
        severity,
        family,
        what,
        why,
        advice,
        references,
        controls: (controls.get(id) ?? []).map(({ framework, id: control, title: name }) => ({
            framework,
            id: control,
            title: name,
        })),
    }));
}
//# sourceMappingURL=reported.js.map
// EXTERNAL MODULE: ./lib/core/report.js
var report = __webpack_require__(1565);
// EXTERNAL MODULE: ./node_modules/minimatch/dist/esm/index.js + 8 modules
var esm = __webpack_require__(1138);
;// CONCATENATED MODULE: ./lib/text/glob.js
/** Path patterns of users, compiled once and limited, since a pattern may come from anybody. */

/** A pattern that cannot be used: which one, and why, as a sentence. */
class GlobError extends Error {
    name = "GlobError";
    pattern;
    constructor(pattern, message) {
        super(message);
        this.pattern = pattern;
    }
}
const longestPattern = 1024;
const mostAlternatives = 256;
/** One more alternative than allowed is expanded, so that a pattern over the limit is refused and never cut short in silence. */
const options = {
    dot: true,
    braceExpandMax: mostAlternatives + 1,
    nocomment: true,
    nonegate: true,
    platform: "linux", // the same meaning on every machine
};
/**
 * Compiles path patterns: `*` stays in one folder, `**` crosses folders, `{a,b}` lists alternatives, and names that start with a
 * dot match like others. A pattern that names a folder, with or without a final "/", matches all files below it.
 *
 * @throws GlobError where a pattern is empty, absolute, negated, leaves the root, or is longer than 1,024 characters.
 */
function compileGlobs(patterns) {
    const compiled = patterns.flatMap(compileGlob);
    return (path) => compiled.some((glob) => glob.match(path));
}
function compileGlob(pattern) {
    const problem = problemOf(pattern);
    if (problem !== null)
        throw new GlobError(pattern, problem);
    const trimmed = pattern.replace(/^(?:\.\/)+/, "").replace(/\/+$/, "");
    return [trimmed, `${trimmed}/**`].map((text) => {
        const glob = new esm/* Minimatch */.VR(text, options);
        if (glob.globSet.length > mostAlternatives) {
            throw new GlobError(pattern, "The pattern has more than 256 alternatives.");
        }
        if (glob.set.length === 0)
            throw new GlobError(pattern, "The pattern is not well formed.");
        return glob;
    });
}
/** Why a pattern is refused; null where it may be compiled. */
function problemOf(pattern) {
    if (/^(?:\.?\/)*$/.test(pattern))
        return "The pattern is empty.";
    if (pattern.length > longestPattern)
        return "The pattern is longer than 1,024 characters.";
    if (pattern.startsWith("!") && !pattern.startsWith("!("))
        return "A pattern cannot be negated.";
    if (pattern.startsWith("/"))
        return "The pattern is absolute; it must be relative to the root.";
    if (pattern.split("/").includes(".."))
        return 'The pattern leaves the root by "..".';
    if (pattern.includes("\0"))
        return "The pattern holds a NUL character.";
    return null;
}
//# sourceMappingURL=glob.js.map
;// CONCATENATED MODULE: ./lib/config/config.js
/** What a run is asked to do, whoever asked: built-in defaults, then the configuration file, then the options of the run. */





/** Joins settings, the first given winning. @throws ConfigurationError for a value that does not fit. */
function configOf(...sources) {
    const first = (key) => sources.find((one) => one[key] !== undefined)?.[key];
    return Object.freeze({
        profile: first("profile") ?? "default",
        failOn: thresholdOf(first("fail-on") ?? "critical"),
        include: globsOf("include", first("include") ?? []),
        exclude: globsOf("exclude", first("exclude") ?? []),
        minor: config_declaredMinor(first("kubernetes-version")),
    });
}
/** Refuses a pattern here, where its name is known, and not in the middle of a run. */
function globsOf(option, patterns) {
    try {
        compileGlobs(patterns);
        return patterns;
    }
    catch (error) {
        if (!(error instanceof GlobError))
            throw error;
        const hint = "Write a glob relative to the repository root, as deploy/**/*.yaml.";
        throw new errors/* ConfigurationError */.j(`"${option}" cannot hold "${error.pattern}". ${error.message}`, hint, {}, { cause: error });
    }
}
/** The threshold of that name. @throws ConfigurationError for any other. */
function thresholdOf(name) {
    const threshold = report/* thresholds */.p.find((candidate) => candidate === name);
    if (threshold !== undefined)
        return threshold;
    const guess = (0,core_decode/* nearest */.pA)(name, report/* thresholds */.p);
    const hint = guess === undefined ? `Use one of ${report/* thresholds */.p.join(", ")}.` : `Use "${guess}".`;
    throw new errors/* ConfigurationError */.j(`"fail-on" cannot be "${name}".`, hint);
}
/** The minor of a declared version; 0 where none is declared. @throws ConfigurationError for what is no version. */
function config_declaredMinor(version) {
    if (version === undefined)
        return 0;
    const minor = minorOf(version);
    if (!Number.isNaN(minor))
        return minor;
    throw new errors/* ConfigurationError */.j(`"kubernetes-version" cannot be "${version}".`, 'Write the minor version of the cluster in quotes, as "1.34".');
}
//# sourceMappingURL=config.js.map
;// CONCATENATED MODULE: ./lib/yaml/anchor-line.js

/** 1-based. A route that leads nowhere gives the line of the deepest part that exists. */
function anchor_line_anchorLine(root, text, route) {
    let node = root;
    let offset = root.start;
    for (const step of route) {
        const entry = typeof step === "string" ? node.entries?.get(step) : undefined;
        const next = typeof step === "number" ? node.items?.[step] : entry?.value;
        if (next === undefined)
            break;
        node = next;
        offset = entry?.keyStart ?? next.start;
    }
    return lineOf(text, offset);
}
//# sourceMappingURL=anchor-line.js.map
;// CONCATENATED MODULE: ./lib/yaml/decode-text.js
/** Bytes of a file → text, strictly: what is no UTF-8 text is said, never guessed. */
/** The text of a file without its byte order mark, or why it is none. */
function decodeText(bytes) {
    const utf16 = (bytes[0] === 0xff && bytes[1] === 0xfe) || (bytes[0] === 0xfe && bytes[1] === 0xff);
    if (utf16) {
        return {
            message: "The file is encoded in UTF-16.",
            hint: "Save it as UTF-8, which Kubernetes tools read.",
            line: null,
        };
    }
    const nul = bytes.indexOf(0);
    if (nul !== -1) {
        return {
            message: "The file is binary, although its name says YAML or JSON.",
            hint: "Rename it, or take it out with `exclude`.",
            line: null,
        };
    }
    try {
        return { text: new TextDecoder("utf-8", { fatal: true }).decode(bytes) };
    }
    catch {
        return {
            message: "The file is not valid UTF-8.",
            hint: "Save it as UTF-8, or take it out with `exclude`.",
            line: lineOfInvalidByte(bytes),
        };
    }
}
/** Decodes line by line: a line feed never lies inside a longer UTF-8 sequence, so the first bad line is the place. */
function lineOfInvalidByte(bytes) {
    const decoder = new TextDecoder("utf-8", { fatal: true });
    let line = 1;
    let start = 0;
    while (start < bytes.length) {
        const feed = bytes.indexOf(10, start);
        const end = feed === -1 ? bytes.length : feed + 1;
        try {
            decoder.decode(bytes.subarray(start, end));
        }
        catch {
            return line;
        }
        start = end;
        line++;
    }
    return line;
}
//# sourceMappingURL=decode-text.js.map
;// CONCATENATED MODULE: ./lib/config/load.js
/** The configuration file → settings, or the line of its first mistake. */






/** Where the configuration is looked for, relative to the root. */
const configurationFile = ".hardening-gate.yaml";
const settings = (0,core_decode/* object */.Ik)({
    profile: (0,core_decode/* optional */.lq)(core_decode/* string */.Yj, undefined),
    "fail-on": (0,core_decode/* optional */.lq)(core_decode/* string */.Yj, undefined),
    include: (0,core_decode/* optional */.lq)((0,core_decode/* listOf */.c3)(core_decode/* string */.Yj), undefined),
    exclude: (0,core_decode/* optional */.lq)((0,core_decode/* listOf */.c3)(core_decode/* string */.Yj), undefined),
    "kubernetes-version": (0,core_decode/* optional */.lq)(versionText, undefined),
});
/**
 * Reads the configuration file. An empty file sets nothing.
 *
 * @throws ConfigurationError with file and line: no YAML, an unknown key, a wrong type, or a value that no option takes.
 */
function readConfiguration(path, bytes) {
    const decoded = decodeText(bytes);
    if ("message" in decoded) {
        throw new errors/* ConfigurationError */.j(decoded.message, decoded.hint, { file: path, line: decoded.line });
    }
    const { documents, problems } = read_readYaml(decoded.text);
    const problem = problems[0];
    if (problem !== undefined) {
        throw new errors/* ConfigurationError */.j(problem.message, problem.hint, { file: path, line: problem.line });
    }
    const [document, second] = documents;
    if (second !== undefined) {
        throw new errors/* ConfigurationError */.j("The configuration holds more than one document.", "Keep one.", {
            file: path,
            line: second.line,
        });
    }
    if (document?.value === undefined || document.node === undefined)
        return {};
    const { value, node } = document;
    const lineOf = (route) => anchor_line_anchorLine(node, decoded.text, route);
    return checked(value, path, lineOf);
}
function checked(value, path, lineOf) {
    try {
        const read = (0,core_decode/* decode */.D4)(settings, value);
        for (const key of ["fail-on", "kubernetes-version", "include", "exclude"]) {
            withPlace(path, lineOf([key]), () => configOf({ [key]: read[key] }));
        }
        return read;
    }
    catch (error) {
        if (!(error instanceof core_decode/* DecodeError */.Xc))
            throw error;
        const hint = "Correct the key; docs/options.md lists every one of them.";
        const place = { file: path, line: lineOf(error.mismatch.path) };
        throw new errors/* ConfigurationError */.j(error.message, hint, place, { cause: error });
    }
}
/** Adds file and line to a mistake that was found in a value. */
function withPlace(file, line, work) {
    try {
        work();
    }
    catch (error) {
        if (!(error instanceof errors/* ConfigurationError */.j))
            throw error;
        throw new errors/* ConfigurationError */.j(error.message, error.hint, { file, line }, { cause: error });
    }
}
/** YAML reads 1.30 as the number 1.3, which names another version: only a text says what was meant. */
function versionText(value, path) {
    if (typeof value === "number") {
        throw new core_decode/* DecodeError */.Xc({ path, expected: 'a text in quotes, as "1.34"', found: "a number" });
    }
    return (0,core_decode/* string */.Yj)(value, path);
}
//# sourceMappingURL=load.js.map
;// CONCATENATED MODULE: ./lib/core/revision.js
/** Whether reading gave bytes. */
function isReadable(content) {
    return content instanceof Uint8Array;
}
//# sourceMappingURL=revision.js.map
// EXTERNAL MODULE: ./lib/core/version.js
var version = __webpack_require__(8067);
;// CONCATENATED MODULE: ./lib/report/coverage.js
/** The formats of `coverage`. */
const coverageFormats = ["text", "markdown", "json"];
/** What a control says that files could answer and no rule does yet. */
const notYet = "No rule yet.";
/** The controls of the frameworks in a format, with a line break at its end. */
function coverage(frameworks, rules, format) {
    switch (format) {
        case "json":
            return `${JSON.stringify({ schemaVersion: 1, frameworks: frameworks.map((one) => asJson(one)) }, undefined, 2)}\n`;
        case "markdown":
            return frameworks.map((one) => frameworkPage(one, rules)).join("\n");
        case "text":
            return `${frameworks.map((one) => coverage_asText(one)).join("\n\n")}\n`;
    }
}
/** How many controls are served by rules, wait for a rule, and are no question for files. */
function countControls({ controls }) {
    const open = controls.filter(({ notJudged }) => notJudged === notYet).length;
    const served = controls.filter(({ notJudged }) => notJudged === null).length;
    return { served, open, outside: controls.length - served - open };
}
function asJson(framework) {
    const { id, title, edition, source, controls } = framework;
    return { id, title, edition, source, counts: countControls(framework), controls };
}
function coverage_asText(framework) {
    const { id, title, edition, controls } = framework;
    const width = Math.max(...controls.map((control) => control.id.length));
    const indent = " ".repeat(width + 4);
    const lines = controls.flatMap((control) => [
        `  ${control.id.padEnd(width)}  ${control.title}`,
        ...answerLines(control).flatMap((answer) => wrapped(answer, indent)),
    ]);
    return [`${title}, ${edition} (${id})`, summary(framework), "", ...lines].join("\n");
}
function answerLines({ rules, notJudged, limit }) {
    if (notJudged !== null)
        return [`not judged: ${notJudged}`];
    return [rules.join(", "), ...(limit === null ? [] : [`out of reach: ${limit}`])];
}
/** At most 100 columns, broken between words. */
function wrapped(text, indent) {
    const lines = [];
    let line = indent;
    for (const word of text.trim().split(/\s+/)) {
        if (line.length + word.length > 99 && line !== indent) {
            lines.push(line.trimEnd());
            line = indent;
        }
        line += `${word} `;
    }
    return [...lines, line.trimEnd()];
}
function summary(framework) {
    const { served, open, outside } = countControls(framework);
    const parts = [
        `${framework.controls.length} controls`,
        `${served} served by rules`,
        ...(open === 0 ? [] : [`${open} without a rule yet`]),
        `${outside} that files do not answer`,
    ];
    return `${parts.join(", ")}.`;
}
/** One framework as a page of Markdown, with links to the pages of the rules beside it. */
function frameworkPage(framework, rules) {
    const { title, edition, source, controls } = framework;
    const rows = controls.map((control) => {
        const answer = control.notJudged === null
            ? control.rules.map((id) => `${ruleLink(id)} (${rules.get(id) ?? "low"})`).join("<br>")
            : `*${cell(control.notJudged)}*`;
        const limit = control.limit === null ? "" : `<br>*Out of reach: ${cell(control.limit)}*`;
        return `| ${control.id} | ${cell(control.title)} | ${answer}${limit} |`;
    });
    return [
        `# ${cell(title)}, edition ${cell(edition)}`,
        `Source: <${source}>`,
        summary(framework),
        [
            "| Control | Requirement, in our words | Rules, or why there are none |",
            "| --- | --- | --- |",
            ...rows,
        ].join("\n"),
        "",
    ].join("\n\n");
}
/** A link to the page of a rule, from a page in docs/coverage/. */
function ruleLink(id) {
    return `[\`${id}\`](../rules/${id}.md)`;
}
/** Our own text in a cell: what Markdown would act on is escaped, code between backticks stays. */
function cell(text) {
    return text
        .trim()
        .replace(/\s+/g, " ")
        .split(/(`[^`]*`)/)
        .map((part, index) => (index % 2 === 1 ? part : part.replace(/[<*$[\]]/g, "\\$&")))
        .join("")
        .replaceAll("|", "\\|");
}
//# sourceMappingURL=coverage.js.map
;// CONCATENATED MODULE: ./lib/report/verdict.js
/** The verdict in words, the same in every format. */


/** The heading. The texts are fixed. */
function headlineOf(report) {
    switch (report.verdict) {
        case "error":
            return { emoji: "⚙️", word: "Error", rest: errorOf(report) };
        case "blocked":
            return { emoji: "⛔", word: "Blocked", rest: blockedBy(report) };
        case "incomplete":
            return { emoji: "⚠️", word: "Incomplete", rest: missingFrom(report) };
        case "passed":
            return { emoji: "✅", word: "Passed", rest: passedWith(report) };
        default:
            return (0,errors/* assertNever */.x)(report.verdict);
    }
}
/** The severities that block, the worst first. */
function blockingSeverities(failOn) {
    return failOn === "never" ? [] : core_rule/* severities */.gO.slice(0, core_rule/* severities */.gO.indexOf(failOn) + 1);
}
/** Whether new findings of that severity block. */
function isBlocking(severity, failOn) {
    return blockingSeverities(failOn).includes(severity);
}
/** Whether there was a base to compare with. Without one every finding counts as new. */
function isCompared(report) {
    return report.compared.base !== null;
}
/** How many findings of a status there are, of these severities. */
function verdict_countOf(report, status, among = core_rule/* severities */.gO) {
    return among.reduce((sum, severity) => sum + report.counts[severity][status], 0);
}
/** A number with its noun: `1 finding`, `2 findings`. */
function counted(count, singular, plural = `${singular}s`) {
    return `${count} ${count === 1 ? singular : plural}`;
}
/** What undecided answers do to the verdict. */
function neverBlocks(count) {
    return count === 1 ? "It never blocks." : "They never block.";
}
/** Pieces as a sentence lists them: `a`, `a and b`, `a, b and c`. */
function listed(pieces) {
    if (pieces.length <= 1)
        return pieces.join("");
    return `${pieces.slice(0, -1).join(", ")} and ${pieces.at(-1)}`;
}
/** `2 critical and 3 high`; empty where there are none. */
function severityCounts(report, status, among = core_rule/* severities */.gO) {
    return listed(severityPieces(report, status, among, ""));
}
/** `38 resources from 11 of 12 targets`; the second number only where something was not checked. */
function checkedPhrase(targets) {
    const looked = targets.filter((target) => target.state !== "not-checked");
    const resources = looked.reduce((sum, target) => sum + target.resources, 0);
    const all = counted(targets.length, "target");
    const from = looked.length === targets.length ? all : `${looked.length} of ${all}`;
    return `${counted(resources, "resource")} from ${from}`;
}
/** The problems, those that the change touches first, each kind in the order of the report. */
function problemsInOrder(report) {
    return [
        ...report.problems.filter((problem) => problem.touched),
        ...report.problems.filter((problem) => !problem.touched),
    ];
}
/** A sentence without its final period, to stand inside another one. */
function withoutPeriod(sentence) {
    return sentence.replace(/\.\s*$/, "");
}
function blockedBy(report) {
    const pieces = severityPieces(report, "new", blockingSeverities(report.failOn), "new ");
    const total = verdict_countOf(report, "new", blockingSeverities(report.failOn));
    return pieces.length === 0 ? "new findings" : `${listed(pieces)} ${total === 1 ? "finding" : "findings"}`;
}
function passedWith(report) {
    if (report.targets.length === 0)
        return "nothing to check";
    const pieces = severityPieces(report, "new", core_rule/* severities */.gO, "new ");
    if (pieces.length === 0)
        return "no new findings that block";
    const total = verdict_countOf(report, "new");
    return total === 1
        ? `${listed(pieces)} finding, which does not block`
        : `${listed(pieces)} findings, none blocks`;
}
function missingFrom(report) {
    const touched = report.problems.filter((problem) => problem.touched);
    const targets = new Set(touched.flatMap((problem) => (problem.target === null ? [] : [problem.target])));
    if (targets.size === 0)
        return `${counted(Math.max(1, touched.length), "problem")} kept this change from being checked`;
    const unchecked = report.targets
        .filter((target) => target.state === "not-checked")
        .map((target) => target.id);
    const isInPart = unchecked.every((id) => !targets.has(id)) && report.targets.some(({ id }) => targets.has(id));
    const verb = targets.size === 1 ? "was" : "were";
    return `${counted(targets.size, "target")} of this change ${verb} not checked${isInPart ? " in full" : ""}`;
}
function errorOf(report) {
    const problem = report.problems.find((candidate) => candidate.stage === "configuration") ?? problemsInOrder(report)[0];
    return problem === undefined ? "the run could not be completed" : withoutPeriod(problem.message);
}
function severityPieces(report, status, among, adjective) {
    return among
        .filter((severity) => report.counts[severity][status] > 0)
        .map((severity) => `${report.counts[severity][status]} ${adjective}${severity}`);
}
//# sourceMappingURL=verdict.js.map
;// CONCATENATED MODULE: ./lib/report/names.js
/**
 * What things are called in every format: resources, targets, places. Each takes the quoting of its channel.
 */


/**
 * `Deployment shop/api`, or `Deployment api` where the namespace is not known. Kind and name are quoted
 * apart.
 */
function names_resourceName(resource, quoteKind, quote) {
    const name = resource.name === "" ? "without a name" : quote(qualified(resource));
    return `${quoteKind(resource.kind)} ${name}`;
}
/** Whose fault it is: `Deployment api, container web`; null for a finding about a file. */
function culprit(finding, quoteKind, quote) {
    if (finding.resource === null)
        return null;
    const owner = names_resourceName(finding.resource, quoteKind, quote);
    return finding.container === null ? owner : `${owner}, container ${quote(finding.container)}`;
}
/** The same where a message follows that may already name the container. */
function culpritBeside(finding, quoteKind, quote) {
    const isNamed = finding.container !== null && finding.message.includes(`"${finding.container}"`);
    return culprit(isNamed ? { ...finding, container: null } : finding, quoteKind, quote);
}
/** `deploy/api.yaml:41`, or the path alone where no line is known. Raw text. */
function names_placeOf(location) {
    return location.span === null ? location.path : `${location.path}:${location.span.startLine}`;
}
/** How sure the place is, where it is not exact; null where it is. */
function precisionNote(location) {
    switch (location.precision) {
        case "exact":
            return null;
        case "mapped":
            return "line mapped from the rendering";
        case "file":
            return "line not known";
        default:
            return (0,errors/* assertNever */.x)(location.precision);
    }
}
/** `charts/agent with values-prod.yaml`: the folder or file, and values files as seen from it. */
function targetName(target, quote) {
    const values = target.values.map((path) => quote(target.path !== "" && isInside(path, target.path) ? path.slice(target.path.length + 1) : path));
    const path = quote(target.path === "" ? "." : target.path);
    return values.length === 0 ? path : `${path} with ${values.join(", ")}`;
}
/** `Helm chart`, `Kustomize`, `manifest file`. */
function kindName(kind) {
    switch (kind) {
        case "manifest":
            return "manifest file";
        case "helm":
            return "Helm chart";
        case "kustomize":
            return "Kustomize";
        default:
            return (0,errors/* assertNever */.x)(kind);
    }
}
/** The targets of the report by id. */
function targetsById(report) {
    return new Map(report.targets.map((target) => [target.id, target]));
}
/**
 * Where the finding shows: `rendered from chart charts/web with prod.yaml`, `in 3 overlays: a, b, c`. Null
 * for a single manifest
 * file, whose path says it all. At most five are named.
 */
function showingIn(finding, targets, quote) {
    const shown = finding.targets.flatMap((id) => targets.get(id) ?? []);
    const [first] = shown;
    if (first === undefined)
        return null;
    if (shown.length === 1)
        return first.kind === "manifest" ? null : `rendered from ${sourceName(first, quote)}`;
    const kinds = new Set(shown.map((target) => target.kind));
    const noun = kinds.size === 1 ? pluralOf(first.kind) : "targets";
    const names = shown.slice(0, 5).map((target) => targetName(target, quote));
    const more = shown.length > names.length ? ` and ${shown.length - names.length} more` : "";
    return `in ${shown.length} ${noun}: ${names.join(", ")}${more}`;
}
function sourceName(target, quote) {
    const noun = target.kind === "helm" ? "chart" : "overlay";
    return `${noun} ${targetName(target, quote)}`;
}
function pluralOf(kind) {
    switch (kind) {
        case "manifest":
            return "manifest files";
        case "helm":
            return "chart renderings";
        case "kustomize":
            return "overlays";
        default:
            return (0,errors/* assertNever */.x)(kind);
    }
}
function qualified(resource) {
    return resource.namespace === null ? resource.name : `${resource.namespace}/${resource.name}`;
}
//# sourceMappingURL=names.js.map
// EXTERNAL MODULE: ./lib/text/escape.js
var text_escape = __webpack_require__(8944);
;// CONCATENATED MODULE: ./lib/report/order.js
/** The order in which people read findings: the worst first, then by place. */


/** The findings of one status, the worst first, then by path, line, column, rule. */
function findingsOf(report, status) {
    return report.findings.filter((finding) => finding.status === status).toSorted(byUrgency);
}
/** The place that a person has to edit. */
function primaryOf(finding) {
    return finding.locations[0];
}
/** Compares two severities, the worst first. */
function bySeverity(left, right) {
    return core_rule/* severities */.gO.indexOf(left) - core_rule/* severities */.gO.indexOf(right);
}
/** Compares two findings: severity, then path, line, column, rule, fingerprint. */
function byUrgency(left, right) {
    return bySeverity(left.severity, right.severity) || order_byPlace(left, right);
}
/**
 * Compares two findings: path, line, column, rule, fingerprint. A place without a line comes before the lines
 * of its file.
 */
function order_byPlace(left, right) {
    const [one, other] = [primaryOf(left), primaryOf(right)];
    return (byCodeUnits(one.path, other.path) ||
        (one.span?.startLine ?? 0) - (other.span?.startLine ?? 0) ||
        (one.span?.startColumn ?? 0) - (other.span?.startColumn ?? 0) ||
        byCodeUnits(left.rule, right.rule) ||
        byCodeUnits(left.fingerprint, right.fingerprint));
}
//# sourceMappingURL=order.js.map
;// CONCATENATED MODULE: ./lib/report/context.js
/**
 * What a format needs to know beside the report, to make links and to name the base. Nothing here is made up:
 * null gives plain text.
 */


/** A context that knows nothing: the report says all in plain text. */
const noContext = {
    serverUrl: null,
    repository: null,
    headSha: null,
    runUrl: null,
    docUrlOf: () => null,
};
/**
 * Text that is already Markdown, as a link; the text alone where there is no address, or one that could not
 * stand in a link.
 */
function context_link(markdown, url) {
    return isLinkable(url) ? `[${markdown}](${url})` : markdown;
}
/** Whether the address can stand in a link as it is: http or https, nothing that ends it early. */
function isLinkable(url) {
    return typeof url === "string" && /^https?:\/\/[A-Za-z0-9._~:/?#@!$&*+,;=%-]+$/.test(url);
}
/** A place as a link to its line. `limit` cuts a long path from the left, in code points. */
function placeLink(location, context, limit) {
    const suffix = names_placeOf(location).slice(location.path.length);
    return context_link((0,text_escape/* forMarkdown */.Bm)((0,text_escape/* cutLeft */.ml)(location.path, limit) + suffix), lineUrl(location, context));
}
/** A file or folder as a link. "" is the repository. */
function pathLink(path, line, context) {
    if (path === "")
        return "the repository";
    const label = line === null ? path : `${path}:${line}`;
    const url = blobUrl(path, context);
    return context_link((0,text_escape/* forMarkdown */.Bm)(label), url === null || line === null ? url : `${url}#L${line}`);
}
function lineUrl({ path, span }, context) {
    const url = blobUrl(path, context);
    if (url === null || span === null)
        return url;
    const last = lastLine(span);
    return last === span.startLine ? `${url}#L${last}` : `${url}#L${span.startLine}-L${last}`;
}
/** The last line that a span touches: an end in column 1 is the end of the line before. */
function lastLine(span) {
    return span.endColumn === 1 && span.endLine > span.startLine ? span.endLine - 1 : span.endLine;
}
function blobUrl(path, { serverUrl, repository, headSha }) {
    if (serverUrl === null || repository === null || headSha === null)
        return null;
    return `${serverUrl}/${(0,text_escape/* forUrl */.dG)(repository)}/blob/${(0,text_escape/* forUrl */.dG)(headSha)}/${(0,text_escape/* forUrl */.dG)(path)}`;
}
//# sourceMappingURL=context.js.map
;// CONCATENATED MODULE: ./lib/report/markdown.js
/** The pieces that the comment and the job summary are made of, as Markdown. */









/** How long a path may be where space is short, in code points. */
const shortPath = 48;
/** Long enough for any path that a person can tell from others, in code points. */
const wholePath = 110;
/** `## ⛔ Blocked: 2 new critical findings`. */
function heading(report) {
    const { emoji, word, rest } = headlineOf(report);
    return `## ${emoji} ${word}: ${(0,text_escape/* proseForMarkdown */._5)(rest)}`;
}
/** The first sentences: what the change brings and what to do about it. */
function opening(report, context) {
    const blocking = blockingSeverities(report.failOn).filter((severity) => report.counts[severity].new > 0);
    const isOne = verdict_countOf(report, "new", blocking) === 1;
    const action = report.verdict !== "blocked" || blocking.length === 0
        ? []
        : [`Fix the ${listed(blocking)} ${isOne ? "one" : "ones"} to merge.`];
    return [...changeSentences(report, context), ...action].join(" ");
}
function changeSentences(report, context) {
    if (report.targets.length === 0)
        return [noTargets(report)];
    const isQuiet = report.verdict !== "blocked";
    const checked = isQuiet ? [`${checkedPhrase(report.targets)} checked.`] : [];
    const added = boldCounts(report, "new");
    if (!isCompared(report)) {
        const { reason } = report.compared;
        const why = reason === null ? "" : ` ${(0,text_escape/* proseForMarkdown */._5)(reason)}`;
        const found = added === "" ? "The files hold no findings." : `The files hold ${added}.`;
        const note = added === "" ? "" : ", so every finding counts as new";
        return [...checked, `${found} Nothing was compared${note}.${why}`];
    }
    const fixed = boldCounts(report, "fixed");
    const fixes = fixed === "" ? [] : [`fixes ${fixed}`];
    const adds = `adds ${added === "" ? (fixed === "" ? "no findings" : "none") : added}`;
    const older = verdict_countOf(report, "existing");
    const rest = isQuiet && older > 0
        ? [`${counted(older, "older finding")} ${older === 1 ? "remains" : "remain"} on ${markdown_baseName(context)}.`]
        : [];
    const pieces = isQuiet ? [...fixes, adds] : [adds];
    return [...checked, `This pull request ${listed(pieces)}.`, ...rest];
}
function noTargets(report) {
    if (report.problems.length > 0)
        return "Nothing was checked.";
    return "No manifest, chart or overlay had to be checked.";
}
/** `**2 critical** and **3 high** findings`; empty where there are none. */
function boldCounts(report, status) {
    const pieces = core_rule/* severities */.gO
        .filter((severity) => report.counts[severity][status] > 0)
        .map((severity) => `**${report.counts[severity][status]} ${severity}**`);
    if (pieces.length === 0)
        return "";
    return `${listed(pieces)} ${verdict_countOf(report, status) === 1 ? "finding" : "findings"}`;
}
/** The name of the base branch, or words where it is not known. */
function markdown_baseName(context) {
    const name = context.baseName ?? null;
    return name === null ? "the base" : (0,text_escape/* forMarkdown */.Bm)(name);
}
/**
 * One sentence about what was not looked at; null where everything was. For a report whose table of problems
 * stands further down.
 */
function uncheckedSentence(report, context) {
    const unchecked = report.targets.filter((target) => target.state !== "checked");
    const details = context_link("details", context.runUrl);
    const more = details === "details" ? "" : ` (${details})`;
    if (unchecked.length > 0) {
        const isInPart = unchecked.some((target) => target.state === "partial");
        const verb = unchecked.length === 1 ? "was" : "were";
        return `${counted(unchecked.length, "target")} ${verb} **not checked**${isInPart ? " in full" : ""}${more}.`;
    }
    if (report.problems.length === 0)
        return null;
    return `${counted(report.problems.length, "problem")} left something **not checked**${more}.`;
}
/** What must be fixed, one row per finding: rule and resource on the left, the place on the right. */
function findingTable(header, findings, report, context) {
    const targets = targetsById(report);
    return [
        `| ${header} | Where |`,
        "|:--|:--|",
        ...findings.map((finding) => {
            const isBlocked = isBlocking(finding.severity, report.failOn);
            const title = context_link((0,text_escape/* proseForMarkdown */._5)(finding.title), context.docUrlOf(finding.rule));
            const name = isBlocked ? `**${title}**` : title;
            const what = culprit(finding, text_escape/* proseForMarkdown */._5, text_escape/* forMarkdown */.Bm);
            const shown = showingIn(finding, targets, text_escape/* forMarkdown */.Bm);
            const about = [what, shown].filter((part) => part !== null).join(", ");
            return `| ${name} · ${(0,text_escape/* forMarkdown */.Bm)(finding.rule)}${about === "" ? "" : `<br>${about}`} | ${placeCell(finding, context)} |`;
        }),
    ];
}
/** How many places one row of a rule names. */
const placesShown = 5;
/** One row for each rule: what it found in many places is one thing to understand. */
function ruleTable(header, findings, context) {
    return [
        `| ${header} | Where |`,
        "|:--|:--|",
        ...byRule(findings).map((group) => {
            const [first] = group;
            if (first === undefined)
                return "";
            const title = context_link((0,text_escape/* proseForMarkdown */._5)(first.title), context.docUrlOf(first.rule));
            const about = group.length > 1 ? counted(group.length, "place") : culprit(first, text_escape/* proseForMarkdown */._5, text_escape/* forMarkdown */.Bm);
            const places = [...new Set(group.map((finding) => inlinePlace(finding, context)))];
            const more = places.length - placesShown;
            const shown = [...places.slice(0, placesShown), ...(more > 0 ? [`and ${more} more`] : [])];
            return `| ${title} · ${(0,text_escape/* forMarkdown */.Bm)(first.rule)}${about === null ? "" : `<br>${about}`} | ${shown.join("<br>")} |`;
        }),
    ];
}
function inlinePlace(finding, context) {
    const place = primaryOf(finding);
    const note = precisionNote(place);
    return placeLink(place, context, shortPath) + (note === null ? "" : ` (${note})`);
}
function placeCell(finding, context) {
    const place = primaryOf(finding);
    const note = precisionNote(place);
    return placeLink(place, context, shortPath) + (note === null ? "" : `<br>${note}`);
}
/** Findings next to others of the same rule, the worst rule first. */
function byRule(findings) {
    return [...groupBy(findings, (finding) => `${finding.severity} ${finding.rule}`).values()];
}
/** New findings of these severities, grouped by rule and flattened again. */
function newFindings(report, among) {
    return byRule(findingsOf(report, "new").filter((finding) => among.includes(finding.severity))).flat();
}
/** Counts by severity. Without a base every finding is new, and there is nothing else to count. */
function countsTable(report, context) {
    const isWhole = isCompared(report);
    return [
        isWhole ? `| Severity | New | Already on ${markdown_baseName(context)} | Fixed here |` : "| Severity | New |",
        isWhole ? "|:--|--:|--:|--:|" : "|:--|--:|",
        ...core_rule/* severities */.gO.map((severity) => {
            const { new: added, existing, fixed } = report.counts[severity];
            const blocks = isBlocking(severity, report.failOn);
            const name = severity.charAt(0).toUpperCase() + severity.slice(1);
            const first = blocks ? `| **${name}** (blocks) | **${added}** |` : `| ${name} | ${added} |`;
            return isWhole ? `${first} ${existing} | ${fixed} |` : first;
        }),
    ];
}
/** A finding as an item of a list: its place, whose fault it is, and the message. */
function findingItem(finding, targets, context) {
    const place = primaryOf(finding);
    const owner = culpritBeside(finding, text_escape/* proseForMarkdown */._5, text_escape/* forMarkdown */.Bm);
    const notes = [showingIn(finding, targets, text_escape/* forMarkdown */.Bm), precisionNote(place)].filter((note) => note !== null);
    return [
        placeLink(place, context, wholePath),
        ` ${owner === null ? "" : `${owner}: `}${(0,text_escape/* proseForMarkdown */._5)(finding.message)}`,
        notes.length === 0 ? "" : ` (${notes.join("; ")})`,
    ].join("");
}
/** The snippets of findings of one rule, each different one once, at most three, as fenced blocks. */
function snippets(findings) {
    const firsts = [...groupBy(findings, (finding) => finding.fix.snippet ?? "")].flatMap(([snippet, [first]]) => (snippet === "" || first === undefined ? [] : [{ snippet, first }]));
    return firsts.slice(0, 3).map(({ snippet, first }) => {
        const owner = culprit(first, text_escape/* forTerminal */.Qf, text_escape/* forTerminal */.Qf);
        const comment = [(0,text_escape/* forTerminal */.Qf)(primaryOf(first).path, wholePath), owner]
            .filter((part) => part !== null)
            .join(", ");
        return (0,text_escape/* fence */.EU)(`# ${comment}\n${snippet}`, "yaml");
    });
}
/** The advice of findings of one rule, each different one once. */
function advice(findings) {
    return [...new Set(findings.map((finding) => finding.fix.advice))]
        .slice(0, 3)
        .map(text_escape/* proseForMarkdown */._5)
        .join(" ");
}
/** What was not looked at: where, why, what to do. */
function problemTable(problems, report, context) {
    const targets = targetsById(report);
    const first = report.verdict === "error" ? "Where" : "Not checked";
    return [
        `| ${first} | Why | What to do |`,
        "|:--|:--|:--|",
        ...problems.map((problem) => {
            const target = problem.target === null ? undefined : targets.get(problem.target);
            const place = pathLink(problem.path, problem.line, context);
            const isElsewhere = target !== undefined && target.path !== problem.path;
            const where = isElsewhere ? `${targetName(target, text_escape/* forMarkdown */.Bm)}<br>${place}` : place;
            return `| ${where} | ${(0,text_escape/* proseForMarkdown */._5)(problem.message)} | ${(0,text_escape/* proseForMarkdown */._5)(problem.hint)} |`;
        }),
    ];
}
/** One row per target; manifest files of one folder share a row. What was not checked in full comes first. */
function targetTable(report, limit, context) {
    const reasons = new Map([...groupBy(problemsInOrder(report), (problem) => problem.target ?? "")].map(([id, [first]]) => [
        id,
        first,
    ]));
    const unchecked = report.targets.filter((target) => target.state !== "checked");
    const checked = report.targets.filter((target) => target.state === "checked");
    const manifests = groupBy(checked.filter((target) => target.kind === "manifest"), ({ path }) => (path === "" ? "" : folderOf(path)));
    const rows = [
        ...unchecked.map((target) => targetRow(target, reasons.get(target.id), context)),
        ...[...manifests].toSorted(([left], [right]) => byCodeUnits(left, right)).map(folderRow),
        ...checked
            .filter((target) => target.kind !== "manifest")
            .map((target) => targetRow(target, undefined, context)),
    ];
    return [
        "| Target | Kind | Resources | State |",
        "|:--|:--|--:|:--|",
        ...rows.slice(0, limit),
        ...(rows.length > limit ? ["", `And ${counted(rows.length - limit, "more row")} of targets.`] : []),
    ];
}
function folderRow([folder, targets]) {
    const resources = targets.reduce((sum, target) => sum + target.resources, 0);
    const name = (0,text_escape/* forMarkdown */.Bm)(folder === "" ? "./" : `${folder}/`);
    return `| ${name} | ${counted(targets.length, "manifest file")} | ${resources} | checked |`;
}
function targetRow(target, problem, context) {
    const resources = target.state === "not-checked" ? "–" : String(target.resources);
    const kind = kindName(target.kind);
    return `| ${targetName(target, text_escape/* forMarkdown */.Bm)} | ${kind} | ${resources} | ${stateCell(target, problem, context)} |`;
}
function stateCell(target, problem, context) {
    const place = problem === undefined || problem.path === target.path
        ? ""
        : ` (${pathLink(problem.path, problem.line, context)})`;
    const why = problem === undefined ? "" : `: ${(0,text_escape/* proseForMarkdown */._5)(withoutPeriod(problem.message))}${place}`;
    switch (target.state) {
        case "checked":
            return "checked";
        case "partial":
            return `**checked in part**${why}`;
        case "not-checked":
            return `**not checked**${why}`;
        default:
            return (0,errors/* assertNever */.x)(target.state);
    }
}
/** Sentences about waived findings and undecided rules; nothing where there are none. */
function asideSentences(report) {
    const waived = verdict_countOf(report, "waived");
    const rules = [...new Set(findingsOf(report, "waived").map((finding) => finding.rule))].toSorted(byCodeUnits);
    const names = rules.slice(0, 10).map(text_escape/* forMarkdown */.Bm).join(", ") + (rules.length > 10 ? " and others" : "");
    const undecided = report.undecided.length;
    return [
        ...(waived === 0
            ? []
            : [`${counted(waived, "finding is", "findings are")} waived${names === "" ? "" : ` (${names})`}.`]),
        ...(undecided === 0
            ? []
            : [
                `${counted(undecided, "answer is", "answers are")} undecided: files cannot give ${undecided === 1 ? "it. It never blocks." : "them. They never block."}`,
            ]),
    ];
}
/**
 * `Full report · commit 3f2c1ab · policy .hardening-gate.yaml of main · catalog 0123456789ab · hardening-gate
 * 0.1.0`.
 */
function footer(report, context) {
    const commit = context.headSha ?? report.compared.head;
    const fullReport = context_link("Full report", context.runUrl);
    const policy = context.policy ?? null;
    return `<sub>${[
        ...(fullReport === "Full report" ? [] : [fullReport]),
        ...(commit === null ? [] : [`commit ${(0,text_escape/* forMarkdown */.Bm)(commit.slice(0, 7))}`]),
        ...(policy === null ? [] : [`policy ${(0,text_escape/* forMarkdown */.Bm)(policy)} of ${markdown_baseName(context)}`]),
        `catalog ${(0,text_escape/* forMarkdown */.Bm)(report.catalog)}`,
        `hardening-gate ${(0,text_escape/* proseForMarkdown */._5)(report.tool.version)}`,
    ].join(" · ")}</sub>`;
}
/** Lines of a text with an empty line between the blocks. Empty blocks are left out. */
function joined(blocks) {
    return blocks
        .filter((lines) => lines.length > 0)
        .map((lines) => lines.join("\n"))
        .join("\n\n");
}
//# sourceMappingURL=markdown.js.map
;// CONCATENATED MODULE: ./lib/report/budget.js
/** Channels have limits. A text is written again with less in it until it fits, and says what it left out. */
/**
 * What a comment may hold, in UTF-8 bytes. GitHub refuses more than 65,536, of which unit is not documented.
 */
const commentLimit = 60_000;
/** What a job summary may hold, in UTF-8 bytes. GitHub drops the whole summary of a step above 1 MiB. */
const summaryLimit = (/* unused pure expression or super */ null && (900 * 1024));
/**
 * The first version that fits; the last one where none does, so that one must have a constant size.
 *
 * @param write makes the version of a step; step 0 is the full one.
 * @param limit in UTF-8 bytes.
 */
function firstThatFits(write, steps, limit) {
    for (let step = 0; step < steps - 1; step++) {
        const version = write(step);
        if (byteLength(version) <= limit)
            return version;
    }
    return write(steps - 1);
}
/** The size of a text in UTF-8 bytes. */
function byteLength(text) {
    return new TextEncoder().encode(text).length;
}
//# sourceMappingURL=budget.js.map
;// CONCATENATED MODULE: ./lib/report/comment.js
/**
 * The comment of a pull request (`--format markdown`): the verdict and what to do in sight, the rest one
 * click away.
 */








/** How many rows the first table has; the others are a number. */
const firstRows = 10;
const full = { hasOtherSnippets: true, hasOtherLists: true, blockingRows: Infinity, targetRows: 50 };
/** What each step of the ladder leaves out, and the line that says so. The last step is `shortest`. */
const ladder = [
    { extent: full, note: null },
    {
        extent: { ...full, hasOtherSnippets: false },
        note: "Left out for length: fixes of findings that do not block.",
    },
    {
        extent: { ...full, hasOtherSnippets: false, hasOtherLists: false },
        note: "Left out for length: lists of findings that do not block.",
    },
    {
        extent: { hasOtherSnippets: false, hasOtherLists: false, blockingRows: 50, targetRows: 50 },
        note: "Left out for length: all but 50 of the findings that block.",
    },
    {
        extent: { hasOtherSnippets: false, hasOtherLists: false, blockingRows: 10, targetRows: 10 },
        note: "Left out for length: all but 10 of the findings that block, and all but 10 targets.",
    },
];
/** The comment, below 60,000 bytes of UTF-8. Its first line is the marker by which it is found again. */
function comment(report, context) {
    return firstThatFits((step) => (step < ladder.length ? comment_version(report, context, step) : shortest(report, context)), ladder.length + 1, commentLimit);
}
/** The first line of every comment of ours. The id is ours too; another text counts as `default`. */
function markerOf(context) {
    const id = context.id ?? "default";
    return `<!-- hardening-gate:comment:v1 id=${/^[a-z0-9-]{1,40}$/.test(id) ? id : "default"} -->`;
}
/**
 * Whether there is anything to tell: silence is the default. A comment that exists is updated all the same.
 */
function worthSaying(report) {
    return countOf(report, "new") > 0 || countOf(report, "fixed") > 0 || report.problems.length > 0;
}
function comment_version(report, context, step) {
    const extent = ladder[step]?.extent ?? full;
    const notes = ladder.slice(1, step + 1).flatMap(({ note }) => (note === null ? [] : [note]));
    return comment_document(report, context, [...body(report, context, extent), ...notes.map((note) => [note])]);
}
function comment_document(report, context, blocks) {
    const head = `${markerOf(context)}\n${heading(report)}`;
    return `${joined([[head], ...blocks, [footer(report, context)]])}\n`;
}
function body(report, context, extent) {
    switch (report.verdict) {
        case "error":
            return problemBlocks(report, context);
        case "incomplete":
            return [
                ...problemBlocks(report, context),
                [opening(report, context)],
                countsTable(report, context),
                ...findingLists(report, context, extent),
                ...checkedBlocks(report, context, extent),
            ];
        case "passed":
            return [
                [opening(report, context)],
                ...problemBlocks(report, context),
                ...(verdict_countOf(report, "new") === 0
                    ? []
                    : [
                        countsTable(report, context),
                        ...findingLists(report, context, extent),
                        ...checkedBlocks(report, context, extent),
                    ]),
            ];
        case "blocked":
            return [
                blockedOpening(report, context),
                ...firstTable(report, context),
                countsTable(report, context),
                ...findingLists(report, context, extent),
                ...checkedBlocks(report, context, extent),
            ];
        default:
            return (0,errors/* assertNever */.x)(report.verdict);
    }
}
function blockedOpening(report, context) {
    const unchecked = uncheckedSentence(report, context);
    return [opening(report, context), ...(unchecked === null ? [] : [unchecked])];
}
function firstTable(report, context) {
    const blocking = newFindings(report, blockingSeverities(report.failOn));
    if (blocking.length === 0)
        return [];
    const table = findingTable("Fix before merging", blocking.slice(0, firstRows), report, context);
    return [table, moreLine(blocking.length - firstRows, context)];
}
function moreLine(count, context) {
    return count > 0 ? [`And ${count} more in the ${context_link("full report", context.runUrl)}.`] : [];
}
function problemBlocks(report, context) {
    const problems = problemsInOrder(report);
    if (problems.length === 0)
        return [];
    return [
        problemTable(problems.slice(0, firstRows), report, context),
        moreLine(problems.length - firstRows, context),
    ];
}
function findingLists(report, context, extent) {
    const blocking = newFindings(report, blockingSeverities(report.failOn)).slice(0, extent.blockingRows);
    const others = core_rule/* severities */.gO.filter((severity) => severity !== "low" && !isBlocking(severity, report.failOn));
    return [
        ...byRule(blocking).map((group) => howToFix(group, report, context)),
        ...(extent.hasOtherLists
            ? others.map((severity) => otherFindings(newFindings(report, [severity]), context, extent))
            : []),
    ];
}
function howToFix(group, report, context) {
    const [first] = group;
    if (first === undefined)
        return [];
    const targets = targetsById(report);
    const rule = report.rules.find((candidate) => candidate.id === first.rule);
    const title = `How to fix: ${(0,text_escape/* proseForHtml */.aF)(first.title)}`;
    return details(`<b>${title}</b> — ${first.severity}, ${counted(group.length, "place")}`, [
        rule === undefined ? [] : [(0,text_escape/* proseForMarkdown */._5)(rule.why)],
        [advice(group)],
        ...snippets(group).map((snippet) => [snippet]),
        group.map((finding) => `- ${findingItem(finding, targets, context)}`),
        waiverHint(first.rule, context),
    ]);
}
/** Said only where a page explains how to get one. */
function waiverHint(rule, context) {
    if (!isLinkable(context.waiverUrl))
        return [];
    const merged = (context.baseName ?? null) === null ? "merged first" : `merged to ${markdown_baseName(context)}`;
    const how = context_link("How waivers work", context.waiverUrl);
    return [
        `To accept the risk instead, get a waiver for ${(0,text_escape/* forMarkdown */.Bm)(rule)}, with a reason, an owner and an end date, ${merged}. ${how}`,
    ];
}
function otherFindings(findings, context, extent) {
    const [first] = findings;
    if (first === undefined)
        return [];
    const title = `<b>${counted(findings.length, `${first.severity} finding`)}</b>`;
    const verb = findings.length === 1 ? "does" : "do";
    return details(`${title} — ${verb} not block`, [
        ruleTable("Finding", findings, context),
        ...(extent.hasOtherSnippets ? byRule(findings).flatMap(fixOf) : []),
    ]);
}
function fixOf(group) {
    const [first] = group;
    if (first === undefined)
        return [];
    return [
        [`How to fix ${(0,text_escape/* forMarkdown */.Bm)(first.rule)}: ${advice(group)}`],
        ...snippets(group).map((snippet) => [snippet]),
    ];
}
function checkedBlocks(report, context, extent) {
    if (report.targets.length === 0 && report.problems.length === 0)
        return [];
    const problems = report.verdict === "blocked" ? problemBlocks(report, context) : [];
    return [
        details(`<b>What was checked</b> — ${checkedPhrase(report.targets)}`, [
            report.targets.length === 0 ? [] : targetTable(report, extent.targetRows, context),
            ...problems,
            asideSentences(report),
        ]),
    ];
}
/** A part that opens on a click. The summary is HTML and already quoted; the blocks are Markdown. */
function details(summary, blocks) {
    return ["<details>", `<summary>${summary}</summary>`, "<br>", "", joined(blocks), "", "</details>"];
}
/** Heading, counts and link: as long for one finding as for a million. */
function shortest(report, context) {
    return comment_document(report, context, [
        countsTable(report, context),
        [
            `Left out for length: everything but the counts. It stands in the ${context_link("full report", context.runUrl)}.`,
        ],
    ]);
}
//# sourceMappingURL=comment.js.map
;// CONCATENATED MODULE: ./lib/report/annotations.js
/**
 * Annotations at lines of a change, within what a runner keeps of one step; and as workflow commands
 * (`--format github`).
 */





/** What the runner keeps: ten per step and level. The tenth error is the verdict. */
const budget = { error: 9, warning: 10, notice: 10 };
/** In code points. */
const titleLimit = 80;
/** In code points. */
const messageLimit = 400;
/** What Linux takes as a path, in bytes. */
const longestPath = 4_096;
/**
 * New findings in changed files and problems of the change: what blocks is an error, high a warning, medium a
 * notice.
 *
 * @param isChanged whether the change touches a file; compared with nothing, every file counts as changed.
 * @param allStandIn where all findings can be read, for example "the job summary"; null where nothing is
 * known.
 */
function annotations(report, context, isChanged, allStandIn) {
    const added = findingsOf(report, "new");
    const candidates = added.filter((finding) => isChanged(primaryOf(finding).path));
    const level = (finding) => annotations_levelOf(finding, report);
    const at = (wanted) => candidates.filter((finding) => level(finding) === wanted);
    const annotate = (wanted) => at(wanted)
        .slice(0, budget[wanted])
        .map((finding) => annotationOf(finding, wanted, context));
    const found = [...annotate("error"), ...annotate("warning"), ...annotate("notice")];
    const list = withProblems(found, problemsInOrder(report).filter(isTouched), report);
    const total = Math.max(added.length, verdict_countOf(report, "new"));
    const isCut = found.length < total;
    const where = allStandIn === null ? "" : `, all in ${allStandIn}`;
    const share = isCut ? `${found.length} of ${total} findings shown as annotations${where}` : null;
    return { list, verdict: verdictOf(report, share), leftOut: share === null ? null : `${share}.` };
}
/** The same as workflow commands, one a line, the verdict last. */
function github(report, context, isChanged) {
    const { list, verdict, leftOut } = annotations(report, context, isChanged, null);
    const { word, rest } = headlineOf(report);
    const notes = leftOut === null ? "" : ` ${leftOut}`;
    const last = verdict === null ? (0,text_escape/* forLog */.Ig)(`${word}: ${rest}.${notes}`) : commandOf(verdict);
    return `${[...list.map(commandOf), last].join("\n")}\n`;
}
/** `::error file=deploy/api.yaml,line=41,endLine=41,title=privileged-container (critical)::…`. */
function commandOf(annotation) {
    const { line, endLine, title } = annotation;
    const file = annotation.file === null ? null : (0,text_escape/* forTerminal */.Qf)(annotation.file, longestPath);
    const properties = Object.entries({ file, line, endLine, title }).flatMap(([name, value]) => value === null ? [] : [`${name}=${(0,text_escape/* forCommandProperty */.uK)((0,text_escape/* breakCommands */.ix)(String(value)))}`]);
    return `::${annotation.level} ${properties.join(",")}::${(0,text_escape/* forCommandData */.ps)((0,text_escape/* breakCommands */.ix)(annotation.message))}`;
}
function annotations_levelOf(finding, report) {
    if (isBlocking(finding.severity, report.failOn))
        return "error";
    if (finding.severity === "medium")
        return "notice";
    return finding.severity === "low" ? null : "warning";
}
function annotationOf(finding, level, context) {
    const place = primaryOf(finding);
    const owner = culpritBeside(finding, plain, plain);
    const note = precisionNote(place);
    const url = context.docUrlOf(finding.rule);
    const link = url === null ? "" : ` How to fix: ${url}`;
    const what = `${owner === null ? "" : `${owner}: `}${finding.message} ${finding.fix.advice}`;
    const about = note === null ? what : `${what} (${note})`;
    return {
        level,
        title: (0,text_escape/* forPlainText */.$2)(`${finding.rule} (${finding.severity})`, titleLimit),
        message: (0,text_escape/* forPlainText */.$2)(about, Math.max(1, messageLimit - link.length)) + (0,text_escape/* cut */.Jj)(link, messageLimit - 1),
        file: place.path,
        line: place.span?.startLine ?? null,
        endLine: place.span === null ? null : lastLine(place.span),
    };
}
/** Problems take what the findings of their level leave. They are errors where they decide the verdict. */
function withProblems(found, problems, report) {
    const level = report.verdict === "passed" ? "warning" : "error";
    const isBefore = (annotation) => annotation.level === "error" || annotation.level === level;
    const before = found.filter(isBefore);
    const room = budget[level] - found.filter((annotation) => annotation.level === level).length;
    return [
        ...before,
        ...problems.slice(0, room).map((problem) => problemAnnotation(problem, level)),
        ...found.filter((annotation) => !isBefore(annotation)),
    ];
}
function problemAnnotation(problem, level) {
    const { path, line } = problem;
    return {
        level,
        title: "hardening-gate: not checked",
        message: (0,text_escape/* forPlainText */.$2)(`${problem.message} ${problem.hint}`, messageLimit),
        file: path === "" ? null : path,
        line: path === "" ? null : line,
        endLine: path === "" ? null : line,
    };
}
function verdictOf(report, share) {
    if (report.verdict === "passed")
        return null;
    const { word, rest } = headlineOf(report);
    const note = share === null ? "" : ` (${share})`;
    const message = (0,text_escape/* forPlainText */.$2)(`${word}: ${rest}`, messageLimit - note.length) + note;
    return { level: "error", title: "hardening-gate", message, file: null, line: null, endLine: null };
}
function isTouched(problem) {
    return problem.touched;
}
function plain(name) {
    return (0,text_escape/* forPlainText */.$2)(name, 120);
}
//# sourceMappingURL=annotations.js.map
// EXTERNAL MODULE: ./lib/core/finding.js
var finding = __webpack_require__(6134);
;// CONCATENATED MODULE: ./lib/report/json.js
/** The report as JSON, the published contract (`schema/report.json`), and back. */






/**
 * The report with two spaces of indentation and a line break at its end. The order of the keys never changes.
 */
function json(report) {
    return `${(0,text_escape/* forJson */.Cx)(JSON.stringify(toJson(report), null, 2))}\n`;
}
/**
 * Reads what `json` wrote: every format prints the same from the result.
 *
 * @throws DecodeError with the first place that is not as `schema/report.json` says.
 */
function readJson(text) {
    return decode(json_report, json_parse(text));
}
function toJson(value) {
    const { schemaVersion, tool, verdict, compared, counts, catalog, failOn, profile } = value;
    return {
        schemaVersion,
        tool: { name: tool.name, version: tool.version },
        verdict,
        compared: { base: compared.base, head: compared.head, reason: compared.reason },
        counts: Object.fromEntries(core_rule/* severities */.gO.map((severity) => [
            severity,
            Object.fromEntries(finding/* statuses */.b.map((status) => [status, counts[severity][status]])),
        ])),
        targets: value.targets.map(targetToJson),
        findings: value.findings.map(findingToJson),
        undecided: value.undecided.map(undecidedToJson),
        problems: value.problems.map(problemToJson),
        notes: value.notes.map(({ path, message }) => ({ path, message })),
        catalog,
        failOn,
        profile,
        rules: value.rules.map(ruleToJson),
    };
}
function targetToJson({ id, kind, path, values, files, state, resources }) {
    return { id, kind, path, values, files, state, resources };
}
function findingToJson(finding) {
    const { rule, title, severity, status, message, container, field } = finding;
    const { advice, safety, snippet } = finding.fix;
    return {
        rule,
        title,
        severity,
        status,
        message,
        resource: resourceToJson(finding.resource),
        container,
        field,
        locations: finding.locations.map(locationToJson),
        targets: finding.targets,
        fingerprint: finding.fingerprint,
        missing: finding.missing,
        also: finding.also,
        fix: { advice, safety, snippet },
    };
}
function resourceToJson(resource) {
    if (resource === null)
        return null;
    const { apiVersion, kind, namespace, name } = resource;
    return { apiVersion, kind, namespace, name };
}
function locationToJson({ role, path, span, precision }) {
    return {
        role,
        path,
        startLine: span?.startLine ?? null,
        startColumn: span?.startColumn ?? null,
        endLine: span?.endLine ?? null,
        endColumn: span?.endColumn ?? null,
        precision,
    };
}
function undecidedToJson({ rule, resource, path, reason }) {
    return { rule, resource: resourceToJson(resource), path, reason };
}
function problemToJson({ stage, path, line, target, touched, message, hint }) {
    return { stage, path, line, target, touched, message, hint };
}
function ruleToJson(value) {
    const { id, title, severity, family, what, why, advice, references } = value;
    const controls = value.controls.map((control) => ({
        framework: control.framework,
        id: control.id,
        title: control.title,
    }));
    return { id, title, severity, family, what, why, advice, references, controls };
}
function json_parse(text) {
    try {
        return JSON.parse(text);
    }
    catch (cause) {
        if (!(cause instanceof SyntaxError))
            throw cause;
        // the library's message quotes the text, which may be anything
        throw new DecodeError({ path: [], expected: "JSON", found: "text that is not JSON" });
    }
}
const count = atLeast(0);
const position = atLeast(1);
const repoPath = (value, path) => {
    const read = (0,core_decode/* string */.Yj)(value, path);
    try {
        return asRepoPath(read);
    }
    catch {
        return json_fail(path, "a path inside the repository", "another text");
    }
};
const repoPathOrRoot = (value, path) => (value === "" ? "" : repoPath(value, path));
const route = (0,core_decode/* listOf */.c3)((value, path) => typeof value === "number" ? count(value, path) : (0,core_decode/* string */.Yj)(value, path));
const resource = (0,core_decode/* object */.Ik)({ apiVersion: core_decode/* string */.Yj, kind: core_decode/* string */.Yj, namespace: (0,core_decode/* nullable */.me)(core_decode/* string */.Yj), name: core_decode/* string */.Yj });
const flatLocation = (0,core_decode/* object */.Ik)({
    role: (0,core_decode/* oneOf */.yL)("primary", "related"),
    path: repoPath,
    startLine: (0,core_decode/* nullable */.me)(position),
    startColumn: (0,core_decode/* nullable */.me)(position),
    endLine: (0,core_decode/* nullable */.me)(position),
    endColumn: (0,core_decode/* nullable */.me)(position),
    precision: (0,core_decode/* oneOf */.yL)("exact", "mapped", "file"),
});
const json_location = (value, path) => {
    const { startLine, startColumn, endLine, endColumn, ...rest } = flatLocation(value, path);
    if (rest.precision === "file") {
        const isEmpty = startLine === null && startColumn === null && endLine === null && endColumn === null;
        return isEmpty
            ? { ...rest, span: null }
            : json_fail(path, "without lines, as only the file is known", "lines");
    }
    if (startLine === null || startColumn === null || endLine === null || endColumn === null)
        return json_fail(path, `a place with lines and columns, as it is ${rest.precision}`, "null");
    return { ...rest, span: { startLine, startColumn, endLine, endColumn } };
};
const locations = (value, path) => {
    const [first, ...others] = (0,core_decode/* listOf */.c3)(json_location)(value, path);
    return first === undefined
        ? json_fail(path, "a list with at least one place", "an empty list")
        : [first, ...others];
};
const json_finding = (0,core_decode/* object */.Ik)({
    rule: core_decode/* string */.Yj,
    title: core_decode/* string */.Yj,
    severity: (0,core_decode/* oneOf */.yL)(...core_rule/* severities */.gO),
    status: (0,core_decode/* oneOf */.yL)(...finding/* statuses */.b),
    message: core_decode/* string */.Yj,
    resource: (0,core_decode/* nullable */.me)(resource),
    container: (0,core_decode/* nullable */.me)(core_decode/* string */.Yj),
    field: route,
    locations,
    targets: (0,core_decode/* listOf */.c3)(core_decode/* string */.Yj),
    fingerprint: core_decode/* string */.Yj,
    missing: (0,core_decode/* nullable */.me)(core_decode/* string */.Yj),
    also: (0,core_decode/* listOf */.c3)(core_decode/* string */.Yj),
    fix: (0,core_decode/* object */.Ik)({ advice: core_decode/* string */.Yj, safety: (0,core_decode/* oneOf */.yL)("safe", "review", "none"), snippet: (0,core_decode/* nullable */.me)(core_decode/* string */.Yj) }),
});
const byStatus = (0,core_decode/* object */.Ik)({ new: count, existing: count, fixed: count, waived: count });
const json_report = (0,core_decode/* object */.Ik)({
    schemaVersion: json_literal(1),
    tool: (0,core_decode/* object */.Ik)({ name: (0,core_decode/* oneOf */.yL)("hardening-gate"), version: core_decode/* string */.Yj }),
    verdict: (0,core_decode/* oneOf */.yL)("passed", "blocked", "incomplete", "error"),
    compared: (0,core_decode/* object */.Ik)({ base: (0,core_decode/* nullable */.me)(core_decode/* string */.Yj), head: (0,core_decode/* nullable */.me)(core_decode/* string */.Yj), reason: (0,core_decode/* nullable */.me)(core_decode/* string */.Yj) }),
    counts: (0,core_decode/* object */.Ik)({ critical: byStatus, high: byStatus, medium: byStatus, low: byStatus }),
    targets: (0,core_decode/* listOf */.c3)((0,core_decode/* object */.Ik)({
        id: core_decode/* string */.Yj,
        kind: (0,core_decode/* oneOf */.yL)("manifest", "helm", "kustomize"),
        path: repoPathOrRoot,
        values: (0,core_decode/* listOf */.c3)(repoPath),
        files: (0,core_decode/* listOf */.c3)(repoPath),
        state: (0,core_decode/* oneOf */.yL)("checked", "partial", "not-checked"),
        resources: count,
    })),
    findings: (0,core_decode/* listOf */.c3)(json_finding),
    undecided: (0,core_decode/* listOf */.c3)((0,core_decode/* object */.Ik)({ rule: core_decode/* string */.Yj, resource: (0,core_decode/* nullable */.me)(resource), path: repoPath, reason: core_decode/* string */.Yj })),
    problems: (0,core_decode/* listOf */.c3)((0,core_decode/* object */.Ik)({
        stage: (0,core_decode/* oneOf */.yL)("repository", "discover", "render", "parse", "evaluate", "configuration"),
        path: repoPathOrRoot,
        line: (0,core_decode/* nullable */.me)(position),
        target: (0,core_decode/* nullable */.me)(core_decode/* string */.Yj),
        touched: core_decode/* boolean */.zM,
        message: core_decode/* string */.Yj,
        hint: core_decode/* string */.Yj,
    })),
    notes: (0,core_decode/* listOf */.c3)((0,core_decode/* object */.Ik)({ path: repoPathOrRoot, message: core_decode/* string */.Yj })),
    catalog: core_decode/* string */.Yj,
    failOn: (0,core_decode/* oneOf */.yL)(...report/* thresholds */.p),
    profile: core_decode/* string */.Yj,
    rules: (0,core_decode/* listOf */.c3)((0,core_decode/* object */.Ik)({
        id: core_decode/* string */.Yj,
        title: core_decode/* string */.Yj,
        severity: (0,core_decode/* oneOf */.yL)(...core_rule/* severities */.gO),
        family: core_decode/* string */.Yj,
        what: core_decode/* string */.Yj,
        why: core_decode/* string */.Yj,
        advice: core_decode/* string */.Yj,
        references: (0,core_decode/* listOf */.c3)(core_decode/* string */.Yj),
        controls: (0,core_decode/* listOf */.c3)((0,core_decode/* object */.Ik)({ framework: core_decode/* string */.Yj, id: core_decode/* string */.Yj, title: core_decode/* string */.Yj })),
    })),
});
function atLeast(least) {
    return (value, path) => {
        const read = (0,core_decode/* integer */.nd)(value, path);
        return read >= least ? read : json_fail(path, `a whole number from ${least}`, "a smaller one");
    };
}
function json_literal(expected) {
    return (value, path) => {
        if ((0,core_decode/* anything */.D8)(value) === expected)
            return expected;
        return json_fail(path, String(expected), typeof value === "number" ? String(value) : "something else");
    };
}
function json_fail(path, expected, found) {
    throw new core_decode/* DecodeError */.Xc({ path, expected, found });
}
//# sourceMappingURL=json.js.map
;// CONCATENATED MODULE: ./lib/report/sarif.js
/**
 * The report as SARIF 2.1.0, within GitHub's limits (docs.github.com, "SARIF results exceed one or more
 * limits", November 2026).
 */






/** GitHub keeps the first 5,000 results by severity. */
const resultLimit = 5_000;
/** GitHub shows 100 locations of a result. */
const locationLimit = 100;
/** GitHub shows 10 tags of a rule. */
const tagLimit = 10;
/** What one text may hold, in code points. */
const textLimit = 1_000;
/** Problems that are told one by one. */
const notificationLimit = 1_000;
/** The lower ends of GitHub's classes are 9.0 for critical, 7.0 for high, 4.0 for medium. */
const securitySeverities = { critical: "9.5", high: "8.0", medium: "5.5", low: "3.0" };
const levels = { critical: "error", high: "error", medium: "warning", low: "note" };
/**
 * New and existing findings as one run. Fixed and waived ones are left out, because GitHub reads neither
 * `baselineState` nor
 * `suppressions` and would open an alert for each; the properties of the run say how many they are.
 */
function sarif(report, context) {
    const rules = rulesOf(report);
    const taxonomies = taxonomiesOf(rules);
    const present = report.findings.filter(({ status }) => status === "new" || status === "existing");
    const results = present.toSorted(byImportance).slice(0, resultLimit);
    const targets = targetsById(report);
    const ruleIndexes = new Map(rules.map((rule, index) => [rule.id, index]));
    const log = {
        $schema: "https://json.schemastore.org/sarif-2.1.0.json",
        version: "2.1.0",
        runs: [
            {
                tool: {
                    driver: {
                        name: "hardening-gate",
                        version: report.tool.version,
                        ...(taxonomies.length === 0
                            ? {}
                            : { supportedTaxonomies: taxonomies.map(({ name }, index) => ({ name, index })) }),
                        rules: rules.map((rule) => ruleDescriptor(rule, taxonomies, context)),
                    },
                },
                ...(taxonomies.length === 0 ? {} : { taxonomies: taxonomies.map(taxonomyComponent) }),
                invocations: [invocation(report, present.length - results.length)],
                originalUriBaseIds: { "%SRCROOT%": { description: { text: "The root of the repository." } } },
                columnKind: "utf16CodeUnits",
                results: results.map((finding) => result(finding, ruleIndexes.get(finding.rule), targets)),
                properties: {
                    verdict: report.verdict,
                    catalog: report.catalog,
                    fixed: verdict_countOf(report, "fixed"),
                    waived: verdict_countOf(report, "waived"),
                    undecided: report.undecided.length,
                },
            },
        ],
    };
    return `${(0,text_escape/* forJson */.Cx)(JSON.stringify(log, null, 2))}\n`;
}
/** By severity, and of one severity what is new first, because the limit cuts the end. */
function byImportance(left, right) {
    return (bySeverity(left.severity, right.severity) ||
        Number(left.status !== "new") - Number(right.status !== "new") ||
        byUrgency(left, right));
}
/**
 * The rules of the report by id, and one made of its findings for a rule that the report does not describe.
 */
function rulesOf(report) {
    const rules = new Map(report.rules.map((rule) => [rule.id, rule]));
    for (const finding of report.findings.toSorted(byUrgency)) {
        if (rules.has(finding.rule))
            continue;
        const { rule: id, title, severity, fix } = finding;
        const advice = fix.advice;
        rules.set(id, {
            id,
            title,
            severity,
            family: "other",
            what: title,
            why: "",
            advice,
            references: [],
            controls: [],
        });
    }
    return [...rules.values()].toSorted((left, right) => byCodeUnits(left.id, right.id));
}
function taxonomiesOf(rules) {
    const frameworks = new Map();
    for (const { controls } of rules) {
        for (const { framework, id, title } of controls) {
            const known = frameworks.get(framework) ?? new Map();
            frameworks.set(framework, known.set(id, title));
        }
    }
    return [...frameworks]
        .toSorted(([left], [right]) => byCodeUnits(left, right))
        .map(([name, controls]) => ({
        name,
        controls: [...controls]
            .toSorted(([left], [right]) => byCodeUnits(left, right))
            .map(([id, title]) => ({ id, title })),
    }));
}
function taxonomyComponent({ name, controls }) {
    return {
        name,
        isComprehensive: false,
        taxa: controls.map(({ id, title }) => ({ id, shortDescription: { text: sarif_plain(title) } })),
    };
}
function ruleDescriptor(rule, taxonomies, context) {
    const helpUri = context.docUrlOf(rule.id);
    const frameworks = [...new Set(rule.controls.map(({ framework }) => framework))].toSorted(byCodeUnits);
    return {
        id: rule.id,
        shortDescription: { text: sarif_plain(rule.title) },
        fullDescription: { text: sarif_plain(rule.what) },
        help: helpOf(rule),
        ...(isLinkable(helpUri) ? { helpUri } : {}),
        defaultConfiguration: { level: levels[rule.severity] },
        ...(rule.controls.length === 0 ? {} : { relationships: relationshipsOf(rule, taxonomies) }),
        properties: {
            tags: ["security", "kubernetes", rule.family, ...frameworks].slice(0, tagLimit),
            precision: "high",
            "problem.severity": problemSeverity(rule.severity),
            "security-severity": securitySeverities[rule.severity],
        },
    };
}
function helpOf({ what, why, advice, references }) {
    const parts = [what, why, `Fix: ${advice}`].filter((part) => part !== "");
    const links = references.filter((url) => isLinkable(url));
    const list = links.length === 0 ? [] : [links.map((url) => `- <${url}>`).join("\n")];
    return {
        text: [...parts, ...links].map(sarif_plain).join("\n"),
        markdown: [...parts.map(text_escape/* proseForMarkdown */._5), ...list].join("\n\n"),
    };
}
function relationshipsOf(rule, taxonomies) {
    return rule.controls.map(({ framework, id }) => {
        const index = taxonomies.findIndex(({ name }) => name === framework);
        const taxon = taxonomies[index]?.controls.findIndex((control) => control.id === id) ?? -1;
        return {
            target: { id, index: taxon, toolComponent: { name: framework, index } },
            kinds: ["relevant"],
        };
    });
}
function result(finding, ruleIndex, targets) {
    const [primary, ...others] = finding.locations;
    const related = others.slice(0, locationLimit - 1);
    return {
        ruleId: finding.rule,
        ...(ruleIndex === undefined ? {} : { ruleIndex }),
        level: levels[finding.severity],
        message: { text: messageOf(finding, targets) },
        locations: [{ ...physical(primary), ...logical(finding) }],
        ...(related.length === 0
            ? {}
            : {
                relatedLocations: related.map((location, index) => ({
                    id: index + 1,
                    ...physical(location),
                    message: { text: "This place takes part in it." },
                })),
            }),
        // GitHub reads the first; the second is ours for everybody else
        partialFingerprints: {
            primaryLocationLineHash: `${finding.fingerprint}:1`,
            "hardeningGate/v1": finding.fingerprint,
        },
        properties: { status: finding.status, severity: finding.severity, precision: primary.precision },
    };
}
function messageOf(finding, targets) {
    const quote = (name) => (0,text_escape/* forPlainText */.$2)(name, 120);
    const owner = culpritBeside(finding, quote, quote);
    const note = precisionNote(primaryOf(finding));
    const shown = finding.targets.flatMap((id) => targets.get(id) ?? []);
    const names = shown.slice(0, 5).map((target) => targetName(target, quote));
    const more = shown.length > names.length ? ` and ${counted(shown.length - names.length, "more target")}` : "";
    const isRendered = shown.some((target) => target.kind !== "manifest");
    const sentences = [
        `${owner === null ? "" : `${owner}: `}${finding.message}`,
        finding.fix.advice,
        ...(isRendered ? [`Rendered from ${names.join(", ")}${more}.`] : []),
        ...(note === null ? [] : [`(${note})`]),
    ];
    return (0,text_escape/* forSarif */.zR)(sentences.join(" "), textLimit);
}
/**
 * A region says where in the file; where only the file is known there is none. SARIF's end column is
 * exclusive, as ours is.
 */
function physical({ path, span }) {
    return {
        physicalLocation: { artifactLocation: artifact(path), ...(span === null ? {} : { region: { ...span } }) },
    };
}
function artifact(path) {
    return { uri: (0,text_escape/* forUrl */.dG)(path), uriBaseId: "%SRCROOT%" };
}
function logical({ resource }) {
    if (resource === null)
        return {};
    const { apiVersion, kind, namespace, name } = resource;
    const parts = [apiVersion, kind, ...(namespace === null ? [] : [namespace]), name];
    return {
        logicalLocations: [{ name: sarif_plain(name), kind: "resource", fullyQualifiedName: sarif_plain(parts.join("/")) }],
    };
}
/** What could not be looked at. The run did not succeed where the change touches some of it. */
function invocation(report, cutResults) {
    const isWhole = report.verdict !== "incomplete" && report.verdict !== "error";
    const problems = problemsInOrder(report);
    const more = problems.length - notificationLimit;
    return {
        executionSuccessful: isWhole && problems.every((problem) => !problem.touched),
        toolExecutionNotifications: [
            ...problems.slice(0, notificationLimit).map(notification),
            ...(more > 0 ? [note(`${counted(more, "more problem")} left out for length.`)] : []),
            ...(cutResults > 0 ? [note(`${counted(cutResults, "result")} left out: the limit is 5,000.`)] : []),
        ],
    };
}
function notification({ stage, path, line, touched, message, hint }) {
    const place = path === ""
        ? null
        : { artifactLocation: artifact(path), ...(line === null ? {} : { region: { startLine: line } }) };
    return {
        level: touched ? "error" : "warning",
        message: { text: (0,text_escape/* forSarif */.zR)(`${message} ${hint}`, textLimit) },
        ...(place === null ? {} : { locations: [{ physicalLocation: place }] }),
        properties: { stage },
    };
}
function note(text) {
    return { level: "note", message: { text } };
}
function problemSeverity(severity) {
    const words = { critical: "error", high: "error", medium: "warning", low: "recommendation" };
    return words[severity];
}
function sarif_plain(text) {
    return (0,text_escape/* forSarif */.zR)(text, textLimit);
}
//# sourceMappingURL=sarif.js.map
;// CONCATENATED MODULE: ./lib/report/paint.js
/** Colours of the terminal, by what a piece of text means. */
const codes = {
    critical: "1;31",
    high: "31",
    medium: "33",
    low: "36",
    problem: "1;33",
    place: "1",
    faint: "2",
    passed: "1;32",
    blocked: "1;31",
    incomplete: "1;33",
    error: "1;31",
};
/** A painter that uses ANSI colours, or one that leaves every text as it is. */
function painter(color) {
    return color ? (meaning, text) => `\u001b[${codes[meaning]}m${text}\u001b[0m` : (_, text) => text;
}
//# sourceMappingURL=paint.js.map
;// CONCATENATED MODULE: ./lib/report/text.js
/** The command line's own format: what a developer has to edit, then what was looked at, then the verdict. */









/**
 * The report as text, with a line break at its end. Its lines are as long as what they say: nothing depends
 * on a width.
 */
function text_text(report, options) {
    const paint = painter(options.color);
    const isVerbose = options.verbose ?? false;
    const blocks = [
        ...finding/* statuses */.b
            .filter((status) => status === "new" || isVerbose)
            .flatMap((status) => findingBlocks(findingsOf(report, status), report, paint, isVerbose)),
        ...problemsInOrder(report).map((problem) => problemBlock(problem, report, paint)),
        undecidedBlock(report.undecided, isVerbose),
        noteBlock(report, isVerbose),
        checkedBlock(report, isVerbose),
        verdictBlock(report, paint),
    ];
    return `${blocks
        .filter((lines) => lines.length > 0)
        .map((lines) => lines.map(text_escape/* breakCommands */.ix).join("\n"))
        .join("\n\n")}\n`;
}
/** One block per file; the file with the worst finding first. */
function findingBlocks(findings, report, paint, isVerbose) {
    const targets = targetsById(report);
    const shownSnippets = new Set();
    return [...groupBy(findings, (finding) => primaryOf(finding).path).values()].map((group) => group
        .toSorted((left, right) => bySeverity(left.severity, right.severity) || order_byPlace(left, right))
        .flatMap((finding) => {
        const key = `${finding.rule}\n${finding.fix.snippet}`;
        const isRepeated = shownSnippets.has(key);
        shownSnippets.add(key);
        return findingLines(finding, targets, paint, { isRepeated, isVerbose });
    }));
}
function findingLines(finding, targets, paint, how) {
    const [primary, ...related] = finding.locations;
    const severity = paint(finding.severity, severityWord(finding));
    const place = paint("place", text_position(primary));
    const owner = culpritBeside(finding, text_escape/* forTerminal */.Qf, text_escape/* forTerminal */.Qf);
    const shown = showingIn(finding, targets, text_escape/* forTerminal */.Qf);
    const note = precisionNote(primary);
    const snippet = how.isRepeated ? null : finding.fix.snippet;
    const fix = [
        `  Fix: ${(0,text_escape/* forTerminal */.Qf)(finding.fix.advice)}`,
        ...(snippet === null ? [] : snippetLines(snippet)),
    ];
    return [
        `${place}  ${severity}  ${(0,text_escape/* forTerminal */.Qf)(finding.title)}  ${paint("faint", (0,text_escape/* forTerminal */.Qf)(finding.rule))}`,
        `  ${owner === null ? "" : `${owner}: `}${(0,text_escape/* forTerminal */.Qf)(finding.message)}`,
        ...(isMissingSaid(finding) ? [] : [`  Missing: ${(0,text_escape/* forTerminal */.Qf)(finding.missing ?? "")}.`]),
        ...(note === null ? [] : [`  ${capitalized(note)}.`]),
        ...(shown === null ? [] : [`  ${capitalized(shown)}.`]),
        ...related.map((location) => `  See also ${text_position(location)}.`),
        ...(how.isVerbose && finding.also.length > 0
            ? [`  Says less and holds here too: ${finding.also.map((rule) => (0,text_escape/* forTerminal */.Qf)(rule)).join(", ")}.`]
            : []),
        ...(finding.status === "fixed" ? [] : fix),
    ];
}
/** Whether the reader learns what is missing from the message or the advice, or nothing is missing. */
function isMissingSaid({ missing, message, fix }) {
    return missing === null || message.includes(missing) || fix.advice.includes(missing);
}
/** `critical`, with the status where it is not new. */
function severityWord(finding) {
    return finding.status === "new" ? finding.severity : `${finding.severity} (${finding.status})`;
}
/** `path:line:column`, which terminals and editors turn into a link. */
function text_position(location) {
    const path = (0,text_escape/* forTerminal */.Qf)(location.path);
    return location.span === null ? path : `${path}:${location.span.startLine}:${location.span.startColumn}`;
}
function capitalized(phrase) {
    return phrase.charAt(0).toUpperCase() + phrase.slice(1);
}
function snippetLines(snippet) {
    return snippet
        .trimEnd()
        .split("\n")
        .map((line) => `    ${(0,text_escape/* forTerminal */.Qf)(line.replace(/\r$/, ""))}`.trimEnd());
}
function problemBlock(problem, report, paint) {
    const path = problem.path === "" ? "the repository" : (0,text_escape/* forTerminal */.Qf)(problem.path);
    const place = paint("place", problem.line === null ? path : `${path}:${problem.line}`);
    const target = report.targets.find((candidate) => candidate.id === problem.target);
    const word = paint("problem", problem.touched ? "not checked" : "not checked (unchanged)");
    return [
        `${place}  ${word}  ${stageName(problem.stage)}`,
        `  ${(0,text_escape/* forTerminal */.Qf)(problem.message)}`,
        ...(target === undefined || target.path === problem.path
            ? []
            : [`  It concerns ${targetName(target, text_escape/* forTerminal */.Qf)}.`]),
        `  To do: ${(0,text_escape/* forTerminal */.Qf)(problem.hint)}`,
    ];
}
function stageName(stage) {
    switch (stage) {
        case "repository":
            return "while listing files";
        case "discover":
            return "while looking for targets";
        case "render":
            return "while rendering";
        case "parse":
            return "while reading";
        case "evaluate":
            return "while judging";
        case "configuration":
            return "while reading the configuration";
        default:
            return (0,errors/* assertNever */.x)(stage);
    }
}
function undecidedBlock(undecided, isVerbose) {
    if (undecided.length === 0)
        return [];
    const title = `Undecided: ${counted(undecided.length, "answer")} that files cannot give. ${neverBlocks(undecided.length)}`;
    if (isVerbose)
        return [title, ...undecided.toSorted(byUndecidedPlace).map(undecidedLine)];
    const reasons = [...groupBy(undecided, ({ reason }) => reason)].toSorted(([left, some], [right, others]) => others.length - some.length || byCodeUnits(left, right));
    return [
        title,
        ...reasons.slice(0, 10).map(([reason, group]) => `  ${group.length} x ${(0,text_escape/* forTerminal */.Qf)(reason)}`),
        ...(reasons.length > 10 ? [`  And ${counted(reasons.length - 10, "more reason")}.`] : []),
    ];
}
function noteBlock({ notes }, isVerbose) {
    if (notes.length === 0)
        return [];
    const shown = isVerbose ? notes : notes.slice(0, 10);
    const more = notes.length - shown.length;
    return [
        "Noted:",
        ...shown.map(({ path, message }) => `  ${path === "" ? "" : `${(0,text_escape/* forTerminal */.Qf)(path)}: `}${(0,text_escape/* forTerminal */.Qf)(message)}`),
        ...(more > 0 ? [`  And ${counted(more, "more note")}.`] : []),
    ];
}
function undecidedLine({ rule, resource, path, reason }) {
    const owner = resource === null ? "" : `${names_resourceName(resource, text_escape/* forTerminal */.Qf, text_escape/* forTerminal */.Qf)}: `;
    return `  ${(0,text_escape/* forTerminal */.Qf)(path)}  ${(0,text_escape/* forTerminal */.Qf)(rule)}  ${owner}${(0,text_escape/* forTerminal */.Qf)(reason)}`;
}
function byUndecidedPlace(left, right) {
    return (byCodeUnits(left.path, right.path) ||
        byCodeUnits(left.rule, right.rule) ||
        byCodeUnits(left.resource?.name ?? "", right.resource?.name ?? ""));
}
function checkedBlock(report, isVerbose) {
    const { targets } = report;
    if (targets.length === 0)
        return [];
    const listing = isVerbose ? targets : targets.filter(({ state }) => state !== "checked");
    const most = isVerbose ? listing.length : 20;
    return [
        `Checked ${checkedPhrase(targets)}: ${kindCounts(targets)}.`,
        ...listing.slice(0, most).map(targetLine),
        ...(listing.length > most ? [`  And ${listing.length - most} more.`] : []),
        ...comparisonLines(report, isVerbose),
    ];
}
function targetLine(target) {
    const name = targetName(target, text_escape/* forTerminal */.Qf);
    switch (target.state) {
        case "checked":
            return `  ${name}: ${counted(target.resources, "resource")}.`;
        case "partial":
            return `  ${name}: ${counted(target.resources, "resource")}, checked in part.`;
        case "not-checked":
            return `  ${name}: not checked.`;
        default:
            return (0,errors/* assertNever */.x)(target.state);
    }
}
/** `9 manifest files, 2 Helm charts with 3 sets of values, 1 kustomization`. */
function kindCounts(targets) {
    const count = (kind) => targets.filter((target) => target.kind === kind);
    const [manifests, charts, overlays] = [count("manifest"), count("helm"), count("kustomize")];
    const chartPaths = new Set(charts.map(({ path }) => path)).size;
    const sets = charts.length > chartPaths ? ` with ${charts.length} sets of values` : "";
    return listed([
        ...(manifests.length > 0 ? [counted(manifests.length, "manifest file")] : []),
        ...(charts.length > 0 ? [`${counted(chartPaths, "Helm chart")}${sets}`] : []),
        ...(overlays.length > 0 ? [counted(overlays.length, "kustomization")] : []),
    ]);
}
function comparisonLines(report, isVerbose) {
    const { base, reason } = report.compared;
    const waived = verdict_countOf(report, "waived");
    const waivedPhrase = waived === 0 ? [] : [`${waived} waived`];
    if (!isCompared(report)) {
        const why = reason === null ? "" : ` ${(0,text_escape/* forTerminal */.Qf)(reason)}`;
        const rest = waived === 0 ? "" : ` ${counted(waived, "finding is", "findings are")} waived.`;
        return [`Compared with nothing: every finding counts as new.${why}${rest}`];
    }
    const pieces = [
        ...(verdict_countOf(report, "existing") === 0 ? [] : [`${verdict_countOf(report, "existing")} existing`]),
        ...(verdict_countOf(report, "fixed") === 0 ? [] : [`${verdict_countOf(report, "fixed")} fixed`]),
        ...waivedPhrase,
    ];
    const total = verdict_countOf(report, "existing") + verdict_countOf(report, "fixed") + waived;
    const others = total === 0 ? "no other findings" : `${listed(pieces)} ${total === 1 ? "finding" : "findings"}`;
    const advice = pieces.length === 0 || isVerbose ? "" : " Use --verbose to list them.";
    return [`Compared with ${(0,text_escape/* forTerminal */.Qf)((base ?? "").slice(0, 12))}: ${others}.${advice}`];
}
function verdictBlock(report, paint) {
    const { word, rest } = headlineOf(report);
    const isMore = verdict_countOf(report, "new") > verdict_countOf(report, "new", blockingSeverities(report.failOn));
    const all = report.verdict === "blocked" && isMore ? ` New in all: ${severityCounts(report, "new")}.` : "";
    return [`${paint(report.verdict, `${word}:`)} ${(0,text_escape/* forTerminal */.Qf)(rest)}.${all} ${nextStep(report)}`.trimEnd()];
}
function nextStep(report) {
    switch (report.verdict) {
        case "blocked":
            return "Fix what blocks, then run again.";
        case "incomplete":
            return "Do what the problems above say, then run again.";
        case "error":
            return "Repair the configuration, then run again.";
        case "passed":
            return report.problems.length === 0
                ? ""
                : `${counted(report.problems.length, "problem")} above left something unchecked.`;
        default:
            return (0,errors/* assertNever */.x)(report.verdict);
    }
}
//# sourceMappingURL=text.js.map
;// CONCATENATED MODULE: ./lib/report/index.js
/** The formats by name. */






/** The names that `--format` takes; the first is the default. */
const formatNames = ["text", "json", "sarif", "markdown", "github"];
const report_formats = {
    text: (report, { color = false, verbose = false }) => text_text(report, { color, verbose }),
    json: json,
    sarif: (report, { context = noContext }) => sarif(report, context),
    markdown: (report, { context = noContext }) => comment(report, context),
    github: (report, { context = noContext, isChanged = () => true }) => github(report, context, isChanged),
};
/** The report in a format, with a line break at its end. */
function print(name, report, options = {}) {
    return report_formats[name](report, options);
}
//# sourceMappingURL=index.js.map
;// CONCATENATED MODULE: ./lib/report/rules.js

/** One line a rule, the most severe first, then by id. */
function listRules(rules) {
    const width = Math.max(0, ...rules.map(({ id }) => id.length));
    const lines = core_rule/* severities */.gO.flatMap((severity) => rules
        .filter((rule) => rule.severity === severity)
        .map(({ id, title }) => `${severity.padEnd(8)}  ${id.padEnd(width)}  ${title}`));
    return `${lines.join("\n")}\n`;
}
/** What a rule sees, why that matters, what to do, and which controls it serves. */
function explainRule(rule) {
    const { id, title, severity, what, why, advice, controls, references } = rule;
    const parts = [
        `${title}\n${id}, ${severity}`,
        what.trim(),
        `Why: ${why.trim()}`,
        `Fix: ${advice}`,
        list("Serves", controls.map((control) => `${control.framework} ${control.id}: ${control.title}`)),
        list("See", references),
    ];
    return `${parts.filter((part) => part !== "").join("\n\n")}\n`;
}
function list(heading, entries) {
    return entries.length === 0 ? "" : [`${heading}:`, ...entries.map((entry) => `  ${entry}`)].join("\n");
}
//# sourceMappingURL=rules.js.map
// EXTERNAL MODULE: external "node:child_process"
var external_node_child_process_ = __webpack_require__(1421);
;// CONCATENATED MODULE: ./lib/tools/process.js
/** The only starter of other programs: no shell, no inherited secrets, limits on time and output. */

/** What a program needs to run at all. Tokens, and everything else the caller's environment holds, stay here. */
const passedOn = ["PATH", "SystemRoot", "SYSTEMROOT", "TEMP", "TMP", "TMPDIR"];
/** Starts a program and waits for its end. Never rejects: what went wrong is in the result. */
function runProcess(request) {
    return new Promise((resolve) => {
        const child = (0,external_node_child_process_.execFile)(request.program, [...request.args], {
            cwd: request.folder,
            env: environmentOf(request),
            timeout: request.timeoutMs,
            maxBuffer: request.outputBytes,
            killSignal: "SIGKILL",
            encoding: "buffer",
            shell: false,
            windowsHide: true,
        }, (error, stdout, stderr) => resolve(resultOf(error, stdout, stderr)));
        child.stdin?.on("error", () => { }); // a program may end before it has read everything: its exit code tells
        child.stdin?.end(request.input);
    });
}
function environmentOf(request) {
    const environment = {};
    for (const name of passedOn) {
        const value = process.env[name];
        if (value !== undefined)
            environment[name] = value;
    }
    return { ...environment, LC_ALL: "C", ...request.environment };
}
function resultOf(error, stdout, stderr) {
    if (error === null)
        return { outcome: "exited", code: 0, stdout, stderr };
    if (typeof error.code === "number")
        return { outcome: "exited", code: error.code, stdout, stderr };
    if (error.code === "ERR_CHILD_PROCESS_STDIO_MAXBUFFER")
        return { outcome: "output" };
    if (typeof error.code === "string")
        return { outcome: "missing" };
    return { outcome: error.killed === true ? "time" : "killed" };
}
//# sourceMappingURL=process.js.map
;// CONCATENATED MODULE: ./lib/tools/git.js
/** What we ask git for. It reads the repository's objects and index, and nothing in the repository can make it run a program. */

const timeoutMs = 60_000;
const outputBytes = 512 * 1024 * 1024;
const nullDevice = process.platform === "win32" ? "NUL" : "/dev/null";
/** The top of the work tree that holds `folder`, as git spells it; null where git is missing or knows no work tree there. */
async function topOfWorkTree(folder) {
    const output = await git(folder, ["rev-parse", "--show-toplevel"]);
    return output === null ? null : output.toString("utf8").replace(/\r?\n$/, "");
}
/**
 * Tracked files and untracked ones that git does not ignore, relative to `root` with "/", in git's order and possibly more than
 * once; a repository inside this one ends with "/". Null where git cannot tell.
 */
async function listWorkTree(root) {
    const output = await git(root, ["ls-files", "-z", "--cached", "--others", "--exclude-standard"]);
    return output === null ? null : output.toString("utf8").split("\0").slice(0, -1);
}
/** The full id of the commit that is checked out; null before the first commit and where git cannot tell. */
async function headCommit(root) {
    const output = await git(root, ["rev-parse", "--verify", "--quiet", "HEAD^{commit}"]);
    return output === null ? null : output.toString("utf8").trim();
}
/** The full id of the commit that a name stands for (`origin/main`, a tag, an id); null where git has no such commit. */
async function commitOf(root, name) {
    const output = await git(root, [
        "rev-parse",
        "--verify",
        "--quiet",
        "--end-of-options",
        `${name}^{commit}`,
    ]);
    return output === null ? null : output.toString("utf8").trim();
}
/** The nearest common ancestor of two commits, both full ids; null where there is none, or the history at hand does not reach it. */
async function mergeBaseOf(root, left, right) {
    const output = await git(root, ["merge-base", left, right]);
    return output === null ? null : output.toString("utf8").trim();
}
/** Every entry of a commit (a full id), as the commit has it: no filter, no attribute. Null where git has not all of it. */
async function listCommit(root, commit) {
    const output = await git(root, ["ls-tree", "-r", "-z", "-l", "--full-tree", commit]);
    if (output === null)
        return null;
    return output
        .toString("utf8")
        .split("\0")
        .slice(0, -1)
        .flatMap((record) => {
        const match = /^(\d+) \w+ ([0-9a-f]+) +(\d+|-)\t(.*)$/su.exec(record);
        if (match === null)
            return [];
        const [, mode = "", id = "", size = "", path = ""] = match;
        return [{ path, mode, id, size: size === "-" ? 0 : Number(size) }];
    });
}
/** The contents of objects by their ids; what git has not got is missing in the answer. Null where git cannot be asked. */
async function readObjects(root, ids) {
    const input = Buffer.from(`${ids.join("\n")}\n`, "utf8");
    const output = await git(root, ["cat-file", "--batch"], input);
    return output === null ? null : readBatch(output);
}
/** `<id> <type> <size>` and a line break, that many bytes and a line break; or `<id> missing`. */
function readBatch(output) {
    const contents = new Map();
    let position = 0;
    while (position < output.length) {
        const end = output.indexOf(0x0a, position);
        if (end === -1)
            break;
        const [id = "", , size] = output.toString("latin1", position, end).split(" ");
        position = end + 1;
        if (size === undefined)
            continue;
        contents.set(id, output.subarray(position, position + Number(size)));
        position += Number(size) + 1;
    }
    return contents;
}
/** How the working tree differs from a commit (a full id), untracked files included. Null where git cannot tell. */
async function changesSince(root, commit) {
    const options = [
        "--name-status",
        "-z",
        "-M",
        "-l4000",
        "--no-ext-diff",
        "--no-textconv",
        "--ignore-submodules",
    ];
    const tracked = await git(root, ["diff", ...options, commit, "--"]);
    const untracked = await git(root, ["ls-files", "-z", "--others", "--exclude-standard"]);
    if (tracked === null || untracked === null)
        return null;
    const others = untracked.toString("utf8").split("\0").slice(0, -1);
    return [...readStatuses(tracked), ...others.map((path) => ({ path, from: null }))];
}
/** `M`, NUL, path, NUL; of a rename or copy `R100`, NUL, old path, NUL, new path, NUL. */
function readStatuses(output) {
    const fields = output.toString("utf8").split("\0").slice(0, -1).values();
    const changes = [];
    for (const status of fields) {
        const first = fields.next().value ?? "";
        if (!/^[RC]/.test(status))
            changes.push({ path: first, from: null });
        else
            changes.push({ path: fields.next().value ?? "", from: first });
    }
    return changes;
}
/** The day on which the commit that is checked out was made, YYYY-MM-DD in UTC; null where git cannot tell. */
async function headDay(root) {
    // `git log` would verify signatures, with a program that the repository's own configuration may name.
    const output = await git(root, ["rev-list", "--max-count=1", "--timestamp", "HEAD"]);
    const [seconds = ""] = (output === null ? "" : output.toString("utf8")).split(" ");
    return /^\d{1,11}$/.test(seconds) ? new Date(Number(seconds) * 1000).toISOString().slice(0, 10) : null;
}
/** Standard output of one git command in `folder`, which is trusted whoever owns it (container jobs run as another user). */
async function git(folder, args, input) {
    const settings = [`safe.directory=${folder}`, "core.fsmonitor=false", `core.hooksPath=${nullDevice}`];
    const result = await runProcess({
        program: "git",
        args: [...settings.flatMap((setting) => ["-c", setting]), ...args],
        folder,
        environment: {
            GIT_CONFIG_NOSYSTEM: "1",
            GIT_CONFIG_GLOBAL: nullDevice, // the same files on every machine, whatever its user ignores
            GIT_NO_LAZY_FETCH: "1",
            GIT_OPTIONAL_LOCKS: "0",
            GIT_TERMINAL_PROMPT: "0",
        },
        timeoutMs,
        outputBytes,
        ...(input === undefined ? {} : { input }),
    });
    return result.outcome === "exited" && result.code === 0 ? Buffer.from(result.stdout) : null;
}
//# sourceMappingURL=git.js.map
;// CONCATENATED MODULE: ./lib/repository/commit.js
/** A commit as a Revision, read from git's objects: no checkout, so no filter, no hook and no attribute of the commit takes part. */


/** The most bytes that one file may have to be read at all. */
const readLimit = 100 * 1024 * 1024;
/** How many bytes are asked for at once. */
const batchBytes = 64 * 1024 * 1024;
/** How many links may lead to the next one. */
const linkLimit = 20;
/**
 * Opens a commit (a full id) of the repository at `root`. Files that did not change are read from the working tree, which is the same text
 * as it was checked out. What git ignores and a step before left in the working tree (`charts/` of a dependency) counts for both sides.
 *
 * Null where git has not all of the commit: a shallow clone, or no repository.
 */
async function openCommit(root, commit, shared) {
    const entries = await listCommit(root, commit);
    if (entries === null)
        return null;
    const tree = new Tree(root, entries, shared);
    await tree.followLinks();
    return { revision: tree.asRevision(commit), links: tree.followed };
}
class Tree {
    blobs = new Map();
    links = [];
    followed = new Map();
    leftOut = [];
    contents = new Map();
    root;
    shared;
    constructor(root, entries, shared) {
        this.root = root;
        this.shared = shared;
        for (const entry of entries)
            this.add(asRepoPath(entry.path), entry);
    }
    add(path, entry) {
        if (entry.mode === "120000")
            this.links.push([path, entry]);
        else if (entry.mode.startsWith("100"))
            this.blobs.set(path, entry);
        else if (entry.mode === "160000")
            this.leftOut.push({ path, reason: "it is a submodule" });
    }
    /** A link to a file of the commit stands for that file, as in the working tree; others are left out. */
    async followLinks() {
        const targets = new Map();
        const ids = this.links.map(([, { id }]) => id);
        const contents = ids.length === 0 ? null : await readObjects(this.root, ids);
        for (const [path, { id }] of this.links) {
            const content = contents?.get(id);
            if (content !== undefined)
                targets.set(path, new TextDecoder().decode(content));
        }
        for (const [path] of this.links) {
            const real = this.behind(path, targets);
            if ("reason" in real)
                this.leftOut.push({ path, reason: real.reason });
            else
                this.followed.set(path, real.path);
        }
        for (const [path, real] of this.followed) {
            const entry = this.blobs.get(real);
            if (entry !== undefined)
                this.blobs.set(path, entry);
        }
    }
    behind(link, targets) {
        let path = link;
        for (let step = 0; step < linkLimit; step++) {
            const target = targets.get(path);
            if (target === undefined) {
                return this.blobs.has(path) ? { path } : { reason: "the link leads to no regular file" };
            }
            const next = resolvePath(folderOf(path), target);
            if (next === null)
                return { reason: "the link leads out of the repository" };
            if (next === "")
                return { reason: "links to folders are not followed" };
            path = next;
        }
        return { reason: "the link leads nowhere" };
    }
    asRevision(commit) {
        const { head, changed } = this.shared;
        const files = new Map();
        for (const [path, { size }] of this.blobs)
            files.set(path, { path, size });
        for (const entry of head.files) {
            if (!files.has(entry.path) && !changed.has(entry.path))
                files.set(entry.path, entry);
        }
        return {
            commit,
            files: [...files.values()].sort((left, right) => byCodeUnits(left.path, right.path)),
            leftOut: this.leftOut.toSorted((left, right) => byCodeUnits(left.path, right.path)),
            has: (path) => files.has(path), // a text that is no path is in no map
            read: (path) => {
                if (!files.has(path))
                    return Promise.resolve({ reason: "it is not listed" });
                const isSame = !changed.has(path) && !changed.has(this.followed.get(path) ?? path) && head.has(path);
                return isSame ? head.read(path) : this.readBlob(path);
            },
        };
    }
    async readBlob(path) {
        const entry = this.blobs.get(path);
        if (entry === undefined)
            return { reason: "it is not listed" };
        if (entry.size > readLimit)
            return { reason: "it has more than 100 MB" };
        const known = this.contents.get(entry.id) ?? (await this.readBatchWith(entry)).get(entry.id);
        return known ?? { reason: "git has not got its content" };
    }
    /** Changed files are asked for together, because every question starts a process. */
    async readBatchWith(wanted) {
        const batch = new Set([wanted.id]);
        let bytes = wanted.size;
        for (const path of this.shared.changed) {
            const entry = this.blobs.get(path);
            if (entry === undefined || this.contents.has(entry.id) || batch.has(entry.id))
                continue;
            if (bytes + entry.size > batchBytes)
                continue;
            bytes += entry.size;
            batch.add(entry.id);
        }
        for (const [id, content] of (await readObjects(this.root, [...batch])) ?? [])
            this.contents.set(id, content);
        return this.contents;
    }
}
//# sourceMappingURL=commit.js.map
;// CONCATENATED MODULE: ./lib/repository/change.js
/** Both sides of what is judged. */



/** A head that is compared with nothing: every file of it counts as changed. `reason` says why, as a sentence. */
function changeOf(head, reason) {
    return { head, base: null, reason, changed: null, renamed: new Map() };
}
/** The working tree at `root` compared with a commit (a full id) of it. Null where git has not got the commit, or not all of it. */
async function changeSince(root, commit, head) {
    const changes = await changesSince(root, commit);
    if (changes === null)
        return null;
    const changed = new Set();
    const renamed = new Map();
    for (const { path, from } of changes) {
        if (path.endsWith("/"))
            continue; // a repository of its own
        changed.add(asRepoPath(path));
        if (from === null)
            continue;
        changed.add(asRepoPath(from));
        renamed.set(asRepoPath(path), asRepoPath(from));
    }
    const opened = await openCommit(root, commit, { head, changed });
    if (opened === null)
        return null;
    for (const [link, file] of opened.links)
        if (changed.has(file))
            changed.add(link);
    return { head, base: opened.revision, reason: null, changed, renamed };
}
//# sourceMappingURL=change.js.map
;// CONCATENATED MODULE: ./lib/repository/own-file.js
/** A file that the user named on the command line, which may lie anywhere. */


/** Its bytes. `shown` is how the user wrote the path. @throws ConfigurationError where it cannot be read. */
function readOwnFile(path, shown) {
    try {
        return (0,external_node_fs_.readFileSync)(path);
    }
    catch (error) {
        const code = error instanceof Error && "code" in error ? String(error.code) : "";
        const reason = code === "ENOENT" ? "does not exist" : `cannot be read (${code})`;
        throw new errors/* ConfigurationError */.j(`The file "${shown}" ${reason}.`, "Name an existing file.", {}, { cause: error });
    }
}
//# sourceMappingURL=own-file.js.map
;// CONCATENATED MODULE: ./lib/repository/working-tree.js
/** A folder on disk as a Revision: the git work tree around it, or the folder alone. Never reads outside its root. */





/** The most bytes that one file may have to be read at all. */
const working_tree_readLimit = 100 * 1024 * 1024;
/**
 * Opens the tree that holds all PATHs. The root is the top of the git work tree around the first of them, else that PATH itself
 * (the folder of a file). Inside a work tree the files are those that git tracks or does not ignore; where git lists nothing
 * below a PATH, all files there count, because the user named it. Where git is missing or fails, all files count.
 *
 * @throws ConfigurationError where a PATH does not exist or lies outside the root.
 */
async function openWorkingTree(startPaths) {
    const starts = (startPaths.length === 0 ? ["."] : startPaths).map(startOf);
    const first = starts[0] ?? startOf(".");
    const top = await findTop(first.folder);
    const root = top ?? first.folder;
    const paths = starts.map((start) => pathInRoot(start, root, first));
    const listed = top === null ? null : await listWorkTree(top);
    const listing = new Listing(root);
    if (listed === null)
        listing.walk("");
    else
        addListed(listing, listed, paths);
    return { root, revision: revisionOf(root, listing), paths };
}
function startOf(given) {
    try {
        const path = (0,external_node_path_.resolve)(given);
        const isFolder = (0,external_node_fs_.statSync)(path).isDirectory();
        const folder = external_node_fs_.realpathSync.native(isFolder ? path : (0,external_node_path_.dirname)(path));
        return { given, absolute: isFolder ? folder : (0,external_node_path_.join)(folder, (0,external_node_path_.basename)(path)), folder };
    }
    catch (cause) {
        throw new errors/* ConfigurationError */.j(`The path ${JSON.stringify(given)} does not exist.`, "Name a file or folder that exists, or leave the path out to scan the current folder.", {}, { cause });
    }
}
/** The nearest folder upwards that is the top of a work tree, also where git itself is missing and cannot say so. */
async function findTop(folder) {
    for (let candidate = folder;; candidate = (0,external_node_path_.dirname)(candidate)) {
        const marker = lookAt((0,external_node_path_.join)(candidate, ".git")).kind;
        if (marker === "file" || lookAt((0,external_node_path_.join)(candidate, ".git", "HEAD")).kind === "file") {
            const top = await topOfWorkTree(candidate);
            if (top === null || realOf(top) === candidate)
                return candidate;
        }
        if (candidate === (0,external_node_path_.dirname)(candidate))
            return null;
    }
}
function pathInRoot(start, root, first) {
    const path = inRoot(root, start.absolute);
    if (path !== null)
        return path;
    throw new errors/* ConfigurationError */.j(`The paths ${JSON.stringify(first.given)} and ${JSON.stringify(start.given)} do not lie in one repository or folder.`, "Scan them one after the other, or name the folder that holds both.");
}
/** The path of `absolute` inside the root; null where it lies outside. */
function inRoot(root, absolute) {
    const path = (0,external_node_path_.relative)(root, absolute);
    if (path === "")
        return "";
    if (path === ".." || path.startsWith(`..${external_node_path_.sep}`) || (0,external_node_path_.isAbsolute)(path))
        return null;
    return asRepoPath(path.split(external_node_path_.sep).join("/"));
}
/** What git lists, the PATHs that it ignores, and the dependencies that `helm dependency build` leaves where git ignores them. */
function addListed(listing, listed, paths) {
    for (const path of listed)
        listing.add(path);
    for (const path of paths) {
        if (path !== "" && !listing.hasAnyInside(path))
            listing.walk(path);
    }
    for (const path of listing.files.keys()) {
        if ((0,external_node_path_.basename)(path) === "Chart.yaml")
            listing.walk(`${path.slice(0, -"Chart.yaml".length)}charts`);
    }
}
function revisionOf(root, { files, leftOut }) {
    return {
        commit: null,
        files: [...files.values()].sort((left, right) => byCodeUnits(left.path, right.path)),
        leftOut: [...leftOut]
            .map(([path, reason]) => ({ path, reason }))
            .sort((left, right) => byCodeUnits(left.path, right.path)),
        has: (path) => files.has(path),
        read: async (path) => (files.has(path) ? readInside(root, path) : { reason: "it is not listed" }),
    };
}
/** NOTE: synchronous, because most files are small and a promise for each step of each takes ten times as long. */
function readInside(root, path) {
    try {
        const real = external_node_fs_.realpathSync.native((0,external_node_path_.join)(root, path)); // once more: the tree may have changed since it was listed
        if (!isReadableInside(root, real))
            return { reason: "it leads out of the repository" };
        if ((0,external_node_fs_.statSync)(real).size > working_tree_readLimit)
            return { reason: "it has more than 100 MB" };
        return (0,external_node_fs_.readFileSync)(real);
    }
    catch (cause) {
        return { reason: `the system refuses to read it (${codeOf(cause)})` };
    }
}
/** The files found so far, what was left out, and how to find more. */
class Listing {
    files = new Map();
    leftOut = new Map();
    plainFolders = new Map();
    root;
    constructor(root) {
        this.root = root;
    }
    /** Adds one path as git or the disk names it. Whatever is no file of this repository is left out. */
    add(name) {
        if (name.endsWith("/")) {
            this.leftOut.set(asRepoPath(name.slice(0, -1)), "it is a repository of its own");
            return;
        }
        const path = asRepoPath(name);
        const absolute = (0,external_node_path_.join)(this.root, path);
        if (this.files.has(path) || !this.isPlainFolder((0,external_node_path_.dirname)(absolute)))
            return;
        const { kind, size } = lookAt(absolute);
        if (kind === "file")
            this.files.set(path, { path, size });
        else if (kind === "link")
            this.addLink(path, absolute);
        else if (kind === "folder")
            this.leftOut.set(path, "it is a submodule");
        else if (kind === "unreadable")
            this.leftOut.set(path, "the system refuses to read it");
        else if (path.includes("\uFFFD"))
            this.leftOut.set(path, "its name is not valid UTF-8");
    }
    /** Adds every file below a folder ("" is the root), or the one file of that path. Does nothing where there is nothing. */
    walk(path) {
        const absolute = (0,external_node_path_.join)(this.root, path);
        const { kind } = lookAt(absolute);
        if (path !== "" && kind !== "folder") {
            if (kind !== "nothing")
                this.add(path);
            return;
        }
        const names = working_tree_namesIn(absolute);
        if (names === null && path !== "")
            this.leftOut.set(asRepoPath(path), "the system refuses to read it");
        for (const name of names ?? []) {
            if (name === ".git")
                continue;
            const inner = path === "" ? name : `${path}/${name}`;
            if (lookAt((0,external_node_path_.join)(absolute, name)).kind === "folder")
                this.walk(inner);
            else
                this.add(inner);
        }
    }
    hasAnyInside(folder) {
        for (const { path } of this.files.values()) {
            if (isInside(path, folder))
                return true;
        }
        return false;
    }
    addLink(path, absolute) {
        const target = targetOf(this.root, absolute);
        if ("size" in target)
            this.files.set(path, { path, size: target.size });
        else
            this.leftOut.set(path, target.reason);
    }
    /** Whether no link stands between the root and the folder: git may still list files that lie behind one. */
    isPlainFolder(folder) {
        let isPlain = this.plainFolders.get(folder);
        if (isPlain === undefined) {
            isPlain = realOf(folder) === folder;
            this.plainFolders.set(folder, isPlain);
        }
        return isPlain;
    }
}
/**
 * What a link stands for: a file of that size, or why it is left out. The files of a folder inside the root are listed where they
 * are, and yet whoever expects them behind the link must hear of it: Helm would follow it.
 */
function targetOf(root, absolute) {
    const real = realOf(absolute);
    if (real === null)
        return { reason: "the link leads nowhere" };
    if (!isReadableInside(root, real))
        return { reason: "the link leads out of the repository" };
    const { kind, size } = lookAt(real);
    if (kind === "folder")
        return { reason: "links to folders are not followed" };
    return kind === "file" ? { size } : { reason: "the link leads to no regular file" };
}
/** Inside the root and not in git's own folder, which may hold credentials. */
function isReadableInside(root, real) {
    const path = inRoot(root, real);
    return path !== null && !path.split("/").includes(".git");
}
function lookAt(absolute) {
    try {
        const entry = (0,external_node_fs_.lstatSync)(absolute, { throwIfNoEntry: false });
        if (entry === undefined)
            return { kind: "nothing", size: 0 };
        if (entry.isSymbolicLink())
            return { kind: "link", size: 0 };
        if (entry.isDirectory())
            return { kind: "folder", size: 0 };
        return entry.isFile() ? { kind: "file", size: entry.size } : { kind: "other", size: 0 };
    }
    catch {
        return { kind: "unreadable", size: 0 }; // no permission, or a name that is too long: the listing says so
    }
}
/** The names in a folder; null where the system refuses to list it. */
function working_tree_namesIn(folder) {
    try {
        return (0,external_node_fs_.readdirSync)(folder);
    }
    catch {
        return null;
    }
}
function realOf(absolute) {
    try {
        return external_node_fs_.realpathSync.native(absolute);
    }
    catch {
        return null; // dangling, or a loop: the caller says so
    }
}
function codeOf(cause) {
    return cause instanceof Error && "code" in cause ? String(cause.code) : "unknown error";
}
//# sourceMappingURL=working-tree.js.map
;// CONCATENATED MODULE: ./lib/locate/span.js
/**
 * Finds the deepest existing field of a route. A field with a plain value is shown whole, any other by its key; a list item by its first
 * line; a whole resource by `metadata.name`, because `kind` and `apiVersion` never say which object is meant.
 */
function span_anchorOf(root, text, route) {
    let node = root;
    let extent;
    let depth = 0;
    for (const step of route) {
        const next = stepInto(node, step, text);
        if (next === undefined)
            break;
        node = next.node;
        extent = next.extent;
        depth++;
    }
    return { route: route.slice(0, depth), missing: route.slice(depth), extent: extent ?? nameOf(root, text) };
}
function stepInto(node, step, text) {
    if (typeof step === "number") {
        const item = node.items?.[step];
        return item === undefined ? undefined : { node: item, extent: firstLine(item, text) };
    }
    const entry = node.entries?.get(step);
    if (entry === undefined)
        return undefined;
    const isPlain = entry.value.entries === undefined && entry.value.items === undefined;
    const isBehindKey = entry.value.start >= entry.keyEnd; // an alias or a merged value stands elsewhere
    const end = isPlain && isBehindKey ? Math.max(entry.keyEnd, entry.value.end) : entry.keyEnd;
    return { node: entry.value, extent: { start: entry.keyStart, end } };
}
function nameOf(root, text) {
    const metadata = root.entries?.get("metadata");
    if (metadata === undefined)
        return firstLine(root, text);
    const inside = stepInto(metadata.value, "name", text) ?? stepInto(metadata.value, "generateName", text);
    return inside?.extent ?? { start: metadata.keyStart, end: metadata.keyEnd };
}
function firstLine(node, text) {
    const feed = text.indexOf("\n", node.start);
    const lineEnd = feed === -1 ? text.length : text[feed - 1] === "\r" ? feed - 1 : feed;
    return { start: node.start, end: Math.max(node.start, Math.min(node.end, lineEnd)) };
}
//# sourceMappingURL=span.js.map
;// CONCATENATED MODULE: ./lib/locate/trace.js

/** Finds source locations. Holds the lines of each text it has been asked about, so ask one locator many times. */
class Locator {
    lines = new WeakMap();
    /** Where the extent of a text stands in the repository. A rendered text without line trace gives its file alone. */
    locate(source, extent, role = "primary") {
        const { trace } = source;
        if (trace.type === "file")
            return { role, path: trace.path, span: null, precision: "file" };
        const span = spanBetween(this.linesOf(source), extent.start, extent.end);
        return { role, path: trace.path, span, precision: "exact" };
    }
    linesOf(source) {
        const known = this.lines.get(source);
        if (known !== undefined)
            return known;
        const lines = lineStartsOf(source.text);
        this.lines.set(source, lines);
        return lines;
    }
}
//# sourceMappingURL=trace.js.map
;// CONCATENATED MODULE: ./lib/evaluate/changes.js
/**
 * Every resource of the head with the one it was, then those that are gone. Resources of several targets that describe one object are paired
 * within their target first. What a target held that could not be looked at (`unseen`, ids) is not taken for gone. Without a base there is no change to judge, and so there are no views.
 */
function changeViews(resources, base, unseen = new Set()) {
    if (base === undefined)
        return [];
    const former = new Map();
    for (const resource of base.resources) {
        const key = changes_identityOf(resource);
        former.set(key, [...(former.get(key) ?? []), resource]);
    }
    const present = new Set(resources.map((resource) => changes_identityOf(resource)));
    const kept = resources.map((after) => {
        const candidates = former.get(changes_identityOf(after)) ?? [];
        const before = candidates.find(({ target }) => target.id === after.target.id) ?? candidates[0];
        return { view: "change", before, after, resource: after };
    });
    const removed = base.resources
        .filter((resource) => !present.has(changes_identityOf(resource)) && !unseen.has(resource.target.id))
        .map((before) => ({ view: "change", before, after: undefined, resource: before }));
    return [...kept, ...removed];
}
/** The object as the API server knows it, its version aside. */
function changes_identityOf({ group, kind, namespace, name }) {
    return JSON.stringify([group, kind, namespace.state === "named" ? namespace.name : namespace.state, name]);
}
//# sourceMappingURL=changes.js.map
;// CONCATENATED MODULE: ./lib/evaluate/match.js
/** Which subjects a rule asked for: the engine walks pods, containers and lists so that no rule has to. */




/** Whether a resource is of one of the kinds. */
function isOfKind(resource, patterns) {
    return patterns.some((pattern) => (pattern.kind === "*" || pattern.kind === resource.kind) && isInGroup(resource.group, pattern.group));
}
function isInGroup(group, pattern) {
    if (pattern === "*" || pattern === group)
        return true;
    return pattern.startsWith("*.") && group.endsWith(pattern.slice(1));
}
/**
 * Gives items, and remembers them: forty rules ask for the containers of the same pods, and walking there again for each of them took longer
 * than judging.
 */
class ItemSource {
    scopes = new Map();
    /** The items of one resource that a rule judges, in the order of the manifest. */
    of(resource, { forEach, each }) {
        const items = this.inScope(resource, forEach);
        if (each.length === 0)
            return items;
        const found = [];
        for (const item of items) {
            for (const { root, path } of each) {
                const start = match_startOf(item, root);
                if (start !== undefined)
                    descend(item, start, path, 0, {}, found);
            }
        }
        return found;
    }
    /** The items of a scope, before any `each`. */
    inScope(resource, scope) {
        let ofScope = this.scopes.get(scope);
        if (ofScope === undefined)
            this.scopes.set(scope, (ofScope = new Map()));
        const known = ofScope.get(resource);
        if (known !== undefined)
            return known;
        const items = [...scopeItems(resource, scope)];
        ofScope.set(resource, items);
        return items;
    }
}
function* scopeItems(resource, scope) {
    const base = { view: "item", resource };
    switch (scope) {
        case "object":
            yield { ...base, self: resource.body, route: [] };
            return;
        case "rules":
        case "subjects":
            yield* listItems({ ...base, self: resource.body, route: [] }, scope);
            return;
        case "pod":
            yield* podItems(resource);
            return;
        case "volumes":
            for (const pod of podItems(resource))
                yield* listItems(pod, "volumes");
            return;
        case "containers":
        case "allContainers":
            yield* containerItems(resource, scope === "containers" ? "running" : "all");
            return;
        case "env":
        case "ports":
            for (const container of containerItems(resource, "all"))
                yield* listItems(container, scope);
    }
}
function* podItems(resource) {
    for (const { pod, podMetadata } of podTemplates(resource)) {
        const metadata = podMetadata === undefined ? {} : { podMetadata };
        yield { view: "item", resource, self: pod.value, route: pod.route, pod, ...metadata };
    }
}
function* containerItems(resource, which) {
    for (const item of podItems(resource)) {
        if (item.pod === undefined)
            continue;
        for (const container of containersOf(item.pod, which)) {
            yield { ...item, self: container.value, route: container.route, container };
        }
    }
}
function* listItems(item, key) {
    for (const [index, self] of json_elements(json_field(item.self, key)).entries()) {
        yield { ...item, self, route: [...item.route, key, index] };
    }
}
/** The item itself, or what surrounds it; undefined where the scope has no such surroundings. */
function match_startOf(item, root) {
    if (root === "self")
        return { value: item.self, route: item.route };
    if (root === "object")
        return { value: item.resource.body, route: [] };
    return item[root];
}
/** Follows an `each` path into `found`. What is not there gives no item; a map is entered key by key. */
function descend(item, { value, route }, path, depth, inner, found) {
    const step = path[depth];
    if (step === undefined) {
        found.push({ ...item, ...inner, self: value, route });
        return;
    }
    if (step !== core_rule/* everyElement */.Ky) {
        const next = json_field(value, step);
        if (next !== undefined)
            descend(item, { value: next, route: [...route, step] }, path, depth + 1, inner, found);
        return;
    }
    const members = membersOf(value);
    if (members.length === 0)
        return;
    // The element's parent is what holds the list, not the list itself.
    const parent = parentOf(item.resource, route);
    for (const [key, element] of members) {
        const entered = typeof key === "string" ? { ...inner, parent, key } : { ...inner, parent };
        descend(item, { value: element, route: [...route, key] }, path, depth + 1, entered, found);
    }
}
function parentOf(resource, list) {
    const route = list.slice(0, -1);
    let value = resource.body;
    for (const step of route) {
        const next = isList(value) && typeof step === "number" ? value[step] : json_field(value, String(step));
        if (next === undefined)
            break;
        value = next;
    }
    return { value, route };
}
function membersOf(value) {
    if (isList(value))
        return value.map((element, index) => [index, element]);
    return json_isObject(value) ? Object.entries(value) : [];
}
/** Whether an item stands inside a pod; a pod spec is then at hand. */
function hasPod(item) {
    return item.pod !== undefined;
}
//# sourceMappingURL=match.js.map
;// CONCATENATED MODULE: ./lib/evaluate/inventory.js
/** A read-only view of all resources of a revision, for rules that need more than one. */





/** Builds the view once for a revision. Resources keep the order in which they are given. */
function takeInventory(resources, surroundings) {
    const byKind = groupBy(resources, (resource) => resource.kind);
    let pods;
    const items = new ItemSource();
    const factsByTarget = new Map();
    function all(kind, group) {
        const ofKind = byKind.get(kind) ?? [];
        return group === "*" ? ofKind : ofKind.filter((resource) => resource.group === group);
    }
    return {
        minor: surroundings.minor,
        systemNamespaces: surroundings.systemNamespaces,
        facts(resource) {
            const known = factsByTarget.get(resource.target.id);
            if (known !== undefined)
                return known;
            const facts = { ...factsOf(resource, all, surroundings), ...surroundings.facts };
            factsByTarget.set(resource.target.id, facts);
            return facts;
        },
        all,
        get(kind, group, namespace, name, near) {
            const found = all(kind, group).filter((resource) => resource.name === name && inventory_sameNamespace(resource.namespace, namespace));
            return found.find((resource) => resource.target.id === near?.target.id) ?? found[0];
        },
        workloads() {
            pods ??= resources.flatMap((resource) => items.inScope(resource, "pod"));
            return pods;
        },
        base: surroundings.base,
        resources,
        complete: (resource) => surroundings.completeTargets.has(resource.target.id),
    };
}
function factsOf(near, all, { minor, systemNamespaces }) {
    const definitions = all("CustomResourceDefinition", "apiextensions.k8s.io");
    const own = definitions.filter(({ target }) => target.id === near.target.id);
    const kubelets = all("KubeletConfiguration", "kubelet.config.k8s.io");
    return {
        minor,
        systemNamespaces,
        seccompDefault: kubelets.some(({ body }) => body["seccompDefault"] === true),
        ownGroups: own.flatMap(({ body }) => json_text(json_at(body, ["spec", "group"])) ?? []),
    };
}
/** An unresolved namespace equals nothing, not even another unresolved one, unless the two come to the same place by other means. */
function inventory_sameNamespace(left, right) {
    if (left.state === "named" && right.state === "named")
        return left.name === right.name;
    return left.state === "cluster" && right.state === "cluster";
}
/** The namespaces that own a pod template or have a Namespace object, ordered by name. */
function namespaceViews(resources, inventory) {
    const objects = new Map(inventory.all("Namespace", "").map((object) => [object.name, object]));
    const workloads = groupBy(inventory.workloads(), (item) => namespaceName(item.resource) ?? "");
    const members = groupBy(resources, (resource) => namespaceName(resource) ?? "");
    const names = new Set([...objects.keys(), ...workloads.keys()]);
    names.delete("");
    return [...names].sort(byCodeUnits).flatMap((name) => {
        const object = objects.get(name);
        const own = workloads.get(name) ?? [];
        const place = object ?? own[0]?.resource;
        if (place === undefined)
            return [];
        return [{ view: "namespace", name, place, object, workloads: own, resources: members.get(name) ?? [] }];
    });
}
//# sourceMappingURL=inventory.js.map
;// CONCATENATED MODULE: ./lib/evaluate/kinds.js
/** Resources by kind, so that a rule looks at its own kinds and not at every object. */



/** Builds the index once for a revision. */
function indexByKind(resources) {
    const byKind = groupBy(resources, ({ kind }) => kind);
    return {
        workloads: resources.filter(({ group, kind }) => isWorkload(group, kind)),
        of(patterns) {
            const isAnyKind = patterns.some(({ kind }) => kind === "*");
            const names = new Set(patterns.map(({ kind }) => kind));
            const candidates = isAnyKind ? resources : [...names].flatMap((kind) => byKind.get(kind) ?? []);
            return candidates.filter((resource) => isOfKind(resource, patterns));
        },
    };
}
//# sourceMappingURL=kinds.js.map
;// CONCATENATED MODULE: ./lib/evaluate/combine.js


/** Joins findings, first of one target and then of several. Order of the result: path, line, column, rule, then as found. */
function combine(found, ladders) {
    const places = [
        ...groupBy(found, (one) => `${one.rule}\0${placeKey(one)}\0${one.targets.join("\0")}`).values(),
    ];
    const perPlace = places.flatMap((group) => joinItems(group));
    const spoken = combine_absorb(climb(perPlace, ladders), ladders);
    const merged = [...groupBy(spoken, (one) => `${one.rule}\0${one.severity}\0${placeKey(one)}`).values()];
    return merged.flatMap((group) => joinTargets(group)).sort(combine_byPlace);
}
/** Where a finding stands, target aside: the object as its file names it, the field, and what is missing there. */
function placeKey(one) {
    const [{ path, span }] = one.locations;
    const place = span === null ? "" : `${span.startLine}:${span.startColumn}`;
    const resource = one.resource === null ? "" : `${one.resource.kind}/${one.resource.name}`;
    return [path, place, resource, JSON.stringify(one.field), one.missing ?? ""].join("\0");
}
function joinItems(group) {
    const [first, ...others] = group;
    if (first === undefined)
        return [];
    const containers = [...new Set(group.flatMap(({ container }) => container ?? []))];
    if (others.length === 0 || containers.length < 2)
        return [first];
    const rest = containers.slice(1).map((name) => `"${name}"`);
    const also = `The same holds for ${rest.length === 1 ? "container" : "containers"} ${rest.join(", ")}.`;
    return [{ ...first, container: null, message: `${first.message} ${also}` }];
}
/** Of the rules of one ladder that hold at one place, the most telling speaks and names the others. */
function climb(found, ladders) {
    const groups = groupBy(found, (one) => {
        const step = ladders.get(one.rule);
        if (step === undefined)
            return one; // a group of its own
        return `${step.ladder}\0${placeKey({ ...one, missing: null })}\0${one.targets.join("\0")}`;
    });
    return [...groups.values()].flatMap((group) => {
        const rankOf = (one) => ladders.get(one.rule)?.rank ?? 0;
        const [first, ...others] = group.toSorted((left, right) => rankOf(left) - rankOf(right));
        if (first === undefined || others.length === 0)
            return group;
        const also = [...new Set(others.map(({ rule }) => rule))].filter((rule) => rule !== first.rule);
        return [{ ...first, also }];
    });
}
/**
 * A finding in a text knows no object, so its place is where it stands: of two rules of one ladder whose places overlap there, the more
 * telling speaks. A token inside the value of a variable is one finding, not a second one about the variable's name.
 */
function combine_absorb(found, ladders) {
    const groups = groupBy(found, (one) => {
        const step = ladders.get(one.rule);
        return step === undefined ? one : [step.ladder, one.locations[0].path, ...one.targets].join("\0");
    });
    return [...groups.values()].flatMap((group) => (group.length > 1 ? absorbOverlaps(group, ladders) : group));
}
/** One of them was found in the text, or both in one field. */
function mayShareText(left, right) {
    if (left.resource === null || right.resource === null)
        return true;
    const fieldOf = ({ resource, field }) => JSON.stringify([resource, field]);
    return fieldOf(left) === fieldOf(right);
}
function absorbOverlaps(group, ladders) {
    const rankOf = (one) => ladders.get(one.rule)?.rank ?? 0;
    const speakers = new Map();
    let open = [];
    for (const one of group.toSorted((left, right) => compareStarts(left, right))) {
        open = open.filter((other) => endsAfter(other, one));
        for (const other of open) {
            if (!mayShareText(one, other))
                continue;
            const [first, second] = rankOf(one) < rankOf(other) ? [one, other] : [other, one];
            const known = speakers.get(second);
            const isBetter = known === undefined || rankOf(first) < rankOf(known);
            if (rankOf(first) < rankOf(second) && isBetter)
                speakers.set(second, first);
        }
        open = [...open, one];
    }
    const absorbed = groupBy([...speakers.keys()], (one) => {
        let speaker = one;
        for (let next = speakers.get(one); next !== undefined; next = speakers.get(next))
            speaker = next;
        return speaker;
    });
    return group.flatMap((one) => {
        if (speakers.has(one))
            return [];
        const rules = (absorbed.get(one) ?? []).flatMap((other) => [other.rule, ...other.also]);
        return [rules.length === 0 ? one : { ...one, also: [...new Set([...one.also, ...rules])] }];
    });
}
function compareStarts(left, right) {
    const [a, b] = [left.locations[0].span, right.locations[0].span];
    return (a?.startLine ?? 0) - (b?.startLine ?? 0) || (a?.startColumn ?? 0) - (b?.startColumn ?? 0);
}
/** Whether `open` reaches beyond the start of `next`. Where only the file is known, nothing overlaps. */
function endsAfter(open, next) {
    const [a, b] = [open.locations[0].span, next.locations[0].span];
    if (a === null || b === null)
        return false;
    return a.endLine > b.startLine || (a.endLine === b.startLine && a.endColumn > b.startColumn);
}
function joinTargets(group) {
    const [first, ...others] = group;
    if (first === undefined || others.length === 0)
        return group;
    const targets = [...new Set(group.flatMap((one) => one.targets))].sort(byCodeUnits);
    return [{ ...first, targets }];
}
function combine_byPlace(left, right) {
    const [a] = left.locations;
    const [b] = right.locations;
    return (byCodeUnits(a.path, b.path) ||
        (a.span?.startLine ?? 0) - (b.span?.startLine ?? 0) ||
        (a.span?.startColumn ?? 0) - (b.span?.startColumn ?? 0) ||
        byCodeUnits(left.rule, right.rule) ||
        byCodeUnits(placeKey(left), placeKey(right)));
}
//# sourceMappingURL=combine.js.map
;// CONCATENATED MODULE: ./lib/evaluate/evaluate.js
/** Rules × resources → findings, undecided results and problems. The engine iterates; a rule judges one subject. */











/** Judges everything. A rule that throws is a problem that names it; the others go on. */
function evaluate_evaluate(rules, evaluated) {
    const found = [];
    const undecided = new Map();
    const problems = new Map();
    const locator = new Locator();
    for (const { rule, form, subject, outcomes } of judgements(rules, evaluated)) {
        if (outcomes instanceof Error) {
            const problem = asProblem(rule, subject, outcomes);
            problems.set(`${rule.id} ${problem.path} ${problem.target}`, problem);
            continue;
        }
        for (const outcome of outcomes) {
            if (outcome.outcome === "blame")
                found.push(asFound(rule, form, subject, outcome, locator));
            if (outcome.outcome === "undecided") {
                const entry = asUndecided(rule, form, subject, outcome);
                undecided.set(JSON.stringify(entry), entry);
            }
        }
    }
    return {
        findings: combine(found, evaluated.ladders),
        undecided: [...undecided.values()],
        problems: [...problems.values()],
    };
}
/** Asks every rule about every subject, in the order of the rules. */
function* judgements(rules, evaluated) {
    const subjects = new SubjectSource(evaluated);
    for (const rule of rules) {
        for (const form of rule.cases) {
            for (const subject of subjects.of(form)) {
                yield { rule, form, subject, outcomes: evaluate_judge(form, subject, evaluated.inventory) };
            }
        }
    }
}
function evaluate_judge(form, subject, inventory) {
    try {
        const outcome = form.judge(subject, inventory);
        return "outcome" in outcome ? [outcome] : outcome;
    }
    catch (error) {
        return error instanceof Error ? error : new Error(String(error));
    }
}
/** Gives each case the subjects it asked for, and works out what several cases share only once. */
class SubjectSource {
    kinds;
    evaluated;
    items = new ItemSource();
    namespaces;
    components;
    selections = new Map();
    changes;
    constructor(evaluated) {
        this.evaluated = evaluated;
        this.kinds = indexByKind(evaluated.resources);
    }
    of({ match }) {
        switch (match.type) {
            case "kinds":
                return this.itemsOf(match.items, match.kinds);
            case "workload":
                return this.itemsOf(match.items, null);
            case "component": {
                const { resources } = this.evaluated;
                this.components ??= resources.flatMap((resource) => componentViews(resource));
                return this.components.filter((view) => view.component === match.component);
            }
            case "view":
                return this.views(match.view);
        }
    }
    /** The items of a selection; kinds of null are the workloads. Rules that select alike share one list. */
    itemsOf(items, kinds) {
        const key = JSON.stringify([kinds, items], (_, step) => typeof step === "symbol" ? null : step);
        const known = this.selections.get(key);
        if (known !== undefined)
            return known;
        const resources = kinds === null ? this.kinds.workloads : this.kinds.of(kinds);
        const selected = resources.flatMap((resource) => this.items.of(resource, items));
        this.selections.set(key, selected);
        return selected;
    }
    views(view) {
        const { resources, inventory, texts, unseen } = this.evaluated;
        switch (view) {
            case "namespace":
                return (this.namespaces ??= namespaceViews(resources, inventory));
            case "workload":
                return inventory
                    .workloads()
                    .filter((pod) => hasPod(pod))
                    .map((pod) => ({ view, pod, resource: pod.resource }));
            case "binding":
                return ["ClusterRoleBinding", "RoleBinding"]
                    .flatMap((kind) => inventory.all(kind, "*"))
                    .map((resource) => ({ view, resource, role: roleOf(resource, inventory) }));
            case "change":
                return (this.changes ??= changeViews(resources, inventory.base, unseen));
            case "revision": {
                const [resource] = resources.toSorted((left, right) => byCodeUnits(pathOf(left), pathOf(right)));
                return resource === undefined ? [] : [{ view, resource, resources }];
            }
            case "text":
                return texts;
        }
    }
}
function pathOf(resource) {
    return resource.source.trace.path;
}
function roleOf(binding, inventory) {
    const reference = json_field(binding.body, "roleRef");
    const kind = json_text(json_field(reference, "kind")) ?? "";
    const name = json_text(json_field(reference, "name")) ?? "";
    const group = "rbac.authorization.k8s.io";
    const namespace = kind === "ClusterRole" ? { state: "cluster" } : binding.namespace;
    return inventory.get(kind, group, namespace, name, binding);
}
/** An outcome that blames something, as a finding. */
function asFound(rule, form, subject, outcome, locator) {
    const message = form.say(outcome);
    const base = {
        rule: rule.id,
        title: rule.title,
        severity: outcome.severity ?? form.severity,
        message,
        fix: form.repair(outcome),
        also: [],
    };
    if (subject.view === "text" && outcome.on === undefined) {
        const source = { text: subject.text, trace: { type: "identity", path: subject.path } };
        const { inside, route } = outcome;
        const [start, end] = outcome.within ?? [0, 0];
        const anchor = inside === undefined ? undefined : span_anchorOf(inside.node, subject.text, route);
        return {
            ...base,
            resource: null,
            container: null,
            field: route,
            ...(inside === undefined ? { part: "", element: null } : partOf(inside.value, route)),
            missing: outcome.missing ?? missingOf(anchor?.missing ?? []),
            locations: [locator.locate(source, anchor?.extent ?? { start, end })],
            targets: subject.targets, // the only text views are those of `Evaluated.texts`
        };
    }
    const resource = outcome.on ?? (subject.view === "text" ? undefined : resourceOf(subject));
    if (resource === undefined)
        throw new Error(`The rule ${rule.id} blames a file and an object at once.`);
    const anchor = span_anchorOf(resource.node, resource.source.text, outcome.route);
    const source = isGone(subject, resource)
        ? { ...resource.source, trace: fileOf(resource) }
        : resource.source;
    const place = locator.locate(source, placeInFile(subject, outcome) ?? anchor.extent);
    const related = (outcome.because ?? []).map(({ on, route }) => locator.locate(on.source, span_anchorOf(on.node, on.source.text, route).extent, "related"));
    return {
        ...base,
        resource: idOf(resource),
        container: containerOf(subject),
        field: outcome.route,
        ...partOf(resource.body, outcome.route),
        missing: outcome.missing ?? missingOf(anchor.missing),
        locations: [place, ...related],
        targets: subject.view === "text" ? subject.targets : [resource.target.id],
    };
}
/** An object that the change takes away has a file and no line any more: what stands there at the head is something else. */
function isGone(subject, resource) {
    return subject.view === "change" && subject.before === resource && subject.after !== resource;
}
function fileOf({ source }) {
    return { type: "file", path: source.trace.path };
}
/** A check that reads text may say where in the field it found something: a line of a long script. */
function placeInFile({ view }, { within }) {
    if (view !== "text" || within === undefined)
        return undefined;
    const [start, end] = within;
    return { start, end };
}
/** A route with the names of list items where they have one: containers, volumes, variables and ports do. */
function partOf(body, route) {
    let value = body;
    let element = null;
    const steps = route.map((step) => {
        value = json_at(value, [step]);
        const name = typeof step === "number" ? json_text(json_field(value, "name")) : undefined;
        if (typeof step === "number" && name === undefined)
            element ??= value ?? null;
        return name === undefined ? step : { name };
    });
    return { part: JSON.stringify(steps), element };
}
function missingOf(route) {
    return route.length === 0 ? null : routeText(route);
}
/** A route as people write it: `spec.containers[0].image`, `metadata.annotations["a.b/c"]`. */
function routeText(route) {
    return route
        .map((step) => {
        if (typeof step === "number")
            return `[${step}]`;
        return /^[A-Za-z0-9_-]+$/.test(step) ? `.${step}` : `["${step}"]`;
    })
        .join("")
        .replace(/^\./, "");
}
function resourceOf(subject) {
    return subject.view === "namespace" ? subject.place : subject.resource;
}
function containerOf(subject) {
    const container = subject.view === "item" ? subject.container : undefined;
    return container === undefined ? null : (json_text(json_field(container.value, "name")) ?? null);
}
function asUndecided(rule, form, subject, outcome) {
    const reason = form.say(outcome);
    if (subject.view === "text")
        return { rule: rule.id, resource: null, path: subject.path, reason };
    const resource = resourceOf(subject);
    return { rule: rule.id, resource: idOf(resource), path: resource.source.trace.path, reason };
}
function asProblem(rule, subject, error) {
    const what = subject.view === "text" ? "this file" : evaluate_describe(subject);
    const target = subject.view === "text" ? null : resourceOf(subject).target;
    const path = subject.view === "text" ? subject.path : resourceOf(subject).source.trace.path;
    return {
        stage: "evaluate",
        path: asRepoPath(path),
        line: null,
        target: target?.id ?? null,
        touched: target?.touched ?? true,
        message: `The rule ${rule.id} could not judge ${what}: ${error.message}`,
        hint: "Report this with the rule's name; until it is repaired, switch the rule off for the file.",
    };
}
function evaluate_describe(subject) {
    const { kind, name } = resourceOf(subject);
    const container = containerOf(subject);
    return container === null ? `${kind} "${name}"` : `${kind} "${name}", container "${container}"`;
}
//# sourceMappingURL=evaluate.js.map
;// CONCATENATED MODULE: ./lib/discover/charts.js
/** Charts: where they are, with which values each is rendered, and which files belong to them. */


const ownFiles = new Set([
    ".helmignore",
    "Chart.lock",
    "Chart.yaml",
    "requirements.lock",
    "requirements.yaml",
    "values.schema.json",
    "values.yaml",
]);
/** All charts that are no part of another one, ordered by folder. */
async function findCharts(source) {
    const files = source.revision.files.filter(({ path }) => path === "Chart.yaml" || path.endsWith("/Chart.yaml"));
    const heads = [];
    const folders = new Set();
    for (const { path } of files.toSorted((left, right) => depthOf(left.path) - depthOf(right.path))) {
        const folder = folderOf(path);
        if (isOfAnyChart(path, folders))
            continue;
        const head = await readHead(source, path, folder);
        if (head === null)
            continue;
        heads.push(head);
        folders.add(folder);
    }
    heads.sort((left, right) => byCodeUnits(left.folder, right.folder));
    return Promise.all(heads.map((head) => readChart(source, head)));
}
/** Whether a file is rendered, read or loaded by Helm as part of the chart in `folder`, whatever its templates ask for. */
function belongsToChart(path, folder) {
    if (!isInside(path, folder))
        return false;
    const inner = folder === "" ? path : path.slice(folder.length + 1);
    return ownFiles.has(inner) || /^(?:templates|crds|charts)(?:\/|$)/.test(inner);
}
/** Whether a file belongs to one of the charts in these folders. */
function isOfAnyChart(path, folders) {
    for (let folder = path; folder !== "";) {
        folder = folderOf(folder);
        if (folders.has(folder) && belongsToChart(path, folder))
            return true;
    }
    return false;
}
/** Null where the file is no chart's, for example an object of a kind of its own. */
async function readHead(source, file, folder) {
    const config = await source.configFile(file);
    if ("problem" in config)
        return { file, folder, value: undefined, unusable: { problem: notRendered(config.problem) } };
    const { value } = config.document ?? { value: undefined };
    if (json_field(value, "kind") !== undefined)
        return null;
    if (json_text(json_field(value, "name")) === undefined) {
        const hasTemplates = source.isFolder(joinPath(folder, "templates"));
        return hasTemplates ? { file, folder, value, unusable: { problem: nameless } } : null;
    }
    const isLibrary = json_field(value, "type") === "library";
    const unusable = isLibrary ? { reason: "A library chart renders nothing by itself." } : null;
    return { file, folder, value, unusable };
}
const nameless = {
    line: 1,
    message: "The chart has no `name`, so it was not rendered.",
    hint: "Add `name` and `version`, which Helm requires.",
};
function notRendered({ line, message, hint }) {
    return { line, message: `${message} The chart was not rendered.`, hint };
}
async function readChart(source, head) {
    const { folder, file, unusable } = head;
    if (unusable !== null) {
        return { folder, file, unusable, valuesSets: [], mounts: [], inputs: [], readsFiles: false };
    }
    const found = new Mounts(source);
    await found.add(folder, folder, [folder]);
    const mounts = found.found;
    const folders = [folder, ...mounts.map(({ from }) => from)];
    const readsFiles = await mentionsFiles(source, folders);
    const inputs = folders.flatMap((part) => charts_partsOf(source, part, readsFiles).map(({ path }) => path));
    const valuesSets = [[], ...ciValuesOf(source, folder).map((path) => [path])];
    return { folder, file, unusable, valuesSets, mounts, inputs: sortedPaths(inputs), readsFiles };
}
/** Each path once, ordered by code units. */
function sortedPaths(paths) {
    return [...new Set(paths)].sort(byCodeUnits);
}
/** chart-testing's habit: `ci/<name>-values.yaml`. */
function ciValuesOf(source, folder) {
    const files = source.inside(joinPath(folder, "ci"));
    return files.map(({ path }) => path).filter((path) => /(?:^|\/)ci\/[^/]*-values\.yaml$/.test(path));
}
/** The files that Helm loads; those beside the templates only where some template may ask for them. */
function charts_partsOf(source, folder, withAllFiles) {
    const files = source.inside(folder);
    return withAllFiles ? files : files.filter(({ path }) => belongsToChart(path, folder));
}
/** Whether a template, or a value that `tpl` may render, mentions `.Files`. */
async function mentionsFiles(source, folders) {
    for (const folder of folders) {
        for (const entry of charts_partsOf(source, folder, false)) {
            const mayMention = /(?:^|\/)templates\//.test(entry.path) || entry.path.endsWith("values.yaml");
            if (mayMention && /\bFiles\b/.test(await source.searchText(entry)))
                return true;
        }
    }
    return false;
}
/** How deep and how many `file://` dependencies are followed: far beyond real charts, and enough to stop hostile ones. */
const deepestMount = 10;
const mostMounts = 200;
/**
 * The `file://` dependencies of the chart in `folder`, which the engine sees at `place`, with theirs in turn. What is vendored needs
 * no mount, what lies outside the repository gets none, and a chart is never mounted into itself.
 */
class Mounts {
    found = [];
    source;
    constructor(source) {
        this.source = source;
    }
    async add(folder, place, chain) {
        if (chain.length > deepestMount)
            return;
        for (const dependency of await localDependencies(this.source, folder)) {
            const from = resolvePath(folder, dependency.path);
            if (from === null || from === "" || chain.includes(from))
                continue;
            if (!this.source.isFile(joinPath(from, "Chart.yaml")) ||
                isVendored(this.source, folder, dependency.name))
                continue;
            const to = this.freePlace(from, place, dependency);
            if (to === null || this.found.length >= mostMounts)
                continue;
            this.found.push({ from, to });
            await this.add(from, to, [...chain, from]);
        }
        for (const vendored of vendoredCharts(this.source, folder)) {
            const inner = folder === "" ? vendored : vendored.slice(folder.length + 1);
            await this.add(vendored, joinPath(place, inner), [...chain, vendored]);
        }
    }
    /** One chart under two aliases is mounted once; two charts of one name take the alias. Null where nothing is to be done. */
    freePlace(from, place, { name, alias }) {
        for (const last of [name, alias]) {
            if (last === undefined)
                continue;
            const to = joinPath(place, `charts/${last}`);
            const taken = this.found.find((mount) => mount.to === to);
            if (taken === undefined)
                return to;
            if (taken.from === from)
                return null;
        }
        return null;
    }
}
/** The folders directly in `charts/` that hold a chart. */
function vendoredCharts(source, folder) {
    const charts = joinPath(folder, "charts");
    return source
        .inside(charts)
        .filter(({ path }) => /^[^/]+\/Chart\.yaml$/.test(path.slice(charts.length + 1)))
        .map(({ path }) => asRepoPath(path.slice(0, -"/Chart.yaml".length)));
}
function isVendored(source, folder, name) {
    const charts = joinPath(folder, "charts");
    return source.inside(charts).some(({ path }) => {
        const inner = path.slice(charts.length + 1);
        return (inner === `${name}/Chart.yaml` ||
            (inner.startsWith(`${name}-`) && /^\d[^/]*\.tgz$/.test(inner.slice(name.length + 1))));
    });
}
/** Dependencies whose repository is `file://…`, of a chart of either API version. */
async function localDependencies(source, folder) {
    const found = [];
    for (const name of ["Chart.yaml", "requirements.yaml"]) {
        const path = joinPath(folder, name);
        const config = source.isFile(path) ? await source.configFile(path) : null;
        if (config === null || "problem" in config)
            continue; // a broken file is said where the chart is rendered
        for (const entry of json_elements(json_field(config.document?.value, "dependencies"))) {
            const chart = json_text(json_field(entry, "name"));
            const repository = json_text(json_field(entry, "repository"));
            if (chart === undefined || !isFileName(chart) || repository?.startsWith("file://") !== true)
                continue;
            const alias = json_text(json_field(entry, "alias"));
            found.push({
                name: chart,
                alias: alias !== undefined && isFileName(alias) ? alias : undefined,
                path: repository.slice("file://".length),
            });
        }
    }
    return found;
}
function isFileName(name) {
    return /^[^/\\\0]+$/.test(name) && name !== "." && name !== "..";
}
function depthOf(path) {
    return path.split("/").length;
}
//# sourceMappingURL=charts.js.map
;// CONCATENATED MODULE: ./lib/discover/manifests.js
/** Is this file a Kubernetes manifest? Told from its content, cheaply, with no guess from its name. */



/** The most bytes of a manifest file; more are not checked. */
const maximumFileBytes = 5 * 1024 * 1024;
/** Whether a file of that name can be a manifest at all. */
function hasManifestName(path) {
    return /\.(?:ya?ml|json)$/i.test(path);
}
/** What the content of a `.yaml`, `.yml` or `.json` file is. */
function recogniseManifest(bytes) {
    if (!namesKubernetesKeys(bytes))
        return { is: "other" };
    const decoded = decodeText(bytes);
    if (!("text" in decoded))
        return looksLike(lossyText(bytes)) ? { is: "unreadable", problem: decoded } : { is: "other" };
    const { text } = decoded;
    if (bytes.length > maximumFileBytes)
        return recogniseLarge(text);
    return recogniseByLines(text) ?? recogniseByJson(text) ?? recogniseByYaml(text);
}
/** Whether an `apiVersion` is one of kustomize's own configuration, which no cluster ever sees. */
function isKustomizeConfig(apiVersion) {
    return apiVersion?.startsWith("kustomize.config.k8s.io/") ?? false;
}
/** The cheap test that spares most files everything else. */
function namesKubernetesKeys(bytes) {
    const buffer = Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength);
    if (buffer.includes("apiVersion"))
        return ["kind", "\\", "metadata"].some((part) => buffer.includes(part));
    if (buffer.includes("\\x") || buffer.includes("\\u") || buffer.includes("\\U"))
        return true; // escapes may spell the keys
    return buffer.includes(Buffer.from("apiVersion", "utf16le")); // the same bytes in both orders, at even or odd places
}
function lossyText(bytes) {
    if (bytes[0] === 0xff && bytes[1] === 0xfe)
        return new TextDecoder("utf-16le").decode(bytes);
    if (bytes[0] === 0xfe && bytes[1] === 0xff)
        return new TextDecoder("utf-16be").decode(bytes);
    return new TextDecoder("utf-8").decode(bytes);
}
const apiVersionLine = /^["']?apiVersion["']?[ \t]*:/m;
const kindLine = /^["']?kind["']?[ \t]*:/m;
const metadataLine = /^["']?metadata["']?[ \t]*:/m;
/** Whether a text would be taken for Kubernetes by a person: the two keys at the start of lines, or anywhere in JSON. */
function looksLike(text) {
    if (apiVersionLine.test(text) && kindLine.test(text))
        return true;
    return /^\s*[{[]/.test(text) && /"apiVersion"\s*:/.test(text) && /"kind"\s*:/.test(text);
}
function recogniseLarge(text) {
    if (recogniseByJson(text)?.is === "other" || !looksLike(text))
        return { is: "other" };
    const problem = {
        line: null,
        message: "The file has more than 5 MB, so none of its objects were checked.",
        hint: "Split it into smaller files, or take it out with `exclude`.",
    };
    return { is: "unreadable", problem };
}
const objectApiVersion = /^apiVersion:[ \t]+["']?[A-Za-z]/m;
const objectKind = /^kind:[ \t]+["']?[A-Za-z]/m;
/**
 * The short way for nearly every manifest: each document has both keys at the start of a line, so no YAML needs to be read twice.
 * A template is not judged this way. Null: it takes more to tell.
 */
function recogniseByLines(text) {
    if (text.includes("{{") || text.includes("kustomize.config.k8s.io/"))
        return null;
    const documents = manifests_documentsOf(text);
    const isObject = (document) => objectApiVersion.test(document) && objectKind.test(document);
    const isPlain = documents.length > 0 && documents.every(isObject);
    return isPlain ? { is: "manifest", problems: [] } : null;
}
/** The texts between the document marks, without those that hold nothing but comments. */
function manifests_documentsOf(text) {
    return text.split(/^---(?=\s|$)/m).filter((document) => /^[ \t]*[^\s#]/m.test(document));
}
/** JSON is read by the fast reader. Null where the text is none. */
function recogniseByJson(text) {
    if (!/^\s*\{/.test(text))
        return null;
    try {
        return recogniseValues([{ value: JSON.parse(text), line: 1 }]); // JSON text gives Json by definition
    }
    catch {
        return null;
    }
}
function recogniseByYaml(text) {
    if (!mayHoldObject(text))
        return { is: "other" };
    const { documents, problems } = read_readYaml(text);
    const recognised = recogniseValues(documents);
    const problem = problems[0];
    if (recognised.is === "manifest" || problem === undefined || !looksLike(text))
        return recognised;
    return { is: "unreadable", problem: text.includes("{{") ? templateProblem(text) : problem };
}
/** Ways to write a key of the top level other than at the start of its line: in braces, behind `?`, a tag or an anchor, merged, escaped. */
const unusualKeyLine = /^(?:[{?!&*%]|<<|"[^"\n]*\\)/m;
/** False only where no document can have both keys at its top level, as in most values files. */
function mayHoldObject(text) {
    if (apiVersionLine.test(text) && (kindLine.test(text) || metadataLine.test(text)))
        return true;
    if (unusualKeyLine.test(text))
        return true;
    return text.split(/^---/m).some((document) => /^[ \t]/.test(firstLineOf(document)));
}
/** The first line with content, with its indentation. What stands behind a document mark starts with a space. */
function firstLineOf(document) {
    return /^[ \t]*[^\s#].*$/m.exec(document)?.[0] ?? "";
}
function recogniseValues(documents) {
    const filled = documents.filter(({ value }) => value !== undefined && value !== null);
    const isObject = filled.some(({ value }) => isManifest(value) && !isKustomize(value));
    if (!isObject) {
        if (filled.some(({ value }) => isKustomize(value)))
            return { is: "kustomize" };
        const kindless = filled.find(({ value }) => isKindless(value));
        return kindless === undefined
            ? { is: "other" }
            : { is: "unreadable", problem: kindlessProblem(kindless.line) };
    }
    const open = filled.filter(({ value }) => hasOpenName(value));
    return { is: "manifest", problems: open.map(({ line }) => openNameProblem(line)) };
}
function isManifest(value) {
    return json_text(json_field(value, "apiVersion")) !== undefined && json_text(json_field(value, "kind")) !== undefined;
}
/** An object whose `kind` was forgotten or mistyped. A Chart.yaml has no `metadata`, other tools have no such version. */
function isKindless(value) {
    const version = json_text(json_field(value, "apiVersion")) ?? "";
    const isVersion = /^(?:[a-z0-9.-]+\/)?v\d+(?:(?:alpha|beta)\d+)?$/.test(version);
    const isNamed = json_text(json_field(json_field(value, "metadata"), "name")) !== undefined;
    return isVersion && isNamed && json_field(value, "kind") === undefined;
}
function kindlessProblem(line) {
    return {
        line,
        message: "A document has an apiVersion and a name but no kind, so it was not checked.",
        hint: "Add the kind, or take the file out with `exclude`.",
    };
}
function isKustomize(value) {
    return isManifest(value) && isKustomizeConfig(json_text(json_field(value, "apiVersion")));
}
/** No cluster accepts such a name: something fills it in first. */
function hasOpenName(value) {
    const metadata = json_field(value, "metadata");
    return ["name", "namespace"].some((key) => json_text(json_field(metadata, key))?.includes("{{") ?? false);
}
function openNameProblem(line) {
    return {
        line,
        message: "The name of this object is a placeholder, so the file is a template; it was checked as it stands.",
        hint: "Take it out with `exclude` and scan what your tool makes of it.",
    };
}
function templateProblem(text) {
    return {
        line: text.slice(0, text.indexOf("{{")).split("\n").length,
        message: "The file looks like Kubernetes but is a template that nothing here renders, so it was not checked.",
        hint: "Move it into a Helm chart, or take it out with `exclude` and scan what your tool makes of it.",
    };
}
//# sourceMappingURL=manifests.js.map
;// CONCATENATED MODULE: ./lib/discover/source.js
/** What discovery sees of a revision: its files, the folders they make, and each text read once. */





/** Questions about the files of one revision. */
class Source {
    revision;
    configFiles = new Map();
    leftOut;
    constructor(revision) {
        this.revision = revision;
        this.leftOut = new Map(revision.leftOut.map(({ path, reason }) => [path, reason]));
    }
    /** Whether a regular file of that path exists. */
    isFile(path) {
        return this.revision.has(path);
    }
    /** Whether some file lies below that folder. */
    isFolder(path) {
        return this.inside(path).length > 0;
    }
    /** The files below a folder ("" is the root), in order. */
    inside(folder) {
        const { files } = this.revision;
        if (folder === "")
            return files;
        return files.slice(this.firstAtOrAfter(`${folder}/`), this.firstAtOrAfter(`${folder}0`)); // "0" follows "/"
    }
    /** Why a path, or the folder it lies in, was left out of the revision; null where it was not. */
    whyLeftOut(path) {
        for (let name = path; name !== ""; name = name.slice(0, Math.max(0, name.lastIndexOf("/")))) {
            const reason = this.leftOut.get(name);
            if (reason !== undefined)
                return reason;
        }
        return null;
    }
    /** A Chart.yaml or kustomization. As Helm has it, the last of equal keys counts. */
    configFile(path) {
        let file = this.configFiles.get(path);
        if (file === undefined) {
            file = this.readConfigFile(path);
            this.configFiles.set(path, file);
        }
        return file;
    }
    /** The bytes of a file as text, whatever they are, for a search in it; "" where it cannot be read or is large. */
    async searchText(entry) {
        if (entry.size > maximumFileBytes)
            return "";
        const bytes = await this.revision.read(entry.path);
        return isReadable(bytes)
            ? Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength).toString("latin1")
            : "";
    }
    async readConfigFile(path) {
        const bytes = await this.revision.read(path);
        if (!isReadable(bytes))
            return { problem: unreadable(bytes.reason) };
        if (bytes.length > maximumFileBytes)
            return { problem: unreadable("it has more than 5 MB") };
        const decoded = decodeText(bytes);
        if (!("text" in decoded))
            return { problem: decoded };
        const { documents, problems } = read_readYaml(decoded.text, { duplicates: "last" });
        const problem = problems[0];
        if (problem !== undefined)
            return { problem };
        return { text: decoded.text, document: documents.find(({ value }) => value !== undefined) };
    }
    firstAtOrAfter(path) {
        const { files } = this.revision;
        let low = 0;
        let high = files.length;
        while (low < high) {
            const middle = (low + high) >> 1;
            if (byCodeUnits(files[middle]?.path ?? "", path) < 0)
                low = middle + 1;
            else
                high = middle;
        }
        return low;
    }
}
/** A file that is listed and cannot be read. */
function unreadable(reason) {
    return {
        line: null,
        message: `The file cannot be read: ${reason}.`,
        hint: "Make it a regular file that can be read, or take it out with `exclude`.",
    };
}
//# sourceMappingURL=source.js.map
;// CONCATENATED MODULE: ./lib/discover/files.js



/** All manifests of a revision together; more are not checked. */
const maximumTotalBytes = 200 * 1024 * 1024;
/** How many files are read at a time. */
const batchSize = 64;
/** Nobody can say what a larger file is without reading it. */
const maximumReadBytes = 100 * 1024 * 1024;
/** Looks into every file of a manifest's name that `isCandidate` accepts. */
async function findLooseFiles(source, isCandidate) {
    const entries = source.revision.files.filter(({ path }) => hasManifestName(path) && isCandidate(path));
    const files = [];
    const skipped = [];
    let totalBytes = 0;
    for (let start = 0; start < entries.length; start += batchSize) {
        const batch = entries.slice(start, start + batchSize);
        const looks = await Promise.all(batch.map((entry) => look(source, entry)));
        for (const [index, seen] of looks.entries()) {
            const { path, size } = batch[index]; // one look for each entry of the batch
            if (seen === "other")
                continue;
            if (seen === "kustomize")
                skipped.push({ path, reason: misnamed });
            else if (!seen.isManifest)
                files.push(seen);
            else {
                totalBytes += size;
                files.push(totalBytes > maximumTotalBytes ? { ...seen, isManifest: false, problems: [tooMuch] } : seen);
            }
        }
    }
    return { files, skipped };
}
const misnamed = "It configures kustomize, which reads such a file only under the name kustomization.yaml.";
const tooMuch = {
    line: null,
    message: "The manifests before this one have 200 MB together, so it was not checked.",
    hint: "Scan a part of the repository at a time, or take files out with `exclude`.",
};
async function look(source, { path, size }) {
    const uncheckable = (problem) => ({ path, isManifest: false, problems: [problem] });
    if (size > maximumReadBytes)
        return uncheckable(unreadable("it has more than 100 MB"));
    const bytes = await source.revision.read(path);
    if (!isReadable(bytes))
        return uncheckable(unreadable(bytes.reason));
    const recognition = recogniseManifest(bytes);
    switch (recognition.is) {
        case "manifest":
            return { path, isManifest: true, problems: recognition.problems };
        case "unreadable":
            return uncheckable(recognition.problem);
        default:
            return recognition.is;
    }
}
//# sourceMappingURL=files.js.map
;// CONCATENATED MODULE: ./lib/discover/impact.js
/** Whether the change touches what a target depends on. `changed` is null where nothing is compared: then everything is touched. */
function impact_isTouched(target, changed) {
    const { inputs, watches } = target;
    if (changed === null || inputs.some((path) => changed.has(path)))
        return true;
    return watches !== null && [...changed].some(watches);
}
//# sourceMappingURL=impact.js.map
;// CONCATENATED MODULE: ./lib/discover/kustomize-file.js
/** One kustomization file: which other files and folders it names, and where in its text. */


/** The names under which kustomize looks for its file in a folder. */
const kustomizationNames = ["kustomization.yaml", "kustomization.yml", "Kustomization"];
/** Everything that a kustomization refers to, in no particular order. */
function referencesOf(value, node) {
    if (!json_isObject(value) || node === undefined)
        return [];
    return [...new References(value, node).all()];
}
/** The files that the configuration of a built-in generator or transformer names, relative to the kustomization's folder. */
function filesOfPlugin(config) {
    const names = [json_field(config, "path"), json_field(config, "env"), json_field(config, "valuesFile")];
    for (const key of ["paths", "envs", "additionalValuesFiles"])
        names.push(...json_elements(json_field(config, key)));
    for (const file of json_elements(json_field(config, "files")))
        names.push(pathOfPair(json_text(file) ?? ""));
    for (const replacement of json_elements(json_field(config, "replacements")))
        names.push(json_field(replacement, "path") ?? "");
    return names.map((name) => json_text(name) ?? "").filter((name) => name !== "");
}
/** The kind of the first configuration that is no built-in plugin of kustomize, which would start a program; null where none is. */
function foreignPlugin(documents) {
    for (const document of documents) {
        const apiVersion = json_text(json_field(document, "apiVersion"));
        const kind = json_text(json_field(document, "kind"));
        if (kind === undefined || apiVersion === undefined)
            continue;
        if (apiVersion !== "builtin" && !apiVersion.startsWith("builtin/"))
            return kind;
        if (kind === "HelmChartInflationGenerator")
            return kind;
    }
    return null;
}
/** Finds the references; all fields are those of kustomize's `types.Kustomization` (api v0.21), the deprecated ones included. */
class References {
    value;
    node;
    constructor(value, node) {
        this.value = value;
        this.node = node;
    }
    *all() {
        yield* this.list("resources", { role: "resource", wants: "either" });
        yield* this.list("bases", { role: "resource", wants: "folder" });
        yield* this.list("components", { role: "resource", wants: "folder" });
        yield* this.list("crds", {});
        yield* this.list("configurations", {});
        yield* this.list("patchesStrategicMerge", { mayBeContent: true });
        for (const key of ["generators", "transformers", "validators"])
            yield* this.plugins(key);
        for (const key of ["patches", "patchesJson6902", "replacements"])
            yield* this.paths(key);
        for (const key of ["configMapGenerator", "secretGenerator"])
            yield* this.generatorFiles(key);
        for (const key of ["helmCharts", "helmChartInflationGenerator"])
            yield* this.helmCharts(key);
        const path = json_field(json_field(this.value, "openapi"), "path");
        if (path !== undefined)
            yield* this.one(["openapi", "path"], ["openapi", "path"], path, {});
    }
    *list(key, more) {
        for (const [index, item] of json_elements(json_field(this.value, key)).entries()) {
            yield* this.one([key, index], [key, index], item, more);
        }
    }
    *plugins(key) {
        for (const [index, item] of json_elements(json_field(this.value, key)).entries()) {
            const route = [key, index];
            const content = json_text(item) ?? "";
            const foreign = looksLikeContent(content) ? foreignPlugin(valuesIn(content)) : null;
            if (foreign !== null)
                yield* this.one(route, route, foreign, { refused: "plugin" });
            else
                yield* this.one(route, route, item, { role: "plugin", wants: "either", mayBeContent: true });
        }
    }
    *paths(key) {
        for (const [index, item] of json_elements(json_field(this.value, key)).entries()) {
            yield* this.one([key, index, "path"], [key, index], json_field(item, "path"), {});
        }
    }
    *generatorFiles(key) {
        for (const [index, generator] of json_elements(json_field(this.value, key)).entries()) {
            for (const list of ["files", "envs"]) {
                for (const [place, item] of json_elements(json_field(generator, list)).entries()) {
                    const route = [key, index, list, place];
                    const name = json_text(item) ?? "";
                    yield* this.one(route, route, list === "files" ? pathOfPair(name) : name, {});
                }
            }
            const route = [key, index, "env"];
            yield* this.one(route, route, json_field(generator, "env"), {});
        }
    }
    *helmCharts(key) {
        for (const [index, chart] of json_elements(json_field(this.value, key)).entries()) {
            const name = json_text(json_field(chart, "name")) ?? json_text(json_field(chart, "chartName")) ?? "";
            yield* this.one([key, index], [key, index], name === "" ? "(without name)" : name, { refused: "helm" });
        }
    }
    *one(route, part, value, more) {
        const node = nodeAt(this.node, route);
        if (typeof value !== "string" || value === "" || node === undefined)
            return;
        yield { role: "data", wants: "file", refused: null, mayBeContent: false, ...more, value, node, part };
    }
}
/** Whether a text is YAML written in place and no name of a file. */
function looksLikeContent(text) {
    return /[\n{]|:\s/.test(text);
}
/** The node at a route of keys and indexes; undefined where it does not lead anywhere. */
function nodeAt(node, route) {
    let current = node;
    for (const step of route) {
        current = typeof step === "number" ? current?.items?.[step] : current?.entries?.get(step)?.value;
    }
    return current;
}
/** The file of `key=path`, or of a path alone. */
function pathOfPair(text) {
    return text.slice(text.indexOf("=") + 1);
}
function valuesIn(content) {
    return read_readYaml(content, { duplicates: "last" }).documents.map(({ value }) => value);
}
//# sourceMappingURL=kustomize-file.js.map
;// CONCATENATED MODULE: ./lib/discover/cut.js
/** Takes entries out of a YAML text so that every other character keeps its line. */



/**
 * The text without the parts that the routes name: items of lists, or entries of mappings. They become blanks. A text that does
 * not allow it is written anew as JSON, and its lines are lost.
 */
function cutParts(original, routes) {
    const wanted = withoutAll(original.value, routes);
    const text = routes.reduce((current, route) => blank(current, original.node, route), original.text);
    const { documents, problems } = read_readYaml(text, { duplicates: "last" });
    const isAsWanted = problems.length === 0 && cut_print(documents[0]?.value) === cut_print(wanted);
    return isAsWanted ? text : JSON.stringify(wanted, plainNumber);
}
function blank(text, root, route) {
    const last = route.at(-1);
    const holder = nodeAt(root, route.slice(0, -1));
    const entry = typeof last === "string" ? holder?.entries?.get(last) : undefined;
    const node = entry?.value ?? nodeAt(root, route);
    if (node === undefined)
        return text;
    const [start, end] = entry === undefined ? withDash(text, node.start, node.end) : withComma(text, entry.keyStart, node.end);
    return text.slice(0, start) + text.slice(start, end).replace(/[^\r\n]/g, " ") + text.slice(end);
}
/** The range of an item together with the dash of its block list. */
function withDash(text, start, end) {
    const before = text.slice(0, start).trimEnd();
    const behindDash = before.slice(0, -1);
    const hasDash = before.endsWith("-") && (behindDash === "" || /\s$/.test(behindDash));
    return hasDash ? [before.length - 1, end] : withComma(text, start, end);
}
/** The range together with one comma of its flow collection, where it stands in one. */
function withComma(text, start, end) {
    const comma = /^\s*,/.exec(text.slice(end));
    if (comma !== null)
        return [start, end + comma[0].length];
    const before = text.slice(0, start).trimEnd();
    return before.endsWith(",") ? [before.length - 1, end] : [start, end];
}
/** The value without the parts; deeper and later ones first, so that indexes keep their meaning. */
function withoutAll(value, routes) {
    const ordered = routes.toSorted((left, right) => (lastIndex(right) ?? 0) - (lastIndex(left) ?? 0));
    return ordered.reduce(without, value);
}
function lastIndex(route) {
    const last = route.at(-1);
    return typeof last === "number" ? last : undefined;
}
function without(value, route) {
    const [step, ...rest] = route;
    if (Array.isArray(value)) {
        const list = value;
        if (rest.length === 0)
            return list.filter((_, index) => index !== step);
        return list.map((item, index) => (index === step ? without(item, rest) : item));
    }
    if (!json_isObject(value))
        return value;
    const entries = Object.entries(value);
    if (rest.length === 0)
        return Object.fromEntries(entries.filter(([key]) => key !== step));
    return Object.fromEntries(entries.map(([key, item]) => [key, key === step ? without(item, rest) : item]));
}
/** For comparing: an emptied collection may be nothing in the text. */
function cut_print(value) {
    return JSON.stringify(value ?? {}, (key, item) => {
        if (typeof item === "bigint")
            return String(item);
        const isEmpty = typeof item === "object" && item !== null && Object.keys(item).length === 0;
        return isEmpty && key !== "" ? undefined : item;
    });
}
function plainNumber(_key, value) {
    return typeof value === "bigint" ? Number(value) : value;
}
//# sourceMappingURL=cut.js.map
;// CONCATENATED MODULE: ./lib/discover/kustomizations.js
/** Kustomizations: the graph they make, which of them are built by themselves, and what such a build may see. */







/** All kustomizations of a revision, ordered by folder, except those in files that `isOwned` says belong to something else. */
async function findKustomizations(source, isOwned) {
    const names = kustomizationNames;
    const files = source.revision.files.filter(({ path }) => names.includes(path.slice(path.lastIndexOf("/") + 1)));
    const folders = new Map();
    for (const { path } of files) {
        if (isOwned(path) || !(await isKustomizationFile(source, path)))
            continue;
        const folder = folderOf(path);
        folders.set(folder, [...(folders.get(folder) ?? []), path]);
    }
    const found = new Map();
    for (const folder of [...folders.keys()].sort(byCodeUnits)) {
        const [file, second] = folders.get(folder) ?? [];
        if (file !== undefined)
            found.set(folder, await readKustomization(source, folder, file, second, folders));
    }
    return found;
}
/** Those that are built by themselves: what nothing else reaches and, of a circle that nothing reaches, its first. */
function rootsOf(all, isSelected) {
    const candidates = [...all.values()].filter((one) => !one.isComponent && isSelected(one));
    const living = reachOf(candidates, all);
    const reached = new Set([...living].flatMap((one) => neighbours(one, all).filter((other) => other !== one)));
    const roots = candidates.filter((one) => !reached.has(one));
    const covered = reachOf(roots, all);
    for (const one of candidates) {
        if (covered.has(one))
            continue;
        roots.push(one);
        for (const other of reachOf([one], all))
            covered.add(other);
    }
    return roots;
}
/** Everything that a build can get to from these, themselves included. */
function reachOf(starts, all) {
    const found = new Set(starts);
    for (const one of found) {
        for (const other of neighbours(one, all))
            found.add(other); // a set visits what is added on the way
    }
    return found;
}
function neighbours(one, all) {
    return one.links.flatMap(({ to }) => {
        const other = to.is === "kustomization" ? all.get(to.folder) : undefined;
        return other === undefined ? [] : [other];
    });
}
/** The patches and other data of components that nothing uses: parts of objects, which nobody can judge alone. */
function looseParts(all, roots) {
    const living = reachOf(roots, all);
    const parts = new Set();
    for (const one of all.values()) {
        if (!one.isComponent || living.has(one))
            continue;
        for (const { reference, to } of one.links) {
            if (reference.role !== "resource" && to.is === "files")
                for (const path of to.paths)
                    parts.add(path);
        }
    }
    return parts;
}
/** Follows a root as far as the repository goes. */
function planBuild(root, all) {
    const planner = new Planner(all);
    planner.visit(root, []);
    return { folder: root.folder, ...planner.result() };
}
/** Chains of kustomizations beyond this are hostile. */
const deepestChain = 100;
class Planner {
    all;
    inputs = new Set();
    cuts = new Map();
    problems = [];
    watched = new Set();
    visited = new Set();
    constructor(all) {
        this.all = all;
    }
    visit(one, chain) {
        this.visited.add(one);
        this.inputs.add(one.file);
        for (const link of one.links)
            this.follow(one, link, [...chain, one]);
    }
    result() {
        const edited = new Map();
        for (const [{ file, content }, routes] of this.cuts) {
            if (content !== null)
                edited.set(file, withoutParts(content, routes));
        }
        return { inputs: this.inputs, edited, problems: this.problems, watched: this.watched };
    }
    follow(one, link, chain) {
        const { to } = link;
        if (to.is === "files")
            for (const path of to.paths)
                this.inputs.add(path);
        else if (to.is === "kustomization")
            this.enter(one, link, this.all.get(to.folder), chain);
        else if (to.is === "nothing") {
            if (to.watch !== null)
                this.watched.add(to.watch);
            this.cut(one, link, { path: one.file, line: link.line, message: to.message, hint: to.hint });
        }
    }
    enter(one, link, other, chain) {
        if (other === undefined)
            return;
        const place = { path: one.file, line: link.line };
        if (chain.includes(other))
            this.cut(one, link, { ...place, ...circleProblem(chain, other) });
        else if (other.broken !== null)
            this.cut(one, link, { path: other.file, ...other.broken });
        else if (chain.length >= deepestChain)
            this.cut(one, link, { ...place, ...depthProblem });
        else if (!this.visited.has(other))
            this.visit(other, chain);
        if (other.broken !== null)
            this.inputs.add(other.file);
    }
    cut(one, { reference }, problem) {
        this.cuts.set(one, [...(this.cuts.get(one) ?? []), reference.part]);
        this.problems.push(problem);
    }
}
/** kustomize refuses a file of which nothing is left, so such a file gets an option that does nothing. */
function withoutParts(content, routes) {
    const text = cutParts(content, routes);
    const value = read_readYaml(text, { duplicates: "last" }).documents[0]?.value;
    const { apiVersion, kind, ...rest } = json_isObject(value) ? value : {};
    const isEmpty = Object.values(rest).every((item) => isList(item) && item.length === 0);
    return isEmpty ? JSON.stringify({ apiVersion, kind, generatorOptions: {} }) : text;
}
function circleProblem(chain, back) {
    const names = [...chain.slice(chain.indexOf(back)), back].map(({ folder }) => folder === "" ? "." : folder);
    return {
        message: `The kustomizations reach themselves in a circle (${names.join(" -> ")}), which kustomize refuses.`,
        hint: "Take one of the entries out; this one was left out here.",
    };
}
const depthProblem = {
    message: "More than 100 kustomizations stand one on top of the other, so this entry was not followed.",
    hint: "Name the base more directly.",
};
/** Flux and others have files of that name and kinds of their own in them: those are manifests. */
async function isKustomizationFile(source, path) {
    const config = await source.configFile(path);
    if ("problem" in config)
        return true;
    const apiVersion = json_text(json_field(config.document?.value, "apiVersion"));
    return apiVersion === undefined || isKustomizeConfig(apiVersion);
}
async function readKustomization(source, folder, file, second, all) {
    const base = { folder, file, isComponent: false, broken: null, content: null, links: [] };
    const config = await source.configFile(file);
    if ("problem" in config)
        return { ...base, broken: notBuilt(config.problem) };
    if (second !== undefined)
        return { ...base, broken: doubled(second) };
    const { value, node } = config.document ?? { value: undefined, node: undefined };
    if (value === undefined || node === undefined)
        return base;
    const links = [];
    for (const reference of referencesOf(value, node)) {
        const line = lineOf(config.text, reference.node.start);
        links.push({ reference, line, to: await resolveReference(source, folder, reference, all) });
    }
    const isComponent = json_field(value, "kind") === "Component";
    return { ...base, isComponent, content: { text: config.text, value, node }, links };
}
function notBuilt({ line, message, hint }) {
    return { line, message: `${message} The kustomization was not built.`, hint };
}
function doubled(second) {
    return {
        line: 1,
        message: `The folder has another kustomization file, "${second}", and kustomize refuses to choose.`,
        hint: "Keep one of the two.",
    };
}
async function resolveReference(source, folder, reference, kustomizations) {
    const { value, wants, refused, role, mayBeContent } = reference;
    if (refused !== null)
        return kustomizations_nothing(refused === "helm" ? inflation(value) : kustomizations_plugin(value), null);
    const path = resolvePath(folder, value);
    if (path !== null && path !== "" && wants !== "folder" && source.isFile(path)) {
        return role === "plugin" ? pluginFile(source, folder, path) : { is: "files", paths: [path] };
    }
    if (path !== null && wants !== "file" && kustomizations.has(path))
        return { is: "kustomization", folder: path };
    if (mayBeContent && looksLikeContent(value))
        return { is: "content" };
    if (isRemote(value))
        return kustomizations_nothing(remote(value), null);
    if (path === null)
        return kustomizations_nothing(outside(value), null);
    if (wants !== "file" && source.isFolder(path))
        return kustomizations_nothing(bare(value), joinPath(path, kustomizationNames[0]));
    return kustomizations_nothing(missing(value, source.whyLeftOut(path)), path === "" ? null : path);
}
/** A file that configures a plugin, with the files that a built-in one names in turn. */
async function pluginFile(source, folder, path) {
    const config = await source.configFile(path);
    const value = "problem" in config ? undefined : config.document?.value;
    const foreign = foreignPlugin([value]);
    if (foreign !== null)
        return kustomizations_nothing(kustomizations_plugin(foreign), null);
    const named = filesOfPlugin(value).map((name) => resolvePath(folder, name));
    const isThere = (name) => name !== null && name !== "" && source.isFile(name);
    return { is: "files", paths: [path, ...named.filter(isThere)] };
}
function kustomizations_nothing(what, watch) {
    return { is: "nothing", ...what, watch };
}
/** As kustomize sees it: an address with a scheme, a git host, or a query that names a branch. */
function isRemote(value) {
    return (/^(?:[a-z][a-z0-9+.-]*:\/\/|git::|[^/\s@]+@[^/\s:]+:)/i.test(value) ||
        /^(?:www\.)?(?:github|gitlab|bitbucket)\.[a-z]+[/:]/i.test(value) ||
        /\.git(?:$|[/?])|\?(?:.*&)?(?:ref|version)=/i.test(value));
}
/** Without user, password and query: an address may hold a token. */
function withoutSecrets(address) {
    return address.replace(/\/\/[^/@]*@/, "//").replace(/\?.*$/s, "");
}
function remote(value) {
    return {
        message: `The remote entry "${withoutSecrets(value)}" was not fetched, so what it brings was not checked.`,
        hint: "Commit a copy and name the copy here, or scan the output of `kustomize build` instead.",
    };
}
function outside(value) {
    return {
        message: `The entry "${value}" leads out of the repository, so what it brings was not checked.`,
        hint: "Name a file or folder of this repository.",
    };
}
function bare(value) {
    return {
        message: `The folder "${value}" has no kustomization file, so kustomize cannot build what names it.`,
        hint: "Add a `kustomization.yaml` there, or name the files of the folder one by one.",
    };
}
function missing(value, reason) {
    const why = reason === null ? "" : ` (${reason})`;
    return {
        message: `The entry "${value}" names nothing that can be read in this repository${why}, so what it brings was not checked.`,
        hint: "Correct the path, or commit what it names.",
    };
}
function inflation(chart) {
    return {
        message: `The Helm chart "${chart}" of this kustomization was not rendered, so its objects were not checked.`,
        hint: "Commit the output of `helm template` and list that file under `resources`.",
    };
}
function kustomizations_plugin(kind) {
    return {
        message: `The plugin "${kind}" would start a program and was not run, so what it changes was not checked.`,
        hint: "Use a built-in generator or transformer, or scan the output of `kustomize build` instead.",
    };
}
//# sourceMappingURL=kustomizations.js.map
;// CONCATENATED MODULE: ./lib/discover/discover.js
/** Revision → targets: everything in it that can be evaluated, and what cannot be looked at. */








/**
 * Finds the targets of a revision.
 *
 * @throws GlobError where a pattern of the options cannot be used.
 */
async function discover(revision, options) {
    const source = new Source(revision);
    const isIncluded = inclusionOf(options);
    const charts = await findCharts(source);
    const chartFolders = new Set(charts.map(({ folder }) => folder));
    const isOfChart = (path) => isOfAnyChart(path, chartFolders);
    const kustomizations = await findKustomizations(source, isOfChart);
    const roots = rootsOf(kustomizations, ({ file }) => isIncluded(file));
    const plans = roots.filter(({ broken }) => broken === null).map((root) => planBuild(root, kustomizations));
    const draft = new Draft(options.changed);
    for (const chart of charts)
        if (isIncluded(chart.file))
            draft.addChart(chart, isIncluded);
    for (const { file, broken } of roots)
        if (broken !== null)
            draft.addProblem(file, broken);
    for (const plan of plans)
        draft.addKustomization(plan);
    const owned = ownedFiles(kustomizations, plans, looseParts(kustomizations, roots));
    const isInPaths = (path) => options.paths.some((start) => isInside(path, start));
    const isLoose = (path) => isInPaths(path) && isIncluded(path) && !owned.has(path) && !isOfChart(path);
    const loose = await findLooseFiles(source, isLoose);
    for (const file of loose.files)
        draft.addLooseFile(file, await readerOf(source, charts, file));
    draft.skipped.push(...loose.skipped, ...unusedComponents(kustomizations, plans));
    draft.addLeftOut(revision, charts, isIncluded);
    return draft.select(options.paths);
}
function inclusionOf({ include, exclude }) {
    const isIncluded = compileGlobs(include);
    const isExcluded = compileGlobs(exclude);
    return (path) => (include.length === 0 || isIncluded(path)) && !isExcluded(path);
}
/** What a kustomization reaches is judged there alone. */
function ownedFiles(kustomizations, plans, parts) {
    const owned = new Set(parts);
    for (const { file } of kustomizations.values())
        owned.add(file);
    for (const { inputs } of plans)
        for (const path of inputs)
            owned.add(path);
    return owned;
}
/** A template beside the templates of a chart that reads such files: the chart renders it, if anything does. */
async function readerOf(source, charts, file) {
    const chart = charts.findLast(({ folder, readsFiles }) => readsFiles && isInside(file.path, folder));
    if (chart === undefined || file.isManifest)
        return undefined;
    const entry = source.revision.files.find(({ path }) => path === file.path);
    return entry !== undefined && (await source.searchText(entry)).includes("{{") ? chart : undefined;
}
function unusedComponents(kustomizations, plans) {
    const isUsed = (file) => plans.some(({ inputs }) => inputs.has(file));
    return [...kustomizations.values()]
        .filter(({ file, isComponent }) => isComponent && !isUsed(file))
        .map(({ folder }) => ({ path: folder, reason: "No kustomization uses this component." }));
}
/** Collects what was found, until the PATHs select from it. */
class Draft {
    skipped = [];
    targets = [];
    problems = [];
    changed;
    constructor(changed) {
        this.changed = changed;
    }
    addChart(chart, isIncluded) {
        const { folder, file, unusable } = chart;
        if (unusable !== null) {
            if ("reason" in unusable)
                this.skipped.push({ path: folder, reason: unusable.reason });
            else
                this.addProblem(file, unusable.problem);
            return;
        }
        const folders = [folder, ...chart.mounts.map(({ from }) => from)];
        const watches = (path) => folders.some((one) => belongsToChart(path, one) || (chart.readsFiles && isInside(path, one)));
        for (const values of chart.valuesSets) {
            if (!values.every(isIncluded))
                continue;
            const inputs = sortedPaths([...chart.inputs, ...values]);
            this.addTarget("helm", folder, { inputs, watches }, { values, mounts: chart.mounts });
        }
    }
    addKustomization({ folder, inputs, edited, problems, watched }) {
        const watches = (path) => watched.has(path);
        const target = this.addTarget("kustomize", folder, { inputs: sortedPaths(inputs), watches }, { edited });
        for (const problem of problems)
            this.addProblem(problem.path, problem, target);
    }
    addLooseFile({ path, isManifest, problems }, reader) {
        if (reader !== undefined) {
            this.skipped.push({ path, reason: "It is a template that a chart around it may read." });
            return;
        }
        const dependence = { inputs: [path], watches: null };
        const target = isManifest ? this.addTarget("manifest", path, dependence, {}) : undefined;
        for (const problem of problems)
            this.addProblem(path, problem, target);
    }
    /** A link out of the repository may hide a manifest or a part of a chart; anything else that was left out is only listed. */
    addLeftOut(revision, charts, isIncluded) {
        for (const { path, reason } of revision.leftOut) {
            if (!isIncluded(path))
                continue;
            const chart = charts.find(({ folder }) => belongsToChart(path, folder));
            const problem = { line: null, message: `The path was left out: ${reason}.`, hint: leftOutHint };
            const targets = this.targets.filter(({ kind, path: root }) => kind === "helm" && root === chart?.folder);
            if (targets.length > 0)
                for (const target of targets)
                    this.addProblem(path, problem, target);
            else if (hasManifestName(path))
                this.addProblem(path, problem);
            else
                this.skipped.push({ path, reason: `The path was left out: ${reason}.` });
        }
    }
    addProblem(path, { line, message, hint }, target) {
        const touched = target?.touched ?? (this.changed === null || (path !== "" && this.changed.has(path)));
        this.problems.push({
            stage: "discover",
            path,
            line,
            target: target?.id ?? null,
            touched,
            message,
            hint,
        });
    }
    /** What the PATHs name, ordered. A PATH without a target is a problem of its own. */
    select(paths) {
        const selected = new Set();
        for (const path of paths) {
            const chosen = this.chosenBy(path);
            if (chosen.length === 0)
                this.problems.push(nothingIn(path));
            for (const target of chosen)
                selected.add(target);
        }
        const ids = new Set([...selected].map(({ id }) => id));
        const isNamed = (path) => paths.some((start) => isInside(path, start));
        const isShown = ({ target, path }) => (target === null ? isNamed(path) : ids.has(target));
        return {
            targets: [...selected].sort(byPathThenId),
            problems: this.problems.filter(isShown).sort(discover_byPlace),
            skipped: this.skipped
                .filter(({ path }) => isNamed(path))
                .sort((left, right) => byCodeUnits(left.path, right.path)),
        };
    }
    addTarget(kind, path, dependence, more) {
        const { inputs } = dependence;
        const values = more.values ?? [];
        const target = {
            id: [`${kind}:${path === "" ? "." : path}`, ...values].join("+"),
            kind,
            path,
            values,
            inputs,
            touched: impact_isTouched(dependence, this.changed),
            mounts: more.mounts ?? [],
            edited: more.edited ?? new Map(),
        };
        this.targets.push(target);
        return target;
    }
    /** The targets inside a PATH, and those elsewhere that alone show what lies in it: a template of a chart, a base of an overlay. */
    chosenBy(start) {
        const inside = this.targets.filter(({ path }) => isInside(path, start));
        const covered = new Set(inside.flatMap(({ inputs }) => inputs));
        const shows = (target) => target.inputs.some((path) => isInside(path, start) && !covered.has(path) && isEssential(target, path));
        const others = this.targets.filter((target) => !isInside(target.path, start) && shows(target));
        if (inside.length > 0 || others.length > 0)
            return [...inside, ...others];
        return this.targets.filter(({ kind, path }) => kind === "helm" && isInside(start, path));
    }
}
/** Whether a target is what judges that input, and does not only read it. */
function isEssential({ kind, path, mounts }, input) {
    if (kind !== "helm")
        return true;
    return [path, ...(mounts ?? []).map(({ from }) => from)].some((folder) => belongsToChart(input, folder));
}
function byPathThenId(left, right) {
    return byCodeUnits(left.path, right.path) || byCodeUnits(left.id, right.id);
}
function discover_byPlace(left, right) {
    return (byCodeUnits(left.path, right.path) ||
        (left.line ?? 0) - (right.line ?? 0) ||
        byCodeUnits(left.target ?? "", right.target ?? "") ||
        byCodeUnits(left.message, right.message));
}
const leftOutHint = "Replace it by regular files of this repository, or take it out with `exclude`.";
function nothingIn(path) {
    const where = path === "" ? "the repository" : `"${path}"`;
    return {
        stage: "discover",
        path,
        line: null,
        target: null,
        touched: true,
        message: `No manifest, chart or kustomization was found in ${where}, so nothing there was checked.`,
        hint: "Name the folder that holds them, and see whether `include` and `exclude` leave something in.",
    };
}
//# sourceMappingURL=discover.js.map
;// CONCATENATED MODULE: ./lib/kubernetes/quantity.js
const maxLength = 100; // no real quantity comes near; it bounds the work on hostile ones
const nanosPerUnit = 10n ** 9n;
const maxNanos = (2n ** 63n - 1n) * nanosPerUnit;
const decimalSuffixes = ["n", "u", "m", "", "k", "M", "G", "T", "P", "E"];
const binarySuffixes = ["", "Ki", "Mi", "Gi", "Ti", "Pi", "Ei"];
/**
 * Reads a quantity, which may also be written as a number; undefined for anything that is none. What is finer than 10^-9 is rounded
 * away from zero and what is larger than 2^63-1 is capped, as in Kubernetes.
 */
function quantity_parseQuantity(value) {
    const text = typeof value === "number" || typeof value === "bigint" ? String(value) : value;
    if (typeof text !== "string" || text.length > maxLength)
        return undefined;
    const parts = /^([+-]?)(\d*)(?:\.(\d*))?(?:([numkMGTPE]|[KMGTPE]i)|[eE]([+-]?\d{1,4}))?$/.exec(text);
    if (parts === null)
        return undefined;
    const [, sign, integer = "", fraction = "", suffix = "", exponent] = parts;
    if (integer === "" && fraction === "")
        return undefined;
    const isBinary = suffix.endsWith("i");
    const factor = isBinary ? 1024n ** BigInt(binarySuffixes.findIndex((one) => one === suffix)) : 1n;
    const power = isBinary ? 0 : decimalPower(suffix) + Number(exponent ?? "0");
    const size = cap(shift(BigInt(integer + fraction) * factor, power + 9 - fraction.length));
    return {
        nanos: sign === "-" ? -size : size,
        format: isBinary ? "binary" : exponent === undefined ? "decimal" : "exponent",
    };
}
/**
 * The one spelling of a quantity: no fraction, the largest suffix that loses nothing (`0.5` is `500m`, `1024Ki` is `1Mi`, `1000` is `1k`).
 * Binary amounts below 1024 or with a fraction turn decimal. Undefined where the value is no quantity.
 */
function canonicalQuantity(value) {
    const quantity = quantity_parseQuantity(value);
    if (quantity === undefined)
        return undefined;
    const { nanos, format } = quantity;
    if (nanos === 0n)
        return "0";
    const isWhole = nanos % nanosPerUnit === 0n;
    const units = nanos / nanosPerUnit;
    if (format === "binary" && isWhole && (units <= -1024n || units >= 1024n))
        return writeBinary(units);
    const { digits, steps } = reduce(nanos, 1000n, decimalSuffixes.length - 1);
    const exponent = steps * 3 - 9;
    if (format === "exponent")
        return exponent === 0 ? String(digits) : `${digits}e${exponent}`;
    return `${digits}${decimalSuffixes[steps] ?? ""}`;
}
/** Negative, zero or positive like every comparer; undefined where one of the two is no quantity. */
function compareQuantities(left, right) {
    const first = quantity_parseQuantity(left)?.nanos;
    const second = quantity_parseQuantity(right)?.nanos;
    if (first === undefined || second === undefined)
        return undefined;
    return first < second ? -1 : Number(first > second);
}
function writeBinary(units) {
    const { digits, steps } = reduce(units, 1024n, binarySuffixes.length - 1);
    return `${digits}${binarySuffixes[steps] ?? ""}`;
}
/** Divides as long as nothing is lost. */
function reduce(amount, base, maxSteps) {
    let digits = amount;
    let steps = 0;
    while (steps < maxSteps && digits % base === 0n) {
        digits /= base;
        steps++;
    }
    return { digits, steps };
}
function decimalPower(suffix) {
    return decimalSuffixes.findIndex((one) => one === suffix) * 3 - 9;
}
/** amount times 10^power, rounded up. */
function shift(amount, power) {
    if (power >= 0)
        return amount * 10n ** BigInt(power);
    const divisor = 10n ** BigInt(-power);
    return (amount + divisor - 1n) / divisor;
}
function cap(nanos) {
    return nanos > maxNanos ? maxNanos : nanos;
}
//# sourceMappingURL=quantity.js.map
;// CONCATENATED MODULE: ./lib/kubernetes/defaults.js
/**
 * What the API server writes into an object before any policy sees it: the defaults that published policies read, and quantities in their
 * one spelling. The text of the manifest knows nothing of it, so a filled-in value is never a place to point at.
 * Source: SetDefaults_Container, SetDefaults_PodSpec and SetDefaults_Deployment of kubernetes pkg/apis, and
 * https://kubernetes.io/docs/concepts/containers/images/#imagepullpolicy-defaulting
 */




/** Kinds whose `spec.replicas` counts as 1 where it is absent. */
const replicated = ["Deployment", "ReplicaSet", "StatefulSet", "ReplicationController"];
/** The body as the API server holds it. Kinds without pods come back as they are. The namespace is never filled in. */
function withDefaults(resource) {
    const { kind, group } = resource;
    let body = resource.body;
    for (const { pod } of podTemplates(resource))
        body = replaceAt(body, pod.route, podWithDefaults(pod.value));
    const isReplicated = replicated.includes(kind) && (group === "apps" || group === "" || group === "extensions");
    const spec = json_field(body, "spec");
    if (!isReplicated || !json_isObject(spec) || spec["replicas"] !== undefined)
        return body;
    return { ...body, spec: { ...spec, replicas: 1 } };
}
function podWithDefaults(pod) {
    const lists = ["initContainers", "containers", "ephemeralContainers"].filter((key) => isList(pod[key]));
    const filled = lists.map((key) => [key, json_elements(pod[key]).map((one) => containerWithDefaults(one))]);
    return { ...pod, securityContext: pod["securityContext"] ?? {}, ...Object.fromEntries(filled) };
}
function containerWithDefaults(container) {
    if (!json_isObject(container))
        return container;
    const { ports, resources, imagePullPolicy } = container;
    return {
        ...container,
        imagePullPolicy: imagePullPolicy ?? pullPolicyOf(json_text(container["image"]) ?? ""),
        ...(isList(ports) ? { ports: ports.map((port) => portWithDefaults(port)) } : {}),
        ...(json_isObject(resources) ? { resources: canonicalResources(resources) } : {}),
    };
}
/** A moving or missing tag is pulled at every start; a digest beats the tag. What is no reference counts as having a tag. */
function pullPolicyOf(image) {
    const reference = parseImage(image);
    if (reference === undefined || reference.digest !== null)
        return "IfNotPresent";
    return reference.tag === null || reference.tag === "latest" ? "Always" : "IfNotPresent";
}
function portWithDefaults(port) {
    return json_isObject(port) ? { ...port, protocol: port["protocol"] ?? "TCP" } : port;
}
function canonicalResources(resources) {
    const amounts = ["limits", "requests"].flatMap((key) => {
        const group = json_at(resources, [key]);
        return json_isObject(group) ? [[key, canonicalAmounts(group)]] : [];
    });
    return { ...resources, ...Object.fromEntries(amounts) };
}
/** What is no quantity stays as written: the API server refuses it, and that is not ours to repair. */
function canonicalAmounts(amounts) {
    return Object.fromEntries(Object.entries(amounts).map(([name, amount]) => [name, canonicalQuantity(amount) ?? amount]));
}
/** A copy with another value at a route that exists; everything beside the route is shared. */
function replaceAt(body, route, value) {
    return replaceIn(body, route, value); // an object stays one: only a value inside it, or all of it, is replaced
}
function replaceIn(holder, [step, ...rest], value) {
    if (step === undefined)
        return value;
    if (isList(holder))
        return holder.map((item, index) => (index === step ? replaceIn(item, rest, value) : item));
    if (!json_isObject(holder) || typeof step === "number")
        return holder;
    return { ...holder, [step]: replaceIn(holder[step] ?? null, rest, value) };
}
//# sourceMappingURL=defaults.js.map
;// CONCATENATED MODULE: ./lib/parse/namespaces.js
/** Which namespace an object lives in, as far as files say it. */


/**
 * In order: what the kind is, `metadata.namespace`, the namespace that the rendering is for, and else unresolved. Unresolved is never
 * the namespace `default`: whoever applies the file decides. A kind that we do not know counts as namespaced only if it says so.
 */
function namespaceOf(group, kind, metadata, ofRendering) {
    if (isClusterScoped(group, kind) === true)
        return { state: "cluster" };
    const own = json_text(json_field(metadata, "namespace"));
    if (own !== undefined && own !== "")
        return { state: "named", name: own };
    if (ofRendering !== null && isClusterScoped(group, kind) === false)
        return { state: "named", name: ofRendering };
    return { state: "unresolved" };
}
//# sourceMappingURL=namespaces.js.map
;// CONCATENATED MODULE: ./lib/parse/parse.js
/** Rendering → resources: documents are read, lists of objects taken apart, and what is no object is said. */





/** How much text one target may hold before it is not read, in UTF-16 code units. */
const maximumTargetLength = 20_000_000;
/** Reads every object of a rendering. A text or document that cannot be read is a problem; the others stay. */
function parseRendering(rendering) {
    const resources = [];
    const problems = [];
    const length = rendering.texts.reduce((sum, source) => sum + source.text.length, 0);
    if (length > maximumTargetLength) {
        problems.push(tooLong(rendering));
        return { resources, problems };
    }
    for (const source of rendering.texts) {
        const parsed = parseText(source, rendering);
        resources.push(...parsed.resources);
        problems.push(...parsed.problems);
    }
    return { resources, problems };
}
/** Reads the objects of one text of a rendering. */
function parseText(source, rendering) {
    const isSource = source.trace.type === "identity";
    // Helm and kustomize print what they have merged; what they print twice, the API server reads as the last one.
    const { documents, problems: found } = read_readYaml(source.text, { duplicates: isSource ? "problem" : "last" });
    const problems = found.map((problem) => parse_asProblem(problem, source, rendering));
    const resources = [];
    for (const { value, node, line } of documents) {
        if (value === undefined || node === undefined)
            continue;
        const objects = [...takeApart(value, node)];
        if (objects.length === 0 && !isEmptyList(value)) {
            problems.push(noObject(source, rendering, line));
        }
        for (const object of objects) {
            if (!parse_isNamed(object)) {
                const starts = lineStartsOf(source.text);
                problems.push(noObject(source, rendering, lineAt(starts, object.node.start)));
                continue;
            }
            resources.push(asResource(object, source, rendering));
        }
    }
    return { resources, problems };
}
/** An object itself, or the members of a `List` or typed list, which inherit the list's version and kind where they name none. */
function* takeApart(value, node) {
    if (!json_isObject(value))
        return;
    const kind = json_text(json_field(value, "kind"));
    const items = node.entries?.get("items")?.value.items;
    if (kind === undefined || !kind.endsWith("List") || items === undefined) {
        yield { body: value, node };
        return;
    }
    const itemKind = kind.slice(0, -"List".length);
    for (const [index, item] of json_elements(json_field(value, "items")).entries()) {
        const itemNode = items[index];
        if (!json_isObject(item) || itemNode === undefined)
            continue;
        const inherited = itemKind === "" ? {} : { apiVersion: value["apiVersion"] ?? null, kind: itemKind };
        yield* takeApart({ ...inherited, ...item }, itemNode);
    }
}
function isEmptyList(value) {
    return (json_text(json_field(value, "kind"))?.endsWith("List") === true && json_elements(json_field(value, "items")).length === 0);
}
function parse_isNamed({ body }) {
    return typeof body["apiVersion"] === "string" && typeof body["kind"] === "string" && body["kind"] !== "";
}
function asResource({ body: written, node }, source, rendering) {
    const apiVersion = json_text(written["apiVersion"]) ?? "";
    const kind = json_text(written["kind"]) ?? "";
    const slash = apiVersion.indexOf("/");
    const group = slash === -1 ? "" : apiVersion.slice(0, slash);
    const body = withDefaults({ group, kind, body: written });
    const metadata = json_field(body, "metadata");
    const name = json_text(json_field(metadata, "name")) ?? json_text(json_field(metadata, "generateName")) ?? "";
    const namespace = namespaceOf(group, kind, metadata, rendering.namespace);
    return { apiVersion, group, kind, name, namespace, body, target: rendering.target, source, node };
}
function parse_asProblem(problem, source, rendering) {
    const { target } = rendering;
    const isSource = source.trace.type === "identity";
    return {
        stage: "parse",
        path: source.trace.path,
        line: isSource ? problem.line : null,
        target: target.id,
        touched: target.touched,
        message: isSource ? problem.message : `What this file renders to cannot be read. ${problem.message}`,
        hint: problem.hint,
    };
}
function noObject(source, rendering, line) {
    return {
        stage: "parse",
        path: source.trace.path,
        line: source.trace.type === "identity" ? line : null,
        target: rendering.target.id,
        touched: rendering.target.touched,
        message: "A document has no apiVersion or no kind, so it is no Kubernetes object and was not checked.",
        hint: "Add both, remove the document, or move it to a file of its own.",
    };
}
function tooLong(rendering) {
    return {
        stage: "parse",
        path: rendering.target.path,
        line: null,
        target: rendering.target.id,
        touched: rendering.target.touched,
        message: `The target holds more than ${maximumTargetLength / 1_000_000} MB of text, so it was not read.`,
        hint: "Split it into smaller targets.",
    };
}
//# sourceMappingURL=parse.js.map
;// CONCATENATED MODULE: ./lib/parse/sources.js
/** The source files behind targets, as they stand in the repository: what rules about text judge. */



/** Files longer than this are not searched as text; they are still rendered and judged. UTF-16 code units. */
const maximumSourceLength = 4_000_000;
/** Makes views of source files. A file is read as YAML when a rule first asks; a template or a broken file has no objects. */
function sourceFiles(sources) {
    const byPath = new Map();
    for (const source of sources) {
        if (source.text.length <= maximumSourceLength)
            byPath.set(source.path, sourceFile(source, byPath));
    }
    return [...byPath.values()];
}
function sourceFile(source, byPath) {
    const { path, text, readers } = source;
    let objects = source.objects;
    let documents;
    return {
        view: "text",
        path,
        text,
        targets: readers.map(({ id }) => id),
        objects() {
            objects ??= objectsIn(source);
            return objects;
        },
        documents() {
            documents ??= documentsIn(source);
            return documents;
        },
        near: (relative) => byPath.get(resolvePath(folderOf(path), relative) ?? ""),
    };
}
function objectsIn(source) {
    const { path, text, readers } = source;
    const [target] = readers;
    if (target === undefined || !isYaml(source))
        return [];
    const rendered = { text, trace: { type: "identity", path } };
    const rendering = { target, texts: [rendered], namespace: null, complete: false };
    return parseText(rendered, rendering).resources;
}
function documentsIn(source) {
    if (!isYaml(source))
        return [];
    return read_readYaml(source.text).documents.flatMap(({ value, node }) => value === undefined || node === undefined ? [] : [{ value, node }]);
}
/** Only the templates of a chart are no YAML before they are rendered; in other files braces stand inside values. */
function isYaml({ path, text, readers }) {
    if (!/(?:\.(?:ya?ml|json)|(?:^|\/)Kustomization)$/.test(path))
        return false;
    const isOfChart = readers.some(({ kind }) => kind === "helm");
    return !(isOfChart && /(?:^|\/)templates\//.test(path) && text.includes("{{"));
}
//# sourceMappingURL=sources.js.map
// EXTERNAL MODULE: external "node:worker_threads"
var external_node_worker_threads_ = __webpack_require__(5919);
;// CONCATENATED MODULE: ./lib/render/pool.js
/** Workers that each hold an instance of the engine: lanes that do one piece of work after the other, and pools of lanes. */

/** How many pieces of work of one kind go on at once: the hosted runners have two cores or more, and each instance takes its memory. */
const concurrentRequests = 2;
/** Lanes side by side. Work goes where the least waits; of those that wait alike, to the lane whose last work had the same key. */
function createPool(make) {
    const lanes = Array.from({ length: concurrentRequests }, () => ({ lane: make(), waiting: 0, lastKey: "" }));
    async function run(operation, request, key) {
        const least = Math.min(...lanes.map(({ waiting }) => waiting));
        const free = lanes.filter(({ waiting }) => waiting === least);
        const chosen = free.find(({ lastKey }) => lastKey === key) ?? free[0];
        if (chosen === undefined)
            throw new Error("A pool without lanes.");
        chosen.waiting++;
        chosen.lastKey = key;
        try {
            return await chosen.lane.run(operation, request, key);
        }
        finally {
            chosen.waiting--;
        }
    }
    async function close() {
        await Promise.all(lanes.map(({ lane }) => lane.close()));
    }
    return { run, close };
}
/** A lane whose worker starts with its first piece of work. `load` gives the compiled engine, every time the same. */
function createLane(load, workerPath, limits) {
    let queue = Promise.resolve();
    let worker;
    let workerKey = "";
    let lastId = 0;
    function run(operation, request, key) {
        const result = queue.then(() => work(operation, request, key));
        queue = result.catch(() => undefined);
        return result;
    }
    async function work(operation, request, key) {
        const module = await load();
        if (key !== workerKey)
            await drop();
        workerKey = key;
        worker ??= begin(module);
        lastId += 1;
        const message = {
            id: lastId,
            operation,
            request: { ...request, outputBytes: limits.outputBytes },
            answerBytes: limits.outputBytes * JSON_BYTES_PER_BYTE + ENVELOPE_BYTES,
        };
        const answer = await ask(worker, message, limits.timeMs);
        if (!answer.ok) {
            await drop();
            return { ok: false, error: withLimit(answer, limits) };
        }
        // The JSON comes from the engine, whose hash was checked and whose types these are.
        const parsed = JSON.parse(answer.json);
        if (parsed.ok)
            return { ok: true, rendering: parsed.result };
        return { ok: false, error: parsed.error };
    }
    function begin(module) {
        const begun = start(module, workerPath);
        begun.once("exit", () => {
            if (worker === begun)
                worker = undefined;
        });
        return begun;
    }
    async function drop() {
        const dropped = worker;
        worker = undefined;
        // Answers that arrive while a worker ends let go of it; the process must not end before it has.
        const hold = setInterval(() => undefined, 60_000);
        try {
            await dropped?.terminate();
        }
        finally {
            clearInterval(hold);
        }
    }
    return { run, close: drop };
}
// A control letter takes six bytes in JSON.
const JSON_BYTES_PER_BYTE = 6;
const ENVELOPE_BYTES = 10_000_000;
function start(module, workerPath) {
    const workerData = { module };
    const worker = new external_node_worker_threads_.Worker(workerPath, { workerData, env: {}, argv: [], execArgv: [] });
    worker.on("error", () => undefined); // an idle worker that fails is noticed by the next request
    return worker;
}
/** Sends one message and waits for its answer, for the worker's end, or until the time is up. Never rejects. */
function ask(worker, message, timeMs) {
    return new Promise((resolve) => {
        const timer = setTimeout(() => finish({ ok: false, kind: "time", message: "" }), timeMs);
        function finish(answer) {
            clearTimeout(timer);
            worker.off("message", receive);
            worker.off("error", fail);
            worker.off("exit", miss);
            worker.unref();
            resolve(answer);
        }
        function receive(answer) {
            if (answer.id === message.id)
                finish(answer);
        }
        function fail(error) {
            finish({ ok: false, kind: "trap", message: `The worker failed: ${String(error)}.` });
        }
        function miss() {
            finish({ ok: false, kind: "trap", message: "The worker ended before it answered." });
        }
        worker.on("message", receive);
        worker.on("error", fail);
        worker.on("exit", miss);
        worker.ref();
        worker.postMessage(message);
    });
}
function withLimit({ kind, message }, limits) {
    if (kind === "time") {
        return { kind, message: `Rendering took longer than ${limits.timeMs / 1000} s and was stopped.` };
    }
    if (kind === "output") {
        return { kind, message: `Rendering printed more than ${limits.outputBytes} bytes and was stopped.` };
    }
    return { kind, message };
}
//# sourceMappingURL=pool.js.map
;// CONCATENATED MODULE: ./lib/render/collect.js
/** The files that a target may see, and no others, as the engine gets them. */


const collect_maximumFileBytes = 5 * 1024 * 1024;
const collect_maximumTotalBytes = 100 * 1024 * 1024;
/**
 * Reads the inputs of a target. `placesOf` gives the paths under which the engine sees an input, possibly none. A file over 5 MiB is
 * left out with a problem.
 */
async function collectFiles(target, revision, placesOf) {
    const files = [];
    const origins = new Map();
    const problems = [];
    let totalBytes = 0;
    for (const input of target.inputs) {
        const places = placesOf(input);
        const bytes = places.length === 0 ? null : await collect_readInput(target, revision, input);
        if (bytes === null)
            continue;
        if (!(bytes instanceof Uint8Array)) {
            problems.push(bytes);
            continue;
        }
        totalBytes += bytes.length;
        if (totalBytes > collect_maximumTotalBytes)
            return { files: null, origins, problems: [...problems, collect_tooMuch(target)] };
        for (const path of places) {
            files.push({ path, bytes });
            origins.set(path, input);
        }
    }
    return { files, origins, problems };
}
/** The paths of an input relative to the chart's folder: where it lies, and where it is mounted. */
function placesInChart(target, input) {
    const places = isInside(input, target.path) ? [input] : [];
    for (const { from, to } of target.mounts ?? []) {
        if (isInside(input, from))
            places.push(`${to}${input.slice(from.length)}`); // a path below a path is one
    }
    const inner = places.map((path) => (target.path === "" ? path : path.slice(target.path.length + 1)));
    return inner.filter((path) => !isValuesSet(path));
}
/** A problem of the stage `render` that concerns this target. */
function renderProblem(target, place, message, hint) {
    const { id, touched } = target;
    return { stage: "render", path: place.path, line: place.line ?? null, target: id, touched, message, hint };
}
/** Values sets reach the engine as values. Without them all sets of one chart have the same files, and share an instance. */
function isValuesSet(path) {
    return /^ci\/[^/]*-values\.yaml$/.test(path);
}
async function collect_readInput(target, revision, path) {
    const edited = target.edited?.get(path);
    if (edited !== undefined)
        return new TextEncoder().encode(edited);
    const bytes = await revision.read(path);
    if (!isReadable(bytes)) {
        const message = `The file cannot be read: ${bytes.reason}. What was rendered lacks it.`;
        return renderProblem(target, { path }, message, "Make it a regular file that can be read.");
    }
    if (bytes.length <= collect_maximumFileBytes)
        return bytes;
    const message = "The file has more than 5 MiB, the limit of Helm too, so what was rendered lacks it.";
    return renderProblem(target, { path }, message, "Make it smaller, or move it out of the chart or kustomization.");
}
function collect_tooMuch(target) {
    const message = "The files of this target have more than 100 MiB together, so it was not rendered.";
    const hint = "Move what no template needs out of the folder.";
    return renderProblem(target, { path: target.path }, message, hint);
}
//# sourceMappingURL=collect.js.map
;// CONCATENATED MODULE: ./lib/render/conceal.js
/**
 * What an error of Helm or kustomize may repeat. Both quote what they were given: `fail` prints what its author puts in, a schema the
 * value that breaks it, a patch its whole text. A value may be a secret, so a word that the values hold is left out.
 */


/** Shorter words are articles, numbers of lines and indexes, and no secrets. */
const shortestSecret = 4;
const omission = "…";
/** The message without the words that stand in the closed texts and not in the open ones. They become "…". */
function concealValues(message, { open, closed }) {
    const told = open.join("\n");
    const held = closed.join("\n");
    const { names, values } = scalarsOf(closed);
    const isValue = (word) => values.has(word) || (held.includes(word) && !isOrdinary(word));
    const isSecret = (word) => word.length >= shortestSecret && !told.includes(word) && !names.has(word) && isValue(word);
    const withoutPhrases = [...values]
        .filter((value) => /\s/.test(value) && value.length >= shortestSecret && !told.includes(value))
        .reduce((text, value) => text.replaceAll(value, omission), withoutLiterals(message, told));
    return withoutPhrases
        .replace(/[^\s"'`()[\]{}<>,;\\]+/g, (word) => concealWord(word, isSecret))
        .replace(/…(?:\s+…)+/g, omission);
}
/** A word with signs at its end, or `key=value`. */
function concealWord(written, isSecret) {
    const word = written.replace(/(?:\.\.\.|[.:!?])+$/, "");
    const rest = written.slice(word.length);
    if (isSecret(word))
        return omission + rest.replace(/^\.{2,}/, "");
    const parts = word.split(/([=:@/])/);
    return parts.map((part) => (isSecret(part) ? omission : part)).join("") + rest;
}
/** `<include "shop.labels" .>` repeats a template: its texts are left out, unless they name another template. */
function withoutLiterals(message, told) {
    return message.replace(/<[^<>]*>/g, (quoted) => quoted.replace(/"[^"]*"?/g, (literal) => told.includes(`define ${literal}`) ? literal : `"${omission}"`));
}
/** A word of the language, which an error uses by itself. */
function isOrdinary(word) {
    return /^[A-Z]?[a-z]+$/.test(word) || /^[a-z]+(?:-[a-z]+)*$/.test(word);
}
/** Under these keys stand names of objects, fields and files. */
const namingKeys = new Set([
    ..."apiVersion kind name namespace group version op path paths fieldPath fieldPaths behavior".split(" "),
    ..."resources bases components crds configurations generators transformers validators".split(" "),
]);
/** Keys and names on one side, all other scalars on the other. A text that is no YAML has none. */
function scalarsOf(texts) {
    const names = new Set();
    const values = new Set();
    for (const text of texts) {
        for (const { value } of read_readYaml(text, { duplicates: "last" }).documents) {
            if (value !== undefined)
                sortScalars(value, values, { names, values });
        }
    }
    const encoded = Array.from(values, (value) => Buffer.from(value).toString("base64"));
    return { names, values: new Set([...values, ...encoded]) };
}
function sortScalars(value, into, sets) {
    if (isList(value))
        for (const item of value)
            sortScalars(item, into, sets);
    else if (json_isObject(value)) {
        for (const [key, inner] of Object.entries(value)) {
            sets.names.add(key);
            sortScalars(inner, namingKeys.has(key) ? sets.names : sets.values, sets);
        }
    }
    else if (typeof value === "string" || typeof value === "number" || typeof value === "bigint") {
        into.add(String(value));
    }
}
//# sourceMappingURL=conceal.js.map
;// CONCATENATED MODULE: ./lib/render/engine-problem.js
/** The longest part of an error of Helm or kustomize that is repeated. */
const longestQuote = 400;
/** The error as one sentence or two: `subject` names what was not rendered ("The chart"). */
function explainError(error, subject) {
    switch (error.kind) {
        case "time":
        case "output":
            return `${subject} was not rendered. ${engine_problem_capitalized(engine_problem_sentence(error.message))}`;
        case "memory":
            return `${subject} was not rendered: it needs more than the limit of 512 MB of memory.`;
        case "trap":
        case "internal":
            return `${subject} was not rendered, because the engine failed: ${engine_problem_sentence(error.message)}`;
        default:
            return `${subject} was not rendered: ${engine_problem_sentence(error.message)}`;
    }
}
/** What to do about an error that is no fault of the files, or null where it is one. */
function hintForLimit({ kind }) {
    switch (kind) {
        case "time":
            return "Raise `render-seconds`, or look for a loop that is longer than meant.";
        case "memory":
        case "output":
            return "Look for a loop or a `repeat` that is longer than meant, or split it into several.";
        case "trap":
        case "internal":
            return "Run again; if it happens once more, report it with the files that cause it.";
        default:
            return null;
    }
}
/** One line with a period at its end. */
function engine_problem_sentence(message) {
    const line = message.replace(/\s+/g, " ").trim();
    const isLong = line.length > longestQuote;
    const cut = isLong ? `${line.slice(0, longestQuote).replace(/[\uD800-\uDBFF]$/, "")}…` : line; // no half character
    return /[.…]$/.test(cut) ? cut : `${cut}.`;
}
function engine_problem_capitalized(text) {
    return text.charAt(0).toUpperCase() + text.slice(1);
}
//# sourceMappingURL=engine-problem.js.map
;// CONCATENATED MODULE: ./lib/render/helm.js
/** A chart with one set of values → what it renders to. */









/** Renders a chart as `helm template` does. Objects without a namespace keep none: whoever releases it decides. */
async function renderChart(target, revision, engine, options = {}) {
    const collected = await collectFiles(target, revision, (input) => placesInChart(target, input));
    const values = await readValues(target, revision);
    if (collected.files === null || "stage" in values) {
        const problems = "stage" in values ? [...collected.problems, values] : collected.problems;
        return { rendering: null, problems, notes: [] };
    }
    const chart = { target, files: collected.files, origins: collected.origins };
    const result = await engine.renderHelm({ ...options, files: collected.files, values });
    if (!result.ok) {
        const missing = result.error.missing ?? [];
        const message = concealValues(result.error.message, sourcesOf(chart, values));
        const problems = [failure(chart, { ...result.error, message }), ...missingProblems(chart, missing)];
        return { rendering: null, problems: [...collected.problems, ...problems], notes: [] };
    }
    const { documents, missing, notes } = result.rendering;
    const problems = [...collected.problems, ...missingProblems(chart, missing)];
    const texts = documents.map((document) => renderedText(chart, document));
    const rendering = { target, texts, namespace: null, complete: problems.length === 0 };
    return { rendering, problems, notes };
}
async function readValues(target, revision) {
    const values = [];
    for (const path of target.values) {
        const bytes = await revision.read(path);
        const decoded = isReadable(bytes)
            ? decodeText(bytes)
            : { message: `The file cannot be read: ${bytes.reason}.`, hint: "Make it a regular file.", line: null };
        if (!("text" in decoded)) {
            const message = `${decoded.message} The chart was not rendered with these values.`;
            return renderProblem(target, { path, line: decoded.line }, message, decoded.hint);
        }
        values.push({ path, text: decoded.text });
    }
    return values;
}
/** What an error may repeat of a chart: its templates, schemas and charts, and no values. */
function sourcesOf({ files, origins }, values) {
    const isOpen = (path) => /(?:^|\/)(?:templates\/|Chart\.yaml$|values\.schema\.json$)/.test(path);
    const texts = files.flatMap(({ path, bytes }) => {
        const decoded = decodeText(bytes);
        return "text" in decoded ? [{ isOpen: isOpen(path), text: decoded.text }] : [];
    });
    const paths = [...origins].flat();
    return {
        open: [...paths, ...texts.filter((one) => one.isOpen).map(({ text }) => text)],
        closed: [...values, ...texts.filter((one) => !one.isOpen)].map(({ text }) => text),
    };
}
function renderedText(chart, document) {
    const path = chart.origins.get(document.path) ?? chartFile(chart);
    const isFile = document.kind === "crd" && textOf(chart, document.path) === document.text;
    return { text: document.text, trace: { type: isFile ? "identity" : "file", path } };
}
function textOf({ files }, enginePath) {
    const file = files.find(({ path }) => path === enginePath);
    const decoded = file === undefined ? null : decodeText(file.bytes);
    return decoded !== null && "text" in decoded ? decoded.text : null;
}
function chartFile({ target }) {
    return joinPath(target.path, "Chart.yaml");
}
function failure(chart, error) {
    const { target } = chart;
    const isValues = target.values.some((path) => path === error.path);
    const origin = isValues ? error.path : chart.origins.get(error.path ?? ""); // one of target.values
    const isPacked = origin?.endsWith(".tgz") ?? false;
    const place = {
        path: origin ?? chartFile(chart),
        line: origin === undefined || isPacked ? null : error.line,
    };
    const subject = target.values.length === 0 ? "The chart" : `The chart with ${target.values.join(", ")}`;
    return renderProblem(target, place, explainError(error, subject), hintFor(error, target));
}
function hintFor(error, target) {
    const limit = hintForLimit(error);
    if (limit !== null)
        return limit;
    const folder = target.path === "" ? "." : target.path;
    switch (error.kind) {
        case "dependency":
            return buildHint(folder);
        case "schema":
            return `Make the values fit \`values.schema.json\`, or ${valuesHint(target)}.`;
        case "values":
            return "Correct the values file.";
        case "chart":
            return `Correct the chart until \`helm lint ${folder}\` accepts it.`;
        default:
            if (needsValue(error.message))
                return `It needs a value that no values file gives: ${valuesHint(target)}.`;
            return `Correct the template; \`helm template ${folder}\` shows the same error.`;
    }
}
/** What `required`, `fail` and a field of an absent value say. */
function needsValue(message) {
    return /nil pointer evaluating|error calling (?:required|fail)|execution error at|is required|must be (?:set|specified|provided)/i.test(message);
}
function valuesHint({ path, values }) {
    const [file] = values;
    return file === undefined
        ? `add a \`${joinPath(path, "ci/<name>-values.yaml")}\` that sets it`
        : `set it in \`${file}\``;
}
function buildHint(folder) {
    return `Run \`helm dependency build ${folder}\` and commit what it puts into \`charts/\`, or run it before the scan.`;
}
/** Two aliases of one chart lack the same dependency once. */
function missingProblems(chart, missing) {
    const problems = new Map();
    for (const problem of missing.map((one) => missingProblem(chart, one))) {
        problems.set(`${problem.path}:${problem.line}:${problem.message}`, problem);
    }
    return [...problems.values()];
}
function missingProblem(chart, missing) {
    const { target } = chart;
    const from = missing.repository === "" ? "" : ` from ${helm_withoutSecrets(missing.repository)}`;
    const message = `The dependency "${missing.name}" ${missing.version}${from} is not in the repository, so what it adds was not checked.`;
    const place = placeOfDependency(chart, missing);
    return renderProblem(target, place, message, buildHint(target.path === "" ? "." : target.path));
}
/** The entry of the Chart.yaml (or requirements.yaml) that declares it; the archive, where that is packed. */
function placeOfDependency(chart, missing) {
    const [, ...parents] = missing.parent.split("/charts/");
    let folder = "";
    for (const parent of parents) {
        const inner = folderOfSubchart(chart, folder, parent);
        if (inner === null)
            return { path: archiveOf(chart, folder, parent) ?? chartFile(chart), line: null };
        folder = inner;
    }
    for (const name of dependencyFiles) {
        const path = chart.origins.get(folder + name);
        const declared = dependenciesIn(textOf(chart, folder + name)).find((one) => one.name === missing.name && (missing.alias === undefined || one.alias === missing.alias));
        if (path !== undefined && declared !== undefined)
            return { path, line: declared.line };
    }
    return { path: chart.origins.get(`${folder}Chart.yaml`) ?? chartFile(chart), line: null };
}
/** Charts of API version 1 have a file of its own for them. */
const dependencyFiles = ["Chart.yaml", "requirements.yaml"];
/** The folder below `charts/`, with "/" at its end, of a subchart that goes by its name or alias; null where it is packed. */
function folderOfSubchart(chart, folder, name) {
    const declared = dependencyFiles.flatMap((file) => dependenciesIn(textOf(chart, folder + file)));
    const real = declared.find(({ alias }) => alias === name)?.name ?? name;
    const inner = [name, real].map((last) => `${folder}charts/${last}/`);
    return inner.find((one) => chart.origins.has(`${one}Chart.yaml`)) ?? null;
}
function archiveOf({ origins }, folder, name) {
    const start = `${folder}charts/${name}-`;
    return [...origins].find(([path]) => path.startsWith(start) && path.endsWith(".tgz"))?.[1];
}
function dependenciesIn(text) {
    if (text === null)
        return [];
    const document = read_readYaml(text, { duplicates: "last" }).documents[0];
    const nodes = document?.node?.entries?.get("dependencies")?.value.items ?? [];
    return json_elements(json_field(document?.value, "dependencies")).map((entry, index) => ({
        name: json_text(json_field(entry, "name")),
        alias: json_text(json_field(entry, "alias")),
        line: lineOf(text, nodes[index]?.start ?? 0),
    }));
}
/** Without user and password: an address may hold a token. */
function helm_withoutSecrets(address) {
    return address.replace(/\/\/[^/@]*@/, "//").replace(/\?.*$/s, "");
}
//# sourceMappingURL=helm.js.map
;// CONCATENATED MODULE: ./lib/render/kustomize.js
/** A kustomization → what it builds to. */





/** Builds a kustomization as `kustomize build` does. A namespace that it sets is in the text. */
async function renderKustomization(target, revision, engine) {
    const collected = await collectFiles(target, revision, (input) => [input]);
    const { files, problems } = collected;
    if (files === null)
        return { rendering: null, problems, notes: [] };
    const result = await engine.buildKustomize({ files, directory: target.path });
    if (!result.ok) {
        const message = concealValues(result.error.message, kustomize_sourcesOf(files));
        const problem = kustomize_failure(target, collected.origins, { ...result.error, message });
        return { rendering: null, problems: [...problems, problem], notes: [] };
    }
    const { resources, notes } = result.rendering;
    const texts = resources.map(({ text, origin }) => {
        return { text, trace: { type: "file", path: sourceOf(target, collected.origins, origin) } };
    });
    const complete = problems.length === 0 && (target.edited?.size ?? 0) === 0;
    return { rendering: { target, texts, namespace: null, complete }, problems, notes };
}
/** What an error may repeat of a kustomization: the paths of its files, and of what is in them only keys and names. */
function kustomize_sourcesOf(files) {
    const decoded = files.map(({ bytes }) => decodeText(bytes));
    return {
        open: files.map(({ path }) => path),
        closed: decoded.flatMap((one) => ("text" in one ? [one.text] : [])),
    };
}
/** The file that holds the object; for a generated one the kustomization, as far as kustomize says which. */
function sourceOf(target, origins, origin) {
    const named = [origin?.path, origin?.configuredIn].map((path) => origins.get(path ?? ""));
    return named.find((path) => path !== undefined) ?? kustomize_fileOf(target);
}
/** The kustomization file of the folder that is built. */
function kustomize_fileOf({ path, inputs }) {
    const names = ["kustomization.yaml", "kustomization.yml", "Kustomization"].map((name) => joinPath(path, name));
    return names.find((name) => inputs.includes(name)) ?? joinPath(path, "kustomization.yaml");
}
function kustomize_failure(target, origins, error) {
    const path = origins.get(error.path ?? "");
    const place = { path: path ?? kustomize_fileOf(target), line: path === undefined ? null : error.line };
    return renderProblem(target, place, explainError(error, "The kustomization"), kustomize_hintFor(error, target));
}
function kustomize_hintFor(error, target) {
    const limit = hintForLimit(error);
    if (limit !== null)
        return limit;
    if ((target.edited?.size ?? 0) > 0) {
        return "It may follow from the entries that were left out: solve the other problems of this kustomization first.";
    }
    const folder = target.path === "" ? "." : target.path;
    return `Correct what it names; \`kustomize build ${folder}\` shows the same error.`;
}
//# sourceMappingURL=kustomize.js.map
;// CONCATENATED MODULE: ./lib/render/plain.js
/** A manifest file → its own text. */




/** Renders a manifest: the text is the file, and whether more belongs to it nobody knows. */
async function renderManifest(target, revision) {
    const path = asRepoPath(target.path);
    const bytes = await revision.read(path);
    if (!isReadable(bytes)) {
        const hint = "Make it a regular file that can be read.";
        const problem = renderProblem(target, { path }, `The file cannot be read: ${bytes.reason}.`, hint);
        return { rendering: null, problems: [problem], notes: [] };
    }
    const decoded = decodeText(bytes);
    if (!("text" in decoded)) {
        const problem = renderProblem(target, { path, line: decoded.line }, decoded.message, decoded.hint);
        return { rendering: null, problems: [problem], notes: [] };
    }
    const texts = [{ text: decoded.text, trace: { type: "identity", path } }];
    return { rendering: { target, texts, namespace: null, complete: false }, problems: [], notes: [] };
}
//# sourceMappingURL=plain.js.map
;// CONCATENATED MODULE: ./lib/render/render.js
/** Target → rendering, whatever kind it is. */




/** What one target says. `minor` is the declared version of the cluster; 0 leaves it to the engine, which knows the newest. */
async function renderTarget(target, revision, engine, minor) {
    switch (target.kind) {
        case "manifest":
            return await renderManifest(target, revision);
        case "helm":
            return await renderChart(target, revision, engine, minor === 0 ? {} : { kubeVersion: `v1.${minor}.0` });
        case "kustomize":
            return await renderKustomization(target, revision, engine);
        default:
            return (0,errors/* assertNever */.x)(target.kind);
    }
}
//# sourceMappingURL=render.js.map
;// CONCATENATED MODULE: ./lib/look.js








/**
 * Looks at one revision. Of `known`, the other side of the change, every target that the change does not touch is taken as it is: its inputs
 * are the same.
 */
async function look_lookAt(revision, request, known) {
    const { paths, config, changed } = request;
    const { include, exclude } = config;
    void request.engine.warmUp(enginesFor(revision, paths));
    const discovered = await discover(revision, { paths, include, exclude, changed });
    const same = new Map(known?.targets.filter(({ target }) => !target.touched).map((one) => [one.target.id, one]));
    const targets = await lookAtAll(discovered.targets, revision, request, same);
    const complete = targets.filter(({ rendering, problems }) => rendering?.complete === true && problems.length === 0);
    return {
        targets,
        resources: targets.flatMap(({ resources }) => resources),
        texts: sourceFiles(await readSources(targets, revision)),
        complete: new Set(complete.map(({ target }) => target.id)),
        problems: [...discovered.problems, ...targets.flatMap(({ problems }) => problems)],
        skipped: discovered.skipped,
    };
}
/** Which engines a revision will want, told from names alone: loading one takes longer than finding out exactly. */
function enginesFor({ files }, paths) {
    const inPaths = files.filter(({ path }) => paths.some((start) => isInside(path, start)));
    const hasName = (name) => inPaths.some(({ path }) => name.test(path));
    return {
        helm: hasName(/(?:^|\/)Chart\.yaml$/),
        kustomize: hasName(/(?:^|\/)(?:kustomization\.ya?ml|Kustomization)$/),
    };
}
/** Some targets at once, as many as the engine takes; the result keeps the order of the targets, whoever ends first. */
async function lookAtAll(targets, revision, request, same) {
    const looked = [];
    const waiting = targets.entries();
    async function work() {
        for (const [index, target] of waiting) {
            request.progress?.(index, targets.length, target);
            const known = target.touched ? undefined : same.get(target.id);
            looked[index] = known ?? (await lookAtTarget(target, revision, request));
        }
    }
    await Promise.all(Array.from({ length: concurrentRequests }, work));
    return looked;
}
async function lookAtTarget(target, revision, { engine, config }) {
    const { rendering, problems, notes } = await renderTarget(target, revision, engine, config.minor);
    if (rendering === null)
        return { target, rendering, resources: [], problems, notes };
    const parsed = parseRendering(rendering);
    return {
        target,
        rendering,
        notes,
        resources: parsed.resources,
        problems: [...problems, ...parsed.problems],
    };
}
/** The texts behind the targets: of a manifest the one it was rendered from, of charts and overlays every input that is text. */
async function readSources(looked, revision) {
    const sources = new Map();
    for (const { target, rendering, resources } of looked) {
        for (const path of target.inputs) {
            const known = sources.get(path);
            if (known !== undefined) {
                known.readers.push(target);
                continue;
            }
            const own = rendering?.texts.find(({ trace }) => trace.type === "identity" && trace.path === path);
            const text = own?.text ?? (await readText(path, revision));
            if (text === undefined)
                continue;
            sources.set(path, {
                path,
                text,
                readers: [target],
                ...(own === undefined ? {} : { objects: resources }),
            });
        }
    }
    return [...sources.values()].sort((left, right) => byCodeUnits(left.path, right.path));
}
async function readText(path, revision) {
    const content = await revision.read(path);
    if (!isReadable(content))
        return undefined; // the target's own collection has said so
    const decoded = decodeText(content);
    return "text" in decoded ? decoded.text : undefined;
}
//# sourceMappingURL=look.js.map
;// CONCATENATED MODULE: ./lib/triage/fingerprint.js
/** What identifies a finding over time: never a line, never a value, never the target that shows it. */

/** 32 hexadecimal digits. The API version is left out: moving an object to a newer one fixes and breaks nothing. */
function fingerprintOf({ rule, path, resource, part, missing }) {
    const named = resource === null ? [] : [resource.kind, resource.namespace ?? "", resource.name];
    const identity = JSON.stringify([rule, path, ...named, part, missing ?? ""]);
    return (0,external_node_crypto_.createHash)("sha256").update(identity).digest("hex").slice(0, 32);
}
//# sourceMappingURL=fingerprint.js.map
;// CONCATENATED MODULE: ./lib/triage/compare.js



/**
 * Gives every finding its status. What the base shows in the same targets, and no less severe, is `existing`; so is what only moved: with a
 * renamed file, to another file of the same target, or within a list. All else in the head is `new`. What the base shows and the head does
 * not is `fixed`, unless the head could not be looked at there: then it is taken to be there still.
 *
 * Without a base everything is new. Order: the head's findings as they come, then those that the head does not show, as the base has them.
 */
function compare_compare(head, base, renames) {
    if (base === null)
        return head.findings.map((finding) => marked(finding, "new"));
    const former = new Former(base.findings, renames);
    const known = new Map(head.findings.map((finding) => [finding, former.takeSame(finding)]));
    for (const finding of head.findings) {
        if (known.get(finding) === undefined)
            known.set(finding, former.takeMoved(finding));
    }
    const present = head.findings.map((finding) => {
        const before = known.get(finding);
        return marked(finding, before !== undefined && isNoWorse(finding, before, renames) ? "existing" : "new");
    });
    const unseen = new Set([...head.unseen].map((id) => renames.targets.get(id) ?? id));
    const gone = former
        .left()
        .map((finding) => marked(finding, finding.targets.some((id) => unseen.has(id)) ? "existing" : "fixed"));
    return [...present, ...gone];
}
/** The findings of the base that the head has not shown yet. */
class Former {
    waiting;
    same;
    moved;
    /** Of rules that stood behind the most telling one of their ladder. */
    behind;
    renames;
    constructor(findings, renames) {
        this.renames = renames;
        this.waiting = new Set(findings);
        this.same = groupBy(findings, (finding) => compare_identityOf(finding, new Map()));
        this.moved = groupBy(findings, movedKey);
        this.behind = new Map(findings.flatMap((finding) => finding.also.map((rule) => [compare_identityOf({ ...finding, rule }, new Map()), finding])));
    }
    /** The same finding at the same place, or the one that it stood behind. */
    takeSame(finding) {
        const key = compare_identityOf(finding, this.renames.files);
        return this.take(this.same.get(key)) ?? this.behind.get(key);
    }
    /** The same finding at another place: another file of the same target, or another position in a list. */
    takeMoved(finding) {
        const targets = finding.targets.map((id) => this.renames.targets.get(id) ?? id);
        const candidates = this.moved.get(movedKey(finding)) ?? [];
        return this.take(candidates.filter((before) => before.targets.some((id) => targets.includes(id))));
    }
    left() {
        return [...this.waiting];
    }
    take(candidates) {
        const found = candidates?.find((candidate) => this.waiting.has(candidate));
        if (found !== undefined)
            this.waiting.delete(found);
        return found;
    }
}
/** Not more severe, and in no target that did not show it. */
function isNoWorse(finding, before, { targets }) {
    const isAsSevere = core_rule/* severities */.gO.indexOf(finding.severity) >= core_rule/* severities */.gO.indexOf(before.severity);
    return isAsSevere && finding.targets.every((id) => before.targets.includes(targets.get(id) ?? id));
}
function compare_identityOf({ rule, resource, part, missing, locations }, files) {
    const [{ path }] = locations;
    return fingerprintOf({ rule, path: files.get(path) ?? path, resource, part, missing });
}
/** Equal for findings that differ in file and in indexes alone, and whose list items say the same. */
function movedKey({ rule, resource, part, missing, element }) {
    const steps = JSON.parse(part === "" ? "[]" : part).map((step) => typeof step === "number" ? null : step);
    const content = JSON.stringify(element, (_, inner) => typeof inner === "bigint" ? `${inner}n` : inner);
    return JSON.stringify([rule, resource?.kind, resource?.namespace, resource?.name, steps, missing, content]);
}
function marked(unmarked, status) {
    const { part, element, ...finding } = unmarked;
    void element; // serves comparing alone
    const { rule, resource, missing } = finding;
    const [{ path }] = finding.locations;
    return { ...finding, status, fingerprint: fingerprintOf({ rule, path, resource, part, missing }) };
}
//# sourceMappingURL=compare.js.map
;// CONCATENATED MODULE: ./lib/triage/renames.js
/** The files that make a folder a chart or a kustomization. */
const mainFiles = ["Chart.yaml", "kustomization.yaml", "kustomization.yml", "Kustomization"];
/** Target of the head → target of the base, of those whose own file, or whose chart or kustomization, was renamed. */
function renamedTargets(head, base, files) {
    const renamed = new Map();
    if (files.size === 0)
        return renamed;
    const known = new Set(head.map(({ id }) => id));
    for (const target of head) {
        const path = formerPath(target, files);
        if (path === undefined)
            continue;
        const values = target.values.map((file) => files.get(file) ?? file).join("\n");
        const before = base.find((one) => one.kind === target.kind && one.path === path && one.values.join("\n") === values);
        if (before !== undefined && !known.has(before.id))
            renamed.set(target.id, before.id);
    }
    return renamed;
}
function formerPath({ path }, files) {
    const own = path === "" ? undefined : files.get(path);
    if (own !== undefined)
        return own;
    for (const name of mainFiles) {
        const former = files.get((path === "" ? name : `${path}/${name}`)); // only looked up
        if (former?.endsWith(`/${name}`) === true)
            return former.slice(0, -name.length - 1);
        if (former === name)
            return "";
    }
    return undefined;
}
//# sourceMappingURL=renames.js.map
// EXTERNAL MODULE: ./lib/triage/severity.js
var triage_severity = __webpack_require__(6117);
// EXTERNAL MODULE: ./lib/triage/verdict.js
var verdict = __webpack_require__(1785);
;// CONCATENATED MODULE: ./lib/run.js
/**
 * The whole story, stage by stage: a change goes in, a report comes out.
 *
 * discover → render → parse → evaluate, for each side of the change; then triage. Rendering the report as text and publishing it is
 * the edges' work, and nothing they do changes the verdict.
 */











/** Namespaces that belong to the cluster itself. */
const systemNamespaces = ["kube-system", "kube-public", "kube-node-lease"];
/**
 * Runs the gate.
 *
 * @throws ConfigurationError where the configuration or the catalog has a mistake, EngineIntegrityError where the engine is not ours.
 */
async function run(request) {
    const { change, config, catalog, version } = request;
    const rules = selectRules(catalog, config);
    const looking = { ...request, changed: change.changed };
    const head = await look_lookAt(change.head, looking);
    const base = change.base === null ? null : await look_lookAt(change.base, looking, head);
    const before = base === null ? null : run_judge(base, rules, request);
    const after = run_judge(head, rules, request, before?.inventory);
    const problems = inOrder([...(request.problems ?? []), ...head.problems, ...after.problems]);
    const targets = head.targets.map((one) => reported(one, problems));
    const findings = compare_compare({ findings: after.findings, unseen: unseenIn(targets) }, before === null ? null : { findings: before.findings, unseen: new Set() }, { files: change.renamed, targets: renamedTargets(targetsOf(head), targetsOf(base), change.renamed) });
    return {
        schemaVersion: 1,
        tool: { name: "hardening-gate", version },
        catalog: catalog.digest,
        verdict: (0,verdict/* verdictOf */.V)(findings, problems, config.failOn),
        failOn: config.failOn,
        profile: config.profile,
        compared: { base: change.base?.commit ?? null, head: change.head.commit, reason: change.reason },
        counts: (0,triage_severity/* countFindings */.G)(findings),
        targets,
        findings,
        undecided: after.undecided,
        problems,
        notes: inNoteOrder([...notesOf(head), ...notesOnBase(base, before), ...notesOnTables(request)]),
        rules: reportedRules(rules, catalog.frameworks),
    };
}
/** Judges what one revision holds; the head is judged with the base at hand. */
function run_judge(sight, rules, { config, catalog }, base) {
    const { resources, texts, complete } = sight;
    const surroundings = { minor: config.minor, systemNamespaces, completeTargets: complete, base };
    const inventory = takeInventory(resources, surroundings);
    const unseen = new Set(sight.problems.flatMap(({ target }) => target ?? []));
    return { ...evaluate_evaluate(rules, { resources, inventory, texts, unseen, ladders: catalog.ladders }), inventory };
}
function targetsOf(sight) {
    return sight?.targets.map(({ target }) => target) ?? [];
}
/** Targets that were not looked at wholly: what is not seen there is not gone. */
function unseenIn(targets) {
    return new Set(targets.filter(({ state }) => state !== "checked").map(({ id }) => id));
}
function reported(looked, problems) {
    const { target, rendering, resources } = looked;
    const hasProblem = problems.some((problem) => problem.target === target.id);
    const state = rendering === null || (resources.length === 0 && hasProblem)
        ? "not-checked"
        : hasProblem
            ? "partial"
            : "checked";
    const { id, kind, path, values, inputs } = target;
    return { id, kind, path, values, files: inputs, state, resources: resources.length };
}
function notesOf({ skipped, targets }) {
    const left = skipped.map(({ path, reason }) => ({ path, message: reason }));
    const rendered = targets.flatMap(({ target, notes }) => notes.map((message) => ({ path: target.path, message })));
    return [...left, ...rendered];
}
/** Problems of the base are none of the change, and yet its findings count as new there. */
function notesOnBase(base, judged) {
    const problems = [...(base?.problems ?? []), ...(judged?.problems ?? [])].filter(({ touched }) => touched);
    return problems.map(({ path, message }) => ({
        path,
        message: `At the base this could not be looked at, so what the head shows here counts as new: ${message}`,
    }));
}
function notesOnTables({ catalog, today }) {
    const sentences = typeof today === "string" ? expiredTables(catalog.tables, today) : [];
    return sentences.map((message) => ({ path: "", message }));
}
function inNoteOrder(notes) {
    const unique = new Map(notes.map((note) => [JSON.stringify(note), note]));
    return [...unique.values()].sort((one, other) => byCodeUnits(one.path, other.path) || byCodeUnits(one.message, other.message));
}
function inOrder(problems) {
    const unique = new Map(problems.map((one) => [JSON.stringify(one), one]));
    return [...unique.values()].sort((left, right) => byCodeUnits(left.path, right.path) ||
        (left.line ?? 0) - (right.line ?? 0) ||
        byCodeUnits(left.target ?? "", right.target ?? "") ||
        byCodeUnits(left.message, right.message));
}
//# sourceMappingURL=run.js.map
;// CONCATENATED MODULE: ./lib/catalog/catalog-hash.js
// Generated by `npm run build`. Do not edit.
/** SHA-256 of dist/catalog.json. */
const CATALOG_SHA256 = "edc1d3a8d827f7c65690338c01ee8128aaee7677c5d5d5f2e4ed3c7423382e85";
//# sourceMappingURL=catalog-hash.js.map
// EXTERNAL MODULE: external "node:fs/promises"
var promises_ = __webpack_require__(1455);
// EXTERNAL MODULE: external "node:util"
var external_node_util_ = __webpack_require__(7975);
// EXTERNAL MODULE: external "node:v8"
var external_node_v8_ = __webpack_require__(8877);
// EXTERNAL MODULE: external "node:zlib"
var external_node_zlib_ = __webpack_require__(8522);
;// CONCATENATED MODULE: ./lib/render/engine-hash.js
/** Made by `npm run build-engine`: what the committed engine must be. */
/** The hash of dist/engine.wasm.br. */
const ENGINE_SHA256 = "3037b86765a0a69e1b5b68c11311f35c4e0c1c7078a6059ac8e78ec114ba05d2";
/** The hash of the module in it. */
const ENGINE_WASM_SHA256 = "accd662ea608a7270dba000e5031a3d3690441051bf911afe5db5f89462db9c8";
/** What it was built from; `kubernetes` is the version for which charts render by default. */
const ENGINE_VERSIONS = {
    helm: "v4.3.1",
    kustomize: "v0.21.2",
    kubernetes: "v1.37.0",
    go: "go1.26.8",
};
//# sourceMappingURL=engine-hash.js.map
;// CONCATENATED MODULE: ./lib/render/engine.js
/** The host of the embedded Helm and Kustomize engine: checks and compiles it once, and hands requests to its workers. */







/** Thrown when the engine's file is not the one that this version was made with: never a reason to go on without it. */
class EngineIntegrityError extends Error {
    name = "EngineIntegrityError";
}
const DEFAULT_LIMITS = { timeMs: 20_000, outputBytes: 20_000_000 };
/** Prepares an engine. Its requests reject, with an `EngineIntegrityError` for a wrong file, only when the engine cannot run. */
function startEngine(options) {
    const limits = { ...DEFAULT_LIMITS, ...options.limits };
    let loading;
    let hasBuilt = false;
    function load() {
        loading ??= loadModule(options.enginePath);
        return loading;
    }
    const helm = createPool(() => createLane(load, options.workerPath, limits));
    const kustomize = createPool(() => createLane(load, options.workerPath, limits));
    function renderHelm(request) {
        return helm.run("render_helm", request, digest(request.files));
    }
    function buildKustomize(request) {
        hasBuilt = true; // the first build warms up better than an empty one
        return kustomize.run("build_kustomize", request, "all overlays");
    }
    async function warmUp(kinds) {
        try {
            if (kinds.helm || kinds.kustomize)
                await load();
            if (kinds.kustomize && !hasBuilt)
                await readSchema();
        }
        catch {
            // the same promise rejects for the first request, which says why
        }
    }
    async function readSchema() {
        const text = "configMapGenerator: [{name: warm, literals: [up=1]}]\n";
        const files = [{ path: "kustomization.yaml", bytes: new TextEncoder().encode(text) }];
        await buildKustomize({ files, directory: "" });
    }
    async function close() {
        await Promise.all([helm.close(), kustomize.close()]);
    }
    return { versions: ENGINE_VERSIONS, renderHelm, buildKustomize, warmUp, close };
}
/** Reads, checks and compiles the engine. */
async function loadModule(path) {
    const packed = await (0,promises_.readFile)(path);
    const found = (0,external_node_crypto_.createHash)("sha256").update(packed).digest("hex");
    if (found !== ENGINE_SHA256) {
        throw new EngineIntegrityError(`The engine "${String(path)}" has the SHA-256 ${found} and must have ${ENGINE_SHA256}. Install the package anew.`);
    }
    const { BROTLI_DECODER_PARAM_LARGE_WINDOW } = external_node_zlib_.constants;
    const bytes = await (0,external_node_util_.promisify)(external_node_zlib_.brotliDecompress)(packed, {
        params: { [BROTLI_DECODER_PARAM_LARGE_WINDOW]: 1 },
    });
    calmTheCompiler();
    return WebAssembly.compile(bytes);
}
/** V8's optimising compiler competes with a short run for the same cores. The flag is unsupported: nothing relies on it. */
function calmTheCompiler() {
    try {
        external_node_v8_.setFlagsFromString("--wasm-tiering-budget=2000000000");
    }
    catch {
        // A runtime without this flag is slower at the start and otherwise the same.
    }
}
/** Changes whenever a path or a byte does. */
function digest(files) {
    const hash = (0,external_node_crypto_.createHash)("sha256");
    for (const { path, bytes } of files)
        hash.update(`${path}\0${bytes.byteLength}\0`).update(bytes);
    return hash.digest("hex");
}
//# sourceMappingURL=engine.js.map
;// CONCATENATED MODULE: ./lib/edge/assets.js
/** The files that lie beside the bundles: catalog, engine and worker. Missing or altered is an error, never an empty catalog. */







const packed = (0,core_decode/* object */.Ik)({
    digest: core_decode/* string */.Yj,
    files: (0,core_decode/* listOf */.c3)((0,core_decode/* object */.Ik)({ path: core_decode/* string */.Yj, value: core_decode/* anything */.D8 })),
});
/** The catalog as it was built with this bundle. @throws Error where the file is not that one. */
function openCatalog(folder) {
    const bytes = (0,external_node_fs_.readFileSync)((0,external_node_path_.join)(folder, "catalog.json"));
    const found = (0,external_node_crypto_.createHash)("sha256").update(bytes).digest("hex");
    if (found !== CATALOG_SHA256) {
        throw new Error("dist/catalog.json is not the one that this version was built with. Install the package anew.");
    }
    const { files, digest } = (0,core_decode/* decode */.D4)(packed, JSON.parse(bytes.toString("utf8")));
    // scripts/build.mjs has built every rule of it, and the hash says that it is the same file.
    return loadCatalog(files.map(({ path, value }) => unpacked(path, value)), digest);
}
function unpacked(path, value) {
    return { path, value: value, lineOf: () => null }; // what JSON.parse gives is Json
}
/** The engine, not yet loaded: it reads its files when the first chart or overlay needs it. */
function openEngine(folder) {
    return startEngine({
        enginePath: (0,external_node_path_.join)(folder, "engine.wasm.br"),
        workerPath: (0,external_node_path_.join)(folder, "worker", "index.js"),
    });
}
//# sourceMappingURL=assets.js.map
;// CONCATENATED MODULE: ./lib/edge/commands.js
/** What the CLI's commands do. Loaded when one is asked for, because help and version need none of it. */





















/** `scan`: runs the gate, prints the report, and answers with the verdict's exit code. */
async function scan(given, dist, terminal) {
    const tree = await openWorkingTree(given.positionals.length === 0 ? ["."] : given.positionals);
    const config = configOf(commands_settingsOf(given), await fileSettings(given, tree));
    const catalog = openCatalog(dist);
    const engine = openEngine(dist);
    try {
        const report = await run({
            change: await changeIn(tree, given),
            paths: tree.paths,
            config,
            catalog,
            engine,
            version: version/* version */.r,
            today: await headDay(tree.root),
            ...(terminal.interactive ? { progress: progressOn(terminal) } : {}),
        });
        if (terminal.interactive)
            terminal.err("\r\u001b[K");
        publish(report, given, terminal);
        return verdict/* exitCodes */.h[report.verdict];
    }
    finally {
        await engine.close();
    }
}
/** What is compared. @throws ConfigurationError for a base that git does not know, or whose history is not at hand. */
async function changeIn({ root, revision }, { values }) {
    const name = values["base"]?.at(-1);
    if (name === undefined)
        return changeOf(revision, "No base was named.");
    const [named, head] = [await commitOf(root, name), await headCommit(root)];
    const commit = named === null || head === null ? null : await mergeBaseOf(root, named, head);
    const change = commit === null ? null : await changeSince(root, commit, revision);
    if (change !== null)
        return change;
    const what = named === null ? `There is no commit "${name}" here.` : `HEAD and "${name}" have no common history here.`;
    throw new errors/* ConfigurationError */.j(what, "Fetch it first: git fetch --unshallow, or git fetch origin <branch>.");
}
/** Options of this run, as settings. Lists that were not given stay undefined, so that the file's count. */
function commands_settingsOf({ values }) {
    return {
        profile: values["profile"]?.at(-1),
        "fail-on": values["fail-on"]?.at(-1),
        include: values["include"],
        exclude: values["exclude"],
        "kubernetes-version": values["kubernetes-version"]?.at(-1),
    };
}
async function fileSettings({ values }, { revision }) {
    const named = values["config"]?.at(-1);
    if (named !== undefined)
        return readConfiguration(named, readOwnFile((0,external_node_path_.resolve)(named), named));
    if (!revision.has(configurationFile))
        return {};
    const content = await revision.read(asRepoPath(configurationFile));
    if (isReadable(content))
        return readConfiguration(configurationFile, content);
    const hint = "Make the file readable, or name another one with --config.";
    throw new errors/* ConfigurationError */.j(`The configuration cannot be read: ${content.reason}`, hint, {
        file: configurationFile,
    });
}
function publish(report, { values }, terminal) {
    const name = values["format"]?.at(-1) ?? "text";
    const format = formatNames.find((candidate) => candidate === name) ?? "text";
    const output = values["output"]?.at(-1);
    const text = print(format, report, { color: terminal.color && output === undefined });
    if (output === undefined)
        terminal.out(text);
    else
        writeOutput(output, text);
}
function writeOutput(path, text) {
    try {
        (0,external_node_fs_.writeFileSync)(path, text);
    }
    catch (error) {
        const reason = error instanceof Error && "code" in error ? ` (${String(error.code)})` : "";
        const hint = "Name a file in a directory that exists and can be written.";
        throw new errors/* ConfigurationError */.j(`The output cannot be written to "${path}"${reason}.`, hint, {}, { cause: error });
    }
}
/** `rules`: the list of a profile. */
function rules(given, dist, terminal) {
    terminal.out(listRules(commands_rulesOf(given, openCatalog(dist))));
    return 0;
}
/** `explain`: one rule. @throws ConfigurationError for a rule that does not exist. */
function commands_explain(given, dist, terminal) {
    terminal.out(explanation(given, openCatalog(dist)));
    return 0;
}
/** `coverage`: every control with the rules that serve it. @throws ConfigurationError for an unknown framework or a format that it lacks. */
function commands_coverage({ values }, dist, terminal) {
    const { frameworks, rules: all } = openCatalog(dist);
    const name = values["format"]?.at(-1) ?? "text";
    const format = coverageFormats.find((candidate) => candidate === name);
    if (format === undefined) {
        const hint = `Use one of ${coverageFormats.join(", ")}.`;
        throw new errors/* ConfigurationError */.j(`coverage has no format "${name}".`, hint);
    }
    const asked = values["framework"] ?? [];
    const known = frameworks.map(({ id }) => id);
    const unknown = asked.find((id) => !known.includes(id));
    if (unknown !== undefined) {
        const guess = (0,core_decode/* nearest */.pA)(unknown, known);
        const hint = `Use ${guess === undefined ? `one of ${known.join(", ")}` : `"${guess}"`}.`;
        throw new errors/* ConfigurationError */.j(`There is no framework "${unknown}".`, hint);
    }
    const shown = frameworks.filter(({ id }) => asked.length === 0 || asked.includes(id));
    const severities = new Map(all.map(({ rule }) => [rule.id, rule.severity]));
    terminal.out(coverage(shown, severities, format));
    return 0;
}
function commands_rulesOf({ values }, catalog) {
    const profile = values["profile"]?.at(-1) ?? "default";
    const minor = config_declaredMinor(values["kubernetes-version"]?.at(-1));
    return reportedRules(selectRules(catalog, { profile, minor }), catalog.frameworks);
}
function explanation(given, catalog) {
    const [id, second] = given.positionals;
    if (id === undefined || second !== undefined) {
        throw new errors/* ConfigurationError */.j("explain takes one rule.", "Write hardening-gate explain privileged-container.");
    }
    const rules = commands_rulesOf({ ...given, values: { ...given.values, profile: ["strict"] } }, catalog);
    const current = catalog.rules.find(({ rule }) => rule.aliases.includes(id))?.rule.id ?? id;
    const rule = rules.find((candidate) => candidate.id === current);
    if (rule !== undefined)
        return explainRule(rule);
    const guess = (0,core_decode/* nearest */.pA)(id, rules.map((candidate) => candidate.id));
    const hint = guess === undefined ? "hardening-gate rules lists them all." : `Perhaps "${guess}".`;
    throw new errors/* ConfigurationError */.j(`There is no rule "${id}".`, hint);
}
/** Says where a long run is, in place. A tenth of a second between two lines would need a clock; every target is enough. */
function progressOn(terminal) {
    return (done, total) => {
        if (done % 25 === 0)
            terminal.err(`\r\u001b[Kchecked ${done} of ${total} targets`);
    };
}
//# sourceMappingURL=commands.js.map

/***/ })

};
