import { describe, expect, test } from "@jest/globals";
import { readArguments } from "../../../src/edge/arguments.js";

describe("a command line", () => {
  test("has a command, paths and options in any order", () => {
    expect(readArguments(["--format", "json", "scan", "deploy", "--fail-on=high", "charts"])).toEqual({
      command: "scan",
      positionals: ["deploy", "charts"],
      values: { format: ["json"], "fail-on": ["high"] },
    });
  });

  test("gives every value of a repeated option", () => {
    const { values } = readArguments(["scan", "--include", "a/**", "--include=b/**", "--exclude", "c"]);

    expect(values).toEqual({ include: ["a/**", "b/**"], exclude: ["c"] });
  });

  test("takes a switch alone, and the word behind it as a path", () => {
    expect(readArguments(["fix", "--dry-run", "deploy", "--include-review=false"])).toEqual({
      command: "fix",
      positionals: ["deploy"],
      values: { "dry-run": ["true"], "include-review": ["false"] },
    });
    expect(mistakeIn(["fix", "--dry-run=maybe"])).toBe('--dry-run cannot be "maybe". Write --dry-run alone.');
  });

  test("takes everything behind -- as a path", () => {
    expect(readArguments(["scan", "--", "--format"]).positionals).toEqual(["--format"]);
  });

  test("without words asks for help", () => {
    expect(readArguments([]).command).toBe("help");
  });

  test("without a command asks for help", () => {
    expect(readArguments(["--format", "json"]).command).toBe("help");
  });

  test("with --help or -h asks for help, whatever else is there", () => {
    expect(readArguments(["--help"]).command).toBe("help");
    expect(readArguments(["scan", "-h", "deploy"]).command).toBe("help");
    expect(readArguments(["nonsense", "--help"]).command).toBe("help");
  });

  test("with --version or -v asks for the version", () => {
    expect(readArguments(["--version"]).command).toBe("version");
    expect(readArguments(["-v"]).command).toBe("version");
  });

  test("obeys the first of --help and --version", () => {
    expect(readArguments(["--version", "--help"]).command).toBe("version");
    expect(readArguments(["--help", "--version"]).command).toBe("help");
  });

  test("named like a property of every object is no command", () => {
    expect(mistakeIn(["constructor"])).toBe('There is no command "constructor". See hardening-gate --help.');
    expect(mistakeIn(["__proto__"])).toBe('There is no command "__proto__". See hardening-gate --help.');
  });
});

describe("a mistake", () => {
  test("in a command names the nearest one", () => {
    expect(mistakeIn(["scna"])).toBe('There is no command "scna". Use scan, or see hardening-gate --help.');
  });

  test("in an option names the nearest one", () => {
    expect(mistakeIn(["scan", "--fail-in", "high"])).toBe(
      "There is no option --fail-in. Use --fail-on, or see hardening-gate --help.",
    );
  });

  test("in an option that resembles none names none", () => {
    expect(mistakeIn(["scan", "--zzzzzzzz"])).toBe(
      "There is no option --zzzzzzzz. See hardening-gate --help.",
    );
  });

  test("in a short option names none", () => {
    expect(mistakeIn(["scan", "-x"])).toBe("There is no option -x. See hardening-gate --help.");
  });

  test("in a choice names the nearest one", () => {
    expect(mistakeIn(["scan", "--format", "jsno"])).toBe('--format cannot be "jsno". Use "json".');
  });

  test("in a choice that resembles none lists them", () => {
    expect(mistakeIn(["scan", "--fail-on", "everything"])).toBe(
      '--fail-on cannot be "everything". Use one of critical, high, medium, low, never.',
    );
  });

  test("is an option of the Action alone", () => {
    expect(mistakeIn(["scan", "--github-token", "x"])).toContain("There is no option --github-token.");
  });

  test("is an option without its value at the end", () => {
    expect(mistakeIn(["scan", "--format"])).toBe(
      "--format needs a value. Write --format text|json|sarif|markdown|github.",
    );
  });

  test("is an option without its value before another option", () => {
    expect(mistakeIn(["scan", "--output", "--format", "json"])).toBe(
      "--output needs a value. Write --output FILE.",
    );
  });

  test("is none where a value with a dash stands behind an equals sign", () => {
    expect(readArguments(["scan", "--exclude=-old/**"]).values).toEqual({ exclude: ["-old/**"] });
  });

  test("is an option with an empty value", () => {
    expect(mistakeIn(["scan", "--config="])).toBe("--config needs a value. Write --config FILE.");
  });
});

/** The message and the hint of the mistake; fails where there is none. */
function mistakeIn(words: readonly string[]): string {
  try {
    readArguments(words);
  } catch (error) {
    if (error instanceof Error && "hint" in error) return `${error.message} ${String(error.hint)}`;
    throw error;
  }
  throw new Error("The command line was accepted.");
}
