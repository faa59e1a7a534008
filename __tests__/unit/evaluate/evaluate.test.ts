import { describe, expect, test } from "@jest/globals";
import { asRepoPath } from "../../../src/core/location.js";
import type { Resource } from "../../../src/core/resource.js";
import {
  blame,
  type Case,
  type Match,
  type Outcome,
  pass,
  type Rule,
  type Subject,
  undecided,
} from "../../../src/core/rule.js";
import { evaluate } from "../../../src/evaluate/evaluate.js";
import { routeText } from "../../../src/evaluate/outcomes.js";
import { takeInventory } from "../../../src/evaluate/inventory.js";
import { parseRendering } from "../../../src/parse/parse.js";

const pods = `apiVersion: v1
kind: Pod
metadata:
  name: one
spec:
  containers:
    - name: web
      image: web
    - name: proxy
      image: proxy
---
apiVersion: v1
kind: Pod
metadata:
  name: two
spec:
  containers:
    - name: web
      image: web
`;

/** The resources of a manifest. */
function resourcesIn(text: string, name = "pods.yaml"): readonly Resource[] {
  const path = asRepoPath(name);
  const target = {
    id: `manifest:${name}`,
    kind: "manifest",
    path,
    values: [],
    inputs: [path],
    touched: true,
  } as const;
  const texts = [{ text, trace: { type: "identity", path } }] as const;
  return parseRendering({ target, texts, namespace: null, complete: false }).resources;
}

const containers: Match = { type: "workload", items: { forEach: "containers", each: [] } };
const objects: Match = {
  type: "kinds",
  kinds: [{ kind: "*", group: "*" }],
  items: { forEach: "object", each: [] },
};

/** A rule with one case that judges as told. */
function ruleOf(id: string, match: Match, judge: (subject: Subject) => Outcome | readonly Outcome[]): Rule {
  const form: Case = {
    name: null,
    match,
    reach: "local",
    severity: "high",
    judge,
    say: (outcome) => (outcome.outcome === "blame" ? "It is bad." : "It depends."),
    repair: () => ({ advice: "Do so.", safety: "none", snippet: null }),
    patch: () => null,
  };
  return {
    id,
    aliases: [],
    family: "pod",
    title: id,
    severity: "high",
    status: "stable",
    default: "on",
    since: "1.0.0",
    what: "",
    why: "",
    references: [],
    advice: "Change it.",
    cases: [form],
  };
}

function judgeWith(rules: readonly Rule[], resources = resourcesIn(pods)) {
  const surroundings = { minor: 0, systemNamespaces: [], completeTargets: new Set<string>() };
  const inventory = takeInventory(resources, surroundings);
  return evaluate(rules, { resources, inventory, texts: [], ladders: new Map() });
}

/** The route of the container that is judged. */
function routeOf(subject: Subject) {
  return subject.view === "item" ? subject.route : [];
}

