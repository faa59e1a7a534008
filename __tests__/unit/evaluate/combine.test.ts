import { describe, expect, test } from "@jest/globals";
import { asRepoPath, type Location } from "../../../src/core/location.js";
import { combine, type Found } from "../../../src/evaluate/combine.js";

/** What a rule says about one container; what matters to a test differs. */
function foundOf(differs: Partial<Found>): Found {
  return {
    rule: "privileged-container",
    title: "Privileged container",
    severity: "critical",
    message: 'Container "web" is privileged.',
    resource: { apiVersion: "v1", kind: "Pod", namespace: null, name: "web" },
    container: "web",
    field: ["spec", "containers", 0],
    part: '["spec","containers",{"name":"web"}]',
    element: null,
    missing: null,
    locations: [placeAt(7)],
    marks: [],
    targets: ["manifest:a.yaml"],
    also: [],
    fix: { advice: "Do so.", safety: "safe", snippet: null },
    ...differs,
  };
}

function placeAt(line: number, path = "a.yaml"): Location {
  return {
    role: "primary",
    path: asRepoPath(path),
    span: { startLine: line, startColumn: 5, endLine: line, endColumn: 9 },
    precision: "exact",
  };
}

const noLadders = new Map<string, never>();
const ladders = new Map([
  ["root-equivalent-capability", { ladder: "capability", rank: 0 }],
  ["dangerous-capability", { ladder: "capability", rank: 1 }],
  ["non-baseline-capability", { ladder: "capability", rank: 2 }],
]);

describe("several containers at one place", () => {
  const pod = { field: ["spec", "hostPID"], part: '["spec","hostPID"]' };

  test("are one finding that names them all", () => {
    const found = ["web", "proxy", "init"].map((container) =>
      foundOf({ ...pod, container, message: `Container "${container}" sees all processes.` }),
    );

    const combined = combine(found, noLadders);

    expect(combined).toMatchObject([
      {
        container: null,
        message: 'Container "web" sees all processes. The same holds for containers "proxy", "init".',
      },
    ]);
  });

  test("of which there are two are named in the singular", () => {
    const found = [foundOf(pod), foundOf({ ...pod, container: "proxy" })];

    expect(combine(found, noLadders)[0]?.message).toBe(
      'Container "web" is privileged. The same holds for container "proxy".',
    );
  });

  test("that are the same one are said once", () => {
    expect(combine([foundOf(pod), foundOf(pod)], noLadders)).toEqual([foundOf(pod)]);
  });

  test("with different things missing stay apart", () => {
    const found = [foundOf({ ...pod, missing: "cpu" }), foundOf({ ...pod, missing: "memory" })];

    expect(combine(found, noLadders)).toHaveLength(2);
  });

  test("at different fields stay apart", () => {
    const found = [foundOf({}), foundOf({ container: "proxy", field: ["spec", "containers", 1] })];

    expect(combine(found, noLadders)).toHaveLength(2);
  });
});

describe("a ladder", () => {
  test("lets the most telling rule speak and name the others", () => {
    const found = [
      foundOf({ rule: "non-baseline-capability", severity: "medium" }),
      foundOf({ rule: "root-equivalent-capability" }),
      foundOf({ rule: "dangerous-capability", severity: "high" }),
    ];

    const combined = combine(found, ladders);

    expect(combined).toEqual([
      foundOf({
        rule: "root-equivalent-capability",
        also: ["dangerous-capability", "non-baseline-capability"],
      }),
    ]);
  });

  test("leaves a rule alone that speaks by itself", () => {
    const found = [foundOf({ rule: "non-baseline-capability" })];

    expect(combine(found, ladders)).toEqual(found);
  });

  test("reaches over no other place", () => {
    const found = [
      foundOf({ rule: "root-equivalent-capability" }),
      foundOf({ rule: "dangerous-capability", locations: [placeAt(8)] }),
    ];

    expect(combine(found, ladders).map(({ also }) => also)).toEqual([[], []]);
  });

  test("reaches over no other target", () => {
    const found = [
      foundOf({ rule: "root-equivalent-capability", targets: ["helm:one"] }),
      foundOf({ rule: "dangerous-capability", targets: ["helm:two"] }),
    ];

    expect(combine(found, ladders)).toHaveLength(2);
  });

  test("leaves rules of no ladder alone", () => {
    const found = [foundOf({ rule: "host-pid" }), foundOf({ rule: "host-ipc" })];

    expect(combine(found, ladders).map(({ rule }) => rule)).toEqual(["host-ipc", "host-pid"]);
  });
});

