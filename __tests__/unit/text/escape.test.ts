import { describe, expect, test } from "@jest/globals";
import {
  breakCommands,
  cut,
  cutLeft,
  fence,
  forCommandData,
  forCommandProperty,
  forHtml,
  forMarkdown,
  forPlainText,
  forSarif,
  forTerminal,
  forUrl,
  proseForHtml,
  proseForMarkdown,
} from "../../../src/text/escape.js";

const zeroWidthSpace = "\u200b";

describe("forTerminal", () => {
  test("leaves an ordinary path as it is", () => {
    expect(forTerminal("deploy/api.yaml")).toBe("deploy/api.yaml");
  });

  test("takes colours, links of terminals and unfinished sequences out", () => {
    expect(forTerminal("\u001b[31mred\u001b[0m")).toBe("red");
    expect(forTerminal("\u001b]8;;https://evil.example\u001b\\click\u001b]8;;\u001b\\")).toBe("click");
    expect(forTerminal("web\u001b]8;;https://evil.example")).toBe("web");
    expect(forTerminal("\u009b31mred")).toBe("red");
  });

  test("does not assemble a sequence from the remains of another one", () => {
    expect(forTerminal("\u001b\u001b[0m[31mred")).toBe("\ufffd[31mred");
  });

  test("writes line breaks and tabs as escapes", () => {
    expect(forTerminal("a\r\nb\tc")).toBe("a\\r\\nb\\tc");
  });

  test("shows control, bidirectional and zero-width characters and lone surrogates as U+FFFD", () => {
    expect(forTerminal("a\0b\u202ec\u200bd\ud83de")).toBe("a\ufffdb\ufffdc\ufffdd\ufffde");
  });

  test("keeps letters of every script and whole emoji", () => {
    expect(forTerminal("größe 東京 🎉")).toBe("größe 東京 🎉");
  });

  test("breaks what a runner takes for a command", () => {
    expect(forTerminal("  ::error::x")).toBe(`  :${zeroWidthSpace}:error::x`);
    expect(forTerminal("a ##[error]x")).toBe(`a #${zeroWidthSpace}#[error]x`);
    expect(forTerminal("##\u001b[0m[error]x")).toBe(`#${zeroWidthSpace}#[error]x`);
    expect(forTerminal("##vso[task.complete]")).toBe(`#${zeroWidthSpace}#vso[task.complete]`);
  });

  test("leaves two colons inside a line alone", () => {
    expect(forTerminal("std::string ## [x]")).toBe("std::string ## [x]");
  });

  test("cuts a long text and says so", () => {
    expect(forTerminal("abcdef", 4)).toBe("abc…");
    expect(forTerminal("abcd", 4)).toBe("abcd");
  });
});

test("a line that is put together from quoted pieces holds no command", () => {
  expect(breakCommands(`${forTerminal("##")}${forTerminal("[error]x")}`)).toBe(`#${zeroWidthSpace}#[error]x`);
});

describe("forMarkdown", () => {
  test("puts an ordinary name between backticks", () => {
    expect(forMarkdown("deploy/api.yaml:41")).toBe("`deploy/api.yaml:41`");
  });

  test("writes every other name as an element with numeric references", () => {
    expect(forMarkdown("a|b")).toBe("<code>a&#124;b</code>");
    expect(forMarkdown("`x`")).toBe("<code>&#96;x&#96;</code>");
    expect(forMarkdown("größe")).toBe("<code>größe</code>");
  });

  test("makes one line of several and cuts after 120 code points", () => {
    expect(forMarkdown("a\n\n# b")).toBe("<code>a&#32;&#35;&#32;b</code>");
    expect(forMarkdown("a".repeat(121))).toBe(`\`${"a".repeat(119)}…\``);
    expect(forMarkdown("a".repeat(120))).toBe(`\`${"a".repeat(120)}\``);
  });

  test("has a word for an empty name", () => {
    expect(forMarkdown(" \n ")).toBe("(empty)");
  });
});

