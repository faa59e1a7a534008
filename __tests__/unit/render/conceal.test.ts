import { describe, expect, test } from "@jest/globals";
import { concealValues } from "../../../src/render/conceal.js";

const values =
  "password: hunter2Secret\nphrase: correct horse battery\nname: web\nport: 808012\nword: swordfish\n";

/** What is left of a message about these values and no template. */
function told(message: string, open = "", closed = values): string {
  return concealValues(message, { open: [open], closed: [closed] });
}

describe("a value in an error", () => {
  test.each([
    ["by itself", "bad password hunter2Secret", "bad password …"],
    ["in quotes", 'no template "hunter2Secret" here', 'no template "…" here'],
    ["before a period", "The password is hunter2Secret. Change it", "The password is …. Change it"],
    ["in an address", "parse http://app:hunter2Secret@db", "parse http://app:…@db"],
    ["behind an equals sign", "literal p=hunter2Secret", "literal p=…"],
    ["cut by a reader of YAML", "cannot decode `hunter2...` as a number", "cannot decode `…` as a number"],
    ["in base64", "bad aHVudGVyMlNlY3JldA== here", "bad … here"],
    ["of several words", "got correct horse battery instead", "got … instead"],
    ["that is a number", "port 808012 is taken", "port … is taken"],
    ["that is a word of the language", "bad password swordfish", "bad password …"],
    ["again and again", "hunter2Secret hunter2Secret and more", "… and more"],
  ])("%s is left out", (_, message, expected) => {
    expect(told(message)).toBe(expected);
  });

  test("that cannot be read as YAML is left out all the same", () => {
    expect(told("near hunter2Secret: oops", "", "a: [\n  hunter2Secret\n")).toBe("near …: oops");
  });

  test("that stands in a template literally is not hidden by hiding it, and stays", () => {
    expect(told("bad password hunter2Secret", '{{ if eq .p "hunter2Secret" }}')).toBe(
      "bad password hunter2Secret",
    );
  });
});

describe("everything else in an error", () => {
  test.each([
    ["keys", "missing key password in values"],
    ["names", "no object web found"],
    ["places", "execution error at (shop/templates/a.yaml:6:8): A host is needed"],
    ["words that only a longer value holds", "the battery of tests"],
    ["short words", "index 7 of 808"],
  ])("stays: %s", (_, message) => {
    expect(told(message)).toBe(message);
  });

  test("but a literal of a quoted template is left out, unless it names another template", () => {
    const quoted = 'at <include "shop.labels" .> in <index .Values "hunter3">: nil pointer';

    expect(told(quoted, '{{ define "shop.labels" }}')).toBe(
      'at <include "shop.labels" .> in <index .Values "…">: nil pointer',
    );
  });
});
