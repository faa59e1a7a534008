import { afterAll, test } from "@jest/globals";
import { openGate, privilegedPod } from "./gate.js";
const gate = openGate();
afterAll(() => gate.close());
const chart = (files: Record<string,string>) => Object.fromEntries(Object.entries({"Chart.yaml": "apiVersion: v2\nname: shop\nversion: 1.0.0\n", ...files}).map(([k,v]) => ["c/"+k, v]));
const pod = "apiVersion: v1\nkind: ConfigMap\nmetadata:\n  name: a\n";
const cases: Record<string, Record<string, string|Uint8Array>> = {
  unparseable: {"bad.yaml": "apiVersion: v1\nkind: Pod\nmetadata:\n  name: [web\nspec: {}\n"},
  mix: {"bad.yaml": pod + "---\napiVersion: v1\nkind: Pod\nmetadata:\n  name: [web\nspec: {}\n" + "---\n" + privilegedPod},
  tab: {"bad.yaml": "apiVersion: v1\nkind: Pod\nmetadata:\n\tname: web\n"},
  deepflow: {"bad.yaml": pod + "data: " + "[".repeat(1000) + "]".repeat(1000) + "\n"},
  deepblock: {"bad.yaml": pod + "data:\n" + Array.from({length:1000}, (_, i) => " ".repeat(i+1) + "a:").join("\n") + "\n"},
  bomb: {"bad.yaml": pod + "data:\n  a: &a [x,x,x,x,x,x,x,x,x]\n" + "bcdefghij".split("").map((l, i) => `  ${l}: &${l} [${Array(9).fill("*" + "abcdefghij"[i]).join(",")}]`).join("\n") + "\n"},
  six: {"bad.yaml": pod + "data:\n" + "  k: " + "x".repeat(6e6) + "\n"},
  utf8: {"bad.yaml": Buffer.concat([Buffer.from(pod + "data:\n  a: "), Buffer.from([0xe9, 0x0a])])},
  binary: {"bad.yaml": Buffer.concat([Buffer.from(pod), Buffer.from([0, 1, 2, 3, 0, 255])])},
  binary2: {"bad.yaml": Buffer.from([0x7f, 0x45, 0x4c, 0x46, 0, 1, 2, 3, 0, 255])},
  utf16: {"bad.yaml": Buffer.from("\ufeff" + pod, "utf16le")},
  dup: {"bad.yaml": "apiVersion: v1\nkind: Pod\nmetadata:\n  name: a\n  name: b\n"},
  nokind: {"bad.yaml": pod + "---\nmetadata:\n  name: b\n"},
  nokind2: {"bad.yaml": "apiVersion: v1\nmetadata:\n  name: b\nspec:\n  containers: []\n"},
  scalar: {"bad.yaml": pod + "---\njust text\n"},
  template: {"bad.yaml": "apiVersion: v1\nkind: Pod\nmetadata:\n  name: {{ .Values.name }}\n"},
  required: chart({"templates/a.yaml": pod + "data:\n  a: {{ required \"a host is needed\" .Values.host }}\n"}),
  fail: chart({"templates/a.yaml": "# x\n{{ fail \"no way\" }}\n"}),
  nil: chart({"templates/a.yaml": pod + "data:\n  a: {{ .Values.a.b.c }}\n"}),
  parse: chart({"templates/a.yaml": pod + "data:\n  a: {{ if }}\n"}),
  dep: chart({"Chart.yaml": "apiVersion: v2\nname: shop\nversion: 1.0.0\ndependencies:\n  - name: db\n    version: 1.x\n    repository: https://charts.example\n", "templates/a.yaml": privilegedPod.replace("beside", "within")}),
  schema: chart({"values.yaml": "replicas: two\n", "values.schema.json": '{"properties": {"replicas": {"type": "integer"}}}', "templates/a.yaml": pod}),
  renderedbad: chart({"templates/a.yaml": pod + "data: {{ .Values.open }}\n", "values.yaml": "open: '[a'\n"}),
  valuesbad: chart({"templates/a.yaml": pod, "values.yaml": "a: [\n"}),
  chartbad: chart({"Chart.yaml": "apiVersion: v2\nname: [shop\n", "templates/a.yaml": pod}),
  remote: {"k/kustomization.yaml": "resources:\n  - pod.yaml\n  - https://github.com/example/base//deploy?ref=v1\n", "k/pod.yaml": privilegedPod.replace("beside", "within")},
  exec: {"k/kustomization.yaml": "resources:\n  - pod.yaml\ngenerators:\n  - gen.yaml\n", "k/pod.yaml": privilegedPod.replace("beside", "within"), "k/gen.yaml": "apiVersion: example.com/v1\nkind: Gen\nmetadata:\n  name: made\n  annotations:\n    config.kubernetes.io/function: |\n      exec:\n        path: ./run.sh\n"},
  missing: {"k/kustomization.yaml": "resources:\n  - pod.yaml\n  - gone.yaml\n", "k/pod.yaml": privilegedPod.replace("beside", "within")},
  cycle: {"k/a/kustomization.yaml": "resources:\n  - ../b\n", "k/b/kustomization.yaml": "resources:\n  - ../a\n  - pod.yaml\n", "k/b/pod.yaml": privilegedPod.replace("beside", "within")},
  badpatch: {"k/kustomization.yaml": "resources:\n  - pod.yaml\npatches:\n  - path: patch.yaml\n", "k/pod.yaml": privilegedPod.replace("beside", "within"), "k/patch.yaml": "apiVersion: v1\nkind: Pod\nmetadata:\n  name: other\n"},
  badbase: {"k/kustomization.yaml": "resources:\n  - pod.yaml\n", "k/pod.yaml": "apiVersion: v1\nkind: Pod\nmetadata:\n\tname: a\n"},
};
test("spike", async () => {
  let text = "";
  for (const [name, files] of Object.entries(cases)) {
    const t = Date.now();
    const { report, exitCode } = await gate.scan({ "beside.yaml": privilegedPod, ...files }, { "fail-on": "never" });
    text += `${name} ${exitCode} ${report.verdict} ${Date.now() - t}ms ${report.findings.filter(f => f.rule === "privileged-container").map(f => f.locations[0].path + ":" + f.locations[0].span?.startLine)}\n` + report.problems.map(p => `   [${p.stage}] ${p.path}:${p.line} (${p.target}) ${p.message} | ${p.hint}\n`).join("") + report.targets.map(t => `   - ${t.id} ${t.state} ${t.resources}\n`).join("")+ (report.notes ?? []).map(t => `   note ${t.path} ${t.message}\n`).join("");
  }
  process.stdout.write(text);
}, 240000);
