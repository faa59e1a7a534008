/** Secrets that a repository holds: no format shows one, whether its file is sound, broken, or cannot be rendered. */
import { afterAll, beforeAll, describe, expect, jest, test } from "@jest/globals";
import { everyFormat, openGate, type Outcome, privilegedPod } from "./gate.js";

jest.setTimeout(120_000);

const gate = openGate();
afterAll(() => gate.close());

const planted: string[] = [];

/** A value that stands at one place only. Its middle is upper and lower case and digits, as a token's is. */
function canary(place: string): string {
  const value = `cnry-${place}-7Xq9Zk2Lw4`;
  planted.push(value);
  return value;
}

function base64(text: string): string {
  return Buffer.from(text).toString("base64");
}

const sound = `apiVersion: v1
kind: Secret
metadata:
  name: sound
  namespace: shop
  annotations:
    note: ${canary("annotation")}
    kubectl.kubernetes.io/last-applied-configuration: '{"stringData":{"a":"${canary("applied")}"}}'
  labels:
    token: ${canary("label")}
data:
  password: ${base64(canary("data"))}
  notBase64: ${canary("badData")}
stringData:
  password: ${canary("stringData")}
  url: postgres://app:${canary("url")}@db.example/shop
---
apiVersion: v1
kind: ConfigMap
metadata:
  name: settings
  namespace: shop
data:
  DB_PASSWORD: ${canary("configMap")}
  app.ini: |
    [db]
    password=${canary("ini")}
  dsn: app:${canary("dsn")}@tcp(db:3306)/shop
  settings.properties: |
    api.token=${canary("properties")}
  kubeconfig: |
    kind: Config
    clusters: [{cluster: {insecure-skip-tls-verify: true}}]
    users:
      - user: {token: ${canary("kubeconfig")}}
binaryData:
  kubeconfig: ${base64(`kind: Config\nusers:\n- user:\n    token: ${canary("binaryKubeconfig")}\n`)}
  key: ${base64(canary("binaryData"))}
---
apiVersion: apps/v1
kind: Deployment
metadata:
  name: web
  namespace: shop
spec:
  selector:
    matchLabels: {app: web}
  template:
    metadata:
      labels: {app: web}
      annotations:
        checksum: ${canary("podAnnotation")}
    spec:
      hostPID: true
      nodeSelector: {key: ${canary("nodeSelector")}}
      containers:
        - name: web
          image: registry.example/web:1.0.0
          command: [sh, -c, "nsenter -t 1 -- mysql -p${canary("command")}"]
          args:
            - --password=${canary("arg")}
            - --token
            - ${canary("nextArg")}
            - redis-cli -a ${canary("client")} ping
            - "Authorization: Bearer ${canary("header")}"
            - ${canary("bareArg")}
          env:
            - name: DB_PASSWORD
              value: ${canary("env")}
            - name: AWS_SECRET_ACCESS_KEY
              value: ${canary("aws")}
          livenessProbe:
            httpGet:
              host: ${canary("probeHost")}
              path: /health?token=${canary("probePath")}
              port: 80
              httpHeaders:
                - name: Authorization
                  value: Bearer ${canary("probeHeader")}
          lifecycle:
            postStart:
              exec: {command: [curl, "-u", "app:${canary("hook")}"]}
          securityContext:
            privileged: true
            seccompProfile: {type: Localhost, localhostProfile: ${canary("seccomp")}}
            seLinuxOptions: {type: ${canary("selinux")}, user: ${canary("selinuxUser")}}
            procMount: ${canary("procMount")}
          volumeMounts:
            - {name: host, mountPath: /host, subPath: ${canary("subPath")}}
      volumes:
        - name: host
          hostPath: {path: /var/run/docker.sock, type: ${canary("hostPathType")}}
        - name: git
          gitRepo: {repository: "https://app:${canary("gitRepo")}@git.example/a.git"}
      securityContext:
        sysctls:
          - {name: kernel.msgmax, value: ${canary("sysctl")}}
---
apiVersion: rbac.authorization.k8s.io/v1
kind: Role
metadata: {name: reader, namespace: shop}
rules:
  - {apiGroups: ["*"], resources: ["*"], verbs: ["*"], resourceNames: [${canary("resourceName")}]}
`;

const bootstrapToken = "abcdef.7xq9zk2lw4mt8xr7";
planted.push(bootstrapToken);

