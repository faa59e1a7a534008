import { describe, expect, test } from "@jest/globals";
import { asRepoPath } from "../../../src/core/location.js";
import type { Rendering } from "../../../src/core/rendering.js";
import type { Target } from "../../../src/core/target.js";
import { anchorOf } from "../../../src/locate/span.js";
import { maximumTargetLength, parseRendering } from "../../../src/parse/parse.js";

const path = asRepoPath("deploy/web.yaml");
const target: Target = {
  id: "manifest:deploy/web.yaml",
  kind: "manifest",
  path,
  values: [],
  inputs: [path],
  touched: true,
};

/** A manifest file of this text. */
function manifest(text: string): Rendering {
  const texts = [{ text, trace: { type: "identity", path } }] as const;
  return { target, texts, namespace: null, complete: false };
}

/** A template that rendered to this text, in a release of this namespace. */
function rendered(text: string, namespace: string | null = null): Rendering {
  const texts = [{ text, trace: { type: "file", path } }] as const;
  return { target, texts, namespace, complete: true };
}

/** `apiVersion kind namespace/name` of every resource. */
function namesIn(rendering: Rendering): readonly string[] {
  return parseRendering(rendering).resources.map(({ apiVersion, kind, namespace, name }) => {
    const where = namespace.state === "named" ? namespace.name : `(${namespace.state})`;
    return `${apiVersion} ${kind} ${where}/${name}`;
  });
}

describe("an object", () => {
  test("has the names that it states", () => {
    const text = "apiVersion: apps/v1\nkind: Deployment\nmetadata: {name: web, namespace: shop}\n";

    const [resource] = parseRendering(manifest(text)).resources;

    expect(resource).toMatchObject({
      apiVersion: "apps/v1",
      group: "apps",
      kind: "Deployment",
      name: "web",
      namespace: { state: "named", name: "shop" },
    });
  });

  test("of the core has the empty group", () => {
    const [resource] = parseRendering(manifest("apiVersion: v1\nkind: Pod\n")).resources;

    expect(resource?.group).toBe("");
  });

  test("without a name goes by its generated one, or none", () => {
    const text = `apiVersion: v1
kind: Pod
metadata: {generateName: web-}
---
apiVersion: v1
kind: Pod
`;

    expect(namesIn(manifest(text))).toEqual(["v1 Pod (unresolved)/web-", "v1 Pod (unresolved)/"]);
  });

  test("keeps its place where several share a text", () => {
    const text =
      "apiVersion: v1\nkind: Pod\nmetadata: {name: a}\n---\napiVersion: v1\nkind: Pod\nmetadata: {name: b}\n";

    const second = parseRendering(manifest(text)).resources[1];
    const { start, end } = anchorOf(second?.node ?? { start: 0, end: 0 }, text, ["metadata", "name"]).extent;

    expect(text.slice(start, end)).toBe("name: b");
    expect(start).toBe(text.lastIndexOf("name: b"));
  });
});

describe("a list", () => {
  test("is taken apart", () => {
    const text = `apiVersion: v1
kind: List
items:
  - apiVersion: v1
    kind: Pod
    metadata: {name: a}
  - apiVersion: apps/v1
    kind: Deployment
    metadata: {name: b}
`;

    expect(namesIn(manifest(text))).toEqual(["v1 Pod (unresolved)/a", "apps/v1 Deployment (unresolved)/b"]);
  });

  test("of one type gives its members version and kind", () => {
    const text = `apiVersion: apps/v1
kind: DeploymentList
items:
  - metadata: {name: a}
  - {kind: Deployment, metadata: {name: b}}
`;

    expect(namesIn(manifest(text))).toEqual([
      "apps/v1 Deployment (unresolved)/a",
      "apps/v1 Deployment (unresolved)/b",
    ]);
  });

  test("in a list is taken apart, too", () => {
    const text = `apiVersion: v1
kind: List
items:
  - apiVersion: v1
    kind: PodList
    items:
      - metadata: {name: inner}
`;

    expect(namesIn(manifest(text))).toEqual(["v1 Pod (unresolved)/inner"]);
  });

  test("leads to the place of its members", () => {
    const text = "apiVersion: v1\nkind: PodList\nitems:\n  - metadata:\n      name: a\n";

    const [pod] = parseRendering(manifest(text)).resources;
    const { start, end } = anchorOf(pod?.node ?? { start: 0, end: 0 }, text, ["metadata", "name"]).extent;

    expect(text.slice(start, end)).toBe("name: a");
  });

  test("without members holds nothing, and that is no problem", () => {
    const parsed = parseRendering(manifest("apiVersion: v1\nkind: List\nitems: []\n"));

    expect(parsed).toEqual({ resources: [], problems: [] });
  });

  test("with a member that is no object says so at its line", () => {
    const text =
      "apiVersion: v1\nkind: List\nitems:\n  - apiVersion: v1\n    kind: Pod\n  - metadata: {name: b}\n";

    const { resources, problems } = parseRendering(manifest(text));

    expect(resources).toHaveLength(1);
    expect(problems).toMatchObject([{ line: 6, stage: "parse", path: "deploy/web.yaml" }]);
  });

  test("that a kind only sounds like is an object", () => {
    const text = "apiVersion: example.com/v1\nkind: AllowList\nmetadata: {name: a}\nspec: {}\n";

    expect(namesIn(manifest(text))).toEqual(["example.com/v1 AllowList (unresolved)/a"]);
  });
});

