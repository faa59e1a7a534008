/**
 * A secret one step before it becomes a Secret: in a generator of kustomize, in a file that such a generator reads, and in the values of
 * a chart, wherever those stand. A generator makes a Secret of everything it is given, so every clear value counts there; values hold
 * settings of all kinds, so names decide.
 */
import { at, elements, field, isObject, type Json, text } from "../core/json.js";
import type { Route } from "../core/location.js";
import type { Resource } from "../core/resource.js";
import { type Blame, blame, type TextDocument, type TextView } from "../core/rule.js";
import { isInterpolated } from "../text/literal-value.js";
import { isPlaceholder } from "../text/placeholder.js";
import { placeOf } from "../text/place.js";
import { nameEvidence, type NameTables, nameTables } from "../text/secret-name.js";
import { isSensitive } from "../text/sensitive.js";
import { defineCheck } from "./define.js";

export const check = defineCheck(
  {
    match: "text",
    reach: "repo",
    with: nameTables,
  },
  (view, tables) => [
    ...view
      .documents()
      .flatMap((inside) => [...inGenerators(view, inside), ...inValuesFile(view, inside, tables)]),
    ...view.objects().flatMap((one) => inRelease(one, tables)),
  ],
);

function inGenerators(view: TextView, inside: TextDocument): readonly Blame[] {
  const { value } = inside;
  if (field(value, "kind") === "SecretGenerator") return inGenerator(view, inside, []);
  if (!/(?:^|\/)(?:kustomization\.ya?ml|Kustomization)$/.test(view.path)) return [];
  return elements(field(value, "secretGenerator")).flatMap((_, index) =>
    inGenerator(view, inside, ["secretGenerator", index]),
  );
}