/** One file for each place that a rule about secrets reads, in the form of its own format. */
const places = {
  "kubeadm.yaml": `apiVersion: kubeadm.k8s.io/v1beta4
kind: InitConfiguration
bootstrapTokens: [{token: ${bootstrapToken}}]
`,
  "release.yaml": `apiVersion: helm.toolkit.fluxcd.io/v2
kind: HelmRelease
metadata: {name: db, namespace: shop}
spec: {values: {auth: {password: ${canary("release")}}}}
---
apiVersion: v1
kind: Secret
metadata: {name: half, namespace: shop}
stringData: {password: ${canary("halfSealed")}}
sops: {lastmodified: "2026-01-01"}
`,
  "generator/kustomization.yaml": `secretGenerator:
  - name: a
    literals: [password=${canary("generated")}]
    files: [secret.txt]
    envs: [secret.env]
configMapGenerator:
  - name: b
    literals: [DB_PASSWORD=${canary("generatedMap")}]
`,
  "generator/secret.txt": canary("generatedFile"),
  "generator/secret.env": `TOKEN=${canary("generatedList")}\n`,
  "written/Chart.yaml": "apiVersion: v2\nname: written\nversion: 1.0.0\n",
  "written/values.yaml": `auth: {password: ${canary("writtenValue")}}\n`,
  "written/templates/a.yaml": `apiVersion: v1
kind: ConfigMap
metadata:
  name: {{ .Release.Name }}
data:
  DB_PASSWORD: ${canary("writtenTemplate")}
  command: run --password=${canary("writtenFlag")} --url=amqp://app:${canary("writtenUrl")}@mq
`,
};

const broken = {
  "broken/mapping.yaml": `apiVersion: v1
kind: Secret
metadata: {name: a}
stringData:
  password: ${canary("brokenMapping")}: x: y
`,
  "broken/bracket.yaml": `apiVersion: v1
kind: Secret
metadata: {name: a}
stringData: [${canary("brokenBracket")}
`,
  "broken/tab.yaml": `apiVersion: v1
kind: Secret
stringData:
\tpassword: ${canary("brokenTab")}
`,
  "broken/alias.yaml": `apiVersion: v1
kind: Secret
stringData:
  password: *${canary("brokenAlias")}
`,
  "broken/escape.yaml": `apiVersion: v1
kind: Secret
stringData:
  password: "\\q${canary("brokenEscape")}"
`,
  "broken/twice.yaml": `apiVersion: v1
kind: Secret
stringData:
  password: ${canary("firstOfTwo")}
  password: ${canary("secondOfTwo")}
`,
  "broken/template.yaml": `apiVersion: v1
kind: Secret
stringData:
  password: {{ default "${canary("brokenTemplate")}" }}
`,
  "broken/bytes.yaml": Buffer.concat([
    Buffer.from(`apiVersion: v1\nkind: Secret\nstringData:\n  password: ${canary("brokenBytes")}`),
    Buffer.from([0xff, 0x0a]),
  ]),
};

/** One chart for each way in which Helm repeats what it was given. */
const charts = Object.fromEntries(
  Object.entries({
    fail: `{{ fail (printf "The password %s is too short" .Values.secret) }}`,
    encoded: `{{ fail (printf "The password %s is too short" (b64enc .Values.secret)) }}`,
    all: "{{ fail (toYaml .Values) }}",
    required: `{{ required (printf "The password %s needs a user" .Values.secret) .Values.user }}`,
    include: "{{ include .Values.secret . }}",
    tpl: `{{ tpl (printf "{{ %s }}" .Values.secret) . }}`,
    pattern: `{{ mustRegexMatch (printf "(%s" .Values.secret) "a" }}`,
    date: `{{ mustToDate "2006" .Values.secret }}`,
    address: `{{ urlParse (printf "http://app:%s@[b" .Values.secret) }}`,
    literal: `{{ index .Values.nothing.at.all "${canary("templateLiteral")}" }}`,
    yaml: `password: {{ .Values.secret }}: x: y`,
  }).flatMap(([name, template]) => [
    [`charts/${name}/Chart.yaml`, `apiVersion: v2\nname: ${name}\nversion: 1.0.0\n`],
    [`charts/${name}/values.yaml`, `secret: ${canary(`values-${name}`)}\n`],
    [`charts/${name}/templates/a.yaml`, `${template}\n`],
  ]),
);

