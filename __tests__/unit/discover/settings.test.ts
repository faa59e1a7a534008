import { describe, expect, test } from "@jest/globals";
import { recogniseSettings } from "../../../src/discover/settings.js";

function recognise(text: string) {
  return recogniseSettings(new TextEncoder().encode(text));
}

test.each([
  ["a list of arguments", "token-file: /t\nkube-apiserver-arg:\n  - profiling=false\n", "K3sConfig"],
  ["a text as argument", "kube-controller-manager-arg: profiling=false\n", "K3sConfig"],
  ["arguments that are added", "kubelet-arg+: [max-pods=50]\n", "K3sConfig"],
  ["JSON", '{"write-kubeconfig-mode": "0600", "tls-san": ["a"]}', "K3sConfig"],
  ["a machine", "version: v1alpha1\nmachine: {type: worker}\ncluster: {}\n", "TalosConfig"],
  [
    "a machine behind another document",
    "a: 1\n---\nversion: v1alpha1\nmachine: {type: worker}\n",
    "TalosConfig",
  ],
  [
    "services",
    "nodes: []\nservices:\n  kube-api: {secrets_encryption_config: {enabled: true}}\n",
    "RkeConfig",
  ],
])("A file with %s is known", (_, text, kind) => {
  expect(recognise(text)).toBe(kind);
});

describe("no settings are", () => {
  test.each([
    ["an application's configuration", "server: {port: 80}\ntoken: abc\nnode-name: a\n"],
    ["values of a chart, which nest", "kubelet-arg: [a=b]\nimage: {tag: v1}\n"],
    ["keys that are no flags", "kubelet-arg: [a=b]\nnodeName: a\n"],
    ["lists of objects", "kubelet-arg: [a=b]\nnodes: [{name: a}]\n"],
    ["a word in a text", "description: set kubelet-arg to a=b\n"],
    ["variables of a playbook", "k3s_server:\n  kubelet-arg: [a=b]\n"],
    ["services of Compose", "services:\n  kube-api:\n    - a\n  web: {image: web}\n"],
    ["a machine of another tool", "version: 1\nmachine: {type: worker}\n"],
    ["an object of Kubernetes", "apiVersion: v1\nkind: Pod\nkubelet-arg: a\n"],
    ["a list", "- kubelet-arg\n"],
    ["broken YAML", "kubelet-arg: [\n"],
    ["nothing", ""],
  ])("%s", (_, text) => {
    expect(recognise(text)).toBeNull();
  });
});
