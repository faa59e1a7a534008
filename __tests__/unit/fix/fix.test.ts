import { describe, expect, test } from "@jest/globals";
import type { Json } from "../../../src/core/json.js";
import type { Route } from "../../../src/core/location.js";
import type { Patch } from "../../../src/core/rule.js";
import { editsFor } from "../../../src/fix/fix.js";
import { applyEdits } from "../../../src/fix/text-edit.js";
import { readYaml } from "../../../src/yaml/read.js";

const setting = (route: Route, value: Json): Patch => ({ set: [{ route, value }], remove: [] });
const removing = (...routes: readonly Route[]): Patch => ({ set: [], remove: routes });

/** The text after a patch of its document (the first where none is said), or null. */
function patched(text: string, patch: Patch, document = 0): string | null {
  const node = readYaml(text).documents[document]?.node;
  if (node === undefined) throw new Error("The text cannot be read.");
  const edits = editsFor({ source: { text }, node }, patch);
  return edits === null ? null : applyEdits(text, edits);
}

describe("setting a field", () => {
  test("creates its parents with the indentation of the neighbours", () => {
    const text = "spec:\n    pod:\n        name: web # the name\n# end\n";

    expect(patched(text, setting(["spec", "pod", "security", "user"], "web"))).toBe(
      "spec:\n    pod:\n        name: web # the name\n        security:\n            user: web\n# end\n",
    );
  });

  test("stays in flow style, also over several lines", () => {
    const text = "a: {b: 1,\n  c: 2, # two\n}\n";

    expect(patched(text, setting(["a", "d", "e"], true))).toBe("a: {b: 1,\n  c: 2, d: {e: true} # two\n}\n");
    expect(patched("a: {}\n", setting(["a", "b"], []))).toBe("a: {b: []}\n");
  });

  test("keeps JSON what is JSON", () => {
    const text = '{\n  "spec": {\n    "name": "web"\n  }\n}\n';

    expect(patched(text, setting(["spec", "profile", "type"], "RuntimeDefault"))).toBe(
      '{\n  "spec": {\n    "name": "web", "profile": {"type": "RuntimeDefault"}\n  }\n}\n',
    );
    expect(patched(text, setting(["spec", "name"], "db"))).toBe(text.replace("web", "db"));
  });

  test("fills a key that has no value", () => {
    expect(patched("a: # none\nb: 1\n", setting(["a", "c"], true))).toBe("a: {c: true} # none\nb: 1\n");
    expect(patched("a: ~ # none\n", setting(["a"], 1))).toBe("a: 1 # none\n");
  });

  test("puts a text in quotes where a reader could take it for something else", () => {
    expect(patched("a: b\n", setting(["a"], "on"))).toBe('a: "on"\n');
    expect(patched("a: b\n", setting(["a"], "2026-01-01"))).toBe('a: "2026-01-01"\n');
    expect(patched("a: {}\n", setting(["a", "x y: z"], "#"))).toBe('a: {"x y: z": "#"}\n');
  });

  test("goes behind a block scalar and before the comments that follow", () => {
    const text = "a:\n  b: |\n    one\n\n    two\n# about c\nc: 1\n";

    expect(patched(text, setting(["a", "d"], 2))).toBe(
      "a:\n  b: |\n    one\n\n    two\n  d: 2\n# about c\nc: 1\n",
    );
  });

  test("touches only its own document, and an object in a list of objects only itself", () => {
    const text = "a: {b: 1}\n---\na: {b: 1}\n";

    expect(patched(text, setting(["a", "b"], 2), 1)).toBe("a: {b: 1}\n---\na: {b: 2}\n");
    const list = "kind: List\nitems:\n- kind: Pod\n  a: 1\n- kind: Pod\n  a: 1\n";
    const second = readYaml(list).documents[0]?.node?.entries?.get("items")?.value.items?.[1];
    const edits = second && editsFor({ source: { text: list }, node: second }, setting(["a"], 2));
    expect(applyEdits(list, edits ?? [])).toBe(
      "kind: List\nitems:\n- kind: Pod\n  a: 1\n- kind: Pod\n  a: 2\n",
    );
  });
});

describe("removing a field", () => {
  test("takes its lines, and the parents that it empties", () => {
    const text = "a:\n  # the only one\n  b:\n    c: 1\nd: 2\n";

    expect(patched(text, removing(["a", "b", "c"]))).toBe("d: 2\n");
  });

  test("leaves an emptied item of a list where it is, so that the others keep their places", () => {
    expect(patched("a:\n- b: 1\n- c: 2\n", removing(["a", 0, "b"]))).toBe("a:\n- {}\n- c: 2\n");
  });

  test("moves the next key to the dash", () => {
    expect(patched("a:\n  - b: 1 # one\n    # two\n    c: 2\n", removing(["a", 0, "b"]))).toBe(
      "a:\n  - # two\n    c: 2\n",
    );
  });

  test("keeps the comment of the item before it in a flow list", () => {
    expect(patched("a: [\n  b, # one\n  c # two\n]\n", removing(["a", 1]))).toBe("a: [\n  b # one\n]\n");
    expect(patched("a: [b, c]\n", removing(["a", 1]))).toBe("a: [b]\n");
    expect(patched("a: [b, c]\n", removing(["a", 0]))).toBe("a: [c]\n");
  });

  test("keeps the line ends, and the text's end as it was", () => {
    expect(patched("a: 1\r\nb: 2\r\n", removing(["a"]))).toBe("b: 2\r\n");
    expect(patched("a: 1\r\nb: 2", removing(["b"]))).toBe("a: 1");
  });

  test("finds nothing to do where nothing is there", () => {
    expect(patched("a: 1\n", removing(["b", "c"]))).toBe("a: 1\n");
  });
});

describe("what is left to people", () => {
  test.each([
    ["a value that others share", "a: &x {b: 1}\nc: *x\n", setting(["a", "b"], 2)],
    ["a value that stands elsewhere", "a: &x {b: 1}\nc: *x\n", setting(["c", "b"], 2)],
    ["a merged field", "a: &x {b: 1}\nc: {<<: *x, d: 1}\n", removing(["c", "b"])],
    ["a field beside merged ones", "a: &x {b: 1}\nc:\n  <<: *x\n  d: 1\n", removing(["c", "d"])],
    ["another type on the way", "a: text\n", setting(["a", "b"], 1)],
    ["a list that is too short", "a: [1]\n", setting(["a", 3], 1)],
    ["all of an object", "a: 1\n", removing(["a"])],
    ["a text of several lines", "a: one\n  two\n", setting(["a"], 1)],
  ])("%s", (_, text, patch) => {
    expect(patched(text, patch)).toBeNull();
  });
});
