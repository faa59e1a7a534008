/** URLs as Go's net/url reads them: https://kubernetes.io/docs/reference/using-api/cel/#kubernetes-url-library. */
import type { Budget } from "./budget.js";
import { fail } from "./failure.js";
import { since } from "./overload.js";
import type { Overload } from "./overload.js";
import { CelObject } from "./values.js";
import type { CelMap } from "./values.js";

/** An absolute URL or an absolute path. */
export class Url extends CelObject {
  static readonly typeName = "kubernetes.URL";
  override readonly typeName = Url.typeName;
  readonly text: string;
  /** In lower case; "" for an absolute path. */
  readonly scheme: string;
  /** With the port. */
  readonly host: string;
  readonly path: string;
  /** Without the question mark. */
  readonly query: string;

  constructor(text: string, parts: Pick<Url, "scheme" | "host" | "path" | "query">) {
    super();
    this.text = text;
    this.scheme = parts.scheme;
    this.host = parts.host;
    this.path = parts.path;
    this.query = parts.query;
  }

  override equals(other: CelObject): boolean {
    return other instanceof Url && other.text === this.text;
  }

  override toString(): string {
    return this.text;
  }
}

/** Reads a URL; undefined for text that net/url.ParseRequestURI refuses. The WHATWG parser would repair and normalise it. */
export function parseUrl(text: string): Url | undefined {
  // eslint-disable-next-line no-control-regex
  if (text === "" || text.length > 100_000 || /[\x00-\x1f\x7f]/.test(text)) return undefined;
  if (text === "*") return new Url(text, { scheme: "", host: "", path: "*", query: "" });
  const withoutFragment = text.split("#", 1)[0] ?? "";
  const scheme = /^[a-zA-Z][a-zA-Z0-9+.-]*(?=:)/.exec(withoutFragment)?.[0] ?? "";
  const rest = scheme === "" ? withoutFragment : withoutFragment.slice(scheme.length + 1);
  const [beforeQuery = "", ...queries] = rest.split("?");
  if (!beforeQuery.startsWith("/") && (scheme === "" || beforeQuery === "")) return undefined;
  const hasAuthority = beforeQuery.startsWith("//") && (scheme !== "" || !beforeQuery.startsWith("///"));
  const authority = hasAuthority ? (beforeQuery.slice(2).split("/", 1)[0] ?? "") : "";
  const path = hasAuthority ? beforeQuery.slice(2 + authority.length) : beforeQuery;
  const host = authority.slice(authority.lastIndexOf("@") + 1);
  if (!isHost(host) || /%(?![0-9a-fA-F]{2})/.test(path + host)) return undefined;
  return new Url(text, {
    scheme: scheme.toLowerCase(),
    host,
    path: path.startsWith("/") ? path : "",
    query: queries.join("?"),
  });
}

const { call, method } = since(0);

/** `url`, `isURL` and the methods of a URL. */
export const urlFunctions: readonly Overload[] = [
  call("url", ["string"], Url, (text, budget) => {
    budget.read(text);
    return parseUrl(text) ?? fail("bad-argument");
  }),
  call("isURL", ["string"], "bool", (text, budget) => {
    budget.read(text);
    return parseUrl(text) !== undefined;
  }),
  method(Url, "getScheme", [], "string", (url) => url.scheme),
  method(Url, "getHost", [], "string", (url) => url.host),
  method(Url, "getHostname", [], "string", (url) => splitHost(url.host).name),
  method(Url, "getPort", [], "string", (url) => splitHost(url.host).port),
  method(Url, "getEscapedPath", [], "string", (url) => escapePath(url.path)),
  method(Url, "getQuery", [], "map<string, list<string>>", queryToMap),
];

function isHost(host: string): boolean {
  const { name, port } = splitHost(host);
  if (!/^\d*$/.test(port) || /[ <>"\\^`{|}]|%[0-7]/.test(name.replace(/%25.*/, ""))) return false;
  return host.startsWith("[") ? host.includes("]") : !/[[\]]/.test(name);
}

function splitHost(host: string): { readonly name: string; readonly port: string } {
  const bracket = host.lastIndexOf("]");
  const colon = host.lastIndexOf(":") > bracket ? host.lastIndexOf(":") : -1;
  const end = colon < 0 ? host.length : colon;
  const name = host.startsWith("[") && bracket > 0 ? host.slice(1, bracket) : host.slice(0, end);
  return { name, port: colon < 0 ? "" : host.slice(colon + 1) };
}

/** What is escaped stays so; what net/url would escape is escaped. */
function escapePath(path: string): string {
  return path.replaceAll(/[^\w.~!$&'()*+,;=:@/%[\]-]+/g, percentEncode);
}

function percentEncode(text: string): string {
  return [...Buffer.from(text, "utf8")]
    .map((byte) => `%${byte.toString(16).toUpperCase().padStart(2, "0")}`)
    .join("");
}

/** Every key of the query with its values in order; pairs that are not validly escaped are left out, as in net/url. */
function queryToMap(url: Url, budget: Budget): CelMap {
  const pairs = url.query.split("&").filter((pair) => pair !== "" && !pair.includes(";"));
  budget.walk(pairs.length);
  const map = new Map<string, string[]>();
  for (const pair of pairs) {
    const equals = pair.indexOf("=");
    const key = unescapeQuery(equals < 0 ? pair : pair.slice(0, equals));
    const value = unescapeQuery(equals < 0 ? "" : pair.slice(equals + 1));
    if (key === undefined || value === undefined) continue;
    map.set(key, [...(map.get(key) ?? []), value]);
  }
  return map;
}

function unescapeQuery(text: string): string | undefined {
  try {
    return decodeURIComponent(text.replaceAll("+", " "));
  } catch {
    // NOTE: decodeURIComponent only ever throws for invalid escapes.
    return undefined;
  }
}
