import { describe, expect, test } from "@jest/globals";
import { asRepoPath } from "../../../src/core/location.js";
import type { ComponentView } from "../../../src/core/rule.js";
import { componentViews } from "../../../src/kubernetes/components.js";
import { resource } from "./manifest.js";

function views(yaml: string): readonly ComponentView[] {
  return componentViews(resource(yaml));
}

/** The settings of the first view of a component, each value with its route. */
function settings(yaml: string, component: string): Readonly<Record<string, readonly string[]>> | undefined {
  const view = views(yaml).find((one) => one.component === component);
  if (view === undefined) return undefined;
  return Object.fromEntries(
    [...view.settings].map(([name, values]) => [
      name,
      values.map(({ value, route }) => `${value} @ ${route.join(".")}`),
    ]),
  );
}

function pod(container: string): string {
  return `{apiVersion: v1, kind: Pod, metadata: {name: component}, spec: {containers: [${container}]}}`;
}

describe("a container", () => {
  test("has its flags in command and args, in every spelling", () => {
    const yaml = pod(`{command: [/usr/local/bin/kube-apiserver, --anonymous-auth=false, --profiling], args: [
      --secure-port, "6443", --anonymous-auth, "true", --service_account_lookup=false, --oidc=a=b, -v=2]}`);

    expect(settings(yaml, "kube-apiserver")).toEqual({
      "anonymous-auth": ["false @ spec.containers.0.command.1", "true @ spec.containers.0.args.3"],
      profiling: ["true @ spec.containers.0.command.2"],
      "secure-port": ["6443 @ spec.containers.0.args.1"],
      "service-account-lookup": ["false @ spec.containers.0.args.4"],
      oidc: ["a=b @ spec.containers.0.args.5"],
      v: ["2 @ spec.containers.0.args.6"],
    });
  });

  test("is complete, and a missing flag belongs to the list that holds the flags", () => {
    const [inCommand] = views(pod("{command: [kube-scheduler, --profiling=false]}"));
    const [inArgs] = views(pod("{command: [kube-scheduler], args: [--profiling=false]}"));

    expect([inCommand?.extent, inCommand?.form, inCommand?.route]).toEqual([
      "complete",
      "flags",
      ["spec", "containers", 0, "command"],
    ]);
    expect(inArgs?.route).toEqual(["spec", "containers", 0, "args"]);
  });

  test("is known by its image where no argument names a program", () => {
    expect(settings(pod("{image: registry.k8s.io/kube-proxy:v1.34.0, args: [--v=2]}"), "kube-proxy")).toEqual(
      {
        v: ["2 @ spec.containers.0.args.0"],
      },
    );
    expect(views(pod("{image: registry.k8s.io/etcd:3.6.0, command: [etcdctl, snapshot]}"))).toEqual([]);
    expect(views(pod("{image: registry.k8s.io/etcd:3.6.0, args: [etcdctl, snapshot]}"))).toEqual([]);
    expect(views(pod("{image: example.com/kube-apiserver-proxy:1.0.0}"))).toEqual([]);
  });

  test("may start the component by another program", () => {
    const yaml = pod(
      "{command: [/go-runner, --log-file=/x, /usr/local/bin/kube-apiserver, --profiling=false]}",
    );

    expect(settings(yaml, "kube-apiserver")).toEqual({ profiling: ["false @ spec.containers.0.command.3"] });
  });

  test("gives a fragment where a shell starts the component", () => {
    const [view] = views(
      pod(
        "{image: registry.k8s.io/kube-apiserver:v1.34.0, command: [sh, -c, exec kube-apiserver --profiling=true]}",
      ),
    );

    expect([view?.component, view?.extent]).toEqual(["kube-apiserver", "fragment"]);
  });

  test("has the flags of a shell's script as far as they are plain", () => {
    const yaml = pod(
      `{image: registry.k8s.io/etcd:3.6.0, command: [/bin/sh, -c, "etcd --name='a' --data-dir \\"$D\\" --v=1>/log --x=2"]}`,
    );

    expect(settings(yaml, "etcd")).toEqual({
      name: ["a @ spec.containers.0.command.2"],
      "data-dir": ["$D @ spec.containers.0.command.2"],
    });
  });

  test("of etcd is configured by variables too, and flags win", () => {
    const yaml = pod(`{command: [etcd, --client-cert-auth=true], env: [
      {name: ETCD_CLIENT_CERT_AUTH, value: "false"}, {name: HOME, value: /}]}`);

    expect(settings(yaml, "etcd")).toEqual({
      "client-cert-auth": ["false @ spec.containers.0.env.0.value", "true @ spec.containers.0.command.1"],
    });
  });

  test.each([
    ["{command: [kube-proxy, --config=/etc/config.conf]}", "fragment"],
    ["{command: [kube-proxy, --v=2]}", "complete"],
    ["{command: [etcd, --config-file=/etc/etcd.yaml]}", "fragment"],
    ["{command: [etcd], envFrom: [{configMapRef: {name: etcd}}]}", "fragment"],
    [
      "{command: [etcd], env: [{name: ETCD_NAME, valueFrom: {fieldRef: {fieldPath: metadata.name}}}]}",
      "fragment",
    ],
    ["{command: [etcd], env: [{name: POD, valueFrom: {fieldRef: {fieldPath: metadata.name}}}]}", "complete"],
  ])("%s is %s", (container, extent) => {
    expect(views(pod(container))[0]?.extent).toBe(extent);
  });

  test("counts in a DaemonSet as well", () => {
    const yaml = `{apiVersion: apps/v1, kind: DaemonSet, spec: {template: {spec: {containers: [
      {command: [kube-proxy, --v=2]}]}}}}`;

    expect(settings(yaml, "kube-proxy")).toEqual({ v: ["2 @ spec.template.spec.containers.0.command.1"] });
  });
});

