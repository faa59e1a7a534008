/** JSON that is safe to print says the same as before. */
import * as fc from "fast-check";
import { expect, test } from "@jest/globals";
import { forJson } from "../../src/text/escape.js";
import { hostileTexts } from "../fakes/hostile-names.js";
import { commandsIn } from "../fakes/runner-commands.js";

const anyText = fc.oneof(
  fc.string({ unit: "binary", maxLength: 60 }),
  fc.constantFrom(...hostileTexts.filter((text) => text.length < 1_000)),
);

test("any data is read back as it was, and makes no command and no control character", () => {
  fc.assert(
    fc.property(fc.dictionary(anyText, anyText), (data) => {
      const before = JSON.stringify(data, null, 2);

      const text = forJson(before);

      expect(JSON.parse(text)).toEqual(JSON.parse(before));
      expect(commandsIn(text)).toEqual([]);
      expect(text.replaceAll("\n", "")).not.toMatch(/[\p{Cc}\p{Cf}\p{Cs}\p{Zl}\p{Zp}]/u);
    }),
  );
});

test("plain data is left alone", () => {
  const text = JSON.stringify({ name: "web", path: "a/b.yaml", note: "grün ✓ ## heading" }, null, 2);

  expect(forJson(text)).toBe(text);
});
