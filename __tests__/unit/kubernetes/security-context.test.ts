import { describe, expect, test } from "@jest/globals";
import {
  effective,
  effectiveWindowsOption,
  type SecurityField,
} from "../../../src/kubernetes/security-context.js";
import { objectIn, podSpec } from "./manifest.js";

function effectiveIn(yaml: string, field: SecurityField): unknown {
  const pod = podSpec(yaml);
  const found = effective(pod, objectIn(pod, "containers", 0), field);
  return found === undefined ? undefined : [found.value, found.route.join(".")];
}

describe("a field of both levels", () => {
  test("comes from the pod where the container is silent", () => {
    expect(effectiveIn("{securityContext: {runAsUser: 1000}, containers: [{}]}", "runAsUser")).toEqual([
      1000,
      "spec.securityContext.runAsUser",
    ]);
  });

  test("comes from the container where it speaks, also with false", () => {
    const yaml =
      "{securityContext: {runAsNonRoot: true}, containers: [{securityContext: {runAsNonRoot: false}}]}";

    expect(effectiveIn(yaml, "runAsNonRoot")).toEqual([
      false,
      "spec.containers.0.securityContext.runAsNonRoot",
    ]);
  });

  test("is not merged", () => {
    const yaml = `
      securityContext: {seLinuxOptions: {type: spc_t}}
      containers: [{securityContext: {seLinuxOptions: {level: s0}}}]`;

    expect(effectiveIn(yaml, "seLinuxOptions")).toEqual([
      { level: "s0" },
      "spec.containers.0.securityContext.seLinuxOptions",
    ]);
  });
});

test("A field of containers is not inherited from the pod, where it means nothing", () => {
  expect(
    effectiveIn("{securityContext: {privileged: true}, containers: [{}]}", "privileged"),
  ).toBeUndefined();
});

test("A field of the pod does not count in a container", () => {
  expect(effectiveIn("{containers: [{securityContext: {fsGroup: 0}}]}", "fsGroup")).toBeUndefined();
  expect(effectiveIn("{securityContext: {fsGroup: 0}, containers: [{}]}", "fsGroup")).toEqual([
    0,
    "spec.securityContext.fsGroup",
  ]);
});

test("A field of the pod spec is found there", () => {
  expect(effectiveIn("{hostUsers: false, containers: [{}]}", "hostUsers")).toEqual([false, "spec.hostUsers"]);
});

test("Windows options are merged field by field", () => {
  const pod = podSpec(`
    securityContext: {windowsOptions: {hostProcess: true, runAsUserName: Admin}}
    containers: [{securityContext: {windowsOptions: {runAsUserName: User}}}]`);
  const container = objectIn(pod, "containers", 0);

  expect(effectiveWindowsOption(pod, container, "hostProcess")?.value).toBe(true);
  expect(effectiveWindowsOption(pod, container, "runAsUserName")?.value).toBe("User");
});
