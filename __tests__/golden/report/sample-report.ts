/** A report with everything a format has to show, as a run would write it. */
import { asRepoPath } from "../../../src/core/location.js";
import { severities } from "../../../src/core/rule.js";
import type { Finding, Status, UndecidedFinding } from "../../../src/core/finding.js";
import type { Location, Precision, Span } from "../../../src/core/location.js";
import type { Report, ReportedRule, ReportedTarget } from "../../../src/core/report.js";
import type { Problem } from "../../../src/core/problem.js";
import type { Severity } from "../../../src/core/rule.js";

const baseCommit = "1b0f9a3c5d7e9f1a3c5d7e9f1a3c5d7e9f1a3c5d";
const headCommit = "3f2c1ab9d0e84f7d8a51c0ffee0123456789abcd";

/**
 * Ordinary and hostile names, a chart whose lines are not known, an overlay, problems, undecided rules:
 * blocked.
 */
export function sampleReport(): Report {
  return reportOf({
    findings: [
      privileged(),
      hostPath(),
      hostile(),
      chartFinding(),
      overlayFinding(),
      mediumFinding(),
      existingFinding(),
      fixedFinding(),
      waivedFinding(),
    ],
    problems: [chartProblem(), brokenManifest()],
    undecided: undecidedFindings(),
    targets: sampleTargets(),
    verdict: "blocked",
  });
}

/** Problems of the change and no new finding. */
export function incompleteReport(): Report {
  return reportOf({
    findings: [existingFinding()],
    problems: [chartProblem(), brokenManifest()],
    targets: sampleTargets(),
    verdict: "incomplete",
  });
}

/** Nothing new; something was fixed. */
export function passedReport(): Report {
  return reportOf({
    findings: [existingFinding(), fixedFinding()],
    targets: sampleTargets().filter((target) => target.state === "checked"),
    verdict: "passed",
  });
}

/** The files alone, as in a first run: every finding counts as new. */
export function uncomparedReport(): Report {
  return reportOf({
    findings: [privileged(), overlayFinding()],
    targets: sampleTargets().filter((target) => target.state === "checked"),
    compared: { base: null, head: null, reason: "No base was given." },
    verdict: "blocked",
  });
}

/** A configuration that cannot be used. */
export function errorReport(): Report {
  return reportOf({
    problems: [
      {
        stage: "configuration",
        path: asRepoPath(".hardening-gate.yaml"),
        line: 3,
        target: null,
        touched: true,
        message: '"fail-on" must be one of critical, high, medium, low, never, found a text.',
        hint: 'Write "fail-on: critical".',
      },
    ],
    verdict: "error",
  });
}

/** A report of these parts. The counts and the rules follow from the findings. */
export function reportOf(parts: Partial<Report>): Report {
  const findings = parts.findings ?? [];
  return {
    schemaVersion: 1,
    tool: { name: "hardening-gate", version: "0.1.0" },
    catalog: "0123456789ab",
    verdict: "passed",
    failOn: "critical",
    profile: "default",
    compared: { base: baseCommit, head: headCommit, reason: null },
    counts: countsOf(findings),
    targets: [],
    undecided: [],
    problems: [],
    notes: [],
    rules: sampleRules().filter((rule) => findings.some((finding) => finding.rule === rule.id)),
    ...parts,
    findings,
  };
}

/** A finding with the fields that matter for a test, and ordinary ones beside them. */
export function findingOf(parts: Partial<Finding> = {}): Finding {
  return { ...privileged(), ...parts };
}

/** A place; without a span only the file is known. */
export function at(
  path: string,
  span: Span | null,
  precision: Precision = span === null ? "file" : "exact",
  role: Location["role"] = "primary",
): Location {
  return { role, path: asRepoPath(path), span, precision };
}

function countsOf(findings: readonly Finding[]): Report["counts"] {
  const count = (severity: Severity, status: Status) =>
    findings.filter((finding) => finding.severity === severity && finding.status === status).length;
  const row = (severity: Severity) => ({
    new: count(severity, "new"),
    existing: count(severity, "existing"),
    fixed: count(severity, "fixed"),
    waived: count(severity, "waived"),
  });
  const [critical, high, medium, low] = severities;
  return { critical: row(critical), high: row(high), medium: row(medium), low: row(low) };
}

