/** The findings of plain manifests → the texts in which they are repaired. Nothing is written here. */
import { selectRules } from "./catalog/load.js";
import { groupBy } from "./core/group.js";
import type { RepoPath } from "./core/location.js";
import type { Resource } from "./core/resource.js";
import type { Rule } from "./core/rule.js";
import type { Found } from "./evaluate/combine.js";
import { type Surroundings, takeInventory } from "./evaluate/inventory.js";
import { type Repairable, repairsOf } from "./evaluate/repairs.js";
import { editsFor } from "./fix/fix.js";
import { applyEdits } from "./fix/text-edit.js";
import { parseText } from "./parse/parse.js";
import { remembering } from "./repository/memory.js";
import { lookAt, type Looked, type Sight, surroundingsOf } from "./look.js";
import type { RunRequest } from "./run.js";

/** What to repair. */
export interface RepairRequest extends RunRequest {
  /** Whether repairs are made that may change what a program can do, and not only those that rarely do. */
  readonly includeReview: boolean;
}

/** One file, as it is and as it would be. */
export interface FileRepair {
  readonly path: RepoPath;
  readonly before: string;
  readonly after: string;
  readonly repaired: readonly Found[];
}

/** What can be repaired, by path, and how many outcomes of rules stay. */
export interface Repairs {
  readonly files: readonly FileRepair[];
  readonly left: number;
  /** Whether repairs that were right one by one would bring something new together, and none is given for that reason. */
  readonly isRefused: boolean;
}

/**
 * Repairs one finding after the other, and keeps a repair only where judging the file again shows that the finding is gone and that none has come.
 *
 * @throws ConfigurationError where the configuration or the catalog has a mistake.
 */
export async function repair(request: RepairRequest): Promise<Repairs> {
  const rules = selectRules(request.catalog, request.config);
  const { change, config, includeReview } = request;
  const sight = await lookAt(remembering(change.head), { ...request, changed: change.changed });
  const workshop = new Workshop(rules, sight, surroundingsOf(sight, config), includeReview);
  const before = workshop.judge();
  const manifests = sight.targets.filter(({ target }) => target.kind === "manifest");
  const files = manifests.flatMap((looked) => workshop.repairFile(looked) ?? []);
  const after = workshop.judge();
  const isRefused = hasMore(after, before);
  if (isRefused) return { files: [], left: before.length, isRefused };
  return { files, left: after.length, isRefused };
}

class Workshop {
  private readonly rules: readonly Rule[];
  private readonly surroundings: Surroundings;
  private readonly includeReview: boolean;
  /** By target: what each says, with the repairs made so far. */
  private readonly resources: Map<string, readonly Resource[]>;

  constructor(
    rules: readonly Rule[],
    { targets }: Sight,
    surroundings: Surroundings,
    includeReview: boolean,
  ) {
    this.rules = rules;
    this.surroundings = surroundings;
    this.includeReview = includeReview;
    this.resources = new Map(targets.map(({ target, resources }) => [target.id, resources]));
  }

  /** Judges one target among all others, or everything. */
  judge(target?: string): readonly Repairable[] {
    const all = [...this.resources.values()].flat();
    const resources = target === undefined ? all : (this.resources.get(target) ?? []);
    const inventory = takeInventory(all, this.surroundings);
    return repairsOf(this.rules, { resources, inventory, texts: [], ladders: new Map() });
  }

  /** Undefined where nothing of the file is repaired. */
  repairFile(looked: Looked): FileRepair | undefined {
    const { target, rendering } = looked;
    const source = rendering?.texts[0];
    if (rendering === null || source === undefined || source.trace.type !== "identity") return undefined;
    const refused = new Set<string>();
    const repaired: Found[] = [];
    let text = source.text;
    let known = this.judge(target.id);
    for (let next = this.choose(known, refused); next !== undefined; next = this.choose(known, refused)) {
      const resources = this.resources.get(target.id) ?? [];
      const edited = textWith(next, text);
      const judged = edited === null ? null : this.tryText(looked, edited);
      if (edited !== null && judged !== null && isCured(next, known, judged)) {
        text = edited;
        known = judged;
        repaired.push(next.found);
      } else {
        refused.add(next.key);
        this.resources.set(target.id, resources);
      }
    }
    if (repaired.length === 0) return undefined;
    return { path: source.trace.path, before: source.text, after: text, repaired };
  }

  private choose(known: readonly Repairable[], refused: ReadonlySet<string>): Repairable | undefined {
    return known.find(({ found, patch, key }) => {
      const isWanted = found.fix.safety === "safe" || (found.fix.safety === "review" && this.includeReview);
      return isWanted && patch !== null && !refused.has(key);
    });
  }

  /** Reads and judges the file with another text; null where it cannot be read. */
  private tryText(
    { target, rendering, resources: before }: Looked,
    text: string,
  ): readonly Repairable[] | null {
    const source = rendering?.texts[0];
    if (rendering === null || source === undefined) return null;
    const { resources, problems } = parseText({ ...source, text }, rendering);
    if (problems.length > 0 || resources.length !== before.length) return null;
    this.resources.set(target.id, resources);
    return this.judge(target.id);
  }
}

function textWith({ patch, resource }: Repairable, text: string): string | null {
  // A rule can blame an object of another file; that one is not what is being repaired.
  if (patch === null || resource.source.text !== text) return null;
  const edits = editsFor(resource, patch);
  return edits === null || edits.length === 0 ? null : applyEdits(text, edits);
}

function isCured({ key }: Repairable, before: readonly Repairable[], after: readonly Repairable[]): boolean {
  const count = (among: readonly Repairable[]) => among.filter((one) => one.key === key).length;
  return count(after) < count(before) && !hasMore(after, before);
}

/** Whether one list has an outcome that the other has not, or has less often. */
function hasMore(after: readonly Repairable[], before: readonly Repairable[]): boolean {
  const known = groupBy(before, ({ key }) => key);
  return [...groupBy(after, ({ key }) => key)].some(
    ([key, found]) => found.length > (known.get(key)?.length ?? 0),
  );
}
