/** What a rule says about one place is one finding: items, ladders and targets that share a place are joined here. */
import type { Finding } from "../core/finding.js";
import { groupBy } from "../core/group.js";
import type { Json } from "../core/json.js";
import { byCodeUnits } from "../core/location.js";
import type { Ladders } from "../core/rule.js";

/** A finding before triage. */
export interface Found extends Omit<Finding, "status" | "fingerprint"> {
  /** The blamed part with names instead of indexes, so that reordering a list does not change it. */
  readonly part: string;
  /** The outermost list item without a name on the way to the blamed part; null where there is none. */
  readonly element: Json | null;
}

/** Joins findings, first of one target and then of several. Order of the result: path, line, column, rule, then as found. */
export function combine(found: readonly Found[], ladders: Ladders): readonly Found[] {
  const places = [
    ...groupBy(found, (one) => `${one.rule}\0${placeKey(one)}\0${one.targets.join("\0")}`).values(),
  ];
  const perPlace = places.flatMap((group) => joinItems(group));
  const spoken = climb(perPlace, ladders);
  const merged = [...groupBy(spoken, (one) => `${one.rule}\0${one.severity}\0${placeKey(one)}`).values()];
  return merged.flatMap((group) => joinTargets(group)).sort(byPlace);
}

/** Where a finding stands, target aside: the object as its file names it, the field, and what is missing there. */
function placeKey(one: Found): string {
  const [{ path, span }] = one.locations;
  const place = span === null ? "" : `${span.startLine}:${span.startColumn}`;
  const resource = one.resource === null ? "" : `${one.resource.kind}/${one.resource.name}`;
  return [path, place, resource, JSON.stringify(one.field), one.missing ?? ""].join("\0");
}

function joinItems(group: readonly Found[]): readonly Found[] {
  const [first, ...others] = group;
  if (first === undefined) return [];
  const containers = [...new Set(group.flatMap(({ container }) => container ?? []))];
  if (others.length === 0 || containers.length < 2) return [first];
  const rest = containers.slice(1).map((name) => `"${name}"`);
  const also = `The same holds for ${rest.length === 1 ? "container" : "containers"} ${rest.join(", ")}.`;
  return [{ ...first, container: null, message: `${first.message} ${also}` }];
}

/** Of the rules of one ladder that hold at one place, the most telling speaks and names the others. */
function climb(found: readonly Found[], ladders: Ladders): readonly Found[] {
  const groups = groupBy(found, (one) => {
    const step = ladders.get(one.rule);
    if (step === undefined) return one; // a group of its own
    return `${step.ladder}\0${placeKey({ ...one, missing: null })}\0${one.targets.join("\0")}`;
  });
  return [...groups.values()].flatMap((group) => {
    const rankOf = (one: Found) => ladders.get(one.rule)?.rank ?? 0;
    const [first, ...others] = group.toSorted((left, right) => rankOf(left) - rankOf(right));
    if (first === undefined || others.length === 0) return group;
    const also = [...new Set(others.map(({ rule }) => rule))].filter((rule) => rule !== first.rule);
    return [{ ...first, also }];
  });
}

function joinTargets(group: readonly Found[]): readonly Found[] {
  const [first, ...others] = group;
  if (first === undefined || others.length === 0) return group;
  const targets = [...new Set(group.flatMap((one) => one.targets))].sort(byCodeUnits);
  return [{ ...first, targets }];
}

function byPlace(left: Found, right: Found): number {
  const [a] = left.locations;
  const [b] = right.locations;
  return (
    byCodeUnits(a.path, b.path) ||
    (a.span?.startLine ?? 0) - (b.span?.startLine ?? 0) ||
    (a.span?.startColumn ?? 0) - (b.span?.startColumn ?? 0) ||
    byCodeUnits(left.rule, right.rule) ||
    byCodeUnits(placeKey(left), placeKey(right))
  );
}
