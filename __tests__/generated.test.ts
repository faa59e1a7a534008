/** What is generated is up to date, and the generator says so when it is not. */
import { spawnSync } from "node:child_process";
import { appendFileSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";
import { afterAll, beforeAll, describe, expect, test } from "@jest/globals";
import { Ajv, type ValidateFunction } from "ajv";
import { catalogFile } from "../src/catalog/source.js";
import { readRuleFile } from "../src/catalog/rule-file.js";
import { readConfiguration } from "../src/config/load.js";
import { ConfigurationError } from "../src/core/errors.js";
import { readCatalog } from "./catalog.js";

const root = fileURLToPath(new URL("..", import.meta.url));
const timeoutMs = 120_000;

let folder = "";
beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), "generated-"));
});
afterAll(() => {
  rmSync(folder, { recursive: true });
});

describe("npm run generate -- --check", () => {
  test(
    "finds nothing stale in the repository",
    () => {
      const { output, status } = generate("--check");

      expect(output).toBe("Everything that is generated is up to date.\n");
      expect(status).toBe(0);
    },
    timeoutMs,
  );

  test(
    "names every file that differs, is missing or is printed by nothing, and the command that repairs them",
    () => {
      const copy = join(folder, "copy");
      generate("--into", copy);
      appendFileSync(join(copy, "action.yml"), "# edited by hand\n");
      rmSync(join(copy, "docs/options.md"));
      writeFileSync(join(copy, "docs/rules/no-such-rule.md"), "# A rule that is gone\n");

      const stale = generate("--check", "--into", copy);

      expect(stale.output).toBe(`action.yml is out of date.
docs/options.md is missing.
docs/rules/no-such-rule.md is printed by nothing.
Run \`npm run generate\`.
`);
      expect(stale.status).toBe(1);

      generate("--into", copy);
      expect(generate("--check", "--into", copy).status).toBe(0);
    },
    timeoutMs,
  );

  test(
    "says that it compared nothing else where the list of checks is stale",
    () => {
      const { output, status } = generate("--check", "--into", join(folder, "empty"));

      expect(output).toBe(`Only the list of checks was compared: the rest is printed from it.
src/checks/index.ts is missing.
Run \`npm run generate\`.
`);
      expect(status).toBe(1);
    },
    timeoutMs,
  );

  test(
    "says that it compared nothing where the catalog has a mistake, and where that is",
    () => {
      const rules = join(folder, "rules");
      mkdirSync(join(rules, "pod"), { recursive: true });
      writeFileSync(join(rules, "pod", "one.yaml"), "title: A rule\nsevrity: low\n");

      const { output, status } = generate("--check", "--rules", rules);

      expect(output).toContain("rules/pod/one.yaml:2: ");
      expect(output).toContain("Nothing that rests on the catalog was compared.");
      expect(status).toBe(1);
    },
    timeoutMs,
  );
});

describe("npm run new-rule", () => {
  test("writes a rule file that loads, and refuses the same id in another family", () => {
    const rules = join(folder, "new-rules");

    const first = script("new-rule.mjs", "pod/host-alias", "--into", rules);
    const second = script("new-rule.mjs", "network/host-alias", "--into", rules);

    expect(first.status).toBe(0);
    expect(first.output).toContain("npm run check");
    const text = readFileSync(join(rules, "pod/host-alias.yaml"), "utf8");
    const rule = readRuleFile(catalogFile("pod/host-alias.yaml", text));
    expect(rule.examples.bad).toHaveLength(1);
    expect(rule.examples.good).toHaveLength(1);
    expect(second).toEqual({
      status: 2,
      output: 'The id "host-alias" is taken by pod/host-alias.yaml. An id is never used twice.\n',
    });
  });

  test.each(["host-alias", "pods/host-alias", "pod/Host_Alias", "pod/../host-alias"])(
    "refuses %s",
    (name) => {
      expect(script("new-rule.mjs", name, "--into", join(folder, "refused")).status).toBe(2);
    },
  );
});