test("forHtml uses no backticks, which mean nothing between HTML tags", () => {
  expect(forHtml("web")).toBe("<code>web</code>");
});

describe("proseForMarkdown", () => {
  test("leaves a plain sentence as it is", () => {
    const sentence = "A break-out takes the node's disk, and (mostly) 1.34 of 2 more: all of it.";

    expect(proseForMarkdown(sentence)).toBe(sentence);
  });

  test("shows a quoted name, a field and what stands between backticks as code", () => {
    expect(proseForMarkdown('Container "web" needs spec.hostNetwork, see `kubectl get pods`.')).toBe(
      "Container `web` needs `spec.hostNetwork`, see <code>kubectl&#32;get&#32;pods</code>.",
    );
  });

  test("leaves no mention, reference, emoji, address or link standing", () => {
    expect(proseForMarkdown("ask @octocat, fixes #1 :tada: GH-12 3f2c1ab www.evil.example")).toBe(
      "ask `@octocat`, fixes <code>&#35;1</code> `:tada`: `GH-12` `3f2c1ab` `www.evil.example`",
    );
    expect(proseForMarkdown("[x](javascript:alert)")).toBe(
      "<code>&#91;x&#93;&#40;javascript&#58;alert</code>)",
    );
  });

  test("makes no address of www and punctuation", () => {
    expect(proseForMarkdown("www.:: (www.) wwww.")).toBe("`www`.:: (`www`.) wwww.");
  });

  test("starts no list", () => {
    expect(proseForMarkdown("1. forged")).toBe("`1`. forged");
    expect(proseForMarkdown("Set it to 1. Then run.")).toBe("Set it to 1. Then run.");
  });

  test("treats an unbalanced backtick as text", () => {
    expect(proseForMarkdown("a ` b")).toBe("a <code>&#96;</code> b");
  });
});

test("proseForHtml shows code as an element", () => {
  expect(proseForHtml('Container "web" runs')).toBe("Container <code>web</code> runs");
});

describe("fence", () => {
  test("is three backticks for an ordinary text", () => {
    expect(fence("a: 1\n", "yaml")).toBe("```yaml\na: 1\n```");
  });

  test("is longer than every run of backticks in the text", () => {
    expect(fence("a\n````\nb", "yaml")).toBe("`````yaml\na\n````\nb\n`````");
  });

  test("keeps line breaks and shows other control characters", () => {
    expect(fence("a\r\n\tb\u0007\u202e", "yaml")).toBe("```yaml\na\n    b\ufffd\ufffd\n```");
  });
});

test("forUrl encodes every segment and what could end a link", () => {
  expect(forUrl("charts/a b/(c)#d?.yaml")).toBe("charts/a%20b/%28c%29%23d%3F.yaml");
  expect(forUrl("a\ud83d")).toBe("a%EF%BF%BD");
});

test("forPlainText makes one line", () => {
  expect(forPlainText("a\n b\u001b[31m", 100)).toBe("a b");
});

test("forSarif makes no link", () => {
  expect(forSarif("[x](https://evil.example)", 100)).toBe(`[x]${zeroWidthSpace}(https://evil.example)`);
});

test("workflow commands are escaped as the runner reads them", () => {
  expect(forCommandData("50%\r\na:b")).toBe("50%25%0D%0Aa:b");
  expect(forCommandProperty("50%\na:b,c")).toBe("50%25%0Aa%3Ab%2Cc");
});

test("texts are cut between code points", () => {
  expect(cut("🎉🎉🎉", 2)).toBe("🎉…");
  expect(cut("🎉🎉", 2)).toBe("🎉🎉");
});

test("a long path keeps its end, from a folder on where there is one", () => {
  expect(cutLeft("charts/agent/templates/ds.yaml", 22)).toBe("…/templates/ds.yaml");
  expect(cutLeft("aaaaaaaaaaaaaaaaaaaaaaaa.yaml", 10)).toBe("…aaaa.yaml");
  expect(cutLeft("ds.yaml", 22)).toBe("ds.yaml");
});