function privileged(): Finding {
  return {
    rule: "privileged-container",
    title: "Container runs privileged",
    severity: "critical",
    status: "new",
    message: 'Container "web" is privileged.',
    resource: { apiVersion: "apps/v1", kind: "Deployment", namespace: "shop", name: "api" },
    container: "web",
    field: ["spec", "template", "spec", "containers", 0, "securityContext", "privileged"],
    missing: null,
    locations: [at("deploy/api.yaml", { startLine: 41, startColumn: 23, endLine: 41, endColumn: 27 })],
    targets: ["manifest:deploy/api.yaml"],
    also: ["privilege-escalation-allowed"],
    fix: {
      advice: "Set securityContext.privileged to false.",
      safety: "review",
      snippet: "securityContext:\n  privileged: false\n  allowPrivilegeEscalation: false\n",
    },
    fingerprint: "9c1f0a2e9c1f0a2e9c1f0a2e9c1f0a2e",
  };
}

function hostPath(): Finding {
  return {
    rule: "writable-host-system-path",
    title: "Host system path is mounted writable",
    severity: "critical",
    status: "new",
    message: 'Volume "root" mounts /etc of the node, and container "agent" may write to it.',
    resource: { apiVersion: "apps/v1", kind: "DaemonSet", namespace: null, name: "agent" },
    container: null,
    field: ["spec", "template", "spec", "volumes", 0, "hostPath", "path"],
    missing: null,
    locations: [
      at(
        "charts/agent/templates/daemonset (copy).yaml",
        { startLine: 27, startColumn: 11, endLine: 29, endColumn: 1 },
        "mapped",
      ),
      at(
        "charts/agent/values.yaml",
        { startLine: 12, startColumn: 9, endLine: 12, endColumn: 13 },
        "mapped",
        "related",
      ),
    ],
    targets: [
      "helm:charts/agent+charts/agent/values-dev.yaml",
      "helm:charts/agent+charts/agent/values-prod.yaml",
    ],
    also: [],
    fix: { advice: "Mount a narrower path, read-only.", safety: "none", snippet: null },
    fingerprint: "1d2e3f4a1d2e3f4a1d2e3f4a1d2e3f4a",
  };
}

/** What a pull request could name its things to take over a comment, a log or a table. */
function hostile(): Finding {
  return {
    ...privileged(),
    message: 'Container "@everyone|`x`<!-- ::error::" is privileged, fixes #1 in ![x](https://evil.example).',
    resource: {
      apiVersion: "apps/v1",
      kind: "Deployment",
      namespace: "</details>",
      name: "##[error]|**api**\u001b[31m\n::error::forged\u202e",
    },
    container: "@everyone|`x`<!-- ::error::",
    locations: [
      at("deploy/a|b`c`<!--@team#1 ::x::.yaml", { startLine: 7, startColumn: 3, endLine: 7, endColumn: 9 }),
    ],
    targets: ["manifest:deploy/a|b`c`<!--@team#1 ::x::.yaml"],
    fingerprint: "aaaabbbbccccddddaaaabbbbccccdddd",
  };
}

function chartFinding(): Finding {
  return {
    rule: "runs-as-uid-zero",
    title: "Container is told to run as UID 0",
    severity: "high",
    status: "new",
    message: 'Container "web" is told to run as UID 0.',
    resource: { apiVersion: "apps/v1", kind: "Deployment", namespace: null, name: "release-name-web" },
    container: "web",
    field: ["spec", "template", "spec", "containers", 0, "securityContext", "runAsUser"],
    missing: null,
    locations: [at("charts/web/templates/deployment.yaml", null)],
    targets: ["helm:charts/web"],
    also: [],
    fix: {
      advice: "Set runAsUser to a number above 9999.",
      safety: "review",
      snippet: "securityContext:\n  runAsUser: 10001\n  runAsNonRoot: true",
    },
    fingerprint: "22223333444455552222333344445555",
  };
}

