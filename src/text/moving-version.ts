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

/** `host/organisation/repository` in lower case, of an address in any form that Git takes; undefined for what is none. */
export function repositoryOf(url: string): string | undefined {
  const scp = /^(?:[\w.-]+@)([\w.-]+):(?!\d+\/)(.+)$/.exec(url);
  const full = /^[a-z+]+:\/\/(?:[^@/\s]*@)?([^/\s:]+)(?::\d+)?\/(.+)$/i.exec(url);
  const [, host, path] = scp ?? full ?? [];
  if (host === undefined || path === undefined) return undefined;
  return `${host}/${path}`
    .toLowerCase()
    .replace(/[?#].*$/, "")
    .replace(/\/+$/, "")
    .replace(/\.git$/, "");
}

/** Whether a repository lies below one of the prefixes, by whole segments. */
export function isBelowAny(repository: string, prefixes: readonly string[]): boolean {
  return prefixes.some((prefix) => {
    const clean = prefix.toLowerCase().replace(/\/\*?$/, "");
    return repository === clean || repository.startsWith(`${clean}/`);
  });
}

/** Whether an address is reached over the network without encryption. What the own machine serves never leaves it. */
export function isClearText(url: string): boolean {
  return /^http:\/\/(?!(?:localhost|127(?:\.\d+){3}|\[::1\])(?::\d+)?(?:\/|$))/i.test(url);
}

/** An address as it may be shown: without a user, a password and a query, any of which may be a credential. */
export function shownAddress(url: string): string {
  return url.replace(/[?#].*$/, "").replace(/^((?:[a-z]+::)?[a-z][a-z+.-]*:\/\/)?[^/\s]*@(?=[^/])/i, "$1");
}
