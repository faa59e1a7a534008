import { describe, expect, test } from "@jest/globals";
import { evaluatePod, type PodSecurityLevel } from "../../../src/kubernetes/pod-security.js";
import { templateOf } from "./manifest.js";

function failed(level: PodSecurityLevel, minor: number, yaml: string): readonly string[] {
  return evaluatePod(templateOf(yaml), level, minor).map(({ check }) => check);
}

function pod(spec: string, annotations = "{}"): string {
  return `{apiVersion: v1, kind: Pod, metadata: {name: web, annotations: ${annotations}}, spec: ${spec}}`;
}

const hardened = "securityContext: {allowPrivilegeEscalation: false, capabilities: {drop: [ALL]}}";
const hardenedPod = "securityContext: {runAsNonRoot: true, seccompProfile: {type: RuntimeDefault}}";

describe("baseline", () => {
  test("admits a pod that asks for nothing", () => {
    expect(failed("baseline", 37, pod("{containers: [{name: web}]}"))).toEqual([]);
  });

  test("looks at ephemeral and init containers too", () => {
    expect(
      failed(
        "baseline",
        37,
        pod("{initContainers: [{securityContext: {privileged: true}}], containers: [{}]}"),
      ),
    ).toEqual(["privileged"]);
    expect(
      failed(
        "baseline",
        37,
        pod("{ephemeralContainers: [{securityContext: {privileged: true}}], containers: [{}]}"),
      ),
    ).toEqual(["privileged"]);
  });

  test("takes capability names as written", () => {
    const adding = (name: string): string =>
      pod(`{containers: [{securityContext: {capabilities: {add: [${name}]}}}]}`);

    expect(failed("baseline", 37, adding("CHOWN"))).toEqual([]);
    expect(failed("baseline", 37, adding("chown"))).toEqual(["capabilities_baseline"]);
    expect(failed("baseline", 37, adding("CAP_CHOWN"))).toEqual(["capabilities_baseline"]);
    expect(failed("baseline", 37, adding("NET_RAW"))).toEqual(["capabilities_baseline"]);
  });

  test("does not mind the host port 0", () => {
    expect(failed("baseline", 37, pod("{containers: [{ports: [{hostPort: 0}]}]}"))).toEqual([]);
    expect(failed("baseline", 37, pod("{containers: [{ports: [{hostPort: 80}]}]}"))).toEqual(["hostPorts"]);
  });

  test("refuses hosts in probes from 1.34 on", () => {
    const probing = pod("{containers: [{livenessProbe: {httpGet: {host: 127.0.0.1}}}]}");

    expect(failed("baseline", 33, probing)).toEqual([]);
    expect(failed("baseline", 34, probing)).toEqual(["hostProbesAndHostLifecycle"]);
    expect(failed("baseline", 34, pod("{containers: [{livenessProbe: {httpGet: {host: ''}}}]}"))).toEqual([]);
  });

  test("refuses a bad value of the pod although every container overrides it", () => {
    const yaml = pod(`{
      securityContext: {seccompProfile: {type: Unconfined}},
      containers: [{securityContext: {seccompProfile: {type: RuntimeDefault}}}]}`);

    expect(failed("baseline", 37, yaml)).toEqual(["seccompProfile_baseline"]);
  });

  test("refuses a profile without type", () => {
    expect(failed("baseline", 37, pod("{containers: [{securityContext: {appArmorProfile: {}}}]}"))).toEqual([
      "appArmorProfile",
    ]);
  });

  test("reads seccomp annotations up to 1.18 only, and those of containers that exist", () => {
    const key = "container.seccomp.security.alpha.kubernetes.io";
    const web = pod("{containers: [{name: web}]}", `{${key}/web: unconfined}`);
    const gone = pod("{containers: [{name: web}]}", `{${key}/gone: unconfined}`);

    expect(failed("baseline", 18, web)).toEqual(["seccompProfile_baseline"]);
    expect(failed("baseline", 18, gone)).toEqual([]);
    expect(failed("baseline", 19, web)).toEqual([]);
  });

  test("reads AppArmor annotations in every version", () => {
    const key = "container.apparmor.security.beta.kubernetes.io/web";

    expect(failed("baseline", 37, pod("{containers: [{name: web}]}", `{${key}: unconfined}`))).toEqual([
      "appArmorProfile",
    ]);
    expect(failed("baseline", 37, pod("{containers: [{name: web}]}", `{${key}: localhost/web}`))).toEqual([]);
  });

  test.each([["container_engine_t", 30, 31]])(
    "allows the SELinux type %s after 1.%i, in 1.%i",
    (type, before, since) => {
      const yaml = pod(`{securityContext: {seLinuxOptions: {type: ${type}}}, containers: [{}]}`);

      expect(failed("baseline", before, yaml)).toEqual(["seLinuxOptions"]);
      expect(failed("baseline", since, yaml)).toEqual([]);
    },
  );

  test.each([
    ["net.ipv4.ip_local_reserved_ports", 26, 27],
    ["net.ipv4.tcp_keepalive_time", 28, 29],
    ["net.ipv4.tcp_rmem", 31, 32],
    ["net.ipv4.tcp_notsent_lowat", 36, 37],
  ])("allows the sysctl %s after 1.%i, in 1.%i", (name, before, since) => {
    const yaml = pod(`{securityContext: {sysctls: [{name: ${name}, value: '1'}]}, containers: [{}]}`);

    expect(failed("baseline", before, yaml)).toEqual(["sysctls"]);
    expect(failed("baseline", since, yaml)).toEqual([]);
  });

  test("lets a pod with its own user namespace unmask /proc from 1.35 on", () => {
    const yaml = pod("{hostUsers: false, containers: [{securityContext: {procMount: Unmasked}}]}");

    expect(failed("baseline", 34, yaml)).toEqual(["procMount"]);
    expect(failed("baseline", 35, yaml)).toEqual([]);
    expect(failed("restricted", 35, yaml)).toContain("procMount_restricted");
  });
});

