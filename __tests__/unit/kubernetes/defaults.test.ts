import { describe, expect, test } from "@jest/globals";
import { at } from "../../../src/core/json.js";
import { withDefaults } from "../../../src/kubernetes/defaults.js";
import { readYaml } from "../../../src/yaml/read.js";

function filled(kind: string, group: string, yaml: string) {
  const body = readYaml(yaml).documents[0]?.value;
  return withDefaults({ kind, group, body: body as Parameters<typeof withDefaults>[0]["body"] });
}

describe("withDefaults", () => {
  test("fills in what the API server fills in, in every list of containers", () => {
    const body = filled(
      "Deployment",
      "apps",
      `
spec:
  template:
    spec:
      initContainers: [{name: first, image: "example.com/first"}]
      containers:
        - name: web
          image: example.com/web:1.0.0
          ports: [{containerPort: 80}, {containerPort: 53, protocol: UDP}]
`,
    );

    expect(at(body, ["spec", "replicas"])).toBe(1);
    expect(at(body, ["spec", "template", "spec"])).toEqual({
      securityContext: {},
      initContainers: [{ name: "first", image: "example.com/first", imagePullPolicy: "Always" }],
      containers: [
        {
          name: "web",
          image: "example.com/web:1.0.0",
          imagePullPolicy: "IfNotPresent",
          ports: [
            { containerPort: 80, protocol: "TCP" },
            { containerPort: 53, protocol: "UDP" },
          ],
        },
      ],
    });
  });

  test("writes quantities in their one spelling, and leaves what is none", () => {
    const body = filled(
      "Pod",
      "",
      "spec: {containers: [{resources: {limits: {cpu: 0.5, memory: 1024Ki}, requests: {cpu: much}}}]}",
    );

    expect(at(body, ["spec", "containers", 0, "resources"])).toEqual({
      limits: { cpu: "500m", memory: "1Mi" },
      requests: { cpu: "much" },
    });
  });

  test.each([
    ["example.com/web:latest", "Always"],
    [`example.com/web:latest@sha256:${"0".repeat(64)}`, "IfNotPresent"],
    ["example.com:5000/web", "Always"],
  ])("the pull policy of %s is %s", (image, policy) => {
    const body = filled("Pod", "", `spec: {containers: [{image: "${image}"}]}`);

    expect(at(body, ["spec", "containers", 0, "imagePullPolicy"])).toBe(policy);
  });

  test("what is written stays, and what is no workload stays as it is", () => {
    const pod = filled(
      "Pod",
      "",
      "spec: {securityContext: {runAsUser: 1}, containers: [{imagePullPolicy: Never}]}",
    );
    const map = filled("ConfigMap", "", "data: {cpu: 0.5}");

    expect(at(pod, ["spec"])).toEqual({
      securityContext: { runAsUser: 1 },
      containers: [{ imagePullPolicy: "Never" }],
    });
    expect(map).toEqual({ data: { cpu: 0.5 } });
  });

  test("the namespace is never filled in", () => {
    const body = filled("Pod", "", "metadata: {name: web}\nspec: {containers: []}");

    expect(at(body, ["metadata"])).toEqual({ name: "web" });
  });
});
