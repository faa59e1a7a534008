/** A patch of one object → edits of the file it stands in, with every byte that it does not concern as it was. */
import { isObject, type Json } from "../core/json.js";
import type { Route } from "../core/location.js";
import type { SourceNode } from "../core/resource.js";
import type { Patch } from "../core/rule.js";
import { readYaml, type YamlText } from "../yaml/read.js";
import { removeField } from "./remove-field.js";
import { setField } from "./set-field.js";
import { applyEdits, lineEdits, type TextEdit } from "./text-edit.js";
import { isSame, withField, withoutField } from "./values.js";

/** An object in the text of a file: what `Resource` knows of it. */
export interface Patched {
  readonly source: { readonly text: string };
  readonly node: SourceNode;
}

/**
 * The edits of whole lines that carry out a patch; none where the text already reads so. Null where it cannot be done safely: anchors, aliases and
 * merge keys that other values share, values of another type on the way, and layouts that are left to people. What the edits make is
 * read again, and counts only where it says exactly what the patch asks for and nothing else in the file has changed.
 */
export function editsFor({ source: { text }, node }: Patched, patch: Patch): readonly TextEdit[] | null {
  const before = readYaml(text);
  const place = placeOf(before, node);
  if (place === undefined) return null;
  const edited = edit(text, place, patch);
  const expected = expectedOf(before, place, patch);
  if (edited === null || expected === null) return null;
  const after = readYaml(edited);
  const isRight =
    (!isJson(text) || isJson(edited)) &&
    after.problems.length === before.problems.length &&
    isSame(
      after.documents.map(({ value }) => value ?? null),
      expected,
    );
  return isRight ? lineEdits(text, edited) : null;
}

/** Files of JSON are read by tools that know no YAML. */
function isJson(text: string): boolean {
  if (!text.trimStart().startsWith("{")) return false;
  try {
    JSON.parse(text);
    return true;
  } catch {
    return false;
  }
}

/** Which document of a text, and where in it, an object is: it may stand in a list of objects. */
interface Place {
  readonly document: number;
  readonly route: Route;
}

function placeOf({ documents }: YamlText, node: SourceNode): Place | undefined {
  for (const [document, { node: root }] of documents.entries()) {
    const route = root === undefined ? undefined : routeTo(root, node);
    if (route !== undefined) return { document, route };
  }
  return undefined;
}

function routeTo(root: SourceNode, wanted: SourceNode): Route | undefined {
  if (root.start === wanted.start && root.end === wanted.end && root.entries !== undefined) return [];
  const items = root.entries?.get("items")?.value.items ?? [];
  for (const [index, item] of items.entries()) {
    const inner = routeTo(item, wanted);
    if (inner !== undefined) return ["items", index, ...inner];
  }
  return undefined;
}

/** One change after the other, because each moves the places of the others. */
function edit(text: string, place: Place, patch: Patch): string | null {
  let current = text;
  const rootOf = () => readYaml(current).documents[place.document]?.node;
  for (const { route, value } of patch.set) {
    const root = rootOf();
    const change = root && setIfNew(current, root, [...place.route, ...route], value, place);
    if (change === undefined || change === null) return null;
    current = applyEdits(current, change);
  }
  for (const route of patch.remove) {
    const root = rootOf();
    const changes = root && removeField(current, root, [...place.route, ...route]);
    if (changes === undefined || changes === null) return null;
    current = applyEdits(current, changes);
  }
  return current;
}

function setIfNew(
  text: string,
  root: SourceNode,
  route: Route,
  value: Json,
  { document }: Place,
): readonly TextEdit[] | null {
  const known = readYaml(text).documents[document]?.value;
  if (known !== undefined && isSame(withField(known, route, value), known)) return [];
  const change = setField(text, root, route, value);
  return change === null ? null : [change];
}

/** The data of all documents after the patch; null where it does not fit the object. */
function expectedOf({ documents }: YamlText, place: Place, patch: Patch): readonly Json[] | null {
  const values = documents.map(({ value }) => value ?? null);
  let whole: Json | undefined = values[place.document];
  for (const { route, value } of patch.set) whole = withField(whole, [...place.route, ...route], value);
  for (const route of patch.remove) {
    if (whole !== undefined) whole = withoutField(whole, [...place.route, ...route]);
  }
  if (!isObject(whole)) return null;
  return values.with(place.document, whole);
}
