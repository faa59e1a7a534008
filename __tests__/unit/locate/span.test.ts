import { describe, expect, test } from "@jest/globals";
import type { Route } from "../../../src/core/location.js";
import { anchorOf } from "../../../src/locate/span.js";
import { readYaml } from "../../../src/yaml/read.js";

const pod = `apiVersion: v1
kind: Pod
metadata:
  name: web
spec:
  containers:
    - name: web
      image: registry.example/web:1.0.0
      args: ["--one"]
      securityContext: {privileged: true}
    - name: second
      ports:
        - containerPort: 80
          hostPort: 80
`;

/** The text that a person would be shown, and what of the route is missing. */
function shownAt(text: string, route: Route) {
  const node = readYaml(text, { duplicates: "last" }).documents[0]?.node ?? { start: 0, end: 0 };
  const { extent, missing } = anchorOf(node, text, route);
  return { shown: text.slice(extent.start, extent.end), line: lineOf(text, extent.start), missing };
}

function lineOf(text: string, offset: number): number {
  return text.slice(0, offset).split("\n").length;
}

describe("a field", () => {
  test("with a plain value is shown whole", () => {
    expect(shownAt(pod, ["spec", "containers", 0, "image"])).toEqual({
      shown: "image: registry.example/web:1.0.0",
      line: 8,
      missing: [],
    });
  });

  test("with a list or mapping is shown by its key", () => {
    expect(shownAt(pod, ["spec", "containers"])).toEqual({ shown: "containers", line: 6, missing: [] });
    expect(shownAt(pod, ["spec", "containers", 0, "args"]).shown).toBe("args");
  });

  test("in braces is shown whole, without its neighbours", () => {
    expect(shownAt(pod, ["spec", "containers", 0, "securityContext", "privileged"]).shown).toBe(
      "privileged: true",
    );
  });

  test("with a quoted value is shown with its quotes", () => {
    expect(shownAt("a: 'x: y'\n", ["a"]).shown).toBe("a: 'x: y'");
  });

  test("without a value is shown by its key and the colon", () => {
    expect(shownAt("a:\nb: 1\n", ["a"]).shown).toBe("a:");
  });

  test("whose value stands behind an alias is shown by its key, where the alias is", () => {
    const text = "a: &x 1\nb: *x\n";

    expect(shownAt(text, ["b"])).toEqual({ shown: "b", line: 2, missing: [] });
  });

  test("that was merged is shown where it is written", () => {
    const text = "base: &base\n  privileged: true\nown:\n  <<: *base\n";

    expect(shownAt(text, ["own", "privileged"])).toEqual({ shown: "privileged: true", line: 2, missing: [] });
  });

  test("with a text of several lines is shown to its end", () => {
    expect(shownAt("a: |\n  one\n  two\nb: 1\n", ["a"])).toMatchObject({ line: 1 });
    expect(shownAt("a: |\n  one\n  two\nb: 1\n", ["a"]).shown).toContain("two");
  });
});

describe("a list item", () => {
  test("is shown by its first line", () => {
    expect(shownAt(pod, ["spec", "containers", 1])).toEqual({ shown: "name: second", line: 11, missing: [] });
  });

  test("of one line is shown whole", () => {
    expect(shownAt(pod, ["spec", "containers", 0, "args", 0]).shown).toBe('"--one"');
  });
});

describe("what is missing", () => {
  test("is shown by its nearest ancestor that exists", () => {
    expect(shownAt(pod, ["spec", "containers", 0, "securityContext", "capabilities", "drop"])).toEqual({
      shown: "securityContext",
      line: 10,
      missing: ["capabilities", "drop"],
    });
  });

  test("in a list item is shown by the item", () => {
    expect(shownAt(pod, ["spec", "containers", 1, "securityContext", "runAsNonRoot"])).toEqual({
      shown: "name: second",
      line: 11,
      missing: ["securityContext", "runAsNonRoot"],
    });
  });

  test("at the top is shown by the name of the resource", () => {
    expect(shownAt(pod, ["automountServiceAccountToken"])).toEqual({
      shown: "name: web",
      line: 4,
      missing: ["automountServiceAccountToken"],
    });
  });

  test("beyond the end of a list is shown by the list", () => {
    expect(shownAt(pod, ["spec", "containers", 7, "image"])).toMatchObject({ shown: "containers", line: 6 });
  });
});

describe("a whole resource", () => {
  test("is shown by its name, which says which one is meant", () => {
    expect(shownAt(pod, [])).toEqual({ shown: "name: web", line: 4, missing: [] });
  });

  test("without a name is shown by its generated one", () => {
    const text = "apiVersion: v1\nkind: Pod\nmetadata:\n  generateName: web-\n";

    expect(shownAt(text, []).shown).toBe("generateName: web-");
  });

  test("without any name is shown by its metadata", () => {
    expect(shownAt("kind: Pod\nmetadata:\n  labels: {}\n", [])).toMatchObject({ shown: "metadata", line: 2 });
  });

  test("without metadata is shown by its first line", () => {
    expect(shownAt("kind: Pod\nspec: {}\n", [])).toMatchObject({ shown: "kind: Pod", line: 1 });
  });
});

describe("Windows line ends", () => {
  const text = pod.replaceAll("\n", "\r\n");

  test("are no part of what is shown", () => {
    expect(shownAt(text, ["spec", "containers", 0, "image"])).toEqual({
      shown: "image: registry.example/web:1.0.0",
      line: 8,
      missing: [],
    });
    expect(shownAt(text, ["spec", "containers", 1])).toEqual({
      shown: "name: second",
      line: 11,
      missing: [],
    });
  });
});
