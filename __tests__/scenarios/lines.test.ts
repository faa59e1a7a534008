/** Where findings of a chart are shown: on the line that a person edits. */
import { afterAll, describe, expect, jest, test } from "@jest/globals";
import { type Files, openGate, privilegedPod } from "./gate.js";

jest.setTimeout(120_000);

const gate = openGate();
afterAll(() => gate.close());

const chart = "apiVersion: v2\nname: web\nversion: 1.0.0\n";

/** A Deployment with lines of its pod's spec and of its container. */
function deployment(spec: string, container: string): string {
  return `apiVersion: apps/v1
kind: Deployment
metadata:
  name: web
spec:
  selector:
    matchLabels: {app: web}
  template:
    metadata:
      labels: {app: web}
    spec:
${spec}      containers:
        - name: web
          image: registry.example/web:1.0.0
${container}`;
}

/** The places of the findings of one rule: the primary one, then the related ones. */
async function placesOf(files: Files, rule: string): Promise<readonly (readonly string[])[]> {
  const { report } = await gate.scan(files);
  return report.findings
    .filter((finding) => finding.rule === rule)
    .map(({ locations }) =>
      locations.map(({ path, span, precision }) => {
        const lines = String(files[path] ?? "").split("\n");
        return span === null
          ? `${path} (${precision})`
          : `${path}:${span.startLine} ${lines[span.startLine - 1]?.trim()}`;
      }),
    );
}

describe("a bad field", () => {
  test("that a value fills is shown at the value, with the template beside it", async () => {
    const files = {
      "web/Chart.yaml": chart,
      "web/values.yaml": "# Defaults.\npod:\n  hostNetwork: true\n",
      "web/templates/web.yaml": deployment("      hostNetwork: {{ .Values.pod.hostNetwork }}\n", ""),
    };

    expect(await placesOf(files, "host-network")).toEqual([
      [
        "web/values.yaml:3 hostNetwork: true",
        "web/templates/web.yaml:12 hostNetwork: {{ .Values.pod.hostNetwork }}",
      ],
    ]);
  });

  test("inside a block of values is shown at its own line there", async () => {
    const files = {
      "web/Chart.yaml": chart,
      "web/values.yaml":
        "securityContext:\n  runAsNonRoot: true\n  capabilities:\n    add:\n      - CHOWN\n      - SYS_ADMIN\n",
      "web/templates/web.yaml": deployment(
        "",
        "          securityContext:\n            {{- toYaml .Values.securityContext | nindent 12 }}\n",
      ),
    };

    expect(await placesOf(files, "root-equivalent-capability")).toEqual([
      [
        "web/values.yaml:6 - SYS_ADMIN",
        "web/templates/web.yaml:16 {{- toYaml .Values.securityContext | nindent 12 }}",
      ],
    ]);
  });

  test("that the template says itself is shown there, with the value that switches it on", async () => {
    const files = {
      "web/Chart.yaml": chart,
      "web/values.yaml": "debug: true\n",
      "web/templates/web.yaml": deployment(
        "{{- if .Values.debug }}\n      hostNetwork: true\n{{- end }}\n",
        "",
      ),
    };

    expect(await placesOf(files, "host-network")).toEqual([
      ["web/templates/web.yaml:13 hostNetwork: true", "web/values.yaml:1 debug: true"],
    ]);
  });

  test("of a named template is shown in that", async () => {
    const files = {
      "web/Chart.yaml": chart,
      "web/templates/_helpers.tpl": '{{- define "web.pod" -}}\nhostNetwork: true\n{{- end -}}\n',
      "web/templates/web.yaml": deployment('      {{- include "web.pod" . | nindent 6 }}\n', ""),
    };

    expect(await placesOf(files, "host-network")).toEqual([
      ["web/templates/_helpers.tpl:2 hostNetwork: true"],
    ]);
  });

  test("that several sets of values show names them all", async () => {
    const files = {
      "web/Chart.yaml": chart,
      "web/values.yaml": "hostNetwork: true\n",
      "web/ci/one-values.yaml": "replicas: 2\nhostNetwork: true\n",
      "web/templates/web.yaml": deployment("      hostNetwork: {{ .Values.hostNetwork }}\n", ""),
    };

    expect(await placesOf(files, "host-network")).toEqual([
      [
        "web/values.yaml:1 hostNetwork: true",
        "web/templates/web.yaml:12 hostNetwork: {{ .Values.hostNetwork }}",
        "web/ci/one-values.yaml:2 hostNetwork: true",
      ],
    ]);
  });
});

describe("a missing field", () => {
  test("is shown at its nearest ancestor in the template", async () => {
    const files = {
      "web/Chart.yaml": chart,
      "web/values.yaml": "name: web\n",
      "web/templates/web.yaml": deployment("", "").replace("- name: web", "- name: {{ .Values.name }}"),
    };

    for (const rule of ["capabilities-not-dropped", "memory-limit-missing"]) {
      expect((await placesOf(files, rule))[0]?.[0]).toBe(
        "web/templates/web.yaml:13 - name: {{ .Values.name }}",
      );
    }
  });

  test("is shown in the values where its ancestor stands there", async () => {
    const files = {
      "web/Chart.yaml": chart,
      "web/values.yaml":
        "container:\n  name: web\n  image: registry.example/web:1.0.0\n  securityContext:\n    privileged: false\n",
      "web/templates/web.yaml": deployment("", "").replace(
        /- name: web[^]*/,
        "- {{- toYaml .Values.container | nindent 10 }}\n",
      ),
    };

    const [places] = await placesOf(files, "capabilities-not-dropped");

    expect(places?.[0]).toBe("web/values.yaml:4 securityContext:");
  });
});

