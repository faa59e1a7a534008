/** What a reader sees of a framework: every control with its answer, in three formats. */
import { describe, expect, test } from "@jest/globals";
import type { Framework } from "../../../src/core/framework.js";
import { coverage } from "../../../src/report/coverage.js";

const framework: Framework = {
  id: "harbour-1",
  title: "Harbour rules",
  edition: "1",
  source: "https://example.com/harbour",
  reported: true,
  controls: [
    { id: "H-1", title: "Tie the boat", rules: ["loose-rope"], notJudged: null, limit: "The tide." },
    { id: "H-2", title: "Watch the a|b buoy", rules: [], notJudged: "People do that.", limit: null },
    { id: "H-3", title: "Paint it", rules: [], notJudged: "No rule yet.", limit: null },
  ],
};
const rules = new Map([["loose-rope", "high"]] as const);

describe("coverage", () => {
  test("answers every control in text, also those that nothing judges", () => {
    expect(coverage([framework], rules, "text")).toBe(`Harbour rules, 1 (harbour-1)
3 controls, 1 served by rules, 1 without a rule yet, 1 that files do not answer.

  H-1  Tie the boat
       loose-rope
       out of reach: The tide.
  H-2  Watch the a|b buoy
       not judged: People do that.
  H-3  Paint it
       not judged: No rule yet.
`);
  });

  test("escapes what ends a cell of a table, and links the rules", () => {
    const page = coverage([framework], rules, "markdown");

    expect(page).toContain(
      "| H-1 | Tie the boat | [`loose-rope`](../rules/loose-rope.md) (high)<br>*Out of reach: The tide.* |",
    );
    expect(page).toContain("| H-2 | Watch the a\\|b buoy | *People do that.* |");
  });

  test("gives programs the same with counts", () => {
    const { frameworks } = JSON.parse(coverage([framework], rules, "json")) as {
      frameworks: readonly { counts: unknown; controls: readonly unknown[] }[];
    };

    expect(frameworks[0]?.counts).toEqual({ served: 1, open: 1, outside: 1 });
    expect(frameworks[0]?.controls).toHaveLength(3);
  });
});
