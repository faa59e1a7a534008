import { describe, expect, test } from "@jest/globals";
import type { SourceNode } from "../../../src/core/resource.js";
import type { Route } from "../../../src/core/location.js";
import { readYaml } from "../../../src/yaml/read.js";

/** The values of all documents. */
function valuesIn(text: string) {
  return readYaml(text).documents.map(({ value }) => value);
}

/** The value of the only document. */
function valueOf(text: string) {
  const { documents, problems } = readYaml(text);
  expect(problems).toEqual([]);
  expect(documents).toHaveLength(1);
  return documents[0]?.value;
}

/** The text that a node spans, at a route. */
function textAt(text: string, route: Route): string {
  const node = nodeAt(text, route);
  return text.slice(node.start, node.end);
}

function nodeAt(text: string, route: Route): SourceNode {
  let node = readYaml(text).documents[0]?.node;
  for (const step of route) {
    node = typeof step === "number" ? node?.items?.[step] : node?.entries?.get(step)?.value;
  }
  if (node === undefined) throw new Error("The route leads nowhere.");
  return node;
}

describe("values", () => {
  test("are read as Kubernetes reads YAML", () => {
    expect(valueOf("a: yes\nb: 0644\nc: '0644'\nd: ~\ne: !!str 1\nf: [on, \"on\"]\n")).toEqual({
      a: true,
      b: 420,
      c: "0644",
      e: "1",
      f: [true, "on"],
    });
  });

  test("that are null are left out of a mapping and kept in a list", () => {
    expect(valueOf("a: null\nb:\nc: [null, ~]\n")).toEqual({ c: [null, null] });
  });

  test("in JSON are the same", () => {
    expect(valueOf('{"a": {"b": [1, "x", true, null]}}')).toEqual({ a: { b: [1, "x", true, null] } });
  });

  test("in blocks keep their line breaks", () => {
    expect(valueOf("a: |\n  one\n  two\nb: >-\n  one\n  two\n")).toEqual({ a: "one\ntwo\n", b: "one two" });
  });

  test("tagged as binary are decoded", () => {
    expect(valueOf("a: !!binary aGVsbG8=\n")).toEqual({ a: "hello" });
  });

  test("with keys that are no texts have the keys as texts", () => {
    expect(valueOf("1: a\ny: b\n0x10: c\n")).toEqual({ "1": "a", true: "b", "16": "c" });
  });

  test("under __proto__ are own properties and reach no prototype", () => {
    const value = valueOf("__proto__:\n  polluted: yes\nconstructor: x\n");

    expect(Object.keys(value ?? {})).toEqual(["__proto__", "constructor"]);
    expect(Object.getPrototypeOf(value)).toBe(Object.prototype);
    expect("polluted" in {}).toBe(false);
  });
});

describe("documents", () => {
  test("are told apart by their marks", () => {
    expect(valuesIn("a: 1\n---\nb: 2\n...\n---\nc: 3\n")).toEqual([{ a: 1 }, { b: 2 }, { c: 3 }]);
  });

  test("start at the line of their first content", () => {
    const { documents } = readYaml("# about\n\na: 1\n---\n# more\nb: 2\n");

    expect(documents.map(({ line }) => line)).toEqual([3, 6]);
  });

  test("that hold nothing have no value", () => {
    expect(valuesIn("---\n# nothing\n---\na: 1\n")).toEqual([undefined, { a: 1 }]);
  });

  test("with a byte order mark or Windows line ends are read the same", () => {
    expect(valuesIn("\ufeffa: 1\r\nb:\r\n  - c\r\n")).toEqual([{ a: 1, b: ["c"] }]);
  });

  test("are all there in an empty text: none", () => {
    expect(readYaml("")).toEqual({ documents: [], problems: [] });
  });
});

describe("aliases and merges", () => {
  test("give the value of their anchor, at the place of the anchor", () => {
    const text = "a: &x\n  b: 1\nc: *x\n";

    expect(valueOf(text)).toEqual({ a: { b: 1 }, c: { b: 1 } });
    expect(nodeAt(text, ["c", "b"])).toEqual(nodeAt(text, ["a", "b"]));
  });

  test("merge a mapping below its own keys", () => {
    expect(valueOf("base: &base {a: 1, b: 1}\nown:\n  <<: *base\n  b: 2\n")).toEqual({
      base: { a: 1, b: 1 },
      own: { a: 1, b: 2 },
    });
  });

  test("merge several mappings, the first winning", () => {
    const { own } = Object(valueOf("bases: [&p {a: 1}, &q {a: 2, b: 2}]\nown:\n  <<: [*p, *q]\n"));

    expect(own).toEqual({ a: 1, b: 2 });
  });

  test("place a merged key where it was written", () => {
    const text = "base: &base\n  a: 1\nown:\n  <<: *base\n";

    expect(textAt(text, ["own", "a"])).toBe("1");
    expect(nodeAt(text, ["own", "a"]).start).toBe(text.indexOf("1"));
  });

  test("leave a quoted << an ordinary key", () => {
    expect(valueOf("'<<': {a: 1}\n")).toEqual({ "<<": { a: 1 } });
  });

  test("that name no anchor are a problem", () => {
    expect(problemsIn("a: *gone\n")).toEqual(["1:4 An alias names an anchor that does not exist before it."]);
  });

  test("that stand inside their own anchor are a problem", () => {
    expect(problemsIn("a: &a\n  b: *a\n")).toEqual(["2:6 An alias stands inside its own anchor."]);
  });

  test("do not reach into the next document", () => {
    const { documents, problems } = readYaml("a: &x 1\n---\nb: *x\n");

    expect(documents).toHaveLength(1);
    expect(problems).toHaveLength(1);
  });
});

