import { describe, expect, test } from "@jest/globals";
import { optionsOn } from "../../../src/config/options.js";
import { isOn, readInputs, valueOf, variableOf } from "../../../src/github/inputs.js";

const options = [
  { name: "path", value: { type: "list" } },
  { name: "comment", value: { type: "switch" } },
  { name: "fail-on", value: { type: "choice", choices: ["critical", "high"] } },
  { name: "github-token", value: { type: "text" } },
] as const;

test("a name becomes a variable as the runner writes it", () => {
  expect(variableOf("github-token")).toBe("INPUT_GITHUB-TOKEN");
});

test("every option of the Action has a type that can be read", () => {
  expect(readInputs(optionsOn("action"), {})).toEqual({});
});

describe("values", () => {
  test("a list has an entry a line, and empty lines are none", () => {
    expect(readInputs(options, { INPUT_PATH: "deploy\r\n\n  charts/web \n" })).toEqual({
      path: ["deploy", "charts/web"],
    });
  });

  test("an empty input is one that is not set", () => {
    const inputs = readInputs(options, { "INPUT_FAIL-ON": "", "INPUT_GITHUB-TOKEN": "  " });

    expect(inputs).toEqual({});
    expect(valueOf(inputs, "github-token")).toBeUndefined();
  });

  test.each([
    [undefined, true],
    ["true", true],
    ["False", false],
  ])("the switch %s is %s", (value, expected) => {
    expect(isOn(readInputs(options, { INPUT_COMMENT: value }), "comment")).toBe(expected);
  });
});

describe("mistakes", () => {
  test.each([
    [{ INPUT_COMMENT: "yes" }, 'The input "comment" cannot be "yes".', "Use one of: true, false."],
    [{ "INPUT_FAIL-ON": "hihg" }, 'The input "fail-on" cannot be "hihg".', 'Use "high".'],
  ])("%j", (environment, message, hint) => {
    expect(() => readInputs(options, environment)).toThrow(expect.objectContaining({ message, hint }));
  });
});