describe("several targets", () => {
  test("that show one place are one finding, and listed in order", () => {
    const found = [
      foundOf({ targets: ["kustomize:two"] }),
      foundOf({ targets: ["kustomize:one"] }),
      foundOf({ targets: ["kustomize:two"] }),
    ];

    expect(combine(found, noLadders)).toEqual([foundOf({ targets: ["kustomize:one", "kustomize:two"] })]);
  });

  test("in which it weighs differently are two findings", () => {
    const found = [
      foundOf({ targets: ["kustomize:one"], severity: "high" }),
      foundOf({ targets: ["kustomize:two"] }),
    ];

    expect(combine(found, noLadders)).toHaveLength(2);
  });

  test("that show different objects there are two findings", () => {
    const named = (name: string) => ({ apiVersion: "v1", kind: "Pod", namespace: null, name });
    const found = [
      foundOf({ targets: ["kustomize:one"], resource: named("one-web") }),
      foundOf({ targets: ["kustomize:two"], resource: named("two-web") }),
    ];

    expect(combine(found, noLadders)).toHaveLength(2);
  });
});

test("the result is ordered by path, line, column and rule, however it came", () => {
  const found = [
    foundOf({ locations: [placeAt(9, "b.yaml")] }),
    foundOf({ locations: [placeAt(9, "B.yaml")] }),
    foundOf({ locations: [placeAt(10)] }),
    foundOf({ locations: [placeAt(9)], rule: "host-pid" }),
    foundOf({ locations: [placeAt(9)], rule: "host-ipc" }),
  ];

  const places = combine(found, noLadders).map(
    ({ rule, locations: [{ path, span }] }) => `${path}:${span?.startLine} ${rule}`,
  );

  expect(places).toEqual([
    "B.yaml:9 privileged-container",
    "a.yaml:9 host-ipc",
    "a.yaml:9 host-pid",
    "a.yaml:10 privileged-container",
    "b.yaml:9 privileged-container",
  ]);
});

describe("rules of one ladder in one text", () => {
  const secrets = new Map([
    ["live-credential", { ladder: "secret", rank: 0 }],
    ["credential-in-command-or-url", { ladder: "secret", rank: 1 }],
    ["sensitive-literal", { ladder: "secret", rank: 2 }],
  ]);
  const inText = { resource: null, field: [], part: "", container: null };

  function between(startColumn: number, endColumn: number): readonly [Location] {
    const { role, path, precision } = placeAt(7);
    return [{ role, path, precision, span: { startLine: 7, endLine: 7, startColumn, endColumn } }];
  }

  test("that overlap are one finding of the most telling", () => {
    const found = [
      foundOf({ rule: "sensitive-literal", locations: between(3, 40) }),
      foundOf({ ...inText, rule: "credential-in-command-or-url", locations: between(10, 40) }),
      foundOf({ ...inText, rule: "live-credential", locations: between(20, 30) }),
    ];

    const combined = combine(found, secrets);

    expect(combined.map(({ rule, also }) => [rule, ...also])).toEqual([
      ["live-credential", "sensitive-literal", "credential-in-command-or-url"],
    ]);
  });

  test("that stand beside each other, or in two fields of objects, stay apart", () => {
    const found = [
      foundOf({ ...inText, rule: "live-credential", locations: between(20, 30) }),
      foundOf({ ...inText, rule: "credential-in-command-or-url", locations: between(30, 40) }),
      foundOf({ rule: "sensitive-literal", field: ["a"], locations: between(50, 60) }),
      foundOf({ rule: "credential-in-command-or-url", field: ["b"], locations: between(55, 60) }),
    ];

    expect(combine(found, secrets)).toHaveLength(4);
  });

  test("of one rule stay apart, even where they overlap", () => {
    const found = [20, 25].map((start) =>
      foundOf({ ...inText, rule: "live-credential", locations: between(start, 30) }),
    );

    expect(combine(found, secrets)).toHaveLength(2);
  });
});