describe("a namespace", () => {
  const pod = "apiVersion: v1\nkind: Pod\nmetadata: {name: a}\n";

  test("that no file names stays unresolved and is not default", () => {
    expect(namesIn(manifest(pod))).toEqual(["v1 Pod (unresolved)/a"]);
  });

  test("of the release is that of an object without one", () => {
    expect(namesIn(rendered(pod, "shop"))).toEqual(["v1 Pod shop/a"]);
  });

  test("of the object wins over that of the release", () => {
    const own = "apiVersion: v1\nkind: Pod\nmetadata: {name: a, namespace: own}\n";

    expect(namesIn(rendered(own, "shop"))).toEqual(["v1 Pod own/a"]);
  });

  test("means nothing to a kind of the cluster", () => {
    const role =
      "apiVersion: rbac.authorization.k8s.io/v1\nkind: ClusterRole\nmetadata: {name: a, namespace: x}\n";

    expect(namesIn(rendered(role, "shop"))).toEqual(["rbac.authorization.k8s.io/v1 ClusterRole (cluster)/a"]);
  });

  test("of an unknown kind is known only where the object says it", () => {
    const widget = (metadata: string) => `apiVersion: example.com/v1\nkind: Widget\nmetadata: ${metadata}\n`;

    expect(namesIn(rendered(widget("{name: a}"), "shop"))).toEqual(["example.com/v1 Widget (unresolved)/a"]);
    expect(namesIn(rendered(widget("{name: a, namespace: x}")))).toEqual(["example.com/v1 Widget x/a"]);
  });
});

describe("a problem", () => {
  test("of a manifest has its line", () => {
    const { resources, problems } = parseRendering(manifest("apiVersion: v1\nkind: Pod\nspec: [\n"));

    expect(resources).toEqual([]);
    expect(problems).toMatchObject([{ stage: "parse", path: "deploy/web.yaml", line: 4, touched: true }]);
  });

  test("of a rendering has its template and no line, which would be one of the output", () => {
    const { problems } = parseRendering(rendered("apiVersion: v1\nkind: Pod\nspec: [\n"));

    expect(problems).toMatchObject([
      {
        path: "deploy/web.yaml",
        line: null,
        message: expect.stringMatching(/^What this file renders to cannot be read\. /),
      },
    ]);
  });

  test("is a key that stands twice in a manifest, and none in a rendering", () => {
    const doubled = "apiVersion: v1\nkind: Pod\nmetadata: {name: a, name: b}\n";

    expect(parseRendering(manifest(doubled)).problems).toHaveLength(1);
    expect(parseRendering(rendered(doubled)).problems).toEqual([]);
    expect(namesIn(rendered(doubled))).toEqual(["v1 Pod (unresolved)/b"]);
  });

  test("is a document without a kind, beside which the others stay", () => {
    const text = "apiVersion: v1\nkind: Pod\n---\napiVersion: v1\n---\n# nothing\n---\n[1]\n";

    const { resources, problems } = parseRendering(manifest(text));

    expect(resources).toHaveLength(1);
    expect(problems.map(({ line }) => line)).toEqual([4, 8]);
  });

  test("is a kind or version of another type than text", () => {
    const { resources, problems } = parseRendering(manifest("apiVersion: 1\nkind: Pod\n"));

    expect([resources.length, problems.length]).toEqual([0, 1]);
  });

  test("is a target that is too long, and one that just fits is none", () => {
    const filled = (length: number) => {
      const start = "apiVersion: v1\nkind: Pod\n#";
      return start + "x".repeat(length - start.length);
    };

    expect(parseRendering(manifest(filled(maximumTargetLength))).problems).toEqual([]);
    expect(parseRendering(manifest(filled(maximumTargetLength + 1))).problems).toHaveLength(1);
  });
});