const brokenCharts = {
  "schema/Chart.yaml": "apiVersion: v2\nname: schema\nversion: 1.0.0\n",
  "schema/values.yaml": `secret: ${canary("schema")}\n`,
  "schema/values.schema.json": '{"properties": {"secret": {"pattern": "^x"}}}',
  "schema/templates/a.yaml": privilegedPod,
  "anchor/Chart.yaml": "apiVersion: v2\nname: anchor\nversion: 1.0.0\n",
  "anchor/values.yaml": `secret: *${canary("anchor")}\n`,
  "anchor/templates/a.yaml": privilegedPod,
  "tag/Chart.yaml": "apiVersion: v2\nname: tag\nversion: 1.0.0\n",
  "tag/values.yaml": `secret: !!int ${canary("tag")}\n`,
  "tag/templates/a.yaml": privilegedPod,
  "repository/Chart.yaml": `apiVersion: v2
name: repository
version: 1.0.0
dependencies:
  - {name: db, version: 1.x, repository: "https://app:${canary("chartUser")}@charts.example?token=${canary("chartQuery")}"}
`,
  "set/Chart.yaml": "apiVersion: v2\nname: set\nversion: 1.0.0\n",
  "set/ci/prod-values.yaml": `secret: ${canary("valuesSet")}\n`,
  "set/templates/a.yaml": `{{ with .Values.secret }}{{ fail . }}{{ end }}\n`,
};

/** One overlay for each way in which kustomize repeats what it was given. */
const overlays = {
  "literal/kustomization.yaml": `secretGenerator:\n  - name: a\n    literals:\n      - ${canary("literal")}\n`,
  "patch/kustomization.yaml": `resources:\n  - pod.yaml\npatches:\n  - patch: |-\n      kind: Secret\n      stringData: {password: ${canary("patch")}\n`,
  "patch/pod.yaml": privilegedPod,
  "index/kustomization.yaml": `resources:
  - secret.yaml
replacements:
  - source: {kind: Secret, name: a, fieldPath: stringData.p, options: {delimiter: "|", index: 7}}
    targets: [{select: {kind: Secret}, fieldPaths: [metadata.name.x]}]
`,
  "index/secret.yaml": `apiVersion: v1\nkind: Secret\nmetadata: {name: a}\nstringData: {p: ${canary("replacement")}}\n`,
  "remote/kustomization.yaml": `resources:\n  - https://app:${canary("remoteUser")}@git.example/a.git?ref=${canary("remoteQuery")}\n`,
  "base/kustomization.yaml": "resources:\n  - secret.yaml\n",
  "base/secret.yaml": `apiVersion: v1\nkind: Secret\nmetadata: {name: a}\nstringData:\n\tp: ${canary("overlayTab")}\n`,
};

let outcome: Outcome;
beforeAll(async () => {
  outcome = await gate.scan(
    {
      "sound.yaml": sound,
      ...places,
      ...broken,
      ...charts,
      ...brokenCharts,
      ...overlays,
    },
    { profile: "strict" },
  );
});

/** Every planted value, and how it looks in base64 at any of its three alignments. */
function formsOf(value: string): readonly string[] {
  const aligned = ["", "x", "xy"].map((before) => {
    const encoded = base64(`${before}${value}`);
    return encoded.slice(before.length === 0 ? 0 : 4, -4);
  });
  return [value, ...aligned];
}

describe("a planted secret", () => {
  test("stands where findings and problems are, so that this can fail", () => {
    const rules = new Set(outcome.report.findings.map(({ rule }) => rule));
    const broken = outcome.report.problems.map(({ path }) => path);

    expect([...rules]).toEqual(
      expect.arrayContaining([
        "clear-secret-in-generator",
        "cluster-join-secret",
        "credential-in-command-or-url",
        "host-path-volume",
        "kubeconfig-with-credentials",
        "privileged-container",
        "sealed-secret-with-clear-text",
        "secret-in-git",
        "sensitive-literal",
        "tls-verification-disabled",
      ]),
    );
    expect(broken).toEqual(
      expect.arrayContaining([
        "broken/alias.yaml",
        "broken/bracket.yaml",
        "broken/bytes.yaml",
        "broken/escape.yaml",
        "broken/mapping.yaml",
        "broken/tab.yaml",
        "broken/template.yaml",
        "broken/twice.yaml",
        "charts/fail/templates/a.yaml",
        "literal/kustomization.yaml",
        "patch/kustomization.yaml",
        "schema/Chart.yaml",
      ]),
    );
  });

  test("appears in no format, in clear or in base64", () => {
    for (const [format, output] of everyFormat(outcome)) {
      const shown = planted.filter((value) => formsOf(value).some((form) => output.includes(form)));

      expect([format, shown]).toEqual([format, []]);
    }
  });

  test("appears in no part that tells it from others", () => {
    for (const [format, output] of everyFormat(outcome)) {
      expect([format, /cnry-\w*|7Xq9Zk2Lw4/i.exec(output)?.[0]]).toEqual([format, undefined]);
    }
  });

  test("leaves the author's own words in a chart's message", () => {
    const message = outcome.report.problems.find(({ path }) => path.startsWith("charts/fail/"))?.message;

    expect(message).toBe(
      "The chart was not rendered: execution error at (fail/templates/a.yaml:1:3): The password … is too short.",
    );
  });
});