function overlayFinding(): Finding {
  return {
    rule: "cluster-admin-binding",
    title: "Subject is bound to cluster-admin",
    severity: "high",
    status: "new",
    message: 'ServiceAccount "deployer" is bound to cluster-admin.',
    resource: {
      apiVersion: "rbac.authorization.k8s.io/v1",
      kind: "ClusterRoleBinding",
      namespace: null,
      name: "deployer",
    },
    container: null,
    field: ["roleRef", "name"],
    missing: null,
    locations: [at("base/binding.yaml", { startLine: 9, startColumn: 9, endLine: 9, endColumn: 22 }, "mapped")],
    targets: ["kustomize:overlays/dev", "kustomize:overlays/prod", "kustomize:overlays/stage"],
    also: [],
    fix: { advice: "Bind a role that grants what is needed.", safety: "none", snippet: null },
    fingerprint: "66667777888899996666777788889999",
  };
}

function mediumFinding(): Finding {
  return {
    rule: "namespace-without-default-deny",
    title: "Namespace has no default-deny policy",
    severity: "medium",
    status: "new",
    message: 'Nothing denies ingress by default in namespace "shop".',
    resource: { apiVersion: "v1", kind: "Namespace", namespace: null, name: "shop" },
    container: null,
    field: ["metadata", "name"],
    missing: "NetworkPolicy",
    locations: [at("deploy/namespace.yaml", { startLine: 4, startColumn: 9, endLine: 4, endColumn: 13 })],
    targets: ["manifest:deploy/namespace.yaml"],
    also: [],
    fix: {
      advice: "Add a NetworkPolicy that selects every pod and allows nothing.",
      safety: "review",
      snippet: "apiVersion: networking.k8s.io/v1\nkind: NetworkPolicy\nmetadata:\n  name: default-deny\n",
    },
    fingerprint: "abababababababababababababababab",
  };
}

function existingFinding(): Finding {
  return {
    ...chartFinding(),
    status: "existing",
    locations: [at("deploy/old.yaml", { startLine: 3, startColumn: 5, endLine: 3, endColumn: 9 })],
    targets: ["manifest:deploy/api.yaml"],
    fingerprint: "00001111000011110000111100001111",
  };
}

function fixedFinding(): Finding {
  return {
    ...mediumFinding(),
    status: "fixed",
    locations: [at("deploy/gone.yaml", { startLine: 4, startColumn: 9, endLine: 4, endColumn: 13 })],
    fingerprint: "cdcdcdcdcdcdcdcdcdcdcdcdcdcdcdcd",
  };
}

function waivedFinding(): Finding {
  return {
    ...hostPath(),
    status: "waived",
    locations: [at("deploy/cni.yaml", { startLine: 14, startColumn: 9, endLine: 14, endColumn: 13 })],
    targets: ["manifest:deploy/api.yaml"],
    fingerprint: "efefefefefefefefefefefefefefefef",
  };
}

function chartProblem(): Problem {
  return {
    stage: "render",
    path: asRepoPath("charts/db/Chart.yaml"),
    line: 9,
    target: "helm:charts/db",
    touched: true,
    message: 'The dependency "postgresql" is not vendored.',
    hint: "Commit charts/db/charts, or allow fetch-dependencies.",
  };
}

function brokenManifest(): Problem {
  return {
    stage: "parse",
    path: asRepoPath("deploy/::error::|`broken`.yaml"),
    line: null,
    target: null,
    touched: false,
    message: "The file holds more than 5 MB.",
    hint: "Split the file.",
  };
}

function undecidedFindings(): readonly UndecidedFinding[] {
  const resource = { apiVersion: "apps/v1", kind: "Deployment", namespace: null, name: "api" };
  return [
    {
      rule: "namespace-without-default-deny",
      resource,
      path: asRepoPath("deploy/api.yaml"),
      reason: "The files do not say the namespace.",
    },
    {
      rule: "default-service-account",
      resource,
      path: asRepoPath("deploy/api.yaml"),
      reason: "The files do not say the namespace.",
    },
    {
      rule: "anonymous-requests-accepted",
      resource: null,
      path: asRepoPath("node/kubelet.yaml"),
      reason: "The file is a part of a configuration.",
    },
  ];
}

