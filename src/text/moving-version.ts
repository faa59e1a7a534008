/** Versions of charts and revisions of Git as GitOps tools read them: one of them, or whatever comes next. */

/**
 * Whether a chart version is a range, by https://github.com/Masterminds/semver, which Helm, Flux and Argo CD use: empty and `*` take the
 * newest, `1`, `1.2` and `1.x` leave parts open, and operators choose.
 */
export function isVersionRange(version: string): boolean {
  return !/^v?\d+\.\d+\.\d+(?:[-+][0-9A-Za-z.+-]+)?$/.test(version.trim().replace(/^=\s*/, ""));
}

/**
 * Whether a revision of Git moves on with every commit: `HEAD`, nothing, and names that look like a branch. A name with a number in it counts
 * as a tag, unless it starts like a branch; tags can be moved, but are meant to stay.
 */
export function isMovingRevision(revision: string): boolean {
  if (/^[0-9a-f]{7,64}$/.test(revision) || revision.startsWith("refs/tags/")) return false;
  if (/^(?:refs\/heads\/|release[-/]|releases\/|feature\/|fix\/|dev|main|master)/.test(revision)) return true;
  return !/\d/.test(revision) || isVersionPattern(revision);
}

/** `v1.*`, `>=1.2`, `1.x`. */
function isVersionPattern(revision: string): boolean {
  return /[*<>~^ ]|\.x$/.test(revision);
}
