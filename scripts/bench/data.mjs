/** Data to measure with: repositories on disk, the same in every run. Nothing in them comes from anywhere else. */
import { mkdirSync, writeFileSync } from "node:fs";
import { dirname, join } from "node:path";

/** 2,000 files, none of which is a manifest, a chart or an overlay. One in twenty is YAML of another kind. */
export function irrelevantFiles() {
  return files(2_000, (index) => {
    if (index % 20 === 0) return [`config/job-${index}.yaml`, `name: job-${index}\nsteps:\n  - run: make\n`];
    if (index % 5 === 0) return [`docs/page-${index}.md`, `# Page ${index}\n\nNothing to see here.\n`];
    return [`src/part-${index % 40}/module-${index}.js`, `export const answer = ${index};\n`];
  });
}

/** That many Deployments, a hundred to a file. One in ten says nothing about security. */
export function deployments(count) {
  return files(count / 100, (file) => {
    const texts = Array.from({ length: 100 }, (_, index) =>
      deployment(`shop-${file}-${index}`, index % 10 === 0),
    );
    return [`deploy/part-${file}.yaml`, texts.join("---\n")];
  });
}

/** A chart that renders to that many files, each with a Deployment that asks helpers for its labels and values for the rest. */
export function chart(count) {
  return {
    "chart/Chart.yaml": "apiVersion: v2\nname: shop\nversion: 1.0.0\n",
    "chart/values.yaml": chartValues(count),
    "chart/templates/_helpers.tpl": chartHelpers,
    ...files(count, (index) => [`chart/templates/part-${index}.yaml`, chartTemplate(`part${index}`)]),
  };
}

/** That many overlays of one base, each with a patch, a generator, an image and a namespace of its own. */
export function overlays(count) {
  return {
    "base/kustomization.yaml": "resources:\n  - deployment.yaml\n  - service.yaml\n",
    "base/deployment.yaml": deployment("shop", false).replace("  namespace: shop\n", ""), // each overlay gives its own
    "base/service.yaml": service,
    ...files(count, (index) => [`overlays/place-${index}/kustomization.yaml`, kustomization(index)]),
    ...files(count, (index) => [`overlays/place-${index}/replicas.yaml`, replicasPatch(index)]),
  };
}

/** Writes files below a folder. */
export function writeAll(folder, texts) {
  for (const [path, text] of Object.entries(texts)) {
    mkdirSync(dirname(join(folder, path)), { recursive: true });
    writeFileSync(join(folder, path), text);
  }
}

function files(count, make) {
  return Object.fromEntries(Array.from({ length: count }, (_, index) => make(index)));
}

function deployment(name, isBare) {
  const ofPod = isBare
    ? ""
    : `      automountServiceAccountToken: false
      securityContext:
        runAsNonRoot: true
        runAsUser: 10001
        seccompProfile: {type: RuntimeDefault}
`;
  const ofContainer = isBare
    ? ""
    : `          securityContext:
            allowPrivilegeEscalation: false
            readOnlyRootFilesystem: true
            capabilities: {drop: [ALL]}
`;
  return `apiVersion: apps/v1
kind: Deployment
metadata:
  name: ${name}
  namespace: shop
  labels: {app: ${name}}
spec:
  replicas: 2
  selector:
    matchLabels: {app: ${name}}
  template:
    metadata:
      labels: {app: ${name}}
    spec:
${ofPod}      containers:
        - name: web
          image: example.com/shop/web:2.1.0
${ofContainer}          ports:
            - {name: http, containerPort: 8080}
          env:
            - {name: LOG_LEVEL, value: info}
            - {name: PORT, value: "8080"}
          resources:
            requests: {cpu: 100m, memory: 128Mi}
            limits: {cpu: 500m, memory: 256Mi}
          livenessProbe:
            httpGet: {path: /healthz, port: http}
          volumeMounts:
            - {name: scratch, mountPath: /tmp}
      volumes:
        - name: scratch
          emptyDir: {}
`;
}

const service = `apiVersion: v1
kind: Service
metadata:
  name: shop
spec:
  selector: {app: shop}
  ports:
    - {name: http, port: 80, targetPort: http}
`;

function kustomization(index) {
  return `namespace: place-${index}
nameSuffix: -n${index}
resources:
  - ../../base
images:
  - name: example.com/shop/web
    newTag: 2.1.${index}
configMapGenerator:
  - name: settings
    literals: [PLACE=${index}]
patches:
  - path: replicas.yaml
`;
}

function replicasPatch(index) {
  return `apiVersion: apps/v1
kind: Deployment
metadata:
  name: shop
spec:
  replicas: ${index}
`;
}

function chartValues(count) {
  const parts = Array.from(
    { length: count },
    (_, index) => `  part${index}:
    replicas: 2
    image: {repository: example.com/shop/part-${index}, tag: "1.0.${index}"}
    environment: {LOG_LEVEL: info, PORT: "8080"}
    resources:
      requests: {cpu: 100m, memory: 128Mi}
      limits: {cpu: 500m, memory: 256Mi}
    securityContext:
      allowPrivilegeEscalation: false
      readOnlyRootFilesystem: true
      capabilities: {drop: [ALL]}
`,
  );
  return `parts:\n${parts.join("")}`;
}

const chartHelpers = `{{- define "shop.labels" -}}
app.kubernetes.io/name: {{ .name }}
app.kubernetes.io/instance: {{ .root.Release.Name }}
app.kubernetes.io/managed-by: {{ .root.Release.Service }}
helm.sh/chart: {{ printf "%s-%s" .root.Chart.Name .root.Chart.Version | replace "+" "_" | trunc 63 }}
{{- end }}
`;

function chartTemplate(name) {
  return `{{- $part := .Values.parts.${name} }}
{{- $labels := include "shop.labels" (dict "name" "${name}" "root" .) }}
apiVersion: apps/v1
kind: Deployment
metadata:
  name: {{ .Release.Name }}-${name}
  labels:
    {{- $labels | nindent 4 }}
spec:
  replicas: {{ $part.replicas }}
  selector:
    matchLabels:
      {{- $labels | nindent 6 }}
  template:
    metadata:
      labels:
        {{- $labels | nindent 8 }}
    spec:
      automountServiceAccountToken: false
      securityContext:
        runAsNonRoot: true
        runAsUser: 10001
        seccompProfile: {type: RuntimeDefault}
      containers:
        - name: ${name}
          image: "{{ $part.image.repository }}:{{ $part.image.tag }}"
          {{- with $part.securityContext }}
          securityContext:
            {{- toYaml . | nindent 12 }}
          {{- end }}
          env:
            {{- range $key, $value := $part.environment }}
            - name: {{ $key }}
              value: {{ $value | quote }}
            {{- end }}
          resources:
            {{- toYaml $part.resources | nindent 12 }}
`;
}
