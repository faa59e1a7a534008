/**
 * A variable or a key of a ConfigMap whose name speaks of a secret and whose value is written out. Judged is the source and not what a
 * chart renders, because a chart makes random values while it renders; a chart's values are judged in their file. Files inside of a
 * ConfigMap are left alone but for lists of settings, because words in code and scripts say nothing.
 */
import { elements, field, isObject, type Json, text } from "../core/json.js";
import type { Resource } from "../core/resource.js";
import { type Blame, blame, type TextView } from "../core/rule.js";
import { containersOf } from "../kubernetes/containers.js";
import { objectsAt } from "../kubernetes/routed.js";
import { podTemplates } from "../kubernetes/workloads.js";
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

function inVariables(resource: Resource, tables: NameTables): readonly Blame[] {
  const containers = podTemplates(resource).flatMap(({ pod }) => containersOf(pod, "all"));
  return containers.flatMap((container) =>
    objectsAt(container, "env").flatMap((variable) => {
      const name = text(variable.value["name"]) ?? "";
      const value = text(variable.value["value"]) ?? "";
      if (!isSensitive(name, value, tables)) return [];
      return [blame([...variable.route, "value"], { name }, { on: resource })];
    }),
  );
}

/** `literals` of a kustomization's configMapGenerator. */
function inGenerators(view: TextView, tables: NameTables): readonly Blame[] {
  if (!/(?:^|\/)(?:kustomization\.ya?ml|Kustomization)$/.test(view.path)) return [];
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

function pairOf(literal: Json): readonly [name: string, value: string] {
  const [, name = "", value = ""] = /^([^=]*)=([^]*)$/.exec(text(literal) ?? "") ?? [];
  return [name, value.replace(/^(["'])([^]*)\1$/, "$2")];
}

function inTemplate({ text: source }: TextView, tables: NameTables): readonly Blame[] {
  return templateLines(source).flatMap(({ kind, section, key, value, named, within }) => {
    const isVariable = key === "value" && named !== undefined;
    if (!isVariable && !(kind === "ConfigMap" && section === "data")) return [];
    const name = isVariable ? named : key;
    return isSensitive(name, value, tables) ? [blame([], { name }, { within })] : [];
  });
}
