/** A name and a value together: whether the value is a secret in clear text. Used for variables, keys, flags and values files alike. */
import { isClearLiteral, isInterpolated, looksRandom } from "./literal-value.js";
import { isPlaceholder } from "./placeholder.js";
import { type NameEvidence, nameEvidence, type NameTables, partsOfName } from "./secret-name.js";

/** Whether a literal value under this name is a secret. */
export function isSensitive(name: string, value: string, tables: NameTables): boolean {
  if (hasPasswordPart(value)) return true;
  const evidence = nameEvidence(name, tables);
  if (evidence === undefined) return false;
  if (partsOfName(name).join(" ").includes("connection string")) return false; // one without a password part
  return isSecretValue(value, evidence) && !repeatsName(name, value);
}

function isSecretValue(value: string, evidence: NameEvidence): boolean {
  if (evidence === "certain" && /^\d{4,}$/.test(value.trim())) return true; // a password of digits; settings have other names
  return isClearLiteral(value) && (evidence === "certain" || looksRandom(value));
}

/** `db-password: db-password` names a key elsewhere. */
function repeatsName(name: string, value: string): boolean {
  const parts = partsOfName(name);
  return parts.length > 1 && /^[a-zA-Z_.-]+$/.test(value) && partsOfName(value).join() === parts.join();
}

/** A connection string with the password in it: `Server=db;User Id=shop;Password=…`. */
function hasPasswordPart(value: string): boolean {
  if (value.length > 4096 || !value.includes(";") || value.includes("\n")) return false;
  return value.split(";").some((part) => {
    const [, secret = ""] = /^\s*(?:password|pwd|accountkey|sharedaccesskey)\s*=\s*(\S.*)$/i.exec(part) ?? [];
    return secret !== "" && !isPlaceholder(secret) && !isInterpolated(secret);
  });
}
