import { test } from "@jest/globals";
import { writeFileSync } from "node:fs";
import { readSpecTests, runSpecTest } from "./cel/cel-spec.js";
test("probe", () => {
  const out: string[] = [];
  for (const f of [
    "basic",
    "comparisons",
    "conversions",
    "fields",
    "fp_math",
    "integer_math",
    "lists",
    "logic",
    "macros",
    "namespace",
    "parse",
    "plumbing",
    "string",
    "timestamps",
    "optionals",
    "string_ext",
    "macros2",
  ]) {
    const ts = readSpecTests(f);
    let bad = 0;
    for (const t of ts) {
      let r;
      try {
        r = runSpecTest(t);
      } catch (e) {
        r = "THROW " + (e as Error).stack;
      }
      if (r !== t.expected) {
        bad++;
        out.push(`${t.id} | ${t.source} | want ${t.expected} | got ${r}`);
      }
    }
    out.push(`## ${f} ${ts.length} bad ${bad}`);
  }
  writeFileSync("/tmp/spec-out.txt", out.join("\n"));
});