describe("kubeadm", () => {
  test("passes on extra arguments as a map up to v1beta3", () => {
    const yaml = `
apiVersion: kubeadm.k8s.io/v1beta3
kind: ClusterConfiguration
apiServer: {extraArgs: {anonymous-auth: "false"}}
etcd: {local: {extraArgs: {auto-tls: "true"}}}`;

    expect(settings(yaml, "kube-apiserver")).toEqual({
      "anonymous-auth": ["false @ apiServer.extraArgs.anonymous-auth"],
    });
    expect(settings(yaml, "etcd")).toEqual({ "auto-tls": ["true @ etcd.local.extraArgs.auto-tls"] });
  });

  test("passes on extra arguments as a list from v1beta4 on", () => {
    const yaml = `
apiVersion: kubeadm.k8s.io/v1beta4
kind: ClusterConfiguration
controllerManager: {extraArgs: [{name: profiling, value: "true"}, {name: profiling, value: "false"}]}`;

    expect(settings(yaml, "kube-controller-manager")).toEqual({
      profiling: [
        "true @ controllerManager.extraArgs.0.value",
        "false @ controllerManager.extraArgs.1.value",
      ],
    });
  });

  test("gives fragments for the control plane that it starts, whatever the file says of it", () => {
    const all = views("{apiVersion: kubeadm.k8s.io/v1beta4, kind: ClusterConfiguration}");

    expect(all.map(({ component, extent, form }) => [component, extent, form])).toEqual([
      ["kube-apiserver", "fragment", "flags"],
      ["kube-controller-manager", "fragment", "flags"],
      ["kube-scheduler", "fragment", "flags"],
      ["etcd", "fragment", "flags"],
    ]);
  });

  test("starts no etcd where there is an external one, and tells the API server about it", () => {
    const yaml = `
apiVersion: kubeadm.k8s.io/v1beta4
kind: ClusterConfiguration
apiServer: {extraArgs: [{name: etcd-cafile, value: /own.crt}]}
etcd: {external: {endpoints: ["http://a:2379", "http://b:2379"], caFile: /ca.crt}}`;

    expect(settings(yaml, "etcd")).toBeUndefined();
    expect(settings(yaml, "kube-apiserver")).toEqual({
      "etcd-servers": ["http://a:2379,http://b:2379 @ etcd.external.endpoints"],
      "etcd-cafile": ["/ca.crt @ etcd.external.caFile", "/own.crt @ apiServer.extraArgs.0.value"],
    });
  });

  test.each(["InitConfiguration", "JoinConfiguration"])(
    "passes on the kubelet's arguments of an %s",
    (kind) => {
      const yaml = `
apiVersion: kubeadm.k8s.io/v1beta3
kind: ${kind}
nodeRegistration: {kubeletExtraArgs: {read-only-port: 10255}}`;

      expect(settings(yaml, "kubelet")).toEqual({
        "read-only-port": ["10255 @ nodeRegistration.kubeletExtraArgs.read-only-port"],
      });
      expect(views(`{apiVersion: kubeadm.k8s.io/v1beta3, kind: ${kind}}`)).toEqual([]);
    },
  );

  test("is found inside the kinds of Cluster API", () => {
    const yaml = `
apiVersion: controlplane.cluster.x-k8s.io/v1beta1
kind: KubeadmControlPlane
spec:
  kubeadmConfigSpec:
    clusterConfiguration: {apiServer: {extraArgs: {profiling: "false"}}}
    joinConfiguration: {nodeRegistration: {kubeletExtraArgs: {v: "2"}}}`;

    expect(settings(yaml, "kube-apiserver")).toEqual({
      profiling: ["false @ spec.kubeadmConfigSpec.clusterConfiguration.apiServer.extraArgs.profiling"],
    });
    expect(settings(yaml, "kubelet")).toEqual({
      v: ["2 @ spec.kubeadmConfigSpec.joinConfiguration.nodeRegistration.kubeletExtraArgs.v"],
    });
  });
});