function inGenerator(view: TextView, inside: TextDocument, route: Route): readonly Blame[] {
  const generator = at(inside.value, route);
  const literals = elements(field(generator, "literals")).flatMap((literal, index) => {
    const [, key = "", value = ""] = /^([^=]*)=([^]*)$/.exec(text(literal) ?? "") ?? [];
    const isClear = value !== "" && isClearText(value.replace(/^(["'])([^]*)\1$/, "$2"));
    return isClear ? [blame([...route, "literals", index], { key }, { inside, messageKey: "literal" })] : [];
  });
  const files = fileRoutes(generator, route).flatMap(([file, isList]) => {
    const name = text(at(inside.value, file)) ?? "";
    const path = isList ? name : name.slice(name.indexOf("=") + 1);
    const content = view.near(path)?.text;
    if (content === undefined || !(isList ? holdsClearLine(content) : isClearFile(content))) return [];
    return [blame(file, { file: path }, { inside, messageKey: "file" })];
  });
  return [...literals, ...files];
}

/** The routes to names of files, and whether each is a list of variables. */
function fileRoutes(generator: Json | undefined, route: Route): readonly (readonly [Route, boolean])[] {
  const files = elements(field(generator, "files")).map(
    (_, index) => [[...route, "files", index], false] as const,
  );
  const lists = elements(field(generator, "envs")).map(
    (_, index) => [[...route, "envs", index], true] as const,
  );
  return [...files, ...lists, [[...route, "env"], true]];
}

function isClearText(value: string): boolean {
  return !isPlaceholder(value) && !isInterpolated(value) && !/^\$[A-Z]/.test(value);
}

function holdsClearLine(content: string): boolean {
  return content.split("\n").some((line) => {
    const [, name = "", value = ""] = /^([^#=\s][^=]*)=(\S.*)$/.exec(line.trim()) ?? [];
    return name !== "" && !name.startsWith("sops_") && isClearText(value.replace(/^(["'])(.*)\1$/, "$2"));
  });
}

/** Whether the file is neither empty, public nor encrypted by one of the usual tools. */
function isClearFile(content: string): boolean {
  const trimmed = content.trim();
  if (trimmed === "" || isPlaceholder(trimmed)) return false;
  if (/^(?:\$ANSIBLE_VAULT|age-encryption\.org|-----BEGIN (?:PGP MESSAGE|AGE ENCRYPTED))/.test(trimmed))
    return false;
  if (trimmed.includes("ENC[") && /\bsops\b/.test(trimmed)) return false;
  const isPublic = /^(?:-----BEGIN (?:CERTIFICATE|PUBLIC KEY)|ssh-(?:rsa|ed25519) )/.test(trimmed);
  return !isPublic || trimmed.includes("PRIVATE KEY");
}

/** `values.yaml`, `values-prod.yaml`, `prod-values.yaml`. */
function inValuesFile(view: TextView, inside: TextDocument, tables: NameTables): readonly Blame[] {
  if (!/(?:^|[/.-])values(?:[.-][^/]*)?\.ya?ml$/.test(view.path)) return [];
  if (field(inside.value, "kind") !== undefined && field(inside.value, "apiVersion") !== undefined) return [];
  const isDefault = view.path === "values.yaml" || view.path.endsWith("/values.yaml");
  return [...secretValues(inside.value, [], tables, isDefault)].map(({ route, ...hit }) =>
    blame(route, { key: hit.key }, { inside, messageKey: hit.isDefault ? "default" : "values" }),
  );
}

interface Hit {
  readonly route: Route;
  readonly key: string;
  readonly isDefault: boolean;
}

/** Settings whose names and values speak of a secret, however deep; a list of names and values is one of settings too. */
function* secretValues(value: Json, route: Route, tables: NameTables, isChart: boolean): Generator<Hit> {
  if (Array.isArray(value)) {
    for (const [index, item] of (value as readonly Json[]).entries()) {
      yield* secretValues(item, [...route, index], tables, isChart);
    }
    return;
  }
  if (!isObject(value)) return;
  const name = text(value["name"]);
  for (const [key, own] of Object.entries(value)) {
    const named = key === "value" && name !== undefined ? name : key;
    const written = typeof own === "number" ? String(own) : text(own);
    if (written === undefined) yield* secretValues(own, [...route, key], tables, isChart);
    else if (isSensitive(named, written, tables))
      yield { route: [...route, key], key: named, isDefault: false };
    else if (isChart && isDefaultPassword(named, written, tables)) {
      yield { route: [...route, key], key: named, isDefault: true };
    }
  }
}

/** A chart that ships `changeme` runs with it wherever nobody did. */
function isDefaultPassword(name: string, value: string, tables: NameTables): boolean {
  const isWord = /^(?:change.{0,3}(?:me|it)|replace.{0,3}me)[!.]*$/i.test(value.trim());
  return isWord && nameEvidence(name, tables) === "certain";
}

/** Values that an object hands to Helm, as data or as text. */
const releases: Readonly<Record<string, readonly Route[]>> = {
  "HelmRelease.helm.toolkit.fluxcd.io": [["spec", "values"]],
  "HelmChart.helm.cattle.io": [
    ["spec", "valuesContent"],
    ["spec", "set"],
  ],
  "HelmChartConfig.helm.cattle.io": [["spec", "valuesContent"]],
};

function inRelease(resource: Resource, tables: NameTables): readonly Blame[] {
  const routes = releases[`${resource.kind}.${resource.group}`] ?? argoRoutes(resource);
  return routes.flatMap((route) => {
    const values = at(resource.body, route);
    if (typeof values === "string") return inValuesText(resource, route, values, tables);
    return values === undefined
      ? []
      : [...secretValues(values, route, tables, false)].map((hit) =>
          blame(hit.route, { key: hit.key }, { on: resource, messageKey: "values" }),
        );
  });
}

/** https://argo-cd.readthedocs.io/en/stable/user-guide/helm/ */
function argoRoutes({ kind, group, body }: Resource): readonly Route[] {
  if (group !== "argoproj.io" || (kind !== "Application" && kind !== "ApplicationSet")) return [];
  const spec: Route = kind === "Application" ? ["spec"] : ["spec", "template", "spec"];
  const sources = elements(at(body, [...spec, "sources"])).map((_, index) => [...spec, "sources", index]);
  return [[...spec, "source"], ...sources].flatMap((source) =>
    ["values", "valuesObject", "parameters"].map((key) => [...source, "helm", key]),
  );
}

function inValuesText(
  resource: Resource,
  route: Route,
  values: string,
  tables: NameTables,
): readonly Blame[] {
  return values.split("\n").flatMap((line) => {
    const [, key = "", written = ""] = /^[ \t]*(?:- +)?["']?([\w.-]+)["']?:[ \t]+(\S.*)$/.exec(line) ?? [];
    const value = written.trim().replace(/^(["'])(.*)\1$/, "$2");
    if (key === "" || !isSensitive(key, value, tables)) return [];
    const within = placeOf(resource, route, line.trim());
    return [
      blame(
        route,
        { key },
        { on: resource, messageKey: "values", ...(within === undefined ? {} : { within }) },
      ),
    ];
  });
}
