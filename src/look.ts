/** One revision, looked at: what is in it, rendered and parsed. Nothing is judged here. */
import type { Config } from "./config/config.js";
import { byCodeUnits, isInside, type RepoPath } from "./core/location.js";
import type { Problem } from "./core/problem.js";
import type { Rendering } from "./core/rendering.js";
import type { Resource } from "./core/resource.js";
import { isReadable, type Revision } from "./core/revision.js";
import type { Target } from "./core/target.js";
import { discover, type Discovery } from "./discover/discover.js";
import type { Surroundings } from "./evaluate/inventory.js";
import { parseRendering } from "./parse/parse.js";
import { type ReadSource, type SourceFile, sourceFiles } from "./parse/sources.js";
import type { Engine } from "./render/engine-types.js";
import { concurrentRequests } from "./render/pool.js";
import { renderTarget } from "./render/render.js";
import { decodeText } from "./yaml/decode-text.js";

/** What looking needs to know besides the revision. */
export interface LookRequest {
  /** What to look at, relative to the root; "" is the whole repository. */
  readonly paths: readonly (RepoPath | "")[];
  readonly config: Config;
  readonly engine: Engine;
  /** The files that differ between base and head; null where nothing is compared. */
  readonly changed: ReadonlySet<RepoPath> | null;
  /** Told which target is being looked at, for a person who waits. */
  readonly progress?: ((done: number, total: number, target: Target) => void) | undefined;
}

/** A target with what became of it. */
export interface Looked {
  readonly target: Target;
  readonly rendering: Rendering | null;
  readonly resources: readonly Resource[];
  readonly problems: readonly Problem[];
  readonly notes: readonly string[];
}

/** Everything that a revision holds, in order. */
export interface Sight {
  readonly targets: readonly Looked[];
  readonly resources: readonly Resource[];
  readonly texts: readonly SourceFile[];
  /** Ids of the targets that rendered wholly and hold a whole release or overlay. */
  readonly complete: ReadonlySet<string>;
  readonly problems: readonly Problem[];
  readonly skipped: Discovery["skipped"];
}

/** Namespaces that belong to the cluster itself. */
const systemNamespaces = ["kube-system", "kube-public", "kube-node-lease"];

/** What an inventory of the resources needs besides them. */
export function surroundingsOf({ complete }: Sight, { minor }: Config): Surroundings {
  return { minor, systemNamespaces, completeTargets: complete };
}

/**
 * Looks at one revision. Of `known`, the other side of the change, every target that the change does not touch is taken as it is: its inputs
 * are the same.
 */
export async function lookAt(revision: Revision, request: LookRequest, known?: Sight): Promise<Sight> {
  const { paths, config, changed } = request;
  const { include, exclude } = config;
  void request.engine.warmUp(enginesFor(revision, paths));
  const discovered = await discover(revision, { paths, include, exclude, changed });
  const same = new Map(
    known?.targets.filter(({ target }) => !target.touched).map((one) => [one.target.id, one]),
  );
  const targets = await lookAtAll(discovered.targets, revision, request, same);
  const complete = targets.filter(
    ({ rendering, problems }) => rendering?.complete === true && problems.length === 0,
  );
  return {
    targets,
    resources: targets.flatMap(({ resources }) => resources),
    texts: sourceFiles(await readSources(targets, revision)),
    complete: new Set(complete.map(({ target }) => target.id)),
    problems: [...discovered.problems, ...targets.flatMap(({ problems }) => problems)],
    skipped: discovered.skipped,
  };
}

/** Which engines a revision will want, told from names alone: loading one takes longer than finding out exactly. */
function enginesFor({ files }: Revision, paths: readonly (RepoPath | "")[]) {
  const inPaths = files.filter(({ path }) => paths.some((start) => isInside(path, start)));
  const hasName = (name: RegExp) => inPaths.some(({ path }) => name.test(path));
  return {
    helm: hasName(/(?:^|\/)Chart\.yaml$/),
    kustomize: hasName(/(?:^|\/)(?:kustomization\.ya?ml|Kustomization)$/),
  };
}

/** Some targets at once; the result keeps the order of the targets, whoever ends first. */
function lookAtAll(
  targets: readonly Target[],
  revision: Revision,
  request: LookRequest,
  same: ReadonlyMap<string, Looked>,
): Promise<readonly Looked[]> {
  return someAtOnce(targets, async (target, index) => {
    request.progress?.(index, targets.length, target);
    const known = target.touched ? undefined : same.get(target.id);
    return known ?? (await lookAtTarget(target, revision, request));
  });
}

/** Works on some things at once, as many as the engine takes. Results stand in the order of the things. */
export async function someAtOnce<Item, Result>(
  items: readonly Item[],
  workOn: (item: Item, index: number) => Promise<Result>,
): Promise<readonly Result[]> {
  const results: Result[] = [];
  const waiting = items.entries();
  async function work(): Promise<void> {
    for (const [index, item] of waiting) results[index] = await workOn(item, index);
  }
  await Promise.all(Array.from({ length: concurrentRequests }, work));
  return results;
}

async function lookAtTarget(
  target: Target,
  revision: Revision,
  { engine, config }: LookRequest,
): Promise<Looked> {
  const { rendering, problems, notes } = await renderTarget(target, revision, engine, config.minor);
  if (rendering === null) return { target, rendering, resources: [], problems, notes };
  const parsed = parseRendering(rendering);
  return {
    target,
    rendering,
    notes,
    resources: parsed.resources,
    problems: [...problems, ...parsed.problems],
  };
}

/** The texts behind the targets: of a manifest the one it was rendered from, of charts and overlays every input that is text. */
async function readSources(looked: readonly Looked[], revision: Revision): Promise<readonly ReadSource[]> {
  const sources = new Map<RepoPath, ReadSource & { readonly readers: Target[] }>();
  for (const { target, rendering, resources } of looked) {
    for (const path of target.inputs) {
      const known = sources.get(path);
      if (known !== undefined) {
        known.readers.push(target);
        continue;
      }
      const own = rendering?.texts.find(({ trace }) => trace.type === "identity" && trace.path === path);
      const text = own?.text ?? (await readText(path, revision));
      if (text === undefined) continue;
      sources.set(path, {
        path,
        text,
        readers: [target],
        ...(own === undefined ? {} : { objects: resources }),
      });
    }
  }
  return [...sources.values()].sort((left, right) => byCodeUnits(left.path, right.path));
}

async function readText(path: RepoPath, revision: Revision): Promise<string | undefined> {
  const content = await revision.read(path);
  if (!isReadable(content)) return undefined; // the target's own collection has said so
  const decoded = decodeText(content);
  return "text" in decoded ? decoded.text : undefined;
}
