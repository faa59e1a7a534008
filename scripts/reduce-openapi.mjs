/**
 * Reduces GitHub's official OpenAPI description to the part that the fake GitHub of our tests checks against.
 *
 *   npm i --no-save --prefix "$(mktemp -d)" @octokit/openapi@23.0.2
 *   node scripts/reduce-openapi.mjs <that folder>/node_modules/@octokit/openapi
 *
 * Only `generated/api.github.com.json` is read: the package's index loads some 400 MB. Same input, same bytes.
 */
import { readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";

const expectedVersion = "23.0.2";
const output = new URL("../__tests__/fakes/github/openapi.json", import.meta.url);

/** What we call, or will call with reviews and with a base that only the API can give. `POST /graphql` is in no description. */
const wanted = {
  "/repos/{owner}/{repo}/issues/{issue_number}/comments": ["get", "post"],
  "/repos/{owner}/{repo}/issues/comments/{comment_id}": ["get", "patch", "delete"],
  "/repos/{owner}/{repo}/pulls/{pull_number}": ["get"],
  "/repos/{owner}/{repo}/pulls/{pull_number}/files": ["get"],
  "/repos/{owner}/{repo}/pulls/{pull_number}/reviews": ["get", "post"],
  "/repos/{owner}/{repo}/pulls/{pull_number}/comments": ["get"],
  "/repos/{owner}/{repo}/pulls/comments/{comment_id}": ["delete"],
  "/repos/{owner}/{repo}/compare/{basehead}": ["get"],
  "/repos/{owner}/{repo}/commits/{ref}": ["get"],
  "/repos/{owner}/{repo}/git/commits/{commit_sha}": ["get"],
  "/repos/{owner}/{repo}/git/trees/{tree_sha}": ["get"],
  "/repos/{owner}/{repo}/git/blobs/{file_sha}": ["get"],
};

/** Prose and samples: nothing of it is checked. `title` and `description` count only where they are no property's name. */
const prose = new Set(["description", "summary", "example", "examples", "externalDocs", "title", "tags"]);

main();

function main() {
  const folder = process.argv[2];
  if (folder === undefined) fail("Name the folder of the package @octokit/openapi.");
  const version = JSON.parse(readFileSync(join(folder, "package.json"), "utf8")).version;
  if (version !== expectedVersion) fail(`Expected @octokit/openapi ${expectedVersion}, found ${version}.`);
  const licence = readFileSync(join(folder, "LICENSE"), "utf8").trim();
  const full = JSON.parse(readFileSync(join(folder, "generated", "api.github.com.json"), "utf8"));
  writeFileSync(output, `${JSON.stringify(reduce(full, version, licence), null, 1)}\n`);
}

function reduce(full, version, licence) {
  const paths = pickPaths(full.paths);
  const components = reachableComponents(full.components, paths);
  return {
    openapi: full.openapi,
    info: {
      title: "GitHub REST API, reduced",
      version: full.info.version,
      "x-source": `@octokit/openapi ${version}, generated/api.github.com.json, by scripts/reduce-openapi.mjs`,
      "x-licence": licence,
    },
    paths,
    components,
  };
}

function pickPaths(paths) {
  const picked = {};
  for (const [path, methods] of Object.entries(wanted)) {
    picked[path] = {};
    for (const method of methods) {
      const operation = paths[path]?.[method];
      if (operation === undefined) fail(`The description has no ${method.toUpperCase()} ${path}.`);
      picked[path][method] = strip(operation);
    }
  }
  return picked;
}

/** Follows `$ref` from the paths through the components, and keeps what is met, sorted. */
function reachableComponents(components, paths) {
  const kept = {};
  const waiting = [...references(paths)];
  while (waiting.length > 0) {
    const [section, name] = waiting.pop();
    kept[section] ??= {};
    if (Object.hasOwn(kept[section], name)) continue;
    kept[section][name] = strip(components[section][name]);
    waiting.push(...references(kept[section][name]));
  }
  return Object.fromEntries(
    sorted(kept).map(([section, entries]) => [section, Object.fromEntries(sorted(entries))]),
  );
}

function* references(value) {
  if (Array.isArray(value)) for (const item of value) yield* references(item);
  else if (value !== null && typeof value === "object") {
    if (typeof value.$ref === "string") yield value.$ref.replace("#/components/", "").split("/");
    for (const item of Object.values(value)) yield* references(item);
  }
}

/** Drops prose, GitHub's extensions and preview hints; `inProperties` guards properties that are called like prose. */
function strip(value, inProperties = false) {
  if (Array.isArray(value)) return value.map((item) => strip(item));
  if (value === null || typeof value !== "object") return value;
  const entries = Object.entries(value).filter(
    ([key]) => inProperties || !(prose.has(key) || key.startsWith("x-")),
  );
  return Object.fromEntries(
    entries.map(([key, item]) => [
      key,
      key === "enum" ? item : strip(item, !inProperties && key === "properties"),
    ]),
  );
}

function sorted(object) {
  return Object.entries(object).sort(([left], [right]) => (left < right ? -1 : left > right ? 1 : 0));
}

function fail(message) {
  process.stderr.write(`${message}\n`);
  process.exit(2);
}