describe("a configuration file", () => {
  test("of the kubelet has its fields under the names of flags", () => {
    const yaml = `
apiVersion: kubelet.config.k8s.io/v1beta1
kind: KubeletConfiguration
authentication: {anonymous: {enabled: true}, webhook: {enabled: false}, x509: {clientCAFile: /ca.crt}}
authorization: {mode: AlwaysAllow}
readOnlyPort: 10255
serverTLSBootstrap: true
rotateCertificates: true
protectKernelDefaults: true
makeIPTablesUtilChains: false
eventRecordQPS: 0
podPidsLimit: 4096
seccompDefault: true
streamingConnectionIdleTimeout: 0s
tlsCipherSuites: [TLS_A, TLS_B]
tlsMinVersion: VersionTLS12
tlsPrivateKeyFile: /key.pem
featureGates: {AllAlpha: true}`;

    expect(settings(yaml, "kubelet")).toEqual({
      "anonymous-auth": ["true @ authentication.anonymous.enabled"],
      "authentication-token-webhook": ["false @ authentication.webhook.enabled"],
      "client-ca-file": ["/ca.crt @ authentication.x509.clientCAFile"],
      "authorization-mode": ["AlwaysAllow @ authorization.mode"],
      "read-only-port": ["10255 @ readOnlyPort"],
      "rotate-server-certificates": ["true @ serverTLSBootstrap"],
      "rotate-certificates": ["true @ rotateCertificates"],
      "protect-kernel-defaults": ["true @ protectKernelDefaults"],
      "make-iptables-util-chains": ["false @ makeIPTablesUtilChains"],
      "event-qps": ["0 @ eventRecordQPS"],
      "pod-max-pids": ["4096 @ podPidsLimit"],
      "seccomp-default": ["true @ seccompDefault"],
      "streaming-connection-idle-timeout": ["0s @ streamingConnectionIdleTimeout"],
      "tls-cipher-suites": ["TLS_A @ tlsCipherSuites.0", "TLS_B @ tlsCipherSuites.1"],
      "tls-min-version": ["VersionTLS12 @ tlsMinVersion"],
      "tls-private-key-file": ["/key.pem @ tlsPrivateKeyFile"],
      "feature-gates": ["AllAlpha=true @ featureGates.AllAlpha"],
    });
    expect(views(yaml).map(({ extent, form, route }) => [extent, form, route])).toEqual([
      ["complete", "file", []],
    ]);
  });

  test("of kube-proxy is read likewise", () => {
    const yaml = `
apiVersion: kubeproxy.config.k8s.io/v1alpha1
kind: KubeProxyConfiguration
metricsBindAddress: 0.0.0.0:10249
hostnameOverride: node`;

    expect(settings(yaml, "kube-proxy")).toEqual({
      "metrics-bind-address": ["0.0.0.0:10249 @ metricsBindAddress"],
      "hostname-override": ["node @ hostnameOverride"],
    });
  });

  test("of the API server's authorizers says only what they are", () => {
    const yaml = `
apiVersion: apiserver.config.k8s.io/v1
kind: AuthorizationConfiguration
authorizers: [{type: Node, name: node}, {type: AlwaysAllow, name: all}]`;

    expect(settings(yaml, "kube-apiserver")).toEqual({
      "authorization-mode": ["Node @ authorizers.0.type", "AlwaysAllow @ authorizers.1.type"],
    });
    expect(views(yaml).map(({ extent, form }) => [extent, form])).toEqual([["fragment", "file"]]);
  });

  test("of the API server's authentication says whether anonymous requests are on, unless conditions limit them to health checks", () => {
    const file = (anonymous: string): string =>
      `{apiVersion: apiserver.config.k8s.io/v1, kind: AuthenticationConfiguration, anonymous: ${anonymous}}`;

    expect(settings(file("{enabled: true}"), "kube-apiserver")).toEqual({
      "anonymous-auth": ["true @ anonymous.enabled"],
    });
    expect(settings(file("{enabled: true, conditions: [{path: /livez}]}"), "kube-apiserver")).toEqual({
      "anonymous-auth": ["false @ anonymous.enabled"],
    });
    expect(
      settings(file("{enabled: true, conditions: [{path: /livez}, {path: /}]}"), "kube-apiserver"),
    ).toEqual({
      "anonymous-auth": ["true @ anonymous.conditions.1.path"],
    });
    expect(settings(file("{}"), "kube-apiserver")).toEqual({});
  });
});

