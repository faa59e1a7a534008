/** Resources by kind, so that a rule looks at its own kinds and not at every object. */
import { groupBy } from "../core/group.js";
import type { Resource } from "../core/resource.js";
import type { KindPattern } from "../core/rule.js";
import { isWorkload } from "../kubernetes/workloads.js";
import { isOfKind } from "./match.js";

/** Answers which resources a rule's `match` means, in the order of the revision. */
export interface KindIndex {
  readonly workloads: readonly Resource[];
  of(patterns: readonly KindPattern[]): readonly Resource[];
}

/** Builds the index once for a revision. */
export function indexByKind(resources: readonly Resource[]): KindIndex {
  const byKind = groupBy(resources, ({ kind }) => kind);
  return {
    workloads: resources.filter(({ group, kind }) => isWorkload(group, kind)),
    of(patterns) {
      const isAnyKind = patterns.some(({ kind }) => kind === "*");
      const names = new Set(patterns.map(({ kind }) => kind));
      const candidates = isAnyKind ? resources : [...names].flatMap((kind) => byKind.get(kind) ?? []);
      return candidates.filter((resource) => isOfKind(resource, patterns));
    },
  };
}
