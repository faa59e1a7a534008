/**
 * A Secret in the repository with a value that anybody can read: base64 is no protection. Judged is the source, never what a chart renders,
 * because charts make random values while they render. Encrypted values, references to a store, placeholders and public certificates are
 * silent, and so is every line of a template that a function or a value fills.
 */
import { field, isObject } from "../core/json.js";
import type { Resource } from "../core/resource.js";
import { type Blame, blame, type TextView } from "../core/rule.js";
import { decodeBase64 } from "../text/base64.js";
import { isPlaceholder } from "../text/placeholder.js";
import { templateLines } from "../text/template-lines.js";
import { defineCheck } from "./define.js";

/** Certificates without their key are public by nature. */
const publicKeys: readonly string[] = ["tls.crt", "ca.crt"];

export const check = defineCheck({ match: "text", reach: "repo", with: {} }, (view) => [
  ...view.objects().flatMap((object) => secretsIn(object)),
  ...(view.documents().length === 0 && view.text.includes("{{") ? secretsInTemplate(view) : []),
]);

function secretsIn(resource: Resource): readonly Blame[] {
  if (resource.kind !== "Secret" || resource.group !== "" || isObject(resource.body["sops"])) return [];
  return (["data", "stringData"] as const).flatMap((section) => {
    const values = field(resource.body, section);
    return Object.entries(isObject(values) ? values : {}).flatMap(([key, value]) => {
      // The API server refuses a number, and whoever reads the file reads it all the same.
      const written = typeof value === "number" ? String(value) : value;
      if (typeof written !== "string" || !isClear(key, written, section)) return [];
      return [blame([section, key], { key, secret: resource.name }, { on: resource })];
    });
  });
}

function isClear(key: string, value: string, section: "data" | "stringData"): boolean {
  if (publicKeys.includes(key) || isPlaceholder(value)) return false;
  const decoded = section === "data" ? decodeBase64(value) : value;
  return decoded === undefined || !isPlaceholder(decoded);
}

/** `key: value` below `data:` or `stringData:`, without any action in it. */
function secretsInTemplate({ text: source }: TextView): readonly Blame[] {
  return templateLines(source).flatMap(({ kind, object, section, key, value, within }) => {
    if (kind !== "Secret" || (section !== "data" && section !== "stringData")) return [];
    if (!isClear(key, value, section)) return [];
    return [blame([], { key, secret: object === "" ? "a template" : object }, { within })];
  });
}
