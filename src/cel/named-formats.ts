/** Named formats: https://kubernetes.io/docs/reference/using-api/cel/#kubernetes-format-library. */
import { fail } from "./failure.js";
import { none, Optional } from "./optional.js";
import { since } from "./overload.js";
import type { Overload } from "./overload.js";
import { parseUrl } from "./url.js";
import { CelObject } from "./values.js";

/** A format of text. */
export class Format extends CelObject {
  static readonly typeName = "kubernetes.NamedFormat";
  override readonly typeName = Format.typeName;
  readonly name: string;

  constructor(name: string) {
    super();
    this.name = name;
  }

  override equals(other: CelObject): boolean {
    return other instanceof Format && other.name === this.name;
  }

  override toString(): string {
    return this.name;
  }
}

const LABEL = /^[a-z0-9]([-a-z0-9]*[a-z0-9])?$/;
const LABEL_1035 = /^[a-z]([-a-z0-9]*[a-z0-9])?$/;
const NAME = /^[A-Za-z0-9]([-A-Za-z0-9_.]*[A-Za-z0-9])?$/;

const formats: Readonly<Record<string, (text: string) => boolean>> = {
  dns1123Label: (text) => text.length <= 63 && LABEL.test(text),
  dns1123Subdomain: isSubdomain,
  dns1035Label: (text) => text.length <= 63 && LABEL_1035.test(text),
  qualifiedName: isQualifiedName,
  dns1123LabelPrefix: (text) => text.length <= 63 && LABEL.test(withoutDash(text)),
  dns1123SubdomainPrefix: (text) => isSubdomain(withoutDash(text)),
  dns1035LabelPrefix: (text) => text.length <= 63 && LABEL_1035.test(withoutDash(text)),
  labelValue: (text) => text.length <= 63 && (text === "" || NAME.test(text)),
  uri: (text) => parseUrl(text) !== undefined,
  uuid: (text) => /^[0-9a-f]{8}-?[0-9a-f]{4}-?[0-9a-f]{4}-?[0-9a-f]{4}-?[0-9a-f]{12}$/i.test(text),
  byte: (text) => text !== "" && text.length % 4 === 0 && /^[A-Za-z0-9+/]*={0,2}$/.test(text),
  date: (text) => /^\d{4}-\d\d-\d\d$/.test(text) && isDate(text),
  datetime: (text) =>
    /^\d{4}-\d\d-\d\dT([01]\d|2[0-3]):[0-5]\d:[0-5]\d(\.\d+)?(Z|[+-]\d\d:\d\d)$/i.test(text) && isDate(text),
};

/** `validate` looks at no longer text, so that it stays cheap. */
const MAX_LENGTH = 100_000;

const { call, method } = since(32);

/** `format.<name>()`, `format.named` and `validate`. */
export const formatFunctions: readonly Overload[] = [
  ...Object.keys(formats).map((name) => call(`format.${name}`, [], Format, () => new Format(name))),
  call("format.named", ["string"], `optional<${Format.typeName}>`, (name) =>
    Object.hasOwn(formats, name) ? new Optional(new Format(name)) : none,
  ),
  method(Format, "validate", ["string"], "optional<list<string>>", ({ name }, text, budget) => {
    budget.read(text);
    if (text.length > MAX_LENGTH) return fail("text-too-long");
    // NOTE: Kubernetes gives its own sentences here; that there are any is what policies ask.
    return formats[name]?.(text) === true ? none : new Optional([`is not a valid ${name}`]);
  }),
];

function isSubdomain(text: string): boolean {
  return text.length <= 253 && text.split(".").every((label) => LABEL.test(label));
}

/** An optional DNS prefix and a slash before the name. */
function isQualifiedName(text: string): boolean {
  const parts = text.split("/");
  const name = parts.pop() ?? "";
  return parts.length <= 1 && parts.every(isSubdomain) && name.length <= 63 && NAME.test(name);
}

/** Prefixes of generated names may end with a dash; Kubernetes replaces it and the character before by a letter. */
function withoutDash(text: string): string {
  return text.length > 1 && text.endsWith("-") ? `${text.slice(0, -2)}a` : text;
}

function isDate(text: string): boolean {
  const [year = 0, month = 0, day = 0] = text.slice(0, 10).split("-").map(Number);
  const date = new Date(Date.UTC(year, month - 1, day));
  return date.getUTCMonth() === month - 1 && date.getUTCDate() === day;
}
