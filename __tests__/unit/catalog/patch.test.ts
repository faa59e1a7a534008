import { describe, expect, test } from "@jest/globals";
import { buildRule } from "../../../src/catalog/build.js";
import { readRuleFile } from "../../../src/catalog/rule-file.js";
import { catalogFile } from "../../../src/catalog/source.js";
import { ConfigurationError } from "../../../src/core/errors.js";

const head = `title: A rule
severity: high
since: 0.1.0
what: It sees something.
why: It matters.
`;

/** The line and message of the mistake in a rule file with this fix; undefined where there is none. */
function mistakeIn(fix: string, form = 'match: workload\npass: "true"\npath: [hostPID]'): string | undefined {
  const file = catalogFile("pod/a-rule.yaml", `${head}${form}\nmessage: It is bad.\nfix:\n${fix}`);
  try {
    buildRule(readRuleFile(file), file, { minor: 0, tables: new Map(), checks: {}, with: {} });
    return undefined;
  } catch (error) {
    if (!(error instanceof ConfigurationError)) throw error;
    return `${error.place?.file}:${error.place?.line} ${error.message}`;
  }
}

describe("a fix", () => {
  test("may set, remove and hold back", () => {
    expect(
      mistakeIn("  {advice: Do so., set: {hostPID: false}, remove: [hostIPC], unless: 'size(self) > 3'}\n"),
    ).toBe(undefined);
  });

  test.each([
    [
      "a path that is none",
      "  advice: Do so.\n  set:\n    a.: 1\n    a b: 1\n",
      /^pod\/a-rule.yaml:14 .*is no path/,
    ],
    [
      "a path from nowhere",
      "  advice: Do so.\n  remove:\n    - a\n    - $node.b\n",
      /^pod\/a-rule.yaml:14 "\$node"/,
    ],
    [
      "a broken expression",
      "  advice: Do so.\n  remove: [a]\n  unless: self.(\n",
      /^pod\/a-rule.yaml:13 .*not compile/,
    ],
    [
      "a name of another scope",
      "  advice: Do so.\n  remove: [a]\n  unless: container == 1\n",
      /a-rule.yaml:13/,
    ],
    ["a broken predicate", "  advice: Do so.\n  remove:\n    - a[x, y]\n", /a-rule.yaml:13/],
    ["nothing to hold back", "  advice: Do so.\n  unless: 'true'\n", /a-rule.yaml:12 "unless" needs/],
  ])("is refused with its line for %s", (_, fix, mistake) => {
    expect(mistakeIn(fix)).toMatch(mistake);
  });

  test("is refused where the rule judges no object", () => {
    const form = 'match: kubelet\nflags: [{flag: a, want: "true"}]';

    expect(mistakeIn("  advice: Do so.\n  set: {a: 1}\n", form)).toMatch(/judges none of its own/);
  });
});
