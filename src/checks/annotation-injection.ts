/**
 * Values that ingress-nginx copies into its configuration, with syntax that ends one directive and begins another: the shape of
 * CVE-2025-1097, CVE-2025-1098, CVE-2025-24514 and of the advisories on paths and headers of 2026. Braces that count in a regular
 * expression, as `[a-z]{2}`, and variables, as `${host}`, are no such syntax; a fragment, as `/#/login`, ends no directive inside of a word.
 */
import { listOf, string } from "../core/decode.js";
import { at, text } from "../core/json.js";
import { blame, type Item, type Outcome, pass } from "../core/rule.js";
import { objectsAt, whole } from "../kubernetes/routed.js";
import { defineCheck } from "./define.js";

const prefix = "nginx.ingress.kubernetes.io/";
const modules: readonly string[] = ["load_module", "ssl_engine", "lua_", "_by_lua"];

export const check = defineCheck(
  { match: "item", reach: "local", with: { annotations: listOf(string) } },
  ({ resource }: Item, { annotations }) => {
    const written = annotations.map((name) => ["metadata", "annotations", `${prefix}${name}`] as const);
    const paths = objectsAt(whole(resource.body), "spec", "rules")
      .flatMap((rule) => objectsAt(rule, "http", "paths"))
      .map(({ route }) => [...route, "path"]);
    const found = [...written, ...paths].flatMap((route): readonly Outcome[] => {
      const syntax = syntaxIn(text(at(resource.body, route)) ?? "");
      return syntax === undefined ? [] : [blame(route, { syntax })];
    });
    return found.length === 0 ? pass() : found;
  },
);

/** What of the configuration's syntax a value holds, in words; undefined for a value that stays one word. */
function syntaxIn(value: string): string | undefined {
  const word = modules.find((one) => value.includes(one));
  if (word !== undefined) return `"${word}"`;
  const plain = value.replace(/\{\d{1,4}(?:,\d{0,4})?\}/g, "").replace(/\$\{\w{1,64}\}/g, "");
  if (/[\n\r]/.test(plain.trimEnd())) return "a line break";
  const mark = [";", "{", "}"].find((one) => plain.includes(one));
  if (mark !== undefined) return `"${mark}"`;
  if (/(?:^|\s)#/.test(plain)) return '"#"';
  return ['"', "'"].some((quote) => plain.split(quote).length % 2 === 0)
    ? "a quote that is never closed"
    : undefined;
}
