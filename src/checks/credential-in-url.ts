/**
 * A password inside an address: `scheme://user:password@host`, a query with `password=`, or the form of Go's drivers,
 * `user:password@tcp(host)`. Searched is the text of the file, whatever holds the address; comments and documentation are left out.
 */
import { type Blame, blame } from "../core/rule.js";
import { isComment, isDocumentation } from "../text/comment.js";
import { isInterpolated } from "../text/literal-value.js";
import { isPlaceholder } from "../text/placeholder.js";
import { type NameTables, nameTables } from "../text/secret-name.js";
import { isSensitive } from "../text/sensitive.js";
import { defineCheck } from "./define.js";

/** No address is longer; behind it nothing is looked at. */
const longest = 1000;

export const check = defineCheck(
  {
    match: "text",
    reach: "repo",
    with: nameTables,
  },
  ({ text, path }, tables) => {
    if (isDocumentation(path)) return [];
    const found: Blame[] = [];
    for (const [start, end] of [...addresses(text), ...driverNames(text)]) {
      const address = text.slice(start, end);
      if ((hasPassword(address) || hasSecretQuery(address, tables)) && !isComment(text, start)) {
        found.push(blame([], {}, { within: [start, end] }));
      }
    }
    return found;
  },
);

type Extent = readonly [start: number, end: number];

/** From the scheme to the first character that no address holds. */
function addresses(text: string): readonly Extent[] {
  const found: Extent[] = [];
  for (let at = text.indexOf("://"); at !== -1; at = text.indexOf("://", at + 3)) {
    const scheme = /[A-Za-z][A-Za-z0-9+.-]{0,19}$/.exec(text.slice(Math.max(0, at - 20), at))?.[0];
    if (scheme === undefined) continue;
    const rest = /^[^\s"'`<>\\,]*/.exec(text.slice(at + 3, at + 3 + longest))?.[0] ?? "";
    found.push([at - scheme.length, at + 3 + rest.length]);
  }
  return found;
}

/** https://github.com/go-sql-driver/mysql#dsn-data-source-name */
function driverNames(text: string): readonly Extent[] {
  const found: Extent[] = [];
  for (let at = text.indexOf("@tcp("); at !== -1; at = text.indexOf("@tcp(", at + 5)) {
    const user = /[A-Za-z0-9_.-]+:[^\s"'`@/]+$/.exec(text.slice(Math.max(0, at - 100), at))?.[0];
    if (user !== undefined) found.push([at - user.length, at + 5]);
  }
  return found;
}

function hasPassword(address: string): boolean {
  const [, password = "", host = ""] =
    /^(?:[A-Za-z][A-Za-z0-9+.-]*:\/\/)?[^\s:@/?#]*:([^\s@/]+)@(.*)$/.exec(address) ?? [];
  if (password === "" || !/^(?!sha\d+:)[A-Za-z0-9[]/.test(host)) return false;
  if (isPlaceholder(password) || isInterpolated(password) || /^[%$[({]|^:/.test(password)) return false;
  return !isSample(password, host);
}

/** `user:password@host` stands in manuals; the same words towards a real host are a bad password. */
function isSample(password: string, host: string): boolean {
  const name = /^[^:/?#]*/.exec(host)?.[0] ?? "";
  const isSampleHost =
    /^(?:host|hostname|server|address|your-?host|(?:.*\.)?example\.(?:com|org|net))$/i.test(name);
  return (
    isSampleHost && /^(?:pass|passwd|password|pw|pwd|secret|my-?password|user-?password)$/i.test(password)
  );
}

function hasSecretQuery(address: string, tables: NameTables): boolean {
  const [, query = ""] = /[?;]([^]*)$/.exec(address) ?? [];
  return query.split(/[&;?#]/).some((pair) => {
    const [, name = "", value = ""] = /^([\w.-]+)=(.+)$/.exec(pair) ?? [];
    return name !== "" && isSensitive(name, value, tables);
  });
}
