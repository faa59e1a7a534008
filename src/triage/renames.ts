/** Which target of the head is which of the base, where files were renamed. */
import type { RepoPath } from "../core/location.js";
import type { Target } from "../core/target.js";

/** The files that make a folder a chart or a kustomization. */
const mainFiles = ["Chart.yaml", "kustomization.yaml", "kustomization.yml", "Kustomization"];

/** Target of the head → target of the base, of those whose own file, or whose chart or kustomization, was renamed. */
export function renamedTargets(
  head: readonly Target[],
  base: readonly Target[],
  files: ReadonlyMap<RepoPath, RepoPath>,
): ReadonlyMap<string, string> {
  const renamed = new Map<string, string>();
  if (files.size === 0) return renamed;
  const known = new Set(head.map(({ id }) => id));
  for (const target of head) {
    const path = formerPath(target, files);
    if (path === undefined) continue;
    const values = target.values.map((file) => files.get(file) ?? file).join("\n");
    const before = base.find(
      (one) => one.kind === target.kind && one.path === path && one.values.join("\n") === values,
    );
    if (before !== undefined && !known.has(before.id)) renamed.set(target.id, before.id);
  }
  return renamed;
}

function formerPath({ path }: Target, files: ReadonlyMap<RepoPath, RepoPath>): string | undefined {
  const own = path === "" ? undefined : files.get(path);
  if (own !== undefined) return own;
  for (const name of mainFiles) {
    const former = files.get((path === "" ? name : `${path}/${name}`) as RepoPath); // only looked up
    if (former?.endsWith(`/${name}`) === true) return former.slice(0, -name.length - 1);
    if (former === name) return "";
  }
  return undefined;
}