describe("an installer", () => {
  const invented = "apiVersion: settings.hardening-gate/v1";

  test("kOps has flags in camelCase, and says how to authorize and encrypt for the whole cluster", () => {
    const yaml = `
apiVersion: kops.k8s.io/v1alpha2
kind: Cluster
spec:
  authorization: {alwaysAllow: {}}
  encryptionConfig: true
  kubeAPIServer: {enableProfiling: false, etcdCAFile: /ca.crt, enableAdmissionPlugins: [A, B]}
  masterKubelet: {podPidsLimit: 1, clientCAFile: /c}`;

    expect(settings(yaml, "kube-apiserver")).toEqual({
      profiling: ["false @ spec.kubeAPIServer.enableProfiling"],
      "etcd-cafile": ["/ca.crt @ spec.kubeAPIServer.etcdCAFile"],
      "enable-admission-plugins": [
        "A @ spec.kubeAPIServer.enableAdmissionPlugins.0",
        "B @ spec.kubeAPIServer.enableAdmissionPlugins.1",
      ],
      "authorization-mode": ["AlwaysAllow @ spec.authorization.alwaysAllow"],
      "encryption-provider-config": ["written by kOps @ spec.encryptionConfig"],
    });
    expect(settings(yaml, "kubelet")).toEqual({
      "pod-max-pids": ["1 @ spec.masterKubelet.podPidsLimit"],
      "client-ca-file": ["/c @ spec.masterKubelet.clientCAFile"],
    });
    expect(views(yaml).map(({ extent, installer, form }) => [extent, installer, form])).toEqual([
      ["fragment", "kops", "file"],
      ["fragment", "kops", "file"],
    ]);
  });

  test("K3s takes a text or a list, and has switches of its own", () => {
    const yaml = `
${invented}
kind: K3sConfig
kube-apiserver-arg: [anonymous-auth=true, --v=2]
kube-apiserver-arg+: oidc-client-id=a=b
secrets-encryption: false
protect-kernel-defaults: true
etcd-arg: [quota]`;

    expect(settings(yaml, "kube-apiserver")).toEqual({
      "encryption-provider-config": [" @ secrets-encryption"],
      "anonymous-auth": ["true @ kube-apiserver-arg.0"],
      v: ["2 @ kube-apiserver-arg.1"],
      "oidc-client-id": ["a=b @ kube-apiserver-arg+"],
    });
    expect(settings(yaml, "etcd")).toEqual({ quota: ["true @ etcd-arg.0"] });
    expect(settings(yaml, "kubelet")).toEqual({
      "protect-kernel-defaults": ["true @ protect-kernel-defaults"],
    });
    expect(settings(yaml, "kube-scheduler")).toBeUndefined();
  });

  test("k0s has extra arguments and worker profiles, alone or inside k0sctl", () => {
    const spec = "{scheduler: {extraArgs: {v: 2}}, workerProfiles: [{name: a, values: {readOnlyPort: 1}}]}";
    const alone = `{apiVersion: k0s.k0sproject.io/v1beta1, kind: ClusterConfig, spec: ${spec}}`;
    const inside = `{apiVersion: k0sctl.k0sproject.io/v1beta1, kind: Cluster, spec: {k0s: {config: {spec: ${spec}}}}}`;

    expect(settings(alone, "kube-scheduler")).toEqual({ v: ["2 @ spec.scheduler.extraArgs.v"] });
    expect(settings(alone, "kubelet")).toEqual({
      "read-only-port": ["1 @ spec.workerProfiles.0.values.readOnlyPort"],
    });
    expect(settings(inside, "kube-scheduler")).toEqual({
      v: ["2 @ spec.k0s.config.spec.scheduler.extraArgs.v"],
    });
  });

  test("Talos has extra arguments, lists among them, and fields of the kubelet; its keys stay out", () => {
    const yaml = `
${invented}
kind: TalosConfig
cluster: {aescbcEncryptionSecret: hidden, apiServer: {extraArgs: {v: [1, 2]}}}
machine: {kubelet: {defaultRuntimeSeccompProfileEnabled: true, extraArgs: {v: 3}, extraConfig: {readOnlyPort: 0}}}`;

    expect(settings(yaml, "kube-apiserver")).toEqual({
      "encryption-provider-config": ["written by Talos @ cluster.aescbcEncryptionSecret"],
      v: ["1 @ cluster.apiServer.extraArgs.v.0", "2 @ cluster.apiServer.extraArgs.v.1"],
    });
    expect(settings(yaml, "kubelet")).toEqual({
      "seccomp-default": ["true @ machine.kubelet.defaultRuntimeSeccompProfileEnabled"],
      v: ["3 @ machine.kubelet.extraArgs.v"],
    });
    expect(views(yaml).map(({ component, form }) => [component, form])).toEqual([
      ["kube-apiserver", "flags"],
      ["kubelet", "flags"],
      ["kubelet", "file"],
    ]);
  });

  test("RKE has extra arguments for each service, and a switch for encryption", () => {
    const yaml = `
${invented}
kind: RkeConfig
services: {kube-api: {secrets_encryption_config: {enabled: true}, extra_args: {v: 2}}, kubeproxy: {}}`;

    expect(settings(yaml, "kube-apiserver")).toEqual({
      "encryption-provider-config": ["written by RKE @ services.kube-api.secrets_encryption_config.enabled"],
      v: ["2 @ services.kube-api.extra_args.v"],
    });
    expect(settings(yaml, "kube-proxy")).toEqual({});
  });

  test("kind states feature gates and API versions, and nothing else", () => {
    const yaml = "{apiVersion: kind.x-k8s.io/v1alpha4, kind: Cluster, featureGates: {A: true}}";

    expect(settings(yaml, "kube-apiserver")).toEqual({ "feature-gates": ["A=true @ featureGates.A"] });
    expect(views(yaml)[0]?.only).toEqual(["feature-gates"]);
    expect(views("{apiVersion: kind.x-k8s.io/v1alpha4, kind: Cluster, nodes: []}")).toEqual([]);
  });

  test.each([
    ["eksctl.io/v1alpha5", "ClusterConfig", "managedNodeGroups: [{kubeletExtraConfig: {readOnlyPort: 1}}]"],
    ["karpenter.k8s.aws/v1", "EC2NodeClass", "spec: {kubelet: {readOnlyPort: 1}}"],
    ["karpenter.sh/v1alpha5", "Provisioner", "spec: {kubeletConfiguration: {readOnlyPort: 1}}"],
    ["node.eks.aws/v1alpha1", "NodeConfig", "spec: {kubelet: {config: {readOnlyPort: 1}}}"],
    ["node.eks.aws/v1alpha1", "NodeConfig", "spec: {kubelet: {flags: [--read-only-port=1]}}"],
  ])("of node groups is judged by what it states: %s %s, %s", (apiVersion, kind, rest) => {
    const [view, ...others] = views(`{apiVersion: ${apiVersion}, kind: ${kind}, ${rest}}`);

    expect(others).toEqual([]);
    expect(view).toMatchObject({ component: "kubelet", extent: "fragment", only: ["read-only-port"] });
  });
});

