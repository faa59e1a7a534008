/**
 * A Secret in the repository with a value that anybody can read: base64 is no protection. Judged is the source, never what a chart renders,
 * because charts make random values while they render. Encrypted values, references to a store, placeholders and public certificates are
 * silent, and so is every line of a template that a function or a value fills.
 */
import { field, isObject, text } from "../core/json.js";
import type { Resource } from "../core/resource.js";
import { type Blame, blame, type TextView } from "../core/rule.js";
import { decodeBase64 } from "../text/base64.js";
import { isPlaceholder } from "../text/placeholder.js";
import { defineCheck } from "./define.js";

/** Certificates without their key are public by nature. */
const publicKeys: readonly string[] = ["tls.crt", "ca.crt"];

export const check = defineCheck({ match: "text", reach: "repo", with: {} }, (view) => [
  ...view.objects().flatMap((object) => secretsIn(object)),
  ...(view.text.includes("{{") ? secretsInTemplate(view) : []),
]);

function secretsIn(resource: Resource): readonly Blame[] {
  if (resource.kind !== "Secret" || resource.group !== "" || isObject(resource.body["sops"])) return [];
  return (["data", "stringData"] as const).flatMap((section) => {
    const values = field(resource.body, section);
    return Object.entries(isObject(values) ? values : {}).flatMap(([key, value]) => {
      if (typeof value !== "string" || !isClear(key, value, section)) return [];
      return [blame([section, key], { key, secret: resource.name }, { on: resource })];
    });
  });
}

function isClear(key: string, value: string, section: "data" | "stringData"): boolean {
  if (publicKeys.includes(key) || isPlaceholder(value)) return false;
  const decoded = section === "data" ? decodeBase64(value) : value;
  return decoded === undefined || !isPlaceholder(decoded);
}

/** A template is no YAML, so its Secrets are read line by line: `key: value` below `data:` or `stringData:`, without any action in it. */
function secretsInTemplate({ text: source }: TextView): readonly Blame[] {
  const found: Blame[] = [];
  let offset = 0;
  for (const document of source.split(/^---.*$/m)) {
    const start = source.indexOf(document, offset);
    offset = start + document.length;
    if (/^kind:[ \t]*["']?Secret["']?[ \t]*$/m.test(document) && !/^sops:/m.test(document)) {
      found.push(...literalLines(document, start));
    }
  }
  return found;
}

function literalLines(document: string, start: number): readonly Blame[] {
  const found: Blame[] = [];
  const secret =
    text(/^metadata:[^]*?^\s+name:[ \t]*([A-Za-z0-9.-]+)[ \t]*$/m.exec(document)?.[1]) ?? "a template";
  let section: "data" | "stringData" | undefined;
  let offset = start;
  for (const line of document.split("\n")) {
    const heading = /^(data|stringData):[ \t]*$/.exec(line.trimEnd());
    if (heading !== null) section = heading[1] === "data" ? "data" : "stringData";
    else if (/^[A-Za-z]/.test(line)) section = undefined;
    const entry =
      section === undefined
        ? null
        : /^([ \t]+["']?)([A-Za-z0-9._-]+)["']?:[ \t]+(\S.*?)[ \t]*$/.exec(line.trimEnd());
    const [, indent = "", key = "", written = ""] = entry ?? [];
    if (
      section !== undefined &&
      entry !== null &&
      isLiteral(written) &&
      isClear(key, unquote(written), section)
    ) {
      const within = [offset + indent.length, offset + line.trimEnd().length] as const;
      found.push(blame([], { key, secret }, { within }));
    }
    offset += line.length + 1;
  }
  return found;
}

function isLiteral(written: string): boolean {
  return !written.includes("{{") && !/^[|>&*#]/.test(written);
}

function unquote(written: string): string {
  const match = /^(["'])(.*)\1$/.exec(written);
  return match?.[2] ?? written.replace(/\s+#.*$/, "");
}
