/** What a rule says about one place is one finding: items, ladders and targets that share a place are joined here. */
import type { Finding } from "../core/finding.js";
import { groupBy } from "../core/group.js";
import type { Json } from "../core/json.js";
import { byCodeUnits, type RepoPath } from "../core/location.js";
import type { Ladders } from "../core/rule.js";
import type { Mark } from "../locate/relocate.js";

/** A finding before triage. */
export interface Found extends Omit<Finding, "status" | "fingerprint"> {
  /** The blamed part with names instead of indexes, so that reordering a list does not change it. */
  readonly part: string;
  /** The outermost list item without a name on the way to the blamed part; null where there is none. */
  readonly element: Json | null;
  /** What the locations stand for in the texts that were judged, in their order; behind them what joined findings stood for. */
  readonly marks: readonly Mark[];
  /** The file of the primary location before lines were looked up: it identifies the finding. Absent: that has not happened. */
  readonly origin?: RepoPath;
}

/** Joins findings, first of one target and then of several. Order of the result: path, line, column, rule, then as found. */
export function combine(found: readonly Found[], ladders: Ladders): readonly Found[] {
  const places = [
    ...groupBy(found, (one) => `${one.rule}\0${placeKey(one)}\0${one.targets.join("\0")}`).values(),
  ];
  const perPlace = places.flatMap((group) => joinItems(group));
  const spoken = absorb(climb(perPlace, ladders), ladders);
  const merged = [...groupBy(spoken, (one) => `${one.rule}\0${one.severity}\0${placeKey(one)}`).values()];
  return merged.flatMap((group) => joinTargets(group)).sort(byPlace);
}

/** Joins again once lines are known that were not: what stands at one place, and only now is seen to. */
export function settle(found: readonly Found[], ladders: Ladders): readonly Found[] {
  return absorb(found, ladders).toSorted(byPlace);
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

/**
 * A finding in a text knows no object, so its place is where it stands: of two rules of one ladder whose places overlap there, the more
 * telling speaks. A token inside the value of a variable is one finding, not a second one about the variable's name.
 */
function absorb(found: readonly Found[], ladders: Ladders): readonly Found[] {
  const groups = groupBy(found, (one) => {
    const step = ladders.get(one.rule);
    return step === undefined ? one : [step.ladder, one.locations[0].path, ...one.targets].join("\0");
  });
  return [...groups.values()].flatMap((group) => (group.length > 1 ? absorbOverlaps(group, ladders) : group));
}

function absorbOverlaps(group: readonly Found[], ladders: Ladders): readonly Found[] {
  const rankOf = (one: Found) => ladders.get(one.rule)?.rank ?? 0;
  const speakers = new Map<Found, Found>();
  const fields = new Map(group.map((one) => [one, JSON.stringify([one.resource, one.field])]));
  // One of them was found in the text, or both in one field.
  const mayShareText = (left: Found, right: Found) =>
    left.resource === null || right.resource === null || fields.get(left) === fields.get(right);
  let open: readonly Found[] = [];
  for (const one of group.toSorted((left, right) => compareStarts(left, right))) {
    open = open.filter((other) => endsAfter(other, one));
    for (const other of open) {
      if (!mayShareText(one, other)) continue;
      const [first, second] = rankOf(one) < rankOf(other) ? [one, other] : [other, one];
      const known = speakers.get(second);
      const isBetter = known === undefined || rankOf(first) < rankOf(known);
      if (rankOf(first) < rankOf(second) && isBetter) speakers.set(second, first);
    }
    open = [...open, one];
  }
  const absorbed = groupBy([...speakers.keys()], (one) => {
    let speaker = one;
    for (let next = speakers.get(one); next !== undefined; next = speakers.get(next)) speaker = next;
    return speaker;
  });
  return group.flatMap((one) => {
    if (speakers.has(one)) return [];
    const rules = (absorbed.get(one) ?? []).flatMap((other) => [other.rule, ...other.also]);
    return [rules.length === 0 ? one : { ...one, also: [...new Set([...one.also, ...rules])] }];
  });
}

function compareStarts(left: Found, right: Found): number {
  const [a, b] = [left.locations[0].span, right.locations[0].span];
  return (a?.startLine ?? 0) - (b?.startLine ?? 0) || (a?.startColumn ?? 0) - (b?.startColumn ?? 0);
}

/** Whether `open` reaches beyond the start of `next`. Where only the file is known, nothing overlaps. */
function endsAfter(open: Found, next: Found): boolean {
  const [a, b] = [open.locations[0].span, next.locations[0].span];
  if (a === null || b === null) return false;
  return a.endLine > b.startLine || (a.endLine === b.startLine && a.endColumn > b.startColumn);
}

/** A finding names ten places at most, so it is not looked up in more renderings than that. */
const mostElsewhere = 9;

function joinTargets(group: readonly Found[]): readonly Found[] {
  const [first, ...others] = group;
  if (first === undefined || others.length === 0) return group;
  const targets = [...new Set(group.flatMap((one) => one.targets))].sort(byCodeUnits);
  const elsewhere = others.slice(0, mostElsewhere).flatMap(({ marks }) => marks.slice(0, 1));
  return [{ ...first, targets, marks: [...first.marks, ...elsewhere] }];
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
