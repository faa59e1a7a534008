import { expect, test } from "@jest/globals";
import fc from "fast-check";
import { at, type JsonObject } from "../../src/core/json.js";
import { evaluatePod, newestPolicyMinor, type PodSecurityLevel } from "../../src/kubernetes/pod-security.js";
import { podTemplates } from "../../src/kubernetes/workloads.js";
import { pods, policyMinors } from "./pods.js";

function violations(
  body: JsonObject,
  level: PodSecurityLevel,
  minor: number,
): ReturnType<typeof evaluatePod> {
  return podTemplates({ group: "", kind: "Pod", body }).flatMap((pod) => evaluatePod(pod, level, minor));
}

test("restricted admits no Linux pod that baseline refuses", () => {
  fc.assert(
    fc.property(pods(), policyMinors(), (pod, minor) => {
      // From 1.25 on restricted does not look at the capabilities and seccomp profiles of Windows pods.
      fc.pre(at(pod, ["spec", "os", "name"]) !== "windows");
      const isRefused = violations(pod, "baseline", minor).length > 0;

      expect(violations(pod, "restricted", minor).length > 0 || !isRefused).toBe(true);
    }),
  );
});

test("a version that is not known yet means the newest one", () => {
  fc.assert(
    fc.property(pods(), (pod) => {
      expect(violations(pod, "restricted", newestPolicyMinor + 3)).toEqual(
        violations(pod, "restricted", newestPolicyMinor),
      );
    }),
  );
});

test("every field at fault stands below the spec or among the annotations", () => {
  fc.assert(
    fc.property(pods(), policyMinors(), (pod, minor) => {
      for (const { routes } of violations(pod, "restricted", minor)) {
        for (const route of routes) {
          expect(["spec", "metadata"]).toContain(route[0]);
          expect(route.length).toBeGreaterThan(1);
        }
      }
    }),
  );
});

test.each(["baseline", "restricted"] as const)(
  "%s admits and refuses enough of the generated pods",
  (level) => {
    const sample = fc.sample(pods(), { numRuns: 1000, seed: 34 });

    const admitted = sample.filter((pod) => violations(pod, level, 34).length === 0);

    expect(admitted.length).toBeGreaterThan(50);
    expect(admitted.length).toBeLessThan(950);
  },
);
