import { describe, expect, test } from "@jest/globals";
import { compiled, outcome } from "./evaluation.js";

/** A list of the numbers below `count`. */
function numbers(count: number): number[] {
  return Array.from({ length: count }, (_, i) => i);
}

describe("long lists", () => {
  test("of 5,000 elements are walked, of 5,001 refused", () => {
    expect(outcome("l.all(x, x >= 0)", { l: numbers(5_000) })).toBe(true);
    expect(outcome("l.all(x, x >= 0)", { l: numbers(5_001) })).toBe("error: list-too-long");
  });

  test.each(["1 in l", "l.sum() > 0", "l.sort().size()", "l + [1]", "sets.contains(l, [1])", "l.map(x, x)"])(
    "are refused by %s",
    (source) => {
      expect(outcome(source, { l: numbers(5_001) })).toBe("error: list-too-long");
    },
  );

  test("cannot be made", () => {
    expect(outcome("lists.range(5001)")).toBe("error: list-too-long");
    expect(outcome("text.split('')", { text: "a".repeat(5_001) })).toBe("error: list-too-long");
    expect(outcome("l.map(x, l).flatten()", { l: numbers(80) })).toBe("error: list-too-long");
  });

  test("may be indexed and counted", () => {
    expect(outcome("l[5000] + l.size()", { l: numbers(5_001) })).toBe(10_001);
  });

  test("a map of 5,001 keys is refused too", () => {
    const m = Object.fromEntries(numbers(5_001).map((n) => [`k${n}`, n]));

    expect(outcome("m.all(k, true)", { m })).toBe("error: list-too-long");
  });
});

describe("steps", () => {
  const nested = "l.all(a, l.all(b, l.all(c, l.all(d, a + b + c + d >= 0))))";

  test("four nested loops over 30 elements end, over 60 they are stopped", () => {
    expect(outcome(nested, { l: numbers(30) })).toBe(true);
    expect(outcome(nested, { l: numbers(60) })).toBe("error: step-limit");
  });

  test("stop quickly", () => {
    const started = performance.now();

    outcome(nested, { l: numbers(4_000) });

    expect(performance.now() - started).toBeLessThan(5_000);
  });

  test("are counted, not timed: the same input stops at the same place", () => {
    const expression = compiled(nested, ["l"]);
    const l = numbers(60);

    expect(expression.evaluate({ l })).toEqual(expression.evaluate({ l }));
  });

  test("cannot be absorbed by a logical operator", () => {
    expect(outcome(`(${nested}) || true`, { l: numbers(60) })).toBe("error: step-limit");
    expect(outcome(`[1].exists(x, ${nested})`, { l: numbers(60) })).toBe("error: step-limit");
  });

  test("are paid for comparing and searching", () => {
    const l = numbers(2_000);

    expect(outcome("l.all(x, l == l + [])", { l })).toBe("error: step-limit");
    expect(outcome("l.all(x, !(-1 in l))", { l })).toBe("error: step-limit");
    expect(outcome("l.all(x, !text.contains('b'))", { l, text: "a".repeat(100_000) })).toBe(
      "error: step-limit",
    );
    expect(outcome("l.all(x, !text.matches('b'))", { l, text: "a".repeat(3_000_000) })).toBe(
      "error: step-limit",
    );
  });
});

describe("long texts", () => {
  test("cannot be made by joining, adding, replacing or formatting", () => {
    const text = "a".repeat(600_000);

    expect(outcome("text + text", { text })).toBe("error: text-too-long");
    expect(outcome("[text, text].join()", { text })).toBe("error: text-too-long");
    expect(outcome("text.replace('a', 'bb')", { text })).toBe("error: text-too-long");
    expect(outcome("'%s%s'.format([text, text])", { text })).toBe("error: text-too-long");
  });

  test("may be looked at", () => {
    expect(outcome("text.endsWith('b') || text.size() == 2000000", { text: "a".repeat(2_000_000) })).toBe(
      true,
    );
  });
});

test("data nested beyond the stack is an error", () => {
  const nest = (): unknown => Array.from({ length: 100_000 }).reduce<unknown>((inner) => [inner], 1);

  expect(outcome("a == b", { a: nest() as never, b: nest() as never })).toBe("error: too-deep");
});

describe("patterns", () => {
  test("that JavaScript cannot finish on 40 characters are linear", () => {
    const started = performance.now();

    expect(outcome("text.matches('(a+)+$')", { text: `${"a".repeat(40)}!` })).toBe(false);
    expect(performance.now() - started).toBeLessThan(1_000);
  });

  test("from data are compiled and checked when they are met", () => {
    expect(outcome("text.matches(p)", { text: "abc", p: "^a" })).toBe(true);
    expect(outcome("text.matches(p)", { text: "abc", p: "(?=a)" })).toBe("error: bad-pattern");
    expect(outcome("text.matches(p)", { text: "abc", p: "(a)\\1" })).toBe("error: bad-pattern");
  });
});

describe("keys of JavaScript's objects", () => {
  const ordinary = { labels: { app: "web" } };

  test.each(["constructor", "toString", "hasOwnProperty", "valueOf"])("%s is no field", (key) => {
    expect(outcome(`has(object.labels.${key})`, { object: ordinary })).toBe(false);
    expect(outcome(`'${key}' in object.labels`, { object: ordinary })).toBe(false);
    expect(outcome(`object.labels.${key}`, { object: ordinary })).toBe("error: no-such-key");
    expect(outcome(`object.labels.?${key}.hasValue()`, { object: ordinary })).toBe(false);
  });

  test("__proto__ is no key", () => {
    expect(outcome("'__proto__' in object.labels", { object: ordinary })).toBe(false);
    expect(outcome("object.labels['__proto__']", { object: ordinary })).toBe("error: no-such-key");
  });

  test("are fields like any other where a manifest has them", () => {
    const object = { labels: JSON.parse('{"constructor": "a", "__proto__": "b"}') };

    expect(outcome("object.labels.constructor", { object })).toBe("a");
    expect(outcome("object.labels['__proto__']", { object })).toBe("b");
    expect(outcome("object.labels.all(k, v, v < 'c') && object.labels.size() == 2", { object })).toBe(true);
  });

  test("do not change what an object is", () => {
    const object = { constructor: "x", toString: "y", length: 3 };

    expect(outcome("type(object) == map && object.length == 3", { object })).toBe(true);
    expect(outcome("{'__proto__': 1}['__proto__']")).toBe(1);
  });
});

test("frozen data without prototype is read like any other", () => {
  const object = Object.freeze(Object.assign(Object.create(null), { a: Object.freeze([1, 2]) }));

  expect(outcome("object.a.map(x, x + 1) == [2, 3]", { object })).toBe(true);
});
