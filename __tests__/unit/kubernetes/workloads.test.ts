import { describe, expect, test } from "@jest/globals";
import { isPodKind, isWorkload, podTemplates } from "../../../src/kubernetes/workloads.js";
import { resource } from "./manifest.js";

function routes(yaml: string): unknown {
  return podTemplates(resource(yaml)).map(({ pod, podMetadata }) => [pod.route, podMetadata?.route]);
}

describe("pod templates", () => {
  test("of a Pod are the Pod itself", () => {
    expect(routes("{apiVersion: v1, kind: Pod, metadata: {name: web}, spec: {}}")).toEqual([
      [["spec"], ["metadata"]],
    ]);
  });

  test("of a PodTemplate lie at the top and not below spec", () => {
    expect(routes("{apiVersion: v1, kind: PodTemplate, template: {spec: {}}}")).toEqual([
      [["template", "spec"], undefined],
    ]);
  });

  test("of a CronJob lie below its Job", () => {
    const yaml = `{apiVersion: batch/v1, kind: CronJob, spec: {jobTemplate: {spec: {template: {metadata: {}, spec: {}}}}}}`;

    expect(routes(yaml)).toEqual([
      [
        ["spec", "jobTemplate", "spec", "template", "spec"],
        ["spec", "jobTemplate", "spec", "template", "metadata"],
      ],
    ]);
  });

  test.each([
    ["apps/v1", "Deployment"],
    ["extensions/v1beta1", "Deployment"],
    ["apps/v1beta2", "StatefulSet"],
    ["v1", "ReplicationController"],
    ["argoproj.io/v1alpha1", "Rollout"],
    ["serving.knative.dev/v1", "Service"],
    ["apps.kruise.io/v1alpha1", "CloneSet"],
    ["apps.openshift.io/v1", "DeploymentConfig"],
  ])("of %s %s lie at spec.template", (apiVersion, kind) => {
    expect(routes(`{apiVersion: ${apiVersion}, kind: ${kind}, spec: {template: {spec: {}}}}`)).toEqual([
      [["spec", "template", "spec"], undefined],
    ]);
  });

  test("of a Volcano Job are those of all its tasks", () => {
    const yaml = `
      apiVersion: batch.volcano.sh/v1alpha1
      kind: Job
      spec: {tasks: [{template: {spec: {}}}, {name: empty}, {template: {spec: {}}}]}`;

    expect(routes(yaml)).toEqual([
      [["spec", "tasks", 0, "template", "spec"], undefined],
      [["spec", "tasks", 2, "template", "spec"], undefined],
    ]);
  });

  test("of a JobSet are those of all its Jobs", () => {
    const yaml = `
      apiVersion: jobset.x-k8s.io/v1alpha2
      kind: JobSet
      spec: {replicatedJobs: [{template: {spec: {template: {spec: {}}}}}]}`;

    expect(routes(yaml)).toEqual([
      [["spec", "replicatedJobs", 0, "template", "spec", "template", "spec"], undefined],
    ]);
  });

  test("are none where a Rollout borrows the template of a Deployment", () => {
    expect(
      routes("{apiVersion: argoproj.io/v1alpha1, kind: Rollout, spec: {workloadRef: {name: web}}}"),
    ).toEqual([]);
  });

  test("are none in a custom resource that merely has a field of that name", () => {
    expect(routes("{apiVersion: example.com/v1, kind: Deployment, spec: {template: {spec: {}}}}")).toEqual(
      [],
    );
  });
});

describe("kinds", () => {
  test("A Service is a workload of Knative alone", () => {
    expect(isWorkload("serving.knative.dev", "Service")).toBe(true);
    expect(isWorkload("", "Service")).toBe(false);
  });

  test("Only the core Pod is a Pod", () => {
    expect(isPodKind("", "Pod")).toBe(true);
    expect(isPodKind("metrics.k8s.io", "Pod")).toBe(false);
    expect(isPodKind("", "PodTemplate")).toBe(false);
  });
});
