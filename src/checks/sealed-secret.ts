/**
 * An object that looks protected and is not: an encrypted one that kubectl has noted in clear text in an annotation, and one that SOPS has
 * encrypted only in part.
 */
import { at, field, isObject, type Json, type JsonObject, text } from "../core/json.js";
import type { Route } from "../core/location.js";
import type { Resource } from "../core/resource.js";
import { type Blame, blame } from "../core/rule.js";
import { isPlaceholder } from "../text/placeholder.js";
import { defineCheck } from "./define.js";

const annotation = "kubectl.kubernetes.io/last-applied-configuration";
const sections = ["data", "stringData"] as const;

export const check = defineCheck({ match: "text", reach: "repo", with: {} }, (view) =>
  view.objects().flatMap((resource) => {
    const isSecret = ["Secret", "SealedSecret"].includes(resource.kind) || isObject(resource.body["sops"]);
    return isSecret ? [...inAnnotations(resource), ...besideSops(resource)] : [];
  }),
);

/** On the object, and on what a SealedSecret becomes. */
function inAnnotations(resource: Resource): readonly Blame[] {
  const places: readonly Route[] = [["metadata"], ["spec", "template", "metadata"]];
  return places.flatMap((place) => {
    const route = [...place, "annotations", annotation];
    const applied = text(at(resource.body, route));
    return applied !== undefined && holdsClearData(applied)
      ? [blame(route, {}, { on: resource, messageKey: "annotation" })]
      : [];
  });
}

function holdsClearData(applied: string): boolean {
  let object: Json;
  try {
    object = JSON.parse(applied) as Json; // the only thing that JSON.parse can give
  } catch {
    return /"(?:data|stringData)"\s*:\s*\{\s*"/.test(applied);
  }
  return sections.some((section) => clearKeys(field(object, section)).length > 0);
}

/** The keys whose values are neither empty, placeholders nor encrypted. */
function clearKeys(values: Json | undefined): readonly string[] {
  return Object.entries(isObject(values) ? values : {}).flatMap(([key, value]) =>
    typeof value === "string" && !isPlaceholder(value) ? [key] : [],
  );
}

/** SOPS leaves empty values alone, and those whose key has the suffix for it (https://getsops.io/docs/). */
function besideSops(resource: Resource): readonly Blame[] {
  const sops = resource.body["sops"];
  if (!isObject(sops)) return [];
  const noMac = text(sops["mac"]) === undefined;
  const unsigned = noMac ? [blame(["sops", "mac"], {}, { on: resource, messageKey: "mac" })] : [];
  if (resource.kind !== "Secret" && choosesKeys(sops)) return unsigned;
  const suffix = text(sops["unencrypted_suffix"]) ?? "_unencrypted";
  const clear = sections.flatMap((section) =>
    clearKeys(resource.body[section])
      .filter((key) => suffix === "" || !key.endsWith(suffix))
      .map((key) => blame([section, key], { key }, { on: resource, messageKey: "value" })),
  );
  return [...unsigned, ...clear];
}

/** A ConfigMap may have some values encrypted on purpose, and the others not. */
function choosesKeys(sops: JsonObject): boolean {
  const choice =
    text(sops["encrypted_regex"]) ?? text(sops["encrypted_suffix"]) ?? text(sops["unencrypted_regex"]);
  return choice !== undefined && choice !== "" && !/\bdata\b/.test(choice);
}
