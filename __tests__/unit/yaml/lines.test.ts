import { describe, expect, test } from "@jest/globals";
import { anchorLine } from "../../../src/yaml/anchor-line.js";
import { decodeText } from "../../../src/yaml/decode-text.js";
import { columnAt, lineAt, lineOf, lineStartsOf, spanBetween } from "../../../src/yaml/lines.js";
import { readYaml } from "../../../src/yaml/read.js";

describe("lines and columns", () => {
  const text = "one\r\ntwo\n\nfour";
  const starts = lineStartsOf(text);

  test("count from 1, and a carriage return belongs to its line", () => {
    expect(starts).toEqual([0, 5, 9, 10]);
    expect([lineAt(starts, 0), columnAt(starts, 0)]).toEqual([1, 1]);
    expect([lineAt(starts, 4), columnAt(starts, 4)]).toEqual([1, 5]);
    expect([lineAt(starts, 5), columnAt(starts, 5)]).toEqual([2, 1]);
    expect([lineAt(starts, 9), columnAt(starts, 9)]).toEqual([3, 1]);
    expect([lineAt(starts, 13), columnAt(starts, 13)]).toEqual([4, 4]);
  });

  test("of an offset past the end are those of the last line", () => {
    expect(lineAt(starts, 99)).toBe(4);
  });

  test("of an empty text are the first", () => {
    expect([lineStartsOf(""), lineAt([0], 0), columnAt([0], 0)]).toEqual([[0], 1, 1]);
  });

  test("make spans whose end is exclusive", () => {
    expect(spanBetween(starts, 5, 8)).toEqual({ startLine: 2, startColumn: 1, endLine: 2, endColumn: 4 });
  });

  test("are the same for a single question", () => {
    expect([0, 4, 5, 9, 13].map((offset) => lineOf(text, offset))).toEqual([1, 1, 2, 3, 4]);
  });
});

describe("the line of a route", () => {
  const text = "a:\n  b:\n    - c: 1\n    - d: 2\n";
  const node = readYaml(text).documents[0]?.node ?? { start: 0, end: 0 };

  test("is that of the key", () => {
    expect(anchorLine(node, text, ["a", "b", 1, "d"])).toBe(4);
  });

  test("is that of the deepest part that exists", () => {
    expect(anchorLine(node, text, ["a", "b", 7, "d"])).toBe(2);
    expect(anchorLine(node, text, ["x"])).toBe(1);
  });
});

describe("bytes", () => {
  test("in UTF-8 are text without the byte order mark", () => {
    expect(decodeText(Buffer.from("\ufeffgrün"))).toEqual({ text: "grün" });
  });

  test("that break UTF-8 are none, at their line", () => {
    expect(decodeText(Buffer.from("a\nb\n\xff\n", "latin1"))).toMatchObject({ line: 3 });
    expect(decodeText(Buffer.from("a\nb\n\xc3", "latin1"))).toMatchObject({ line: 3 });
  });

  test("with NUL are none", () => {
    expect(decodeText(Buffer.from("a\0"))).toMatchObject({ message: expect.stringContaining("binary") });
  });

  test("in UTF-16 of either order are none", () => {
    const little = Buffer.from("\ufeffa", "utf16le");

    expect(decodeText(little)).toMatchObject({ message: expect.stringContaining("UTF-16") });
    expect(decodeText(Buffer.from(little).swap16())).toMatchObject({
      message: expect.stringContaining("UTF-16"),
    });
  });
});
