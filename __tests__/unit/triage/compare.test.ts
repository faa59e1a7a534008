/** What a change brings, what was there before and what it removes, also where things only moved. */
import { describe, expect, test } from "@jest/globals";
import { asRepoPath } from "../../../src/core/location.js";
import { compare, type Renames, type Unmarked } from "../../../src/triage/compare.js";

const nothingRenamed: Renames = { files: new Map(), targets: new Map() };

function finding(more: Partial<Unmarked> & { readonly path?: string } = {}): Unmarked {
  const { path = "deploy/api.yaml", ...rest } = more;
  return {
    rule: "privileged-container",
    title: "Container runs privileged",
    severity: "critical",
    message: "Container runs privileged.",
    resource: { apiVersion: "v1", kind: "Pod", namespace: "shop", name: "api" },
    container: "web",
    field: ["spec", "containers", 0, "securityContext", "privileged"],
    part: '["spec","containers",{"name":"web"},"securityContext","privileged"]',
    element: null,
    missing: null,
    locations: [{ role: "primary", path: asRepoPath(path), span: null, precision: "file" }],
    targets: [`manifest:${path}`],
    also: [],
    fix: { advice: "Change it.", safety: "none", snippet: null },
    ...rest,
  };
}

/** `status rule path` of every finding. */
function statuses(
  head: readonly Unmarked[],
  base: readonly Unmarked[] | null,
  renames: Partial<Renames> = {},
  unseen: readonly string[] = [],
): readonly string[] {
  const marked = compare(
    { findings: head, unseen: new Set(unseen) },
    base === null ? null : { findings: base, unseen: new Set() },
    { ...nothingRenamed, ...renames },
  );
  return marked.map(({ status, rule, locations: [{ path }] }) => `${status} ${rule} ${path}`);
}

describe("without a base", () => {
  test("everything is new", () => {
    expect(statuses([finding()], null)).toEqual(["new privileged-container deploy/api.yaml"]);
  });
});

describe("against a base", () => {
  test("what it shows too is old, what it lacks is new, what is gone is fixed", () => {
    const old = finding();
    const other = finding({ rule: "host-network", part: '["spec","hostNetwork"]' });
    const gone = finding({ rule: "host-pid", part: '["spec","hostPID"]' });

    expect(statuses([old, other], [gone, old])).toEqual([
      "existing privileged-container deploy/api.yaml",
      "new host-network deploy/api.yaml",
      "fixed host-pid deploy/api.yaml",
    ]);
  });

  test("what got worse is new, and what got better is old", () => {
    expect(statuses([finding()], [finding({ severity: "high" })])).toEqual([
      "new privileged-container deploy/api.yaml",
    ]);
    expect(statuses([finding({ severity: "high" })], [finding()])).toEqual([
      "existing privileged-container deploy/api.yaml",
    ]);
  });

  test("what one more target shows is new", () => {
    const inBoth = finding({ targets: ["kustomize:dev", "kustomize:prod"] });

    expect(statuses([inBoth], [finding({ targets: ["kustomize:dev"] })])).toEqual([
      "new privileged-container deploy/api.yaml",
    ]);
    expect(statuses([finding({ targets: ["kustomize:dev"] })], [inBoth])).toEqual([
      "existing privileged-container deploy/api.yaml",
    ]);
  });

  test("a renamed file takes its findings along", () => {
    const [from, to] = [asRepoPath("deploy/api.yaml"), asRepoPath("apps/api.yaml")];
    const renames = {
      files: new Map([[to, from]]),
      targets: new Map([[`manifest:${to}`, `manifest:${from}`]]),
    };

    expect(statuses([finding({ path: to })], [finding()], renames)).toEqual([
      "existing privileged-container apps/api.yaml",
    ]);
    expect(statuses([finding({ path: to })], [finding()])).toEqual([
      "new privileged-container apps/api.yaml",
      "fixed privileged-container deploy/api.yaml",
    ]);
  });

  test("a list item that only moved is old, one that says something else is new", () => {
    const wildcard = { rule: "wildcard-in-role", targets: ["manifest:role.yaml"], path: "role.yaml" };
    const before = finding({
      ...wildcard,
      part: '["rules",2]',
      element: { verbs: ["*"], resources: ["pods"] },
    });
    const moved = finding({
      ...wildcard,
      part: '["rules",0]',
      element: { verbs: ["*"], resources: ["pods"] },
    });
    const other = finding({
      ...wildcard,
      part: '["rules",0]',
      element: { verbs: ["*"], resources: ["secrets"] },
    });

    expect(statuses([moved], [before])).toEqual(["existing wildcard-in-role role.yaml"]);
    expect(statuses([other], [before])).toEqual([
      "new wildcard-in-role role.yaml",
      "fixed wildcard-in-role role.yaml",
    ]);
  });

  test("a value that went to another file of the same target is old", () => {
    const targets = ["helm:charts/web"];
    const before = finding({ path: "charts/web/values.yaml", targets });

    expect(statuses([finding({ path: "charts/web/values-prod.yaml", targets })], [before])).toEqual([
      "existing privileged-container charts/web/values-prod.yaml",
    ]);
  });

  test("two of a kind need two of a kind at the base", () => {
    const two = [
      finding({ part: '["rules",0]', element: "same" }),
      finding({ part: '["rules",1]', element: "same" }),
    ];

    expect(statuses(two, [finding({ part: '["rules",5]', element: "same" })])).toEqual([
      "existing privileged-container deploy/api.yaml",
      "new privileged-container deploy/api.yaml",
    ]);
  });

  test("a rule that stood behind another one on its ladder is old when it surfaces", () => {
    const before = finding({ rule: "runs-as-uid-zero", also: ["root-not-prevented"] });
    const after = finding({ rule: "root-not-prevented", severity: "medium" });

    expect(statuses([after], [before])).toEqual([
      "existing root-not-prevented deploy/api.yaml",
      "fixed runs-as-uid-zero deploy/api.yaml",
    ]);
  });

  test("nothing is fixed in a target that can no longer be looked at", () => {
    const targets = ["helm:charts/web"];

    expect(statuses([], [finding({ targets })], {}, targets)).toEqual([
      "existing privileged-container deploy/api.yaml",
    ]);
  });
});
