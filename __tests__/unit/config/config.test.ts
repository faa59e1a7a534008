import { describe, expect, test } from "@jest/globals";
import { configOf, declaredMinor, thresholdOf } from "../../../src/config/config.js";
import { readConfiguration } from "../../../src/config/load.js";
import { ConfigurationError } from "../../../src/core/errors.js";

describe("settings", () => {
  test("that nobody makes are the defaults", () => {
    expect(configOf()).toMatchObject({
      profile: "default",
      failOn: "critical",
      include: [],
      exclude: [],
      minor: 0,
    });
  });

  test("of the run win over those of the file, one by one", () => {
    const ofRun = { profile: "strict" };
    const ofFile = { profile: "pod-security-baseline", "fail-on": "high" };

    expect(configOf(ofRun, ofFile)).toMatchObject({ profile: "strict", failOn: "high" });
  });

  test("that are lists replace the other list and do not join it", () => {
    expect(configOf({ exclude: ["a"] }, { exclude: ["b"], include: ["c"] })).toMatchObject({
      exclude: ["a"],
      include: ["c"],
    });
  });

  test("that are an empty list count as set", () => {
    expect(configOf({ exclude: [] }, { exclude: ["b"] }).exclude).toEqual([]);
  });

  test("cannot be changed any more", () => {
    expect(Object.isFrozen(configOf())).toBe(true);
  });
});

describe("a version of Kubernetes", () => {
  test.each([
    ["1.34", 34],
    ["v1.34", 34],
    ["1.34.2", 34],
    ["1.9", 9],
    ["1.100", 100],
  ])("%s is the minor %i", (version, minor) => {
    expect(declaredMinor(version)).toBe(minor);
  });

  test.each(["1", "34", "2.0", "1.x", "latest", "", "1.34-gke", "1.34.2.1", " 1.34"])(
    "%j is none",
    (version) => {
      expect(() => declaredMinor(version)).toThrow(ConfigurationError);
    },
  );
});

describe("a threshold", () => {
  test("is named exactly", () => {
    expect(thresholdOf("high")).toBe("high");
    expect(() => thresholdOf("High")).toThrow('"fail-on" cannot be "High".');
  });

  test("that is mistyped names the nearest", () => {
    expect(mistakeIn(() => thresholdOf("crtical"))).toMatchObject({ hint: 'Use "critical".' });
  });
});

describe("a configuration file", () => {
  test("gives the settings that it makes", () => {
    const text = `# The gate of this repository.
profile: strict
fail-on: high
include: [deploy/**]
exclude:
  - "**/testdata/**"
kubernetes-version: "1.34"
`;

    expect(read(text)).toMatchObject({
      profile: "strict",
      "fail-on": "high",
      include: ["deploy/**"],
      exclude: ["**/testdata/**"],
      "kubernetes-version": "1.34",
    });
  });

  test("that is empty or only a comment makes none", () => {
    expect(configOf(read(""))).toEqual(configOf());
    expect(configOf(read("# nothing yet\n"))).toEqual(configOf());
  });

  test("with an unknown key names the line and the nearest key", () => {
    expect(mistakeIn(() => read("profile: strict\n\nexcludes: [a]\n"))).toMatchObject({
      message: '"excludes" must be a known key, perhaps "exclude", found the unknown key "excludes".',
      place: { file: "gate.yaml", line: 3 },
    });
  });

  test("with a key that resembles none lists them", () => {
    expect(mistakeIn(() => read("zzzzzzzzzzzz: 1\n"))).toMatchObject({
      message: expect.stringContaining("one of the keys profile, fail-on, include, exclude"),
      place: { file: "gate.yaml", line: 1 },
    });
  });

  test("with a wrong type names the line of the value", () => {
    expect(mistakeIn(() => read("exclude:\n  - a\n  - [b]\n"))).toMatchObject({
      message: '"exclude.1" must be a text, found a list.',
      place: { line: 3 },
    });
    expect(mistakeIn(() => read("profile: default\nexclude: a\n"))).toMatchObject({
      message: '"exclude" must be a list, found a text.',
      place: { line: 2 },
    });
  });

  test("with a version as a number says that quotes are missing", () => {
    expect(mistakeIn(() => read("profile: strict\nkubernetes-version: 1.30\n"))).toMatchObject({
      message: '"kubernetes-version" must be a text in quotes, as "1.34", found a number.',
      place: { line: 2 },
    });
  });

  test("with a value that no option takes names its line", () => {
    expect(mistakeIn(() => read("profile: strict\nfail-on: hihg\n"))).toMatchObject({
      message: '"fail-on" cannot be "hihg".',
      hint: 'Use "high".',
      place: { file: "gate.yaml", line: 2 },
    });
    expect(mistakeIn(() => read('kubernetes-version: "latest"\n'))).toMatchObject({
      message: '"kubernetes-version" cannot be "latest".',
      place: { line: 1 },
    });
  });

  test("that is a list or a text is none", () => {
    expect(mistakeIn(() => read("- a\n"))).toMatchObject({
      message: "The value must be a mapping, found a list.",
    });
    expect(mistakeIn(() => read("just text\n"))).toMatchObject({
      message: "The value must be a mapping, found a text.",
    });
  });

  test("of two documents is refused at the second", () => {
    expect(mistakeIn(() => read("profile: strict\n---\nprofile: default\n"))).toMatchObject({
      place: { line: 3 },
    });
  });

  test("with a key that stands twice is refused at the second", () => {
    expect(mistakeIn(() => read("profile: strict\nprofile: default\n"))).toMatchObject({
      place: { line: 2 },
    });
  });

  test("that is no YAML or no text is refused at its line", () => {
    expect(mistakeIn(() => read("profile: strict\nexclude: [\n"))).toMatchObject({ place: { line: 3 } });
    expect(mistakeIn(() => readConfiguration("gate.yaml", Buffer.from("a\n\xff", "latin1")))).toMatchObject({
      place: { line: 2 },
    });
  });
});

function read(text: string) {
  return readConfiguration("gate.yaml", Buffer.from(text));
}

/** The mistake that is thrown; fails where there is none. */
function mistakeIn(work: () => unknown): ConfigurationError {
  try {
    work();
  } catch (error) {
    if (error instanceof ConfigurationError) return error;
    throw error;
  }
  throw new Error("Nothing was wrong.");
}