test("A patch is a fragment, whatever its kind is otherwise", () => {
  const patch = {
    ...resource("{apiVersion: kubelet.config.k8s.io/v1beta1, kind: KubeletConfiguration, maxPods: 50}"),
    patches: "kubeadm",
  };

  expect(componentViews(patch)).toMatchObject([{ extent: "fragment", installer: "kubeadm" }]);
});

test("A KubeletConfiguration in a file of kubeadm has its defaults, and a drop-in is a fragment", () => {
  const kubelet = "{apiVersion: kubelet.config.k8s.io/v1beta1, kind: KubeletConfiguration}";
  const beside = resource(kubelet);
  const text = `${kubelet}\n---\n{apiVersion: kubeadm.k8s.io/v1beta4, kind: ClusterConfiguration}`;
  const [ofKubeadm] = componentViews({ ...beside, source: { ...beside.source, text } });
  const path = asRepoPath("node/kubelet.conf.d/10-pods.conf");
  const [dropIn] = componentViews({
    ...beside,
    source: { ...beside.source, trace: { type: "identity", path } },
  });

  expect([ofKubeadm?.extent, ofKubeadm?.installer]).toEqual(["complete", "kubeadm"]);
  expect([dropIn?.extent, dropIn?.installer]).toEqual(["fragment", undefined]);
});

test("Most resources configure no component", () => {
  expect(views("{apiVersion: v1, kind: ConfigMap, data: {}}")).toEqual([]);
  expect(views(pod("{image: example.com/web:1.0.0, command: [web, --config=x]}"))).toEqual([]);
});
