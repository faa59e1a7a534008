/**
 * A variable or a key of a ConfigMap whose name speaks of a secret and whose value is written out. Judged is the source and not what a
 * chart renders, because a chart makes random values while it renders; a chart's values are judged in their file. Files inside of a
 * ConfigMap are left alone but for lists of settings, because words in code and scripts say nothing.
 */
import { elements, field, isList, isObject, type Json, text } from "../core/json.js";
import type { Route } from "../core/location.js";
import type { Resource } from "../core/resource.js";
import { type Blame, blame, type TextView } from "../core/rule.js";
import { type NameTables, nameTables } from "../text/secret-name.js";
import { isSensitive } from "../text/sensitive.js";
import { templateLines } from "../text/template-lines.js";
import { defineCheck } from "./define.js";

export const check = defineCheck(
  {
    match: "text",
    reach: "repo",
    with: nameTables,
  },
  (view, tables) => {
    const isTemplate = view.documents().length === 0 && view.text.includes("{{");
    return [
      ...view.objects().flatMap((one) => [...inConfigMap(one, tables), ...inVariables(one, tables)]),
      ...inGenerators(view, tables),
      ...inPatches(view, tables),
      ...(isTemplate ? inTemplate(view, tables) : []),
    ];
  },
);

function inConfigMap(resource: Resource, tables: NameTables): readonly Blame[] {
  if (resource.kind !== "ConfigMap" || resource.group !== "" || isObject(resource.body["sops"])) return [];
  const data = field(resource.body, "data");
  return Object.entries(isObject(data) ? data : {}).flatMap(([key, value]) => {
    if (typeof value !== "string") return [];
    if (isSensitive(key, value, tables)) return [blame(["data", key], { name: key }, { on: resource })];
    const setting = isSettingsFile(key) ? settingsIn(value, tables)[0] : undefined;
    return setting === undefined ? [] : [blame(["data", key], { name: setting }, { on: resource })];
  });
}

function isSettingsFile(key: string): boolean {
  return /\.(?:properties|env|ini|cnf)$/.test(key) || key === ".env";
}

/** The names of the settings, one a line, that hold a secret. */
function settingsIn(file: string, tables: NameTables): readonly string[] {
  return file.split("\n").flatMap((line) => {
    const [, name = "", value = ""] = /^\s*(?:export\s+)?([A-Za-z][\w.-]*)\s*=\s*(\S.*)$/.exec(line) ?? [];
    const bare = value.trim().replace(/^(["'])(.*)\1$/, "$2");
    return name !== "" && isSensitive(name, bare, tables) ? [name] : [];
  });
}

/** Lists of variables wherever they stand: in pods, and in kinds that make pods, such as steps of a pipeline. */
function inVariables(resource: Resource, tables: NameTables): readonly Blame[] {
  if (resource.kind === "Secret" && resource.group === "") return [];
  return [...variablesIn(resource.body, [], tables, false)].map(({ name, route }) =>
    blame(route, { name }, { on: resource }),
  );
}

/** The secret variables below a value. `areVariables` says that pairs of name and value are variables here. */
function* variablesIn(
  value: Json,
  route: Route,
  tables: NameTables,
  areVariables: boolean,
): Generator<{ readonly name: string; readonly route: Route }> {
  if (areVariables && isObject(value)) {
    const name = text(value["name"]) ?? "";
    if (isSensitive(name, text(value["value"]) ?? "", tables)) yield { name, route: [...route, "value"] };
  }
  for (const [key, own] of isList(value) ? value.entries() : Object.entries(isObject(value) ? value : {})) {
    yield* variablesIn(
      own,
      [...route, key],
      tables,
      key === "env" || (areVariables && typeof key === "number"),
    );
  }
}

/** A patch of kustomize in the form of RFC 6902, in a file of its own or inside a kustomization. */
function inPatches(view: TextView, tables: NameTables): readonly Blame[] {
  const operations = view.documents().flatMap((inside) => {
    if (field(elements(inside.value)[0], "op") === undefined) return [];
    return elements(inside.value).flatMap((operation, index) =>
      [...variablesIn(field(operation, "value") ?? null, [index, "value"], tables, true)].map(
        ({ name, route }) => blame(route, { name }, { inside }),
      ),
    );
  });
  return isKustomization(view) ? [...operations, ...variableLines(view, tables)] : operations;
}

/** `name:` and `value:` below each other, in a text that is a patch inside of another file, or a template. */
function variableLines({ text: source }: TextView, tables: NameTables): readonly Blame[] {
  return templateLines(source).flatMap(({ key, value, named, within }) => {
    if (key !== "value" || named === undefined) return [];
    return isSensitive(named, value, tables) ? [blame([], { name: named }, { within })] : [];
  });
}

/** `literals` of a kustomization's configMapGenerator. */
function inGenerators(view: TextView, tables: NameTables): readonly Blame[] {
  if (!isKustomization(view)) return [];
  return view.documents().flatMap((inside) =>
    elements(field(inside.value, "configMapGenerator")).flatMap((generator, index) =>
      elements(field(generator, "literals")).flatMap((literal, position) => {
        const [name, value] = pairOf(literal);
        if (!isSensitive(name, value, tables)) return [];
        return [blame(["configMapGenerator", index, "literals", position], { name }, { inside })];
      }),
    ),
  );
}

function isKustomization({ path }: TextView): boolean {
  return /(?:^|\/)(?:kustomization\.ya?ml|Kustomization)$/.test(path);
}

function pairOf(literal: Json): readonly [name: string, value: string] {
  const [, name = "", value = ""] = /^([^=]*)=([^]*)$/.exec(text(literal) ?? "") ?? [];
  return [name, value.replace(/^(["'])([^]*)\1$/, "$2")];
}

function inTemplate(view: TextView, tables: NameTables): readonly Blame[] {
  const data = templateLines(view.text).flatMap(({ kind, section, key, value, within }) => {
    if (kind !== "ConfigMap" || section !== "data") return [];
    return isSensitive(key, value, tables) ? [blame([], { name: key }, { within })] : [];
  });
  return [...data, ...variableLines(view, tables)];
}
