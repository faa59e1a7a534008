/** One secret is one finding, whichever rules see it and wherever it stands; and files that a generator reads are read. */
import { afterAll, beforeAll, expect, jest, test } from "@jest/globals";
import { openGate, type Outcome } from "./gate.js";

jest.setTimeout(120_000);

const gate = openGate();
afterAll(() => gate.close());

const token = "glpat-7Xq9Zk2Lw4mT8xR7kQ2v";
const kubeconfig = `apiVersion: v1\nkind: Config\nusers:\n- name: ci\n  user: {token: 7kQ2v9fLwZ4mT8xR}\n`;

const manifests = `apiVersion: v1
kind: ConfigMap
metadata: {name: app, namespace: shop}
data:
  GITLAB_TOKEN: ${token}
  app.properties: |
    gitlab.token=${token}
    db.url=postgres://shop:blue-whale@db/shop
---
apiVersion: v1
kind: Secret
metadata: {name: db, namespace: shop}
stringData:
  url: postgres://shop:blue-whale@db/shop
  config: |
    apiVersion: v1
    kind: Config
    users:
      - name: ci
        user: {token: 7kQ2v9fLwZ4mT8xR}
data:
  kubeconfig: ${Buffer.from(kubeconfig).toString("base64")}
---
apiVersion: v1
kind: Pod
metadata: {name: app, namespace: shop}
spec:
  containers:
    - name: app
      image: registry.example/app:1.0.0
      args:
        - --token=${token}
        - --url=redis://:blue-whale@redis
      command: [sh, -c, "mysql -pblue-whale"]
      env:
        - name: GITLAB_TOKEN
          value: ${token}
        - {name: DATABASE_PASSWORD, value: "postgres://shop:blue-whale@db/shop"}
        - {name: FIRST_PASSWORD, value: blue-whale}
`;

const files = {
  "app.yaml": manifests,
  "chart/Chart.yaml": "apiVersion: v2\nname: chart\nversion: 1.0.0\n",
  "chart/values.yaml": `token: ${token}\nurl: amqp://guest:guest@rabbitmq\npassword: blue-whale\n`,
  "chart/templates/a.yaml": `apiVersion: v1
kind: ConfigMap
metadata:
  name: {{ .Release.Name }}
data:
  DB_PASSWORD: blue-whale
  API_TOKEN: {{ randAlphaNum 24 }}
`,
  "overlay/kustomization.yaml": `resources: [base.yaml]
secretGenerator:
  - name: files
    files: [key=private.txt, ca.crt, sealed.yaml]
  - name: lists
    envs: [clear.env, later.env]
`,
  "overlay/private.txt": "blue-whale\n",
  "overlay/ca.crt": "-----BEGIN CERTIFICATE-----\nMIIB\n-----END CERTIFICATE-----\n",
  "overlay/sealed.yaml": "password: ENC[AES256_GCM,data:abc,type:str]\nsops: {mac: abc}\n",
  "overlay/clear.env": "# settings\nPASSWORD=blue-whale\n",
  "overlay/later.env": "PASSWORD=\nTOKEN=${TOKEN}\n",
  "overlay/base.yaml": `apiVersion: v1
kind: ConfigMap
metadata: {name: app}
data:
  notes: "{{ a template of the program }}"
  DB_PASSWORD: blue-whale
`,
};

const secretRules = [
  "live-credential",
  "kubeconfig-with-credentials",
  "secret-in-git",
  "clear-secret-in-generator",
  "credential-in-command-or-url",
  "sensitive-literal",
];

let outcome: Outcome;
beforeAll(async () => {
  outcome = await gate.scan(files, { profile: "strict" });
});

function findingsIn(path: string): readonly string[] {
  return outcome.report.findings
    .filter(({ rule, locations: [place] }) => place.path === path && secretRules.includes(rule))
    .map(({ rule, also, locations: [{ span }] }) => [span?.startLine ?? 0, rule, ...also].join(" "));
}

test("every value of a manifest is one finding, and the most telling rule speaks", () => {
  expect(findingsIn("app.yaml")).toEqual([
    "5 live-credential sensitive-literal",
    "7 live-credential sensitive-literal",
    "8 credential-in-command-or-url",
    "14 secret-in-git credential-in-command-or-url",
    "20 kubeconfig-with-credentials secret-in-git",
    "22 kubeconfig-with-credentials secret-in-git",
    "32 live-credential credential-in-command-or-url",
    "33 credential-in-command-or-url",
    "34 credential-in-command-or-url",
    "37 live-credential sensitive-literal",
    "38 credential-in-command-or-url sensitive-literal",
    "39 sensitive-literal",
  ]);
});

test("values and templates of a chart are read as they are written, not as they are rendered", () => {
  expect(findingsIn("chart/values.yaml")).toEqual([
    "1 live-credential clear-secret-in-generator",
    "2 credential-in-command-or-url",
    "3 clear-secret-in-generator",
  ]);
  expect(findingsIn("chart/templates/a.yaml")).toEqual(["6 sensitive-literal"]);
});

test("a generator answers for the files that it reads, if they are clear", () => {
  const said = outcome.report.findings
    .filter(({ rule }) => rule === "clear-secret-in-generator")
    .map(({ message }) => message);

  expect(said.filter((message) => message.includes("generator"))).toEqual([
    'The generator makes a Secret of "private.txt", which holds clear values.',
    'The generator makes a Secret of "clear.env", which holds clear values.',
  ]);
});

test("braces in a value make no template of a file that is none", () => {
  expect(findingsIn("overlay/base.yaml")).toEqual(["6 sensitive-literal"]);
});
