import { describe, expect, test } from "@jest/globals";
import { readDockerfile } from "../../../src/dockerfile/read.js";

/** Keyword, arguments and what stands at their places. */
function outline(text: string) {
  return readDockerfile(text).map(({ keyword, words }) => [
    keyword,
    ...words.map(({ start, end }) => text.slice(start, end)),
  ]);
}

describe("instructions", () => {
  test("come in order with upper-case keywords, flags and places", () => {
    const text = "# escape=\\\nARG V=1\nfrom --platform=$P example.com/go:${V} AS build\nUSER root\n";

    expect(outline(text)).toEqual([
      ["ARG", "V=1"],
      ["FROM", "example.com/go:${V}", "AS", "build"],
      ["USER", "root"],
    ]);
    expect(readDockerfile(text)[1]?.flags).toMatchObject([{ name: "platform", value: "$P" }]);
  });

  test("over several lines are one line of the same length", () => {
    const text = "RUN a \\\n  # comment\n\n  && b \\\r\n  c\nUSER web";

    const [run, user] = readDockerfile(text);

    expect(run?.text.replaceAll(/ +/g, " ")).toBe("RUN a && b c");
    expect(run?.text).toHaveLength(text.indexOf("\nUSER"));
    expect(run?.text.indexOf("&&")).toBe(text.indexOf("&&"));
    expect(text.slice(user?.start, user?.end)).toBe("USER web");
  });

  test("continue with the character that a directive names", () => {
    expect(outline("# escape=`\nRUN dir c:\\ `\n  d:\\\nUSER web")).toEqual([
      ["RUN", "dir", "c:\\", "d:\\"],
      ["USER", "web"],
    ]);
  });

  test("keep the bodies of heredocs as they are, comments and backslashes too", () => {
    const body = "set -e \\\n# no comment of Docker\ncurl x\n";

    const [run, user] = readDockerfile(`RUN --network=none <<EOF\n${body}EOF\nUSER web`);

    expect(run?.text).toBe(`RUN --network=none <<EOF\n${body}EOF`);
    expect(run?.words.map(({ text }) => text)).toEqual(["<<EOF"]);
    expect(user?.keyword).toBe("USER");
  });

  test("name what they set, without quotes", () => {
    const [env, old, arg] = readDockerfile('ENV A="b c" D=e\nENV OLD value here\nARG NAME');

    expect(env?.properties).toMatchObject([
      { name: "A", value: "b c" },
      { name: "D", value: "e" },
    ]);
    expect(old?.properties).toMatchObject([{ name: "OLD", value: "value here" }]);
    expect(arg?.properties).toMatchObject([{ name: "NAME", value: null }]);
  });

  test("behind ONBUILD are instructions that say so", () => {
    expect(readDockerfile("ONBUILD USER root\nUSER web")).toMatchObject([
      { keyword: "USER", isOnBuild: true },
      { keyword: "USER", isOnBuild: false },
    ]);
  });
});

describe("a hostile Dockerfile", () => {
  const many = 40_000;
  test.each([
    ["is empty", ""],
    ["is no Dockerfile", "{{ .Values }}\n\0\u2028<<<\\"],
    ["has many lines", "RUN a\n".repeat(30_000)],
    ["continues for ever", `RUN a \\\n${" b \\\n".repeat(many - 100)}`],
    ["comments for ever", `RUN a \\\n${"#\n".repeat(many)}`],
    ["opens heredocs and closes none", `RUN ${"<<E ".repeat(many)}\nx`],
    ["opens a heredoc in each line", "RUN <<E\nE\n".repeat(15_000)],
    ["escapes for ever", `RUN ${"\\ ".repeat(many)}`],
    ["repeats ONBUILD", `${"ONBUILD ".repeat(20_000)}RUN a`],
    ["never ends its quotes", `ENV ${'a="'.repeat(many)}`],
    ["has one long list", `CMD ["a"${',"b"'.repeat(many)}]`],
    ["has many flags", `RUN ${"--a=b ".repeat(25_000)}`],
    ["has many variables", `FROM ${"${a}".repeat(many)}`],
  ])("that %s is read to its end", (_, text) => {
    expect(() => readDockerfile(text)).not.toThrow();
  });

  test("that is longer than any real one is refused", () => {
    expect(() => readDockerfile("#".repeat(200_001))).toThrow("more than 200000 characters");
  });
});
