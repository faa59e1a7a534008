/** The files that a target may see, and no others, as the engine gets them. */
import { isInside } from "../core/location.js";
import type { RepoPath } from "../core/location.js";
import type { Problem } from "../core/problem.js";
import type { Rendering } from "../core/rendering.js";
import { isReadable } from "../core/revision.js";
import type { Revision } from "../core/revision.js";
import type { Target } from "../core/target.js";
import type { EngineFile } from "./engine-types.js";

/** What rendering one target gave. A null rendering comes with at least one problem. */
export interface RenderOutcome {
  readonly rendering: Rendering | null;
  readonly problems: readonly Problem[];
  /** Sentences about what was done otherwise than the real tool would. */
  readonly notes: readonly string[];
}

/** Files by the path under which the engine knows them, and where each lies in the repository. */
export interface CollectedFiles {
  /** Null where they are too large together. */
  readonly files: readonly EngineFile[] | null;
  readonly origins: ReadonlyMap<string, RepoPath>;
  readonly problems: readonly Problem[];
}

const maximumFileBytes = 5 * 1024 * 1024;
const maximumTotalBytes = 100 * 1024 * 1024;

/**
 * Reads the inputs of a target. `placesOf` gives the paths under which the engine sees an input, possibly none. A file over 5 MiB is
 * left out with a problem.
 */
export async function collectFiles(
  target: Target,
  revision: Revision,
  placesOf: (input: RepoPath) => readonly string[],
): Promise<CollectedFiles> {
  const files: EngineFile[] = [];
  const origins = new Map<string, RepoPath>();
  const problems: Problem[] = [];
  let totalBytes = 0;
  for (const input of target.inputs) {
    const places = placesOf(input);
    const bytes = places.length === 0 ? null : await readInput(target, revision, input);
    if (bytes === null) continue;
    if (!(bytes instanceof Uint8Array)) {
      problems.push(bytes);
      continue;
    }
    totalBytes += bytes.length;
    if (totalBytes > maximumTotalBytes)
      return { files: null, origins, problems: [...problems, tooMuch(target)] };
    for (const path of places) {
      files.push({ path, bytes });
      origins.set(path, input);
    }
  }
  return { files, origins, problems };
}

/** The paths of an input relative to the chart's folder: where it lies, and where it is mounted. */
export function placesInChart(target: Target, input: RepoPath): readonly string[] {
  const places: RepoPath[] = isInside(input, target.path) ? [input] : [];
  for (const { from, to } of target.mounts ?? []) {
    if (isInside(input, from)) places.push(`${to}${input.slice(from.length)}` as RepoPath); // a path below a path is one
  }
  const inner = places.map((path) => (target.path === "" ? path : path.slice(target.path.length + 1)));
  return inner.filter((path) => !isValuesSet(path));
}

/** A problem of the stage `render` that concerns this target. */
export function renderProblem(
  target: Target,
  place: { readonly path: RepoPath | ""; readonly line?: number | null | undefined },
  message: string,
  hint: string,
): Problem {
  const { id, touched } = target;
  return { stage: "render", path: place.path, line: place.line ?? null, target: id, touched, message, hint };
}

/** Values sets reach the engine as values. Without them all sets of one chart have the same files, and share an instance. */
function isValuesSet(path: string): boolean {
  return /^ci\/[^/]*-values\.yaml$/.test(path);
}

async function readInput(target: Target, revision: Revision, path: RepoPath): Promise<Uint8Array | Problem> {
  const edited = target.edited?.get(path);
  if (edited !== undefined) return new TextEncoder().encode(edited);
  const bytes = await revision.read(path);
  if (!isReadable(bytes)) {
    const message = `The file cannot be read: ${bytes.reason}. What was rendered lacks it.`;
    return renderProblem(target, { path }, message, "Make it a regular file that can be read.");
  }
  if (bytes.length <= maximumFileBytes) return bytes;
  const message = "The file has more than 5 MiB, the limit of Helm too, so what was rendered lacks it.";
  return renderProblem(
    target,
    { path },
    message,
    "Make it smaller, or move it out of the chart or kustomization.",
  );
}

function tooMuch(target: Target): Problem {
  const message = "The files of this target have more than 100 MiB together, so it was not rendered.";
  const hint = "Move what no template needs out of the folder.";
  return renderProblem(target, { path: target.path }, message, hint);
}
