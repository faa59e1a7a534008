import { describe, expect, test } from "@jest/globals";
import { recogniseManifest } from "../../../src/discover/manifests.js";

function recognise(text: string) {
  return recogniseManifest(new TextEncoder().encode(text));
}

describe("a manifest", () => {
  test.each([
    ["plain", "apiVersion: v1\nkind: Pod\n"],
    ["after a comment and a document mark", "# web\n---\nkind: Pod\napiVersion: v1\n"],
    ["with Windows line ends", "apiVersion: v1\r\nkind: Pod\r\n"],
    ["with quoted keys", '"apiVersion": "v1"\n"kind": "Pod"\n'],
    ["wholly indented", "  apiVersion: v1\n  kind: Pod\n"],
    ["in braces", "{apiVersion: v1, kind: Pod}\n"],
    ["behind a document mark", "--- {apiVersion: v1, kind: Pod}\n"],
    ["with a key behind a question mark", "kind: Pod\n? apiVersion\n: v1\n"],
    ["with a tagged key", "kind: Pod\n!!str apiVersion: v1\n"],
    ["with merged keys", "x: &x {apiVersion: v1, kind: Pod}\n<<: *x\n"],
    ["with escaped keys", '"api\\u0056ersion": v1\n"k\\x69nd": Pod\n'],
    ["in JSON with escapes", '{"api\\u0056ersion": "v1", "\\u006bind": "Pod"}'],
    ["in JSON", '{"metadata": {}, "apiVersion": "v1",\n "kind": "Pod"}'],
    ["with a byte order mark", "\uFEFFapiVersion: v1\nkind: Pod\n"],
    ["with an empty document", "---\n---\napiVersion: v1\nkind: Pod\n---\n# nothing\n"],
    ["of a configuration file", "apiVersion: kubelet.config.k8s.io/v1beta1\nkind: KubeletConfiguration\n"],
    ["with braces in a text", 'apiVersion: v1\nkind: ConfigMap\ndata: {a: "{{ .Name }}"}\n'],
    [
      "of which one document is broken",
      "apiVersion: v1\nkind: Pod\n---\nkind: Pod\napiVersion: v1\nspec: [\n",
    ],
  ])("%s is recognised", (_, text) => {
    expect(recognise(text)).toEqual({ is: "manifest", problems: [] });
  });

  test("whose name is a placeholder is one, and a template", () => {
    const text = 'apiVersion: v1\nkind: Pod\nmetadata:\n  name: "web-{{ id }}"\n';

    expect(recognise(text)).toMatchObject({ is: "manifest", problems: [{ line: 1 }] });
  });
});

describe("no manifest", () => {
  test.each([
    ["an empty file", ""],
    ["a workflow of a CI service", "name: CI\non: push\njobs:\n  kind:\n    env: {apiVersion: v1}\n"],
    ["a workflow that writes a manifest", "run: |\n  cat <<EOF\n  apiVersion: v1\n  kind: Pod\n  EOF\n"],
    ["a compose file", "services:\n  web: {image: kind, labels: {apiVersion: v1}}\n"],
    ["values with objects in them", "extraObjects:\n- apiVersion: v1\n  kind: ConfigMap\n"],
    ["values below a comment", "# apiVersion: v1\n# kind: Pod\nname: x\n"],
    ["release notes", "changes:\n- The apiVersion of every kind moved.\n"],
    ["a Chart.yaml", "apiVersion: v2\nname: web\nversion: 1.0.0\ndescription: of any kind\n"],
    ["a data source of Grafana", "apiVersion: 1\nkind: 2\ndatasources: []\n"],
    ["a schema in JSON", '{"properties": {"apiVersion": {"type": "string"}, "kind": {"type": "string"}}}'],
    ["broken YAML of something else", "steps: [\n  - apiVersion kind\n"],
  ])("%s is none", (_, text) => {
    expect(recognise(text)).toEqual({ is: "other" });
  });

  test("a kustomization under another name is kustomize's", () => {
    const text = "apiVersion: kustomize.config.k8s.io/v1beta1\nkind: Kustomization\n";

    expect(recognise(text)).toEqual({ is: "kustomize" });
  });
});

describe("what looks like Kubernetes and cannot be read", () => {
  test("a template says that nothing renders it, at its first placeholder", () => {
    const text = "apiVersion: v1\nkind: Service\nspec:\n  port: {{ port }}\n";

    const recognition = recognise(text);

    expect(recognition).toMatchObject({ is: "unreadable", problem: { line: 4 } });
    expect(recognition.is === "unreadable" && recognition.problem.message).toContain("template");
  });

  test("broken JSON is a problem at its line", () => {
    const text = '{\n"apiVersion": "v1",\n"kind": "Pod",\n"spec": ]\n}';

    expect(recognise(text)).toMatchObject({ is: "unreadable", problem: { line: 4 } });
  });

  test("another encoding is a problem", () => {
    const text = "\uFEFFapiVersion: v1\nkind: Pod\n";
    const bigEndian = Buffer.from(text, "utf16le").swap16();

    expect(recogniseManifest(Buffer.from(text, "utf16le"))).toMatchObject({ is: "unreadable" });
    expect(recogniseManifest(bigEndian)).toMatchObject({ is: "unreadable" });
    expect(recogniseManifest(Buffer.from("apiVersion: v1\nkind: Pod\n# \xe9\n", "latin1"))).toMatchObject({
      is: "unreadable",
      problem: { line: 3 },
    });
  });

  test("a binary file that only holds the words is none", () => {
    expect(recogniseManifest(Buffer.from("\0\0apiVersion kind\xff", "latin1"))).toEqual({ is: "other" });
  });

  test("a file over the limit is a problem, and a large file of something else is none", () => {
    const filling = `# ${"x".repeat(78)}\n`.repeat(70_000);

    expect(recognise(`apiVersion: v1\nkind: Pod\n${filling}`)).toMatchObject({ is: "unreadable" });
    expect(recognise(`name: apiVersion\ntype: kind\n${filling}`)).toEqual({ is: "other" });
  });

  test("a hostile file takes no more time than its length asks for", () => {
    const started = performance.now();

    recognise(`${"apiVersion: v1\n".repeat(200_000)} kind`);
    recognise(`${"---\n".repeat(500_000)}apiVersion kind`);
    recognise(`${" ".repeat(2_000_000)}apiVersion kind`);

    expect(performance.now() - started).toBeLessThan(4_000);
  });
});
