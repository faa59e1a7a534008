/** OpenVEX: https://github.com/openvex/spec/blob/main/OPENVEX-SPEC.md */
import type { Product, Statement } from "../core/evidence.js";
import {
  child,
  digestIn,
  EvidenceError,
  list,
  optionalText,
  type Placed,
  requiredText,
  time,
} from "./read-json.js";

/** Whether a document is of that format. */
export function isOpenVex(document: Placed): boolean {
  const context = child(document, "@context").value;
  return typeof context === "string" && context.startsWith("https://openvex.dev/ns");
}

/** The statements. @throws EvidenceError for an unknown status, and for "not affected" without a reason, which the specification demands. */
export function readOpenVex(document: Placed, file: string): readonly Statement[] {
  const documentTime = time(child(document, "last_updated")) ?? time(child(document, "timestamp"));
  return list(child(document, "statements")).map((statement) =>
    readStatement(statement, file, documentTime ?? 0),
  );
}

function readStatement(statement: Placed, file: string, documentTime: number): Statement {
  const about = child(statement, "vulnerability");
  const name = typeof about.value === "string" ? requiredText(about) : requiredText(child(about, "name"));
  const aliases = list(child(about, "aliases")).flatMap((alias) => optionalText(alias) ?? []);
  const status = statusOf(child(statement, "status"));
  const words = ["justification", "impact_statement", "action_statement", "status_notes"];
  const reason = words.flatMap((key) => optionalText(child(statement, key)) ?? [])[0];
  if (status === "not_affected" && reason === undefined) {
    throw new EvidenceError([...statement.route, "justification"], "there where the status is not_affected");
  }
  return {
    file,
    ids: [name, ...aliases],
    products: list(child(statement, "products")).map((product) => readProduct(product)),
    status,
    reason: reason ?? status,
    at: time(child(statement, "last_updated")) ?? time(child(statement, "timestamp")) ?? documentTime,
  };
}

const statuses = ["not_affected", "affected", "fixed", "under_investigation"] as const;

function statusOf(placed: Placed): Statement["status"] {
  const status = statuses.find((one) => one === placed.value);
  if (status === undefined) throw new EvidenceError(placed.route, `one of ${statuses.join(", ")}`);
  return status;
}

function readProduct(product: Placed): Product {
  if (typeof product.value === "string")
    return { names: [product.value], digests: digestsOf([product.value]), parts: [] };
  const names = [child(product, "@id"), child(child(product, "identifiers"), "purl")].flatMap(
    (one) => optionalText(one) ?? [],
  );
  const hash = optionalText(child(child(product, "hashes"), "sha-256"));
  const parts = list(child(product, "subcomponents")).map((part) =>
    requiredText(typeof part.value === "string" ? part : child(part, "@id")),
  );
  return { names, digests: [...digestsOf(names), ...(hash === null ? [] : [`sha256:${hash}`])], parts };
}

/** A purl of an image has its digest as the version, escaped or not. */
function digestsOf(names: readonly string[]): readonly string[] {
  return names.flatMap((name) => digestIn(name.replace(/%3A/gi, ":").replace(/[?#].*$/, "")));
}
