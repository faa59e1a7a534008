import { describe, expect, test } from "@jest/globals";
import fc from "fast-check";
import { CelError, compile } from "../../../src/cel/cel.js";
import { compiled, outcome } from "./evaluation.js";

describe("compile", () => {
  test("refuses a name that is not declared, and says where", () => {
    const error = compile("object.a && subject.b", new Set(["object"]));

    expect(error).toEqual(new CelError("unknown-name", { start: 12, end: 19 }));
  });

  test.each([
    ["1 +", "syntax"],
    ["x.", "syntax"],
    ["cel.bind(x, 1, x + 1)", "unknown-function"],
    ["math.greatest(1, 2)", "unknown-function"],
    ["base64.encode(b'a')", "unknown-function"],
    ["b'abc'.base64()", "unknown-function"],
    ["b'abc'.at(0)", "unknown-function"],
    ["'{}'.json()", "unknown-function"],
    ["[1].transformMapEntry(i, v, {i: v})", "unknown-function"],
    ["1 + 1.0", "wrong-type"],
    ["'a' == 1", "wrong-type"],
    ["!1", "wrong-type"],
    ["true ? 1 : 'a'", "wrong-type"],
    ["1.all(x, true)", "wrong-type"],
    ["[1].all(x, x)", "wrong-type"],
    ["'a'.b", "wrong-type"],
    ["[1].all(1, true)", "bad-macro"],
    ["{'a': 1}.all(k, 2, true)", "bad-macro"],
    ["has(1)", "bad-macro"],
    ["[1, 'a']", "mixed-literal"],
    ["{'a': 1, 'b': 'c'}", "mixed-literal"],
    ["{'a': 1, 2: 3}", "mixed-literal"],
    ["9223372036854775808", "bad-literal"],
    ["duration('1 day')", "bad-literal"],
    ["timestamp('yesterday')", "bad-literal"],
    ["'a'.matches('(a)\\\\1')", "bad-pattern"],
    ["'a'.find('(')", "bad-pattern"],
  ])("refuses %s as %s", (source, code) => {
    expect(outcome(source)).toBe(`refused: ${code}`);
  });

  test("allows several types in the arguments of format alone", () => {
    expect(outcome("'%s %d'.format(['a', 1])")).toBe("a 1");
    expect(outcome("['a', 1].size()")).toBe("refused: mixed-literal");
  });

  test("refuses an element of unknown type beside one of a known type, as Kubernetes does", () => {
    expect(outcome("[object.a, 'b']", { object: { a: "x" } })).toBe("refused: mixed-literal");
    expect(outcome("[object.a, object.b]", { object: { a: "x", b: 1 } })).toEqual(["x", 1]);
  });

  test("knows the static type", () => {
    expect(compiled("object.a == 1", ["object"]).type).toBe("bool");
    expect(compiled("object.a", ["object"]).type).toBe("dyn");
    expect(compiled("object.a.map(x, x)", ["object"]).type).toBe("list");
  });

  test("never throws, whatever the text", () => {
    fc.assert(
      fc.property(fc.string({ unit: "grapheme", maxLength: 60 }), (source) => {
        compile(source, new Set());
      }),
    );
  });

  test.each([
    ["a source of 20,001 characters", `${" ".repeat(20_000)}1`],
    ["a thousand signs", `${"!".repeat(1_000)}true`],
    ["15,000 signs", `${"!".repeat(15_000)}true`],
    ["300 brackets", `${"(".repeat(300)}1${")".repeat(300)}`],
    ["500 terms", Array.from({ length: 500 }, () => "true").join(" && ")],
    ["1,001 elements", `[${Array.from({ length: 1_001 }, () => "1").join(",")}]`],
  ])("refuses %s as too large", (_, source) => {
    expect(outcome(source)).toBe("refused: too-large");
  });

  test("takes 300 terms", () => {
    expect(outcome(Array.from({ length: 300 }, () => "true").join(" && "))).toBe(true);
  });
});

