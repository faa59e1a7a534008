/** `match`, `forEach` and `each` of a rule file → what the engine is asked for. */
import { type Component, components, type Items, type KindPattern, type Match } from "../core/rule.js";
import type { Check } from "../checks/define.js";
import { parseEach } from "./paths.js";
import type { FormFile } from "./rule-file.js";
import { type CatalogFile, mistake } from "./source.js";

const views = ["namespace", "workload", "binding", "role", "subject", "change", "revision", "text"] as const;

/** The match of a form. @throws ConfigurationError where the file asks for something that does not exist or does not fit its check. */
export function matchOf(
  form: FormFile,
  check: Check | undefined,
  file: CatalogFile,
  at: readonly (string | number)[],
): Match {
  const { match } = form;
  const fail = (message: string) => mistake(file, [...at, "match"], message);
  if (match === undefined) throw fail('A rule needs "match".');
  if (check !== undefined && check.match !== "item" && check.match !== "component") {
    if (match !== check.match) throw fail(`The check judges "${check.match}", so "match" must say so.`);
    return { type: "view", view: check.match };
  }
  if (typeof match === "string" && isComponent(match)) return { type: "component", component: match };
  if (match === "workload") return { type: "workload", items: itemsOfForm(form, "pod", file, at) };
  if (typeof match === "string" && views.some((view) => view === match)) {
    throw fail(`Only a check can judge the view "${match}".`);
  }
  const kinds = (typeof match === "string" ? [match] : match).map((text) => kindPattern(text));
  return { type: "kinds", kinds, items: itemsOfForm(form, "object", file, at) };
}

/** `Kind.group`: `Ingress.networking.k8s.io`; a kind of the core group stands alone; `*` matches every kind of every group. */
export function kindPattern(text: string): KindPattern {
  if (text === "*") return { kind: "*", group: "*" };
  const dot = text.indexOf(".");
  if (dot === -1) return { kind: text, group: "" };
  return { kind: text.slice(0, dot), group: text.slice(dot + 1) };
}

function itemsOfForm(
  form: FormFile,
  scope: Items["forEach"],
  file: CatalogFile,
  at: readonly (string | number)[],
): Items {
  const paths = form.each === undefined ? [] : typeof form.each === "string" ? [form.each] : form.each;
  const each = paths.map((source) => {
    const path = parseEach(source);
    if (typeof path === "string") throw mistake(file, [...at, "each"], path);
    return path;
  });
  return { forEach: form.forEach ?? scope, each };
}

function isComponent(name: string): name is Component {
  return components.some((component) => component === name);
}
