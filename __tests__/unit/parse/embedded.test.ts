import { describe, expect, test } from "@jest/globals";
import { asRepoPath } from "../../../src/core/location.js";
import type { Resource } from "../../../src/core/resource.js";
import type { Target } from "../../../src/core/target.js";
import { anchorOf } from "../../../src/locate/span.js";
import { parseRendering } from "../../../src/parse/parse.js";

const path = asRepoPath("kind.yaml");
const target: Target = { id: "t", kind: "manifest", path, values: [], inputs: [path], touched: true };

function resourcesIn(text: string, more: Partial<Target> = {}): readonly Resource[] {
  const texts = [{ text, trace: { type: "identity", path } }] as const;
  const rendering = { target: { ...target, ...more }, texts, namespace: null, complete: false } as const;
  const { resources, problems } = parseRendering(rendering);
  expect(problems).toEqual([]);
  return resources;
}

/** The text that a report would show for a route of the second resource. */
function shown(text: string, ...route: readonly (string | number)[]): string {
  const resource = resourcesIn(text)[1];
  if (resource === undefined) throw new Error("Nothing is embedded.");
  const { extent } = anchorOf(resource.node, text, route);
  return text.slice(extent.start, extent.end);
}

const head = "apiVersion: v1\nkind: ConfigMap\nmetadata: {name: kubelet-config}\ndata:\n";

describe("a configuration file in a ConfigMap", () => {
  const text = `${head}  kubelet: |
    # a comment

    apiVersion: kubelet.config.k8s.io/v1beta1
    kind: KubeletConfiguration
    authentication:
      anonymous: {enabled: true}
    tlsCipherSuites:
      - A
  other: b
`;

  test("is a resource of its own that stands for itself", () => {
    const [map, file] = resourcesIn(text);

    expect([map?.kind, file?.kind, file?.group, file?.patches]).toEqual([
      "ConfigMap",
      "KubeletConfiguration",
      "kubelet.config.k8s.io",
      undefined,
    ]);
  });

  test("has exact places in a literal block", () => {
    expect(shown(text, "authentication", "anonymous", "enabled")).toBe("enabled: true");
    expect(shown(text, "tlsCipherSuites", 0)).toBe("A");
    expect(shown(text, "readOnlyPort")).toBe("apiVersion: kubelet.config.k8s.io/v1beta1");
  });

  test("has exact places behind Windows line ends, and with an indentation that is written out", () => {
    expect(shown(text.replaceAll("\n", "\r\n"), "authentication", "anonymous", "enabled")).toBe(
      "enabled: true",
    );
    const indented = `${head}  kubelet: |2-
      apiVersion: kubelet.config.k8s.io/v1beta1
      kind: KubeletConfiguration
      readOnlyPort: 1`;

    expect(shown(indented, "readOnlyPort")).toBe("readOnlyPort: 1");
  });

  test("stands where the whole text stands in any other spelling", () => {
    const inner = "{apiVersion: kubelet.config.k8s.io/v1beta1, kind: KubeletConfiguration, readOnlyPort: 1}";

    expect(shown(`${head}  kubelet: '${inner}'\n`, "readOnlyPort")).toBe(`'${inner}'`);
    expect(shown(`${head}  kubelet: >-\n    ${inner}\n`, "readOnlyPort")).toContain(inner);
  });

  test("that is none, or cannot be read, changes nothing", () => {
    const pod = "apiVersion: v1\n    kind: Pod # kubelet.config.k8s.io/v1\n";

    expect(resourcesIn(`${head}  a: |\n    ${pod}`)).toHaveLength(1);
    expect(resourcesIn(`${head}  a: "kubelet.config.k8s.io/v1: ["\n`)).toHaveLength(1);
    expect(resourcesIn(`${head}  a: 1\n`)).toHaveLength(1);
  });

  test("does not grow by its aliases", () => {
    const levels = Array.from({ length: 5 }, (_, level) => {
      const members =
        level === 0
          ? "1,1,1,1,1,1,1,1"
          : Array(8)
              .fill(`*a${level - 1}`)
              .join(",");
      return `    k${level}: &a${level} [${members}]`;
    });
    const bomb = `${head}  a: |\n    apiVersion: kubelet.config.k8s.io/v1\n    kind: KubeletConfiguration\n${levels.join("\n")}\n`;
    const node = resourcesIn(bomb)[1]?.node.entries?.get("k4")?.value;

    expect(node?.items?.[0]).toBe(node?.items?.[1]);
  });
});

test("Patches of kind are patches, in the cluster and in its nodes", () => {
  const patch = "{apiVersion: kubeadm.k8s.io/v1beta3, kind: ClusterConfiguration}";
  const text = `
kind: Cluster
apiVersion: kind.x-k8s.io/v1alpha4
kubeadmConfigPatches: ["${patch}"]
nodes: [{role: worker, kubeadmConfigPatches: ["${patch}"]}, {role: worker}]`;

  expect(resourcesIn(text).map(({ kind, patches }) => [kind, patches])).toEqual([
    ["Cluster", undefined],
    ["ClusterConfiguration", "kubeadm"],
    ["ClusterConfiguration", "kubeadm"],
  ]);
});

test("Files of Cluster API stand for themselves", () => {
  const text = `
apiVersion: controlplane.cluster.x-k8s.io/v1beta1
kind: KubeadmControlPlane
metadata: {name: a}
spec:
  kubeadmConfigSpec:
    files:
      - path: /etc/kubernetes/authorization.yaml
        content: |
          apiVersion: apiserver.config.k8s.io/v1
          kind: AuthorizationConfiguration
          authorizers: []`;

  expect(resourcesIn(text).map(({ kind }) => kind)).toEqual([
    "KubeadmControlPlane",
    "AuthorizationConfiguration",
  ]);
});

test("A document of a settings file has a kind and a group of ours", () => {
  const [file, other] = resourcesIn("machine: {}\n---\napiVersion: v1alpha1\nkind: HostnameConfig\n", {
    kind: "settings",
    settings: "TalosConfig",
  });

  expect(file).toMatchObject({
    apiVersion: "settings.hardening-gate/v1",
    group: "settings.hardening-gate",
    kind: "TalosConfig",
    namespace: { state: "cluster" },
  });
  expect(other?.kind).toBe("HostnameConfig");
});
