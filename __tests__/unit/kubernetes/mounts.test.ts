import { expect, test } from "@jest/globals";
import { mountsOf } from "../../../src/kubernetes/mounts.js";
import { podSpec } from "./manifest.js";

const pod = podSpec(`
  initContainers: [{name: setup, volumeMounts: [{name: host, mountPath: /host, readOnly: true}]}]
  containers:
    - name: web
      volumeMounts:
        - {name: data, mountPath: /data}
        - {name: host, mountPath: /logs, subPath: var/log}
        - {name: host, mountPath: /own, subPathExpr: $(POD_NAME)}`);

test("The mounts of a volume are found in all containers, with part and mode", () => {
  const mounts = mountsOf(pod, "host").map(({ mount, mountPath, subPath, isReadOnly }) => ({
    route: mount.route.join("."),
    mountPath,
    subPath,
    isReadOnly,
  }));

  expect(mounts).toEqual([
    { route: "spec.initContainers.0.volumeMounts.0", mountPath: "/host", subPath: "", isReadOnly: true },
    { route: "spec.containers.0.volumeMounts.1", mountPath: "/logs", subPath: "var/log", isReadOnly: false },
    { route: "spec.containers.0.volumeMounts.2", mountPath: "/own", subPath: null, isReadOnly: false },
  ]);
});

test("A volume that nobody mounts has no mounts", () => {
  expect(mountsOf(pod, "hos")).toEqual([]);
});
