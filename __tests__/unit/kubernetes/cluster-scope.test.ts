import { expect, test } from "@jest/globals";
import { isClusterScoped } from "../../../src/kubernetes/cluster-scope.js";

test.each([
  ["rbac.authorization.k8s.io", "ClusterRole", true],
  ["rbac.authorization.k8s.io", "Role", false],
  ["", "PersistentVolume", true],
  ["", "PersistentVolumeClaim", false],
  ["", "Namespace", true],
  ["certificates.k8s.io", "ClusterTrustBundle", true],
  ["certificates.k8s.io", "PodCertificateRequest", false],
  ["extensions", "PodSecurityPolicy", true],
  ["extensions", "Ingress", false],
  ["networking.k8s.io", "IngressClass", true],
])("In the group %j, %s is cluster-scoped: %s", (group, kind, expected) => {
  expect(isClusterScoped(group, kind)).toBe(expected);
});

test("A configuration file has no namespace", () => {
  expect(isClusterScoped("kubelet.config.k8s.io", "KubeletConfiguration")).toBe(true);
});

test("Nothing is said about custom resources, not even of a group that looks like one of Kubernetes", () => {
  expect(isClusterScoped("cert-manager.io", "ClusterIssuer")).toBeUndefined();
  expect(isClusterScoped("snapshot.storage.k8s.io", "VolumeSnapshotClass")).toBeUndefined();
});

test("Nothing is said about a misspelt kind", () => {
  expect(isClusterScoped("rbac.authorization.k8s.io", "ClusterRolebinding")).toBeUndefined();
});
