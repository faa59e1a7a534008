import { describe, expect, test } from "@jest/globals";
import { configOf } from "../../src/config/config.js";
import { asRepoPath } from "../../src/core/location.js";
import type { Revision } from "../../src/core/revision.js";
import { diffOf, repairSummary } from "../../src/edge/repairs.js";
import { repair, type Repairs } from "../../src/repair.js";
import type { Engine } from "../../src/render/engine-types.js";
import { readCatalog } from "../catalog.js";

const catalog = readCatalog();

/** The repairs of plain manifests; nothing here needs the engine. */
function repairsOf(files: Readonly<Record<string, string>>, includeReview = false): Promise<Repairs> {
  const revision: Revision = {
    commit: null,
    files: Object.entries(files).map(([path, text]) => ({ path: asRepoPath(path), size: text.length })),
    leftOut: [],
    has: (path) => Object.hasOwn(files, path),
    read: async (path) => new TextEncoder().encode(files[path] ?? ""),
  };
  const engine = { warmUp: async () => undefined } as unknown as Engine;
  const change = { head: revision, base: null, reason: null, changed: null, renamed: new Map() };
  return repair({ change, paths: [""], config: configOf({}), catalog, engine, version: "0", includeReview });
}

const pod = `apiVersion: v1
kind: Pod
metadata: {name: web}   # ours
spec:
  hostPID: true
  containers:
    - name: web
      image: example.com/web:2.1.0
      securityContext:
        privileged: true   # for now
      env: [{name: PASSWORD, value: hunter-2-hunter}]
`;

describe("repairing manifests", () => {
  test("makes what is safe, and with a word more what needs a look", async () => {
    const safe = await repairsOf({ "pod.yaml": pod });
    const all = await repairsOf({ "pod.yaml": pod }, true);

    expect(safe.files[0]?.after).toContain("seccompProfile");
    expect(safe.files[0]?.after).toContain("hostPID: true");
    expect(all.files[0]?.after).toContain("privileged: false   # for now\n");
    expect(all.files[0]?.after).not.toContain("hostPID");
    expect(all.left).toBeLessThan(safe.left);
  });

  test("changes nothing where it has been before", async () => {
    const first = await repairsOf({ "pod.yaml": pod }, true);
    const second = await repairsOf({ "pod.yaml": first.files[0]?.after ?? "" }, true);

    expect(second.files).toEqual([]);
    expect(second.left).toBe(first.left);
  });

  test("leaves a file alone that shares values between fields", async () => {
    const text = pod.replace("securityContext:", "securityContext: &shared") + "  other: *shared\n";
    const { files } = await repairsOf({ "pod.yaml": text }, true);

    expect(files[0]?.after ?? text).toContain("privileged: true");
  });

  test("shows changed lines without anything that could be secret", async () => {
    const repairs = await repairsOf({ "pod.yaml": pod }, true);
    const diff = diffOf(repairs);

    expect(diff).toContain("--- a/pod.yaml\n+++ b/pod.yaml\n@@ -5 +4,0 @@\n-  hostPID: true\n");
    expect(diff).toContain("-        privileged: true # …\n");
    expect(diff).not.toContain("hunter");
    expect(repairSummary(repairs, "can be repaired")).toMatch(
      /\d+ findings can be repaired in 1 file; \d+ left\.\n$/,
    );
  });
});
