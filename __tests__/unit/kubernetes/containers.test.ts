import { expect, test } from "@jest/globals";
import { containersOf, isScheduledToWindows, isWindowsPod } from "../../../src/kubernetes/containers.js";
import { body, podSpec } from "./manifest.js";

const pod = podSpec(`
  containers: [{name: web}]
  initContainers: [{name: setup}, {name: proxy, restartPolicy: Always}]
  ephemeralContainers: [{name: debug}]`);

test("All containers come in the order init, regular, ephemeral", () => {
  expect(containersOf(pod, "all").map(({ value, route }) => [value["name"], route])).toEqual([
    ["setup", ["spec", "initContainers", 0]],
    ["proxy", ["spec", "initContainers", 1]],
    ["web", ["spec", "containers", 0]],
    ["debug", ["spec", "ephemeralContainers", 0]],
  ]);
});

test("Running containers leave the ephemeral ones out", () => {
  expect(containersOf(pod, "running").map(({ value }) => value["name"])).toEqual(["setup", "proxy", "web"]);
});

test("A pod without any list has no containers, and what is no object is none", () => {
  expect(containersOf(podSpec("{}"), "all")).toEqual([]);
  expect(containersOf(podSpec("{containers: [web, {name: api}]}"), "all")).toEqual([
    { value: { name: "api" }, route: ["spec", "containers", 1] },
  ]);
});

test("Only os.name makes a Windows pod", () => {
  expect(isWindowsPod(body("{os: {name: windows}}"))).toBe(true);
  expect(isWindowsPod(body("{nodeSelector: {kubernetes.io/os: windows}}"))).toBe(false);
});

test("A pod may be scheduled to Windows without saying that it is a Windows pod", () => {
  expect(isScheduledToWindows(body("{nodeSelector: {kubernetes.io/os: windows}}"))).toBe(true);
  expect(isScheduledToWindows(body("{nodeSelector: {kubernetes.io/os: linux}}"))).toBe(false);
  expect(isScheduledToWindows(body("{os: {name: windows}, nodeSelector: {kubernetes.io/os: windows}}"))).toBe(
    false,
  );
});