describe("restricted", () => {
  test("admits a hardened pod in every version", () => {
    for (let minor = 0; minor <= 37; minor++) {
      expect(failed("restricted", minor, pod(`{${hardenedPod}, containers: [{${hardened}}]}`))).toEqual([]);
    }
  });

  test("names everything that an ordinary pod lacks", () => {
    expect(failed("restricted", 37, pod("{containers: [{name: web}]}"))).toEqual([
      "allowPrivilegeEscalation",
      "runAsNonRoot",
      "seccompProfile_restricted",
      "capabilities_restricted",
    ]);
  });

  test("asks each container where the pod is silent", () => {
    const yaml = pod(`{containers: [
      {name: one, securityContext: {runAsNonRoot: true, seccompProfile: {type: Localhost}}},
      {name: two}]}`);

    const violations = evaluatePod(templateOf(yaml), "restricted", 22);

    expect(violations.find(({ check }) => check === "runAsNonRoot")?.routes).toEqual([
      ["spec", "containers", 1, "securityContext", "runAsNonRoot"],
    ]);
    expect(violations.find(({ check }) => check === "seccompProfile_restricted")?.routes).toEqual([
      ["spec", "containers", 1, "securityContext", "seccompProfile"],
    ]);
  });

  test("refuses the false of a container below the true of its pod", () => {
    const yaml = pod(`{${hardenedPod}, containers: [{securityContext: {runAsNonRoot: false,
      allowPrivilegeEscalation: false, capabilities: {drop: [ALL]}}}]}`);

    expect(failed("restricted", 37, yaml)).toEqual(["runAsNonRoot"]);
  });

  test("asks less of Windows pods from 1.25 on, but still non-root", () => {
    const yaml = pod("{os: {name: windows}, containers: [{name: web}]}");

    expect(failed("restricted", 24, yaml)).toEqual([
      "allowPrivilegeEscalation",
      "runAsNonRoot",
      "seccompProfile_restricted",
      "capabilities_restricted",
    ]);
    expect(failed("restricted", 25, yaml)).toEqual(["runAsNonRoot"]);
  });

  test("lets a pod with its own user namespace run as root from 1.35 on", () => {
    const yaml = pod(`{hostUsers: false, securityContext: {runAsUser: 0, runAsNonRoot: false,
      seccompProfile: {type: RuntimeDefault}}, containers: [{${hardened}}]}`);

    expect(failed("restricted", 34, yaml)).toEqual(["runAsNonRoot", "runAsUser"]);
    expect(failed("restricted", 35, yaml)).toEqual([]);
  });

  test("admits image volumes and volumes without source, and reports hostPath once", () => {
    const yaml = (volumes: string): string =>
      pod(`{${hardenedPod}, volumes: ${volumes}, containers: [{${hardened}}]}`);

    expect(failed("restricted", 37, yaml("[{name: a}, {name: b, image: {reference: web}}]"))).toEqual([]);
    expect(failed("restricted", 37, yaml("[{name: a, hostPath: {path: /}}]"))).toEqual(["restrictedVolumes"]);
  });

  test("wants ALL dropped in capitals", () => {
    const dropping = (name: string): string =>
      pod(
        `{${hardenedPod}, containers: [{securityContext: {allowPrivilegeEscalation: false, capabilities: {drop: [${name}]}}}]}`,
      );

    expect(failed("restricted", 37, dropping("ALL"))).toEqual([]);
    expect(failed("restricted", 37, dropping("all"))).toEqual(["capabilities_restricted"]);
  });
});

test("A violation names its fields from the top of the resource, in a sentence without values", () => {
  const yaml = `
apiVersion: apps/v1
kind: Deployment
spec:
  template:
    metadata: {annotations: {container.apparmor.security.beta.kubernetes.io/web: unconfined}}
    spec: {hostPID: true, containers: [{name: web, securityContext: {privileged: true}}]}`;

  expect(evaluatePod(templateOf(yaml), "baseline", "latest")).toEqual([
    {
      check: "hostNamespaces",
      message: "Host namespaces are shared: hostPID.",
      routes: [["spec", "template", "spec", "hostPID"]],
    },
    {
      check: "privileged",
      message: 'Containers are privileged: container "web" securityContext.privileged.',
      routes: [["spec", "template", "spec", "containers", 0, "securityContext", "privileged"]],
    },
    {
      check: "appArmorProfile",
      message:
        "AppArmor profiles other than RuntimeDefault and Localhost are set: annotations.container.apparmor.security.beta.kubernetes.io/web.",
      routes: [
        ["spec", "template", "metadata", "annotations", "container.apparmor.security.beta.kubernetes.io/web"],
      ],
    },
  ]);
});