describe("positions", () => {
  const text = `spec:
  containers:
    - name: web
      "image": 'a:1'
      args: [--one, {two: 2}]
    - name: second
`;

  test("of plain values are the values", () => {
    expect(textAt(text, ["spec", "containers", 0, "name"])).toBe("web");
    expect(textAt(text, ["spec", "containers", 1, "name"])).toBe("second");
  });

  test("of quoted values hold their quotes", () => {
    expect(textAt(text, ["spec", "containers", 0, "image"])).toBe("'a:1'");
  });

  test("of keys are the keys, quotes included", () => {
    const entry = nodeAt(text, ["spec", "containers", 0]).entries?.get("image");

    expect(text.slice(entry?.keyStart, entry?.keyEnd)).toBe('"image"');
  });

  test("of brackets and braces hold both ends", () => {
    expect(textAt(text, ["spec", "containers", 0, "args"])).toBe("[--one, {two: 2}]");
    expect(textAt(text, ["spec", "containers", 0, "args", 1])).toBe("{two: 2}");
  });

  test("of a missing value lie behind its key", () => {
    const missing = "a:\nb: 1\n";

    expect(nodeAt(missing, ["a"]).start).toBeGreaterThanOrEqual(1);
    expect(textAt(missing, ["a"])).toBe("");
  });

  test("of a pair in a list span the pair", () => {
    expect(textAt("a: [b: 1, c]\n", ["a", 0])).toBe("b: 1");
  });

  test("of a later document count from the start of the text", () => {
    const two = "a: 1\n---\nb: xyz\n";
    const node = readYaml(two).documents[1]?.node?.entries?.get("b")?.value;

    expect(two.slice(node?.start, node?.end)).toBe("xyz");
  });
});

describe("problems", () => {
  test("are a key that stands twice, at the second", () => {
    expect(problemsIn("a: 1\nb:\n  c: 1\n  c: 2\n")).toEqual([
      "4:3 A key stands twice in the same mapping; the API server refuses it or takes the last one.",
    ]);
  });

  test("are no keys that stand twice where the last counts", () => {
    const { documents, problems } = readYaml("a: 1\na: 2\n", { duplicates: "last" });

    expect([documents[0]?.value, problems]).toEqual([{ a: 2 }, []]);
  });

  test("are keys that are lists or mappings", () => {
    expect(problemsIn("? [a]\n: b\n")).toEqual(["1:3 A key of a mapping is itself a list or a mapping."]);
  });

  test("leave the other documents", () => {
    const { documents, problems } = readYaml("a: 1\n---\nb: [\n---\nc: 3\n");

    expect(documents.map(({ value }) => value)).toEqual([{ a: 1 }, { c: 3 }]);
    expect(problems).toHaveLength(1);
  });

  test("quote nothing of the text", () => {
    const texts = [
      "a: &a *a hunter2",
      "a: 'hunter2",
      'a: "\\qhunter2"',
      "a: hunter2: b: c",
      "\thunter2: [",
      "*hunter2",
    ];

    for (const text of texts) {
      expect(JSON.stringify(readYaml(text).problems)).not.toContain("hunter2");
    }
  });

  test("are far more levels than 100, and 100 are none", () => {
    const nested = (depth: number) => `${"[".repeat(depth)}x${"]".repeat(depth)}`;

    expect(readYaml(nested(100)).problems).toEqual([]);
    expect(readYaml(nested(102)).problems).toHaveLength(1);
  });

  test("are more than 500,000 nodes behind aliases, and fewer are none", () => {
    const list = `a: &a [${Array<string>(1_000).fill("x").join(", ")}]\n`;
    const times = (count: number) => `${list}b: [${Array<string>(count).fill("*a").join(", ")}]\n`;

    expect(readYaml(times(400)).problems).toEqual([]);
    expect(readYaml(times(600)).problems).toHaveLength(1);
  });
});

/** `line:column message` of every problem. */
function problemsIn(text: string): readonly string[] {
  return readYaml(text).problems.map(({ line, column, message }) => `${line}:${column} ${message}`);
}
