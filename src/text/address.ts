/** Addresses of repositories and registries: whose they are, how they are reached, and what of them may be shown. */

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