describe("reads", () => {
  test.each([
    ["object.spec.replicas > 1", ["object", "object.spec"]],
    ["has(object.spec)", ["object", "object.spec"]],
    ["object.?spec.hasValue()", ["object", "object.spec"]],
    ["request['userInfo'].username == 'a'", ["request", "request.userInfo"]],
    ["request == object", ["object", "request"]],
    ["[1].all(object, object == 1)", []],
    ["object.l.all(x, x == request.name)", ["object", "object.l", "request", "request.name"]],
  ])("of %s", (source, names) => {
    const { reads } = compiled(source, ["object", "request"]);

    expect([...reads].sort()).toEqual(names);
  });
});

describe("sinceMinor", () => {
  test.each([
    ["object.a == 1", 0],
    ["grants(object, '', ['pods'], ['get'])", 0],
    ["object.?a.hasValue()", 29],
    ["sets.contains([1], [1])", 30],
    ["isIP('::1')", 31],
    ["format.uri().validate('a').hasValue()", 32],
    ["object.all(k, v, true)", 33],
    ["isSemver('1.2.3')", 34],
    ["[2, 1].sort() == [1, 2]", 35],
    ["[1].includes(1)", 38],
    ["object.?a.hasValue() && isIP('::1')", 31],
  ])("of %s is %d", (source, minor) => {
    expect(compiled(source, ["object"]).sinceMinor).toBe(minor);
  });
});

describe("tree", () => {
  test("is ours, with places in the source", () => {
    const { tree } = compiled("has(object.a) && sets.contains(object.b, [1])", ["object"]);

    expect(tree).toEqual({
      op: "&&",
      args: [
        { op: "has", args: [{ op: "name", args: ["object"], start: 4, end: 10 }, "a"], start: 0, end: 13 },
        {
          op: "call",
          args: [
            "sets.contains",
            [
              {
                op: "field",
                args: [{ op: "name", args: ["object"], start: 31, end: 37 }, "b"],
                start: 31,
                end: 39,
              },
              { op: "list", args: [{ op: "literal", args: [1n], start: 42, end: 43 }], start: 41, end: 44 },
            ],
          ],
          start: 17,
          end: 45,
        },
      ],
      start: 0,
      end: 45,
    });
  });

  test("keeps a macro as written", () => {
    const { tree } = compiled("object.all(x, x > 0)", ["object"]);

    expect(tree.op).toBe("macro");
    expect(tree.args.slice(0, 1)).toEqual(["all"]);
  });
});

describe("evaluate", () => {
  test("says which part failed", () => {
    const error = compiled("object.a == 1 || object.b.c == 2", ["object"]).evaluate({
      object: { a: 2, b: {} },
    });

    expect(error).toEqual(new CelError("no-such-key", { start: 17, end: 27 }));
  });

  test("asks for a value only when it is read", () => {
    expect(compiled("true || object.a", ["object"]).evaluate({})).toBe(true);
    expect(compiled("object.a", ["object"]).evaluate({})).toEqual(
      new CelError("no-input", { start: 0, end: 6 }),
    );
  });

  test("hands results to another evaluation with their types", () => {
    const half = compiled("[6.0, 3.0]").evaluate({});
    const whole = compiled("4.0 / 2.0").evaluate({});
    if (half instanceof CelError || whole instanceof CelError) throw new Error("not evaluated");

    expect(outcome("type(half[0]) == double && half[0] / half[1] == whole", { half, whole })).toBe(true);
    expect(outcome("type(whole)  == double", { whole })).toBe(true);
  });

  test("hands an optional to another evaluation", () => {
    const a = compiled("optional.of(1)").evaluate({});
    if (a instanceof CelError) throw new Error("not evaluated");

    expect(outcome("a.orValue(2)", { a })).toBe(1);
  });

  test("gives the same answer every time", () => {
    const expression = compiled("object.l.map(x, x * 2)", ["object"]);
    const values = { object: { l: [1, 2] } };

    expect(expression.evaluate(values)).toEqual(expression.evaluate(values));
  });
});

test("every error has a sentence that ends with a period and quotes nothing", () => {
  for (const source of ["1 +", "nope", "[1, 'a']", "'secret'.matches('(')"]) {
    const error = compile(source, new Set());
    if (!(error instanceof CelError)) throw new Error("accepted");

    expect(error.sentence).toMatch(/^[A-Z][^']*\.$/);
    expect(Object.keys(error)).toEqual(["code", "range"]);
  }
});
