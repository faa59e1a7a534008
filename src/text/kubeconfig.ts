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
  return [...text.matchAll(keys)].flatMap((match) => {
    const [whole, key = "", double, single, plain = ""] = match;
    const end = match.index + whole.length;
    const written = double ?? single ?? plain;
    const value = /^[|>][-+]?$/.test(written) ? nextLine(text, end) : written;
    if (!isLogin(key, value) || isComment(text, match.index)) return [];
    return [{ key, within: [match.index, end] as const }];
  });
}

/** The first line of a value that begins below its key; enough, as generators write a key in one line. */
function nextLine(text: string, at: number): string {
  const start = text.indexOf("\n", at) + 1;
  const end = text.indexOf("\n", start);
  return start === 0 ? "" : text.slice(start, end === -1 ? text.length : end).trim();
}

function isLogin(key: string, value: string): boolean {
  if (key === "client-key-data") return (decodeBase64(value) ?? "").includes("PRIVATE KEY-----");
  return isClearLiteral(value) && (key === "password" || looksRandom(value));
}
