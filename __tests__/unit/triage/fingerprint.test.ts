/** Fingerprints through the whole way from a text: what may change without making a finding new, and what may not. */
import { afterAll, expect, test } from "@jest/globals";
import { fingerprintOf } from "../../../src/triage/fingerprint.js";
import { type Files, openGate } from "../../scenarios/gate.js";

const gate = openGate();
afterAll(() => gate.close());

const pod = `apiVersion: v1
kind: Pod
metadata:
  name: web
spec:
  containers:
    - name: web
      image: registry.example/web:1.0.0
      securityContext:
        privileged: true
    - name: proxy
      image: registry.example/proxy:1.0.0
      securityContext:
        privileged: true
`;

/** The fingerprints of the privileged containers, ordered. */
async function fingerprintsOf(files: Files): Promise<readonly string[]> {
  const { report } = await gate.scan(files);
  return report.findings
    .filter(({ rule }) => rule === "privileged-container")
    .map(({ fingerprint }) => fingerprint)
    .sort();
}

test("two containers have two fingerprints of 32 hexadecimal digits", async () => {
  const fingerprints = await fingerprintsOf({ "pod.yaml": pod });

  expect(new Set(fingerprints).size).toBe(2);
  expect(fingerprints.every((one) => /^[0-9a-f]{32}$/.test(one))).toBe(true);
});

test("lines above, comments, spelling and line ends change nothing", async () => {
  const before = await fingerprintsOf({ "pod.yaml": pod });

  const moved = `# A comment.\n\n${pod.replaceAll("privileged: true", "privileged: yes # still")}`;

  expect(await fingerprintsOf({ "pod.yaml": moved })).toEqual(before);
  expect(await fingerprintsOf({ "pod.yaml": pod.replaceAll("\n", "\r\n") })).toEqual(before);
});

test("the order of a list with names changes nothing", async () => {
  const before = await fingerprintsOf({ "pod.yaml": pod });
  const [head = "", web = "", proxy = ""] = pod.split(/(?= {4}- name)/);

  expect(await fingerprintsOf({ "pod.yaml": head + proxy + web })).toEqual(before);
});

test("other files, documents and targets change nothing", async () => {
  const before = await fingerprintsOf({ "pod.yaml": pod });
  const more = pod.replace("name: web\nspec", "name: other\nspec");

  const after = await fingerprintsOf({ "pod.yaml": `${more}---\n${pod}` });

  expect(after).toEqual(expect.arrayContaining([...before]));
});

test("the version of the API changes nothing", () => {
  const identity = { rule: "r", path: "p", part: "[]", missing: null };
  const id = { kind: "Ingress", namespace: "shop", name: "web" };

  const old = fingerprintOf({ ...identity, resource: { apiVersion: "extensions/v1beta1", ...id } });
  const current = fingerprintOf({ ...identity, resource: { apiVersion: "networking.k8s.io/v1", ...id } });

  expect(old).toBe(current);
});

test("rule, file, kind, namespace, name, part and what is missing each change it", () => {
  const resource = { apiVersion: "v1", kind: "Pod", namespace: "shop", name: "web" };
  const identity = { rule: "r", path: "p", resource, part: '["spec"]', missing: "memory" };

  const fingerprints = [
    identity,
    { ...identity, rule: "s" },
    { ...identity, path: "q" },
    { ...identity, resource: { ...resource, kind: "Job" } },
    { ...identity, resource: { ...resource, namespace: null } },
    { ...identity, resource: { ...resource, name: "api" } },
    { ...identity, resource: null },
    { ...identity, part: '["status"]' },
    { ...identity, missing: null },
  ].map(fingerprintOf);

  expect(new Set(fingerprints).size).toBe(9);
});

test("parts that run into each other do not make the same one", () => {
  const resource = { apiVersion: "v1", kind: "Pod", namespace: null, name: "web" };
  const identity = { resource, part: "[]", missing: null };

  expect(fingerprintOf({ ...identity, rule: "ab", path: "c" })).not.toBe(
    fingerprintOf({ ...identity, rule: "a", path: "bc" }),
  );
});