describe("a missing field that values could bring", () => {
  const values = "securityContext: {}\npodSecurityContext: {}\nnodeSelector: {}\n";

  /** Values that stand below a key, where there are any. */
  function block(key: string, name: string, indent: number): string {
    const lines = [
      `{{- with .Values.${name} }}`,
      `${key}:`,
      `  {{- toYaml . | nindent ${indent + 2} }}`,
      "{{- end }}",
    ];
    return lines.map((line) => `${" ".repeat(indent)}${line}\n`).join("");
  }

  test("is shown at the values whose block was skipped", async () => {
    const pod = block("securityContext", "podSecurityContext", 6);
    const container = block("securityContext", "securityContext", 10);
    const files = {
      "web/Chart.yaml": chart,
      "web/values.yaml": values,
      "web/templates/web.yaml": `${deployment(pod, container)}${block("nodeSelector", "nodeSelector", 6)}`,
    };

    expect(await placesOf(files, "capabilities-not-dropped")).toEqual([
      ["web/values.yaml:1 securityContext: {}", "web/templates/web.yaml:17 - name: web"],
    ]);
  });

  test("is shown at the values that its object is printed from", async () => {
    const printed = "{{- toYaml .Values.securityContext | nindent 12 }}";
    const files = {
      "web/Chart.yaml": chart,
      "web/values.yaml": values,
      "web/templates/web.yaml": deployment("", `          securityContext:\n            ${printed}\n`),
    };

    expect(await placesOf(files, "capabilities-not-dropped")).toEqual([
      ["web/values.yaml:1 securityContext: {}", "web/templates/web.yaml:15 securityContext:"],
    ]);
  });

  test("is shown with the switch of its block", async () => {
    const files = {
      "web/Chart.yaml": chart,
      "web/values.yaml": "hardened: false\n",
      "web/templates/web.yaml": deployment(
        "",
        "          {{- if .Values.hardened }}\n          securityContext:\n            capabilities: {drop: [ALL]}\n          {{- end }}\n",
      ),
    };

    expect(await placesOf(files, "capabilities-not-dropped")).toEqual([
      ["web/templates/web.yaml:13 - name: web", "web/values.yaml:1 hardened: false"],
    ]);
  });
});

describe("a dependency", () => {
  const vendored = {
    "web/Chart.yaml": `${chart}dependencies:\n  - name: db\n    version: 1.0.0\n    repository: https://charts.example\n`,
    "web/charts/db/Chart.yaml": chart.replace("web", "db"),
    "web/charts/db/values.yaml": "hostNetwork: true\n",
  };

  test("from elsewhere is shown at the values that the chart gives it", async () => {
    const files = {
      ...vendored,
      "web/values.yaml": "db:\n  replicas: 2\n  hostNetwork: true\n",
      "web/charts/db/templates/db.yaml": deployment("      hostNetwork: {{ .Values.hostNetwork }}\n", ""),
    };

    expect((await placesOf(files, "host-network"))[0]?.[0]).toBe("web/values.yaml:3 hostNetwork: true");
  });

  test("from elsewhere that says it itself is shown at its section of the values", async () => {
    const files = {
      ...vendored,
      "web/values.yaml": "name: web\ndb:\n  replicas: 2\n",
      "web/charts/db/templates/db.yaml": deployment("      hostNetwork: true\n", ""),
    };

    expect(await placesOf(files, "host-network")).toEqual([
      ["web/values.yaml:2 db:", "web/charts/db/templates/db.yaml:12 hostNetwork: true"],
    ]);
  });

  test("of our own is shown in its template", async () => {
    const files = {
      ...vendored,
      "web/Chart.yaml": chart,
      "web/values.yaml": "db:\n  replicas: 2\n",
      "web/charts/db/templates/db.yaml": deployment("      hostNetwork: {{ .Values.hostNetwork }}\n", ""),
    };

    expect((await placesOf(files, "host-network"))[0]).toEqual([
      "web/charts/db/values.yaml:1 hostNetwork: true",
      "web/charts/db/templates/db.yaml:12 hostNetwork: {{ .Values.hostNetwork }}",
    ]);
  });
});

describe("a chart that resists", () => {
  const bad = deployment("      hostNetwork: true\n", "");

  test.each([
    [
      "with a name that tracing wants",
      `{{ define "a\\x00marked" }}{{ end }}{{ define "a" }}x{{ end }}{{ define "b" }}y{{ end }}{{ define "b\\x00marked" }}z{{ end }}${bad}`,
    ],
    ["with the letters of marks in its text", `# ꒐ꀀꀀ ꒑ꀀꀀ ꒒\n${bad}`],
  ])("%s keeps its file, and its verdict", async (_, template) => {
    const files = {
      "web/Chart.yaml": chart,
      "web/templates/web.yaml": template,
      "beside.yaml": privilegedPod,
    };

    const { report } = await gate.scan(files);

    expect(await placesOf(files, "host-network")).toEqual([["web/templates/web.yaml (file)"]]);
    expect(report.verdict).toBe("blocked");
    expect(report.problems).toEqual([]);
  });

  test("keeps fingerprints that do not depend on the trace", async () => {
    const files = { "web/Chart.yaml": chart, "web/values.yaml": "net: true\n" };
    const fingerprintOf = async (template: string) => {
      const { report } = await gate.scan({ ...files, "web/templates/web.yaml": template });
      return report.findings.find(({ rule }) => rule === "host-network")?.fingerprint;
    };
    const template = deployment("      hostNetwork: {{ .Values.net }}\n", "");

    expect(await fingerprintOf(template)).toBe(await fingerprintOf(`# ꒐ꀀꀀ\n${template}`));
  });
});