describe("a rule that blames", () => {
  test("gives a finding for each subject, with resource, container, field and line", () => {
    const rule = ruleOf("image-is-bad", containers, (subject) => blame([...routeOf(subject), "image"]));

    const { findings, problems } = judgeWith([rule]);

    expect(problems).toEqual([]);
    expect(
      findings.map(({ resource, container, field, locations: [{ span }] }) => [
        resource?.name,
        container,
        field.join("."),
        span?.startLine,
      ]),
    ).toEqual([
      ["one", "web", "spec.containers.0.image", 8],
      ["one", "proxy", "spec.containers.1.image", 10],
      ["two", "web", "spec.containers.0.image", 19],
    ]);
  });

  test("says what is missing, relative to what is there", () => {
    const rule = ruleOf("limit-missing", containers, (subject) =>
      blame([...routeOf(subject), "resources", "limits", "memory"]),
    );

    const [first] = judgeWith([rule]).findings;

    expect(first).toMatchObject({
      missing: "resources.limits.memory",
      severity: "high",
      message: "It is bad.",
    });
    expect(first?.locations[0].span?.startLine).toBe(7);
  });

  test("names parts of lists by name, so that their order means nothing", () => {
    const rule = ruleOf("image-is-bad", containers, (subject) => blame([...routeOf(subject), "image"]));

    expect(judgeWith([rule]).findings[1]?.part).toBe('["spec","containers",{"name":"proxy"},"image"]');
  });

  test("may blame several places of one subject, and weigh them itself", () => {
    const rule = ruleOf("object-is-bad", objects, () => [
      blame(["kind"]),
      blame(["metadata"], {}, { severity: "low" }),
    ]);

    const { findings } = judgeWith([rule]);

    expect(findings.map(({ severity }) => severity)).toEqual(["high", "low", "high", "low"]);
  });

  test("may point at what made it so", () => {
    const [one, two] = resourcesIn(pods);
    const rule = ruleOf("pair-is-bad", objects, (subject) =>
      subject.view === "item" && subject.resource === one && two !== undefined
        ? blame([], {}, { because: [{ on: two, route: [] }] })
        : pass(),
    );

    const { findings } = judgeWith(
      [rule],
      [one, two].filter((pod) => pod !== undefined),
    );

    expect(findings[0]?.locations).toMatchObject([
      { role: "primary", span: { startLine: 4 } },
      { role: "related", span: { startLine: 15 } },
    ]);
  });
});

describe("a rule that cannot decide", () => {
  test("gives neither a finding nor a problem, and says why once for each object", () => {
    const rule = ruleOf("depends", containers, () => undecided());

    expect(judgeWith([rule])).toEqual({
      findings: [],
      problems: [],
      undecided: [
        {
          rule: "depends",
          resource: { apiVersion: "v1", kind: "Pod", namespace: null, name: "one" },
          path: "pods.yaml",
          reason: "It depends.",
        },
        {
          rule: "depends",
          resource: { apiVersion: "v1", kind: "Pod", namespace: null, name: "two" },
          path: "pods.yaml",
          reason: "It depends.",
        },
      ],
    });
  });
});

describe("a rule that throws", () => {
  const throwing = ruleOf("broken-rule", containers, (subject) => {
    if (subject.view === "item" && subject.resource.name === "one") throw new Error("no such key");
    return blame(routeOf(subject));
  });

  test("is a problem that names it and what it judged, once for each file", () => {
    expect(judgeWith([throwing]).problems).toEqual([
      {
        stage: "evaluate",
        path: "pods.yaml",
        line: null,
        target: "manifest:pods.yaml",
        touched: true,
        message: 'The rule broken-rule could not judge Pod "one", container "proxy": no such key',
        hint: "Report this with the rule's name; until it is repaired, switch the rule off for the file.",
      },
    ]);
  });

  test("goes on with its other subjects", () => {
    expect(judgeWith([throwing]).findings.map(({ resource }) => resource?.name)).toEqual(["two"]);
  });

  test("leaves the other rules alone", () => {
    const sound = ruleOf("sound-rule", objects, () => blame([]));

    const { findings, problems } = judgeWith([throwing, sound]);

    expect(findings.filter(({ rule }) => rule === "sound-rule")).toHaveLength(2);
    expect(problems).toHaveLength(1);
  });

  test("is a problem in each file that it could not judge", () => {
    const resources = [...resourcesIn(pods, "a.yaml"), ...resourcesIn(pods, "b.yaml")];

    expect(judgeWith([throwing], resources).problems.map(({ path }) => path)).toEqual(["a.yaml", "b.yaml"]);
  });
});

describe("a route as people write it", () => {
  test.each([
    [["spec", "containers", 0, "image"], "spec.containers[0].image"],
    [["metadata", "annotations", "a.b/c"], 'metadata.annotations["a.b/c"]'],
    [[0, "name"], "[0].name"],
    [[], ""],
  ])("%j", (route, text) => {
    expect(routeText(route)).toBe(text);
  });
});
