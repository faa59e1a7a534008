/** A condition may only be skipped for data that it has passed before: whatever could differ must count as different. */
import { describe, expect, test } from "@jest/globals";
import { Contents, Passed } from "../../../src/catalog/sameness.js";

describe("contents", () => {
  test("are the same number for equal data and for nothing else", () => {
    const contents = new Contents();
    const different = [
      undefined,
      null,
      "",
      "1",
      1,
      true,
      "true",
      [],
      {},
      [1],
      ["1"],
      { a: 1 },
      { a: "1" },
      { b: 1 },
    ];

    const numbers = different.map((value) => contents.of(value));

    expect(new Set(numbers).size).toBe(different.length);
    expect(different.map((value) => contents.of(structuredClone(value)))).toEqual(numbers);
  });

  test("are never the same where JSON would not tell them apart, or where telling is dear", () => {
    const contents = new Contents();
    const big = 2n ** 60n;
    const long = "x".repeat(5_000);

    for (const value of [[NaN], [null], big, String(big), `${big}n`, long]) {
      const fresh = contents.of(value);
      for (const other of [[NaN], [Infinity], big, [big], long]) expect(contents.of(other)).not.toBe(fresh);
    }
  });
});

describe("remembering", () => {
  test("ends where the same data hardly comes back", () => {
    const passed = new Passed();
    for (let index = 0; index < 300; index++) {
      if (!passed.has(`${index}`)) passed.add(`${index}`);
    }
    expect(passed.isWorthwhile).toBe(false);

    const useful = new Passed();
    for (let index = 0; index < 300; index++) {
      if (!useful.has(`${index % 3}`)) useful.add(`${index % 3}`);
    }
    expect(useful.isWorthwhile).toBe(true);
  });
});