function sampleTargets(): readonly ReportedTarget[] {
  const manifest = (path: string, resources: number): ReportedTarget => ({
    id: `manifest:${path}`,
    kind: "manifest",
    path: asRepoPath(path),
    values: [],
    files: [],
    state: "checked",
    resources,
  });
  const chart = (path: string, values: readonly string[], resources: number): ReportedTarget => ({
    id: ["helm", [path, ...values].join("+")].join(":"),
    kind: "helm",
    path: asRepoPath(path),
    values: values.map(asRepoPath),
    files: [],
    state: "checked",
    resources,
  });
  const overlay = (path: string, resources: number): ReportedTarget => ({
    id: `kustomize:${path}`,
    kind: "kustomize",
    path: asRepoPath(path),
    values: [],
    files: [],
    state: "checked",
    resources,
  });
  return [
    chart("charts/agent", ["charts/agent/values-dev.yaml"], 7),
    chart("charts/agent", ["charts/agent/values-prod.yaml"], 7),
    { ...chart("charts/db", [], 0), state: "not-checked" },
    chart("charts/web", [], 5),
    overlay("overlays/dev", 4),
    overlay("overlays/prod", 4),
    overlay("overlays/stage", 4),
    { ...manifest("deploy/a|b`c`<!--@team#1 ::x::.yaml", 1), state: "partial" },
    manifest("deploy/api.yaml", 2),
    manifest("deploy/namespace.yaml", 1),
  ];
}

function sampleRules(): readonly ReportedRule[] {
  const rule = (id: string, title: string, severity: Severity, family: string, what: string, why: string) => ({
    id,
    title,
    severity,
    family,
    what,
    why,
    references: ["https://kubernetes.io/docs/concepts/security/pod-security-standards/"],
  });
  return [
    {
      ...rule(
        "privileged-container",
        "Container runs privileged",
        "critical",
        "pod",
        "A container sets securityContext.privileged to true.",
        "A privileged container has almost the same access as a process on the node: one break-out takes the node.",
      ),
      advice: "Set securityContext.privileged to false.",
      controls: [
        { framework: "nsa-cisa-1.2", id: "pod-security-3", title: "Use hardened containers" },
        { framework: "pss-1.34", id: "baseline/privileged", title: "Privileged containers" },
      ],
    },
    {
      ...rule(
        "writable-host-system-path",
        "Host system path is mounted writable",
        "critical",
        "pod",
        "A pod mounts a system folder of its node and may write to it.",
        "Who writes to the node's system folders owns the node.",
      ),
      advice: "Mount a narrower path, read-only.",
      controls: [{ framework: "pss-1.34", id: "baseline/host-path", title: "HostPath volumes" }],
    },
    {
      ...rule(
        "runs-as-uid-zero",
        "Container is told to run as UID 0",
        "high",
        "pod",
        "A container sets runAsUser to 0.",
        "Root in a container is root on the node after a break-out.",
      ),
      advice: "Set runAsUser to a number above 9999.",
      controls: [],
    },
    {
      ...rule(
        "cluster-admin-binding",
        "Subject is bound to cluster-admin",
        "high",
        "rbac",
        "A binding refers to the role cluster-admin.",
        "Whoever takes the subject over owns the cluster.",
      ),
      advice: "Bind a role that grants what is needed.",
      controls: [{ framework: "nsa-cisa-1.2", id: "rbac-1", title: "Least privilege" }],
    },
    {
      ...rule(
        "namespace-without-default-deny",
        "Namespace has no default-deny policy",
        "medium",
        "network",
        "No policy of a namespace denies what it does not allow.",
        "A compromised pod reaches every other pod.",
      ),
      advice: "Add a NetworkPolicy that selects every pod and allows nothing.",
      controls: [{ framework: "nsa-cisa-1.2", id: "network-1", title: "Separate the network" }],
    },
  ];
}
