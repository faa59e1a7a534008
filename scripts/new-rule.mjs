/**
 * Writes the skeleton of a rule file.
 *
 *   npm run new-rule pod/host-network
 *
 * --into <folder>   writes below another folder than rules/
 */
import { existsSync, mkdirSync, readFileSync, writeFileSync } from "node:fs";
import { dirname, join, resolve } from "node:path";
import { fileURLToPath } from "node:url";
import { parseArgs } from "node:util";
import { parse } from "yaml";
import { readCatalogTexts } from "./catalog-files.mjs";

const root = join(dirname(fileURLToPath(import.meta.url)), "..");

/** The folders of rules/ that hold no rules. */
const otherFolders = ["frameworks", "profiles", "tables"];

main();

function main() {
  const { values, positionals } = parseArgs({
    options: { into: { type: "string", default: join(root, "rules") } },
    allowPositionals: true,
  });
  const [name = ""] = positionals;
  const rules = resolve(values.into);
  const objection = objectionTo(name, rules);
  if (objection !== undefined) {
    console.error(objection);
    process.exitCode = 2;
    return;
  }
  const file = join(rules, `${name}.yaml`);
  mkdirSync(dirname(file), { recursive: true });
  writeFileSync(file, skeleton(), { flag: "wx" });
  console.log(nextSteps(name));
}

/** Why there can be no such rule; undefined where there can. */
function objectionTo(name, rules) {
  const match = /^([a-z-]+)\/([a-z][a-z0-9]*(?:-[a-z0-9]+)*)$/.exec(name);
  if (match === null) {
    return "Name the rule as <family>/<id>, in lower case with hyphens: npm run new-rule pod/host-network";
  }
  const [, family, id] = match;
  const families = knownFamilies();
  if (!families.includes(family)) return `"${family}" is no family. Use one of ${families.join(", ")}.`;
  const owner = existsSync(rules) ? ownerOf(id, rules) : undefined;
  return owner === undefined ? undefined : `The id "${id}" is taken by ${owner}. An id is never used twice.`;
}

/** The families as src/core/rule.ts lists them, read as text so that nothing has to be compiled for it. */
function knownFamilies() {
  const source = readFileSync(join(root, "src/core/rule.ts"), "utf8");
  const list = /export const families = \[([^\]]*)\]/.exec(source);
  const families = [...(list?.[1] ?? "").matchAll(/"([a-z-]+)"/g)].map(([, family]) => family);
  if (families.length === 0) throw new Error("src/core/rule.ts lists no families.");
  return families;
}

/** The file whose rule has that id, or had it once. */
function ownerOf(id, rules) {
  return readCatalogTexts(rules)
    .filter(({ path }) => path.includes("/") && !otherFolders.includes(path.split("/")[0]))
    .find(({ path, text }) => {
      const aliases = parse(text)?.aliases ?? [];
      return path.endsWith(`/${id}.yaml`) || aliases.includes(id);
    })?.path;
}

/** It loads and its examples hold, so that `npm run check` complains about the words in capitals alone. */
function skeleton() {
  const { version } = JSON.parse(readFileSync(join(root, "package.json"), "utf8"));
  return `title: FILL IN what is wrong, in one line without a full stop
severity: medium
since: ${version}
what: FILL IN what the rule sees.
why: >-
  FILL IN what an attacker gains from it.
references:
  - https://kubernetes.io/docs/concepts/security/
match: workload
forEach: allContainers
pass: self.?securityContext.?fillIn.orValue(false) != true
path: [securityContext.fillIn, .]
message: Container "{self.name}" FILL IN.
fix:
  advice: FILL IN what to do.
  safety: review
  set: {securityContext.fillIn: false}
examples:
  bad:
    - title: FILL IN what makes this one bad.
      yaml: |
        apiVersion: v1
        kind: Pod
        metadata: {name: shop}
        spec:
          containers:
            - name: web
              image: example.com/web:2.1.0
              securityContext:
                fillIn: true                   # finding
  good:
    - title: FILL IN why its nearest neighbour is good.
      yaml: |
        apiVersion: v1
        kind: Pod
        metadata: {name: shop}
        spec:
          containers:
            - name: web
              image: example.com/web:2.1.0
`;
}

function nextSteps(name) {
  return `Wrote rules/${name}.yaml. Next:

1. Replace everything that says FILL IN; docs/add-a-rule.md explains every key.
2. Add "${name.split("/")[1]}" to the controls that it serves in rules/frameworks/*.yaml.
3. npm run generate
4. npm run check
`;
}
