/**
 * A key that encrypts etcd, written into the repository: in an EncryptionConfiguration, also where a ConfigMap or Secret carries one, and in
 * the configuration of Talos. Keys of published samples count, because they are known to everybody. The value is never handed over.
 * Lengths: validateKeys in k8s.io/apiserver/pkg/apis/apiserver/validation/validation_encryption.go; Talos:
 * https://www.talos.dev/latest/reference/configuration/v1alpha1/config/
 */
import { field, isObject, type Json } from "../core/json.js";
import type { Resource } from "../core/resource.js";
import { type Blame, blame } from "../core/rule.js";
import { decodeBase64 } from "../text/base64.js";
import { isPlaceholder } from "../text/placeholder.js";
import { constantPattern, type Match } from "../text/regex.js";
import { defineCheck } from "./define.js";

/** The legacy spelling of the kind is a part of the present one. */
const kind = "EncryptionConfig";
const end = String.raw`["']?[ \t]*(?:[\\,}#\r\n]|$)`;
/** The value may stand in a line of its own, as a block or not. */
const colon = String.raw`["']?[ \t]*:\s*(?:[|>][-+]?[ \t]*(?:#[^\n]*)?\s*)?["']?`;
const key = constantPattern(String.raw`\bsecret${colon}([A-Za-z0-9+/]{22,44}={0,2})${end}`);
const talosKey = constantPattern(
  String.raw`\b(?:aescbc|secretbox)EncryptionSecret${colon}([A-Za-z0-9+/]{22,44}={0,2})${end}`,
);
/** Bytes of the keys of aescbc, aesgcm and secretbox. */
const keyLengths: readonly number[] = [16, 24, 32];

export const check = defineCheck({ match: "text", reach: "repo", with: {} }, (view) => {
  if (!view.text.includes("Encryption") && !view.text.includes("Secret")) return [];
  const secrets = view.objects().filter((object) => object.kind === "Secret" && object.group === "");
  const inText = keysIn(view.text).filter(
    ([start]) => !secrets.some(({ node }) => node.start <= start && start < node.end),
  );
  return [
    ...inText.map((within) => blame([], {}, { within })),
    ...secrets.flatMap((secret) => inSecret(secret)),
  ];
});

/** In a Secret the place is the key that holds the whole file, as for every other secret in it. */
function inSecret(secret: Resource): readonly Blame[] {
  return (["data", "stringData"] as const).flatMap((section) => {
    const values = field(secret.body, section);
    return Object.entries(isObject(values) ? values : {})
      .filter(([, value]) => keysIn(contentOf(value, section)).length > 0)
      .map(([name]) => blame([section, name], {}, { on: secret }));
  });
}

function contentOf(value: Json, section: "data" | "stringData"): string {
  if (typeof value !== "string") return "";
  return section === "stringData" ? value : (decodeBase64(value) ?? "");
}

/** The places of the words that keys stand behind; never those of the keys. */
function keysIn(content: string): readonly (readonly [start: number, end: number])[] {
  if (!content.includes(kind) && !content.includes("EncryptionSecret")) return [];
  const found: (readonly [number, number])[] = [];
  for (const [start, document] of documentsOf(content)) {
    const matches = [
      ...(document.includes(kind) ? key.findAll(document) : []),
      ...talosKey.findAll(document),
    ];
    for (const match of matches.filter(isKey)) {
      found.push([start + match.index, start + match.index + match.text.indexOf(":")]);
    }
  }
  return found;
}

function isKey({ groups: [value = ""] }: Match): boolean {
  const bytes = Buffer.from(value, "base64");
  return (
    keyLengths.includes(bytes.length) && value.length % 4 === 0 && !isPlaceholder(bytes.toString("latin1"))
  );
}

/** The documents of a YAML text with their offsets; a template is cut in the same way. */
function documentsOf(content: string): readonly (readonly [start: number, text: string])[] {
  const documents: (readonly [number, string])[] = [];
  let start = 0;
  for (const { index } of content.matchAll(/^---/gm)) {
    documents.push([start, content.slice(start, index)]);
    start = index;
  }
  return [...documents, [start, content.slice(start)]];
}