describe("schema/rule.json", () => {
  const validate = schemaAt("schema/rule.json");

  test.each(readCatalog().rules.map(({ rule, file }) => [rule.id, file] as const))(
    "accepts %s",
    (_, file) => {
      validate(file.value);

      expect(validate.errors).toBeNull();
    },
  );

  test.each([
    ["an unknown key", { ...rule(), sevrity: "low" }],
    ["an unknown key of the fix", { ...rule(), fix: { advice: "Remove it.", sett: {} } }],
    ["an unknown key of an example", { ...rule(), examples: { bad: [{ title: "A.", yaml: "", json: "" }] } }],
    ["two ways to decide", { ...rule(), check: "default-deny" }],
    ["no way to decide", { ...rule(), pass: undefined }],
    ["an unknown severity", { ...rule(), severity: "urgent" }],
    ["a sentence without its full stop", { ...rule(), what: "It is privileged" }],
    ["an unknown test of a flag", { ...rule(), pass: undefined, flags: [{ flag: "a", want: { is: "b" } }] }],
  ])("refuses %s", (_, value) => {
    expect(validate(JSON.parse(JSON.stringify(rule())))).toBe(true);
    expect(validate(JSON.parse(JSON.stringify(value)))).toBe(false);
  });

  test.each([
    ["a rule", (extra: object) => ({ ...rule(), ...extra }), "properties"],
    [
      "a case",
      (extra: object) => ({ ...rule(), cases: [{ name: "a", ...extra }] }),
      "properties.cases.items.properties",
    ],
    [
      "a fix",
      (extra: object) => ({ ...rule(), fix: { advice: "A.", ...extra } }),
      "properties.fix.properties",
    ],
    [
      "a raise",
      (extra: object) => ({ ...rule(), raise: [{ severity: "low", why: "A.", ...extra }] }),
      "properties.raise.items.properties",
    ],
    [
      "a row",
      (extra: object) => ({ ...rule(), flags: [{ flag: "a", ...extra }] }),
      "definitions.flagRow.properties",
    ],
    [
      "the condition of a row",
      (extra: object) => ({ ...rule(), flags: [{ flag: "a", when: { flag: "b", ...extra } }] }),
      "definitions.rowCondition.properties",
    ],
    [
      "the examples",
      (extra: object) => ({ ...rule(), examples: { ...extra } }),
      "properties.examples.properties",
    ],
    [
      "an example",
      (extra: object) => ({ ...rule(), examples: { bad: [{ title: "A.", yaml: "a: 1", ...extra }] } }),
      "definitions.example.properties",
    ],
  ])("knows the keys of %s that the reader knows", (_, withExtra, path) => {
    const known = keysThatAreKnown((extra) =>
      readRuleFile(catalogFile("pod/one.yaml", JSON.stringify(withExtra(extra)))),
    );

    expect(keysAt(validate.schema, path)).toEqual(known);
  });
});

describe("schema/configuration.json", () => {
  const validate = schemaAt("schema/configuration.json");

  test("accepts what the reader accepts", () => {
    const value = {
      profile: "strict",
      "fail-on": "high",
      exclude: ["test/**"],
      "kubernetes-version": "1.34",
    };

    expect(readConfiguration("a.yaml", Buffer.from(JSON.stringify(value)))).toMatchObject(value);
    expect(validate(value)).toBe(true);
    expect(validate({})).toBe(true);
  });

  test.each([
    ["an unknown key", { profil: "default" }],
    ["an unknown threshold", { "fail-on": "urgent" }],
    ["a number as version", { "kubernetes-version": 1.34 }],
    ["a text for a list", { include: "deploy/**" }],
  ])("refuses %s, as the reader does", (_, value) => {
    const read = () => readConfiguration("a.yaml", Buffer.from(JSON.stringify(value)));

    expect(read).toThrow(ConfigurationError);
    expect(validate(value)).toBe(false);
  });

  test("knows the keys that the reader knows", () => {
    const known = keysThatAreKnown((extra) =>
      readConfiguration("a.yaml", Buffer.from(JSON.stringify(extra))),
    );

    expect(keysAt(validate.schema, "properties")).toEqual(known);
  });
});

function rule() {
  return {
    title: "Container runs privileged",
    severity: "critical",
    since: "0.1.0",
    what: "The container is privileged.",
    why: "It owns the node.",
    match: "workload",
    pass: "true",
    message: "It is privileged.",
    fix: { advice: "Remove it." },
  };
}

function generate(...options: readonly string[]) {
  return script("generate.mjs", ...options);
}

/** Runs a script of ours as npm does, without our environment. */
function script(name: string, ...options: readonly string[]) {
  const { status, stdout, stderr } = spawnSync(process.execPath, [join(root, "scripts", name), ...options], {
    cwd: root,
    env: { PATH: dirname(process.execPath) },
    encoding: "utf8",
  });
  return { status, output: `${stdout}${stderr}` };
}

function schemaAt(path: string): ValidateFunction {
  const ajv = new Ajv({ allErrors: true, strict: true, strictRequired: false, allowUnionTypes: true });
  return ajv.compile(JSON.parse(readFileSync(join(root, path), "utf8")));
}

/** The reader lists all keys where an unknown one resembles none of them. */
function keysThatAreKnown(read: (extra: object) => unknown): readonly string[] {
  try {
    read({ qqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqq: "" });
  } catch (error) {
    const list = error instanceof ConfigurationError && /one of the keys (.*), found/.exec(error.message);
    if (list && list[1] !== undefined) return list[1].split(", ").sort();
    throw error;
  }
  throw new Error("The reader accepted an unknown key.");
}

function keysAt(schema: unknown, path: string): readonly string[] {
  const found = path.split(".").reduce<unknown>((value, key) => Object(value)[key], schema);
  return Object.keys(Object(found)).sort();
}
