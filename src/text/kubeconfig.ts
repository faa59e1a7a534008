/** Logins in a kubeconfig, read line by line, so that a file, a value of a ConfigMap and what base64 held are read alike. */
import { decodeBase64 } from "./base64.js";
import { isComment } from "./comment.js";
import { isClearLiteral, looksRandom } from "./literal-value.js";

/** A login with its place: offsets in the text, 0-based, end exclusive. */
export interface KubeconfigLogin {
  /** The key that holds it: `token`. */
  readonly key: string;
  readonly within: readonly [start: number, end: number];
}

const keys =
  /(?<=^|[\s{,"'])(token|password|client-key-data|access-token|refresh-token|id-token|client-secret)["']?[ \t]*:[ \t]*(?:"([^"\n]*)"|'([^'\n]*)'|([^\s"',}]+))/g;

/** Whether the text is a kubeconfig (https://kubernetes.io/docs/reference/config-api/kubeconfig.v1/), in YAML or JSON. */
export function isKubeconfig(text: string): boolean {
  return (
    text.includes("users") && /(?:^|[\s{,"])kind["']?\s*:\s*["']?Config["']?\s*(?:[,}#\n\r]|$)/.test(text)
  );
}

/** The logins that would work: tokens and keys that look like one, and passwords that are no placeholder. */
export function loginsIn(text: string): readonly KubeconfigLogin[] {
  if (!isKubeconfig(text)) return [];
  return usersIn(text).flatMap(([start, end]) => loginsBetween(text, start, end));
}

function loginsBetween(text: string, from: number, to: number): readonly KubeconfigLogin[] {
  return [...text.slice(from, to).matchAll(keys)].flatMap((match) => {
    const [whole, key = "", double, single, plain = ""] = match;
    const start = from + match.index;
    const end = start + whole.length;
    const written = double ?? single ?? plain;
    const value = /^[|>][-+]?$/.test(written) ? nextLine(text, end) : written;
    return isLogin(key, value) && !isComment(text, start) ? [{ key, within: [start, end] as const }] : [];
  });
}

/** Where the entries of each list of users stand, so that other objects of the file are not read as logins. */
function usersIn(text: string): readonly (readonly [start: number, end: number])[] {
  const found: [number, number][] = [];
  let open: { readonly indent: number; readonly start: number; readonly isFlow: boolean } | undefined;
  let offset = 0;
  for (const line of text.split("\n")) {
    const [, indent = "", rest] = /^([ \t]*)(?:- +)?[{ ]*["']?users["']?:(.*)$/.exec(line) ?? [];
    if (open !== undefined && endsUsers(line, open)) {
      found.push([open.start, offset]);
      open = undefined;
    }
    const isFlow = /(?:^|[\s{,])["']?users["']?\s*:\s*[[{]/.test(line) || (rest ?? "").trim() !== "";
    const start = offset + Math.max(0, line.search(/["']?users["']?\s*:/));
    if (open === undefined && (rest !== undefined || isFlow)) open = { indent: indent.length, start, isFlow };
    offset += line.length + 1;
  }
  if (open !== undefined) found.push([open.start, text.length]);
  return found;
}

/** A list in brackets goes on to the end of its document, any other to the next key that stands no deeper. */
function endsUsers(
  line: string,
  { indent, isFlow }: { readonly indent: number; readonly isFlow: boolean },
): boolean {
  if (line.startsWith("---")) return true;
  const own = line.search(/\S/);
  if (isFlow || own === -1) return false;
  return own < indent || (own === indent && line[own] !== "-");
}

/** The first line of a value that begins below its key; enough, as generators write a key in one line. */
function nextLine(text: string, at: number): string {
  const start = text.indexOf("\n", at) + 1;
  const end = text.indexOf("\n", start);
  return start === 0 ? "" : text.slice(start, end === -1 ? text.length : end).trim();
}

function isLogin(key: string, value: string): boolean {
  if (key === "client-key-data") return (decodeBase64(value) ?? "").includes("PRIVATE KEY-----");
  if (key === "password") return isClearLiteral(value) || /^\d{4,}$/.test(value);
  return isClearLiteral(value) && looksRandom(value);
}
